r"""Exit, voice, loyalty: what a member can do about an alliance that has turned worse for it.

The game of Clark, Golder & Golder (2017), with a member in the place of their citizen and a patron
in the place of their state. The patron has already taken something worth 1 from the member. Then::

    member ── exit ──────────────────────────────────────── E          1
       ├───── loyalty ───────────────────────────────────── 0          1 + L
       └───── voice ── patron ── respond ────────────────── 1 - c      L
                          └───── ignore ── member ── exit ─ E - c      1
                                              └── loyalty ─ -c         1 + L
                                                            member     patron

E is what leaving is worth to the member, L what its loyalty is worth to the patron, c what voice
costs; the unit is what the patron has taken.

- The member's threat to leave is credible if E > 0.
- The patron depends on the member if L > 1: it would rather give back than see it leave.
- Voice pays, where both hold, if E < 1 - c.

References
----------
Clark, W. R., Golder, M. & Golder, S. N. (2017). An exit, voice and loyalty model of politics.
British Journal of Political Science 47(4), 719-748.
Hirschman, A. O. (1970). Exit, Voice, and Loyalty. Harvard University Press.
McKelvey, R. D. & Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
Experimental Economics 1(1), 9-41.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from foedus._errors import ModelError
from foedus.options._game import (
    Game,
    Node,
    Play,
    backward_induction,
    choice,
    end,
    exact,
    logit,
)

if TYPE_CHECKING:
    from foedus.figures import Figure

#: Whether exit is credible, whether the patron depends on the member, whether voice is cheap.
Cell = tuple[bool, bool, bool]

# Of equally good actions the first is taken: so a threat is credible only if E exceeds 0, and a
# patron gives in only if L exceeds 1.
_FIRST = ("loyalty", "exit", "voice")
_ANSWER = ("ignore", "respond")
_LAST = ("loyalty", "exit")
_VOICE = _FIRST.index("voice")
_IGNORED = _VOICE, _ANSWER.index("ignore")


@dataclass(frozen=True)
class Responses:
    """How likely each choice of the game is.

    Attributes
    ----------
    exit, loyalty, voice
        The member's first choice.
    respond
        That the patron gives in to voice.
    last_exit
        That the member leaves after it has been ignored.
    """

    exit: float
    loyalty: float
    voice: float
    respond: float
    last_exit: float

    def as_json(self) -> dict[str, float]:
        """Return it as plain data."""
        return {
            "exit": self.exit,
            "loyalty": self.loyalty,
            "voice": self.voice,
            "respond": self.respond,
            "last_exit": self.last_exit,
        }


def check_numbers(**numbers: float) -> None:
    """Raise a `ModelError` for a number that is not finite, or a cost below 0."""
    for name, value in numbers.items():
        if not isfinite(value):
            raise ModelError(f"{name} is {value}", hint="it is a finite number")
    if numbers["c"] < 0:
        raise ModelError(
            f"c is {numbers['c']}", hint="voice costs nothing or more: c is at least 0"
        )


@dataclass(frozen=True)
class ExitVoiceLoyalty:
    """The game for a member whose patron is known.

    Parameters
    ----------
    E
        What leaving is worth to the member.
    L
        What the member's loyalty is worth to the patron.
    c
        What voice costs the member; at least 0.
    member, patron
        Their names.
    rate
        λ of the logit rule, where the file of the game names one.
    note
        What the numbers are taken from, in words.

    Raises
    ------
    ModelError
        A number is not finite, or c is negative.

    Examples
    --------
    >>> game = ExitVoiceLoyalty(E=0.4, L=1.5, c=0.2)
    >>> game.outcome
    'voice › respond'
    >>> round(game.logit(1).respond, 6)
    0.47453
    """

    E: float
    L: float
    c: float
    member: str = "Member"
    patron: str = "Patron"
    rate: float | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_numbers(E=self.E, L=self.L, c=self.c)

    @property
    def credible_exit(self) -> bool:
        """Whether the member would rather leave than be ignored."""
        return self.E > 0

    @property
    def dependent(self) -> bool:
        """Whether the patron would rather give in than see the member leave."""
        return self.L > 1

    @property
    def cheap_voice(self) -> bool:
        """Whether voice that is answered wins the member more than leaving at once."""
        return exact(self.E) < 1 - exact(self.c)

    @property
    def cell(self) -> Cell:
        """Whether exit is credible, the patron dependent, and voice cheap."""
        return self.credible_exit, self.dependent, self.cheap_voice

    def game(self) -> Game:
        """Return the game as a tree."""
        return Game(
            "Exit, voice, loyalty",
            (self.member, self.patron),
            tree(self.E, self.L, self.c),
            "Clark, Golder & Golder (2017)",
        )

    def play(self) -> Play:
        """Return what happens if both always do what is best for them (backward induction)."""
        return backward_induction(self.game())

    @property
    def outcome(self) -> str:
        """The actions that follow, such as ``voice › respond``."""
        likely = self.play().outcomes()
        return max(likely, key=lambda name: likely[name])

    @property
    def answer(self) -> str:
        """What the patron would do if the member spoke: ``respond`` or ``ignore``."""
        return _ANSWER[self.play().probabilities[(_VOICE,)].index(1.0)]

    def logit(self, rate: float) -> Responses:
        """Return how likely each choice is if better ones are only made more often.

        Parameters
        ----------
        rate
            λ, per unit of payoff: 0 is pure chance, infinity what `play` returns.

        Raises
        ------
        ModelError
            The rate is negative or infinite.
        """
        made = logit(self.game(), rate).probabilities
        return responses(made[()], made[(_VOICE,)][1], made[_IGNORED][1])

    def thresholds(self) -> list[dict[str, Any]]:
        """Return the values at which the outcome can change, each with what it means.

        Returns
        -------
        list
            Rows with ``quantity``, ``value`` (here), ``threshold``, ``above`` (whether the value
            is above it; of the last, at or above it) and ``means``.
        """
        rows = [
            (
                "E",
                self.E,
                0.0,
                self.credible_exit,
                f"above it {self.member} would leave if it is ignored",
            ),
            (
                "L",
                self.L,
                1.0,
                self.dependent,
                f"above it {self.patron} would give in rather than be left",
            ),
            (
                "E",
                self.E,
                float(1 - exact(self.c)),
                not self.cheap_voice,
                f"from it on voice, even if answered, wins {self.member} no more than leaving",
            ),
        ]
        return [
            {"quantity": q, "value": v, "threshold": t, "above": above, "means": means}
            for q, v, t, above, means in rows
        ]

    def cells(self) -> list[dict[str, Any]]:
        """Return the four cells of the game: exit credible or not, patron dependent or not.

        Returns
        -------
        list
            Rows with the two conditions; the outcome where voice is cheap (E < 1 - c), and
            ``if_dear`` where it is not; what each would do off the way there; and whether this
            game is in the cell. With c of 1 or more a credible exit leaves voice dear, so that both
            are the same.
        """
        rows = []
        for credible in (False, True):
            for dependent in (False, True):
                inside = [g for g in self._around() if g.cell[:2] == (credible, dependent)]
                dear = next((g for g in inside if not g.cheap_voice), inside[0])
                sample = next((g for g in inside if g.cheap_voice), dear)
                rows.append(
                    {
                        "credible_exit": credible,
                        "dependent": dependent,
                        "outcome": sample.outcome,
                        "if_dear": dear.outcome,
                        "if_voiced": sample.answer,
                        "if_ignored": _LAST[sample.play().probabilities[_IGNORED].index(1.0)],
                        "here": self.cell[:2] == (credible, dependent),
                    }
                )
        return rows

    def _around(self) -> list[ExitVoiceLoyalty]:
        """Return games at this cost of voice, one inside every part that the thresholds cut out."""
        cuts = sorted({0.0, float(1 - exact(self.c))})
        inner = [(one + other) / 2 for one, other in pairwise(cuts)]
        return [
            replace(self, E=E, L=L) for E in (cuts[0] - 1, *inner, cuts[-1] + 1) for L in (0.5, 2.0)
        ]

    def draw(
        self, *, rate: float | None = None, width: float = 900, key: str = "thresholds"
    ) -> Figure:
        """Draw what follows for which E and L at this cost of voice, with this game as a point.

        Parameters
        ----------
        rate
            λ: with it, lines where leaving has a chance of 25, 50 and 75 % by the logit rule.
        width
            In pixels; see `draw_thresholds`.
        """
        from foedus.options._exit_voice_figure import draw_thresholds

        return draw_thresholds(
            self.c,
            points={f"E = {self.E:g}, L = {self.L:g}": (self.E, self.L)},
            rate=rate,
            member=self.member,
            patron=self.patron,
            width=width,
            key=key,
        )

    def as_json(self, rate: float | None = None) -> dict[str, Any]:
        """Return it as plain data, with the logit responses if a rate is given."""
        data: dict[str, Any] = {
            "E": self.E,
            "L": self.L,
            "c": self.c,
            "outcome": self.outcome,
            "thresholds": self.thresholds(),
            "cells": self.cells(),
        }
        if rate is not None:
            data["logit"] = {"rate": rate, **self.logit(rate).as_json()}
        return data


def tree(E: float, L: float, c: float, sets: tuple[int, int, int] = (1, 1, 2)) -> Node:  # noqa: N803
    """Return the tree; `sets` numbers the information sets of its three choices."""
    leave, loyal, cost = exact(E), exact(L), exact(c)
    ends = (
        end((-cost, 1 + loyal), "ignored, stayed"),
        end((leave - cost, 1), "ignored, left"),
    )
    last = choice(0, _by_name(_LAST, ends), information=sets[2], name="ignored")
    answers = last, end((1 - cost, loyal), "given in")
    answer = choice(1, _by_name(_ANSWER, answers), information=sets[1], name="voice")
    first = end((0, 1 + loyal), "stayed"), end((leave, 1), "left"), answer
    return choice(0, _by_name(_FIRST, first), information=sets[0], name="worse off")


def _by_name(names: Sequence[str], nodes: Sequence[Node]) -> dict[str, Node]:
    return dict(zip(names, nodes, strict=True))


def responses(first: Sequence[float], respond: float, last_exit: float) -> Responses:
    """Return responses from the chances of the first choice, in the order of the game."""
    likely = dict(zip(_FIRST, first, strict=True))
    return Responses(likely["exit"], likely["loyalty"], likely["voice"], respond, last_exit)
