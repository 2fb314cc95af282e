"""Colours by role, light and dark, as CSS variables with defaults.

The hues are those of Okabe and Ito, which people with any common colour vision can tell apart. In
light they are darkened, as far as it takes to reach the contrast that WCAG 2.2 asks of text
(4.5 to 1); in dark they are the originals. The lanes of a timeline have hues of their own, so
that an answer which refuses does not look like a promise kept. No colour carries meaning alone:
shape and words do.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design.
W3C (2023). Web Content Accessibility Guidelines 2.2, success criteria 1.4.3 and 1.4.11.
"""

from __future__ import annotations

# role: (light, dark)
ROLES: dict[str, tuple[str, str]] = {
    "paper": ("#fdfcf9", "#15171a"),
    "raised": ("#f5f3ed", "#1e2125"),
    "ink": ("#1d1f22", "#e9e7e2"),
    "muted": ("#5a5f66", "#a6abb2"),
    "rule": ("#d8d4ca", "#363b41"),
    "link": ("#0b5c8e", "#7cc4f0"),
    "mark": ("#fbe9a6", "#57490f"),
    # the lanes of a timeline: none of the colours of a status, for a lane takes no side
    "call": ("#33373d", "#d9d6cf"),
    "answer": ("#4b4a9c", "#aeb0f2"),
    "membership": ("#50651a", "#b3c76b"),
    "words": ("#66614f", "#bdb69c"),
    "realign": ("#7a4a38", "#d3a594"),
    "other": ("#67636e", "#b1adb9"),
    # what became of an obligation
    "kept": ("#00664b", "#2cc79a"),
    "kept-in-part": ("#0a5f94", "#56b4e9"),
    "deflected": ("#835a00", "#e6a91e"),
    "refused": ("#b04a00", "#f0883a"),
    "breached": ("#b04a00", "#f0883a"),
    "disputed": ("#96406f", "#dd93ba"),
    "no-answer": ("#5a5f66", "#a6abb2"),
    "pending": ("#5a5f66", "#a6abb2"),
    "not-called-in": ("#6d6a63", "#9b9fa5"),
    # cooperation and conflict
    "plus": ("#0a5f94", "#56b4e9"),
    "minus": ("#b04a00", "#f0883a"),
}


def stylesheet(selector: str, *, theme: str | None = None) -> str:
    """Return the CSS that sets the variables.

    Parameters
    ----------
    selector
        The elements that carry them.
    theme
        ``light`` or ``dark``, or None for light with dark where the reader's system asks for it.
    """

    def block(index: int) -> str:
        sets = "".join(f"--fo-{role}:{pair[index]};" for role, pair in ROLES.items())
        return f"{selector}{{{sets}}}"

    if theme is not None:
        return block(0 if theme == "light" else 1)
    return block(0) + "@media (prefers-color-scheme:dark){" + block(1) + "}"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    a, b = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
