"""A case's membership among those of a user's ATOP file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from foedus import CaseError, open_case, precedents_of, read_atop, read_capabilities, read_codings

ROOT = Path(__file__).parents[2]
INVENTED = ROOT / "tests" / "treaties" / "invented"
DATA = ROOT.parent / "shared" / "data"
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)


def test_what_atop_lacks_is_made_from_the_norms() -> None:
    found = precedents_of(open_case("csto-armenia"), read_atop(INVENTED / "atop5_1m.csv"))
    profile = found.profile
    assert profile.source == "the norms and members of cst"
    assert profile.began == dt.date(1994, 4, 20)
    assert profile.as_of <= dt.date(2025, 12, 31)
    assert profile.values["defense"] == profile.values["nonagg"] == profile.values["organ1"] == 1
    assert "does not have this membership" in profile.notes[0]
    assert found.others.all()
    assert any("not known, and so not compared" in said for said in found.remarks())


def test_another_alliance_is_named_by_its_number() -> None:
    case, atop = open_case("csto-armenia"), read_atop(INVENTED / "atop5_1m.csv")
    with pytest.raises(CaseError, match="Armenia was no member of ATOP's alliance 9001") as told:
        precedents_of(case, atop, number=9001)
    assert "it was of none" in str(told.value)


@pytest.fixture(scope="module")
def real():
    return precedents_of(
        open_case("csto-armenia"),
        read_atop(DATA / "atop" / "atop5_1m.csv"),
        read_capabilities(DATA / "nmc" / "NMC-60-abridged.csv"),
        as_of=dt.date(2024, 2, 22),
    )


@needs_real
def test_armenias_membership_is_found_with_what_the_record_has_of_it(real) -> None:
    assert real.profile.source == "ATOP 5.1, alliance 4220"
    assert real.profile.began == dt.date(1992, 5, 15)
    assert real.profile.age == (dt.date(2024, 2, 22) - dt.date(1992, 5, 15)).days
    notes = " ".join(real.profile.notes)
    assert "frozen (from 22 February 2024)" in notes
    assert real.profile.values["broken"] == 1  # Russia refused to consult in October 2020


@needs_real
def test_those_who_did_not_prolong_in_1999_left_and_uzbekistan_came_back(real) -> None:
    own = {
        (one["id"], one["to"]): one
        for one in real.nearest(60, way="exit", of_one=None)
        if one["atop"] == 4220
    }
    assert sorted(own) == [
        ("AZE", "1999-04-20"),
        ("GEO", "1999-04-20"),
        ("UZB", "1999-04-20"),
        ("UZB", "2012-06-28"),
    ]
    assert own["UZB", "1999-04-20"]["sequel"]["returned"] == "2006-08-17"


@needs_real
def test_the_german_democratic_republic_did_not_leave_the_warsaw_treaty(real) -> None:
    table = real.table
    [place] = [
        place
        for place, (state, atop) in enumerate(
            zip(table["state"].tolist(), table["atop"].tolist(), strict=True)
        )
        if (state, atop) == ("DDR", 3285)
    ]
    assert real.ways[int(real.way[place]) - 1].id == "state ended"


@needs_real
def test_every_membership_is_counted_once(real) -> None:
    counts = real.counts(real.others)
    assert counts["memberships"] == len(real.table) - 1
    assert counts["go_on"] + sum(counts[way.id] for way in real.ways) == counts["memberships"]
    endings = {row["how"]: row["memberships"] for row in real.table.endings()}
    assert counts["state ended"] == endings["state ended"] + endings["partner ended"]
    assert counts["exit"] + counts["ran out"] == sum(
        endings[how] for how in ("left", "denounced", "expired", "fulfilled")
    )


@needs_real
def test_what_was_broken_is_known_from_a_studys_codings(real) -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    codings = read_codings(DATA / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta")
    broken = codings.broken()
    rows = codings.rows()
    assert sum(broken.values()) == len(
        {r["atop"] for r in rows if r["called_in"] and not r["kept"]}
    )
    # the treaty of 1992 is coded as called in by the war of 1993-94, and not kept
    assert {r["war_name"] for r in rows if r["atop"] == 4220 and r["kept"] is False} == {
        "Azeri-Armenian_1993-94"
    }
    assert broken[4220]
    found = precedents_of(
        open_case("csto-armenia"), read_atop(DATA / "atop" / "atop5_1m.csv"), codings=codings
    )
    known = found.columns["broken"]
    assert set(known[~(known != known)].tolist()) == {0.0, 1.0}
