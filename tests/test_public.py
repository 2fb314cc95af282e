"""The public names: sorted, complete, importable, and cheap to import."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys

import pytest

import foedus
from foedus import _errors


def test_all_is_sorted_and_has_no_name_twice() -> None:
    assert foedus.__all__ == sorted(set(foedus.__all__))


@pytest.mark.parametrize("name", foedus.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(foedus, name)
    assert value.__doc__, f"{name} has no docstring"
    assert name in dir(foedus)


def test_all_is_what_is_imported_lazily() -> None:
    lazy = [name for names in foedus._HOMES.values() for name in names]
    assert sorted(lazy) == foedus.__all__


def test_every_error_is_public_and_one_family() -> None:
    errors = {
        name: value
        for name, value in vars(_errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert set(errors) <= set(foedus.__all__)
    assert all(issubclass(value, foedus.FoedusError) for value in errors.values())


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        foedus.nonsense  # noqa: B018


def _rooms() -> list[str]:
    return [
        module.name
        for module in pkgutil.iter_modules(foedus.__path__, "foedus.")
        if module.ispkg and not module.name.rpartition(".")[2].startswith("_")
    ]


@pytest.mark.parametrize("room", _rooms())
def test_every_room_says_what_it_is_for_and_names_what_it_offers(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__doc__
    assert len(module.__doc__) > 40
    names = getattr(module, "__all__", [])
    assert len(set(names)) == len(names)
    for name in names:
        assert hasattr(module, name)


HEAVY = ["spacy", "thinc", "pandas", "pyarrow", "numpy", "pydantic", "trafilatura", "pypdf", "rich"]


def test_importing_foedus_imports_nothing_heavy() -> None:
    script = (
        f"import foedus, json, sys; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_asking_a_case_needs_no_language_model() -> None:
    script = (
        "import foedus, json, sys; foedus.open_case('csto-armenia').ledger(); "
        "print(json.dumps([m for m in ['spacy', 'thinc', 'pandas', 'trafilatura', 'pypdf'] "
        "if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = foedus.CaseError("it is wrong", where="a.yaml", line=3, field="date", hint="mend it")
    assert str(error) == "a.yaml, line 3, field 'date': it is wrong\n  mend it"
    assert str(foedus.CaseError("it is wrong", field="date")) == "field 'date': it is wrong"
    assert str(foedus.CaseError("it is wrong", line=3)) == "it is wrong"
    assert isinstance(error, foedus.InputError)
    assert issubclass(foedus.FetchError, foedus.SourceError)
