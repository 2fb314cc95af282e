"""What may stand in an ATOP file: the table of its variables, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foedus._data import shipped

Level = Literal["member", "alliance", "phase"]

LEVELS: dict[str, Level] = {"m": "member", "a": "alliance", "p": "phase"}
#: The five obligations, in the order of the codebook.
OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the ATOP files.

    Attributes
    ----------
    name
        In lower case, as in the files.
    levels
        The kinds of file that have it.
    codes
        The codes that may stand there, as the table writes them; None where anything may.
    may_be_empty
        Whether a value can be missing.
    is_read
        Whether treaties are made from it, so that a stray code is an error.
    since
        The version of ATOP from which on a file must have it; None where it need not.
    means
        What it is, in a few words.
    """

    name: str
    levels: frozenset[Level]
    codes: str | None
    may_be_empty: bool
    is_read: bool
    since: float | None
    means: str

    def fits(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each value, shape (n,), whether it may stand there; a missing one may if allowed.

        Returns
        -------
        numpy.ndarray
            Shape (n,), bool.
        """
        missing = np.isnan(values)
        if self.codes is None:
            return np.ones(len(values), dtype=bool)
        whole = self.name == "version"
        good = missing & self.may_be_empty
        for part in self.codes.split():
            low, _, high = part.partition("..")
            inside = (values >= float(low)) & (values <= float(high or low))
            good |= inside & ((values == np.floor(values)) | whole)
        return good

    @property
    def allowed(self) -> str:
        """The codes in words: ``0, 1 or 2``, ``0, 1815 to 2100``."""
        if self.codes is None:
            return "anything"
        parts = [part.replace("..", " to ") for part in self.codes.split()]
        words = " or ".join(parts) if len(parts) < 3 else ", ".join(parts[:-1]) + f" or {parts[-1]}"
        return f"{words}, or nothing" if self.may_be_empty else words


@cache
def variables() -> dict[str, Variable]:
    """Return the variables of the ATOP files by name, in the order of the codebook.

    Raises
    ------
    ValueError
        The table that ships is broken.
    """
    text = shipped("atop", "variables.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found: dict[str, Variable] = {}
    for line in lines[1:]:
        name, levels, codes, empty, read, since, means = line.split("\t")
        found[name] = Variable(
            name,
            frozenset(LEVELS[level] for level in levels.split()),
            None if codes == "text" else codes,
            {"yes": True, "no": False}[empty],
            {"yes": True, "no": False}[read],
            float(since) if since else None,
            means,
        )
    return found
