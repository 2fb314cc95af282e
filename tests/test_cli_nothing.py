"""A command that finds nothing still says what columns there would be, so that a script can read
it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import new_case

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A case in which nothing is on record yet."""
    return new_case(tmp_path / "case", alliance="CSTO", focal="ARM", treaties=["cst"]).path


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), strict=True))


@pytest.mark.parametrize(
    "arguments",
    [
        ("events", "{case}"),
        ("events", "{case}", "--during", "2022-09"),
        ("ledger", "{case}"),
        ("ledger", "{case}", "--during", "2022-09"),
        ("relations", "{case}"),
        ("changes", "{case}", "--from", "2022-09-12", "--to", "2022-09-16"),
        ("reliability", "{case}"),
    ],
)
def test_a_table_without_rows_has_the_columns_of_one_with_rows(
    run: Run, empty: Path, arguments: tuple[str, ...]
) -> None:
    filled = [part.format(case=empty) for part in arguments]
    code, out, _ = run(*filled, "--format", "csv")
    assert code == 0
    [header] = _table(out)
    shipped = [part.format(case="csto-armenia") for part in arguments]
    full, *rows = _table(run(*shipped, "--format", "csv")[1])
    assert rows
    assert header == full


@pytest.mark.usefixtures("stub")
def test_code_without_events_has_the_columns_of_code_with_events(run: Run, tmp_path: Path) -> None:
    dull, news = tmp_path / "dull.txt", tmp_path / "news.txt"
    dull.write_text("The weather was mild.")
    news.write_text("Armenia has frozen its membership, the minister said.")
    [header] = _table(run("code", dull, "--format", "csv")[1])
    full, *rows = _table(run("code", news, "--format", "csv")[1])
    assert rows
    assert header == full


@pytest.mark.parametrize("more", [(), ("--memberships",)])
def test_a_file_of_alliances_at_a_time_when_there_was_none(run: Run, more: tuple[str, ...]) -> None:
    file = Path(__file__).parent / "treaties" / "invented" / "atop5_1m.csv"
    full, *rows = _table(run("atop", file, *more, "--format", "csv")[1])
    assert rows
    assert _table(run("atop", file, *more, "--on", "1700", "--format", "csv")[1]) == [full]
