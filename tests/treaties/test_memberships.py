"""Memberships as a table: lengths, endings, strength beside the partners."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from foedus import InputError, read_atop, read_capabilities
from foedus.treaties import ENDINGS

INVENTED = Path(__file__).parent / "invented"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
NMC = SHARED / "nmc" / "NMC-60-abridged.csv"
needs_real = pytest.mark.skipif(
    not SHARED.exists(), reason="no ../shared/data: ATOP's and COW's files may not be shipped"
)


@pytest.fixture(scope="module")
def table():
    atop = read_atop(INVENTED / "atop5_1m.csv")
    return atop.memberships(read_capabilities(INVENTED / "nmc.csv"))


@pytest.fixture(scope="module")
def real():
    return read_atop(SHARED / "atop" / "atop5_1m.csv").memberships(read_capabilities(NMC))


def row(table, state: str, number: int, strand: int = 0) -> dict[str, object]:
    (found,) = [
        one for one in table.where(state=state, number=number).rows() if one["strand"] == strand
    ]
    return found


def test_phases_that_follow_on_each_other_are_one_membership(table) -> None:
    greece = row(table, "GRC", 9002)
    assert (greece["from"], greece["to"], greece["phases"]) == ("1900-01-10", "1912-10-01", 2)
    assert greece["days"] == 4647  # 10 January 1900 to 1 October 1912
    assert greece["promised"] == "DEFENSE NONAGG CONSUL"


def test_who_goes_while_others_stay_has_left(table) -> None:
    assert (row(table, "GRC", 9002)["how"], row(table, "GRC", 9002)["stayed"]) == ("left", 3)
    assert row(table, "ETH", 9003)["how"] == "denounced"
    assert row(table, "BEL", 9001)["how"] == "expired"
    assert row(table, "GBR", 9005)["how"] == "fulfilled"


def test_whose_state_ended_is_told_from_its_partner(table) -> None:
    assert row(table, "CSK", 9004)["how"] == "state ended"
    assert row(table, "ISL", 9004)["how"] == "goes on"


def test_phases_side_by_side_are_memberships_apart(table) -> None:
    slovakia, iceland = row(table, "SVK", 9004, 3), row(table, "ISL", 9004, 3)
    assert slovakia["partners"] == iceland["partners"] == 1
    assert slovakia["to"] == "1999-09"
    assert slovakia["ended"] == "1999-09-30"


def test_what_goes_on_is_censored_at_the_end_of_the_data(table) -> None:
    assert str(table.until) == "2000-12-31"
    bulgaria = row(table, "BGR", 9002)
    assert (bulgaria["is_over"], bulgaria["ended"], bulgaria["to"]) == (False, None, "..")
    assert bulgaria["days"] == 36880  # 10 January 1900 to 31 December 2000


def test_strength_beside_the_partners_of_the_year_of_entry(table) -> None:
    belgium, turkey = row(table, "BEL", 9001), row(table, "TUR", 9002)
    assert math.isclose(belgium["cinc_share"], 0.03 / 0.04)
    assert math.isclose(belgium["cinc_ratio"], 3)
    # Greece's strength is missing in 1907: the share is of those that are known
    assert (turkey["partners"], turkey["cinc_partners"], turkey["cinc_year"]) == (3, 2, 1907)
    assert math.isclose(turkey["cinc_share"], 0.02 / 0.03)
    assert row(table, "GBR", 9005)["cinc"] is None
    assert row(table, "GBR", 9005)["cinc_year"] == 0


def test_without_capabilities_the_columns_are_there_and_empty() -> None:
    table = read_atop(INVENTED / "atop5_1m.csv").memberships()
    assert np.isnan(table["cinc_share"]).all()
    assert row(table, "TUR", 9002)["partners"] == 3


def test_the_table_can_be_narrowed_and_handed_on(table) -> None:
    assert len(table) == 15
    assert sorted(table.where(on="1855")["state"].tolist()) == ["BEL", "NLD"]
    assert {one["how"] for one in table.endings()} <= set(ENDINGS)
    assert sum(one["memberships"] for one in table.endings()) == len(table)
    pytest.importorskip("pandas", reason="the notebook extra")
    assert list(table.to_pandas().columns) == list(table.columns)
    assert table.to_arrow().num_rows == 15


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("ccode,year\n2,1816\n", "field 'cinc'", "expected the column cinc"),
        ("ccode,year,cinc\n2,1816,1.2\n", "line 2, field 'cinc'", "expected a share from 0 to 1"),
        ("ccode,year,cinc\n2,1816,.1\n2,1816,.2\n", "line 3", "a second for 2 in 1816"),
        ("ccode,year,cinc\n2,,.1\n", "line 2, field 'year'", "found nothing"),
    ],
)
def test_faults_in_capabilities_are_named(tmp_path: Path, text: str, place: str, what: str) -> None:
    (tmp_path / "nmc.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as found:
        read_capabilities(tmp_path / "nmc.csv")
    assert place in str(found.value)
    assert what in str(found.value)


@needs_real
def test_the_real_memberships(real) -> None:
    counted = {one["how"]: one["memberships"] for one in real.endings()}
    assert counted["goes on"] == 1146
    assert counted["left"] == 40
    assert sum(counted.values()) == len(real) == 2285


@needs_real
def test_uzbekistan_in_the_csto(real) -> None:
    first, second = real.where(state="UZB", number=4220).rows()
    assert (first["from"], first["to"], first["how"]) == ("1992-05-15", "1999-04-20", "expired")
    assert first["stayed"] == 6
    assert (second["from"], second["to"], second["how"]) == ("2006-08-17", "2012-06-28", "left")


@needs_real
def test_withdrawals_that_anyone_can_look_up(real) -> None:
    left = {(one["state"], one["atop"], one["to"]) for one in real.rows() if one["how"] == "left"}
    assert ("CUB", 3075, "1962-01-22") in left  # the Rio Treaty; Cuba, excluded at Punta del Este
    assert ("MEX", 3075, "2004-09-06") in left  # the Rio Treaty; notice of 6 September 2002


@needs_real
def test_the_strength_of_armenia_is_that_of_the_file(real) -> None:
    pd = pytest.importorskip("pandas", reason="the shares are held against pandas")
    nmc = pd.read_csv(NMC).set_index(["ccode", "year"])["cinc"]
    members = [365, 371, 702, 703, 704, 705]
    whole = sum(nmc[(code, 1992)] for code in members)
    armenia = row(real, "ARM", 4220)
    assert math.isclose(armenia["cinc_share"], nmc[(371, 1992)] / whole)
    assert math.isclose(armenia["cinc_ratio"], nmc[(371, 1992)] / nmc[(365, 1992)])
    assert armenia["cinc_year"] == 1992
