"""Inverse analysis by priorities: which change of what somebody wants makes a state stable.

A ranking of dozens of states says little about why; a list of priorities does. So the same
question as in `foedus.options._inverse` is asked of the statements: which exchange of two
priorities, which priority dropped or turned round, would make the state stable?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foedus._errors import ModelError
from foedus.options._inverse import clauses_of
from foedus.options._model import ConflictModel, Name
from foedus.options._stability import solve
from foedus.options._statements import Statement
from foedus.options._variations import near_priorities, ranking_by

_MOST_LISTS = 20_000
_MOST_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Shift:
    """A change of somebody's priorities that makes a state stable for it.

    Attributes
    ----------
    who
        Whose priorities.
    changes
        What is otherwise, in words.
    statements
        The changed list, the most important first.
    equilibrium
        Whether the state then is stable for everybody.
    """

    who: str
    changes: tuple[str, ...]
    statements: tuple[Statement, ...]
    equilibrium: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "decision_maker": self.who,
            "changes": list(self.changes),
            "priorities": [str(statement) for statement in self.statements],
            "equilibrium": self.equilibrium,
        }


def shifts(
    model: ConflictModel, state: Name, who: str, concept: str, *, most: int = 3
) -> tuple[Shift, ...]:
    """Return the fewest changes of somebody's priorities that make a state stable for it.

    Parameters
    ----------
    state
        The state that is to be stable.
    who
        Whose priorities; the others' stay as they are.
    concept
        A solution concept.
    most
        Up to how many changes: two neighbours exchanged, one dropped, or one turned round.

    Returns
    -------
    tuple
        All ways with the fewest changes, at most twelve; empty where it is stable already, or
        where so many changes do not suffice.

    Raises
    ------
    ModelError
        A name is unknown, the preferences are not given by statements, or are uncertain.
    """
    number, target = model.who(who), model.state(state)
    said = model.statements[number]
    if said is None:
        raise ModelError(
            f"the preferences of {model.decision_makers[number]} are a ranking, not statements",
            hint="ask for the smallest change of the ranking: --by ranking",
        )
    if model.uncertain:
        raise ModelError(
            "where preferences are uncertain, there is no one list of priorities to change",
            hint="decide the uncertain statements in a copy of the model",
        )
    if solve(model).is_stable(model.states[target], concept, number):
        return ()
    clauses = [ways for _, ways in clauses_of(model, number, target, concept)]

    def stable(statements: Sequence[Statement]) -> bool:
        levels = ranking_by(model, statements).levels
        return all(
            any(all(levels[s] <= levels[target] for s in way) for way in ways) for ways in clauses
        )

    ahead: list[tuple[tuple[str, ...], tuple[Statement, ...]]] = [((), said)]
    seen = {_key(said)}
    for _ in range(most):
        following, found = [], []
        for changes, statements in ahead:
            for text, changed in near_priorities(statements):
                if _key(changed) in seen or len(seen) > _MOST_LISTS:
                    continue
                seen.add(_key(changed))
                following.append(((*changes, text), changed))
                if stable(changed):
                    found.append(following[-1])
        if found:
            return tuple(
                _shift(model, number, target, concept, *one) for one in found[:_MOST_SHOWN]
            )
        ahead = following
    return ()


def _shift(
    model: ConflictModel,
    number: int,
    target: int,
    concept: str,
    changes: tuple[str, ...],
    statements: tuple[Statement, ...],
) -> Shift:
    changed = model.with_preference(number, ranking_by(model, statements), statements)
    whole = solve(changed).is_stable(model.states[target], concept)
    return Shift(model.decision_makers[number], changes, statements, whole)


def _key(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(statement.text for statement in statements)
