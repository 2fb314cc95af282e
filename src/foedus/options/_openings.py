"""What would make something come about: which changes of priorities open a way there from here.

Inverse analysis asks which preferences make a state *stable*. A step that cannot be taken back is
often stable only because it cannot; what matters is whether it would be taken. So here the question
is: with which changes of somebody's priorities does a walk lead from where the conflict stands to a
state in which a condition holds, such that every move on it improves the mover's position, and that
the state at its end is an equilibrium? It is status quo analysis (Li, Kilgour & Hipel 2005), put
to the models near the given one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name
from foedus.options._moves import Moves
from foedus.options._preference import Preference
from foedus.options._stability import solve
from foedus.options._statements import Statement
from foedus.options._variations import near_priorities, ranking_by
from foedus.options._walks import Sequences, Walk, sure_improvements, walk_of

_MOST_TRIED = 20_000


@dataclass(frozen=True, eq=False)
class Opening:
    """Changes of priorities that open a way.

    Attributes
    ----------
    changes
        What is otherwise, in words, each with its decision maker; empty where it is as it is.
    walk
        How things would then get there.
    end
        Name of the state in which they would be, and which would last.
    model
        The changed model.
    """

    changes: tuple[str, ...]
    walk: Walk
    end: Name
    model: ConflictModel

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"changes": list(self.changes), "path": self.walk.as_json(), "end": self.end}


@dataclass(frozen=True)
class _Varied:
    """One decision maker's priorities, changed or not."""

    who: int
    changes: tuple[str, ...]
    statements: tuple[Statement, ...]
    preference: Preference
    improving: Moves


def openings(
    model: ConflictModel,
    target: Name,
    *,
    start: Name | None = None,
    concept: str = "seq",
    most: int = 2,
) -> tuple[Opening, ...]:
    """Return the fewest changes of priorities with which something would come about and last.

    Parameters
    ----------
    target
        A state, or a condition on options, such as ``leave``.
    start
        The state to start from; by default the model's status quo.
    concept
        In which sense the state at the end must be an equilibrium.
    most
        Up to how many changes, of one decision maker or of several: two neighbouring priorities
        exchanged, one dropped, or one turned round.

    Returns
    -------
    tuple
        Every set of changes that does it and of which no part does, the smallest first. One
        without changes, if it comes about as things are.

    Raises
    ------
    ModelError
        The model has no status quo, a name is unknown, preferences are uncertain, or nobody's are
        given by statements.

    Examples
    --------
    >>> from foedus.options import load_model
    >>> model = load_model('''
    ... form: option
    ... decision_makers: {Member: [leave]}
    ... preferences: {Member: [not leave]}
    ... status_quo: none
    ... ''')
    >>> openings(model, "leave")[0].changes
    ('Member would rather have “leave”',)
    """
    if start is None and model.status_quo is None:
        raise ModelError(
            "the model does not say where the conflict stands",
            field="status_quo",
            hint="add 'status_quo: STATE' to the model, or name a state: --from STATE",
        )
    if model.uncertain or not any(model.statements):
        raise ModelError(
            "only priorities that are given by statements, all of them certain, can be changed",
            hint="decide the uncertain statements in a copy of the model",
        )
    here = model.status_quo if start is None else model.state(start)
    assert here is not None
    wanted = frozenset(model.states_where(target))
    as_it_is = {who: sure_improvements(model, who) for who in range(len(model.moves))}
    found: list[Opening] = []
    for number in range(most + 1):
        for varied in _combined(model, number):
            changes = tuple(text for one in varied for text in one.changes)
            if any(set(known.changes) <= set(changes) for known in found):
                continue
            improving = as_it_is | {one.who: one.improving for one in varied}
            opening = _opened(model, here, wanted, concept, varied, improving, changes)
            if opening is not None:
                found.append(opening)
    return tuple(found)


def _combined(model: ConflictModel, number: int) -> Iterator[tuple[_Varied, ...]]:
    """Yield all ways to make so many changes, by one decision maker or by several."""
    people = [who for who, said in enumerate(model.statements) if said is not None]
    if number == 0:
        yield ()
        return
    tried = 0
    for several in range(1, number + 1):
        for group in combinations(people, several):
            for shares in product(range(1, number + 1), repeat=several):
                if sum(shares) != number:
                    continue
                lists = [
                    _varied(model, who, share) for who, share in zip(group, shares, strict=True)
                ]
                for combined in product(*lists):
                    tried += 1
                    if tried > _MOST_TRIED:
                        return
                    yield combined


def _varied(model: ConflictModel, who: int, number: int) -> list[_Varied]:
    """Return all lists of priorities so many changes away from somebody's own."""
    said = model.statements[who]
    assert said is not None
    ahead: list[tuple[tuple[str, ...], tuple[Statement, ...]]] = [((), said)]
    seen = {_key(said)}
    for _ in range(number):
        following = []
        for changes, statements in ahead:
            for text, changed in near_priorities(statements):
                if _key(changed) not in seen:
                    seen.add(_key(changed))
                    name = model.decision_makers[who]
                    following.append(((*changes, f"{name} {text}"), changed))
        ahead = following
    found = []
    for changes, statements in ahead:
        preference = ranking_by(model, statements)
        improving = sure_improvements(model.with_preference(who, preference), who)
        found.append(_Varied(who, changes, statements, preference, improving))
    return found


def _opened(
    model: ConflictModel,
    here: int,
    wanted: frozenset[int],
    concept: str,
    varied: Sequence[_Varied],
    improving: Mapping[int, Moves],
    changes: tuple[str, ...],
) -> Opening | None:
    ways = Sequences(improving, here)
    ends = [end for end in ways.states.tolist() if end in wanted]
    if here in wanted and here not in ends:
        ends.append(here)
    if not ends:
        return None
    changed = model
    for one in varied:
        changed = changed.with_preference(one.who, one.preference, one.statements)
    solution = solve(changed)
    lasting = [end for end in ends if solution.is_stable(model.states[end], concept)]
    if not lasting:
        return None
    end = min(lasting, key=lambda state: (0 if state == here else ways.length(state), state))
    walk = () if end == here else next(iter(ways.to(end, 1)))
    return Opening(changes, walk_of(changed, here, walk), model.states[end], changed)


def _key(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(statement.text for statement in statements)
