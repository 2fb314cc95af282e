"""Where two records of one treaty's members part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from foedus._edtf import Edtf
from foedus.treaties._records import Treaty


@dataclass(frozen=True, slots=True)
class Difference:
    """A time in which a state is a member in one record and not in the other.

    Attributes
    ----------
    state
        Id of the state.
    during
        The days, both ends included; the end is open where the difference goes on.
    in_first
        Whether it is the first record that has the state as a member.
    """

    state: str
    during: Edtf
    in_first: bool

    def row(self) -> dict[str, Any]:
        """Return it as a flat row."""
        return {"state": self.state, "during": str(self.during), "in_first": self.in_first}


def compare_members(first: Treaty, second: Treaty) -> tuple[Difference, ...]:
    """Return every time in which two records of a treaty differ on who was a member by law.

    Parameters
    ----------
    first, second
        Two records of the same treaty, such as the one that ships and the one made from ATOP. An
        end that is exact to a month or a year counts to its last day, a beginning from its first.

    Returns
    -------
    tuple of Difference
        In order of time, then of states; empty where they agree on every day.

    Examples
    --------
    >>> from foedus import load_treaty
    >>> one = load_treaty('''
    ... id: one
    ... title: A pact
    ... versions: [{id: "1", during: 1950/..}]
    ... membership: [{state: ALB, during: 1950-01-01/1968-09-13}]
    ... ''')
    >>> two = load_treaty('''
    ... id: two
    ... title: A pact
    ... versions: [{id: "1", during: 1950/..}]
    ... membership: [{state: ALB, during: 1950-01-01/1968-09-12}]
    ... ''')
    >>> [(each.state, str(each.during), each.in_first) for each in compare_members(one, two)]
    [('ALB', '1968-09-13', True)]
    """
    turns = sorted(_turns(first) | _turns(second))
    running: dict[tuple[str, bool], dt.date] = {}
    found: list[Difference] = []
    for day in turns:
        on = Edtf.parse(day)
        mine, theirs = set(first.members(on)), set(second.members(on))
        now = {(state, True) for state in mine - theirs}
        now |= {(state, False) for state in theirs - mine}
        for key in [key for key in running if key not in now]:
            since, state, in_first = running.pop(key), *key
            until = day - dt.timedelta(days=1)
            found.append(Difference(state, Edtf.between(since, until), in_first))
        for key in now - running.keys():
            running[key] = day
    found += [
        Difference(state, Edtf.between(since, None), in_first)
        for (state, in_first), since in running.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.during.sort_key, each.state)))


def _turns(treaty: Treaty) -> set[dt.date]:
    """Return the days on which the members can change: of entries, and after exits."""
    days: set[dt.date] = set()
    for spell in treaty.membership:
        if spell.sense == "de-jure" and spell.status == "member":
            days.add(spell.during.earliest or dt.date.min)
            if spell.during.latest is not None and spell.during.latest < dt.date.max:
                days.add(spell.during.latest + dt.timedelta(days=1))
    return days
