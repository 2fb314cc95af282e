"""What a case's conflict model rests on: its citations looked up, and what speaks against it.

::

    model.yaml ─► models ─► for each statement: evidence (events, obligations, positions)
    events.jsonl, questions.yaml, ledger ──────┘ and acts on record that speak against it

Nothing is inferred: only what a statement cites supports it, and only what it names as speaking
against it is searched for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from foedus._edtf import Edtf
from foedus._errors import CaseError, DateError
from foedus._nearest import did_you_mean
from foedus.events import Event
from foedus.options import ConflictModel, load_models
from foedus.options._citations import Against, Citation, ObligationCited, PositionCited
from foedus.options._exit_voice_questions import Answered, Course
from foedus.options._fault import Fault
from foedus.options._statements import Rule, Statement

if TYPE_CHECKING:
    from foedus.case._case import Case
    from foedus.ledger import Call


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence that a model cites, as the record has it.

    Attributes
    ----------
    kind
        ``event``, ``obligation`` or ``position``.
    words
        What it is, in a sentence.
    events
        Ids of the events that carry it; their quotes are its words.
    call
        Id of the call, for an obligation.
    """

    kind: Literal["event", "obligation", "position"]
    words: str
    events: tuple[str, ...]
    call: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        found = {"kind": self.kind, "words": self.words, "events": list(self.events)}
        return found if self.call is None else {**found, "call": self.call}


@dataclass(frozen=True)
class Grounds:
    """What one preference statement of one date rests on.

    Attributes
    ----------
    decision_maker
        Who wants it.
    priority
        Its place among what the decision maker wants, from 1.
    statement
        The statement.
    evidence
        What it cites, in the order of the file.
    against
        Events on record that speak against it, by what it says would; in order of time.
    proposed
        Ids of those of them that nobody has judged.
    searched
        From which day to which the record was searched for each of its ``against``, in their
        order; None for the end of the record.
    """

    decision_maker: str
    priority: int
    statement: Statement
    evidence: tuple[Cited, ...] = ()
    against: tuple[Event, ...] = ()
    proposed: frozenset[str] = frozenset()
    searched: tuple[tuple[dt.date, dt.date | None], ...] = field(default=(), repr=False)

    @property
    def assumption(self) -> bool:
        """Whether it is an assumption: the model says so, or it cites nothing."""
        return self.statement.assumption or not self.evidence

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        said = self.statement
        return {
            "decision_maker": self.decision_maker,
            "priority": self.priority,
            "statement": said.text,
            "uncertain": said.uncertain,
            "assumption": self.assumption,
            "note": said.note,
            "evidence": [cited.as_json() for cited in self.evidence],
            "would_speak_against": [one.in_words() for one in said.against],
            "speaks_against": [
                {
                    "event": event.id,
                    "date": str(event.date),
                    "summary": in_words(event),
                    "proposed": event.id in self.proposed,
                }
                for event in self.against
            ],
        }


def read_models(case: Case) -> dict[str, ConflictModel]:
    """Return the models of a case by date, in the order of the file.

    Raises
    ------
    CaseError
        The case has none.
    ModelError
        One does not read, or its dates are not in the order of time.
    """
    path = case.path / "model.yaml"
    if not path.exists():
        raise CaseError(
            "this case has no conflict model", where=case.called, hint="write one into model.yaml"
        )
    found = load_models(path)
    days = [(name, last_day(model)) for name, model in found.items()]
    for (earlier, one), (later, other) in pairwise(days):
        if one is not None and other is not None and other <= one:
            fault = Fault(
                ("dates", later),
                f"'{later}' stands after '{earlier}' but is no later",
                "list the dates in the order of time",
            )
            raise fault.error(path, path.read_text("utf-8-sig"))
    return found


def last_day(model: ConflictModel) -> dt.date | None:
    """Return the day as of which a model speaks; None for one without a date.

    Raises
    ------
    ModelError
        Its date is not EDTF.
    """
    if model.date is None:
        return None
    try:
        return Edtf.parse(model.date).latest
    except DateError as problem:
        raise Fault(
            ("dates", model.date), problem.message, "write dates as 2024-02 or 2024-02-22"
        ).error() from None


def faults_of(case: Case) -> Iterator[Fault]:
    """Yield every reference of the model's dates that does not hold, by its place in the file."""
    for model in case.models.values():
        look = _Lookup(case, model)
        for _, _, statement in _statements(model):
            yield from look.faults(statement)
            yield from look.unknown_actors(statement)
        for rule in model.rules:
            yield from look.faults(rule)
        if model.exit_voice_loyalty is not None:
            for holder in model.exit_voice_loyalty.holders():
                yield from look.faults(holder)


def check_references(case: Case) -> None:
    """Raise the first reference that does not hold, with file and line.

    Raises
    ------
    ModelError
        Evidence is not in the case, or was not public by the model's date; an actor is unknown.
    """
    for fault in faults_of(case):
        path = case.path / "model.yaml"
        raise fault.error(path, path.read_text("utf-8-sig"))


