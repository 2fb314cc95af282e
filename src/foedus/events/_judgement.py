"""Judgements: a person's verdict on an event or an obligation; appended, never edited."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from foedus._edtf import Edtf
from foedus._errors import CaseError
from foedus.events._event import Event
from foedus.events._ontology import ontology

Standing = Literal["judged", "proposed", "rejected"]


class Judgement(BaseModel):
    """A verdict on an event, an obligation or a call of the ledger.

    Attributes
    ----------
    id
        Content hash.
    about
        Id of the event, obligation or call.
    kind
        What it is about: event or obligation.
    verdict
        accept, reject, or correct.
    changes
        For a corrected event, the fields that change and their new values; for an obligation
        ``{"status": …}``.
    by, when, why
        Who judged, when (ISO 8601, with time zone), and for what reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    about: str = Field(min_length=1)
    kind: Literal["event", "obligation"] = "event"
    verdict: Literal["accept", "reject", "correct"]
    changes: dict[str, Any] = {}
    by: str = Field(min_length=1)
    when: dt.datetime
    why: str | None = None

    @field_validator("changes", mode="before")
    @classmethod
    def _to_plain(cls, value: object) -> object:
        """Bring the changes to what JSON holds, so that the record reads back as it was."""
        return _as_plain(value)

    @model_validator(mode="after")
    def _whole(self) -> Judgement:
        if self.verdict == "correct" and not self.changes:
            raise ValueError("changes: a correction says what to change")
        if own := sorted({"id", "corrects"} & self.changes.keys()):
            raise ValueError(f"changes: '{own[0]}' follows from the record; it is not set")
        if self.verdict != "correct" and self.changes:
            raise ValueError(f"changes: '{self.verdict}' changes nothing; use 'correct'")
        content = self.model_dump(mode="json", exclude={"id"})
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        if self.id and self.id != digest:
            raise ValueError(
                f"id: '{self.id}' does not fit the judgement, whose content hash is '{digest}'; "
                "a judgement is never edited: add another"
            )
        object.__setattr__(self, "id", digest)
        return self

    def as_line(self) -> str:
        """Return the record as one line of JSON, for ``judgements.jsonl``."""
        return self.model_dump_json(exclude_defaults=True)


def _as_plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Edtf | dt.date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _as_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_plain(inner) for inner in value]
    return value


def latest(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """Return the judgement that counts for each thing judged: the last one appended."""
    return {judgement.about: judgement for judgement in judgements}


def mode_lost(event: Event, judgement: Judgement) -> str | None:
    """Return the mode of an event that a judgement drops, as it goes with the old type.

    Returns
    -------
    str or None
        The mode, where the judgement gives the event a type that has no such mode, and no other
        mode; None elsewhere.
    """
    kind = judgement.changes.get("type")
    if event.mode is None or "mode" in judgement.changes or not isinstance(kind, str):
        return None
    if kind not in ontology().types or event.mode in ontology().modes.get(kind, {}):
        return None
    return event.mode


def apply_judgement(event: Event, judgement: Judgement | None) -> tuple[Event, Standing]:
    """Return an event as it stands after the judgement on it, and how it stands.

    A corrected event gets the id of its new content and keeps the old one in ``corrects``. A mode
    that the corrected type does not have goes with the old type.

    Raises
    ------
    CaseError
        A correction names a field that events lack, or gives it a value that does not read.
    """
    if judgement is None:
        return event, "judged" if event.by_person else "proposed"
    if judgement.verdict == "accept":
        return event, "judged"
    if judgement.verdict == "reject":
        return event, "rejected"
    changes = {**judgement.changes, "corrects": event.id}
    if mode_lost(event, judgement) is not None:
        changes["mode"] = None
    try:
        return event.revised(**changes), "judged"
    except ValidationError as problem:
        from foedus._data import explain

        raise explain(
            problem, f"correction {judgement.id} of event {event.id}", error=CaseError
        ) from problem
