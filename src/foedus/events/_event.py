"""The event: who did what towards whom, when, and the words that say so."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foedus._edtf import Edtf
from foedus.events._evidence import Evidence
from foedus.events._ontology import ontology

Factuality = Literal["actual", "intended", "requested", "conditional", "denied", "hypothetical"]


class Speaker(BaseModel):
    """Whose words a report rests on: an actor, and the person who spoke for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: str
    person: str | None = None


class Place(BaseModel):
    """Where it happened: the state whose recognised territory it is, and a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str | None = None
    name: str | None = None


class Provision(BaseModel):
    """A treaty, and the article of it that the text names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    treaty: str
    article: str | None = None


class Event(BaseModel):
    """Who did what towards whom, when.

    Attributes
    ----------
    id
        Content hash of the fields that say what happened and of the first piece of evidence;
        computed, and checked where it is given.
    source, target
        Ids of the actors who act, and towards whom. An actor that no table knows is kept as its
        words after a tilde, ``~striking miners``; with its state, ``~striking miners@KAZ``.
    type, mode, context
        PLOVER's; see :func:`foedus.events.ontology`.
    act
        A commitment act, or None.
    factuality
        Of the act: actual, intended, requested, conditional, denied, hypothetical.
    speaker
        Whose words the report rests on; None for the writer's own statement.
    date
        When it happened (EDTF), not when it was published.
    place, provision
        Where, and which treaty and article the text names.
    about
        Ids of events that this one answers, denies or speaks of, where a person said so.
    corrects
        Id of the event as it was coded first, where a judgement corrected it.
    confidence
        From 0 to 1, of the coder; None for a person's coding.
    summary
        One line for a reader, where a person wrote it.
    evidence
        At least one passage. The first is the one that the event was coded from.
    versions
        Other dates that sources give for the same event, kept as a clash.
    generated_by
        The coder and its version, or ``person``.
    derived_from
        Id of the source, or address of the feed.
    attributed_to
        The person, coder or feed that answers for the coding.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = ""
    source: tuple[str, ...] = Field(min_length=1)
    target: tuple[str, ...] = ()
    type: str
    mode: str | None = None
    context: tuple[str, ...] = ()
    act: str | None = None
    factuality: Factuality = "actual"
    speaker: Speaker | None = None
    date: Edtf
    versions: tuple[Edtf, ...] = ()
    place: Place | None = None
    provision: Provision | None = None
    about: tuple[str, ...] = ()
    corrects: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    summary: str | None = None
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    generated_by: str = "person"
    derived_from: str | None = None
    attributed_to: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _known_codes(self) -> Event:
        scheme = ontology()
        if self.type not in scheme.types:
            raise ValueError(f"type: '{self.type}' is not one of {', '.join(scheme.types)}")
        if self.act is not None and self.act not in scheme.acts:
            raise ValueError(_no_such_act(self.act))
        if self.mode is not None and self.mode not in scheme.modes.get(self.type, {}):
            known = ", ".join(scheme.modes.get(self.type, {})) or "none"
            raise ValueError(f"mode: {self.type} has no mode '{self.mode}' (its modes: {known})")
        if stray := [name for name in self.context if name not in scheme.contexts]:
            raise ValueError(f"context: '{stray[0]}' is not one of PLOVER's contexts")
        digest = self.content_hash()
        if not self.id:
            object.__setattr__(self, "id", digest)
        elif self.id != digest:
            raise ValueError(
                f"id: '{self.id}' does not fit the record, whose content hash is '{digest}'; "
                "an event is never edited: add a judgement that corrects it"
            )
        return self

    def content_hash(self) -> str:
        """Return the id: 16 hexadecimal digits of the SHA-256 of what the event says."""
        first = self.evidence[0]
        content = {
            "source": sorted(self.source),
            "target": sorted(self.target),
            "type": self.type,
            "mode": self.mode,
            "act": self.act,
            "factuality": self.factuality,
            "speaker": self.speaker and self.speaker.model_dump(),
            "date": str(self.date),
            "evidence": [first.source, first.start, first.end, first.exact],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def intensity(self) -> float:
        """The usual intensity of its type or mode, from -10 to +10."""
        return ontology().intensity(self.type, self.mode)

    @property
    def by_person(self) -> bool:
        """Whether a person coded it, so that it is no mere proposal."""
        return self.generated_by == "person"

    @property
    def actors(self) -> frozenset[str]:
        """Sources and targets together."""
        return frozenset(self.source) | frozenset(self.target)

    def revised(self, /, **changes: Any) -> Event:
        """Return a new event with some fields changed, and the id that belongs to it."""
        data = self.model_dump(mode="python", exclude={"id"})
        return Event.model_validate({**data, **changes})

    def as_line(self) -> str:
        """Return the record as one line of JSON, for ``events.jsonl``."""
        return self.model_dump_json(exclude_defaults=True, exclude={"id"}).replace(
            "{", f'{{"id":"{self.id}",', 1
        )

    def as_coded(self) -> dict[str, Any]:
        """Return the record in the shape that ``foedus code`` prints, a line an event.

        The first piece of evidence is ``evidence``; any others stand in ``also``.
        """
        first, *others = self.evidence
        keep = {"start", "end", "exact", "trigger"}
        coded: dict[str, Any] = {
            "id": self.id,
            "document": first.source,
            "source": list(self.source),
            "target": list(self.target),
            "type": self.type,
            "mode": self.mode,
            "act": self.act,
            "factuality": self.factuality,
            "speaker": self.speaker and self.speaker.model_dump(),
            "date": str(self.date),
            "place": self.place and self.place.model_dump(),
            "provision": self.provision and self.provision.model_dump(),
            "confidence": self.confidence,
            "coder": self.generated_by,
            "evidence": first.model_dump(include=keep),
        }
        if self.versions:
            coded["versions"] = [str(date) for date in self.versions]
        if others:
            coded["also"] = [piece.model_dump(include=keep) for piece in others]
        return coded


def unversioned(coder: str) -> str:
    """Return a coder's name without its version.

    >>> unversioned("foedus-en/0.2"), unversioned("foedus-en")
    ('foedus-en', 'foedus-en')
    """
    return coder.partition("/")[0]


def _no_such_act(act: str) -> str:
    """Say that an act is none, what was meant, and what to write where none fits."""
    from foedus._nearest import did_you_mean

    scheme = ontology()
    near = did_you_mean(act, scheme.acts)
    parts = act.upper().replace("_", "-").split("-")
    type_ = next((t for t in scheme.types for part in parts if part.rstrip("S") == t), None)
    none = (
        "none of them has to fit: leave the act empty (act=none) and set a type, such as "
        f"type={type_ or 'SANCTION'}"
    )
    return "; ".join(
        filter(
            None,
            (
                f"act: '{act}' is not one of {', '.join(scheme.acts)}",
                near and near.rstrip("?"),
                none,
                "what each means stands in the docs under “The coding scheme” (reference/ontology)",
            ),
        )
    )
