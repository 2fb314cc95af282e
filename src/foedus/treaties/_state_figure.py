"""The state of a member and what can come next, as boxes and arrows.

::

    By law        ┌─────────┐   leave by notice                      ┌──────┐
                  │ party   │── Art. 19, verified · 11 June 2026 ───►│ out  │
                  └─────────┘── …                                    └──────┘
    In practice   ┌─────────┐
                  │ frozen  │── take part again · on any day ───────►│ as by law │
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from foedus._edtf import Edtf
from foedus.figures import Figure, element, text_width, words
from foedus.treaties._transitions import Transition

if TYPE_CHECKING:
    from foedus.actors import Actors
    from foedus.treaties._held import Held
    from foedus.treaties._member_state import MemberState

_LINE, _PAD, _EDGE = 14.0, 9.0, 8.0
_DASHES = {"norm": None, "practice": "6 4", "not yet": "9 3 2 3", "closed": "2 2", "none": "1.5 4"}
_ORDER = ("norm", "practice", "not yet", "closed", "none")
STATE_CSS = (
    ".fo-state .fo-now{fill:var(--fo-raised);stroke:var(--fo-ink);stroke-width:2.4}"
    ".fo-state .fo-next{fill:none;stroke:var(--fo-ink);stroke-width:1.1}"
    ".fo-state .fo-next.fo-faint{stroke:var(--fo-muted);stroke-dasharray:2 3}"
    ".fo-state .fo-way{fill:none;stroke:var(--fo-ink);stroke-width:1.4}"
    ".fo-state .fo-way.fo-faint{stroke:var(--fo-muted)}"
    ".fo-state .fo-tip{fill:var(--fo-ink)}"
    ".fo-state .fo-tip.fo-faint{fill:var(--fo-muted)}"
    ".fo-state a text{fill:var(--fo-link);text-decoration:underline}"
)


def draw_state(
    state: MemberState,
    *,
    actors: Actors | None = None,
    width: float = 1000,
    key: str = "state",
    title: str | None = None,
    href: Callable[[Transition], str | None] | None = None,
) -> Figure:
    """Draw what a member is and what can come next, by law and in practice apart.

    Parameters
    ----------
    state
        The state, of :func:`foedus.treaties.member_state`.
    actors
        Tables for the name; the built-in ones, if none are given.
    width
        In pixels; up to 600 the present state stands above its arrows, beyond that left of them.
    href
        Where the label of a transition leads, such as to the words of its norm.
    """
    from foedus.actors import default_actors

    who = (actors or default_actors()).name(state.state)
    day = Edtf.parse(state.on).in_words()
    drawn, y = [], 4.0
    for name, sense, held in (
        ("By law", "de-jure", state.by_law),
        ("In practice", "de-facto", state.in_practice),
    ):
        ways = [one for one in state.transitions if one.sense == sense]
        if not ways and sense == "de-facto" and state.status != "party":
            continue
        band = _Band(width, href)
        drawn.append(band.draw(name, held, ways, y))
        y = band.bottom + 12
    return Figure(
        key,
        title or f"{who} in {state.treaty.label}, {day}",
        f"What {who} is in {state.treaty.label} on {day}, in a heavy box, by law above and in "
        "practice below; an arrow for each way on, with its norm and earliest day. "
        f"{state.summary(actors)} A dotted arrow is a way that no norm on record provides.",
        width,
        y - 8,
        element("g", *drawn, class_="fo-state"),
        state.rows(),
        STATE_CSS,
        interactive=href is not None,
    )


class _Band:
    """One half of the figure: the present state, the arrows, and where they lead."""

    def __init__(self, width: float, href: Callable[[Transition], str | None] | None) -> None:
        self.href = href
        self.wide = width > 600
        self.box = 190.0 if self.wide else width - 2 * _EDGE
        self.right = width - _EDGE
        self.target = 150.0 if self.wide else 84.0
        self.trunk = _EDGE + self.box + 22 if self.wide else _EDGE + 8
        self.left = self.trunk + 10
        self.bottom = 0.0

    def draw(self, name: str, held: Sequence[Held], ways: Sequence[Transition], y: float) -> str:
        head = element("text", words(name), x=_EDGE, y=y + 11, class_="fo-head fo-muted")
        rule = element("line", x1=_EDGE, x2=self.right, y1=y + 17, y2=y + 17, class_="fo-rule")
        top = y + 26
        now, low = self._now(held, top)
        start = top if self.wide else low + 8
        made, at, middles = [], start, []
        for leads_to in _grouped(ways):
            here = [one for one in ways if one.leads_to == leads_to]
            here.sort(key=lambda one: _ORDER.index(one.footing))
            text, end, places = self._group(leads_to, here, at)
            made.append(text)
            middles += places
            at = end + 10
        self.bottom = max(low, at - 10)
        if not middles:
            return head + rule + now
        if self.wide:
            middle = top + min(26.0, (low - top) / 2)
            path = f"M{_EDGE + self.box} {middle}H{self.trunk}"
            path += f"M{self.trunk} {min(middle, middles[0])}V{max(middle, middles[-1])}"
        else:
            path = f"M{self.trunk} {low}V{middles[-1]}"
        return head + rule + element("path", d=path, class_="fo-way") + now + "".join(made)

    def _now(self, held: Sequence[Held], top: float) -> tuple[str, float]:
        """Draw what the member is; return its lower edge too."""
        lines: list[tuple[str, str | None]] = []
        for one in held:
            lines.append((one.status, "fo-head"))
            more = str(one).removeprefix(one.status).strip(" ,")
            lines += [(part, "fo-muted") for part in _fit(more, self.box - 2 * _PAD)]
        if not held:
            lines = [("as by law", "fo-head")]
            rest = "nothing on record says otherwise"
            lines += [(part, "fo-muted") for part in _fit(rest, self.box - 2 * _PAD)]
        height = len(lines) * _LINE + 2 * _PAD - 3
        box = element("rect", x=_EDGE, y=top, width=self.box, height=height, rx=3, class_="fo-now")
        text = "".join(
            element(
                "text",
                words(line),
                x=_EDGE + _PAD,
                y=top + _PAD + 9 + number * _LINE,
                class_=kind,
            )
            for number, (line, kind) in enumerate(lines)
        )
        return element(
            "g", element("title", words("the state on this day")), box, text
        ), top + height

    def _group(
        self, leads_to: str, ways: Sequence[Transition], top: float
    ) -> tuple[str, float, list[float]]:
        """Draw the ways to one state and its box; return the end, and where the arrows run."""
        edge = self.right - self.target
        made, places, y = [], [], top
        for one in ways:
            text, y = self._label(one, y, edge - self.left - 12)
            faint = " fo-faint" if one.footing in ("none", "closed") else ""
            made.append(text)
            made.append(
                element(
                    "path",
                    d=f"M{self.trunk} {y}H{edge - 6}",
                    class_=f"fo-way{faint}",
                    stroke_dasharray=_DASHES[one.footing],
                )
                + element(
                    "path",
                    d=f"M{edge} {y}L{edge - 8} {y - 4}V{y + 4}Z",
                    class_=f"fo-tip{faint}",
                )
            )
            places.append(y)
            y += 8
        lines = _fit(leads_to, self.target - 12)
        height = max(y - top, len(lines) * _LINE + 10)
        faint = " fo-faint" if all(one.footing in ("none", "closed") for one in ways) else ""
        box = element(
            "rect",
            x=edge,
            y=top,
            width=self.target,
            height=height,
            rx=3,
            class_=f"fo-next{faint}",
        )
        first = top + height / 2 - (len(lines) - 1) * _LINE / 2 + 4
        name = "".join(
            element(
                "text",
                words(line),
                x=edge + self.target / 2,
                y=first + number * _LINE,
                text_anchor="middle",
                class_="fo-head",
            )
            for number, line in enumerate(lines)
        )
        return "".join(made) + box + name, top + height, places

    def _label(self, one: Transition, y: float, room: float) -> tuple[str, float]:
        """Write what a way on is called and rests on; return where its arrow runs."""
        made = []
        for part in _fit(one.title, room):
            y += _LINE
            made.append(element("text", words(part), x=self.left, y=y, class_="fo-head"))
        link = self.href(one) if self.href is not None else None
        for part in _fit(_rests(one), room):
            y += _LINE
            text = element(
                "text", words(part), x=self.left, y=y, class_=None if link else "fo-muted"
            )
            made.append(element("a", text, href=link) if link else text)
        return "".join(made), y + 5


def _grouped(ways: Sequence[Transition]) -> list[str]:
    """Return where the ways lead, those that some norm or practice opens first."""
    best = {
        leads_to: min(_ORDER.index(one.footing) for one in ways if one.leads_to == leads_to)
        for leads_to in dict.fromkeys(one.leads_to for one in ways)
    }
    return sorted(best, key=lambda leads_to: best[leads_to] >= _ORDER.index("closed"))


def _rests(one: Transition) -> str:
    """Write what a way on rests on, and when: ``Art. 19, verified · earliest 11 June 2026``."""
    if one.footing == "none":
        when = "not known to be open"
    elif one.without_agreement is not None:
        when = f"without an agreement {one.without_agreement.in_words()}"
    elif one.earliest is not None:
        fixed = one.kind in ("lapse", "effect") or one.notice_by is not None
        when = f"{'on' if fixed else 'earliest'} {one.earliest.in_words()}"
        when = one.counted if one.counted == "on any day" else when
        when = f"{when}, notice by {one.notice_by.in_words()}" if one.notice_by else when
    else:
        when = {
            "not yet": one.conditions[0] if one.conditions else "not yet",
            "closed": one.conditions[0] if one.conditions else "ruled out",
        }.get(one.footing, "no day on record")
    return f"{one.rests_on} · {when}"


def _fit(text: str, room: float) -> list[str]:
    """Break a text into lines that fit into some room."""
    if not text:
        return []
    letters = max(int(room / (text_width(text) / len(text))), 8)
    return textwrap.wrap(text, letters)
