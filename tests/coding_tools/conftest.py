"""Small gold sets, and coders whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foedus._errors import SourceError
from foedus.events import Event, Evidence
from foedus.sources import Source


def coded(text: str, quote: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a gold event; what is not given is usual."""
    quote = quote or text
    start = text.index(quote)
    event: dict[str, Any] = {
        "source": ["ARM"],
        "target": ["CSTO"],
        "type": "SANCTION",
        "mode": None,
        "act": "freeze",
        "factuality": "actual",
        "speaker": None,
        "date": "2024-02-22",
    }
    evidence = {"start": start, "end": start + len(quote), "exact": quote, "trigger": None}
    return {**event, "evidence": evidence, **fields}


def item(name: str, text: str, *events: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "alliance": "CSTO",
        "published": "2024-02-23",
        "text": text,
        "events": list(events),
        **fields,
    }


class Answers:
    """A coder that proposes what it was told to, by the id of the text."""

    name = "answers/1"

    def __init__(self, answers: dict[str, list[dict[str, Any]]], failing: str = "") -> None:
        self.answers = answers
        self.failing = failing

    def code(self, source: Source) -> list[Event]:
        if source.id == self.failing:
            raise SourceError("there is no text in it")
        made = []
        for answer in self.answers.get(source.id, []):
            evidence = {"source": source.id, **answer["evidence"]}
            made.append(
                Event.model_validate(
                    {**answer, "evidence": [Evidence(**evidence)], "generated_by": self.name}
                )
            )
        return made


@pytest.fixture
def gold_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes items as a gold set."""

    def write(*items: dict[str, Any], name: str = "gold.jsonl") -> Path:
        path = tmp_path / name
        lines = (json.dumps(one, ensure_ascii=False) for one in items)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return path

    return write
