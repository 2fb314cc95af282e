"""Positions on performance in a case folder: how they are written, checked and printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from foedus import CaseError, InputError, Question, open_case
from foedus.cli import app
from foedus.ledger._questions import answers_to

from .conftest import YAML, small_events

ATTACK, REQUEST, _ = small_events()
QUESTION = f"""\
- id: was-it-kept
  text: Was Armenia helped?
  settles: performance
  norms: [cst/art-4-defence]
  events: ["{ATTACK.id}"]
  positions:
  - holder: ARM
    answer: refused
    since: 2022-10-01
    evidence: ["{REQUEST.id}"]
  - holder: RUS
    answer: kept
    since: 2023-01-01
    bearers: [RUS]
"""


def _checked(folder: Path, text: str) -> list[str]:
    (folder / "questions.yaml").write_text(text, encoding="utf-8")
    return [str(finding) for finding in open_case(folder).check()]


def test_words_of_the_holder_are_asked_for(folder: Path) -> None:
    assert _checked(folder, QUESTION) == [
        "warning: questions.yaml, line 11, question 'was-it-kept': no event under 'evidence' holds "
        "words of 'RUS'; cite one in which it says so"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "cst/art-4-defence",
            "cst/art-4",
            "error: questions.yaml, line 4, question 'was-it-kept': unknown norm 'cst/art-4'; "
            "those of cst are cst/art-1-force, ",
        ),
        (
            "cst/art-4-defence",
            "csto-charter/art-24-dues",
            "error: questions.yaml, line 4, question 'was-it-kept': unknown treaty in the norm "
            "'csto-charter/art-24-dues'; the case's treaties are cst, and a norm is written "
            "treaty/norm",
        ),
        (
            "cst/art-4-defence",
            "cst/art-1-force",
            "warning: questions.yaml, line 4, question 'was-it-kept': the norm 'cst/art-1-force' "
            "is not weighed for these events; those weighed are cst/art-2-",
        ),
        (
            f'evidence: ["{REQUEST.id}"]',
            'evidence: ["0123456789abcdef"]',
            "error: questions.yaml, line 10, question 'was-it-kept': evidence is an unknown event "
            "'0123456789abcdef'; foedus events prints the ids",
        ),
        (
            "bearers: [RUS]",
            "bearers: [QQQ]",
            "error: questions.yaml, line 14, question 'was-it-kept': unknown actor 'QQQ'",
        ),
        (
            "bearers: [RUS]",
            "bearers: [ARM]",
            "warning: questions.yaml, line 14, question 'was-it-kept': 'ARM' owes nothing there; "
            "those who do are BLR, KAZ, KGZ, RUS, TJK",
        ),
        (
            "holder: ARM",
            "holder: QQQ",
            "error: questions.yaml, line 7, question 'was-it-kept': unknown actor 'QQQ'",
        ),
    ],
)
def test_what_does_not_fit_is_found_with_its_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    assert old in QUESTION
    found = _checked(folder, QUESTION.replace(old, new))
    assert any(finding.startswith(message) for finding in found), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "answer: refused",
            "answer: not called in",
            "line 8, field 'answer' of the 1st of 'positions': 'not called in' is not one of kept, "
            "kept in part, deflected, refused, breached, no answer, pending, no longer owed, "
            "unclear",
        ),
        ("answer: refused", "answer: yes", r"line 8, .*'yes' is not one of kept, kept in part"),
        ("settles: performance", "settles: place", r"line 8, .*'refused' is not one of yes, no"),
        (
            "  norms: [cst/art-4-defence]\n",
            "",
            "field 'norms': a question on performance has 'norms'",
        ),
        ("  norms:", "  open: true\n  norms:", "line 4, field 'open': .*leave it out"),
    ],
)
def test_a_question_that_does_not_read_says_where_and_what_is_allowed(
    folder: Path, old: str, new: str, message: str
) -> None:
    assert old in QUESTION
    (folder / "questions.yaml").write_text(QUESTION.replace(old, new), encoding="utf-8")
    with pytest.raises(CaseError, match=message) as caught:
        open_case(folder).check()
    assert str(folder / "questions.yaml") in str(caught.value)


def test_a_readings_own_answer_that_does_not_fit_is_found(folder: Path) -> None:
    own = "  - {id: strict, title: Strict, positions: {was-it-kept: not called in}}\n"
    (folder / "case.yaml").write_text(YAML + own.replace("not called in", "yes"), encoding="utf-8")
    [fault] = _checked(folder, QUESTION)
    assert fault.startswith(
        "error: case.yaml, line 10, reading 'strict', question 'was-it-kept': 'yes' is not one of "
        "kept, kept in part"
    )
    result = CliRunner().invoke(app, ["ledger", str(folder), "--reading", "strict"])
    assert isinstance(result.exception, InputError)
    assert "case.yaml, field 'readings.strict.positions.was-it-kept'" in str(result.exception)


def test_the_example_in_the_docs_reads() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "readings.md").read_text("utf-8")
    block = page.split("## Who kept them")[1].split("```yaml")[1].split("```")[0]
    question = Question.model_validate(yaml.load(block, Loader=yaml.BaseLoader)[0])
    assert question.on_performance
    for answer in answers_to("performance"):
        assert f"`{answer}`" in page


def _printed(*options: str) -> str:
    result = CliRunner(env={"COLUMNS": "250"}).invoke(app, ["ledger", "csto-armenia", *options])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_the_command_line_shows_both_the_claim_and_the_record() -> None:
    said = _printed("--reading", "russia", "--during", "2022-09-13")
    assert "kept (Russia says; record" in " ".join(said.split())
    assert (
        "Russia–Armenia 1997 Art. 2, consultation on a threat of armed attack "
        "(2022-09-13/2022-09-14), what became of it: contested; in the record: deflected\n"
        "    – Russia says: kept, since 21 May 2025: “Lavrov said that the reaction to the attack "
        "on Jermuk had been in line with Russia's commitments to Armenia, those within the CSTO "
        "included”\n    – Armenia says: unclear, since 21 May 2025: “Mirzoyan answered"
    ) in said
    assert (
        "CST Art. 4, collective defence (2022-09-13/2022-09-14), what became of it: contested; "
        "under this reading disputed\n"
    ) in said


def test_why_says_whose_claim_a_status_is() -> None:
    said = _printed("--reading", "armenia", "--why", "6ae146")
    assert "CST Art. 4, 13–14 September 2022: breached (Armenia says; record: kept in part)" in said
    assert "RUS: breached\n    – Armenia says: breached, since May 2023: “In May 2023" in said
    assert "”; in the record: kept in part, The Council" in said
    assert "He named no article." in said


def test_csv_and_json_hold_both() -> None:
    rows = list(csv.DictReader(io.StringIO(_printed("--reading", "armenia", "--format", "csv"))))
    claimed = [row for row in rows if row["status"] != row["in_record"]]
    assert {(row["status"], row["claimed_by"], row["claimed_since"]) for row in claimed} == {
        ("breached", "ARM", "2023-05")
    }
    assert all(row["words"].startswith("“In May 2023") for row in claimed)
    assert len(claimed) == 20  # four promises of five members each
    data = json.loads(_printed("--format", "json"))
    assert {(one["holder"], one["answer"]) for one in data["claims"]} == {
        ("ARM", "breached"),
        ("ARM", "unclear"),
        ("RUS", "kept"),
        ("RUS", "unclear"),
    }
    assert not [o for call in data["calls"] for o in call["obligations"] if "claim" in o]
