"""Why a state is stable for somebody, or not: move by move, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.options._inverse import clauses_of
from foedus.options._model import ConflictModel, Name, names_of
from foedus.options._moves import Moves
from foedus.options._stability import Solution, solve
from foedus.options._walks import Sequences, Walk, sure_improvements, walk_of


@dataclass(frozen=True, eq=False)
class Temptation:
    """A move that improves a decision maker's position, and what holds it back.

    Attributes
    ----------
    move
        Name of the state moved to.
    answers
        For each solution concept under which something deters the move: what the others would do,
        or, for ``sim``, no walk.
    ends
        For the same concepts, where that ends.
    escapes
        Where the mover can still go from the worst that the others can do, and what it prefers
        to the state it left: why ``smr`` does not deter.
    """

    move: Name
    answers: Mapping[str, Walk | None]
    ends: Mapping[str, Name]
    escapes: tuple[Name, ...] = ()

    def lines(self, who: str, state: Name, concepts: Sequence[str]) -> list[str]:
        """Return it as lines of text."""
        text = [f"could improve by moving to '{self.move}'."]
        if not self.answers:
            text.append("Nothing that the others can do would make it regret that.")
            return text
        said: dict[str, list[str]] = {}
        for concept in concepts:
            if concept in self.answers:
                said.setdefault(self._answer(concept, who, state), []).append(concept)
        text += [f"{sentence} ({', '.join(kinds)})" for sentence, kinds in said.items()]
        if "seq" in concepts and "seq" not in self.answers:
            text.append("But none of those who could answer so would gain by it (not seq).")
        if "smr" in concepts and "smr" not in self.answers and self.escapes:
            text.append(
                f"And it could escape, for example to {_quoted(self.escapes, 3)} (not smr)."
            )
        return text

    def _answer(self, concept: str, who: str, state: Name) -> str:
        walk, end = self.answers[concept], self.ends[concept]
        worse = f"which {who} likes no better than '{state}'"
        if concept == "sim":
            return (
                f"If others improve their own position at the same moment, that ends in '{end}', "
                f"{worse}."
            )
        assert walk is not None
        movers = list(dict.fromkeys(step.who for step in walk.steps))
        gain = ", to the gain of each who moves" if walk.credible else ""
        return f"Then {' and '.join(movers)} can move on to '{end}'{gain}, {worse}."


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why a state is stable for one decision maker, or not.

    Attributes
    ----------
    who, state
        Whom and which state it is about.
    stable
        For each solution concept whether it is stable.
    moves
        Where it can move at all.
    temptations
        The moves that improve its position.
    """

    who: str
    state: Name
    stable: Mapping[str, bool]
    moves: tuple[Name, ...]
    temptations: tuple[Temptation, ...]

    def lines(self) -> list[str]:
        """Return it as lines of text."""
        kinds = [concept for concept, held in self.stable.items() if held]
        head = f"{self.who}: "
        if not self.moves:
            return [head + "cannot move from here, so it is stable for it in every sense."]
        if not self.temptations:
            there = _quoted(self.moves, 4)
            return [f"{head}can move to {there}, but gains by none of it; stable in every sense."]
        lines = [head + (f"stable by {', '.join(kinds)}." if kinds else "not stable.")]
        for temptation in self.temptations:
            first, *rest = temptation.lines(self.who, self.state, list(self.stable))
            lines.append(f"  It {first}")
            lines += [f"    {line}" for line in rest]
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "decision_maker": self.who,
            "stable": dict(self.stable),
            "moves": list(self.moves),
            "temptations": [
                {
                    "move": t.move,
                    "deterred": {
                        concept: {
                            "ends": t.ends[concept],
                            "path": None if walk is None else walk.as_json(),
                        }
                        for concept, walk in t.answers.items()
                    },
                    "escapes": list(t.escapes),
                }
                for t in self.temptations
            ],
            "in_words": self.lines(),
        }


@dataclass(frozen=True, eq=False)
class Standing:
    """How much somebody likes a state.

    Attributes
    ----------
    who
        Of whom.
    place, places
        Which place the state has in the ranking, 1 being the best, of how many; states that are
        equally good share a place.
    better
        Names of the states that it certainly likes better.
    best
        Names of the states that it likes best.
    """

    who: str
    place: int
    places: int
    better: tuple[Name, ...]
    best: tuple[Name, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "decision_maker": self.who,
            "place": self.place,
            "places": self.places,
            "better": list(self.better),
            "best": list(self.best),
        }


