"""The conflict model: who decides, what can be the case, who can do what, who wants what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus._errors import ModelError
from foedus._nearest import did_you_mean
from foedus.options._moves import Bools, Ints, Moves
from foedus.options._preference import Preference

if TYPE_CHECKING:
    from foedus.options._exit_voice_questions import ExitVoiceAnswers
    from foedus.options._statements import Condition, Rule, Statement

_SMALL = frozenset(
    {"a", "an", "the", "of", "to", "in", "is", "it", "that", "not", "and", "or", "if"}
)

#: A state's name, as the model's file writes it.
Name = str | int


@dataclass(frozen=True, eq=False)
class OptionTable:
    """The options behind the states of a model in option form.

    Attributes
    ----------
    names
        Of all options, those of the first decision maker first.
    owners
        The number of the decision maker who controls each.
    chosen
        Shape (options, states): whether the option is taken up. False where it does not matter.
    matters
        Shape (options, states): False where states that differ in the option count as one.
    codes, of_code
        Shape (combinations,): every feasible combination as a number (the first option counts 1,
        the second 2, the third 4, …), rising, and the state that it belongs to.
    known
        What names stand for in conditions: the number of an option, or a condition.
    """

    names: tuple[str, ...]
    owners: tuple[int, ...]
    chosen: Bools
    matters: Bools
    codes: Ints
    of_code: Ints
    known: Mapping[str, int | Condition] = field(default_factory=dict)

    @cached_property
    def state_codes(self) -> Ints:
        """Shape (states,): each state's combination as a number."""
        weights = np.left_shift(1, np.arange(len(self.names), dtype=np.int64))
        return weights @ self.chosen.astype(np.int64)

    def mask(self, who: int) -> int:
        """Return the sum of the numbers that a decision maker's options count."""
        return sum(1 << place for place, owner in enumerate(self.owners) if owner == who)

    def find(self, codes: Ints) -> Ints:
        """Return the states of combinations, -1 where a combination is infeasible."""
        places = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[places] == codes, self.of_code[places], -1)

    def marks(self, state: int) -> str:
        """Return a state in the usual notation: Y taken up, N not, - does not matter.

        The options of different decision makers are set apart by a space.
        """
        text = ""
        for place, owner in enumerate(self.owners):
            if place and owner != self.owners[place - 1]:
                text += " "
            if not self.matters[place, state]:
                text += "-"
            else:
                text += "Y" if self.chosen[place, state] else "N"
        return text


