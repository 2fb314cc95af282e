"""Who an actor is, what it is called, and who spoke for it from when to when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from foedus._edtf import Edtf

ALWAYS = Edtf.parse("../..")


@dataclass(frozen=True, slots=True)
class Name:
    """Something that an actor is called, and the time in which it is.

    ``sense`` is one of name, adjective, demonym, capital, seat, metonym, place.
    """

    text: str
    sense: str = "name"
    during: Edtf = ALWAYS


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, an organisation, or another actor that has an id.

    Attributes
    ----------
    id
        ISO 3166 alpha-3 for states; their own for others.
    kind
        ``state``, or the kind of organisation (alliance, union, organisation, grouping …).
    names
        Everything it is called, with the sense of each name and when it held.
    spells
        When it existed, or was in the system of states; empty if unknown.
    codes
        Its codes elsewhere: iso2, iso_numeric, cow, cow_abbreviation, gw.
    system_codes
        Every number that it has had in a system of states (``cow`` or ``gw``), and when: Germany
        is 255, and 260 from 1955 to 1990.
    generic
        Definite nouns by which a text refers back to it: bloc, alliance, union.
    part_of
        The organisation that it is an organ of.
    """

    id: str
    name: str
    kind: str
    official: str | None = None
    names: tuple[Name, ...] = ()
    spells: tuple[Edtf, ...] = ()
    codes: dict[str, str | int] = field(default_factory=dict)
    system_codes: tuple[tuple[str, int, Edtf], ...] = ()
    regions: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    part_of: str | None = None
    status: str | None = None
    details: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_state(self) -> bool:
        """Whether it is a state (recognised or not) or a dependency."""
        return self.kind == "state"

    def existed(self, on: Edtf) -> bool | None:
        """Whether it existed then; None where no table says."""
        return any(spell.overlaps(on) for spell in self.spells) if self.spells else None

    def words(self, sense: str) -> tuple[str, ...]:
        """Return its names in one sense (name, adjective, …, place)."""
        return tuple(name.text for name in self.names if name.sense == sense)


@dataclass(frozen=True, slots=True)
class Membership:
    """A spell of an actor in an organisation; ``status`` is member, observer, suspended …"""

    organisation: str
    actor: str
    during: Edtf
    status: str = "member"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person's time in an office of an actor."""

    person: str
    actor: str
    role: str
    titles: tuple[str, ...]
    during: Edtf
    variants: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The main title."""
        return self.titles[0]

    @property
    def surname(self) -> str:
        """The last word of the name; surname-first names list theirs among the variants.

        "Otto of Greece" has none: all of it is the name.
        """
        return self.person if " of " in self.person else self.person.rsplit(maxsplit=1)[-1]


def as_date(value: str | dt.date | Edtf | None) -> Edtf | None:
    """Read a date that may be absent."""
    return None if value is None else Edtf.parse(value)


def spell(start: object, end: object) -> Edtf:
    """Return the interval between two cells of a table; an empty one is an open side."""
    first, last = (str(cell).strip() if cell not in (None, "") else ".." for cell in (start, end))
    return Edtf.parse(f"{first}/{last}")
