"""The treaties that ship with Foedus, and the reading of treaty files.

A file holds one treaty. What pydantic cannot see (how the parts of a treaty hang together) is
checked here, so that a fault is named with its file, line and field:

- ``then`` and ``otherwise`` name norms of the same version, and never lead round in a circle;
- a spell of membership fits the treaty's own time, and the other spells of the same state;
- predecessors and successors are treaties that can be found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from foedus._data import explain, read_record, shipped
from foedus._errors import TreatyError
from foedus._nearest import did_you_mean
from foedus._text import read_utf8
from foedus.treaties._records import Norm, Spell, Treaty, Version

# An entry of `then` or `otherwise` that is one word is meant as the id of a norm.
_NORM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Spells that say what a member is; the others lie over one of these.
_GROUND = ("member", "signatory")

_Path = tuple[int | str, ...]


def load_treaty(
    source: str | Path | Traversable,
    where: str | Path | None = None,
    *,
    known: Collection[str] = (),
) -> Treaty:
    """Read a treaty from a YAML file, or from the text of one.

    Parameters
    ----------
    source
        A path, or the YAML itself (text that has a line break).
    where
        What to call the place in errors; by default the path.
    known
        Ids of further treaties that predecessors and successors may name, beside those that
        ship and those in files of the same folder.

    Raises
    ------
    TreatyError
        The file cannot be read, a field does not read, or the parts do not fit together.

    Examples
    --------
    >>> text = '''
    ... id: my-pact
    ... title: A pact
    ... versions: [{id: "1", during: 1990/..}]
    ... '''
    >>> load_treaty(text, "my-pact.yaml").title
    'A pact'
    """
    siblings: set[str] = set()
    if isinstance(source, str) and "\n" in source:
        text, place = source, where or "treaty"
    else:
        file = Path(source) if isinstance(source, str) else source
        place = where or (file if isinstance(file, Path) else file.name)
        text = read_utf8(file, place, error=TreatyError)
        if isinstance(file, Path):
            siblings = {path.stem for path in file.parent.glob("*.yaml")}
    treaty = read_record(Treaty, text, place, error=TreatyError)
    fault = next(_faults(treaty, {*shipped_ids(), *siblings, *known}), None)
    if fault is not None:
        path, message = fault
        raise explain(_as_validation_error(path, message), place, text=text, error=TreatyError)
    return treaty


def load_treaties(folder: str | Path, *, known: Collection[str] = ()) -> dict[str, Treaty]:
    """Read every ``*.yaml`` of a folder as a treaty.

    Raises
    ------
    TreatyError
        A file does not read, or two files give the same id.
    """
    found: dict[str, Treaty] = {}
    files: dict[str, Path] = {}
    for file in sorted(Path(folder).glob("*.yaml")):
        treaty = load_treaty(file, known=known)
        if treaty.id in found:
            raise _twice(treaty.id, file, files[treaty.id])
        found[treaty.id], files[treaty.id] = treaty, file
    return found


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the treaties that ship, in order; no file is opened."""
    return _shipped_ids()


def no_such_treaty(name: str) -> str:
    """Return what to do about an id that no treaty has that ships."""
    listed = "the built-in ones are " + ", ".join(shipped_ids())
    return "\n  ".join(filter(None, (did_you_mean(name, shipped_ids()), listed)))


def shipped_treaty(name: str) -> Treaty:
    """Return a treaty that ships, by id; only its own file is read, and only once.

    Raises
    ------
    TreatyError
        No treaty that ships has the id.

    Examples
    --------
    >>> shipped_treaty("cst").title
    'Collective Security Treaty'
    """
    if name not in shipped_ids():
        raise TreatyError(
            f"no treaty that ships is called '{name}'",
            hint=no_such_treaty(name),
        )
    return _shipped_treaty(name)


def shipped_treaties() -> Mapping[str, Treaty]:
    """Return all treaties that ship, by id; reads those that were not read yet."""
    return MappingProxyType({name: shipped_treaty(name) for name in shipped_ids()})


