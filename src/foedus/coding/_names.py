"""Names of actors in a passage: every form of the tables, found in one pass.

::

    tidy text ─► Aho-Corasick over Actors.exact ─► longest match at word boundaries ─► Name
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import ahocorasick

from foedus._data import parse_yaml, shipped, uncollected
from foedus._edtf import Edtf
from foedus.actors import Actors, Match
from foedus.actors._records import spell
from foedus.coding._words import words

# Forms that are more often an ordinary word than a name; they count only beside a title, or
# where the document has given the full name.
_ORDINARY = words(
    "Work Champagne Lord Sales Bar Early Don Sultan Apo Turk Vital Sam Nam Clerk Head Younger "
    "Model Student Blank Chancellor Noble Foot Link Temple Cold Pasha Emir Emperor Prior "
    "May Will Mark Bush Rice Major Key Ban Hill Fox Ford Hunt Cook Brown Green White Black "
    "Gray Grey Young King Day Price Wood Woods Stone Church Field Fields Lake Park Gore Case "
    "Love Power Powers Law Baker Carter Miller Potter Cameron Page Marshall Bishop Pope "
    "Abbott Cross Frost Snow Summers Winter Spring Summer March April June August Sunday "
    "VI VII VIII IX X XI XII XIII XIV XV XVI "
    "Friday Monday I II III IV V Jr. Sr. Don Dan Hart Lee Li Le La De Al Ho Hu Ali Khan Kim "
    "Han Jean Wade Good Best Long Short Strong Free Small Little Sharp Wise Rich Poor Moon "
    "Sun Star Sea Bay Port Fort East West North South Central New Old Great Prince Duke Earl "
    "Sheikh General Captain Judge Speaker Leader Chief President Minister Street Square House "
    "Palace Post Times News Press World Nation Union League Pact Treaty Front Hope Faith "
    "Grace Joy Victor Victoria Washington Jordan Israel Chad Georgia Martin Grant Banks Pence "
    "Peace War Home Hall Bell Cash Rose Swift Ball Fall Way Lane Bridge Bridges Rivers Waters "
    "Salem Santiago Clark Sharon Meir Holt Holland England Ireland France German Paris London "
    "Berlin The This That And But For Not All Any One Two Can Has Had Was Are His Her Its Our "
    "Their"
)
_SENSES = {
    "id": 0, "name": 0, "person": 1, "adjective": 2, "demonym": 2, "capital": 3,
    "metonym": 3, "seat": 4, "place": 5,
}  # fmt: skip
_LAST = 6  # surnames, offices
_SHIP = re.compile(r"\b(?:USS|USNS|HMS|HMAS|HMCS|HMNZS|INS|RFA|MV|SS) $")
# What an adjective or a town usually means where the text leaves it open.
_USUAL = {
    "Korea": "KOR", "Korean": "KOR", "Koreans": "KOR", "Congo": "COD", "Congolese": "COD",
    "Brussels": "EU",
}  # fmt: skip
_HALVES = re.compile(r"(North|South|East|West) and $")
_BODIES = words(
    "alliance assembly bloc commission committee community conference confederation council "
    "entente federation forum group league organisation organization pact treaty union"
)


@dataclass(slots=True)
class Name:
    """A form of the tables at a place in a passage, with what it can mean."""

    start: int
    end: int
    form: str
    hits: tuple[tuple[Match, Edtf], ...]

    @property
    def only_surname(self) -> bool:
        """Whether the form is nothing but one word of a person's name."""
        return " " not in self.form and all(match.tenure is not None for match, _ in self.hits)


