"""`--during`: what lies in a time, what only may, and what has no date of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import Event, Evidence, new_case
from foedus.case._storage import append_lines

Run = Callable[..., tuple[int, str, str]]
TEXT = "Azerbaijan attacked Armenia."
DATES = ("2022-09-13", "2022", "../2022-12-01", "../1999", "2022-09-20/2022-10-02", "2021-05-12")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of attacks that differ in their dates alone."""
    made = new_case(tmp_path / "case", alliance="CSTO", focal="ARM", treaties=["cst"])
    (made.path / "sources" / "report.md").write_text(TEXT)
    common = {
        "source": ("AZE",),
        "target": ("ARM",),
        "type": "ASSAULT",
        "act": "attack",
        "place": {"state": "ARM"},
        "evidence": (Evidence.find("report", TEXT, TEXT),),
    }
    events = [Event.model_validate({**common, "date": date}) for date in DATES]
    append_lines(made.path / "events.jsonl", [event.as_line() for event in events])
    return made.path


UNDATED = "1 event with no date of its own is left out"


def test_events_that_may_lie_in_it_are_marked_and_undated_ones_counted(
    run: Run, case: Path
) -> None:
    code, out, err = run("events", case, "--during", "2022-09")
    assert code == 0
    heads = [line for line in out.splitlines() if "AZE → ARM" in line]
    assert [(line[18], line[20:].split()[0]) for line in heads] == [
        ("?", "2022"),
        (" ", "2022-09-13"),
        (" ", "2022-09-20/2022-10-02"),
    ]
    assert "?  may lie outside the time that was asked for" in out
    last = err.splitlines()[-1]
    assert last.startswith(UNDATED)  # ../1999 cannot lie in 2022 and is not counted
    assert "without --during" in last


def test_without_doubt_nothing_is_marked(run: Run, case: Path) -> None:
    code, out, err = run("events", case, "--during", "2021")
    assert code == 0
    assert "may lie outside" not in out
    assert err.splitlines()[-1].startswith(UNDATED)  # by December 2022: perhaps in 2021
    assert "2022-12-01" in run("events", case)[1]  # without --during all are listed
    assert "left out" not in run("events", case)[2]


def test_only_undated_events(run: Run, case: Path) -> None:
    code, out, err = run("events", case, "--during", "2000")
    assert (code, out) == (0, "")
    first, last = err.splitlines()
    assert first == "no event of the case fits"
    assert last.startswith(UNDATED)


@pytest.mark.parametrize("command", ["events", "ledger"])
def test_rows_say_whether_the_date_lies_in_the_time(run: Run, case: Path, command: str) -> None:
    expected = {"2022": "maybe", "2022-09-13": "yes", "2022-09-20/2022-10-02": "yes"}
    code, out, err = run(command, case, "--during", "2022-09", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out), strict=True))
    assert code == 0
    assert {row["date"]: row["in_period"] for row in rows} == expected
    assert "left out" in err.splitlines()[-1]
    data = json.loads(run(command, case, "--during", "2022-09", "--format", "json")[1])
    if command == "events":
        assert {row["date"]: row["in_period"] for row in data} == expected
    else:
        calls = data["calls"]
        assert {call["date"]: call["in_period"] for call in calls} == expected
    assert "in_period" not in run(command, case, "--format", "csv")[1]


def test_a_ledger_marks_and_counts_as_a_list_of_events_does(run: Run, case: Path) -> None:
    code, out, err = run("ledger", case, "--during", "2022-09")
    assert code == 0
    assert " 2022 ? " in out
    assert " 2022-09-13 ? " not in out
    assert "? the date may lie outside the time that was asked for" in out
    assert "no date of" in err.splitlines()[-1]
    assert "1999" not in out
    assert "2022-12-01" not in out


@pytest.mark.parametrize(
    ("factuality", "during", "mark"),
    [
        ("intended", "2001-09", "?"),
        ("intended", "1987-06", "?"),  # on some day from then on
        ("intended", "1987-01/..", " "),
        ("actual", "2001-09", "?"),  # nobody has said how long it went on
        ("actual", "1987-06", " "),
    ],
)
def test_what_is_open_at_the_end_only_may_lie_in_a_later_time(
    run: Run, case: Path, factuality: str, during: str, mark: str
) -> None:
    event = Event.model_validate(
        {
            "source": ("AZE",),
            "target": ("ARM",),
            "type": "ASSAULT",
            "act": "attack",
            "factuality": factuality,
            "date": "1987-06-09/..",
            "evidence": (Evidence.find("report", TEXT, TEXT),),
        }
    )
    append_lines(case / "events.jsonl", [event.as_line()])
    code, out, _ = run("events", case, "--during", during)
    assert code == 0
    [line] = [line for line in out.splitlines() if "1987-06-09/.. " in line and "→" in line]
    assert line[18] == mark
    rows = json.loads(run("events", case, "--during", during, "--format", "json")[1])
    [row] = [row for row in rows if row["date"] == "1987-06-09/.."]
    assert row["in_period"] == ("maybe" if mark == "?" else "yes")
