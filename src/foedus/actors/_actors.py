"""All actors of the tables, and who is meant by a name on a date."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from foedus._data import shipped, uncollected
from foedus._edtf import Edtf
from foedus._errors import ActorError
from foedus._nearest import nearest
from foedus.actors._reading import (
    read_actors,
    read_memberships,
    read_people,
    with_institutions,
    with_places,
)
from foedus.actors._records import Actor, Membership, Tenure, as_date

_NAMED = 3  # people who are named of those whom a name can mean
# what may stand before anybody's name: forms of address, and ranks
_RANKS = frozenset(
    (
        "mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "dame", "herr", "frau", "monsieur",
        "m", "signor", "senor", "don", "count", "baron", "prince", "princess", "sheikh", "emir",
        "sultan", "comrade", "professor", "general", "colonel", "major", "captain", "marshal",
        "field", "admiral", "brigadier", "lieutenant", "commander",
    )
)  # fmt: skip
# what acts for the state that is named with it
_BODIES = frozenset(
    (
        "government", "cabinet", "parliament", "legislature", "presidency", "foreign ministry",
        "defence ministry", "defense ministry", "foreign office", "army", "navy", "air force",
        "armed forces", "military", "troops", "forces", "embassy", "delegation", "authorities",
        "junta",
    )
)  # fmt: skip

#: What to do about a name that no table knows.
UNKNOWN = "check the spelling; what no table has can be added in the actors.yaml of a case"

When = str | dt.date | Edtf | None


@dataclass(frozen=True, slots=True)
class Match:
    """One way to read a name.

    Attributes
    ----------
    actor
        Id of the state or organisation meant, or for which the person speaks.
    sense
        How the words mean it: id, name, adjective, demonym, capital, seat, metonym, place, person,
        surname, office, government ("the Turkish parliament").
    tenure
        The person and office, where a person or an office was named.
    in_time
        False where the tables know the name, but not for that date.
    """

    actor: str
    sense: str
    tenure: Tenure | None = None
    in_time: bool = True

    @property
    def person(self) -> str | None:
        """The person meant, if any."""
        return self.tenure.person if self.tenure else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name can mean on a date; nothing is guessed where it can mean several."""

    text: str
    on: Edtf | None
    matches: tuple[Match, ...]
    tables: Actors | None = field(default=None, repr=False, compare=False)  # to look for like names

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors that it can mean, in order of the tables."""
        return tuple(dict.fromkeys(match.actor for match in self.matches))

    @property
    def people(self) -> tuple[str, ...]:
        """Names of the people whom it can mean."""
        return tuple(dict.fromkeys(match.person for match in self.matches if match.person))

    @property
    def is_ambiguous(self) -> bool:
        """Whether it can mean several actors, or several people of one."""
        return len(self.actors) > 1 or len(self.people) > 1

    def one(self) -> Match:
        """Return the only reading.

        Raises
        ------
        ActorError
            The name is unknown, or fits several actors or people.
        """
        when = f" on {self.on.in_words()}" if self.on else ""
        if not self.matches:
            raise ActorError(
                f"no table knows '{self.text}'{when}",
                hint=self.tables.suggest(self.text) if self.tables is not None else UNKNOWN,
            )
        if self.is_ambiguous:
            meanings = dict.fromkeys(
                f"{match.person} ({match.actor})" if match.person else match.actor
                for match in self.matches
            )
            raise ActorError(
                f"'{self.text}' can mean {' or '.join(meanings)}{when}",
                hint="give the id or the full name that is meant, or another date",
            )
        return self.matches[0]


def fold(text: str) -> str:
    """Bring a name to the form by which it is looked up: no case, accents, dots or apostrophes."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = re.sub(r"[.'’`ʻ]", "", bare.casefold())
    return " ".join(re.sub(r"[-‐-–]", " ", bare).split())


class Actors:
    """The tables of actors, made to be asked by name and date.

    Examples
    --------
    >>> from foedus.actors import default_actors
    >>> who = default_actors()
    >>> who.resolve("the Armenian Prime Minister", "2024-02-22").one().person
    'Nikol Pashinyan'
    >>> who.resolve("the Armenian Prime Minister", "2014-05-01").one().person
    'Hovik Abrahamyan'
    >>> who.resolve("Congo", "2020").actors
    ('COG', 'COD')
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        memberships: Iterable[Membership] = (),
        tenures: Iterable[Tenure] | Callable[[], Iterable[Tenure]] = (),
    ) -> None:
        # thousands of people are read only when somebody asks for one
        self._read_tenures = tenures if callable(tenures) else None
        if not callable(tenures):
            self.tenures = tuple(tenures)
        self._by_id: dict[str, Actor] = {}
        for actor in actors:
            self._by_id[actor.id] = actor
        self.memberships = tuple(memberships)

    @cached_property
    def tenures(self) -> tuple[Tenure, ...]:
        """Who held which office, in the order of the tables."""
        with uncollected():
            return tuple(self._read_tenures()) if self._read_tenures else ()

    def __contains__(self, actor: object) -> bool:
        return actor in self._by_id

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, actor: str) -> Actor:
        """Return an actor by id.

        Raises
        ------
        ActorError
            No table has that id.
        """
        try:
            return self._by_id[actor]
        except KeyError:
            raise ActorError(
                f"no table knows the actor '{actor}'", hint=self.suggest(actor)
            ) from None

    def name(self, actor: str) -> str:
        """Return what to call an actor: its name, or the words of one that no table knows."""
        if actor.startswith("~"):
            words, _, state = actor[1:].partition("@")
            return f"{words} ({self.name(state)})" if state else words
        known = self._by_id.get(actor)
        return known.name if known else actor

    def by_code(self, code: int, on: When = None, *, system: str = "cow") -> str | None:
        """Return the state that had a number in a system of states on a date.

        Parameters
        ----------
        code
            A number of the Correlates of War (Small & Singer), or of Gleditsch and Ward.
        on
            The date. A number that several states had one after the other (365: Russia, the Soviet
            Union, Russia) means the one of that day; outside the system's time, the nearest in
            time. Without a date, the latest.
        system
            ``cow`` or ``gw``.

        Returns
        -------
        str or None
            Id of the state; None where no state has had the number.

        Examples
        --------
        >>> from foedus.actors import default_actors
        >>> who = default_actors()
        >>> who.by_code(365, "1955-05-14"), who.by_code(365, "1992-05-15"), who.by_code(260)
        ('SUN', 'RUS', 'DEU')
        """
        return next((state for state, _ in self.coded(code, as_date(on), system=system)), None)

    def coded(
        self, code: int, during: Edtf | None = None, *, system: str = "cow"
    ) -> tuple[tuple[str, Edtf], ...]:
        """Return the states that had a number within some time, in order, each with its time.

        Where the number was nobody's in that time, the state that had it nearest to it; the latest,
        if no time is given. Empty where no state has had the number.
        """
        known = self._by_system.get((system, code), ())
        if not known:
            return ()
        if during is None:
            return (known[-1],)
        fitting = tuple((state, time) for state, time in known if time.overlaps(during))
        return fitting or (min(known, key=lambda entry: _gap(entry[1], during)),)

    def knows(self, actor: str) -> bool:
        """Whether an id is in the tables, or is a group kept as its words (``~miners@KAZ``)."""
        if actor.startswith("~"):
            words, _, state = actor[1:].partition("@")
            return bool(words.strip()) and (not state or state in self._by_id)
        return actor in self._by_id

    def extended(
        self,
        actors: Iterable[Actor] = (),
        memberships: Iterable[Membership] = (),
        tenures: Iterable[Tenure] = (),
    ) -> Actors:
        """Return the tables with more rows; an actor with a known id replaces it."""
        return Actors(
            (*self._by_id.values(), *actors),
            (*self.memberships, *memberships),
            lambda: (*self.tenures, *tenures),
        )

    def members(
        self, organisation: str, on: When = None, *, status: str = "member"
    ) -> tuple[str, ...]:
        """Return the members of an organisation on a date (at any time, if none is given)."""
        when = as_date(on)
        return tuple(
            dict.fromkeys(
                row.actor
                for row in self._members.get(organisation, ())
                if row.status == status and (when is None or row.during.overlaps(when))
            )
        )

    def organisations_of(self, actor: str, on: When = None) -> tuple[str, ...]:
        """Return the organisations of which an actor was a member on a date."""
        when = as_date(on)
        return tuple(
            dict.fromkeys(
                row.organisation
                for row in self.memberships
                if row.actor == actor
                and row.status == "member"
                and (when is None or row.during.overlaps(when))
            )
        )

    def holders(self, actor: str, role_or_title: str, on: When = None) -> tuple[Tenure, ...]:
        """Return who held an office of an actor on a date, by role or by title."""
        when = as_date(on)
        wanted = fold(role_or_title)
        return tuple(
            tenure
            for tenure in self._tenures_by_actor.get(actor, ())
            if _is_office(tenure, wanted) and (when is None or tenure.during.overlaps(when))
        )

    def resolve(self, text: str, on: When = None) -> Resolution:
        """Say whom a name means on a date.

        A name that holds on that date wins over one that does not; only where none holds are
        the others returned, with ``in_time`` False.

        Parameters
        ----------
        text
            An id, a name, adjective, demonym, capital, seat, person, surname, or an office with
            its state or organisation ("the Armenian Prime Minister"), or with who held it
            ("President Tokayev").
        on
            The date (EDTF); without it every time counts.
        """
        when = as_date(on)
        words = re.sub(r"^(?:the|The)\s+", "", text.strip())
        if words in self._by_id:
            return Resolution(text, when, (Match(words, "id"),))
        found = (
            list(self._lookup(words, when))
            or list(self._titled(words, when))
            or list(self._office(words, when))
            or list(self._body(words, when))
        )
        current = [match for match in found if match.in_time]
        return Resolution(text, when, tuple(dict.fromkeys(current or found)), self)

    def _lookup(self, words: str, when: Edtf | None) -> Iterator[Match]:
        hits = self.exact.get(words)
        if hits is None and not words.islower():
            hits = self._folded.get(fold(words))
        for match, during in hits or ():
            in_time = when is None or during.overlaps(when)
            if in_time and when is not None and match.tenure is None:
                in_time = self._by_id[match.actor].existed(when) is not False
            yield Match(match.actor, match.sense, match.tenure, in_time)

    def _titled(self, words: str, when: Edtf | None) -> Iterator[Match]:
        """Read a title before a name, perhaps after its state: "Kazakh President Tokayev".

        A person who never held the title is not meant, whatever the name; ranks and forms of
        address ("General", "Mrs") are nobody's office and do not tell people apart.
        """
        parts = words.split()
        for cut in range(1, len(parts)):
            people = [m for m in self._lookup(" ".join(parts[cut:]), when) if m.tenure is not None]
            for before in range(cut) if people else ():
                title = fold(" ".join(parts[before:cut]))
                owners = self._owners(parts[:before], when) if before else None
                for match in people:
                    assert match.tenure is not None
                    if (owners is None or match.actor in owners) and (
                        _is_office(match.tenure, title) or _RANKS.issuperset(title.split())
                    ):
                        yield match

    def _owners(self, parts: list[str], when: Edtf | None) -> tuple[str, ...]:
        """Return the actors whom an adjective or a name means, also in the possessive."""
        words = re.sub(r"['’]s?$", "", " ".join(parts))
        found = [m for m in self._lookup(words, when) if m.tenure is None]
        return tuple(dict.fromkeys(m.actor for m in [m for m in found if m.in_time] or found))

    def _office(self, words: str, when: Edtf | None) -> Iterator[Match]:
        """Read an adjective or name with a title, in either order."""
        for owner, title in _splits(words):
            for actor in self._owners(owner, when):
                for tenure in self.holders(actor, " ".join(title), when):
                    yield Match(actor, "office", tenure)

    def _body(self, words: str, when: Edtf | None) -> Iterator[Match]:
        """Read a body that acts for a state: "the Turkish parliament", "the army of Mali"."""
        for owner, body in _splits(words):
            if " ".join(body).lower() in _BODIES:
                for actor in self._owners(owner, when):
                    in_time = when is None or self._by_id[actor].existed(when) is not False
                    yield Match(actor, "government", None, in_time)

    @cached_property
    def exact(self) -> dict[str, tuple[tuple[Match, Edtf], ...]]:
        """Every form by which an actor or a person can be named → what it can mean, and when."""
        with uncollected():
            return self._indexed()

    def _indexed(self) -> dict[str, tuple[tuple[Match, Edtf], ...]]:
        index: dict[str, list[tuple[Match, Edtf]]] = defaultdict(list)
        for actor in self._by_id.values():
            for name in dict.fromkeys(actor.names):
                index[name.text].append((Match(actor.id, name.sense), name.during))
        for tenure in self.tenures:
            person = Match(tenure.actor, "person", tenure), tenure.during
            for form in {tenure.person: None, **dict.fromkeys(tenure.variants)}:
                index[form].append(person)
            if tenure.surname not in (tenure.person, *tenure.variants):
                surname = Match(tenure.actor, "surname", tenure), tenure.during
                index[tenure.surname].append(surname)
        return {form: tuple(hits) for form, hits in index.items()}

    @cached_property
    def _folded(self) -> dict[str, tuple[tuple[Match, Edtf], ...]]:
        index: dict[str, list[tuple[Match, Edtf]]] = defaultdict(list)
        for form, hits in self.exact.items():
            index[fold(form)].extend(hits)
        return {form: tuple(hits) for form, hits in index.items()}

    @cached_property
    def _by_system(self) -> dict[tuple[str, int], tuple[tuple[str, Edtf], ...]]:
        index: dict[tuple[str, int], list[tuple[str, Edtf]]] = defaultdict(list)
        for actor in self._by_id.values():
            for system, code, during in actor.system_codes:
                index[system, code].append((actor.id, during))
        return {
            key: tuple(sorted(times, key=lambda entry: entry[1].sort_key))
            for key, times in index.items()
        }

    @cached_property
    def _members(self) -> dict[str, tuple[Membership, ...]]:
        index: dict[str, list[Membership]] = defaultdict(list)
        for row in self.memberships:
            index[row.organisation].append(row)
        return {organisation: tuple(rows) for organisation, rows in index.items()}

    @cached_property
    def _tenures_by_actor(self) -> dict[str, tuple[Tenure, ...]]:
        index: dict[str, list[Tenure]] = defaultdict(list)
        for tenure in self.tenures:
            index[tenure.actor].append(tenure)
        return {actor: tuple(rows) for actor, rows in index.items()}

    def near(self, wrong: str, most: int = 3) -> tuple[str, ...]:
        """Return the actors that a name may mean which no table knows: by a few letters, or words.

        People are left out: a state misspelt would be taken for one of thousands of surnames.

        Examples
        --------
        >>> from foedus.actors import default_actors
        >>> default_actors().near("Nigr")[0], default_actors().near("ECOVAS")[0]
        ('NER', 'ECOWAS')
        """
        from rapidfuzz import fuzz, process

        meant = self.resolve(wrong).actors  # a name where an id was asked for
        called = {
            actor.id: [actor.id, *(name.text for name in actor.names if name.sense == "name")]
            for actor in self
        }
        others = {
            actor.id: [name.text for name in actor.names if name.sense not in ("place", "seat")]
            for actor in self
        }
        near = self._nearest(wrong, called, most) or self._nearest(wrong, others, most)
        found = (*meant, *near)
        if not found:
            names = {actor.id: fold(actor.name) for actor in self}
            like = process.extract(
                fold(wrong), names, scorer=fuzz.token_set_ratio, score_cutoff=85, limit=most
            )
            found = tuple(key for *_, key in like)
        return tuple(dict.fromkeys(found))[:most]

    def _without_title(self, words: str) -> str | None:
        """Say whom the last words mean as a name, where the first are no title of theirs."""
        parts = words.split()
        for cut in range(1, len(parts)):
            name = " ".join(parts[cut:])
            held: dict[str, list[str]] = {}
            for match in self._lookup(name, None):
                if match.tenure is not None:
                    held.setdefault(f"{match.person} ({match.actor}", []).append(match.tenure.title)
            if held:
                known = [f"{who}, {' and '.join(dict.fromkeys(h))})" for who, h in held.items()]
                return f"{name} is {' or '.join(known[:_NAMED])}"
        return None

    @staticmethod
    def _nearest(wrong: str, forms: dict[str, list[str]], most: int) -> list[str]:
        return nearest(fold(wrong), {key: map(fold, texts) for key, texts in forms.items()}, most)

    def suggest(self, wrong: str) -> str:
        """Return what to do about a name that no table knows, with those that are like it."""
        rest = UNKNOWN
        names = [f"{key} ({self._by_id[key].name})" for key in self.near(wrong)]
        if not names and (known := self._without_title(wrong)):
            return f"{known}; if that is who is meant, give the name alone. If not, {rest}"
        return f"did you mean {' or '.join(names)}? If not, {rest}" if names else rest


def _splits(words: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the ways to part words into whose it is and what: "army of Mali", "Malian army"."""
    if " of " in words:
        what, _, place = words.partition(" of ")
        yield re.sub(r"^the\s+", "", place).split(), what.split()
    parts = words.split()
    for cut in range(1, len(parts)):
        yield parts[:cut], parts[cut:]


def _is_office(tenure: Tenure, wanted: str) -> bool:
    """Whether a folded word is the role or a title of an office."""
    return fold(tenure.role) == wanted or any(fold(title) == wanted for title in tenure.titles)


def _gap(one: Edtf, other: Edtf) -> int:
    """Return how many days lie between two times that do not meet."""
    after = (one.earliest or dt.date.min) - (other.latest or dt.date.max)
    before = (other.earliest or dt.date.min) - (one.latest or dt.date.max)
    return max(after.days, before.days)


@cache
def default_actors() -> Actors:
    """Return the tables that ship with Foedus."""
    with uncollected():
        return _read()


def _read() -> Actors:
    folder = shipped("actors")
    actors: list[Actor] = []
    for table in sorted((folder / "states").iterdir(), key=lambda entry: entry.name):
        if table.name.endswith(".yaml"):
            actors += read_actors(table.read_text("utf-8"), state=True, where=table.name)
    places = folder / "places.tsv"
    actors = with_places(actors, places.read_text("utf-8"), places.name)
    institutions = folder / "institutions.tsv"
    actors = with_institutions(actors, institutions.read_text("utf-8"), institutions.name)
    organisations = folder / "organisations.yaml"
    actors += read_actors(organisations.read_text("utf-8"), state=False, where=organisations.name)
    members = folder / "memberships.tsv"
    return Actors(actors, read_memberships(members.read_text("utf-8"), members.name), _people)


def _people() -> Iterator[Tenure]:
    for table in sorted(shipped("actors", "people").iterdir(), key=lambda entry: entry.name):
        if table.name.endswith(".tsv"):
            text = table.read_text("utf-8")
            yield from read_people(text, table.name.removesuffix(".tsv"), f"people/{table.name}")
