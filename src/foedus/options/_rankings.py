"""Rankings as files write them: a list with ties, or pairs of a better and a worse state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from foedus.options._fault import Fault
from foedus.options._model import names_of
from foedus.options._preference import Preference

if TYPE_CHECKING:
    from foedus.options._model import ConflictModel, Name

_Find = Callable[["Name"], int]


def read_ranking(model: ConflictModel, ranking: Sequence[Name | Sequence[Name]]) -> Preference:
    """Return a ranking of a model's states, given by names, best first; a nested list is a tie.

    Raises
    ------
    ModelError
        It leaves a state out, lists one twice, or lists one that does not exist.
    """
    try:
        return listed(ranking, model.states, model.state)
    except Fault as fault:
        raise fault.error() from None


def listed(
    ranking: Sequence[Name | Sequence[Name]], states: Sequence[Name], find: _Find
) -> Preference:
    """Return a ranking from a list, best first.

    Raises
    ------
    Fault
        It is not a list of all states, each once.
    """
    seen: dict[int, int] = {}
    groups: list[list[int]] = []
    for place, item in enumerate(ranking):
        group = list(item) if isinstance(item, list | tuple) else [item]
        if not group:
            raise Fault((place,), "this tie is empty", "list the states that are equal, or none")
        groups.append([find(name) for name in group])  # type: ignore[arg-type]
        for number in groups[-1]:
            if number in seen:
                raise Fault(
                    (place,),
                    f"'{states[number]}' is listed twice, so that it would be better than itself",
                    f"it stands first at place {seen[number] + 1}; leave it there or here",
                )
            seen[number] = place
    missing = [name for number, name in enumerate(states) if number not in seen]
    if missing:
        raise Fault(
            (),
            f"this ranking leaves out {names_of(missing)}",
            "list every state once, best first; states that are equal go into a list of their own",
        )
    return Preference.of_groups(groups, len(states))


def paired(
    better: Iterable[Sequence[Name]],
    equal: Iterable[Sequence[Name]],
    states: Sequence[Name],
    find: _Find,
) -> Preference:
    """Return the ranking that pairs of a better and a worse state, and ties, amount to.

    Raises
    ------
    Fault
        The pairs lead round in a circle, or leave some comparison open.
    """
    of = list(range(len(states)))
    for one, *others in equal:
        for other in others:
            a, b = of[find(one)], of[find(other)]
            of = [a if group == b else group for group in of]
    worse: dict[int, set[int]] = {group: set() for group in of}
    for one, other in better:
        worse[of[find(one)]].add(of[find(other)])
    try:
        order = ordered(worse, lambda group: str(states[group]))
    except Fault as fault:
        raise fault.under("pairs") from None
    for above, below in pairwise(order):
        if below not in worse[above]:
            raise Fault(
                ("pairs",),
                f"the pairs do not say whether '{states[above]}' or '{states[below]}' is better",
                "add the pair, or write both under 'equal'",
            )
    members: dict[int, list[int]] = {}
    for number, group in enumerate(of):
        members.setdefault(group, []).append(number)
    return Preference.of_groups([members[group] for group in order], len(states))


def ordered(worse: Mapping[int, Iterable[int]], name: Callable[[int], str]) -> list[int]:
    """Return an order in which everything stands before what is below it; the given one if it can.

    Raises
    ------
    Fault
        There is a circle; the fault names it.
    """
    above: dict[int, set[int]] = {item: set() for item in worse}
    for item, below in worse.items():
        for lower in below:
            above[lower].add(item)
    sorter = TopologicalSorter(above)
    try:
        sorter.prepare()
    except CycleError as problem:
        circle = [name(item) for item in problem.args[1]]
        raise Fault(
            (),
            f"the order goes round in a circle: {' above '.join(circle)}",
            "take out one of these, so that one of them stands first",
        ) from None
    order: list[int] = []
    ready: list[int] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort()
        first = ready.pop(0)
        order.append(first)
        sorter.done(first)
    return order


def pairs_that_differ(one: Preference, other: Preference) -> int:
    """Return the Kemeny-Snell distance of two rankings.

    A pair of states counts 2 where its order is reversed, and 1 where it is a tie in one of them
    only (Kemeny & Snell 1962, Mathematical Models in the Social Sciences, ch. 2).

    >>> pairs_that_differ(
    ...     Preference.of_groups([[0], [1]], 2), Preference.of_groups([[1], [0]], 2)
    ... )
    2
    """
    total = 0
    for number in range(len(one.levels) - 1):
        a = np.sign(one.levels[number] - one.levels[number + 1 :])
        b = np.sign(other.levels[number] - other.levels[number + 1 :])
        total += int(np.abs(a - b).sum())
    return total
