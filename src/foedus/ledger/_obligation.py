"""The obligation: one norm called in by one event, owed by one bearer; and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from foedus._edtf import Edtf
from foedus.events import Event
from foedus.ledger._claims import Claim
from foedus.ledger._trace import Trace, Truth
from foedus.treaties import Norm, Treaty, Version

Status = Literal[
    "pending",
    "kept",
    "kept in part",
    "deflected",
    "refused",
    "breached",
    "no answer",
    "disputed",
    "not called in",
]
STATUSES: tuple[Status, ...] = (
    "kept",
    "kept in part",
    "deflected",
    "refused",
    "breached",
    "no answer",
    "pending",
    "disputed",
    "not called in",
)

# An answer that names no event counts for one that it follows within this time; where the norm sets
# no day, it is for so long that an answer may still come.
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
        What became of it: by the record, or by the claim of the reading's own holder.
    answers
        Ids of the events that the status in the record follows from.
    considered
        Ids of all the bearer's answers on record, for and against, in order of time.
    because
        The status in a sentence.
    judged_by
        Who set the status by judgement, where somebody did.
    deflected_to
        Id of the treaty that a deflection points to, where it names one.
    leads_to
        Ids of the calls on that treaty for the same event: what it obliges the bearer to.
    claim
        What the reading's holder says became of it, if anything.
    recorded
        The status in the record, where a claim stands in its place; see :attr:`in_record`.
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
    deflected_to: str | None = None
    leads_to: tuple[str, ...] = ()
    claim: Claim | None = None
    recorded: Status | None = None

    @property
    def in_record(self) -> Status:
        """What became of it by the events on record, or by a judgement, whoever claims what."""
        return self.recorded or self.status

    @property
    def is_claimed(self) -> bool:
        """Whether the status is the claim of the reading's holder, and not the record's."""
        return self.recorded is not None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; ``in_record`` and ``claim`` only where something is claimed."""
        claimed: dict[str, Any] = {}
        if self.claim is not None:
            claimed = {"in_record": self.in_record, "claim": self.claim.as_json()}
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
            "deflected_to": self.deflected_to,
            "leads_to": list(self.leads_to),
            **claimed,
        }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the treaty lets follow, or wants to follow, from how a promise was kept or broken.

    Attributes
    ----------
    after
        ``kept`` or ``breached``.
    norm
        The norm that follows; None where the treaty file says it in a sentence.
    title
        The norm's title, or the sentence.
    towards
        Ids of those who kept or broke the promise.
    since
        The first day on which it may follow: the day of the event, and the norm's own time
        (two years of arrears) after that. None where the event has no date.
    is_open
        Whether that day had come when the ledger was made.
    done
        Ids of the events in which it was done to those who broke the promise.
    """

    after: str
    norm: Norm | None
    title: str
    towards: tuple[str, ...]
    since: dt.date | None
    is_open: bool
    done: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "after": self.after,
            "norm": self.norm and self.norm.id,
            "article": self.norm and self.norm.article,
            "modality": self.norm and self.norm.modality,
            "title": self.title,
            "towards": list(self.towards),
            "since": self.since and self.since.isoformat(),
            "is_open": self.is_open,
            "done": list(self.done),
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
    done_anyway
        Events that would have performed it, where it was not called in.
    follows
        What follows from how it was kept or broken in the record.
    claims
        Who says what became of it, whoever's the reading is.
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
    done_anyway: tuple[Event, ...] = ()
    follows: tuple[Consequence, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def tally(self) -> dict[Status, int]:
        """How many bearers stand how."""
        return _tally([owed.status for owed in self.obligations])

    @property
    def status(self) -> Status:
        """The status of the call as a whole.

        It is kept where every bearer kept it, and kept in part where only some did, or some in
        part; otherwise it is the best that any bearer did.
        """
        return self._whole(self.tally)

    @property
    def in_record(self) -> Status:
        """The status of the call as a whole by the events on record, whoever claims what."""
        return self._whole(_tally([owed.in_record for owed in self.obligations]))

    def _whole(self, held: dict[Status, int]) -> Status:
        judged = bool(self.obligations) and all(owed.judged_by for owed in self.obligations)
        if self.value is None and not judged:
            return "disputed"
        if self.value is False and not judged:
            return "not called in"
        if "kept" in held and len(held) > 1:
            return "kept in part"
        return next(iter(held), "pending")

    @property
    def claimed_by(self) -> tuple[str, ...]:
        """Who claims the status, where it is not the record's: names, each once."""
        return tuple(
            dict.fromkeys(
                owed.claim.name for owed in self.obligations if owed.claim and owed.is_claimed
            )
        )

    @property
    def contested(self) -> bool:
        """Whether what became of it is told differently, by two actors or by one and the record."""
        said = {
            (bearer, claim.answer)
            for claim in self.claims
            if claim.answer != "unclear"
            for bearer in ([o.bearer for o in self.obligations if claim.concerns(o.bearer)] or [""])
        }
        if not said:
            return False
        recorded = {(owed.bearer, owed.in_record) for owed in self.obligations}
        return bool(said - recorded)

    def beside(self, name: Callable[[str], str] = str) -> tuple[str, ...]:
        """Say what was done though nothing called it in, and what a breach opens.

        Parameters
        ----------
        name
            What to call an actor, from its id.
        """
        done = [
            "done, though not called in: "
            f"{event.summary or event.evidence[0].exact} ({event.date.in_words()})"
            for event in self.done_anyway
        ]
        opened = []
        for follow in self.follows:
            if follow.after != "breached":
                continue
            what = f"Art. {follow.norm.article}, {follow.title}" if follow.norm else follow.title
            words = (
                f"if the breach stands, this is open: {what}, for {_listed(follow.towards, name)}"
            )
            if follow.since is not None:
                words += f", {'since' if follow.is_open else 'from'} {follow.since.isoformat()}"
            opened.append(words + ("; it was done" if follow.done else ""))
        return (*done, *opened)

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
            **({"in_record": self.in_record} if self.claimed_by else {}),
            "turns_on": list(self.turns_on),
            "done_anyway": [event.id for event in self.done_anyway],
            "follows": [consequence.as_json() for consequence in self.follows],
            "trace": self.trace.as_json(),
            "obligations": [obligation.as_json() for obligation in self.obligations],
        }


