"""A note that knows more than was known on its day is told, with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus import open_case, shipped_cases
from foedus.case import Finding

from .conftest import small_events

QUESTION = """\
- id: armed-attack
  text: Was it an armed attack?
  settles: armed-attack
  events: ["{event}"]
  positions:
  - {{holder: ARM, answer: "yes"}}
  - holder: AZE
    answer: "no"
    since: 2022-09-13
    note: {note}
"""


def _of_position(folder: Path, note: str) -> list[Finding]:
    text = QUESTION.format(event=small_events()[0].id, note=json.dumps(note))
    (folder / "questions.yaml").write_text(text, encoding="utf-8")
    return open_case(folder).check()


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("A provocation, it said; in December 2024 it spoke of a border incident.", "2024"),
        ("A provocation; on 14 September 2022 it said more.", "14 September 2022"),
        ("See the statement of 2022-10-28.", "28 October 2022"),
        ("Repeated (Baku, 2023).", "2023"),
    ],
)
def test_a_position_that_tells_of_later_days(folder: Path, note: str, named: str) -> None:
    [finding] = _of_position(folder, note)
    assert finding.level == "warning"
    assert finding.where == "questions.yaml, line 10, question 'armed-attack', position of AZE"
    assert named in finding.message
    assert "held since 13 September 2022" in finding.message
    assert "a later position" in finding.message
    assert "drop it" in finding.message


@pytest.mark.parametrize(
    "note",
    [
        "A provocation.",
        "It held so since 2021, and said it in September 2022.",
        "On 13 September 2022, at noon.",
        "The war of 1992–1994 is another matter; 2500 rounds were fired.",
    ],
)
def test_a_position_that_tells_of_its_own_day_or_earlier(folder: Path, note: str) -> None:
    assert _of_position(folder, note) == []


def _of_event(folder: Path, note: str) -> list[Finding]:
    attack, *others = small_events()
    noted = attack.revised(note=note)
    assert noted.id == attack.id  # a note is not part of what the event says
    lines = [event.as_line() + "\n" for event in (noted, *others)]
    (folder / "events.jsonl").write_text("".join(lines), encoding="utf-8")
    return open_case(folder).check()


def test_an_event_is_known_from_the_day_of_its_source(folder: Path) -> None:
    # it happened on 13 September 2022, and the report that tells of it is of 1 March 2024
    assert _of_event(folder, "The report of 2024 says more than the news of 2022.") == []
    [finding] = _of_event(folder, "Denied in May 2024.")
    assert (finding.level, finding.where) == (
        "warning",
        f"events.jsonl, line 1, event {small_events()[0].id}",
    )
    assert "May 2024" in finding.message
    assert "known since 1 March 2024" in finding.message


@pytest.mark.parametrize("name", shipped_cases())
def test_no_note_of_a_case_that_ships_knows_what_came_later(name: str) -> None:
    told = [finding for finding in open_case(name).check() if "names" in finding.message]
    assert [str(one) for one in told if "known since" in one.message] == []
    assert [str(one) for one in told if "held since" in one.message] == []


def test_what_was_moved_is_where_it_was_said() -> None:
    case = open_case("csto-armenia")
    held = case.questions["border-not-delimited"].positions
    assert [(one.answer, str(one.since)) for one in held if one.holder == "RUS"] == [
        ("unclear", "2021-05-19"),
        ("unclear", "2022-09-13"),  # the commission, on the day of the strikes
    ]
    said = case.events["3ea2999e65adbfc8"]
    assert str(said.date) == "2024-12-04"
    assert "nothing to do with Karabakh" in (said.note or "")
    # and the words are in the source, right behind those that are quoted
    told = case.sources["2024-12-04-point-of-no-return"].text
    assert "the freeze had nothing to do with Karabakh" in told
