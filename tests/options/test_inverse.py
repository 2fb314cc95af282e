"""Inverse analysis put back in makes its target stable, and no smaller change does."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from foedus import ModelError
from foedus.options import invert, load_model, solve

from .literal import CONCEPTS
from .test_literal import as_model, random_graph

MODELS = Path(__file__).parent / "models"


@cache
def all_rankings(count):
    """Every ranking with ties of so many states, as levels."""
    return sorted(
        {
            tuple(sorted(set(levels)).index(level) for level in levels)
            for levels in product(range(count), repeat=count)
        }
    )


def distance(one, other):
    """Kemeny & Snell: 2 for a pair that is reversed, 1 for a tie made or broken."""
    total = 0
    for a in range(len(one)):
        for b in range(a):
            before = (one[a] > one[b]) - (one[a] < one[b])
            after = (other[a] > other[b]) - (other[a] < other[b])
            total += abs(before - after)
    return total


def test_there_are_as_many_rankings_as_fubini_numbers():
    assert [len(all_rankings(n)) for n in range(1, 6)] == [1, 3, 13, 75, 541]


@pytest.mark.parametrize("seed", range(3))
def test_the_smallest_change_is_the_smallest_of_all_rankings(seed):
    """Against every ranking with ties of small models, solved by the literal solver."""
    rng = np.random.default_rng(seed)
    tried = 0
    while tried < 150:
        plain = random_graph(rng)
        if len(plain.states) > 5:
            continue
        tried += 1
        model = as_model(plain)
        who = plain.who[int(rng.integers(len(plain.who)))]
        target = int(rng.integers(len(plain.states)))
        if tried % 2:  # the worst state needs the largest changes
            target = min(plain.states, key=lambda state: plain.ranks[who][0][state])
        made = invert(model, target, who)
        before = tuple(plain.ranks[who][0][s] for s in plain.states)
        for concept, literal in CONCEPTS.items():
            best = None
            for levels in all_rankings(len(plain.states)):
                plain.ranks[who] = [dict(enumerate(levels))]
                plain.known.clear()
                if literal(plain, who, target):
                    size = distance(before, levels)
                    best = size if best is None else min(best, size)
            plain.ranks[who] = [dict(enumerate(before))]
            plain.known.clear()
            demand = made.of(who, concept)
            assert demand.change.proved
            assert demand.change.size == best, (concept, who, target)
            after = demand.change.preference.levels.tolist()
            assert distance(before, after) == best
            assert solve(demand.changed()).is_stable(target, concept, who)


@pytest.mark.parametrize("seed", range(2))
def test_the_conditions_are_exactly_the_rankings_that_make_it_stable(seed):
    rng = np.random.default_rng(10 + seed)
    tried = 0
    while tried < 20:
        plain = random_graph(rng)
        if len(plain.states) > 4:
            continue
        tried += 1
        model = as_model(plain)
        who = plain.who[0]
        made = invert(model, 0, who)
        for levels in all_rankings(len(plain.states)):
            plain.ranks[who] = [dict(enumerate(levels))]
            plain.known.clear()
            for concept, literal in CONCEPTS.items():
                conditions = made.of(who, concept).conditions
                met = all(
                    any(all(levels[s] <= levels[0] for s in way) for way in condition.ways)
                    for condition in conditions
                )
                assert met == literal(plain, who, 0)


def test_a_state_that_is_stable_needs_no_change():
    model = load_model(MODELS / "elmira.yaml")
    demand = invert(model, 8).of("Uniroyal", "nash")
    assert demand.stable
    assert demand.change.size == 0
    assert demand.ranking == model.ranking("Uniroyal")


def test_elmira_what_would_make_the_status_quo_a_nash_equilibrium():
    """From 1 only Local Government can improve: to 5, which it ranks just above 1."""
    model = load_model(MODELS / "elmira.yaml")
    made = invert(model, 1, concepts=["nash"])
    assert made.of("Ministry", "nash").stable
    assert made.of("Uniroyal", "nash").stable
    demand = made.of("Local Government", "nash")
    assert demand.lowered == [5]
    assert demand.change.size == 1
    assert demand.ranking == [[7], [3], [1, 5], [8], [6], [4], [2], [9]]
    changed, stable = made.together("nash")
    assert stable
    assert 1 in solve(changed).equilibria()["nash"]
    assert "at least as highly as '5'" in demand.in_words()


def test_uncertain_preferences_have_no_inverse():
    with pytest.raises(ModelError, match="uncertain"):
        invert(load_model(MODELS / "gisborne.yaml"), "s1")
