"""Games in extensive form, and what happens in those of perfect information.

A game is a tree: at each node somebody chooses (or chance does), and at its ends everybody gets a
payoff. Where everybody knows all that has happened, it is solved from its ends: by backward
induction, if everybody always takes the best action; by the logit rule, if better actions are only
taken more often (McKelvey & Palfrey 1998). Both have closed forms, so nothing is searched for.

References
----------
Kuhn, H. W. (1953). Extensive games and the problem of information. Contributions to the Theory of
Games II, Princeton.
McKelvey, R. D. & Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
Experimental Economics 1(1), 9-41.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import exp
from typing import Any

from foedus._errors import ModelError

#: The way to a node: the number of the action taken at each node before it.
Path = tuple[int, ...]
Payoffs = tuple[Fraction, ...]

_MOST_EQUILIBRIA = 10_000


@dataclass(frozen=True)
class Node:
    """A node of a game.

    Attributes
    ----------
    player
        The number of who chooses here; -1 for chance, None at an end.
    actions
        Names.
    children
        The node that each action leads to.
    probabilities
        Of the actions, where chance chooses.
    payoffs
        What everybody gets here; at an end always.
    information
        The number of the information set; nodes of one player with the same number look the same
        to it.
    name, outcome
        Names of the node or its information set, and of what happens at an end.
    """

    player: int | None = None
    actions: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()
    probabilities: tuple[Fraction, ...] = ()
    payoffs: Payoffs | None = None
    information: int = 0
    name: str = ""
    outcome: str = ""


def end(payoffs: Sequence[float | Fraction], outcome: str = "") -> Node:
    """Return an end of a game.

    >>> end([0.4, 1]).payoffs
    (Fraction(2, 5), Fraction(1, 1))
    """
    return Node(payoffs=tuple(exact(value) for value in payoffs), outcome=outcome)


def choice(
    player: int, actions: Mapping[str, Node], *, information: int = 0, name: str = ""
) -> Node:
    """Return a node at which a player chooses among actions."""
    return Node(player, tuple(actions), tuple(actions.values()), information=information, name=name)


def chance(actions: Mapping[str, tuple[float | Fraction, Node]], *, name: str = "") -> Node:
    """Return a node at which chance chooses: for each action its probability and the next node."""
    return Node(
        -1,
        tuple(actions),
        tuple(node for _, node in actions.values()),
        tuple(exact(probability) for probability, _ in actions.values()),
        name=name,
    )


def exact(value: float | int | Fraction | str) -> Fraction:
    """Return a number as the fraction that its decimal form says: 0.4 is two fifths."""
    if isinstance(value, Fraction):
        return value
    return Fraction(str(value)) if isinstance(value, str | int) else Fraction(repr(float(value)))


@dataclass(frozen=True)
class Game:
    """A game in extensive form.

    Attributes
    ----------
    title, note
        In words.
    players
        Names.
    root
        The first node.
    """

    title: str
    players: tuple[str, ...]
    root: Node
    note: str = ""

    def nodes(self) -> Iterator[tuple[Path, Node]]:
        """Yield all nodes with the way to each, a node before those it leads to."""
        ahead: list[tuple[Path, Node]] = [((), self.root)]
        while ahead:
            path, node = ahead.pop()
            yield path, node
            numbered = list(enumerate(node.children))
            ahead += [((*path, number), child) for number, child in reversed(numbered)]

    @property
    def perfect_information(self) -> bool:
        """Whether everybody always knows what has happened."""
        return self._shared() is None

    def _shared(self) -> str | None:
        """Return the name of a player who cannot tell two nodes apart, if there is one."""
        seen: set[tuple[int, int]] = set()
        for _, node in self.nodes():
            if node.player is None or node.player < 0 or not node.information:
                continue
            key = node.player, node.information
            if key in seen:
                return self.players[node.player]
            seen.add(key)
        return None

    def check(self) -> None:
        """Raise a `ModelError` unless the game can be solved from its ends."""
        blind = self._shared()
        if blind is not None:
            raise ModelError(
                f"in this game {blind} does not always know what has happened, so that it cannot "
                "be solved from its ends",
                hint="give each node an information set of its own; a patron of unknown type "
                "is UncertainPatron",
            )

    def in_words(self, path: Path) -> str:
        """Return the way to a node by the names of the actions."""
        names, node = [], self.root
        for number in path:
            names.append(node.actions[number])
            node = node.children[number]
        return " › ".join(names) or "start"


@dataclass(frozen=True, eq=False)
class Play:
    """What everybody does, and what comes of it.

    Attributes
    ----------
    game
        The game.
    probabilities
        For each node at which somebody chooses: how likely each action is.
    payoffs
        What everybody can expect, in the game's units.
    ties
        Nodes at which another action would have been as good.
    """

    game: Game
    probabilities: Mapping[Path, tuple[float, ...]]
    payoffs: tuple[float, ...]
    ties: tuple[Path, ...] = ()
    _reach: dict[Path, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        reach: dict[Path, float] = {(): 1.0}
        for path, node in self.game.nodes():
            likely: Sequence[float] = (
                [float(p) for p in node.probabilities]
                if node.player == -1
                else self.probabilities.get(path, ())
            )
            for number, probability in enumerate(likely):
                reach[(*path, number)] = reach[path] * probability
        object.__setattr__(self, "_reach", reach)

    def reach(self, path: Path) -> float:
        """Return how likely the game is to come to a node."""
        return self._reach[path]

    def outcomes(self) -> dict[str, float]:
        """Return how likely each end is, by the actions that lead to it."""
        return {
            self.game.in_words(path): self._reach[path]
            for path, node in self.game.nodes()
            if node.player is None
        }

    def choices(self) -> list[dict[str, Any]]:
        """Return a row for each node at which somebody chooses, and each action there."""
        return [
            {
                "after": self.game.in_words(path),
                "player": self.game.players[node.player],
                "action": action,
                "probability": likely,
                "tie": path in self.ties,
            }
            for path, node in self.game.nodes()
            if node.player is not None and node.player >= 0
            for action, likely in zip(node.actions, self.probabilities[path], strict=True)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "title": self.game.title,
            "players": list(self.game.players),
            "choices": self.choices(),
            "outcomes": self.outcomes(),
            "payoffs": dict(zip(self.game.players, self.payoffs, strict=True)),
        }


def backward_induction(game: Game) -> Play:
    """Return what happens if everybody always takes the best action.

    Of several that are equally good the one that is listed first is taken; `Play.ties` says where.
    `subgame_perfect` lists all equilibria.

    Raises
    ------
    ModelError
        Somebody does not always know what has happened.
    """
    game.check()
    chosen: dict[Path, tuple[float, ...]] = {}
    ties: list[Path] = []
    values: dict[Path, Payoffs] = {}
    for path, node in reversed(list(game.nodes())):
        below = [values[(*path, number)] for number in range(len(node.children))]
        if node.player is None:
            value = _nothing(game)
        elif node.player == -1:
            value = _mean(node.probabilities, below)
        else:
            own = [payoffs[node.player] for payoffs in below]
            best = own.index(max(own))
            if own.count(max(own)) > 1:
                ties.append(path)
            chosen[path] = tuple(float(number == best) for number in range(len(own)))
            value = below[best]
        values[path] = _plus(value, node.payoffs)
    payoffs = tuple(float(value) for value in values[()])
    return Play(game, chosen, payoffs, tuple(sorted(ties)))


def subgame_perfect(game: Game) -> list[dict[Path, int]]:
    """Return all equilibria in pure strategies that backward induction yields, ties included.

    Returns
    -------
    list
        For each equilibrium the number of the action taken at each node.

    Raises
    ------
    ModelError
        Somebody does not always know what has happened, or there are more than 10,000.
    """
    game.check()
    found: dict[Path, list[tuple[Payoffs, dict[Path, int]]]] = {}
    for path, node in reversed(list(game.nodes())):
        here: list[tuple[Payoffs, dict[Path, int]]] = []
        for picked in product(*(found.pop((*path, k)) for k in range(len(node.children)))):
            plan: dict[Path, int] = {}
            for _, part in picked:
                plan |= part
            below = [value for value, _ in picked]
            if node.player is None:
                here.append((_plus(_nothing(game), node.payoffs), plan))
            elif node.player == -1:
                here.append((_plus(_mean(node.probabilities, below), node.payoffs), plan))
            else:
                own = [value[node.player] for value in below]
                for number in [k for k, value in enumerate(own) if value == max(own)]:
                    here.append((_plus(below[number], node.payoffs), {**plan, path: number}))
            if len(here) > _MOST_EQUILIBRIA:
                raise ModelError(
                    f"this game has more than {_MOST_EQUILIBRIA:,} equilibria",
                    hint="break ties between payoffs",
                )
        found[path] = here
    return [dict(sorted(plan.items())) for _, plan in found[()]]


def logit(game: Game, rate: float) -> Play:
    """Return what happens if better actions are taken more often (logit quantal response).

    At each node an action is taken with a probability proportional to ``exp(rate * value)``, where
    its value is what the player expects of it, given that everybody goes on in this way.

    Parameters
    ----------
    rate
        λ, per unit of payoff: 0 is pure chance, infinity backward induction.

    Raises
    ------
    ModelError
        The rate is negative, or somebody does not always know what has happened.
    """
    game.check()
    if not 0 <= rate < float("inf"):
        raise ModelError(f"the rate λ is {rate}", hint="it is a number from 0 upwards")
    likely: dict[Path, tuple[float, ...]] = {}
    values: dict[Path, tuple[float, ...]] = {}
    for path, node in reversed(list(game.nodes())):
        below = [values[(*path, number)] for number in range(len(node.children))]
        if node.player is None:
            value = [0.0] * len(game.players)
        else:
            if node.player == -1:
                weights = tuple(float(p) for p in node.probabilities)
            else:
                weights = softmax([payoffs[node.player] for payoffs in below], rate)
                likely[path] = weights
            value = [
                sum(w * payoffs[k] for w, payoffs in zip(weights, below, strict=True))
                for k in range(len(game.players))
            ]
        own = node.payoffs or ()
        values[path] = tuple(v + (float(own[k]) if own else 0.0) for k, v in enumerate(value))
    return Play(game, likely, values[()])


def softmax(values: Sequence[float], rate: float) -> tuple[float, ...]:
    """Return probabilities proportional to ``exp(rate * value)``.

    >>> [round(p, 6) for p in softmax([0.4, 0.0], 1)]
    [0.598688, 0.401312]
    """
    best = max(values)
    weights = [exp(rate * (value - best)) for value in values]
    return tuple(weight / sum(weights) for weight in weights)


def _nothing(game: Game) -> Payoffs:
    return (Fraction(0),) * len(game.players)


def _plus(one: Payoffs, other: Payoffs | None) -> Payoffs:
    return one if other is None else tuple(a + b for a, b in zip(one, other, strict=True))


def _mean(weights: Sequence[Fraction], values: Sequence[Payoffs]) -> Payoffs:
    return tuple(
        sum((w * v for w, v in zip(weights, column, strict=True)), Fraction(0))
        for column in zip(*values, strict=True)
    )
