"""Sensitivity, priorities, models over time, explanations: on conflicts worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import ModelError
from foedus.options import (
    ConflictModel,
    better_for_all,
    compare,
    explain,
    invert,
    load_model,
    load_models,
    openings,
    paths,
    sensitivity,
    shifts,
    solve,
    standings,
)

MODELS = Path(__file__).parent / "models"

MEMBER = """\
form: option
title: A member and its patron
decision_makers:
  Member: [leave]
  Patron: [assist]
irreversible: [leave]
preferences:
  Member:
    - assist
    - not leave if assist
    - leave if not assist
  Patron:
    - not assist
    - not leave
status_quo: none
"""


def test_elmira_has_48_rankings_one_step_away():
    """Nine states in strict order: eight swaps and eight ties for each of three."""
    made = sensitivity(load_model(MODELS / "elmira.yaml"))
    assert made.models == 48
    # 8 and 9 stay equilibria whatever neighbours change places
    assert made.share(8, "nash") == made.share(9, "nash") == 1
    # 5 is lost if Uniroyal prefers to abandon, or the government to relent
    assert made.lost["nash"][5] == (
        ("Uniroyal prefers '9' to '5'",),
        ("Local Government prefers '1' to '5'",),
    )
    assert made.share(5, "nash") == pytest.approx(46 / 48)


def test_sensitivity_counts_what_solving_each_by_hand_counts():
    model = load_model(MODELS / "chicken.yaml")
    made = sensitivity(model)
    lasting = dict.fromkeys(model.states, 0)
    for who in model.decision_makers:
        order = [group[0] for group in model.ranking(who)]
        for place in range(3):
            swapped = order[:]
            swapped[place : place + 2] = reversed(order[place : place + 2])
            tied = [*order[:place], order[place : place + 2], *order[place + 2 :]]
            for ranking in (swapped, tied):
                for state in solve(model.with_ranking(who, ranking)).equilibria()["nash"]:
                    lasting[state] += 1
    assert made.models == 12
    for state, count in lasting.items():
        assert made.share(state, "nash") == pytest.approx(count / 12)


def test_two_steps_reach_further_than_one():
    model = load_model(MODELS / "prisoners-dilemma.yaml")
    one, two = sensitivity(model), sensitivity(model, steps=2)
    assert two.models > one.models
    assert one.share("CC", "nash") == 0
    assert two.share("CC", "nash") > 0  # both have to value CC at least as highly as betrayal


def test_by_priority():
    model = load_model(MEMBER)
    assert solve(model).equilibria()["nash"] == ["leave"]
    made = sensitivity(model, by="priority")
    # three statements: two swaps, three dropped, three turned round; two: one, two and two
    assert made.models <= 8 + 5
    # what the member wants does not matter any more, once it has left: it cannot come back
    assert made.lost["nash"]["leave"] == (("Patron would rather have “assist”",),)


def test_what_is_uncertain_is_decided_in_every_way():
    made = sensitivity(load_model(MODELS / "gisborne.yaml"))
    assert made.by == "uncertain"
    assert made.models == 9  # two statements, each held, idle or turned round
    assert made.share("s4", "nash") == pytest.approx(6 / 9)
    with pytest.raises(ModelError, match="no statement of this model is uncertain"):
        sensitivity(load_model(MEMBER), by="uncertain")


def test_too_many_models_near_by_are_refused():
    names = [f"s{n}" for n in range(200)]
    model = ConflictModel.graph(names, {"A": []}, {"A": names})
    with pytest.raises(ModelError, match="too many"):
        sensitivity(model, steps=3)


def test_priorities_that_would_keep_the_member():
    model = load_model(MEMBER)
    found = shifts(model, "none", "Member", "nash")
    assert {shift.changes for shift in found} == {
        ("does not care about “leave if not assist”",),
        ("would rather not have “leave” even if “not assist”",),
    }
    assert all(shift.equilibrium for shift in found)
    assert shifts(model, "leave", "Member", "nash") == ()
    # of the patron nothing has to change: it does not move there anyway
    assert shifts(model, "none", "Patron", "nash") == ()


def test_priorities_that_would_make_the_patron_assist():
    """It assists if it wants the member to stay more than it minds assisting, and answers so."""
    model = load_model(MEMBER)
    found = shifts(model, "assist", "Patron", "nash")
    assert ("would rather have “assist”",) in {shift.changes for shift in found}
    assert all(shift.equilibrium for shift in found)


def test_a_ranking_has_no_priorities_to_shift():
    with pytest.raises(ModelError, match="a ranking, not statements"):
        shifts(load_model(MODELS / "cuba.yaml"), 6, "United States", "nash")


def test_inverse_of_a_patron_that_does_not_assist():
    demand = invert(load_model(MEMBER), "none", "Member", ["nash"]).of("Member", "nash")
    assert demand.lowered == ["leave"]
    assert [condition.move for condition in demand.conditions] == ["leave"]
    assert demand.conditions[0].in_words("Member", "none") == (
        "Member must not prefer 'leave' to 'none'"
    )


DATES = MEMBER.replace("status_quo: none\n", "") + (
    "dates:\n"
    "  2020:\n"
    "    status_quo: none\n"
    "    preferences: {Member: [not leave, assist]}\n"
    "  2024:\n"
    "    status_quo: none\n"
    "    infeasible: [leave and assist]\n"
)


def test_models_over_time():
    made = compare(load_models(DATES))
    rows = {row["state"]: (row["2020"], row["2024"]) for row in made.rows()}
    assert "nash" in rows["none"][0]
    assert rows["none"][1] == []
    assert "nash" in rows["leave"][1]
    changes = [row["change"] for row in made.changes()]
    assert "no longer possible: leave + assist" in changes
    assert "Member no longer wants “not leave”" in changes
    assert "Member now wants “leave if not assist” (priority 3)" in changes
    assert "'none' is stable no longer" in changes
    with pytest.raises(ModelError, match="only one model"):
        compare(load_models(MEMBER))


def test_an_explanation_names_who_would_answer_and_how():
    reasons = {r.who: r for r in explain(load_model(MODELS / "cuba.yaml"), 6)}
    lines = "\n".join(reasons["United States"].lines())
    # withdrawing the blockade would let the Soviet Union go back on its withdrawal
    assert "could improve by moving to '4'" in lines
    assert "Soviet Union can move on to '0', to the gain of each who moves" in lines
    assert reasons["Soviet Union"].stable == dict.fromkeys(
        ("nash", "seq", "smr", "gmr", "sim"), True
    )


@pytest.mark.parametrize("name", ["elmira", "elmira-options", "cuba", "chicken", "stag-hunt"])
def test_explanations_agree_with_the_solution(name):
    """A state is stable in a sense exactly if each temptation is deterred in that sense."""
    model = load_model(MODELS / f"{name}.yaml")
    solution = solve(model)
    for state in model.states:
        for reasons in explain(model, state, solution=solution):
            for concept in solution.concepts:
                deterred = all(
                    concept in t.answers or concept == "nash" for t in reasons.temptations
                ) and (concept != "nash" or not reasons.temptations)
                assert reasons.stable[concept] == deterred
                assert reasons.stable[concept] == solution.is_stable(state, concept, reasons.who)


def test_how_elmira_got_to_8():
    """From 5 no credible move leads to 8; it took Ministry and Uniroyal together."""
    routes = paths(load_model(MODELS / "elmira.yaml"))
    assert [str(walk) for walk in routes.walks[5]] == ["1 —Local Government→ 5"]
    assert not routes.walks[8][0].credible
    assert {len(walk.steps) for walk in routes.walks[8]} == {3}
    assert len(routes.walks[8]) == 6


def test_paths_need_a_place_to_start():
    with pytest.raises(ModelError, match="where the conflict stands"):
        paths(load_model(MODELS / "chicken.yaml"))


OPENING = """\
form: option
decision_makers: {Member: [leave], Patron: [assist], West: [offer]}
infeasible: [leave and not offer]
irreversible: [leave]
preferences:
  Member: [not leave]
  Patron: [not assist]
  West: [not offer]
