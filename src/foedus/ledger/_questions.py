"""Contested propositions, who answers them how, and readings that follow some of the answers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from foedus._edtf import Edtf
from foedus.events import Event
from foedus.ledger._trace import Truth
from foedus.treaties import LEAVES

Answer = Literal["yes", "no", "unclear"]
TRUTH: dict[str, Truth] = {"yes": True, "no": False, "unclear": None}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Position(_Record):
    """What an actor answers to a question, since when, on which evidence.

    ``evidence`` lists ids of events in which the actor says so; ``note`` says what else it
    rests on.
    """

    holder: str
    answer: Answer
    since: Edtf | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("answer", mode="before")
    @classmethod
    def _yaml_yes(cls, value: object) -> object:
        # YAML 1.1 reads a bare yes or no as a truth value
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Question(_Record):
    """A proposition on which the parties differ.

    Attributes
    ----------
    settles
        The condition of a norm that the answer stands in for: place, armed-attack, aggressor,
        source, target, act, request, member; ``happened`` (did it happen at all); or ``question``
        for a norm that asks for this question by its id.
    events
        Ids of the events that it is about; empty for ``question``, which norms name themselves.
    treaties
        Ids of the treaties for which it matters; empty for all.
    open
        Whether the record alone leaves it open: under a reading that takes no position the
        condition is then unknown, and is not judged by how the event is coded.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str
    settles: str
    events: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    open: bool = False
    note: str | None = None

    @model_validator(mode="after")
    def _known_leaf(self) -> Question:
        known = (*LEAVES, "happened")
        if self.settles not in known:
            raise ValueError(f"settles: '{self.settles}' is not one of {', '.join(known)}")
        return self

    def concerns(self, event: Event, treaty: str) -> bool:
        """Whether it bears on an event under a treaty."""
        if self.treaties and treaty not in self.treaties:
            return False
        return not self.events or event.id in self.events or event.corrects in self.events

    def held_by(self, holder: str, as_of: dt.date | None = None) -> Position | None:
        """Return an actor's latest position, as far as it was held by a day."""
        held = [
            position
            for position in self.positions
            if position.holder == holder
            and (
                as_of is None
                or position.since is None
                or position.since.earliest is None
                or position.since.earliest <= as_of
            )
        ]
        return max(
            held,
            key=lambda p: p.since.earliest if p.since and p.since.earliest else dt.date.min,
            default=None,
        )


class Reading(_Record):
    """A set of positions under which the ledger is evaluated.

    Attributes
    ----------
    holders
        Actors whose positions it takes over, the first that has one winning.
    positions
        Answers by question, which win over those of the holders.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    holders: tuple[str, ...] = ()
    positions: dict[str, Answer] = {}
    note: str | None = None

    @field_validator("positions", mode="before")
    @classmethod
    def _yaml_yes(cls, value: object) -> object:
        if isinstance(value, dict):
            return {
                key: {True: "yes", False: "no"}.get(answer, answer)
                if isinstance(answer, bool)
                else answer
                for key, answer in value.items()
            }
        return value

    def on(self, question: Question, as_of: dt.date | None = None) -> Position | None:
        """Return the position that the reading takes on a question, or None."""
        if question.id in self.positions:
            return Position(holder=self.title, answer=self.positions[question.id])
        for holder in self.holders:
            if (position := question.held_by(holder, as_of)) is not None:
                return position
        return None


TEXT_ALONE = Reading(id="text", title="The text alone")
