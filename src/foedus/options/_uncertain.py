"""Stability where preferences are uncertain in part.

Li, Hipel, Kilgour & Fang (2004) read each solution concept in four ways, by whether a comparison
that is not known counts as reason to move, and as reason not to::

                        an answer that may be no better …
                        does not deter        deters
    a move that may be
    an improvement tempts       a                c
    … does not tempt            b                d

In SEQ the others answer by moves that are improvements for them, or may be.

A preference is kept as two rankings that disagree on what is uncertain (`Preference`). A state is
certainly no better if both say so, and may be no better if one does.
"""

from __future__ import annotations

import numpy as np

from foedus._errors import ModelError
from foedus.options._bits import Words, pack, unpack
from foedus.options._model import ConflictModel
from foedus.options._moves import Bools, Ints, Moves
from foedus.options._sequences import reached

#: The four readings.
EXTENSIONS = ("a", "b", "c", "d")

_MOST_STATES = 1 << 13  # here sets of states are listed


def uncertain_stability(model: ConflictModel) -> dict[str, dict[str, Bools]]:
    """Return for each reading and solution concept which states are stable for whom.

    Returns
    -------
    dict
        Reading → solution concept → array of shape (decision makers, states).

    Raises
    ------
    ModelError
        The model has more than 8,192 states.
    """
    if len(model) > _MOST_STATES:
        raise ModelError(
            f"with uncertain preferences at most {_MOST_STATES:,} states can be solved, "
            f"this model has {len(model):,}",
            hint="settle the uncertain statements, or leave out options",
        )
    rankings = [(p.levels, p.levels if p.reverse is None else p.reverse) for p in model.preferences]
    surely, maybe = [], []
    for moves, (one, other) in zip(model.moves, rankings, strict=True):
        up = one[moves.targets] > one[moves.sources]
        up_reversed = other[moves.targets] > other[moves.sources]
        surely.append(moves.only(up & up_reversed))
        maybe.append(moves.only(up | up_reversed))
    shape = (len(model.decision_makers), len(model))
    found = {
        extension: {c: np.ones(shape, dtype=np.bool_) for c in ("nash", "gmr", "smr", "seq")}
        for extension in EXTENSIONS
    }
    for i, moves in enumerate(model.moves):
        others = [other for j, other in enumerate(model.moves) if j != i]
        others_maybe = [other for j, other in enumerate(maybe) if j != i]
        reach = reached(others, len(model))
        reach_maybe = reached(others_maybe, len(model))
        no_better, perhaps = _no_better(*rankings[i])
        for extension in EXTENSIONS:
            tempting = maybe[i] if extension in "ac" else surely[i]
            deterring = no_better if extension in "ab" else perhaps
            kinds = found[extension]
            kinds["nash"][i] = tempting.counts == 0
            final = _without_escape(moves, deterring)
            for concept, replies, held in (
                ("gmr", reach, deterring),
                ("smr", reach, final),
                ("seq", reach_maybe, deterring),
            ):
                kinds[concept][i] = _held(tempting, replies, held)
    return found


def _no_better(one: Ints, other: Ints) -> tuple[Words, Words]:
    """Return for each state, as bits, the states that are certainly, and maybe, no better."""
    first = one[None, :] <= one[:, None]
    second = other[None, :] <= other[:, None]
    return pack(first & second), pack(first | second)


def _without_escape(moves: Moves, deterring: Words) -> Words:
    """Return for each state the deterring ones from which all moves lead to deterring ones."""
    states = moves.states
    out = np.empty_like(deterring)
    rows = max(1, (1 << 24) // max(1, len(moves)))
    for begin in range(0, states, rows):
        held = unpack(deterring[begin : begin + rows], states)
        if len(moves):
            leaves = ~held[:, moves.targets]
            held[:, moves.leavable] &= ~np.logical_or.reduceat(
                leaves, moves.starts[moves.leavable], axis=1
            )
        out[begin : begin + rows] = pack(held)
    return out


def _held(tempting: Moves, replies: Words, held: Words) -> Bools:
    """Return the states whose every tempting move has a reply that holds the mover back."""
    deterred = np.empty(len(tempting), dtype=np.bool_)
    step = max(1, (1 << 22) // max(1, replies.shape[1]))
    for begin in range(0, len(tempting), step):
        part = slice(begin, begin + step)
        both = replies[tempting.targets[part]] & held[tempting.sources[part]]
        deterred[part] = both.any(axis=1)
    free = np.bincount(tempting.sources, weights=~deterred, minlength=tempting.states)
    return np.asarray(free == 0)
