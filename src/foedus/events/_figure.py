"""The timeline: events in lanes by what they do to a promise, dates as exact as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from foedus._edtf import Edtf
from foedus.actors import Actors, default_actors
from foedus.events._event import Event
from foedus.events._labels import label_of, short_name
from foedus.events._ontology import ontology
from foedus.events._table import Events
from foedus.figures import Figure, TimeScale, element, fades, text_width, words

_MANY = 80
_TAIL = 34.0  # how far the mark of what has no end, or has not happened, runs on
OTHER = "other"
_SIDES: tuple[Literal["right", "left"] | None, ...] = ("right", "left", None)
_DOT, _ROW, _CLOSE, _HEAD, _MOST = 9.0, 17.0, 11.5, 24.0, 8
TIMELINE_CSS = (
    ".fo-mark rect{fill:var(--c);stroke:var(--c);stroke-width:1.5}"
    ".fo-mark.proposed rect{fill:var(--fo-paper)}"
    ".fo-mark.within rect{fill-opacity:.5;stroke-opacity:.5}"
    ".fo-mark.unreal rect{stroke-dasharray:2 2;fill-opacity:.25}"
    ".fo-mark .halo{fill:none;stroke:none}"
    ".fo-lane-call{--c:var(--fo-call)}.fo-lane-answer{--c:var(--fo-answer)}"
    ".fo-lane-membership{--c:var(--fo-membership)}.fo-lane-words{--c:var(--fo-words)}"
    ".fo-lane-realign{--c:var(--fo-realign)}.fo-lane-other{--c:var(--fo-other)}"
)


def lane_of(event: Event) -> str:
    """Return the lane of an event: the group of its act, or ``other``."""
    return ontology().acts[event.act].group if event.act else OTHER


def lanes() -> dict[str, str]:
    """Return the lanes in order, with their headings."""
    return {**ontology().groups, OTHER: "Other events"}


@dataclass
class _Mark:
    event: Event
    x0: float
    x1: float
    rank: int
    label: str
    row: int = 0
    side: Literal["right", "left"] | None = None  # of the mark, on which its label stands

    def reach(self, side: str | None) -> tuple[float, float]:
        room = text_width(self.label) + 14
        return (
            self.x0 - (room if side == "left" else 0),
            self.x1 + (room if side == "right" else 4),
        )


def place(marks: list[_Mark], right: float, most: int = _MOST) -> int:
    """Give each mark a row, weighty ones first, with its label to the right or else to the left.

    Labels that find no room on either side are left out. The page's script does the same when
    the reader zooms.
    """
    rows: list[list[tuple[float, float]]] = []

    def free(reach: tuple[float, float]) -> int:
        for number, row in enumerate(rows):
            if all(reach[1] <= a or b <= reach[0] for a, b in row):
                return number
        return len(rows)

    for mark in sorted(marks, key=lambda m: (-m.rank, m.x0)):
        for side in _SIDES:
            reach = mark.reach(side)
            fits = reach[1] <= right + 8 if side == "right" else reach[0] >= 0
            if side is None or (fits and free(reach) < most):
                mark.side = side
                break
        mark.row = free(mark.reach(mark.side))
        if mark.row == len(rows):
            rows.append([])
        rows[mark.row].append(mark.reach(mark.side))
    return max((mark.row for mark in marks), default=0) + 1


def top_of(row: int) -> float:
    """Return how far down a row is; rows without labels are closer together."""
    return min(row, _MOST) * _ROW + max(row - _MOST, 0) * _CLOSE


def ranks(events: Iterable[Event]) -> Mapping[str, int]:
    """Return how many events speak of each: a measure of weight that the record itself gives."""
    found: dict[str, int] = {}
    for event in events:
        for other in event.about:
            found[other] = found.get(other, 0) + 1
    return found


def draw_timeline(
    events: Events,
    actors: Actors | None = None,
    *,
    window: Edtf | str | None = None,
    width: float = 1040,
    href: Callable[[Event], str] | None = None,
    name: Callable[[str], str] | None = None,
    key: str = "timeline",
    title: str = "Timeline",
) -> Figure:
    """Draw events in lanes.

    Parameters
    ----------
    events
        Judged ones are drawn solid, proposals hollow.
    actors
        Tables for names; the built-in ones, if none are given.
    window
        The time to show (EDTF interval). If none is given, all of it, or, with more than 80
        events, the narrowest span that holds two thirds of them.
    href
        Where a mark leads.
    name
        What to call an actor; its name in the tables, or its initials, if not given.
    """
    tables = actors or default_actors()
    call = name or (lambda actor: short_name(tables, actor))
    first, last = _window(events, window)
    scale = TimeScale(first, last, 8, width - 8)
    weight = ranks(events)
    by_lane: dict[str, list[_Mark]] = {lane: [] for lane in lanes()}
    for event in events:
        x0, x1 = _place(event, scale)
        rank = weight.get(event.id, 0) + 2 * (event.act in ("attack", "freeze", "exit", "join"))
        by_lane[lane_of(event)].append(_Mark(event, x0, x1, rank, label_of(event, call)))
    body: list[str] = []
    y = 26.0
    for lane, heading in lanes().items():
        marks = by_lane[lane]
        if not marks:
            continue
        seen = [m for m in marks if m.x1 > scale.left and m.x0 < scale.right]
        rows = place(seen, scale.right)
        out = {id(m) for m in seen}
        drawn = [_draw(m, key, events, href, hidden=id(m) not in out) for m in marks]
        tall = _HEAD + top_of(rows) + 4
        head = element("text", words(heading), x=8, y=15, class_="fo-head fo-lane-name")
        rule = element("line", x1=0, x2=width, y1=0, y2=0, class_="fo-rule")
        body.append(
            element(
                "g",
                rule + head,
                element("g", *drawn, class_="fo-marks", transform=f"translate(0 {_HEAD + 6:g})"),
                class_=f"fo-lane fo-lane-{lane}",
                transform=f"translate(0 {y:g})",
                data_tall=tall,
            )
        )
        y += tall
    axis = [
        element("line", x1=x, x2=x, y1=20, y2=y, class_="fo-rule")
        + (
            element("text", words(label), x=x + 3, y=14, class_="fo-muted")
            if x + 3 + text_width(label) <= width  # one that would be cut is left out
            else ""
        )
        for x, label in scale.ticks()
    ]
    clip = element("clipPath", element("rect", width=width, height=y), id=f"{key}-clip")
    return Figure(
        key,
        title,
        f"{len(events)} events from {first.year} to {last.year} in "
        f"{sum(bool(marks) for marks in by_lane.values())} lanes: what each does to the promise. "
        "Hollow marks are proposals that nobody has judged; bars that fade have dates that are "
        "not exact.",
        width,
        y + 2,
        element("metadata", f"{first.toordinal()} {last.toordinal()}", class_="fo-window")
        + element("defs", fades(f"{key}-fade"), clip)
        + element("g", *axis, class_="fo-axis")
        + element("g", *body, class_="fo-lanes", clip_path=f"url(#{key}-clip)"),
        events.rows(),
        TIMELINE_CSS,
        interactive=href is not None,
    )


def focus(events: Sequence[Event], period: Edtf) -> Edtf:
    """Return the narrowest span that holds two thirds of the events of a period.

    There is some room around it, but no more than the period has.
    """
    days = sorted(
        day for event in events if (day := event.date.middle) is not None and period.contains(day)
    )
    if len(days) < 12:
        return period
    need = max(2 * len(days) // 3, 2)
    spans = [(days[i + need - 1] - days[i], i) for i in range(len(days) - need + 1)]
    _, start = min(spans)
    first, last = days[start], days[start + need - 1]
    margin = dt.timedelta(days=60)
    begin, end = period.earliest or first - margin, period.latest or last + margin
    # a short rest at the end is shown too
    end = end if (end - last).days < 500 else last + 2 * margin
    return Edtf.between(max(first - margin, begin), end)


def _window(events: Events, window: Edtf | str | None) -> tuple[dt.date, dt.date]:
    if window is not None:
        when = Edtf.parse(window)
        days = [day for day in (when.earliest, when.latest) if day]
        if len(days) == 2:
            return days[0], days[1]
    known = [d for e in events for d in (e.date.earliest, e.date.latest) if d is not None]
    if not known:
        return dt.date(2000, 1, 1), dt.date(2001, 1, 1)
    if len(events) > _MANY:
        when = focus(events, Edtf.between(min(known), max(known)))
        return when.earliest or min(known), when.latest or max(known)
    margin = dt.timedelta(days=max((max(known) - min(known)).days // 40, 15))
    return min(known) - margin, max(known) + margin


def _place(event: Event, scale: TimeScale) -> tuple[float, float]:
    """Return the ends of a mark; a day is a dot around its middle.

    What has no end runs off; but what was only planned, or has no beginning, runs a short way.
    """
    date = event.date
    begin, end = scale.span(date)
    if date.earliest is None:
        begin = end - _TAIL
    elif date.latest is None and event.factuality != "actual":
        end = begin + _TAIL
    if end - begin < _DOT:
        middle = (begin + end) / 2
        return middle - _DOT / 2, middle + _DOT / 2
    return begin, end


def _draw(
    mark: _Mark,
    key: str,
    events: Events,
    href: Callable[[Event], str] | None,
    *,
    hidden: bool,
) -> str:
    event, date = mark.event, mark.event.date
    standing = events.standing(event)
    classes = ["fo-mark", standing]
    if not date.is_interval and date.precision != "day":
        classes.append("within")
    if event.factuality != "actual":
        classes.append("unreal")
    fade = None
    if date.earliest is None or date.latest is None:
        fade = "left" if date.earliest is None else "right"
    elif date.approximate or date.uncertain or "within" in classes:
        fade = "both"
    said = event.summary or f"“{event.evidence[0].exact}”"
    tip = f"{date.in_words()}: {said}" + (" [proposal]" if standing == "proposed" else "")
    bar = element(
        "rect",
        x=0,
        y=-_DOT / 2,
        width=max(mark.x1 - mark.x0, _DOT),
        height=_DOT,
        rx=_DOT / 2,
        mask=f"url(#{key}-fade-{fade})" if fade else None,
    )
    text = element(
        "text",
        words(mark.label),
        x=-4 if mark.side == "left" else mark.x1 - mark.x0 + 4,
        y=3.8,
        text_anchor="end" if mark.side == "left" else None,
        display=None if mark.side else "none",
    )
    return element(
        "a" if href else "g",
        element("title", words(tip)),
        bar,
        text,
        class_=" ".join(classes),
        href=href(event) if href else None,
        transform=f"translate({mark.x0:.1f} {top_of(mark.row):g})",
        display="none" if hidden else None,
        data_t0=date.earliest.toordinal() if date.earliest else None,
        data_t1=date.latest.toordinal() + 1 if date.latest else None,
        data_tail="1" if date.latest is None and event.factuality != "actual" else None,
        data_rank=mark.rank,
        data_act=event.act or event.type,
        data_actors="|".join((*event.source, *event.target)),
        data_id=event.id,
    )


def draw_barcode(
    events: Events, period: Edtf, *, height: float = 34, key: str = "barcode"
) -> Figure:
    """Draw one thin line an event over a period: when much happened, and when little."""
    first = period.earliest or dt.date(1990, 1, 1)
    last = period.latest or dt.date.today()
    scale = TimeScale(first, last, 1, 99)  # in percent of whatever width there is
    lines = []
    for event in events:
        middle = event.date.middle
        if middle is None or not first <= middle <= last:
            continue
        x = f"{scale.x(middle):.2f}%"
        lines.append(
            element(
                "line",
                x1=x,
                x2=x,
                y1=2,
                y2=height - 16,
                class_=f"fo-lane-{lane_of(event)}",
                stroke="var(--c)",
                stroke_opacity=0.75 if events.standing(event) == "judged" else 0.35,
                stroke_width=1.4,
            )
        )
    where = element("metadata", f"{first.toordinal()} {last.toordinal()}", class_="fo-window")
    base = element("line", x1="1%", x2="99%", y1=height - 14, y2=height - 14, class_="fo-rule")
    ticks = [
        element(
            "text",
            words(label),
            x=f"{x:.2f}%",
            y=height - 2,
            class_="fo-muted",
            # on a phone a label is a seventh of the figure wide: none is cut at an edge
            text_anchor="start" if x < 7 else "end" if x > 93 else "middle",
        )
        for x, label in scale.ticks(12)
    ]
    return Figure(
        key,
        "Events over the period",
        f"{len(lines)} events from {first.year} to {last.year}.",
        1040,
        height,
        where + base + element("g", *lines) + "".join(ticks),
        css=TIMELINE_CSS,
        fluid=True,
    )
