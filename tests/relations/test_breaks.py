"""A change of level is found where there is one, and seldom where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import find_break


def months(count: int) -> np.ndarray:
    return np.arange("2010-01", np.datetime64("2010-01") + count, dtype="datetime64[M]")


@pytest.mark.parametrize("at", [3, 10, 24, 44])
@pytest.mark.parametrize("step", [-8.0, 6.0])
def test_a_clear_step_is_found_at_its_month(at: int, step: float) -> None:
    random = np.random.default_rng(7)
    values = random.normal(0, 0.8, 48)
    values[at:] += step
    found = find_break(months(48), values)
    assert found is not None
    assert found.month == months(48)[at]
    assert found.probability > 0.95
    assert found.within[0] <= found.month <= found.within[1]
    assert found.before == pytest.approx(values[:at].mean())
    assert found.after == pytest.approx(values[at:].mean())


@pytest.mark.parametrize("spread", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("count", [12, 48])
def test_noise_seldom_looks_like_a_change(count: int, spread: float) -> None:
    random = np.random.default_rng(11)
    said = []
    for _ in range(200):
        found = find_break(months(count), random.normal(2, spread, count))
        assert found is not None
        said.append(found.probability)
    assert np.mean(said) < 0.5
    assert np.mean(np.array(said) > 0.6) < 0.2
    assert np.mean(np.array(said) > 0.9) < 0.05


def test_a_probability_of_so_much_is_right_so_often() -> None:
    """Series drawn as the model supposes: half of them change, by as much as its prior says."""
    random = np.random.default_rng(5)
    said, true, inside = [], [], []
    for _ in range(1200):
        spread = np.sqrt(1 / random.gamma(1.5, 1 / (1.5 * 9)))
        values = random.normal(0, spread, 40)
        changes = random.random() < 0.5
        if changes:
            at = int(random.integers(2, 39))
            values[at:] += random.normal(0, 2 * spread) - random.normal(0, 2 * spread)
        found = find_break(months(40), values)
        assert found is not None
        said.append(found.probability)
        true.append(changes)
        if changes:
            inside.append(found.within[0] <= months(40)[at] <= found.within[1])
    p, t = np.array(said), np.array(true)
    for low, high in ((0, 0.3), (0.3, 0.7), (0.7, 1.01)):
        band = (p >= low) & (p < high)
        assert band.sum() > 50
        assert t[band].mean() == pytest.approx(p[band].mean(), abs=0.12)
    assert np.mean(inside) > 0.85  # the span is said to hold 90 %


def test_missing_months_count_for_nothing() -> None:
    values = np.array([5.0, 4.0, 5.0, 6.0, 5.0, -5.0, -4.0, -6.0, -5.0, -5.0])
    close = find_break(months(10), values)
    wide = np.full(30, np.nan)
    wide[::3] = values
    far = find_break(months(30), wide)
    assert close is not None
    assert far is not None
    assert far.probability == pytest.approx(close.probability)
    assert (far.before, far.after) == (close.before, close.after) == (5.0, -5.0)
    assert far.month == months(30)[15]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1.0],
        [1.0, 9.0, 1.0, 9.0],
        [3.0] * 40,
        [np.nan] * 40,
        [np.nan] * 36 + [1.0, 2.0, 3.0, 4.0],
    ],
)
def test_too_little_to_tell(values: list[float]) -> None:
    assert find_break(months(len(values)), np.array(values)) is None


# values that adding five does not round away
_VALUES = st.floats(-100, 100).map(lambda value: round(value, 6))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_VALUES, st.just(float("nan"))), max_size=40))
def test_laws(values: list[float]) -> None:
    series = np.array(values, dtype=float)
    found = find_break(months(len(series)), series)
    if found is None:
        return
    assert 0 <= found.probability <= 1
    assert found.within[0] <= found.within[1]
    seen = ~np.isnan(series)
    place = int(np.flatnonzero(months(len(series)) == found.month)[0])
    assert seen[place]
    assert min(seen[:place].sum(), seen[place:].sum()) >= 2
    shifted = find_break(months(len(series)), series + 5)
    mirrored = find_break(months(len(series)), -series)
    for other in (shifted, mirrored):  # neither zero nor the sign matters
        assert other is not None
        assert other.probability == pytest.approx(found.probability, abs=1e-4)
