"""Which reading of a case is meant by a name."""

from __future__ import annotations

from collections.abc import Sequence

from foedus._errors import CaseError
from foedus._nearest import did_you_mean
from foedus.actors import Actors
from foedus.ledger import Reading


def find_reading(readings: Sequence[Reading], name: str, actors: Actors) -> Reading:
    """Return the reading with an id or title, or the only one that an actor holds.

    Parameters
    ----------
    readings
        Those of the case.
    name
        An id, a title, or the id or name of an actor, in small letters or capitals.

    Raises
    ------
    CaseError
        No reading is meant by it, or several are.
    """
    wanted = " ".join(name.split()).casefold()
    for reading in readings:
        if reading.id == wanted:
            return reading
    for reading in readings:
        if reading.title.casefold() == wanted:
            return reading
    named = {
        match.actor
        for text in dict.fromkeys((name, name.upper()))
        for match in actors.resolve(text).matches
        if match.sense in ("id", "name")
    }
    held = [reading for reading in readings if named & set(reading.holders)]
    if len(held) == 1:
        return held[0]
    if held:
        ids = " and ".join(reading.id for reading in held)
        raise CaseError(f"'{name}' can mean the readings {ids}", hint="give the id of one of them")
    ids = ", ".join(reading.id for reading in readings)
    near = did_you_mean(wanted, [reading.id for reading in readings], 1, like=0.6)
    raise CaseError(
        f"the case has no reading '{name}'",
        hint=(f"{near} " if near else "") + f"its readings are {ids}",
    )
