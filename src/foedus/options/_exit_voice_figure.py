"""The thresholds of exit, voice, loyalty as a picture: what follows for which E and L.

::

    L: what loyalty is worth to the patron
    ┌──────────┬───────────────┬──────────────────┐
    │ stays    │ speaks, and   │ leaves, though   │
    │ and says │ is answered   │ it would be heard│
    │ nothing  ├───────────────┴──────────────────┤ L = 1
    │          │ leaves                           │
    └──────────┴───────────────┴──────────────────┘
             E = 0          E = 1 - c    E: what leaving is worth to the member

What happens in a part is read off the game inside it, by backward induction. A line is drawn full
where something else follows on its other side, and dotted where not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from foedus._errors import ModelError
from foedus.figures import Figure, LinearScale, element, hatches, text_width, words
from foedus.options._exit_voice import Cell, ExitVoiceLoyalty
from foedus.options._exit_voice_questions import Region, region_of
from foedus.options._game import exact
from foedus.options._routes_figure import wrapped

_LINE = 14.0
_LEFT, _TOP, _TALL = 34.0, 40.0, 300.0
_ASIDE = 300.0  # what stands beside the plane, where there is room
_SCHEME, _SCHEME_DEAR = 0.35, 1.4  # costs at which a plane without numbers is drawn
_FURTHEST = 1.5  # how far left of 0 the line at 1 - c is still drawn
_BOLD = 1.08  # how much wider bold type is
_LEVELS = (0.25, 0.5, 0.75)
THRESHOLDS_CSS = (
    ".fo-evl-loyalty{fill:var(--fo-words);fill-opacity:.13}"
    ".fo-evl-exit{fill:var(--fo-realign);fill-opacity:.13}"
    ".fo-evl-voice{fill:var(--fo-membership);fill-opacity:.2}"
    ".fo-evl-line{stroke:var(--fo-ink);stroke-width:1.4;fill:none}"
    ".fo-evl-faint{stroke:var(--fo-muted);stroke-width:1;stroke-dasharray:1.5 4;fill:none}"
    ".fo-evl-open{stroke:var(--fo-ink);stroke-width:3;fill:none;stroke-linecap:square}"
    ".fo-evl-odds{stroke:var(--fo-answer);stroke-width:1.4;stroke-dasharray:6 4;fill:none}"
    ".fo-evl-point{fill:var(--fo-ink);stroke:var(--fo-paper);stroke-width:1.5}"
    ".fo-figure .fo-evl-said{paint-order:stroke;stroke:var(--fo-paper);stroke-width:4px;"
    "stroke-linejoin:round}"
)


@dataclass(frozen=True)
class Part:
    """A part of the plane that the thresholds cut out.

    Attributes
    ----------
    E, L
        From where to where it is drawn.
    cell
        Which of the game's conditions hold in it.
    region
        What follows in it.
    """

    E: tuple[float, float]
    L: tuple[float, float]
    cell: Cell
    region: Region


def parts(c: float, E: tuple[float, float], L: tuple[float, float]) -> list[list[Part]]:  # noqa: N803
    """Return the parts of the plane at a cost of voice: columns by E, each from low L to high.

    Parameters
    ----------
    c
        What voice costs.
    E, L
        From where to where the plane is drawn; L on both sides of 1.
    """
    across = _cut(E, (0.0, _edge(c)))
    up = _cut(L, (1.0,))
    columns = []
    for left, right in pairwise(across):
        column = []
        for low, high in pairwise(up):
            game = ExitVoiceLoyalty((left + right) / 2, (low + high) / 2, c)
            column.append(Part((left, right), (low, high), game.cell, region_of(game)))
        columns.append(column)
    return columns


def _edge(c: float) -> float:
    return float(1 - exact(c))


def _cut(ends: tuple[float, float], places: tuple[float, ...]) -> list[float]:
    first, last = ends
    return sorted({first, last, *(place for place in places if first < place < last)})


def draw_thresholds(
    c: float | None,
    *,
    points: Mapping[str, tuple[float, float]] | None = None,
    possible: Collection[Cell] | None = None,
    rate: float | None = None,
    member: str = "Member",
    patron: str = "Patron",
    width: float = 900,
    key: str = "thresholds",
    title: str | None = None,
) -> Figure:
    """Draw what follows in exit, voice, loyalty for which E and L, at a cost of voice.

    Parameters
    ----------
    c
        What voice costs; None where it is not known: the plane is then not to scale.
    points
        Labels, each with its E and L.
    possible
        Cells that are still possible, as in `ExitVoiceLoyalty.cell`; they are hatched and framed.
    rate
        λ, per unit of payoff: with it, lines on which the member leaves in the end with a chance
        of 25, 50 and 75 % by the logit rule.
    width
        In pixels; under 700 the words stand below the plane and not beside it.

    Returns
    -------
    Figure
        Its rows are the regions, the thresholds and the points.

    Raises
    ------
    ModelError
        c is negative, a number is not finite, or points or a rate are given without c.
    """
    if c is None and (points or rate is not None):
        raise ModelError(
            "points and λ need a number for c", hint="say what voice costs; the unit is what "
            "the patron has taken"
        )  # fmt: skip
    return _Plane(c, dict(points or {}), possible, rate, member, patron, width, key).figure(title)


class _Plane:
    """The plane with all that is drawn into it and stands beside it."""

    def __init__(
        self,
        c: float | None,
        points: dict[str, tuple[float, float]],
        possible: Collection[Cell] | None,
        rate: float | None,
        member: str,
        patron: str,
        width: float,
        key: str,
    ) -> None:
        self.known = c is not None
        self.points, self.rate = points, rate
        self.possible = None if possible is None else frozenset(possible)
        self.member, self.patron = member, patron
        self.key = key
        self.c = self._drawn_at() if c is None else c
        ExitVoiceLoyalty(0, 0, self.c)  # c will do
        self.edge = _edge(self.c)
        self.wide = width >= 700
        self.width = width
        right = width - _ASIDE - 24 if self.wide else width - 10
        self._ranges()
        self.x = LinearScale(self.E[0], self.E[1], _LEFT, right)
        self.y = LinearScale(self.L[0], self.L[1], _TOP + _TALL, _TOP)
        self.columns = parts(self.c, self.E, self.L)
        self.parts = [part for column in self.columns for part in column]
        self.numbered: list[Region] = []

    def _drawn_at(self) -> float:
        """Return a cost at which the cells that are possible can be shown."""
        cells = self.possible or ()
        dear = all(not cell[0] and not cell[2] for cell in cells) and bool(cells)
        return _SCHEME_DEAR if dear else _SCHEME

    def _ranges(self) -> None:
        for label, place in self.points.items():
            if not all(isfinite(value) for value in place):
                raise ModelError(f"the point '{label}' is at {place}", hint="give finite numbers")
        E = [-0.7, 1.5, *(e + side for e, _ in self.points.values() for side in (-0.3, 0.3))]  # noqa: N806
        L = [0.0, 2.0, *(u + side for _, u in self.points.values() for side in (-0.3, 0.3))]  # noqa: N806
        if self.edge >= -_FURTHEST:
            E.append(self.edge - 0.35)
        self.E = min(E), max(E)
        self.L = min(L), max(L)

    # Words

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The thresholds, each with what it means."""
        at = f"E = 1 − c = {_number(self.edge)}" if self.known else "E = 1 − c"
        third = f"to the right, voice that is answered wins {self.member} no more than leaving"
        if self.edge <= 0:
            third += "; it is not to the right of E = 0, so that voice never pays"
        if self.edge <= self.E[0]:
            third += " (too far left to be drawn)"
        return [
            ("E = 0", f"to the right, {self.member} would rather leave than be ignored"),
            ("L = 1", f"above, {self.patron} would rather give in than be left"),
            (at, third),
        ]

    def _regions(self) -> dict[Region, list[Part]]:
        found: dict[Region, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.region, []).append(part)
        return found

    def _standing(self, some: list[Part]) -> str | None:
        """Return whether what happens in some parts is still possible, in words."""
        if self.possible is None:
            return None
        open_ = sum(part.cell in self.possible for part in some)
        if not open_:
            return "ruled out"
        return "still possible" if open_ == len(some) else "still possible where hatched"

    # Drawing

    def figure(self, title: str | None) -> Figure:
        body = [
            *self._fills(),
            *self._edges(),
            *self._odds(),
            *self._axes(),
            *self._labels(),
            *self._dots(),
        ]
        beside, low = self._beside()
        bottom = _TOP + _TALL + 34 + _LINE * len(self._across_title())
        return Figure(
            self.key,
            title or f"Exit, voice, loyalty: {self.member} and {self.patron}",
            self._description(),
            self.width,
            max(bottom, low) + 4,
            "".join([*body, *beside]),
            list(self._rows()),
            THRESHOLDS_CSS,
        )

    def _fills(self) -> Iterator[str]:
        if self.possible is not None:
            yield element("defs", hatches(self.key, ("lines",), "var(--fo-ink)"))
        for part in self.parts:
            box = self._box([part])
            kind = part.region.outcome.split(" ")[0]
            yield element("rect", **box, class_=f"fo-evl-{kind}")
            if self.possible is not None and part.cell in self.possible:
                yield element("rect", **box, fill=f"url(#{self.key}-lines)", fill_opacity=0.28)

    def _box(self, some: list[Part]) -> dict[str, float]:
        left, right = self.x.at(min(p.E[0] for p in some)), self.x.at(max(p.E[1] for p in some))
        low, high = self.y.at(min(p.L[0] for p in some)), self.y.at(max(p.L[1] for p in some))
        return {"x": left, "y": high, "width": right - left, "height": low - high}

    def _edges(self) -> Iterator[str]:
        full: list[str] = []
        faint: list[str] = []
        framed: list[str] = []

        def put(one: Part | None, other: Part | None, path: str) -> None:
            inside = [p is not None and p.cell in (self.possible or ()) for p in (one, other)]
            if inside[0] != inside[1]:
                framed.append(path)
            if one is not None and other is not None:
                (full if one.region != other.region else faint).append(path)

        for column, after in zip([None, *self.columns], [*self.columns, None], strict=True):
            for row in range(len(self.columns[0])):
                one = None if column is None else column[row]
                other = None if after is None else after[row]
                some = one or other
                assert some is not None
                x = self.x.at(some.E[1] if one else some.E[0])
                put(one, other, f"M{x:.1f} {self.y.at(some.L[0]):.1f}V{self.y.at(some.L[1]):.1f}")
        for column in self.columns:
            for one, other in zip([None, *column], [*column, None], strict=True):
                some = one or other
                assert some is not None
                y = self.y.at(some.L[1] if one else some.L[0])
                put(one, other, f"M{self.x.at(some.E[0]):.1f} {y:.1f}H{self.x.at(some.E[1]):.1f}")
        for kind, paths in (("faint", faint), ("line", full), ("open", framed)):
            if paths:
                yield element("path", d="".join(paths), class_=f"fo-evl-{kind}")

    def _axes(self) -> Iterator[str]:
        bottom = _TOP + _TALL
        yield element(
            "rect", x=_LEFT, y=_TOP, width=self.x.end - _LEFT, height=_TALL, class_="fo-rule"
        )
        for n, line in enumerate(wrapped(self._up_title(), self.x.end - 4)[:2]):
            yield element("text", words(line), x=4, y=12 + n * _LINE, class_="fo-muted")
        taken: list[tuple[float, float, int]] = []
        for label, value in self._ticks():
            x, half = self.x.at(value), text_width(label) / 2 + 3
            rows = [r for a, b, r in taken if a < x + half and x - half < b]
            row = next(r for r in range(len(rows) + 1) if r not in rows)
            if row > 1 or (row and label not in ("0", self._edge_label())):
                continue
            taken.append((x - half, x + half, row))
            yield element("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="fo-evl-line")
            yield element("text", words(label), x=x, y=bottom + 16 + row * 13, text_anchor="middle")
        for level in self._levels():
            y = self.y.at(level)
            yield element("line", x1=_LEFT - 4, x2=_LEFT, y1=y, y2=y, class_="fo-evl-line")
            yield element("text", _number(level), x=_LEFT - 7, y=y + 4, text_anchor="end")
        for n, line in enumerate(self._across_title()):
            y = bottom + 44 + n * _LINE
            yield element("text", words(line), x=_LEFT, y=y, class_="fo-muted")

    def _edge_label(self) -> str:
        return f"{_number(self.edge)} = 1 − c" if self.known else "1 − c"

    def _ticks(self) -> Iterator[tuple[str, float]]:
        yield "0", 0.0
        if self.E[0] < self.edge < self.E[1] and self.edge != 0:
            yield self._edge_label(), self.edge
        step = max(round((self.E[1] - self.E[0]) / 5), 1)
        for whole in range(-100 * step, 100 * step + 1, step):
            if whole and self.E[0] < whole < self.E[1] and (self.known or whole == 1):
                yield _number(whole), float(whole)

    def _levels(self) -> list[float]:
        if not self.known:
            return [1.0]
        step = max(round((self.L[1] - self.L[0]) / 5), 1)
        wholes = {float(n) for n in range(-100 * step, 100 * step + 1, step)} | {1.0}
        return sorted(n for n in wholes if self.L[0] <= n <= self.L[1])

    def _up_title(self) -> str:
        return f"L: what {self.member}’s loyalty is worth to {self.patron} ↑"

    def _across_title(self) -> list[str]:
        text = (
            f"E: what leaving is worth to {self.member} (1: as much as what {self.patron} has "
            "taken) →"
        )
        room = self.x.end - _LEFT
        scale = [] if self.known else wrapped("Not to scale: there are no numbers.", room)
        return wrapped(text, room) + scale

    def _labels(self) -> Iterator[str]:
        """Write what happens into each region, or a number where there is no room for it."""
        for region, some in self._regions().items():
            box = self._box(some)
            standing = self._standing(some)
            what = region.in_words(self.member, self.patron)
            room = (box["width"] - 14) / _BOLD
            lines = wrapped(what, room) + (wrapped(f"({standing})", room) if standing else [])
            fits = max(map(text_width, lines)) <= room and len(lines) * _LINE + 8 <= box["height"]
            if not fits:
                self.numbered.append(region)
                yield element(
                    "text",
                    str(len(self.numbered)),
                    x=box["x"] + box["width"] / 2,
                    y=box["y"] + min(box["height"] / 2, 40) + 4,
                    text_anchor="middle",
                    class_="fo-head fo-evl-said",
                )
                continue
            for n, line in enumerate(lines):
                yield element(
                    "text",
                    words(line),
                    x=box["x"] + 8,
                    y=box["y"] + 17 + n * _LINE,
                    class_="fo-muted fo-evl-said"
                    if standing == "ruled out"
                    else "fo-head fo-evl-said",
                )

    def _dots(self) -> Iterator[str]:
        for label, (across, up) in self.points.items():
            x, y = self.x.at(across), self.y.at(up)
            right = x + 9 + text_width(label) <= self.x.end
            yield element("circle", cx=x, cy=y, r=5, class_="fo-evl-point")
            yield element(
                "text",
                words(label),
                x=x + 9 if right else x - 9,
                y=y + 4,
                text_anchor=None if right else "end",
                class_="fo-evl-said",
            )

    def _odds(self) -> Iterator[str]:
        """Draw where the member leaves in the end with a given chance, by the logit rule."""
        if self.rate is None:
            return
        columns, rows = 33, 25
        across = [self.E[0] + (self.E[1] - self.E[0]) * n / (columns - 1) for n in range(columns)]
        up = [self.L[0] + (self.L[1] - self.L[0]) * n / (rows - 1) for n in range(rows)]
        odds = {(a, b): self._leaves(a, b) for a in across for b in up}
        for level in _LEVELS:
            pieces = [
                crossing
                for a, b in pairwise(across)
                for low, high in pairwise(up)
                for corners in (((a, low), (b, low), (b, high)), ((a, low), (b, high), (a, high)))
                if (crossing := _crossing(corners, odds, level))
            ]
            drawn = [[(self.x.at(a), self.y.at(b)) for a, b in piece] for piece in pieces]
            if not drawn:
                continue
            path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for (a, b), (c, d) in drawn)
            yield element("path", d=path, class_="fo-evl-odds")
            x, y = max((place for piece in drawn for place in piece), key=lambda at: at[1])
            yield element(
                "text", f"{level:.0%}", x=x + 4, y=min(y, _TOP + _TALL) - 5, class_="fo-evl-said"
            )

    def _leaves(self, across: float, up: float) -> float:
        assert self.rate is not None
        made = ExitVoiceLoyalty(across, up, self.c).logit(self.rate)
        return made.exit + made.voice * (1 - made.respond) * made.last_exit

    def _beside(self) -> tuple[list[str], float]:
        """Write the thresholds, and what else needs words, beside the plane or below it."""
        x = self.x.end + 24 if self.wide else 4.0
        room = self.width - x - 4
        y = _TOP + 10 if self.wide else _TOP + _TALL + 58 + _LINE * len(self._across_title())
        made: list[str] = []
        said = list(self.lines)
        regions = self._regions()
        for number, region in enumerate(self.numbered, 1):
            standing = self._standing(regions[region])
            what = region.in_words(self.member, self.patron)
            said.append((str(number), f"{what} ({standing})" if standing else what))
        if self.possible is not None:
            said.append(("hatched, framed", "still possible by the answers"))
        if self.rate is not None:
            said.append(
                (
                    "dashed",
                    f"how likely it is that {self.member} leaves in the end, if better choices "
                    f"are only made more often (logit, λ = {self.rate:g})",
                )
            )
        for name, text in said:
            made.append(element("text", words(name), x=x, y=y, class_="fo-head"))
            for line in wrapped(text, room):
                y += _LINE
                made.append(element("text", words(line), x=x, y=y))
            y += _LINE + 8
        return made, y - _LINE

    # Without the picture

    def _description(self) -> str:
        said = [
            "A plane: across, what leaving is worth to the member (E); up, what its loyalty is "
            "worth to the patron (L)."
        ]
        if not self.known:
            said.append("It is not to scale.")
        for region, some in self._regions().items():
            across, up = self._spans(some)
            standing = self._standing(some)
            what = region.in_words(self.member, self.patron)
            said.append(f"{across}, {up}: {what}{f' ({standing})' if standing else ''}.")
        for label, (a, b) in self.points.items():
            what = region_of(ExitVoiceLoyalty(a, b, self.c)).in_words(self.member, self.patron)
            said.append(f"The point {label}: {what}.")
        return " ".join(said)

    def _spans(self, some: list[Part]) -> tuple[str, str]:
        """Return in words from where to where a region goes; on a threshold, what holds there."""
        edge = _number(self.edge) if self.known else "1 − c"
        across = _span(
            "E",
            (min(p.E[0] for p in some), max(p.E[1] for p in some)),
            {self.edge: (f"from {edge} on", f"below {edge}"), 0.0: ("above 0", "up to 0")},
        )
        up = _span(
            "L",
            (min(p.L[0] for p in some), max(p.L[1] for p in some)),
            {1.0: ("above 1", "up to 1")},
        )
        return across, up

    def _rows(self) -> Iterator[dict[str, str | None]]:
        for region, some in self._regions().items():
            across, up = self._spans(some)
            what = region.in_words(self.member, self.patron)
            yield _row("region", across, up, what, self._standing(some))
        for name, means in self.lines:
            yield _row(
                "line", name if name[0] == "E" else None, name if name[0] == "L" else None, means
            )
        for label, (a, b) in self.points.items():
            what = region_of(ExitVoiceLoyalty(a, b, self.c)).in_words(self.member, self.patron)
            yield _row("point", f"E = {_number(a)}", f"L = {_number(b)}", f"{label}: {what}")


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _row(
    drawn: str, across: str | None, up: str | None, means: str, standing: str | None = None
) -> dict[str, str | None]:
    return {"drawn": drawn, "E": across, "L": up, "means": means, "by the answers": standing}


def _span(name: str, ends: tuple[float, float], cuts: Mapping[float, tuple[str, str]]) -> str:
    """Return from where to where a region goes; what is no threshold is the picture's edge."""
    low, high = ends
    said = [cuts[low][0]] if low in cuts else []
    said += [cuts[high][1]] if high in cuts else []
    return f"{name} {' and '.join(said)}" if said else f"any {name}"


def _crossing(
    corners: tuple[tuple[float, float], ...],
    values: dict[tuple[float, float], float],
    level: float,
) -> list[tuple[float, float]]:
    """Return where a level crosses a triangle, as the two ends of a line; or nothing."""
    found = []
    for one, other in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[one], corners[other]
        if (values[a] < level) != (values[b] < level):
            share = (level - values[a]) / (values[b] - values[a])
            found.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return found
