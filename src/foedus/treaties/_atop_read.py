"""Read an ATOP file and check it: what kind it is, which version, whether each code can be right.

::

    file ─► Columns ─► level (member, alliance, phase) and version
                         ├─► a fault in what is read: TreatyError with file, row, column
                         ├─► a fault elsewhere: Oddity, told and kept
                         └─► Rows, one a member and phase, whatever the level of the file
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foedus._columns import Columns, Numbers, read_columns
from foedus._days import Days, Whole, days_of, month_lengths
from foedus._errors import TreatyError
from foedus.treaties._atop_variables import OBLIGATIONS, Level, Variable, variables

#: A column by which another data set gives itself away, and what to say of it.
_STRANGERS = {
    "version4id": (
        "this is the list of Formal Alliances of the Correlates of War",
        "Foedus reads ATOP's data only (atopdata.org)",
    ),
    "ss_type": (
        "this is the list of Formal Alliances of the Correlates of War",
        "Foedus reads ATOP's data only (atopdata.org)",
    ),
    "atop_defense": ("this is a table of dyads and years made from ATOP", "_levels"),
    "dyad": ("this is ATOP's file of dyads and years", "_levels"),
    "statea": ("this is ATOP's file of directed dyads and years", "_levels"),
    "atopally": ("this is ATOP's file of states and years", "_levels"),
}
_WHICH_LEVELS = (
    "it does not say who promised what from when to when; give the member-level file, such as "
    "atop5_1m.csv, or the alliance or alliance-phase level"
)
_DATES: dict[Level, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "member": (("yrent", "moent", "dayent"), ("yrexit", "moexit", "dayexit")),
    "alliance": (("begyr", "begmo", "begday"), ("endyr", "endmo", "endday")),
    "phase": (("begyr", "begmo", "begday"), ("endyr", "endmo", "endday")),
}
_NEWEST = 5.1


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in an ATOP file that is off but does not keep it from being read.

    Attributes
    ----------
    what
        What was found, and what was expected.
    column
        The variable, if one is concerned.
    places
        Where: lines of a text file, observations of a Stata file, or numbers of alliances.
    """

    what: str
    column: str | None = None
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.column.upper()}: {self.what}" if self.column else self.what
        if not self.places:
            return head
        shown = ", ".join(self.places[:5])
        more = len(self.places) - 5
        return f"{head} ({shown}{f' and {more} more' if more > 0 else ''})"


@dataclass(frozen=True, eq=False)
class Rows:
    """The memberships of an ATOP file: a row for each member, phase and spell.

    Attributes
    ----------
    number, member, phase
        Shape (n,), int64: ATOP's number of the alliance, COW's number of the member, the phase
        (0 where the alliance has one).
    began, ended
        Shape (n,), ``datetime64[D]``; the first day of its month where the day is missing (the last
        for ``ended``); NaT in ``ended`` while it goes on.
    began_text, ended_text
        Lists of length n: the same as EDTF, no more exact than the file; ``..`` while it goes on.
    source
        Shape (n,), int64: the row of the file (0 is the first).
    codes
        Variable → shape (n,), float64, NaN where missing; those that the file has.
    """

    number: Whole
    member: Whole
    phase: Whole
    began: Days
    ended: Days
    began_text: list[str] = field(repr=False)
    ended_text: list[str] = field(repr=False)
    source: Whole = field(repr=False)
    codes: dict[str, Numbers] = field(repr=False)

    def __len__(self) -> int:
        return len(self.number)

    def code(self, variable: str, row: int) -> int | None:
        """Return a code of a row; None where it is missing, or the file lacks the variable."""
        value = self.codes[variable][row] if variable in self.codes else np.nan
        return None if np.isnan(value) else int(value)


@dataclass(frozen=True, eq=False)
class Read:
    """A file as it was read: its kind, its version, its rows, and what was odd."""

    path: Path
    level: Level
    version: float | None
    table: Columns
    rows: Rows
    oddities: tuple[Oddity, ...]


