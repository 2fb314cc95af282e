"""What a preference rests on in the record of a case, and what in it would speak against it.

A model by itself only holds these; a case looks them up (`foedus.case`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from foedus._edtf import Edtf
from foedus.events import Event, Factuality, ontology


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ObligationCited(_Record):
    """An obligation as evidence: a norm held against an event.

    Attributes
    ----------
    norm
        Treaty and norm, ``cst/art-4-defence``.
    event
        Id of the event that called it in.
    bearer
        Id of the actor who owed it; without one, all who did.
    reading
        Under which reading of the case; by default the text alone.
    """

    norm: str
    event: str
    bearer: str | None = None
    reading: str = "text"

    @field_validator("norm")
    @classmethod
    def _treaty_and_norm(cls, value: str) -> str:
        treaty, _, norm = value.partition("/")
        if not treaty or not norm:
            raise ValueError("write treaty and norm, such as cst/art-4-defence")
        return value

    def __str__(self) -> str:
        owed = "" if self.bearer is None else f" of {self.bearer}"
        return f"{self.norm}{owed} × {self.event}"


class PositionCited(_Record):
    """A position as evidence: what an actor answers to a question of the case.

    Attributes
    ----------
    position
        Id of the question.
    holder
        Id of the actor.
    """

    position: str
    holder: str

    def __str__(self) -> str:
        return f"{self.holder} on {self.position}"


def _kind(value: object) -> str | None:
    # in parentheses, as a branch and no step of the file (`foedus._data.explain`)
    if isinstance(value, str):
        return "(id)"
    held = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return "(position)" if "position" in held else "(obligation)" if "norm" in held else None


#: An id of an event, of a call or of an obligation, or one of the two above.
Citation = Annotated[
    Annotated[str, Tag("(id)")]
    | Annotated[ObligationCited, Tag("(obligation)")]
    | Annotated[PositionCited, Tag("(position)")],
    Discriminator(
        _kind,
        custom_error_type="citation",
        custom_error_message="evidence is the id of an event, or {norm: TREATY/NORM, event: ID}, "
        "or {position: QUESTION, holder: ACTOR}",
    ),
]


class Against(_Record):
    """Which acts, by whom, would speak against a statement, if the record has them.

    Attributes
    ----------
    act
        One or several acts of the coding scheme.
    by
        Ids of the actors who would do it.
    towards
        Ids of actors to one of whom it would be done; without them, to anybody.
    since
        From when on (EDTF), in the file ``from``; by default from the day after the model's date.
    until
        Up to when (EDTF); by default up to the model's next date.
    factuality
        Of the act; by default it must have happened.
    """

    act: Names = Field(min_length=1)
    by: Names = Field(min_length=1)
    towards: Names = ()
    since: Edtf | None = Field(default=None, alias="from")
    until: Edtf | None = None
    factuality: Annotated[tuple[Factuality, ...], BeforeValidator(_as_list)] = ("actual",)

    @model_validator(mode="after")
    def _known_acts(self) -> Against:
        if stray := [name for name in self.act if name not in ontology().acts]:
            raise ValueError(f"act: '{stray[0]}' is not one of {', '.join(ontology().acts)}")
        return self

    def fits(self, event: Event) -> bool:
        """Whether an event is of this kind, whenever it was."""
        return (
            event.act in self.act
            and any(actor in event.source for actor in self.by)
            and (not self.towards or any(actor in event.target for actor in self.towards))
            and event.factuality in self.factuality
        )

    def in_words(self) -> str:
        """Return it as a phrase."""
        towards = f" towards {_either(self.towards)}" if self.towards else ""
        said = "" if self.factuality == ("actual",) else f" ({_either(self.factuality)})"
        return f"{_either(self.act)} by {_either(self.by)}{towards}{said}"


def _either(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


#: What becomes of the model if a condition is a rule of it.
RuleKind = Literal["infeasible", "irreversible"]
