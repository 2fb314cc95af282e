"""What changed in a case between two days, each change with what did it and the words for it.

::

    the record as of one day ─┐                  ┌─ ledger: called in, status
    the record as of another ─┴─► Changes ───────┼─ membership
                                  (Change …)     ├─ positions
                                                 ├─ requests, answers, acts of membership
                                                 └─ relations

Nothing is evaluated here: the ledger, the memberships and the relations are asked as of both days,
and what they say is compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus._errors import FoedusError, InputError
from foedus.case._changes_in_ledger import ledger_changes, newly_not_called_in
from foedus.case._changes_record import Change, Kind, Moment
from foedus.case._day import as_day, day_of
from foedus.events import Event, ontology
from foedus.ledger import Reading
from foedus.ledger._claims import spoken_of
from foedus.relations import Series
from foedus.relations._breaks import LEAST_EVENTS, LEAST_ODDS
from foedus.treaties import Held, MemberState, Spell, Treaty, member_state

if TYPE_CHECKING:
    from foedus.case._case import Case


@dataclass(frozen=True)
class Changes:
    """What changed in a case between two days; made by :func:`changes_between`.

    Attributes
    ----------
    first, last
        The two days: the record as of the end of each is compared.
    reading
        Under which the ledger was asked.
    changes
        In order of the day from which they hold; those without a day on record come last.
    not_called_in
        Ids of the calls that came up between the days and were not called in.
    uncovered
        The months between the days, as ``2023-04``, of which no source of the record tells. What
        happened in them is missing, and not nothing.
    restated
        Ids of the questions on which somebody took a position again, with the same answer, of the
        same and on the same words: no change, and not listed.
    ends
        The last day on record, where the second day is after it; else None.
    """

    case: str
    first: dt.date
    last: dt.date
    reading: Reading
    changes: tuple[Change, ...]
    not_called_in: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    ends: dt.date | None = None

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def remarks(self) -> tuple[str, ...]:
        """Say what the list does not hold: lines not called in, months and days not on record."""
        said = []
        if (number := len(self.not_called_in)) > 0:
            one = number == 1
            said.append(
                f"{number} promise{'' if one else 's'} held against new events "
                f"{'was' if one else 'were'} not called in: {', '.join(self.not_called_in)}; "
                "foedus ledger CASE --why ID says why not"
            )
        if self.restated:
            said.append(
                "taken again with the same answer on the same words, and not listed: positions on "
                f"{', '.join(self.restated)}"
            )
        if self.uncovered:
            said.append(
                "no source of the record tells of these months, so that what happened in them is "
                f"missing: {', '.join(self.uncovered)}"
            )
        if self.ends is not None:
            said.append(f"the record ends on {self.ends}; of later days nothing is known")
        undated = sum(change.day is None for change in self.changes)
        if undated:
            said.append(
                f"of {undated} change{'' if undated == 1 else 's'} the day is not on record; "
                f"{'it stands' if undated == 1 else 'they stand'} at the end of the list"
            )
        return tuple(said)

    def as_json(self) -> dict[str, Any]:
        """Return them as plain data."""
        return {
            "case": self.case,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "reading": self.reading.id,
            "changes": [change.as_json() for change in self.changes],
            "not_called_in": list(self.not_called_in),
            "uncovered": list(self.uncovered),
            "restated": list(self.restated),
            "record_ends": self.ends and self.ends.isoformat(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each change."""
        return [change.row() for change in self.changes]

    def __str__(self) -> str:
        head = f"From {self.first} to {self.last}, under “{self.reading.title}”"
        body = [str(change) for change in self.changes] or ["nothing changed"]
        return "\n".join([head, *body])


