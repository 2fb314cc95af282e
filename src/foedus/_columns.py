"""Read somebody else's table as columns: CSV (plain or gzip) or Stata.

::

    file ─► Columns ── text per cell (CSV) or numbers (Stata), with the place of every row
              └── numbers(column) ─► float64, NaN where the cell is empty

Names of columns are brought to lower case, as the codebooks' capitals and the files' small letters
mean the same variable.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus._errors import InputError
from foedus._text import other_kind

Numbers = NDArray[np.float64]

# What stands for "no value" in files of R, Stata and spreadsheets.
_EMPTY = frozenset({"", ".", "NA", "NaN", "nan"})


@dataclass(frozen=True, eq=False)
class Columns:
    """A table as it was read.

    Attributes
    ----------
    path
        The file.
    names
        Its columns, in lower case and in order.
    size
        Number of rows.
    """

    path: Path
    names: tuple[str, ...]
    size: int
    _cells: dict[str, Any] = field(repr=False)
    _lines: tuple[int, ...] = field(repr=False, default=())
    _error: type[InputError] = field(repr=False, default=InputError)

    def __contains__(self, name: object) -> bool:
        return name in self._cells

    def line(self, row: int) -> int | None:
        """Return the line of a row (0 is the first) in a text file; None in a Stata file."""
        return self._lines[row] if self._lines else None

    def place(self, row: int) -> str:
        """Name a row as the user finds it: a line of the text, or an observation in Stata."""
        return f"line {self._lines[row]}" if self._lines else f"observation {row + 1}"

    def fault(
        self, message: str, *, row: int | None = None, column: str | None = None, hint: str
    ) -> InputError:
        """Return an error that names file, row and column."""
        line = None if row is None else self.line(row)
        if row is not None and line is None:
            message = f"{self.place(row)}: {message}"
        return self._error(message, where=self.path, line=line, field=column, hint=hint)

    def texts(self, name: str) -> list[str]:
        """Return a column as text, shape (size,); an empty cell is the empty text."""
        cells = self._cells[name]
        if self._lines:
            return ["" if cell in _EMPTY else cell for cell in cells]
        return ["" if _is_missing(cell) else str(cell) for cell in cells]

    def numbers(self, name: str) -> Numbers:
        """Return a column as numbers, shape (size,); NaN where the cell is empty.

        Raises
        ------
        InputError
            A cell is not a number.
        """
        cells = self._cells[name]
        if not self._lines and np.issubdtype(cells.dtype, np.number):
            return np.asarray(cells, dtype=np.float64)
        filled = ["nan" if cell in _EMPTY else cell for cell in self.texts(name)]
        try:
            return np.array(filled, dtype=np.float64)
        except ValueError:
            row = next(row for row, cell in enumerate(filled) if not _is_number(cell))
            raise self.fault(
                f"expected a number, found '{filled[row]}'",
                row=row,
                column=name,
                hint="correct the cell, or leave it empty where the value is missing",
            ) from None


def read_columns(path: str | Path, *, error: type[InputError] = InputError) -> Columns:
    """Read a CSV file (``.csv``, ``.csv.gz``, ``.tsv``) or a Stata file (``.dta``).

    A Stata file needs pandas, which comes with the ``notebook`` extra.

    Raises
    ------
    InputError
        Or the subclass given as `error`: there is no such file, it is of another kind, it has no
        rows, a name stands twice in its header, or a row has too many or too few cells.
    """
    path = Path(path)
    if path.is_dir():
        raise error("this is a folder, and a file is needed", where=path, hint="name a file in it")
    if not path.is_file():
        raise error("there is no such file", where=path, hint="check the path")
    if path.suffix.lower() == ".dta":
        return _read_stata(path, error)
    if path.suffix.lower() in (".xls", ".xlsx", ".zip", ".rds", ".rda", ".sav"):
        raise error(
            f"a {path.suffix} file cannot be read",
            where=path,
            hint="unpack it, or save the table as CSV",
        )
    return _read_csv(path, error)


def _read_csv(path: Path, error: type[InputError]) -> Columns:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        kind = other_kind(raw)
        raise error(
            kind[0] if kind else f"the file is not UTF-8 text (at byte {problem.start})",
            where=path,
            hint="save the table as CSV in UTF-8",
        ) from problem
    except (OSError, EOFError, zlib.error) as problem:
        raise error(f"the file cannot be read: {problem}", where=path) from problem
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        lines, rows = [], []
        for row in reader:
            if row:
                lines.append(reader.line_num)
                rows.append(row)
    except csv.Error as problem:
        raise error(f"this is not CSV: {problem}", where=path) from problem
    if len(rows) < 2:
        raise error(
            "the table has no rows",
            where=path,
            hint="the first line names the columns, each further line is a row",
        )
    names = _names(rows[0], path, error)
    for number, row in zip(lines[1:], rows[1:], strict=True):
        if len(row) != len(names):
            raise error(
                f"expected {len(names)} cells, found {len(row)}",
                where=path,
                line=number,
                hint="a cell with a comma in it stands in quotation marks",
            )
    cells = [[cell.strip() for cell in column] for column in zip(*rows[1:], strict=True)]
    by_name = dict(zip(names, cells, strict=True))
    return Columns(path, names, len(rows) - 1, by_name, tuple(lines[1:]), error)


def _read_stata(path: Path, error: type[InputError]) -> Columns:
    try:
        import pandas as pd
    except ImportError as problem:
        raise error(
            "a Stata file needs pandas, which is not installed",
            where=path,
            hint="pip install 'foedus[notebook]', or save the table as CSV",
        ) from problem
    try:
        frame = pd.read_stata(path, convert_categoricals=False)
    except Exception as problem:  # pandas raises many kinds for a broken file
        raise error(
            f"this does not read as a Stata file: {problem}",
            where=path,
            hint="save it again from Stata, or as CSV",
        ) from problem
    if not len(frame):
        raise error("the table has no rows", where=path, hint="check that it is the whole file")
    names = _names([str(name) for name in frame.columns], path, error)
    cells = {name: frame.iloc[:, place].to_numpy() for place, name in enumerate(names)}
    return Columns(path, names, len(frame), cells, (), error)


def _names(header: Sequence[str], path: Path, error: type[InputError]) -> tuple[str, ...]:
    names = tuple(name.strip().strip('"').lower() for name in header)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise error(
            f"the column '{twice[0]}' stands twice in the header",
            where=path,
            line=1,
            hint="keep one of the two",
        )
    return names


def _is_missing(cell: object) -> bool:
    return cell is None or cell != cell or cell in _EMPTY


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
