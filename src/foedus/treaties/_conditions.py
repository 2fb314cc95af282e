"""The closed vocabulary in which a norm says when it is called in.

A condition is ``all`` / ``any`` / ``not`` of conditions, or one leaf of these::

    act: [attack]                     the event's commitment act is one of these
    type: [ASSAULT]                   its PLOVER type is one of these
    context: [military]               one of its contexts is among these
    source: party                     who acts:     party | non-party | beneficiary | organisation
    target: party                     towards whom: …or a list of actor ids
    place: territory-of-target        where: territory-of-target | territory-of-source |
                                      territory-of-party | {area: [europe, north-america]}
    aggressor: external               external: someone other than the state attacked and its own
                                      people; internal: its own people
    armed-attack: true                an armed attack, not a border incident or a threat
    request: target                   the state in need asked for help (target | party)
    member: {who: source, status: de-jure}    who is a member in that sense on the day
    question: some-id                 an open question of the case decides

Every leaf is true, false or unknown for an event; a question of the case can stand in the place
of any of them (its ``settles`` names the leaf).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foedus.events import ontology

LEAVES = (
    "act",
    "type",
    "context",
    "source",
    "target",
    "place",
    "aggressor",
    "armed-attack",
    "request",
    "member",
    "question",
)
Party = Literal["party", "non-party", "beneficiary", "organisation"]
Who = Party | Annotated[tuple[str, ...], Field(min_length=1)]


class Area(BaseModel):
    """The part of the world that a treaty covers: continents or regions, or states by id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area: tuple[str, ...] = Field(min_length=1)


class MemberIs(BaseModel):
    """That the source, target or beneficiary is a member on the day, in one sense."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Literal["source", "target", "beneficiary"]
    status: Literal["de-jure", "de-facto"] = "de-jure"


class Condition(BaseModel):
    """One condition: exactly one of its fields is set."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    negated: Condition | None = Field(default=None, alias="not")
    act: tuple[str, ...] | None = None
    type: tuple[str, ...] | None = None
    context: tuple[str, ...] | None = None
    source: Who | None = None
    target: Who | None = None
    place: (
        Literal["territory-of-target", "territory-of-source", "territory-of-party"] | Area | None
    ) = None
    aggressor: Literal["external", "internal"] | None = None
    armed_attack: bool | None = Field(default=None, alias="armed-attack")
    request: Literal["target", "party"] | None = None
    member: MemberIs | None = None
    question: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_leaf(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError(f"a condition is 'name: value', found {data!r}")
        if len(data) != 1:
            raise ValueError(
                f"a condition says one thing, this one says {', '.join(map(str, data)) or 'none'}; "
                "put several under 'all:' or 'any:'"
            )
        (name,) = data
        if name not in (*LEAVES, "all", "any", "not", "armed_attack", "negated"):
            raise ValueError(
                f"'{name}' is not a condition; the conditions are all, any, not, "
                + ", ".join(LEAVES)
            )
        return data

    @model_validator(mode="after")
    def _known_codes(self) -> Condition:
        scheme = ontology()
        for names, known, what in (
            (self.act, scheme.acts, "act"),
            (self.type, scheme.types, "type"),
            (self.context, scheme.contexts, "context"),
        ):
            stray = [name for name in names or () if name not in known]
            if stray:
                raise ValueError(f"unknown {what} '{stray[0]}'; the {what}s are {', '.join(known)}")
        return self

    @property
    def name(self) -> str:
        """The name of the one thing it says."""
        (name,) = self.model_fields_set
        return {"negated": "not", "armed_attack": "armed-attack"}.get(name, name)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions under all, any or not; empty for a leaf."""
        return self.all or self.any or ((self.negated,) if self.negated else ())

    @property
    def value(self) -> Any:
        """What a leaf asks for."""
        (name,) = self.model_fields_set
        return getattr(self, name)
