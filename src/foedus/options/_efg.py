"""Gambit's file format for games in extensive form (``.efg``): reading and writing.

A file lists the nodes of the tree, each before those it leads to::

    EFG 2 R "Title" { "Member" "Patron" }
    "A comment"
    p "" 1 1 "" { "leave" "stay" } 0
    t "" 1 "left" { 2/5, 1 }
    t "" 2 "stayed" { 0, 2.5 }

``p`` is a player's node, ``c`` a node of chance, ``t`` an end. Payoffs may stand at any node; those
on the way to an end add up. The format is described in the Gambit project's documentation,
"Game representation formats"; numbers may be decimals or fractions, and are kept exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from foedus._errors import ModelError, StorageError
from foedus._text import read_utf8
from foedus.options._game import Game, Node, Payoffs

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}])|,|([^\s{},"]+))', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?$")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # text, brace, word
    text: str
    line: int


def read_efg(source: str | Path) -> Game:
    """Read a game from a Gambit file, or from the text of one.

    Parameters
    ----------
    source
        A path, or the text itself (which starts with ``EFG``).

    Raises
    ------
    ModelError
        The file cannot be read, or its text is not a game in extensive form; the error says on
        which line.

    Examples
    --------
    >>> game = read_efg('EFG 2 R "One" { "A" } p "" 1 1 "" { "x" "y" } 0 '
    ...                 't "" 1 "" { 1 } t "" 2 "" { 2 }')
    >>> game.root.actions
    ('x', 'y')
    """
    if isinstance(source, str) and source.lstrip().startswith(("EFG", "NFG")):
        return _Reader(source, "game").game()
    path = Path(source)
    return _Reader(read_utf8(path, error=ModelError), path).game()


class _Reader:
    def __init__(self, text: str, where: str | Path) -> None:
        self.where = where
        if not text.lstrip().startswith(("EFG", "NFG")):
            raise ModelError(
                "this is no game: expected 'EFG' at the start", where=where, line=1,
                hint="a file in Gambit's format starts with: EFG 2 R",
            )  # fmt: skip
        self.tokens = self._split(text)
        self.place = 0
        self.players: tuple[str, ...] = ()
        self.actions: dict[tuple[int, int], tuple[str, ...]] = {}
        self.chances: dict[tuple[int, int], tuple[Fraction, ...]] = {}
        self.outcomes: dict[int, tuple[str, Payoffs]] = {}

    def _split(self, text: str) -> list[_Token]:
        tokens, at, line = [], 0, 1
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                if text[at:].strip():
                    line += text.count("\n", at, at + len(text[at:]) - len(text[at:].lstrip()))
                    raise ModelError(
                        "a quotation mark is not closed", where=self.where, line=line,
                        hint='text stands between two ", a " within it is written \\"',
                    )  # fmt: skip
                break
            quoted, brace, word = found.groups()
            token_line = line + text.count("\n", at, found.end() - len(quoted or ""))
            if quoted is not None:
                inner = re.sub(r"\\(.)", r"\1", quoted[1:-1])
                tokens.append(_Token("text", inner, token_line))
            elif brace is not None:
                tokens.append(_Token("brace", brace, token_line))
            elif word is not None:
                tokens.append(_Token("word", word, token_line))
            line += text.count("\n", at, found.end())
            at = found.end()
        return tokens

    # One token at a time

    def _peek(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _is(self, kind: str, text: str | None = None) -> bool:
        token = self._peek()
        return token is not None and token.kind == kind and text in (None, token.text)

    def _wrong(self, expected: str, hint: str | None = None) -> ModelError:
        token = self._peek()
        found = "the end of the file" if token is None else f"'{token.text}'"
        line = token.line if token else (self.tokens[-1].line if self.tokens else 1)
        return ModelError(
            f"expected {expected}, found {found}", where=self.where, line=line, hint=hint
        )

    def _take(self, kind: str, expected: str) -> str:
        if not self._is(kind):
            raise self._wrong(expected)
        self.place += 1
        return self.tokens[self.place - 1].text

    def _whole(self, expected: str) -> int:
        token = self._peek()
        if token is None or token.kind != "word" or not token.text.lstrip("-").isdigit():
            raise self._wrong(expected)
        self.place += 1
        return int(token.text)

    def _number(self, expected: str) -> Fraction:
        token = self._peek()
        if token is None or token.kind != "word" or not _NUMBER.match(token.text):
            raise self._wrong(expected)
        self.place += 1
        above, _, below = token.text.partition("/")
        if below and not int(below):
            self.place -= 1
            raise self._wrong(expected, "a fraction is not divided by zero")
        return Fraction(above) / (int(below) if below else 1)

    def _brace(self, brace: str) -> None:
        if not self._is("brace", brace):
            raise self._wrong(f"'{brace}'")
        self.place += 1

    # The parts of the file

    def game(self) -> Game:
        if self._is("word", "NFG"):
            raise ModelError(
                "this is a game in normal form", where=self.where, line=1,
                hint="games in extensive form (EFG) can be read",
            )  # fmt: skip
        self._take("word", "'EFG'")
        version = self._whole("the version of the format")
        if version != 2:
            raise ModelError(
                f"version {version} of the format is not known", where=self.where, line=1,
                hint="version 2 can be read",
            )  # fmt: skip
        if not (self._is("word", "R") or self._is("word", "D")):
            raise self._wrong("'R', for payoffs that are real numbers")
        self.place += 1
        title = self._take("text", "the title of the game in quotation marks")
        self._brace("{")
        names = []
        while self._is("text"):
            names.append(self._take("text", "a player's name"))
        self._brace("}")
        if not names:
            raise self._wrong("at least one player's name")
        self.players = tuple(names)
        note = self._take("text", "") if self._is("text") else ""
        nodes: list[tuple[Node, int]] = []
        missing = 1
        while missing:
            node = self._node()
            nodes.append((node, len(node.actions)))
            missing += len(node.actions) - 1
        if self._peek() is not None:
            raise self._wrong("the end of the file: the tree is complete")
        built: list[Node] = []
        for node, count in reversed(nodes):
            children = tuple(built.pop() for _ in range(count))
            built.append(replace(node, children=children))
        return Game(title, self.players, built[0], note)

    def _node(self) -> Node:
        if not (self._is("word", "p") or self._is("word", "c") or self._is("word", "t")):
            raise self._wrong(
                "a node (p, c or t)", "the tree is not complete: each action leads to a node"
            )
        kind = self._take("word", "")
        name = self._take("text", "the node's name in quotation marks")
        if kind == "t":
            outcome, payoffs = self._outcome(needed=True)
            return Node(payoffs=payoffs, name=name, outcome=outcome)
        player = -1
        if kind == "p":
            player = self._whole("a player's number") - 1
            if not 0 <= player < len(self.players):
                self.place -= 1
                raise self._wrong(f"a player's number from 1 to {len(self.players)}")
        key = player, self._whole("the number of an information set")
        label = self._take("text", "") if self._is("text") else ""
        if self._is("brace", "{"):
            self._actions(key)
        elif key not in self.actions:
            raise self._wrong("the actions in { }, at the first node of an information set")
        outcome, payoffs = self._outcome(needed=False)
        return Node(
            player,
            self.actions[key],
            probabilities=self.chances.get(key, ()),
            payoffs=payoffs,
            information=key[1],
            name=name or label,
            outcome=outcome,
        )

    def _actions(self, key: tuple[int, int]) -> None:
        self._brace("{")
        names, chances = [], []
        while self._is("text"):
            names.append(self._take("text", "an action"))
            if key[0] == -1:
                chances.append(self._number("the probability of the action"))
        if not names:
            raise self._wrong("at least one action in quotation marks")
        if key[0] == -1 and abs(float(sum(chances)) - 1) > 1e-6:
            raise self._wrong(
                "probabilities that add up to 1", f"they add up to {float(sum(chances))}"
            )
        self._brace("}")
        if key in self.actions and self.actions[key] != tuple(names):
            raise self._wrong(f"the same actions as before in information set {key[1]}")
        self.actions[key], self.chances[key] = tuple(names), tuple(chances)

    def _outcome(self, *, needed: bool) -> tuple[str, Payoffs | None]:
        number = self._whole("the number of an outcome (0: none)")
        label = self._take("text", "") if self._is("text") else ""
        if self._is("brace", "{"):
            self._brace("{")
            payoffs = []
            while not self._is("brace", "}"):
                payoffs.append(self._number("a payoff"))
            if len(payoffs) != len(self.players):
                raise self._wrong(f"{len(self.players)} payoffs, one for each player")
            self._brace("}")
            self.outcomes[number] = (label, tuple(payoffs))
        if number in self.outcomes and number:
            return self.outcomes[number]
        if needed and number:
            raise self._wrong("the payoffs of the outcome in { }")
        # in Gambit an end without an outcome is worth nothing to anybody
        return label, ((Fraction(0),) * len(self.players) if needed else None)


def render_efg(game: Game) -> str:
    """Return a game as the text of a Gambit file."""
    players = " ".join(_quoted(name) for name in game.players)
    lines = [f"EFG 2 R {_quoted(game.title)} {{ {players} }}", _quoted(game.note), ""]
    outcomes = 0
    free = 1 + max((node.information for _, node in game.nodes()), default=0)
    for _, node in game.nodes():
        parts = []
        if node.player is None:
            parts.append(f"t {_quoted(node.name)}")
        else:
            number = node.information
            if not number:  # a node that stands alone
                number, free = free, free + 1
            who = "c" if node.player == -1 else "p"
            listed = [
                _quoted(action) + (f" {node.probabilities[k]}" if who == "c" else "")
                for k, action in enumerate(node.actions)
            ]
            player = "" if who == "c" else f"{node.player + 1} "
            parts.append(f'{who} {_quoted(node.name)} {player}{number} ""')
            parts.append(f"{{ {' '.join(listed)} }}")
        if node.payoffs is None:
            parts.append("0")
        else:
            outcomes += 1
            payoffs = ", ".join(str(value) for value in node.payoffs)
            parts.append(f"{outcomes} {_quoted(node.outcome)} {{ {payoffs} }}")
        lines.append(" ".join(parts))
    return "\n".join(lines) + "\n"


def write_efg(game: Game, path: str | Path) -> Path:
    """Write a game to a Gambit file.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    target = Path(path)
    try:
        target.write_text(render_efg(game), encoding="utf-8")
    except OSError as problem:
        raise StorageError(
            f"the file cannot be written: {problem.strerror}", where=target
        ) from None
    return target


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
