"""``foedus membership``: what a member is, and what is open to it, for people and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import Event, Evidence, open_case
from foedus.dossier import render_dossier

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
    *_, explained, day = out.strip().split("\n\n")
    assert day == "as of 2025-12-11"
    legend = [line.partition(":")[0] for line in explained.splitlines()]
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


def test_a_treaty_that_the_case_lacks_is_asked_about_and_the_case_named_by_its_id(run: Run) -> None:
    code, out, err = run("membership", "csto-armenia", "--treaty", "csto")
    assert (code, out) == (2, "")
    assert err.startswith("error: csto-armenia: the case has no treaty 'csto'")
    assert "did you mean cst or csto-charter?" in err


def test_an_act_of_leaving_is_told_with_the_command_that_would_let_it_count(
    run: Run, tmp_path: Path
) -> None:
    case = str(tmp_path / "c")
    run("new", case, "--alliance", "ECOWAS", "--focal", "SEN", "--period", "2023/2025")
    (tmp_path / "said.txt").write_text("On 1 March 2024 Senegal left ECOWAS.", "utf-8")
    assert "--published 2024-02-22" in run("add", case, str(tmp_path / "said.txt"))[2]
    opened = open_case(case)
    event = Event.model_validate(
        {
            "source": ("SEN",),
            "target": ("ECOWAS",),
            "type": "SANCTION",
            "act": "exit",
            "date": "2024-03-01",
            "evidence": (Evidence.find("said", opened.sources["said"].text, "left ECOWAS"),),
        }
    )
    Path(case, "events.jsonl").write_text(f"{event.as_line()}\n", "utf-8")
    asked = ("membership", case, "--as-of", "2024-06-01", "--treaty", "ecowas-treaty")
    out = " ".join(run(*asked)[1].split())
    assert f"An act of leaving is on record ({event.id[:8]}, 1 March 2024: “left ECOWAS”)" in out
    assert "would end on 1 March 2025" in out
    set_to = "provision=ecowas-treaty,91"
    assert f"{event.id[:8]} correct --by NAME --set {set_to}" in out
    assert "An act of leaving" in " ".join(render_dossier(open_case(case)).split())
    run("judge", case, event.id, "correct", "--by", "A. Analyst", "--set", set_to)
    out = " ".join(run(*asked)[1].split())
    assert "withdrawing since 1 March 2024, with effect on 1 March 2025" in out
    assert "An act of leaving" not in out
