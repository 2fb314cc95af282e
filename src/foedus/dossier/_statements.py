"""Statements against deeds: what was said, beside what was done or what another said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from foedus.dossier._record import Record
from foedus.events import Event, ontology

Kind = Literal["denied", "otherwise", "borne out", "step", "open"]
KINDS: dict[Kind, str] = {
    "denied": "contested",
    "otherwise": "did otherwise",
    "borne out": "borne out",
    "step": "followed by",
    "open": "not followed by a deed",
}
HEADINGS: dict[Kind, str] = {
    "otherwise": "Affirmed, and then done otherwise",
    "denied": "Claimed, and contested",
    "open": "Spoken of, and not done so far",
    "step": "Spoken of, and followed by a step short of leaving",
    "borne out": "Spoken of, and done",
}
# What can be contested as a claim: a charge, or an act that consists in declaring it.
_CLAIMS = ("accuse", "criticise", "affirm", "deny", "condemn", "freeze", "exit")
# What it would be to act against an affirmation.
_AGAINST = (
    "refuse-help",
    "deflect",
    "freeze",
    "boycott",
    "withhold-dues",
    "exit",
    "cut-ties",
    "eject",
)
_WITHIN = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Pair:
    """A statement and what stands beside it.

    Attributes
    ----------
    kind
        ``denied`` (another contests it), ``otherwise`` (the same actor did the contrary),
        ``borne out`` (the same actor did it), ``step`` (it did something less), ``open`` (no deed
        on record).
    """

    kind: Kind
    said: Event
    done: Event | None

    @property
    def key(self) -> str:
        """Unique on a page."""
        return f"{self.said.id}-{self.done.id if self.done else 'open'}"


def statement_pairs(record: Record, *, counted: bool = False) -> tuple[Pair, ...]:
    """Return the pairs of the period, in order of time; a deed stands beside one statement only.

    With ``counted``, proposals that wait for a judgement are left out.
    """
    whole = record.counted if counted else record.in_period
    events = [e for e in whole if e.date.overlaps(record.period)]
    made = [
        *_denials(record, events),
        *_against(record, events),
        *_talk_of_leaving(record, events, counted=counted),
    ]
    return tuple(sorted(made, key=lambda pair: pair.said.date.sort_key))


def _denials(record: Record, events: list[Event]) -> list[Pair]:
    """Pair each claim with the denials that name it, by somebody else, and towards who made it.

    A remark on the event of which a claim speaks is no denial of the claim.
    """
    found = []
    for event in events:
        if event.act != "deny" or _told_by_another(event):
            continue
        for name in event.about:
            claim = record.events[name] if record.has(name) else None
            if (
                claim is not None
                and (claim.act in _CLAIMS or _told_by_another(claim))
                and not _claimants(claim) & set(event.source)
                and _claimants(claim) & set(event.target)
                and not _before(event, claim)
            ):
                found.append(Pair("denied", claim, event))
    return found


def _told_by_another(event: Event) -> bool:
    """Whether somebody else says that the actor said or did it."""
    return event.speaker is not None and event.speaker.actor not in event.source


def _firm(record: Record, deed: Event) -> bool:
    """Whether it is the actor's own deed, and not an answer to what did not surely happen."""
    about = [record.events[name] for name in deed.about if record.has(name)]
    real = not about or any(event.factuality == "actual" for event in about)
    return real and not _told_by_another(deed)


def _claimants(claim: Event) -> set[str]:
    """Return who makes a claim: who tells of it, where that is somebody else than who acts."""
    if claim.speaker is not None and _told_by_another(claim):
        return {claim.speaker.actor}
    return set(claim.source)


def _before(one: Event, other: Event) -> bool:
    """Whether an event was over before another began."""
    return bool(one.date.latest and other.date.earliest and one.date.latest < other.date.earliest)


def _against(record: Record, events: list[Event]) -> list[Pair]:
    """Pair each affirmation with the first deed to the contrary by the same actor."""
    found, used = [], set()
    for event in events:
        if event.act != "affirm":
            continue
        for deed in events:
            if deed.act not in _AGAINST or deed.id in used or not _firm(record, deed):
                continue
            if not set(event.source) & set(deed.source):
                continue
            if not _same_promise(record, event, deed):
                continue
            begun, then = event.date.earliest, deed.date.earliest
            if begun and then and begun < then <= begun + _WITHIN:
                found.append(Pair("otherwise", event, deed))
                used.add(deed.id)
                break
    return found


def _same_promise(record: Record, said: Event, done: Event) -> bool:
    """Whether both are towards the same actor, or both towards the alliance and its members."""
    if set(said.target) & set(done.target):
        return True
    circle = {record.alliance, *record.partners, record.focal}
    return record.alliance in (*said.target, *done.target) and bool(
        set(said.target) & circle and set(done.target) & circle
    )


def _talk_of_leaving(record: Record, events: list[Event], *, counted: bool) -> list[Pair]:
    """Pair talk of leaving, or of a freeze, with what the same actor later did in its membership.

    Leaving bears out what was said of leaving, and a freeze what was said of one; any other act of
    membership is a step.
    """
    group = [act.name for act in ontology().acts.values() if act.group == "membership"]
    found = []
    leaving = [event for event in events if event.act == "announce-exit"]
    for event in (*leaving, *_talk_of_freezing(record, events, counted=counted)):
        later = [
            other
            for other in events
            if other.act in group
            and other.act not in ("announce-exit", "join")
            and not _told_by_another(other)
            and set(other.source) & set(event.source)
            and set(other.target) & set(event.target)
            and other.date.sort_key > event.date.sort_key
        ]
        done = {"exit", "freeze"} if event.act == "freeze" else {"exit"}
        deed = next((other for other in later if other.act in done), None)
        if deed is not None:
            found.append(Pair("borne out", event, deed))
        else:
            found.append(Pair("step" if later else "open", event, later[0] if later else None))
    return found


def _talk_of_freezing(record: Record, events: list[Event], *, counted: bool) -> list[Event]:
    """Return what was said of a freeze to come, by who was not frozen yet.

    What somebody who is frozen says of a freeze is of another kind (one in law), which a later
    event does not tell.
    """
    frozen = [event for event in events if event.act == "freeze" and not _told_by_another(event)]
    return [
        event
        for event in record.not_actual
        if event.act == "freeze"
        and event.factuality in ("intended", "conditional", "hypothetical")
        and not _told_by_another(event)
        and (record.counts(event) or not counted)
        and not any(
            set(event.source) & set(other.source)
            and set(event.target) & set(other.target)
            and other.date.sort_key <= event.date.sort_key
            for other in frozen
        )
    ]
