"""What a model's file says of exit, voice, loyalty: three answers, and what happened.

::

    exit_voice_loyalty:
      member: Armenia
      patron: Russia
      questions:
        credible_exit: {answer: unclear, evidence: [...], note: Why.}
        dependent: unclear
        cheap_voice: {answer: yes, assumption: true}
      happened: {course: [voice, ignore, loyalty]}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from foedus.options._citations import Citation, Names
from foedus.options._exit_voice_questions import (
    THRESHOLDS,
    Answer,
    Answered,
    Course,
    ExitVoiceAnswers,
    courses,
)
from foedus.options._fault import Fault

_BLOCK = "exit_voice_loyalty"


def _answer(value: object) -> object:
    # YAML 1.1 reads a bare yes or no as a truth value
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _as_answer(value: object) -> object:
    return {"answer": value} if isinstance(value, str | bool) else value


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerGiven(_Given):
    """An answer to one of the three questions.

    Attributes
    ----------
    answer
        ``yes``, ``no`` or ``unclear``.
    note
        Why, in words.
    evidence
        What in a case it rests on; as in a statement.
    assumption
        The record does not bear the answer out, or only in part.
    """

    answer: Annotated[Answer, BeforeValidator(_answer)]
    note: str | None = None
    evidence: tuple[Citation, ...] = ()
    assumption: bool = False


class CourseGiven(_Given):
    """What happened, as a way through the game.

    Attributes
    ----------
    course
        ``exit``; ``loyalty``; ``[voice, respond]``; ``[voice, ignore, exit]``; or
        ``[voice, ignore, loyalty]``.
    note, evidence
        As in an answer.
    """

    course: Names = Field(min_length=1)
    note: str | None = None
    evidence: tuple[Citation, ...] = ()


_Question = Annotated[AnswerGiven, BeforeValidator(_as_answer)]


class QuestionsGiven(_Given):
    """The three questions; each has an answer, or `AnswerGiven` with note and evidence.

    Attributes
    ----------
    credible_exit
        Would the member rather leave than stay and be ignored (E > 0)?
    dependent
        Would the patron rather give back what it took than be left (L > 1)?
    cheap_voice
        Does voice that is answered win the member more, after its cost, than leaving (E < 1 - c)?
    """

    credible_exit: _Question
    dependent: _Question
    cheap_voice: _Question


class ExitVoiceGiven(_Given):
    """What is known of exit, voice, loyalty between two decision makers of a model.

    At a date, a field replaces that of the same name at the top of the file; questions are replaced
    one by one.

    Attributes
    ----------
    member, patron
        Two of the model's decision makers.
    questions
        The three questions, see `QuestionsGiven`.
    taken
        What the patron has taken from the member, in words; it counts 1.
    voice
        What voice is here, in words.
    happened
        What happened, see `CourseGiven`.
    note
        In words.
    """

    member: str
    patron: str
    questions: QuestionsGiven
    taken: str | None = None
    voice: str | None = None
    happened: CourseGiven | None = None
    note: str | None = None

    def build(self, decision_makers: Iterable[str]) -> ExitVoiceAnswers:
        """Return the answers.

        Raises
        ------
        Fault
            Member or patron is no decision maker, or what happened is no way through the game.
        """
        known = tuple(decision_makers)
        for role, name in (("member", self.member), ("patron", self.patron)):
            if name not in known:
                raise Fault(
                    (_BLOCK, role),
                    f"'{name}' is no decision maker of this model",
                    f"the decision makers are {', '.join(known)}",
                )
        if self.member == self.patron:
            raise Fault((_BLOCK, "patron"), "member and patron are the same", "name two")
        answers = []
        for one in THRESHOLDS:
            given: AnswerGiven = getattr(self.questions, one.name)
            path = (_BLOCK, "questions", one.name)
            answers.append(
                Answered(one, given.answer, given.note, given.evidence, given.assumption, path)
            )
        return ExitVoiceAnswers(
            self.member,
            self.patron,
            tuple(answers),
            self.taken,
            self.voice,
            self._course(),
            self.note,
        )

    def _course(self) -> Course | None:
        if self.happened is None:
            return None
        course = " › ".join(self.happened.course)
        if course not in courses():
            listed = "; ".join(name.replace(" › ", ", ") for name in courses())
            raise Fault(
                (_BLOCK, "happened", "course"),
                f"'{course}' is no way through the game",
                f"the ways are: {listed}",
            )
        path = (_BLOCK, "happened")
        return Course(course, self.happened.note, self.happened.evidence, path)


def given_answers(
    given: ExitVoiceGiven | None, decision_makers: Iterable[str]
) -> ExitVoiceAnswers | None:
    """Return the answers of a model's file, if it has any."""
    return None if given is None else given.build(decision_makers)
