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
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from weakref import WeakKeyDictionary

from foedus._data import uncollected
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
_INNER_H = re.compile(r"(?<=.)h")
_BETWEEN = str.maketrans("-’'", "   ")
_JOINING = words("al el ul ad as ash bin ibn ben von van der de da di la le du")
_FIRST, _LAST = 180, 205  # decades that the tables reach
_FEWEST = 3  # letters that a name must have beside its vowels, in all


def _sounded(parts: Iterable[str]) -> dict[str, str]:
    """Return for each word a rough key for how it sounds; spellings of one name have the same.

    All are sounded out in one go, a line each. Articles and initials have none.
    """
    known = list(parts)
    plain = unicodedata.normalize("NFKD", "\n".join(known).lower())
    other = {ord(char): None for char in set(plain) if char != "\n" and not char.isalpha()}
    plain = plain.translate(other)
    for written, spoken in _SOUNDS:
        plain = plain.replace(written, spoken)
    plain = _VOWELS.sub("a", _TWICE.sub(r"\1", plain))
    made = _TWICE.sub(r"\1", _INNER_H.sub("", plain)).split("\n")
    return {
        word: "" if len(word.rstrip(".")) < 2 or word.lower() in _JOINING else key or "a"
        for word, key in zip(known, made, strict=False)
    }


def _whole(parts: list[str], sounded: dict[str, str]) -> tuple[str, ...]:
    """Return the keys of a name's words, or none if it is too short to tell people by."""
    keys = tuple([key for part in parts if (key := sounded[part])])
    return keys if len(keys) > 1 and len("".join(keys).replace("a", "")) > _FEWEST else ()


def sounds(name: str) -> tuple[str, ...]:
    """Return the keys of a name's words, articles and initials left out; empty if it is short."""
    parts = name.translate(_BETWEEN).split()
    return _whole(parts, _sounded(parts))


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
        self._sounded: dict[str, str] = {}
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
            with uncollected():
                known = self._by_sound[decade] = self._heard(self._decades.get(decade, ()))
        return known

    def _heard(self, tenures: Sequence[Tenure]) -> dict[tuple[str, ...], list[Tenure]]:
        called = [
            [name.translate(_BETWEEN).split() for name in (one.person, *one.variants)]
            for one in tenures
        ]
        parts = set(chain.from_iterable(chain.from_iterable(called)))
        self._sounded |= _sounded(parts - self._sounded.keys())
        made: dict[tuple[str, ...], list[Tenure]] = defaultdict(list)
        for tenure, names in zip(tenures, called, strict=True):
            for keys in {_whole(name, self._sounded) for name in names}:
                if keys:
                    made[keys].append(tenure)
        return made


_MADE: WeakKeyDictionary[Actors, Spellings] = WeakKeyDictionary()


def spellings(actors: Actors) -> Spellings:
    """Return the finder for a table of actors, made once, and only when it is asked for."""
    if actors not in _MADE:
        _MADE[actors] = Spellings(actors)
    return _MADE[actors]
