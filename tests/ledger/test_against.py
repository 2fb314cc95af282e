"""Verdicts beside scholars' codings: the tables, kappa, and what stands in each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import CrossTable, InputError, WarLedger, read_atop, read_codings, read_conflicts
from foedus import war_ledger as hold
from wartime import fought, ledger, pact

HEADER = (
    "sample,warid,atopid,cowwarid,warname,dnaBF,honorBF,violateBF,dnaLLM,honorLLM,violateLLM,"
    "defense,offense,neutral,nonagg,consul"
)
DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)


def test_cohens_kappa() -> None:
    """Cohen (1960): p0 = .70, pc = .50, so that kappa is .40."""
    table = CrossTable(20, 5, 10, 15)
    assert table.accuracy == 0.7
    assert table.kappa == pytest.approx(0.4)
    assert CrossTable(10, 0, 0, 10).kappa == 1
    assert CrossTable(5, 5, 5, 5).kappa == 0
    assert CrossTable(7, 0, 0, 0).kappa is None
    assert CrossTable(0, 0, 0, 0).kappa is None
    assert CrossTable(0, 0, 0, 0).accuracy is None


def test_the_interval_draws_wars() -> None:
    agree, differ = (9, 0, 0, 9), (0, 9, 9, 0)
    table = CrossTable(9, 9, 9, 9, (agree, differ))
    low, high = table.interval()
    assert (low, high) == (-1.0, 1.0)  # one of the two wars alone
    same = CrossTable(18, 0, 0, 18, (agree, agree))
    assert same.interval() == (1.0, 1.0)
    assert CrossTable(9, 0, 0, 9, (agree,)).interval() is None
    assert table.interval(0.5)[0] >= low
    with pytest.raises(ValueError, match="between 0 and 1"):
        table.interval(1.5)


@pytest.fixture
def held(tmp_path: Path) -> WarLedger:
    alliances = [
        *pact(9101, [255, 200], "1840-1-1", defense=1),  # Germany attacked; not kept
        *pact(9102, [255, 211], "1840-1-1", neutral=1),  # kept
        *pact(9103, [220, 200], "1840-1-1", defense=1),  # France opened it
    ]
    return ledger(
        tmp_path,
        alliances,
        fought(10, 220, 1, "1850-6-1", "1851-6-1", opened=True),
        fought(10, 255, 2, "1850-6-1", "1851-6-1"),
    )


def codings(folder: Path, *rows: str):
    path = folder / "codings.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return read_codings(path)


ROWS = (
    "1,1,9101,10,First,,,1,,,1,1,0,0,0,0",  # both: called in, not kept
    "1,1,9102,10,First,1,,,,,1,0,0,1,0,0",  # both: called in; the coders: not kept
    "1,1,9103,10,First,,1,,,1,,1,0,0,0,0",  # the coders: called in, kept; we: not
    "1,2,9101,,Other,1,,,1,,,1,0,0,0,0",  # a war that has no number
    "1,3,9101,77,Third,,1,,,1,,1,0,0,0,0",  # a war that is not in the list
)


def test_each_pair_stands_in_the_table(held: WarLedger, tmp_path: Path) -> None:
    found = held.against(codings(tmp_path, *ROWS))
    assert (found.title, found.rules, found.left_out) == ("Berkemeier & Fuhrmann 2018", "LLM", 2)
    called = found.called
    assert (called.yes_yes, called.yes_no, called.no_yes, called.no_no) == (2, 1, 0, 0)
    assert (found.every.yes_no, found.every.no_no) == (2, 1)
    assert (found.kept.no_no, found.kept.no_yes, found.kept.size) == (1, 1, 2)
    assert found.unknown == ((2, 0, 1), (0, 0, 0))
    assert [row["ours"] for row in found.rows()] == [
        "called in, not kept",
        "called in, kept",
        "not called in",
    ]
    assert [row["alliance"] for row in found.rows(differing=True)] == [9102, 9103]
    assert sum(sum(v for k, v in row.items() if k != "coders") for row in found.table()) == 3


def test_the_rules_are_those_that_are_asked_for(held: WarLedger, tmp_path: Path) -> None:
    found = held.against(codings(tmp_path, *ROWS), "BF")
    assert (found.called.yes_yes, found.called.no_yes) == (1, 1)


def test_a_study_without_pairs_that_were_not_called_in_is_refused(
    held: WarLedger, tmp_path: Path
) -> None:
    path = tmp_path / "leeds.csv"
    path.write_text("war,atopid,ccode1,honor3,honor2,wartime,bilat\n10,9101,200,1,1,0,1\n", "utf-8")
    with pytest.raises(InputError, match="that a war did not call in"):
        held.against(read_codings(path))


@needs_real
def test_the_real_file_is_matched_beyond_what_chance_would_give() -> None:
    """The page of the science has the table; here only that the rules hold up on both halves.

    Wars with odd numbers in the study were looked at while the rules were written, the others not.
    """
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    atop = read_atop(DATA / "atop" / "atop5_1m.csv")
    wars = read_conflicts(DATA / "wars" / "Inter-StateWarData_v4.0.csv")
    study = read_codings(DATA / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta")
    found = hold(atop, wars).against(study)
    assert (found.called.size, found.left_out, found.every.size) == (538, 38, 576)
    assert found.called.kappa > 0.75
    assert found.every.kappa > 0.75
    assert found.called.interval()[0] > 0.6
    assert found.kept.kappa > 0.7