@dataclass(frozen=True, eq=False)
class ConflictModel:
    """A conflict in the Graph Model for Conflict Resolution.

    Read one with `load_model`, or make one with `ConflictModel.graph`.

    Attributes
    ----------
    title
        Of the model.
    decision_makers
        Names of those who decide, in order.
    states
        Names of the states, in order.
    moves
        The moves of each decision maker.
    preferences
        The ranking of each decision maker.
    status_quo
        The number of the state that the conflict is in, if the model says so.
    options
        The options behind the states; None in graph form.
    statements
        For each decision maker the preference statements in order of priority, None where the
        ranking was given.
    date
        Of which time the model is, as its file says.
    rules
        What cannot be the case and what cannot be taken back, with reasons.
    meanings
        What options stand for, in words.
    exit_voice_loyalty
        What is known of the game of exit, voice, loyalty between two of them, if the model says.

    References
    ----------
    Fang, L., Hipel, K. W. & Kilgour, D. M. (1993). Interactive Decision Making: The Graph Model
    for Conflict Resolution. Wiley.
    """

    title: str
    decision_makers: tuple[str, ...]
    states: tuple[Name, ...]
    moves: tuple[Moves, ...]
    preferences: tuple[Preference, ...]
    status_quo: int | None = None
    options: OptionTable | None = None
    statements: tuple[tuple[Statement, ...] | None, ...] = ()
    date: str | None = None
    note: str | None = None
    rules: tuple[Rule, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    exit_voice_loyalty: ExitVoiceAnswers | None = None
    _numbers: dict[Name, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {name: i for i, name in enumerate(self.states)})
        if not self.statements:
            object.__setattr__(self, "statements", (None,) * len(self.decision_makers))

    @classmethod
    def graph(
        cls,
        states: Sequence[Name],
        moves: Mapping[str, Iterable[tuple[Name, Name]]],
        preferences: Mapping[str, Sequence[Name | Sequence[Name]]],
        *,
        title: str = "Conflict",
        status_quo: Name | None = None,
    ) -> ConflictModel:
        """Make a model in graph form.

        Parameters
        ----------
        states
            Names.
        moves
            For each decision maker pairs of states, from and to.
        preferences
            For each decision maker all states, best first; a nested list is a tie.

        Raises
        ------
        ModelError
            A name is unknown, or a ranking leaves a state out or lists it twice.

        Examples
        --------
        >>> model = ConflictModel.graph(
        ...     ["stay", "leave"], {"Member": [("stay", "leave")]}, {"Member": ["leave", "stay"]}
        ... )
        >>> model.reachable("Member", "stay")
        ['leave']
        """
        from foedus.options._model_file import graph_model

        return graph_model(
            {
                "form": "graph",
                "title": title,
                "decision_makers": list(preferences),
                "states": list(states),
                "moves": {who: list(pairs) for who, pairs in moves.items()},
                "preferences": dict(preferences),
                "status_quo": status_quo,
            }
        )

    def __len__(self) -> int:
        return len(self.states)

    def __repr__(self) -> str:
        return (
            f"<ConflictModel '{self.title}': {len(self.decision_makers)} decision makers, "
            f"{len(self)} states>"
        )

    @property
    def uncertain(self) -> bool:
        """Whether somebody's preference is uncertain in part."""
        return any(preference.uncertain for preference in self.preferences)

    def who(self, name: str | int) -> int:
        """Return the number of a decision maker, by name.

        Raises
        ------
        ModelError
            Nobody has the name.
        """
        if isinstance(name, int):
            return name
        folded = [known.casefold() for known in self.decision_makers]
        if name.casefold() in folded:
            return folded.index(name.casefold())
        raise ModelError(
            f"'{name}' is no decision maker of this model",
            hint=f"the decision makers are {', '.join(self.decision_makers)}",
        )

    def state(self, name: Name) -> int:
        """Return the number of a state: by name, by its options (``Y N Y``), or as ``#3``.

        ``#1`` is the first state. In option form a state may also be given by its options in the
        usual notation.

        Raises
        ------
        ModelError
            No state has the name.
        """
        if name in self._numbers:
            return self._numbers[name]
        text = str(name).strip()
        for number, known in enumerate(self.states):
            if str(known) == text:
                return number
        if text.startswith("#") and text[1:].isdigit() and 1 <= int(text[1:]) <= len(self):
            return int(text[1:]) - 1
        if self.options is not None and (found := self._by_marks(text)) is not None:
            return found
        if held := self.holding(text):
            raise ModelError(
                f"'{name}' is no state of this model: it holds in {len(held)} of its "
                f"{len(self):,} states",
                hint=f"name one of them: {' or '.join(map(str, self.names(held[:3])))}",
            )
        raise ModelError(f"'{name}' is no state of this model", hint=self._meant(text))

    def _meant(self, text: str) -> str:
        """Say what may have been meant by a name that is neither a state nor a condition.

        An option may be meant by a word of its name or of what the model says that it means.
        """
        known = self.options.names if self.options is not None else ()
        words = {_stem(word) for word in re.findall(r"\w+", text.casefold())} - _SMALL
        meant = [
            name
            for name in known
            if words & set(map(_stem, re.findall(r"\w+", name.casefold())))
            or words & set(map(_stem, re.findall(r"\w+", self.meanings.get(name, "").casefold())))
        ]
        near = did_you_mean(text, [*self.states, *known], like=0.6)
        if near is None and meant:
            near = f"did you mean {' or '.join(repr(name) for name in meant[:3])}?"
        if not known:
            return near or f"its states are {names_of(self.states)}"
        listed = (
            f"its options are {', '.join(known)}; a state is made of them, such as "
            f"'{self.states[-1]}', and has a number, '#{len(self)}'"
        )
        return "\n  ".join(filter(None, (near, listed)))

    def states_where(self, target: Name) -> list[int]:
        """Return the numbers of states: of all in which a condition on options holds, or of one.

        What can be read as a condition is one; the state that is called like an option may be
        given as ``#3``, or by its options in Y and N.

        Raises
        ------
        ModelError
            It is neither a state of this model nor a condition that reads.

        Examples
        --------
        >>> from foedus.options import load_model
        >>> model = load_model('''
        ... form: option
        ... decision_makers: {Member: [leave], Patron: [assist]}
        ... preferences: {Member: [leave], Patron: [assist]}
        ... ''')
        >>> model.names(model.states_where("not leave"))
        ['none', 'assist']
        """
        if self.options is None:
            return [self.state(target)]
        from foedus.options._fault import Fault

        try:
            found = self._meeting(str(target))
        except Fault as fault:
            try:
                return [self.state(target)]
            except ModelError as problem:
                if str(target).strip().replace(" ", "").isalpha():  # a name, and no condition
                    raise problem from None
                raise fault.error(f"'{target}'") from None
        if not found:
            raise ModelError(f"“{target}” holds in no feasible state")
        return found

    def holding(self, text: str) -> list[int]:
        """Return the numbers of the states in which a condition holds; none if it does not read.

        Examples
        --------
        >>> from foedus.options import load_model
        >>> model = load_model('''
        ... form: option
        ... decision_makers: {Member: [leave], Patron: [assist]}
        ... preferences: {Member: [leave], Patron: [assist]}
        ... ''')
        >>> model.names(model.holding("assist")), model.holding("assits")
        (['assist', 'leave + assist'], [])
        """
        if self.options is None:
            return []
        from foedus.options._fault import Fault

        try:
            return self._meeting(text)
        except Fault:
            return []

    def _meeting(self, condition: str) -> list[int]:
        """Return the numbers of the states that meet a condition on options that reads."""
        from foedus.options._statements import parse_condition

        assert self.options is not None
        holds = parse_condition(condition, self.options.known).holds(self.options.chosen)
        found: list[int] = np.flatnonzero(holds).tolist()
        return found

    def _by_marks(self, text: str) -> int | None:
        """Read a state from its options, ``YN NY``."""
        assert self.options is not None
        marks = text.replace(" ", "").upper()
        if len(marks) != len(self.options.names) or set(marks) - set("YN-"):
            return None
        for number in range(len(self)):
            if self.options.marks(number).replace(" ", "") == marks:
                return number
        code = sum(1 << place for place, mark in enumerate(marks) if mark == "Y")
        found = int(self.options.find(np.array([code]))[0])
        if found < 0:
            raise ModelError(
                f"the state '{text}' is infeasible",
                hint="the model's 'infeasible' rules it out",
            )
        return found

    def names(self, numbers: Iterable[int]) -> list[Name]:
        """Return the names of states, given their numbers."""
        return [self.states[int(number)] for number in numbers]

    def reachable(self, who: str | int, state: Name) -> list[Name]:
        """Return the states to which a decision maker can move from a state, alone."""
        return self.names(self.moves[self.who(who)].row(self.state(state)))

    def improvements(self, who: str | int, state: Name) -> list[Name]:
        """Return the states to which a decision maker can move, and which it prefers.

        Where the preference is uncertain, only those that it certainly prefers.
        """
        number, here = self.who(who), self.state(state)
        compare = self.preferences[number].compare
        return self.names(
            there for there in self.moves[number].row(here) if compare(there, here) == "better"
        )

    def ranking(self, who: str | int) -> list[list[Name]]:
        """Return a decision maker's ranking, best first; states of one list are equal."""
        return [self.names(group) for group in self.preferences[self.who(who)].groups]

    def with_preference(
        self,
        who: str | int,
        preference: Preference,
        statements: tuple[Statement, ...] | None = None,
    ) -> ConflictModel:
        """Return the model with another ranking of one decision maker."""
        number = self.who(who)
        rankings, texts = list(self.preferences), list(self.statements)
        rankings[number], texts[number] = preference, statements
        return replace(self, preferences=tuple(rankings), statements=tuple(texts))

    def with_ranking(
        self, who: str | int, ranking: Sequence[Name | Sequence[Name]]
    ) -> ConflictModel:
        """Return the model with another ranking, given by names, best first.

        Raises
        ------
        ModelError
            It leaves a state out, lists one twice, or lists one that does not exist.
        """
        from foedus.options._rankings import read_ranking

        return self.with_preference(who, read_ranking(self, ranking))

    def located(
        self, place: Callable[[tuple[int | str, ...]], tuple[int | str, ...]]
    ) -> ConflictModel:
        """Return the model with other places of what it holds in the file."""
        said = (
            None if some is None else tuple(replace(one, path=place(one.path)) for one in some)
            for some in self.statements
        )
        rules = tuple(replace(rule, path=place(rule.path)) for rule in self.rules)
        played = self.exit_voice_loyalty
        return replace(
            self,
            statements=tuple(said),
            rules=rules,
            exit_voice_loyalty=None if played is None else played.located(place),
        )

    def describe(self) -> list[dict[str, Any]]:
        """Return the states as flat rows: number, name, and the options in Y and N."""
        return [
            {
                "number": number + 1,
                "state": name,
                **({} if self.options is None else {"options": self.options.marks(number)}),
            }
            for number, name in enumerate(self.states)
        ]


def names_of(names: Iterable[object], most: int = 8) -> str:
    """Return names as a list in words, cut where it gets long."""
    listed = [str(name) for name in names]
    if len(listed) > most:
        return f"{', '.join(listed[:most])} and {len(listed) - most} more"
    return ", ".join(listed)


def _stem(word: str) -> str:
    """Return a word without the ending of the plural or of the third person.

    >>> _stem("leaves"), _stem("dues"), _stem("is")
    ('leave', 'due', 'is')
    """
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
