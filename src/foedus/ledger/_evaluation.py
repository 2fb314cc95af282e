"""Hold events against norms: all of a record, or those that a new event touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from foedus._durations import add_duration
from foedus.actors import Actors
from foedus.events import Event
from foedus.ledger._evaluate import (
    REQUEST_WINDOW,
    Circumstances,
    evaluate,
    happened,
    start_of,
    was_member,
)
from foedus.ledger._obligation import (
    Call,
    Consequence,
    Permission,
    first_day,
    fits,
    identify,
    last_day,
)
from foedus.ledger._performance import Verdict, consequences_of, done_anyway, obligations_of
from foedus.ledger._questions import Question, Reading
from foedus.ledger._trace import Ground, Trace, all_of, negation
from foedus.treaties import AT_ONCE, Condition, Norm, Treaty

# Kinds of norm for which "not called in" is worth a line of its own.
_HELP = ("defence", "consultation", "assistance")


@dataclass(frozen=True)
class Evaluation:
    """What a ledger is made of: the events in order of time, the treaties, and a reading."""

    events: tuple[Event, ...]
    treaties: tuple[Treaty, ...]
    actors: Actors
    questions: tuple[Question, ...]
    reading: Reading
    as_of: dt.date | None
    verdicts: Mapping[str, Verdict]
    requests: tuple[Event, ...] = field(default=(), repr=False)
    until: dt.date = field(default_factory=dt.date.today)

    @classmethod
    def of(
        cls,
        events: Iterable[Event],
        treaties: tuple[Treaty, ...],
        actors: Actors,
        *,
        questions: tuple[Question, ...],
        reading: Reading,
        as_of: dt.date | None,
        verdicts: Mapping[str, Verdict],
        until: dt.date | None = None,
    ) -> Evaluation:
        """Gather them; events that had not begun by `as_of` are left out."""
        known = _in_order(event for event in events if as_of is None or _began_by(event, as_of))
        last = as_of or until or dt.date.today()
        asked = _requests(known)
        return cls(known, treaties, actors, questions, reading, as_of, verdicts, asked, last)

    def extended(self, events: Iterable[Event]) -> tuple[Evaluation, set[str]]:
        """Return it with further events, and the ids of the events that these touch."""
        there = {event.id for event in self.events}
        fresh = [
            event
            for event in {event.id: event for event in events}.values()
            if event.id not in there and (self.as_of is None or _began_by(event, self.as_of))
        ]
        known = _in_order([*self.events, *fresh])
        more = replace(self, events=known, requests=_requests(known))
        return more, {name for event in fresh for name in more._touched_by(event)}

    def is_followed_up(self, follow: Consequence, before: Evaluation) -> bool:
        """Whether an event that was not there before may be what follows on a call."""
        there = {event.id for event in before.events}
        return follow.norm is not None and any(
            fits(event, follow.norm.performed_by.acts, follow.norm.performed_by.types)
            for event in self.events
            if event.id not in there
        )

    def _touched_by(self, new: Event) -> Iterator[str]:
        yield new.id
        # words that carry a position on performance touch the promises that it is on
        claimed = {
            name
            for question in self.questions
            if question.on_performance
            and any({new.id, new.corrects} & {*one.evidence} for one in question.positions)
            for name in question.events
        }
        yield from (event.id for event in self.events if claimed & {event.id, event.corrects})
        named = set(new.about)
        named |= {name for r in self.requests if r.id in new.about for name in r.about}
        for event in self.events:
            if named:
                if event.id in named or event.corrects in named:
                    yield event.id
            elif _may_follow(new, event, self._reach):
                yield event.id

    @property
    def _reach(self) -> dt.timedelta:
        """How long after an event one that names nothing may still bear on it."""
        start = dt.date(2000, 1, 1)
        terms = (
            add_duration(start, norm.within) - start
            for treaty in self.treaties
            for version in treaty.versions
            for norm in version.norms
            if norm.within and norm.within != AT_ONCE
        )
        # a term from the first day of a wide date ends no later than from its last, give or take
        # the length of a month or a leap year
        return max(terms, default=dt.timedelta()) + REQUEST_WINDOW

    def calls(self, only: Collection[str] | None = None) -> Iterator[Call]:
        """Yield the calls of all events, or of those with some ids."""
        asked_about = {about for request in self.requests for about in request.about}
        recoded = {
            name
            for question in self.questions
            if question.settles == "act"
            for name in question.events
        }

        def worth_reading(norm: Norm, event: Event) -> bool:
            return norm.modality != "may" and (
                not _out_of_question(norm, event, recoded)
                or _worth_a_line(norm, event, asked=event.id in asked_about)
            )

        for now in self._held(worth_reading, only):
            asked = now.event.id in asked_about
            for beneficiary in _beneficiaries(now.norm, now.treaty, now.event):
                each = replace(now, beneficiary=beneficiary)
                call = _call(each, self.events, self.verdicts, asked=asked)
                if call is not None:
                    yield call

    def permissions(self) -> Iterator[Permission]:
        """Yield what norms that demand nothing allow because of an event, or may allow."""

        def worth_reading(norm: Norm, event: Event) -> bool:
            return norm.modality == "may" and not _out_of_question(norm, event, set())

        for now in self._held(worth_reading):
            parties = _parties(now)
            found = _beneficiaries(now.norm, now.treaty, now.event)
            for towards in found or ([None] if parties else []):
                trace = _trace(replace(now, beneficiary=towards))
                if trace.value is not False:
                    yield Permission(
                        now.treaty,
                        now.norm,
                        now.event,
                        towards,
                        parties,
                        trace.value,
                        trace,
                    )

    def _held(
        self,
        worth_reading: Callable[[Norm, Event], bool],
        only: Collection[str] | None = None,
    ) -> Iterator[Circumstances]:
        """Yield norms with conditions beside the events on whose day they were in force."""
        for treaty in self.treaties:
            family = frozenset(
                other.id
                for other in self.treaties
                if other.id == treaty.id
                or (treaty.organisation is not None and other.organisation == treaty.organisation)
            )
            for event in self.events:
                if only is not None and event.id not in only:
                    continue
                version = treaty.version_on(first_day(event.date))
                if version is None:
                    continue
                for norm in version.norms:
                    if norm.when is not None and worth_reading(norm, event):
                        yield Circumstances(
                            treaty,
                            version,
                            norm,
                            event,
                            None,
                            self.requests,
                            self.actors,
                            self.questions,
                            self.reading,
                            self.as_of,
                            family,
                            self.until,
                        )


def _parties(now: Circumstances) -> tuple[str, ...]:
    event = now.event
    return tuple(a for a in event.source if was_member(now.treaty, a, event.date) is not False)


def _may_follow(new: Event, event: Event, reach: dt.timedelta) -> bool:
    """Whether one event may come after another, and no later than some time."""
    first, last = start_of(new.date), last_day(new)
    begun, ended = start_of(event.date), last_day(event)
    if first is None or last is None or begun is None or ended is None:
        return False
    return begun <= last and first <= ended + reach


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.date.sort_key, event.id)))


def _requests(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the requests for help that were made, or of which one account says so."""
    return tuple(
        event
        for event in events
        if event.act == "request-help" and event.factuality in ("actual", "hypothetical")
    )


