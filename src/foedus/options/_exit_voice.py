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
from math import isfinite
from typing import Any

from foedus._errors import ModelError
from foedus.options._game import (
    Game,
    Node,
    Play,
    backward_induction,
    chance,
    choice,
    end,
    exact,
    logit,
    softmax,
)

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


def _check(**numbers: float) -> None:
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

    def __post_init__(self) -> None:
        _check(E=self.E, L=self.L, c=self.c)

    @property
    def credible_exit(self) -> bool:
        """Whether the member would rather leave than be ignored."""
        return self.E > 0

    @property
    def dependent(self) -> bool:
        """Whether the patron would rather give in than see the member leave."""
        return self.L > 1

    def game(self) -> Game:
        """Return the game as a tree."""
        return Game(
            "Exit, voice, loyalty",
            (self.member, self.patron),
            _tree(self.E, self.L, self.c),
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
        return _responses(made[()], made[(_VOICE,)][1], made[_IGNORED][1])

    def thresholds(self) -> list[dict[str, Any]]:
        """Return the values at which the outcome changes, each with what it means.

        Returns
        -------
        list
            Rows with ``quantity``, ``value`` (here), ``threshold``, ``above`` (whether the value
            is above it) and ``means``.
        """
        rows = [
            ("E", self.E, 0.0, f"above it {self.member} would leave if it is ignored"),
            ("L", self.L, 1.0, f"above it {self.patron} would give in rather than be left"),
            ("E", self.E, 1 - self.c, f"above it {self.member} leaves at once"),
        ]
        return [
            {"quantity": q, "value": v, "threshold": t, "above": v > t, "means": means}
            for q, v, t, means in rows
        ]

    def cells(self) -> list[dict[str, Any]]:
        """Return the four cells of the game: exit credible or not, patron dependent or not.

        Returns
        -------
        list
            Rows with the two conditions, the outcome, what each would do off the way there, and
            whether this game is in the cell. Where exit is credible the outcome assumes that
            E < 1 - c; otherwise the member leaves at once.
        """
        cost = min(self.c, 0.5)  # where voice costs 1 or more, it never pays
        rows = []
        for credible in (False, True):
            for dependent in (False, True):
                sample = ExitVoiceLoyalty(
                    E=(1 - cost) / 2 if credible else -1.0, L=2.0 if dependent else 0.5, c=cost
                )
                made = sample.play().probabilities
                voiced, ignored = made[(_VOICE,)], made[_IGNORED]
                rows.append(
                    {
                        "credible_exit": credible,
                        "dependent": dependent,
                        "outcome": sample.outcome,
                        "if_voiced": _ANSWER[voiced.index(1.0)],
                        "if_ignored": _LAST[ignored.index(1.0)],
                        "here": credible == self.credible_exit and dependent == self.dependent,
                    }
                )
        return rows

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


def _tree(E: float, L: float, c: float, sets: tuple[int, int, int] = (1, 1, 2)) -> Node:  # noqa: N803
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


def _responses(first: Sequence[float], respond: float, last_exit: float) -> Responses:
    likely = dict(zip(_FIRST, first, strict=True))
    return Responses(likely["exit"], likely["loyalty"], likely["voice"], respond, last_exit)


@dataclass(frozen=True)
class PatronType:
    """One kind of patron that there may be.

    Attributes
    ----------
    name
        Of the type, such as ``dependent``.
    L
        What the member's loyalty is worth to it.
    prior
        How likely the member thinks it is.
    """

    name: str
    L: float
    prior: float


@dataclass(frozen=True)
class UncertainPatron:
    """The game for a member that does not know how much its patron depends on it.

    The patron knows its own type. The member knows how likely each is, and learns from the answer
    to its voice (Bayes).

    Parameters
    ----------
    E, c
        As in `ExitVoiceLoyalty`.
    types
        The types, with priors that add up to 1.

    Raises
    ------
    ModelError
        A number is not finite, c is negative, or the priors do not add up to 1.

    Examples
    --------
    >>> game = UncertainPatron.of(E=0.4, c=0.2, dependent=0.5)
    >>> round(game.cut_point(), 6), game.first_choice()
    (0.333333, 'voice')
    """

    E: float
    c: float
    types: tuple[PatronType, ...]
    member: str = "Member"
    patron: str = "Patron"

    def __post_init__(self) -> None:
        _check(E=self.E, c=self.c, **{f"L of {t.name}": t.L for t in self.types})
        priors = [t.prior for t in self.types]
        if not self.types or min(priors) < 0 or abs(sum(priors) - 1) > 1e-9:
            raise ModelError(
                f"the priors are {', '.join(map(str, priors)) or 'missing'}",
                hint="none is negative, and together they are 1",
            )

    @classmethod
    def of(
        cls,
        E: float,  # noqa: N803
        c: float,
        dependent: float,
        L: tuple[float, float] = (1.5, 0.5),  # noqa: N803
    ) -> UncertainPatron:
        """Return the game with two types.

        Parameters
        ----------
        dependent
            The prior of the dependent type.
        L
            What loyalty is worth to the dependent and to the autonomous type.
        """
        return cls(
            E,
            c,
            (
                PatronType("dependent", L[0], dependent),
                PatronType("autonomous", L[1], 1 - dependent),
            ),
        )

    def responds(self, patron: PatronType) -> bool:
        """Whether a type gives in to voice, if both do what is best for them.

        It never does where the member would stay when it is ignored.
        """
        return self.E > 0 and patron.L > 1

    def chance_of_response(self) -> float:
        """Return how likely the member thinks it is that voice is answered."""
        return sum(t.prior for t in self.types if self.responds(t))

    def cut_point(self) -> float | None:
        """Return how likely a response must be for voice to be the best choice.

        Voice gives ``q (1 - c) + (1 - q) (E - c)`` and leaving gives E, so that voice is better
        where q, the chance of a response, exceeds ``c / (1 - E)``.

        Returns
        -------
        float or None
            None where voice is never best: exit is not credible, or E is at least 1 - c.
        """
        if not 0 < self.E < 1 - self.c:
            return None
        return self.c / (1 - self.E)

    def first_choice(self) -> str:
        """Return the member's best first choice: ``exit``, ``loyalty`` or ``voice``."""
        cut = self.cut_point()
        if cut is not None and self.chance_of_response() > cut:
            return "voice"
        return "exit" if self.E > 0 else "loyalty"

    def after(self, answer: str, rate: float | None = None) -> UncertainPatron:
        """Return the game with the beliefs that the member has after an answer (Bayes).

        Parameters
        ----------
        answer
            ``respond`` or ``ignore``.
        rate
            λ, if the patron answers by the logit rule; by default it does what is best for it.

        Raises
        ------
        ModelError
            The answer is neither, or one that no type would give.
        """
        if answer not in ("respond", "ignore"):
            raise ModelError(f"'{answer}' is no answer", hint="it is respond or ignore")
        responds = [
            float(self.responds(t)) if rate is None else self._known(t).logit(rate).respond
            for t in self.types
        ]
        likely = [r if answer == "respond" else 1 - r for r in responds]
        beliefs = updated([t.prior for t in self.types], likely)
        types = (replace(t, prior=p) for t, p in zip(self.types, beliefs, strict=True))
        return replace(self, types=tuple(types))

    def logit(self, rate: float) -> Responses:
        """Return how likely each choice is by the logit rule; `respond` is the mean over types.

        The last choice does not depend on the type, so that each type's answer, and with it what
        voice is worth, has a closed form.
        """
        alone = [self._known(t).logit(rate) for t in self.types]
        respond = sum(t.prior * r.respond for t, r in zip(self.types, alone, strict=True))
        last = alone[0].last_exit
        first = softmax([0.0, self.E, self._voice(respond, last)], rate)
        return _responses(first, respond, last)

    def logit_cut_point(self, rate: float) -> float | None:
        """Return the prior of the first of two types at which voice becomes as likely as exit.

        Returns
        -------
        float or None
            None where that happens at no prior from 0 to 1.

        Raises
        ------
        ModelError
            There are not two types.
        """
        if len(self.types) != 2:
            raise ModelError("a cut-point in the prior needs two types")
        worth = []
        for patron in self.types:
            alone = self._known(patron).logit(rate)
            worth.append(self._voice(alone.respond, alone.last_exit))
        if worth[0] == worth[1]:
            return None
        cut = (self.E - worth[1]) / (worth[0] - worth[1])
        return cut if 0 <= cut <= 1 else None

    def _known(self, patron: PatronType) -> ExitVoiceLoyalty:
        return ExitVoiceLoyalty(self.E, patron.L, self.c, self.member, self.patron)

    def _voice(self, respond: float, last_exit: float) -> float:
        """Return what voice is worth to the member."""
        ignored = last_exit * (self.E - self.c) + (1 - last_exit) * -self.c
        return respond * (1 - self.c) + (1 - respond) * ignored

    def game(self) -> Game:
        """Return the game as a tree: chance chooses the type, and the member does not know it."""
        branches = {
            t.name: (t.prior, _tree(self.E, t.L, self.c, (1, 1 + place, 2)))
            for place, t in enumerate(self.types)
        }
        return Game(
            "Exit, voice, loyalty, with a patron of unknown type",
            (self.member, self.patron),
            chance(branches, name="the patron's type"),
            "After Clark, Golder & Golder (2017)",
        )

    def as_json(self, rate: float | None = None) -> dict[str, Any]:
        """Return it as plain data, with the logit responses if a rate is given."""
        data: dict[str, Any] = {
            "E": self.E,
            "c": self.c,
            "types": [_type_row(t, self.responds(t)) for t in self.types],
            "chance_of_response": self.chance_of_response(),
            "cut_point": self.cut_point(),
            "first_choice": self.first_choice(),
        }
        if rate is not None:
            data["logit"] = {"rate": rate, **self.logit(rate).as_json()}
        return data


def _type_row(patron: PatronType, responds: bool) -> dict[str, Any]:
    return {"name": patron.name, "L": patron.L, "prior": patron.prior, "responds": responds}


def updated(priors: Sequence[float], likelihoods: Sequence[float]) -> tuple[float, ...]:
    """Return beliefs after an observation (Bayes).

    Parameters
    ----------
    priors, likelihoods
        For each type how likely it was, and how likely it makes what was observed.

    Raises
    ------
    ModelError
        No type could have brought about what was observed.

    Examples
    --------
    >>> updated([0.5, 0.5], [0.8, 0.2])
    (0.8, 0.2)
    """
    joint = [p * q for p, q in zip(priors, likelihoods, strict=True)]
    if sum(joint) <= 0:
        raise ModelError(
            "no type could have brought about what was observed",
            hint="give a type that could a prior above 0",
        )
    return tuple(value / sum(joint) for value in joint)
