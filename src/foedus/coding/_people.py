"""The nouns that stand for somebody (``data/lexicon/people.yaml``), and who held an office."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from foedus._data import parse_yaml, shipped, uncollected
from foedus.actors import Actors, Tenure
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
    honorifics: frozenset[str]
    sent: frozenset[str]


def _last_words(text: str) -> frozenset[str]:
    words = {item.strip().split()[-1] for item in text.split(",") if item.strip()}
    return frozenset(words | {plural(word) for word in words})


@cache
def people() -> People:
    """Return the nouns that ship."""
    name = "people.yaml"
    data = parse_yaml(shipped("lexicon", name).read_text("utf-8"), name)
    return People(**{key: _last_words(text) for key, text in data.items()})


_OFFICES: WeakKeyDictionary[Actors, dict[tuple[str, str], list[Tenure]]] = WeakKeyDictionary()


def offices(actors: Actors) -> dict[tuple[str, str], list[Tenure]]:
    """Return who held an office, by actor and title in lower case; made once for a table."""
    if actors not in _OFFICES:
        made: dict[tuple[str, str], list[Tenure]] = {}
        called: dict[tuple[str, ...], set[str]] = {}
        with uncollected():
            for tenure in actors.tenures:
                titles = (tenure.role, *tenure.titles)
                if titles not in called:
                    called[titles] = {title.lower() for title in titles}
                for title in called[titles]:
                    made.setdefault((tenure.actor, title), []).append(tenure)
        _OFFICES[actors] = made
    return _OFFICES[actors]
