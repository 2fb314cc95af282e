"""The ways to where a conflict would last, as a picture: states in boxes, moves as arrows.

::

    ┌──────────┐   Member           ╔══════════╗
    │ it stands│──takes up leave──► ║ lasts    ║    a double frame: an equilibrium
    │ here     │                    ╚══════════╝
    └──────────┘─ ─ ─ Patron ─ ─ ► …               a dashed arrow: against the mover's own interest

Not all states are drawn: where things stand, equilibria, and what lies between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foedus.figures import Figure, element, text_width, words
from foedus.options._stability import FIRM, Solution, solve

if TYPE_CHECKING:
    from foedus.options._model import ConflictModel, Name
    from foedus.options._walks import Routes, Step, Walk

_LINE = 14.0  # of type
_BOX, _GAP = 150.0, 150.0  # width of a state, and room for what moves between two
_PAD = 9.0
ROUTES_CSS = (
    ".fo-passing{fill:var(--fo-raised);stroke:var(--fo-muted);stroke-width:1}"
    ".fo-lasts{fill:var(--fo-paper);stroke:var(--fo-membership);stroke-width:2}"
    ".fo-inner{fill:none;stroke:var(--fo-membership);stroke-width:1}"
    ".fo-move{stroke:var(--fo-ink);stroke-width:1.4;fill:none}"
    ".fo-atloss{stroke-dasharray:5 4}"
    ".fo-tip{fill:var(--fo-ink)}"
    ".fo-figure .fo-green{fill:var(--fo-membership);font-weight:600}"
)


def draw_routes(
    model: ConflictModel,
    made: Routes,
    *,
    solution: Solution | None = None,
    most: int = 5,
    width: float = 1000,
    key: str = "routes",
) -> Figure:
    """Draw the ways from where a conflict stands to the states that would last.

    Parameters
    ----------
    made
        The ways, as `paths` returns them; of each the first with the fewest moves against
        somebody's own interest is drawn.
    solution
        Of the model, if it is there already; states that last by more than fear of an answer (nash,
        seq or sim) have a double frame.
    most
        How many states at the end of a way are drawn, the nearest first.
    width
        In pixels; under 700 the ways run downwards.

    Returns
    -------
    Figure
        Its rows are the moves.
    """
    walks = sorted(
        (_plainest(some) for some in made.walks.values() if some and some[0].steps),
        key=lambda walk: (_at_loss(walk), len(walk.steps)),
    )
    shown, hidden = walks[:most], walks[most:]
    marks = (solution or solve(model)).marks
    firm = frozenset(state for state, kinds in marks.items() if FIRM & set(kinds))
    downwards = width < 700
    draw = _Down(model, made, firm, width) if downwards else _Across(model, made, firm)
    body = draw.all(shown)
    lasts = made.start in firm
    description = (
        f"It stands at {made.start}"
        + (", which would last" if lasts else "")
        + ". "
        + " ".join(f"To {walk.steps[-1].end}: {walk.in_words(model)}." for walk in shown)
        + " A double frame would last; a dashed arrow, with a star, is a move against the mover's "
        "own interest."
    )
    rows = [
        {
            "way": number,
            "who": step.who,
            "from": step.start,
            "to": step.end,
            "pays": "yes" if step.improves else "no",
            "end lasts": " ".join(marks.get(step.end, ())),
        }
        for number, walk in enumerate([*shown, *hidden], start=1)
        for step in walk.steps
    ]
    return Figure(
        key,
        f"From where it stands: {model.title}" + (f", {model.date}" if model.date else ""),
        description,
        draw.width,
        draw.height,
        body,
        rows,
        ROUTES_CSS,
    )


def _plainest(walks: Sequence[Walk]) -> Walk:
    return min(walks, key=_at_loss)


def _at_loss(walk: Walk) -> int:
    return sum(not step.improves for step in walk.steps)


def wrapped(text: str, width: float) -> list[str]:
    """Return a text in lines that are no wider than so many pixels."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class _Drawing:
    """What both ways of drawing share: boxes, arrows, and what stands beside them."""

    def __init__(self, model: ConflictModel, made: Routes, firm: frozenset[Name]) -> None:
        self.model = model
        self.made = made
        self.firm = firm
        self.width = self.height = 0.0

    def all(self, walks: Sequence[Walk]) -> str:
        raise NotImplementedError

    def lines_of(self, state: Name, width: float) -> list[tuple[str, str | None]]:
        """Return the lines in a box, each with a class."""
        lines: list[tuple[str, str | None]] = []
        if state == self.made.start:
            lines.append(("it stands here", "fo-muted"))
        lines += [(line, None) for line in wrapped(str(state), width - 2 * _PAD)]
        if state in self.firm:
            lines.append(("would last", "fo-green"))
        return lines

    def box(self, state: Name, x: float, y: float, width: float) -> tuple[str, float]:
        """Return a state in its box, and how high it is."""
        lines = self.lines_of(state, width)
        height = len(lines) * _LINE + 2 * _PAD
        lasts = state in self.firm
        kind = "fo-lasts" if lasts else "fo-passing"
        parts = [element("rect", x=x, y=y, width=width, height=height, rx=3, class_=kind)]
        if lasts:
            parts.append(
                element(
                    "rect", x=x + 3, y=y + 3, width=width - 6, height=height - 6, rx=1.5,
                    class_="fo-inner",
                )
            )  # fmt: skip
        for number, (line, role) in enumerate(lines):
            place = y + _PAD + (number + 0.78) * _LINE
            parts.append(element("text", words(line), x=x + _PAD, y=place, class_=role))
        return "".join(parts), height

    def label(self, step: Step, width: float) -> list[tuple[str, str | None]]:
        """Return who moves, and how, in lines."""
        said = step.in_words(self.model).removeprefix(step.who).removeprefix("*").strip()
        who = step.who + ("" if step.improves else "*")
        named: list[tuple[str, str | None]] = [(who, "fo-head")]
        parts = said.replace(" and takes up", "\ntakes up").split("\n")
        return named + [(line, None) for part in parts for line in wrapped(part, width)]

    def text(self, lines: Sequence[tuple[str, str | None]], x: float, y: float) -> str:
        return "".join(
            element("text", words(line), x=x, y=y + number * _LINE, class_=role)
            for number, (line, role) in enumerate(lines)
        )

    def arrow(self, path: str, tip: tuple[float, float], down: bool, pays: bool) -> str:
        """Return an arrow along a path to its tip."""
        x, y = tip
        head = f"M{x:.1f} {y:.1f}l-4 -8h8z" if down else f"M{x:.1f} {y:.1f}l-8 -4v8z"
        kind = "fo-move" if pays else "fo-move fo-atloss"
        return element("path", d=path, class_=kind) + element("path", d=head, class_="fo-tip")


