"""A case's conflict model: what it cites is looked up, what speaks against it is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus import Case
from foedus._errors import ModelError

from .conftest import small_events

ATTACK, REQUEST, FREEZE = (event.id for event in small_events())
QUESTIONS = f"""\
- id: armed-attack
  text: Was it an armed attack?
  settles: armed-attack
  events: [{ATTACK}]
  positions:
  - {{holder: ARM, answer: "yes", since: 2022-09-13, evidence: [{REQUEST}]}}
  - {{holder: AZE, answer: "no", since: 2025-01-01}}
  - {{holder: RUS, answer: unclear, since: 2022-09-13, evidence: [LATER]}}
"""
MODEL = """\
form: option
decision_makers: {Armenia: [freeze], Alliance: [help]}
preferences:
  Alliance:
    - {statement: not help, assumption: true}
dates:
  2024-03:
    status_quo: none
    preferences:
      Armenia:
        - statement: help
          evidence: [EVIDENCE]
          AGAINST
        - freeze if not help
  2024-06:
    status_quo: freeze
    preferences:
      Armenia: [freeze]
"""


@pytest.fixture
def with_model(folder: Path):
    """Write a model with some evidence, and with what would speak against it; open the case."""

    def make(evidence: str = REQUEST, against: str = "note: none", text: str = MODEL) -> Case:
        (folder / "questions.yaml").write_text(QUESTIONS, "utf-8")
        whole = text.replace("EVIDENCE", evidence).replace("AGAINST", against)
        (folder / "model.yaml").write_text(whole, "utf-8")
        return Case(folder)

    return make


def words(case: Case, at: str = "2024-03") -> list[str]:
    found = case.grounds(case.model(at))
    return [cited.words for cited in found[0].evidence]


def test_an_event_an_obligation_and_a_position_are_evidence(with_model):
    case = with_model(
        f"{REQUEST}, {{norm: cst/art-4-defence, event: {ATTACK}, bearer: RUS}}, "
        "{position: armed-attack, holder: ARM}"
    )
    event, owed, held = case.grounds(case.model("2024-03"))[0].evidence
    assert event.words.startswith("13 September 2022: “Armenia asked the CSTO for help.")
    assert event.events == (REQUEST,)
    assert owed.words.startswith("Russia: ")
    assert owed.events[0] == ATTACK
    assert owed.call == next(c.id for c in case.ledger() if c.norm.id == "art-4-defence")
    assert held.words == "Armenia answers “yes” to: Was it an armed attack?"
    assert held.events == (REQUEST,)


def test_an_id_of_the_ledger_is_evidence_too(with_model):
    call = next(call for call in with_model().ledger() if call.obligations)
    assert words(with_model(call.id))[0].startswith(call.label)
    owed = call.obligations[0]
    name = with_model().actors.name(owed.bearer)
    assert words(with_model(owed.id))[0].startswith(f"{name}: {call.label}")


def test_without_evidence_it_is_an_assumption(with_model):
    case = with_model()
    help_, freeze, not_help = case.grounds(case.model("2024-03"))
    assert not help_.assumption
    assert freeze.assumption
    assert not_help.assumption
    unmarked = [one for one in case.check() if "not marked as an assumption" in one.message]
    assert [one.where.split(", ")[2] for one in unmarked] == ["2024-03", "2024-06"]
    assert "line 14" in unmarked[0].where


@pytest.mark.parametrize(
    ("evidence", "says", "hint"),
    [
        ("0123456789abcdef", "is no event, call or obligation of the case", "foedus events"),
        ("{norm: cst/art-4-defence, event: 0123x}", "'0123x' is no event", "foedus events"),
        (f"{{norm: cst/art-4, event: {ATTACK}}}", "'cst/art-4' is not held", "cst/art-4-defence"),
        (f"{{norm: art-4, event: {ATTACK}}}", "treaty and norm", ""),
        (
            f"{{norm: cst/art-4-defence, event: {ATTACK}, bearer: FRA}}",
            "'FRA' owed nothing",
            "RUS",
        ),
        (
            f"{{norm: cst/art-4-defence, event: {ATTACK}, reading: mine}}",
            "no reading 'mine'",
            "armenia",
        ),
        ("{position: armed-atack, holder: ARM}", "no question 'armed-atack'", "did you mean"),
        ("{position: armed-attack, holder: KAZ}", "'KAZ' has no position", "ARM, AZE, RUS"),
        ("{position: armed-attack, holder: AZE}", "on 2025-01-01 only", "a later date"),
        ("{event: x}", "evidence is the id of an event, or", ""),
    ],
)
def test_a_bad_reference_says_where_and_what_to_do(with_model, evidence, says, hint):
    with pytest.raises(ModelError) as caught:
        with_model(evidence).model()
    assert says in str(caught.value)
    assert hint in str(caught.value)
    assert caught.value.line == 12
    assert "the 1st of 'evidence' in the 1st of 'dates.2024-03.preferences.Armenia'" in str(
        caught.value.field
    )
    assert str(caught.value.where).endswith("model.yaml")


def test_evidence_that_was_published_later_is_an_error(with_model):
    case = with_model(text=MODEL.replace("2024-03:", "2024-02:"))
    with pytest.raises(ModelError, match=r"was not public by 2024-02: .* of 2024-03-01"):
        case.model()
    assert [one.message for one in case.check() if one.level == "error"]


def test_what_shows_a_position_must_have_been_public_too(with_model, folder):
    """Russia held it from 2022 on, but the words are of a source that came out later."""
    (folder / "sources" / "later.md").write_text(
        (folder / "sources" / "report.md").read_text("utf-8").replace("2024-03-01", "2024-05-01"),
        "utf-8",
    )
    first = small_events()[1]
    piece = first.evidence[0].model_copy(update={"source": "later"})
    later = first.revised(source=("RUS",), evidence=(piece,), about=())
    with (folder / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write(later.as_line() + "\n")
    cited = "{position: armed-attack, holder: RUS}"
    with_model(cited)
    questions = folder / "questions.yaml"
    questions.write_text(questions.read_text("utf-8").replace("LATER", later.id), "utf-8")
    with pytest.raises(ModelError, match="nothing that shows the position of 'RUS'"):
        Case(folder).model("2024-03")
    at_june = MODEL.replace("2024-06:", "2024-07:").replace("2024-03:", "2024-06:")
    with_model(cited, text=at_june)
    questions.write_text(questions.read_text("utf-8").replace("LATER", later.id), "utf-8")
    assert Case(folder).grounds(Case(folder).model("2024-06"))[0].evidence[0].events == (later.id,)


def test_a_rejected_event_is_no_evidence(with_model):
    case = with_model()
    case.judge(REQUEST, "reject", by="a tester")
    with pytest.raises(ModelError, match="was rejected as an event"):
        with_model().model()


def test_dates_stand_in_the_order_of_time(with_model):
    with pytest.raises(ModelError, match="'2024-02' stands after '2024-03'") as caught:
        with_model(text=MODEL.replace("2024-06:", "2024-02:")).model()
    assert caught.value.line == 15


# What speaks against a statement


def plant(folder: Path, date: str, **changes: object) -> str:
    """Add an event in which Armenia gives notice, coded by a person."""
    exit_ = small_events()[1].revised(
        **{"act": "exit", "type": "SANCTION", "date": date, "about": (), **changes}
    )
    with (folder / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write(exit_.as_line() + "\n")
    return str(exit_.id)


EXIT = "against: [{act: exit, by: ARM, towards: CSTO}]"


def test_a_later_act_that_speaks_against_a_statement_is_flagged(with_model, folder):
    planted = plant(folder, "2024-05-01")
    case = with_model(against=EXIT)
    found = case.grounds(case.model("2024-03"))
    assert [event.id for event in found[0].against] == [planted]
    assert not found[0].proposed
    assert all(not one.against for one in found[1:])
    flagged = [one for one in case.check() if planted in one.message]
    assert [one.level for one in flagged] == ["warning"]
    assert "line 11" in flagged[0].where


@pytest.mark.parametrize(
    ("date", "changes"),
    [
        ("2024-03-31", {}),  # not later
        ("2024-07-01", {}),  # after the next date of the model, which says something else
        ("2024-05-01", {"source": ("KAZ",)}),  # somebody else
        ("2024-05-01", {"target": ("EAEU",)}),  # towards somebody else
        ("2024-05-01", {"factuality": "denied"}),  # it did not happen
        ("2024-05-01", {"act": "announce-exit"}),  # another act
    ],
)
def test_what_was_not_declared_is_not_flagged(with_model, folder, date, changes):
    plant(folder, date, **changes)
    case = with_model(against=EXIT)
    assert case.grounds(case.model("2024-03"))[0].against == ()


def test_from_until_and_factuality_widen_the_search(with_model, folder):
    early, late = plant(folder, "2024-03-31"), plant(folder, "2024-07-01", factuality="intended")
    wide = (
        "against: [{act: [exit], by: [ARM], from: 2024-03, until: 2024-12, "
        "factuality: [actual, intended]}]"
    )
    case = with_model(against=wide)
    assert [event.id for event in case.grounds(case.model("2024-03"))[0].against] == [early, late]


def test_a_proposal_that_speaks_against_it_is_marked_as_one(with_model):
    case = with_model(against="against: [{act: freeze, by: ARM, from: 2024-01-01}]")
    found = case.grounds(case.model("2024-03"))[0]
    assert [event.id for event in found.against] == [FREEZE]
    assert found.proposed == {FREEZE}
    assert found.as_json()["speaks_against"][0]["proposed"]


@pytest.mark.parametrize(
    ("against", "says"),
    [
        ("against: [{act: leaving, by: ARM}]", "act: 'leaving' is not one of"),
        ("against: [{act: exit, by: AMR}]", "unknown actor 'AMR'"),
        ("against: [{act: exit}]", "missing"),
    ],
)
def test_a_bad_declaration_says_so(with_model, against, says):
    with pytest.raises(ModelError, match=says) as caught:
        with_model(against=against).model()
    assert caught.value.line == 13


def test_a_model_without_a_date_must_say_from_when(with_model):
    text = MODEL[: MODEL.index("dates:")] + f"  Armenia:\n    - {{statement: help, {EXIT}}}\n"
    with pytest.raises(ModelError, match="from when on"):
        with_model(text=text).model()


# On the command line


def test_the_options_commands_work_on_a_case(with_model, folder, run):
    plant(folder, "2024-05-01")
    with_model(against=EXIT)
    code, out, _ = run("options", "solve", folder, "--at", "2024-04-15")
    assert code == 0
    assert "2024-03: 2 decision makers" in out.replace("Conflict, ", "")
    assert "3 statements of what somebody wants, 1 read off the record, 2 assumed" in out
    assert "Later acts on record speak against:\n- Armenia: “help”" in out
    code, out, _ = run("options", "explain", folder, "--all", "--at", "2024-03")
    assert code == 0
    assert f"· 13 September 2022: “Armenia asked the CSTO for help.”  [{REQUEST}]" in out
    assert "2. freeze if not help  (assumed)" in out
    assert "! speaks against it: 1 May 2024" in out
    code, out, _ = run("options", "solve", folder, "--at", "2024-03", "--format", "json")
    grounds = json.loads(out)["grounds"]
    assert grounds[0]["evidence"][0]["events"] == [REQUEST]
    assert grounds[0]["would_speak_against"] == ["exit by ARM towards CSTO"]
    assert [one["assumption"] for one in grounds] == [False, True, True]
    for command in (
        ("inverse", folder, "freeze"),
        ("inverse", folder, "not freeze", "--from-here"),
        ("path", folder),
        ("compare", folder),
        ("sensitivity", folder, "--by", "priority"),
    ):
        code, out, err = run("options", *command)
        assert code == 0, err
        assert out


def test_a_bad_reference_stops_every_command(with_model, folder, run):
    with_model("0123456789abcdef")
    for command in (("solve", folder), ("compare", folder), ("solve", folder / "model.yaml")):
        code, _, err = run("options", *command)
        assert code == 2
        assert "model.yaml, line 12" in err
    code, out, _ = run("check", folder)
    assert code == 1
    assert "model.yaml, line 12" in out


def test_a_case_without_a_model_says_so(folder, run):
    code, _, err = run("options", "solve", folder)
    assert code == 2
    assert "no conflict model" in err
