"""Exit, voice, loyalty in a case: its answers cite the record, as statements do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus import Case
from foedus._errors import ModelError
from foedus.case import answers_of

from .conftest import small_events

ATTACK, REQUEST, FREEZE = (event.id for event in small_events())
MODEL = """\
form: option
decision_makers: {Armenia: [freeze], Alliance: [help]}
preferences:
  Armenia: [{statement: help, assumption: true}]
  Alliance: [{statement: not help, assumption: true}]
exit_voice_loyalty:
  member: Armenia
  patron: Alliance
dates:
  2024-02:
    exit_voice_loyalty:
      questions: {credible_exit: unclear, dependent: unclear, cheap_voice: unclear}
  2024-06:
    exit_voice_loyalty:
      questions:
        credible_exit: {answer: "yes", evidence: [EVIDENCE]}
        dependent: unclear
        cheap_voice: {answer: "yes"}
      happened: {course: [voice, ignore, loyalty], evidence: [HAPPENED]}
"""


@pytest.fixture
def with_model(folder: Path):
    def make(evidence: str = REQUEST, happened: str = ATTACK, text: str = MODEL) -> Case:
        whole = text.replace("EVIDENCE", evidence).replace("HAPPENED", happened)
        (folder / "model.yaml").write_text(whole, "utf-8")
        return Case(folder)

    return make


def test_answers_come_with_their_evidence(with_model):
    case = with_model()
    found = answers_of(case, case.model("2024-06"))
    assert [[piece.events for piece in cited] for _, cited in found] == [
        [(REQUEST,)],
        [],
        [],
        [(ATTACK,)],
    ]
    assert found[0][1][0].words.startswith("13 September 2022: “Armenia asked the CSTO for help.")
    assert len(answers_of(case, case.model("2024-02"))) == 3


@pytest.mark.parametrize(
    ("evidence", "happened", "says", "line"),
    [
        ("0123456789abcdef", ATTACK, "is no event, call or obligation of the case", 16),
        (REQUEST, "0123456789abcdef", "is no event, call or obligation of the case", 19),
        ("{position: nothing, holder: ARM}", ATTACK, "no question 'nothing'", 16),
        ("{event: x}", ATTACK, "evidence is the id of an event, or", 16),
    ],
)
def test_a_bad_reference_says_where(with_model, evidence, happened, says, line):
    with pytest.raises(ModelError, match=says) as caught:
        with_model(evidence, happened).model()
    assert caught.value.line == line
    assert "exit_voice_loyalty." in str(caught.value.field)
    assert str(caught.value.where).endswith("model.yaml")


def test_evidence_that_was_published_later_is_an_error(with_model):
    text = MODEL.replace(
        "credible_exit: unclear", f"credible_exit: {{answer: no, evidence: [{REQUEST}]}}"
    )
    with pytest.raises(ModelError, match="was not public by 2024-02"):
        with_model(text=text).model()
    assert [one for one in with_model(text=text).check() if one.level == "error"]


def test_an_answer_without_evidence_is_flagged_unless_it_is_open_or_assumed(with_model):
    flagged = [one for one in with_model().check() if "exit_voice_loyalty" in one.where]
    assert [one.where for one in flagged] == [
        "model.yaml, line 18, 2024-06, exit_voice_loyalty: cheap_voice"
    ]
    text = MODEL.replace('{answer: "yes"}', '{answer: "yes", assumption: true}')
    assert not [one for one in with_model(text=text).check() if "exit_voice" in one.where]


def test_the_command_line_has_the_answers_with_their_evidence(with_model, folder, run):
    with_model()
    code, out, err = run("options", "explain", folder, "--all", "--at", "2024-06")
    assert code == 0, err
    assert "E > 0  Would Armenia rather leave than stay and be ignored? yes" in out
    assert f"[{REQUEST}]" in out.split("Exit, voice, loyalty")[1]
    assert "E < 1 − c  If voice is answered" in out
    assert "(assumed)" in out.split("E < 1 − c")[1]
    code, out, _ = run("options", "solve", folder, "--at", "2024-06", "--format", "json")
    found = json.loads(out)["exit_voice_loyalty"]
    assert found["questions"]["credible_exit"]["evidence"][0]["events"] == [REQUEST]
    assert found["happened"]["evidence"][0]["events"] == [ATTACK]
    assert [one["outcome"] for one in found["follows"]] == ["voice › respond", "exit"]
    assert found["follows"][0]["if"] == [{"dependent": True}]
