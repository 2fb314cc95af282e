"""Which states are stable for groups that can agree to move together.

A coalition improvement from s is a state that the members reach by legal sequences of their moves
and that *every* member prefers. It is deterred, as for a single decision maker, by what those
outside can do next; it is enough that *one* member then is no better off than in s. So:

========  ==========================================================================================
nash      there is no coalition improvement
gmr       after each, those outside can bring about a state in which some member is no better off
smr       …and from which the members cannot reach a state that all of them prefer to s
seq       as gmr, by legal sequences of moves each of which improves the mover's own position
sim       as for one, with the members' change and improvements of those outside at one moment
========  ==========================================================================================

With one member each is the concept of `foedus.options._stability`. Inohara & Hipel (2008) let
those outside answer in coalitions of their own in SEQ as well; here they answer one by one, as in
the definition for a single decision maker.

References
----------
Kilgour, D. M., Hipel, K. W., Fang, L. & Peng, X. (2001). Coalition analysis in group decision
support. Group Decision and Negotiation 10(2), 159-175.
Inohara, T. & Hipel, K. W. (2008). Coalition analysis in the graph model for conflict resolution.
Systems Engineering 11(4), 343-359.
Xu, H., Kilgour, D. M., Hipel, K. W. & McBean, E. A. (2014). Theory and implementation of
coalitional analysis in cooperative decision making. Theory and Decision 76(2), 147-171.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from foedus._errors import ModelError
from foedus.options._bits import Above, Words, pairs, unpack
from foedus.options._model import ConflictModel, Name
from foedus.options._moves import Bools
from foedus.options._sequences import Group, least
from foedus.options._simultaneous import undeterred
from foedus.options._stability import CONCEPTS, Solution, solve
from foedus.options._walks import reach_from

_MOST_STATES = 1 << 13  # here sets of states are listed
_MOST_GROUPS = 1 << 10
_MOST_BITS = 1 << 32  # half a gigabyte


@dataclass(frozen=True, eq=False)
class Coalition:
    """What one group can do together.

    Attributes
    ----------
    model
        The conflict.
    members
        Names of the decision makers.
    stable_states
        For each solution concept, shape (states,).
    """

    model: ConflictModel
    members: tuple[str, ...]
    stable_states: Mapping[str, Bools]
    _needed: Words = field(repr=False)

    def stable(self, concept: str, state: Name) -> bool:
        """Return whether the group has no reason to leave a state."""
        if concept not in self.stable_states:
            raise ModelError(
                f"'{concept}' is no solution concept that applies here",
                hint=f"they are {', '.join(self.stable_states)}",
            )
        return bool(self.stable_states[concept][self.model.state(state)])

    def improvements(self, state: Name) -> list[Name]:
        """Return the states that the members can reach together and that each prefers."""
        model, here = self.model, self.model.state(state)
        numbers = [model.who(name) for name in self.members]
        found = reach_from([model.moves[i] for i in numbers], here)
        for i in numbers:
            levels = model.preferences[i].levels
            found = found[levels[found] > levels[here]]
        return model.names(found)

    def together(self, state: Name) -> list[Name]:
        """Return those of the improvements that some of the members could not bring about alone."""
        here = self.model.state(state)
        return self.model.names(pairs(self._needed[here : here + 1])[1])


@dataclass(frozen=True, eq=False)
class Coalitions:
    """What every group of two or more can do together.

    Attributes
    ----------
    solution
        The same for single decision makers.
    groups
        Each group of two or more, the smaller first.
    """

    solution: Solution
    groups: tuple[Coalition, ...]

    def of(self, *members: str) -> Coalition:
        """Return one group, by the names of its members in any order.

        Raises
        ------
        ModelError
            There is no such group.
        """
        names = {self.solution.model.decision_makers[self.solution.model.who(m)] for m in members}
        for group in self.groups:
            if set(group.members) == names:
                return group
        raise ModelError(
            f"{' and '.join(members)} are no group of two or more here",
            hint="name two or more decision makers",
        )

    def equilibria(self) -> dict[str, list[Name]]:
        """Return the states that are stable for everybody, and for every group."""
        found = {}
        for concept, singles in self.solution.stable.items():
            every = singles.all(axis=0)
            for group in self.groups:
                every = every & group.stable_states[concept]
            found[concept] = self.solution.model.names(np.flatnonzero(every))
        return found

    def breaking(self, state: Name) -> list[tuple[Coalition, list[Name]]]:
        """Return the groups that would rather move from a state, each with where to.

        A move that some of the members can make without the others is left to those alone.
        """
        moves = ((group, group.together(state)) for group in self.groups)
        return [(group, there) for group, there in moves if there]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data: what resists every group, and who would leave the equilibria.

        Of large models the moves from 200 equilibria are listed, the strongest first, each with up
        to 20 states that it may lead to.
        """
        marks = self.solution.marks
        strongest = sorted(marks, key=lambda state: -len(marks[state]))[:200]
        return {
            "equilibria": self.equilibria(),
            "moves": [
                {"from": state, "members": list(group.members), "to": there[:20]}
                for state in strongest
                for group, there in self.breaking(state)
            ],
        }


