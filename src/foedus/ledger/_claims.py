"""What actors say became of a promise, and a reading that follows one of them.

::

    Call ── status in the record ──┬── claims: who says what became of it, in which words
                                   └── the reading's own: the status, beside the record's

A claim never changes what was called in, nor what the record holds; the text alone follows none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from foedus._edtf import Edtf
from foedus.events import Event
from foedus.ledger._questions import CLAIMED_STATUSES, Answer, Position, Question, Reading

if TYPE_CHECKING:
    from foedus.actors import Actors
    from foedus.ledger._obligation import Call, Obligation


@dataclass(frozen=True, slots=True)
class Claim:
    """What an actor says became of a promise.

    Attributes
    ----------
    question
        Id of the question that it answers.
    holder, name
        Who says so: id of the actor, or the title of a reading that sets the answer itself; and
        what to call it.
    of
        What to call those of whom it is said; empty for all who owed it.
    answer
        A status, ``no longer owed``, or ``unclear``.
    since
        When it was said first, if known.
    bearers
        Ids of those of whom it is said; empty for all who owed it.
    words
        The events in which the actor says so, as far as the ledger knows them.
    note
        What else it rests on.
    """

    question: str
    holder: str
    name: str
    answer: Answer
    since: Edtf | None
    bearers: tuple[str, ...]
    of: tuple[str, ...]
    words: tuple[Event, ...]
    note: str | None

    def concerns(self, bearer: str) -> bool:
        """Whether it is said of a bearer."""
        return not self.bearers or bearer in self.bearers

    def __str__(self) -> str:
        of = f" of {', '.join(self.of)}" if self.of else ""
        since = f", since {self.since.in_words()}" if self.since else ""
        said = [f"“{event.evidence[0].exact}”" for event in self.words]
        return f"{self.name} says{of}: {self.answer}{since}" + (
            f": {' '.join(said)}" if said else "; no words on record"
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "question": self.question,
            "holder": self.holder,
            "answer": self.answer,
            "since": None if self.since is None else str(self.since),
            "bearers": list(self.bearers),
            "words": [
                {"event": event.id, "source": piece.source, "quote": piece.exact}
                for event in self.words
                for piece in event.evidence
            ],
            "note": self.note,
        }


@dataclass(frozen=True)
class Claimants:
    """The positions on performance of a case, and the words that carry them."""

    questions: tuple[Question, ...]
    reading: Reading
    as_of: dt.date | None
    actors: Actors
    words: Mapping[str, Event]

    @classmethod
    def of(
        cls,
        questions: Sequence[Question],
        reading: Reading,
        as_of: dt.date | None,
        actors: Actors,
        events: Sequence[Event],
    ) -> Claimants:
        """Gather them; an event that a person corrected is known by its first id as well."""
        asked = tuple(question for question in questions if question.on_performance)
        words = {event.id: event for event in events} if asked else {}
        words |= {event.corrects: event for event in events if asked and event.corrects}
        return cls(asked, reading, as_of, actors, words)

    def heard(self, call: Call) -> Call:
        """Return a call with what is claimed of it, and with the reading's own claims followed."""
        asked = [
            question
            for question in self.questions
            if question.is_on(call.treaty.id, call.norm.id, call.event)
        ]
        if not asked or call.claims:  # or it was heard before, when the ledger was smaller
            return call
        claims = dict.fromkeys(
            self._claim(question, position)
            for question in asked
            for position in question.positions_on(self.as_of, [o.bearer for o in call.obligations])
        )
        owed = tuple(self._followed(one, call, asked) for one in call.obligations)
        return replace(call, claims=tuple(claims), obligations=owed)

    def _followed(self, owed: Obligation, call: Call, asked: Sequence[Question]) -> Obligation:
        """Return an obligation as the reading's holders see it; what they do not say, stands."""
        for question in asked:
            position = self.reading.on(question, self.as_of, owed.bearer)
            if position is None:
                continue
            claim = self._claim(question, position)
            status = CLAIMED_STATUSES.get(position.answer)
            if status is None or call.value is not True or owed.judged_by is not None:
                return replace(owed, claim=claim)
            because = f"{claim}; in the record: {owed.status}, {owed.because}"
            return replace(owed, status=status, recorded=owed.status, because=because, claim=claim)
        return owed

    def _claim(self, question: Question, position: Position) -> Claim:
        known = [self.words[name] for name in position.evidence if name in self.words]
        return Claim(
            question.id,
            position.holder,
            self.actors.name(position.holder),
            position.answer,
            position.since,
            position.bearers,
            spoken_of(position, self.actors.name),
            tuple(known),
            position.note,
        )


def spoken_of(position: Position, name: Callable[[str], str]) -> tuple[str, ...]:
    """Return what to call those of whom a position speaks; empty for all who owed the promise."""
    return tuple(
        "itself" if bearer == position.holder else name(bearer) for bearer in position.bearers
    )
