"""What the ledger as of one day says otherwise than the ledger as of another, and what did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from foedus._edtf import Edtf
from foedus.case._changes_record import Change, Kind, Moment
from foedus.events import Event
from foedus.ledger import Call, Ledger, Obligation, Position, Question
from foedus.ledger._obligation import ANSWER_WINDOW

_STATUS, _RECORDED = attrgetter("status"), attrgetter("in_record")
_NEXT = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Cause:
    """What may have changed a line: it became known, was said, or time ran out, on a day."""

    day: dt.date
    words: str
    events: tuple[Event, ...] = ()


def ledger_changes(between: Moment) -> Iterator[Change]:
    """Yield the promises that came to be called in, and those of which something else became."""
    before = {call.id: call for call in between.ledger(between.first)}
    after = {call.id: call for call in between.ledger(between.last)}
    for call in after.values():
        was = before.get(call.id)
        if call.value is not False and (was is None or was.value is False):
            yield _called_in(between, was, call)
        elif was is not None:
            yield from _statuses(between, was, call)
    for name, was in before.items():
        if name not in after and was.value is not False:
            yield _change(between, "status", was, was.status, "not called in", _calls_for)


def newly_not_called_in(between: Moment) -> tuple[str, ...]:
    """Return the ids of the calls that are new on the second day, and are not called in."""
    before = {call.id for call in between.ledger(between.first)}
    return tuple(
        call.id[:8]
        for call in between.ledger(between.last)
        if call.value is False and call.id not in before
    )


def _called_in(between: Moment, was: Call | None, call: Call) -> Change:
    return _change(
        between,
        "called in",
        call,
        None if was is None else was.status,
        _standing(call.obligations, _STATUS) or call.status,
        _calls_for,
    )


def _statuses(between: Moment, was: Call, call: Call) -> Iterator[Change]:
    """Yield a change for each way in which bearers' statuses changed."""
    held = {owed.bearer: owed for owed in was.obligations}
    ways: dict[tuple[str, str, str | None], list[Obligation]] = {}
    for owed in call.obligations:
        old = held.get(owed.bearer)
        earlier: str = was.status if old is None else old.status
        if earlier != owed.status:
            ways.setdefault((earlier, owed.status, owed.recorded), []).append(owed)
    if not call.obligations and was.status != call.status:
        yield _change(between, "status", call, was.status, call.status, _calls_for)
    for (earlier, status, _), bearers in ways.items():
        yield _change(between, "status", call, earlier, status, _became(bearers[0].bearer), bearers)


def _change(
    between: Moment,
    kind: Kind,
    call: Call,
    before: str | None,
    after: str,
    state: Callable[[Call], str],
    bearers: Sequence[Obligation] = (),
) -> Change:
    """Return a change of a line with the day on which it came about, and what came about then."""
    causes = list(_causes(between, call, bearers))
    day = _day(between, call, state, sorted({cause.day for cause in causes}))
    done = [cause for cause in causes if cause.day == day]
    owed_now, whole = (bearers, bearers[0]) if bearers else (call.obligations, call)
    whose = f", for {between.case.actors.name(call.beneficiary)}" if call.beneficiary else ""
    owing = f", owed by {' '.join(owed.bearer for owed in bearers)}" if bearers else ""
    events = dict.fromkeys(event for cause in done for event in cause.events)
    claimed = dict.fromkeys(o.claim.name for o in owed_now if o.is_claimed and o.claim)
    return Change(
        kind,
        day,
        f"{call.label}, {call.norm.title}{whose}{owing} ({call.event.date.in_words()})",
        before,
        after,
        "; ".join(dict.fromkeys(cause.words for cause in done)) or None,
        call.id,
        tuple(events),
        claimed_by=", ".join(claimed) or None,
        in_record=(_standing(owed_now, _RECORDED) or whole.in_record) if claimed else None,
    )


