"""Findings: sentences that the data make, each with the evidence that it rests on.

Every function here looks at the record and returns a sentence, or None where the record does
not bear one out. Nothing is written about a case beforehand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foedus.dossier._record import ANSWERS, Record, listed
from foedus.events import Event
from foedus.ledger import STATUSES, Call
from foedus.treaties import Spell

_LEAST_EVENTS = 8  # a break of a pair with fewer says little
_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Finding:
    """A sentence of the first screen.

    Attributes
    ----------
    topic
        What it is about, in one or two words.
    text
        The sentence; what stands between double asterisks is stressed.
    events
        Ids of the events that it rests on.
    basis
        What it rests on beside events: the ledger, a treaty's text.
    see
        Anchor of the section that shows more.
    caveats
        What to bear in mind: one source only, proposals only.
    """

    topic: str
    text: str
    events: tuple[str, ...] = ()
    basis: str | None = None
    see: str = "ledger"
    caveats: tuple[str, ...] = ()


def find(record: Record, reading: str = "text") -> tuple[Finding, ...]:
    """Return the findings of a record, the weightiest first, ten at most."""
    makers: Sequence[Callable[[Record, str], Finding | None]] = (
        _calls,
        _membership,
        _requests,
        _readings_part,
        _deployments,
        _allies_and_adversary,
        _exit_talk,
        _realignment,
        _break,
        _words_and_deeds,
        _dues,
        _thin,
    )
    made = [finding for maker in makers if (finding := maker(record, reading)) is not None]
    return tuple(_with_caveats(finding, record) for finding in made[:10])


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: ``four calls``.

    >>> count(1, "call"), count(13, "call")
    ('one call', '13 calls')
    """
    shown = _SPELLED[number] if number < len(_SPELLED) else str(number)
    return f"{shown} {one if number == 1 else many or one + 's'}"


def _ids(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.id for event in events))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_caveats(finding: Finding, record: Record) -> Finding:
    caveats = list(finding.caveats)
    events = [record.events[name] for name in finding.events if record.has(name)]
    if events and all(record.events.standing(event) == "proposed" for event in events):
        caveats.append("rests on proposals that nobody has judged")
    elif any(record.events.standing(event) == "proposed" for event in events):
        waiting = sum(record.events.standing(event) == "proposed" for event in events)
        caveats.append(f"{waiting} of these events wait for a judgement")
    sources = {piece.source for event in events for piece in event.evidence}
    if events and len(sources) == 1:
        caveats.append("rests on one source")
    return replace(finding, caveats=tuple(caveats))


def _answers(calls: Iterable[Call]) -> Iterable[str]:
    for call in calls:
        yield call.event.id
        for owed in call.obligations:
            yield from owed.answers


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


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


def _calls(record: Record, reading: str) -> Finding | None:
    """How often the focal member's promises were called in, and what became of them."""
    calls = record.owed_to_focal(reading)
    called = [call for call in calls if call.value is not False]
    if not calls:
        return None
    under = next(r.title for r in record.readings if r.id == reading)
    under = "the text alone" if reading == "text" else f"the reading “{under}”"
    focal = record.name(record.focal)
    events = {call.event.id for call in calls}
    if not called:
        text = (
            f"Under {under}, none of the {count(len(calls), 'promise')} of help held against "
            f"{count(len(events), 'event')} **was called in** for {focal}."
        )
        return Finding("Promises", text, tuple(events), "the ledger")
    happened = {call.event.id for call in called}
    text = (
        f"Under {under}, {count(len(happened), 'event')} called in promises of help to {focal} "
        f"**{_times(len(called))}**: {_tally(called)}."
    )
    defence = [call for call in called if call.norm.kind == "defence"]
    if defence and len(defence) < len(called):
        text += f" Promises of defence among them: {_tally(defence)}."
    if missed := len(calls) - len(called):
        text += (
            f" {_upper(count(missed, 'more', 'more'))} {_was(missed)} weighed and not called in."
        )
    return Finding("Promises", text, tuple(dict.fromkeys(_answers(called))), "the ledger")