status_quo: none
"""


def test_openings_are_the_fewest_changes_that_make_it_come_about():
    """The member leaves only if it wants to and the West offers: each has to change."""
    found = openings(load_model(OPENING), "leave")
    assert [set(one.changes) for one in found] == [
        {"Member would rather have “leave”", "West would rather have “offer”"}
    ]
    assert found[0].end == "leave + offer"
    assert [step.who for step in found[0].walk.steps] == ["West", "Member"]
    assert openings(load_model(OPENING), "leave", most=1) == ()
    assert openings(load_model(OPENING), "not leave")[0].changes == ()
    with pytest.raises(ModelError, match="where the conflict stands"):
        openings(load_model(OPENING.replace("status_quo: none", "title: x")), "leave")


def test_how_much_a_state_is_liked():
    made = load_model(
        "form: graph\ndecision_makers: [A, B]\nstates: [x, y, z]\n"
        "moves: {A: [[x, y]], B: [[y, z]]}\n"
        "preferences: {A: [y, [x, z]], B: [y, z, x]}\n"
    )
    a, b = standings(made, "z")
    assert (a.place, a.places, a.better, a.best) == (2, 2, ("y",), ("y",))
    assert (b.place, b.places, b.better) == (2, 3, ("y",))
    assert better_for_all(made, "z") == ["y"]
    assert better_for_all(made, "x") == ["y", "z"]
    assert better_for_all(made, "y") == []
    assert better_for_all(made, "x", ["A"]) == ["y"]
