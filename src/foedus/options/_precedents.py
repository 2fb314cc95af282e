"""Past memberships that resemble one, what came next, and how long states stayed.

::

    Memberships ─┐
    Profile ─────┼─► Precedents ─┬─ nearest    the cases, with what matches and how they went on
    Trait … ─────┘               ├─ alike ─┬─ staying    how long, and how it ended, from entry on
                                 │         └─ from_now   …of those that had lasted as long
                                 ├─ sensitivity          …with other lines and weights
                                 └─ hazard               what goes with leaving, over all
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._errors import InputError
from foedus.actors import Actors, default_actors
from foedus.options._endings import Way, shipped_ways, ways_of
from foedus.options._profile import Profile, comparable
from foedus.options._sequel import Sequel, sequel
from foedus.options._survival import Course, course, together
from foedus.options._traits import Trait, likenesses, mean_likeness, shipped_traits, weighted
from foedus.treaties import Memberships

if TYPE_CHECKING:
    from foedus.figures import Figure
    from foedus.options._hazard import Hazard

YEAR = 365.25
# Years from entry, and from now, at which shares are told.
_MARKS = (1, 2, 5, 10, 15, 20, 30, 40, 50, 60)
_AHEAD = (1, 2, 5, 10, 15, 20)
# The year at which the tables of sensitivity compare.
_HORIZON = 20

Mask = NDArray[np.bool_]
Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Precedents:
    """Memberships beside the one that a case is about.

    Attributes
    ----------
    profile
        The one.
    table
        All memberships of the file.
    traits
        By which they are compared, with the weights that were used.
    line
        The least likeness, by what was known at entry, with which a membership is *alike*.
    columns
        The columns compared, as of :func:`comparable`.
    ways
        How endings are put together; the first is the one of interest.

    Notes
    -----
    Likeness is Gower's: the weighted mean over the traits known of both. By `alike_by_entry` the
    memberships of curves are chosen; `likeness`, of all traits, ranks the nearest cases.
    """

    profile: Profile
    table: Memberships = field(repr=False)
    traits: tuple[Trait, ...] = field(repr=False)
    line: float
    columns: Mapping[str, NDArray[Any]] = field(repr=False)
    ways: tuple[Way, ...] = field(repr=False)
    actors: Actors = field(repr=False)

    @cached_property
    def by_trait(self) -> Real:
        """How alike each membership is, trait by trait, shape (n, traits); NaN: not known."""
        return likenesses(self.traits, self.profile.values, self.columns)

    def _mean(self, traits: Sequence[Trait], *, entry: bool) -> Real:
        weights = [t.weight if t.known == "entry" or not entry else 0.0 for t in traits]
        return mean_likeness(self.by_trait, np.array(weights))

    @cached_property
    def likeness(self) -> Real:
        """The likeness of each membership by all traits, shape (n,)."""
        return self._mean(self.traits, entry=False)

    @cached_property
    def alike_by_entry(self) -> Real:
        """The likeness of each by the traits that were known at entry, shape (n,)."""
        return self._mean(self.traits, entry=True)

    @cached_property
    def others(self) -> Mask:
        """Which rows are neither the membership itself nor, in a pact of two, its partner's."""
        found = np.ones(len(self.table), dtype=bool)
        place = self.profile.place
        if place is not None:
            found[place] = False
            if self.table["bilat"][place]:
                found &= self._treaty != self._treaty[place]
        return found

    @cached_property
    def alike(self) -> Mask:
        """Which are at least as alike as the line says, shape (n,)."""
        return self.others & (self.alike_by_entry >= self.line)

    @cached_property
    def way(self) -> NDArray[np.int64]:
        """In which way each ended: 0 for none yet, else 1 to the number of ways, shape (n,)."""
        return ways_of(self.table, self.ways)

    @cached_property
    def _treaty(self) -> NDArray[np.int64]:
        return np.asarray(self.table["atop"] * 10 + self.table["strand"], dtype=np.int64)

    # The nearest cases

    def nearest(
        self, count: int = 10, *, way: str | None = None, of_one: int | None = 4
    ) -> list[dict[str, Any]]:
        """Return the cases most alike by all traits, the most alike first.

        Parameters
        ----------
        count
            How many.
        way
            Only those that ended in this way (its id).
        of_one
            At most so many of one alliance, as its members are much alike; None for any number.

        Returns
        -------
        list of dict
            ``likeness``, ``state`` (name), ``id``, ``atop``, ``strand``, ``from``, ``to`` (EDTF),
            ``years``, ``how`` (ATOP's ending), ``way`` (in words), ``stayed``, ``next`` (in words),
            ``sequel`` (plain data; None where it goes on), ``differs`` (traits with less than half
            a likeness), ``unknown`` (traits that are known of the one, and not of it),
            ``traits`` (see :meth:`explain`).
        """
        numbers = {one.id: number for number, one in enumerate(self.ways, 1)}
        wanted = self.others if way is None else self.others & (self.way == numbers[way])
        order = np.lexsort((self.table["began"], self._treaty, -self.likeness))
        chosen: list[int] = []
        seen: Counter[int] = Counter()
        for place in order.tolist():
            treaty = int(self._treaty[place])
            if len(chosen) < count and wanted[place] and (not of_one or seen[treaty] < of_one):
                seen[treaty] += 1
                chosen.append(place)
        return [self._case(place) for place in chosen]

    def _case(self, place: int) -> dict[str, Any]:
        table, traits = self.table, self.explain(place)
        after = sequel(table, place, self.actors)
        way = int(self.way[place])
        return {
            "likeness": round(float(self.likeness[place]), 4),
            "alike_by_entry": round(float(self.alike_by_entry[place]), 4),
            "state": self.actors.name(str(table["state"][place])),
            "id": str(table["state"][place]),
            "atop": int(table["atop"][place]),
            "strand": int(table["strand"][place]),
            "from": str(table["from"][place]),
            "to": str(table["to"][place]),
            "years": round(int(table["days"][place]) / YEAR, 1),
            "how": str(table["how"][place]),
            "way": self.ways[way - 1].title if way else "goes on",
            "stayed": int(table["stayed"][place]),
            "next": self._next(after),
            "sequel": None if after is None else after.row(),
            "differs": [
                row["trait"]
                for row in traits
                if row["likeness"] is not None and row["weight"] and row["likeness"] < 0.5
            ],
            "unknown": [
                row["trait"]
                for row in traits
                if row["likeness"] is None and row["own"] is not None and row["weight"]
            ],
            "traits": traits,
        }

    def _next(self, after: Sequel | None) -> str:
        if after is None:
            return f"a member when the data end, {self.table.until}"
        return after.in_words(self.actors.name)

    def explain(self, place: int) -> list[dict[str, Any]]:
        """Return how the likeness of a membership comes about, a row a trait.

        Returns
        -------
        list of dict
            ``trait``, ``own`` and ``other`` (the two values), ``likeness`` (0 to 1; None where
            one is not known), ``weight``, ``counts`` (the part of the likeness that it makes up).
        """
        found, weights = self.by_trait[place], np.array([t.weight for t in self.traits])
        total = float(weights[~np.isnan(found)].sum())
        rows = []
        for number, trait in enumerate(self.traits):
            value = None if np.isnan(found[number]) else round(float(found[number]), 4)
            other = float(self.columns[trait.column][place])
            rows.append(
                {
                    "trait": trait.name,
                    "own": self.profile.values.get(trait.column),
                    "other": None if np.isnan(other) else other,
                    "likeness": value,
                    "weight": trait.weight,
                    "counts": None if value is None else round(value * trait.weight / total, 4),
                }
            )
        return rows

    # How long states stayed

    @cached_property
    def course(self) -> Course:
        """The course of those alike, from entry on."""
        return course(self.table["days"][self.alike], self.way[self.alike], len(self.ways))

    def staying(self, years: Sequence[float] = _MARKS) -> list[dict[str, Any]]:
        """Return how many of those alike were still members after some years, and how others ended.

        Returns
        -------
        list of dict
            ``years``, ``at_risk`` (memberships that had lasted so long and were in sight),
            ``alliances`` (of these), ``stays`` with ``stays_low`` and ``stays_high`` (Greenwood,
            each membership on its own), ``stays_low_together`` and ``…_high_together`` (alliances
            as wholes); then for each way of ending its id, with ``_low`` and ``_high`` (alliances
            as wholes). Years after the longest membership are left out.
        """
        return self._shares(self.alike, 0, years)

    @cached_property
    def as_old(self) -> Mask:
        """Which of those alike lasted at least as long as this one has by now, shape (n,)."""
        return self.alike & (self.table["days"] >= self.profile.age)

    def from_now(self, years: Sequence[float] = _AHEAD) -> list[dict[str, Any]]:
        """Return the same for those that had lasted as long as this one, from that age on."""
        return self._shares(self.as_old, self.profile.age, years)

    def _shares(self, chosen: Mask, since: int, years: Sequence[float]) -> list[dict[str, Any]]:
        days, group = self.table["days"][chosen] - since, self._treaty[chosen]
        alone = course(days, self.way[chosen], len(self.ways))
        marks = [year for year in years if year * YEAR <= alone.last]
        if not marks:
            return []
        at = np.array(marks) * YEAR
        found = together(days, self.way[chosen], len(self.ways), group, at)
        rows = []
        for row, (year, day) in enumerate(zip(marks, at.tolist(), strict=True)):
            low, high = alone.interval(day)
            shares: dict[str, Any] = {
                "years": year,
                "at_risk": alone.risk_at(day),
                "alliances": len(np.unique(group[days >= day])),
                "stays": float(found.shares[row, 0]),
                "stays_low": low,
                "stays_high": high,
                "stays_low_together": float(found.low[row, 0]),
                "stays_high_together": float(found.high[row, 0]),
            }
            for number, way in enumerate(self.ways, 1):
                shares[way.id] = float(found.shares[row, number])
                shares[f"{way.id}_low"] = float(found.low[row, number])
                shares[f"{way.id}_high"] = float(found.high[row, number])
            rows.append({key: _rounded(value) for key, value in shares.items()})
        return rows

    # How much hangs on the choices

    def counts(self, chosen: Mask | None = None) -> dict[str, Any]:
        """Count memberships, those alike if none are given: how many, of how many alliances, ended.

        Returns
        -------
        dict
            ``memberships``, ``alliances``, ``go_on``, and the id of each way of ending.
        """
        mask = self.alike if chosen is None else chosen
        way = self.way[mask]
        return {
            "memberships": int(mask.sum()),
            "alliances": len(np.unique(self._treaty[mask])),
            "go_on": int((way == 0).sum()),
            **{one.id: int((way == number).sum()) for number, one in enumerate(self.ways, 1)},
        }

    def sensitivity(self) -> list[dict[str, Any]]:
        """Return what becomes of the curve with other lines and other weights.

        Returns
        -------
        list of dict
            ``choice`` (in words), ``memberships``, ``alliances``, ``exits`` (how many left or
            broke off), and after twenty years ``stays`` and ``exit`` (shares; None where nobody
            was seen so long).
        """
        entry = [trait for trait in self.traits if trait.known == "entry" and trait.weight]
        choices: list[tuple[str, Sequence[Trait], float]] = [("as above", self.traits, self.line)]
        for line in (self.line - 0.1, self.line - 0.05, self.line + 0.05, self.line + 0.1):
            if 0 < line <= 1:
                choices.append((f"line at {line:.2f}", self.traits, line))
        same = [t.model_copy(update={"weight": float(t.weight > 0)}) for t in self.traits]
        choices.append(("every trait weighs the same", same, self.line))
        if len(entry) > 1:
            for left_out in entry:
                kept = [
                    t.model_copy(update={"weight": 0.0}) if t is left_out else t
                    for t in self.traits
                ]
                choices.append((f"without {left_out.name}", kept, self.line))
        return [self._choice(*choice) for choice in choices]

    def _choice(self, words: str, traits: Sequence[Trait], line: float) -> dict[str, Any]:
        mask = self.others & (self._mean(traits, entry=True) >= line)
        found = course(self.table["days"][mask], self.way[mask], len(self.ways))
        day = _HORIZON * YEAR
        seen = found.last >= day
        return {
            "choice": words,
            "memberships": int(mask.sum()),
            "alliances": len(np.unique(self._treaty[mask])),
            "exits": int((self.way[mask] == 1).sum()),
            "stays": _rounded(found.stays_at(day)) if seen else None,
            "exit": _rounded(float(found.ends_at(day)[0])) if seen else None,
        }

    def hazard(self) -> Hazard:
        """Return what goes with leaving, over all memberships (needs the ``survival`` extra)."""
        from foedus.options._hazard import fit_hazard

        return fit_hazard(self)

    # All of it

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for every other membership, the most alike first."""
        order = np.argsort(-self.likeness, kind="stable")
        plain = self.table.rows()
        rows = []
        for place in order.tolist():
            if not self.others[place]:
                continue
            way = int(self.way[place])
            rows.append(
                {
                    "likeness": _rounded(float(self.likeness[place])),
                    "alike_by_entry": _rounded(float(self.alike_by_entry[place])),
                    "alike": bool(self.alike[place]),
                    "way": self.ways[way - 1].id if way else "goes on",
                    **plain[place],
                }
            )
        return rows

    def remarks(self) -> list[str]:
        """Say in sentences what the cases can bear."""
        from foedus.options._precedents_words import remarks

        return remarks(self)

    def as_json(self, nearest: int = 10) -> dict[str, Any]:
        """Return all of it as plain data, but for the hazard model."""
        profile = self.profile
        return {
            "membership": {
                "title": profile.title,
                "state": profile.state,
                "source": profile.source,
                "began": profile.began.isoformat(),
                "as_of": profile.as_of.isoformat(),
                "years": round(profile.age / YEAR, 1),
                "notes": list(profile.notes),
            },
            "data": {"label": self.table.label, "until": str(self.table.until)},
            "traits": [
                {**trait.model_dump(), "own": profile.values.get(trait.column)}
                for trait in self.traits
            ],
            "line": self.line,
            "nearest": self.nearest(nearest),
            "nearest_exits": self.nearest(nearest, way=self.ways[0].id),
            "alike": self.counts(),
            "ways": [way.model_dump() for way in self.ways],
            "staying": self.staying(),
            "as_old": self.counts(self.as_old),
            "from_now": self.from_now(),
            "sensitivity": self.sensitivity(),
            "remarks": self.remarks(),
        }

    def draw(self, **options: Any) -> Figure:
        """Draw the curve and the nearest cases; the options are those of ``draw_precedents``."""
        from foedus.options._precedents_figure import draw_precedents

        return draw_precedents(self, **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def find_precedents(
    profile: Profile,
    table: Memberships,
    *,
    line: float = 0.8,
    weights: Mapping[str, float] | None = None,
    traits: Sequence[Trait] | None = None,
    broken: Mapping[int, bool] | None = None,
    actors: Actors | None = None,
) -> Precedents:
    """Compare a membership with all those of an ATOP file.

    Parameters
    ----------
    profile
        The membership, by :func:`profile_in` or :func:`profile_of`.
    table
        The memberships of the file, best with capabilities.
    line
        The least likeness, above 0 and up to 1, with which a membership counts as alike.
    weights
        Trait → weight, where it is to be another than the one that ships; 0 leaves a trait out.
    traits
        The traits; those that ship, if none are given.
    broken
        ATOP's number → whether a promise of that alliance was called in and not kept, as
        :meth:`Codings.broken` tells it.
    actors
        The tables, for names.

    Raises
    ------
    InputError
        The line is out of range, a weight names no trait or is below 0.
    """
    if not 0 < line <= 1:
        raise InputError(
            f"the line cannot be at {line:g}", hint="a likeness lies between 0 and 1, such as 0.8"
        )
    chosen = weighted(shipped_traits() if traits is None else traits, weights or {})
    return Precedents(
        profile,
        table,
        chosen,
        line,
        comparable(table, broken or {}),
        shipped_ways(),
        default_actors() if actors is None else actors,
    )