@cache
def _shipped_ids() -> tuple[str, ...]:
    files = (entry.name for entry in shipped("treaties").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml")))


@cache
def _shipped_treaty(name: str) -> Treaty:
    file = shipped("treaties", f"{name}.yaml")
    treaty = load_treaty(file, f"treaties/{name}.yaml")
    if treaty.id != name:
        # the file's name stands for the id, so that one treaty can be read without the others
        raise TreatyError(
            f"the file is named '{name}', the treaty '{treaty.id}'",
            where=f"treaties/{name}.yaml",
            field="id",
            hint="give both the same name",
        )
    return treaty


def _twice(name: str, file: Path, other: Path) -> TreatyError:
    return TreatyError(
        f"the treaty id '{name}' stands in {other.name} too",
        where=file,
        line=1,
        field="id",
        hint="give one of the two another id",
    )


def _as_validation_error(path: _Path, message: str) -> ValidationError:
    """Return a fault of the whole in the form in which faults of single fields come."""
    kind = PydanticCustomError("treaty", "{why}", {"why": message})
    return ValidationError.from_exception_data(
        "Treaty", [InitErrorDetails(type=kind, loc=path, input=None)]
    )


def _faults(treaty: Treaty, known: Collection[str]) -> Iterator[tuple[_Path, str]]:
    """Yield what does not fit together, each with the path of the field at fault."""
    for number, version in enumerate(treaty.versions):
        yield from _norm_faults(version, ("versions", number, "norms"))
    yield from _spell_faults(treaty)
    for field in ("predecessors", "successors"):
        for number, name in enumerate(getattr(treaty, field)):
            if name == treaty.id:
                yield (field, number), f"'{name}' is the treaty itself"
            elif name not in known:
                one = field.removesuffix("s")
                yield (field, number), f"the {one} '{name}' is not a treaty that can be found"


def _norm_faults(version: Version, base: _Path) -> Iterator[tuple[_Path, str]]:
    ids = {norm.id for norm in version.norms}
    for number, norm in enumerate(version.norms):
        for field in ("then", "otherwise"):
            for place, name in enumerate(_named(norm, field)):
                if name is not None and name not in ids:
                    yield (
                        (*base, number, field, place),
                        f"version '{version.id}' has no norm '{name}'; its norms are "
                        + ", ".join(one.id for one in version.norms),
                    )
    follows = {
        norm.id: [name for name in _named(norm, "otherwise") if name in ids]
        for norm in version.norms
    }
    for number, norm in enumerate(version.norms):
        if (circle := _circle(norm.id, follows)) is not None:
            way = " → ".join(circle)
            yield (
                (*base, number, "otherwise"),
                f"'otherwise' leads round: {way}; let one of them end it, or say it in a sentence",
            )


def _named(norm: Norm, field: str) -> list[str | None]:
    """Return the ids in ``then`` or ``otherwise``, None where an entry is a sentence."""
    entries: tuple[str, ...] = getattr(norm, field)
    return [entry if _NORM_ID.fullmatch(entry) else None for entry in entries]


def _circle(start: str, follows: Mapping[str, Sequence[str | None]]) -> list[str] | None:
    """Return a way from a norm back to itself, if there is one."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for after in follows[way[-1]]:
            if after == start:
                return [*way, start]
            if after is not None and after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return None


def _spell_faults(treaty: Treaty) -> Iterator[tuple[_Path, str]]:
    norms = {norm.id for version in treaty.versions for norm in version.norms}
    begun = treaty.signed.earliest if treaty.signed else None
    over = treaty.ended.latest if treaty.ended else None
    for number, spell in enumerate(treaty.membership):
        base: _Path = ("membership", number)
        what = f"{spell.state} {spell.status} {spell.during}"
        if spell.norm is not None and spell.norm not in norms:
            yield (*base, "norm"), f"no version of the treaty has a norm '{spell.norm}'"
        if begun and spell.during.latest and spell.during.latest < begun:
            yield (*base, "during"), f"{what} is over before the treaty was signed ({begun})"
        if over and _first(spell) > over:
            yield (*base, "during"), f"{what} begins after the treaty ended ({over})"
        elif over and spell.status in _GROUND and (_last(spell) > over):
            yield (*base, "during"), f"{what} goes on after the treaty ended ({over})"
        for other in treaty.membership[:number]:
            if _collide(spell, other):
                yield (
                    (*base, "during"),
                    f"{what} overlaps with '{other.status} {other.during}' of the same state",
                )
        if spell.status not in _GROUND:
            yield from _overlay_faults(treaty, spell, base, what)


def _overlay_faults(
    treaty: Treaty, spell: Spell, base: _Path, what: str
) -> Iterator[tuple[_Path, str]]:
    """Check that who is frozen, suspended or leaving is in at that time."""
    joined = [
        other
        for other in treaty.membership
        if other.state == spell.state and other.sense == "de-jure" and other.status in _GROUND
    ]
    if not joined:
        yield (*base, "state"), f"{what}: the state never joined"
    elif _first(spell) < min(map(_first, joined)):
        yield (*base, "during"), f"{what}: that is before the state joined"
    elif not any(other.during.overlaps(spell.during) for other in joined):
        yield (*base, "during"), f"{what}: the state was not a member then"


def _collide(spell: Spell, other: Spell) -> bool:
    """Whether two spells claim the same days; the day of a change may stand in both."""
    if (spell.state, spell.sense) != (other.state, other.sense):
        return False
    both_ground = spell.status in _GROUND and other.status in _GROUND
    if not both_ground and spell.status != other.status:
        return False
    early, late = sorted((spell, other), key=lambda one: one.during.sort_key)
    # an end that is not exact may be any of its days: the spells collide only if they must
    end: Any = early.during.latest
    return end is None or _surely_after(end, late)


def _surely_after(end: dt.date, late: Spell) -> bool:
    return _first(late) < end and not late.during.uncertain and not late.during.approximate


def _first(spell: Spell) -> dt.date:
    return spell.during.earliest or dt.date.min


def _last(spell: Spell) -> dt.date:
    return spell.during.latest or dt.date.max
