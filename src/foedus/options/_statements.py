"""Conditions on options in words, and the statements that say what a decision maker wants.

The grammar, from what binds least to what binds most::

    if, iff      A if B: whenever B, then A.  A iff B: both or neither
    or  |
    and  &
    not  -  !
    a name, or a condition in parentheses

A name is an option's, as the model writes it, and may hold spaces; in quotes it may be anything.
Where two decision makers have an option of the same name, write ``Armenia.stay``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from foedus._nearest import did_you_mean
from foedus.options._citations import Against, Citation, RuleKind
from foedus.options._fault import Fault
from foedus.options._model import names_of
from foedus.options._moves import Bools

_SIGNS = {"&": "and", "&&": "and", "|": "or", "||": "or", "-": "not", "!": "not", "~": "not"}
_WORDS = ("and", "or", "not", "iff", "if")
_SIGN = re.compile(r"&&|\|\||[&|!~()\-]")
_WORD = re.compile(rf"(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|“([^”]*)”")
_UNKNOWN = re.compile(r"[^\s&|!~()]+")


@dataclass(frozen=True)
class Condition:
    """A condition on options.

    Attributes
    ----------
    kind
        ``option``, ``not``, ``and``, ``or``, ``if`` or ``iff``.
    parts
        The conditions that it joins.
    option
        The number of the option, for ``option``.
    """

    kind: str
    parts: tuple[Condition, ...] = ()
    option: int = -1

    def holds(self, chosen: Bools) -> Bools:
        """Return in which states it holds, given which options are taken up where.

        Parameters
        ----------
        chosen
            Shape (options, states).
        """
        if self.kind == "option":
            row: Bools = chosen[self.option]
            return row
        values = [part.holds(chosen) for part in self.parts]
        if self.kind == "not":
            return ~values[0]
        if self.kind == "and":
            return np.logical_and(*values)
        if self.kind == "or":
            return np.logical_or(*values)
        if self.kind == "if":
            return values[0] | ~values[1]
        return np.equal(*values)

    @property
    def options(self) -> frozenset[int]:
        """The numbers of the options that it is about."""
        if self.kind == "option":
            return frozenset({self.option})
        return frozenset().union(*(part.options for part in self.parts))


@dataclass(frozen=True)
class Statement:
    """What a decision maker wants to be the case.

    Attributes
    ----------
    text
        As the model writes it.
    condition
        The same, read.
    uncertain
        Whether the decision maker may as well want the opposite.
    id
        A name for it, if the model gives one.
    evidence
        Events, obligations or positions that it rests on.
    note
        Why, in words.
    assumption
        Whether the model says that the record does not bear it out.
    against
        What in the record would speak against it.
    path
        Where it stands in the model's file.
    """

    text: str
    condition: Condition
    uncertain: bool = False
    id: str | None = None
    evidence: tuple[Citation, ...] = ()
    note: str | None = None
    assumption: bool = False
    against: tuple[Against, ...] = ()
    path: tuple[int | str, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.text} (uncertain)" if self.uncertain else self.text


@dataclass(frozen=True)
class Rule:
    """What cannot be the case, or cannot be taken back, and why.

    Attributes
    ----------
    kind
        ``infeasible`` or ``irreversible``.
    text
        The condition or the option, as the model writes it.
    why
        The reason, in words.
    evidence
        Events, obligations or positions that it rests on.
    path
        Where it stands in the model's file.
    """

    kind: RuleKind
    text: str
    why: str | None = None
    evidence: tuple[Citation, ...] = ()
    path: tuple[int | str, ...] = field(default=(), compare=False, repr=False)


def parse_condition(text: str, options: Mapping[str, int | Condition]) -> Condition:
    """Read a condition on options.

    Parameters
    ----------
    text
        Such as ``leave if not (assist or reassure)``.
    options
        The numbers of the options by name; a name may also stand for a condition.

    Raises
    ------
    Fault
        It does not read; the fault says where.

    Examples
    --------
    >>> parse_condition("leave if not assist", {"leave": 0, "assist": 1}).kind
    'if'
    """
    return _Parser(str(text), options).parse()


class _Parser:
    def __init__(self, text: str, options: Mapping[str, int | Condition]) -> None:
        self.text = text
        self.options = options
        self.tokens = list(self._split())
        self.place = 0

    def _split(self) -> Iterator[tuple[str, int | Condition | None, str]]:
        """Yield tokens: kind, number or condition of a name, and the text itself."""
        names = sorted(self.options, key=len, reverse=True)
        at = 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            # the longest name first, so that an option may be called 'stay and wait'
            for name in names:
                end = at + len(name)
                if self.text.startswith(name, at) and not _inside_word(self.text, end):
                    yield "option", self.options[name], name
                    at = end
                    break
            else:
                if sign := _SIGN.match(self.text, at):
                    yield _SIGNS.get(sign[0], sign[0]), None, sign[0]
                    at = sign.end()
                elif word := _WORD.match(self.text, at):
                    yield word[0].lower(), None, word[0]
                    at = word.end()
                elif quoted := _QUOTED.match(self.text, at):
                    name = next(group for group in quoted.groups() if group is not None)
                    yield "option", self._known(name), name
                    at = quoted.end()
                else:
                    stray = _UNKNOWN.match(self.text, at)
                    self._known(stray[0] if stray else self.text[at:])

    def _known(self, name: str) -> int | Condition:
        if name in self.options:
            return self.options[name]
        raise Fault(
            (),
            f"'{name}' in “{self.text}” is no option of this model",
            did_you_mean(name, self.options, 2, like=0.5)
            or f"the options are {names_of(_short(self.options), 20)}",
        )

    def parse(self) -> Condition:
        if not self.tokens:
            raise Fault((), "this condition is empty", "write the name of an option, for example")
        found = self._if()
        if self.place < len(self.tokens):
            _, _, stray = self.tokens[self.place]
            raise self._unexpected(stray)
        return found

    def _unexpected(self, stray: str) -> Fault:
        return Fault(
            (),
            f"'{stray}' in “{self.text}” does not belong there",
            "a condition joins options with and, or, not, if, iff and parentheses; "
            "several if or iff need parentheses",
        )

    def _peek(self) -> str | None:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else None

    def _if(self) -> Condition:
        left = self._or()
        if self._peek() in ("if", "iff"):
            kind = self.tokens[self.place][0]
            self.place += 1
            return Condition(kind, (left, self._or()))
        return left

    def _or(self) -> Condition:
        left = self._and()
        while self._peek() == "or":
            self.place += 1
            left = Condition("or", (left, self._and()))
        return left

    def _and(self) -> Condition:
        left = self._not()
        while self._peek() == "and":
            self.place += 1
            left = Condition("and", (left, self._not()))
        return left

    def _not(self) -> Condition:
        kind = self._peek()
        if kind is None:
            raise Fault(
                (), f"“{self.text}” breaks off", "after and, or, not, if and iff comes an option"
            )
        _, option, text = self.tokens[self.place]
        self.place += 1
        if kind == "not":
            return Condition("not", (self._not(),))
        if kind == "option":
            assert option is not None
            return option if isinstance(option, Condition) else Condition("option", option=option)
        if kind == "(":
            inner = self._if()
            if self._peek() != ")":
                raise Fault((), f"a parenthesis in “{self.text}” is not closed", "write )")
            self.place += 1
            return inner
        raise self._unexpected(text)


def _short(options: Mapping[str, int | Condition]) -> list[str]:
    """Return each option once, by the first name that it has."""
    first: dict[int | Condition, str] = {}
    for name, number in options.items():
        first.setdefault(number, name)
    return list(first.values())


def _inside_word(text: str, at: int) -> bool:
    """Whether a word goes on at a place of a text."""
    return at < len(text) and (text[at].isalnum() or text[at] == "_")
