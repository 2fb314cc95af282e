"""Read the tables of actors: states, organisations, memberships, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from foedus._data import parse_yaml
from foedus._edtf import Edtf
from foedus._errors import ActorError, DateError
from foedus.actors._records import ALWAYS, Actor, Membership, Name, Tenure, spell

PEOPLE_COLUMNS = ["role", "titles", "name", "from", "to", "variants"]
PLACE_COLUMNS = ["state", "places"]
INSTITUTION_COLUMNS = ["state", "from", "to", "names"]
MEMBERSHIP_COLUMNS = ["organisation", "actor", "from", "to", "status", "note"]


def _names(items: Iterable[Any], sense: str) -> Iterator[Name]:
    """Read a list of names: plain words, or mappings with a time and variants."""
    for item in items or ():
        if isinstance(item, dict):
            during = (
                spell(item.get("from"), item.get("to"))
                if "from" in item or "to" in item
                else ALWAYS
            )
            for text in (item["name"], *item.get("variants", ())):
                yield Name(str(text), sense, during)
        else:
            yield Name(str(item), sense)


def _spells(item: dict[str, Any]) -> tuple[Edtf, ...]:
    """Return when a state was in a system of states: of COW or of GW, under any of its numbers."""
    found = [during for _, _, during in _system_codes(item)]
    if found:
        return _joined(sorted(found, key=lambda during: during.sort_key))
    if item.get("founded") or item.get("ended"):
        return (spell(item.get("founded"), item.get("ended")),)
    return ()


def _joined(spells: list[Edtf]) -> tuple[Edtf, ...]:
    """Return times, sorted by their beginnings, with those that meet or overlap as one."""
    made: list[Edtf] = []
    for one in spells:
        last = made[-1].latest if made else None
        if not made or (last and one.earliest and one.earliest > last + dt.timedelta(days=1)):
            made.append(one)
        elif last and (one.latest is None or one.latest > last):
            made[-1] = spell(made[-1].earliest, one.latest)
    return tuple(made)


def _codes(item: dict[str, Any]) -> dict[str, str | int]:
    iso, cow, gw = (item.get(key) or {} for key in ("iso", "cow", "gw"))
    codes = {
        "iso2": iso.get("alpha2"),
        "iso_numeric": iso.get("numeric"),
        "cow": cow.get("code"),
        "cow_abbreviation": cow.get("abbreviation"),
        "gw": gw.get("code"),
    }
    return {key: value for key, value in codes.items() if value is not None}


def _system_codes(item: dict[str, Any]) -> Iterator[tuple[str, int, Edtf]]:
    for system in ("cow", "gw"):
        for entry in (item.get(system), *(item.get(f"{system}_also") or ())):
            for during in (entry or {}).get("system") or ():
                yield system, int(entry["code"]), Edtf.parse(str(during))


def read_actor(item: dict[str, Any], *, state: bool, where: str) -> Actor:
    """Build an actor from its mapping in a table.

    Raises
    ------
    ActorError
        A field is missing or does not read.
    """
    label = item.get("id", "?") if isinstance(item, dict) else "?"
    try:
        senses = {
            "names": "name",
            "adjectives": "adjective",
            "demonyms": "demonym",
            "capitals": "capital",
            "seats": "seat",
            "metonyms": "metonym",
        }
        names = [Name(str(item["name"]))]
        if item.get("official"):
            names.append(Name(str(item["official"])))
        for key, sense in senses.items():
            names.extend(_names(item.get(key, ()), sense))
        return Actor(
            id=str(item["id"]),
            name=str(item["name"]),
            kind="state" if state else str(item.get("kind", "organisation")),
            official=item.get("official"),
            names=tuple(dict.fromkeys(names)),
            spells=_spells(item),
            codes=_codes(item),
            system_codes=tuple(_system_codes(item)),
            regions=tuple(item.get("regions") or ()),
            predecessors=tuple(item.get("predecessors") or ()),
            successors=tuple(item.get("successors") or ()),
            generic=tuple(item.get("generic") or ()),
            part_of=item.get("part_of"),
            status=item.get("status"),
            details={"headquarters": item["headquarters"]} if item.get("headquarters") else {},
        )
    except DateError as problem:
        raise ActorError(
            problem.message, where=where, field=f"{label}", hint=problem.hint
        ) from problem
    except (KeyError, TypeError, AttributeError) as problem:
        raise ActorError(
            f"its field {problem} is missing"
            if isinstance(problem, KeyError)
            else f"the actor does not read: {problem}",
            where=where,
            field=f"{label}",
            hint="an actor needs at least an id and a name",
        ) from problem


def read_actors(text: str, *, state: bool, where: str) -> list[Actor]:
    """Read a YAML list of actors."""
    items = parse_yaml(text, where, error=ActorError) or []
    if not isinstance(items, list):
        raise ActorError("expected a list of actors, each starting with '- id:'", where=where)
    return [read_actor(item, state=state, where=where) for item in items]


def _rows(text: str, columns: list[str], where: str) -> Iterator[tuple[int, list[str]]]:
    header_seen = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header_seen:
            if [cell.strip() for cell in cells] != columns:
                raise ActorError(
                    f"the columns are {cells}", where=where, line=number, hint=f"expected {columns}"
                )
            header_seen = True
            continue
        cells += [""] * (len(columns) - len(cells))
        if len(cells) != len(columns):
            raise ActorError(
                f"{len(cells)} cells where {len(columns)} were expected", where=where, line=number
            )
        yield number, [cell.strip() for cell in cells]


def _span(start: str, end: str, where: str, line: int) -> Edtf:
    try:
        return Edtf.parse(f"{start or '..'}/{end or '..'}")
    except DateError as problem:
        raise ActorError(problem.message, where=where, line=line, hint=problem.hint) from problem


def read_memberships(text: str, where: str) -> list[Membership]:
    """Read the table of memberships."""
    return [
        Membership(
            organisation, actor, _span(start, end, where, line), status or "member", note or None
        )
        for line, (organisation, actor, start, end, status, note) in _rows(
            text, MEMBERSHIP_COLUMNS, where
        )
    ]


def with_places(actors: list[Actor], text: str, where: str) -> list[Actor]:
    """Return the actors with the places that lie in them, as names of the sense ``place``.

    Raises
    ------
    ActorError
        A row names a state that no table has.
    """
    states = {actor.id: actor for actor in actors}
    found: dict[str, list[Name]] = {}
    for line, (row, listed) in _rows(text, PLACE_COLUMNS, where):
        earlier: list[Edtf] = []
        for state in row.split("|"):
            _known(state, states, where, line)
            times = _outside(earlier)
            names = found.setdefault(state, [])
            for place in listed.split(","):
                names.extend(Name(place.strip(), "place", during) for during in times)
            earlier += states[state].spells
    return _with(actors, found)


def with_institutions(actors: list[Actor], text: str, where: str) -> list[Actor]:
    """Return the actors with what acts or speaks for them, as names of the sense ``seat``.

    Raises
    ------
    ActorError
        A row names a state that no table has, or a time that does not read.
    """
    states = {actor.id: actor for actor in actors}
    found: dict[str, list[Name]] = {}
    for line, (state, start, end, listed) in _rows(text, INSTITUTION_COLUMNS, where):
        _known(state, states, where, line)
        during = _span(start, end, where, line)
        found.setdefault(state, []).extend(
            Name(name.strip(), "seat", during) for name in listed.split(";") if name.strip()
        )
    return _with(actors, found)


def _known(state: str, states: dict[str, Actor], where: str, line: int) -> None:
    if state not in states:
        raise ActorError(f"no table knows the state '{state}'", where=where, line=line)


def _with(actors: list[Actor], found: dict[str, list[Name]]) -> list[Actor]:
    return [
        replace(actor, names=(*actor.names, *found[actor.id])) if actor.id in found else actor
        for actor in actors
    ]


def _outside(spells: list[Edtf]) -> list[Edtf]:
    """Return the times before, between and after some spells; always, where there are none."""
    times: list[Edtf] = []
    start: str = ".."
    for one in sorted(spells, key=lambda one: one.sort_key):
        if one.earliest is not None:
            times.append(spell(start, one.earliest - dt.timedelta(days=1)))
        if one.latest is None:
            return times
        start = (one.latest + dt.timedelta(days=1)).isoformat()
    return [*times, spell(start, None)]


def read_people(text: str, actor: str, where: str) -> list[Tenure]:
    """Read the table of an actor's office holders."""
    return [
        Tenure(
            person=name,
            actor=actor,
            role=role,
            titles=_parts(titles),
            during=_span(start, end, where, line),
            variants=_parts(variants) if variants else (),
        )
        for line, (role, titles, name, start, end, variants) in _rows(text, PEOPLE_COLUMNS, where)
    ]


@lru_cache(maxsize=65536)
def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
