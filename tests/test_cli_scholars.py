"""foedus atop and foedus reliability print what the library says, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.treaties import load_treaties
from wartime import WAR_COLUMNS, fought

ATOP = Path(__file__).parent / "treaties" / "invented" / "atop5_1m.csv"
NMC = Path(__file__).parent / "treaties" / "invented" / "nmc.csv"
CODINGS = Path(__file__).parent / "ledger" / "invented" / "codings.csv"
Run = Callable[..., tuple[int, str, str]]


def test_the_list_and_what_is_odd(run: Run) -> None:
    code, out, err = run("atop", ATOP)
    assert code == 0
    assert "BGR ROU GRC TUR" in out
    assert "5 of 5 alliances in ATOP 5.1" in out
    assert "odd in atop5_1m.csv: members that promise none of the five (9005)" in err


def test_the_list_of_a_state_on_a_day(run: Run) -> None:
    _, out, err = run("atop", ATOP, "--state", "Greece", "--on", "1901-01-01", "--format", "json")
    assert [row["number"] for row in json.loads(out)] == [9002]
    assert err == ""


def test_counts(run: Run) -> None:
    _, out, _ = run("atop", ATOP, "--counts", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0] == {"obligation": "DEFENSE", "alliances": "3", "phases": "3", "rows": "6"}


def test_one_alliance(run: Run) -> None:
    _, out, _ = run("atop", ATOP, 9002)
    assert "Alliance of Bulgaria, Romania, Greece and 1 other, 1900" in out
    assert "Phase 2 of 2" in out
    assert "1900-01-10/1912-10-01" in out
    _, out, _ = run("atop", ATOP, 9002, "--format", "csv")
    norms = {(row["version"], row["norm"]): row for row in csv.DictReader(io.StringIO(out))}
    assert norms["1", "offence"]["bearer"] == "BGR"
    _, out, _ = run("atop", ATOP, 9004, "--format", "json")
    assert [treaty["id"] for treaty in json.loads(out)] == ["atop-9004", "atop-9004-phase-3"]


def test_compared_with_a_built_in_treaty(run: Run) -> None:
    _, out, _ = run("atop", ATOP, 9001, "--compare", "us-korea-1953", "--format", "json")
    assert {row["member_in"] for row in json.loads(out)} == {"us-korea-1953", "ATOP 9001"}
    _, out, _ = run("atop", ATOP, 9001, "--compare", "us-korea-1953")
    assert "us-korea-1953 and ATOP 9001: 4 differences" in out


def test_memberships(run: Run) -> None:
    _, out, _ = run("atop", ATOP, "--memberships", "--nmc", NMC)
    assert "15 memberships" in out
    _, out, _ = run("atop", ATOP, 9001, "--memberships", "--nmc", NMC)
    assert "0.750" in out
    _, out, _ = run("atop", ATOP, "--memberships", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15
    assert rows[0]["cinc_share"] == ""


def test_treaty_files(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("atop", ATOP, 9001, "-o", tmp_path / "one")
    assert out.strip() == str(tmp_path / "one" / "atop-9001.yaml")
    _, out, _ = run("atop", ATOP, "-o", tmp_path / "all")
    assert out.startswith("6 treaty files")
    assert len(load_treaties(tmp_path / "all")) == 6


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--compare", "cst"), "--compare needs the NUMBER"),
        (("--nmc", NMC), "--nmc needs --memberships"),
        ((9999,), "there is no alliance 9999"),
        (("--state", "Ruritania"), "no table knows 'Ruritania'"),
        ((9001, "--compare", "no-such"), "no treaty that ships is called 'no-such'"),
    ],
)
def test_wrong_use_is_told(run: Run, arguments: tuple[object, ...], what: str) -> None:
    code, _, err = run("atop", ATOP, *arguments)
    assert code == 2
    assert what in err


def test_reliability(run: Run) -> None:
    _, out, _ = run("reliability", "--published", CODINGS)
    assert "4/7" in out
    assert "57.1%" in out
    assert "9 rows, each an alliance and a war" in out
    _, out, _ = run("reliability", "--published", CODINGS, "--rules", "BF", "--format", "json")
    assert json.loads(out)[0]["kept"] == 3
    _, out, _ = run("reliability", "--published", CODINGS, "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["called_in"] == "7"
    code, _, err = run("reliability", "--published", CODINGS, "--rules", "mine")
    assert code == 2
    assert "there are LLM, BF" in err


def test_reliability_of_a_case(run: Run) -> None:
    _, out, _ = run("reliability", "csto-armenia")
    assert "under every rule of counting and every reading" in out
    assert "The Secretariat's" in out
    assert "not a sample of what happened" in " ".join(out.split())
    _, out, _ = run("reliability", "csto-armenia", "--format", "json", "--in-part", "kept")
    found = json.loads(out)
    assert found["counting"]["in_part"] == "kept"
    assert len(found["sensitivity"]) == 4 * 12
    groups = {(row["grouping"], row["group"]): row for row in found["groups"]}
    whole = groups["all", "all"]
    assert whole["kept"] == whole["kept_in_full"] + whole["in_part"]
    assert ("alliance", "CSTO") in groups
    _, out, _ = run(
        *("reliability", "csto-armenia", "--by", "period", "--cut", "2020-09-27"),
        *("--reading", "russia", "--format", "csv"),
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["group"] for row in rows] == ["until 2020-09-26", "since 2020-09-27"]


@pytest.fixture
def wars(tmp_path: Path) -> Path:
    """France attacks Belgium in the invented codings' war 10; Bulgaria fights Austria in 20."""
    path = tmp_path / "wars.csv"
    lines = (
        fought(10, 220, 1, "1850-6-1", "1851-6-1", opened=True),
        fought(10, 211, 2, "1850-6-1", "1851-6-1"),
        fought(20, 300, 1, "1908-3-1", "1908-9-1", opened=True),
        fought(20, 355, 2, "1908-3-1", "1908-9-1"),
    )
    path.write_text("\n".join([WAR_COLUMNS, *lines]) + "\n", "utf-8")
    return path


