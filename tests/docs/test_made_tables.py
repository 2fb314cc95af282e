"""The tables on reliability and precedents are what the code makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = [
    *(("reliability.md", name) for name in ("groups", "broken", "rules", "remarks")),
    *(("precedents.md", name) for name in ("traits", "ways", "staying", "from now", "choices")),
    *(("precedents.md", name) for name in ("hazard", "remarks")),
]


@pytest.fixture(scope="module")
def tables():
    path = ROOT / "scripts" / "make_tables.py"
    spec = importlib.util.spec_from_file_location("make_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("page", "name"), NAMES)
def test_a_table_is_as_the_code_is(tables, page: str, name: str) -> None:
    if not tables.can_be_made(page, name):
        pytest.skip("no ../shared/data, pandas or lifelines: scholars' files may not be shipped")
    text = (ROOT / "docs" / "science" / page).read_text("utf-8")
    made = f"<!-- begin: {name} -->\n{tables.PAGES[page][name]()}\n<!-- end -->"
    assert made in text, "run: python scripts/make_tables.py"


def test_every_table_of_the_pages_is_known(tables) -> None:
    assert sorted((page, name) for page in tables.PAGES for name in tables.PAGES[page]) == sorted(
        NAMES
    )
