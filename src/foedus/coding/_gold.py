"""Read a gold set: texts with the events that a careful reader finds in them.

A line of the file is one item::

    {"id": "g-0463", "alliance": "CSTO", "published": "2024-02-23", "text": "…",
     "events": [{"source": ["ARM"], "target": ["CSTO"], "type": "SANCTION", "mode": null,
                 "act": "freeze", "factuality": "actual",
                 "speaker": {"actor": "ARM", "person": "Nikol Pashinyan"},
                 "date": "../2024-02-22",
                 "evidence": {"start": 74, "end": 157, "exact": "…", "trigger": "frozen"}}]}
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foedus._data import explain, ordinal
from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus._text import read_utf8
from foedus.events import Event
from foedus.sources._source import Source

_WHAT_IT_IS = (
    "a gold set holds texts, one a line, each with the events that a person found in it, or []:\n"
    '  {"id": "…", "published": "2024-02-23", "text": "…", "events": […]}\n'
    "  the fields of an event are in tests/gold/README.md of the project"
)
_KEYS = ("source", "target", "type", "mode", "act", "factuality", "speaker", "date", "evidence")
_REQUIRED = ("source", "target", "type", "act", "factuality", "speaker", "date", "evidence")


class GoldItem(BaseModel):
    """A text, and the events in it as a person coded them.

    Attributes
    ----------
    id
        Unique in the file.
    alliance
        The alliance that the item is about, for the reader.
    published
        The day of publication (EDTF).
    text
        What a coder is given.
    events
        None, one or several.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, pattern=r"^[^\n]+$")
    alliance: str | None = None
    published: Edtf | None = None
    text: str = Field(min_length=1)
    events: tuple[Event, ...]

    @model_validator(mode="before")
    @classmethod
    def _as_events(cls, data: Any) -> Any:
        """Give each coded event what a record has besides: the source of its quote."""
        if not isinstance(data, dict) or not isinstance(data.get("events"), list):
            return data
        item, made = data.get("id"), []
        for number, coded in enumerate(data["events"]):
            if not isinstance(coded, dict):
                raise ValueError(f"events.{number}: expected fields with values, found {coded!r}")
            if missing := [name for name in _REQUIRED if name not in coded]:
                raise ValueError(f"events.{number}.{missing[0]}: this field is missing")
            if stray := [name for name in coded if name not in _KEYS]:
                raise ValueError(f"events.{number}.{stray[0]}: there is no such field")
            evidence = coded["evidence"]
            if isinstance(evidence, dict):
                evidence = {**evidence, "source": str(item)}
            made.append({**coded, "evidence": [evidence]})
        return {**data, "events": made}

    @model_validator(mode="after")
    def _quotes_hold(self) -> GoldItem:
        for number, event in enumerate(self.events):
            piece = event.evidence[0]
            where = f"events.{number}.evidence"
            if not piece.holds(self.text):
                found = self.text[piece.start : piece.end]
                raise ValueError(
                    f"{where}.exact: the text has “{found[:60]}” at {piece.start}–{piece.end}, "
                    f"not “{piece.exact[:60]}”"
                )
            if piece.trigger is not None and any(
                part not in piece.exact for part in re.split(r"\s*…\s*", piece.trigger)
            ):
                raise ValueError(f"{where}.trigger: “{piece.trigger}” is not in the quote")
        return self

    @property
    def document(self) -> Source:
        """The item as a coder is given it: without its events."""
        return Source(id=self.id, text=self.text, date=self.published)


def read_gold(path: str | Path) -> list[GoldItem]:
    """Read a gold set.

    Raises
    ------
    InputError
        The file cannot be read, holds no item, or a line of it does not read; the message names
        the line and the field.
    """
    path = Path(path)
    try:
        text = read_utf8(path)
    except InputError as problem:
        raise InputError(
            f"the gold set cannot be read: {problem.message}",
            where=path,
            line=problem.line,
            hint=f"{problem.hint}; {_WHAT_IT_IS}",
        ) from None
    items: list[GoldItem] = []
    seen: dict[str, int] = {}
    # not splitlines(): a JSON string may hold U+2028, which is no end of a line here
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        item = _item(line, path, number)
        if item.id in seen:
            raise InputError(
                f"the id '{item.id}' stands on line {seen[item.id]} already",
                where=path,
                line=number,
                field="id",
            )
        seen[item.id] = number
        items.append(item)
    if not items:
        raise InputError("the gold set holds no item", where=path, hint=_WHAT_IT_IS)
    return items


def _item(line: str, path: Path, number: int) -> GoldItem:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        reason = getattr(problem, "msg", problem)
        raise InputError(
            f"this line is not JSON: {reason}", where=path, line=number, hint=_WHAT_IT_IS
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            "this line is not a record with fields", where=path, line=number, hint=_WHAT_IT_IS
        )
    if "text" not in data and {"source", "type", "evidence"} <= data.keys():
        raise InputError(
            "this is a coded event, as 'foedus code' and a case write it, not a text of a gold set",
            where=path,
            line=number,
            hint=f"{_WHAT_IT_IS}\n"
            "  the coder that is scored reads these texts itself; its output is not needed",
        )
    if "text" in data and "events" not in data:
        raise InputError(
            "this field is missing, so that nothing says what is in the text",
            where=path,
            line=number,
            field="events",
            hint=_WHAT_IT_IS,
        )
    try:
        return GoldItem.model_validate(data)
    except ValidationError as problem:
        raise _named(explain(problem, path, line=number)) from problem


def _named(fault: InputError) -> InputError:
    """Move the field from the message of a record's own check to where fields stand."""
    inner = re.match(r"(type|act|mode|context): (.*)", fault.message, re.DOTALL)
    field, message = fault.field, fault.message
    if inner is not None and field is not None and re.fullmatch(r"the \d+\w+ of 'events'", field):
        field, message = f"'{inner[1]}' of {field}", inner[2]
    if own := re.fullmatch(r"events\.(\d+)(?:\.([\w.]+))?", field or ""):
        place = f"the {ordinal(int(own[1]) + 1)} of 'events'"
        field = f"'{own[2]}' of {place}" if own[2] else place
    if field is not None:
        # the reader knows one piece of evidence, not a list of them
        field = re.sub(r"^'([\w.]+)' of the 1st of 'evidence' in", r"'evidence.\1' of", field)
        field = re.sub(r"^the 1st of 'evidence' in", "'evidence' of", field)
    return InputError(message, where=fault.where, line=fault.line, field=field, hint=fault.hint)
