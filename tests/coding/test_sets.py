"""Who fill a part together: sets of actors, against sums written out."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._casting import BETWEEN, FEATURES
from foedus.coding._judge import Judge
from foedus.coding._network import event_model
from foedus.coding._parse import parse
from foedus.coding._sets import FEW, FIRST, SECOND, SIZE, SUBSETS, chosen, likeliest, overlaps
from foedus.sources._source import Source

Few = tuple[np.ndarray, np.ndarray]


def few_of(rng: np.random.Generator, actors: int) -> tuple[np.ndarray, Few]:
    """Return log odds of one event's actors, and the likeliest few."""
    logits = rng.normal(size=(1, actors, 3)).astype(np.float32)
    return logits, likeliest(logits[..., :2])


def members(row: np.ndarray, there: np.ndarray, subset: int) -> set[int]:
    """Return the actors of a subset of the few."""
    taken = zip(row, there, SUBSETS[subset], strict=True)
    return {int(actor) for actor, here, inside in taken if here and inside}


@given(st.integers(1, 9), st.integers(0, 99))
def test_the_few_are_the_likeliest(actors: int, seed: int) -> None:
    logits, (rows, there) = few_of(np.random.default_rng(seed), actors)
    for part in range(2):
        best = sorted(range(actors), key=lambda one: -logits[0, one, part])[:FEW]
        assert rows[0, part][there[0, part]].tolist() == best


@given(st.integers(1, 7), st.integers(0, 99))
def test_who_is_on_both_sides(actors: int, seed: int) -> None:
    _, (rows, there) = few_of(np.random.default_rng(seed), actors)
    shared = overlaps(rows, there)[0]
    for one, other in product(range(len(SUBSETS)), repeat=2):
        sources = members(rows[0, 0], there[0, 0], one)
        targets = members(rows[0, 1], there[0, 1], other)
        assert shared[one, other] == len(sources & targets)


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 41), st.integers(0, 99))
def test_scores_of_sets_are_sums(actors: int, label: int, seed: int) -> None:
    network, rng = event_model().network, np.random.default_rng(seed)
    arrays = network.arrays
    shown = rng.normal(size=(1, actors, FEATURES)).astype(np.float32)
    trigger = rng.normal(size=(1, network.width)).astype(np.float32)
    between = rng.random((actors, actors, BETWEEN)).astype(np.float32)
    chances, inside = network.parts(shown, np.array([label]), trigger, between)

    def linear(name: str, x: np.ndarray) -> np.ndarray:
        return np.asarray(x @ arrays[f"part.{name}.weight"] + arrays[f"part.{name}.bias"])

    mood = np.maximum(linear("trigger", trigger[0]), 0)
    x = np.maximum(linear("0", shown[0]) + linear("told", mood) + arrays["part.label"][label], 0)
    x = np.maximum(linear("1", x), 0)
    odds = linear("2", x) + linear("plain", shown[0])
    np.testing.assert_allclose(chances[0], 1 / (1 + np.exp(-odds.clip(-60, 60))), atol=1e-4)

    def side(part: int, name: str, some: tuple[int, ...]) -> float:
        total = float(odds[list(some), part].sum())
        many = arrays[f"part.{name}.count"][label] + linear(f"{name}.many", mood)
        for one, other in combinations(some, 2):
            left, right = linear(f"{name}.of", x[one]), linear(f"{name}.of", x[other])
            high, low = odds[one, part], odds[other, part]
            parts = (
                left + right, left * right, arrays[f"part.{name}.label"][label],
                between[one, other], [(high + low) / 4, (high - low) / 4],
            )  # fmt: skip
            total += float(
                linear(f"{name}.two.1", np.maximum(linear(f"{name}.two.0", np.hstack(parts)), 0))[0]
            )
        return total + float(many[len(some)])

    rows, there = likeliest(np.asarray(odds[None, :, :2], dtype=np.float32))
    few = [rows[0, part][there[0, part]].tolist() for part in range(2)]
    subsets = [
        [some for size in range(len(of) + 1) for some in combinations(of, size)] for of in few
    ]
    best, most = None, -np.inf
    for sources, targets in product(*subsets):
        score = side(0, "source", sources) + side(1, "target", targets)
        shared = len(set(sources) & set(targets))
        score += float(arrays["part.both"][label, 0]) * shared
        if shared and shared == len(sources) == len(targets):
            score += float(arrays["part.both"][label, 1])
        if score > most:
            best, most = (set(sources), set(targets)), score
    assert best is not None
    for part in range(2):
        likely = set(np.flatnonzero(chances[0, :, part] >= 0.55).tolist())
        expected = likely if len(likely) >= FEW else best[part]
        assert set(np.flatnonzero(inside[0, :, part]).tolist()) == expected


def test_a_long_list_is_taken_as_it_is() -> None:
    chances = np.zeros((1, 7, 3), dtype=np.float32)
    chances[0, :6, 0] = 0.9
    rows, there = likeliest(chances[..., :2])
    scores = np.zeros((1, len(SUBSETS), len(SUBSETS)), dtype=np.float32)
    scores[0, 1, 2] = 1
    inside = chosen(scores, rows, there, chances)[0]
    assert inside[:, 0].tolist() == [True] * 6 + [False]
    assert inside[:, 1].sum() == 1
    assert SIZE.max() == FEW
    assert len(FIRST) == len(SECOND) == FEW * (FEW - 1) // 2


@pytest.mark.parametrize(
    ("day", "text", "source"),
    [
        ("2023-09-02", "Tens of thousands gathered outside the French base on Saturday.",
         "~Tens of thousands"),
        ("1960-06-16", "Students of the Zengakuren stormed the Diet in protest at the treaty.",
         "~Students of the Zengakuren"),
    ],
)  # fmt: skip
def test_words_inside_an_actors_own_are_no_second_actor(day: str, text: str, source: str) -> None:
    judged = BuiltinCoder().code(Source(id="x", text=text, date=Edtf.parse(day)))
    assert {event.source for event in judged} == {(source,)}


def test_actors_of_one_mention_are_told_from_those_of_a_list() -> None:
    coder, judge = BuiltinCoder(), Judge(event_model())
    source = Source(id="x", text="Chad and Mali asked it for help.", date=Edtf.parse("2015-02-01"))
    [(_, _, [read])] = coder.read(parse([(source, source.text)]))
    hidden = judge.hidden(read)
    scene = judge.scene(read, hidden, np.ones((1, len(read.units), 3), dtype=np.float32))
    chad, mali = scene.names.index("TCD"), scene.names.index("MLI")
    assert scene.between.shape == (len(scene.names), len(scene.names), BETWEEN)
    assert scene.between[chad, mali, 0] == 1  # in one list
    [it] = [at for at, unit in enumerate(read.units) if unit.how == "pronoun"]
    meant = [at for at in range(len(scene.names)) if scene.weights[at, it] > 0.05]
    assert len(meant) > 1
    assert scene.between[meant[0], meant[1], 2] > 0  # the one or the other
    assert scene.between[chad, mali, 1] == 0
