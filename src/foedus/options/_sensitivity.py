"""Whether a small error in the preferences matters.

All models near the given one are solved, and it is counted how often each state stays an
equilibrium. A finding that holds in nearly all of them does not hang on one judgement about what
somebody wants; where it does, the changes that undo it are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name
from foedus.options._moves import Bools
from foedus.options._stability import CONCEPTS, FIRM, Solution, solve
from foedus.options._variations import Variation, by_priority, by_ranking, by_uncertain

_WAYS: Mapping[str, Callable[[ConflictModel], Iterator[Variation]]] = {
    "ranking": by_ranking,
    "priority": by_priority,
    "uncertain": by_uncertain,
}
_MOST_MODELS = 20_000
_MOST_WORK = 50_000_000  # models times moves


@dataclass(frozen=True)
class Flip:
    """A state that lasts otherwise in a model near by: in which senses it did, and then does."""

    state: Name
    was: tuple[str, ...]
    becomes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"state": self.state, "was": list(self.was), "is": list(self.becomes)}


@dataclass(frozen=True)
class Effect:
    """Changes of what somebody wants, and what they flip.

    Attributes
    ----------
    changes
        What is otherwise, in words.
    flips
        The states that last otherwise than in the given model, in the order of the model.
    """

    changes: tuple[str, ...]
    flips: tuple[Flip, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How much is flipped: states counted in each firm sense (nash, seq, sim), then in all."""
        turned = [set(flip.was) ^ set(flip.becomes) for flip in self.flips]
        return sum(len(kinds & FIRM) for kinds in turned), sum(map(len, turned))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"changes": list(self.changes), "flips": [flip.as_json() for flip in self.flips]}


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How equilibria hold in all models near the given one.

    Attributes
    ----------
    solution
        Of the given model.
    by
        What was varied: ``ranking``, ``priority`` or ``uncertain``.
    steps
        How many steps at most.
    models
        How many models were solved.
    counts
        For each solution concept, shape (states,): in how many of them the state is an
        equilibrium.
    lost
        For each concept and state that is an equilibrium of the given model: the changes that
        undo it, those of the fewest steps first.
    gained
        For each concept and state that is none: the changes that make it one.
    effects
        The models in which something lasts otherwise, those that flip most first.
    """

    solution: Solution
    by: str
    steps: int
    models: int
    counts: Mapping[str, np.ndarray[Any, np.dtype[np.int64]]]
    lost: Mapping[str, Mapping[Name, tuple[tuple[str, ...], ...]]]
    gained: Mapping[str, Mapping[Name, tuple[tuple[str, ...], ...]]]
    effects: tuple[Effect, ...]

    @property
    def idle(self) -> int:
        """In how many of the models near by the same states last, in the same senses."""
        return self.models - len(self.effects)

    def share(self, state: Name, concept: str) -> float:
        """Return in which share of the models near by a state is an equilibrium."""
        number = self.solution.model.state(state)
        return float(self.counts[concept][number]) / self.models

    def shares(self) -> list[dict[str, Any]]:
        """Return a row for each state that is an equilibrium anywhere near: its shares."""
        model = self.solution.model
        ever = np.logical_or.reduce([count > 0 for count in self.counts.values()])
        marks = self.solution.marks
        return [
            {
                "state": model.states[state],
                "equilibrium": list(marks.get(model.states[state], ())),
                **{c: float(self.counts[c][state]) / self.models for c in self.counts},
            }
            for state in np.flatnonzero(ever)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""

        def plain(found: Mapping[str, Mapping[Name, tuple[tuple[str, ...], ...]]]) -> Any:
            return [
                {"concept": concept, "state": state, "changes": [list(c) for c in changes]}
                for concept, states in found.items()
                for state, changes in states.items()
            ]

        return {
            "by": self.by,
            "steps": self.steps,
            "models": self.models,
            "shares": self.shares(),
            "lost": plain(self.lost),
            "gained": plain(self.gained),
            "changes": [effect.as_json() for effect in self.effects],
            "changing_nothing": self.idle,
        }


def sensitivity(
    model: ConflictModel,
    *,
    by: str | None = None,
    steps: int = 1,
    concepts: tuple[str, ...] | None = None,
) -> Sensitivity:
    """Return how often each state stays an equilibrium in the models near this one.

    Parameters
    ----------
    model
        The given one.
    by
        ``ranking``: one decision maker's ranking is a step away (two neighbours change places, or
        are equal, or a tie is broken). ``priority``: its statements are (two change places, one is
        dropped, one is turned round). ``uncertain``: every uncertain statement is decided, in every
        combination. By default ``uncertain`` where there are any, else ``ranking``.
    steps
        Up to how many such steps, of one decision maker or several.
    concepts
        Solution concepts; by default all that apply.

    Raises
    ------
    ModelError
        There is nothing of the kind to vary, or there are too many models near by.

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
    >>> sensitivity(model).share("stay", "nash")
    1.0
    """
    way = by or ("uncertain" if model.uncertain else "ranking")
    if way not in _WAYS:
        raise ModelError(f"'{way}' cannot be varied", hint=f"vary {' or '.join(_WAYS)}")
    if way != "uncertain" and model.uncertain:
        raise ModelError(
            "preferences are uncertain in part, so that it is not clear what is near them",
            hint="vary the uncertain statements first: --by uncertain",
        )
    if steps < 1:
        raise ModelError("at least one step has to be varied", hint="give --steps 1")
    solution = solve(model)
    asked = tuple(c for c in CONCEPTS if c in solution.stable and c in (concepts or CONCEPTS))
    if not asked:
        raise ModelError("none of these solution concepts applies here")
    counts = {concept: np.zeros(len(model), dtype=np.int64) for concept in asked}
    base = {c: np.asarray(solution.stable[c].all(axis=0)) for c in asked}
    lost: dict[str, dict[Name, list[tuple[str, ...]]]] = {concept: {} for concept in asked}
    gained: dict[str, dict[Name, list[tuple[str, ...]]]] = {concept: {} for concept in asked}
    effects: list[Effect] = []
    tried = 0
    for variation in _near(model, way, 1 if way == "uncertain" else steps):
        tried += 1
        solved = solve(variation.model)
        after = {concept: np.asarray(solved.stable[concept].all(axis=0)) for concept in asked}
        if flips := _flips(model, base, after):
            effects.append(Effect(variation.changes, flips))
        for concept, now in after.items():
            counts[concept] += now
            for state in np.flatnonzero(now != base[concept]):
                side = lost if base[concept][state] else gained
                side[concept].setdefault(model.states[state], []).append(variation.changes)
    effects.sort(key=lambda effect: (effect.weight, -len(effect.changes)), reverse=True)
    return Sensitivity(
        solution, way, steps, tried, counts, _frozen(lost), _frozen(gained), tuple(effects)
    )


def _flips(
    model: ConflictModel, before: Mapping[str, Bools], after: Mapping[str, Bools]
) -> tuple[Flip, ...]:
    turned = np.logical_or.reduce([before[concept] != after[concept] for concept in before])
    return tuple(
        Flip(
            model.states[state],
            tuple(concept for concept, held in before.items() if held[state]),
            tuple(concept for concept, held in after.items() if held[state]),
        )
        for state in np.flatnonzero(turned)
    )


def _frozen(
    found: dict[str, dict[Name, list[tuple[str, ...]]]],
) -> dict[str, dict[Name, tuple[tuple[str, ...], ...]]]:
    return {
        concept: {state: tuple(changes) for state, changes in states.items()}
        for concept, states in found.items()
        if states
    }


def _near(model: ConflictModel, way: str, steps: int) -> Iterator[Variation]:
    """Yield all models at most so many steps away, the given one left out, each once."""
    seen = {_fingerprint(model)}
    ahead = [Variation((), model)]
    weight = sum(len(moves) for moves in model.moves) + len(model)
    found = 0
    for _ in range(steps):
        following = []
        for variation in ahead:
            for further in _WAYS[way](variation.model):
                key = _fingerprint(further.model)
                if key in seen and way != "uncertain":
                    continue
                seen.add(key)
                found += 1
                if found > _MOST_MODELS or found * weight > _MOST_WORK:
                    raise ModelError(
                        f"there are more than {found - 1:,} models within {steps} steps, too many "
                        "to solve them all",
                        hint="take fewer steps"
                        if steps > 1
                        else "vary --by priority, or leave out options",
                    )
                made = Variation(variation.changes + further.changes, further.model)
                following.append(made)
                yield made
        ahead = following


def _fingerprint(model: ConflictModel) -> bytes:
    return b"".join(preference.levels.tobytes() for preference in model.preferences)
