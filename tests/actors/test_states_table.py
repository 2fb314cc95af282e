"""The table of states: codes, dates and names, read with plain YAML."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
STATES = ROOT / "src" / "foedus" / "data" / "actors" / "states"
COW_STATES = ROOT.parent / "shared" / "data" / "wars" / "states2016.csv"

FIELDS = {
    "id", "id_from", "name", "official", "status", "dependency_of", "iso", "cow", "cow_also", "gw",
    "gw_also", "existed", "names", "adjectives", "demonyms", "capitals", "seats", "regions",
    "predecessors", "successors",
}  # fmt: skip
CONTINENTS = {"europe", "asia", "africa", "north-america", "south-america", "oceania"}
REGIONS = CONTINENTS | {
    "middle-east", "caucasus", "central-asia", "balkans", "baltic", "west-africa", "caribbean",
    "pacific",
}  # fmt: skip

# The 193 members of the United Nations, by ISO 3166-1 alpha-3.
_UN = """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB
BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA
ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI
HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA
LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM
NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN
SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO
TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
"""
UN_MEMBERS = _UN.split()

EDTF_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?[?~%]?")
OPEN = date.max


def _read() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for path in sorted(STATES.glob("*.yaml")):
        rows += yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


ROWS = _read()
BY_ID = {row["id"]: row for row in ROWS}


def _systems(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    first = [row[name]] if name in row else []
    return first + row.get(f"{name}_also", [])


def _interval(text: str) -> tuple[date, date]:
    start, end = text.split("/")
    return date.fromisoformat(start), OPEN if end == ".." else date.fromisoformat(end)


def _joined(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans in order, those that follow each other on the next day made one."""
    out: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if out and out[-1][1] + timedelta(days=1) == start:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _texts(row: dict[str, Any], field: str) -> list[str]:
    return [x if isinstance(x, str) else x["name"] for x in row[field]]


