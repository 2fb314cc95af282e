"""A small case that the tests of this room make anew each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus import Case, Event, Evidence, Source
from foedus.case._files import render_source

TEXT = (
    "On 13 September 2022 Azerbaijan attacked Armenia. Armenia asked the CSTO for help.\n"
    "The CSTO sent a mission. Armenia has frozen its participation, Pashinyan said.\n"
)
YAML = """\
title: A small case
alliance: CSTO
focal: ARM
period: 2020/2025
actors: [ARM, CSTO, AZE]
treaties: [cst]
readings:
  - {id: text, title: The text alone}
  - {id: armenia, title: Armenia's, holders: [ARM]}
"""


class StubCoder:
    """Proposes a freeze for every sentence that has the word."""

    name = "stub/1"

    def code(self, source: Source) -> list[Event]:
        found = []
        for match in re.finditer(r"[^.\n]*frozen[^.\n]*\.", source.text):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            found.append(
                Event(
                    source=("ARM",),
                    target=("CSTO",),
                    type="SANCTION",
                    act="freeze",
                    date=source.date or "2024-02-22",  # type: ignore[arg-type]
                    confidence=0.9,
                    evidence=(Evidence.at(source.id, source.text, start, match.end(), "frozen"),),
                    generated_by=self.name,
                )
            )
        return found


def _event(quote: str, **fields: object) -> Event:
    piece = Evidence.find("report", TEXT, quote)
    return Event.model_validate({"evidence": (piece,), "derived_from": "report", **fields})


def small_events() -> tuple[Event, Event, Event]:
    """An attack and a request that a person coded, and a freeze that waits for a judgement."""
    attack = _event(
        "On 13 September 2022 Azerbaijan attacked Armenia.",
        source=("AZE",),
        target=("ARM",),
        type="ASSAULT",
        act="attack",
        date="2022-09-13",
        place={"state": "ARM"},
    )
    request = _event(
        "Armenia asked the CSTO for help.",
        source=("ARM",),
        target=("CSTO",),
        type="REQUEST",
        act="request-help",
        date="2022-09-13",
        about=(attack.id,),
    )
    freeze = _event(
        "Armenia has frozen its participation, Pashinyan said.",
        source=("ARM",),
        target=("CSTO",),
        type="SANCTION",
        act="freeze",
        date="2024-02-22",
        generated_by="stub/1",
        confidence=0.9,
    )
    return attack, request, freeze


def make_case(folder: Path) -> Path:
    """Write the small case."""
    (folder / "sources").mkdir(parents=True)
    (folder / "case.yaml").write_text(YAML, encoding="utf-8")
    source = Source(id="report", text=TEXT, title="A report", date="2024-03-01")  # type: ignore[arg-type]
    (folder / "sources" / "report.md").write_text(render_source(source), encoding="utf-8")
    lines = "".join(event.as_line() + "\n" for event in small_events())
    (folder / "events.jsonl").write_text(lines, encoding="utf-8")
    (folder / "judgements.jsonl").write_text("", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte, but for the lock."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != ".foedus.lock"
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_case(tmp_path / "small")


@pytest.fixture
def case(folder: Path) -> Case:
    return Case(folder)
