"""Series as small multiples: a stroke a month, gaps where no source looks, breaks with odds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np

from foedus.actors import Actors, default_actors
from foedus.events._labels import short_name
from foedus.figures import Figure, LinearScale, TimeScale, element, text_width, words
from foedus.relations._relations import Series

_TALL, _TOP, _GAP = 112.0, 34.0, 22.0
SERIES_CSS = (
    ".fo-plus{stroke:var(--fo-plus)}.fo-minus{stroke:var(--fo-minus)}"
    ".fo-seen{stroke:var(--fo-muted);stroke-width:1.5}"
    ".fo-span{fill:var(--fo-realign);fill-opacity:.16}"
    ".fo-break{stroke:var(--fo-realign);stroke-width:1.5}"
    ".fo-figure .fo-odds{fill:var(--fo-realign);font-weight:600}"
    ".fo-level{stroke:var(--fo-ink);stroke-width:1.6;fill:none}"
)


def draw_series(
    series: Sequence[Series],
    *,
    actors: Actors | None = None,
    columns: int = 3,
    width: float = 1040,
    name: Callable[[str], str] | None = None,
    window: tuple[np.datetime64, np.datetime64] | None = None,
    reach: float | None = None,
    least: int = 8,
    show_break: float = 0.5,
    key: str = "relations",
    title: str = "Relations",
) -> Figure:
    """Draw a panel for each series, all to one scale.

    Parameters
    ----------
    series
        In the order in which they are to stand.
    actors
        Tables for names; the built-in ones, if none are given.
    name
        What to call an actor; its name in the tables, if not given.
    window
        First and last month to show; events before it are counted in words.
    reach
        The end of the scale, up and down; the greatest balance, if not given.
    least
        The least number of events of a pair in which a break is looked for: with fewer, a level
        of nothing and a single event look like two levels.
    show_break
        The least probability at which a break is marked.

    Notes
    -----
    The base line is drawn only in months that a source covers. Elsewhere nothing is known, and
    nothing is drawn.
    """
    tables = actors or default_actors()
    call = name or (lambda actor: short_name(tables, actor))
    columns = max(1, min(columns, len(series)))
    wide = (width - _GAP * (columns - 1)) / columns
    reach = reach or furthest(series)
    panels = []
    for number, one in enumerate(series):
        x = (number % columns) * (wide + _GAP)
        y = (number // columns) * (_TALL + _TOP + _GAP)
        panel = _panel(one, call, wide, reach, window, least, show_break)
        panels.append(element("g", panel, transform=f"translate({x:.1f} {y:g})", class_="fo-panel"))
    rows = [row for one in series for row in one.rows() if row["events"]]
    return Figure(
        key,
        title,
        f"Monthly balance of events for {len(series)} pairs. Strokes above the line are "
        "cooperation, below it conflict. The line is broken where no source covers the month.",
        width,
        max(ceil(len(series) / columns), 1) * (_TALL + _TOP + _GAP),
        "".join(panels),
        rows,
        SERIES_CSS,
    )


def furthest(series: Sequence[Series]) -> float:
    """Return the greatest balance of some series, so that panels can share one scale."""
    seen = [v for one in series for v in one.values[~np.isnan(one.values)]]
    return max([10.0, *(abs(float(v)) for v in seen)])


def _panel(
    one: Series,
    call: Callable[[str], str],
    wide: float,
    reach: float,
    window: tuple[np.datetime64, np.datetime64] | None,
    least: int,
    show_break: float,
) -> str:
    joiner = " → " if one.directed else " – "
    name = joiner.join(call(actor) for actor in one.pair)
    parts = [element("text", words(name), x=0, y=12, class_="fo-head", font_size=12)]
    if not len(one.months):
        return parts[0] + element("text", "no month is covered", x=0, y=28, class_="fo-muted")
    ends = window or (one.months[0], one.months[-1])
    first, last = (month.astype("datetime64[D]").item() for month in ends)
    time = TimeScale(first, last, 0, wide)
    level = LinearScale(-reach, reach, _TOP + _TALL - 16, _TOP)
    zero = level.at(0)
    a_month = wide / max((last - first).days / 30.4, 1)
    parts += [
        element("line", x1=x, x2=x, y1=_TOP, y2=_TOP + _TALL - 16, class_="fo-rule")
        + element(
            "text", words(label), x=x, y=_TOP + _TALL - 3, class_="fo-muted", text_anchor="middle"
        )
        for x, label in time.ticks(58)
        if 12 < x < wide - 12
    ]
    parts.append(_covered(one, time, zero))
    for month, value, count in zip(one.months, one.values, one.counts, strict=True):
        if np.isnan(value) or not count:
            continue
        x = time.x(month.astype("datetime64[D]").item())
        if not -0.5 <= x <= wide + 0.5:
            continue
        tip = f"{month}: {value:+.1f} from {count:g} event" + ("s" if count != 1 else "")
        stroke = element(
            "line",
            element("title", words(tip)),
            x1=x,
            x2=x,
            y1=zero,
            y2=level.at(float(value)) if value else zero - 2,
            stroke_width=min(max(0.8 * a_month, 2), 6),
            class_="fo-plus" if value >= 0 else "fo-minus",
        )
        parts.append(stroke)
    parts.append(_break(one, time, level, wide, least, show_break))
    return "".join(parts)


def is_wide(within: tuple[np.datetime64, np.datetime64]) -> bool:
    """Whether the span that holds 90 % of where a break may lie is longer than three years."""
    return bool(
        (within[1].astype("datetime64[M]") - within[0].astype("datetime64[M]")).astype(int) > 36
    )


def _covered(one: Series, time: TimeScale, zero: float) -> str:
    """Draw the base line over runs of covered months only."""
    seen = ~np.isnan(one.values)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]])))
    path = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        after = one.months[end - 1] + np.timedelta64(1, "M")
        x0 = time.inside(one.months[begin].astype("datetime64[D]").item())
        x1 = time.inside(after.astype("datetime64[D]").item())
        if x1 > x0:
            path.append(f"M{x0:.1f} {zero:.1f}H{x1:.1f}")
    return element("path", d="".join(path), class_="fo-seen")


def _break(
    one: Series, time: TimeScale, level: LinearScale, wide: float, least: int, show_break: float
) -> str:
    count = f"{len(one.events)} event" + ("s" if len(one.events) != 1 else "")
    if len(one.events) < least:
        return element("text", f"{count}; too few for a break", x=0, y=26, class_="fo-muted")
    change = one.change
    if change is None or change.probability < show_break:
        odds = f" (probability {change.probability:.2f})" if change else ""
        return element("text", f"{count}; no break{odds}", x=0, y=26, class_="fo-muted")
    at, lo, hi = (
        time.inside(month.astype("datetime64[D]").item())
        for month in (change.month, *change.within)
    )
    hi = max(hi, lo + 2)
    when = change.month.astype("datetime64[D]").item().strftime("%b %Y")
    odds = "above 0.99" if change.probability >= 0.995 else f"{change.probability:.2f}"
    odds = f"probability {odds}"
    if is_wide(change.within):  # a month would say more than is known
        when = "within {}–{}".format(*(str(month)[:4] for month in change.within))
    before, after = level.at(change.before), level.at(change.after)
    return (
        element(
            "rect",
            x=min(lo, wide - 2),
            y=_TOP,
            width=max(hi - lo, 2),
            height=_TALL - 16,
            class_="fo-span",
        )
        + element("line", x1=at, x2=at, y1=_TOP, y2=_TOP + _TALL - 16, class_="fo-break")
        + element(
            "path", d=f"M0 {before:.1f}H{at:.1f}M{at:.1f} {after:.1f}H{wide:.1f}", class_="fo-level"
        )
        + element("text", f"{count}; break ", x=0, y=26, class_="fo-muted")
        + element(
            "text",
            words(f"{when}, {odds}"),
            x=text_width(f"{count}; break ") + 4,
            y=26,
            class_="fo-odds",
        )
    )
