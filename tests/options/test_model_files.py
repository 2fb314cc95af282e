"""Model files: what they say, and what is said of those that will not do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from foedus import ModelError
from foedus.options import ConflictModel, Preference, load_model, load_models, solve

MODELS = Path(__file__).parent / "models"

GRAPH = """\
form: graph
title: Two
decision_makers: [A, B]
states: [x, y, z]
moves:
  A: [[x, y], [y, x]]
  B: [[y, z]]
preferences:
  A: [x, [y, z]]
  B: [z, y, x]
"""

OPTION = """\
form: option
title: Leaving
decision_makers:
  Member: [leave, give notice]
  Patron: [assist]
infeasible:
  - leave and not give notice
irreversible: [leave]
preferences:
  Member:
    - assist
    - leave if not assist
  Patron: [not leave, not assist]
"""


def model(text: str) -> ConflictModel:
    return load_model(text)


def edited(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


# Graph form


def test_graph_form():
    made = model(GRAPH)
    assert made.states == ("x", "y", "z")
    assert made.ranking("A") == [["x"], ["y", "z"]]
    assert made.reachable("A", "x") == ["y"]
    assert made.improvements("A", "y") == ["x"]
    assert made.improvements("B", "x") == []


def test_who_is_left_out_of_moves_cannot_move():
    made = model(edited(GRAPH, ("  B: [[y, z]]\n", "")))
    assert made.reachable("B", "y") == []


def test_a_ranking_by_pairs_is_the_same_as_a_list():
    pairs = edited(GRAPH, ("A: [x, [y, z]]", "A: {pairs: [[x, y]], equal: [[y, z]]}"))
    assert model(pairs).ranking("A") == model(GRAPH).ranking("A")


def test_states_may_be_numbers_and_stay_numbers():
    made = load_model(MODELS / "elmira.yaml")
    assert made.states == tuple(range(1, 10))
    assert made.state("5") == made.state(5) == made.state("#5") == 4


def test_a_number_in_quotes_is_the_same_state():
    made = model(edited(GRAPH, ("[x, y, z]", "[1, y, z]"), ("x", '"1"')))
    assert made.ranking("A") == [[1], ["y", "z"]]


def test_any_numbers_make_a_ranking():
    assert Preference(np.array([10, -3, 10])).levels.tolist() == [1, 0, 1]


def test_a_model_made_in_python():
    made = ConflictModel.graph(
        ["x", "y"], {"A": [("x", "y")]}, {"A": ["y", "x"], "B": [["x", "y"]]}, status_quo="x"
    )
    assert solve(made).equilibria()["nash"] == ["y"]
    assert made.status_quo == 0


# Option form


def test_option_form_states_and_moves():
    made = model(OPTION)
    # eight combinations, two of them ruled out (leaving without notice)
    assert made.states == (
        "none",
        "give notice",
        "leave + give notice",
        "assist",
        "give notice + assist",
        "leave + give notice + assist",
    )
    assert made.reachable("Member", "none") == ["give notice", "leave + give notice"]
    assert made.reachable("Member", "leave + give notice") == []  # leaving is for good
    assert made.reachable("Patron", "none") == ["assist"]


def test_option_prioritising():
    """The first statement on which two states differ decides; A if B holds where B does not."""
    made = model(OPTION)
    assert made.ranking("Member") == [
        ["assist", "give notice + assist", "leave + give notice + assist"],
        ["leave + give notice"],
        ["none", "give notice"],
    ]
    assert made.ranking("Patron")[0] == ["none", "give notice"]


def test_a_state_is_found_by_its_options():
    made = model(OPTION)
    assert made.states[made.state("YY N")] == "leave + give notice"
    assert made.states[made.state("nnn")] == "none"
    with pytest.raises(ModelError, match="infeasible"):
        made.state("YNN")


@pytest.mark.parametrize(
    ("text", "holds_where"),
    [
        ("a", {"a", "a + b", "a + c", "a + b + c"}),
        ("not a", {"none", "b", "c", "b + c"}),
        ("a and b or c", {"a + b", "c", "a + c", "b + c", "a + b + c"}),
        ("a and (b or c)", {"a + b", "a + c", "a + b + c"}),
        ("a if b", {"none", "a", "c", "a + b", "a + c", "a + b + c"}),
        ("a iff b", {"none", "c", "a + b", "a + b + c"}),
        ("a if b and c", {"none", "a", "b", "c", "a + b", "a + c", "a + b + c"}),
        ("-a & !b | c", {"none", "c", "a + c", "b + c", "a + b + c"}),
        ("'a' AND NOT B.b", {"a", "a + c"}),
        ("not (a or b or c)", {"none"}),
    ],
)
def test_conditions(text, holds_where):
    made = model(
        f"form: option\ndecision_makers: {{A: [a], B: [b, c]}}\n"
        f'preferences: {{A: ["{text}"], B: [a]}}\n'
    )
    assert set(made.ranking("A")[0]) == holds_where


def test_names_of_several_words_and_names_that_two_have():
    made = model(
        "form: option\ndecision_makers: {A: [stay and wait, stay], B: [stay]}\n"
        'preferences: {A: ["stay and wait and not A.stay"], B: [B.stay]}\n'
    )
    assert made.ranking("A")[0] == ["stay and wait", "stay and wait + B.stay"]


def test_states_that_count_as_one():
    made = load_model(MODELS / "elmira-options.yaml")
    assert made.options is not None
    assert made.options.marks(made.state(9)) == "- NNY -"
    assert made.options.marks(made.state(4)) == "Y NYN N"


def test_priorities_may_be_given_by_what_stands_above_what():
    listed = edited(OPTION, ("    - assist\n    - leave if not assist\n", ""), ("  Member:\n", ""))
    ids = (
        "  Member:\n    - {statement: leave if not assist, id: go}\n"
        "    - {statement: assist, id: help, above: [go]}\n"
    )
    made = model(edited(listed, ("preferences:\n", f"preferences:\n{ids}")))
    assert made.ranking("Member") == model(OPTION).ranking("Member")


def test_statements_keep_their_evidence():
    text = edited(OPTION, ("    - assist\n", "    - {statement: assist, evidence: [0f3c9d1e]}\n"))
    said = model(text).statements[0]
    assert said is not None
    assert said[0].evidence == ("0f3c9d1e",)


OTHERWISE = """\
form: option
decision_makers: {Member: [freeze, leave], Patron: [assist]}
otherwise: {Member: stay}
meanings: {stay: the member takes part, leave: it gives notice}
infeasible:
  - {never: freeze and leave, why: who leaves has nothing to freeze}