class Gazetteer:
    """Finds the names of a table of actors."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        with uncollected():
            self._build()

    def _build(self) -> None:
        actors = self.actors
        forms: dict[str, tuple[tuple[Match, Edtf], ...]] = {}
        for form, hits in actors.exact.items():
            even = form.replace("’", "'")
            if len(even) < 2 or (even.islower() and " " not in even):
                continue
            ways = [even]
            if even[0].islower():
                ways.append(even[0].upper() + even[1:])
            if not even.isascii():
                ways = [_unmarked(one) for one in ways]
            for text in ways:
                forms[text] = (*forms[text], *hits) if text in forms else hits
            if not any(match.sense == "name" for match, _ in hits):
                continue
            small, dotted = _small(even), _dotted(even)
            if dotted:
                forms.setdefault(dotted, hits)
            if small:
                forms[small] = (*forms.get(small, ()), *hits)
        for treaty, meant in treaty_names().items():
            hits = tuple((Match(id_, "name"), during) for id_, during in meant if id_ in actors)
            if hits:
                forms[treaty] = hits
        for actor in actors:
            if len(actor.id) > 3 and actor.id.isupper() and actor.id.isalpha():
                forms.setdefault(actor.id, ((Match(actor.id, "id"), _ALWAYS),))
        self._forms = forms
        automaton: Any = ahocorasick.Automaton()
        for text in forms:
            automaton.add_word(text, text)
        automaton.make_automaton()
        self._automaton = automaton

    def find(self, text: str) -> list[Name]:
        """Return the names in a text, in order; where two overlap, the longer.

        Letters count without their marks: "Katō" is Kato, as "Kato" is Katō.
        """
        text = _unmarked(text)
        spans: dict[int, int] = {}
        length = len(text)
        for last, form in self._automaton.iter(text):
            start = last - len(form) + 1
            end = last + 1
            if start and text[start - 1].isalnum():
                continue
            if end < length and text[end].isalnum():
                continue
            if text[end : end + 1] == "-" and text[end + 1 : end + 2].isdigit():
                continue  # "Su-24"
            if _SHIP.search(text, max(0, start - 8), start):
                continue  # "USS Buchanan" is no town
            if spans.get(start, 0) < end:
                spans[start] = end
        found: list[Name] = []
        reach = -1
        for start in sorted(spans):
            if start < reach:
                if spans[start] - start > found[-1].end - found[-1].start:
                    found.pop()
                else:
                    continue
            end = spans[start]
            other = self._other_half(text, start, end)
            if other is not None and start - len("and ") > reach:
                found.append(other)
            found.append(Name(start, end, text[start:end], self._forms[text[start:end]]))
            reach = end
        return found

    def short(self, name: Name) -> Name | None:
        """Return the state's short name in a full one: "Hungary" in "Republic of Hungary"."""
        form = name.form.rpartition(" of ")[2]
        hits = self._forms.get(form, ()) if form != name.form else ()
        named = tuple(hit for hit in hits if hit[0].sense == "name")  # no town: "treaty of Lisbon"
        return Name(name.start, name.end, form, named) if named else None

    def _other_half(self, text: str, start: int, end: int) -> Name | None:
        """Return the name that "North" in "North and South Korea" cuts short."""
        before = _HALVES.search(text, max(0, start - 10), start)
        if before is None:
            return None
        form = f"{before[1]} {text[start:end].partition(' ')[2]}"
        hits = self._forms.get(form)
        return Name(before.start(1), before.end(1), form, hits) if hits else None


@cache
def treaty_names() -> dict[str, tuple[tuple[str, Edtf], ...]]:
    """Return treaties that stand for the organisation whose treaty they are, and when.

    Of "Treaty of Lisbon", also "treaty of Lisbon", "Lisbon Treaty" and "Lisbon treaty".
    """
    file = "treaty-names.yaml"
    found: dict[str, tuple[tuple[str, Edtf], ...]] = {}
    for name, value in parse_yaml(shipped("lexicon", file).read_text("utf-8"), file).items():
        entries = value if isinstance(value, list) else [value]
        meant = tuple(
            (entry["id"], spell(entry.get("from"), entry.get("to")))
            if isinstance(entry, dict)
            else (entry, _ALWAYS)
            for entry in entries
        )
        noun, of, town = name.partition(" of ")
        if of and " " not in noun:
            forms = [name, f"{noun.lower()} of {town}", f"{town} {noun}", f"{town} {noun.lower()}"]
        else:
            first, _, last = name.rpartition(" ")
            forms = [name, f"{first} {last.lower()}"]
            if " " in first:  # "Arab collective security pact"
                word, _, rest = name.partition(" ")
                forms.append(f"{word} {rest.lower()}")
        for form in forms:
            found.setdefault(form, meant)
    return found


def is_ordinary(form: str) -> bool:
    """Whether a form is more often an ordinary word, or too short to be told from one."""
    return form in _ORDINARY or (len(form) <= 2 and form not in ("US", "UK", "EU", "UN", "AU"))


def choose(actors: Actors, name: Name, when: Edtf | None, seen: dict[str, int]) -> Match | None:
    """Return what a name means on a date, or None where that stays open.

    Of several actors, the one that the document has already named is meant; `seen` counts them.
    """
    matches, current = _candidates(actors, name, when)
    dated_name = name.form in treaty_names() and name.hits[0][1] is not _ALWAYS
    if not current and when is not None and dated_name:
        # a treaty may be spoken of before its organisation stands
        dated = [match for match, during in name.hits if during.overlaps(when)]
        return dated[0] if dated else None
    if not matches:
        return None
    alone = " " not in name.form

    def rank(match: Match) -> int:
        # one word that is somebody's name, and a town's: "Paris" is the town
        return _LAST if alone and match.tenure is not None else _rank(match)

    if len({match.actor for match in matches}) == 1:
        best = min(matches, key=_rank)
        if best.tenure is not None and not current and when is not None:
            return min(matches, key=lambda match: _distance(match, when))
        return best
    people = {match.person for match in matches}
    if not current and when is not None and len(people) == 1 and None not in people:
        return min(matches, key=lambda match: _distance(match, when))
    first = min(map(rank, matches))
    leading = [match for match in matches if rank(match) == first]
    if len({match.actor for match in leading}) == 1:
        return leading[0]
    named = [match for match in leading if seen.get(match.actor)]
    if named:
        return max(named, key=lambda match: seen[match.actor])
    usual = [match for match in leading if match.actor == _USUAL.get(name.form)]
    if usual:
        return usual[0]
    if current and when is not None and all(match.tenure for match in leading):
        return _highest(leading)
    return leading[0] if first in (0, 3, 4, 5) else None


