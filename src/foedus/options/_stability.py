"""Which states are stable: for each decision maker, and for all of them.

A state is stable for a decision maker if it has no reason to move away. The solution concepts
differ in what it thinks of when it could improve by moving from s to s1:

========  ==========================================================================================
nash      it thinks of nothing further: any improvement is reason enough
gmr       the others could answer by moving on to a state that is no better for it than s
smr       …and it could not escape from there to something better than s
seq       the others could answer so by moves each of which improves the mover's own position
sim       the others could, at the same moment, make an improvement of their own, so that both
          changes together end in a state that is no better for it than s (option form only, and
          where preferences are certain)
========  ==========================================================================================

The answer of several others is a legal sequence of their moves (`foedus.options._sequences`). "No
better" is less preferred or equal. A state that is stable for all is an equilibrium.

The ranks of the states make each test a comparison of two numbers: the move to s1 is deterred if
the *least* rank that the others can bring about from s1 is no more than the rank of s. So no set
of reachable states is ever listed, and the work grows with the number of moves.

References
----------
Nash, J. F. (1950). Equilibrium points in n-person games. PNAS 36(1), 48-49.
Howard, N. (1971). Paradoxes of Rationality. MIT Press. (GMR, SMR)
Fraser, N. M. & Hipel, K. W. (1984). Conflict Analysis: Models and Resolutions. North-Holland.
(SEQ, SIM)
Fang, L., Hipel, K. W. & Kilgour, D. M. (1993). Interactive Decision Making. Wiley, ch. 3.
Li, K. W., Hipel, K. W., Kilgour, D. M. & Fang, L. (2004). Preference uncertainty in the graph model
for conflict resolution. IEEE Trans. SMC-A 34(4), 507-520.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name
from foedus.options._moves import Bools, Moves
from foedus.options._sequences import greatest, least
from foedus.options._simultaneous import simultaneous
from foedus.options._uncertain import EXTENSIONS, uncertain_stability

#: The solution concepts, in the order in which they are shown.
CONCEPTS = ("nash", "seq", "smr", "gmr", "sim")

#: Those that hold a state by something else than fear of an answer that hurts who gives it as well.
FIRM = frozenset({"nash", "seq", "sim"})

#: What each says, for somebody who does not know the names.
IN_WORDS = {
    "nash": "nobody can improve its position by moving alone",
    "seq": "whoever could improve by moving would be answered, by others who gain by the answer",
    "smr": "whoever could improve by moving could be answered, and could then not escape",
    "gmr": "whoever could improve by moving could be answered, even at a loss to who answers",
    "sim": "whoever could improve would collide with what others do at the same moment",
}


def how_it_lasts(kinds: Iterable[str]) -> str:
    """Return in words what holds a state, given the kinds of equilibrium that it is.

    >>> how_it_lasts(("smr", "gmr"))
    'only for fear of an answer that may hurt who gives it as well'
    """
    held = set(kinds)
    if "nash" in held:
        return "nobody gains by moving alone"
    if "seq" in held:
        return "whoever gained by moving would be answered, by others who gain by that"
    if held & {"smr", "gmr"}:
        return "only for fear of an answer that may hurt who gives it as well"
    if "sim" in held:
        return "only if others move at the same moment"
    return "it would not last"


@dataclass(frozen=True, eq=False)
class Solution:
    """Which states are stable for whom.

    Attributes
    ----------
    model
        What was solved.
    stable
        For each solution concept an array of shape (decision makers, states). Where preferences
        are uncertain, the strictest reading, ``a``.
    by_extension
        Where preferences are uncertain: the same for each of the four readings of Li et al.
        (2004). In ``a`` and ``c`` a move that may be an improvement tempts; in ``b`` and ``d``
        only one that certainly is. In ``c`` and ``d`` an answer deters that may be no better; in
        ``a`` and ``b`` only one that certainly is not.
    """

    model: ConflictModel
    stable: Mapping[str, Bools]
    by_extension: Mapping[str, Mapping[str, Bools]] | None = None

    @property
    def concepts(self) -> tuple[str, ...]:
        """The solution concepts that apply: ``sim`` needs options."""
        return tuple(concept for concept in CONCEPTS if concept in self.stable)

    def _stable(self, extension: str | None) -> Mapping[str, Bools]:
        if extension is None or self.by_extension is None:
            return self.stable
        if extension not in self.by_extension:
            raise ModelError(f"'{extension}' is no reading", hint="it is a, b, c or d")
        return self.by_extension[extension]

    def equilibria(self, extension: str | None = None) -> dict[str, list[Name]]:
        """Return the states that are stable for everybody, for each solution concept.

        Parameters
        ----------
        extension
            Where preferences are uncertain: ``a`` to ``d``, by default ``a``.
        """
        return {
            concept: self.model.names(np.flatnonzero(found.all(axis=0)))
            for concept, found in self._stable(extension).items()
        }

    def stable_for(self, who: str | int, concept: str) -> list[Name]:
        """Return the states that are stable for one decision maker.

        Raises
        ------
        ModelError
            Nobody has the name, or the concept does not apply.
        """
        return self.model.names(np.flatnonzero(self._of(concept)[self.model.who(who)]))

    def is_stable(self, state: Name, concept: str, who: str | int | None = None) -> bool:
        """Return whether a state is stable, for one decision maker or for all."""
        column = self._of(concept)[:, self.model.state(state)]
        return bool(column.all() if who is None else column[self.model.who(who)])

    def _of(self, concept: str) -> Bools:
        if concept not in self.stable:
            raise ModelError(
                f"'{concept}' is no solution concept that applies here",
                hint=f"they are {', '.join(self.concepts)}"
                + ("" if "sim" in self.stable else "; sim needs a model in option form"),
            )
        return self.stable[concept]

    @property
    def marks(self) -> dict[Name, tuple[str, ...]]:
        """For each state that is an equilibrium of some kind: of which kinds."""
        every = {c: np.asarray(found.all(axis=0)) for c, found in self.stable.items()}
        return {
            self.model.states[state]: tuple(c for c in self.concepts if every[c][state])
            for state in np.flatnonzero(np.logical_or.reduce(list(every.values())))
        }

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, states by name."""
        model = self.model
        data: dict[str, Any] = {
            "title": model.title,
            "decision_makers": list(model.decision_makers),
            "states": list(model.states),
            "equilibria": self.equilibria(),
            "stability": {
                who: {c: self.stable_for(who, c) for c in self.stable}
                for who in model.decision_makers
            },
        }
        if model.date is not None:
            data["date"] = model.date
        if model.status_quo is not None:
            data["status_quo"] = model.states[model.status_quo]
        if model.options is not None:
            data["options"] = {
                "names": list(model.options.names),
                "owners": [model.decision_makers[who] for who in model.options.owners],
                "chosen": [model.options.marks(state) for state in range(len(model))],
            }
        if self.by_extension is not None:
            data["uncertain"] = {extension: self.equilibria(extension) for extension in EXTENSIONS}
        return data

    def rows(self) -> list[dict[str, Any]]:
        """Return flat rows, one for each decision maker and state."""
        return [
            {
                "decision_maker": who,
                "state": state,
                **{c: bool(self.stable[c][i, s]) for c in self.concepts},
            }
            for i, who in enumerate(self.model.decision_makers)
            for s, state in enumerate(self.model.states)
        ]