def test_every_file_of_the_layout_is_there() -> None:
    stems = {path.stem for path in STATES.glob("*.yaml")}
    assert stems == {
        "africa", "americas", "asia", "europe", "historic", "middle-east", "oceania"
    }  # fmt: skip


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in ROWS]
    assert sorted(ids) == sorted(set(ids))
    assert all(re.fullmatch(r"[A-Z]{3}", i) for i in ids)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_fields_are_known_and_texts_are_text(row: dict[str, Any]) -> None:
    assert set(row) <= FIELDS
    assert row["id_from"] in {"iso", "iso-former", "cow", "own"}
    assert row.get("status", "recognised") in {"recognised", "unrecognised", "dependency"}
    assert ("dependency_of" in row) == (row.get("status") == "dependency")
    for field in ("names", "adjectives", "demonyms", "capitals", "seats"):
        texts = _texts(row, field)
        assert all(isinstance(text, str) and text == text.strip() != "" for text in texts)
        plain = [x for x in row[field] if isinstance(x, str)]
        assert len(plain) == len(set(plain)), f"{field} named twice"
    for place in row["capitals"]:
        assert set(place) <= {"name", "variants", "from", "to"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_dates_are_edtf(row: dict[str, Any]) -> None:
    for field in ("names", "capitals", "seats"):
        for entry in row[field]:
            if isinstance(entry, dict):
                ends = [entry[k] for k in ("from", "to") if k in entry]
                assert all(isinstance(e, str) and EDTF_DATE.fullmatch(e) for e in ends), entry
                assert [e[:4] for e in ends] == sorted(e[:4] for e in ends), entry
    spans = [
        s for name in ("cow", "gw") for system in _systems(row, name) for s in system["system"]
    ]
    for span in [*spans, *([row["existed"]] if "existed" in row else [])]:
        start, end = span.split("/")
        assert EDTF_DATE.fullmatch(start), span
        assert end == ".." or EDTF_DATE.fullmatch(end), span
        assert end == ".." or start <= end, span


def test_regions_are_known_and_hold_a_continent() -> None:
    for row in ROWS:
        assert set(row["regions"]) <= REGIONS, row["id"]
        assert set(row["regions"]) & CONTINENTS, row["id"]


def test_predecessors_and_successors_mirror_each_other() -> None:
    for row in ROWS:
        for other in row["predecessors"]:
            assert row["id"] in BY_ID[other]["successors"], (row["id"], other)
        for other in row["successors"]:
            assert row["id"] in BY_ID[other]["predecessors"], (row["id"], other)
        if "dependency_of" in row:
            assert row["dependency_of"] in BY_ID


def test_all_members_of_the_united_nations_are_there() -> None:
    assert len(set(UN_MEMBERS)) == 193
    assert {i for i in UN_MEMBERS if BY_ID.get(i, {}).get("id_from") != "iso"} == set()


def test_iso_codes_are_unique_among_the_living() -> None:
    living = [row["iso"] for row in ROWS if row["id_from"] == "iso"]
    assert len(living) >= 193
    assert len({iso["alpha2"] for iso in living}) == len(living)
    assert len({iso["numeric"] for iso in living}) == len(living)
    assert all(re.fullmatch(r"[A-Z]{2}", iso["alpha2"]) for iso in living)


def test_codes_that_anyone_can_look_up() -> None:
    assert BY_ID["ARM"]["iso"] == {"alpha2": "AM", "numeric": 51}
    assert BY_ID["NOR"]["iso"]["alpha2"] == "NO"  # a bare NO is false in YAML
    # 970 is Nauru to COW and Kiribati to Gleditsch and Ward.
    assert [BY_ID["KIR"][name]["code"] for name in ("cow", "gw")] == [946, 970]
    assert [BY_ID["NRU"][name]["code"] for name in ("cow", "gw")] == [970, 971]
    assert BY_ID["SUN"]["cow"]["code"] == BY_ID["RUS"]["cow"]["code"] == 365
    assert BY_ID["ARM"]["gw"]["system"] == ["1991-12-21/.."]
    assert BY_ID["TBT"]["gw"]["system"] == ["1913-01-01/1950-10-01"]


def test_no_two_states_share_a_code_on_a_day() -> None:
    for name in ("cow", "gw"):
        spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for row in ROWS:
            for system in _systems(row, name):
                spans[system["code"]] += map(_interval, system["system"])
        for code, found in spans.items():
            found.sort()
            for (_, end), (start, _) in pairwise(found):
                assert end < start, (name, code)


@pytest.mark.skipif(not COW_STATES.exists(), reason="no ../shared/data: COW's table is not shipped")
def test_dates_are_those_of_cow() -> None:
    expected: dict[int, list[tuple[date, date]]] = defaultdict(list)
    abbreviations: dict[int, str] = {}
    with COW_STATES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            start = date(int(line["styear"]), int(line["stmonth"]), int(line["stday"]))
            end = date(int(line["endyear"]), int(line["endmonth"]), int(line["endday"]))
            # The data end on 31 December 2016; a state that stood then has no end.
            end = OPEN if end == date(2016, 12, 31) else end
            expected[int(line["ccode"])].append((start, end))
            abbreviations[int(line["ccode"])] = line["stateabb"]

    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in ROWS:
        for system in _systems(row, "cow"):
            assert system["abbreviation"] == abbreviations[system["code"]], row["id"]
            found[system["code"]] += map(_interval, system["system"])
    assert {code: _joined(spans) for code, spans in found.items()} == {
        code: sorted(spans) for code, spans in expected.items()
    }


def test_states_after_1945_can_be_named_in_text() -> None:
    for row in ROWS:
        spans = [_interval(s) for system in _systems(row, "cow") for s in system["system"]]
        if any(end > date(1945, 12, 31) for _, end in spans):
            for field in ("name", "official", "adjectives", "demonyms", "capitals", "regions"):
                assert row[field], (row["id"], field)


@pytest.mark.parametrize(
    ("text", "field", "ids"),
    [
        ("Congo", "names", {"COG", "COD"}),
        ("Korea", "names", {"KOR", "PRK"}),
        ("Dominican", "adjectives", {"DMA", "DOM"}),
        ("Russian", "adjectives", {"RUS", "SUN"}),
        ("Kremlin", "seats", {"RUS", "SUN"}),
        ("Moscow", "capitals", {"RUS", "SUN"}),
        ("Soviet Union", "name", {"SUN"}),
        ("Soviet", "adjectives", {"SUN"}),
        ("Guinea", "name", {"GIN"}),
        ("Guinea", "names", set()),
        ("Upper Volta", "names", {"BFA"}),
        ("Artsakh", "names", {"NKR"}),
    ],
)
def test_a_name_stands_at_every_state_that_bears_it(text: str, field: str, ids: set[str]) -> None:
    found = {
        row["id"]
        for row in ROWS
        if (row[field] == text if field == "name" else text in _texts(row, field))
    }
    assert found == ids


def test_kazakhstans_capital_was_renamed_twice() -> None:
    capitals = [(c["name"], c.get("from")) for c in BY_ID["KAZ"]["capitals"]]
    assert capitals == [
        ("Almaty", None),
        ("Astana", "1997-12-10"),
        ("Nur-Sultan", "2019-03-23"),
        ("Astana", "2022-09-17"),
    ]
