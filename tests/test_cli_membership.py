"""``foedus membership``: what a member is, and what is open to it, for people and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_armenia_in_its_treaties(run: Run) -> None:
    code, out, err = run("membership", "csto-armenia", "--as-of", "2025-12-11")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "Notice on 11 December 2025 would end its membership on 11 June 2026" in said
    assert "after settling obligations within the organisation" in said
    assert "In practice: frozen since 22 February 2024" in out
    assert "Russia holds that the Charter knows no freeze" in said
    assert "not known to be open" in out
    assert "Art. 20, unverified" in out


def test_the_legend_explains_what_the_tables_use_and_no_more(run: Run) -> None:
    out = run("membership", "csto-armenia", "--as-of", "2025-12-11")[1]
    legend = [line.partition(":")[0] for line in out.split("\n\n")[-2].splitlines()]
    assert legend == ["norm", "practice", "not yet", "verified", "unverified"]
    out = run("membership", "csto-armenia", "--as-of", "2025-12-11", "--treaty", "rus-arm-1997")[1]
    assert "not yet:" not in out
    assert "\nnone:" not in out


def test_the_articles_of_a_treaty_say_what_was_checked_where(run: Run) -> None:
    said = " ".join(run("treaties", "csto-charter")[1].split())
    assert "checked: sense, place: what the article says was checked in what stands" in said
    assert "checked: no: nobody could check the article" in said
    assert "translation:" not in said
    said = " ".join(run("treaties", "cst")[1].split())
    assert "translation: by Foedus developers, unchecked by a native speaker" in said
    assert "(translation:" in said


def test_json_and_csv_say_the_same(run: Run) -> None:
    asked = ("membership", "csto-armenia", "--as-of", "2025-12-11", "--format")
    data = json.loads(run(*asked, "json")[1])
    assert [one["treaty"] for one in data] == ["cst", "csto-charter", "rus-arm-1997"]
    rows = list(csv.DictReader(io.StringIO(run(*asked, "csv")[1])))
    assert len(rows) == sum(len(one["transitions"]) for one in data)
    for row, one in zip(rows, (w for s in data for w in s["transitions"]), strict=True):
        assert (row["kind"], row["earliest"]) == (one["kind"], one["earliest"] or "")
    notice = next(one for one in data[1]["transitions"] if one["kind"] == "withdraw")
    assert (notice["article"], notice["earliest"], notice["verified"]) == ("19", "2026-06-11", True)


def test_another_member_and_one_treaty_of_the_case(run: Run) -> None:
    asked = ("membership", "csto-armenia", "--actor", "Uzbekistan", "--treaty", "csto-charter")
    data = json.loads(run(*asked, "--as-of", "2012-07-15", "--format", "json")[1])
    assert [one["treaty"] for one in data] == ["csto-charter"]
    assert [held["status"] for held in data[0]["by_law"]] == ["party", "withdrawing"]
    assert data[0]["by_law"][1]["effect"] == "2012-12-20"


def test_a_built_in_treaty_without_a_case(run: Run) -> None:
    asked = ("membership", "north-atlantic-treaty", "--actor", "FRA", "--as-of", "1966-03-07")
    data = json.loads(run(*asked, "--format", "json")[1])
    assert data[0]["transitions"][0]["earliest"] == "1970-08-24"
    code, out, _ = run("membership", "warsaw-treaty", "--actor", "POL", "--as-of", "1995-01-01")
    assert code == 0
    assert "the treaty has ended" in out


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("nato",), "neither a case nor a built-in treaty", "north-atlantic-treaty"),
        (("cst", "--as-of", "2024-01-01"), "a treaty has several members", "--actor ID"),
        (("cst", "--actor", "Atlantis"), "no table knows 'Atlantis'", "check the spelling"),
        (("cst", "--actor", "ARM", "--as-of", "soon"), "'soon' is not a date", "EDTF"),
        (("csto-armenia", "--treaty", "anzus"), "the case has no treaty 'anzus'", "csto-charter"),
        (("csto-armenia", "--as-of", "2020/.."), "is not a day", "2022-11-23"),
        (("cst", "--actor", "ARM", "--treaty", "cst"), "--treaty chooses", "leave it out"),
    ],
)
def test_faults_are_told_in_plain_words(
    run: Run, arguments: tuple[str, ...], says: str, hint: str
) -> None:
    code, out, err = run("membership", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert hint in err
