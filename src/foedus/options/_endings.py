"""How the endings of memberships are put together: ways that shut each other out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from foedus._data import explain, parse_yaml, shipped
from foedus._errors import InputError
from foedus.treaties import Memberships

# Members that must have gone on for an end to be the going of one.
_OTHERS = 2


class Way(BaseModel):
    """A way in which memberships end, of several endings together.

    Attributes
    ----------
    id, title, means
        Its name, what a reader is told, what it is.
    endings
        Which of :data:`foedus.treaties.ENDINGS` it takes in.
    if_others
        Those that it takes in only where at least two other members went on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    endings: tuple[str, ...]
    if_others: tuple[str, ...] = ()
    means: str


@cache
def shipped_ways() -> tuple[Way, ...]:
    """Return the ways that ship; the first is the one of interest, the others compete with it."""
    where = "data/precedents/endings.yaml"
    text = shipped("precedents", "endings.yaml").read_text("utf-8")
    try:
        return tuple(Way.model_validate(row) for row in parse_yaml(text, where))
    except ValidationError as problem:
        raise explain(problem, where, error=InputError) from problem


def ways_of(table: Memberships, ways: Sequence[Way]) -> NDArray[np.int64]:
    """Return in which way each membership ended: 0 for none yet, else 1 to the number of ways.

    Returns
    -------
    numpy.ndarray
        Shape (n,), int64.
    """
    how, others = table["how"], table["stayed"] >= _OTHERS
    found = np.zeros(len(table), dtype=np.int64)
    for number, way in enumerate(ways, 1):
        found[np.isin(how, way.endings)] = number
    for number, way in enumerate(ways, 1):
        found[np.isin(how, way.if_others) & others] = number
    found[~table["is_over"]] = 0
    return found