def standings(model: ConflictModel, state: Name) -> tuple[Standing, ...]:
    """Return for each decision maker how much it likes a state.

    Raises
    ------
    ModelError
        The state is unknown.
    """
    here = model.state(state)
    found = []
    for who, preference in zip(model.decision_makers, model.preferences, strict=True):
        better = [s for s in range(len(model)) if preference.compare(s, here) == "better"]
        place = next(n for n, group in enumerate(preference.groups, start=1) if here in group)
        found.append(
            Standing(
                who,
                place,
                len(preference.groups),
                tuple(model.names(better)),
                tuple(model.names(preference.groups[0])),
            )
        )
    return tuple(found)


def better_for_all(
    model: ConflictModel, state: Name, group: Sequence[str] | None = None
) -> list[Name]:
    """Return the states that somebody likes better than a state, and nobody less.

    Parameters
    ----------
    group
        Who counts; by default everybody.

    Raises
    ------
    ModelError
        A name is unknown.
    """
    here = model.state(state)
    who = range(len(model.moves)) if group is None else [model.who(name) for name in group]
    found = []
    for other in range(len(model)):
        kinds = {model.preferences[number].compare(other, here) for number in who}
        if "better" in kinds and kinds <= {"better", "equal"}:
            found.append(other)
    return model.names(found)


def explain(
    model: ConflictModel, state: Name, *, solution: Solution | None = None
) -> tuple[Reasons, ...]:
    """Return for each decision maker why a state is stable, or not.

    Where preferences are uncertain, a move tempts if it certainly improves the mover's position.

    Raises
    ------
    ModelError
        The state is unknown.

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
    >>> print("\\n".join(explain(model, "stay")[0].lines()))
    Member: not stable.
      It could improve by moving to 'leave'.
        Nothing that the others can do would make it regret that.
    """
    here = model.state(state)
    solved = solution or solve(model)
    return tuple(
        Reasons(
            name,
            model.states[here],
            {c: bool(solved.stable[c][who, here]) for c in solved.concepts},
            tuple(model.names(model.moves[who].row(here))),
            tuple(
                _temptation(model, who, here, move, solved.concepts)
                for move in sure_improvements(model, who).row(here).tolist()
            ),
        )
        for who, name in enumerate(model.decision_makers)
    )


def _quoted(names: Sequence[Name], most: int) -> str:
    return names_of((f"'{name}'" for name in names), most)


def _temptation(
    model: ConflictModel, who: int, here: int, move: int, concepts: Sequence[str]
) -> Temptation:
    compare = model.preferences[who].compare
    others = {j: moves for j, moves in enumerate(model.moves) if j != who}
    free = Sequences(others, move)
    gaining = Sequences({j: sure_improvements(model, j) for j in others}, move)
    answers: dict[str, Walk | None] = {}
    ends: dict[str, Name] = {}
    escapes: list[int] = []

    def no_better(there: int) -> bool:
        return compare(there, here) in ("worse", "equal")

    def found(concept: str, sequences: Sequences, end: int) -> None:
        walk = next(iter(sequences.to(end, 1)))
        answers[concept] = walk_of(model, move, walk)
        ends[concept] = model.states[end]

    held = [s for s in _nearest(free) if no_better(s)]
    if held:
        found("gmr", free, held[0])
    if credible := [s for s in _nearest(gaining) if no_better(s)]:
        found("seq", gaining, credible[0])
    moves: Moves = model.moves[who]
    for end in held:
        if all(no_better(s) for s in moves.row(end).tolist()):
            found("smr", free, end)
            break
    if held and "smr" not in answers:
        escapes = [s for s in moves.row(held[0]).tolist() if not no_better(s)]
    if "sim" in concepts:
        for end in _collisions_with(model, who, here, move):
            if no_better(end):
                answers["sim"], ends["sim"] = None, model.states[end]
                break
    return Temptation(model.states[move], answers, ends, tuple(model.names(escapes)))


def _nearest(sequences: Sequences) -> list[int]:
    """Return the states reached, those by the fewest moves first."""
    return sorted(sequences.states.tolist(), key=lambda state: (sequences.length(state), state))


def _collisions_with(model: ConflictModel, who: int, here: int, move: int) -> list[int]:
    """Return where a move ends if others improve their own position at the same moment."""
    ways = dict(clauses_of(model, who, here, "sim"))[move]
    return [next(iter(way)) for way in ways[1:]]
