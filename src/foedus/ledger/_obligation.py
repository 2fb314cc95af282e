"""The obligation: one norm called in by one event, owed by one bearer; and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from foedus.events import Event
from foedus.ledger._trace import Trace, Truth
from foedus.treaties import Norm, Treaty, Version

Status = Literal[
    "pending",
    "kept",
    "kept in part",
    "deflected",
    "refused",
    "breached",
    "disputed",
    "not called in",
]
STATUSES: tuple[Status, ...] = (
    "kept",
    "kept in part",
    "deflected",
    "refused",
    "breached",
    "pending",
    "disputed",
    "not called in",
)

# An answer that names no event counts for one that it follows within this time.
ANSWER_WINDOW = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one bearer owed to one beneficiary, because of one event.

    Attributes
    ----------
    id
        Content hash of norm, event, bearer and beneficiary; the same under every reading.
    bearer, beneficiary
        Ids of actors.
    due
        The last day for it, where the norm sets a time.
    status
        What became of it.
    answers
        Ids of the events that the status follows from.
    considered
        Ids of all the bearer's answers on record, for and against, in order of time.
    because
        The status in a sentence.
    judged_by
        Who set the status by judgement, where somebody did.
    """

    id: str
    bearer: str
    beneficiary: str | None
    status: Status
    because: str
    due: dt.date | None = None
    answers: tuple[str, ...] = ()
    judged_by: str | None = None
    considered: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "id": self.id,
            "bearer": self.bearer,
            "beneficiary": self.beneficiary,
            "status": self.status,
            "because": self.because,
            "due": self.due and self.due.isoformat(),
            "answers": list(self.answers),
            "considered": list(self.considered),
            "judged_by": self.judged_by,
        }


@dataclass(frozen=True, slots=True)
class Call:
    """One norm held against one event, for one beneficiary: called in or not, and by whom owed.

    Attributes
    ----------
    value
        True: called in. None: disputed. False: not called in.
    trace
        Why, or why not.
    obligations
        One for each bearer; none where it is not called in.
    turns_on
        Ids of the questions on which the value rests or turns.
    """

    id: str
    treaty: Treaty = field(repr=False)
    version: Version = field(repr=False)
    norm: Norm
    event: Event
    beneficiary: str | None
    value: Truth
    trace: Trace = field(repr=False)
    obligations: tuple[Obligation, ...] = ()
    turns_on: tuple[str, ...] = ()

    @property
    def tally(self) -> dict[Status, int]:
        """How many bearers stand how."""
        return {
            status: count
            for status in STATUSES
            if (count := sum(owed.status == status for owed in self.obligations))
        }

    @property
    def status(self) -> Status:
        """The status of the call as a whole.

        It is kept where every bearer kept it, and kept in part where only some did, or some in
        part; otherwise it is the best that any bearer did.
        """
        judged = bool(self.obligations) and all(owed.judged_by for owed in self.obligations)
        if self.value is None and not judged:
            return "disputed"
        if self.value is False and not judged:
            return "not called in"
        held = self.tally
        if "kept" in held and len(held) > 1:
            return "kept in part"
        return next(iter(held), "pending")

    @property
    def label(self) -> str:
        """Treaty and article in short."""
        return f"{self.treaty.label} Art. {self.norm.article}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "id": self.id,
            "treaty": self.treaty.id,
            "version": self.version.id,
            "norm": self.norm.id,
            "article": self.norm.article,
            "kind": self.norm.kind,
            "modality": self.norm.modality,
            "event": self.event.id,
            "date": str(self.event.date),
            "beneficiary": self.beneficiary,
            "called_in": {True: "yes", False: "no", None: "unknown"}[self.value],
            "status": self.status,
            "turns_on": list(self.turns_on),
            "trace": self.trace.as_json(),
            "obligations": [obligation.as_json() for obligation in self.obligations],
        }


def identify(*parts: str | None) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of some words."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:16]


def find_answers(
    call_event: Event,
    treaty: Treaty,
    beneficiary: str | None,
    due: dt.date | None,
    requests: Sequence[Event],
    events: Sequence[Event],
) -> list[Event]:
    """Return the events that answer a call, in order of time.

    An event that names what it is about answers that, or a request made on its account, and
    nothing else. One that names nothing answers if it acts towards the beneficiary or the
    alliance, and follows within 60 days, or by the due date.
    """
    own = {call_event.id, call_event.corrects} - {None}
    own_requests = {request.id for request in requests if own & set(request.about)}
    begun = call_event.date.earliest or call_event.date.latest
    ended = call_event.date.latest or begun
    found = []
    for event in events:
        if event.id in own or event.factuality != "actual":
            continue
        if event.about:
            if own & set(event.about) or own_requests & set(event.about):
                found.append(event)
            continue
        when = event.date.earliest or event.date.latest
        if begun is None or ended is None or when is None or when < begun:
            continue
        last = max(due or dt.date.min, ended + ANSWER_WINDOW)
        if when <= last and beneficiary is not None and beneficiary in event.target:
            found.append(event)
    return sorted(found, key=lambda event: event.date.sort_key)


def fits(event: Event, acts: tuple[str, ...], types: tuple[str, ...]) -> bool:
    """Whether an event is one of some acts, or of some types where it has no act."""
    return event.act in acts if event.act else event.type in types