def changes_between(
    case: Case,
    first: str | dt.date,
    last: str | dt.date | None = None,
    *,
    reading: str | Reading = "text",
    proposals: bool = False,
) -> Changes:
    """Return what changed in a case between two days.

    Parameters
    ----------
    case
        The case.
    first
        The day from which: the record as it stood, and was known, at its end.
    last
        The day to which; by default the last on record. Of a month or a year, its last day.
    reading
        Under which the ledger is asked.
    proposals
        Whether proposals that nobody has judged count too.

    Raises
    ------
    InputError
        The days are in the wrong order.
    CaseError, DateError
        A day or the reading does not read.

    Examples
    --------
    >>> import foedus
    >>> case = foedus.open_case("csto-armenia")
    >>> for change in foedus.changes_between(case, "2024-02-21", "2024-02-22"):
    ...     if change.kind == "membership":
    ...         print(change.day, change.what, change.after)
    2024-02-22 Armenia in CST in practice frozen
    2024-02-22 Armenia in CSTO Charter in practice frozen
    """
    start, end = _read(first, "--from"), _read(last, "--to") or day_of(case).day
    assert start is not None
    if start > end:
        what = "" if last is not None else ", the case's last day on record"
        raise InputError(
            f"the days are in the wrong order: {start} is after {end}{what}",
            where="--from, --to",
            hint=f"write --from {end} --to {start}",
        )
    held = case.reading(reading) if isinstance(reading, str) else reading
    between = Moment(case, start, end, held, proposals)
    members = list(_memberships(between))
    positions, restated = _positions(between)
    found = [
        *ledger_changes(between),
        *members,
        *positions,
        *_requests_and_answers(between),
        *_acts_of_membership(between, members),
        *_breaks(between),
    ]
    return Changes(
        case.info.title,
        start,
        end,
        held,
        tuple(sorted(found, key=Change.order)),
        newly_not_called_in(between),
        _uncovered(between),
        restated,
        None if end <= (known := day_of(case).day) else known,
    )


def _read(day: str | dt.date | None, option: str) -> dt.date | None:
    try:
        return as_day(day)
    except FoedusError as problem:
        raise type(problem)(problem.message, where=option, hint=problem.hint) from problem


# Memberships


def _memberships(between: Moment) -> Iterator[Change]:
    case = between.case
    for treaty in case.treaties.values():
        states = dict.fromkeys((*case.info.actors, *(row.state for row in treaty.membership)))
        for state in states:
            if not case.actors.knows(state):
                continue
            was, now = (
                member_state(treaty, state, day, events=between.known(day), actors=case.actors)
                for day in (between.first, between.last)
            )
            yield from _of_member(between, treaty, was, now)


def _of_member(
    between: Moment, treaty: Treaty, was: MemberState, now: MemberState
) -> Iterator[Change]:
    name = between.case.actors.name(now.state)
    where = f"{name} in {treaty.label}"
    ground = now.by_law[0]
    changed = ground.status != was.status
    if changed:
        yield _member_change(between, treaty, f"{where} by law", was.status, ground)
    if ground.status not in ("party", "signatory"):
        return  # what lay over a membership ends with it
    senses = {"de-jure": "by law", "de-facto": "in practice"}
    before = {(held.status, held.sense): held for held in (*was.by_law[1:], *was.in_practice)}
    after = {(held.status, held.sense): held for held in (*now.by_law[1:], *now.in_practice)}
    for key, held in after.items():
        if key not in before:
            yield _member_change(between, treaty, f"{where} {senses[held.sense]}", None, held)
    for key, held in before.items():
        if key not in after:
            rows = [row for row in treaty.membership if row.state == now.state]
            ends = [_end(row) for row in rows if row.status.replace("-", " ") == held.status]
            days = [day for day in ends if day and between.first < day <= between.last]
            yield Change(
                "membership",
                min(days, default=None),
                f"{where} {senses[held.sense]}",
                held.status,
                f"{held.status} no more",
                "; ".join(basis.text for basis in held.bases) or None,
                treaty.id,
            )


def _end(row: Spell) -> dt.date | None:
    """Return the first day on which a row holds no more."""
    return row.during.latest and row.during.latest + dt.timedelta(days=1)


def _start(held: Held) -> dt.date | None:
    """Return the first day of a status; of one that was a party, the day after the last of that."""
    if held.since is None:
        return None
    if held.status in ("out", "ended"):
        return held.since.latest and held.since.latest + dt.timedelta(days=1)
    return held.since.earliest or held.since.latest


def _member_change(
    between: Moment, treaty: Treaty, where: str, before: str | None, held: Held
) -> Change:
    events = [
        between.case.events[basis.ref]
        for basis in held.bases
        if basis.kind == "event" and basis.ref and between.is_known(basis.ref)
    ]
    rows = [basis for basis in held.bases if basis.kind == "row"]
    starts = [_start(held)] if rows else []
    days = [day for day in (*starts, *map(between.day_of, events)) if day]
    within = [day for day in days if between.first < day <= between.last]
    said = [f"{basis.text}" for basis in rows]
    return Change(
        "membership",
        min(within, default=None),
        where,
        before,
        held.status,
        "; ".join(said) or "; ".join(basis.text for basis in held.bases) or None,
        treaty.id,
        tuple(events),
        since=None if held.since is None or held.status in ("out", "ended") else held.since.since(),
    )


# Positions


