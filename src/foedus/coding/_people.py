"""The nouns that stand for somebody, read from ``data/lexicon/people.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from foedus._data import parse_yaml, shipped
from foedus.coding._words import plural


@dataclass(frozen=True, slots=True)
class People:
    """Sets of nouns, each in singular and plural."""

    government: frozenset[str]
    armed: frozenset[str]
    groups: frozenset[str]
    titles: frozenset[str]
    back_to_organisation: frozenset[str]
    back_to_state: frozenset[str]


def _last_words(text: str) -> frozenset[str]:
    words = {item.strip().split()[-1] for item in text.split(",") if item.strip()}
    return frozenset(words | {plural(word) for word in words})


@cache
def people() -> People:
    """Return the nouns that ship."""
    name = "people.yaml"
    data = parse_yaml(shipped("lexicon", name).read_text("utf-8"), name)
    return People(**{key: _last_words(text) for key, text in data.items()})