def read_file(path: str | Path) -> Read:
    """Read and check an ATOP file at the level of members, alliances or phases.

    Raises
    ------
    TreatyError
        The file is not ATOP's, or of a level that does not name promises; a column is missing; a
        code that is read cannot be right; dates do not exist or end before they begin; the same
        member is twice in a phase at a time; versions differ.
    """
    table = read_columns(path, error=TreatyError)
    level = _level(table)
    odd: list[Oddity] = []
    version = _version(table, odd)
    _columns(table, level, version, odd)
    codes = _codes(table, level, odd)
    rows = _rows(table, level, codes)
    _check_rows(table, rows)
    odd += _at_odds(table, rows)
    return Read(Path(path), level, version, table, rows, tuple(odd))


def _level(table: Columns) -> Level:
    for sign, (what, hint) in _STRANGERS.items():
        if sign in table and "atopid" not in table:
            hint = _WHICH_LEVELS if hint == "_levels" else hint
            raise table.fault(f"{what}: it has the column '{sign}'", hint=hint)
    if "atopid" not in table:
        raise table.fault(
            "this is no ATOP file: it has no column 'atopid'",
            hint="ATOP's files can be had at atopdata.org; give the member-level file",
        )
    if "member" in table:
        return "member"
    if "mem1" in table:
        return "phase" if "phase" in table else "alliance"
    raise table.fault(
        "neither the column 'member' nor 'mem1' is there, so nobody is a member",
        hint=_WHICH_LEVELS,
    )


def _version(table: Columns, odd: list[Oddity]) -> float | None:
    """Return the version that the file states, or that its name tells."""
    known = variables()["version"]
    if "version" in table:
        stated = table.numbers("version")
        found = sorted({round(float(one), 3) for one in stated[~np.isnan(stated)]})
        if len(found) > 1:
            first = int(np.argmax(stated != stated[0]))
            raise table.fault(
                f"expected version {stated[0]:g} as in the rows above, found {stated[first]:g}",
                row=first,
                column="version",
                hint="give a file of one version; two must not be mixed",
            )
        if found and not known.fits(np.array(found))[0]:
            raise table.fault(
                f"expected a version from 4 to {_NEWEST}, found {found[0]:g}",
                row=0,
                column="version",
                hint="get version 5.1 at atopdata.org",
            )
        if found:
            if found[0] > _NEWEST:
                odd.append(Oddity(f"{found[0]:g} is newer than what was tested, {_NEWEST}"))
            return found[0]
    named = re.search(r"atop[-_ ]?(\d)[._-](\d+)", table.path.name.lower())
    if named is not None:
        return float(f"{named[1]}.{named[2]}")
    odd.append(Oddity("the file does not say of which version it is", "version"))
    return None


def _columns(table: Columns, level: Level, version: float | None, odd: list[Oddity]) -> None:
    """Check that what is needed is there, and tell what is not known."""
    given = version or 4.0
    needed = [
        variable.name.replace("#", "1")
        for variable in variables().values()
        if variable.since is not None and level in variable.levels and given >= variable.since
    ]
    missing = [name for name in needed if name not in table]
    if missing:
        raise table.fault(
            f"expected the column{'s' if len(missing) > 1 else ''} "
            f"{', '.join(missing)}, found none of the name",
            row=None,
            column=missing[0],
            hint=f"a {level}-level file of ATOP {version or '4 or later'} has "
            f"{', '.join(needed[:6])} … ; was a column renamed or dropped?",
        )
    strange = [name for name in table.names if _variable(name, level) is None]
    odd += [Oddity("not a variable of ATOP at this level; left alone", name) for name in strange]


def _variable(name: str, level: Level) -> Variable | None:
    key = "mem#" if re.fullmatch(r"mem\d+", name) else name
    found = variables().get(key)
    return found if found is not None and level in found.levels else None


