"""Findings on promises: what was called in, asked for, answered, and read differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from foedus.dossier._finding import Finding, count, ids, proposed, times, under, upper, was, years
from foedus.dossier._record import ANSWERS, Record, listed
from foedus.events import Event
from foedus.ledger import STATUSES, Call


def promises(record: Record, reading: str) -> Finding | None:
    """How often the focal member's promises were called in, and what became of them."""
    calls = record.owed_to_focal(reading)
    called = [call for call in calls if call.value is not False]
    if not calls:
        return None
    how = under(record, reading)
    focal = record.name(record.focal)
    events = {call.event.id for call in calls}
    if not called:
        text = (
            f"Under {how}, none of the {count(len(calls), 'promise')} of help held against "
            f"{count(len(events), 'event')} **was called in** for {focal}."
        )
        return Finding("Promises", text, tuple(events), "the ledger")
    happened = {call.event.id for call in called}
    text = (
        f"Under {how}, {count(len(happened), 'event')} called in promises of help to {focal} "
        f"**{times(len(called))}**: {_tally(called)}."
    )
    defence = [call for call in called if call.norm.kind == "defence"]
    if defence and len(defence) < len(called):
        text += f" Promises of defence among them: {_tally(defence)}."
    if missed := len(calls) - len(called):
        text += f" {upper(count(missed, 'more', 'more'))} {was(missed)} weighed and not called in."
    return Finding("Promises", text, tuple(dict.fromkeys(_answers(called))), "the ledger")


def requests(record: Record, reading: str) -> Finding | None:
    """How often the focal member asked, and what it was answered."""
    asked = record.acts("request-help", by=record.focal)
    if not asked:
        return None
    outcomes: Counter[str] = Counter()
    cited: list[Event] = []
    for request in asked:
        answers = record.answers_to(request)
        found = {answer.act for answer in answers}
        best = next((act for act in ANSWERS if act in found), "none")
        outcomes[best] += 1
        cited += [request, *(a for a in answers if a.act == best)]
    words = {
        "assist-military": "brought forces or arms",
        "assist-other": "brought a mission, mediation or other help",
        "consult": "brought consultations and no more",
        "deflect": "met a pointer elsewhere",
        "refuse-help": "met a refusal",
        "none": "have no answer on record" if outcomes["none"] > 1 else "has no answer on record",
    }
    parts = [f"{outcomes[act]} {words[act]}" for act in (*ANSWERS, "none") if outcomes[act]]
    first, last = asked[0].date, asked[-1].date
    span = years(first.earliest, last.latest)
    text = (
        f"{record.name(record.focal)} **asked for help {times(len(asked))}** {span}: "
        f"{listed(parts)}."
    )
    return Finding("Requests", text, ids(cited), None, "timeline")


def readings_part(record: Record, reading: str) -> Finding | None:
    """On how many calls the readings part, and on which question."""
    if len(record.readings) < 2:
        return None
    values: dict[str, dict[str, str]] = {}
    calls: dict[str, Call] = {}
    questions: Counter[str] = Counter()
    for each in record.readings:
        for call in record.ledger(each.id):
            values.setdefault(call.id, {})[each.id] = call.status
            calls[call.id] = call
    parting = []
    for name, by in values.items():
        if len({by.get(each.id, "not called in") for each in record.readings}) > 1:
            parting.append(calls[name])
            turns = {
                q
                for each in record.readings
                for call in record.ledger(each.id)
                if call.id == name
                for q in call.turns_on
            }
            questions.update(turns)
    if not parting:
        text = (
            f"The {count(len(record.readings), 'reading')} of this case **agree on every call**; "
            "no position on a question changes what the ledger says."
        )
        return Finding("Readings", text, (), "the ledger")
    text = f"**The readings part on {len(parting)} of {len(values)} calls** that the ledger weighs"
    cited: list[str] = [call.event.id for call in parting]
    if questions:
        top, moved = questions.most_common(1)[0]
        question = record.case.questions[top]
        text += f", {moved} of them on one question: “{question.text.rstrip('?')}?”"
        held: dict[str, list[str]] = {}
        for position in question.positions:
            held.setdefault(position.answer, []).append(record.name(position.holder))
            cited += position.evidence
        sides = [f"{answer} ({listed(who)})" for answer, who in held.items()]
        text += f" — {', '.join(sides)}." if sides else ""
    else:
        text += "."
    return Finding(
        "Readings", text, tuple(n for n in dict.fromkeys(cited) if record.has(n)), "the ledger"
    )


def deployments(record: Record, reading: str) -> Finding | None:
    """Where the alliance sent forces, and whether the text had called for it."""
    sent = [
        event
        for event in record.acts("assist-military")
        if record.alliance in event.source
        or len(set(event.source) & record.allied_on(event.date)) > 1
    ]
    more = proposed(
        sum(
            record.alliance in event.source
            or len(set(event.source) & record.allied_on(event.date)) > 1
            for event in record.acts("assist-military", waiting=True)
        )
    )
    alliance = record.name(record.alliance)
    attacked = record.acts("attack", to=record.focal)
    if not sent:
        if not attacked:
            return None
        text = (
            f"**No deployment by {alliance} is on record**{more}, against "
            f"{count(len(attacked), 'attack')} on {record.name(record.focal)}."
        )
        return Finding("Deployments", text, ids(attacked), None, "timeline")
    first = sent[0]
    where = record.names(dict.fromkeys(t for e in sent for t in e.target if t != record.alliance))
    text = f"**{alliance} sent forces {times(len(sent))}** on record{more}"
    text += f", to {where} ({first.date.in_words()})" if where else f" ({first.date.in_words()})"
    cited = [*sent]
    about = {name for event in sent for name in event.about}
    behind = [
        call
        for call in record.ledger(reading)
        if call.norm.kind == "defence" and (call.event.id in about or _asked(record, call, about))
    ]
    if behind:
        call = behind[0]
        cited.append(call.event)
        verdict = {True: "was called in", False: "was not called in", None: "is disputed"}
        text += f"; under {under(record, reading)} {call.label} {verdict[call.value]} there"
        if call.value is False and (why := call.trace.decisive()):
            text += f" (“{why[0].label}”: no)"
    if attacked and record.focal not in {t for e in sent for t in e.target}:
        text += (
            f"; none went to {record.name(record.focal)}, "
            f"attacked {times(len(attacked))} in the record"
        )
        cited += attacked
    return Finding("Deployments", text + ".", ids(cited), "the ledger", "timeline")


def _asked(record: Record, call: Call, about: set[str]) -> bool:
    return any(record.has(name) and call.event.id in record.events[name].about for name in about)


def _answers(calls: Iterable[Call]) -> Iterable[str]:
    for call in calls:
        yield call.event.id
        for owed in call.obligations:
            yield from owed.answers


def _tally(calls: Sequence[Call]) -> str:
    held = Counter(call.status for call in calls)
    words = {
        "kept": "kept",
        "kept in part": "kept in part",
        "deflected": "deflected",
        "refused": "refused",
        "breached": "breached",
        "pending": "without an answer on record",
        "disputed": "disputed",
    }
    parts = [f"{held[s]} {words[s]}" for s in STATUSES if s in words and held[s]]
    return listed(parts)
