"""What stands in a model file in option form beside plain text: statements, rules, rankings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag

from foedus.options._citations import Against, Citation
from foedus.options._graph_form import StateName

Marks = dict[str, Literal["Y", "N", "-"]]
Pattern = str | Marks


class OneWay(BaseModel):
    """An option that changes one way only: ``{option: Leave, only: take}`` or ``only: drop``.

    Attributes
    ----------
    why
        The reason, in words.
    evidence
        What in a case it rests on; as in a statement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    option: str
    only: Literal["take", "drop"] = "take"
    why: str | None = None
    evidence: tuple[Citation, ...] = ()


class Never(BaseModel):
    """What cannot be the case, with the reason: ``{never: freeze and leave, why: …}``.

    Attributes
    ----------
    never
        A condition on options.
    why
        The reason, in words.
    evidence
        What in a case it rests on; as in a statement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    never: str
    why: str | None = None
    evidence: tuple[Citation, ...] = ()


class Wish(BaseModel):
    """A preference statement with what belongs to it.

    Attributes
    ----------
    statement
        A condition on options.
    uncertain
        The decision maker may as well want the opposite.
    id
        A name, for `above`.
    above
        Ids of statements that are less important; otherwise the order of the list counts.
    evidence
        What in a case it rests on: ids of events; obligations, ``{norm: cst/art-4-defence, event:
        ID}``, perhaps with ``bearer`` and ``reading``; positions, ``{position: QUESTION, holder:
        ACTOR}``. All of it must have been public by the model's date.
    assumption
        The record does not bear it out, or only in part; ``note`` says why it is put in.
    against
        What in the record would speak against it; see `Against`.
    note
        Why, in words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: str
    uncertain: bool = False
    id: str | None = None
    above: tuple[str, ...] = ()
    evidence: tuple[Citation, ...] = ()
    assumption: bool = False
    against: tuple[Against, ...] = ()
    note: str | None = None


class Ranked(BaseModel):
    """States by name or by their options, best first: ``{ranking: [YN, [NY, NN]]}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ranking: tuple[StateName | tuple[StateName, ...], ...]


def _branch(value: object) -> str:
    if isinstance(value, dict | Ranked):
        return "(ranking)"
    return "(statements)"


def _item(value: object) -> str:
    return "(text)" if isinstance(value, str) else "(statement)"


_Wishes = tuple[
    Annotated[
        Annotated[str, Tag("(text)")] | Annotated[Wish, Tag("(statement)")], Discriminator(_item)
    ],
    ...,
]
Wants = Annotated[
    Annotated[Ranked, Tag("(ranking)")] | Annotated[_Wishes, Tag("(statements)")],
    Discriminator(_branch),
]


def _rule(value: object) -> str:
    if isinstance(value, str):
        return "(condition)"
    held = value if isinstance(value, dict) else value.__dict__
    return "(reasoned)" if "never" in held else "(marks)"


RuledOut = Annotated[
    Annotated[str, Tag("(condition)")]
    | Annotated[Never, Tag("(reasoned)")]
    | Annotated[Marks, Tag("(marks)")],
    Discriminator(_rule),
]
OneWayGiven = Annotated[
    Annotated[str, Tag("(text)")] | Annotated[OneWay, Tag("(statement)")], Discriminator(_item)
]


def as_wish(item: str | Wish) -> Wish:
    return Wish(statement=item) if isinstance(item, str) else item


def as_text(pattern: Pattern | Never) -> str:
    """Return a condition as text; ``{leave: Y, stay: N}`` is one as well."""
    if isinstance(pattern, Never):
        return pattern.never
    if isinstance(pattern, str):
        return pattern
    parts = [
        f"'{name}'" if mark == "Y" else f"not '{name}'"
        for name, mark in pattern.items()
        if mark != "-"
    ]
    return " and ".join(parts)