def coalitions(
    model: ConflictModel,
    groups: Iterable[Sequence[str]] | None = None,
    *,
    solution: Solution | None = None,
) -> Coalitions:
    """Return which states are stable for groups.

    Parameters
    ----------
    model
        With certain preferences.
    groups
        Names of the members of each; by default every group of two or more.
    solution
        Of the model, if it is there already.

    Raises
    ------
    ModelError
        Preferences are uncertain, or there are more than 8,192 states or 1,024 groups.
    """
    if model.uncertain:
        raise ModelError(
            "what groups would do is not defined where preferences are uncertain",
            hint="settle the uncertain statements first: sensitivity --by uncertain shows how "
            "much hangs on them",
        )
    if len(model) > _MOST_STATES:
        raise ModelError(
            f"groups can be analysed in up to {_MOST_STATES:,} states, this model has "
            f"{len(model):,}",
            hint="leave out options that do not matter to the question",
        )
    everyone = range(len(model.decision_makers))
    if groups is None:
        if (1 << len(everyone)) > _MOST_GROUPS * 2:
            raise ModelError(
                f"{len(everyone)} decision makers make too many groups", hint="name the groups"
            )
        wanted = [tuple(g) for size in everyone[2:] for g in combinations(everyone, size)]
        if len(everyone) > 1:
            wanted.append(tuple(everyone))
    else:
        wanted = [tuple(sorted(model.who(name) for name in group)) for group in groups]
    if len(wanted) * len(model) ** 2 > _MOST_BITS:
        raise ModelError(
            f"{len(wanted)} groups in {len(model):,} states are too many",
            hint="name the groups that could agree",
        )
    work = _Work(model)
    made = []
    for group in wanted:
        names = tuple(model.decision_makers[i] for i in group)
        made.append(Coalition(model, names, *work.stable(group)))
    return Coalitions(solution or solve(model), tuple(made))


class _Work:
    """Solves group after group; what they share is made once."""

    def __init__(self, model: ConflictModel) -> None:
        self.model = model
        self.states = len(model)
        self.levels = [preference.levels for preference in model.preferences]
        self.improving = [
            moves.improving(levels) for moves, levels in zip(model.moves, self.levels, strict=True)
        ]
        self.better = [Above(levels).rows(levels) for levels in self.levels]
        self.worse = [Above(-levels).rows(-levels) for levels in self.levels]
        self._groups: dict[tuple[tuple[int, ...], bool], Group] = {}
        self._reach: dict[tuple[int, ...], Words] = {}

    def group(self, members: Sequence[int], backwards: bool = False) -> Group:
        """Return a group, or where it can have come from; those outside of one are another."""
        key = tuple(members), backwards
        if key not in self._groups:
            moves = [self.model.moves[i] for i in members]
            self._groups[key] = Group([own.reversed for own in moves] if backwards else moves)
        return self._groups[key]

    def reach(self, members: tuple[int, ...]) -> Words:
        """Return what a group reaches from each state; kept for the groups of the next size."""
        if members not in self._reach:
            for other in [other for other in self._reach if len(other) < len(members) - 1]:
                del self._reach[other]
            self._reach[members] = self.group(members).reach(self.states)
        return self._reach[members]

    def stable(self, members: tuple[int, ...]) -> tuple[dict[str, Bools], Words]:
        """Return the stable states for a group of decision makers, given by number.

        And, for each state, the improvements that it takes all members to bring about.
        """
        outside = [j for j in range(len(self.levels)) if j not in members]
        wanted = self.reach(members).copy()  # the coalition improvements of each state
        for i in members:
            wanted &= self.better[i]
        needed = wanted.copy()
        for part in combinations(members, len(members) - 1):
            needed &= ~self.reach(part)
        stable: dict[str, Bools] = {"nash": np.asarray(~wanted.any(axis=1))}
        for concept, answers in (
            ("gmr", [self.model.moves[j] for j in outside]),
            ("seq", [self.improving[j] for j in outside]),
        ):
            free = wanted.copy()  # those that no answer deters
            for i in members:
                worst = least(answers, self.levels[i])
                free &= Above(worst).rows(self.levels[i])
            stable[concept] = np.asarray(~free.any(axis=1))
        stable["smr"] = self._smr(members, outside)
        if self.model.options is not None:
            stable["sim"] = self._sim(members, outside, wanted)
        return {concept: stable[concept] for concept in CONCEPTS if concept in stable}, needed

    def _smr(self, members: tuple[int, ...], outside: Sequence[int]) -> Bools:
        """Return the stable states under SMR.

        Here rows are states that the conflict may have moved to, and bits the states it left.
        """
        gains = self.worse[members[0]].copy()  # from which states all members gain by being here
        for i in members[1:]:
            gains &= self.worse[i]
        escape = gains | self.group(members).gather(gains)
        held = self.group(outside).gather(~escape)
        free = gains & ~held & self.group(members, backwards=True).reach(self.states)
        unstable = np.bitwise_or.reduce(free, axis=0)
        return np.asarray(~unpack(unstable[None, :], self.states)[0])

    def _sim(self, members: tuple[int, ...], outside: Sequence[int], wanted: Words) -> Bools:
        options = self.model.options
        assert options is not None
        if not outside:
            return np.asarray(~wanted.any(axis=1))
        starts, ends = pairs(wanted)
        codes = options.state_codes
        mask = sum(options.mask(i) for i in members)
        levels = [self.levels[i] for i in members]
        free = undeterred(
            options,
            starts,
            (codes[starts] ^ codes[ends]) & mask,
            [(j, self.improving[j]) for j in outside],
            lambda at, here: np.logical_or.reduce([own[at] <= own[here] for own in levels]),
        )
        stable = np.ones(self.states, dtype=np.bool_)
        stable[starts[free]] = False
        return stable