def _membership(record: Record, reading: str) -> Finding | None:
    """What the focal member is by law and in practice, and since when."""
    by_law, in_fact = [], []
    for treaty in record.allied:
        for spell in treaty.membership:
            if spell.state != record.focal or not spell.during.contains(record.today):
                continue
            if spell.sense == "de-jure":
                by_law.append((treaty, spell))
            else:
                in_fact.append((treaty, spell))
    focal, alliance = record.name(record.focal), record.name(record.alliance)
    acts = record.acts("freeze", "withhold-dues", "boycott", "exit", "join", by=record.focal)
    if not by_law:
        left = record.acts("exit", by=record.focal)
        text = f"By law, {focal} **is no party** to a treaty of {alliance} on this day."
        return Finding("Membership", text, _ids(left), "the treaties", "treaties")
    first = min(by_law, key=lambda pair: pair[1].during.sort_key)
    since = first[1].during.earliest
    law = f"**by law {focal} is a {first[1].status}** ({first[0].label}, since {since:%Y})"
    if not in_fact:
        text = f"{_upper(law)}, and nothing on record says that it is less in practice."
        return Finding("Membership", text, _ids(acts[-3:]), "the treaties", "treaties")
    facts: dict[str, Spell] = {}
    for _, spell in sorted(in_fact, key=lambda pair: pair[1].during.sort_key):
        facts.setdefault(spell.status, spell)
    words = listed(
        [
            f"{status.replace('-', ' ')} since {spell.during.in_words().removeprefix('from ')}"
            for status, spell in facts.items()
        ]
    )
    begun = {spell.during.earliest for spell in facts.values()}
    near = [e for e in acts if any(b and e.date.contains(b) for b in begun)] or acts[-3:]
    text = f"**In practice {focal}’s part in {alliance} is {words}**; {law}."
    text = text.replace(f"by law {focal} is", "by law it is")
    return Finding("Membership", text, _ids(near), "the treaties", "treaties")


def _requests(record: Record, reading: str) -> Finding | None:
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
    span = _years(first.earliest, last.latest)
    text = (
        f"{record.name(record.focal)} **asked for help {_times(len(asked))}** {span}: "
        f"{listed(parts)}."
    )
    return Finding("Requests", text, _ids(cited), None, "timeline")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{count(number, 'time')}")


def _years(first: dt.date | None, last: dt.date | None) -> str:
    if first is None or last is None:
        return "on record"
    return (
        f"in {first.year}" if first.year == last.year else f"between {first.year} and {last.year}"
    )


def _readings_part(record: Record, reading: str) -> Finding | None:
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


def _deployments(record: Record, reading: str) -> Finding | None:
    """Where the alliance sent forces, and whether the text had called for it."""
    allies = {record.alliance, *record.partners}
    sent = [
        event
        for event in record.acts("assist-military")
        if record.alliance in event.source or len(set(event.source) & allies) > 1
    ]
    alliance = record.name(record.alliance)
    attacked = record.acts("attack", to=record.focal)
    if not sent:
        if not attacked:
            return None
        text = (
            f"**No deployment by {alliance} is on record**, against "
            f"{count(len(attacked), 'attack')} on {record.name(record.focal)}."
        )
        return Finding("Deployments", text, _ids(attacked), None, "timeline")
    first = sent[0]
    where = record.names(dict.fromkeys(t for e in sent for t in e.target if t != record.alliance))
    text = f"**{alliance} sent forces {_times(len(sent))}** on record"
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
        text += f"; under the same reading {call.label} {verdict[call.value]} there"
        if call.value is False and (why := call.trace.decisive()):
            text += f" (“{why[0].label}”: no)"
    if attacked and record.focal not in {t for e in sent for t in e.target}:
        text += (
            f"; none went to {record.name(record.focal)}, "
            f"attacked {_times(len(attacked))} in the record"
        )
        cited += attacked
    return Finding("Deployments", text + ".", _ids(cited), "the ledger", "timeline")