def _codes(table: Columns, level: Level, odd: list[Oddity]) -> dict[str, Numbers]:
    """Return the numbers of every variable, checked."""
    codes: dict[str, Numbers] = {}
    for name in table.names:
        variable = _variable(name, level)
        if variable is None or variable.codes is None:
            continue
        values = table.numbers(name)
        if name != "version":
            stray = np.flatnonzero(~variable.fits(values))
            if len(stray):
                _stray(table, variable, name, values, stray, odd)
        codes[name] = values
    return codes


def _stray(
    table: Columns,
    variable: Variable,
    name: str,
    values: Numbers,
    stray: NDArray[np.intp],
    odd: list[Oddity],
) -> None:
    """Refuse a code that cannot be right, or tell it where nothing is made from it."""
    first = int(stray[0])
    found = "nothing" if np.isnan(values[first]) else f"{values[first]:g}"
    what = f"expected {variable.allowed} ({variable.means}), found {found}"
    if variable.is_read:
        others = f"; {len(stray) - 1} more rows of the column are off" if len(stray) > 1 else ""
        raise table.fault(
            what,
            row=first,
            column=name,
            hint=f"look the code up in ATOP's codebook and correct the cell{others}",
        )
    odd.append(Oddity(what, name, tuple(table.place(int(row)) for row in stray)))


def _rows(table: Columns, level: Level, codes: dict[str, Numbers]) -> Rows:
    """Return a row for each member, whatever the level."""
    begin, end = _DATES[level]
    began, began_text = _days(table, codes, begin, last=False)
    ended, ended_text = _days(table, codes, end, last=True)
    if level == "member":
        source = np.arange(table.size, dtype=np.int64)
        member = codes["member"].astype(np.int64)
    else:
        places = [name for name in table.names if re.fullmatch(r"mem\d+", name)]
        grid = np.stack([codes[name] for name in places], axis=1)
        source, place = (found.astype(np.int64) for found in np.nonzero(~np.isnan(grid)))
        member = grid[source, place].astype(np.int64)
    phase = codes.get("phase", np.zeros(table.size))
    return Rows(
        number=codes["atopid"].astype(np.int64)[source],
        member=member,
        phase=np.nan_to_num(phase).astype(np.int64)[source],
        began=began[source],
        ended=ended[source],
        began_text=[began_text[row] for row in source],
        ended_text=[ended_text[row] for row in source],
        source=source,
        codes={name: values[source] for name, values in codes.items() if name[:3] != "mem"},
    )


def _days(
    table: Columns, codes: dict[str, Numbers], names: tuple[str, str, str], *, last: bool
) -> tuple[Days, list[str]]:
    """Return dates as days and as EDTF; a year of 0 is a side that is open."""
    year, month, day = (np.nan_to_num(codes[name]).astype(np.int64) for name in names)
    empty = (year > 0) & (month == 0) & (day > 0)
    _refuse(table, empty, names[1], lambda row: "expected the month of the day, found none")
    length = month_lengths(year, month)
    _refuse(
        table,
        (year > 0) & (month > 0) & (day > length),
        names[2],
        lambda row: (
            f"expected a day of {year[row]}-{month[row]:02d}, which has {length[row]}, "
            f"found {day[row]}"
        ),
    )
    return days_of(year, month, day, last=last)


def _refuse(table: Columns, wrong: NDArray[np.bool_], column: str, say: object) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise table.fault(
            say(row),  # type: ignore[operator]
            row=row,
            column=column,
            hint="correct the date; leave the day empty where it is not known",
        )


