"""Monthly series: what is zero, what is missing, how what lasts is spread, whose weights count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import Edtf, Event, Evidence, InputError, Relations, Weighting

TEXT = "Somebody did something to somebody."


def event(source: str, target: str, date: str, type: str = "AID", **fields: Any) -> Event:
    """An event; each call has its own evidence, so that equal ones stay apart."""
    start = fields.pop("start", 0)
    text = "x" * start + TEXT
    return Event.model_validate(
        {
            "source": source.split("+"),
            "target": target.split("+") if target else (),
            "type": type,
            "date": date,
            "evidence": (Evidence.at("s", text, start, len(text)),),
            **fields,
        }
    )


def values(made: Relations, source: str, target: str, **options: bool) -> dict[str, float | None]:
    series = made.series(source, target, **options)
    return {row["month"]: row["value"] for row in series.rows()}


def test_missing_is_not_zero() -> None:
    made = Relations.from_events(
        [event("ARM", "RUS", "2022-01-10"), event("ARM", "FRA", "2022-04-10", "ACCUSE")],
        ["ARM", "RUS", "FRA"],
        covered=[Edtf.parse("2022-03-05"), Edtf.parse("2022-05"), Edtf.parse("2022")],
    )
    # a source was published in March and May; February is told of by nobody
    assert values(made, "ARM", "RUS") == {
        "2022-01": 10.0,
        "2022-02": None,
        "2022-03": 0.0,
        "2022-04": 0.0,
        "2022-05": 0.0,
    }
    assert made.covered.tolist() == [True, False, True, True, True]
    series = made.series("ARM", "RUS")
    assert series.mean() == pytest.approx(10 / 4)
    assert np.isnan(series.values[1])
    assert [row["events"] for row in series.rows()] == [1, None, 0, 0, 0]


def test_nothing_at_all() -> None:
    made = Relations.from_events([], ["ARM", "RUS"])
    assert len(made.months) == 0
    assert made.rows() == []
    assert made.series("ARM", "RUS").mean() is None
    assert made.series("ARM", "RUS").change is None


def test_a_last_day_before_everything() -> None:
    made = Relations.from_events(
        [event("ARM", "RUS", "2022-01-10")], ["ARM", "RUS"], until=dt.date(1999, 1, 1)
    )
    assert made.series("ARM", "RUS").rows() == []
    assert list(made.pairs()) == []


def test_directed_and_undirected() -> None:
    made = Relations.from_events(
        [
            event("ARM", "RUS", "2022-01-10", "AID"),
            event("RUS", "ARM", "2022-01-20", "ACCUSE"),
            event("RUS", "ARM", "2022-02-20", "SUPPORT"),
        ],
        ["ARM", "RUS"],
    )
    assert values(made, "ARM", "RUS") == {"2022-01": 10.0, "2022-02": 0.0}
    assert values(made, "RUS", "ARM") == {"2022-01": -3.0, "2022-02": 5.0}
    both = {"2022-01": 7.0, "2022-02": 5.0}
    assert values(made, "ARM", "RUS", directed=False) == both
    assert values(made, "RUS", "ARM", directed=False) == both
    assert [series.label for series in made.pairs()] == ["ARM – RUS"]
    assert [series.label for series in made.pairs(directed=True)] == ["ARM → RUS", "RUS → ARM"]
    assert len(made.rows(directed=True)) == 4


def test_an_event_between_groups_counts_for_each_pair_and_for_nobody_with_itself() -> None:
    made = Relations.from_events(
        [event("ARM+RUS", "ARM+RUS+FRA", "2022-01-10", "AGREE")], ["ARM", "RUS", "FRA"]
    )
    counts = {series.label: series.counts.sum() for series in made.pairs(directed=True)}
    assert counts == {"ARM → RUS": 1, "RUS → ARM": 1, "ARM → FRA": 1, "RUS → FRA": 1}
    assert values(made, "FRA", "ARM") == {"2022-01": 0.0}


def test_what_did_not_happen_does_not_count() -> None:
    said = ["intended", "requested", "conditional", "denied", "hypothetical"]
    made = Relations.from_events(
        [event("ARM", "RUS", "2022-01-10", factuality=word) for word in said], ["ARM", "RUS"]
    )
    assert len(made.months) == 0


def test_what_lasts_is_spread_by_days() -> None:
    made = Relations.from_events([event("ARM", "RUS", "2022-01-22/2022-02-09")], ["ARM", "RUS"])
    got = values(made, "ARM", "RUS")
    assert got["2022-01"] == pytest.approx(10 * 10 / 19)  # 22 to 31 January: ten days
    assert got["2022-02"] == pytest.approx(10 * 9 / 19)
    assert made.series("ARM", "RUS").counts.sum() == pytest.approx(1)
    assert made.series("ARM", "RUS").tone == pytest.approx([10, 10])


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2020, 1, 1)), st.integers(0, 366))
def test_spreading_keeps_the_whole(first: dt.date, length: int) -> None:
    date = f"{first}/{first + dt.timedelta(days=length)}"
    made = Relations.from_events([event("ARM", "RUS", date, "ASSAULT")], ["ARM", "RUS"])
    assert np.nansum(made.series("ARM", "RUS").values) == pytest.approx(-9)
    assert made.covered.all()


@pytest.mark.parametrize("date", ["2022", "202X", "2022-21", "2022-01/..", "../2022", "2019/2022"])
def test_what_is_too_wide_is_left_out_and_named(date: str) -> None:
    wide = event("ARM", "RUS", date)
    other = event("FRA", "USA", date)
    made = Relations.from_events(
        [wide, other, event("ARM", "RUS", "2022-05", start=1)], ["ARM", "RUS"]
    )
    assert made.left_out == (wide.id,)
    assert values(made, "ARM", "RUS") == {"2022-05": 10.0}


@pytest.mark.parametrize("date", ["2022-05", "2022-05~", "2022-05-31?", "2022-05-01/2022-05-31"])
def test_what_fits_a_month_is_placed_in_it(date: str) -> None:
    made = Relations.from_events([event("ARM", "RUS", date)], ["ARM", "RUS"])
    assert values(made, "ARM", "RUS") == {"2022-05": 10.0}


def test_the_most_specific_weight_wins() -> None:
    phone = event("ARM", "RUS", "2022-01", "CONSULT", mode="phone", act="consult")
    assert Weighting()(phone) == 1.5
    assert Weighting(types={"CONSULT": 9})(phone) == 9
    assert Weighting(types={"CONSULT": 9}, modes={"CONSULT/phone": 8})(phone) == 8
    every = Weighting(types={"CONSULT": 9}, modes={"CONSULT/phone": 8}, acts={"consult": 0})
    assert every(phone) == 0
    assert every(event("ARM", "RUS", "2022-01", "AID")) == 10
    made = Relations.from_events([phone], ["ARM", "RUS"], weighting=every)
    assert values(made, "ARM", "RUS") == {"2022-01": 0.0}
    assert made.series("ARM", "RUS").counts.tolist() == [1]


def test_only_the_period_is_shown() -> None:
    rows = [event("ARM", "RUS", f"{year}-06-01") for year in (1990, 2000, 2010, 2020)]
    made = Relations.from_events(rows, ["ARM", "RUS"], during=Edtf.parse("1995/2015"))
    assert (str(made.months[0]), str(made.months[-1])) == ("2000-06", "2010-06")
    assert made.series("ARM", "RUS").events == (rows[1].id, rows[2].id)
    later = Relations.from_events(
        rows, ["ARM", "RUS"], during=Edtf.parse("1995/2015"), until=dt.date(2030, 1, 1)
    )
    assert str(later.months[-1]) == "2015-12"


def test_until_cuts_off_what_came_later() -> None:
    rows = [event("ARM", "RUS", "2022-01-10"), event("ARM", "RUS", "2022-06-10", start=1)]
    made = Relations.from_events(rows, ["ARM", "RUS"], until=dt.date(2022, 3, 31))
    assert values(made, "ARM", "RUS") == {"2022-01": 10.0, "2022-02": None, "2022-03": None}
    assert made.series("ARM", "RUS").events == (rows[0].id,)


def test_an_actor_that_is_not_in_view() -> None:
    made = Relations.from_events([event("ARM", "RUS", "2022-01")], ["ARM", "RUS"])
    with pytest.raises(InputError, match="'FRA' is not among the actors in view") as caught:
        made.series("ARM", "FRA")
    assert "ARM, RUS" in str(caught.value)


NAMES = ["ARM", "RUS", "FRA", "CSTO"]
EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["ARM", "RUS", "FRA", "ARM+FRA", "CSTO"]),
        st.sampled_from(["ARM", "RUS", "FRA", "RUS+CSTO", ""]),
        st.sampled_from(["2022-01", "2022-02-05", "2022-04", "2022-01-20/2022-03-04", "2022"]),
        st.sampled_from(["AID", "ASSAULT", "CONSULT", "REQUEST"]),
        start=st.integers(0, 50),
    ),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_laws_of_the_whole(rows: list[Event], random: Any) -> None:
    made = Relations.from_events(rows, NAMES)
    mixed = list(rows)
    random.shuffle(mixed)
    again = Relations.from_events(mixed, NAMES)
    assert (made.months == again.months).all()
    assert (made.covered == again.covered).all()
    for source in NAMES:
        for target in NAMES:
            one = made.series(source, target)
            # the order of the events does not matter
            assert one.values == pytest.approx(again.series(source, target).values, nan_ok=True)
            assert set(one.events) == set(again.series(source, target).events)
            # every series has every month, and is missing where the month is
            assert len(one.values) == len(made.months)
            assert (np.isnan(one.values) == ~made.covered).all()
            # the undirected series is symmetric, and the sum of the two directions
            there = made.series(source, target, directed=False).values
            back = made.series(target, source, directed=False).values
            assert there == pytest.approx(back, nan_ok=True)
            if source != target:
                parts = one.values + made.series(target, source).values
                assert there == pytest.approx(parts, nan_ok=True)
            else:
                assert not np.nansum(np.abs(one.values))