def test_wars(run: Run, wars: Path) -> None:
    _, out, _ = run("atop", ATOP, "--wars", wars)
    assert "Belgium attacked by France on 1 June 1850" in " ".join(out.split())
    assert "pairs of an alliance and a war in which a member met an enemy" in out
    _, out, _ = run("atop", ATOP, "--wars", wars, "--format", "csv")
    rows = {(row["war"], row["alliance"]): row for row in csv.DictReader(io.StringIO(out))}
    assert (rows["10", "9001"]["called_in"], rows["10", "9001"]["kept"]) == ("yes", "no")
    assert rows["20", "9002"]["called_in"] == "unknown"  # its promise holds in some places only
    _, out, _ = run("atop", ATOP, 9001, "--wars", wars, "--format", "json")
    assert [row["alliance"] for row in json.loads(out)] == [9001]


def test_why(run: Run, wars: Path) -> None:
    _, out, _ = run("atop", ATOP, 9001, "--wars", wars, "--why", 10)
    assert out.startswith("[yes] ATOP 9001 was called in by Invented War 10")
    assert "bound: Netherlands" in out
    _, out, _ = run("atop", ATOP, 9001, "--wars", wars, "--why", 10, "--format", "json")
    assert json.loads(out)["value"] == "yes"
    _, out, _ = run("atop", ATOP, 9001, "--wars", wars, "--why", 10, "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["promises"] == "DEFENSE"


def test_wars_against_codings(run: Run, wars: Path) -> None:
    _, out, _ = run("atop", ATOP, "--wars", wars, "--against", CODINGS)
    assert "Berkemeier & Fuhrmann 2018, LLM" in out
    assert "kept, of what both say was called in" in out
    assert "4 pairs of the study are of wars that the list does not have" in out
    _, out, _ = run("atop", ATOP, "--wars", wars, "--against", CODINGS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 5
    assert rows[0]["ours"] == "called in, not kept"
    _, out, _ = run("atop", ATOP, 9001, "--wars", wars, "--against", CODINGS, "--format", "json")
    assert [row["alliance"] for row in json.loads(out)] == [9001]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "give a CASE, or --published FILE"),
        (("csto-armenia", "--published", CODINGS), "not both"),
        (("csto-armenia", "--rules", "BF"), "--rules needs --published"),
        (("csto-armenia", "--reading", "mine"), "its readings are text, armenia"),
        (("csto-armenia", "--cut", "../2020"), "has no first day"),
    ],
)
def test_reliability_used_wrongly(run: Run, arguments: tuple[object, ...], what: str) -> None:
    code, _, err = run("reliability", *arguments)
    assert code == 2
    assert what in err


def test_precedents_as_tables(run: Run, tmp_path: Path) -> None:
    code, out, err = run(
        *("precedents", "csto-armenia", "--atop", ATOP, "--nmc", NMC, "--no-hazard", "--explain"),
        *("--line", "0.5", "--figure", tmp_path / "precedents.svg"),
    )
    assert code == 0
    assert "By what memberships are compared" in out
    assert "The nearest that were left or broken off" in out
    assert "makes up" in out
    assert "15 other memberships" in " ".join(out.split())
    assert "drawn:" in err
    assert (tmp_path / "precedents.svg").read_text("utf-8").startswith("<?xml")


def test_precedents_as_data(run: Run) -> None:
    arguments = ("precedents", "csto-armenia", "--atop", ATOP, "--no-hazard", "--nearest", "2")
    _, out, _ = run(*arguments, "--format", "json", "--weight", "era=0", "--as-of", "2020-01-01")
    found = json.loads(out)
    assert found["membership"]["as_of"] == "2020-01-01"
    assert len(found["nearest"]) == 2
    assert {one["name"]: one["weight"] for one in found["traits"]}["era"] == 0
    assert found["no_hazard_because"] == "not asked for"
    _, out, _ = run(*arguments, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15
    assert float(rows[0]["likeness"]) >= float(rows[-1]["likeness"])


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--weight", "colour=1"), "'colour' is no trait"),
        (("--weight", "era"), "'era' is no weight"),
        (("--line", "2"), "the line cannot be at 2"),
        (("--number", "9001"), "was no member of ATOP's alliance 9001"),
        (("--as-of", "1990-01-01"), "was no member of"),
        (("--figure", "there.png"), "saved as .svg or .html"),
    ],
)
def test_precedents_used_wrongly(run: Run, arguments: tuple[object, ...], what: str) -> None:
    code, _, err = run("precedents", "csto-armenia", "--atop", ATOP, "--no-hazard", *arguments)
    assert code == 2
    assert what in err


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--against", CODINGS), "--against needs --wars"),
        (("--why", 10), "--why needs --wars"),
        (("--wars", "WARS", "--why", 10), "--why needs the NUMBER"),
        ((9001, "--wars", "WARS", "--why", 99), "there is no war 99"),
        ((9999, "--wars", "WARS"), "there is no alliance 9999"),
        (("--wars", NMC), "expected the column warnum"),
    ],
)
def test_wrong_use_of_wars_is_told(
    run: Run, wars: Path, arguments: tuple[object, ...], what: str
) -> None:
    code, _, err = run("atop", ATOP, *(wars if one == "WARS" else one for one in arguments))
    assert code == 2
    assert what in err
