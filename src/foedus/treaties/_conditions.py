"""The closed vocabulary in which a norm says when it is called in.

A condition is ``all``, ``any`` or ``not`` of conditions, or one leaf. Every leaf is true, false or
unknown for an event; a question of the case can stand in the place of any of them (its ``settles``
names the leaf). :data:`EXPLAINED` says of each what it asks, with an example.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Explained:
    """What a condition asks, when it is unknown, and how it is written."""

    asks: str
    unknown: str
    example: str


#: Every condition, with what it asks and an example that reads.
EXPLAINED: dict[str, Explained] = {
    "all": Explained(
        "Whether every one of several conditions holds. It is false as soon as one is false.",
        "one is unknown and none is false",
        "all:\n- act: [attack]\n- target: party",
    ),
    "any": Explained(
        "Whether at least one of several conditions holds.",
        "one is unknown and none is true",
        "any:\n- aggressor: external\n- question: led-from-abroad",
    ),
    "not": Explained(
        "Whether a condition does not hold.",
        "the condition is",
        "not: {source: party}",
    ),
    "act": Explained(
        "Whether the event's commitment act is one of these (see the coding scheme).",
        "never: an event is coded with an act or without",
        "act: [attack, threaten-force]",
    ),
    "type": Explained(
        "Whether the event's PLOVER type is one of these (see the coding scheme).",
        "never",
        "type: [ASSAULT, COERCE]",
    ),
    "context": Explained(
        "Whether one of the event's contexts is among these.",
        "no context is coded",
        "context: [military, territory]",
    ),
    "source": Explained(
        "Who acts: a `party` to the treaty on that day, somebody who is none (`non-party`), "
        "the state in need (`beneficiary`), the treaty's `organisation`, or actors by id.",
        "a membership changed within the time in which it may have happened",
        "source: non-party",
    ),
    "target": Explained(
        "Towards whom: the same words as for `source`, or actors by id.",
        "no source says towards whom, or a membership changed in that time",
        "target: [POL, ROU]",
    ),
    "place": Explained(
        "Where it happened: `territory-of-target` (of the state in need), "
        "`territory-of-source`, `territory-of-party`, or an `area` of regions and states. "
        "What counts is the territory that other states recognise, as the event is coded.",
        "no source says on whose territory",
        "place: {area: [europe, north-america, TUR]}",
    ),
    "aggressor": Explained(
        "`external`: who attacks is neither the state attacked nor its own people; "
        "`internal`: it is.",
        "those who attack are known by a description alone, and not of which state they are",
        "aggressor: external",
    ),
    "armed-attack": Explained(
        "`true`: the act is coded as an attack, and is no mere threat or incident; `false`: "
        "it is not.",
        "never from the record; a question with `open: true` makes it so",
        "armed-attack: true",
    ),
    "request": Explained(
        "Whether the state in need asked for help (`target`), or some party did (`party`): a "
        "request that names the event, or one within 180 days of it, under this treaty and "
        "article where it names any. `needs_request: true` beside the conditions asks the "
        "same.",
        "the date of the request is so wide that it may have come before, or a single account "
        "tells of it as something that it cannot vouch for",
        "request: target",
    ),
    "member": Explained(
        "Whether the `source`, `target` or `beneficiary` is a member on that day, by law "
        "(`de-jure`) or in practice (`de-facto`: not frozen, suspended or dormant).",
        "a membership changed within that time",
        "member: {who: target, status: de-facto}",
    ),
    "question": Explained(
        "What the text leaves to judgement: the answer that a reading takes to a question of "
        "the case.",
        "the reading takes no position, or holds it to be unclear",
        "question: directed-against-a-party",
    ),
}

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
