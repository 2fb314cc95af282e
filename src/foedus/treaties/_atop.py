"""The alliances of an ATOP file, as treaties.

::

    read_atop(file) ─► Atop ── counts()          how many promise what
                         ├── treaty(4220) ─► Treaty ── versions (phases), norms, memberships
                         └── memberships() ─► Memberships (a row for each state's time in each)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._edtf import Edtf
from foedus._errors import TreatyError
from foedus.actors import Actors, default_actors
from foedus.treaties._atop_norms import ADDRESS, norms_of
from foedus.treaties._atop_read import Oddity, Read, Rows, read_file
from foedus.treaties._atop_states import stays
from foedus.treaties._atop_variables import OBLIGATIONS, Level
from foedus.treaties._records import Spell, Text, Treaty, Version

if TYPE_CHECKING:
    from foedus.treaties._capabilities import Capabilities
    from foedus.treaties._memberships import Memberships

_NAMED = 3  # members that a title names


def treaty_id(number: int, strand: int = 0) -> str:
    """Return the id of the treaty made of an alliance, or of one of its strands of phases."""
    return f"atop-{number}-phase-{strand}" if strand else f"atop-{number}"


def read_atop(path: str | Path, *, actors: Actors | None = None) -> Atop:
    """Read a file of the Alliance Treaty Obligations and Provisions project (4.x to 5.1).

    Give the member-level file (``atop5_1m.csv``) where you can: it alone says when each member came
    and went, what each promised, and under which conditions. Files at the level of alliances
    (``…a``) and of phases (``…aph``) are read too; all their members then have the alliance's dates
    and promises. Foedus ships none of ATOP's data; they can be had at atopdata.org.

    Parameters
    ----------
    path
        CSV, plain or gzip, or Stata (which needs the ``notebook`` extra).
    actors
        The tables by which COW numbers become actors; those that ship, if none are given.

    Raises
    ------
    TreatyError
        It is no ATOP file, or of a level that names no members; a column is missing; a code, date
        or version cannot be right. The message names file, column and row, what was found, and
        what was expected.

    References
    ----------
    Leeds, Ritter, Mitchell & Long (2002), *International Interactions* 28, 237-260.
    """
    return Atop(read_file(path), default_actors() if actors is None else actors)


@dataclass(frozen=True, eq=False)
class Atop:
    """An ATOP file that was read: its alliances, and what was odd in it.

    Iterating yields every treaty; a phase that runs beside another (the Czech and Slovak
    successions to one treaty) is a treaty of its own.
    """

    _read: Read = field(repr=False)
    actors: Actors = field(repr=False)

    @property
    def path(self) -> Path:
        """The file."""
        return self._read.path

    @property
    def version(self) -> float | None:
        """The version of the data (5.1); None where neither the file nor its name says."""
        return self._read.version

    @property
    def level(self) -> Level:
        """Of what a row of the file speaks: member, alliance, or phase."""
        return self._read.level

    @property
    def rows(self) -> Rows:
        """The rows, one for each member and phase, with every code of the file."""
        return self._read.rows

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """What is off in the file, yet does not keep it from being read."""
        return self._read.oddities

    @property
    def label(self) -> str:
        """``ATOP 5.1``, or ``ATOP`` where the version is not known."""
        if self.version is None:
            return "ATOP"
        number = f"{self.version:g}"
        return f"ATOP {number if '.' in number else number + '.0'}"

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """ATOP's numbers of the alliances, in order."""
        return tuple(np.unique(self.rows.number).tolist())

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Treaty]:
        for number in self.numbers:
            yield from self.treaties(number)

    def __contains__(self, number: object) -> bool:
        return number in self._places

    def counts(self) -> list[dict[str, Any]]:
        """Count what is promised, by obligation.

        Returns
        -------
        list of dict
            For each of DEFENSE, OFFENSE, NEUTRAL, NONAGG and CONSUL, and for all rows (``any``):
            the alliances in which at least one member promises it, the phases, and the rows of the
            file (at the member level: members in a phase).
        """
        rows = self.rows
        phases = rows.number * 10 + rows.phase
        lines = np.zeros(self._read.table.size, dtype=bool)
        counted = []
        for name in (*OBLIGATIONS, "any"):
            given = np.ones(len(rows), bool) if name == "any" else rows.codes[name] == 1
            lines[:] = False
            lines[rows.source[given]] = True
            counted.append(
                {
                    "obligation": name.upper() if name != "any" else "any",
                    "alliances": len(np.unique(rows.number[given])),
                    "phases": len(np.unique(phases[given])),
                    "rows": int(lines.sum()),
                }
            )
        return counted

    def listing(
        self, *, state: str | None = None, on: str | dt.date | Edtf | None = None
    ) -> list[dict[str, Any]]:
        """List the alliances, a row each.

        Parameters
        ----------
        state
            Only those in which this actor, by id, was a member.
        on
            Only those that were in force on that day, with `state` those of which it was a member.

        Returns
        -------
        list of dict
            ``number``, ``from``, ``to`` (EDTF; ``..`` while it goes on), ``members`` (ids, in order
            of entry), ``promises`` (the obligations that at least one member has), ``phases``.

        Raises
        ------
        DateError
            The date is not EDTF.
        """
        day = None if on is None else Edtf.parse(on)
        rows, listed = self.rows, []
        for number, places in self._places.items():
            spells = self._spells(places)
            fitting = [
                spell
                for spell in spells
                if (state is None or spell.state == state)
                and (day is None or spell.during.overlaps(day))
            ]
            if not fitting:
                continue
            first = min(places, key=lambda row: rows.began[row])
            is_open = np.isnat(rows.ended[places]).any()
            promised = [
                name.upper() for name in OBLIGATIONS if (rows.codes[name][places] == 1).any()
            ]
            listed.append(
                {
                    "number": number,
                    "from": rows.began_text[first],
                    "to": ".." if is_open else self._end(places),
                    "members": " ".join(dict.fromkeys(spell.state for spell in spells)),
                    "promises": " ".join(promised),
                    "phases": len({int(rows.phase[row]) for row in places}),
                }
            )
        return sorted(listed, key=lambda row: row["number"])

    def treaty(self, number: int) -> Treaty:
        """Return an alliance as a treaty; where phases run side by side, the first strand of them.

        Raises
        ------
        TreatyError
            The file has no alliance of that number.
        """
        return self.treaties(number)[0]

    def treaties(self, number: int) -> tuple[Treaty, ...]:
        """Return an alliance as treaties: one, or more where phases run side by side.

        Raises
        ------
        TreatyError
            The file has no alliance of that number.
        """
        if number not in self._places:
            near = sorted(self.numbers, key=lambda other: abs(other - number))[:3]
            raise TreatyError(
                f"there is no alliance {number}",
                where=self.path,
                hint=f"the nearest numbers are {', '.join(map(str, sorted(near)))}; "
                "list them all with: foedus atop FILE",
            )
        return tuple(
            self._treaty(number, phases, place == 0)
            for place, phases in enumerate(self._strands(number))
        )

    def memberships(self, capabilities: Capabilities | None = None) -> Memberships:
        """Return a row for each state's unbroken time in each alliance.

        Parameters
        ----------
        capabilities
            The National Material Capabilities, read by :func:`read_capabilities`; without them the
            columns on strength are empty.
        """
        from foedus.treaties._memberships import memberships_of

        return memberships_of(self, capabilities)

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """The rows of each alliance."""
        found: dict[int, list[int]] = {}
        for row, number in enumerate(self.rows.number.tolist()):
            found.setdefault(number, []).append(row)
        return found

    def _strands(self, number: int) -> list[list[list[int]]]:
        """Return the rows of an alliance's phases, those that run side by side apart."""
        rows = self.rows
        phases: dict[int, list[int]] = {}
        for row in self._places[number]:
            phases.setdefault(int(rows.phase[row]), []).append(row)
        strands: list[list[list[int]]] = []
        for _, places in sorted(phases.items()):
            began = rows.began[places].min()
            for strand in strands:
                ended = rows.ended[strand[-1]]
                if not np.isnat(ended).any() and ended.max() <= began:
                    strand.append(places)
                    break
            else:
                strands.append([places])
        return strands

    @cached_property
    def strand(self) -> NDArray[np.int64]:
        """The strand of phases to which each row belongs, shape (rows,).

        0 for the alliance itself; for a phase that began while another ran on, its number: with
        those that follow it, it is a treaty of its own.
        """
        found = np.zeros(len(self.rows), dtype=np.int64)
        for number in self._places:
            for strand in self._strands(number)[1:]:
                found[[row for phase in strand for row in phase]] = self.rows.phase[strand[0][0]]
        return found

    def _treaty(self, number: int, phases: list[list[int]], is_first: bool) -> Treaty:
        rows = self.rows
        places = [row for phase in phases for row in phase]
        first = min(places, key=lambda row: rows.began[row])
        ended = None if np.isnat(rows.ended[places]).any() else self._end(places)
        spells = self._spells(places)
        states = list(dict.fromkeys(spell.state for spell in spells))
        shown = [self.actors.name(state) for state in states[:_NAMED]]
        others = len(states) - len(shown)
        shown += [f"{others} other{'s' if others > 1 else ''}"] if others else []
        who = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
        phase = int(rows.phase[places[0]])
        return Treaty(
            id=treaty_id(number, 0 if is_first else phase),
            title=f"Alliance of {who}, {rows.began_text[first][:4]}",
            short=f"ATOP {number}" if is_first else f"ATOP {number}, phase {phase}",
            signed=Edtf.parse(rows.began_text[first]),
            ended=None if ended is None else Edtf.parse(ended),
            atop=number,
            predecessors=() if is_first else (treaty_id(number),),
            texts=(Text(title=self.label, address=ADDRESS),),
            versions=tuple(self._version(phase) for phase in phases),
            membership=spells,
            note=self._note(places),
        )

    def _end(self, places: list[int]) -> str:
        return self.rows.ended_text[max(places, key=lambda row: self.rows.ended[row])]

    def _note(self, places: list[int]) -> str:
        row, rows = places[0], self.rows
        facts = [f"Made from {self.label}, which counts an alliance from the day of its signature."]
        if self.level != "member":
            facts.append("All members have the dates and promises of the alliance.")
        said = {
            "wartime": {1: "Made in war."},
            "pubsecr": {1: "Partly or wholly secret (PUBSECR 1).", 2: "Secret (PUBSECR 2)."},
            "asymm": {1: "The members promise different things (ASYMM 1)."},
            "term": {
                1: "It ended by its own terms (TERM 1).",
                2: "It ended against its terms (TERM 2).",
                3: "Another agreement took its place (TERM 3).",
            },
        }
        last = max(places, key=lambda one: (np.isnat(rows.ended[one]), rows.ended[one]))
        for name, words in said.items():
            code = rows.code(name, last if name == "term" else row)
            if code in words:
                facts.append(words[code])
        return " ".join(facts)

    def _version(self, places: list[int]) -> Version:
        rows = self.rows
        first = min(places, key=lambda row: rows.began[row])
        ended = ".." if np.isnat(rows.ended[places]).any() else self._end(places)
        phase = int(rows.phase[places[0]])
        of = rows.code("maxphase", places[0])
        during = Edtf.parse(f"{rows.began_text[first]}/{ended}")
        states = {
            row: [
                stay.state
                for stay in stays(
                    self.actors,
                    int(rows.member[row]),
                    rows.began_text[row],
                    rows.ended_text[row],
                )
            ]
            for row in places
        }
        threats = [rows.code(name, places[0]) for name in ("statthr1", "statthr2")]
        adversaries = [
            state
            for code in threats
            if code
            for state, _ in self.actors.coded(code, during) or ((f"~COW {code}", during),)
        ]
        return Version(
            id=str(phase or 1),
            title=f"Phase {phase} of {of}" if phase and of else None,
            during=during,
            basis=self.label,
            norms=norms_of(rows, places, states, list(dict.fromkeys(adversaries))),
        )

    def _spells(self, places: list[int]) -> tuple[Spell, ...]:
        """Return the memberships; phases that follow on each other are one."""
        rows = self.rows
        spells: list[Spell] = []
        order = sorted(places, key=lambda row: (rows.began[row], row))
        by_member: dict[int, list[int]] = {}
        for row in order:
            by_member.setdefault(int(rows.member[row]), []).append(row)
        for code, own in by_member.items():
            for began, last in self._unbroken(own):
                parts = stays(self.actors, code, rows.began_text[began], rows.ended_text[last])
                for part in parts:
                    is_last = part is parts[-1]
                    spells.append(
                        Spell(
                            state=part.state,
                            during=part.during,
                            basis=f"{self.label}, member {code}",
                            note=self._ending(last) if is_last else "went over to its successor",
                        )
                    )
        return tuple(spells)

    def _unbroken(self, own: list[int]) -> list[tuple[int, int]]:
        """Return the first and last row of each unbroken time of a member, from rows in order."""
        rows = self.rows
        found = [(own[0], own[0])]
        for row in own[1:]:
            began, last = found[-1]
            if np.isnat(rows.ended[last]) or rows.ended[last] + 1 >= rows.began[row]:
                longer = np.isnat(rows.ended[row]) or rows.ended[row] > rows.ended[last]
                found[-1] = began, row if longer and not np.isnat(rows.ended[last]) else last
            else:
                found.append((row, row))
        return found

    def _ending(self, row: int) -> str | None:
        if np.isnat(self.rows.ended[row]):
            return None
        names = ("term", "termmode", "termcaus")
        codes = {name: self.rows.code(name, row) for name in names}
        return "; ".join(
            f"{name.upper()} {code}" for name, code in codes.items() if code is not None
        )
