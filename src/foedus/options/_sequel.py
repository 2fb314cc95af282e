"""What a state did after it was out: back, tied to former partners by other treaties, or anew.

::

    a membership that ended ─┬─ back in the same alliance, when
                             ├─ other treaties with former partners that went on all the while
                             ├─ new ones with former partners, within five years
                             └─ new ones with others alone
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.actors import Actors
from foedus.treaties import Memberships

YEARS = 5
_WITHIN = np.timedelta64(round(YEARS * 365.25), "D")
_NEVER = np.datetime64("9999-12-31")


@dataclass(frozen=True, slots=True)
class Tie:
    """An alliance of a state that had left another.

    Attributes
    ----------
    atop
        ATOP's number.
    since
        When the state became a member, EDTF.
    partners
        The former partners that were in it, ids; empty where none was.
    """

    atop: int
    since: str
    partners: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Return it as a flat row."""
        return {"atop": self.atop, "since": self.since, "partners": list(self.partners)}


@dataclass(frozen=True, slots=True)
class Sequel:
    """What came after a membership.

    Attributes
    ----------
    seen
        Days after its end that the data still cover.
    returned
        When the state was back in the alliance, EDTF; None where it was not.
    still_tied
        Alliances with former partners, of before the end, that went on.
    tied_anew
        Alliances with former partners that the state entered within five years of the end.
    with_others
        Alliances without any former partner that it entered within five years.
    """

    seen: int
    returned: str | None
    still_tied: tuple[Tie, ...]
    tied_anew: tuple[Tie, ...]
    with_others: tuple[Tie, ...]

    def in_words(self, name: Callable[[str], str]) -> str:
        """Say it in a line."""
        said = []
        if self.returned is not None:
            said.append(f"back on {self.returned}")
        if self.tied_anew:
            first = self.tied_anew[0]
            more = len(self.tied_anew) - 1
            said.append(
                f"new with {_few(first.partners, name)} (ATOP {first.atop}, {first.since[:4]})"
                + (f" and {more} more" if more else "")
            )
        if self.still_tied:
            first = self.still_tied[0]
            more = len(self.still_tied) - 1
            said.append(
                f"still tied to {_few(first.partners, name)} (ATOP {first.atop})"
                + (f" and by {more} more" if more else "")
            )
        if self.with_others:
            said.append(f"{len(self.with_others)} new with others alone")
        if said:
            return "; ".join(said)
        return "no alliance since" if self.seen >= YEARS * 365 else "too near the end of the data"

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "returned": self.returned,
            "still_tied": [tie.row() for tie in self.still_tied],
            "tied_anew": [tie.row() for tie in self.tied_anew],
            "with_others": [tie.row() for tie in self.with_others],
        }


def _few(states: tuple[str, ...], name: Callable[[str], str]) -> str:
    shown = [name(state) for state in states[:2]]
    return " and ".join(shown) if len(states) < 3 else f"{shown[0]} and {len(states) - 1} others"


def sequel(table: Memberships, place: int, actors: Actors | None = None) -> Sequel | None:
    """Return what came after a membership; None where it goes on.

    Parameters
    ----------
    table
        All memberships of a file.
    place
        Which of them, from 0.
    actors
        The tables by which a COW number is the state that had it when the membership ended; without
        them, states are named as they entered.
    """
    if not table["is_over"][place]:
        return None
    end, own = table["ended"][place], table["cow"][place]
    treaty = _treaty(table)
    closed = np.where(table["is_over"], table["ended"], _NEVER)
    there = (table["began"] <= end) & (closed >= end - np.timedelta64(31, "D"))
    former = set(table["cow"][(treaty == treaty[place]) & there & (table["cow"] != own)].tolist())
    mine = np.flatnonzero((table["cow"] == own) & (treaty != treaty[place]))
    again = np.flatnonzero(
        (table["cow"] == own) & (table["atop"] == table["atop"][place]) & (table["began"] > end)
    )
    still: list[Tie] = []
    anew: list[Tie] = []
    others: list[Tie] = []
    for other in mine[np.argsort(table["began"][mine], kind="stable")].tolist():
        begun, over = table["began"][other], closed[other]
        if over <= end or begun > end + _WITHIN or other in again:
            continue
        tie = _tie(table, treaty, other, former, max(begun, end), closed, actors)
        if begun <= end - np.timedelta64(31, "D"):
            still += [tie] if tie.partners else []
        elif tie.partners:
            anew.append(tie)
        else:
            others.append(tie)
    for ties in (still, anew):  # the ones that keep most partners together stand first
        ties.sort(key=lambda tie: -len(tie.partners))
    back = min((str(day) for day in table["from"][again].tolist()), default=None)
    seen = int((table.until - end).astype(np.int64))
    return Sequel(seen, back, tuple(still), tuple(anew), tuple(others))


def _tie(
    table: Memberships,
    treaty: NDArray[np.int64],
    place: int,
    former: set[int],
    since: np.datetime64,
    closed: NDArray[Any],
    actors: Actors | None,
) -> Tie:
    """Return an alliance with those former partners that were in it at some day, or came soon."""
    in_it = (treaty == treaty[place]) & (closed > since) & (table["began"] <= since + _WITHIN)
    there = in_it & np.isin(table["cow"], list(former))
    states = []
    for state, code in zip(
        table["state"][there].tolist(), table["cow"][there].tolist(), strict=True
    ):
        then = None if actors is None else actors.by_code(code, str(since))
        states.append(then or str(state))
    return Tie(int(table["atop"][place]), str(table["from"][place]), tuple(dict.fromkeys(states)))


def _treaty(table: Memberships) -> NDArray[np.int64]:
    return np.asarray(table["atop"] * 10 + table["strand"], dtype=np.int64)
