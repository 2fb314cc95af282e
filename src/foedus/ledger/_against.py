"""The verdicts of the war ledger beside what scholars coded by hand; how far the two agree.

::

    WarLedger × Codings ─► Comparison ── called: CrossTable (called in or not)
                              ├── kept: CrossTable (of those that both say were called in)
                              └── rows(): each pair with both verdicts and our reason
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._errors import InputError
from foedus.ledger._war_ledger import WarVerdict

if TYPE_CHECKING:
    from foedus.ledger._published import Codings
    from foedus.ledger._war_ledger import WarLedger

_DRAWS = 2000
_SEED = 20240
_LEVEL = 0.95
_VERDICTS = ("not called in", "called in, not kept", "called in, kept", "called in")


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Two verdicts of yes or no on the same things, and how far they agree.

    Attributes
    ----------
    yes_yes, yes_no, no_yes, no_no
        Counts; the first word is the coders', the second ours.
    groups
        Of each group (a war) its four counts, for the interval.

    Examples
    --------
    >>> table = CrossTable(20, 5, 10, 15)
    >>> table.accuracy, round(table.kappa, 3)
    (0.7, 0.4)
    """

    yes_yes: int
    yes_no: int
    no_yes: int
    no_no: int
    groups: tuple[tuple[int, int, int, int], ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """How many things were judged."""
        return self.yes_yes + self.yes_no + self.no_yes + self.no_no

    @property
    def accuracy(self) -> float | None:
        """The share on which the two agree; None if nothing was judged."""
        return (self.yes_yes + self.no_no) / self.size if self.size else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa: agreement beyond chance; None where chance alone would agree on all.

        Cohen (1960), *Educational and Psychological Measurement* 20, 37-46.
        """
        counts = np.array([[self.yes_yes, self.yes_no, self.no_yes, self.no_no]], dtype=float)
        value = float(_kappas(counts)[0])
        return None if np.isnan(value) else value

    def interval(self, level: float = _LEVEL) -> tuple[float, float] | None:
        """Return bounds for kappa: quantiles over samples of whole groups, with replacement.

        The verdicts on one war are not independent, so that wars are drawn, not pairs (2,000 times,
        always the same). None where there are fewer than two groups.

        Raises
        ------
        ValueError
            The level is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise ValueError(f"a level is between 0 and 1, not {level}")
        if len(self.groups) < 2:
            return None
        counts = np.array(self.groups, dtype=float)
        chosen = np.random.default_rng(_SEED).integers(len(counts), size=(_DRAWS, len(counts)))
        values = _kappas(counts[chosen].sum(axis=1))
        outside = (1 - level) / 2
        low, high = np.nanquantile(values, [outside, 1 - outside])
        return float(low), float(high)

    def row(self) -> dict[str, Any]:
        """Return it as a flat row."""
        kappa, accuracy, bounds = self.kappa, self.accuracy, self.interval()
        return {
            "pairs": self.size,
            "both_yes": self.yes_yes,
            "only_coders": self.yes_no,
            "only_ours": self.no_yes,
            "both_no": self.no_no,
            "accuracy": None if accuracy is None else round(accuracy, 4),
            "kappa": None if kappa is None else round(kappa, 4),
            "low": None if bounds is None else round(bounds[0], 4),
            "high": None if bounds is None else round(bounds[1], 4),
        }


def _kappas(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kappa of rows of four counts, shape (n, 4); NaN where it is not defined."""
    size = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        both, only_theirs, only_ours, neither = counts.T / size
        theirs, ours = both + only_theirs, both + only_ours
        chance = theirs * ours + (1 - theirs) * (1 - ours)
        return np.asarray(np.where(chance < 1, (both + neither - chance) / (1 - chance), np.nan))


def cross(
    theirs: NDArray[np.bool_], ours: NDArray[np.bool_], group: NDArray[np.int64]
) -> CrossTable:
    """Return the table of two verdicts, shape (n,) each, with the group of each thing."""
    cells = np.stack([theirs & ours, theirs & ~ours, ~theirs & ours, ~theirs & ~ours], axis=1)
    keys, place = np.unique(group, return_inverse=True)
    counts = np.zeros((len(keys), 4), dtype=np.int64)
    np.add.at(counts, place, cells.astype(np.int64))
    total = [int(each) for each in cells.sum(axis=0)]
    groups = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in counts.tolist())
    return CrossTable(total[0], total[1], total[2], total[3], groups)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Verdicts beside a study's codings.

    Attributes
    ----------
    title, rules
        Which study, and by which of its rules.
    called
        Called in or not, with what is presumed, on all pairs whose war is in the list of wars.
    every
        The same on all pairs of the study; those of other wars count as not called in.
    by_record
        The same where the record alone gives an answer; the unknown are left out.
    unknown
        Shape (2, 3): what the coders say (called in, not) by what the record alone says (yes,
        unknown, no).
    kept
        Kept or not, of those that both say were called in.
    left_out
        Pairs whose war is not in the list of wars.
    """

    title: str
    rules: str
    called: CrossTable
    every: CrossTable
    by_record: CrossTable
    unknown: tuple[tuple[int, int, int], tuple[int, int, int]]
    kept: CrossTable
    left_out: int
    _rows: tuple[dict[str, Any], ...] = field(repr=False)

    def rows(self, *, differing: bool = False) -> list[dict[str, Any]]:
        """Return a row for each pair, in the order of the study.

        Parameters
        ----------
        differing
            Only those on which we and the coders differ, in called in or kept.

        Returns
        -------
        list of dict
            ``war``, ``war_name``, ``alliance``, ``coders`` and ``ours`` (in words, as in
            :meth:`table`), ``by_record`` (yes, no, unknown), ``because``.
        """
        return [dict(row) for row in self._rows if not differing or row["coders"] != row["ours"]]

    def table(self) -> list[dict[str, Any]]:
        """Return what the coders say by what we say, as counts.

        ``called in`` without more stands where none that was bound was a state of COW's system.
        """
        return [
            {"coders": theirs}
            | {
                ours: sum(row["coders"] == theirs and row["ours"] == ours for row in self._rows)
                for ours in _VERDICTS
            }
            for theirs in _VERDICTS[:3]
        ]


def compare_codings(ledger: WarLedger, codings: Codings, rules: str | None = None) -> Comparison:
    """Compare the verdicts of a war ledger with published codings.

    Parameters
    ----------
    ledger
        Of the wars of which the study speaks.
    codings
        A study with a row for each alliance and war, called in or not.
    rules
        One of the study's rules of coding; the first, if none is given.

    Raises
    ------
    InputError
        The study has no such rows.
    """
    chosen = rules or next(iter(codings.rules))
    coded = codings.rows(chosen)
    called = [row["called_in"] for row in coded]
    if "cow_war" not in coded[0] or all(called):
        raise InputError(
            f"{codings.title} has no rows of alliances that a war did not call in",
            where=codings.path,
            hint="give the replication file of Berkemeier & Fuhrmann 2018",
        )
    listed = set(ledger.conflicts.number.tolist())
    is_inside = [row["cow_war"] in listed and row["atop"] is not None for row in coded]
    inside = [row for row, is_one in zip(coded, is_inside, strict=True) if is_one]
    outside = [row for row, is_one in zip(coded, is_inside, strict=True) if not is_one]
    found = ledger.verdicts([(row["cow_war"], row["atop"]) for row in inside])
    theirs = np.array([row["called_in"] for row in inside], dtype=bool)
    ours = np.array([each.presumed for each in found], dtype=bool)
    group = np.array([row["cow_war"] for row in inside], dtype=np.int64)
    clear = np.array([each.called_in is not None for each in found], dtype=bool)
    record = np.array([each.called_in is True for each in found], dtype=bool)
    judged = theirs & ours & np.array([each.kept is not None for each in found], dtype=bool)
    kept_theirs = np.array([bool(row["kept"]) for row in inside], dtype=bool)
    kept_ours = np.array([bool(each.kept) for each in found], dtype=bool)
    return Comparison(
        title=codings.title,
        rules=chosen,
        called=cross(theirs, ours, group),
        every=cross(
            np.array([row["called_in"] for row in (*inside, *outside)], dtype=bool),
            np.append(ours, np.zeros(len(outside), dtype=bool)),
            np.append(group, [-1 - row["war"] for row in outside]).astype(np.int64),
        ),
        by_record=cross(theirs[clear], record[clear], group[clear]),
        unknown=(_three(found, theirs), _three(found, ~theirs)),
        kept=cross(kept_theirs[judged], kept_ours[judged], group[judged]),
        left_out=len(outside),
        _rows=tuple(_row(theirs, ours) for theirs, ours in zip(inside, found, strict=True)),
    )


def _three(found: list[WarVerdict], chosen: NDArray[np.bool_]) -> tuple[int, int, int]:
    values = [each.called_in for each, is_one in zip(found, chosen, strict=True) if is_one]
    return values.count(True), values.count(None), values.count(False)


def _row(theirs: dict[str, Any], ours: WarVerdict) -> dict[str, Any]:
    return {
        "war": ours.war,
        "war_name": theirs.get("war_name", ours.war_name),
        "alliance": ours.alliance,
        "coders": _verdict(theirs["called_in"], theirs["kept"]),
        "ours": _verdict(ours.presumed, ours.kept),
        "by_record": {True: "yes", False: "no", None: "unknown"}[ours.called_in],
        "because": ours.because,
    }


def _verdict(called_in: bool, kept: bool | None) -> str:
    if not called_in:
        return "not called in"
    return {None: "called in", True: "called in, kept", False: "called in, not kept"}[kept]
