"""COW numbers as actors, by date: 365 is Russia, then the Soviet Union, then Russia again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from foedus._edtf import Edtf
from foedus.actors import Actors

# A number that passes from one state to the next so soon after a membership began was signed for by
# the next: Russia, in the days before the Soviet Union was dissolved.
_SOON = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Stay:
    """A state's part of a spell that ATOP gives under one COW number."""

    state: str
    during: Edtf


def unknown_state(code: int) -> str:
    """Return the id of a COW number that no table knows: words, as for any unnamed actor."""
    return f"~COW {code}"


def stays(actors: Actors, code: int, began: str, ended: str) -> tuple[Stay, ...]:
    """Split a spell of a COW number among the states that had it, in order.

    Parameters
    ----------
    actors
        The tables.
    code
        COW's number of the member.
    began, ended
        EDTF dates; ``..`` while it goes on.

    Returns
    -------
    tuple of Stay
        One, nearly always. Gaps in a state's own time (an occupation) do not split a spell. The
        next state's part begins with its first day.
    """
    whole = Edtf.parse(f"{began}/{ended}")
    known = actors.coded(code, whole)
    if not known:
        return (Stay(unknown_state(code), whole),)
    first = whole.earliest or dt.date.min
    turns: list[tuple[str, dt.date]] = []  # who, from which day
    for state, time in known:
        since = max(time.earliest or dt.date.min, first)
        if not turns:
            turns.append((state, first))
        elif turns[-1][0] != state:
            if len(turns) == 1 and since - first < _SOON:
                turns[0] = (state, first)
            else:
                turns.append((state, since))
    parts = []
    for place, (state, since) in enumerate(turns):
        left = began if place == 0 else since.isoformat()
        right = ended
        if place + 1 < len(turns):
            right = (turns[place + 1][1] - dt.timedelta(days=1)).isoformat()
        parts.append(Stay(state, Edtf.parse(f"{left}/{right}")))
    return tuple(parts)