def grounds_of(case: Case, model: ConflictModel) -> tuple[Grounds, ...]:
    """Return what each preference statement of a model rests on, decision maker by decision maker.

    Parameters
    ----------
    model
        One of the case's, as `Case.model` returns it.
    """
    look = _Lookup(case, model)
    found = []
    for who, priority, statement in _statements(model):
        windows = tuple(look.window(one, statement, n) for n, one in enumerate(statement.against))
        against = [
            event
            for event in case.events
            if any(
                one.fits(event) and _during(event, window)
                for one, window in zip(statement.against, windows, strict=True)
            )
        ]
        found.append(
            Grounds(
                who,
                priority,
                statement,
                tuple(look.up(one) for one in statement.evidence),
                tuple(against),
                frozenset(e.id for e in against if case.events.standing(e) == "proposed"),
                windows,
            )
        )
    return tuple(found)


def reasons_of(case: Case, model: ConflictModel) -> tuple[tuple[Rule, tuple[Cited, ...]], ...]:
    """Return what cannot be the case or be taken back, each with its evidence."""
    look = _Lookup(case, model)
    return tuple((rule, tuple(look.up(one) for one in rule.evidence)) for rule in model.rules)


def answers_of(
    case: Case, model: ConflictModel
) -> tuple[tuple[Answered | Course, tuple[Cited, ...]], ...]:
    """Return the answers to the questions of exit, voice, loyalty, and what happened, if stated.

    Returns
    -------
    tuple
        Pairs of an answer, or of what happened, and its evidence, in the order of
        `ExitVoiceAnswers.holders`; empty where the model has none.
    """
    if model.exit_voice_loyalty is None:
        return ()
    look = _Lookup(case, model)
    return tuple(
        (one, tuple(look.up(cited) for cited in one.evidence))
        for one in model.exit_voice_loyalty.holders()
    )


def _statements(model: ConflictModel) -> Iterator[tuple[str, int, Statement]]:
    for who, said in zip(model.decision_makers, model.statements, strict=True):
        for priority, statement in enumerate(said or (), start=1):
            yield who, priority, statement


def _during(event: Event, window: tuple[dt.date, dt.date | None]) -> bool:
    first, last = window
    begun = event.date.earliest
    return begun is not None and first <= begun and (last is None or begun <= last)


