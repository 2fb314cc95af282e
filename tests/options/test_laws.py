"""Laws that hold in every model."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.options import ConflictModel, Preference, coalitions, load_model, paths, solve

from .literal import sequences
from .test_literal import as_model, random_graph

MODELS = Path(__file__).parent / "models"


@st.composite
def models(draw):
    """Any model of up to four decision makers and seven states, with ties."""
    return random_graph(np.random.default_rng(draw(st.integers(0, 2**32 - 1))))


def states(found, who, concept):
    return set(found.stable_for(who, concept))


@given(models())
@settings(deadline=None, max_examples=150)
def test_stronger_concepts_imply_weaker_ones(plain):
    """Nash ⊆ SMR ⊆ GMR and Nash ⊆ SEQ ⊆ GMR (Fang, Hipel & Kilgour 1989)."""
    found = solve(as_model(plain))
    for who in plain.who:
        assert states(found, who, "nash") <= states(found, who, "smr")
        assert states(found, who, "smr") <= states(found, who, "gmr")
        assert states(found, who, "nash") <= states(found, who, "seq")
        assert states(found, who, "seq") <= states(found, who, "gmr")


@given(models())
@settings(deadline=None, max_examples=80)
def test_the_same_holds_for_coalitions(plain):
    for group in coalitions(as_model(plain)).groups:
        kinds = group.stable_states
        for weak, strong in (("smr", "nash"), ("gmr", "smr"), ("seq", "nash"), ("gmr", "seq")):
            assert not (kinds[strong] & ~kinds[weak]).any()


@given(models())
@settings(deadline=None, max_examples=80)
def test_with_two_decision_makers_whom_nobody_answers_all_concepts_are_one(plain):
    """Where the others cannot move, no improvement is ever deterred."""
    only = plain.who[0]
    for who in plain.who[1:]:
        plain.arcs[who] = set()
    found = solve(as_model(plain))
    for concept in ("gmr", "smr", "seq"):
        assert states(found, only, concept) == states(found, only, "nash")


@given(models())
@settings(deadline=None, max_examples=80)
def test_the_best_state_that_a_dictator_can_reach_is_an_equilibrium(plain):
    """Where one alone can move, and step by step, its best reachable state is Nash."""
    dictator = plain.who[0]
    for who in plain.who[1:]:
        plain.arcs[who] = set()
    # let moves be transitive: whatever several moves reach, one does
    closed = True
    while closed:
        more = {
            (a, d)
            for a, b in plain.arcs[dictator]
            for c, d in plain.arcs[dictator]
            if b == c and a != d
        }
        closed = not more <= plain.arcs[dictator]
        plain.arcs[dictator] |= more
    model = as_model(plain)
    found = solve(model)
    for start in plain.states:
        reach = {start} | {b for a, b in plain.arcs[dictator] if a == start}
        best = max(plain.ranks[dictator][0][s] for s in reach)
        for state in reach:
            if plain.ranks[dictator][0][state] == best:
                assert found.is_stable(state, "nash")


@given(models(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_the_order_of_states_and_people_does_not_matter(plain, seed):
    rng = np.random.default_rng(seed)
    order = [int(s) for s in rng.permutation(plain.states)]
    people = [plain.who[int(i)] for i in rng.permutation(len(plain.who))]
    one = as_model(plain)
    other = ConflictModel.graph(
        order,
        {who: sorted(plain.arcs[who]) for who in people},
        {who: one.ranking(who) for who in people},
    )
    a, b = solve(one).equilibria(), solve(other).equilibria()
    assert {c: set(found) for c, found in a.items()} == {c: set(found) for c, found in b.items()}


@given(models())
@settings(deadline=None, max_examples=60)
def test_paths_are_legal_and_as_short_as_can_be(plain):
    """No one moves twice in a row, each step is a move, and every reachable state has a path."""
    model = as_model(plain)
    routes = paths(model, 0, plain.states)
    everyone = sequences(plain.reach, plain.who, 0)
    gaining = sequences(plain.improvements, plain.who, 0)
    for state, walks in routes.walks.items():
        assert bool(walks) == (state == 0 or state in everyone)
        for walk in walks:
            if state != 0:
                assert walk.credible == (state in gaining)
            movers = [step.who for step in walk.steps]
            assert all(a != b for a, b in pairwise(movers))
            at = 0
            for step in walk.steps:
                assert step.start == at
                assert step.end in plain.reach(step.who, at)
                assert step.improves == plain.better(step.who, step.end, at)
                at = step.end
            assert at == state
        assert len({len(walk.steps) for walk in walks}) <= 1


def test_who_is_indifferent_stays():
    """Equal is no improvement: with everything a tie every state is stable."""
    model = load_model(MODELS / "chicken.yaml")
    for who in model.decision_makers:
        model = model.with_preference(who, Preference.of_groups([range(4)], 4))
    assert all(len(found) == 4 for found in solve(model).equilibria().values())


def test_an_equal_state_deters():
    """A sanction need not hurt: less *or equally* preferred is enough."""
    model = ConflictModel.graph(
        ["s", "s1", "s2"],
        {"A": [("s", "s1")], "B": [("s1", "s2")]},
        {"A": ["s1", ["s", "s2"]], "B": ["s2", "s1", "s"]},
    )
    found = solve(model)
    assert not found.is_stable("s", "nash", "A")
    for concept in ("gmr", "smr", "seq"):
        assert found.is_stable("s", concept, "A")


def test_the_first_mover_may_escape_once():
    """SMR: after the answer A could move on to something better than s; then it is not deterred."""
    model = ConflictModel.graph(
        ["s", "s1", "s2", "s3"],
        {"A": [("s", "s1"), ("s2", "s3")], "B": [("s1", "s2")]},
        {"A": ["s3", "s1", "s", "s2"], "B": ["s2", "s1", "s3", "s"]},
    )
    found = solve(model)
    assert found.is_stable("s", "gmr", "A")
    assert found.is_stable("s", "seq", "A")
    assert not found.is_stable("s", "smr", "A")


def test_an_answer_may_take_several_but_no_one_twice_in_a_row():
    """B alone would need two moves in a row, which is not legal; with C in between it is."""
    states = ["s", "s1", "x", "y"]
    ranking = {"A": ["s1", "x", "s", "y"], "B": [states], "C": [states]}
    alone = ConflictModel.graph(
        states, {"A": [("s", "s1")], "B": [("s1", "x"), ("x", "y")], "C": []}, ranking
    )
    assert not solve(alone).is_stable("s", "gmr", "A")
    joint = ConflictModel.graph(
        states, {"A": [("s", "s1")], "B": [("s1", "x")], "C": [("x", "y")]}, ranking
    )
    assert solve(joint).is_stable("s", "gmr", "A")
    # and a detour by C makes two moves of B legal
    detour = ConflictModel.graph(
        [*states, "z"],
        {"A": [("s", "s1")], "B": [("s1", "x"), ("z", "y")], "C": [("x", "z")]},
        {"A": ["s1", "x", "z", "s", "y"], "B": [[*states, "z"]], "C": [[*states, "z"]]},
    )
    assert solve(detour).is_stable("s", "gmr", "A")


def test_a_sanction_that_costs_its_maker_is_no_seq_sanction():
    model = ConflictModel.graph(
        ["s", "s1", "s2"],
        {"A": [("s", "s1")], "B": [("s1", "s2")]},
        {"A": ["s1", "s", "s2"], "B": ["s1", "s2", "s"]},
    )
    found = solve(model)
    assert found.is_stable("s", "gmr", "A")
    assert not found.is_stable("s", "seq", "A")


@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq"])
def test_everyone_together_is_stopped_only_by_its_own_members(concept):
    """For the group of all, nobody is left to answer: any common gain breaks a state."""
    made = coalitions(load_model(MODELS / "prisoners-dilemma.yaml")).of("Row", "Column")
    assert made.improvements("DD") == ["CC"]
    assert not made.stable(concept, "DD")
    assert made.stable(concept, "CC")
