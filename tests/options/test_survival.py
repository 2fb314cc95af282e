"""Curves against a literal computation, a textbook's table, another library, and laws."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.options import course, together

# Weeks in remission of 21 children given 6-mercaptopurine (Freireich et al. 1963, Blood 21); 1: it
# ended. Kaplan-Meier and Greenwood's errors as in Collett, Modelling Survival Data, and elsewhere.
FREIREICH = [
    *[(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1)],
    *[(17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)],
]
cases = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=25)


def follow(rows: list[tuple[int, int]], ways: int = 3):
    days, ending = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return course(days, ending, ways)


def literal(rows: list[tuple[int, int]], day: int) -> tuple[Fraction, list[Fraction]]:
    """What stays and what ended in each way by a day, by going through the days one by one."""
    stays, ends = Fraction(1), [Fraction(0)] * 3
    for now in range(day + 1):
        at_risk = sum(1 for lasted, _ in rows if lasted >= now)
        if not at_risk:
            continue
        for way in (1, 2, 3):
            gone = sum(1 for lasted, how in rows if lasted == now and how == way)
            ends[way - 1] += stays * Fraction(gone, at_risk)
        stays *= 1 - Fraction(sum(1 for d, how in rows if d == now and how), at_risk)
    return stays, ends


@given(cases, st.integers(0, 14))
def test_the_shares_are_those_of_a_literal_computation(rows, day: int) -> None:
    found = follow(rows)
    stays, ends = literal(rows, day)
    assert found.stays_at(day) == pytest.approx(float(stays), abs=1e-12)
    assert found.ends_at(day) == pytest.approx([float(share) for share in ends], abs=1e-12)
    assert found.risk_at(day) == sum(1 for lasted, _ in rows if lasted >= day)


@pytest.mark.parametrize(
    ("week", "stays", "error"),
    [
        *[(6, 0.857, 0.076), (7, 0.807, 0.087), (10, 0.753, 0.096), (13, 0.690, 0.107)],
        *[(16, 0.627, 0.114), (22, 0.538, 0.128), (23, 0.448, 0.135)],
    ],
)
def test_a_textbooks_table(week: int, stays: float, error: float) -> None:
    found = follow(FREIREICH, 1)
    assert round(found.stays_at(week), 3) == stays
    low, high = found.interval(week)
    # the scale is log(-log): the middle of the bounds there is the estimate, the reach the error
    size = error / (stays * abs(math.log(stays)))
    assert low == pytest.approx(stays ** math.exp(1.96 * size), abs=0.003)
    assert high == pytest.approx(stays ** math.exp(-1.96 * size), abs=0.003)


@given(cases)
def test_what_stays_and_what_ended_make_up_the_whole(rows) -> None:
    found = follow(rows)
    assert np.allclose(found.stays + found.ends.sum(axis=1), 1)
    assert (np.diff(found.stays) <= 0).all()


@given(cases)
def test_where_all_have_ended_shares_are_counts(rows) -> None:
    rows = [(day, max(how, 1)) for day, how in rows]
    found = follow(rows).ends_at(99)
    assert found == pytest.approx(
        [sum(how == way for _, how in rows) / len(rows) for way in (1, 2, 3)]
    )


@given(cases, st.integers(0, 14))
def test_to_take_other_ends_for_silence_overstates_leaving(rows, day: int) -> None:
    alone = follow([(lasted, how if how == 1 else 0) for lasted, how in rows])
    assert 1 - alone.stays_at(day) >= follow(rows).ends_at(day)[0] - 1e-12


@given(cases, st.randoms())
def test_the_order_of_cases_does_not_matter(rows, random) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert np.allclose(follow(rows).stays, follow(mixed).stays)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 2)), min_size=3, max_size=40))
def test_another_library_agrees(rows) -> None:
    lifelines = pytest.importorskip("lifelines", reason="lifelines comes with the survival extra")
    days, ending = (np.array(column) for column in zip(*rows, strict=True))
    fitted = lifelines.KaplanMeierFitter().fit(days, ending > 0)
    found = course(days, ending, 2)
    bounds = fitted.confidence_interval_survival_function_
    for day in found.times.tolist():
        share = float(fitted.predict(day))
        assert found.stays_at(day) == pytest.approx(share, abs=1e-9)
        if 0 < share < 1:
            assert found.interval(day) == pytest.approx(bounds.loc[day].tolist(), abs=1e-6)


# Groups that fall together

GROUPED = [
    (5, 1, 0),
    (5, 1, 0),
    (9, 2, 1),
    (9, 0, 2),
    (11, 0, 2),
    (12, 1, 3),
    (14, 0, 3),
    (14, 0, 4),
]


def grouped(rows, at=(6.0, 10.0, 13.0)):
    days, ending, group = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return together(days, ending, 2, group, np.array(at))


def test_each_group_is_left_out_in_turn() -> None:
    """The jackknife's error of the share that stays at day 6, by hand: one of five groups fell."""
    found = grouped(GROUPED, (6.0,))
    shares = [6 / 6, *[5 / 7] * 1, *[4 / 6] * 2, 5 / 7]
    middle = sum(shares) / 5
    error = math.sqrt(4 / 5 * sum((share - middle) ** 2 for share in shares))
    wide = 1.959963984540054 * error / (0.75 * abs(math.log(0.75)))
    assert found.shares[0, 0] == 0.75
    assert found.low[0, 0] == pytest.approx(0.75 ** math.exp(wide))
    assert found.high[0, 0] == pytest.approx(0.75 ** math.exp(-wide))
    assert found.groups == 5


def test_to_write_each_case_three_times_into_its_group_adds_nothing() -> None:
    once, thrice = grouped(GROUPED), grouped(GROUPED * 3)
    ways = np.s_[:, 1:]  # of what stays, the bounds are at least those of cases on their own
    assert np.allclose(once.low[ways], thrice.low[ways])
    assert np.allclose(once.high[ways], thrice.high[ways])
    assert (thrice.low[:, 0] >= once.low[:, 0] - 1e-12).all()


def test_where_nothing_happened_the_groups_at_risk_bound_it() -> None:
    found = grouped([(9, 0, 1), (9, 0, 1), (9, 0, 2), (9, 0, 3)], (5.0,))
    assert found.low[0, 0] == pytest.approx(0.025 ** (1 / 3))
    assert found.high[0, 1] == pytest.approx(1 - 0.025 ** (1 / 3))


def test_one_group_tells_nothing() -> None:
    found = grouped([(5, 1, 7), (9, 0, 7)])
    assert found.low.min() == 0
    assert found.high.max() == 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 4)), min_size=2, max_size=25
    )
)
def test_bounds_hold_the_share_and_never_turn_back(rows) -> None:
    found = grouped(rows, (1.0, 4.0, 8.0, 12.0))
    assert (found.low <= found.shares + 1e-9).all()
    assert (found.high >= found.shares - 1e-9).all()
    assert (np.diff(found.low[:, 0]) <= 1e-12).all()
    assert (np.diff(found.high[:, 1:], axis=0) >= -1e-12).all()


def test_nobody_is_no_fault() -> None:
    empty = course(np.array([], dtype=np.int64), np.array([], dtype=np.int64), 2)
    assert (len(empty), empty.stays_at(5), empty.last, empty.risk_at(0)) == (0, 1.0, 0, 0)
    assert empty.interval(5) == (0.0, 1.0)
