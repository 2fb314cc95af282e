"""The tables of organisations and of who belonged to them, against published counts and dates."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "src" / "foedus" / "data" / "actors"
COLUMNS = ["organisation", "actor", "from", "to", "status", "note"]
KINDS = {"alliance", "union", "organisation", "court", "grouping", "armed-group", "agency"}
STATUSES = {"member", "associate", "observer", "suspended", "signatory"}
DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?[~?%]?")


@cache
def organisations() -> list[dict]:
    return yaml.safe_load((FOLDER / "organisations.yaml").read_text("utf-8"))


@cache
def memberships() -> list[dict[str, str]]:
    lines = (FOLDER / "memberships.tsv").read_text("utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def first_day(date: str) -> dt.date:
    year, month, day = DATE.fullmatch(date).groups()
    return dt.date(int(year), int(month or 1), int(day or 1))


def last_day(date: str) -> dt.date:
    if not date:
        return dt.date.max
    year, month, day = DATE.fullmatch(date).groups()
    month = int(month or 12)
    return dt.date(int(year), month, int(day or calendar.monthrange(int(year), month)[1]))


def members(organisation: str, day: str, status: str = "member") -> set[str]:
    when = dt.date.fromisoformat(day)
    found = [
        row["actor"]
        for row in memberships()
        if row["organisation"] == organisation
        and row["status"] == status
        and first_day(row["from"]) <= when <= last_day(row["to"])
    ]
    assert len(found) == len(set(found)), f"{organisation} counts a member twice on {day}"
    return set(found)


def place(row: dict[str, str]) -> str:
    return " ".join(row[column] for column in COLUMNS[:5])


# --- the shape of the tables


def test_there_are_enough_organisations_with_ids_of_their_own() -> None:
    ids = Counter(item["id"] for item in organisations())
    assert len(ids) >= 75
    assert [key for key, count in ids.items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", key) for key in ids)


def test_no_id_is_taken_for_a_state() -> None:
    states = {row["actor"] for row in memberships()}
    states |= {code.split(":")[1].strip() for code in _state_ids()}
    ids = {item["id"] for item in organisations()}
    assert ids & states <= {"EU", "AU"}  # the two organisations that are members of others


def _state_ids() -> list[str]:
    tables = sorted((FOLDER / "states").glob("*.yaml"))
    return [
        line
        for table in tables
        for line in table.read_text("utf-8").splitlines()
        if line.startswith("- id:")
    ]


def test_every_organisation_reads() -> None:
    ids = {item["id"] for item in organisations()}
    for item in organisations():
        assert item["kind"] in KINDS, item["id"]
        assert item["name"], item["id"]
        assert item["generic"], item["id"]
        assert DATE.fullmatch(item["founded"]), item["id"]
        if item["ended"] is not None:
            assert first_day(item["founded"]) <= last_day(item["ended"]), item["id"]
        linked = {*item["predecessors"], *item["successors"], *item["parts"]}
        assert linked <= ids, item["id"]
        assert item["part_of"] is None or item["part_of"] in ids, item["id"]


def test_links_between_organisations_go_both_ways() -> None:
    by_id = {item["id"]: item for item in organisations()}
    for key, item in by_id.items():
        assert all(by_id[part]["part_of"] == key for part in item["parts"]), key
        assert all(key in by_id[old]["successors"] for old in item["predecessors"]), key
        assert all(key in by_id[new]["predecessors"] for new in item["successors"]), key
        if item["part_of"]:
            assert key in by_id[item["part_of"]]["parts"], key


def test_names_are_words_and_their_dates_are_in_order() -> None:
    for item in organisations():
        plain = [name["name"] if isinstance(name, dict) else name for name in item["names"]]
        assert all(isinstance(name, str) and name.strip() == name for name in plain), item["id"]
        undated = [name for name in item["names"] if isinstance(name, str)]
        assert len(undated) == len(set(undated)), item["id"]
        for name in item["names"]:
            if isinstance(name, dict):
                assert set(name) <= {"name", "from", "to"}, item["id"]
                if "from" in name and "to" in name:
                    assert first_day(name["from"]) <= last_day(name["to"]), item["id"]


def test_an_abbreviation_with_two_meanings_tells_them_apart_by_date() -> None:
    def on(word: str, day: str) -> set[str]:
        when = dt.date.fromisoformat(day)
        return {
            item["id"]
            for item in organisations()
            for name in item["names"]
            if isinstance(name, dict)
            and name["name"] == word
            and first_day(name.get("from", "0001")) <= when <= last_day(name.get("to", ""))
        }

    assert on("WTO", "1970-01-01") == {"WARSAW-PACT"}
    assert on("WTO", "2020-01-01") == {"WTO-TRADE"}
    assert on("EEC", "1970-01-01") == {"EEC-1958"}
    assert on("EEC", "2020-01-01") == {"EAEU-COM"}
    assert on("EAC", "1970-01-01") == {"EAC-1967"}
    assert on("United Nations", "1943-01-01") == {"ALLIES-WWII"}


def test_the_memberships_read() -> None:
    ids = {item["id"] for item in organisations()}
    assert list(memberships()[0]) == COLUMNS
    for row in memberships():
        assert None not in row.values(), f"too few cells: {row}"
        assert None not in row, f"too many cells: {row}"
        assert row["organisation"] in ids, place(row)
        assert re.fullmatch(r"[A-Z]{3}", row["actor"]) or row["actor"] in ids, place(row)
        assert row["status"] in STATUSES, place(row)
        assert DATE.fullmatch(row["from"]), place(row)
        assert not row["to"] or DATE.fullmatch(row["to"]), place(row)
        assert first_day(row["from"]) <= last_day(row["to"]), place(row)


def test_spells_of_one_status_do_not_overlap() -> None:
    spells = defaultdict(list)
    for row in memberships():
        spells[row["organisation"], row["actor"], row["status"]].append(row)
    for rows in spells.values():
        rows.sort(key=lambda row: first_day(row["from"]))
        for before, after in pairwise(rows):
            # A month or a year may hold both the end of one spell and the start of the next.
            ends = first_day(before["to"]) if before["to"] else dt.date.max
            assert ends < first_day(after["from"]), f"{place(before)} / {place(after)}"


def test_nobody_belongs_to_what_has_ended() -> None:
    ended = {item["id"]: item["ended"] for item in organisations() if item["ended"]}
    for row in memberships():
        if row["organisation"] in ended:
            assert row["to"], place(row)
            assert first_day(row["to"]) <= last_day(ended[row["organisation"]]), place(row)


def test_who_is_suspended_is_a_member() -> None:
    held = defaultdict(list)
    for row in memberships():
        if row["status"] in {"member", "associate"}:
            held[row["organisation"], row["actor"]].append(row)
    for row in memberships():
        if row["status"] == "suspended":
            assert any(
                first_day(spell["from"]) <= last_day(row["from"])
                and first_day(row["to"] or "9999") <= last_day(spell["to"])
                for spell in held[row["organisation"], row["actor"]]
            ), place(row)


# --- counts that the organisations publish


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("NATO", "1949-08-24", 12),
        ("NATO", "1952-03-01", 14),
        ("NATO", "1990-01-01", 16),
        ("NATO", "2004-03-29", 26),
        ("NATO", "2024-03-07", 32),
        ("CST", "1995-01-01", 9),
        ("CST", "2000-01-01", 6),
        ("CSTO", "2010-01-01", 7),
        ("CSTO", "2024-01-01", 6),
        ("WARSAW-PACT", "1956-01-01", 8),
        ("WARSAW-PACT", "1970-01-01", 7),
        ("ECOWAS", "2020-01-01", 15),
        ("ECOWAS", "2025-02-01", 12),
        ("AES", "2025-02-01", 3),
        ("EU", "1995-01-01", 15),
        ("EU", "2004-05-01", 25),
        ("EU", "2013-07-01", 28),
        ("EU", "2020-02-01", 27),
        ("EEC-1958", "1986-01-01", 12),
        ("UN", "1945-12-31", 51),
        ("UN", "1955-12-31", 76),
        ("UN", "1960-12-31", 99),
        ("UN", "1970-12-31", 127),
        ("UN", "1980-12-31", 154),
        ("UN", "1990-12-31", 159),
        ("UN", "1994-12-31", 185),
        ("UN", "2000-12-31", 189),
        ("UN", "2006-12-31", 192),
        ("UN", "2011-07-14", 193),
        ("UN", "2025-01-01", 193),
        ("GCC", "2025-01-01", 6),
        ("ASEAN", "2000-01-01", 10),
        ("ASEAN", "2025-10-26", 11),
        ("ARAB-LEAGUE", "2025-01-01", 22),
        ("OIC", "2025-01-01", 57),
        ("AU", "2025-01-01", 55),
        ("OAU", "1970-01-01", 41),
        ("OSCE", "1975-08-01", 35),
        ("OSCE", "2025-01-01", 57),
        ("COE", "2022-03-15", 47),
        ("COE", "2023-01-01", 46),
        ("COMMONWEALTH", "2025-01-01", 56),
        ("OECD", "2025-01-01", 38),
        ("SCO", "2024-12-31", 10),
        ("BRICS", "2025-02-01", 10),
        ("G7", "2000-01-01", 8),
        ("G7", "2020-01-01", 7),
        ("SADC", "2025-01-01", 16),
        ("EAC", "2025-01-01", 8),
        ("ECCAS", "2025-01-01", 11),
        ("PIF", "2025-01-01", 18),
        ("CARICOM", "2025-01-01", 15),
        ("CELAC", "2025-01-01", 33),
        ("OPEC", "2024-06-01", 12),
        ("SAARC", "2025-01-01", 8),
        ("WEU", "2000-01-01", 10),
        ("SEATO", "1960-01-01", 8),
        ("OAS", "1950-01-01", 21),
        ("RIO-TREATY", "1995-01-01", 22),
        ("ALLIES-WWII", "1945-09-02", 47),
    ],
)
def test_the_number_of_members_is_the_published_one(
    organisation: str, day: str, count: int
) -> None:
    assert len(members(organisation, day)) == count, sorted(members(organisation, day))


def test_the_collective_security_treaty_and_its_organisation() -> None:
    six = {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}
    assert members("CSTO", "2024-06-12") == six
    assert members("CSTO", "2010-06-10") - six == {"UZB"}
    assert members("CST", "1995-01-01") - six == {"AZE", "GEO", "UZB"}
    assert members("CST", "1992-06-01") == set()  # signed, in force on 1994-04-20 only
    assert members("CST", "1992-06-01", "signatory") == six - {"BLR"} | {"UZB"}
    by_id = {item["id"]: item for item in organisations()}
    assert by_id["CSTO"]["predecessors"] == ["CST"]


def test_states_that_left_or_were_kept_out() -> None:
    assert "FRA" in members("NATO", "1975-01-01")  # left the command in 1966, never the alliance
    assert "ALB" in members("WARSAW-PACT", "1968-08-20")
    assert "ALB" not in members("WARSAW-PACT", "1968-10-01")
    assert {"MLI", "NER", "BFA"} <= members("ECOWAS", "2025-01-28")
    assert "GEO" in members("CIS", "2009-08-01")
    assert "GEO" not in members("CIS", "2009-08-19")
    assert members("ARAB-LEAGUE", "1985-01-01", "suspended") == {"EGY"}
    assert members("ARAB-LEAGUE", "2015-01-01", "suspended") == {"SYR"}
    assert members("ANZUS", "1990-01-01", "suspended") == {"NZL"}
    assert "IRQ" not in members("CENTO", "1960-01-01")
    assert "RUS" not in members("COE", "2022-03-17")


def test_states_that_came_apart_are_not_counted_twice() -> None:
    assert {"SUN", "BLR", "UKR"} <= members("UN", "1991-01-01")
    assert "RUS" not in members("UN", "1991-01-01")
    assert "SUN" not in members("UN", "1992-01-01")
    assert {"DEU", "DDR"} <= members("UN", "1990-10-02")
    assert "DDR" not in members("UN", "1990-10-03")
    assert "CSK" not in members("UN", "1993-01-01")
    assert "TWN" in members("UN", "1971-01-01")
    assert "CHN" not in members("UN", "1971-01-01")
