"""All obligations of a case under one reading, as they stood on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus._durations import add_duration
from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.events import Event
from foedus.ledger._evaluate import Circumstances, answers_call, evaluate, happened, was_member
from foedus.ledger._obligation import (
    STATUSES,
    Call,
    Obligation,
    Status,
    find_answers,
    fits,
    identify,
)
from foedus.ledger._questions import TEXT_ALONE, Question, Reading
from foedus.ledger._trace import Ground, Trace, all_of, negation
from foedus.treaties import Norm, Treaty

if TYPE_CHECKING:
    from foedus.figures import Figure
    from foedus.ledger._reliability import Reliability

# Kinds of norm for which "not called in" is worth a line of its own.
_HELP = ("defence", "consultation", "assistance")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on an obligation or a call, which wins over what follows from events.

    ``status`` is None where the person confirmed what follows from events.
    """

    about: str
    status: Status | None
    by: str
    why: str | None = None


@dataclass(frozen=True)
class Ledger:
    """All calls of a case, in order of time, under one reading.

    Examples
    --------
    >>> import foedus
    >>> ledger = foedus.open_case("csto-armenia").ledger()
    >>> ledger.counts()["kept"] >= 0
    True
    """

    reading: Reading
    as_of: dt.date | None
    calls: tuple[Call, ...]
    actors: Actors = field(repr=False)

    def __iter__(self) -> Iterator[Call]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)

    def __getitem__(self, call: str) -> Call:
        """Return a call by its id."""
        for candidate in self.calls:
            if candidate.id == call:
                return candidate
        raise KeyError(call)

    @property
    def obligations(self) -> tuple[tuple[Call, Obligation], ...]:
        """Every obligation with the call that it belongs to."""
        return tuple((call, owed) for call in self.calls for owed in call.obligations)

    def counts(self) -> dict[Status, int]:
        """Count the calls by status, every status named."""
        found = Counter(call.status for call in self.calls)
        return {status: found.get(status, 0) for status in STATUSES}

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each obligation, and one for each call that has none."""
        rows = []
        for call in self.calls:
            shared: dict[str, Any] = {
                "date": str(call.event.date),
                "treaty": call.treaty.id,
                "article": call.norm.article,
                "norm": call.norm.title,
                "event": call.event.id,
                "what": call.event.summary or call.event.evidence[0].exact,
            }
            for owed in call.obligations or (None,):
                rows.append(
                    shared
                    | {
                        "bearer": owed.bearer if owed else None,
                        "beneficiary": call.beneficiary,
                        "status": owed.status if owed else call.status,
                        "due": owed.due.isoformat() if owed and owed.due else None,
                        "because": owed.because if owed else _why(call),
                        "call": call.id,
                    }
                )
        return rows

    def to_pandas(self) -> Any:
        """Return the rows as a pandas DataFrame (needs the ``notebook`` extra)."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def to_arrow(self) -> Any:
        """Return the rows as an Arrow table (needs the ``notebook`` extra)."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def as_json(self) -> dict[str, Any]:
        """Return the whole ledger as plain data."""
        return {
            "reading": self.reading.id,
            "as_of": self.as_of and self.as_of.isoformat(),
            "counts": self.counts(),
            "calls": [call.as_json() for call in self.calls],
        }

    def reliability(self, *, cuts: Sequence[dt.date] = ()) -> Reliability:
        """Return how far its promises were kept, to be grouped and counted.

        Parameters
        ----------
        cuts
            Days on which a new period begins; without any, the periods are decades.
        """
        from foedus.ledger._reliability import count_promises

        return count_promises([self], cuts=cuts)

    def draw(self, *others: Ledger, **options: Any) -> Figure:
        """Draw the ledger as a matrix, beside ledgers under other readings if any are given."""
        from foedus.ledger._figure import draw_matrix

        return draw_matrix([self, *others], **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()

    def __str__(self) -> str:
        head = f"Ledger under “{self.reading.title}”"
        head += f", as of {self.as_of.isoformat()}" if self.as_of else ""
        body = [
            f"{call.event.date!s:<24} {call.label:<28} "
            f"{call.beneficiary or '–':<6} {call.status:<14} {call.event.summary or ''}"
            for call in self.calls
        ]
        return "\n".join([head, *body])


def _why(call: Call) -> str:
    return "; ".join(leaf.label for leaf in call.trace.decisive()) or call.status


def evaluate_ledger(
    events: Iterable[Event],
    treaties: Iterable[Treaty],
    actors: Actors,
    *,
    questions: Sequence[Question] = (),
    reading: Reading = TEXT_ALONE,
    as_of: dt.date | None = None,
    verdicts: Mapping[str, Verdict] | None = None,
) -> Ledger:
    """Hold every event against every norm in force on its day.

    Parameters
    ----------
    events
        The events that count, in any order: accepted, and known by `as_of`.
    treaties
        The treaties of the case.
    actors
        The tables.
    questions, reading
        What is contested, and whose answers are followed.
    as_of
        The day on which the ledger stood so; events after it are left out.
    verdicts
        Persons' words on obligations and calls, by id.

    Returns
    -------
    Ledger
        Its calls in order of time, treaty and article.
    """
    known = sorted(
        (event for event in events if as_of is None or _began_by(event, as_of)),
        key=lambda event: (event.date.sort_key, event.id),
    )
    requests = [
        event for event in known if event.act == "request-help" and event.factuality == "actual"
    ]
    asked_about = {about for request in requests for about in request.about}
    recoded = {
        name for question in questions if question.settles == "act" for name in question.events
    }
    calls: list[Call] = []
    treaties = tuple(treaties)
    for treaty in treaties:
        family = frozenset(
            other.id
            for other in treaties
            if other.id == treaty.id
            or (treaty.organisation is not None and other.organisation == treaty.organisation)
        )
        for event in known:
            version = treaty.version_on(_day(event.date))
            if version is None:
                continue
            for norm in version.norms:
                if norm.when is None or norm.modality == "may":
                    continue
                asked = event.id in asked_about
                if _out_of_question(norm, event, recoded) and not _worth_a_line(
                    norm, event, asked=asked
                ):
                    continue
                for beneficiary in _beneficiaries(norm, treaty, event):
                    now = Circumstances(
                        treaty,
                        version,
                        norm,
                        event,
                        beneficiary,
                        requests,
                        actors,
                        questions,
                        reading,
                        as_of,
                        family,
                    )
                    call = _call(now, known, verdicts or {}, asked=asked)
                    if call is not None:
                        calls.append(call)
    calls.sort(key=lambda c: (c.event.date.sort_key, c.treaty.id, c.norm.article, c.id))
    return Ledger(reading, as_of, tuple(calls), actors)


def _day(date: Edtf) -> Edtf:
    return Edtf.parse(date.earliest or date.latest or dt.date.max)


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
    assert norm.when is not None
    parts = [happened(now), evaluate(norm.when, now)]
    if norm.needs_request:
        from foedus.treaties import Condition

        parts.append(evaluate(Condition(request="target"), now))
    if norm.unless is not None:
        exception = evaluate(norm.unless, now)
        parts.append(Trace("No exception holds", negation(exception.value), parts=(exception,)))
    value = all_of(part.value for part in parts)
    if value is False and not _worth_a_line(norm, event, asked=asked):
        return None
    quote = f": “{norm.quote}”" if norm.quote else ""
    trace = Trace(
        f"{now.treaty.label} Art. {norm.article}, {norm.title}, is called in",
        value,
        (Ground("norm", f"Art. {norm.article}{quote}", now.norm_ref),),
        tuple(parts),
    )
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
    obligations = _obligations(now, value, events, verdicts, call_id)
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


def _bearers(now: Circumstances) -> tuple[str, ...]:
    bearer = now.norm.bearer
    members = now.treaty.members(_day(now.event.date))
    match bearer:
        case "each-party":
            return members
        case "every-other-party":
            return tuple(m for m in members if m != now.beneficiary and m not in now.event.source)
        case "organisation":
            return (now.treaty.organisation,) if now.treaty.organisation else members
        case "source":
            return tuple(m for m in now.event.source if m in members)
        case _:
            return tuple(m for m in bearer if m != now.beneficiary)


def _obligations(
    now: Circumstances,
    value: bool | None,
    events: Sequence[Event],
    verdicts: Mapping[str, Verdict],
    call_id: str,
) -> tuple[Obligation, ...]:
    norm, event = now.norm, now.event
    if value is False and call_id not in verdicts:
        return ()
    begun = event.date.earliest or event.date.latest
    due = add_duration(begun, norm.within) if norm.within and begun else None
    own_requests = [r for r in now.requests if answers_call(r, now) is not False]
    answers = find_answers(event, now.treaty, now.beneficiary, due, own_requests, events)
    made = []
    for bearer in _bearers(now):
        owed = identify(now.treaty.id, norm.id, event.corrects or event.id, bearer, now.beneficiary)
        verdict = verdicts.get(owed) or verdicts.get(call_id)
        mine = [answer for answer in answers if _speaks_for(answer, bearer, now)]
        status, because, decisive = _status(now, bearer, value, mine, due)
        if verdict is not None:
            said = f"{verdict.by} judged so" + (f": {verdict.why}" if verdict.why else "")
            because = said if verdict.status is not None else f"{because}; {said}"
            decisive = decisive if verdict.status in (None, status) else ()
            status = verdict.status or status
        made.append(
            Obligation(
                owed,
                bearer,
                now.beneficiary,
                status,
                because,
                due,
                decisive,
                verdict.by if verdict else None,
                tuple(answer.id for answer in mine),
            )
        )
    return tuple(made)


def _status(
    now: Circumstances,
    bearer: str,
    value: bool | None,
    mine: Sequence[Event],
    due: dt.date | None,
) -> tuple[Status, str, tuple[str, ...]]:
    """Return what became of an obligation, why, and the events that say so."""
    norm, event = now.norm, now.event
    if value is None:
        return "disputed", "whether it was called in turns on what is contested or not known", ()
    did_it = bearer in event.source
    if did_it and fits(event, norm.breached_by.acts, norm.breached_by.types):
        return "breached", f"{now.name(bearer)} did what the norm forbids", (event.id,)

    def of(acts: tuple[str, ...], types: tuple[str, ...] = ()) -> list[Event]:
        return [answer for answer in mine if fits(answer, acts, types)]

    declined = of(("refuse-help", "deflect"))
    ranked: list[tuple[Status, list[Event]]] = [
        ("kept", of(norm.performed_by.acts, norm.performed_by.types)),
        ("kept in part", of(norm.partly_by.acts, norm.partly_by.types)),
        ("deflected", of(("deflect",))),
        ("refused", of(("refuse-help",))),
        ("breached", of(norm.breached_by.acts, norm.breached_by.types)),
    ]
    late: list[Event] = []
    for status, found in ranked:
        if due is not None and status in ("kept", "kept in part"):
            late += [a for a in found if a.date.earliest is not None and a.date.earliest > due]
            found = [a for a in found if a not in late]
        if found:
            because = _in_words(now, bearer, found[0])
            if status in ("kept", "kept in part") and declined:
                because += f"; yet also on record: {_in_words(now, bearer, declined[0])}"
            return status, because, tuple(a.id for a in found)
    if late:
        because = f"only after {due}, when it was due: {_in_words(now, bearer, late[0])}"
        return "breached", because, tuple(a.id for a in late)
    today = now.as_of or dt.date.today()
    if due is not None and today > due:
        return "breached", f"nothing on record by {due.isoformat()}", ()
    if due is not None:
        return "pending", f"due by {due.isoformat()}", ()
    return "pending", "no answer is on record, and the text sets no time", ()


def _speaks_for(answer: Event, bearer: str, now: Circumstances) -> bool:
    """Whether an answer is the bearer's under this treaty.

    What an organisation does counts for its members under its own treaties, and not as what each
    of them owes somebody under another: a session of an alliance does not perform a bilateral pact.
    Nor does what is done under another treaty, where the record names it.
    """
    organisation = now.treaty.organisation
    if answer.provision and answer.provision.treaty not in now.family:
        return False
    forums = {
        actor
        for actor in answer.source
        if actor in now.actors and not now.actors.get(actor).is_state
    }
    if organisation is not None and organisation in forums:
        return True
    return bearer in answer.source and not forums


def _in_words(now: Circumstances, bearer: str, answer: Event) -> str:
    words = answer.summary or f"“{answer.evidence[0].exact}”"
    through = "" if bearer in answer.source else f", through {now.name(answer.source[0])}"
    return f"{words} ({answer.date.in_words()}){through}"
