"""The reference is as the code is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Literal, get_args, get_origin

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


def conditions():
    return (ROOT / "docs" / "reference" / "conditions.md").read_text("utf-8")


def sections():
    """Return condition → the example that the page gives of it."""
    page = conditions().partition("## Conditions")[2]
    parts = page.split("\n### ")[1:]
    return {
        part.splitlines()[0]: part.partition("```yaml\n")[2].partition("\n```")[0] for part in parts
    }


def test_every_condition_is_in_the_reference_with_an_example_that_reads():
    from foedus.treaties import LEAVES, Condition

    examples = sections()
    assert set(examples) == {"all", "any", "not", *LEAVES}
    # the fields of the record are the conditions, no more and no fewer
    assert {field.alias or name for name, field in Condition.model_fields.items()} == set(examples)
    for name, text in examples.items():
        assert Condition.model_validate(yaml.safe_load(text)).name == name


def _words(annotation):
    """Return every word that a type allows."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    for part in get_args(annotation):
        if not isinstance(part, str):
            yield from _words(part)


def test_every_word_that_a_condition_allows_is_in_the_reference():
    from foedus.treaties import Condition, MemberIs

    page = conditions().partition("## Conditions")[2]
    for model in (Condition, MemberIs):
        for name, field in model.model_fields.items():
            for word in _words(field.annotation):
                assert f"`{word}`" in page, (name, word)


def test_every_field_of_a_norm_and_every_word_that_it_allows_is_in_the_reference():
    from foedus.treaties import Norm

    page = conditions().partition("## Conditions")[0]
    for name, field in Norm.model_fields.items():
        [row] = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        for word in _words(field.annotation):
            assert f"`{word}`" in row, (name, word)
        assert ("| needed |" in row) is field.is_required()
    assert "at-once" in page


def test_the_example_of_a_norm_reads():
    from foedus import load_treaty

    example = conditions().partition("```yaml\n")[2].partition("\n```")[0]
    given = "\n".join(f"  {line}" for line in example.splitlines())
    text = f"id: pact\ntitle: A pact\nversions:\n- id: '1'\n  during: 1990/..\n  norms:\n{given}\n"
    norms = load_treaty(text, "pact.yaml").versions[0].norms
    [help_, suspension, _] = norms
    assert help_.otherwise[0] == suspension.id
    # it shows every field but the one that only a follow-up needs
    from foedus.treaties import Norm

    shown = {name for norm in norms for name in norm.model_fields_set}
    assert set(Norm.model_fields) - shown == {"then"}


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
