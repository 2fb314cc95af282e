"""What every figure is made of: scales, marks, colours by role, and the figure itself.

::

    TimeScale ─┐
    marks ─────┼─► svg text ─► Figure ── stands alone: notebook, file; or inside the dossier
    palette ───┘                 └── rows: the same numbers as a table
"""

from foedus.figures._figure import Figure
from foedus.figures._marks import STATUS_WORDS, fades, hatches, status_mark, status_symbols
from foedus.figures._palette import ROLES, contrast, stylesheet
from foedus.figures._scales import LinearScale, TimeScale, text_width
from foedus.figures._svg import element, words

__all__ = [
    "ROLES",
    "STATUS_WORDS",
    "Figure",
    "LinearScale",
    "TimeScale",
    "contrast",
    "element",
    "fades",
    "hatches",
    "status_mark",
    "status_symbols",
    "stylesheet",
    "text_width",
    "words",
]
