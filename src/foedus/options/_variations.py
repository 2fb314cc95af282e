"""Models near a given one: somebody's ranking, or somebody's priorities, are slightly otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from foedus._errors import ModelError
from foedus.options._model import ConflictModel
from foedus.options._preference import Preference
from foedus.options._statements import Condition, Statement

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Variation:
    """A model near the given one.

    Attributes
    ----------
    changes
        What is otherwise, in words.
    model
        The varied model.
    """

    changes: tuple[str, ...]
    model: ConflictModel


def near_rankings(groups: Groups) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...], Groups]]:
    """Yield the rankings one step away: what happens, to which states, and the ranking.

    A step swaps two neighbouring groups, makes them equal, or takes one state out of a tie, up or
    down.

    >>> [ranking for *_, ranking in near_rankings(((0,), (1,)))]
    [((1,), (0,)), ((0, 1),)]
    """
    for place in range(len(groups) - 1):
        one, other = groups[place], groups[place + 1]
        head, tail = groups[:place], groups[place + 2 :]
        yield "swap", one, other, (*head, other, one, *tail)
        yield "tie", one, other, (*head, tuple(sorted(one + other)), *tail)
    for place, group in enumerate(groups):
        if len(group) < 2:
            continue
        head, tail = groups[:place], groups[place + 1 :]
        for state in group:
            rest = tuple(s for s in group if s != state)
            yield "above", (state,), rest, (*head, (state,), rest, *tail)
            if len(group) > 2:  # with two, one down is the other up
                yield "below", (state,), rest, (*head, rest, (state,), *tail)


def by_ranking(model: ConflictModel) -> Iterator[Variation]:
    """Yield the models in which one decision maker's ranking is one step away."""
    words = {
        "swap": "{who} prefers {other} to {one}",
        "tie": "{who} finds {one} and {other} equal",
        "above": "{who} prefers {one} to {other}",
        "below": "{who} prefers {other} to {one}",
    }
    for number, who in enumerate(model.decision_makers):
        for kind, one, other, groups in near_rankings(model.preferences[number].groups):
            text = words[kind].format(who=who, one=_listed(model, one), other=_listed(model, other))
            preference = Preference.of_groups(groups, len(model))
            yield Variation((text,), model.with_preference(number, preference))


