"""The reference is as the code is."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference():
    path = ROOT / "scripts" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(reference):
    assert reference.stale() == [], "run: python scripts/make_reference.py"


def test_every_command_has_help_and_is_in_the_reference(reference):
    page = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    for command in ("code", "new", "add", "events", "judge", "check", "ledger", "dossier"):
        assert f"## foedus {command}" in page


def test_every_condition_is_in_the_reference(reference):
    from foedus.treaties import LEAVES

    page = (ROOT / "docs" / "reference" / "conditions.md").read_text("utf-8")
    assert [leaf for leaf in LEAVES if f"{leaf}:" not in page] == []


def test_every_page_of_the_navigation_exists_and_every_page_is_in_it():
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_load(text)["nav"]

    def pages(entries):
        for entry in entries:
            for value in entry.values():
                if isinstance(value, str):
                    yield value
                else:
                    yield from pages(value)

    named = set(pages(nav))
    there = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    assert named == there
