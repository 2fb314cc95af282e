"""Which proposed event is which coded one: agreement of two events, and one-to-one matching.

::

    gold events ──┐
                  ├─► weight of every pair ─► assignment ─► pairs, missed, spurious
    proposals  ───┘
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foedus.events import Event, ontology

#: From the loosest to the strictest; each but the last asks for what its name says.
STRICTNESSES = ("quad", "type", "act", "act_or_none", "actors")
MEANINGS = {
    "quad": "quad class (verbal/material, cooperation/conflict)",
    "type": "PLOVER type",
    "act": "act; the type, where either side has no act",
    "act_or_none": "act, where having none is an answer too",
    "actors": "act, and all sources and targets",
}
_TYPE, _QUAD, _OVERLAP = 64, 32, 16  # weights in the choice of pairs; see align()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of positions, and the positions that are left on either side."""

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    spurious: tuple[int, ...]


def actor_key(actor: str) -> str:
    """Return an actor as it is compared: an id as it is, words without case, article and state."""
    if not actor.startswith("~"):
        return actor
    words = " ".join(actor[1:].partition("@")[0].casefold().split())
    return "~" + re.sub(r"^(?:the|a|an) ", "", words)


def actor_set(actors: Sequence[str]) -> frozenset[str]:
    """Return the actors of one side of an event as they are compared."""
    return frozenset(actor_key(actor) for actor in actors)


def agree(gold: Event, found: Event, strictness: str) -> bool:
    """Whether two events are the same at a strictness.

    ``act`` asks for the same act; where either has none, for the same type. A coder that knows
    no acts is so scored by its types; ``act_or_none`` counts that as wrong.
    """
    if strictness == "quad":
        types = ontology().types
        return types[gold.type].quadrant == types[found.type].quadrant
    if strictness == "type":
        return gold.type == found.type
    if strictness == "act_or_none" and (gold.act is None) != (found.act is None):
        return False
    if gold.act is None or found.act is None:
        same = gold.type == found.type
    else:
        same = gold.act == found.act
    if strictness != "actors":
        return same
    return (
        same
        and actor_set(gold.source) == actor_set(found.source)
        and actor_set(gold.target) == actor_set(found.target)
    )


def overlap(one: Event, other: Event) -> float:
    """Return how much of the shorter quote lies in the longer, from 0 to 1; the best of all."""
    best = 0.0
    for a in one.evidence:
        for b in other.evidence:
            shared = min(a.end, b.end) - max(a.start, b.start)
            if shared > 0:
                best = max(best, shared / min(a.end - a.start, b.end - b.start))
    return best


def right_at(gold: Sequence[Event], found: Sequence[Event], strictness: str) -> int:
    """Return how many events can be matched one to one at a strictness."""
    if not gold or not found:
        return 0
    weights = [[int(agree(one, other, strictness)) for other in found] for one in gold]
    return len(assign(weights))


def align(gold: Sequence[Event], found: Sequence[Event], *, blind: bool = False) -> Alignment:
    """Match events one to one so that they agree as much as they can.

    First as many as possible agree on the act; then the sum of all else is greatest: type, quad
    class, actors, quote, factuality, date. Two events that share neither act nor type are a pair
    only where their quotes overlap by half.

    Parameters
    ----------
    gold, found
        Events of one text.
    blind
        Match by quote and actors alone, so that how often codes agree on the pairs is not
        decided by the matching. For agreement between two coders.
    """
    if not gold or not found:
        return Alignment((), tuple(range(len(gold))), tuple(range(len(found))))
    size = min(len(gold), len(found))
    weights = [
        [_blind(one, other) if blind else _weight(one, other, size) for other in found]
        for one in gold
    ]
    pairs = assign(weights)
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return Alignment(
        tuple(pairs),
        tuple(i for i in range(len(gold)) if i not in left),
        tuple(j for j in range(len(found)) if j not in right),
    )


def _weight(gold: Event, found: Event, size: int) -> int:
    act, same_type = agree(gold, found, "act"), gold.type == found.type
    quote = overlap(gold, found)
    if not (act or same_type or quote >= 0.5):
        return 0
    rest = (
        _TYPE * same_type
        + _QUAD * agree(gold, found, "quad")
        + round(_OVERLAP * (_shared(gold.source, found.source)))
        + round(_OVERLAP * (_shared(gold.target, found.target)))
        + round(_OVERLAP * quote)
        + 8 * (gold.act == found.act)
        + 4 * (gold.factuality == found.factuality)
        + 2 * gold.date.overlaps(found.date)
        + 1
    )
    # the rest is below 256 a pair: no sum of it outweighs one more agreement on the act
    return 256 * size * act + rest


def _blind(one: Event, other: Event) -> int:
    quote = overlap(one, other)
    if not quote:
        return 0
    a, b = one.evidence[0].trigger, other.evidence[0].trigger
    return (
        1
        + round(64 * quote)
        + 64 * (a is not None and a == b)
        + round(32 * _shared(one.source, other.source))
        + round(32 * _shared(one.target, other.target))
    )


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    a, b = actor_set(one), actor_set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def assign(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the one-to-one pairs of rows and columns with the greatest sum of weights.

    A pair of weight 0 is no pair. The same weights always give the same pairs.

    References
    ----------
    Kuhn, H. W. (1955), The Hungarian method for the assignment problem, Naval Research Logistics
    Quarterly 2; in the form of shortest augmenting paths, O(rows² × columns).

    Examples
    --------
    >>> assign([[3, 2], [3, 0]])  # greedy would take 3 first, and then nothing
    [(0, 1), (1, 0)]
    """
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        turned = [list(column) for column in zip(*weights, strict=True)]
        return sorted((row, column) for column, row in assign(turned))
    rows, columns = len(weights), len(weights[0])
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    owner = [0] * (columns + 1)  # row that holds a column, from 1; 0 is none
    for row in range(1, rows + 1):
        owner[0] = row
        least = [1 << 62] * (columns + 1)
        came_from = [0] * (columns + 1)
        done = [False] * (columns + 1)
        here = 0
        while owner[here]:
            done[here] = True
            holder, step, following = owner[here], 1 << 62, 0
            for column in range(1, columns + 1):
                if done[column]:
                    continue
                slack = -weights[holder - 1][column - 1] - row_price[holder] - column_price[column]
                if slack < least[column]:
                    least[column], came_from[column] = slack, here
                if least[column] < step:
                    step, following = least[column], column
            for column in range(columns + 1):
                if done[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    least[column] -= step
            here = following
        while here:
            owner[here] = owner[came_from[here]]
            here = came_from[here]
    return sorted(
        (owner[column] - 1, column - 1)
        for column in range(1, columns + 1)
        if owner[column] and weights[owner[column] - 1][column - 1] > 0
    )