def _began_by(event: Event, day: dt.date) -> bool:
    begun = event.date.earliest or event.date.latest
    return begun is not None and begun <= day


def _beneficiaries(norm: Norm, treaty: Treaty, event: Event) -> list[str | None]:
    """Return to whom a norm could be owed for an event; none where no party is concerned."""
    if norm.modality == "must-not" or norm.bearer in ("source", "each-party"):
        parties = [a for a in event.source if was_member(treaty, a, event.date) is not False]
        if norm.bearer == "source" or norm.modality == "must-not":
            return [None] if parties else []
    sides = {"source": (event.source,), "either": (event.target, event.source)}
    who = sides.get(
        norm.counterparty if isinstance(norm.counterparty, str) else "", (event.target,)
    )
    found: list[str | None] = [
        actor
        for actor in dict.fromkeys(actor for side in who for actor in side)
        if actor != treaty.organisation and was_member(treaty, actor, event.date) is not False
    ]
    return found


def _call(
    now: Circumstances, events: Sequence[Event], verdicts: Mapping[str, Verdict], *, asked: bool
) -> Call | None:
    """Evaluate one norm for one event and beneficiary; None where it is not worth a line."""
    norm, event = now.norm, now.event
    trace = _trace(now)
    value = trace.value
    if value is False and not _worth_a_line(norm, event, asked=asked):
        return None
    call_id = identify(now.treaty.id, norm.id, event.corrects or event.id, now.beneficiary)
    turns_on = tuple(
        dict.fromkeys(
            ground.ref
            for leaf in trace.leaves()
            for ground in leaf.grounds
            if ground.ref
            and (ground.kind == "position" or (ground.kind == "silence" and value is None))
        )
    )
    obligations = obligations_of(now, value, events, verdicts, call_id)
    return Call(
        call_id,
        now.treaty,
        now.version,
        norm,
        event,
        now.beneficiary,
        value,
        trace,
        obligations,
        turns_on,
        done_anyway(now, events) if value is False else (),
        consequences_of(norm, now, obligations, events),
    )


def _trace(now: Circumstances) -> Trace:
    """Say whether the norm's conditions hold, and on what that rests."""
    norm = now.norm
    assert norm.when is not None
    parts = [happened(now), evaluate(norm.when, now)]
    if norm.needs_request:
        parts.append(evaluate(Condition(request="target"), now))
    if norm.unless is not None:
        exception = evaluate(norm.unless, now)
        parts.append(Trace("No exception holds", negation(exception.value), parts=(exception,)))
    quote = f": “{norm.quote}”" if norm.quote else ""
    return Trace(
        f"{now.treaty.label} Art. {norm.article}, {norm.title}, "
        + ("is open" if norm.modality == "may" else "is called in"),
        all_of(part.value for part in parts),
        (Ground("norm", f"Art. {norm.article}{quote}", now.norm_ref),),
        tuple(parts),
    )


def _out_of_question(norm: Norm, event: Event, recoded: set[str]) -> bool:
    """Whether the event's act alone makes the norm's condition false, so that it need not be read.

    Nearly all pairs of a norm and an event end here.
    """
    if norm.when is None or event.id in recoded or event.corrects in recoded:
        return False
    needed = norm.when.all or (norm.when,)
    return any(part.act is not None and event.act not in part.act for part in needed)


def _worth_a_line(norm: Norm, event: Event, *, asked: bool) -> bool:
    """Whether the ledger should say that a norm was not called in: someone could think it was."""
    if norm.kind not in _HELP or norm.modality != "must":
        return False
    return asked or event.act == "attack"
