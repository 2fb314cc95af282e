"""What the focal member is in its treaties, and what is open to it from there."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from foedus.case import member_states_of
from foedus.dossier._record import Record
from foedus.dossier._views import anchor
from foedus.treaties import FOOTINGS, Basis, Held, LeavingAct, MemberState, Transition


def norm_anchor(treaty: str, version: str, norm: str) -> str:
    """Return the id of the place on the page where the words of a norm stand."""
    return "n-" + "-".join(anchor(part) for part in (treaty, version, norm))


def member_views(record: Record) -> dict[str, Any]:
    """Return the states of the focal member with their figures and tables, and flat rows."""
    found = [
        state
        for state in member_states_of(
            record.case, record.focal, as_of=record.today, proposals=record.proposals
        )
        if state.transitions
    ]
    return {
        "member_states": [_state_view(record, state) for state in found],
        "footings": {one.footing for state in found for one in state.transitions},
        "standings": {
            "verified" if one.verified else "unverified"
            for state in found
            for one in state.transitions
            if one.norm is not None
        },
        "transition_rows": [row for state in found for row in state.rows()],
    }


def _state_view(record: Record, state: MemberState) -> dict[str, Any]:
    actors, key = record.case.actors, anchor(state.treaty.id)

    def href(one: Transition) -> str | None:
        return _link(state, one)

    wide, narrow = (
        state.draw(actors=actors, width=width, key=f"{name}-{key}", href=href)
        for name, width in (("state", 1000), ("state-narrow", 360))
    )
    return {
        "title": state.treaty.title,
        "summary": state.summary(actors),
        "figure": Markup(wide.inline()),
        "narrow": Markup(narrow.inline()),
        "acts_of_leaving": [_act_view(record, act) for act in state.acts_of_leaving],
        "held": [_held_view(record, held) for held in state.held],
        "ways": [_way_view(state, one) for one in state.transitions],
    }


def _link(state: MemberState, one: Transition) -> str | None:
    if one.norm is None or one.version is None:
        return None
    return "#" + norm_anchor(state.treaty.id, one.version, one.norm.id)


def _held_view(record: Record, held: Held) -> dict[str, Any]:
    return {
        "said": str(held),
        "sense": held.sense,
        "doubt": held.doubt,
        "bases": [_basis_view(record, basis) for basis in held.bases],
    }


def _act_view(record: Record, act: LeavingAct) -> dict[str, Any]:
    return {
        "text": act.in_words(),
        "event": act.event.id if record.has(act.event.id) else None,
    }


def _basis_view(record: Record, basis: Basis) -> dict[str, Any]:
    event = basis.ref if basis.kind == "event" and basis.ref and record.has(basis.ref) else None
    return {
        "text": basis.text,
        "note": basis.note,
        "event": record.events[event].id if event else None,
    }


def _way_view(state: MemberState, one: Transition) -> dict[str, Any]:
    """Return a row of the table: plain words, and where the norm's words stand."""
    cites = (
        [
            {
                "label": f"Art. {norm.article}",
                "href": "#" + norm_anchor(state.treaty.id, version, name),
            }
            for version, norms in ((state.version.id, state.version.norms),)
            for name in one.cites
            for norm in norms
            if norm.id == name and norm is not one.norm
        ]
        if state.version is not None
        else []
    )
    day = one.earliest or one.without_agreement
    return {
        "title": one.title,
        "leads_to": one.leads_to,
        "sense": one.sense,
        "day": None if day is None else day.in_words(),
        "agreed": one.without_agreement is not None,
        "notice_by": None if one.notice_by is None else one.notice_by.in_words(),
        "article": None if one.norm is None else f"Art. {one.norm.article}",
        "verified": one.verified,
        "href": _link(state, one),
        "cites": list({cite["href"]: cite for cite in cites}.values()),
        "footing": one.footing,
        "means": FOOTINGS[one.footing],
        "decided_by": one.decided_by,
        "counted": one.counted if one.counted != "on any day" else None,
        "conditions": one.conditions,
        "costs": one.costs,
        "unknown": one.unknown,
    }
