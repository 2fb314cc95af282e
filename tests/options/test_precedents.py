"""Which memberships are alike, what became of them, and what is counted as leaving."""

from __future__ import annotations

import datetime as dt
import json
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from foedus import InputError, Memberships, find_precedents, load_treaty, profile_in, profile_of
from foedus.actors import default_actors
from foedus.options import Precedents, sequel, shipped_traits, shipped_ways, ways_of
from foedus.treaties import ENDINGS

from .past import past, row

DEFENCE = {"defense": True, "consul": True, "organ1": True, "partners": 4}
TODAY = dt.date(2001, 6, 30)


@pytest.fixture(scope="module")
def table() -> Memberships:
    """A pact of five that three leave, one of two that is denounced, one whose state ends."""
    return past(
        row("FRA", 220, 1000, "1960-01-01", cinc_ratio=0.5, **DEFENCE),
        row("BEL", 211, 1000, "1960-01-01", "1970-01-01", how="left", stayed=4, **DEFENCE),
        row("NLD", 210, 1000, "1960-01-01", "1980-01-01", how="expired", stayed=3, **DEFENCE),
        row("LUX", 212, 1000, "1960-01-01", "1990-01-01", how="replaced", stayed=2, **DEFENCE),
        row("GBR", 200, 1000, "1960-01-01", cinc_ratio=2.0, **DEFENCE),
        row("CSK", 315, 1001, "1970-01-01", "1992-12-31", how="state ended", **DEFENCE),
        row("POL", 290, 1001, "1970-01-01", "1992-12-31", how="partner ended", **DEFENCE),
        row("TUR", 640, 1002, "1950-01-01", "1955-01-01", how="denounced", neutral=True),
        row("IRN", 630, 1002, "1950-01-01", "1955-01-01", how="denounced", neutral=True),
        row("BEL", 211, 1003, "1972-01-01", **DEFENCE),
        row("FRA", 220, 1003, "1972-01-01", **DEFENCE),
        row("BEL", 211, 1000, "1985-03-01", **DEFENCE),
        row("ITA", 325, 1004, "1971-01-01", **DEFENCE),
        row("BEL", 211, 1004, "1971-01-01", **DEFENCE),
    )


@pytest.fixture(scope="module")
def found(table: Memberships) -> Precedents:
    return find_precedents(
        profile_in(table, 0, TODAY, title="France, a pact", broken=True),
        table,
        broken={1000: True, 1002: False},
    )


# Ways of ending


def test_every_ending_belongs_to_a_way() -> None:
    taken = [ending for way in shipped_ways() for ending in way.endings]
    assert sorted(taken) == sorted(set(ENDINGS) - {"goes on"})
    assert shipped_ways()[0].id == "exit"


def test_a_state_that_ended_did_not_leave(table: Memberships) -> None:
    ways = [way.id for way in shipped_ways()]
    named = ["goes on", *ways]
    by_row = [named[way] for way in ways_of(table, shipped_ways()).tolist()]
    assert by_row[5:7] == ["state ended", "state ended"]
    assert by_row[1:3] == ["exit", "exit"]  # left; let its term run out while three went on
    assert by_row[3] == "replaced"
    assert by_row[0] == "goes on"


# Likeness


def test_likeness_is_gowers_mean(found: Precedents) -> None:
    """Turkey in 1002, by hand: what differs, over all weights that are known of both."""
    weights = {trait.name: trait.weight for trait in shipped_traits()}
    alike = dict.fromkeys(weights, 1.0)
    alike |= {"defence": 0.0, "neutrality": 0.0, "consultation": 0.0, "organisation": 0.0}
    alike["partners"] = 1 - math.log(4) / math.log(10)
    alike["strength"] = 1 - math.log(2) / math.log(100)
    alike["era"] = 0.9
    age = (TODAY - dt.date(1960, 1, 1)).days
    alike["age"] = (dt.date(1955, 1, 1) - dt.date(1950, 1, 1)).days / age
    alike["broken promise"] = 0.0
    by_hand = sum(weights[name] * alike[name] for name in weights) / sum(weights.values())
    assert found.likeness[7] == pytest.approx(by_hand)
    later = {"age", "broken promise"}
    entry = [name for name in weights if name not in later]
    by_hand = sum(weights[n] * alike[n] for n in entry) / sum(weights[n] for n in entry)
    assert found.alike_by_entry[7] == pytest.approx(by_hand)


def test_what_is_not_known_is_left_out(found: Precedents) -> None:
    rows = {one["trait"]: one for one in found.explain(5)}
    assert rows["broken promise"]["likeness"] is None
    assert rows["broken promise"]["counts"] is None
    counted = [one["counts"] for one in rows.values() if one["counts"] is not None]
    assert sum(counted) == pytest.approx(found.likeness[5], abs=1e-3)


