"""How far promises were kept: shares and intervals against values had without this code."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus import (
    ClusteredRate,
    Counting,
    Ledger,
    Question,
    Rate,
    Reading,
    count_promises,
    open_case,
)
from foedus.ledger import GROUPINGS, countings

from .conftest import attack, event, ledger

clusters = st.lists(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
).map(tuple)


# The interval


@pytest.mark.parametrize(("kept", "called_in"), [(0, 5), (3, 7), (5, 5), (73, 146)])
def test_one_promise_an_event_is_jeffreys_interval(kept: int, called_in: int) -> None:
    events = ((1, 1),) * kept + ((0, 1),) * (called_in - kept)
    assert ClusteredRate("x", events).interval() == pytest.approx(
        Rate("x", kept, called_in).interval(), abs=2e-4
    )


def test_all_or_nothing_is_worth_its_events() -> None:
    """Two events of a thousand promises each, one kept and one not, are two trials."""
    found = ClusteredRate("x", ((1000, 1000), (0, 1000))).interval()
    assert found == pytest.approx(Rate("x", 1, 2).interval(), abs=2e-3)


def _literal(events: tuple[tuple[int, int], ...], bound: float) -> float:
    """The posterior probability of μ below a bound, from B(k+a, n-k+b) / B(a, b), term by term."""

    def log_beta(a: float, b: float) -> float:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    below = total = 0.0
    cells = 150
    for i in range(cells):
        mu = (i + 0.5) / cells
        prior = 1 / math.sqrt(mu * (1 - mu))
        for j in range(cells):
            rho = (j + 0.5) / cells
            a, b = mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho
            weight = prior * math.exp(
                sum(log_beta(k + a, n - k + b) - log_beta(a, b) for k, n in events)
            )
            total += weight
            below += weight if mu < bound else 0.0
    return below / total


def test_the_bounds_leave_a_fortieth_outside_on_either_side() -> None:
    events = ((6, 6), (0, 4), (2, 5), (1, 1), (3, 7))
    low, high = ClusteredRate("x", events).interval()
    assert _literal(events, low) == pytest.approx(0.025, abs=0.006)
    assert _literal(events, high) == pytest.approx(0.975, abs=0.006)


@settings(max_examples=40)
@given(clusters, st.randoms())
def test_the_order_of_events_does_not_matter_and_intervals_mirror(events: Any, random: Any) -> None:
    low, high = ClusteredRate("x", events).interval()
    assert 0 <= low <= high <= 1
    mixed = list(events)
    random.shuffle(mixed)
    assert ClusteredRate("x", tuple(mixed)).interval() == pytest.approx((low, high), abs=1e-9)
    turned = tuple((n - k, n) for k, n in events)
    back, forth = ClusteredRate("x", turned).interval()
    assert (1 - forth, 1 - back) == pytest.approx((low, high), abs=1e-6)


def test_more_events_narrow_the_interval() -> None:
    few = ClusteredRate("x", ((3, 6),) * 3).interval()
    many = ClusteredRate("x", ((3, 6),) * 30).interval()
    assert few[0] < many[0] < 0.5 < many[1] < few[1]


def test_wrong_counts_and_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="3 kept of 2"):
        ClusteredRate("x", ((3, 2),))
    with pytest.raises(ValueError, match="between 0 and 1"):
        ClusteredRate("x", ((1, 2),)).interval(95)
    empty = ClusteredRate("x", ())
    assert (empty.share, empty.interval()) == (None, (0.0, 1.0))
    assert empty.row()["low"] is None


# Counting


@pytest.fixture(scope="module")
def small() -> Ledger:
    """Aland is attacked twice: Bland helps at first, and refuses later; Cland condemns."""
    first, second = attack(date="2006-03-01"), attack(date="2012-03-01")
    return ledger(
        [
            first,
            second,
            event("BBB", "assist-military", "AAA", "2006-03-05", about=[first.id]),
            event("BBB", "refuse-help", "AAA", "2012-03-05", about=[second.id]),
            event("CCC", "condemn", "XXX", "2006-03-06", about=[first.id]),
            attack("AAA", "BBB", date="2009-01-01"),
        ]
    )


def test_what_became_of_each_is_counted_by_hand(small: Ledger) -> None:
    found = small.reliability()
    # Art. 4, twice, by Bland, Cland and Dland; Art. 5 asks for a request, so nothing else is owed
    row = found.overall.row()
    assert (row["kept_in_full"], row["in_part"], row["refused_deflected_breached"]) == (1, 1, 1)
    assert (row["no_answer"], row["events"]) == (3, 2)
    assert (row["kept"], row["called_in"]) == (1, 3)
    assert (row["lowest_share"], row["highest_share"]) == (round(1 / 6, 4), round(2 / 3, 4))
    by_member = {tally.group: tally.rate() for tally in found.tallies("member")}
    assert (by_member["Bland"].kept, by_member["Bland"].called_in) == (1, 2)
    assert by_member["Dland"].called_in == 0


def test_a_ban_shows_only_when_broken_and_has_no_share(small: Ledger) -> None:
    found = small.reliability()
    assert found.broken() == [
        {
            "member": "Aland",
            "promise": "The Pact Art. 1",
            "kind": "nonaggression",
            "broken": 1,
            "disputed": 0,
            "events": 1,
        }
    ]
    assert all(tally.group != "nonaggression" for tally in found.tallies("kind"))


@pytest.mark.parametrize(
    ("counting", "counted"),
    [
        (Counting(), (1, 3)),
        (Counting(in_part="kept"), (2, 3)),
        (Counting(in_part="left out"), (1, 2)),
        (Counting(no_answer="not kept"), (1, 6)),
    ],
)
def test_the_rules(small: Ledger, counting: Counting, counted: tuple[int, int]) -> None:
    rate = small.reliability().overall.rate(counting)
    assert (rate.kept, rate.called_in) == counted


def test_what_is_not_due_yet_is_left_out_by_every_rule() -> None:
    first = attack(date="2010-06-01")
    asked = event("AAA", "request-help", "LEAGUE", "2010-06-01", about=[first.id])
    exempt = Question(id="is-it-exempt", text="Is it?", settles="question")
    made = ledger(
        [first, asked],
        as_of=dt.date(2010, 6, 10),
        questions=[exempt],
        reading=Reading(id="no", title="No", positions={"is-it-exempt": "no"}),
    )
    row = made.reliability().overall.row(Counting(no_answer="not kept"))
    # Art. 5, within thirty days; Art. 4, which sets no day, but nine days are no silence yet
    assert row["not_due_yet"] == 6
    assert row["called_in"] == row["no_answer"] == 0


def test_periods_begin_on_the_days_given(small: Ledger) -> None:
    assert [t.group for t in small.reliability().tallies("period")] == ["2000–2009", "2010–2019"]
    cut = count_promises([small], cuts=[dt.date(2012, 3, 1), dt.date(2008, 1, 1)])
    assert [tally.group for tally in cut.tallies("period")] == [
        "until 2007-12-31",
        "since 2012-03-01",
    ]


def test_several_ledgers_are_counted_together(small: Ledger) -> None:
    both = count_promises([small, ledger([attack()])])
    assert len(both.to_act) == 9
    assert both.titles == ("The text alone", "The text alone")


def test_an_empty_ledger_says_so() -> None:
    found = ledger([]).reliability()
    assert found.tallies() == []
    assert found.overall.rate().share is None
    assert "nothing to count" in found.remarks()[0]
    assert found.sensitivity()[0]["share"] is None


# The case that ships


@pytest.fixture(scope="module")
def csto() -> dict[str, Any]:
    case = open_case("csto-armenia")
    return {one.id: case.ledger(one).reliability() for one in case.readings}


def test_every_grouping_adds_up(csto: dict[str, Any]) -> None:
    for found in csto.values():
        whole = len(found.to_act)
        for grouping in GROUPINGS:
            tallies = found.tallies(grouping)
            assert sum(len(tally.owed) for tally in tallies) == whole
            assert sum(tally.rate().kept for tally in tallies) == found.overall.rate().kept
        assert whole + len(found.only_if_broken) == len(found.owed)


def test_armenias_dues_are_broken_promises_without_a_share(csto: dict[str, Any]) -> None:
    dues = [row for row in csto["text"].broken() if row["kind"] == "dues"]
    assert [(row["member"], row["broken"]) for row in dues] == [("Armenia", 2)]


def test_the_strictest_rule_is_below_the_most_lenient(csto: dict[str, Any]) -> None:
    assert len(countings()) == len(set(countings())) == 12
    for found in csto.values():
        rows = found.sensitivity()
        low, high = found.overall.shares()
        assert low == min(row["kept"] / row["called_in"] for row in rows)
        assert high == max(row["kept"] / row["called_in"] for row in rows)
        assert all(row["low"] <= row["high"] for row in rows)


def test_the_remarks_say_what_the_counts_say(csto: dict[str, Any]) -> None:
    found = csto["text"]
    said = " ".join(found.remarks())
    assert f"{len(found.to_act)} promises to do something" in said
    assert f"{found.overall.events} events" in said
    assert "not a sample" in said
    assert "all intervals overlap" in said
