"""SVG as text: one function that writes an element, one that writes words."""

from __future__ import annotations

from html import escape

Value = str | float | int | None


def words(text: object) -> str:
    """Return text with the characters escaped that markup would read as its own."""
    return escape(str(text), quote=True)


def element(name: str, *children: str, **attributes: Value) -> str:
    """Return an element; an attribute that is None is left out.

    ``class_`` stands for ``class``, and an underscore in a name for a hyphen. Children are markup
    already; plain text goes through :func:`words` first.

    >>> element("rect", x=1.004, width=20, class_="bar")
    '<rect x="1" width="20" class="bar"/>'
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None:
            continue
        label = key.rstrip("_").replace("_", "-")
        shown = number(value) if isinstance(value, int | float) else words(value)
        parts.append(f' {label}="{shown}"')
    if not children:
        return "".join(parts) + "/>"
    return "".join(parts) + ">" + "".join(children) + f"</{name}>"


def number(value: float) -> str:
    """Write a length with at most two decimals, and none that are naught."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