irreversible:
  - {option: leave, why: there is no way back}
preferences:
  Member: [stay if assist, leave]
  Patron: [stay, not assist]
status_quo: stay + assist
"""


def test_taking_up_nothing_may_have_a_name():
    made = model(OTHERWISE)
    assert made.states[:3] == ("stay", "freeze", "leave")
    assert made.status_quo == made.state("stay + assist")
    assert made.names(made.states_where("stay")) == ["stay", "stay + assist"]
    assert made.ranking("Member") == [
        ["leave"],
        ["stay", "freeze", "stay + assist"],
        ["leave + assist"],
        ["freeze + assist"],
    ]


def test_rules_keep_their_reasons():
    made = model(OTHERWISE)
    assert [(rule.kind, rule.text, rule.why) for rule in made.rules] == [
        ("infeasible", "freeze and leave", "who leaves has nothing to freeze"),
        ("irreversible", "leave", "there is no way back"),
    ]
    assert made.meanings["leave"] == "it gives notice"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("Member: stay}", "Member: leave}"), "'leave' names something else already"),
        (("Member: stay}", "Moscow: stay}"), "Moscow"),
        (("{stay: the", "{stray: the"), "'stray' is no option"),
        (("never: freeze", "never: frieze"), "did you mean freeze"),
        (("never: freeze and leave, why", "never: freeze and leave, reason"), "no such field"),
    ],
)
def test_a_bad_name_or_rule_says_so(change, says):
    with pytest.raises(ModelError, match=says):
        model(edited(OTHERWISE, change))


def test_states_where_a_condition_holds():
    made = model(OTHERWISE)
    assert made.names(made.states_where("leave + assist")) == ["leave + assist"]
    with pytest.raises(ModelError, match="holds in no feasible state"):
        made.states_where("freeze and leave")
    with pytest.raises(ModelError, match="is no state of this model") as caught:
        made.states_where("go away")
    assert "its options are freeze, leave, assist" in str(caught.value)


def test_an_uncertain_statement_decides_nothing_for_certain():
    text = edited(OPTION, ("    - assist\n", "    - {statement: assist, uncertain: true}\n"))
    made = model(text)
    compare = made.preferences[0].compare
    assert compare(made.state("assist"), made.state("none")) == "uncertain"
    # both without assistance: the second statement decides
    assert compare(made.state("leave + give notice"), made.state("none")) == "better"
    assert compare(made.state("none"), made.state("give notice")) == "equal"


# Dates


DATED = (
    OPTION
    + """\
