"""Findings on promises: what was called in, asked for and answered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from foedus._durations import count
from foedus.dossier._finding import Finding, ids, proposed, times, under, upper, was, years
from foedus.dossier._record import ANSWERS, HELP, Record, listed
from foedus.events import Event
from foedus.ledger import STATUSES, Call


def promises(record: Record, reading: str) -> Finding | None:
    """How often the focal member's promises were called in, and what became of them."""
    calls = record.owed_to_focal(reading)
    called = [call for call in calls if call.status != "not called in"]
    if not calls:
        return None
    how = under(record, reading)
    focal = record.name(record.focal)
    events = {call.event.id for call in calls}
    if not called:
        text = (
            f"Under {how}, **no promise of help was called in** for {focal}: "
            f"{count(len(calls), 'was', 'were')} weighed, on {count(len(events), 'event')}."
        )
        return Finding("Promises", text, tuple(events), "the ledger")
    happened = {call.event.id: call.event for call in called}
    articles = {(call.treaty.id, call.norm.article) for call in called}
    parts = []
    for kind in HELP:
        of_kind = [call for call in called if call.norm.kind == kind]
        if of_kind:
            parts.append(f"{_HELP_WORDS[kind]}, {_cases(of_kind)}: {_tally(of_kind)}")
    text = (
        f"{_headline(called)} Under {how}, {_called_by(list(happened.values()))} called in "
        f"promises of help to {focal} under {count(len(articles), 'article')} (a promise counts "
        f"once for each). {'. '.join(parts)}."
    )
    if missed := len(calls) - len(called):
        text += f" {upper(count(missed, 'more', 'more'))} {was(missed)} weighed and not called in."
    cited = dict.fromkeys(_answers(called))
    if claimed := [call for call in called if call.status != call.in_record]:
        who = listed(list(dict.fromkeys(name for call in claimed for name in call.claimed_by)))
        statuses = Counter(call.status for call in claimed)
        parts = [f"{statuses[s]} {s}" for s in STATUSES if statuses[s]]
        text += (
            f" By the word of {who} itself, otherwise than in the record, of these {listed(parts)}."
        )
        cited |= dict.fromkeys(e.id for call in claimed for c in call.claims for e in c.words)
    return Finding("Promises", text, tuple(cited), "the ledger")


_HELP_WORDS = {
    "defence": "Defence",
    "consultation": "Consultation",
    "assistance": "Other assistance",
}


def _cases(calls: Sequence[Call]) -> str:
    return f"called in {times(len(calls))}"


def _called_by(events: Sequence[Event]) -> str:
    """Name what called in: ``eight attacks``, ``three attacks or threats``."""
    acts = {event.act for event in events}
    if acts == {"attack"}:
        return count(len(events), "attack")
    if acts <= {"attack", "threaten-force"}:
        return count(len(events), "attack or threat", "attacks or threats")
    return count(len(events), "event")


def _headline(called: Sequence[Call]) -> str:
    """Say first what became of promises of defence; of all promises, where none is of defence."""
    defence = [call for call in called if call.norm.kind == "defence"]
    what = "promise of defence" if defence else "promise of help"
    held = Counter(call.in_record for call in defence or called)
    total = sum(held.values())
    if held["disputed"] == total:
        return f"**Whether a {what} was called in is disputed.**"
    if not held["kept"]:
        tail = " in full" if held["kept in part"] else ""
        return f"**No {what} is on record as kept{tail}.**"
    if held["kept"] == total:
        return f"**{upper(what)}: kept each time it was called in.**"
    return f"**{upper(what)}: kept {times(held['kept'])} of the {count(total, 'time')} called in.**"


def requests(record: Record, reading: str) -> Finding | None:
    """How often the focal member asked, and what it was answered."""
    asked = record.acts("request-help", by=record.focal)
    if not asked:
        return None
    more = proposed(len(record.acts("request-help", by=record.focal, waiting=True)))
    occasions = _occasions(asked)
    outcomes: Counter[str] = Counter()
    turned_down = 0
    cited: list[Event] = []
    for occasion in occasions:
        answers = [a for request in occasion for a in record.answers_to(request)]
        found = {answer.act for answer in answers}
        best = next((act for act in ANSWERS if act in found), "none")
        outcomes[best] += 1
        turned_down += best not in ("refuse-help", "none") and "refuse-help" in found
        cited += [*occasion, *(a for a in answers if a.act in (best, "refuse-help"))]
    words = {
        "assist-other": "brought a mission, mediation or other help without forces",
        "consult": "brought consultations and no more",
        "deflect": "met a pointer elsewhere",
        "refuse-help": "met a refusal",
        "none": "have no answer on record" if outcomes["none"] > 1 else "has no answer on record",
    }
    parts = [
        f"{upper(count(outcomes[act], word, word))}" for act, word in words.items() if outcomes[act]
    ]
    parts = [part if not n else part[:1].lower() + part[1:] for n, part in enumerate(parts)]
    first, last = asked[0].date, asked[-1].date
    span = years(first.earliest, last.latest)
    how = f"on {count(len(occasions), 'occasion')}" if len(occasions) > 1 else ""
    if len(asked) > len(occasions):
        how += (
            f" ({count(len(asked), 'request')})"
            if how
            else f"once ({count(len(asked), 'request')})"
        )
    how = how or "once"
    forces = outcomes["assist-military"]
    verdict = (
        f"military help came on {count(forces, 'of them', 'of them')}"
        if forces
        else "no request brought military help"
    )
    text = f"{record.name(record.focal)} asked for help {how}{more} {span}: **{verdict}**."
    if parts:
        text += f" {listed(parts)}."
    if turned_down:
        text += f" On {count(turned_down, 'occasion')} a refusal stands beside other help."
    return Finding("Requests", text, ids(cited), None, "timeline")


_ONE_OCCASION = dt.timedelta(days=30)


def _occasions(requests: Sequence[Event]) -> list[list[Event]]:
    """Put requests together that are about the same event and within 30 days of each other."""
    found: list[list[Event]] = []
    for request in sorted(requests, key=lambda event: event.date.sort_key):
        begun = request.date.earliest or request.date.latest
        for occasion in found:
            last = occasion[-1].date.latest or occasion[-1].date.earliest
            same = {name for event in occasion for name in event.about} & set(request.about)
            if same and begun and last and begun - last <= _ONE_OCCASION:
                occasion.append(request)
                break
        else:
            found.append([request])
    return found


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
    held = Counter(call.in_record for call in calls)
    words = {
        "kept": "kept",
        "kept in part": "kept in part",
        "deflected": "deflected",
        "refused": "refused",
        "breached": "breached",
        "no answer": "without an answer on record",
        "pending": "pending",
        "disputed": "disputed",
    }
    parts = [f"{held[s]} {words[s]}" for s in STATUSES if s in words and held[s]]
    return listed(parts)
