"""Legal sequences of moves, step by step: who moves, and where that leads.

Status quo analysis (Li, Kilgour & Hipel 2005) asks how a conflict can get from where it is to an
equilibrium. Moves follow each other legally if no one moves twice in a row. Where everybody only
makes moves that improve its own position, a walk is *credible*.

References
----------
Li, K. W., Kilgour, D. M. & Hipel, K. W. (2005). Status quo analysis in the graph model for conflict
resolution. Journal of the Operational Research Society 56(6), 699-707.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name
from foedus.options._moves import Ints, Moves
from foedus.options._stability import Solution, solve

#: A place in a legal sequence: a state, and who moved there.
_Place = tuple[int, int]
_MOST_WALKS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a walk.

    Attributes
    ----------
    who
        Name of the decision maker.
    start, end
        Names of the states.
    improves
        Whether the mover certainly prefers the end to the start.
    """

    who: str
    start: Name
    end: Name
    improves: bool

    def in_words(self, model: ConflictModel) -> str:
        """Return who takes up and gives up what; ``*`` marks a move at the mover's own loss."""
        who = self.who if self.improves else f"{self.who}*"
        table = model.options
        if table is None:
            return f"{who} moves to '{self.end}'"
        before = table.chosen[:, model.state(self.start)]
        after = table.chosen[:, model.state(self.end)]
        parts = []
        for verb, changed in (("gives up", before & ~after), ("takes up", after & ~before)):
            names = [f"'{name}'" for name, one in zip(table.names, changed, strict=True) if one]
            if names:
                parts.append(f"{verb} {' and '.join(names)}")
        return f"{who} {' and '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Walk:
    """A legal sequence of moves from one state to another."""

    steps: tuple[Step, ...]

    @property
    def credible(self) -> bool:
        """Whether each move improves the position of who makes it."""
        return all(step.improves for step in self.steps)

    def __str__(self) -> str:
        if not self.steps:
            return "it is there already"
        parts = [str(self.steps[0].start)]
        parts += [f"—{step.who}→ {step.end}" for step in self.steps]
        return " ".join(parts)

    def in_words(self, model: ConflictModel) -> str:
        """Return the moves as a sentence: who takes up and gives up what, ``*`` if at a loss."""
        if not self.steps:
            return "it is there already"
        return "; then ".join(step.in_words(model) for step in self.steps)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the moves as plain data."""
        return [
            {"who": step.who, "from": step.start, "to": step.end, "improves": step.improves}
            for step in self.steps
        ]


@dataclass(frozen=True, eq=False)
class Routes:
    """How a conflict can get from one state to others.

    Attributes
    ----------
    model
        The conflict.
    start
        Name of the state in which it is.
    walks
        For each state asked for the shortest credible walks; if there is none, the shortest walks
        in which somebody moves to its own disadvantage. None where no moves lead there.
    kinds
        For each state asked for, of which kinds of equilibrium it is.
    """

    model: ConflictModel
    start: Name
    walks: Mapping[Name, tuple[Walk, ...]]
    kinds: Mapping[Name, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "from": self.start,
            "to": [
                {
                    "state": state,
                    "equilibrium": list(self.kinds.get(state, ())),
                    "credible": bool(walks) and walks[0].credible,
                    "reachable": bool(walks),
                    "paths": [walk.as_json() for walk in walks],
                }
                for state, walks in self.walks.items()
            ],
        }


def paths(
    model: ConflictModel,
    start: Name | None = None,
    ends: Sequence[Name] | None = None,
    *,
    solution: Solution | None = None,
) -> Routes:
    """Return how the conflict can get from here to its equilibria, and who moves.

    Parameters
    ----------
    start
        The state to start from; by default the model's status quo.
    ends
        The states to get to; by default all that are equilibria of some kind.
    solution
        Of the model, if it is there already.

    Raises
    ------
    ModelError
        The model names no status quo, or a state is unknown.

    Examples
    --------
    >>> from foedus.options import load_model
    >>> model = load_model('''
    ... form: graph
    ... decision_makers: [Member]
    ... states: [stay, leave]
    ... moves: {Member: [[stay, leave]]}
    ... preferences: {Member: [leave, stay]}
    ... status_quo: stay
    ... ''')
    >>> print(paths(model).walks["leave"][0])
    stay —Member→ leave
    """
    if start is None and model.status_quo is None:
        raise ModelError(
            "the model does not say where the conflict stands",
            field="status_quo",
            hint="add 'status_quo: STATE' to the model, or name a state: --from STATE",
        )
    here = model.status_quo if start is None else model.state(start)
    assert here is not None
    solved = solution or solve(model)
    wanted = [model.state(end) for end in (solved.marks if ends is None else ends)]
    everyone = dict(enumerate(model.moves))
    improving = {i: sure_improvements(model, i) for i in everyone}
    credible, any_moves = Sequences(improving, here), Sequences(everyone, here)
    walks: dict[Name, tuple[Walk, ...]] = {}
    for end in wanted:
        found = list(credible.to(end)) or list(any_moves.to(end))
        walks[model.states[end]] = tuple(walk_of(model, here, walk) for walk in found)
    marks = solved.marks
    kinds = {model.states[end]: marks.get(model.states[end], ()) for end in wanted}
    return Routes(model, model.states[here], walks, kinds)


def sure_improvements(model: ConflictModel, who: int) -> Moves:
    """Return the moves of a decision maker to what it certainly prefers."""
    moves, preference = model.moves[who], model.preferences[who]
    found = moves.improving(preference.levels)
    if preference.reverse is not None:
        found = found.improving(preference.reverse)
    return found


def walk_of(model: ConflictModel, start: int, walk: Sequence[_Place]) -> Walk:
    """Return a walk by names, given the states that follow each other and who moved there."""
    steps, at = [], start
    for state, who in walk:
        better = model.preferences[who].compare(state, at) == "better"
        steps.append(
            Step(model.decision_makers[who], model.states[at], model.states[state], better)
        )
        at = state
    return Walk(tuple(steps))


def reach_from(group: Sequence[Moves], state: int) -> Ints:
    """Return the states that a group reaches from one state by legal sequences, rising."""
    return Sequences(dict(enumerate(group)), state).states


class Sequences:
    """All shortest legal sequences from one state.

    Parameters
    ----------
    movers
        The moves of each who may move, by number.
    start
        The state to start from.
    """

    def __init__(self, movers: Mapping[int, Moves], start: int) -> None:
        self.start = start
        self._who = list(movers)
        self._moves = list(movers.values())
        states = self._moves[0].states if self._moves else start + 1
        # by how many moves a state is reached if so-and-so moves last; -1: not at all
        self._length = np.full((len(self._moves), states), -1, dtype=np.int64)
        ahead: list[Ints] = []
        length = 0
        while length == 0 or any(len(part) for part in ahead):
            length += 1
            following = []
            for k, moves in enumerate(self._moves):
                before = [part for j, part in enumerate(ahead) if j != k]
                rows = np.array([start]) if length == 1 else np.unique(np.concatenate(before))
                ends = np.unique(moves.of_rows(rows))
                new = ends[self._length[k, ends] < 0]
                self._length[k, new] = length
                following.append(new)
            ahead = following
            if len(self._moves) < 2:
                break

    @property
    def states(self) -> Ints:
        """The states that are reached by at least one move, rising."""
        return np.flatnonzero((self._length > 0).any(axis=0))

    def length(self, end: int) -> int:
        """Return how many moves the shortest sequence to a state has that is reached."""
        found = self._length[:, end]
        return int(found[found > 0].min())

    def to(self, end: int, most: int = _MOST_WALKS) -> Iterator[list[_Place]]:
        """Yield the shortest sequences to a state, at most so many."""
        if end == self.start:
            yield []
            return
        last = [k for k in range(len(self._moves)) if self._length[k, end] > 0]
        if not last:
            return
        shortest = self.length(end)
        found = 0
        ahead = [[(end, k)] for k in last if self._length[k, end] == shortest]
        while ahead and found < most:
            walk = ahead.pop(0)
            state, mover = walk[0]
            before = shortest - len(walk)
            origins = self._moves[mover].reversed.row(state)
            if not before:
                found += 1
                yield [(there, self._who[k]) for there, k in walk]
                continue
            earlier = [
                [(int(there), k), *walk]
                for k in range(len(self._moves))
                if k != mover
                for there in origins[self._length[k, origins] == before]
            ]
            ahead = sorted(earlier) + ahead
