"""Check what a language model answered; nothing of it is believed that can be looked up.

::

    answer ─► JSON? ─► quote in the text? ─► codes known? ─► actors? ─► date? ─► Event
                 └────────┴── dropped, and counted by reason ──┘ └── emptied, and counted
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import ValidationError

from foedus._edtf import Edtf
from foedus._errors import DateError
from foedus.actors import Actors
from foedus.events import Event, Evidence, Factuality, Speaker, ontology
from foedus.sources._source import Source

_MOST = 200  # events of one answer at most
_LONGEST_NAME = 120
_SINGLE, _DOUBLE = "'’‘ʼ`´", '"“”„«»'
_AHEAD = frozenset(("intended", "requested", "conditional", "hypothetical"))


@cache
def answer_schema() -> dict[str, Any]:
    """Return the JSON schema of an answer, made from the coding scheme that ships."""
    scheme = ontology()

    def record(**fields: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }

    def or_null(inner: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [inner, {"type": "null"}]}

    text = {"type": "string"}
    names = {"type": "array", "items": text}
    return record(
        events={
            "type": "array",
            "items": record(
                source=names,
                target=names,
                type={"type": "string", "enum": list(scheme.types)},
                act=or_null({"type": "string", "enum": list(scheme.acts)}),
                factuality={"type": "string", "enum": list(scheme.factualities)},
                speaker=or_null(record(actor=text, person=or_null(text))),
                date=or_null(text),
                quote=text,
                trigger=or_null(text),
            ),
        }
    )


def read_answer(text: str) -> list[Any] | None:
    """Return the events of an answer as they came; None where it is not the JSON asked for.

    Examples
    --------
    >>> read_answer('<think>hm</think>```json\\n{"events": []}\\n```')
    []
    >>> read_answer("I cannot help with that.") is None
    True
    """
    thought = text.rpartition("</think>")[2]
    first, last = thought.find("{"), thought.rfind("}")
    for candidate in (text, thought, thought[first : last + 1] if 0 <= first < last else ""):
        try:
            data = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        events = data.get("events") if isinstance(data, dict) else data
        return events if isinstance(events, list) else None
    return None


def find_words(words: str, text: str, *, case: bool = True) -> tuple[int, int] | None:
    """Return where words stand in a text: the same words, whatever the blanks between them.

    Straight and curly quotation marks count as the same.

    Examples
    --------
    >>> find_words("Armenia froze its", "On Friday Armenia\\nfroze its seat.")
    (10, 27)
    >>> find_words("Armenia froze", "Armenia has frozen its seat.") is None
    True
    """
    parts = words.split()
    if not parts:
        return None
    pattern = r"\s+".join("".join(map(_letter, part)) for part in parts)
    edges = (
        r"(?<!\w)" if parts[0][0].isalnum() else "",
        r"(?!\w)" if parts[-1][-1].isalnum() else "",
    )
    found = re.search(edges[0] + pattern + edges[1], text, 0 if case else re.IGNORECASE)
    return found.span() if found else None


def _letter(char: str) -> str:
    for same in (_SINGLE, _DOUBLE):
        if char in same:
            return f"[{same}]"
    return re.escape(char)


@dataclass(slots=True)
class Checks:
    """What the checks found, by reason.

    Attributes
    ----------
    kept
        How many events passed.
    dropped
        Why events were dropped.
    emptied
        Why single fields were emptied or taken from elsewhere.
    """

    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)


class AnswerChecker:
    """Turns the answers on one source into events.

    Parameters
    ----------
    source
        What was coded.
    actors
        The tables that ids are looked up in.
    coder
        Name that goes into the events.
    checks
        Where the counts go.
    """

    def __init__(self, source: Source, actors: Actors, coder: str, checks: Checks) -> None:
        self.source = source
        self.actors = actors
        self.coder = coder
        self.checks = checks

    def events(self, answer: list[Any], start: int, end: int) -> list[Event]:
        """Return the events of an answer on the text from `start` to `end` that pass."""
        made: dict[str, Event] = {}
        if len(answer) > _MOST:
            self.checks.dropped[f"more than {_MOST} events in an answer"] += len(answer) - _MOST
        for data in answer[:_MOST]:
            found = self._event(data, start, end)
            if isinstance(found, str):
                self.checks.dropped[found] += 1
            elif found.id in made:
                self.checks.dropped["told twice"] += 1
            else:
                made[found.id] = found
        self.checks.kept += len(made)
        return list(made.values())

    def _event(self, data: Any, start: int, end: int) -> Event | str:
        if not isinstance(data, dict):
            return "not a record"
        evidence = self._evidence(data.get("quote"), data.get("trigger"), start, end)
        if isinstance(evidence, str):
            return evidence
        scheme = ontology()
        kind = data.get("type")
        kind = kind.strip().upper() if isinstance(kind, str) else ""
        if kind not in scheme.types:
            return "unknown type"
        act = data.get("act")
        if not isinstance(act, str) or act not in scheme.acts:
            if act not in (None, "", "none", "null"):
                self.checks.emptied["unknown act"] += 1
            act = None
        factuality = data.get("factuality")
        if not isinstance(factuality, str) or factuality not in get_args(Factuality):
            return "unknown factuality"
        date = self._date(data.get("date"), factuality)
        source = self._actors(data.get("source"), date)
        if not source:
            return "no source that is known or named in the text"
        try:
            return Event(
                source=source,
                target=self._actors(data.get("target"), date),
                type=kind,
                act=act,
                factuality=factuality,
                speaker=self._speaker(data.get("speaker"), date),
                date=date,
                evidence=(evidence,),
                generated_by=self.coder,
                derived_from=self.source.id,
                attributed_to=self.coder,
            )
        except ValidationError:
            return "does not read"

    def _evidence(self, quote: Any, trigger: Any, start: int, end: int) -> Evidence | str:
        if not isinstance(quote, str) or not quote.strip():
            return "no quote"
        text = self.source.text[start:end]
        bare = quote.strip().strip(_DOUBLE + "…").strip()
        place = find_words(quote, text) or (find_words(bare, text) if bare else None)
        if place is None:
            return "quote is not in the text"
        exact = text[place[0] : place[1]]
        if len(re.findall(r"\w+", exact)) < 2:
            return "quote is a single word"
        inside = None
        if isinstance(trigger, str) and trigger.strip():
            at = find_words(trigger, exact)
            inside = exact[at[0] : at[1]] if at else None
            if inside is None:
                self.checks.emptied["trigger is not in the quote"] += 1
        return Evidence.at(
            self.source.id, self.source.text, start + place[0], start + place[1], inside
        )

    def _date(self, value: Any, factuality: str) -> Edtf:
        if isinstance(value, str) and value.strip():
            try:
                return Edtf.parse(value)
            except DateError:
                self.checks.emptied["date does not read"] += 1
        elif value is not None:
            self.checks.emptied["date does not read"] += 1
        # the widest date that is right: up to, or from, the day of publication
        published = self.source.date
        if published is None:
            return Edtf.parse("../..")
        if factuality in _AHEAD:
            return Edtf.between(published.earliest, None)
        return Edtf.between(None, published.latest)

    def _actors(self, names: Any, on: Edtf) -> tuple[str, ...]:
        if not isinstance(names, list):
            return ()
        found = (self._actor(name, on) for name in names)
        return tuple(dict.fromkeys(actor for actor in found if actor is not None))

    def _actor(self, name: Any, on: Edtf) -> str | None:
        """Return an id, or words of the text after a tilde; None where it is neither."""
        if not isinstance(name, str) or not name.strip(" ~") or len(name) > _LONGEST_NAME:
            self.checks.emptied["an actor does not read"] += 1
            return None
        name = name.strip()
        words, _, state = name.removeprefix("~").partition("@")
        words, state = words.strip(), state.strip()
        meant = self.actors.resolve(words, on)
        if len(meant.actors) == 1 and (
            not name.startswith("~") or meant.matches[0].sense in ("id", "name")
        ):
            return meant.actors[0]
        place = find_words(words, self.source.text, case=False)
        if place is None:
            self.checks.emptied["an actor is in no table and not in the text"] += 1
            return None
        kept = " ".join(self.source.text[place[0] : place[1]].split())
        owner = self.actors.resolve(state, on).actors if state else ()
        if state and len(owner) != 1:
            self.checks.emptied["the state of an actor is in no table"] += 1
        return f"~{kept}@{owner[0]}" if len(owner) == 1 else f"~{kept}"

    def _speaker(self, data: Any, on: Edtf) -> Speaker | None:
        if not isinstance(data, dict):
            return None
        actor = self._actor(data.get("actor"), on)
        if actor is None:
            return None
        person = data.get("person")
        if not isinstance(person, str) or not person.strip():
            return Speaker(actor=actor)
        place = find_words(person, self.source.text)
        if place is None:
            self.checks.emptied["a person is not in the text"] += 1
            return Speaker(actor=actor)
        name = self.source.text[place[0] : place[1]]
        return Speaker(actor=actor, person=" ".join(name.split()))
