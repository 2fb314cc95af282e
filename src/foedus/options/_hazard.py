"""What goes with leaving: a proportional hazards model over all memberships.

lifelines fits it. It comes with the ``survival`` extra and is imported here only.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foedus._errors import InputError

if TYPE_CHECKING:
    from foedus.options._precedents import Precedents

Real = NDArray[np.float64]
# What of the memberships stands in the model: name, what a step of one is, how the value is had.
_FACTORS: tuple[tuple[str, str, Callable[[Mapping[str, Any]], Any]], ...] = (
    ("defence", "promises defence, against not", lambda c: c["defense"]),
    ("nonaggression", "promises non-aggression, against not", lambda c: c["nonagg"]),
    ("consultation", "promises consultation, against not", lambda c: c["consul"]),
    ("organisation", "founds an organisation, against not", lambda c: c["organ1"]),
    ("exit clause", "lets members renounce, against not", lambda c: c["exit_clause"]),
    ("fixed term", "sets its length, against not", lambda c: c["speclgth"]),
    ("made in war", "made by states at war, against not", lambda c: c["wartime"]),
    ("partners", "ten times as many partners", lambda c: np.log10(np.maximum(c["partners"], 1))),
    (
        "strength",
        "ten times as strong beside the strongest partner",
        lambda c: np.log10(np.maximum(c["cinc_ratio"], 1e-6)),
    ),
    (
        "inequality",
        "ten times as far from the strongest partner, up or down",
        lambda c: np.abs(np.log10(np.maximum(c["cinc_ratio"], 1e-6))),
    ),
    ("era", "entered fifty years later", lambda c: (c["year"] - 1900) / 50),
)
# Fewer exits than this for a factor, and its estimate is not to be trusted (Peduzzi et al. 1995).
_PER_FACTOR = 10


@dataclass(frozen=True, eq=False)
class Hazard:
    """A model of the rate at which members leave, or break an alliance off.

    Attributes
    ----------
    rows
        For each factor: ``factor``, ``step`` (what it compares), ``ratio`` (of the rates of
        leaving) with ``low`` and ``high`` (95 %, alliances as wholes), ``p``, and ``p_constant``:
        how probable so much change of the ratio with age would be if there were none.
    memberships, alliances, exits
        How many it rests on.
    left_out
        Memberships without a value of some factor.
    own
        The rate of the membership that the case is about, divided by that of an average one, with
        its bounds; None where a value of it is not known.
    concordance
        The probability that of two memberships the one that the model holds likelier to be left was
        left first; 0.5 is chance.
    """

    rows: tuple[dict[str, Any], ...] = field(repr=False)
    memberships: int
    alliances: int
    exits: int
    left_out: int
    own: tuple[float, float, float] | None
    concordance: float

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "rows": list(self.rows),
            "memberships": self.memberships,
            "alliances": self.alliances,
            "exits": self.exits,
            "left_out": self.left_out,
            "own": self.own and dict(zip(("ratio", "low", "high"), self.own, strict=True)),
            "concordance": self.concordance,
        }


def fit_hazard(found: Precedents) -> Hazard:
    """Fit Cox's model of leaving to all memberships but the one that the case is about.

    Endings that compete with leaving (a state that ended, a treaty replaced) take a membership out
    of sight, as the end of the data does: the ratios are those of the cause-specific rate. Errors
    are robust, with alliances as wholes (Lin & Wei 1989). Factors that do not vary, or of which
    nothing is known, are left out.

    Raises
    ------
    InputError
        lifelines is not installed, or there are too few exits to fit anything.

    References
    ----------
    Cox (1972), *Journal of the Royal Statistical Society* B 34, 187-220. Lin & Wei (1989), *Journal
    of the American Statistical Association* 84, 1074-1078. Grambsch & Therneau (1994), *Biometrika*
    81, 515-526. Davidson-Pilon (2019), *Journal of Open Source Software* 4(40), 1317.
    """
    try:
        import pandas as pd
        from lifelines import CoxPHFitter
        from lifelines.statistics import proportional_hazard_test
    except ImportError as problem:
        raise InputError(
            "a hazard model needs lifelines, which is not installed",
            hint="pip install 'foedus[survival]'; all else works without",
        ) from problem
    values, own, names = _values(found)
    known = ~np.isnan(values).any(axis=1) & found.others
    varies = [place for place in range(len(names)) if len(np.unique(values[known, place])) > 1]
    exits = int((found.way[known] == 1).sum())
    if exits < _PER_FACTOR or not varies:
        raise InputError(
            f"a hazard model cannot be fitted to {exits} exits",
            hint="give ATOP's whole file",
        )
    values, own, names = values[known][:, varies], own[varies], [names[place] for place in varies]
    frame = pd.DataFrame(values, columns=[name for name, _ in names])
    frame["days"] = np.maximum(found.table["days"][known], 1)
    frame["exit"] = found.way[known] == 1
    frame["alliance"] = found.table["atop"][known] * 10 + found.table["strand"][known]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about lifelines' use of it
        model = CoxPHFitter()
        model.fit(frame, "days", "exit", cluster_col="alliance", robust=True)
        constant = proportional_hazard_test(model, frame, time_transform="rank")
    summary = model.summary
    chances = dict(zip(constant.summary.index, constant.summary["p"], strict=True))
    rows = tuple(
        {
            "factor": name,
            "step": step,
            "ratio": round(float(summary.loc[name, "exp(coef)"]), 3),
            "low": round(float(summary.loc[name, "exp(coef) lower 95%"]), 3),
            "high": round(float(summary.loc[name, "exp(coef) upper 95%"]), 3),
            "p": round(float(summary.loc[name, "p"]), 4),
            "p_constant": round(float(chances[name]), 4),
        }
        for name, step in names
    )
    return Hazard(
        rows,
        int(known.sum()),
        len(np.unique(frame["alliance"])),
        exits,
        int(found.others.sum() - known.sum()),
        _own(
            own - values.mean(axis=0), model.params_.to_numpy(), model.variance_matrix_.to_numpy()
        ),
        round(float(model.concordance_index_), 3),
    )


def _values(found: Precedents) -> tuple[Real, Real, list[tuple[str, str]]]:
    """Return the factors of all memberships, of the one, and their names, as far as known."""
    own = {name: _number(found.profile.values.get(name)) for name in found.columns}
    columns, mine, names = [], [], []
    with np.errstate(invalid="ignore"):
        for name, step, value in _FACTORS:
            column = np.asarray(value(found.columns), dtype=np.float64)
            if not np.isnan(column).all():
                columns.append(column)
                mine.append(float(value(own)))
                names.append((name, step))
    return np.stack(columns, axis=1), np.array(mine), names


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _own(apart: Real, coefficients: Real, variance: Real) -> tuple[float, float, float] | None:
    if np.isnan(apart).any():
        return None
    middle, error = float(apart @ coefficients), float(np.sqrt(apart @ variance @ apart))
    bounds = (middle, middle - 1.96 * error, middle + 1.96 * error)
    ratio, low, high = (round(float(np.exp(one)), 3) for one in bounds)
    return ratio, low, high
