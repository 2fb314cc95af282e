"""Models of one conflict at several dates, side by side: what became stable, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from foedus._errors import ModelError
from foedus.options._model import ConflictModel, Name, names_of
from foedus.options._rankings import pairs_that_differ
from foedus.options._stability import Solution, solve

_MOST_STATES = 2_000  # up to which rankings are compared pair by pair


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several models, in the order of time.

    Attributes
    ----------
    solutions
        By date.
    """

    solutions: Mapping[str, Solution]

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each state that is an equilibrium at some date: of which kinds, when.

        A state that does not exist at a date has None there.
        """
        marks = {date: solution.marks for date, solution in self.solutions.items()}
        states: dict[Name, None] = {}
        for found in marks.values():
            states |= dict.fromkeys(found)
        return [
            {
                "state": state,
                **{
                    date: list(marks[date].get(state, ()))
                    if state in solution.model.states
                    else None
                    for date, solution in self.solutions.items()
                },
            }
            for state in states
        ]

    def changes(self) -> list[dict[str, Any]]:
        """Return what changed from each date to the next, in words, a row a change.

        ``state`` names the state whose stability changed, or is None for any other change.
        """
        found = []
        dated = list(self.solutions.items())
        for (before, one), (after, other) in pairwise(dated):
            for text, state in _differences(one, other):
                found.append({"from": before, "to": after, "change": text, "state": state})
        return found

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "dates": list(self.solutions),
            "equilibria": self.rows(),
            "changes": self.changes(),
        }


def compare(models: Mapping[str, ConflictModel]) -> Comparison:
    """Return models of several dates side by side.

    Parameters
    ----------
    models
        By date, in the order of time; `load_models` reads them from one file.

    Raises
    ------
    ModelError
        There are fewer than two.

    Examples
    --------
    >>> from foedus.options import load_models
    >>> made = compare(load_models('''
    ... form: graph
    ... decision_makers: [Member]
    ... states: [stay, leave]
    ... moves: {Member: [[stay, leave]]}
    ... preferences: {Member: [stay, leave]}
    ... dates: {2020: {}, 2024: {preferences: {Member: [leave, stay]}}}
    ... '''))
    >>> made.rows()[0]["2020"], made.rows()[0]["2024"]
    (['nash', 'seq', 'smr', 'gmr'], [])
    """
    if len(models) < 2:
        raise ModelError(
            "there is only one model to compare",
            hint="give the model several dates ('dates:'), or name several files",
        )
    return Comparison({date: solve(model) for date, model in models.items()})


def _differences(one: Solution, other: Solution) -> list[tuple[str, Name | None]]:
    before, after = one.model, other.model
    found: list[str] = []
    old, new = set(before.states), set(after.states)
    if gone := [name for name in before.states if name not in new]:
        found.append(f"no longer possible: {names_of(gone)}")
    if come := [name for name in after.states if name not in old]:
        found.append(f"now possible: {names_of(come)}")
    for who in before.decision_makers:
        if who not in after.decision_makers:
            found.append(f"{who} takes no part any more")
    for number, who in enumerate(after.decision_makers):
        if who not in before.decision_makers:
            found.append(f"{who} now takes part")
            continue
        earlier = before.who(who)
        found += _moves(before, after, who)
        said, says = before.statements[earlier], after.statements[number]
        if said is not None and says is not None:
            found += [f"{who} {text}" for text in _priorities(said, says)]
        elif before.states == after.states and len(before) <= _MOST_STATES:
            steps = pairs_that_differ(before.preferences[earlier], after.preferences[number])
            if steps:
                found.append(f"{who} ranks the states otherwise ({steps} steps apart)")
    return [*((text, None) for text in found), *_stability(one, other, new)]


def _stability(one: Solution, other: Solution, possible: set[Name]) -> Iterator[tuple[str, Name]]:
    """Yield which states became or ceased to be stable, or are so in another sense."""
    for state in one.marks:
        if state in possible and state not in other.marks:
            yield f"'{state}' is stable no longer", state
    for state, kinds in other.marks.items():
        if state not in one.marks:
            yield f"'{state}' has become stable ({', '.join(kinds)})", state
        elif set(kinds) != set(one.marks[state]):
            before, now = ", ".join(one.marks[state]), ", ".join(kinds)
            yield f"'{state}' was stable by {before}, now by {now}", state


def _moves(before: ConflictModel, after: ConflictModel, who: str) -> list[str]:
    """Return which moves between states of both models somebody has lost or gained."""
    shared = set(before.states) & set(after.states)

    def pairs(model: ConflictModel) -> set[tuple[Name, Name]]:
        moves = model.moves[model.who(who)]
        ends = zip(moves.sources.tolist(), moves.targets.tolist(), strict=True)
        named = ((model.states[a], model.states[b]) for a, b in ends)
        return {(a, b) for a, b in named if a in shared and b in shared}

    had, has = pairs(before), pairs(after)
    found = []
    for words, moves in (("can no longer move", had - has), ("can now move", has - had)):
        if moves:
            shown = sorted(moves, key=str)[:3]
            text = "; ".join(f"from '{a}' to '{b}'" for a, b in shown)
            more = f" and {len(moves) - len(shown)} more" if len(moves) > len(shown) else ""
            found.append(f"{who} {words} {text}{more}")
    return found


def _priorities(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    """Return in words how a list of statements changed."""
    old, new = [str(s) for s in before], [str(s) for s in after]
    found = [f"no longer wants “{text}”" for text in old if text not in new]
    for place, text in enumerate(new):
        if text not in old:
            found.append(f"now wants “{text}” (priority {place + 1})")
    kept_old = [text for text in old if text in new]
    kept_new = [text for text in new if text in old]
    for text in kept_new:
        if kept_new.index(text) < kept_old.index(text):
            passed = [
                other
                for other in kept_old[: kept_old.index(text)]
                if kept_new.index(other) > kept_new.index(text)
            ]
            if passed:
                listed = names_of((f"“{other}”" for other in passed), 3)
                found.append(f"puts “{text}” before {listed}")
    return found
