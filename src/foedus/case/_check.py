"""Check a case: every quote where it says, every id resolves, every treaty and actor known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from foedus._data import line_of
from foedus.case._files import read_text
from foedus.case._grounds import answers_of, faults_of, grounds_of, in_words
from foedus.case._storage import has_torn_line
from foedus.events import Event
from foedus.ledger import STATUSES
from foedus.options import Answered

if TYPE_CHECKING:
    from foedus.case._case import Case


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found: a fault, or something to look at.

    ``where`` names the file and, where it has one, the line or id.
    """

    level: Literal["error", "warning"]
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


def check_case(case: Case) -> list[Finding]:
    """Return everything in a case that does not fit together; faults of form are raised earlier."""
    _ = case.lexicon  # a fault in it is raised here, with its place
    return [
        *_actors(case),
        *_treaties(case),
        *_events(case),
        *_judgements(case),
        *_questions(case),
        *_models(case),
    ]


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


def _treaties(case: Case) -> Iterator[Finding]:
    for treaty in case.treaties.values():
        for spell in treaty.membership:
            if not case.actors.knows(spell.state):
                yield Finding("error", f"treaty {treaty.id}", f"unknown actor '{spell.state}'")


def _events(case: Case) -> Iterator[Finding]:
    if has_torn_line(case.path / "events.jsonl"):
        yield Finding(
            "warning", "events.jsonl", "the last line was not written to its end; it is not read"
        )
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


def _references(
    case: Case, about: tuple[str, ...], coded: set[str], where: str
) -> Iterator[Finding]:
    for other in about:
        if case.events.has(other):
            continue
        if other in coded:
            yield Finding("warning", where, f"'about' names '{other}', which was rejected")
        else:
            yield Finding("error", where, f"'about' names an unknown event '{other}'")


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


def _judgements(case: Case) -> Iterator[Finding]:
    if has_torn_line(case.path / "judgements.jsonl"):
        yield Finding(
            "warning",
            "judgements.jsonl",
            "the last line was not written to its end; it is not read",
        )
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
    for question in case.questions.values():
        where = f"questions.yaml, question '{question.id}'"
        for event in question.events:
            if not case.events.has(event):
                yield Finding("error", where, f"it is about an unknown event '{event}'")
        for treaty in question.treaties:
            if not case.knows_treaty(treaty):
                yield Finding("error", where, f"unknown treaty '{treaty}'")
        for position in question.positions:
            if not case.actors.knows(position.holder):
                yield Finding("error", where, f"unknown actor '{position.holder}'")
            for event in position.evidence:
                if not case.events.has(event):
                    yield Finding("error", where, f"evidence is an unknown event '{event}'")


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