def solve(model: ConflictModel) -> Solution:
    """Return which states are stable for whom, under every solution concept.

    Parameters
    ----------
    model
        In graph or option form; preferences may be uncertain.

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
    >>> solve(model).equilibria()["nash"]
    ['leave']
    """
    if model.uncertain:
        found = uncertain_stability(model)
        return Solution(model, found["a"], found)
    stable: dict[str, Bools] = {
        concept: np.empty((len(model.decision_makers), len(model)), dtype=np.bool_)
        for concept in ("nash", "gmr", "smr", "seq")
    }
    improving = [
        moves.improving(preference.levels)
        for moves, preference in zip(model.moves, model.preferences, strict=True)
    ]
    for i, (moves, tempting) in enumerate(zip(model.moves, improving, strict=True)):
        levels = model.preferences[i].levels
        others = [other for j, other in enumerate(model.moves) if j != i]
        others_improving = [other for j, other in enumerate(improving) if j != i]
        # the best that i can still have once it has answered the answer
        at_last = np.maximum(levels, greatest([moves], levels))
        stable["nash"][i] = tempting.counts == 0
        for concept, group, values in (
            ("gmr", others, levels),
            ("smr", others, at_last),
            ("seq", others_improving, levels),
        ):
            worst = least(group, values)
            free = worst[tempting.targets] > levels[tempting.sources]
            stable[concept][i] = ~any_of_row(tempting, free)
    if model.options is not None:
        stable["sim"] = simultaneous(model, improving)
    return Solution(model, stable)


def any_of_row(moves: Moves, true: Iterable[bool] | Bools) -> Bools:
    """Return the states that some move leaves for which `true`, shape (moves,), holds."""
    found = np.bincount(moves.sources, weights=np.asarray(true), minlength=moves.states)
    return np.asarray(found > 0)
