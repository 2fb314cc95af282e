"""All promises of an ATOP file held against a list of wars or disputes.

::

    Atop × Conflicts ─► war_ledger ─► WarLedger ── verdicts(): alliance × war, called in, kept, why
                                          ├── counts(): by kind of promise
                                          └── against(codings) ─► Comparison with scholars' codes
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.events import Conflicts
from foedus.ledger._kleene import TRUE, UNKNOWN, Truths, as_truth
from foedus.ledger._trace import Trace, Truth, any_of
from foedus.ledger._war_conditions import evaluate_sides
from foedus.ledger._war_conduct import Conduct, conduct_in, fought_in
from foedus.ledger._war_scene import Mask, Scene, Sides, Whole
from foedus.ledger._war_words import Teller, Told
from foedus.treaties import promise_templates

if TYPE_CHECKING:
    from foedus.ledger._against import Comparison
    from foedus.ledger._published import Codings
    from foedus.treaties import Atop

_CONSULTS = "consultation"
_SHOWN = 3  # states that a sentence names


@dataclass(frozen=True, slots=True)
class WarVerdict:
    """Whether one alliance was called in by one war, and kept.

    Attributes
    ----------
    war, war_name, alliance
        COW's number and name of the war, ATOP's number of the alliance.
    called_in
        By the record alone: True, False, or None where it leaves open what the verdict turns on.
    presumed
        With what is presumed of that: True or False.
    promises
        ATOP's variables whose promises were called in, as presumed; ``force between parties`` where
        one member attacked another to whom it owed help or neutrality.
    kept
        True if all that were bound kept all that was called in, as presumed; False if not; None if
        nothing was, or none that was bound was a state of COW's system.
    in_part
        Whether some did, where not all did.
    because
        Why, or why not.
    """

    war: int
    war_name: str
    alliance: int
    called_in: Truth
    presumed: bool
    promises: tuple[str, ...]
    kept: bool | None
    in_part: bool
    because: str

    def row(self) -> dict[str, Any]:
        """Return it as a flat row."""
        return {
            "war": self.war,
            "war_name": self.war_name,
            "alliance": self.alliance,
            "called_in": {True: "yes", False: "no", None: "unknown"}[self.called_in],
            "presumed": "yes" if self.presumed else "no",
            "promises": " ".join(name.replace(" ", "-") for name in self.promises),
            "kept": None if self.kept is None else self._kept(),
            "because": self.because,
        }

    def _kept(self) -> str:
        return "yes" if self.kept else "in part" if self.in_part else "no"


@dataclass(frozen=True, eq=False)
class WarLedger:
    """Every promise of an ATOP file, held against every war (or dispute) of a list.

    A call is a promise held for one of two enemies. Consultation is among the calls, but not in the
    verdicts, as a list of wars does not say who consulted whom.

    Attributes
    ----------
    atop, conflicts
        What was held against what.
    called_in
        Shape (calls,), int8: 0 false, 1 unknown, 2 true, by the record alone.
    presumed
        Shape (calls,), bool: with what is presumed.
    """

    atop: Atop = field(repr=False)
    conflicts: Conflicts = field(repr=False)
    called_in: Truths = field(repr=False)
    presumed: Mask = field(repr=False)
    _misses: Whole = field(repr=False)
    _scene: Scene = field(repr=False)
    _sides: Sides = field(repr=False)

    def __len__(self) -> int:
        return len(self._sides)

    @cached_property
    def _kind(self) -> Whole:
        return self._scene.promises.template[self._sides.promise]

    @cached_property
    def _pair(self) -> Whole:
        """War and alliance of each call, as war times 10,000 plus alliance."""
        fronts, sides = self._scene.fronts, self._sides
        war = self.conflicts.number[fronts.left[sides.front]]
        return np.asarray(war * 10_000 + self._scene.promises.number[sides.promise])

    @cached_property
    def _counts_in_war(self) -> Mask:
        kinds = np.array([each.kind != _CONSULTS for each in promise_templates()])
        return np.asarray(kinds[self._kind])

    @cached_property
    def conduct(self) -> Conduct:
        """What those that were bound did, in the calls that are presumed; consultation left out."""
        called = np.flatnonzero(self.presumed & self._counts_in_war)
        found = conduct_in(self._scene, self._sides.take(called))
        return Conduct(called[found.call], found.state, found.beside, found.against, found.kept)

    def counts(self) -> list[dict[str, Any]]:
        """Count the calls by kind of promise.

        Returns
        -------
        list of dict
            ``promise`` (ATOP's variable), ``calls``, and of them ``yes``, ``unknown`` and ``no`` by
            the record alone, ``presumed`` with what is presumed.
        """
        found = []
        for place, each in enumerate(promise_templates()):
            chosen = self._kind == place
            values = np.bincount(self.called_in[chosen], minlength=3).tolist()
            found.append(
                {
                    "promise": "force between parties" if each.implied_by else each.variable,
                    "calls": int(chosen.sum()),
                    "yes": values[2],
                    "unknown": values[1],
                    "no": values[0],
                    "presumed": int(self.presumed[chosen].sum()),
                }
            )
        return found

    def verdicts(self, pairs: Iterable[tuple[int, int]] | None = None) -> list[WarVerdict]:
        """Return a verdict for each alliance and war.

        Parameters
        ----------
        pairs
            Numbers of wars and alliances; if none are given, all in which a member of the alliance
            fought while it was in force.

        Returns
        -------
        list of WarVerdict
            In the order of `pairs`, or of wars and alliances.
        """
        if pairs is None:
            found = np.unique(self._pair[self._counts_in_war])
            pairs = [divmod(int(pair), 10_000) for pair in found]
        wanted = list(pairs)
        told = self._told({war * 10_000 + alliance for war, alliance in wanted})
        return [self._verdict(war, alliance, told) for war, alliance in wanted]

    def trace(self, war: int, alliance: int, *, presumes: bool = True) -> Trace:
        """Return why an alliance was called in by a war, or why not, as a tree.

        Parameters
        ----------
        war, alliance
            COW's number of the war, ATOP's number of the alliance.
        presumes
            Whether what the record leaves open is presumed, or unknown.
        """
        pair = war * 10_000 + alliance
        told = self._told({pair}, with_bound=True).get(pair, [])
        parts = tuple(each.trace(presumes=presumes) for each, _ in told)
        name = self.conflicts.name(war)
        return Trace(
            f"ATOP {alliance} was called in by {name}", any_of(p.value for p in parts), parts=parts
        )

    def against(self, codings: Codings, rules: str | None = None) -> Comparison:
        """Compare the verdicts with what scholars coded by hand.

        Raises
        ------
        InputError
            The study does not say of each alliance and war whether it was called in.
        """
        from foedus.ledger._against import compare_codings

        return compare_codings(self, codings, rules)

    @cached_property
    def _teller(self) -> Teller:
        return Teller(self._scene)

    def _told(
        self, pairs: set[int], *, with_bound: bool = False
    ) -> dict[int, list[tuple[Told, bool]]]:
        """Return of each pair and kind the call that says most, in words."""
        inside = self._counts_in_war & np.isin(self._pair, np.array(sorted(pairs), dtype=np.int64))
        rows = np.flatnonzero(inside)
        strict, day = self.called_in[rows], self._sides.day[rows]
        # called in by the record, then as presumed; of the others those whose attacker is known,
        # then what came nearest; then the earliest, of one day the one that opened the war
        front = self._sides.front[rows]
        opener = self._scene.fronts.left[front]
        open_ended = ~self.presumed[rows] & ~self._scene.fronts.known[front]
        later = self.conflicts.began[opener] != day
        order = np.lexsort(
            (
                *(later, ~self.conflicts.opened[opener], day, self._misses[rows]),
                *(open_ended, -strict.astype(np.int64), ~self.presumed[rows]),
            )
        )
        rows = rows[order]
        key = self._pair[rows] * 10 + self._kind[rows]
        _, first = np.unique(key, return_index=True)
        rows = rows[first]
        spoken = self._teller.tell(self._sides.take(rows), with_bound=with_bound)
        found: dict[int, list[tuple[Told, bool]]] = {}
        for row, told in zip(rows.tolist(), spoken, strict=True):
            found.setdefault(int(self._pair[row]), []).append((told, bool(self.presumed[row])))
        return found

    @cached_property
    def _by_pair(self) -> dict[int, tuple[Truth, bool]]:
        """The verdict on each pair: the best of its calls."""
        rows = np.flatnonzero(self._counts_in_war)
        keys, place = np.unique(self._pair[rows], return_inverse=True)
        best = np.zeros(len(keys), dtype=np.int8)
        np.maximum.at(best, place, self.called_in[rows])
        called = np.bincount(place, weights=self.presumed[rows], minlength=len(keys)) > 0
        return {
            pair: (as_truth(value), is_called)
            for pair, value, is_called in zip(
                keys.tolist(), best.tolist(), called.tolist(), strict=True
            )
        }

    @cached_property
    def _kept(self) -> dict[int, tuple[bool, bool, list[int]]]:
        """Of each pair: whether all kept what was called in, whether any did, and who did not."""
        conduct = self.conduct
        keys, place = np.unique(self._pair[conduct.call], return_inverse=True)
        bound = np.bincount(place, minlength=len(keys))
        kept = np.bincount(place, weights=conduct.kept, minlength=len(keys)).astype(np.int64)
        broke: dict[int, list[int]] = {}
        for at in np.flatnonzero(~conduct.kept).tolist():
            broke.setdefault(int(place[at]), []).append(int(conduct.state[at]))
        return {
            pair: (
                bool(kept[at] == bound[at]),
                bool(kept[at] > 0),
                list(dict.fromkeys(broke.get(at, ()))),
            )
            for at, pair in enumerate(keys.tolist())
        }

    def _verdict(
        self, war: int, alliance: int, told: dict[int, list[tuple[Told, bool]]]
    ) -> WarVerdict:
        pair = war * 10_000 + alliance
        called_in, presumed = self._by_pair.get(pair, (False, False))
        spoken = told.get(pair, [])
        chosen = [each for each, is_called in spoken if is_called == presumed]
        # that nobody broke what is implied need not be said beside the promise that implies it
        said = [each for each in chosen if presumed or not each.template.implied_by]
        because = "; ".join(each.sentence() for each in said) or self._why_nothing(war, alliance)
        kept, some, broke = self._kept.get(pair, (None, False, []))
        if kept is not None:
            because += "; " + self._how_kept(kept, broke, war)
        elif presumed:
            because += "; what those did that were bound, the list of wars does not say"
        return WarVerdict(
            war=war,
            war_name=self.conflicts.name(war),
            alliance=alliance,
            called_in=called_in,
            presumed=presumed,
            promises=tuple(each.variable for each in chosen) if presumed else (),
            kept=kept,
            in_part=bool(kept is False and some),
            because=because,
        )

    @cached_property
    def _opening(self) -> dict[int, str]:
        """The first day of each war."""
        numbers, place = np.unique(self.conflicts.number, return_inverse=True)
        first = np.full(len(numbers), np.datetime64("9999-12-31"))
        np.minimum.at(first, place, self.conflicts.began)
        return dict(zip(numbers.tolist(), map(str, first), strict=True))

    def _how_kept(self, kept: bool, broke: list[int], war: int) -> str:
        if kept:
            return "kept by all that were bound"
        names = [self._teller.name(state, self._opening[war]) for state in broke[:_SHOWN]]
        others = len(broke) - len(names)
        more = f" and {others} more" if others > 0 else ""
        return f"not kept by {', '.join(names)}{more}"

    def _why_nothing(self, war: int, alliance: int) -> str:
        """Say why no promise of an alliance was even asked about."""
        if war not in self.conflicts.number:
            return "the list of wars does not have it"
        members = self.atop.rows.member[self.atop.rows.number == alliance]
        if not len(members):
            return "the ATOP file does not have the alliance"
        if not np.isin(war * 10_000 + members, fought_in(self.conflicts)).any():
            return "none of its members fought in it, by the list"
        promised = [
            name
            for name in ("defense", "offense", "neutral", "nonagg")
            if (self.atop.rows.codes[name][self.atop.rows.number == alliance] == 1).any()
        ]
        if not promised:
            return "it promises consultation only"
        return "it was not in force on any day on which a member met an enemy"


def war_ledger(atop: Atop, conflicts: Conflicts) -> WarLedger:
    """Hold every promise of an ATOP file against every war or dispute of a list.

    Parameters
    ----------
    atop
        The alliances, read by :func:`read_atop`; at the member level, as only that has conditions.
    conflicts
        The wars, read by :func:`read_wars`, or the disputes, read by :func:`read_disputes`.

    Returns
    -------
    WarLedger
        Its verdicts, counts and traces.

    Notes
    -----
    The rules are those of ``docs/science/wars.md``.

    References
    ----------
    Leeds, Ritter, Mitchell & Long (2002), *International Interactions* 28, 237-260. Leeds, Long &
    Mitchell (2000), *Journal of Conflict Resolution* 44, 686-699.
    """
    scene = Scene(atop, conflicts)
    sides = scene.sides()
    called_in, _ = evaluate_sides(scene, sides, presumes=False)
    presumed, misses = evaluate_sides(scene, sides, presumes=True)
    assert not (presumed == UNKNOWN).any()
    return WarLedger(atop, conflicts, called_in, presumed == TRUE, misses, scene, sides)
