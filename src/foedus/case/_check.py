"""Check a case: every quote where it says, every id resolves, every treaty and actor known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from foedus._data import line_of
from foedus._edtf import Edtf
from foedus.case._files import read_text
from foedus.case._grounds import answers_of, faults_of, grounds_of, in_words
from foedus.case._replaced import FILE
from foedus.case._storage import has_torn_line
from foedus.events import Event
from foedus.ledger import STATUSES, Call, Position, Question, Reading
from foedus.options import Answered

if TYPE_CHECKING:
    from foedus.case._case import Case


Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found: a fault, or something to look at.

    ``where`` names the file and, where it has one, the line or id.
    """

    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


def check_case(case: Case) -> list[Finding]:
    """Return everything in a case that does not fit together; faults of form are raised earlier."""
    examples = list(_examples(case))  # a fault of the lexicon's form is raised here
    if faults := [fault for reading in case.info.readings for fault in _misfits(case, reading)]:
        return [
            *examples,
            *faults,
        ]  # under such a reading there is no ledger, so that the rest cannot be checked
    return [
        *examples,
        *_actors(case),
        *_treaties(case),
        *_events(case),
        *_outside(case),
        *_judgements(case),
        *_replacements(case),
        *_questions(case),
        *_later_notes(case),
        *_models(case),
    ]


def _examples(case: Case) -> Iterator[Finding]:
    """Yield the case's own entries of the lexicon that do not code their examples."""
    lexicon = case.lexicon
    own = [entry for entry in lexicon.entries if entry.id in lexicon.added]
    if not own:
        return
    from foedus.coding._coder import BuiltinCoder
    from foedus.coding._examples import unmet_examples

    text = read_text(case.path / "lexicon.yaml")
    period = case.info.period
    coder = BuiltinCoder(actors=case.actors, lexicon=lexicon, about=(case.info.alliance,))
    day = period.latest or period.earliest
    for unmet in unmet_examples(coder, own, None if day is None else Edtf.parse(day)):
        line = line_of(text, (own.index(unmet.entry), "examples", unmet.sentence))
        yield Finding("error", f"lexicon.yaml, line {line}, entry '{unmet.entry.id}'", str(unmet))


def _actors(case: Case) -> Iterator[Finding]:
    info = case.info
    for field, names in (
        ("alliance", (info.alliance,)),
        ("focal", (info.focal,)),
        ("actors", info.actors),
    ):
        for name in names:
            if not case.actors.knows(name):
                yield Finding("error", f"case.yaml, field '{field}'", f"unknown actor '{name}'")
    for reading in info.readings:
        for holder in reading.holders:
            if not case.actors.knows(holder):
                where = f"case.yaml, reading '{reading.id}'"
                yield Finding("error", where, f"unknown actor '{holder}'")
        for question in reading.positions:
            if question not in case.questions:
                where = f"case.yaml, reading '{reading.id}'"
                yield Finding("error", where, f"unknown question '{question}'")


def _misfits(case: Case, reading: Reading) -> Iterator[Finding]:
    """Yield a reading's own answers that their questions do not have."""
    for question, why in reading.misfits(case.questions).items():
        path = ("readings", case.info.readings.index(reading), "positions", question)
        line = line_of(read_text(case.path / "case.yaml"), path)
        where = f"case.yaml, line {line}, reading '{reading.id}', question '{question}'"
        yield Finding("error", where, why)


def _treaties(case: Case) -> Iterator[Finding]:
    for treaty in case.treaties.values():
        for spell in treaty.membership:
            if not case.actors.knows(spell.state):
                yield Finding("error", f"treaty {treaty.id}", f"unknown actor '{spell.state}'")


