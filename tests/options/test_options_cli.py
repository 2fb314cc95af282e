"""foedus options: every command on a model file, as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

MODELS = Path(__file__).parent / "models"
ELMIRA = MODELS / "elmira.yaml"


@pytest.fixture
def run(run):
    return lambda *arguments: run("options", *arguments)


@pytest.fixture
def data(run):
    def call(*arguments):
        code, out, err = run(*arguments, "--format", "json")
        assert code == 0, err
        return json.loads(out)

    return call


def test_solve_as_json_has_the_form_that_is_promised(data):
    found = data("solve", MODELS / "prisoners-dilemma.yaml")
    assert found["states"] == ["CC", "CD", "DC", "DD"]
    assert found["equilibria"] == {
        "nash": ["DD"],
        "gmr": ["CC", "DD"],
        "smr": ["CC", "DD"],
        "seq": ["CC", "DD"],
    }
    assert set(found["stability"]) == {"Row", "Column"}
    assert found["stability"]["Row"]["nash"] == ["DC", "DD"]


def test_solve_as_json_keeps_numbers_and_shows_groups(data):
    found = data("solve", ELMIRA)
    assert found["equilibria"]["nash"] == [5, 8, 9]
    assert {"from": 5, "members": ["Ministry", "Uniroyal"], "to": [8]} in (
        found["coalitions"]["moves"]
    )
    assert "coalitions" not in data("solve", ELMIRA, "--no-groups")


def test_solve_as_a_table_in_the_usual_notation(run):
    code, out, _ = run("solve", MODELS / "elmira-options.yaml")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["Ministry", "Modify", "N", "Y", "-", "N", "Y"] in lines
    assert ["Abandon", "N", "N", "Y", "N", "N"] in lines
    assert ["8", *["●"] * 5] in lines
    assert "nash: nobody can improve its position by moving alone" in out
    assert "Ministry and Uniroyal would together move from '5' to '8'" in out


def test_solve_with_uncertain_preferences_shows_the_four_readings(run, data):
    code, out, _ = run("solve", MODELS / "gisborne.yaml")
    assert code == 0
    assert "what may be better" in out
    found = data("solve", MODELS / "gisborne.yaml")
    assert found["uncertain"]["b"]["nash"] == ["s4", "s6"]
    assert found["equilibria"]["nash"] == []


def test_explain(run, data):
    code, out, _ = run("explain", ELMIRA, "#1")
    assert code == 0
    assert "Local Government: stable by smr, gmr." in out
    assert data("explain", ELMIRA, "1")["reasons"][2]["temptations"][0]["move"] == 5
    code, out, _ = run("explain", MODELS / "gisborne.yaml", "--all")
    assert code == 0
    assert "1. lift (uncertain)" in out
    assert data("explain", ELMIRA)["rankings"]["Ministry"][0] == [7]


def test_inverse(run, data):
    code, out, _ = run("inverse", ELMIRA, 1)
    assert code == 0
    assert "Local Government" in out
    code, out, _ = run("inverse", ELMIRA, 1, "--concept", "nash", "--who", "Local Government")
    assert code == 0
    assert "would have to value '1' at least as highly as '5'" in out
    found = data("inverse", ELMIRA, 1, "--concept", "nash")
    assert found["equilibrium_after_all_changes"] == {"nash": True}
    steps = [demand["smallest_change"]["steps"] for demand in found["demands"]]
    assert steps == [0, 0, 1]


def test_inverse_by_priority(run, data, tmp_path):
    file = tmp_path / "model.yaml"
    file.write_text(
        "form: option\ndecision_makers: {Member: [leave], Patron: [assist]}\n"
        "preferences: {Member: [leave if not assist, not leave], Patron: [not assist]}\n"
    )
    code, out, _ = run("inverse", file, "none", "--by", "priority", "--concept", "nash")
    assert code == 0
    assert "puts “not leave” before “leave if not assist”" in out
    found = data("inverse", tmp_path, "none", "--by", "priority")  # a folder that holds model.yaml
    assert found["demands"][0]["shifts"][0]["equilibrium"]


MEMBER = """\
form: option
decision_makers: {Member: [leave], Patron: [assist]}
otherwise: {Member: stay}
meanings: {leave: The member gives notice.}
preferences: {Member: [leave if not assist, not leave], Patron: [not assist, not leave]}
status_quo: stay
"""


@pytest.fixture
def member(tmp_path):
    file = tmp_path / "a model.yaml"
    file.write_text(MEMBER)
    return file


def test_an_option_in_the_place_of_a_state_is_told_how_to_be_asked_about(run, member):
    code, _, err = run("inverse", member, "not assist")
    assert code == 2
    assert "'not assist' is no state of this model: it holds in 2 of its 4" in err
    assert f"foedus options inverse '{member}' 'not assist' --from-here" in err
    assert f"foedus options inverse '{member}' stay" in err
    # the command that it names does what it says
    code, out, _ = run("inverse", member, "not assist", "--from-here")
    assert "comes about as things are, and lasts" in out
    assert code == 0
    code, _, err = run("explain", member, "not leave", "--at", "2020")
    assert "no date" in err
    code, _, err = run("explain", member, "not leave")
    assert code == 2
    assert "'not leave' is no state of this model: it holds in 2 of its 4" in err
    assert "name one of them: stay or stay + assist" in err


def test_from_here_is_not_named_where_it_cannot_be_asked(run, member):
    member.write_text(MEMBER.replace("status_quo: stay\n", ""))
    code, _, err = run("inverse", member, "not assist")
    assert code == 2
    assert "--from-here" not in err
    assert f"foedus options inverse '{member}' stay" in err


def test_a_model_is_summed_up_and_shown_whole_on_request(run, member):
    code, out, _ = run("explain", member)
    assert code == 0
    assert len(out.splitlines()) < 20
    assert "#2" in out  # it lasts: the patron does not help, and the member leaves
    assert f"foedus options explain '{member}' '#2'" in out
    assert f"foedus options explain '{member}' --all" in out
    assert "What each wants" not in out
    code, out, _ = run("explain", member, "--all")
    assert code == 0
    assert "1. leave if not assist" in out
    code, _, err = run("explain", member, "stay", "--all")
    assert code == 2
    assert "--all shows the model whole" in err


def test_the_words_of_the_tables_are_explained_below_them(run, member):
    code, out, _ = run("solve", member)
    assert code == 0
    assert "Y: taken up; N: not taken up" in out
    assert "●: it lasts in that sense" in out
    # from the model where it says so, else what the tool itself means by it
    assert "leave: The member gives notice." in out
    member.write_text(MEMBER.replace("[not assist, not leave]", "[not leave, assist]"))
    code, out, _ = run("solve", member)
    assert "stay + assist" in out
    assert "stay: Member takes up none of its options" in out
    code, out, _ = run("solve", ELMIRA)
    assert "Y: taken up" not in out


def test_sensitivity(run, data):
    code, out, _ = run("sensitivity", ELMIRA, "--concept", "nash")
    assert code == 0
    assert "48 models near it" in out
    assert "Local Government prefers '1' to '5'" in out
    assert data("sensitivity", ELMIRA)["models"] == 48


def test_sensitivity_ranks_what_flips_and_counts_what_does_not(run, data):
    _, out, _ = run("sensitivity", ELMIRA, "--concept", "nash")
    # by hand: two changes end 5 (see test_analyses); others make a state last that does not
    found = data("sensitivity", ELMIRA, "--concept", "nash")
    flipping = [
        one for one in found["changes"] if {"state": 5, "was": ["nash"], "is": []} in one["flips"]
    ]
    assert {one["changes"][0] for one in flipping} == {
        "Uniroyal prefers '9' to '5'",
        "Local Government prefers '1' to '5'",
    }
    assert len(found["changes"]) + found["changing_nothing"] == 48
    assert f"The other {found['changing_nothing']} of the 48 change nothing" in out
    assert "1. " in out
    assert "ends '5'" in out
    weights = [
        sum(len(set(flip["was"]) ^ set(flip["is"])) for flip in one["flips"])
        for one in found["changes"]
    ]
    assert weights == sorted(weights, reverse=True)


def test_sensitivity_says_in_words_what_flips(run, member):
    code, out, _ = run("sensitivity", member, "--by", "priority")
    assert code == 0
    assert "Patron would rather have “assist”" in out
    assert "makes 'stay + assist' last" in out
    # nothing is listed that changes nothing
    assert "Member does not care about “not leave”\n" not in out
    assert "changes nothing" in out or "change nothing" in out


def test_path(run, data):
    code, out, _ = run("path", ELMIRA)
    assert code == 0
    assert "1 —Local Government→ 5" in out
    assert "only if somebody moves against its own interest" in out
    found = data("path", ELMIRA, "--from", "5", "--to", "8")
    assert found["to"][0]["credible"] is False
    assert found["to"][0]["paths"][0][0]["from"] == 5


def test_compare(run, data, tmp_path):
    file = tmp_path / "model.yaml"
    file.write_text(
        "form: graph\ndecision_makers: [A]\nstates: [x, y]\nmoves: {A: [[x, y]]}\n"
        "preferences: {A: [x, y]}\ndates: {2020: {}, 2024: {preferences: {A: [y, x]}}}\n"
    )
    code, out, _ = run("compare", file)
    assert code == 0
    assert "'x' is stable no longer" in out
    assert data("compare", file)["dates"] == ["2020", "2024"]
    code, out, _ = run("compare", MODELS / "chicken.yaml", MODELS / "stag-hunt.yaml")
    assert code == 0
    assert "stag-hunt" in out
    assert data("solve", file, "--date", "2020")["equilibria"]["nash"] == ["x", "y"]


def test_games(run, data, tmp_path):
    file = tmp_path / "evl.yaml"
    file.write_text("form: exit-voice-loyalty\nE: 0.4\nL: 1.5\nc: 0.2\n")
    code, out, _ = run("solve", file, "--logit", 1)
    assert code == 0
    assert "voice › respond" in out
    assert "0.374435" in out
    assert data("solve", file, "--logit", 5)["logit"]["respond"] == pytest.approx(
        0.832852, abs=5e-7
    )
    from foedus.options import ExitVoiceLoyalty, write_efg

    tree = write_efg(ExitVoiceLoyalty(0.4, 1.5, 0.2).game(), tmp_path / "evl.efg")
    assert data("solve", tree)["outcomes"]["voice › respond"] == 1
    code, out, _ = run("solve", tree)
    assert code == 0
    file.write_text(
        "form: exit-voice-loyalty\nE: 0.4\nc: 0.2\n"
        "types: [{name: d, L: 1.5, prior: 0.5}, {name: a, L: 0.5, prior: 0.5}]\n"
    )
    code, out, _ = run("solve", file)
    assert code == 0
    assert "0.333" in out
    file.write_text("form: exit-voice-loyalty\nE: 0.4\nc: 0.2\n")
    code, _, err = run("solve", file)
    assert code == 2
    assert "either L or types" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("solve", "none.yaml"), "no such file"),
        (("solve", Path(__file__).parent), "no conflict model"),
        (("explain", ELMIRA, "77"), "'77' is no state"),
        (("inverse", ELMIRA, "1", "--who", "Moscow"), "no decision maker"),
        (("inverse", ELMIRA, "1", "--concept", "sim"), "sim needs a model in option form"),
        (("inverse", ELMIRA, "1", "--by", "priority"), "nobody's preferences"),
        (("sensitivity", ELMIRA, "--by", "priority"), "nobody's preferences"),
        (("sensitivity", ELMIRA, "--concept", "sim"), "none of these"),
        (("path", MODELS / "chicken.yaml"), "where the conflict stands"),
        (("compare", ELMIRA), "only one model"),
        (("solve", ELMIRA, "--date", "2020"), "no date"),
        (("solve", ELMIRA, "--logit", "1"), "for games"),
    ],
)
def test_errors_end_with_code_2_and_say_what_to_do(run, arguments, says):
    code, _, err = run(*arguments)
    assert code == 2
    assert says in err


# A word that is no option, and what a case's model does not know


def test_a_word_that_the_model_explains_an_option_with_leads_to_the_option(run):
    """The model says of "give notice" that Armenia tells the alliance that it leaves."""
    for more in ((), ("--from-here",)):
        code, out, err = run("inverse", "csto-armenia", "leave", *more)
        assert (code, out) == (2, "")
        assert "did you mean 'give notice'?" in err
        assert "its options are boycott, freeze" in err
        assert len(err) < 500


def test_a_case_s_model_names_its_day_and_how_much_later_the_case_goes_on(run):
    _, out, _ = run("inverse", "csto-armenia", "give notice", "--from-here")
    # the model of June 2024; the last source of the case is of 11 December 2025
    assert "in 2024-06 it stood at 'freeze + withhold dues + threaten'" in out
    assert "the case goes on to 11 December 2025, 18 months later" in out
    assert "Armenia would rather have “give notice” even if “not take up guarantee”" in out


def test_a_model_without_a_case_says_where_it_stands(run, tmp_path):
    file = tmp_path / "m.yaml"
    file.write_text(
        "form: option\ndecision_makers: {Member: [leave]}\npreferences: {Member: [not leave]}\n"
        "status_quo: none\n",
        "utf-8",
    )
    out = run("inverse", str(file), "leave", "--from-here")[1]
    assert "it stands at 'none'" in out
    assert "Member would rather have “leave”" in out
    assert "the case goes on" not in out