def test_how_long_it_lasted_chooses_no_curve(table: Memberships, found: Precedents) -> None:
    """Else a curve of those who stayed long would show that they stayed long."""
    heavy = find_precedents(found.profile, table, weights={"age": 1000, "broken promise": 1000})
    assert (heavy.alike == found.alike).all()
    assert not np.allclose(heavy.likeness, found.likeness)
    assert {t.name for t in shipped_traits() if t.known == "later"} == {"age", "broken promise"}


def test_weights_can_be_changed_and_wrong_ones_are_told(
    table: Memberships, found: Precedents
) -> None:
    only = {trait.name: 0 for trait in shipped_traits()} | {"neutrality": 1}
    bare = find_precedents(found.profile, table, weights=only, line=1)
    assert bare.counts()["memberships"] == len(table) - 1 - 2
    for weights, what in (
        ({"colour": 1}, "'colour' is no trait"),
        ({"era": -1}, "cannot be -1"),
        (dict.fromkeys(only, 0), "no trait that is known at entry has a weight"),
    ):
        with pytest.raises(InputError, match=what):
            find_precedents(found.profile, table, weights=weights)
    with pytest.raises(InputError, match=r"line cannot be at 1\.5"):
        find_precedents(found.profile, table, line=1.5)


def test_it_is_not_a_precedent_of_itself(found: Precedents) -> None:
    assert not found.alike[0]
    assert all((one["id"], one["from"]) != ("FRA", "1960-01-01") for one in found.nearest(99))


def test_nearest_cases_come_in_order_and_not_all_of_one_alliance(found: Precedents) -> None:
    cases = found.nearest(99, of_one=None)
    assert [one["likeness"] for one in cases] == sorted(
        (one["likeness"] for one in cases), reverse=True
    )
    numbers = [one["atop"] for one in found.nearest(99, of_one=2)]
    assert max(numbers.count(number) for number in numbers) == 2
    assert {one["way"] for one in found.nearest(99, way="exit")} == {"left or broken off"}
    assert found.nearest(1)[0]["state"] == "United Kingdom"


# How long states stayed


def test_counts_and_shares_by_hand(found: Precedents) -> None:
    """Alike are all but the pact of two: eleven, of which two left, one was replaced, two ended."""
    counts = found.counts()
    assert (counts["memberships"], counts["alliances"], counts["go_on"]) == (11, 4, 6)
    assert (counts["exit"], counts["replaced"], counts["state ended"]) == (2, 1, 2)
    rows = {one["years"]: one for one in found.staying()}
    # Belgium left after ten years, when eleven were in sight; it came back for fifteen
    assert rows[15]["exit"] == pytest.approx(1 / 11, abs=1e-4)
    assert rows[15]["stays"] == pytest.approx(10 / 11, abs=1e-4)
    # Belgium's second time is out of sight after 15.8 years: nine are left when the Dutch go
    after_20 = 10 / 11 * 8 / 9
    assert rows[20]["stays"] == pytest.approx(10 / 11 * 8 / 9, abs=1e-4)
    assert rows[20]["exit"] == pytest.approx(1 / 11 + 10 / 11 / 9, abs=1e-4)
    assert rows[30]["state ended"] == pytest.approx(after_20 * 2 / 8, abs=1e-4)
    # Luxembourg's was replaced half a day after thirty years of 365.25 days
    assert rows[30]["stays"] == pytest.approx(after_20 * 6 / 8, abs=1e-4)
    assert rows[30]["replaced"] == 0
    assert rows[40]["replaced"] > 0


def test_from_its_own_age_on_only_those_as_old_count(table: Memberships) -> None:
    young = find_precedents(
        profile_in(table, 11, dt.date(2000, 3, 1), title="Belgium, again"), table
    )
    assert young.profile.age == (dt.date(2000, 3, 1) - dt.date(1985, 3, 1)).days
    old = young.as_old
    assert not old[1]  # Belgium's first time lasted ten years
    assert old[2]
    rows = {one["years"]: one for one in young.from_now()}
    assert rows[5]["at_risk"] == int((table["days"][old] >= young.profile.age + 5 * 365.25).sum())


def test_the_table_of_choices_moves_the_line_and_each_weight(found: Precedents) -> None:
    rows = {one["choice"]: one for one in found.sensitivity()}
    assert rows["as above"]["memberships"] == 11
    assert rows["line at 0.70"]["memberships"] >= 11
    assert rows["line at 0.90"]["memberships"] <= 11
    entry = [t.name for t in shipped_traits() if t.known == "entry" and t.weight]
    assert [name for name in entry if f"without {name}" not in rows] == []


# What came next


def test_back_in_the_same_alliance_and_tied_anew(table: Memberships) -> None:
    after = sequel(table, 1, default_actors())
    assert after is not None
    assert after.returned == "1985-03-01"
    assert [(tie.atop, tie.partners) for tie in after.tied_anew] == [(1003, ("FRA",))]
    assert [tie.atop for tie in after.with_others] == [1004]
    assert after.still_tied == ()
    said = after.in_words(default_actors().name)
    assert said == "back on 1985-03-01; new with France (ATOP 1003, 1972); 1 new with others alone"