def _asked(record: Record, call: Call, about: set[str]) -> bool:
    return any(record.has(name) and call.event.id in record.events[name].about for name in about)


def _allies_and_adversary(record: Record, reading: str) -> Finding | None:
    """What the allies did with those who attacked the focal member."""
    foes, allies = set(record.adversaries), set(record.partners)
    deeds = [
        event
        for event in record.acts("arm", "ally")
        if set(event.source) & allies and (set(event.target) | set(event.source)) & foes
    ]
    deeds = [event for event in deeds if record.focal not in event.source]
    if not deeds:
        return None
    who = record.names(dict.fromkeys(a for e in deeds for a in e.source if a in allies))
    armed = sum(event.act == "arm" for event in deeds)
    pacts = len(deeds) - armed
    kinds = listed(
        [
            part
            for part, number in (
                (f"{_times(armed)} with arms", armed),
                (f"{_times(pacts)} with a treaty or declaration", pacts),
            )
            if number
        ]
    )
    text = (
        f"**Allies dealt with the attacker:** {who} backed {record.names(record.adversaries)} "
        f"{kinds}, {_years(deeds[0].date.earliest, deeds[-1].date.latest)}."
    )
    return Finding("Allies", text, _ids(deeds), None, "statements")


def _exit_talk(record: Record, reading: str) -> Finding | None:
    """Talk of leaving, against what leaving takes."""
    spoken = record.acts("announce-exit", by=record.focal)
    notices = [e for e in record.acts("exit", by=record.focal) if record.alliance in e.target]
    if not spoken and not notices:
        return None
    focal = record.name(record.focal)
    rules = [
        (treaty, norm)
        for treaty in record.allied
        if (version := treaty.versions[-1]) is not None
        for norm in version.norms
        if norm.kind == "withdrawal" and norm.within
    ]
    if notices:
        text = f"**{focal} has acted to leave**: {notices[-1].date.in_words()}."
    else:
        text = (
            f"**{focal} has spoken of leaving {_times(len(spoken))}** "
            f"{_years(spoken[0].date.earliest, spoken[-1].date.latest)}; no notice of exit is on "
            "record"
        )
        if rules:
            treaty, norm = rules[0]
            notice = duration(norm.within)
            text += f", and {treaty.label} Art. {norm.article} asks for it {notice} ahead"
        text += "."
    return Finding(
        "Exit", text, _ids([*spoken, *notices]), "the treaties" if rules else None, "statements"
    )


def duration(text: str | None) -> str:
    """Write an ISO 8601 duration of one unit in words: ``six months``."""
    if not text:
        return ""
    unit = {"D": "day", "M": "month", "Y": "year"}[text[-1]]
    number = int("".join(char for char in text if char.isdigit()))
    return count(number, unit)


