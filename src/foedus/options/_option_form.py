"""Models in option form: the file names who can do what; the states follow.

A state is a choice of options. Not every choice is feasible, not every option can be taken back,
and some choices come to the same thing. Option form goes back to Howard (1971, Paradoxes of
Rationality, MIT Press); how states and moves follow, to Fang, Hipel & Kilgour (1993, ch. 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from foedus.options._exit_voice_given import ExitVoiceGiven, given_answers
from foedus.options._fault import Fault
from foedus.options._graph_form import (
    MOST_MOVES,
    MOST_STATES,
    StateName,
    check_decision_makers,
    check_known,
)
from foedus.options._model import ConflictModel, Name, OptionTable
from foedus.options._moves import Bools, Ints, Moves
from foedus.options._option_fields import (
    Marks,
    Never,
    OneWay,
    OneWayGiven,
    Pattern,
    Ranked,
    RuledOut,
    Wants,
    Wish,
    as_text,
    as_wish,
)
from foedus.options._preference import Preference
from foedus.options._rankings import listed, ordered
from foedus.options._statements import Condition, Rule, Statement, parse_condition

# While combinations are made option by option, there may be more of them than states in the end.
_MOST_IN_BETWEEN = 4 * MOST_STATES
_MOST_OPTIONS = 62  # so that a combination fits a whole number of 64 bits


class OptionForm(BaseModel):
    """A model file with ``form: option``.

    Attributes
    ----------
    decision_makers
        For each its options.
    otherwise
        For a decision maker a name for taking up none of its options, such as ``stay``; it may
        stand in conditions, and in the names of states.
    meanings
        What an option, or the name for none, stands for, in words.
    infeasible
        Conditions on options under which a combination cannot be; with reasons, see `Never`.
    irreversible
        Options that, once taken up, stay so; or see `OneWay`.
    same
        Conditions: all states in which one holds count as one state.
    states
        Names for states: a name, and the condition that holds in this state alone. Other states
        are called after the options taken up in them.
    preferences
        For each decision maker what it wants, the most important first; or see `Ranked`.
    status_quo
        The state that the conflict is in, by name or by a condition.
    exit_voice_loyalty
        What is known of the game of exit, voice, loyalty between two of them; see `ExitVoiceGiven`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["option"]
    title: str = "Conflict"
    note: str | None = None
    decision_makers: dict[str, tuple[str, ...]]
    otherwise: dict[str, str] = {}
    meanings: dict[str, str] = {}
    infeasible: tuple[RuledOut, ...] = ()
    irreversible: tuple[OneWayGiven, ...] = ()
    same: tuple[Pattern, ...] = ()
    states: dict[StateName, Pattern] = {}
    preferences: dict[str, Wants]
    status_quo: StateName | Marks | None = None
    exit_voice_loyalty: ExitVoiceGiven | None = None

    def build(self, date: str | None = None, idle: frozenset[str] = frozenset()) -> ConflictModel:
        """Return the model.

        Parameters
        ----------
        date
            Of which time it is.
        idle
            Decision makers whose statements need not hold in any state, because they are written
            for several dates at once.

        Raises
        ------
        Fault
            Its parts do not fit together, or it has too many states.
        """
        return _Builder(self).model(date, idle)


