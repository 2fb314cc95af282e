"""How strong states were: the National Material Capabilities of the Correlates of War."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foedus._columns import Columns, read_columns

_NEEDED = ("ccode", "year", "cinc")
_YEARS = 10_000  # more than any year, so that a state and a year make one number


@dataclass(frozen=True, eq=False)
class Capabilities:
    """The Composite Index of National Capability (CINC) of states by year.

    Attributes
    ----------
    first, last
        The first and the last year of the file.
    """

    first: int
    last: int
    _keys: NDArray[np.int64] = field(repr=False)
    _values: NDArray[np.float64] = field(repr=False)

    def cinc(self, codes: NDArray[np.int64], years: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the CINC of states in years.

        Parameters
        ----------
        codes, years
            Shape (n,): COW numbers, and years.

        Returns
        -------
        numpy.ndarray
            Shape (n,), float64: the state's share of the world's capabilities, from 0 to 1 (no
            unit); NaN where the file has none for that state and year.
        """
        wanted = codes * _YEARS + years
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[place] == wanted, self._values[place], np.nan)


def read_capabilities(path: str | Path) -> Capabilities:
    """Read a file of the National Material Capabilities (NMC), version 4 to 6.

    Parameters
    ----------
    path
        CSV (plain or gzip) or Stata, with the columns ``ccode``, ``year`` and ``cinc``; -9 and
        empty cells are missing values. Foedus ships none of it.

    Raises
    ------
    InputError
        A column is missing, a CINC is not between 0 and 1, or a state has two rows in a year.

    References
    ----------
    Singer, Bremer & Stuckey (1972), in Russett (ed.), *Peace, War, and Numbers*, 19-48.
    """
    table = read_columns(path)
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise table.fault(
            f"expected the column {missing[0]}, found {', '.join(table.names[:8])} …",
            column=missing[0],
            hint="this file should be the National Material Capabilities, such as "
            "NMC-60-abridged.csv",
        )
    code, year = (_whole(table, name) for name in ("ccode", "year"))
    value = table.numbers("cinc")
    value = np.where(value == -9, np.nan, value)
    stray = ~np.isnan(value) & ~((value >= 0) & (value <= 1))
    if stray.any():
        row = int(np.argmax(stray))
        raise table.fault(
            f"expected a share from 0 to 1, or -9 where it is missing, found {value[row]:g}",
            row=row,
            column="cinc",
            hint="correct the cell",
        )
    keys = code * _YEARS + year
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    if len(twice):
        row = int(order[twice[0] + 1])
        raise table.fault(
            f"expected one row a state and year, found a second for {code[row]} in {year[row]}",
            row=row,
            column="year",
            hint="delete one of the two rows",
        )
    return Capabilities(int(year.min()), int(year.max()), keys[order], value[order])


def _whole(table: Columns, name: str) -> NDArray[np.int64]:
    values = table.numbers(name)
    stray = ~((values >= 1) & (values < _YEARS) & (values == np.floor(values)))
    if stray.any():
        row = int(np.argmax(stray))
        found = "nothing" if np.isnan(values[row]) else f"{values[row]:g}"
        raise table.fault(
            f"expected a whole number from 1 to {_YEARS - 1}, found {found}",
            row=row,
            column=name,
            hint="correct the cell",
        )
    return values.astype(np.int64)
