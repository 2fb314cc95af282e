"""A case of one's own on the command line: what is said where something is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
TEXT = "Azerbaijan attacked Armenia. Armenia has frozen its membership, the minister said."


@pytest.fixture
def case(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    code, _, _ = run("new", folder, "--alliance", "NATO", "--focal", "FRA", "--period", "1990/2025")
    assert code == 0
    return folder


def test_a_case_without_a_treaty_says_so(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "gulf"
    code, _, err = run("new", folder, "--alliance", "GCC", "--focal", "QAT")
    assert code == 0
    assert "has no treaty" in err
    for command in ("ledger", "membership"):
        code, _, err = run(command, folder)
        assert code == 0
        assert "nothing is promised" in err
        assert f"{folder}/treaties" in err


@pytest.mark.usefixtures("stub")
def test_events_outside_the_period_are_told(run: Run, case: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    code, out, err = run("add", case, file, "--published", "1966-03-12")
    assert code == 0
    assert "1 proposal outside the period of the case, 1990 – 2025" in " ".join(err.split())
    assert "'period'" in err
    name = next(line for line in out.splitlines() if "freeze" in line).split()[1]
    assert run("check", case)[1].startswith("1 events")  # what nobody judged may wait
    assert run("judge", case, name, "accept", "--by", "A")[0] == 0
    code, out, _ = run("check", case)
    assert code == 0
    assert "warning: case.yaml, field 'period': 1 of 1 judged events lie outside 1990/2025" in out


@pytest.mark.usefixtures("stub")
def test_a_correction_says_what_it_changed(run: Run, case: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    _, out, _ = run("add", case, file, "--published", "2024-01-01")
    name = next(line for line in out.splitlines() if "freeze" in line).split()[1]

    def corrected(change: str) -> tuple[int, str, str]:
        return run("judge", case, name, "correct", "--by", "A", "--set", change)

    code, _, err = corrected("who=USA")
    assert code == 2
    assert "there is no field 'who'" in err
    assert "did you mean source? fields: date, type, act" in " ".join(err.split())
    code, _, err = corrected("speaker=Dean Rusk")
    assert code == 2
    assert "speaker=USA,Dean Rusk" in err
    code, out, _ = corrected("speaker=USA,Dean Rusk")
    assert code == 0
    assert "→ USA,Dean Rusk" in out
