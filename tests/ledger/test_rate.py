"""Shares and their intervals, against values that can be had without this code."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import Rate
from foedus.ledger._rate import beta_below, beta_quantile


def test_a_share_and_its_row() -> None:
    rate = Rate("all", 73, 146)
    assert rate.share == 0.5
    assert rate.row()["called_in"] == 146
    assert Rate("none", 0, 0).share is None
    assert Rate("none", 0, 0).interval() == (0, 1)
    with pytest.raises(ValueError, match="3 kept of 2"):
        Rate("all", 3, 2)


@pytest.mark.parametrize(
    ("kept", "low", "high"), [(0, 0, 0.292), (1, 0.016, 0.501), (2, 0.065, 0.648)]
)
def test_jeffreys_limits_for_seven_trials(kept: int, low: float, high: float) -> None:
    """Brown, Cai & DasGupta 2001, Statistical Science 16, table 5."""
    assert [round(bound, 3) for bound in Rate("seven", kept, 7).interval()] == [low, high]


@given(st.floats(0.001, 0.999))
def test_the_arcsine_law(x: float) -> None:
    assert math.isclose(
        beta_below(x, 0.5, 0.5), 2 / math.pi * math.asin(math.sqrt(x)), rel_tol=1e-9
    )


@given(st.integers(1, 200), st.data(), st.floats(0.01, 0.99))
def test_whole_numbers_are_a_sum_of_binomials(n: int, data: st.DataObject, x: float) -> None:
    k = data.draw(st.integers(1, n))
    tail = math.fsum(math.comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(k, n + 1))
    assert math.isclose(beta_below(x, k, n - k + 1), tail, rel_tol=1e-8, abs_tol=1e-12)


@given(st.integers(0, 300), st.integers(0, 300))
def test_intervals_hold_the_share_and_mirror(kept: int, broken: int) -> None:
    if kept + broken == 0:
        return
    low, high = Rate("one", kept, kept + broken).interval()
    assert 0 <= low <= kept / (kept + broken) <= high <= 1
    back, forth = Rate("other", broken, kept + broken).interval()
    assert math.isclose(low, 1 - forth, abs_tol=1e-9)
    assert math.isclose(high, 1 - back, abs_tol=1e-9)


def test_a_quantile_is_where_the_probability_is() -> None:
    assert math.isclose(beta_below(beta_quantile(0.025, 12.5, 42.5), 12.5, 42.5), 0.025)
    assert beta_below(-1, 2, 2) == 0
    assert beta_below(1, 2, 2) == 1
    with pytest.raises(ValueError, match="between 0 and 1"):
        Rate("all", 1, 2).interval(95)
