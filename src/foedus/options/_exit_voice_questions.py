"""Exit, voice, loyalty without numbers: three questions, and what their answers leave open.

::

    E > 0      would the member rather leave than be ignored?       yes ─┐
    L > 1      would the patron rather give in than be left?          ? ─┼─► cells ─► what follows
    E < 1 - c  does voice that is answered win more than leaving?   yes ─┘   that remain

A question that is not settled leaves both answers open, as in Kleene's three-valued logic. What
follows in a cell is read off the game by backward induction, at numbers inside the cell; they stand
for nothing else.

References
----------
Clark, W. R., Golder, M. & Golder, S. N. (2017). An exit, voice and loyalty model of politics.
British Journal of Political Science 47(4), 719-748.
Kleene, S. C. (1952). Introduction to Metamathematics, § 64. North-Holland.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Literal

from foedus.options._citations import Citation
from foedus.options._exit_voice import Cell, ExitVoiceLoyalty

if TYPE_CHECKING:
    from foedus.figures import Figure

Answer = Literal["yes", "no", "unclear"]
Path = tuple[int | str, ...]
_TRUTHS: dict[Answer, tuple[bool, ...]] = {
    "yes": (True,),
    "no": (False,),
    "unclear": (True, False),
}


@dataclass(frozen=True)
class Threshold:
    """A threshold of the game as a question.

    Attributes
    ----------
    name
        In files and plain data.
    condition
        What it is in the game, such as ``E > 0``.
    text, yes, no
        The question and its two answers in words, with ``{member}`` and ``{patron}``.
    """

    name: str
    condition: str
    text: str
    yes: str
    no: str

    def asked(self, member: str, patron: str) -> str:
        """Return the question with the names."""
        return self.text.format(member=member, patron=patron)

    def answered(self, value: bool, member: str, patron: str) -> str:
        """Return an answer as a clause with the names."""
        return (self.yes if value else self.no).format(member=member, patron=patron)


#: The three questions, in the order of a `Cell`.
THRESHOLDS = (
    Threshold(
        "credible_exit",
        "E > 0",
        "Would {member} rather leave than stay and be ignored?",
        "{member} would rather leave than be ignored",
        "{member} would rather stay, even ignored",
    ),
    Threshold(
        "dependent",
        "L > 1",
        "Would {patron} rather give back what it took than be left by {member}?",
        "{patron} would rather give in than be left",
        "{patron} would rather be left than give in",
    ),
    Threshold(
        "cheap_voice",
        "E < 1 − c",
        "If voice is answered, does it win {member} more, after its cost, than leaving at once?",
        "voice that is answered would win {member} more than leaving",
        "voice that is answered would win {member} no more than leaving",
    ),
)


@dataclass(frozen=True)
class Region:
    """Cells in which the same happens, and the patron would answer voice in the same way.

    Attributes
    ----------
    outcome
        The actions that follow, such as ``voice › respond``.
    answer
        What the patron would do if the member spoke: ``respond`` or ``ignore``.
    words
        The same in words, with ``{member}`` and ``{patron}``.
    """

    outcome: str
    answer: str
    words: str

    def in_words(self, member: str, patron: str) -> str:
        """Return what happens with the names."""
        return self.words.format(member=member, patron=patron)


_REGIONS = {
    (region.outcome, region.answer): region
    for region in (
        Region("loyalty", "ignore", "{member} stays and says nothing"),
        Region("exit", "ignore", "{member} leaves"),
        Region("voice › respond", "respond", "{member} speaks, and {patron} gives in"),
        Region("exit", "respond", "{member} leaves, though {patron} would give in"),
    )
}


def region_of(game: ExitVoiceLoyalty) -> Region:
    """Return the region that a game lies in, by backward induction.

    >>> region_of(ExitVoiceLoyalty(E=0.9, L=1.5, c=0.2)).in_words("Member", "Patron")
    'Member leaves, though Patron would give in'
    """
    return _REGIONS[game.outcome, game.answer]


@cache
def _samples() -> dict[Cell, ExitVoiceLoyalty]:
    """Return a game inside each cell; where exit is not credible, voice is dear only if c > 1."""
    numbers = product((-1.0, 0.25, 1.0), (0.5, 2.0), (0.5, 3.0))
    games = [ExitVoiceLoyalty(E, L, c) for E, L, c in numbers]
    return {game.cell: game for game in games}


@cache
def region_in(cell: Cell) -> Region:
    """Return what follows in a cell, by backward induction inside it."""
    return region_of(_samples()[cell])


@cache
def courses() -> tuple[str, ...]:
    """Return all ways through the game, such as ``voice › ignore › loyalty``."""
    return tuple(next(iter(_samples().values())).play().outcomes())


@cache
def never() -> tuple[str, ...]:
    """Return the ways through the game that are the outcome in no cell."""
    reached = {region_in(cell).outcome for cell in _samples()}
    return tuple(name for name in courses() if name not in reached)


def course_in_words(course: str, member: str, patron: str) -> str:
    """Return a way through the game in words: ``voice › ignore › loyalty``."""
    first, *rest = course.split(" › ")
    parts = [{"exit": f"{member} left", "loyalty": f"{member} stayed and said nothing"}.get(first)]
    if first == "voice":
        parts = [f"{member} spoke"]
        parts += [
            {
                "respond": f"{patron} gave in",
                "ignore": f"{patron} did not give in",
                "exit": f"{member} left",
                "loyalty": f"{member} stayed",
            }[action]
            for action in rest
        ]
    return _listed([part for part in parts if part])


def _listed(parts: Sequence[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


# What is answered


@dataclass(frozen=True)
class Answered:
    """One of the three questions with its answer.

    Attributes
    ----------
    threshold
        The question.
    answer
        ``yes``, ``no`` or ``unclear``.
    note
        Why, in words.
    evidence
        Events, obligations or positions that the answer rests on.
    assumption
        Whether the model says that the record does not bear the answer out.
    path
        Where it stands in the model's file.
    """

    threshold: Threshold
    answer: Answer
    note: str | None = None
    evidence: tuple[Citation, ...] = ()
    assumption: bool = False
    path: Path = field(default=(), compare=False, repr=False)

    @property
    def assumed(self) -> bool:
        """Whether it is settled by assumption: the model says so, or it cites nothing."""
        return self.answer != "unclear" and (self.assumption or not self.evidence)


@dataclass(frozen=True)
class Course:
    """What happened, as a way through the game.

    Attributes
    ----------
    outcome
        Such as ``voice › ignore › loyalty``.
    note, evidence, path
        As in `Answered`.
    """

    outcome: str
    note: str | None = None
    evidence: tuple[Citation, ...] = ()
    path: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Follows:
    """What can follow, and under which answers to the questions that are open.

    Attributes
    ----------
    region
        What happens.
    conditions
        For each way to it the open questions that decide, each with its answer; an empty one
        means: whatever the open answers are.
    words
        The same in a sentence.
    """

    region: Region
    conditions: tuple[tuple[tuple[Threshold, bool], ...], ...]
    words: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "outcome": self.region.outcome,
            "if_voiced": self.region.answer,
            "if": [{one.name: value for one, value in way} for way in self.conditions],
            "words": self.words,
        }


@dataclass(frozen=True)
class ExitVoiceAnswers:
    """The three questions of exit, voice, loyalty with what is known of their answers.

    Attributes
    ----------
    member, patron
        Names.
    answers
        In the order of `THRESHOLDS`.
    taken
        What the patron has taken from the member, in words: the unit of the game.
    voice
        What voice is here, in words.
    happened
        What happened, as far as the model says.
    note
        In words.

    Examples
    --------
    >>> made = ExitVoiceAnswers.of(credible_exit="yes", dependent="unclear", cheap_voice="yes")
    >>> [one.words for one in made.follows()][0]
    'If Patron would rather give in than be left: Member speaks, and Patron gives in.'
    """

    member: str
    patron: str
    answers: tuple[Answered, ...]
    taken: str | None = None
    voice: str | None = None
    happened: Course | None = None
    note: str | None = None

    @classmethod
    def of(
        cls,
        credible_exit: Answer,
        dependent: Answer,
        cheap_voice: Answer,
        *,
        member: str = "Member",
        patron: str = "Patron",
    ) -> ExitVoiceAnswers:
        """Return it from the answers alone."""
        given: tuple[Answer, ...] = (credible_exit, dependent, cheap_voice)
        answers = (Answered(one, answer) for one, answer in zip(THRESHOLDS, given, strict=True))
        return cls(member, patron, tuple(answers))

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells that the answers leave, as in `ExitVoiceLoyalty.cell`."""
        open_to = [_TRUTHS[one.answer] for one in self.answers]
        return tuple((a, b, c) for a, b, c in product(*open_to))

    def follows(self) -> tuple[Follows, ...]:
        """Return what can follow in the cells that remain, each with its conditions."""
        found: dict[Region, list[Cell]] = {}
        for cell in self.cells():
            found.setdefault(region_in(cell), []).append(cell)
        made = []
        for region in found:
            ways = self._ways(region)
            made.append(Follows(region, ways, self._sentence(region, ways)))
        return tuple(made)

    def _ways(self, region: Region) -> tuple[tuple[tuple[Threshold, bool], ...], ...]:
        """Return the smallest sets of answers to open questions by which a region follows."""
        cells = self.cells()
        undecided = [n for n, one in enumerate(self.answers) if one.answer == "unclear"]
        ways: list[dict[int, bool]] = []
        for size in range(len(undecided) + 1):
            for places in combinations(undecided, size):
                for values in product((True, False), repeat=size):
                    way = dict(zip(places, values, strict=True))
                    if any(smaller.items() <= way.items() for smaller in ways):
                        continue
                    fitting = [c for c in cells if all(c[n] == v for n, v in way.items())]
                    if all(region_in(cell) == region for cell in fitting):
                        ways.append(way)
        return tuple(tuple((THRESHOLDS[n], value) for n, value in way.items()) for way in ways)

    def _sentence(self, region: Region, ways: Sequence[Sequence[tuple[Threshold, bool]]]) -> str:
        what = region.in_words(self.member, self.patron)
        clauses = [
            ", and ".join(one.answered(value, self.member, self.patron) for one, value in way)
            for way in ways
        ]
        if not all(clauses):
            undecided = any(one.answer == "unclear" for one in self.answers)
            return f"Whatever the open answers are: {what}." if undecided else f"{what}."
        condition = ", or if ".join(clauses)
        return f"If {condition}: {what}."

    def on_course(self) -> str | None:
        """Return what the game makes of what happened, in a sentence; None if nothing is said."""
        if self.happened is None:
            return None
        outcome = self.happened.outcome
        if outcome in never():
            return (
                "In no cell does the game lead there: where both know what the other wants, "
                "nobody speaks who would not be heard."
            )
        if outcome in {one.region.outcome for one in self.follows()}:
            settled = len({one.region.outcome for one in self.follows()}) == 1
            return f"That is what {'follows' if settled else 'can follow'} from the answers."
        return "By the answers the game does not lead there."

    def draw(self, *, width: float = 900, key: str = "thresholds") -> Figure:
        """Draw the plane of E and L, not to scale, with the parts that remain hatched."""
        from foedus.options._exit_voice_figure import draw_thresholds

        return draw_thresholds(
            None,
            possible=self.cells(),
            member=self.member,
            patron=self.patron,
            width=width,
            key=key,
        )

    def holders(self) -> tuple[Answered | Course, ...]:
        """Return all that cites evidence."""
        return self.answers if self.happened is None else (*self.answers, self.happened)

    def located(self, place: Callable[[Path], Path]) -> ExitVoiceAnswers:
        """Return it with other places in the file."""
        answers = tuple(replace(one, path=place(one.path)) for one in self.answers)
        happened = self.happened
        if happened is not None:
            happened = replace(happened, path=place(happened.path))
        return replace(self, answers=answers, happened=happened)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        data: dict[str, Any] = {
            "member": self.member,
            "patron": self.patron,
            "taken": self.taken,
            "voice": self.voice,
            "note": self.note,
            "questions": {
                one.threshold.name: {
                    "condition": one.threshold.condition,
                    "question": one.threshold.asked(self.member, self.patron),
                    "answer": one.answer,
                    "assumption": one.assumed,
                    "note": one.note,
                    "evidence": [str(cited) for cited in one.evidence],
                }
                for one in self.answers
            },
            "follows": [one.as_json() for one in self.follows()],
        }
        if self.happened is not None:
            data["happened"] = {
                "course": self.happened.outcome,
                "in_the_game": self.on_course(),
                "note": self.happened.note,
                "evidence": [str(cited) for cited in self.happened.evidence],
            }
        return data
