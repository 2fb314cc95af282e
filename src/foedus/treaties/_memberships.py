"""Past memberships as a table: who promised what to whom, how long it lasted, how it ended.

::

    rows of a file ─► unbroken times of a state in an alliance ─┬─ what it promised
      (a row a phase)   (phases that follow on each other       ├─ how strong it was beside the
                         are one)                               │  others (NMC)
                                                                └─ how it ended, or that it goes on
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.treaties._atop_read import Rows
from foedus.treaties._atop_states import stays
from foedus.treaties._atop_variables import OBLIGATIONS

if TYPE_CHECKING:
    from foedus.treaties._atop import Atop
    from foedus.treaties._capabilities import Capabilities

#: How a membership can end, each with what it means.
ENDINGS = {
    "goes on": "it had not ended when the data end",
    "left": "the member went, and at least two others went on",
    "denounced": "a member ended the alliance, or it could not go on without the one that went",
    "expired": "its term ran out",
    "fulfilled": "its purpose was achieved",
    "replaced": "another agreement took its place",
    "state ended": "the member itself ceased to be a state",
    "partner ended": "a partner ceased to be a state",
    "defeat": "it ended with defeat or occupation in war",
    "other": "it ended, and the file does not say how",
}
# TERMMODE, as its cases read; "left" and "denounced", and whose state ended, are told apart below.
_MODES = {
    1: "expired",
    2: "replaced",
    3: "denounced",
    4: "partner ended",
    5: "fulfilled",
    6: "defeat",
}
# A file without TERMMODE (alliance level, 4.x) has TERM alone, which cannot tell these apart.
_TERMS = {1: "expired", 2: "denounced", 3: "replaced"}
# What else a treaty has, in any phase of a membership.
_PROVISIONS = (
    *("conditio", "asymm", "wartime", "bilat"),
    *("organ1", "milcon", "base", "speclgth"),
)
# Years by which a membership may lie before or after the capabilities to be given the nearest.
_REACH = 3
_NEAR = np.timedelta64(31, "D")
_NEVER = np.datetime64("9999-12-31")

Table = dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Memberships:
    """A row for each unbroken time of a state in an alliance, ready for survival analysis.

    Attributes
    ----------
    columns
        Name → array of shape (n,), in order of treaty, then of entry:

        - ``state`` (id at entry), ``cow`` (COW number), ``atop`` (number of the alliance),
          ``strand`` (0, or the phase with which a side of it began that is a treaty of its own);
        - ``from``, ``to`` (EDTF text, ``..`` while it goes on), ``began``, ``ended``
          (``datetime64[D]``, NaT while it goes on), ``days`` (length, to the end of the data where
          it goes on), ``is_over`` (bool; False is a censored row);
        - ``how`` (one of :data:`ENDINGS`), ``stayed`` (how many other members went on in the
          alliance), ``term``, ``termmode``, ``termcaus`` (ATOP's codes, float64, NaN where the file
          has none);
        - ``defense``, ``offense``, ``neutral``, ``nonagg``, ``consul`` (bool: promised by this
          state in any phase of that time), ``conditio``, ``asymm``, ``wartime``, ``bilat``,
          ``organ1``, ``milcon``, ``base``, ``speclgth`` (bool: whether the code was above 0 in any
          phase), ``renounce`` (ATOP's code in the last phase, float64), ``phases`` (how many);
        - ``partners`` (other members within the calendar year of entry), ``cinc`` (this state's
          share of the world's capabilities, 0 to 1), ``cinc_share`` (its share of those of all
          members, 0 to 1), ``cinc_ratio`` (it, divided by the strongest partner's), ``cinc_year``
          (the year of these; 0 where there is none), ``cinc_partners`` (partners of which the
          strength is known). The first three are NaN where a value is missing.
    until
        The last day of the data: 31 December of the last year in the file.
    label
        Which data they are: ``ATOP 5.1``.
    """

    columns: Table = field(repr=False)
    until: np.datetime64
    label: str

    def __len__(self) -> int:
        return len(self.columns["atop"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column, shape (n,)."""
        return self.columns[name]

    def where(
        self,
        *,
        state: str | None = None,
        number: int | None = None,
        on: str | dt.date | Edtf | None = None,
    ) -> Memberships:
        """Return the memberships of a state (id at entry), in an alliance, on a day.

        Raises
        ------
        DateError
            The date is not EDTF.
        """
        kept = np.ones(len(self), dtype=bool)
        if state is not None:
            kept &= self.columns["state"] == state
        if number is not None:
            kept &= self.columns["atop"] == number
        if on is not None:
            day = Edtf.parse(on)
            first, last = day.earliest or dt.date.min, day.latest or dt.date.max
            ended = np.where(self.columns["is_over"], self.columns["ended"], _NEVER)
            kept &= (self.columns["began"] <= np.datetime64(last)) & (ended >= np.datetime64(first))
        table = {name: column[kept] for name, column in self.columns.items()}
        return Memberships(table, self.until, self.label)

    def endings(self) -> list[dict[str, Any]]:
        """Count the memberships by how they ended.

        Returns
        -------
        list of dict
            For each of :data:`ENDINGS` that occurs: ``how``, ``memberships`` (how many),
            ``median_years`` (half lasted no longer; of those that go on, until now) and ``means``.
        """
        how, days = self.columns["how"], self.columns["days"]
        return [
            {
                "how": ending,
                "memberships": int((how == ending).sum()),
                "median_years": round(float(np.median(days[how == ending])) / 365.25, 1),
                "means": means,
            }
            for ending, means in ENDINGS.items()
            if (how == ending).any()
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Return plain rows, with ``promised`` (the five obligations in one cell) besides.

        A missing value is None.
        """
        lists = {
            name: [_plain(value) for value in column.tolist()]
            for name, column in self.columns.items()
        }
        lists["promised"] = [
            " ".join(name.upper() for name, made in zip(OBLIGATIONS, five, strict=True) if made)
            for five in zip(*(lists[name] for name in OBLIGATIONS), strict=True)
        ]
        return [
            dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)
        ]

    def to_pandas(self) -> Any:
        """Return the table as a pandas DataFrame (needs the ``notebook`` extra)."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    def to_arrow(self) -> Any:
        """Return the table as an Arrow table (needs the ``notebook`` extra)."""
        import pyarrow as pa

        return pa.table(self.columns)

    def __str__(self) -> str:
        ended = ", ".join(f"{row['memberships']} {row['how']}" for row in self.endings())
        return f"{len(self)} memberships in {self.label}, until {self.until}: {ended}"


def _plain(value: object) -> object:
    if isinstance(value, float) and value != value:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def memberships_of(atop: Atop, capabilities: Capabilities | None = None) -> Memberships:
    """Return the memberships of an ATOP file; see :meth:`Atop.memberships`."""
    rows = atop.rows
    # phases that run side by side are treaties apart, as their members promise each other nothing
    treaty = rows.number * 10 + atop.strand
    order, first, last, at = _unbroken(rows, treaty)
    treaty = treaty[order[first]]
    began, ended = rows.began[order[first]], rows.ended[order[last]]
    years = [rows.began[order].astype("datetime64[Y]").max()]
    if not np.isnat(rows.ended).all():
        years.append(np.nanmax(rows.ended.astype("datetime64[Y]")))
    until = (max(years) + 1).astype("datetime64[D]") - 1
    closed = np.where(np.isnat(ended), until, ended)
    number, code = rows.number[order[first]], rows.member[order[first]]

    def ever(name: str) -> NDArray[np.bool_]:
        values = np.nan_to_num(rows.codes.get(name, np.zeros(len(rows))))[order]
        return np.maximum.reduceat(values, first) > 0

    def at_end(name: str) -> NDArray[np.float64]:
        return rows.codes.get(name, np.full(len(rows), np.nan))[order[last]]

    texts = [
        (rows.began_text[order[one]], rows.ended_text[order[other]])
        for one, other in zip(first, last, strict=True)
    ]
    columns: Table = {
        "state": np.array(
            [
                stays(atop.actors, one, *text)[0].state
                for one, text in zip(code.tolist(), texts, strict=True)
            ]
        ),
        "cow": code,
        "atop": number,
        "strand": treaty % 10,
        "from": np.array([text[0] for text in texts]),
        "to": np.array([text[1] for text in texts]),
        "began": began,
        "ended": ended,
        "days": (closed - began).astype(np.int64),
        "is_over": ~np.isnat(ended),
    }
    columns |= {name: at_end(name) for name in ("term", "termmode", "termcaus")}
    columns |= {name: ever(name) for name in OBLIGATIONS}
    columns |= {name: ever(name) for name in _PROVISIONS}
    columns["renounce"] = at_end("renounce")
    columns["phases"] = np.bincount(at, minlength=len(first))
    columns["stayed"] = _stayed(columns)
    columns["how"] = _how(columns, atop.actors)
    columns |= _strength(columns, capabilities)
    table = {name: columns[name] for name in sorted(columns, key=_place)}
    tidy = np.lexsort((code, began, treaty))
    return Memberships({name: column[tidy] for name, column in table.items()}, until, atop.label)


_ORDER = (
    *(
        "state",
        "cow",
        "atop",
        "strand",
        "from",
        "to",
        "began",
        "ended",
        "days",
        "is_over",
        "how",
        "stayed",
    ),
    *("term", "termmode", "termcaus", *OBLIGATIONS, *_PROVISIONS, "renounce"),
    *("phases", "partners", "cinc", "cinc_share", "cinc_ratio", "cinc_year", "cinc_partners"),
)


def _place(name: str) -> int:
    return _ORDER.index(name)


def _unbroken(
    rows: Rows, treaty: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Join the rows of a member of a treaty that follow on each other.

    Returns
    -------
    order, first, last, at
        The rows in order of alliance, member and entry, shape (n,); of each membership, the places
        in that order of its first row and of the row that ends last, shape (m,); of each place, the
        membership, shape (n,).
    """
    order = np.lexsort((rows.phase, rows.began, rows.member, treaty))
    of, member = treaty[order], rows.member[order]
    began = rows.began[order].astype(np.int64)
    closed = np.where(np.isnat(rows.ended), _NEVER, rows.ended)[order].astype(np.int64)
    new = np.ones(len(order), dtype=bool)
    new[1:] = (of[1:] != of[:-1]) | (member[1:] != member[:-1])
    # the latest end so far within a member: the groups are set apart by more than any date
    apart = np.cumsum(new) * 10_000_000
    reached = np.maximum.accumulate(closed + apart) - apart
    new[1:] |= began[1:] > reached[:-1] + 1
    at = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    by_end = np.lexsort((closed, at))
    last = by_end[np.append(first[1:], len(order)) - 1]
    return order, first, last, at


def _pairs(columns: Table) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return every ordered pair of two memberships in one treaty."""
    treaty = columns["atop"] * 10 + columns["strand"]
    order = np.argsort(treaty, kind="stable")
    _, starts, sizes = np.unique(treaty[order], return_index=True, return_counts=True)
    size, start = np.repeat(sizes, sizes), np.repeat(starts, sizes)
    one = np.repeat(np.arange(len(treaty)), size)
    run = np.arange(len(one)) - np.repeat(np.cumsum(size) - size, size)
    other = np.repeat(start, size) + run
    apart = one != other
    return order[one[apart]], order[other[apart]]


def _stayed(columns: Table) -> NDArray[np.int64]:
    """Count the members that went on in the alliance when one went."""
    ended = columns["ended"]
    one, other = _pairs(columns)
    goes_on = np.isnat(ended[other]) | (ended[other] > ended[one])
    there = goes_on & (columns["began"][other] <= ended[one])
    apart = columns["cow"][one] != columns["cow"][other]
    return np.bincount(one[there & apart], minlength=len(ended))


def _how(columns: Table, actors: Actors) -> NDArray[np.str_]:
    """Say how each membership ended."""
    ended, over = columns["ended"], columns["is_over"]
    how = np.full(len(ended), "other", dtype="<U13")
    modes = ~np.isnan(columns["termmode"])
    terms = np.where(modes, np.nan, columns["term"])
    for table, code in ((_TERMS, terms), (_MODES, columns["termmode"])):
        for value, words in table.items():
            how[code == value] = words
    unsaid = ~modes & (np.nan_to_num(columns["term"]) == 0)
    how[((how == "denounced") | unsaid) & (columns["stayed"] >= 2)] = "left"
    for place in np.flatnonzero(over & (how == "partner ended")):
        if _ceased(actors, int(columns["cow"][place]), ended[place]):
            how[place] = "state ended"
    how[~over] = "goes on"
    return how


def _ceased(actors: Actors, code: int, day: np.datetime64) -> bool:
    """Whether a state left the system of states about that day, under its number."""
    times = [time for _, time in actors.coded(code, Edtf.parse("0001/9999"))]
    starts = [np.datetime64(time.earliest) for time in times if time.earliest is not None]
    for time in times:
        if time.latest is None:
            continue
        last = np.datetime64(time.latest)
        passed_on = any(abs(start - last) <= np.timedelta64(2, "D") for start in starts)
        if abs(last - day) <= _NEAR and not passed_on:
            return True
    return False


def _strength(columns: Table, capabilities: Capabilities | None) -> Table:
    """Count the partners of the year of entry, and weigh the member beside them."""
    began, cow, size = columns["began"], columns["cow"], len(columns["began"])
    year = began.astype("datetime64[Y]")
    year_end = (year + 1).astype("datetime64[D]") - 1
    closed = np.where(columns["is_over"], columns["ended"], _NEVER)
    one, other = _pairs(columns)
    together = (
        (began[other] <= np.minimum(year_end, closed)[one])
        & (closed[other] >= began[one])
        & (cow[one] != cow[other])
    )
    one, other = one[together], other[together]
    found: Table = {"partners": np.bincount(one, minlength=size)}
    missing = np.full(size, np.nan)
    if capabilities is None:
        return found | {
            "cinc": missing,
            "cinc_share": missing,
            "cinc_ratio": missing,
            "cinc_year": np.zeros(size, dtype=np.int64),
            "cinc_partners": np.zeros(size, dtype=np.int64),
        }
    number = year.astype(np.int64) + 1970
    used = np.clip(number, capabilities.first, capabilities.last)
    used = np.where(abs(used - number) <= _REACH, used, 0)
    own = capabilities.cinc(cow, used)
    theirs = capabilities.cinc(cow[other], used[one])
    known = ~np.isnan(theirs)
    total = np.bincount(one[known], theirs[known], minlength=size)
    strongest = np.zeros(size)
    np.maximum.at(strongest, one[known], theirs[known])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, own / (own + total), np.nan)
        ratio = np.where(strongest > 0, own / strongest, np.nan)
    return found | {
        "cinc": own,
        "cinc_share": share,
        "cinc_ratio": ratio,
        "cinc_year": np.where(np.isnan(own), 0, used),
        "cinc_partners": np.bincount(one[known], minlength=size),
    }
