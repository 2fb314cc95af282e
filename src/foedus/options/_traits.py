"""What makes two memberships alike: traits with weights, by the table that ships.

::

    data/precedents/traits.yaml ─► Trait … ─► likenesses(profile, memberships) ─► a column a trait
                                                 └─ weights ─► likeness: 0 nothing alike, 1 all
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foedus._data import explain, parse_yaml, shipped
from foedus._errors import InputError

Real = NDArray[np.float64]

# What a number counts as at least where ratios are taken: a millionth of the strongest, a partner.
_LEAST = {"cinc_ratio": 1e-6, "partners": 1.0}


class Trait(BaseModel):
    """Something by which memberships are compared.

    Attributes
    ----------
    name
        What it is called.
    weight
        How much it counts, 0 or more.
    column
        Where its value stands among the columns of memberships.
    compare
        ``same``, ``near``, ``ratio`` or ``reached``; see ``data/precedents/traits.yaml``.
    reach
        For ``near`` the difference, for ``ratio`` the factor, at which nothing is alike.
    known
        ``entry`` or ``later``: when the value was known. Only the first choose the memberships of
        which curves are drawn.
    means
        What it is, in a few words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    weight: float = Field(ge=0, allow_inf_nan=False)
    column: str
    compare: Literal["same", "near", "ratio", "reached"]
    reach: float | None = None
    known: Literal["entry", "later"]
    means: str

    @model_validator(mode="after")
    def _has_reach(self) -> Trait:
        if (self.compare in ("near", "ratio")) != (self.reach is not None):
            raise ValueError("'near' and 'ratio' need a reach, the others have none")
        return self

    def likeness(self, own: float | None, others: Real) -> Real:
        """Return how alike others' values are to one, 0 to 1, shape (n,); NaN where not known."""
        if own is None:
            return np.full(len(others), np.nan)
        match self.compare:
            case "same":
                found = (others == own).astype(np.float64)
            case "near":
                found = 1 - np.abs(others - own) / self._reach
            case "ratio":
                least = _LEAST.get(self.column, 1e-9)
                apart = np.abs(np.log(np.maximum(others, least)) - math.log(max(own, least)))
                found = 1 - apart / math.log(self._reach)
            case "reached":
                found = others / max(own, 1)
        found = np.asarray(np.clip(found, 0, 1), dtype=np.float64)
        found[np.isnan(others)] = np.nan
        return found

    @property
    def _reach(self) -> float:
        assert self.reach is not None
        return self.reach


@cache
def shipped_traits() -> tuple[Trait, ...]:
    """Return the traits that ship, in order."""
    where = "data/precedents/traits.yaml"
    text = shipped("precedents", "traits.yaml").read_text("utf-8")
    try:
        return tuple(Trait.model_validate(row) for row in parse_yaml(text, where))
    except ValidationError as problem:
        raise explain(problem, where, error=InputError) from problem


def weighted(traits: Sequence[Trait], weights: Mapping[str, float]) -> tuple[Trait, ...]:
    """Return traits with other weights.

    Raises
    ------
    InputError
        There is no such trait, or a weight is below 0.
    """
    names = [trait.name for trait in traits]
    for name, weight in weights.items():
        if name not in names:
            raise InputError(f"'{name}' is no trait", hint=f"the traits are {', '.join(names)}")
        if not 0 <= weight < math.inf:
            raise InputError(
                f"the weight of '{name}' cannot be {weight:g}", hint="a weight is 0 or more"
            )
    found = tuple(
        trait.model_copy(update={"weight": float(weights.get(trait.name, trait.weight))})
        for trait in traits
    )
    if not any(trait.weight for trait in found if trait.known == "entry"):
        raise InputError(
            "no trait that is known at entry has a weight",
            hint="leave at least one above 0: "
            + ", ".join(trait.name for trait in traits if trait.known == "entry"),
        )
    return found


def likenesses(
    traits: Sequence[Trait], own: Mapping[str, float | None], columns: Mapping[str, NDArray[Any]]
) -> Real:
    """Return how alike memberships are to one, trait by trait.

    Parameters
    ----------
    traits
        By which they are compared.
    own
        Column → value of the one; None, or no such key, where it is not known.
    columns
        Column → values of the others, shape (n,); NaN where not known.

    Returns
    -------
    numpy.ndarray
        Shape (n, traits), 0 to 1, NaN where one of the two values is not known.
    """
    size = len(next(iter(columns.values())))
    unknown = np.full(size, np.nan)
    return np.stack(
        [
            trait.likeness(
                own.get(trait.column), np.asarray(columns.get(trait.column, unknown), np.float64)
            )
            for trait in traits
        ],
        axis=1,
    )


def mean_likeness(found: Real, weights: Real) -> Real:
    """Return the weighted mean over the traits that are known, shape (n,); NaN where none is.

    References
    ----------
    Gower (1971), A General Coefficient of Similarity and Some of Its Properties, *Biometrics* 27,
    857-871.
    """
    counted = np.where(np.isnan(found), 0.0, weights)
    total = counted.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.nan_to_num(found) * counted).sum(axis=1) / total)