def test_what_goes_on_has_no_sequel_and_what_ended_late_is_told_so(table: Memberships) -> None:
    assert sequel(table, 0) is None
    late = past(
        row("FRA", 220, 1, "1990-01-01", "1999-01-01", how="denounced"),
        row("GBR", 200, 1, "1990-01-01", "1999-01-01", how="denounced"),
        row("FRA", 220, 2, "1985-01-01"),
        row("GBR", 200, 2, "1985-01-01"),
    )
    after = sequel(late, 0)
    assert after is not None
    assert [(tie.atop, tie.partners) for tie in after.still_tied] == [(2, ("GBR",))]
    lone = sequel(past(row("FRA", 220, 1, "1990-01-01", "1999-01-01", how="denounced")), 0)
    assert lone is not None
    assert lone.in_words(str) == "too near the end of the data"


# The membership itself


def test_a_membership_that_is_to_come_has_no_precedents(table: Memberships) -> None:
    with pytest.raises(InputError, match="began on 1960-01-01, after 1950-01-01"):
        profile_in(table, 0, dt.date(1950, 1, 1), title="France")


def test_a_profile_from_a_treatys_norms() -> None:
    treaty = load_treaty(
        """
id: pact
title: The pact
organisation: NATO
versions:
- id: "1"
  during: 2010-01-01/..
  norms:
  - {id: a, article: "1", title: help, kind: defence, modality: must, bearer: each-party}
  - {id: b, article: "2", title: going, kind: withdrawal, modality: may, bearer: each-party}
  - {id: c, article: "3", title: talking, kind: consultation, modality: may, bearer: each-party}
membership:
- {state: FRA, during: 2010-01-01/2020-01-01}
- {state: GBR, during: 2010-01-01/..}
- {state: ITA, during: 2015-01-01/..}
""",
        "pact.yaml",
    )
    who = default_actors()
    made = profile_of(treaty, "FRA", dt.date(2024, 1, 1), actors=who)
    assert (made.title, made.age) == ("France, The pact", 3652)  # it had ended in 2020
    known = {name: value for name, value in made.values.items() if value is not None}
    assert known["defense"] == known["exit_clause"] == known["organ1"] == known["partners"] == 1
    assert known["consul"] == known["offense"] == known["speclgth"] == 0
    assert "conditio" not in known
    assert made.values["cinc_ratio"] is None
    with pytest.raises(InputError, match="Germany was no member of The pact"):
        profile_of(treaty, "DEU", dt.date(2024, 1, 1), actors=who)


# As data, in words, drawn


def test_all_of_it_is_plain_data(found: Precedents) -> None:
    data = json.loads(json.dumps(found.as_json(3)))
    assert len(data["nearest"]) == 3
    assert data["alike"]["memberships"] == 11
    assert data["membership"]["years"] == 41.5
    rows = found.rows()
    assert len(rows) == len(found.table) - 1
    assert rows[0]["likeness"] >= rows[-1]["likeness"]


def test_the_remarks_say_how_few_there_are(found: Precedents) -> None:
    said = " ".join(found.remarks())
    assert "11 of 13 other memberships" in said
    assert "4 alliances are too few for a curve" in said
    assert "2 left or broken off" in said
    assert "do not" in said or "did not" in said
    assert "still less what should" in said


def test_the_picture_is_svg_with_its_numbers(found: Precedents) -> None:
    figure = found.draw()
    root = ET.fromstring(figure.svg)
    text = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    assert "11 memberships in 4 alliances" in text
    assert "41.5 years" in text
    assert "left, 4 stayed" in text
    assert {one["state"] for one in figure.rows} >= {"Belgium", "Netherlands"}
    assert "France, a pact" in figure.title


def test_nobody_alike_is_told_and_drawn(table: Memberships) -> None:
    none = find_precedents(
        profile_in(table.where(number=1002), 0, TODAY, title="Turkey"),
        past(row("TUR", 640, 1002, "1950-01-01"), row("FRA", 220, 9, "1815-01-01", wartime=True)),
        line=0.99,
    )
    assert none.counts()["memberships"] == 0
    assert none.staying() == none.from_now() == []
    assert "0 of 1 other memberships" in none.remarks()[0]
    assert "no membership is alike" in none.draw().svg


def test_the_partner_in_a_pact_of_two_is_no_precedent() -> None:
    pact = {"bilat": True, "defense": True}
    both = past(
        row("FRA", 220, 1, "1990-01-01", **pact),
        row("GBR", 200, 1, "1990-01-01", **pact),
        row("GBR", 200, 2, "1990-01-01", **pact),
    )
    found = find_precedents(profile_in(both, 0, TODAY, title="France"), both)
    assert found.others.tolist() == [False, False, True]