class _Builder:
    def __init__(self, form: OptionForm) -> None:
        self.form = form
        self.who = tuple(form.decision_makers)
        check_decision_makers(self.who)
        check_known(form.preferences, self.who, "preferences")
        self.names, self.owners = _option_names(form.decision_makers)
        self.numbers = _option_numbers(form.decision_makers, self.names)
        self.known: dict[str, int | Condition] = {**self.numbers, **self._otherwise()}
        for name in form.meanings:
            if name not in self.known:
                raise Fault(
                    ("meanings", name),
                    f"'{name}' is no option of this model",
                    f"the options are {', '.join(self.known)}",
                )

    def _otherwise(self) -> dict[str, Condition]:
        """Return the names for taking up none of one's options, each with its condition."""
        check_known(self.form.otherwise, self.who, "otherwise")
        found: dict[str, Condition] = {}
        for who, name in self.form.otherwise.items():
            if name in self.numbers or name in found:
                raise Fault(
                    ("otherwise", who), f"'{name}' names something else already", "choose another"
                )
            mine = [place for place, owner in enumerate(self.owners) if self.who[owner] == who]
            if not mine:
                raise Fault(("otherwise", who), f"{who} has no options", "leave it out")
            parts = [Condition("not", (Condition("option", option=place),)) for place in mine]
            found[name] = reduce(lambda one, other: Condition("and", (one, other)), parts)
        return found

    def model(self, date: str | None, idle: frozenset[str]) -> ConflictModel:
        codes = self._feasible()
        table, names = self._named(self._states(codes))
        if self.form.status_quo is None:
            start = None
        else:
            start = self._one_state(self.form.status_quo, ("status_quo",), table, names)
        wants = [self._preference(who, names, table, who in idle) for who in self.who]
        return ConflictModel(
            title=self.form.title,
            decision_makers=self.who,
            states=names,
            moves=tuple(self._moves(who, table) for who in range(len(self.who))),
            preferences=tuple(preference for preference, _ in wants),
            status_quo=start,
            options=table,
            statements=tuple(said for _, said in wants),
            date=date,
            note=self.form.note,
            rules=tuple(self._rules()),
            meanings=self.form.meanings,
            exit_voice_loyalty=given_answers(self.form.exit_voice_loyalty, self.who),
        )

    def _rules(self) -> Iterator[Rule]:
        for place, ruled_out in enumerate(self.form.infeasible):
            path = ("infeasible", place)
            if isinstance(ruled_out, Never):
                yield Rule("infeasible", ruled_out.never, ruled_out.why, ruled_out.evidence, path)
            else:
                yield Rule("infeasible", as_text(ruled_out), path=path)
        for place, given in enumerate(self.form.irreversible):
            rule = OneWay(option=given) if isinstance(given, str) else given
            text = rule.option if rule.only == "take" else f"not {rule.option}"
            yield Rule("irreversible", text, rule.why, rule.evidence, ("irreversible", place))

    # Combinations and states

    def _condition(self, pattern: Pattern | Never, path: tuple[int | str, ...]) -> Condition:
        try:
            return parse_condition(as_text(pattern), self.known)
        except Fault as fault:
            raise fault.under(*path) from None

    def _conditions(self, field: str, patterns: Sequence[Pattern | Never]) -> list[Condition]:
        return [self._condition(text, (field, place)) for place, text in enumerate(patterns)]

    def _feasible(self) -> Ints:
        """Return the feasible combinations as numbers, made option by option.

        What a condition rules out goes as soon as its last option is there, so that a model
        with many options but few feasible combinations needs no table of all of them.
        """
        ruled_out = self._conditions("infeasible", self.form.infeasible)
        codes = np.zeros(1, dtype=np.int64)
        for option in range(len(self.names)):
            codes = np.concatenate([codes, codes | (1 << option)])
            for condition in ruled_out:
                if max(condition.options) == option:
                    codes = codes[~condition.holds(_chosen(codes, option + 1))]
            if len(codes) > _MOST_IN_BETWEEN:
                raise self._too_many(len(codes), option)
        if not len(codes):
            raise Fault(
                ("infeasible",),
                "no state is left: every combination of options is ruled out",
                "take out or correct a condition",
            )
        if len(codes) > MOST_STATES:
            raise self._too_many(len(codes), len(self.names) - 1)
        return np.sort(codes)

    def _too_many(self, found: int, option: int) -> Fault:
        count = len(self.names)
        several = f"{count} options make {1 << count:,} combinations"
        found_after = "" if option + 1 == count else f" of the first {option + 1} options alone"
        return Fault(
            ("decision_makers",),
            f"{several}, and {found:,}{found_after} are feasible; the most states that can be "
            f"solved are {MOST_STATES:,}",
            "leave out options that do not matter to the question, or rule out combinations "
            "under 'infeasible'",
        )

    def _states(self, codes: Ints) -> OptionTable:
        """Return the options behind the states, in the order of their numbers."""
        count = len(self.names)
        chosen = _chosen(codes, count)
        group = np.arange(len(codes))
        for place, condition in enumerate(self._conditions("same", self.form.same)):
            inside = np.flatnonzero(condition.holds(chosen))
            if not len(inside):
                raise Fault(
                    ("same", place),
                    f"“{as_text(self.form.same[place])}” holds in no feasible state",
                    "correct the condition, or take it out",
                )
            joined = np.unique(group[inside])
            group[np.isin(group, joined)] = joined[0]
        firsts, of_code = np.unique(group, return_inverse=True)
        order = np.argsort(of_code, kind="stable")
        starts = np.searchsorted(of_code[order], np.arange(len(firsts)))
        always = np.logical_and.reduceat(chosen[:, order], starts, axis=1)
        ever = np.logical_or.reduceat(chosen[:, order], starts, axis=1)
        return OptionTable(
            names=self.names,
            owners=self.owners,
            chosen=always,
            matters=always == ever,
            codes=codes,
            of_code=of_code.astype(np.int64).reshape(-1),
            known=self.known,
        )

    def _named(self, table: OptionTable) -> tuple[OptionTable, tuple[Name, ...]]:
        """Return the states with their names: those that the file names first, in its order."""
        given: dict[int, Name] = {}
        for name, pattern in self.form.states.items():
            place = self._only_state(pattern, ("states", name), table)
            if place in given:
                raise Fault(
                    ("states", name),
                    f"this is the state that is called '{given[place]}' already",
                    "give each state one name",
                )
            given[place] = name
        states = table.chosen.shape[1]
        order = np.array([*given, *(s for s in range(states) if s not in given)])
        names: dict[Name, None] = {}
        for place in order.tolist():
            name = given.get(place, self._label(table.chosen[:, place]))
            if name in names:  # a merged state, in which the same options are certain
                name = f"{name} ({table.marks(place)})"
            names[name] = None
        sorted_table = replace(
            table,
            chosen=table.chosen[:, order],
            matters=table.matters[:, order],
            of_code=np.argsort(order)[table.of_code],
        )
        return sorted_table, tuple(names)

    def _label(self, chosen: Bools) -> str:
        """Return what a state is called: the options taken up in it, or a name for none."""
        parts = []
        for who in self.who:
            mine = [place for place, owner in enumerate(self.owners) if self.who[owner] == who]
            taken_up = [self.names[place] for place in mine if chosen[place]]
            if not taken_up and who in self.form.otherwise:
                taken_up = [self.form.otherwise[who]]
            parts += taken_up
        return " + ".join(parts) or "none"

    def _only_state(self, pattern: Pattern, path: tuple[int | str, ...], table: OptionTable) -> int:
        found = np.flatnonzero(self._condition(pattern, path).holds(table.chosen))
        if len(found) != 1:
            text = as_text(pattern)
            raise Fault(
                path,
                f"“{text}” holds in no feasible state"
                if not len(found)
                else f"“{text}” holds in {len(found)} states, not in one",
                "say of every option that matters whether it is taken up or not",
            )
        return int(found[0])

    def _one_state(
        self,
        given: StateName | dict[str, Any],
        path: tuple[int | str, ...],
        table: OptionTable,
        names: tuple[Name, ...],
    ) -> int:
        """Return a state that is given by its name, by its marks, or by a condition."""
        if not isinstance(given, dict):
            if given in names:
                return names.index(given)
            marks = str(given).replace(" ", "")
            if len(marks) == len(self.names) and not set(marks) - set("YN-"):
                wanted = sum(1 << place for place, mark in enumerate(marks) if mark == "Y")
                state = int(table.find(np.array([wanted]))[0])
                if state < 0:
                    raise Fault(
                        path,
                        f"the state '{given}' is infeasible",
                        "the model's 'infeasible' rules it out; take it out here or there",
                    )
                return state
        return self._only_state(given if isinstance(given, dict) else str(given), path, table)

    # Moves

    def _moves(self, who: int, table: OptionTable) -> Moves:
        """Return the moves of one decision maker: any other choice of its own options."""
        codes, members, mine = table.codes, table.of_code, table.mask(who)
        forward, back = self._one_way()
        rest = codes & ~mine
        order = np.argsort(rest, kind="stable")
        cuts = np.flatnonzero(np.diff(rest[order])) + 1
        starts = np.concatenate([[0], cuts])
        sizes = np.diff(np.concatenate([starts, [len(codes)]]))
        if int((sizes * (sizes - 1)).sum()) > MOST_MOVES:
            raise Fault(
                ("decision_makers", self.who[who]),
                f"{self.who[who]} would have more than {MOST_MOVES:,} moves",
                "split its options among several decision makers, or leave some out",
            )
        sources, targets = [], []
        # blocks of states between which the decision maker can move, those of one size together
        for size in np.unique(sizes).tolist():
            block = order[starts[sizes == size][:, None] + np.arange(size)]
            one = np.repeat(block, size, axis=1).ravel()
            other = np.tile(block, (1, size)).ravel()
            dropped, taken = codes[one] & ~codes[other], codes[other] & ~codes[one]
            free = ((dropped & forward) | (taken & back)) == 0
            sources.append(members[one[free]])
            targets.append(members[other[free]])
        return Moves.of(table.chosen.shape[1], np.concatenate(sources), np.concatenate(targets))

    def _one_way(self) -> tuple[int, int]:
        """Return the options that cannot be dropped, and those that cannot be taken up."""
        forward = back = 0
        for place, given in enumerate(self.form.irreversible):
            rule = OneWay(option=given) if isinstance(given, str) else given
            if rule.option not in self.numbers:
                raise Fault(
                    ("irreversible", place),
                    f"'{rule.option}' is no option of this model",
                    f"the options are {', '.join(self.numbers)}",
                )
            bit = 1 << self.numbers[rule.option]
            forward, back = (forward | bit, back) if rule.only == "take" else (forward, back | bit)
        return forward, back

    # Preferences

    def _preference(
        self, who: str, names: tuple[Name, ...], table: OptionTable, idle: bool
    ) -> tuple[Preference, tuple[Statement, ...] | None]:
        if who not in self.form.preferences:
            raise Fault(
                ("preferences",),
                f"nothing says what {who} prefers",
                f"add '{who}:' with what it wants, the most important first",
            )
        given = self.form.preferences[who]
        path = ("preferences", who)
        if isinstance(given, Ranked):

            def find(name: Name) -> int:
                return self._one_state(name, (), table, names)

            try:
                return listed(given.ranking, names, find), None
            except Fault as fault:
                raise fault.under(*path, "ranking") from None
        statements = self._statements(given, path)
        truth = np.zeros((len(statements), len(names)), dtype=np.bool_)
        for place, statement in enumerate(statements):
            truth[place] = statement.condition.holds(table.chosen)
            if not idle and not truth[place].any():
                raise Fault(
                    (*path, [as_wish(item).statement for item in given].index(statement.text)),
                    f"“{statement.text}” holds in no feasible state, so that it prefers nothing",
                    "the model's 'infeasible' rules out every such state; correct one or the other",
                )
        doubtful = [statement.uncertain for statement in statements]
        return Preference.of_statements(truth, doubtful), statements

    def _statements(
        self, given: Sequence[str | Wish], path: tuple[int | str, ...]
    ) -> tuple[Statement, ...]:
        wishes = [as_wish(item) for item in given]
        read = []
        for place, wish in enumerate(wishes):
            condition = self._condition(wish.statement, (*path, place))
            read.append(
                Statement(
                    wish.statement,
                    condition,
                    wish.uncertain,
                    wish.id,
                    wish.evidence,
                    wish.note,
                    wish.assumption,
                    wish.against,
                    (*path, place),
                )
            )
        return tuple(read[place] for place in _by_priority(wishes, path))