def _realignment(record: Record, reading: str) -> Finding | None:
    """Towards whom the focal member turned."""
    inside = {record.alliance, *record.partners, record.focal}
    deeds = [
        event
        for event in record.group("realign")
        if record.focal in event.actors
        and event.act in ("arm", "ally", "host")
        and not (event.actors - {record.focal}) <= inside
    ]
    if len(deeds) < 2:
        return None
    partners = Counter(actor for event in deeds for actor in event.actors if actor not in inside)
    who = [
        f"{record.name(actor)} ({number})"
        for actor, number in partners.most_common(5)
        if actor not in record.adversaries
    ]
    if not who:
        return None
    half = deeds[len(deeds) // 2].date.earliest
    since = f", half of them since {half.year}" if half and len(deeds) > 3 else ""
    text = (
        f"**{record.name(record.focal)} turned outward {_times(len(deeds))}** (arms, partnership, "
        f"missions) {_years(deeds[0].date.earliest, deeds[-1].date.latest)}{since}: {listed(who)}."
    )
    return Finding("Realignment", text, _ids(deeds), None, "timeline")


def _break(record: Record, reading: str) -> Finding | None:
    """Where the dealings of the focal member changed most."""
    best = None
    for series in record.pairs:
        change = series.change
        if change is None or len(series.events) < _LEAST_EVENTS:
            continue
        size = abs(change.after - change.before) * change.probability
        if change.probability >= 0.5 and (best is None or size > best[0]):
            best = (size, series, change)
    if best is None:
        return None
    _, series, change = best
    month: dt.date = change.month.astype("datetime64[D]").item()
    reach = [
        record.events[name]
        for name in series.events
        if (m := record.events[name].date.middle) and abs((m - month).days) <= 400
    ]
    other = next(actor for actor in series.pair if actor != record.focal)
    odds = f"{min(change.probability, 0.99):.2f}"
    odds = f"above {odds}" if change.probability > 0.99 else odds
    text = (
        f"The clearest break is **{record.name(record.focal)} – {record.name(other)} in "
        f"{month:%B %Y}** (probability {odds}): the monthly balance went from "
        f"{change.before:+.1f} to {change.after:+.1f}, on {len(series.events)} events."
    )
    return Finding("Relations", text, _ids(reach or ()), "the series", "relations")


def _words_and_deeds(record: Record, reading: str) -> Finding | None:
    """How many statements stand against a deed or another's word."""
    from foedus.dossier._statements import statement_pairs

    pairs = statement_pairs(record)
    clashes = [pair for pair in pairs if pair.kind in ("denied", "otherwise")]
    if not clashes:
        return None
    denied = len({pair.said.id for pair in clashes if pair.kind == "denied"})
    other = len({pair.said.id for pair in clashes if pair.kind == "otherwise"})
    parts = []
    if other:
        stands = "stands" if other == 1 else "stand"
        parts.append(f"{count(other, 'affirmation')} {stands} before a deed to the contrary")
    if denied:
        verb = "is" if denied == 1 else "are"
        parts.append(f"{count(denied, 'claim or deed', 'claims and deeds')} {verb} contested")
    text = f"**Words and deeds part:** {listed(parts)}"
    if denied:
        deniers = Counter(a for pair in clashes if pair.done for a in pair.done.source)
        most = [f"{record.name(a)} ({n})" for a, n in deniers.most_common(3)]
        text += f", most often by {listed(most)}"
    text += "."
    cited = [e for pair in clashes for e in (pair.said, pair.done) if e is not None]
    return Finding("Words", text, _ids(cited), None, "statements")


def _dues(record: Record, reading: str) -> Finding | None:
    """Dues that the focal member keeps back, and what the text attaches to that."""
    held = record.acts("withhold-dues", by=record.focal)
    if not held:
        return None
    text = (
        f"**{record.name(record.focal)} has withheld its dues** {_times(len(held))} on record, "
        f"first {held[0].date.in_words()}"
    )
    rules = [
        (treaty, norm)
        for treaty in record.allied
        for norm in treaty.versions[-1].norms
        if norm.kind == "suspension" and norm.within and "arrears" in norm.id + norm.title
    ]
    if rules:
        treaty, norm = rules[0]
        text += f"; {treaty.label} Art. {norm.article}: {norm.title}"
    return Finding("Dues", text + ".", _ids(held), "the treaties" if rules else None, "treaties")


def _thin(record: Record, reading: str) -> Finding | None:
    """Where the record is thin."""
    from foedus.dossier._gaps import silent_members, single_source

    silent = silent_members(record)
    lonely = single_source(record)
    parts = []
    if silent:
        has, own = ("has", "its own") if len(silent) == 1 else ("have", "their own")
        parts.append(f"{record.names(silent)} {has} no event of {own}")
    if record.pairs:
        values = record.pairs[0].values
        empty = int(np.isnan(values).sum())
        if empty:
            parts.append(f"no source covers {empty} of the {len(values)} months of the period")
    if lonely:
        parts.append(f"{len(lonely)} of {len(record.in_period)} events rest on one source")
    if not parts:
        return None
    return Finding(
        "Gaps", f"**The record is thin:** {listed(parts)}.", (), "the record itself", "gaps"
    )