def _events(case: Case) -> Iterator[Finding]:
    yield from _torn(case, "events.jsonl")
    stands = {event.corrects or event.id: event for event in case.events}
    coded = {event.id for _, event in case.numbered_events()}
    seen: set[str] = set()
    for number, event in case.numbered_events():
        where = f"events.jsonl, line {number}, event {event.id}"
        if event.id in seen:
            yield Finding("warning", where, "the same event stands in the file twice")
        seen.add(event.id)
        if event.id in stands:  # one that was rejected may be wrong in any way
            stood = stands[event.id] if stands[event.id].corrects else event
            yield from _facts(case, stood, f"{where}, as corrected" if stood.corrects else where)
            yield from _references(case, stood.about, coded, where)


def _outside(case: Case) -> Iterator[Finding]:
    """Warn of a period that leaves out most of what is judged, as figures of the dossier do."""
    period = case.info.period
    judged = [one for one in case.events if case.events.standing(one) == "judged"]
    outside = [one for one in judged if not one.date.overlaps(period)]
    if 2 * len(outside) > len(judged):
        yield Finding(
            "warning",
            "case.yaml, field 'period'",
            f"{len(outside)} of {len(judged)} judged events lie outside {period}, such as "
            f"{outside[0].id} ({outside[0].date}); what the dossier counts leaves them out",
        )


def _references(
    case: Case, about: tuple[str, ...], coded: set[str], where: str
) -> Iterator[Finding]:
    for other in about:
        if case.events.has(other):
            continue
        if other in case.replaced:
            yield Finding("warning", where, f"'about' names {_replaced(case, other)}")
        elif other in coded:
            yield Finding("warning", where, f"'about' names '{other}', which was rejected")
        else:
            yield Finding("error", where, f"'about' names an unknown event '{other}'")


def _replaced(case: Case, event: str) -> str:
    source = case.replaced[event].source
    return f"'{event}', which was replaced when '{source}' was coded again; name what stands now"


def _facts(case: Case, event: Event, where: str) -> Iterator[Finding]:
    yield from _evidence(case, event, where)
    for actor in (*event.source, *event.target):
        if not case.actors.knows(actor):
            yield Finding("error", where, f"unknown actor '{actor}'")
    if event.speaker and not case.actors.knows(event.speaker.actor):
        yield Finding("error", where, f"unknown speaker '{event.speaker.actor}'")
    if event.place and event.place.state and not case.actors.knows(event.place.state):
        yield Finding("error", where, f"unknown state '{event.place.state}' as place")
    if event.provision and not case.knows_treaty(event.provision.treaty):
        yield Finding("error", where, f"unknown treaty '{event.provision.treaty}'")


def _evidence(case: Case, event: Event, where: str) -> Iterator[Finding]:
    for piece in event.evidence:
        source = case.sources.get(piece.source)
        if source is None:
            yield Finding("error", where, f"its source '{piece.source}' is not in sources/")
        elif not piece.holds(source.text):
            yield Finding(
                "error",
                where,
                f"orphaned: “{piece.exact[:60]}” is not at {piece.start}–{piece.end} "
                f"of '{piece.source}'",
            )


def _torn(case: Case, file: str) -> Iterator[Finding]:
    if has_torn_line(case.path / file):
        yield Finding("warning", file, "the last line was not written to its end; it is not read")


def _replacements(case: Case) -> Iterator[Finding]:
    yield from _torn(case, FILE)
    known = {event.id for _, event in case.numbered_events()}
    for event in sorted(case.replaced.keys() - known):
        yield Finding(
            "error", FILE, f"'{event}' is named as replaced, but events.jsonl has no such event"
        )


def _judgements(case: Case) -> Iterator[Finding]:
    yield from _torn(case, "judgements.jsonl")
    known = {event.id for _, event in case.numbered_events()} | case.obligation_ids()
    for judgement in case.judgements:
        if judgement.about not in known:
            where = f"judgements.jsonl, judgement {judgement.id}"
            yield Finding(
                "error", where, f"it judges '{judgement.about}', which is not in the case"
            )
        status = judgement.changes.get("status")
        if judgement.kind == "obligation" and judgement.changes and status not in STATUSES:
            where = f"judgements.jsonl, judgement {judgement.id}"
            yield Finding("error", where, f"'{status}' is not one of {', '.join(STATUSES)}")


