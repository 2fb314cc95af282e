"""How two actors stand to each other over time: monthly series of weighted events.

A month counts as covered if a source of the case was published in it, or says that something
happened in it. In a covered month a pair without an event has 0; in one that no source covers,
every pair is missing (NaN), never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._edtf import Edtf
from foedus._errors import InputError
from foedus.events import Event
from foedus.relations._breaks import Break, find_break

if TYPE_CHECKING:
    from foedus.figures import Figure

Months = NDArray[np.datetime64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Weighting:
    """What an event weighs: PLOVER's intensity, unless the case says otherwise.

    The most specific weight wins: act, then ``TYPE/mode``, then type.
    """

    types: Mapping[str, float] = field(default_factory=dict)
    modes: Mapping[str, float] = field(default_factory=dict)
    acts: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, event: Event) -> float:
        """Return the weight of an event."""
        if event.act is not None and event.act in self.acts:
            return self.acts[event.act]
        if f"{event.type}/{event.mode}" in self.modes:
            return self.modes[f"{event.type}/{event.mode}"]
        if event.type in self.types:
            return self.types[event.type]
        return event.intensity


@dataclass(frozen=True, eq=False)
class Series:
    """The monthly series of a pair.

    Attributes
    ----------
    source, target
        Ids of actors; the order matters only if ``directed``.
    months
        Shape (n,), ``datetime64[M]``, without gaps.
    values
        Shape (n,): sum of the weights of the month's events (Goldstein scale units); NaN where
        no source covers the month.
    counts
        Shape (n,): number of events in the month; one that lasts counts by its share of days.
    events
        Ids of the events in it.
    """

    source: str
    target: str
    directed: bool
    months: Months = field(repr=False)
    values: Values = field(repr=False)
    counts: Values = field(repr=False)
    events: tuple[str, ...] = field(repr=False, default=())

    @property
    def pair(self) -> tuple[str, str]:
        """The two actors."""
        return self.source, self.target

    @property
    def label(self) -> str:
        """``ARM → RUS`` if directed, else ``ARM – RUS``."""
        return f"{self.source} {'→' if self.directed else '–'} {self.target}"

    @cached_property
    def change(self) -> Break | None:
        """The most probable change of its tone, with its probability."""
        return find_break(self.months, self.tone)

    @property
    def tone(self) -> Values:
        """Mean weight of a month's events, shape (n,); NaN where there was none.

        The sum mixes how the two deal with each other and how much is reported of it; the mean
        says the first alone.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.counts > 0, self.values / self.counts, np.nan)

    def mean(self) -> float | None:
        """Mean over the covered months; None if there are none."""
        seen = self.values[~np.isnan(self.values)]
        return float(seen.mean()) if len(seen) else None

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row for each month; a missing value is None."""
        return [
            {
                "source": self.source,
                "target": self.target,
                "directed": self.directed,
                "month": str(month),
                "value": None if np.isnan(value) else float(value),
                "events": None if np.isnan(value) else float(count),
            }
            for month, value, count in zip(self.months, self.values, self.counts, strict=True)
        ]

    def to_pandas(self) -> Any:
        """Return a pandas Series by month (needs the ``notebook`` extra)."""
        import pandas as pd

        index = pd.PeriodIndex(self.months.astype(str), freq="M", name="month")
        return pd.Series(self.values, index=index, name=self.label)

    def draw(self, **options: Any) -> Figure:
        """Draw the series; the options are those of ``draw_series``."""
        from foedus.relations._figure import draw_series

        return draw_series([self], **{"columns": 1, "width": 420, **options})

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()

    def __str__(self) -> str:
        seen = int((~np.isnan(self.values)).sum())
        text = (
            f"{self.label}: {len(self.events)} events, {seen} of {len(self.months)} months covered"
        )
        if self.change is not None:
            text += (
                f"; level {self.change.before:+.1f} → {self.change.after:+.1f} "
                f"from {self.change.month} (p = {self.change.probability:.2f})"
            )
        return text


#: The columns of :meth:`Relations.rows`.
COLUMNS = ("source", "target", "directed", "month", "value", "events")


@dataclass(frozen=True, eq=False)
class Relations:
    """The series of all pairs of some actors.

    Attributes
    ----------
    actors
        Ids, in the order given.
    months
        Shape (n,), ``datetime64[M]``.
    covered
        Shape (n,), whether any source covers the month.
    left_out
        Ids of events whose date is too wide for a month.
    """

    actors: tuple[str, ...]
    months: Months = field(repr=False)
    covered: NDArray[np.bool_] = field(repr=False)
    _sums: NDArray[np.float64] = field(repr=False)
    _counts: NDArray[np.float64] = field(repr=False)
    _events: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    left_out: tuple[str, ...] = ()

    @classmethod
    def from_events(
        cls,
        events: Iterable[Event],
        actors: Sequence[str],
        *,
        weighting: Weighting | None = None,
        covered: Iterable[Edtf] = (),
        during: Edtf | None = None,
        until: dt.date | None = None,
    ) -> Relations:
        """Sum events into months, for every ordered pair of actors.

        Parameters
        ----------
        events
            The events that count. Only actual ones enter: what is planned, asked for or denied
            has not happened between two actors.
        actors
            Ids of the actors in view.
        weighting
            What an event weighs.
        covered
            Dates of publication of the case's sources.
        during
            The period of the case; months outside it are left away.
        until
            The last day of the series; the last event, if none is given.
        """
        weigh = weighting or Weighting()
        index = {actor: position for position, actor in enumerate(dict.fromkeys(actors))}
        used: list[tuple[Event, list[tuple[np.datetime64, float]]]] = []
        left_out: list[str] = []
        seen: set[np.datetime64] = set()
        for event in events:
            if event.factuality != "actual":
                continue
            shares = _months_of(event.date)
            if not shares:
                if index.keys() & event.actors:
                    left_out.append(event.id)
                continue
            seen.update(month for month, _ in shares)
            used.append((event, shares))
        for date in covered:
            if date.precision in ("day", "month"):
                seen.update(month for month, _ in _months_of(date))
        if during is not None and during.earliest is not None:
            seen = {month for month in seen if month >= np.datetime64(during.earliest, "M")}
        if during is not None and during.latest is not None:
            seen = {month for month in seen if month <= np.datetime64(during.latest, "M")}
        if not seen:
            empty = np.array([], dtype="datetime64[M]")
            none = np.zeros((len(index), len(index), 0))
            return cls(tuple(index), empty, np.array([], bool), none, none, {}, tuple(left_out))
        last = max(seen) if until is None else np.datetime64(until, "M")
        if during is not None and during.latest is not None:
            last = min(last, np.datetime64(during.latest, "M"))
        months = np.arange(min(seen), last + np.timedelta64(1, "M"), dtype="datetime64[M]")
        position = {month: place for place, month in enumerate(months)}
        shape = (len(index), len(index), len(months))
        sums, counts = np.zeros(shape), np.zeros(shape)
        ids: dict[tuple[str, str], list[str]] = {}
        for event, shares in used:
            weight = weigh(event)
            for actor in event.source:
                for other in event.target:
                    if actor == other or actor not in index or other not in index:
                        continue
                    inside = [(month, share) for month, share in shares if month in position]
                    if inside:
                        ids.setdefault((actor, other), []).append(event.id)
                    for month, share in inside:
                        place = index[actor], index[other], position[month]
                        sums[place] += weight * share
                        counts[place] += share
        mask = np.array([month in seen for month in months], dtype=bool)
        return cls(
            tuple(index),
            months,
            mask,
            sums,
            counts,
            {pair: tuple(names) for pair, names in ids.items()},
            tuple(left_out),
        )

    def series(self, source: str, target: str, *, directed: bool = True) -> Series:
        """Return the series of a pair; undirected is the sum of both directions.

        Raises
        ------
        InputError
            An actor is not in view.
        """
        for actor in (source, target):
            if actor not in self.actors:
                raise InputError(
                    f"'{actor}' is not among the actors in view",
                    hint=f"the actors in view are {', '.join(self.actors)}; add it to case.yaml",
                )
        a, b = self.actors.index(source), self.actors.index(target)
        values, counts = self._sums[a, b].copy(), self._counts[a, b].copy()
        events = self._events.get((source, target), ())
        if not directed:
            values += self._sums[b, a]
            counts += self._counts[b, a]
            events = tuple(dict.fromkeys((*events, *self._events.get((target, source), ()))))
        values[~self.covered] = np.nan
        return Series(source, target, directed, self.months, values, counts, events)

    def pairs(self, *, directed: bool = False) -> Iterator[Series]:
        """Yield the series of every pair that has an event."""
        for a, b in combinations(self.actors, 2):
            if (a, b) in self._events or (b, a) in self._events:
                if directed:
                    for pair in ((a, b), (b, a)):
                        if pair in self._events:
                            yield self.series(*pair)
                else:
                    yield self.series(a, b, directed=False)

    def rows(self, *, directed: bool = False) -> list[dict[str, Any]]:
        """Return a flat row for each pair and month."""
        return [row for series in self.pairs(directed=directed) for row in series.rows()]

    def to_pandas(self, *, directed: bool = False) -> Any:
        """Return the rows as a pandas DataFrame (needs the ``notebook`` extra)."""
        import pandas as pd

        return pd.DataFrame(self.rows(directed=directed))

    def to_arrow(self, *, directed: bool = False) -> Any:
        """Return the rows as an Arrow table (needs the ``notebook`` extra)."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows(directed=directed))

    def draw(self, *, directed: bool = False, **options: Any) -> Figure:
        """Draw every pair that has an event, those with most events first."""
        from foedus.relations._figure import draw_series

        pairs = sorted(self.pairs(directed=directed), key=lambda series: -len(series.events))
        return draw_series(pairs, **options)

    def _repr_html_(self) -> str:
        return self.draw()._repr_html_()

    def __str__(self) -> str:
        return "\n".join(str(series) for series in self.pairs())


def _months_of(date: Edtf) -> list[tuple[np.datetime64, float]]:
    """Return the months of a date with its share in each; empty if it is too wide to place.

    A day or month is one month. An interval that says how long something lasted is spread over
    its days; one that is open, or longer than a year, is not placed, nor is a season or year.
    """
    if date.earliest is None or date.latest is None:
        return []
    first, last = np.datetime64(date.earliest, "M"), np.datetime64(date.latest, "M")
    if first == last:
        return [(first, 1.0)]
    if not date.is_interval or (date.latest - date.earliest).days > 366:
        return []
    days = (date.latest - date.earliest).days + 1
    shares = []
    for month in np.arange(first, last + np.timedelta64(1, "M"), dtype="datetime64[M]"):
        begin = max(month.astype("datetime64[D]").item(), date.earliest)
        end = min(
            (month + np.timedelta64(1, "M")).astype("datetime64[D]").item() - dt.timedelta(days=1),
            date.latest,
        )
        shares.append((month, ((end - begin).days + 1) / days))
    return shares
