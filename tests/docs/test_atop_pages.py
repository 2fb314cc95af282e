"""The figures on ATOP and on published codings are what the commands print on the real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.pages import table

from foedus import compare_members, read_atop, read_codings, shipped_treaty
from foedus.treaties import variables
from foedus.treaties._atop_norms import templates

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "science" / "atop.md").read_text("utf-8")
CODINGS = (ROOT / "docs" / "science" / "published-codings.md").read_text("utf-8")
DATA = ROOT.parent / "shared" / "data"
needs_real = pytest.mark.skipif(
    not DATA.exists(), reason="no ../shared/data: scholars' files may not be shipped"
)


@pytest.fixture(scope="module")
def real():
    return read_atop(DATA / "atop" / "atop5_1m.csv")


def test_every_difference_is_explained() -> None:
    rows = table(PAGE, "treaty")
    assert len(rows) == 20
    assert all(len(row) == 5 and len(row[4]) > 15 for row in rows)


def test_every_provision_is_named_on_the_page() -> None:
    named = [template["variable"] for part in templates().values() for template in part]
    assert [name for name in named if name not in PAGE] == []
    assert f"{len(templates()['provisions'])} become norms" in PAGE
    assert all(variable.means for variable in variables().values())


@needs_real
@pytest.mark.parametrize("name", ["cst", "csto-charter"])
def test_the_members_of_the_csto_differ_just_where_the_page_says(real, name: str) -> None:
    told = {tuple(row[1:4]) for row in table(PAGE, "treaty") if row[0] == name}
    found = {
        (each.state, str(each.during), name if each.in_first else "ATOP 4220")
        for each in compare_members(shipped_treaty(name), real.treaty(4220))
    }
    assert found == told


@needs_real
def test_the_counts_are_those_of_the_command(real) -> None:
    assert table(PAGE, "obligation") == [[str(v) for v in row.values()] for row in real.counts()]


@needs_real
def test_the_endings_are_those_of_the_command(real) -> None:
    found = [[str(value) for value in row.values()] for row in real.memberships().endings()]
    assert table(PAGE, "how") == found


@needs_real
def test_the_rates_are_those_of_the_command() -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    codings = read_codings(DATA / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta")
    found = []
    for rate in codings.rates()[:8]:
        low, high = rate.interval()
        bounds = f"{low:.1%} – {high:.1%}"
        found.append([rate.group, f"{rate.kept}/{rate.called_in}", f"{rate.share:.1%}", bounds])
    assert table(CODINGS, "promises") == found