class _Across(_Drawing):
    """Ways from left to right, one below the other."""

    def all(self, walks: Sequence[Walk]) -> str:
        parts: list[str] = []
        y = 2.0
        middles: list[tuple[float, Step]] = []
        for walk in walks:
            heights = [len(self.lines_of(step.end, _BOX)) * _LINE + 2 * _PAD for step in walk.steps]
            labels = [self.label(step, _GAP - 26) for step in walk.steps]
            above = max(*(height / 2 for height in heights), _LINE + 8)
            below = max(
                *(height / 2 for height in heights), *(len(one) * _LINE + 4 for one in labels)
            )
            middle = y + above
            middles.append((middle, walk.steps[0]))
            x = _BOX
            for number, (step, label, height) in enumerate(
                zip(walk.steps, labels, heights, strict=True)
            ):
                if number:
                    line = f"M{x:.1f} {middle:.1f}H{x + _GAP - 8:.1f}"
                    parts.append(self.arrow(line, (x + _GAP, middle), False, step.improves))
                parts.append(self.text(label[:1], x + 14, middle - 6))
                parts.append(self.text(label[1:], x + 14, middle + 15))
                box, _ = self.box(step.end, x + _GAP, middle - height / 2, _BOX)
                parts.append(box)
                x += _GAP + _BOX
            self.width = max(self.width, x + 2)
            y += above + below + 22
        bottom = max(y - 22, 40.0)
        lines = len(self.lines_of(self.made.start, _BOX)) * _LINE + 2 * _PAD
        centre = bottom / 2 if middles else lines / 2 + 2
        start, _ = self.box(self.made.start, 2, centre - lines / 2, _BOX - 2)
        parts.append(start)
        for middle, step in middles:
            line = f"M{_BOX:.1f} {centre:.1f}H{_BOX + 8:.1f}V{middle:.1f}H{_BOX + _GAP - 8:.1f}"
            parts.append(self.arrow(line, (_BOX + _GAP, middle), False, step.improves))
        self.width = max(self.width, _BOX + 4, 1000.0)
        self.height = max(bottom, centre + lines / 2) + 4
        return "".join(parts)


class _Down(_Drawing):
    """Ways downwards, one after the other, for a narrow page."""

    def __init__(
        self, model: ConflictModel, made: Routes, firm: frozenset[Name], width: float
    ) -> None:
        super().__init__(model, made, firm)
        self.width = width

    def all(self, walks: Sequence[Walk]) -> str:
        inset = 26.0
        box, height = self.box(self.made.start, 2, 2, self.width - 4)
        parts, y, top = [box], height + 2, height + 2
        for walk in walks:
            for number, step in enumerate(walk.steps):
                label = self.label(step, self.width - inset - 40)
                gap = len(label) * _LINE + 20
                x = inset + 14
                first = number == 0
                ends = y + gap - (8 if first else 0)
                line = (
                    f"M12 {top:.1f}V{ends + 16:.1f}H{inset - 6:.1f}"
                    if first
                    else f"M{x:.1f} {y:.1f}V{ends - 8:.1f}"
                )
                tip = (inset, ends + 16) if first else (x, ends)
                parts.append(self.arrow(line, tip, not first, step.improves))
                parts.append(self.text(label, x + 14, y + 18))
                box, height = self.box(step.end, inset, ends, self.width - inset - 2)
                parts.append(box)
                y = ends + height
            y += 14
        self.height = y + 2
        return "".join(parts)