def _by_priority(wishes: Sequence[Wish], path: tuple[int | str, ...]) -> list[int]:
    """Return the order of statements: as listed, unless `above` says otherwise."""
    ids = {wish.id: place for place, wish in enumerate(wishes) if wish.id is not None}
    below: dict[int, list[int]] = {place: [] for place in range(len(wishes))}
    for place, wish in enumerate(wishes):
        for lower in wish.above:
            if lower not in ids:
                raise Fault(
                    (*path, place, "above"),
                    f"no statement here has the id '{lower}'",
                    "give the statement that is meant an id",
                )
            below[place].append(ids[lower])
    try:
        return ordered(below, lambda place: f"“{wishes[place].id or wishes[place].statement}”")
    except Fault as fault:
        raise fault.under(*path) from None


def _option_names(owned: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    listed_names = [(who, name) for who, names in owned.items() for name in names]
    if len(listed_names) > _MOST_OPTIONS:
        raise Fault(
            ("decision_makers",),
            f"{len(listed_names)} options make 2^{len(listed_names)} combinations; the most states "
            f"that can be solved are {MOST_STATES:,}",
            "leave out options that do not matter to the question",
        )
    if not listed_names:
        raise Fault(
            ("decision_makers",), "nobody has an option", "give somebody one: 'Who: [leave]'"
        )
    for who, names in owned.items():
        if double := next((name for name in names if list(names).count(name) > 1), None):
            raise Fault(
                ("decision_makers", who), f"'{double}' is listed twice", "list each option once"
            )
    plain = [name for _, name in listed_names]
    full = tuple(f"{who}.{name}" if plain.count(name) > 1 else name for who, name in listed_names)
    places = {who: place for place, who in enumerate(owned)}
    return full, tuple(places[who] for who, _ in listed_names)


def _option_numbers(owned: Mapping[str, Sequence[str]], full: Sequence[str]) -> dict[str, int]:
    """Return the number of each option by name, and by decision maker and name."""
    numbers = {name: place for place, name in enumerate(full)}
    listed_names = [f"{who}.{name}" for who, names in owned.items() for name in names]
    return numbers | {name: place for place, name in enumerate(listed_names)}


def _chosen(codes: Ints, options: int) -> Bools:
    """Return the combinations as a table of shape (options, combinations)."""
    return ((codes[None, :] >> np.arange(options)[:, None]) & 1).astype(np.bool_)
