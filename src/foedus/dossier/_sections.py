"""What single sections of the page show: their figures, tables, and rows to download."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from foedus._durations import duration_in_words as duration
from foedus._edtf import Edtf
from foedus.dossier._member_views import member_views, norm_anchor
from foedus.dossier._record import Record
from foedus.dossier._statements import HEADINGS, KINDS, statement_pairs
from foedus.dossier._views import anchor
from foedus.events import Event, Events, ontology
from foedus.events._figure import TIMELINE_CSS, draw_barcode, draw_timeline, focus, ranks
from foedus.options._exit_voice_figure import THRESHOLDS_CSS
from foedus.options._routes_figure import ROUTES_CSS
from foedus.relations import Series
from foedus.relations._breaks import LEAST_EVENTS
from foedus.relations._figure import SERIES_CSS, draw_series, furthest, is_wide
from foedus.relations._network import NETWORK_CSS, draw_network
from foedus.treaties import Treaty, shipped_ids
from foedus.treaties._figure import MEMBERSHIP_CSS, draw_memberships, is_ground
from foedus.treaties._state_figure import STATE_CSS

_PANELS = 6  # pairs that are drawn; the others are named, and stand in the table
_SHOWN = 6  # statements of a kind that are shown before the rest is folded away


def figure_css() -> str:
    """Return the CSS of the figures that the page holds."""
    figures = TIMELINE_CSS, SERIES_CSS, NETWORK_CSS, MEMBERSHIP_CSS, ROUTES_CSS, STATE_CSS
    return "".join(figures) + THRESHOLDS_CSS


def timeline(record: Record) -> dict[str, Any]:
    """Return the timeline, its brush and its filters."""
    inside = _of_period(record)
    end = record.today
    period = Edtf.between(record.case.info.period.earliest, end)
    actors = sorted({a for event in inside for a in event.actors}, key=record.name)
    views = [a for a in record.case.info.actors if a in actors]
    rest = [a for a in actors if a not in views]
    used = {event.act for event in inside}
    acts = [
        (title, [a.name for a in ontology().acts.values() if a.group == group and a.name in used])
        for group, title in ontology().groups.items()
    ]
    return {
        "barcode": draw_barcode(inside, period),
        "brush": draw_barcode(inside, period, key="brushcode"),
        "timeline": draw_timeline(
            inside,
            record.case.actors,
            window=focus(inside, period),
            name=record.name,
            href=lambda event: f"#e-{event.id}",
            title=f"Timeline: {record.case.info.title}",
        ),
        "timeline_count": len(inside),
        "timeline_marks": {
            "proposed": any(inside.standing(event) == "proposed" for event in inside),
            "unreal": any(event.factuality != "actual" for event in inside),
            "vague": any(not event.date.is_exact for event in inside),
        },
        "actor_options": [{"id": a, "name": record.name(a)} for a in (*views, *rest)],
        "act_options": [(title, names) for title, names in acts if names],
    }


def _of_period(record: Record) -> Events:
    standings = {event.id: record.events.standing(event) for event in record.events}
    return Events(record.on_timeline, standings)


def treaties(record: Record) -> dict[str, Any]:
    """Return the memberships, and the texts of the treaties."""
    figure, narrow = (
        draw_memberships(
            record.treaties,
            period=record.period,
            as_of=record.as_of,
            actors=record.case.actors,
            width=width,
            key=key,
        )
        for width, key in ((1000, "memberships"), (380, "memberships-narrow"))
    )
    shown = [
        {
            "title": treaty.title,
            "note": treaty.note,
            "dates": ", ".join(
                f"{word} {date.in_words()}"
                for word, date in (
                    ("signed", treaty.signed),
                    ("in force", treaty.in_force),
                    ("ended", treaty.ended),
                )
                if date is not None
            ),
            "versions": [
                {
                    "title": version.title or version.id,
                    "during": version.during.in_words(),
                    "norms": [
                        (norm_anchor(treaty.id, version.id, norm.id), norm)
                        for norm in version.norms
                    ],
                }
                for version in treaty.versions
            ],
        }
        for treaty in record.case.treaties.values()
    ]
    return {
        "memberships": figure,
        "memberships_narrow": narrow,
        "membership_rows": figure.rows,
        "membership_marks": _membership_marks(record),
        "treaties": shown,
        **member_views(record),
    }


def _membership_marks(record: Record) -> dict[str, bool]:
    """Return which kinds of bars the memberships need, so that no other is explained."""
    spells = [spell for treaty in record.treaties for spell in treaty.membership]
    limits = [spell for spell in spells if not is_ground(spell)]
    return {
        "signed": any(spell.status == "signatory" for spell in spells),
        "limits": bool(limits),
        "practice": any(spell.sense == "de-facto" for spell in limits),
        "law": any(spell.sense == "de-jure" for spell in limits),
        "open": any(spell.during.latest is None for spell in spells),
    }


def relations(record: Record) -> dict[str, Any]:
    """Return the pairs of the focal member as panels, and the network."""
    pairs = sorted(record.pairs, key=lambda series: -len(series.events))
    shown, rest = pairs[:_PANELS], pairs[_PANELS:]
    window = _months(record, shown)
    early = sum(
        (day := record.events[name].date.middle) is not None
        and window is not None
        and np.datetime64(day, "M") < window[0]
        for name in dict.fromkeys(name for series in shown for name in series.events)
    )
    panels = [
        draw_series(
            [series],
            name=record.name,
            window=window,
            reach=furthest(shown),
            least=LEAST_EVENTS,
            width=340,
            key=f"pair-{anchor(series.target)}",
            title=" – ".join(record.name(actor) for actor in series.pair),
        )
        for series in shown
    ]
    rows = []
    for series in pairs:
        change = series.change if len(series.events) >= LEAST_EVENTS else None
        mean = series.mean()
        found = change is not None and change.probability >= 0.5
        rows.append(
            {
                "pair": " – ".join(record.name(actor) for actor in series.pair),
                "events": len(series.events),
                "covered": int(sum(value == value for value in series.values)),
                "months": len(series.values),
                "mean": "" if mean is None else f"{mean:+.2f}",
                "month": "between {} and {}".format(*(str(m)[:7] for m in change.within))
                if change is not None and found and is_wide(change.within)
                else f"{change.month.astype('datetime64[D]').item():%B %Y}"
                if change is not None and found
                else ("none" if change is not None else "too few events"),
                "probability": "" if change is None else f"{change.probability:.2f}",
                "before": f"{change.before:+.1f}" if change is not None and found else "",
                "after": f"{change.after:+.1f}" if change is not None and found else "",
            }
        )
    network, small = (
        draw_network(
            record.case.treaties.values(),
            record.case.info.actors,
            on=record.today,
            focal=record.focal,
            alliance=record.alliance,
            relations=record.relations,
            actors=record.case.actors,
            name=record.name,
            width=width,
            key=key,
        )
        for width, key in ((760, "network"), (364, "network-narrow"))
    )
    return {
        "panels": [Markup(panel.inline()) for panel in panels],
        "pair_rows": rows,
        "pairs_from": str(window[0])[:4] if window is not None and early else None,
        "pairs_early": early,
        "pairs_rest": [f"{record.name(s.target)} ({len(s.events)})" for s in rest],
        "network": network,
        "network_narrow": small,
        "network_rows": network.rows,
    }


def _months(record: Record, pairs: Sequence[Series]) -> tuple[np.datetime64, np.datetime64] | None:
    """Return the months that the panels show: whole years that hold nine tenths of the events."""
    names = dict.fromkeys(name for series in pairs for name in series.events)
    middles = (record.events[name].date.middle for name in names)
    days = sorted(day for day in middles if day is not None)
    if not days:
        return None
    first = days[len(days) // 10].year
    for series in pairs:
        change = series.change if len(series.events) >= LEAST_EVENTS else None
        if change is not None and change.probability >= 0.5:
            first = min(first, int(str(change.within[0])[:4]))
    end = np.datetime64(record.today, "M") + np.timedelta64(1, "M")
    return np.datetime64(f"{min(first, record.today.year - 4)}-01", "M"), end


def statements(record: Record) -> dict[str, Any]:
    """Return the statements with what stands against each, a group for each statement."""
    weight = ranks(record.events)
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for pair in statement_pairs(record):
        group = groups.setdefault(
            (pair.said.id, pair.kind),
            {"said": pair.said.id, "kind": pair.kind, "word": KINDS[pair.kind], "others": []},
        )
        if pair.done is not None:
            group["others"].append(pair.done.id)
    made = []
    for kind, title in HEADINGS.items():
        held = [group for group in groups.values() if group["kind"] == kind]
        weighty = sorted(held, key=lambda g: (-len(g["others"]), -weight.get(g["said"], 0)))
        first = {group["said"] for group in weighty[:_SHOWN]}
        if held:
            made.append(
                {
                    "title": title,
                    "count": len(held),
                    "first": [group for group in held if group["said"] in first],
                    "rest": [group for group in held if group["said"] not in first],
                }
            )
    return {"statement_kinds": made}


def _alliance_of(record: Record, event: Event) -> str | None:
    """Return the alliance by whose treaty an event is, or to which two of its states belong."""
    case = record.case
    if event.provision and case.knows_treaty(event.provision.treaty):
        found: Treaty | None = case.treaty(event.provision.treaty)
    else:
        known = {**{name: case.treaty(name) for name in shipped_ids()}, **case.treaties}
        found = next(
            (t for t in known.values() if len(event.actors & set(t.members(event.date))) > 1), None
        )
    if found is None:
        return None
    return record.name(found.organisation) if found.organisation else found.label


def precedents(record: Record) -> dict[str, Any]:
    """Return the events of other alliances, and what their treaties ask of who leaves."""
    who = record.case.actors
    groups: dict[str, list[str]] = defaultdict(list)
    for event in record.events:
        if not record.is_precedent(event):
            continue
        alliances = [a for a in sorted(event.actors) if a in who and not who.get(a).is_state]
        title = record.name(alliances[0]) if alliances else _alliance_of(record, event)
        groups[title or "Others"].append(event.id)
    exits = [
        {
            "treaty": treaty.label,
            "article": norm.article,
            "notice": duration(norm.within) or "no time named",
            "norm": norm,
        }
        for treaty in record.case.treaties.values()
        for norm in treaty.versions[-1].norms
        if norm.kind == "withdrawal"
    ]
    ordered = sorted(groups.items(), key=lambda item: (item[0] == "Others", item[0]))
    return {"precedents": ordered, "exits": exits}


def downloads(
    record: Record, made: Mapping[str, Any], shared: Callable[[str], int]
) -> dict[str, Any]:
    """Return the rows of each table, a list of columns and a list of rows.

    Months that no source covers are left out of the relations; they are not zero.
    """
    ledger = []
    for reading in record.readings:
        ledger += [{"reading": reading.id, **row} for row in record.ledger(reading.id).rows()]
    tables: dict[str, Sequence[Mapping[str, Any]]] = {
        "events": record.events.rows(),
        "ledger": ledger,
        "memberships": made["membership_rows"],
        "transitions": made["transition_rows"],
        "relations": [
            row for series in record.pairs for row in series.rows() if row["value"] is not None
        ],
        "network": made["network_rows"],
        "options": made["option_rows"],
    }
    return {name: _columns(rows, shared) for name, rows in tables.items()}


def _columns(rows: Sequence[Mapping[str, Any]], shared: Callable[[str], int]) -> dict[str, Any]:
    """Return the columns and rows; a long text is kept once, and stands here as its number."""
    if not rows:
        return {"columns": [], "rows": []}
    names = list(rows[0])

    def short(value: Any) -> Any:
        return [shared(value)] if isinstance(value, str) and len(value) > 14 else value

    return {"columns": names, "rows": [[short(row.get(name)) for name in names] for row in rows]}
