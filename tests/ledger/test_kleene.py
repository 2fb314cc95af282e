"""Truth in columns: what a column says of one event, the tree of its condition says too."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.ledger import all_of, any_of, negation
from foedus.ledger._kleene import as_truth, both_ways, evaluate_columns, truths
from foedus.treaties import Condition

VALUES = (0, 1, 2)
LEAVES = ("first", "second", "third")


def conditions() -> st.SearchStrategy[Condition]:
    leaf = st.sampled_from(LEAVES).map(lambda name: Condition(question=name))
    several = lambda part: st.lists(part, min_size=1, max_size=3)  # noqa: E731
    return st.recursive(
        leaf,
        lambda part: (
            several(part).map(lambda parts: Condition(all=tuple(parts)))
            | several(part).map(lambda parts: Condition(any=tuple(parts)))
            | part.map(lambda one: Condition.model_validate({"not": one}))
        ),
        max_leaves=8,
    )


def one_by_one(condition: Condition, values: dict[str, int]):
    if condition.all is not None:
        return all_of([one_by_one(part, values) for part in condition.all])
    if condition.any is not None:
        return any_of([one_by_one(part, values) for part in condition.any])
    if condition.negated is not None:
        return negation(one_by_one(condition.negated, values))
    return as_truth(values[condition.value])


@given(conditions())
def test_a_column_says_of_each_event_what_its_tree_says(condition: Condition) -> None:
    rows = list(itertools.product(VALUES, repeat=len(LEAVES)))
    columns = dict(zip(LEAVES, np.array(rows, dtype=np.int8).T, strict=True))
    found = evaluate_columns(condition, lambda leaf: columns[leaf.value])
    for row, value in zip(rows, found.tolist(), strict=True):
        assert as_truth(value) is one_by_one(condition, dict(zip(LEAVES, row, strict=True)))


def test_what_holds_both_ways_holds() -> None:
    one, other = np.array([2, 2, 0, 1], np.int8), np.array([2, 0, 0, 1], np.int8)
    assert both_ways(one, other).tolist() == [2, 1, 0, 1]


@pytest.mark.parametrize(("value", "truth"), [(0, False), (1, None), (2, True)])
def test_the_three_values(value: int, truth: bool | None) -> None:
    assert as_truth(value) is truth
    assert truths(np.array([True, False])).tolist() == [2, 0]