def _questions(case: Case) -> Iterator[Finding]:
    text = read_text(case.path / "questions.yaml") if case.questions else ""
    asked = any(question.on_performance for question in case.questions.values())
    calls = tuple(case.ledger()) if asked else ()
    for index, question in enumerate(case.questions.values()):

        def fault(message: str, *path: str | int, level: Level = "error") -> Finding:
            line = line_of(text, (index, *path))  # noqa: B023, called within this turn alone
            where = f"questions.yaml, line {line}, question '{question.id}'"  # noqa: B023
            return Finding(level, where, message)

        for event in question.events:
            if event in case.replaced:
                yield fault(f"it is about {_replaced(case, event)}", "events")
            elif not case.events.has(event):
                yield fault(f"it is about an unknown event '{event}'", "events")
        for treaty in question.treaties:
            if not case.knows_treaty(treaty):
                yield fault(f"unknown treaty '{treaty}'", "treaties")
        for number, position in enumerate(question.positions):
            at = ("positions", number)
            if not case.actors.knows(position.holder):
                yield fault(f"unknown actor '{position.holder}'", *at, "holder")
            for event in position.evidence:
                if not case.events.has(event):
                    message = (
                        f"evidence is {_replaced(case, event)}"
                        if event in case.replaced
                        else f"evidence is an unknown event '{event}'; foedus events prints the ids"
                    )
                    yield fault(message, *at, "evidence")
            if spoken := _spoken_later(case, position):
                held, first = spoken
                message = (
                    f"'{position.holder}' holds it since {held.in_words()}, but the first words "
                    f"for it on record are of {first.in_words()}: let it hold from that day, or "
                    "cite earlier words under 'evidence'"
                )
                yield fault(message, *at, "since", level="warning")
        if question.on_performance:
            yield from _on_performance(case, question, calls, fault)


def _spoken_later(case: Case, position: Position) -> tuple[Edtf, Edtf] | None:
    """Return since when a position is held and the first words for it, where these came later."""
    held = position.since and position.since.latest
    said = [case.events[name].date for name in position.evidence if case.events.has(name)]
    days = [(date.earliest, date) for date in said]
    if not held or not days or any(day is None or day <= held for day, _ in days):
        return None
    assert position.since is not None
    return position.since, min(days, key=lambda one: one[0] or dt.date.max)[1]


def _on_performance(
    case: Case, question: Question, calls: Sequence[Call], fault: Callable[..., Finding]
) -> Iterator[Finding]:
    """Yield what does not fit in a question on what became of promises."""
    held = [call for call in calls if question.concerns(call.event, call.treaty.id)]
    weighed = list(dict.fromkeys(f"{call.treaty.id}/{call.norm.id}" for call in held))
    bearers = {
        owed.bearer
        for call in held
        if question.is_on(call.treaty.id, call.norm.id, call.event)
        for owed in call.obligations
    }
    for norm in question.norms:
        name, _, rest = norm.partition("/")
        if name not in case.treaties:
            yield fault(
                f"unknown treaty in the norm '{norm}'; the case's treaties are "
                f"{', '.join(case.treaties)}, and a norm is written treaty/norm",
                "norms",
            )
            continue
        known = {
            norm.id: None for version in case.treaties[name].versions for norm in version.norms
        }
        if rest not in known:
            yield fault(
                f"unknown norm '{norm}'; those of {name} are "
                + ", ".join(f"{name}/{each}" for each in known),
                "norms",
            )
        elif norm not in weighed:
            yield fault(
                f"the norm '{norm}' is not weighed for these events; those weighed are "
                + (", ".join(weighed) or "none"),
                "norms",
                level="warning",
            )
    for number, position in enumerate(question.positions):
        at = ("positions", number)
        for bearer in position.bearers:
            if not case.actors.knows(bearer):
                yield fault(f"unknown actor '{bearer}'", *at, "bearers")
            elif bearers and bearer not in bearers:
                yield fault(
                    f"'{bearer}' owes nothing there; those who do are {', '.join(sorted(bearers))}",
                    *at,
                    "bearers",
                    level="warning",
                )
        said = [case.events[name] for name in position.evidence if case.events.has(name)]
        own = [
            event
            for event in said
            if position.holder in event.source
            or (event.speaker is not None and event.speaker.actor == position.holder)
        ]
        if not own:
            yield fault(
                f"no event under 'evidence' holds words of '{position.holder}'; cite one in which "
                "it says so",
                *at,
                level="warning",
            )


