"""Statements against deeds: what was said, beside what was done or what another said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from foedus.dossier._record import Record
from foedus.events import Event

Kind = Literal["denied", "otherwise", "borne out", "open"]
KINDS: dict[Kind, str] = {
    "denied": "contested",
    "otherwise": "did otherwise",
    "borne out": "borne out",
    "open": "not followed by a deed",
}
HEADINGS: dict[Kind, str] = {
    "otherwise": "Affirmed, and then done otherwise",
    "denied": "Claimed or done, and contested",
    "open": "Announced, and not done so far",
    "borne out": "Announced, and done",
}
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
        ``borne out`` (the same actor did it), ``open`` (no deed on record).
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
    made = [*_denials(record, events), *_against(record, events), *_talk_of_leaving(record, events)]
    return tuple(sorted(made, key=lambda pair: pair.said.date.sort_key))


def _denials(record: Record, events: list[Event]) -> list[Pair]:
    found = []
    for event in events:
        if event.act != "deny":
            continue
        for name in event.about:
            if record.has(name):
                claim = record.events[name]
                if not set(claim.source) & set(event.source):
                    found.append(Pair("denied", claim, event))
    return found


def _against(record: Record, events: list[Event]) -> list[Pair]:
    """Pair each affirmation with the first deed to the contrary by the same actor."""
    found, used = [], set()
    for event in events:
        if event.act != "affirm":
            continue
        for deed in events:
            if deed.act not in _AGAINST or deed.id in used:
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


def _talk_of_leaving(record: Record, events: list[Event]) -> list[Pair]:
    found = []
    for event in events:
        if event.act != "announce-exit":
            continue
        deed = next(
            (
                other
                for other in events
                if other.act == "exit"
                and set(other.source) & set(event.source)
                and set(other.target) & set(event.target)
                and other.date.sort_key > event.date.sort_key
            ),
            None,
        )
        found.append(Pair("borne out" if deed else "open", event, deed))
    return found
