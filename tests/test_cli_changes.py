"""``foedus changes``: what is new between two days, for people and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from case.conftest import make_case

Run = Callable[..., tuple[int, str, str]]
ASKED = ("changes", "csto-armenia", "--from", "2024-02-21", "--to", "2024-02-22")


def test_blocks_for_people(run: Run) -> None:
    code, out, err = run(*ASKED)
    assert (code, err) == (0, "")
    head, *_ = out.splitlines()
    assert head == "Armenia in the CSTO: from 2024-02-21 to 2024-02-22, under “The text alone”"
    assert "2024-02-22  membership  Armenia in CST in practice  [cst]\n" in out
    assert "frozen, since 22 February 2024" in out
    # the words, with the event and the place in the source
    assert "”  [a43c77ae, 2024-02-22-freeze " in out
    assert "called in" not in out  # the freeze calls nothing in
    assert " changes: " in out


def test_json_and_csv_say_the_same(run: Run) -> None:
    data = json.loads(run(*ASKED, "--format", "json")[1])
    assert (data["from"], data["to"], data["reading"]) == ("2024-02-21", "2024-02-22", "text")
    rows = list(csv.DictReader(io.StringIO(run(*ASKED, "--format", "csv")[1])))
    assert [(row["day"], row["kind"], row["to"]) for row in rows] == [
        (one["day"], one["kind"], one["to"]) for one in data["changes"]
    ]
    for one in data["changes"]:
        for piece in one["evidence"]:
            assert set(piece) == {"event", "date", "source", "start", "end", "quote"}
            assert len(piece["quote"]) == piece["end"] - piece["start"]


def test_a_claim_stands_with_who_makes_it_and_what_the_record_holds(run: Run) -> None:
    asked = ("changes", "csto-armenia", "--from", "2025-05-20", "--to", "2025-05-22")
    _, out, _ = run(*asked, "--reading", "russia")
    assert "  deflected → kept (Russia says; in the record: deflected)\n" in out
    assert "  position    Russia, of itself, on: What became of the allies' promise " in out
    data = json.loads(run(*asked, "--reading", "russia", "--format", "json")[1])
    claimed = {(one["claimed_by"], one["in_record"]) for one in data["changes"]}
    assert claimed == {(None, None), ("Russia", "deflected"), ("Russia", "kept in part")}


def test_nothing_changed_is_said(run: Run) -> None:
    code, out, _ = run("changes", "csto-armenia", "--from", "2011-03-01", "--to", "2011-03-02")
    assert code == 0
    assert "\nNothing changed.\n" in out
    assert "missing: 2011-03." in out


def test_without_the_later_day_it_is_the_last_on_record(run: Run) -> None:
    _, out, _ = run("changes", "csto-armenia", "--from", "2025-12-10", "--reading", "RUS")
    assert "from 2025-12-10 to 2025-12-11, the case's last day on record, under “Russia's”" in out


def test_proposals_that_do_not_count_are_told_of(run: Run, tmp_path: Path) -> None:
    folder = make_case(tmp_path / "small")  # its freeze of 22 February 2024 nobody has judged
    asked = ("changes", folder, "--from", "2024-01-01", "--to", "2024-12-31")
    _, out, err = run(*asked)
    assert "1 proposal that nobody has judged does not count here" in err
    assert "freeze" not in out
    _, out, err = run(*asked, "--proposals")
    assert "Armenia in CST in practice" in out
    assert err == ""


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        ((), "the day is missing from which changes are told", "--from 2022-09-12 --to"),
        (
            ("--from", "2022-11-23", "--to", "2022-09-13"),
            "the days are in the wrong order: 2022-11-23 is after 2022-09-13",
            "write --from 2022-09-13 --to 2022-11-23",
        ),
        (
            ("--from", "yesterday"),
            "--from: 'yesterday' is not a date",
            "write 2024-02-22 for a day",
        ),
        (("--from", "2022-09-12", "--to", "2022-13"), "there is no month 13", "2024-02-22"),
        (
            ("--from", "2022-09-12", "--reading", "mars"),
            "the case has no reading 'mars'",
            "text, armenia",
        ),
    ],
)
def test_faults_say_what_to_write(
    run: Run, arguments: tuple[str, ...], says: str, hint: str
) -> None:
    code, out, err = run("changes", "csto-armenia", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert hint in err
