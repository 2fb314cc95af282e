"""What scholars coded by hand: which alliances were called in by which wars, and who kept them.

::

    a study's file ─► read_codings ─► Codings ── rates(rules) ─► Rate … ── kept of called in
                                         └── rows(rules): alliance × war, called in?, kept?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus._columns import Columns, read_columns
from foedus._errors import InputError
from foedus.ledger._rate import Rate

Mask = NDArray[np.bool_]

_OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one study's file is read: its columns, its rules of coding, its groups."""

    title: str
    unit: str
    needs: tuple[str, ...]
    rules: Mapping[str, str]
    about: Mapping[str, str]
    counts: Callable[[Columns, str], tuple[Mask, Mask]]
    groups: Callable[[Columns], dict[str, Mask]]


@dataclass(frozen=True, eq=False)
class Codings:
    """Published codings of promises in war.

    Attributes
    ----------
    path
        The file.
    title
        Which study.
    unit
        What a row is.
    rules
        Name → what it is: the ways in which the study coded each row; the first is the one of its
        tables.
    """

    path: Path
    title: str
    unit: str
    rules: Mapping[str, str]
    _table: Columns = field(repr=False)
    _layout: _Layout = field(repr=False)

    def __len__(self) -> int:
        return self._table.size

    def called_in(self, rules: str | None = None) -> Mask:
        """Return whether a promise of the row was called in, shape (n,)."""
        return self._counts(rules)[0]

    def kept(self, rules: str | None = None) -> Mask:
        """Return whether it was kept, shape (n,); False where none was called in."""
        return self._counts(rules)[1]

    def rates(self, rules: str | None = None) -> list[Rate]:
        """Return the share kept of what was called in: over all, and in the study's groups.

        Parameters
        ----------
        rules
            The way of coding; the first of `rules`, if none is given.

        Returns
        -------
        list of Rate
            An alliance that promises several things stands in the group of each, so that groups by
            obligation do not add up.

        Raises
        ------
        InputError
            The study has no such rules.
        """
        called_in, kept = self._counts(rules)
        groups = {"all": np.ones(len(self), dtype=bool), **self._layout.groups(self._table)}
        return [
            Rate(name, int((kept & mask).sum()), int((called_in & mask).sum()))
            for name, mask in groups.items()
        ]

    def rows(self, rules: str | None = None) -> list[dict[str, Any]]:
        """Return the coded rows: of which war and alliance each is, called in or not, kept or not.

        ``kept`` is None where nothing was called in.
        """
        called_in, kept = self._counts(rules)
        columns: dict[str, list[Any]] = {}
        for name, column in self._layout.about.items():
            if name == "war_name":
                columns[name] = self._table.texts(column)
            else:
                values = self._table.numbers(column)
                columns[name] = [None if one != one else int(one) for one in values.tolist()]
        columns["called_in"] = called_in.tolist()
        columns["kept"] = [
            good if asked else None
            for asked, good in zip(called_in.tolist(), kept.tolist(), strict=True)
        ]
        return [
            dict(zip(columns, values, strict=True))
            for values in zip(*columns.values(), strict=True)
        ]

    def broken(self, rules: str | None = None) -> dict[int, bool]:
        """Return of each alliance that was called in whether a promise of it was ever broken.

        Returns
        -------
        dict
            ATOP's number → True if one was called in and not kept, False if all were kept.
            Alliances that no war of the study called in are left out: of them it is not known.
        """
        called_in, kept = self._counts(rules)
        numbers = self._table.numbers(self._layout.about["atop"])
        found: dict[int, bool] = {}
        for number, good in zip(numbers[called_in].tolist(), kept[called_in].tolist(), strict=True):
            if number == number:
                found[int(number)] = found.get(int(number), False) or not good
        return found

    def _counts(self, rules: str | None) -> tuple[Mask, Mask]:
        rules = rules or next(iter(self.rules))
        if rules not in self.rules:
            raise InputError(
                f"'{rules}' is no way in which this study was coded",
                where=self.path,
                hint=f"there are {', '.join(self.rules)}",
            )
        return self._layout.counts(self._table, rules)