def _day(
    between: Moment, call: Call, state: Callable[[Call], str], days: Sequence[dt.date]
) -> dt.date | None:
    """Return the last of some days on which the ledger came to say what it says in the end."""
    last = _state(between.ledger(between.last), call, state)
    for number in range(len(days) - 1, -1, -1):
        earlier = days[number - 1] if number else between.first
        if _state(between.ledger(earlier), call, state) != last:
            return days[number]
    return None


def _state(ledger: Ledger, call: Call, state: Callable[[Call], str]) -> str | None:
    return next((state(other) for other in ledger if other.id == call.id), None)


def _calls_for(call: Call) -> str:
    return "no" if call.value is False else "yes"


def _became(bearer: str) -> Callable[[Call], str]:
    def status(call: Call) -> str:
        return next((o.status for o in call.obligations if o.bearer == bearer), call.status)

    return status


def _causes(between: Moment, call: Call, bearers: Sequence[Obligation]) -> Iterator[_Cause]:
    """Yield what may have changed a line between the days, and on which day each did."""
    grounds = [ground for leaf in call.trace.leaves() for ground in leaf.grounds]
    rests_on = [ground.ref for ground in grounds if ground.kind == "event" and ground.ref]
    answers = [name for owed in bearers for name in (*owed.answers, *owed.considered)]
    named = list(dict.fromkeys([call.event.id, *rests_on, *answers]))
    known = {event.id: event for event in between.known(between.last)}
    for event in (known[name] for name in named if name in known):
        day = between.day_of(event)
        if day and between.first < day <= between.last:
            words = event.summary or f"“{event.evidence[0].exact}”"
            yield _Cause(day, f"{words} ({event.date.in_words()})", (event,))
    for question, position in _positions(between, call, bearers):
        since = position.since and position.since.earliest
        if since and between.first < since <= between.last:
            names = [name for name in position.evidence if between.is_known(name)]
            said = [between.case.events[name] for name in names]
            holder = between.case.actors.name(position.holder)
            yield _Cause(since, f"{holder} on “{question.text}”: {position.answer}", tuple(said))
    for day, words in _ends(call, [known[name] for name in named if name in known]):
        if between.first < day <= between.last:
            yield _Cause(day, words, (call.event,))


def _positions(
    between: Moment, call: Call, bearers: Sequence[Obligation]
) -> Iterator[tuple[Question, Position]]:
    """Yield the new answers of the reading's holders to the questions that bear on a line.

    What became of a promise bears on those alone of whom it is said, and calls nothing in.
    """
    owing = [owed.bearer for owed in bearers]
    for question in between.case.questions.values():
        if question.on_performance:
            bears = bool(owing) and question.is_on(call.treaty.id, call.norm.id, call.event)
        else:
            bears = bool(question.events) and question.concerns(call.event, call.treaty.id)
            bears = bears or question.id in call.turns_on
        for position in question.positions if bears else ():
            if position.holder not in between.reading.holders:
                continue
            of = position.bearers or owing
            if owing and not set(of) & set(owing):
                continue
            if between.answer_before(question, position) != position.answer:
                yield question, position


def _ends(call: Call, events: Sequence[Event]) -> Iterator[tuple[dt.date, str]]:
    """Yield the days on which the time for an answer may have run out, and which time it was."""
    for owed in call.obligations:
        if owed.due is not None:
            yield owed.due + _NEXT, f"no answer by {owed.due}, when it was due"
    for event in (call.event, *events):
        last = event.date.latest or event.date.earliest
        if last is not None:
            days = f"no answer within {ANSWER_WINDOW.days} days of {Edtf.parse(last).in_words()}"
            yield last + ANSWER_WINDOW + _NEXT, f"{days}, for which the ledger waits for one"


def _standing(owing: Sequence[Obligation], status: Callable[[Obligation], str]) -> str | None:
    """Say how those stand who owe a promise: who stands how; None where they stand alike."""
    by: dict[str, list[str]] = {}
    for owed in owing:
        by.setdefault(status(owed), []).append(owed.bearer)
    if len(by) < 2:
        return None
    return "; ".join(f"{status}: {' '.join(bearers)}" for status, bearers in by.items())
