"""One change, and the two days between which it is looked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from foedus.events import Event, Events
from foedus.ledger import Ledger, Position, Question, Reading
from foedus.relations import Relations

if TYPE_CHECKING:
    from foedus.case._case import Case

Kind = Literal[
    "request", "answer", "act", "called in", "status", "membership", "position", "relation"
]
#: What can change, in the order in which changes of one day are told.
KINDS: dict[Kind, str] = {
    "request": "somebody asked for help, or for something else",
    "answer": "somebody consulted, helped, declined, pointed elsewhere or condemned",
    "act": "somebody did or said something about a membership that changed no status: refused to "
    "sign, stayed away, spoke of leaving, left without naming the article",
    "called in": "a promise came to be called in, or came to be disputed",
    "status": "what became of a promise changed",
    "membership": "a membership began or ended, or was frozen, suspended, taken up again",
    "position": "somebody took a position on a question of the case, or on what became of a "
    "promise, or changed it",
    "relation": "how two actors stand to each other broke",
}


@dataclass(frozen=True)
class Change:
    """One thing that changed, with what did it.

    Attributes
    ----------
    kind
        One of :data:`KINDS`.
    day
        The first day on which the record shows it: on which it had happened and was known. None
        where the day is not on record.
    what
        Whose or which, in words.
    before, after
        What it was and what it is; ``before`` is None where there was nothing.
    by
        What did it, in words; of a position, its note. None where nothing is on record.
    ref
        Id of the call, treaty, question, event or pair.
    events
        The events that prove it; empty where no event of the record says so.
    since
        In words, the time from which it holds by the record, where that may be another than `day`.
    claimed_by, in_record
        Where ``after`` is what the reading's holder says became of a promise: its name, and the
        status in the record.
    """

    kind: Kind
    day: dt.date | None
    what: str
    before: str | None
    after: str
    by: str | None
    ref: str
    events: tuple[Event, ...] = field(default=(), repr=False)
    since: str | None = None
    claimed_by: str | None = None
    in_record: str | None = None

    def order(self) -> tuple[bool, dt.date, int, str, str]:
        """Order by the day, then by what kind it is; without a day it comes last."""
        place = list(KINDS).index(self.kind)
        return self.day is None, self.day or dt.date.max, place, self.ref, self.after

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, with every piece of evidence of its events."""
        return {
            "day": self.day and self.day.isoformat(),
            "kind": self.kind,
            "what": self.what,
            "from": self.before,
            "to": self.after,
            "since": self.since,
            "claimed_by": self.claimed_by,
            "in_record": self.in_record,
            "by": self.by,
            "ref": self.ref,
            "evidence": [
                {
                    "event": event.id,
                    "date": str(event.date),
                    "source": piece.source,
                    "start": piece.start,
                    "end": piece.end,
                    "quote": piece.exact,
                }
                for event in self.events
                for piece in event.evidence
            ],
        }

    def row(self) -> dict[str, Any]:
        """Return it as a flat row."""
        data = self.as_json()
        data["evidence"] = ";".join(event.id for event in self.events) or None
        data["words"] = " ".join(f"“{event.evidence[0].exact}”" for event in self.events) or None
        return data

    def __str__(self) -> str:
        return f"{self.day or 'undated':<10}  {self.kind:<10}  {self.what}: {self.became}"

    @property
    def became(self) -> str:
        """What it was and what it is, and beside a claim what the record holds."""
        became = f"{self.before} → {self.after}" if self.before else self.after
        if self.before == self.after:
            became = f"{self.after}, as before, on other words or of others"
        return became + self.beside

    @property
    def beside(self) -> str:
        """Who claims what it is, and what the record holds; empty where nobody does."""
        if self.claimed_by is None:
            return ""
        return f" ({self.claimed_by} says; in the record: {self.in_record})"


#: The columns of :meth:`Change.row`.
COLUMNS = (
    "day",
    "kind",
    "what",
    "from",
    "to",
    "since",
    "claimed_by",
    "in_record",
    "by",
    "ref",
    "evidence",
    "words",
)


@dataclass(frozen=True)
class Moment:
    """A case between two days: what each knew, and when what is new became known."""

    case: Case
    first: dt.date
    last: dt.date
    reading: Reading
    proposals: bool = False
    _ledgers: dict[dt.date, Ledger] = field(default_factory=dict, repr=False)
    _relations: dict[dt.date, Relations] = field(default_factory=dict, repr=False)
    _known: dict[dt.date, Events] = field(default_factory=dict, repr=False)

    def ledger(self, day: dt.date) -> Ledger:
        """Return the ledger as of a day."""
        if day not in self._ledgers:
            self._ledgers[day] = self.case.ledger(self.reading, as_of=day, proposals=self.proposals)
        return self._ledgers[day]

    def known(self, day: dt.date) -> Events:
        """Return the events that count, as far as they had happened and were known by a day."""
        if day not in self._known:
            self._known[day] = self.case.known_events(day, proposals=self.proposals)
        return self._known[day]

    def relations(self, day: dt.date) -> Relations:
        """Return how the actors stand to each other as of a day."""
        if day not in self._relations:
            self._relations[day] = self.case.relations(as_of=day, proposals=self.proposals)
        return self._relations[day]

    def day_of(self, event: Event) -> dt.date | None:
        """Return the first day on which an event had begun and was known."""
        begun = event.date.earliest or event.date.latest
        known = self.case.published_on(event)
        return None if begun is None else max(begun, known or begun)

    @cached_property
    def fresh(self) -> Sequence[Event]:
        """The events that became known between the days."""
        return [
            event
            for event in self.known(self.last)
            if (day := self.day_of(event)) and self.first < day <= self.last
        ]

    def is_known(self, name: str) -> bool:
        """Whether an event counts by the second day, by its id."""
        if not self.case.events.has(name):
            return False
        event = self.case.events[name]
        counts = self.proposals or self.case.events.standing(event) == "judged"
        return counts and bool((day := self.day_of(event)) and day <= self.last)

    def answer_before(self, question: Question, position: Position) -> str | None:
        """Return what the holder of a position answered before, of those of whom it speaks."""
        if position.since is None or (since := position.since.earliest) is None:
            return None
        eve = since - dt.timedelta(days=1)
        of = position.bearers or ("",)
        held = [question.held_by(position.holder, eve, bearer) for bearer in of]
        return "; ".join(dict.fromkeys(one.answer for one in held if one is not None)) or None

    def is_restated(self, question: Question, position: Position) -> bool:
        """Whether the holder only says again what it said: the same answer, words and members."""
        if position.since is None or (since := position.since.earliest) is None:
            return False
        eve = since - dt.timedelta(days=1)
        of = position.bearers or (None,)
        earlier = [question.held_by(position.holder, eve, bearer) for bearer in of]
        return all(
            one is not None
            and one.answer == position.answer
            and one.bearers == position.bearers
            and set(position.evidence) <= set(one.evidence)
            for one in earlier
        )

    def actor_names(self, event: Event) -> str:
        """Say who did an event towards whom."""
        name = self.case.actors.name
        sides = (", ".join(map(name, side)) for side in (event.source, event.target))
        return " → ".join(filter(None, sides))