class _Lookup:
    """Looks citations up in a case, as of a model's date."""

    def __init__(self, case: Case, model: ConflictModel) -> None:
        self.case = case
        self.model = model
        self.day = last_day(model)
        days = [last_day(other) for other in case.models.values()]
        after = [day for day in days if day and self.day and day > self.day]
        self.next_day = min(after, default=None)

    def window(
        self, one: Against, statement: Statement, number: int
    ) -> tuple[dt.date, dt.date | None]:
        """Return the days between which the record is searched."""
        first = None if one.since is None else one.since.earliest
        if first is None and self.day is not None:
            first = self.day + dt.timedelta(days=1)
        if first is None:
            raise Fault(
                (*statement.path, "against", number),
                "the model has no date, so that it is not clear from when on this speaks against",
                "add 'from: 2024-02-22', for example",
            )
        return first, self.next_day if one.until is None else one.until.latest

    def unknown_actors(self, statement: Statement) -> Iterator[Fault]:
        for number, one in enumerate(statement.against):
            path = (*statement.path, "against", number)
            for name in (*one.by, *one.towards):
                if not self.case.actors.knows(name):
                    yield Fault(path, f"unknown actor '{name}'", self._near_actor(name))
            try:
                self.window(one, statement, number)
            except Fault as fault:
                yield fault

    def _near_actor(self, name: str) -> str:
        known = {actor for event in self.case.events for actor in event.actors}
        return (
            did_you_mean(name, sorted(known), 1, like=0.6)
            or "foedus actor NAME says whom a name means"
        )

    def faults(self, holder: Statement | Rule | Answered | Course) -> Iterator[Fault]:
        for number, citation in enumerate(holder.evidence):
            try:
                self.up(citation)
            except Fault as fault:
                yield fault.under(*holder.path, "evidence", number)

    def up(self, citation: Citation) -> Cited:
        """Return what is cited.

        Raises
        ------
        Fault
            It is not in the case, or was not public by the model's date.
        """
        if isinstance(citation, PositionCited):
            return self._position(citation)
        if isinstance(citation, ObligationCited):
            return self._obligation(citation)
        if self.case.events.has(citation):
            event = self._event(citation)
            return Cited("event", f"{event.date.in_words()}: {in_words(event)}", (event.id,))
        for call in self.case.ledger(as_of=self.day):
            if citation == call.id:
                return self._owed(call, None, "text")
            for owed in call.obligations:
                if citation == owed.id:
                    return self._owed(call, owed.bearer, "text")
        if (later := self.case.replaced.get(citation)) is not None:
            raise Fault(
                (),
                f"'{citation}' was replaced when '{later.source}' was coded again",
                "foedus events prints what stands now; cite that",
            )
        coded = any(event.id == citation for _, event in self.case.numbered_events())
        raise Fault(
            (),
            f"'{citation}' was rejected as an event"
            if coded
            else f"'{citation}' is no event, call or obligation of the case",
            "cite another"
            if coded
            else "foedus events and foedus ledger print the ids; cite one of them",
        )

    def _event(self, name: str) -> Event:
        if not self.case.events.has(name):
            raise Fault(
                (),
                f"'{name}' is no event of the case",
                "foedus events prints the ids; cite one of them",
            )
        event = self.case.events[name]
        if not self._public_by_then(event):
            known = self.case.published_on(event)
            assert known is not None
            raise Fault(
                (),
                f"the event '{name}' ({in_words(event)}) was not public by {self.model.date}: its "
                f"earliest source is of {known.isoformat()}",
                "cite what was known by then, or move the statement to a later date of the model",
            )
        return event

    def _public_by_then(self, event: Event) -> bool:
        known = self.case.published_on(event)
        return self.day is None or known is None or known <= self.day

    def _obligation(self, citation: ObligationCited) -> Cited:
        event = self._event(citation.event)
        try:
            reading = self.case.reading(citation.reading)
        except CaseError as problem:
            raise Fault(("reading",), problem.message, problem.hint) from None
        calls = [
            call for call in self.case.ledger(reading, as_of=self.day) if event.id == call.event.id
        ]
        wanted = [c for c in calls if f"{c.treaty.id}/{c.norm.id}" == citation.norm]
        if not wanted:
            held = sorted({f"{c.treaty.id}/{c.norm.id}" for c in calls})
            raise Fault(
                ("norm",),
                f"the norm '{citation.norm}' is not held against the event '{citation.event}'",
                f"the norms held against it are {', '.join(held)}"
                if held
                else "no norm is held against this event; cite the event itself",
            )
        bearers = [owed.bearer for call in wanted for owed in call.obligations]
        if citation.bearer is not None and citation.bearer not in bearers:
            raise Fault(
                ("bearer",),
                f"'{citation.bearer}' owed nothing under this norm (reading '{citation.reading}')",
                f"those who did are {', '.join(bearers)}"
                if bearers
                else "it was not called in; cite it without a bearer",
            )
        return self._owed(wanted[0], citation.bearer, citation.reading)

    def _owed(self, call: Call, bearer: str | None, reading: str) -> Cited:
        owed = [o for o in call.obligations if bearer is None or o.bearer == bearer]
        status = owed[0].status if bearer is not None else call.status
        whose = "" if bearer is None else f"{self.case.actors.name(bearer)}: "
        under = "" if reading == "text" else f", in the reading '{reading}'"
        answers = dict.fromkeys(answer for one in owed for answer in one.answers)
        return Cited(
            "obligation",
            f"{whose}{call.label} ({call.norm.title}), for “{in_words(call.event)}”: "
            f"{status}{under}",
            (call.event.id, *answers),
            call.id,
        )

    def _position(self, citation: PositionCited) -> Cited:
        questions: Mapping[str, Any] = self.case.questions
        if citation.position not in questions:
            raise Fault(
                ("position",),
                f"the case has no question '{citation.position}'",
                did_you_mean(citation.position, questions, 1, like=0.6)
                or f"its questions are {', '.join(questions)}",
            )
        question = questions[citation.position]
        holders = list(dict.fromkeys(p.holder for p in question.positions))
        if citation.holder not in holders:
            raise Fault(
                ("holder",),
                f"'{citation.holder}' has no position on '{citation.position}'",
                f"those who have one are {', '.join(holders)}" if holders else "nobody has one",
            )
        held = question.held_by(citation.holder, self.day)
        if held is None:
            first = min(str(p.since) for p in question.positions if p.holder == citation.holder)
            raise Fault(
                (),
                f"'{citation.holder}' took a position on '{citation.position}' on {first} only, "
                f"after {self.model.date}",
                "cite what was known by then, or move the statement to a later date of the model",
            )
        carried = [self.case.events[event] for event in held.evidence]
        public = [event.id for event in carried if self._public_by_then(event)]
        if carried and not public:
            raise Fault(
                (),
                f"nothing that shows the position of '{citation.holder}' on '{citation.position}' "
                f"was public by {self.model.date}",
                "cite what was known by then, or move the statement to a later date of the model",
            )
        who = self.case.actors.name(citation.holder)
        return Cited(
            "position",
            f"{who} answers “{held.answer}” to: {question.text}",
            tuple(public),
        )


def in_words(event: Event) -> str:
    """Return an event as a sentence: what a person wrote of it, or its quote."""
    return (event.summary or f"“{event.evidence[0].exact}”").rstrip(".")
