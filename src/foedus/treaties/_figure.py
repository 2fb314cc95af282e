"""Memberships as bars: by law above, in practice below; what each rests on is a word away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from foedus._edtf import Edtf
from foedus.actors import Actors, default_actors
from foedus.figures import Figure, TimeScale, element, fades, hatches, text_width, words
from foedus.treaties._records import Spell, Treaty

_ROW, _HEAD, _NAME, _UNDER, _OFF = 18.0, 28.0, 132.0, 12.5, 8.0
# How a spell is filled; what is not named here is solid.
_FILLS = {
    "frozen": "lines",
    "suspended": "cross",
    "not-paying": "dots",
    "dormant": "sparse",
    "withdrawing": "lines",
}
MEMBERSHIP_CSS = (
    ".fo-spell .fo-law{fill:var(--fo-membership)}"
    ".fo-spell .fo-signed{fill:none;stroke:var(--fo-membership);stroke-width:1.2}"
    ".fo-spell .fo-fact{stroke:var(--fo-call);stroke-width:1.2}"
    ".fo-spell text{fill:var(--fo-call)}"
    ".fo-figure .fo-over{paint-order:stroke;stroke:var(--fo-paper);stroke-width:5px;"
    "stroke-linejoin:round}"
    ".fo-asof{stroke:var(--fo-ink);stroke-dasharray:3 3;stroke-width:1}"
)


def draw_memberships(
    treaties: Iterable[Treaty],
    *,
    states: Sequence[str] | None = None,
    period: Edtf | str | None = None,
    as_of: dt.date | None = None,
    actors: Actors | None = None,
    width: float = 1040,
    key: str = "memberships",
    title: str = "Memberships",
) -> Figure:
    """Draw who was in which treaty, by law and in practice.

    Parameters
    ----------
    treaties
        A block each, in the order given.
    states
        Only these, in this order; all that ever joined, if none are given.
    period
        The time to show (EDTF interval).
    as_of
        A day to mark.
    actors
        Tables for names; the built-in ones, if none are given.
    """
    who = actors or default_actors()
    chosen = [treaty for treaty in treaties if treaty.membership]
    first, last = _bounds(chosen, period)
    wide = width > 600
    scale = TimeScale(first, last, _NAME if wide else 92, width - 8)
    drawn: list[str] = []
    rows: list[dict[str, Any]] = []
    y = 22.0
    for treaty in chosen:
        held: dict[str, list[Spell]] = {}
        for spell in treaty.membership:
            held.setdefault(spell.state, []).append(spell)
        order = [state for state in (states or held) if state in held]
        seen = [s for s in order if any(_inside(spell, first, last) for spell in held[s])]
        if not seen:
            continue
        heading = element(
            "text", words(treaty.title if wide else treaty.label), x=8, y=y + 17, class_="fo-head"
        )
        drawn.append(element("line", x1=0, x2=width, y1=y, y2=y, class_="fo-rule") + heading)
        y += _HEAD
        for state in seen:
            name = element("text", words(who.name(state)), x=8, y=y + 11)
            law = [spell for spell in held[state] if is_ground(spell)]
            under = sorted(
                (s for s in held[state] if not is_ground(s) and _inside(s, first, last)),
                key=lambda s: s.during.sort_key,
            )
            bars = "".join(_bar(spell, scale, y, key) for spell in law)
            lines = _stack(under)
            for line, spells in enumerate(lines):
                low = y + 12 + line * _UNDER
                bars += "".join(_part(spell, scale, low, key) for spell in spells)
            drawn.append(element("g", name + bars, class_="fo-member", data_actors=state))
            rows += [_row(treaty, spell, who) for spell in held[state]]
            y += _ROW + len(lines) * _UNDER
        y += 6
    axis = "".join(
        element("line", x1=x, x2=x, y1=18, y2=y, class_="fo-rule")
        + (
            element("text", words(label), x=x + 3, y=12, class_="fo-muted")
            if x + 3 + text_width(label) <= width
            else ""
        )
        for x, label in scale.ticks(48)
    )
    day = "" if as_of is None else _day(scale, as_of, y)
    return Figure(
        key,
        title,
        f"Memberships in {len(chosen)} treaties from {first.year} to {last.year}: a bar for what "
        "holds by law, a narrow hatched bar under it for what holds in practice.",
        width,
        y + 4,
        element(
            "defs", hatches(f"{key}-hatch", ("lines", "cross", "dots", "sparse"), "var(--fo-call)")
        )
        + element("defs", fades(f"{key}-fade"))
        + axis
        + "".join(drawn)
        + day,
        rows,
        MEMBERSHIP_CSS,
    )


def _bounds(treaties: Sequence[Treaty], period: Edtf | str | None) -> tuple[dt.date, dt.date]:
    if period is not None:
        when = Edtf.parse(period)
        if when.earliest and when.latest:
            return when.earliest, when.latest
    days = [
        day
        for treaty in treaties
        for spell in treaty.membership
        for day in (spell.during.earliest, spell.during.latest)
        if day is not None
    ]
    today = dt.date.today()
    return (min(days, default=today - dt.timedelta(days=3650)), max([*days, today]))


def _inside(spell: Spell, first: dt.date, last: dt.date) -> bool:
    begin, end = spell.during.earliest or dt.date.min, spell.during.latest or dt.date.max
    return begin <= last and first <= end


def is_ground(spell: Spell) -> bool:
    """Whether a spell says what holds by law and plainly, so that it is the upper bar."""
    return spell.sense == "de-jure" and spell.status in ("member", "signatory")


def _stack(spells: Sequence[Spell]) -> list[list[Spell]]:
    """Put spells that overlap on lines of their own."""
    lines: list[list[Spell]] = []
    for spell in spells:
        for line in lines:
            if not any(spell.during.overlaps(other.during) for other in line):
                line.append(spell)
                break
        else:
            lines.append([spell])
    return lines


def _ends(spell: Spell, scale: TimeScale) -> tuple[float, float] | None:
    begin, end = scale.span(spell.during)
    edge = scale.right + (_OFF if spell.during.latest is None else 0)  # what is open runs off
    begin, end = max(begin, scale.left), edge if spell.during.latest is None else min(end, edge)
    return (begin, end) if end > begin else None


def _tip(spell: Spell) -> str:
    sense = "by law" if spell.sense == "de-jure" else "in practice"
    basis = f": {spell.rests_on}" if spell.rests_on else ""
    return element("title", words(f"{_status(spell)}, {sense}, {spell.during.in_words()}{basis}"))


def _fade(spell: Spell, key: str) -> str | None:
    vague = spell.during.approximate or spell.during.uncertain
    return f"url(#{key}-fade-both)" if vague else None


def _bar(spell: Spell, scale: TimeScale, y: float, key: str) -> str:
    if (ends := _ends(spell, scale)) is None:
        return ""
    solid = spell.status == "member"
    bar = element(
        "rect",
        x=ends[0],
        y=y + (2 if solid else 4),
        width=max(ends[1] - ends[0], 1.5),
        height=9 if solid else 5,
        class_="fo-law" if solid else "fo-signed",
        mask=_fade(spell, key),
    )
    return element("g", _tip(spell), bar, class_="fo-spell")


def _part(spell: Spell, scale: TimeScale, y: float, key: str) -> str:
    """Draw what holds in practice, with its word on whichever side has room."""
    if (ends := _ends(spell, scale)) is None:
        return ""
    fill = f"url(#{key}-hatch-{_FILLS.get(spell.status, 'lines')})"
    bar = element(
        "rect",
        x=ends[0],
        y=y + 1,
        width=max(ends[1] - ends[0], 3),
        height=8,
        class_="fo-fact",
        fill=fill,
        mask=_fade(spell, key),
    )
    wide = text_width(_status(spell)) + 8
    before = ends[0] - scale.left > wide
    after = not before and scale.right - ends[1] > wide - 8
    if before or after:
        x, anchor = (ends[0] - 5, "end") if before else (ends[1] + 5, None)
    else:  # no room on either side: on the bar itself
        x, anchor = (ends[0] + ends[1]) / 2, "middle"
    text = element(
        "text",
        words(_status(spell)),
        x=x,
        y=y + 9,
        text_anchor=anchor,
        class_="fo-head" if before or after else "fo-head fo-over",
    )
    return element("g", _tip(spell), bar, text, class_="fo-spell")


def _day(scale: TimeScale, day: dt.date, bottom: float) -> str:
    x = scale.inside(day)
    return element("line", x1=x, x2=x, y1=18, y2=bottom, class_="fo-asof")


def _status(spell: Spell) -> str:
    return spell.status.replace("-", " ")


def _row(treaty: Treaty, spell: Spell, who: Actors) -> dict[str, Any]:
    return {
        "treaty": treaty.label,
        "state": who.name(spell.state),
        "sense": spell.sense,
        "status": _status(spell),
        "during": spell.during.in_words(),
        "edtf": str(spell.during),
        "basis": spell.rests_on,
        "norm": spell.norm,
    }
