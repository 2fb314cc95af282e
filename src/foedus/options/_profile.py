"""The membership that a case is about, in the terms of ATOP's memberships.

::

    ATOP has it ─► profile_in(memberships, place) ──┐
    it has not ─► profile_of(treaty, state), norms ─┴─► Profile ── column → value, None: not known
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus.actors import Actors
from foedus.treaties import Capabilities, Memberships, Treaty

#: ATOP's codes of RENOUNCE by which a member may go: without, and on conditions.
_MAY_RENOUNCE = (1, 3)
# Kinds of norm that stand for the five obligations.
_KINDS = {
    "defense": "defence",
    "offense": "offence",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
    "consul": "consultation",
}
# Years by which a state's strength may be taken from an earlier or later year.
_REACH = 3


@dataclass(frozen=True)
class Profile:
    """A membership as others are compared with it.

    Attributes
    ----------
    state
        Id of the member.
    title
        What to call the membership.
    source
        Where its values are from.
    began, as_of
        When it began, and the day on which it is looked at.
    age
        Days from one to the other, or to its end if it was over before.
    values
        Column → value; None where not known.
    place
        Its own row among the memberships; None where it has none.
    notes
        What a reader should know of the values.
    """

    state: str
    title: str
    source: str
    began: dt.date
    as_of: dt.date
    age: int
    values: Mapping[str, float | None] = field(repr=False)
    place: int | None = None
    notes: tuple[str, ...] = ()


def comparable(table: Memberships, broken: Mapping[int, bool]) -> dict[str, NDArray[Any]]:
    """Return the columns by which memberships are compared, with those that follow from others.

    Parameters
    ----------
    table
        The memberships.
    broken
        ATOP's number of an alliance → whether a promise of it was called in and not kept; only
        those of which it is known.

    Returns
    -------
    dict
        Those of the table, and ``exit_clause`` and ``broken`` (float64, NaN where not known) and
        ``year`` (of entry).
    """
    renounce = table["renounce"]
    exit_clause = np.isin(renounce, _MAY_RENOUNCE).astype(np.float64)
    exit_clause[np.isnan(renounce)] = np.nan
    known = [broken.get(number) for number in table["atop"].tolist()]
    return table.columns | {
        "exit_clause": exit_clause,
        "year": table["began"].astype("datetime64[Y]").astype(np.int64) + 1970,
        "broken": np.array([np.nan if one is None else float(one) for one in known]),
    }


def profile_in(
    table: Memberships,
    place: int,
    as_of: dt.date,
    *,
    title: str,
    broken: bool | None = None,
    notes: tuple[str, ...] = (),
) -> Profile:
    """Return the profile of a membership that ATOP has.

    Parameters
    ----------
    table, place
        The memberships, and which of them, from 0.
    as_of
        The day on which it is looked at; it is taken to go on until then if it had not ended when
        the data end.
    title
        What to call it.
    broken
        Whether a promise to its state was called in and not kept; None where not known.
    notes
        What a reader should know besides.

    Raises
    ------
    InputError
        It had not begun on that day.
    """
    columns = comparable(table, {})
    began = columns["began"][place].astype("datetime64[D]").item()
    if as_of < began:
        raise InputError(
            f"{title} began on {began.isoformat()}, after {as_of.isoformat()}",
            hint="give a later day with --as-of",
        )
    over = bool(columns["is_over"][place])
    age = int(columns["days"][place]) if over else (as_of - began).days
    values = {
        name: _known(column[place])
        for name, column in columns.items()
        if column.dtype.kind in "bif" and name != "is_over"
    }
    values |= {"days": float(age), "broken": None if broken is None else float(broken)}
    source = f"{table.label}, alliance {columns['atop'][place]}"
    return Profile(
        str(columns["state"][place]), title, source, began, as_of, age, values, place, notes
    )


def _known(value: Any) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number


def profile_of(
    treaty: Treaty,
    state: str,
    as_of: dt.date,
    *,
    actors: Actors,
    capabilities: Capabilities | None = None,
    broken: bool | None = None,
    notes: tuple[str, ...] = (),
) -> Profile:
    """Return the profile of a membership that ATOP lacks, from the treaty's norms and members.

    What norms do not say (conditions, unequal promises, whether it was made in war) is
    not known. A norm that binds counts as a promise whoever bears it.

    Parameters
    ----------
    treaty, state
        The treaty, and the id of the member.
    as_of
        The day on which it is looked at.
    actors
        The tables, for names and COW numbers.
    capabilities
        The National Material Capabilities; without them strength is not known.
    broken, notes
        As for :func:`profile_in`.

    Raises
    ------
    InputError
        The state was not a member by then.
    """
    spells = [
        spell
        for spell in treaty.membership
        if spell.state == state
        and (spell.sense, spell.status) == ("de-jure", "member")
        and spell.during.earliest is not None
        and spell.during.earliest <= as_of
    ]
    name = actors.name(state)
    if not spells:
        raise InputError(
            f"{name} was no member of {treaty.label} by {as_of.isoformat()}",
            hint="give the alliance by ATOP's number, with --number, or another day",
        )
    spell = max(spells, key=lambda one: one.during.earliest or dt.date.min)
    began = spell.during.earliest or as_of
    last = min(as_of, spell.during.latest or as_of)
    version = treaty.version_on(Edtf.parse(last)) or treaty.versions[-1]
    kinds = {norm.kind for norm in version.norms if norm.modality != "may"}
    year = Edtf.parse(f"{began.year}")
    partners = tuple(other for other in treaty.members(year) if other != state)
    values: dict[str, float | None] = {
        column: float(kind in kinds) for column, kind in _KINDS.items()
    }
    values |= {
        "organ1": float(treaty.organisation is not None),
        "exit_clause": float(any(norm.kind == "withdrawal" for norm in version.norms)),
        "speclgth": float(any(norm.kind == "duration" for norm in version.norms)),
        "partners": float(len(partners)) if partners else None,
        "cinc_ratio": _ratio(state, partners, began.year, actors, capabilities),
        "year": float(began.year),
        "days": float((last - began).days),
        "broken": None if broken is None else float(broken),
    }
    title = f"{name}, {treaty.title}"
    return Profile(
        state,
        title,
        f"the norms and members of {treaty.id}",
        began,
        as_of,
        (last - began).days,
        values,
        None,
        notes,
    )


def _ratio(
    state: str,
    partners: tuple[str, ...],
    year: int,
    actors: Actors,
    capabilities: Capabilities | None,
) -> float | None:
    """Return a state's strength beside that of its strongest partner, in the nearest known year."""
    if capabilities is None or not partners:
        return None
    used = min(max(year, capabilities.first), capabilities.last)
    if abs(used - year) > _REACH:
        return None
    codes = [number_of(actors, one) for one in (state, *partners)]
    known = [0 if code is None else code for code in codes]
    cinc = capabilities.cinc(np.array(known), np.full(len(known), used))
    strongest = np.nanmax(cinc[1:]) if not np.isnan(cinc[1:]).all() else np.nan
    return None if np.isnan(cinc[0]) or not strongest > 0 else float(cinc[0] / strongest)


def number_of(actors: Actors, state: str) -> int | None:
    """Return the latest COW number of a state; None where it has none."""
    numbers = [one for one in actors.get(state).system_codes if one[0] == "cow"]
    return numbers[-1][1] if numbers else None
