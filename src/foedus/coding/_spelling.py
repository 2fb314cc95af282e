"""People of the tables under another spelling: "Jaafar Nimeiri", "Gaafar Numayri".

Names from other scripts are written in many ways. Two spellings are taken for one person where all
their words sound alike by a rough rule, and only for somebody in office on the date:

::

    Saleh Jabr ─► sala jabr ◄─ Salih Jabr           vowels count alike, h is dropped
    Kiosseivanov ─► kasavanav ◄─ Kyoseivanov        double letters, y as i
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from weakref import WeakKeyDictionary

from foedus._edtf import Edtf
from foedus.actors import Actors, Tenure
from foedus.coding._words import words

_SOUNDS = (
    ("tsch", "c"), ("dsch", "j"), ("tch", "c"), ("dzh", "j"), ("dj", "j"), ("sch", "s"),
    ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("zh", "j"), ("ck", "k"),
    ("q", "k"), ("w", "v"), ("y", "i"), ("c", "k"), ("z", "s"), ("x", "ks"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")
_JOINING = words("al el ul ad as ash bin ibn ben von van der de da di la le du")
_FIRST, _LAST = 180, 205  # decades that the tables reach
_FEWEST = 3  # letters that a name must have beside its vowels, in all


@cache
def sound(word: str) -> str:
    """Return a rough key for how a word sounds; spellings of one name have the same."""
    plain = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(char for char in plain if char.isalpha())
    for written, spoken in _SOUNDS:
        plain = plain.replace(written, spoken)
    plain = _TWICE.sub(r"\1", plain)
    first, rest = plain[:1], _VOWELS.sub("a", plain[1:])
    made = ("a" if first in "aeiou" else first) + rest.replace("h", "")
    return _TWICE.sub(r"\1", made)


def sounds(name: str) -> tuple[str, ...]:
    """Return the keys of a name's words, articles and initials left out; empty if it is short."""
    parts = [part for part in re.split(r"[\s\-’']+", name) if len(part.rstrip(".")) > 1]
    keys = tuple(sound(part) for part in parts if part.lower() not in _JOINING)
    letters = sum(len(key.replace("a", "")) for key in keys)
    return keys if len(keys) > 1 and letters > _FEWEST else ()


class Spellings:
    """Finds people under other spellings, for one set of tables.

    Names are sounded out by decade, when somebody of one is asked for.
    """

    def __init__(self, actors: Actors) -> None:
        self._decades: dict[int, list[Tenure]] = defaultdict(list)
        for tenure in actors.tenures:
            first, last = tenure.during.earliest, tenure.during.latest
            start = _FIRST if first is None else first.year // 10
            stop = _LAST if last is None else last.year // 10
            for decade in range(start, stop + 1):
                self._decades[decade].append(tenure)
        self._by_sound: dict[int, dict[tuple[str, ...], list[Tenure]]] = {}

    def person(self, name: str, when: Edtf | None) -> tuple[str, str] | None:
        """Return for whom somebody spoke on a date, and the name in the tables.

        None where nobody or people of several actors sound like that.
        """
        found = list(self._in_office(name, when))
        actors = {tenure.actor for tenure in found}
        return (found[0].actor, found[0].person) if len(actors) == 1 else None

    def _in_office(self, name: str, when: Edtf | None) -> Iterator[Tenure]:
        keys = sounds(name)
        day = None if when is None else when.latest or when.earliest
        if keys and when is not None and day is not None:
            for tenure in self._of(day.year // 10).get(keys, ()):
                if tenure.during.overlaps(when):
                    yield tenure

    def _of(self, decade: int) -> dict[tuple[str, ...], list[Tenure]]:
        known = self._by_sound.get(decade)
        if known is None:
            known = self._by_sound[decade] = defaultdict(list)
            for tenure in self._decades.get(decade, ()):
                for keys in dict.fromkeys(map(sounds, (tenure.person, *tenure.variants))):
                    if keys:
                        known[keys].append(tenure)
        return known


_MADE: WeakKeyDictionary[Actors, Spellings] = WeakKeyDictionary()


def spellings(actors: Actors) -> Spellings:
    """Return the finder for a table of actors, made once, and only when it is asked for."""
    if actors not in _MADE:
        _MADE[actors] = Spellings(actors)
    return _MADE[actors]