def is_leader(actors: Actors, name: Name, when: Edtf | None) -> bool:
    """Whether a surname is that of one who leads a state, or its diplomacy, on a date."""
    matches, current = _candidates(actors, name, when)
    best = _highest(matches) if current and when is not None else None
    return best is not None and _office(best) < len(_OFFICES)


def _highest(matches: list[Match]) -> Match | None:
    """Return who holds the highest office, if they are of one actor."""
    first = min(map(_office, matches))
    highest = [match for match in matches if _office(match) == first]
    return highest[0] if len({match.actor for match in highest}) == 1 else None


def _office(match: Match) -> int:
    role = match.tenure.role if match.tenure else ""
    return next((at for at, some in enumerate(_OFFICES) if role in some), len(_OFFICES))


_OFFICES = (
    ("head-of-state", "head-of-government"),
    ("foreign-minister", "secretary-general"),
)  # the highest first
_KNOWN: WeakKeyDictionary[Actors, dict[Any, tuple[list[Match], bool]]] = WeakKeyDictionary()


def _candidates(actors: Actors, name: Name, when: Edtf | None) -> tuple[list[Match], bool]:
    known = _KNOWN.get(actors)
    if known is None:
        known = _KNOWN[actors] = {}
    # the hits live as long as the tables do, and so do their ids
    key = (name.form, tuple(map(id, name.hits)), when and when.text)
    if key not in known:
        if len(known) > 50_000:
            known.clear()
        known[key] = _sought(actors, name, when)
    return known[key]


def _sought(actors: Actors, name: Name, when: Edtf | None) -> tuple[list[Match], bool]:
    current = [match for match, during in name.hits if _holds(actors, match, during, when)]
    if current:
        return current, True
    past = [
        match
        for match, during in name.hits
        if (
            match.sense != "metonym" and not _later(during, when)
            if match.tenure is None
            else _in_memory(during, when)
        )
    ]
    return past, False


def _in_memory(during: Edtf, when: Edtf | None) -> bool:
    """Whether a person out of office may be meant: not one of a hundred years before or after."""
    if when is None:
        return True
    since = _days(during.latest, when.earliest)
    until = _days(when.latest, during.earliest)
    return since < _REMEMBERED and until < _AHEAD


def _days(one: dt.date | None, other: dt.date | None) -> int:
    return 0 if one is None or other is None else (other - one).days


_REMEMBERED, _AHEAD = 80 * 365, 20 * 365  # days after and before an office


def _later(during: Edtf, when: Edtf | None) -> bool:
    """Whether a name was first used after a date; one that was given up may still be heard."""
    if when is None or when.latest is None or during.earliest is None:
        return False
    return during.earliest > when.latest


def _holds(actors: Actors, match: Match, during: Edtf, when: Edtf | None) -> bool:
    if when is None:
        if during.latest is not None:
            return False
        spells = actors.get(match.actor).spells if match.tenure is None else ()
        return not spells or any(spell.latest is None for spell in spells)
    if not during.overlaps(when):
        return False
    return match.tenure is not None or actors.get(match.actor).existed(when) is not False


def _distance(match: Match, when: Edtf) -> int:
    """How many days lie between a person's time in office and a date."""
    during = match.tenure.during if match.tenure else None
    if during is None or when.earliest is None:
        return 0
    if during.latest is not None and during.latest < when.earliest:
        return (when.earliest - during.latest).days
    if during.earliest is not None and when.latest is not None and during.earliest > when.latest:
        return 20_000 + (during.earliest - when.latest).days
    return 0


def _rank(match: Match) -> int:
    return _SENSES.get(match.sense, _LAST)


def _small(form: str) -> str:
    """Return a name as papers write it that keep capitals for its first part: "Arab league"."""
    parts = form.split(" ")
    if len(parts) < 2 or parts[-1].lower() not in _BODIES or parts[-1].islower():
        return ""
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in ("cooperation", "co-operation", "security"):
        start -= 1
    return " ".join([*parts[:start], *(part.lower() for part in parts[start:])])


def _dotted(form: str) -> str:
    """Return an abbreviation as older papers write it: "S.E.A.T.O."."""
    return ".".join(form) + "." if form.isupper() and form.isalpha() and 2 < len(form) < 6 else ""


def _unmarked(text: str) -> str:
    """Return a text of the same length, its letters without marks."""
    if text.isascii():
        return text
    made = list(text)
    for at, char in enumerate(text):
        if char > "\x7f":
            plain = _bare(char)
            if len(plain) == 1:
                made[at] = plain
    return "".join(made)


def _bare(text: str) -> str:
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))


_ALWAYS = Edtf.parse("../..")
_MADE: WeakKeyDictionary[Actors, Gazetteer] = WeakKeyDictionary()


def gazetteer(actors: Actors) -> Gazetteer:
    """Return the finder for a table of actors, made once."""
    if actors not in _MADE:
        _MADE[actors] = Gazetteer(actors)
    return _MADE[actors]
