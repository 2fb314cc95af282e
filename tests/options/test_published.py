"""Published cases: their data in, their equilibria out."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.options import coalitions, load_model, solve

MODELS = Path(__file__).parent / "models"


def equilibria(name):
    return solve(load_model(MODELS / f"{name}.yaml")).equilibria()


@pytest.mark.parametrize("name", ["elmira", "elmira-options"])
def test_elmira(name):
    found = equilibria(name)
    assert found["nash"] == found["seq"] == [5, 8, 9]
    assert found["gmr"] == found["smr"] == [1, 4, 5, 8, 9]


@pytest.mark.parametrize("name", ["elmira", "elmira-options"])
def test_elmira_ministry_and_uniroyal_move_together_from_5_to_8(name):
    made = coalitions(load_model(MODELS / f"{name}.yaml"))
    pair = made.of("Ministry", "Uniroyal")
    assert pair.improvements(5) == [8]
    assert not pair.stable("nash", 5)
    # 8 and 9 resist every coalition; 5, an equilibrium otherwise, does not
    assert made.equilibria()["nash"] == [8, 9]


def test_the_two_forms_of_elmira_have_the_same_moves():
    graph = load_model(MODELS / "elmira.yaml")
    option = load_model(MODELS / "elmira-options.yaml")
    for who in graph.decision_makers:
        for state in range(1, 10):
            assert graph.reachable(who, state) == option.reachable(who, state)


def test_prisoners_dilemma():
    found = equilibria("prisoners-dilemma")
    assert found["nash"] == ["DD"]
    assert found["seq"] == found["gmr"] == found["smr"] == ["CC", "DD"]


def test_chicken():
    found = equilibria("chicken")
    assert found["nash"] == found["seq"] == ["CD", "DC"]
    assert found["gmr"] == found["smr"] == ["CC", "CD", "DC"]


def test_cuban_missile_crisis():
    """Fraser & Hipel's equilibria are 4 and 6; 6, blockade and withdrawal, is what happened."""
    found = equilibria("cuba")
    assert found["seq"] == [4, 6]


def test_stag_hunt():
    """Both hunt, or neither: Jervis's two equilibria; here no sanction adds another."""
    found = equilibria("stag-hunt")
    assert found == {
        "nash": ["CC", "DD"],
        "gmr": ["CC", "DD"],
        "smr": ["CC", "DD"],
        "seq": ["CC", "DD"],
    }


def test_lake_gisborne():
    """A case after Li and others (2004), whose data were not checked against the paper.

    Where only certain improvements tempt (b and d), s4 and s6 are equilibria of every kind.

    Where the province may be tempted by a move of unknown worth (a and c), none is a Nash
    equilibrium.
    """
    solution = solve(load_model(MODELS / "gisborne.yaml"))
    for extension in "bd":
        found = solution.equilibria(extension)
        for concept in ("nash", "gmr", "smr", "seq"):
            assert {"s4", "s6"} <= set(found[concept])
        assert found["nash"] == ["s4", "s6"]
    for extension in "ac":
        assert solution.equilibria(extension)["nash"] == []
