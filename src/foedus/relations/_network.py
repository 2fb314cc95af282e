"""Who is bound to whom on a day, and how their dealings balance: a circle that never moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Any

import numpy as np

from foedus._edtf import Edtf
from foedus.actors import Actors, default_actors
from foedus.events._labels import short_name
from foedus.figures import Figure, element, text_width, words
from foedus.relations._relations import Relations
from foedus.treaties import Treaty

_LINE = 18.0  # of the key under the circle
Name = Callable[[str], str]
NETWORK_CSS = (
    ".fo-band{fill:none;stroke:var(--fo-membership);stroke-opacity:.2;stroke-width:30;"
    "stroke-linecap:round}"
    ".fo-tie{fill:none;stroke:var(--fo-ink);stroke-width:1.6;stroke-dasharray:6 3}"
    ".fo-balance{fill:none;stroke-linecap:round}"
    ".fo-balance.fo-plus{stroke:var(--fo-plus)}.fo-balance.fo-minus{stroke:var(--fo-minus);"
    "stroke-dasharray:1 5}"
    ".fo-node{fill:var(--fo-paper);stroke:var(--fo-ink);stroke-width:1.6}"
    ".fo-node.fo-focal{fill:var(--fo-ink)}"
    ".fo-node.fo-resting{stroke-dasharray:3 2.4}"
    ".fo-figure .fo-halo{paint-order:stroke;stroke:var(--fo-paper);stroke-width:4px;"
    "stroke-linejoin:round}"
    ".fo-figure text.fo-name{font-size:13px}"
    ".fo-band.fo-sample{stroke-width:10}"
    ".fo-small .fo-band{stroke-width:22}.fo-figure .fo-small text.fo-name{font-size:11px}"
)


@dataclass(frozen=True)
class _Pair:
    a: str
    b: str
    balance: float
    events: int


def draw_network(
    treaties: Iterable[Treaty],
    states: Sequence[str],
    *,
    on: Edtf | str | dt.date,
    focal: str | None = None,
    alliance: str | None = None,
    relations: Relations | None = None,
    years: int = 5,
    actors: Actors | None = None,
    name: Name | None = None,
    width: float = 760,
    key: str = "network",
    title: str = "Who is bound to whom",
) -> Figure:
    """Draw the ties of some states on a day.

    Alliances of three or more are bands behind their members, treaties of two are dashed lines.
    The balance of events of the last `years` is a line whose width grows with it: plain where
    cooperation outweighs conflict, dotted where it is the other way round.

    Parameters
    ----------
    states
        Ids; members of the same alliances are put side by side.
    on
        The day.
    focal
        The member that the case is about, drawn full; lines between others are fainter.
    alliance
        The organisation of the case, which stands beside its members.
    relations
        Series from which to take the balance.
    width
        Under 600 the circle is small, so that the names beside it find room on a phone.
    """
    tables = actors or default_actors()
    who = name or (lambda actor: short_name(tables, actor))
    day = Edtf.parse(on)
    groups, twos, resting = _ties(treaties, states, day)
    order = _order(states, groups, focal, alliance)
    radius = 200.0 if width > 600 else width * 0.235
    places = {s: _place(number, len(order), radius) for number, s in enumerate(order)}
    bands = [_band(members, order, radius) for members in groups]
    pairs = _pairs(relations, order, day, years) if relations is not None else []
    top = max((abs(pair.balance) for pair in pairs), default=1) or 1
    lines = [_line(pair, places, top, focal, who) for pair in pairs]
    ties = [_tie(a, b, names, places) for (a, b), names in twos.items()]
    nodes = [
        _node(state, places[state], who, state == focal, resting.get(state), width / 2)
        for state in order
    ]
    rows = _rows(groups, twos, pairs, who, years)
    top_of_key = 2 * radius + 98
    legend = _key(groups, twos, who, top_of_key, width)
    named = "; ".join(f"{', '.join(names)}: {len(members)}" for members, names in groups.items())
    return Figure(
        key,
        title,
        f"{len(order)} actors on {day.in_words()}. Alliances with members among them: "
        f"{named or 'none'}. Treaties of two: {len(twos)}.",
        width,
        top_of_key + _LINE * (len(groups) + len(twos)) + 4,
        element(
            "g",
            *(*bands, *lines, *ties, *nodes),
            transform=f"translate({width / 2:g} {radius + 42:g})",
            class_=None if width > 600 else "fo-small",
        )
        + "".join(legend),
        rows,
        NETWORK_CSS,
    )


def _ties(
    treaties: Iterable[Treaty], states: Sequence[str], day: Edtf
) -> tuple[dict[frozenset[str], list[str]], dict[tuple[str, str], list[str]], dict[str, str]]:
    """Return alliances by their members in view, treaties of two, and whose part rests."""
    groups: dict[frozenset[str], list[str]] = {}
    twos: dict[tuple[str, str], list[str]] = {}
    resting: dict[str, str] = {}
    for treaty in treaties:
        by_law = treaty.members(day)
        here = [state for state in states if state in by_law]
        if len(by_law) == 2 and len(here) == 2:
            twos.setdefault((here[0], here[1]), []).append(treaty.label)
        elif len(here) >= 2:
            groups.setdefault(frozenset(here), []).append(treaty.label)
        if len(by_law) > 2:
            in_fact = treaty.members(day, sense="de-facto")
            for state in here:
                if (how := _resting(treaty, state, day)) or state not in in_fact:
                    resting.setdefault(state, how or "not in practice")
    return groups, twos, resting


def _resting(treaty: Treaty, state: str, day: Edtf) -> str | None:
    """Say how a part in a treaty rests: suspended by law, or frozen or dormant in practice."""
    for spell in treaty.membership:
        if spell.state == state and spell.during.overlaps(day):
            if spell.sense == "de-jure" and spell.status == "suspended":
                return "suspended"
            if spell.sense == "de-facto" and spell.status in ("frozen", "dormant", "withdrawing"):
                return spell.status + (" in practice" if spell.status != "withdrawing" else "")
    return None


def _order(
    states: Sequence[str],
    groups: Mapping[frozenset[str], list[str]],
    focal: str | None,
    alliance: str | None,
) -> list[str]:
    """Put members of the same alliances side by side, the focal member first."""
    keyed = sorted(groups, key=lambda members: (focal not in members, -len(members)))

    def rank(state: str) -> tuple[int, ...]:
        return tuple(int(state not in members) for members in keyed)

    given = {state: number for number, state in enumerate(states)}
    ordered = sorted(states, key=lambda s: (s != focal, s == alliance, rank(s), given[s]))
    # the organisation comes last, which on a circle is next to the focal member
    return ordered


def _place(number: int, count: int, radius: float) -> tuple[float, float]:
    """Return a place on the circle around the origin, the first at the top."""
    angle = 2 * pi * number / max(count, 1) - pi / 2
    return radius * cos(angle), radius * sin(angle)


def _band(members: frozenset[str], order: Sequence[str], radius: float) -> str:
    """Draw the band of an alliance: an arc over each run of neighbours that belong to it."""
    around = len(order)
    inside = [state in members for state in order]
    if all(inside):
        return element("circle", cx=0, cy=0, r=radius, class_="fo-band")
    runs: list[list[int]] = []
    start = next(n for n in range(around) if inside[n] and not inside[n - 1])
    for step in range(around):
        n = (start + step) % around
        if inside[n]:
            if runs and (runs[-1][-1] + 1) % around == n:
                runs[-1].append(n)
            else:
                runs.append([n])
    arcs = []
    for run in runs:
        x0, y0 = _place(run[0], around, radius)
        x1, y1 = _place(run[-1], around, radius)
        large = int(len(run) - 1 > around / 2)
        arc = f"A{radius:g} {radius:g} 0 {large} 1 {x1:.1f} {y1:.1f}"
        path = f"M{x0:.1f} {y0:.1f}" + (arc if len(run) > 1 else "h.1")
        arcs.append(element("path", d=path, class_="fo-band"))
    return "".join(arcs)


def _key(
    groups: Mapping[frozenset[str], list[str]],
    twos: Mapping[tuple[str, str], list[str]],
    who: Name,
    y: float,
    width: float,
) -> list[str]:
    """Name the bands and the ties under the circle: beside it names would lie on each other."""
    made = []
    entries = [
        *((names, members, "fo-band fo-sample") for members, names in groups.items()),
        *((names, pair, "fo-tie") for pair, names in twos.items()),
    ]
    for names, members, kind in entries:
        sample = element("path", d=f"M12 {y - 4:g}H36", class_=kind)
        text = f"{', '.join(names)}: {', '.join(sorted(map(who, members)))}"
        if text_width(text) > width - 54:
            text = f"{', '.join(names)} ({len(members)})"
        while text_width(text) > width - 54:
            text = text[:-2].rstrip(" …") + "…"
        title = element("title", words(", ".join(names)))
        made.append(element("g", title, sample, element("text", words(text), x=46, y=y)))
        y += _LINE
    return made


def _anchor(side: float) -> str:
    return "start" if side > 0.25 else "end" if side < -0.25 else "middle"


def _pairs(relations: Relations, order: Sequence[str], day: Edtf, years: int) -> list[_Pair]:
    last = np.datetime64(day.latest or dt.date.today(), "M")
    first = last - np.timedelta64(12 * years, "M")
    found = []
    for series in relations.pairs():
        if series.source not in order or series.target not in order:
            continue
        recent = (series.months > first) & (series.months <= last)
        values = series.values[recent]
        count = round(float(series.counts[recent].sum()))
        if count:
            found.append(_Pair(series.source, series.target, float(np.nansum(values)), count))
    return found


def _curve(
    a: tuple[float, float], b: tuple[float, float], pull: float
) -> tuple[str, tuple[float, float]]:
    """Return a curve drawn towards the middle, and the place of its own middle."""
    mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    qx, qy = mx * (1 - pull), my * (1 - pull)
    path = f"M{a[0]:.1f} {a[1]:.1f}Q{qx:.1f} {qy:.1f} {b[0]:.1f} {b[1]:.1f}"
    return path, ((a[0] + b[0] + 2 * qx) / 4, (a[1] + b[1] + 2 * qy) / 4)


def _line(
    pair: _Pair,
    places: Mapping[str, tuple[float, float]],
    top: float,
    focal: str | None,
    who: Name,
) -> str:
    path, _ = _curve(places[pair.a], places[pair.b], 0.55)
    near = focal is None or focal in (pair.a, pair.b)
    tip = f"{who(pair.a)} – {who(pair.b)}: {pair.balance:+.1f} from {pair.events} events"
    return element(
        "path",
        element("title", words(tip)),
        d=path,
        class_=f"fo-balance {'fo-plus' if pair.balance >= 0 else 'fo-minus'}",
        stroke_width=1.2 + 5.5 * abs(pair.balance) / top,
        stroke_opacity=0.9 if near else 0.28,
    )


def _tie(a: str, b: str, names: Sequence[str], places: Mapping[str, tuple[float, float]]) -> str:
    """Draw a treaty of two."""
    path, _ = _curve(places[a], places[b], 0.2)
    return element("path", element("title", words(", ".join(names))), d=path, class_="fo-tie")


def _node(
    state: str, place: tuple[float, float], who: Name, focal: bool, resting: str | None, room: float
) -> str:
    x, y = place
    length = hypot(x, y) or 1
    dx, dy = x / length, y / length
    classes = "fo-node" + (" fo-focal" if focal else "") + (" fo-resting" if resting else "")
    circle = element("circle", cx=x, cy=y, r=8, class_=classes)
    if resting:
        circle = element("circle", cx=x, cy=y, r=12, class_="fo-node fo-resting") + circle
    at_x, at_y = x + dx * 22, y + dy * 24 + 4
    lines = [who(state) + (f", {resting}" if resting else "")]
    if resting and abs(at_x) + text_width(lines[0]) > room and abs(dx) > 0.25:
        lines = [who(state) + ",", resting]
    label = "".join(
        element(
            "text",
            words(line),
            x=at_x,
            y=at_y + 13 * number,
            text_anchor=_anchor(dx),
            class_="fo-name fo-halo" + (" fo-head" if focal else ""),
        )
        for number, line in enumerate(lines)
    )
    return circle + label


def _rows(
    groups: Mapping[frozenset[str], list[str]],
    twos: Mapping[tuple[str, str], list[str]],
    pairs: Sequence[_Pair],
    who: Name,
    years: int,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for members, names in (*groups.items(), *twos.items()):
        listed = ", ".join(sorted(who(state) for state in members))
        rows.append({"tie": ", ".join(names), "between": listed, "balance": None, "events": None})
    for pair in sorted(pairs, key=lambda p: -p.events):
        rows.append(
            {
                "tie": f"events, last {years} years",
                "between": f"{who(pair.a)}, {who(pair.b)}",
                "balance": pair.balance,
                "events": pair.events,
            }
        )
    return rows