def _check_rows(table: Columns, rows: Rows) -> None:
    """Check what several columns say together."""
    end = "yrexit" if "yrexit" in table else "endyr"
    late = ~np.isnat(rows.ended) & (rows.ended < rows.began)
    if late.any():
        at = int(np.argmax(late))
        raise table.fault(
            f"expected an end after the beginning ({rows.began_text[at]}), "
            f"found {rows.ended_text[at]}",
            row=int(rows.source[at]),
            column=end,
            hint="correct one of the two dates",
        )
    if "ineffect" in rows.codes:
        open_ended = np.isnat(rows.ended)
        clash = (rows.codes["ineffect"] == 1) != open_ended
        clash &= ~np.isnan(rows.codes["ineffect"])
        if clash.any():
            at = int(np.argmax(clash))
            raise table.fault(
                f"expected INEFFECT to be {int(open_ended[at])}, as the end is "
                f"{rows.ended_text[at] if not open_ended[at] else '0 (it goes on)'}, "
                f"found {rows.code('ineffect', at)}",
                row=int(rows.source[at]),
                column="ineffect",
                hint="an end of 0 and INEFFECT 1 belong together",
            )
    if "maxphase" in rows.codes:
        beyond = rows.phase > np.nan_to_num(rows.codes["maxphase"], nan=99)
        if beyond.any():
            at = int(np.argmax(beyond))
            raise table.fault(
                f"expected a phase up to MAXPHASE, {rows.code('maxphase', at)}, "
                f"found {rows.phase[at]}",
                row=int(rows.source[at]),
                column="phase",
                hint="correct one of the two",
            )
    _check_twice(table, rows)


def _check_twice(table: Columns, rows: Rows) -> None:
    """Refuse two rows of the same member and phase that hold at the same time."""
    order = np.lexsort((rows.began, rows.phase, rows.member, rows.number))
    keys = np.stack([rows.number, rows.member, rows.phase])[:, order]
    same = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
    ended, began = rows.ended[order], rows.began[order]
    overlap = same & (np.isnat(ended[:-1]) | (ended[:-1] > began[1:]))
    if overlap.any():
        place = int(np.argmax(overlap))
        one, two = int(order[place]), int(order[place + 1])
        raise table.fault(
            f"expected member {rows.member[two]} once in phase {rows.phase[two]} of alliance "
            f"{rows.number[two]} at a time, found it from {rows.began_text[two]} while "
            f"{table.place(int(rows.source[one]))} has it from {rows.began_text[one]} to "
            f"{rows.ended_text[one]}",
            row=int(rows.source[two]),
            column="member" if "member" in table else "mem1",
            hint="delete one of the two rows, or correct their dates",
        )


def _at_odds(table: Columns, rows: Rows) -> list[Oddity]:
    """Return where variables contradict each other; nothing is made from these sums."""
    odd: list[Oddity] = []
    codes = rows.codes
    bare = np.max([codes[name] for name in OBLIGATIONS], axis=0) == 0
    if bare.any():
        odd.append(
            Oddity("members that promise none of the five", None, _alliances(rows.number[bare]))
        )
    parts = {
        "active": ("defense", "offense"),
        "conditio": ("defcon", "offcon", "neucon", "concon"),
        "defcon": ("defcoadv", "defcoloc", "defcocon", "defconum", "defcodem", "defconpr"),
        "offcon": ("offcoadv", "offcoloc", "offcocon", "offconum", "offcodem"),
        "neucon": (
            *("neucoadv", "neucoloc", "neucocon", "neuconum", "neucodem", "neuconpr", "neucoatt"),
        ),
        "concon": ("concoadv", "concoloc", "concocon", "concoreq"),
    }
    for name, of in parts.items():
        if name in codes and all(part in codes for part in of):
            wrong = codes[name] != np.max([codes[part] for part in of], axis=0)
            if wrong.any():
                what = f"is not 1 just where one of {', '.join(part.upper() for part in of)} is"
                odd.append(Oddity(what, name, _alliances(rows.number[wrong])))
    if "bilat" in codes:
        numbers, place = np.unique(rows.number, return_inverse=True)
        pairs = np.unique(np.stack([place, rows.member]), axis=1)[0]
        states = np.bincount(pairs, minlength=len(numbers))
        two = np.bincount(place, codes["bilat"] == 1, minlength=len(numbers)) > 0
        wrong = two & (states != 2)
        if wrong.any():
            what = "is 1 where COW numbers more than two members in all (successors among them)"
            odd.append(Oddity(what, "bilat", _alliances(numbers[wrong])))
    return odd


def _alliances(numbers: Whole) -> tuple[str, ...]:
    return tuple(str(number) for number in np.unique(numbers).tolist())
