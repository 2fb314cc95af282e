"""The finding on readings: on how many calls they part, and on which question.

::

    leaf of a trace ── value under each reading ── differs? ── who answers the question how

A question parts readings only where the answer that one of them follows makes a condition other
than it is under another; that two readings take the same position on it parts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from foedus.dossier._finding import Finding
from foedus.dossier._record import Record, listed
from foedus.ledger import Call, Position, Question, Reading
from foedus.ledger._claims import spoken_of
from foedus.ledger._questions import TRUTH
from foedus.ledger._trace import Trace, Truth

_BY_RECORD: dict[Truth, str] = {True: "yes", False: "no", None: "open"}


@dataclass
class _Parting:
    """A question, the calls on which it parts the readings, and the answers that they follow."""

    question: Question
    calls: dict[str, None] = field(default_factory=dict)
    followed: list[Position] = field(default_factory=list)
    by_record: set[Truth] = field(default_factory=set)

    @property
    def answers(self) -> int:
        return len({position.answer for position in self.followed})

    def add(self, call: str, followed: Iterable[Position], by_record: set[Truth]) -> None:
        self.calls[call] = None
        self.followed += [position for position in followed if position not in self.followed]
        self.by_record |= by_record

    def sides(self, record: Record) -> str:
        """Say who answers how, and what the record alone says where that is clear."""
        held: dict[str, list[str]] = {}
        for position in self.followed:
            of = listed(list(spoken_of(position, record.name)))
            who = record.name(position.holder) + (f" of {of}" if of else "")
            held.setdefault(position.answer, []).append(who)
        parts = [f"{answer}: {listed(who)}" for answer, who in held.items()]
        if len(self.by_record) == 1:
            parts.append(f"the record alone: {_BY_RECORD[next(iter(self.by_record))]}")
        return "; ".join(parts)


def readings_part(record: Record, reading: str) -> Finding | None:
    """On how many calls the readings part, and on which question most."""
    if len(record.readings) < 2:
        return None
    calls: dict[str, dict[str, Call]] = {}
    for each in record.readings:
        for call in record.ledger(each.id):
            calls.setdefault(call.id, {})[each.id] = call
    parting = {name: by for name, by in calls.items() if _differ(record, by)}
    if not parting:
        text = (
            f"The {len(record.readings)} readings of this case **agree on every call**; "
            "no position on a question changes what the ledger says."
        )
        return Finding("Readings", text, (), "the ledger")
    text = f"**The readings part on {len(parting)} of {len(calls)} calls** that the ledger weighs"
    cited = [next(iter(by.values())).event.id for by in parting.values()]
    asked = _questions(record, parting)
    if asked:
        # of those that part as many, one on which two sides answer differently
        top = max(asked, key=lambda one: (len(one.calls), one.answers))
        text += (
            f", most often ({len(top.calls)}) on one question: “{top.question.text.rstrip('?')}?” "
            f"— {top.sides(record)}."
        )
        cited += [name for position in top.followed for name in position.evidence]
    else:
        text += "."
    if said := [by for by in parting.values() if any(call.claimed_by for call in by.values())]:
        text += f" On {len(said)} of them a party says itself what became of the promise."
        claims = [claim for by in said for call in by.values() for claim in call.claims]
        cited += [event.id for claim in claims for event in claim.words]
    return Finding(
        "Readings", text, tuple(n for n in dict.fromkeys(cited) if record.has(n)), "the ledger"
    )


def _differ(record: Record, by: Mapping[str, Call]) -> bool:
    statuses = {by[r.id].status if r.id in by else "not called in" for r in record.readings}
    return len(statuses) > 1


def _questions(record: Record, parting: Mapping[str, Mapping[str, Call]]) -> list[_Parting]:
    """Return the questions that part readings, each with its calls."""
    found: dict[str, _Parting] = {}

    def of(question: str) -> _Parting:
        return found.setdefault(question, _Parting(record.case.questions[question]))

    for name, by in parting.items():
        for leaf in _leaves(by):
            values, followed = _under_each(record, leaf, by)
            if len(set(values.values())) < 2:
                continue
            record_alone = {value for r, value in values.items() if r not in followed}
            for question in dict.fromkeys(question for question, _ in followed.values()):
                held = [position for q, position in followed.values() if q == question]
                # an answer that changes nothing against the record parts nothing
                if len({TRUTH[position.answer] for position in held} | record_alone) > 1:
                    of(question).add(name, held, record_alone)
        for question in _performances(by):
            asked = record.case.questions[question]
            bearers = [owed.bearer for call in by.values() for owed in call.obligations]
            spoken = [
                position
                for each in record.readings
                for bearer in dict.fromkeys(bearers)
                if (position := each.on(asked, record.as_of, bearer)) is not None
            ]
            of(question).add(name, spoken, set())
    return list(found.values())


def _leaves(by: Mapping[str, Call]) -> Iterator[dict[str, Trace]]:
    """Yield each condition of a call as it stands under each reading that weighs the call."""
    for leaves in zip(*(call.trace.leaves() for call in by.values()), strict=True):
        yield dict(zip(by, leaves, strict=True))


def _under_each(
    record: Record, leaf: Mapping[str, Trace], by: Mapping[str, Call]
) -> tuple[dict[str, Truth], dict[str, tuple[str, Position]]]:
    """Return the value of a condition under each reading, and the position that it follows there.

    A reading whose ledger leaves the call out has the value that its position gives; if it takes
    none, it is left out.
    """
    questions = record.case.questions
    about = dict.fromkeys(
        ground.ref
        for trace in leaf.values()
        for ground in trace.grounds
        if ground.ref in questions and ground.kind in ("position", "silence")
    )
    # a question of named events stands in for one that is asked of all
    asked = sorted((questions[name] for name in about if name), key=lambda q: not q.events)
    values: dict[str, Truth] = {}
    followed: dict[str, tuple[str, Position]] = {}
    for reading in record.readings:
        position = _followed(reading, asked, record)
        if reading.id in leaf:
            values[reading.id] = leaf[reading.id].value
        elif position is not None:
            values[reading.id] = TRUTH[position[1].answer]
        if position is not None:
            followed[reading.id] = position
    return values, followed


def _followed(
    reading: Reading, asked: list[Question], record: Record
) -> tuple[str, Position] | None:
    for question in asked:
        if (position := reading.on(question, record.as_of)) is not None:
            return question.id, position
    return None


def _performances(by: Mapping[str, Call]) -> list[str]:
    """Return the questions on performance whose answers stand in the place of the record's."""
    return list(
        dict.fromkeys(
            owed.claim.question
            for call in by.values()
            for owed in call.obligations
            if owed.claim is not None and owed.is_claimed
        )
    )