def read_codings(path: str | Path) -> Codings:
    """Read a study's replication file: which promises were called in by war, and kept.

    Two layouts are known by their columns. Foedus ships neither file.

    - Berkemeier & Fuhrmann (2018): a row for each alliance and war. ``dna…`` is 1 where no promise
      was called in, ``honor…`` and ``violate…`` are 1 where one was, and was kept or broken; empty
      means no. On the variables that end in LLM (the rules of Leeds, Long & Mitchell 2000) the
      article's figures rest; the others end in BF (the authors' own).
    - Leeds & Anac (2005): a row for each alliance, member and war in which one was called in;
      ``honor3`` and ``honor2`` are 1 where it was kept.

    Parameters
    ----------
    path
        Stata (which needs the ``notebook`` extra), or the same columns as CSV.

    Raises
    ------
    InputError
        The columns are of neither; a code is not 1, 0 or empty; a row is both kept and broken,
        kept though none was called in, or neither though one was.

    References
    ----------
    Berkemeier & Fuhrmann (2018), *Research & Politics* 5(2). Leeds & Anac (2005), *International
    Interactions* 31, 183-202. Leeds, Long & Mitchell (2000), *Journal of Conflict Resolution* 44,
    686-699.
    """
    table = read_columns(path)
    for layout in _LAYOUTS:
        if all(name in table for name in layout.needs):
            for rules in layout.rules:
                layout.counts(table, rules)  # a fault in any of them is told at once
            layout.groups(table)
            return Codings(Path(path), layout.title, layout.unit, dict(layout.rules), table, layout)
    nearest = max(_LAYOUTS, key=lambda layout: sum(name in table for name in layout.needs))
    missing = [name for name in nearest.needs if name not in table]
    raise table.fault(
        f"expected the columns of {nearest.title}, but {', '.join(missing[:4])} "
        f"{'is' if len(missing) == 1 else 'are'} missing",
        column=missing[0],
        hint="known are the files of " + " and ".join(layout.title for layout in _LAYOUTS),
    )


def _flag(table: Columns, name: str) -> Mask:
    """Return a column of 1 and 0 or nothing as whether it is 1."""
    values = table.numbers(name)
    stray = ~np.isnan(values) & (values != 0) & (values != 1)
    if stray.any():
        row = int(np.argmax(stray))
        raise table.fault(
            f"expected 1, 0 or nothing, found {values[row]:g}",
            row=row,
            column=name,
            hint="correct the cell",
        )
    return np.asarray(values == 1)


def _relevant(table: Columns, rules: str) -> tuple[Mask, Mask]:
    """Read Berkemeier and Fuhrmann's three columns of one set of rules."""
    ending = rules.lower()
    names = [f"{what}{ending}" for what in ("dna", "honor", "violate")]
    off, kept, broken = (_flag(table, name) for name in names)
    for wrong, column, what in (
        (kept & broken, names[2], f"expected {names[1]} or {names[2]} to be 1, found both"),
        ((kept | broken) & off, names[0], f"{names[0]} says that nothing was called in, yet"),
        (~off & ~kept & ~broken, names[1], f"expected {names[1]} or {names[2]} to be 1"),
    ):
        if wrong.any():
            row = int(np.argmax(wrong))
            which = names[1] if kept[row] else names[2]
            if what.endswith("yet"):
                what = f"{what} {which} is 1"
            elif not what.endswith("both"):
                what = f"{what}, as {names[0]} does not exclude the row, found neither"
            raise table.fault(what, row=row, column=column, hint="correct one of the cells")
    return ~off, kept


def _periods_and_types(table: Columns) -> dict[str, Mask]:
    early = _flag(table, "sample")
    groups = {"1816–1944": early, "1945–2003": ~early}
    kinds = {name.upper(): _flag(table, name) for name in _OBLIGATIONS}
    groups |= kinds
    for kind, mask in kinds.items():
        groups[f"{kind}, 1816–1944"] = mask & early
        groups[f"{kind}, 1945–2003"] = mask & ~early
    return groups


def _honoured(table: Columns, rules: str) -> tuple[Mask, Mask]:
    kept = _flag(table, rules)
    return np.ones(table.size, dtype=bool), kept


def _kinds_of_alliance(table: Columns) -> dict[str, Mask]:
    war, two = _flag(table, "wartime"), _flag(table, "bilat")
    return {
        "made in peace": ~war,
        "made in war": war,
        "between two": two,
        "among several": ~two,
    }


_LAYOUTS = (
    _Layout(
        "Berkemeier & Fuhrmann 2018",
        "an alliance and a war",
        (
            *("warid", "cowwarid", "warname", "atopid", "sample", *_OBLIGATIONS),
            *("dnallm", "honorllm", "violatellm", "dnabf", "honorbf", "violatebf"),
        ),
        {
            "LLM": "the variables that end in LLM: by the rules of Leeds, Long & Mitchell 2000",
            "BF": "the variables that end in BF: by the authors' own rules",
        },
        {"war": "warid", "cow_war": "cowwarid", "war_name": "warname", "atop": "atopid"},
        _relevant,
        _periods_and_types,
    ),
    _Layout(
        "Leeds & Anac 2005",
        "an alliance, a member and a war that called it in",
        ("war", "atopid", "ccode1", "honor3", "honor2", "wartime", "bilat"),
        {"honor3": "the variable honor3", "honor2": "the variable honor2"},
        {"cow_war": "war", "atop": "atopid", "cow": "ccode1"},
        _honoured,
        _kinds_of_alliance,
    ),
)
