"""The fast solver agrees with the literal one of `literal.py`, on thousands of random models."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from foedus.options import ConflictModel, coalitions, load_model, solve

from .literal import (
    COALITION_CONCEPTS,
    CONCEPTS,
    Plain,
    coalition_sim,
    sim,
    uncertain,
)


def random_graph(rng):
    """A model in graph form: moves not transitive, often one way; rankings with ties."""
    count = int(rng.integers(2, 8))
    people = [f"D{i}" for i in range(int(rng.integers(2, 5)))]
    density = rng.uniform(0.05, 0.6)
    arcs, ranks = {}, {}
    for who in people:
        arcs[who] = {
            (a, b) for a in range(count) for b in range(count) if a != b and rng.random() < density
        }
        levels = rng.integers(0, int(rng.integers(1, count + 1)), count)
        ranks[who] = [{s: int(levels[s]) for s in range(count)}]
    return Plain(list(range(count)), arcs, ranks)


def as_ranking(rank):
    """A ranking as files write it: best first, ties in lists."""
    return [
        [s for s, level in rank.items() if level == wanted]
        for wanted in sorted(set(rank.values()), reverse=True)
    ]


def as_model(plain):
    return ConflictModel.graph(
        plain.states,
        {who: sorted(arcs) for who, arcs in plain.arcs.items()},
        {who: as_ranking(ranks[0]) for who, ranks in plain.ranks.items()},
    )


def random_options(rng):
    """A model in option form as text, and the same as plain Python, made from the options."""
    people = [f"D{i}" for i in range(int(rng.integers(2, 5)))]
    owned = {who: [f"{who}o{k}" for k in range(int(rng.integers(1, 3)))] for who in people}
    names = [name for some in owned.values() for name in some]
    owner = {
        place: next(who for who in people if name in owned[who]) for place, name in enumerate(names)
    }
    one_way = {name: rng.choice(["take", "drop"]) for name in names if rng.random() < 0.2}
    every = [
        tuple(bool(n >> place & 1) for place in range(len(names))) for n in range(1 << len(names))
    ]
    banned = {state for state in every if rng.random() < 0.15}
    banned.discard(every[0])
    states = [state for state in every if state not in banned]
    arcs = {}
    for who in people:
        arcs[who] = set()
        for a in states:
            for b in states:
                changed = [place for place in range(len(names)) if a[place] != b[place]]
                if not changed or any(owner[place] != who for place in changed):
                    continue
                if any(
                    one_way.get(names[place]) == ("drop" if b[place] else "take")
                    for place in changed
                ):
                    continue
                arcs[who].add((a, b))
    ranks = {}
    for who in people:
        levels = rng.integers(0, int(rng.integers(1, len(states) + 1)), len(states))
        ranks[who] = [dict(zip(states, levels.tolist(), strict=True))]
    plain = Plain(states, arcs, ranks, {s: s for s in states}, owner)

    def condition(state):
        return " and ".join(
            name if taken else f"not {name}" for name, taken in zip(names, state, strict=True)
        )

    def marks(state):
        return "".join("Y" if taken else "N" for taken in state)

    lines = ["form: option", "decision_makers:"]
    lines += [f"  {who}: [{', '.join(owned[who])}]" for who in people]
    lines += ["irreversible:"] if one_way else []
    lines += [f"  - {{option: {name}, only: {way}}}" for name, way in one_way.items()]
    lines += ["infeasible:"] if banned else []
    lines += [f"  - {condition(state)}" for state in sorted(banned)]
    lines += ["preferences:"]
    for who in people:
        groups = as_ranking(ranks[who][0])
        listed = ", ".join(f"[{', '.join(marks(s) for s in group)}]" for group in groups)
        lines.append(f"  {who}: {{ranking: [{listed}]}}")
    return "\n".join(lines) + "\n", plain, marks


def check_singles(solution, plain, concepts, number):
    for i, who in enumerate(plain.who):
        for concept, literal in concepts.items():
            found = {s for s in plain.states if solution.stable[concept][i, number(s)]}
            wanted = {s for s in plain.states if literal(plain, who, s)}
            assert found == wanted, (concept, who)


def check_groups(model, plain, concepts, number):
    made = coalitions(model)
    for size in range(2, len(plain.who) + 1):
        for group in combinations(plain.who, size):
            for concept, literal in concepts.items():
                stable = made.of(*group).stable_states[concept]
                found = {s for s in plain.states if stable[number(s)]}
                wanted = {s for s in plain.states if literal(plain, list(group), s)}
                assert found == wanted, (concept, group)


@pytest.mark.parametrize("seed", range(14))
def test_graph_form(seed):
    """1,400 models in graph form; in every fourth all coalitions as well."""
    rng = np.random.default_rng(seed)
    for number in range(100):
        plain = random_graph(rng)
        model = as_model(plain)
        check_singles(solve(model), plain, CONCEPTS, lambda s: s)
        if number % 4 == 0:
            check_groups(model, plain, COALITION_CONCEPTS, lambda s: s)


@pytest.mark.parametrize("seed", range(6))
def test_option_form(seed):
    """600 models in option form, with simultaneous sanctions; every fourth with coalitions."""
    rng = np.random.default_rng(1000 + seed)
    for number in range(100):
        text, plain, marks = random_options(rng)
        model = load_model(text)
        assert len(model) == len(plain.states)
        places = {s: model.state(marks(s)) for s in plain.states}
        check_singles(solve(model), plain, {**CONCEPTS, "sim": sim}, places.get)
        if number % 4 == 0 and len(plain.states) <= 24:
            groups = {**COALITION_CONCEPTS, "sim": coalition_sim}
            check_groups(model, plain, groups, places.get)


@pytest.mark.parametrize("seed", range(4))
def test_uncertain_preferences(seed):
    """200 models whose preferences are uncertain in part, in all four readings."""
    from foedus.options import Preference

    rng = np.random.default_rng(2000 + seed)
    for _ in range(50):
        plain = random_graph(rng)
        model = as_model(plain)
        for who in plain.who:
            # statements in order of priority, some of them uncertain
            count = int(rng.integers(1, 4))
            truth = rng.random((count, len(plain.states))) < 0.5
            unsure = (rng.random(count) < 0.5).tolist()
            model = model.with_preference(who, Preference.of_statements(truth, unsure))
            signs = [[1, -1 if doubt else 1] for doubt in unsure]
            plain.ranks[who] = [
                {
                    s: tuple(
                        sign[turn] * bool(t) for sign, t in zip(signs, truth[:, s], strict=True)
                    )
                    for s in plain.states
                }
                for turn in (0, 1)
            ]
        solution = solve(model)
        for extension in "abcd":
            kinds = solution.by_extension[extension] if solution.by_extension else solution.stable
            for i, who in enumerate(plain.who):
                for concept in CONCEPTS:
                    found = [bool(kinds[concept][i, s]) for s in plain.states]
                    wanted = [uncertain(plain, concept, extension, who, s) for s in plain.states]
                    assert found == wanted, (extension, concept, who)
