"""Findings: sentences that the data make, each with the evidence that it rests on.

Every function looks at the record and returns a sentence, or None where the record does not bear
one out. Nothing is written about a case beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from foedus.dossier._finding import Finding
from foedus.dossier._on_conduct import (
    allies_and_adversary,
    clearest_break,
    exit_talk,
    realignment,
    thin,
    words_and_deeds,
)
from foedus.dossier._on_membership import membership
from foedus.dossier._on_promises import deployments, promises, requests
from foedus.dossier._on_readings import readings_part
from foedus.dossier._record import Record

_MOST = 10  # findings on the first screen
MAKERS: tuple[Callable[[Record, str], Finding | None], ...] = (
    promises,
    membership,
    requests,
    readings_part,
    deployments,
    allies_and_adversary,
    exit_talk,
    realignment,
    words_and_deeds,
    clearest_break,
    thin,
)


def find(record: Record, reading: str = "text") -> tuple[Finding, ...]:
    """Return the findings of a record, the weightiest first, ten at most."""
    made = [finding for maker in MAKERS if (finding := maker(record, reading)) is not None]
    if len(made) > _MOST:  # what the record lacks is never what is left out
        made = [*made[: _MOST - 1], made[-1]]
    return tuple(_with_caveats(finding, record) for finding in made)


def _with_caveats(finding: Finding, record: Record) -> Finding:
    caveats = list(finding.caveats)
    events = [record.events[name] for name in finding.events if record.has(name)]
    if events and all(record.events.standing(event) == "proposed" for event in events):
        caveats.append("rests on proposals that nobody has judged")
    elif any(record.events.standing(event) == "proposed" for event in events):
        waiting = sum(record.events.standing(event) == "proposed" for event in events)
        caveats.append(f"{waiting} of these events wait for a judgement")
    sources = {piece.source for event in events for piece in event.evidence}
    if events and len(sources) == 1:
        caveats.append("rests on one source")
    return replace(finding, caveats=tuple(caveats))
