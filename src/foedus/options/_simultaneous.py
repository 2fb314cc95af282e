"""Stability because others may move at the same moment (SIM).

Two improvements made at once, each sensible alone, can end where nobody wanted to go. Fraser &
Hipel (1984, ch. 2) let such a collision deter: s is stable for a decision maker if for each of its
improvements from s some others have improvements of their own from s, so that all of these changes
together end in a feasible state that is no better for it than s. With more than two decision
makers any one or more of the others may move, each to one of its improvements.

What changes made at once add up to is said by the options, so that this needs option form.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from foedus.options._model import ConflictModel, OptionTable
from foedus.options._moves import Bools, Ints, Moves


def simultaneous(model: ConflictModel, improving: Sequence[Moves]) -> Bools:
    """Return which states are stable for whom.

    Parameters
    ----------
    model
        In option form, with certain preferences.
    improving
        The unilateral improvements of each decision maker.

    Returns
    -------
    array
        Shape (decision makers, states).
    """
    assert model.options is not None
    stable = np.ones((len(improving), len(model)), dtype=np.bool_)
    for i, tempting in enumerate(improving):
        levels = model.preferences[i].levels
        free = undeterred(
            model.options,
            tempting.sources,
            _changes(model.options, i, tempting.sources, tempting.targets),
            [(j, moves) for j, moves in enumerate(improving) if j != i],
            lambda ends, starts, levels=levels: levels[ends] <= levels[starts],
        )
        stable[i, tempting.sources[free]] = False
    return stable


def undeterred(
    options: OptionTable,
    starts: Ints,
    changes: Ints,
    others: Sequence[tuple[int, Moves]],
    deters: object,
) -> Ints:
    """Return which planned moves nothing that the others do at the same moment deters.

    Parameters
    ----------
    options
        The options behind the states.
    starts
        Shape (plans,): the state that each plan leaves.
    changes
        Shape (plans,): the options that it changes, as a number.
    others
        Those who may move at the same moment, each by number with its improvements.
    deters
        A function of the states in which plans would end and of those that they leave.

    Returns
    -------
    array
        The places of the plans that stay free.
    """
    free = np.arange(len(starts))
    codes = options.state_codes
    steps = []
    for j, moves in others:
        steps.append((moves, _changes(options, j, moves.sources, moves.targets)))
    most = [range(-1, int(moves.counts.max(initial=0))) for moves, _ in steps]
    for picks in product(*most):
        if not len(free):
            break
        if all(pick < 0 for pick in picks):
            continue  # nobody else moves
        at = starts[free]
        there = np.ones(len(free), dtype=np.bool_)
        for (moves, _), pick in zip(steps, picks, strict=True):
            there &= moves.counts[at] > pick
        some = free[there]
        if not len(some):
            continue
        at = starts[some]
        code = codes[at] ^ changes[some]
        for (moves, change), pick in zip(steps, picks, strict=True):
            if pick >= 0:
                code ^= change[moves.starts[at] + pick]
        ends = options.find(code)
        held = ends >= 0
        held[held] = deters(ends[held], at[held])  # type: ignore[operator]
        free = np.setdiff1d(free, some[held], assume_unique=True)
    return free


def _changes(options: OptionTable, who: int, sources: Ints, targets: Ints) -> Ints:
    """Return which of its own options each move changes, as a number."""
    codes = options.state_codes
    return np.asarray((codes[sources] ^ codes[targets]) & options.mask(who))
