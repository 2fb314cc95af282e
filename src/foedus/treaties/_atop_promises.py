"""The promises of all alliances of an ATOP file as one table, to be held against many events.

::

    rows of a file × templates of norms ─► Promises ── a row for each norm of a phase that an event
                                              └── bearers: the rows of those that made it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus.treaties._atop_norms import templates
from foedus.treaties._atop_read import Rows
from foedus.treaties._conditions import Condition

if TYPE_CHECKING:
    from foedus.treaties._atop import Atop

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: The question that decides where a promise holds against certain adversaries only.
NAMED_ADVERSARY = "the-named-adversary"


@dataclass(frozen=True, slots=True)
class Template:
    """A norm that ATOP's codes stand for, as ``data/atop/norms.yaml`` has it.

    Attributes
    ----------
    variable, implied_by
        The variable whose code 1 makes the norm; or those that imply it where that one is 0.
    id, title, kind, modality, counterparty
        As in a norm.
    when
        What calls it in.
    terms
        Variable → what its code 1 adds to the condition.
    """

    variable: str
    implied_by: tuple[str, ...]
    id: str
    title: str
    kind: str
    modality: str
    counterparty: str
    when: Condition
    terms: dict[str, Condition]

    def promised(self, rows: Rows) -> Mask:
        """Return whether the member of each row makes the promise, shape (rows,)."""
        given = _is(rows, self.variable)
        if self.implied_by:
            implied = np.any([_is(rows, name) for name in self.implied_by], axis=0)
            return np.asarray(~given & implied)
        return given


@cache
def promise_templates() -> tuple[Template, ...]:
    """Return the norms of ATOP that an event can call in, in the order of the file."""
    return tuple(
        Template(
            variable=row["variable"],
            implied_by=tuple(row.get("implied_by", ())),
            id=row["id"],
            title=row["title"],
            kind=row["kind"],
            modality=row["modality"],
            counterparty=row["counterparty"],
            when=Condition.model_validate({"all": row["when"]}),
            terms={name: _term(term) for name, term in row["conditions"].items()},
        )
        for row in templates()["promises"]
    )


def _term(term: dict[str, Any]) -> Condition:
    if "adversaries" in term:
        return Condition(question=NAMED_ADVERSARY)
    return Condition.model_validate({"request": "target"} if "request" in term else term)


def _is(rows: Rows, variable: str) -> Mask:
    values = rows.codes.get(variable.lower())
    return np.zeros(len(rows), dtype=bool) if values is None else np.asarray(values == 1)


@dataclass(frozen=True, eq=False)
class Promises:
    """The norms of an ATOP file that an event can call in.

    Members of a phase that promise the same under the same conditions share a row, as they share a
    norm in the treaty.

    Attributes
    ----------
    template
        Shape (n,), int64: place in :func:`promise_templates`.
    number, phase, strand
        Shape (n,), int64: the alliance, its phase, the strand of phases to which it belongs.
    terms
        Variable → shape (n,), bool: whether the promise has that condition.
    threats
        Shape (n, 2), int64: the states that STATTHR1 and STATTHR2 name; 0 for none.
    threat_kind
        Shape (n,), int64: SPECTHRT; -1 where the file does not say.
    wartime
        Shape (n,), bool: made by states at war.
    bearers
        The rows of the ATOP file of those that made the promise.
    first, last
        Shape (n,), int64: where each promise's begin and end in `bearers`.
    """

    template: Whole
    number: Whole
    phase: Whole
    strand: Whole
    terms: dict[str, Mask] = field(repr=False)
    threats: Whole = field(repr=False)
    threat_kind: Whole = field(repr=False)
    wartime: Mask = field(repr=False)
    bearers: Whole = field(repr=False)
    first: Whole = field(repr=False)
    last: Whole = field(repr=False)

    def __len__(self) -> int:
        return len(self.template)


def promises_of(atop: Atop) -> Promises:
    """Return the promises of a file as a table."""
    rows = atop.rows
    made = [_of_template(each, rows) for each in promise_templates()]
    leaders = np.concatenate([leader for leader, _ in made])
    groups = [group for _, group in made]
    lengths = np.array([len(one) for group in groups for one in group], dtype=np.int64)
    last = np.cumsum(lengths)
    names = {name: None for each in promise_templates() for name in each.terms}
    terms = {
        name: np.concatenate(
            [
                _is(rows, name)[leader] & (name in promise_templates()[place].terms)
                for place, (leader, _) in enumerate(made)
            ]
        )
        for name in names
    }

    def code(name: str, missing: int) -> Whole:
        values = rows.codes.get(name, np.full(len(rows), np.nan))[leaders]
        return np.asarray(np.nan_to_num(values, nan=missing), dtype=np.int64)

    return Promises(
        template=np.concatenate([np.full(len(one[0]), place) for place, one in enumerate(made)]),
        number=rows.number[leaders],
        phase=rows.phase[leaders],
        strand=atop.strand[leaders],
        terms=terms,
        threats=np.stack([code("statthr1", 0), code("statthr2", 0)], axis=1),
        threat_kind=code("specthrt", -1),
        wartime=code("wartime", 0) == 1,
        bearers=np.concatenate(
            [np.zeros(0, np.int64), *(row for group in groups for row in group)]
        ),
        first=last - lengths,
        last=last,
    )


def _of_template(template: Template, rows: Rows) -> tuple[Whole, list[Whole]]:
    """Return the first row of each promise, and the rows of its bearers."""
    chosen = np.flatnonzero(template.promised(rows))
    bits = np.zeros(len(chosen), dtype=np.int64)
    for bit, name in enumerate(template.terms):
        bits |= _is(rows, name)[chosen].astype(np.int64) << bit
    keys = (rows.number[chosen] * 10 + rows.phase[chosen]) * 1024 + bits
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(which, kind="stable")
    edges = np.searchsorted(which[order], np.arange(len(first) + 1))
    groups = [chosen[order[a:b]] for a, b in pairwise(edges.tolist())]
    return chosen[first], groups
