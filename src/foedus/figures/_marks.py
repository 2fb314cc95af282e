"""Marks with a shape and a word: what became of an obligation; hatches and fades.

A shape is drawn, not set in type, so that it looks the same wherever it is read.
"""

from __future__ import annotations

from foedus.figures._svg import element

# status: the word for it; its shape is drawn below.
STATUS_WORDS: dict[str, str] = {
    "kept": "kept",
    "kept in part": "in part",
    "deflected": "deflected",
    "refused": "refused",
    "breached": "breached",
    "no answer": "no answer",
    "pending": "pending",
    "disputed": "disputed",
    "not called in": "not called in",
}

# Behind a status under somebody's reading that is the record's, while nothing that they say of it
# is on record.
UNSAID = "°"


def word_of(status: str) -> str:
    """Return the word for a status.

    >>> word_of("kept in part"), word_of("no answer")
    ('in part', 'no answer')
    """
    return STATUS_WORDS[status]


def _line(path: str, width: float = 1.8) -> str:
    return element(
        "path",
        d=path,
        fill="none",
        stroke="currentColor",
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


_FRAME = element(
    "rect",
    x=2,
    y=2,
    width=12,
    height=12,
    rx=1.5,
    fill="none",
    stroke="currentColor",
    stroke_width=1.5,
)
_CROSS = _line("M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5", 2.2)
# Each in a square of 16 by 16.
_SHAPES: dict[str, str] = {
    "kept": _FRAME + element("rect", x=4.6, y=4.6, width=6.8, height=6.8, fill="currentColor"),
    "kept in part": _FRAME + element("rect", x=2, y=2, width=6, height=12, fill="currentColor"),
    "deflected": _line("M2.5 12.5C3 5 9 3.5 12.6 9M12.9 4.6 12.7 9.3 8.3 8.6"),
    "refused": _CROSS,
    "breached": _CROSS + _line("M2 15.2H14", 1.6),
    "no answer": _FRAME,
    "pending": "".join(
        element("circle", cx=place, cy=8, r=1.5, fill="currentColor") for place in (3, 8, 13)
    ),
    "disputed": _line("M5 5.6C5 2 11 2 11 5.6 11 8 8 8 8 10.6", 1.9)
    + element("circle", cx=8, cy=13.6, r=1.3, fill="currentColor"),
    "not called in": element("circle", cx=8, cy=8, r=1.9, fill="currentColor"),
}


def role_of(status: str) -> str:
    """Return the name of a status in classes and variables: ``kept-in-part``."""
    return status.replace(" ", "-")


def status_mark(status: str, x: float, y: float, size: float = 14) -> str:
    """Return the shape of a status with its middle at a place, in its colour."""
    scale = size / 16
    return element(
        "g",
        _SHAPES[status],
        transform=f"translate({x - size / 2:.2f} {y - size / 2:.2f}) scale({scale:.3f})",
        style=f"color:var(--fo-{role_of(status)})",
    )


def status_symbols(prefix: str = "mark-") -> str:
    """Return the shapes as symbols, for pages that use them many times."""
    return "".join(
        element("symbol", shape, id=prefix + role_of(status), viewBox="0 0 16 16")
        for status, shape in _SHAPES.items()
    )


def hatches(prefix: str, names: tuple[str, ...], colour: str) -> str:
    """Return patterns: ``lines`` slanted, ``cross`` both ways, ``dots``, ``sparse`` lines."""
    drawn = {
        "lines": ("6", "M-1 7 7 -1M-1 1 1 -1M5 7 7 5"),
        "sparse": ("12", "M-1 13 13 -1"),
        "cross": ("6", "M-1 7 7 -1M-1 -1 7 7"),
    }
    made = []
    for name in names:
        size, path = drawn.get(name, ("6", ""))
        inner = (
            element("circle", cx=3, cy=3, r=1.3, fill=colour)
            if name == "dots"
            else element("path", d=path, stroke=colour, stroke_width=1.5, fill="none")
        )
        made.append(
            element(
                "pattern",
                inner,
                id=f"{prefix}-{name}",
                width=size,
                height=size,
                patternUnits="userSpaceOnUse",
            )
        )
    return "".join(made)


def fades(prefix: str) -> str:
    """Return masks by which a bar fades: ``-right``, ``-left``, ``-both``; any colour."""
    stops = {
        "right": ((0, 1), (0.55, 1), (1, 0)),
        "left": ((0, 0), (0.45, 1), (1, 1)),
        "both": ((0, 0.08), (0.35, 1), (0.65, 1), (1, 0.08)),
    }
    made = []
    for name, places in stops.items():
        gradient = element(
            "linearGradient",
            *(
                element("stop", offset=place, stop_color="#fff", stop_opacity=alpha)
                for place, alpha in places
            ),
            id=f"{prefix}-g{name}",
        )
        mask = element(
            "mask",
            element("rect", width=1, height=1, fill=f"url(#{prefix}-g{name})"),
            id=f"{prefix}-{name}",
            maskContentUnits="objectBoundingBox",
        )
        made.append(gradient + mask)
    return "".join(made)
