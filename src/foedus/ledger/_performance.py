"""What became of a promise: who owed it, how each answered, and what follows from that.

::

    Call ─► bearers ─► each one's answers ─► status, in words ─┬─ deflected: what is owed there
                                                               └─ kept, breached: what follows
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from foedus._durations import add_duration
from foedus.events import Event, ontology
from foedus.ledger._evaluate import Circumstances, answers_call, start_of
from foedus.ledger._obligation import (
    ANSWER_WINDOW,
    Call,
    Consequence,
    Obligation,
    Status,
    find_answers,
    first_day,
    fits,
    identify,
    last_day,
)
from foedus.treaties import AT_ONCE, Norm


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on an obligation or a call, which wins over what follows from events.

    ``status`` is None where the person confirmed what follows from events.
    """

    about: str
    status: Status | None
    by: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is on record about a call: done, only said, and the time that it is measured by."""

    done: tuple[Event, ...]
    said: tuple[Event, ...]
    requests: tuple[Event, ...]
    due: dt.date | None
    open_until: dt.date | None
    today: dt.date

    def of(self, bearer: str, now: Circumstances) -> _Answers:
        """Return those that are one bearer's."""
        return replace(
            self,
            done=tuple(a for a in self.done if _speaks_for(a, bearer, now)),
            said=tuple(a for a in self.said if _speaks_for(a, bearer, now)),
        )


def obligations_of(
    now: Circumstances,
    value: bool | None,
    events: Sequence[Event],
    verdicts: Mapping[str, Verdict],
    call_id: str,
) -> tuple[Obligation, ...]:
    """Return what each bearer owed, and what became of it; nothing where it was not called in."""
    norm, event = now.norm, now.event
    if value is False and call_id not in verdicts:
        return ()
    found = _answers(now, events)
    made = []
    for bearer in _bearers(now):
        owed = identify(now.treaty.id, norm.id, event.corrects or event.id, bearer, now.beneficiary)
        verdict = verdicts.get(owed) or verdicts.get(call_id)
        mine = found.of(bearer, now)
        status, because, decisive = _status(now, bearer, value, mine)
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
                found.due,
                decisive,
                verdict.by if verdict else None,
                tuple(answer.id for answer in mine.done),
            )
        )
    return tuple(made)


