"""Inverse analysis: who would have to want what for a state to be stable.

Stability asks which states are stable under given preferences; the inverse asks which preferences
make a given state stable (Kinsara, Kilgour & Hipel 2015; Wang, Hipel, Fang & Dang 2018). What the
others can do, and what improves their position, does not depend on the preferences of the one that
is asked about. So for each of its moves from the state there is one condition: something that the
move leads to must be no better for it than the state. All conditions together are exactly the
rankings that make the state stable for it.

References
----------
Kinsara, R. A., Kilgour, D. M. & Hipel, K. W. (2015). Inverse approach to the graph model for
conflict resolution. IEEE Transactions on Systems, Man, and Cybernetics: Systems 45(5), 734-742.
Wang, J., Hipel, K. W., Fang, L. & Dang, Y. (2018). Matrix representations of the inverse problem in
the graph model for conflict resolution. European Journal of Operational Research 270(1), 282-293.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name, names_of
from foedus.options._moves import Moves
from foedus.options._smallest_change import Change, Way, smallest_change
from foedus.options._stability import CONCEPTS, solve
from foedus.options._walks import reach_from, sure_improvements


@dataclass(frozen=True)
class Condition:
    """What must be true of one move, so that it does not tempt.

    Attributes
    ----------
    move
        Name of the state moved to.
    ways
        Lists of states. For at least one list all of its states must be no better than the target;
        the first list is the state moved to alone.
    met
        Whether that is so under the model's preferences.
    """

    move: Name
    ways: tuple[tuple[Name, ...], ...]
    met: bool

    def in_words(self, who: str, target: Name) -> str:
        """Return it as a sentence.

        >>> Condition("leave", (("leave",), ("punished",)), True).in_words("The member", "stay")
        "The member must not prefer 'leave' to 'stay', or 'punished' to 'stay' (so it is)"
        """
        single = [f"'{way[0]}'" for way in self.ways if len(way) == 1]
        shown = single[:4]
        longer = [way for way in self.ways if len(way) > 1]
        text = f"{who} must not prefer {shown[0]} to '{target}'"
        text += "".join(f", or {name} to '{target}'" for name in shown[1:])
        if len(single) > len(shown):
            text += f", or one of {len(single) - len(shown)} further answers"
        for way in longer[: 4 - len(shown) + 1]:
            text += f", or any of {names_of(repr(str(name)) for name in way)} to '{target}'"
        hidden = len(longer) - len(longer[: 4 - len(shown) + 1])
        if hidden > 0:
            text += f", or one of {hidden} further answers with what could follow"
        return text + (" (so it is)" if self.met else "")


@dataclass(frozen=True, eq=False)
class Demand:
    """What one decision maker would have to want for a state to be stable for it.

    Attributes
    ----------
    who, concept, state
        Whose preferences; which solution concept; which state.
    conditions
        One for each move from the state; together they are necessary and sufficient.
    stable
        Whether it is stable for this decision maker as it is.
    change
        The smallest change of the ranking that makes it stable.
    """

    model: ConflictModel
    who: str
    concept: str
    state: Name
    conditions: tuple[Condition, ...]
    stable: bool
    change: Change

    @property
    def lowered(self) -> list[Name]:
        """The states that it now prefers, and after the smallest change no longer would."""
        return self.model.names(self.change.lowered)

    @property
    def ranking(self) -> list[list[Name]]:
        """The ranking after the smallest change, best first."""
        return [self.model.names(group) for group in self.change.preference.groups]

    def changed(self) -> ConflictModel:
        """Return the model with the smallest change made."""
        return self.model.with_preference(self.who, self.change.preference)

    def in_words(self) -> str:
        """Return the smallest change as a sentence."""
        if self.stable:
            return f"For {self.who} '{self.state}' is stable as it is."
        lowered = self.lowered
        listed = names_of(f"'{name}'" for name in lowered)
        text = (
            f"{self.who} would have to value '{self.state}' at least as highly as {listed}, "
            f"which it prefers now"
        )
        text += f" ({_count(self.change.size, 'step')} of its ranking)."
        if not self.change.proved:
            text += " There may be a smaller change; there were too many ways to try them all."
        return text

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "decision_maker": self.who,
            "concept": self.concept,
            "stable": self.stable,
            "conditions": [
                {"move": c.move, "no_better": [list(way) for way in c.ways], "met": c.met}
                for c in self.conditions
            ],
            "smallest_change": {
                "steps": self.change.size,
                "proved": self.change.proved,
                "no_longer_preferred": self.lowered,
                "ranking": self.ranking,
            },
            "in_words": self.in_words(),
        }


@dataclass(frozen=True, eq=False)
class Inverse:
    """Under which preferences a state is stable.

    Attributes
    ----------
    model, state
        The conflict, and the state asked about.
    demands
        For each decision maker and solution concept asked for.
    """

    model: ConflictModel
    state: Name
    demands: tuple[Demand, ...]

    def of(self, who: str, concept: str) -> Demand:
        """Return what one decision maker would have to want, under one solution concept."""
        name = self.model.decision_makers[self.model.who(who)]
        for demand in self.demands:
            if demand.who == name and demand.concept == concept:
                return demand
        raise ModelError(
            f"nothing was asked about {who} and '{concept}'",
            hint=f"the solution concepts are {', '.join(CONCEPTS)}",
        )

    def together(self, concept: str) -> tuple[ConflictModel, bool]:
        """Return the model with the smallest change of each, and whether the state then is stable.

        Under SEQ a change of what one wants changes how it would answer the others, so that the
        state may become stable for one and unstable for another.
        """
        changed = self.model
        for demand in self.demands:
            if demand.concept == concept and not demand.stable:
                changed = changed.with_preference(demand.who, demand.change.preference)
        return changed, solve(changed).is_stable(self.state, concept)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        concepts = dict.fromkeys(demand.concept for demand in self.demands)
        whole = len({d.who for d in self.demands}) == len(self.model.decision_makers)
        data: dict[str, Any] = {
            "state": self.state,
            "demands": [demand.as_json() for demand in self.demands],
        }
        if whole:
            data["equilibrium_after_all_changes"] = {c: self.together(c)[1] for c in concepts}
        return data


def invert(
    model: ConflictModel,
    state: Name,
    who: str | None = None,
    concepts: Sequence[str] | None = None,
) -> Inverse:
    """Return which preferences make a state stable, and the smallest change that does.

    Parameters
    ----------
    state
        The state that is to be stable.
    who
        Whose preferences; by default each decision maker's in turn, the others' as they are.
    concepts
        Solution concepts; by default all that apply.

    Raises
    ------
    ModelError
        A name is unknown, a concept does not apply, or preferences are uncertain.

    Examples
    --------
    >>> from foedus.options import load_model
    >>> model = load_model('''
    ... form: graph
    ... decision_makers: [Member]
    ... states: [stay, leave]
    ... moves: {Member: [[stay, leave]]}
    ... preferences: {Member: [leave, stay]}
    ... ''')
    >>> invert(model, "stay").of("Member", "nash").lowered
    ['leave']
    """
    if model.uncertain:
        raise ModelError(
            "where preferences are uncertain, there is no one ranking to change",
            hint="decide the uncertain statements in a copy of the model",
        )
    target = model.state(state)
    solution = solve(model)
    asked = tuple(concepts) if concepts is not None else solution.concepts
    numbers = range(len(model.decision_makers)) if who is None else [model.who(who)]
    demands = []
    for number in numbers:
        levels = model.preferences[number].levels
        for concept in asked:
            stable = solution.is_stable(model.states[target], concept, number)
            clauses = list(clauses_of(model, number, target, concept))
            change = smallest_change(levels, target, [ways for _, ways in clauses])
            conditions = tuple(
                Condition(
                    model.states[move],
                    tuple(tuple(model.names(sorted(way))) for way in ways),
                    any(all(levels[s] <= levels[target] for s in way) for way in ways),
                )
                for move, ways in clauses
            )
            demands.append(
                Demand(
                    model,
                    model.decision_makers[number],
                    concept,
                    model.states[target],
                    conditions,
                    stable,
                    change,
                )
            )
    return Inverse(model, model.states[target], tuple(demands))


def clauses_of(
    model: ConflictModel, who: int, target: int, concept: str
) -> Iterator[tuple[int, list[Way]]]:
    """Yield for each move of a decision maker from a state the ways to take away its attraction.

    Each way is a set of states, all of which must be no better for it than the state. None of this
    depends on its own preferences.
    """
    moves = model.moves[who]
    others = [j for j in range(len(model.moves)) if j != who]
    for move in moves.row(target).tolist():
        ways: list[Way] = [frozenset({move})]
        if concept in ("gmr", "smr"):
            replies = reach_from([model.moves[j] for j in others], move)
        elif concept == "seq":
            replies = reach_from([sure_improvements(model, j) for j in others], move)
        elif concept == "sim":
            replies = _collisions(model, who, target, move, others)
        else:
            replies = np.empty(0, dtype=np.int64)
        for reply in replies.tolist():
            if concept == "smr":
                ways.append(frozenset({reply, *moves.row(reply).tolist()}))
            else:
                ways.append(frozenset({reply}))
        yield move, list(dict.fromkeys(ways))


def _collisions(
    model: ConflictModel, who: int, target: int, move: int, others: Sequence[int]
) -> Any:
    """Return where a move ends if others improve their own position at the same moment."""
    options = model.options
    assert options is not None
    codes = options.state_codes
    planned = int(codes[target] ^ codes[move]) & options.mask(who)
    improving: list[tuple[int, Moves]] = [(j, sure_improvements(model, j)) for j in others]
    choices = [
        [0, *((codes[moves.row(target)] ^ codes[target]) & options.mask(j)).tolist()]
        for j, moves in improving
    ]
    ends = {
        int(codes[target]) ^ planned ^ sum(picked) for picked in product(*choices) if any(picked)
    }
    found = options.find(np.array(sorted(ends), dtype=np.int64)) if ends else np.empty(0, np.int64)
    return np.unique(found[found >= 0])


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
