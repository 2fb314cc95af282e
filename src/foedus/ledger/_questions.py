"""Contested propositions, who answers them how, and readings that follow some of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus.events import Event
from foedus.ledger._trace import Truth
from foedus.treaties import LEAVES
from foedus.treaties._records import at_field

# What may be claimed of a promise, with the ledger's status for it. Whether it was called in, and
# whether that is disputed, other questions settle.
_ClaimedStatus = Literal[
    "kept", "kept in part", "deflected", "refused", "breached", "no answer", "pending"
]
CLAIMED_STATUSES: dict[str, _ClaimedStatus] = {
    "kept": "kept",
    "kept in part": "kept in part",
    "deflected": "deflected",
    "refused": "refused",
    "breached": "breached",
    "no answer": "no answer",
    "pending": "pending",
}
Answer = Literal["yes", "no", "unclear", _ClaimedStatus, "no longer owed"]
TRUTH: dict[str, Truth] = {"yes": True, "no": False, "unclear": None}
PERFORMANCE = "performance"
_PERFORMANCES = (*CLAIMED_STATUSES, "no longer owed", "unclear")
# YAML 1.1 reads a bare yes or no as a truth value
_YAML_TRUTH = {True: "yes", False: "no"}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Position(_Record):
    """What an actor answers to a question, since when, on which evidence.

    ``evidence`` lists ids of events in which the actor says so; ``note`` says what else it
    rests on. On performance, ``bearers`` are those of whom it is said; empty for all who owed it.
    """

    holder: str
    answer: Answer
    since: Edtf | None = None
    bearers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("answer", mode="before")
    @classmethod
    def _yaml_yes(cls, value: object) -> object:
        return _YAML_TRUTH[value] if isinstance(value, bool) else value


class Question(_Record):
    """A proposition on which the parties differ.

    Attributes
    ----------
    settles
        The condition of a norm that the answer stands in for: place, armed-attack, aggressor,
        source, target, act, request, member; ``happened`` (did it happen at all); ``question``
        for a norm that asks for this question by its id; or ``performance``: what became of the
        promises in ``norms``. The answers to that one are ``kept``, ``kept in part``,
        ``deflected``, ``refused``, ``breached``, ``no answer``, ``pending``, ``no longer owed``
        and ``unclear``; to all others ``yes``, ``no`` and ``unclear``.
    events
        Ids of the events that it is about; empty for ``question``, which norms name themselves.
        On performance, those that called the promise in.
    treaties
        Ids of the treaties for which it matters; empty for all.
    norms
        On performance alone, the promises: ``treaty/norm``, such as ``cst/art-4-defence``.
    open
        Whether the record alone leaves it open: under a reading that takes no position the
        condition is then unknown, and is not judged by how the event is coded.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str
    settles: str
    events: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    open: bool = False
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _fitting_answers(cls, data: object) -> object:
        """Say which answers the question has, where a position gives another."""
        if isinstance(data, dict) and isinstance(positions := data.get("positions"), list):
            allowed = answers_to(data.get("settles"))
            for index, position in enumerate(positions):
                if not isinstance(position, dict) or "answer" not in position:
                    continue
                answer = position["answer"]
                answer = _YAML_TRUTH[answer] if isinstance(answer, bool) else answer
                if answer not in allowed:
                    at = ("positions", index, "answer")
                    raise at_field(at, _not_an_answer(answer, data.get("settles")))
        return data

    @model_validator(mode="after")
    def _known_leaf(self) -> Question:
        known = (*LEAVES, "happened", PERFORMANCE)
        if self.settles not in known:
            raise ValueError(f"settles: '{self.settles}' is not one of {', '.join(known)}")
        if self.on_performance:
            for name, value, what in (
                ("events", self.events, "ids of the events that called the promise in"),
                ("norms", self.norms, "the promises, such as [cst/art-4-defence]"),
            ):
                if not value:
                    raise at_field((name,), f"a question on performance has '{name}': {what}")
            if self.treaties or self.open:
                name = "treaties" if self.treaties else "open"
                raise at_field((name,), f"a question on performance has no '{name}'; leave it out")
            return self
        if self.norms:
            raise at_field(("norms",), "only a question on performance has 'norms'; leave it out")
        for index, position in enumerate(self.positions):
            if position.bearers:
                at = ("positions", index, "bearers")
                raise at_field(at, "only a position on performance has 'bearers'; leave it out")
        return self

    @property
    def on_performance(self) -> bool:
        """Whether it asks what became of a promise, and not what called it in."""
        return self.settles == PERFORMANCE

    def is_on(self, treaty: str, norm: str, event: Event) -> bool:
        """Whether it asks what became of a promise that an event called in."""
        return f"{treaty}/{norm}" in self.norms and self.concerns(event, treaty)

    def concerns(self, event: Event, treaty: str) -> bool:
        """Whether it bears on an event under a treaty."""
        if self.treaties and treaty not in self.treaties:
            return False
        return not self.events or event.id in self.events or event.corrects in self.events

    def held_by(
        self, holder: str, as_of: dt.date | None = None, bearer: str | None = None
    ) -> Position | None:
        """Return an actor's latest position, as far as it was held by a day.

        With `bearer`, the latest that is said of it.
        """
        held = [
            position
            for position in self.positions
            if position.holder == holder
            and (bearer is None or not position.bearers or bearer in position.bearers)
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

    def positions_on(self, as_of: dt.date | None, bearers: Sequence[str]) -> tuple[Position, ...]:
        """Return everybody's latest positions on some bearers, held by a day.

        Where none are given, those on all of whom something is said, and on all others.
        """
        named = dict.fromkeys(b for position in self.positions for b in position.bearers)
        of = bearers or (*named, "")
        held = {
            id(self.held_by(holder, as_of, bearer))
            for holder in {position.holder for position in self.positions}
            for bearer in of
        }
        return tuple(position for position in self.positions if id(position) in held)


def answers_to(settles: object) -> tuple[str, ...]:
    """Return the answers that a question has, by what it settles."""
    return _PERFORMANCES if settles == PERFORMANCE else tuple(TRUTH)


def _not_an_answer(answer: object, settles: object) -> str:
    why = f"'{answer}' is not one of {', '.join(answers_to(settles))}"
    if settles == PERFORMANCE and answer in ("disputed", "not called in", "yes", "no"):
        why += "; whether a promise was called in is a question of its own"
    elif settles != PERFORMANCE and answer in _PERFORMANCES:
        why += "; what became of a promise is asked with 'settles: performance'"
    return why


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
                key: _YAML_TRUTH[answer] if isinstance(answer, bool) else answer
                for key, answer in value.items()
            }
        return value

    def misfits(self, questions: Mapping[str, Question]) -> dict[str, str]:
        """Return the questions to which it gives an answer that they do not have, and say why."""
        return {
            name: _not_an_answer(answer, question.settles)
            for name, answer in self.positions.items()
            if (question := questions.get(name)) is not None
            and answer not in answers_to(question.settles)
        }

    def on(
        self, question: Question, as_of: dt.date | None = None, bearer: str | None = None
    ) -> Position | None:
        """Return the position that the reading takes on a question, or None.

        With `bearer`, the one that is said of it: on performance a holder may speak of some alone.

        Raises
        ------
        InputError
            The reading gives an answer that the question does not have.
        """
        if question.id in self.positions:
            if why := self.misfits({question.id: question}).get(question.id):
                raise InputError(
                    why, where="case.yaml", field=f"readings.{self.id}.positions.{question.id}"
                )
            return Position(holder=self.title, answer=self.positions[question.id])
        for holder in self.holders:
            if (position := question.held_by(holder, as_of, bearer)) is not None:
                return position
        return None


TEXT_ALONE = Reading(id="text", title="The text alone")