@dataclass(frozen=True, slots=True)
class Permission:
    """What a norm that demands nothing allows because of an event: a breach that opens suspension.

    Attributes
    ----------
    towards
        To whom it would be done, where that is one party.
    acted
        The parties whose act opens it.
    value
        True: open. None: whether it is open is contested or not known.
    trace
        Why.
    """

    treaty: Treaty = field(repr=False)
    norm: Norm
    event: Event
    towards: str | None
    acted: tuple[str, ...]
    value: Truth
    trace: Trace = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "treaty": self.treaty.id,
            "norm": self.norm.id,
            "article": self.norm.article,
            "title": self.norm.title,
            "event": self.event.id,
            "date": str(self.event.date),
            "towards": self.towards,
            "acted": list(self.acted),
            "is_open": {True: "yes", False: "no", None: "unknown"}[self.value],
        }


def _tally(statuses: Sequence[Status]) -> dict[Status, int]:
    return {status: count for status in STATUSES if (count := statuses.count(status))}


def identify(*parts: str | None) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of some words."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:16]


def _listed(ids: Sequence[str], name: Callable[[str], str]) -> str:
    return ", ".join(name(each) for each in ids)


def first_day(date: Edtf) -> Edtf:
    """Return the first day that a date can mean, on which membership is judged."""
    return Edtf.parse(date.earliest or date.latest or dt.date.max)


def last_day(event: Event) -> dt.date | None:
    """Return the last day of an event, or its first where the end is open."""
    return event.date.latest or event.date.earliest


def find_answers(
    call_event: Event,
    beneficiary: str | None,
    due: dt.date | None,
    requests: Sequence[Event],
    events: Sequence[Event],
) -> list[Event]:
    """Return the events that answer a call, done or only said, in order of time.

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
        if event.id in own:
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
