"""Exit, voice, loyalty where the member does not know how much its patron depends on it.

::

    prior of each type ─► voice? ─► the patron, which knows its type, answers ─► belief (Bayes)

The game is that of `foedus.options._exit_voice`, after a move of chance that only the patron sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from foedus._errors import ModelError
from foedus.options._exit_voice import (
    ExitVoiceLoyalty,
    Responses,
    check_numbers,
    responses,
    tree,
)
from foedus.options._game import Game, chance, softmax

if TYPE_CHECKING:
    from foedus.figures import Figure


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
    member, patron, rate, note
        As in `ExitVoiceLoyalty`.

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
    rate: float | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_numbers(E=self.E, c=self.c, **{f"L of {t.name}": t.L for t in self.types})
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
        return responses(first, respond, last)

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
            t.name: (t.prior, tree(self.E, t.L, self.c, (1, 1 + place, 2)))
            for place, t in enumerate(self.types)
        }
        return Game(
            "Exit, voice, loyalty, with a patron of unknown type",
            (self.member, self.patron),
            chance(branches, name="the patron's type"),
            "After Clark, Golder & Golder (2017)",
        )

    def draw(
        self, *, rate: float | None = None, width: float = 900, key: str = "thresholds"
    ) -> Figure:
        """Draw what would follow if the type were known, each type as a point."""
        from foedus.options._exit_voice_figure import draw_thresholds

        return draw_thresholds(
            self.c,
            points={f"{t.name} ({t.prior:.0%})": (self.E, t.L) for t in self.types},
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