dates:
  2020: {status_quo: none}
  2024-02:
    status_quo: give notice
    preferences: {Member: [leave if not assist]}
"""
)


def test_dates():
    made = load_models(DATED)
    assert list(made) == ["2020", "2024-02"]
    assert made["2020"].ranking("Member") == model(OPTION).ranking("Member")
    assert len(made["2024-02"].ranking("Member")) == 2
    assert load_model(DATED).date == "2024-02"
    assert load_model(DATED, "2020").status_quo == 0
    with pytest.raises(ModelError, match="no date '1999'"):
        load_model(DATED, "1999")


def test_a_date_in_between_means_the_last_one_before_it():
    assert load_model(DATED, "2023-06-01").date == "2020"
    assert load_model(DATED, "2024").date == "2024-02"
    with pytest.raises(ModelError, match="no date 'lately'"):
        load_model(DATED, "lately")


def test_a_fault_of_one_date_is_found_under_it():
    bad = edited(DATED, ("{Member: [leave if not assist]}", "{Member: [lave if not assist]}"))
    with pytest.raises(ModelError) as caught:
        load_models(bad)
    assert "did you mean leave" in str(caught.value)
    assert caught.value.line == 18


# Bad models


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        # a preference over a state that is infeasible, or does not exist
        (edited(GRAPH, ("[z, y, x]", "[z, y, x, w]")), "'w' is no state", 10),
        (
            edited(OPTION, ("[not leave, not assist]", "{ranking: [YNN, NNN]}")),
            "the state 'YNN' is infeasible",
            13,
        ),
        (
            edited(OPTION, ("    - assist\n", "    - leave and not give notice\n")),
            "holds in no feasible state",
            11,
        ),
        # a ranking that leaves states out, or lists one twice
        (edited(GRAPH, ("[z, y, x]", "[z, x]")), "leaves out y", 10),
        (edited(GRAPH, ("[z, y, x]", "[z, y, x, z]")), "'z' is listed twice", 10),
        (edited(GRAPH, ("[x, [y, z]]", "[x, [y, y], z]")), "'y' is listed twice", 9),
        # a cycle in priorities
        (
            edited(GRAPH, ("[z, y, x]", "{pairs: [[z, y], [y, x], [x, z]]}")),
            "round in a circle: .* above .* above",
            10,
        ),
        (
            edited(
                OPTION,
                (
                    "    - assist\n    - leave if not assist\n",
                    "    - {statement: assist, id: p, above: [q]}\n"
                    "    - {statement: leave, id: q, above: [p]}\n",
                ),
            ),
            "round in a circle: “p” above “q” above “p”|“q” above “p” above “q”",
            10,
        ),
        (
            edited(GRAPH, ("[z, y, x]", "{pairs: [[z, y], [z, x]]}")),
            "do not say whether",
            10,
        ),
        # an unknown decision maker, state or option
        (edited(GRAPH, ("  B: [z", "  C: [z")), "'C' is no decision maker", 10),
        (edited(GRAPH, ("  B: [[y", "  C: [[y")), "'C' is no decision maker", 7),
        (edited(GRAPH, ("[[y, z]]", "[[y, w]]")), "'w' is no state", 7),
        (edited(OPTION, ("[leave]", "[live]")), "'live' is no option", 8),
        (edited(OPTION, ("not assist]", "not asist]")), "did you mean assist", 13),
        # something left out
        (edited(GRAPH, ("  B: [z, y, x]\n", "")), "nothing says what B prefers", 8),
        (edited(OPTION, ("  Patron: [not leave, not assist]\n", "")), "what Patron prefers", 9),
        (edited(GRAPH, ("form: graph\n", "")), "form", None),
        (edited(GRAPH, ("form: graph", "form: tree")), "'tree' is no form", None),
        (edited(GRAPH, ("states: [x, y, z]\n", "")), "missing", 1),
        # something that does not fit
        (edited(GRAPH, ("[x, y, z]", "[x, y, x]")), "listed twice", 4),
        (edited(GRAPH, ("[[x, y], [y, x]]", "[[x, x]]")), "leads nowhere", 6),
        (edited(GRAPH, ("[x, y, z]", "[x, no, z]")), "put the name in quotes", 4),
        (edited(GRAPH, ("[A, B]", "[A, A]")), "'A' is named twice", 3),
        (edited(OPTION, ("infeasible:\n", "infeasible:\n  - leave or not leave\n")), "no state", 6),
        (edited(OPTION, ("leave if not assist", "leave and")), "breaks off", 12),
        (edited(OPTION, ("leave if not assist", "(leave")), "not closed", 12),
        (edited(OPTION, ("leave if not assist", "leave assist")), "does not belong there", 12),
        (edited(OPTION, ("leave if not assist", "leave if assist if leave")), "parentheses", 12),
        (OPTION + "status_quo: leave\n", "holds in 2 states", 14),
        (OPTION + "states: {gone: leave}\n", "holds in 2 states", 14),
        (OPTION + "same: [leave and not give notice]\n", "holds in no feasible state", 14),
        (OPTION + "colour: red\n", "there is no such field", 14),
        ("form: graph\nstates: [x\n", "not valid YAML", None),
    ],
)
def test_a_bad_model_gets_a_clear_error(text, says, line, tmp_path):
    file = tmp_path / "model.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ModelError, match=says) as caught:
        load_model(file)
    assert caught.value.where == str(file)
    if line is not None:
        assert caught.value.line == line, str(caught.value)


@pytest.mark.parametrize("options", [24, 40, 62, 63, 100])
def test_too_many_states_are_refused_at_once(options):
    listed = ", ".join(f"o{n}" for n in range(options))
    with pytest.raises(ModelError, match="most states that can be solved are 131,072"):
        model(
            f"form: option\ndecision_makers: {{A: [{listed}], B: [x]}}\n"
            "preferences: {A: [o0], B: [x]}\n"
        )


def test_many_options_are_fine_if_few_combinations_are_feasible():
    """Forty options of which one at a time is taken up: 41 states."""
    names = [f"o{n}" for n in range(40)]
    pairs = "\n".join(f"  - {a} and {b}" for i, a in enumerate(names) for b in names[:i])
    made = model(
        f"form: option\ndecision_makers: {{A: [{', '.join(names)}]}}\n"
        f"infeasible:\n{pairs}\npreferences: {{A: [o39]}}\n"
    )
    assert len(made) == 41
    assert solve(made).equilibria()["nash"] == ["o39"]


def test_too_many_moves_are_refused():
    names = ", ".join(f"o{n}" for n in range(16))
    with pytest.raises(ModelError, match="more than 33,554,432 moves"):
        model(f"form: option\ndecision_makers: {{A: [{names}]}}\npreferences: {{A: [o0]}}\n")


def test_json_is_read_as_well(tmp_path):
    file = tmp_path / "model.json"
    file.write_text(json.dumps(yaml.safe_load(GRAPH)), "utf-8")
    assert load_model(file).ranking("A") == model(GRAPH).ranking("A")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        load_model(tmp_path / "none.yaml")


def test_unknown_names_are_answered_with_known_ones():
    made = model(OPTION)
    with pytest.raises(ModelError, match="did you mean assist"):
        made.state("asist")
    with pytest.raises(ModelError, match="Member, Patron"):
        made.who("Moscow")


def test_a_ranking_put_in_by_names():
    made = model(GRAPH).with_ranking("B", [["x", "y"], "z"])
    assert made.ranking("B") == [["x", "y"], ["z"]]
    with pytest.raises(ModelError, match="leaves out z"):
        model(GRAPH).with_ranking("B", ["x", "y"])


def test_statements_beyond_64_still_rank():
    wishes = ", ".join(["a if b", "b if a"] * 40 + ["a"])
    made = model(
        "form: option\ndecision_makers: {A: [a], B: [b]}\n"
        f"preferences: {{A: [{wishes}], B: [b]}}\n"
    )
    assert made.ranking("A") == [["a + b"], ["none"], ["a"], ["b"]]
    assert np.array_equal(made.preferences[1].levels, [0, 0, 1, 1])
