"""``foedus ledger``: whose reading is meant, and a trace for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import foedus

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("armenia", "armenia"),
        ("Armenia", "armenia"),
        ("ARMENIA", "armenia"),
        ("ARM", "armenia"),
        ("arm", "armenia"),
        ("Armenia's", "armenia"),  # its title
        ("RUS", "russia"),
        ("Russian Federation", "russia"),
        ("CSTO", "secretariat"),
        ("Text", "text"),
        ("The text alone", "text"),
    ],
)
def test_a_reading_by_its_id_its_title_or_its_holder(name: str, reading: str) -> None:
    assert foedus.open_case("csto-armenia").reading(name).id == reading


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("armenai", "did you mean armenia?"),
        ("Secretary", "did you mean secretariat?"),
        ("Belarus", "its readings are text, armenia, russia, secretariat"),
        ("martian", "its readings are text, armenia, russia, secretariat"),
        ("Yerevan", "its readings are"),  # a capital is nobody's reading
    ],
)
def test_a_reading_that_is_none(run: Run, name: str, hint: str) -> None:
    code, out, err = run("ledger", "csto-armenia", "--reading", name)
    assert (code, out) == (2, "")
    assert f"the case has no reading '{name}'" in err
    assert hint in err
    assert "text, armenia, russia, secretariat" in err


def test_an_actor_who_holds_two_readings(run: Run, tmp_path: Path) -> None:
    case = foedus.new_case(tmp_path / "copy", copy_of="csto-armenia")
    yaml = case.path / "case.yaml"
    text = yaml.read_text("utf-8")
    more = "readings:\n- {id: moscow, title: Of Moscow, holders: [RUS]}\n"
    yaml.write_text(text.replace("readings:\n", more), encoding="utf-8")
    code, _, err = run("ledger", case.path, "--reading", "RUS")
    assert code == 2
    assert "'RUS' can mean the readings moscow and russia" in err
    assert "give the id" in err


def test_the_capital_letter_on_the_command_line(run: Run) -> None:
    code, out, err = run("ledger", "csto-armenia", "--reading", "Armenia", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["reading"] == "armenia"


# Why, for programs


def test_why_as_json_is_the_trace(run: Run) -> None:
    asked = ("ledger", "csto-armenia", "--why", "1f5c7c09")
    code, out, err = run(*asked, "--format", "json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    [call] = data["calls"]
    assert (data["reading"], call["id"][:8], call["status"]) == ("text", "1f5c7c09", "kept in part")
    # what the plain form says is in it, and nothing else
    plain = run(*asked)[1]
    assert call["trace"]["label"] in plain
    conditions = [part["label"] for part in call["trace"]["parts"]]
    assert conditions == ["It happened", "All of", "Armenia asked for help"]
    assert [owed["bearer"] for owed in call["obligations"]] == ["BLR", "KAZ", "KGZ", "RUS", "TJK"]
    for owed in call["obligations"]:
        assert "The other members decline the request for military help." in owed["because"]
        assert any(name.startswith("abf389a9") for name in owed["considered"])


def test_why_of_an_event_as_json_has_all_its_lines(run: Run) -> None:
    out = run("ledger", "csto-armenia", "--why", "6ae146", "--format", "json")[1]
    calls = json.loads(out)["calls"]
    assert {call["event"] for call in calls} == {"6ae146229639184a"}
    assert {(call["treaty"], call["article"]) for call in calls} == {
        ("cst", "2"),
        ("cst", "4"),
        ("rus-arm-1997", "2"),
        ("rus-arm-1997", "3"),
    }


def test_a_trace_is_no_csv(run: Run) -> None:
    code, out, err = run("ledger", "csto-armenia", "--why", "1f5c7c09", "--format", "csv")
    assert (code, out) == (2, "")
    assert "a trace is a tree" in err
    assert "--format json" in err


def test_a_status_of_which_that_side_has_not_spoken_is_marked(run: Run) -> None:
    """By November 2022 Armenia had not said what became of the promise of September."""
    asked = ("ledger", "csto-armenia", "--reading", "armenia", "--as-of")
    note = "by the record; no word by Armenia on it by then"
    out = run(*asked, "2022-11-23")[1]
    assert f"° {note}" in out
    assert f": kept in part ({note})" in run(*asked, "2022-11-23", "--why", "1f5c7c09")[1]
    assert f"({note})" not in run(*asked, "2023-06-01", "--why", "1f5c7c09")[1]


def test_the_csv_says_its_unit(run: Run) -> None:
    code, out, err = run("ledger", "csto-armenia", "--format", "csv")
    calls = json.loads(run("ledger", "csto-armenia", "--format", "json")[1])["calls"]
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0
    assert {row["call"] for row in rows} == {call["id"] for call in calls}
    assert f"{len(rows)} rows, one for each that owes a promise; the {len(calls)} lines" in err
    assert "a row of the CSV is what one member owes" in " ".join(
        run("ledger", "--help")[1].split()
    )
