"""The hazard model against the partial likelihood solved by hand."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math

import numpy as np
import pytest

from foedus import InputError, find_precedents, profile_in

from .past import past, row

HAS_LIFELINES = importlib.util.find_spec("lifelines") is not None
needs_lifelines = pytest.mark.skipif(
    not HAS_LIFELINES, reason="lifelines comes with the survival extra"
)


def invented():
    """Sixty memberships of as many alliances; those made in war are left about twice as soon."""
    draw = np.random.default_rng(20250101)
    rows = [row("GBR", 200, 999, "1900-06-01")]
    for number in range(60):
        wartime = number % 2 == 0
        days = int(draw.exponential(3000 if wartime else 6000)) + 30 + number
        begin = np.datetime64("1900-06-01")
        more = {"wartime": wartime, "stayed": 2}
        if number % 5 == 0:
            more |= {"how": "state ended"}
        else:
            more |= {"how": "left"}
        rows.append(row("FRA", 220, 1000 + number, str(begin), str(begin + days), **more))
    return past(*rows)


def score(beta: float, days, left, x) -> float:
    """The slope of the logarithm of Cox's partial likelihood (no two end on one day)."""
    total = 0.0
    for own, value, event in zip(days, x, left, strict=True):
        if event:
            at_risk = days >= own
            weights = np.exp(beta * x[at_risk])
            total += value - float((weights * x[at_risk]).sum() / weights.sum())
    return total


@needs_lifelines
def test_the_ratio_is_where_the_partial_likelihood_is_flat() -> None:
    table = invented()
    found = find_precedents(
        profile_in(table, 0, dt.date(2000, 1, 1), title="Britain"), table, line=0.1
    )
    model = found.hazard()
    days = table["days"][1:].astype(float)
    assert len(np.unique(days)) == 60
    left, x = table["how"][1:] == "left", table["wartime"][1:].astype(float)
    low, high = -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle, days, left, x) > 0 else (low, middle)
    assert (model.memberships, model.alliances, model.exits) == (60, 60, 48)
    [war] = model.rows  # nothing else varies
    assert war["factor"] == "made in war"
    assert war["ratio"] == pytest.approx(math.exp(low), abs=2e-3)
    assert war["low"] < war["ratio"] < war["high"]
    assert 0 <= war["p_constant"] <= 1
    assert model.own is not None
    # Britain's was not made in war, and half of the others were
    assert model.own[0] == pytest.approx(math.exp(-low / 2), abs=2e-3)
    assert model.as_json()["own"]["ratio"] == model.own[0]


@needs_lifelines
def test_too_few_exits_fit_nothing() -> None:
    table = past(
        row("GBR", 200, 1, "1900-01-01"),
        row("FRA", 220, 2, "1900-01-01", "1910-01-01", how="left", stayed=2),
    )
    found = find_precedents(
        profile_in(table, 0, dt.date(2000, 1, 1), title="Britain"), table, line=0.1
    )
    with pytest.raises(InputError, match="cannot be fitted to 1 exits"):
        found.hazard()


@pytest.mark.skipif(HAS_LIFELINES, reason="lifelines is installed")
def test_without_lifelines_one_is_told_what_to_install() -> None:
    table = invented()
    found = find_precedents(profile_in(table, 0, dt.date(2000, 1, 1), title="Britain"), table)
    with pytest.raises(InputError, match="needs lifelines"):
        found.hazard()
