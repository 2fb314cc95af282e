"""The page on alliances and wars says what the commands print, and names all that is presumed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from tests.docs.pages import table

from foedus import Comparison, read_atop, read_codings, read_conflicts, war_ledger
from foedus.ledger import PRESUMPTIONS
from foedus.ledger._war_conditions import _ANSWERS
from foedus.treaties import Condition, promise_templates

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "science" / "wars.md").read_text("utf-8")
DATA = ROOT.parent / "shared" / "data"
FILES = (
    DATA / "atop" / "atop5_1m.csv",
    DATA / "wars" / "Inter-StateWarData_v4.0.csv",
    DATA / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta",
)
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)


@pytest.fixture(scope="module")
def real() -> Comparison:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    atop, wars, study = FILES
    return war_ledger(read_atop(atop), read_conflicts(wars)).against(read_codings(study))


def test_all_that_is_presumed_is_on_the_page() -> None:
    assert dict(map(tuple, table(PAGE, "open"))) == PRESUMPTIONS


def questions(condition: Condition) -> set[str]:
    if condition.name == "question":
        return {condition.value}
    return {name for part in condition.parts for name in questions(part)}


def test_every_question_of_a_promise_has_an_answer() -> None:
    asked = {
        name
        for template in promise_templates()
        for condition in (template.when, *template.terms.values())
        for name in questions(condition)
    }
    assert asked == set(_ANSWERS)


@needs_real
def test_the_verdicts_are_those_of_the_command(real: Comparison) -> None:
    assert table(PAGE, "coders") == [[str(value) for value in row.values()] for row in real.table()]


@needs_real
def test_the_agreement_is_that_of_the_command(real: Comparison) -> None:
    found = []
    for each in (real.called, real.every, real.by_record, real.kept):
        low, high = each.interval()
        counts = (each.size, each.yes_yes, each.yes_no, each.no_yes, each.no_no)
        shown = [*map(str, counts), f"{each.accuracy:.3f}", f"{each.kappa:.3f}"]
        found.append([*shown, f"{low:.3f} – {high:.3f}"])
    assert [row[1:] for row in table(PAGE, "what")] == found


@needs_real
def test_what_each_rule_adds_is_what_the_script_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    path = ROOT / "scripts" / "war_rules.py"
    spec = importlib.util.spec_from_file_location("war_rules", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr("sys.argv", ["war_rules.py", *map(str, FILES)])
    script.main()
    printed = [
        re.fullmatch(r"(.+?) +(\d+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)", line)
        for line in capsys.readouterr().out.splitlines()[1:]
    ]
    found = [[*one.groups()[:4], f"{one[5]} – {one[6]}"] for one in printed]
    assert table(PAGE, "rules") == found


@needs_real
def test_every_pair_on_which_they_differ_was_read(real: Comparison) -> None:
    found = {
        (str(row["war"]), str(row["alliance"])): ("no", "yes")
        if row["coders"] == "not called in"
        else ("yes", "no")
        for row in real.rows()
        if (row["coders"] == "not called in") != (row["ours"] == "not called in")
    }
    assert {(row[0], row[1]): (row[2], row[3]) for row in table(PAGE, "war")} == found


def test_who_is_right_is_counted_right() -> None:
    rows = table(PAGE, "war")
    right = [row[4] for row in rows]
    told = re.search(r"all (\d+) pairs .*?: (\d+) times the coders are right, (\d+) times\n", PAGE)
    counted = (len(rows), right.count("coders"), right.count("ledger"))
    assert tuple(map(int, told.groups())) == counted
    assert f"the ledger, {right.count('open')} are open" in PAGE
    assert all(len(row[5]) > 15 for row in rows)
