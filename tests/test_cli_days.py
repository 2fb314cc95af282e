"""Every command on a case names the day on which it stands, and why it is that one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import foedus
from foedus.case._day import day_of, last_day

Run = Callable[..., tuple[int, str, str]]

# the last source is of 11 December 2025 (Zakharova on arrears); the period ends twenty days later
LAST = "2025-12-11"
DEFAULT = f"as of {LAST}, the case's last day on record; --as-of DATE for another"


def test_the_last_day_on_record() -> None:
    case = foedus.open_case("csto-armenia")
    assert last_day(case) == dt.date(2025, 12, 11)
    assert str(day_of(case)) == DEFAULT
    assert str(day_of(case, "2022-11-23")) == "as of 2022-11-23"
    assert str(day_of(case, "2022-11")) == "as of 2022-11-30"  # by the end of that month
    assert case.ledger().until == dt.date(2025, 12, 11)
    assert case.ledger(as_of="2022-11-23").until == dt.date(2022, 11, 23)


def test_the_last_day_of_a_case_that_holds_nothing(tmp_path: Path) -> None:
    today = dt.date.today()
    made = {"alliance": "CSTO", "focal": "ARM", "treaties": ["cst"]}
    over = foedus.new_case(tmp_path / "over", period="1990/2003", **made)
    assert last_day(over) == dt.date(2003, 12, 31)
    going_on = foedus.new_case(tmp_path / "going-on", period="1990/2300", **made)
    assert last_day(going_on) == today


@pytest.mark.parametrize("command", ["ledger", "membership", "relations", "reliability", "dossier"])
def test_every_command_names_its_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(command, "csto-armenia")
    assert code == 0
    assert DEFAULT in " ".join((out + err).split())
    _, out, err = run(command, "csto-armenia", "--as-of", "2022-11-23")
    assert "as of 2022-11-23" in out + err
    assert LAST not in out + err


def test_programs_are_told_the_day() -> None:
    ledger = foedus.open_case("csto-armenia").ledger().as_json()
    assert (ledger["as_of"], ledger["until"]) == (None, LAST)


def test_all_defaults_are_the_same_day(run: Run) -> None:
    case = foedus.open_case("csto-armenia")
    assert {state.on for state in foedus.member_states_of(case)} == {last_day(case)}
    rows = json.loads(run("membership", "csto-armenia", "--format", "json")[1])
    assert {row["on"] for row in rows} == {LAST}


def test_a_treaty_has_no_record_and_is_looked_at_today(run: Run) -> None:
    _, out, _ = run("membership", "cst", "--actor", "ARM")
    assert f"as of {dt.date.today()}, today; --as-of DATE for another" in out


def test_time_ends_with_the_record(tmp_path: Path) -> None:
    """Two years' arrears of 8 May 2024 were not two years old when the record ended."""
    case = foedus.open_case("csto-armenia")
    [dues] = [
        call
        for call in case.ledger()
        if call.norm.id == "art-24-dues" and str(call.event.date) == "2024-05-08"
    ]
    [arrears] = dues.follows
    assert (str(arrears.since), arrears.is_open) == ("2026-05-08", False)
    assert dues.beside()[0].endswith("for ARM, from 2026-05-08")
    [later] = [call for call in case.ledger(as_of="2026-05-08") if call.id == dues.id]
    assert later.follows[0].is_open