def near_priorities(
    statements: Sequence[Statement],
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Yield the lists of statements one step away: what happens, in words, and the list.

    A step lets two neighbours change places, drops a statement, or turns one into its opposite.
    """
    said = tuple(statements)
    for place in range(len(said) - 1):
        one, other = said[place], said[place + 1]
        yield (
            f"puts “{other.text}” before “{one.text}”",
            (*said[:place], other, one, *said[place + 2 :]),
        )
    for place, one in enumerate(said):
        rest = said[:place], said[place + 1 :]
        yield f"does not care about “{one.text}”", (*rest[0], *rest[1])
        yield opposite_in_words(one), (*rest[0], opposite(one), *rest[1])


def opposite(statement: Statement) -> Statement:
    """Return the statement that wants what this one does not."""
    condition = statement.condition
    if condition.kind == "not":
        return replace(statement, text=_inner(statement.text), condition=condition.parts[0])
    return replace(
        statement, text=f"not ({statement.text})", condition=Condition("not", (condition,))
    )


_TOKENS = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|[()]|\bif\b", re.IGNORECASE)


def opposite_in_words(statement: Statement) -> str:
    """Say in plain words that somebody wants the opposite of a statement.

    The opposite of "A if B" is that B holds and A does not.

    Examples
    --------
    >>> from foedus.options._statements import parse_condition
    >>> known = {"leave": 0, "assist": 1}
    >>> for text in ("not leave", "assist", "not leave if not assist"):
    ...     print(opposite_in_words(Statement(text, parse_condition(text, known))))
    would rather have “leave”
    would rather not have “assist”
    would rather have “leave” even if “not assist”
    """
    condition, text = statement.condition, statement.text
    if condition.kind == "not":
        return f"would rather have “{_inner(text)}”"
    if condition.kind == "if" and (sides := _sides(text)) is not None:
        wanted, given = sides
        if condition.parts[0].kind == "not":
            return f"would rather have “{_inner(wanted)}” even if “{given}”"
        return f"would rather not have “{wanted}” even if “{given}”"
    return f"would rather not have “{text}”"


def _sides(text: str) -> tuple[str, str] | None:
    """Return what stands before and after the one ``if`` outside of parentheses, if there is one.

    >>> _sides("a if not (b if c)"), _sides("a if b if c")
    (('a', 'not (b if c)'), None)
    """
    depth, found = 0, []
    for token in _TOKENS.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0].lower() == "if":
            found.append(token)
    if len(found) != 1:
        return None
    return text[: found[0].start()].strip(), text[found[0].end() :].strip()


def _inner(text: str) -> str:
    """Return what a text that starts with not is about."""
    bare = text.strip()
    for sign in ("not", "NOT", "Not", "-", "!", "~"):
        if bare.startswith(sign):
            bare = bare[len(sign) :].strip()
            break
    return bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare


def ranking_by(model: ConflictModel, statements: Sequence[Statement]) -> Preference:
    """Return the ranking that statements in order of priority amount to."""
    assert model.options is not None
    truth = np.zeros((len(statements), len(model)), dtype=np.bool_)
    for place, statement in enumerate(statements):
        truth[place] = statement.condition.holds(model.options.chosen)
    return Preference.of_statements(truth, [statement.uncertain for statement in statements])


def by_priority(model: ConflictModel) -> Iterator[Variation]:
    """Yield the models in which one decision maker's priorities are one step away.

    Raises
    ------
    ModelError
        Nobody's preferences are given by statements.
    """
    if not any(model.statements):
        raise ModelError(
            "nobody's preferences are given by statements in this model",
            hint="vary the rankings instead: --by ranking",
        )
    for number, who in enumerate(model.decision_makers):
        for text, statements in near_priorities(model.statements[number] or ()):
            preference = ranking_by(model, statements)
            yield Variation(
                (f"{who} {text}",), model.with_preference(number, preference, statements)
            )


def by_uncertain(model: ConflictModel) -> Iterator[Variation]:
    """Yield the models in which every uncertain statement is decided, in every combination.

    Each may be held, not matter, or be held the other way round.

    Raises
    ------
    ModelError
        No statement is uncertain, or so many are that there are too many combinations.
    """
    doubtful = [
        (number, place)
        for number, statements in enumerate(model.statements)
        for place, statement in enumerate(statements or ())
        if statement.uncertain
    ]
    if not doubtful:
        raise ModelError(
            "no statement of this model is uncertain",
            hint="mark one: {statement: …, uncertain: true}; or vary --by ranking or priority",
        )
    if len(doubtful) > 8:
        raise ModelError(
            f"{len(doubtful)} uncertain statements make {3 ** len(doubtful):,} combinations",
            hint="decide some of them; up to 8 can be tried",
        )
    for picks in product(("held", "idle", "opposite"), repeat=len(doubtful)):
        texts, varied = [], model
        for number, statements in enumerate(model.statements):
            made = []
            for place, statement in enumerate(statements or ()):
                sure = replace(statement, uncertain=False)
                pick = "held"
                if (number, place) in doubtful:
                    pick = picks[doubtful.index((number, place))]
                    said = {
                        "held": f"wants “{statement.text}”",
                        "idle": f"does not care about “{statement.text}”",
                    }
                    what = said.get(pick) or opposite_in_words(statement)
                    texts.append(f"{model.decision_makers[number]} {what}")
                if pick != "idle":
                    made.append(sure if pick == "held" else opposite(sure))
            if statements is not None:
                varied = varied.with_preference(number, ranking_by(model, made), tuple(made))
        yield Variation(tuple(texts), varied)


def _listed(model: ConflictModel, states: Sequence[int]) -> str:
    names = [f"'{name}'" for name in model.names(states)]
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(names)