def _later_notes(case: Case) -> Iterator[Finding]:
    """Yield the notes that would tell, as of a day, what was known only later."""
    path = case.path / "questions.yaml"
    for number, question in enumerate(case.questions.values()):
        for place, position in enumerate(question.positions):
            held = position.since and (position.since.latest or position.since.earliest)
            if held and (later := _later(position.note, held)):
                line = line_of(read_text(path), (number, "positions", place, "note"))
                where = f"questions.yaml, line {line}, question '{question.id}'"
                yield Finding(
                    "warning",
                    f"{where}, position of {position.holder}",
                    f"its note names {later.in_words()}, but the position is held since "
                    f"{Edtf.parse(held).in_words()}, and the note is shown from that day on: move "
                    "that to a later position of the same holder, or to the event that tells of "
                    f"it, or drop it; {_FORESEEN}",
                )
    stands = {event.corrects or event.id: event for event in case.events}
    for number, coded in case.numbered_events():
        if (event := stands.get(coded.id)) is None:
            continue
        days = (event.date.latest or event.date.earliest, case.published_on(event))
        known = max((day for day in days if day is not None), default=None)
        if known and (later := _later(event.note, known)):
            yield Finding(
                "warning",
                f"events.jsonl, line {number}, event {coded.id}",
                f"its note names {later.in_words()}, but the event is known since "
                f"{Edtf.parse(known).in_words()}, and the note is shown from that day on: move "
                f"that to an event or a source of its own day, or drop it; {_FORESEEN}",
            )


_FORESEEN = "a term or a plan that was known by then may stay"
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def _later(note: str | None, known: dt.date) -> Edtf | None:
    """Return the first date in a note that is wholly after a day; None where there is none."""
    from foedus.coding._dates import Calendar

    if not note:
        return None
    written = Calendar(None).find(note)
    dates = [one.date for one in written if one.date is not None]
    # a year that stands alone is a date here, where the coder's grammar wants a preposition
    dates += [
        Edtf.parse(year[0])
        for year in _YEAR.finditer(note)
        if not any(one.start <= year.start() < one.end for one in written)
    ]
    return next((day for day in dates if day.earliest is not None and day.earliest > known), None)


def _models(case: Case) -> Iterator[Finding]:
    if not (case.path / "model.yaml").exists():
        return
    text = read_text(case.path / "model.yaml")
    faults = list(faults_of(case))
    for fault in faults:
        problem = fault.error("model.yaml", text)
        where = f"model.yaml, line {problem.line}, {problem.field_in_words}"
        yield Finding("error", where, problem.message)
    if faults:
        return
    for date, model in case.models.items():
        for grounds in grounds_of(case, model):
            said = grounds.statement
            line = line_of(text, said.path)
            where = f"model.yaml, line {line}, {date}, {grounds.decision_maker}: “{said.text}”"
            if not said.evidence and not said.assumption:
                yield Finding("warning", where, "no evidence, and not marked as an assumption")
            for event in grounds.against:
                proposed = ", a proposal," if event.id in grounds.proposed else ""
                yield Finding(
                    "warning",
                    where,
                    f"the event '{event.id}'{proposed} speaks against it: "
                    f"{event.date.in_words()}, {in_words(event)}",
                )
        for one, _ in answers_of(case, model):
            if isinstance(one, Answered) and one.assumed and not one.assumption:
                line = line_of(text, one.path)
                yield Finding(
                    "warning",
                    f"model.yaml, line {line}, {date}, exit_voice_loyalty: {one.threshold.name}",
                    "no evidence, and not marked as an assumption",
                )
