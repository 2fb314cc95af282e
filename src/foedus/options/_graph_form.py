"""Models in graph form: the file names every state and every move."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from foedus.options._exit_voice_given import ExitVoiceGiven, given_answers
from foedus.options._fault import Fault
from foedus.options._model import ConflictModel, Name, names_of
from foedus.options._moves import Moves
from foedus.options._preference import Preference
from foedus.options._rankings import listed, paired

#: More states than this are refused at once.
MOST_STATES = 1 << 17
#: And more moves of one decision maker.
MOST_MOVES = 1 << 25


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError(
            "YAML reads yes, no, on, off, true and false as a truth value; put the name in quotes"
        )
    if not isinstance(value, str | int):
        raise ValueError("a name is a word or a whole number")
    return value


StateName = Annotated[str | int, BeforeValidator(_plain)]


class Pairs(BaseModel):
    """A ranking by pairs: ``pairs: [[better, worse], …]``, ``equal: [[one, other], …]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pairs: tuple[tuple[StateName, StateName], ...]
    equal: tuple[tuple[StateName, ...], ...] = ()


def check_decision_makers(names: tuple[str, ...]) -> None:
    """Raise a `Fault` where nobody decides, or two have one name."""
    if not names:
        raise Fault(("decision_makers",), "nobody decides here", "name at least one")
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Fault(
                ("decision_makers", place),
                f"'{name}' is named twice",
                "give each decision maker a name of its own",
            )


def check_known(names: Any, known: tuple[str, ...], field: str) -> None:
    """Raise a `Fault` where a name in a field is no decision maker."""
    for name in names:
        if name not in known:
            raise Fault(
                (field, name),
                f"'{name}' is no decision maker of this model",
                f"the decision makers are {', '.join(known)}",
            )


class GraphForm(BaseModel):
    """A model file with ``form: graph``.

    Attributes
    ----------
    decision_makers
        Names.
    states
        Names, which may be numbers.
    moves
        For each decision maker pairs ``[from, to]``. Who is left out cannot move.
    preferences
        For each decision maker all states, best first; a nested list is a tie. Or pairs, see
        `Pairs`.
    status_quo
        The state that the conflict is in.
    exit_voice_loyalty
        What is known of the game of exit, voice, loyalty between two of them; see `ExitVoiceGiven`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["graph"]
    title: str = "Conflict"
    note: str | None = None
    decision_makers: tuple[str, ...]
    states: tuple[StateName, ...] = Field(min_length=1)
    moves: dict[str, tuple[tuple[StateName, StateName], ...]]
    preferences: dict[str, Pairs | tuple[StateName | tuple[StateName, ...], ...]]
    status_quo: StateName | None = None
    exit_voice_loyalty: ExitVoiceGiven | None = None

    def build(self, date: str | None = None) -> ConflictModel:
        """Return the model.

        Raises
        ------
        Fault
            Its parts do not fit together.
        """
        check_decision_makers(self.decision_makers)
        check_known(self.moves, self.decision_makers, "moves")
        check_known(self.preferences, self.decision_makers, "preferences")
        if len(self.states) > MOST_STATES:
            raise Fault(
                ("states",),
                f"{len(self.states):,} states are too many; the most is {MOST_STATES:,}",
                "leave out states that do not matter to the question",
            )
        numbers: dict[Name, int] = {}
        for place, name in enumerate(self.states):
            if name in numbers:
                raise Fault(
                    ("states", place),
                    f"the state '{name}' is listed twice",
                    "give each state a name of its own",
                )
            numbers[name] = place

        by_text = {str(name): place for name, place in reversed(numbers.items())}

        def find(name: Name) -> int:
            if name in numbers:
                return numbers[name]
            if str(name) in by_text:  # 1 and "1" are hardly meant apart
                return by_text[str(name)]
            raise Fault(
                (),
                f"'{name}' is no state of this model, or an infeasible one",
                f"the states are {names_of(self.states)}",
            )

        return ConflictModel(
            title=self.title,
            decision_makers=self.decision_makers,
            states=self.states,
            moves=tuple(self._moves(who, find, len(numbers)) for who in self.decision_makers),
            preferences=tuple(self._preference(who, find) for who in self.decision_makers),
            status_quo=None if self.status_quo is None else _at(find, self.status_quo),
            date=date,
            note=self.note,
            exit_voice_loyalty=given_answers(self.exit_voice_loyalty, self.decision_makers),
        )

    def _moves(self, who: str, find: Any, states: int) -> Moves:
        pairs = self.moves.get(who, ())
        sources, targets = [], []
        for place, (one, other) in enumerate(pairs):
            try:
                sources.append(find(one))
                targets.append(find(other))
            except Fault as fault:
                raise fault.under("moves", who, place) from None
            if one == other:
                raise Fault(
                    ("moves", who, place),
                    f"this move from '{one}' leads nowhere else",
                    "a move leads to another state; staying needs no move",
                )
        return Moves.of(states, sources, targets)

    def _preference(self, who: str, find: Any) -> Preference:
        if who not in self.preferences:
            raise Fault(
                ("preferences",),
                f"nothing says what {who} prefers",
                f"add '{who}:' with all states, best first; states that are equal in a nested list",
            )
        given = self.preferences[who]
        try:
            if isinstance(given, Pairs):
                return paired(given.pairs, given.equal, self.states, find)
            return listed(given, self.states, find)
        except Fault as fault:
            raise fault.under("preferences", who) from None


def _at(find: Any, name: Name) -> int:
    try:
        return int(find(name))
    except Fault as fault:
        raise fault.under("status_quo") from None