def _positions(between: Moment) -> tuple[list[Change], tuple[str, ...]]:
    """Return the positions taken, and the questions on which one was only taken again."""
    found, restated = [], []
    for question in between.case.questions.values():
        for position in question.positions:
            since = position.since
            day = None if since is None else since.earliest or since.latest
            if day is None or not between.first < day <= between.last:
                continue
            of = ", ".join(spoken_of(position, between.case.actors.name))
            if between.is_restated(question, position):
                restated.append(question.id)
                continue
            holder = between.case.actors.name(position.holder) + (f", of {of}," if of else "")
            said = [name for name in position.evidence if between.is_known(name)]
            change = Change(
                "position",
                day,
                f"{holder} on: {question.text}",
                between.answer_before(question, position),
                position.answer,
                position.note,
                question.id,
                tuple(between.case.events[name] for name in said),
            )
            found.append(change)
    return found, tuple(dict.fromkeys(restated))


# Requests, answers, acts of membership


def _requests_and_answers(between: Moment) -> Iterator[Change]:
    case = between.case
    view = {*case.info.actors, case.info.alliance}
    answers = {name for name, act in ontology().acts.items() if act.group == "answer"}
    for event in between.fresh:
        if not (event.actors & view and event.date.overlaps(case.info.period)):
            continue
        asks = event.act == "request-help" or (event.act is None and event.type == "REQUEST")
        # who consults on something that the record names answers it; who just meets does not
        if not asks and event.act not in answers and not (event.act == "consult" and event.about):
            continue
        yield _of_event("request" if asks else "answer", between, event)


def _acts_of_membership(between: Moment, told: Sequence[Change]) -> Iterator[Change]:
    """Yield what somebody did or said about a membership, as far as no change of status tells it.

    Which acts these are, the lane of the coding scheme says.
    """
    case = between.case
    view = {*case.info.actors, case.info.alliance}
    lane = {name for name, act in ontology().acts.items() if act.group == "membership"}
    proofs = {event.id for change in told for event in change.events}
    for event in between.fresh:
        if event.act not in lane or event.id in proofs:
            continue
        if event.actors & view and event.date.overlaps(case.info.period):
            yield _of_event("act", between, event)


def _of_event(kind: Kind, between: Moment, event: Event) -> Change:
    return Change(
        kind,
        between.day_of(event),
        event.summary or f"“{event.evidence[0].exact}”",
        None,
        event.factuality,
        between.actor_names(event),
        event.id,
        (event,),
    )


# Relations


def _breaks(between: Moment) -> Iterator[Change]:
    case = between.case
    for series in between.relations(between.last).pairs():
        found, earlier = _telling(series), _on(between, series, between.first)
        if found is None or (earlier is not None and earlier[0] == found[0]):
            continue
        month, words = found
        fresh = {between.day_of(case.events[name]) for name in series.events}
        days = sorted(day for day in fresh if day and between.first < day <= between.last)
        day = None
        while days:  # the last day on which the record came to show this break
            day = days.pop()
            before = _on(between, series, days[-1] if days else between.first)
            if before is None or before[0] != month:
                break
        yield Change(
            "relation",
            day,
            " – ".join(case.actors.name(actor) for actor in series.pair),
            "no clear break" if earlier is None else earlier[1],
            words,
            f"{len(series.events)} events of the two on record",
            "–".join(series.pair),
            tuple(_in_month(case, series, month)),
        )


def _on(between: Moment, series: Series, day: dt.date) -> tuple[np.datetime64, str] | None:
    """Return the break of a pair as of a day, if one is told."""
    made = between.relations(day)
    return _telling(made.series(*series.pair, directed=False))


def _telling(series: Series) -> tuple[np.datetime64, str] | None:
    """Return the month and the words of a break that is likely enough to be told."""
    change = series.change
    if change is None or len(series.events) < LEAST_EVENTS:
        return None
    if change.probability < LEAST_ODDS:
        return None
    odds = min(change.probability, 0.99)
    words = f"break in {change.month}: {change.before:+.1f} to {change.after:+.1f} a month"
    return change.month, f"{words} (probability {odds:.2f})"


def _in_month(case: Case, series: Series, month: np.datetime64) -> Iterator[Event]:
    for name in series.events:
        event = case.events[name]
        first = event.date.earliest
        if first is not None and np.datetime64(first, "M") == month:
            yield event


def _uncovered(between: Moment) -> tuple[str, ...]:
    """Return the months after the first day, up to the second, of which no source tells."""
    made = between.relations(between.last)
    begin, stop = np.datetime64(between.first, "M"), np.datetime64(between.last, "M")
    return tuple(
        str(month)
        for month, covered in zip(made.months, made.covered, strict=True)
        if begin <= month <= stop and not covered
    )