def done_anyway(now: Circumstances, events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events that would have performed a norm, where it was not called in."""
    performed = now.norm.performed_by
    answers = [a for a in _answers(now, events).done if fits(a, performed.acts, performed.types)]
    return tuple(
        answer
        for answer in answers
        if any(_speaks_for(answer, bearer, now) for bearer in _bearers(now))
    )


def _answers(now: Circumstances, events: Sequence[Event]) -> _Answers:
    event = now.event
    begun = start_of(event.date)
    within = now.norm.within
    due = add_duration(begun, within) if within and within != AT_ONCE and begun else None
    requests = tuple(r for r in now.requests if answers_call(r, now) is not False)
    found = find_answers(event, now.beneficiary, due, requests, events)
    ends = [last_day(one) for one in (event, *requests)]
    last = max((day for day in ends if day is not None), default=None)
    return _Answers(
        tuple(one for one in found if one.factuality == "actual"),
        tuple(one for one in found if one.factuality in ("intended", "conditional", "denied")),
        requests,
        due,
        last + ANSWER_WINDOW if last else None,
        now.until,
    )


def _bearers(now: Circumstances) -> tuple[str, ...]:
    bearer = now.norm.bearer
    members = now.treaty.members(first_day(now.event.date))
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


def _status(
    now: Circumstances, bearer: str, value: bool | None, mine: _Answers
) -> tuple[Status, str, tuple[str, ...]]:
    """Return what became of an obligation, why, and the events that say so."""
    norm, event, due = now.norm, now.event, mine.due
    if value is None:
        return "disputed", "whether it was called in turns on what is contested or not known", ()
    did_it = bearer in event.source
    if did_it and fits(event, norm.breached_by.acts, norm.breached_by.types):
        did = "did what the norm forbids" if norm.modality == "must-not" else "did what breaks it"
        what = event.summary or f"“{event.evidence[0].exact}”"
        return "breached", f"{now.name(bearer)} {did}: {what}", (event.id,)

    def of(acts: tuple[str, ...], types: tuple[str, ...] = ()) -> list[Event]:
        return [answer for answer in mine.done if fits(answer, acts, types)]

    ranked: list[tuple[Status, list[Event]]] = [
        ("kept", of(norm.performed_by.acts, norm.performed_by.types)),
        ("kept in part", of(norm.partly_by.acts, norm.partly_by.types)),
        ("deflected", of(("deflect",))),
        ("refused", of(("refuse-help",))),
        ("breached", of(norm.breached_by.acts, norm.breached_by.types)),
    ]
    against: dict[Status, tuple[str, ...]] = {
        "kept": ("refuse-help", "deflect"),
        "kept in part": ("refuse-help", "deflect"),
        "deflected": ("refuse-help",),
    }
    late: list[Event] = []
    early: list[Event] = []
    for status, found in ranked:
        if status in ("kept", "kept in part"):
            late += [a for a in found if _is_late(a, due)]
            early += [a for a in found if norm.needs_request and _is_early(a, mine.requests)]
            found = [a for a in found if a not in late and a not in early]
        if found:
            because = _in_words(now, bearer, found[0])
            if declined := of(against.get(status, ())):
                told = "; ".join(_in_words(now, bearer, answer) for answer in declined)
                because += f"; yet also on record: {told}"
            return status, because, tuple(a.id for a in found)
    if late:
        because = f"only after {due}, when it was due: {_in_words(now, bearer, late[0])}"
        return "breached", because, tuple(a.id for a in late)
    also = _also_on_record(now, bearer, mine)
    if due is not None and mine.today > due:
        return "breached", f"nothing on record by {due.isoformat()}{also}", ()
    if due is not None:
        return "pending", f"due by {due.isoformat()}{also}", ()
    time = "the text says at once" if norm.within == AT_ONCE else "the text sets no time"
    if mine.open_until is not None and mine.today <= mine.open_until:
        return "pending", f"no answer is on record yet; {time}{also}", ()
    joined = "though" if norm.within == AT_ONCE else "and"
    return "no answer", f"no answer is on record, {joined} {time}{also}", ()


def _is_late(answer: Event, due: dt.date | None) -> bool:
    return due is not None and answer.date.earliest is not None and answer.date.earliest > due


def _is_early(answer: Event, requests: Sequence[Event]) -> bool:
    """Whether it was done before anybody asked, so that it cannot answer the request."""
    asked = [day for request in requests if (day := start_of(request.date)) is not None]
    last = last_day(answer)
    return bool(asked) and last is not None and last < min(asked)


def _also_on_record(now: Circumstances, bearer: str, mine: _Answers) -> str:
    """Say what else is known of the bearer, where nothing performs the norm or declines it."""
    norm = now.norm
    early: list[Event] = []
    acts = (*norm.performed_by.acts, *norm.partly_by.acts)
    types = (*norm.performed_by.types, *norm.partly_by.types)
    if norm.needs_request:
        early = [one for one in mine.done if _is_early(one, mine.requests)]
    of_this_kind = [one for one in mine.said if fits(one, acts, types)]
    groups = {name: act.group for name, act in ontology().acts.items()}
    told = [
        (
            "a source says that there was none",
            [o for o in of_this_kind if o.factuality == "denied"],
        ),
        ("promised or put as a condition", [o for o in of_this_kind if o.factuality != "denied"]),
        ("before anybody asked", [one for one in early if fits(one, acts, types)]),
        (
            "on record is",
            [
                one
                for one in mine.done
                if one not in early
                and (one.act == "affirm" or groups.get(one.act or "") == "answer" or _backs(one))
            ],
        ),
    ]
    words = [f"{how}: {_in_words(now, bearer, found[0])}" for how, found in told if found]
    return "".join(f"; {each}" for each in words[:2])


def _backs(event: Event) -> bool:
    return event.act is None and event.type in ("COOPERATE", "CONSULT", "AID")


def _speaks_for(answer: Event, bearer: str, now: Circumstances) -> bool:
    """Whether an answer is the bearer's under this treaty.

    What an organisation does counts for its members under its own treaties, and not as what each
    of them owes somebody under another: a session of an alliance does not perform a bilateral pact.
    Nor does what is done under another treaty, where the record names it; but to point to another
    treaty is an answer under this one, and none under the one that is pointed to, unless somebody
    asked under that.
    """
    organisation = now.treaty.organisation
    if answer.provision:
        elsewhere = answer.provision.treaty not in now.family
        points = answer.act == "deflect"
        if elsewhere is not points and not (points and _answers_request(answer, now)):
            return False
    forums = {
        actor
        for actor in answer.source
        if actor in now.actors and not now.actors.get(actor).is_state
    }
    if organisation is not None and organisation in forums:
        return True
    return bearer in answer.source and not forums


def _answers_request(answer: Event, now: Circumstances) -> bool:
    """Whether it names a request under this very treaty."""
    return any(
        request.id in answer.about
        and request.provision is not None
        and request.provision.treaty in now.family
        for request in now.requests
    )


def _in_words(now: Circumstances, bearer: str, answer: Event) -> str:
    words = answer.summary or f"“{answer.evidence[0].exact}”"
    through = "" if bearer in answer.source else f", through {now.name(answer.source[0])}"
    return f"{words} ({answer.date.in_words()}){through}"


# What follows


def consequences_of(
    call_norm: Norm, now: Circumstances, owed: Sequence[Obligation], events: Sequence[Event]
) -> tuple[Consequence, ...]:
    """Return what follows performance (``then``) and breach (``otherwise``) of a call."""
    held = {obligation.status for obligation in owed}
    made: list[Consequence] = []
    for after, entries in (
        ("kept", call_norm.then if "kept" in held else ()),
        ("breached", call_norm.otherwise if "breached" in held else ()),
    ):
        norms = {norm.id: norm for norm in now.version.norms}
        bearers = tuple(one.bearer for one in owed if one.status == after)
        for entry in entries:
            made.append(_consequence(after, entry, norms.get(entry), bearers, now, events))
    return tuple(made)


def _consequence(
    after: str,
    entry: str,
    norm: Norm | None,
    bearers: tuple[str, ...],
    now: Circumstances,
    events: Sequence[Event],
) -> Consequence:
    begun = start_of(now.event.date)
    if norm is None:
        return Consequence(after, None, entry, bearers, begun, True, ())
    since = begun
    if begun and norm.within and norm.within != AT_ONCE:
        since = add_duration(begun, norm.within)
    done = tuple(
        event.id
        for event in events
        if after == "breached"
        and event.factuality == "actual"
        and fits(event, norm.performed_by.acts, norm.performed_by.types)
        and set(bearers) & set(event.target)
        and begun is not None
        and (start_of(event.date) or begun) >= begun
    )
    return Consequence(
        after, norm, norm.title, bearers, since, since is None or since <= now.until, done
    )


def follow_deflections(
    calls: Sequence[Call], events: Mapping[str, Event], known: Mapping[str, str]
) -> list[Call]:
    """Say, where an answer points to another treaty, what that one obliges the bearer to.

    Parameters
    ----------
    calls
        All calls of the ledger.
    events
        The events, by id.
    known
        Treaties of the case: id → what to call it.
    """
    by_place: dict[tuple[str, str, str | None], list[Call]] = {}
    for call in calls:
        place = (call.treaty.id, call.event.id, call.beneficiary)
        by_place.setdefault(place, []).append(call)
    made = []
    for call in calls:
        owed = tuple(
            _with_destination(one, call, events, known, by_place) for one in call.obligations
        )
        made.append(replace(call, obligations=owed) if owed != call.obligations else call)
    return made


def _of_bearer(call: Call, bearer: str) -> Status | None:
    """Return what became of a call for one bearer; None where it is no bearer."""
    if not call.obligations:
        return call.status
    return next((owed.status for owed in call.obligations if owed.bearer == bearer), None)


def _with_destination(
    owed: Obligation,
    call: Call,
    events: Mapping[str, Event],
    known: Mapping[str, str],
    by_place: Mapping[tuple[str, str, str | None], Sequence[Call]],
) -> Obligation:
    pointed = [
        provision.treaty
        for name in owed.answers
        if (event := events.get(name)) is not None
        and event.act == "deflect"
        and (provision := event.provision) is not None
        and provision.treaty != call.treaty.id
    ]
    if owed.status != "deflected" or not pointed or owed.deflected_to:
        return owed
    treaty = pointed[0]
    there = by_place.get((treaty, call.event.id, call.beneficiary), ())
    held = [
        (other, status) for other in there if (status := _of_bearer(other, owed.bearer)) is not None
    ]
    if treaty not in known:
        words = f"{treaty} is not among the treaties of the case"
    elif not held:
        words = f"{known[treaty]} has no promise for this"
    else:
        words = "; ".join(f"{other.label}, {other.norm.title}: {status}" for other, status in held)
    return replace(
        owed,
        because=f"{owed.because}; there: {words}",
        deflected_to=treaty,
        leads_to=tuple(other.id for other, _ in held),
    )
