"""What the event model sees of a passage besides its words: the grammar's reading, as numbers.

::

    of a word         its tag, relation and head; in what kind of mention; what the lexicon makes
                      of it (type, act, operator) and the event that the rules drafted there
    of word and unit  the path of relations between them, the preposition, how far apart, whether
                      the rules put the unit into a role, whether it speaks
    of unit and unit  whether the second may be whom the first ("he", "the bloc") means

So an entry that an analyst adds to the lexicon reaches the model, too. Codes are positions in
the lists of :class:`Codes`, from 1; 0 stands for what is not listed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.actors import Actors
from foedus.coding._attribution import Speech, speech_of
from foedus.coding._drafted import Drafted
from foedus.coding._find import Hit
from foedus.coding._guesses import Guess
from foedus.coding._lexicon import Effect
from foedus.coding._parse import Passage
from foedus.coding._units import Unit
from foedus.events import ontology

Ints = NDArray[np.int64]

FACTUALITIES = ("actual", "intended", "requested", "conditional", "denied", "hypothetical")
EFFECTS: tuple[str, ...] = Effect.__args__  # type: ignore[attr-defined]
PATHS, LAST_STEPS, FIRST_STEPS = 4096, 512, 128  # rows for the hashed paths
#: How many codes each column can take.
OF_WORD = (64, 64, 64, 4, 18, 44, 21, 18, 44, 8, 10, 4)
OF_PAIR = (
    PATHS + 1, LAST_STEPS + 1, FIRST_STEPS + 1, 10, 16, 5, 64, 128, 3, 3, 3, 8, 3, 3, 64, 3, 64,
)  # fmt: skip
OF_MENTION = (6, 7, 12, 13, 14)  # columns of ``OF_PAIR`` that hold of a mention beside any trigger
OF_REFERENCE = (64, 64, 64, 16, 5, 3, 64, 3, 3, 4, 10, 4, 6, 3, 4, 8)
_STEPS = (0, 1, 2, 3, 5, 8, 13, 21)


def types() -> tuple[str, ...]:
    """Return the event types in their order."""
    return tuple(ontology().types)


def labels() -> tuple[str, ...]:
    """Return what an event can be: the acts, then the types for what has no act."""
    return (*ontology().acts, *types())


@dataclass(frozen=True)
class Codes:
    """The lists behind the codes: tags, relations, kinds of mention, prepositions, open words."""

    tags: Mapping[str, int]
    relations: Mapping[str, int]
    kinds: Mapping[str, int]
    prepositions: Mapping[str, int]
    open_words: Mapping[str, int]

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> Codes:
        """Make codes from lists."""
        return cls(
            **{name: {word: at for at, word in enumerate(lists[name], 1)} for name in _LISTS}
        )


_LISTS = ("tags", "relations", "kinds", "prepositions", "open_words")


@dataclass(slots=True)
class Read:
    """A passage as the grammar read it.

    Attributes
    ----------
    drafted
        Word → the most certain event that the rules drafted from it.
    actors
        The tables of actors.
    find_guesses
        Finds ``guesses`` and ``wider``, if they are asked for.
    before
        How often the passages before named an actor.
    belongs
        State → the organisations to which it belonged on the day.
    about
        The alliance or the parties that the document is known to be about.
    """

    passage: Passage
    units: list[Unit]
    hits: dict[int, Hit]
    speeches: list[Speech]
    drafted: dict[int, Drafted]
    actors: Actors
    find_guesses: Callable[[], tuple[list[Guess], list[Guess]]]
    before: Mapping[str, int]
    belongs: Mapping[str, Sequence[str]]
    about: tuple[str, ...] = ()
    _guesses: tuple[list[Guess], list[Guess]] | None = None
    _speech: dict[int, Speech | None] = field(default_factory=dict)
    _named: Counter[str] | None = None
    _nameable: list[tuple[int, Unit]] | None = None

    @property
    def guesses(self) -> list[Guess]:
        """Whom the passage may mean without naming them."""
        return self._found()[0]

    @property
    def wider(self) -> list[Guess]:
        """More organisations that may have a part in an event although nothing names them."""
        return self._found()[1]

    def _found(self) -> tuple[list[Guess], list[Guess]]:
        if self._guesses is None:
            self._guesses = self.find_guesses()
        return self._guesses

    @property
    def named(self) -> Counter[str]:
        """How often the mentions of the passage stand for each actor."""
        if self._named is None:
            self._named = Counter(actor for unit in self.units for actor in unit.actors)
        return self._named

    @property
    def nameable(self) -> list[tuple[int, Unit]]:
        """The mentions, with their positions, to which another may refer."""
        if self._nameable is None:
            self._nameable = [(at, unit) for at, unit in enumerate(self.units) if unit.names]
        return self._nameable

    def speech(self, word: int) -> Speech | None:
        """Return the narrowest speech around a word."""
        if word not in self._speech:
            self._speech[word] = speech_of(self.speeches, word)
        return self._speech[word]

    def up(self, word: int) -> list[int]:
        """Return a word and what stands above it, a dozen at most."""
        head, chain = self.passage.head, [word]
        while head[word] != word and len(chain) < 12:
            word = head[word]
            chain.append(word)
        return chain


class Rise:
    """What stands above a trigger, and by which relations.

    Attributes
    ----------
    places
        Word → how many steps up it stands.
    ways
        For each number of steps, their relations as one text.
    first
        The first relation.
    tag
        The first two letters of the trigger's tag.
    """

    def __init__(self, read: Read, word: int) -> None:
        dep, chain = read.passage.dep, read.up(word)
        self.places: dict[int, int] = {}
        self.ways = [""]
        for at, step in enumerate(chain):
            self.places.setdefault(step, at)
            self.ways.append(f"{self.ways[-1]}^{dep[step]}" if at else dep[step])
        self.first = dep[word]
        self.tag = read.passage.tag[word][:2]


class Fall:
    """What stands above a mention's head, and by which relations it is reached from above.

    Attributes
    ----------
    chain
        The word and what stands above it.
    ways
        For each number of steps, their relations as one text, the uppermost first.
    last
        The relation of the word itself.
    """

    def __init__(self, read: Read, word: int) -> None:
        dep = read.passage.dep
        self.chain = read.up(word)
        self.ways = [""]
        for at, step in enumerate(self.chain):
            self.ways.append(f"{dep[step]}^{self.ways[-1]}" if at else dep[step])
        self.last = dep[word]


def hashed(text: str, rows: int) -> int:
    """Return a row for a text (FNV-1a), the same on every machine."""
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value % rows


def _distance(step: int) -> int:
    size = min(bisect_left(_STEPS, abs(step)), 7)
    return size if step < 0 else 8 + size


_FAR = _STEPS[-1]  # farther is as far as this
_DISTANCES = np.array([_distance(step) for step in range(-_FAR, _FAR + 1)], dtype=np.int64)


def preposition(read: Read, unit: Unit) -> str:
    """Return the preposition right before a mention, or an empty string."""
    passage = read.passage
    found = ""
    for word in range(max(0, unit.first - 2), unit.first):
        if passage.tag[word] in ("IN", "TO"):
            found = passage.low[word]
        elif passage.tag[word] not in ("DT", "JJ"):
            found = ""
    return found


class Signals:
    """Numbers for passages, by one set of codes."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self._types = {name: at for at, name in enumerate(types(), 1)}
        self._labels = {name: at for at, name in enumerate(labels(), 1)}
        self._effects = {name: at for at, name in enumerate(EFFECTS, 1)}
        self._facts = {name: at for at, name in enumerate(FACTUALITIES, 1)}
        self._paths: dict[tuple[int, int, str, str, str], tuple[int, int, int, int]] = {}

    def of_words(self, read: Read) -> Ints:
        """Return a row for each word; columns as in ``OF_WORD``."""
        passage, codes = read.passage, self.codes
        table = np.zeros((len(passage.words), len(OF_WORD)), dtype=np.int64)
        table[:, 0] = [codes.tags.get(tag, 0) for tag in passage.tag]
        table[:, 1] = [codes.relations.get(dep, 0) for dep in passage.dep]
        kinds, resolved = [0] * len(passage.words), [0] * len(passage.words)
        for unit in read.units:
            kind = codes.kinds.get(unit.how, 0)
            for word in range(unit.first, unit.last + 1):
                kinds[word] = kinds[word] or kind
            kinds[unit.word], resolved[unit.word] = kind, 1 + bool(unit.actors)
        table[:, 2], table[:, 3] = kinds, resolved
        for word, hit in read.hits.items():
            if hit.entry is not None:
                act: Any = hit.entry.act
                if isinstance(act, dict):
                    act = next(iter(act.values()))
                table[word, 4] = self._types[hit.entry.type]
                table[word, 5] = self._labels[act] if act else 0
            if hit.operator is not None:
                table[word, 6] = self._effects[hit.operator.effect]
        for word, event in read.drafted.items():
            table[word, 7] = self._types[event.type]
            table[word, 8] = self._labels[event.act or event.type]
            table[word, 9] = self._facts[event.factuality]
            table[word, 10] = 1 + int(event.confidence * 7.99)
        table[:, 11] = 1
        if read.speeches:
            table[:, 11] += [_spoken(read, word) for word in range(len(passage.words))]
        return table

    def _path(self, rise: Rise, fall: Fall) -> tuple[int, int, int, int]:
        """Return the codes of the path from a trigger to a mention: whole, its ends, its length."""
        down = next((at for at, step in enumerate(fall.chain) if step in rise.places), -1)
        up = rise.places[fall.chain[down]] if down >= 0 else -1
        key = (up, down, rise.ways[up], fall.ways[down], rise.tag)
        known = self._paths.get(key)
        if known is None:
            if len(self._paths) > 100_000:
                self._paths.clear()
            known = self._paths[key] = _path_codes(rise, fall, up, down)
        return known

    def of_pairs(self, read: Read, words: Sequence[int]) -> Ints:
        """Return a row for each trigger and each mention, mentions within triggers.

        Columns as in ``OF_PAIR``.
        """
        units = read.units
        if not (words and units):
            return np.zeros((0, len(OF_PAIR)), dtype=np.int64)
        passage, codes = read.passage, self.codes
        falls = [Fall(read, unit.word) for unit in units]
        rises = [Rise(read, word) for word in words]
        table = np.zeros((len(words), len(units), len(OF_PAIR)), dtype=np.int64)
        table[:, :, :4] = [[self._path(rise, fall) for fall in falls] for rise in rises]
        table[:, :, OF_MENTION] = [
            (
                codes.kinds.get(unit.how, 0),
                codes.prepositions.get(preposition(read, unit), 0),
                1 + bool(unit.actors),
                1 + unit.inside,
                codes.relations.get(passage.dep[unit.word], 0),
            )
            for unit in units
        ]
        heads, firsts, lasts, sentences = np.array(
            [(one.word, one.first, one.last, passage.sentence[one.word]) for one in units]
        ).T
        place = np.array(words)[:, None]
        table[:, :, 4] = _DISTANCES[np.clip(heads - place, -_FAR, _FAR) + _FAR]
        own = np.array([passage.sentence[word] for word in words])[:, None]
        table[:, :, 5] = np.clip(sentences - own, -2, 2) + 2
        table[:, :, 15] = 1 + ((firsts <= place) & (place <= lasts))
        table[:, :, 16] = [[codes.tags.get(passage.tag[word], 0)] for word in words]
        for row, word in enumerate(words):
            drafted, speech = read.drafted.get(word), read.speech(word)
            if drafted is not None:
                table[row, :, 8:11] = _drafted(drafted, units)
            if speech is not None:
                table[row, :, 11] = _voices(speech, units)
        return table.reshape(-1, len(OF_PAIR))

    def references(self, read: Read, at: int) -> list[tuple[int, tuple[int, ...]]]:
        """Return whom an open mention may mean: itself as the rules read it, or another mention.

        Each option is the position of a unit, with the columns of ``OF_REFERENCE``; positions
        from the number of units on are guesses.
        """
        passage, codes, units = read.passage, self.codes, read.units
        unit = units[at]
        named = read.named
        how, word = codes.kinds.get(unit.how, 0), passage.low[unit.word]
        open_word = codes.open_words.get(word, 0)
        own, own_set = unit.actors, set(unit.actors)
        described = " ".join(passage.low[unit.first : unit.word + 1]).removeprefix("the ")
        options: list[tuple[int, tuple[int, ...]]] = []
        nameable = read.nameable
        if not unit.names:
            nameable = sorted([*nameable, (at, unit)], key=itemgetter(0))
        for place, other in nameable:
            apart = passage.sentence[other.word] - passage.sentence[unit.word]
            kind, fits = fit_of(read.actors, other.actors, word, described)
            options.append(
                (
                    place,
                    (
                        how,
                        codes.kinds.get(other.how, 0),
                        open_word,
                        _distance(other.word - unit.word),
                        max(-2, min(2, apart)) + 2,
                        int(place == at),
                        codes.relations.get(passage.dep[other.word], 0) % 64,
                        1 + (own == other.actors or own_set == set(other.actors)),
                        1 + other.place,
                        min(3, named[other.actors[0]]) if other.actors else 0,
                        kind,
                        fits,
                        0,
                        0,
                        0,
                        0,
                    ),
                )
            )
        for number, guess in enumerate(read.guesses, len(units)):
            kind, fits = fit_of(read.actors, (guess.actor,), word, described)
            options.append(
                (
                    number,
                    (
                        how, 0, open_word, 0, 0, 2, 0, 1 + (own == (guess.actor,)), 0, 0, kind,
                        fits, 1 + min(4, guess.members), 1 + guess.sits,
                        1 + min(2, guess.before), 1 + min(6, guess.rank),
                    ),
                )
            )  # fmt: skip
        return options


def _path_codes(rise: Rise, fall: Fall, up: int, down: int) -> tuple[int, int, int, int]:
    """Return the codes of a path of so many steps up and then down; -1 up: there is none."""
    if up < 0:
        whole = last = first = "FAR"
        length = 9
    else:
        length = min(8, up + down)
        if up + down > 5:
            whole = f"L{up}.{down}{fall.last if down else ''}"
        else:
            whole = f"{rise.ways[up]}|{fall.ways[down]}"
        last = f"{fall.last if down else '-'}{up}{'v' if rise.tag[:1] == 'V' else 'n'}"
        first = rise.first if up else "-"
    return (
        hashed(whole + rise.tag, PATHS) + 1,
        hashed(last, LAST_STEPS) + 1,
        hashed(first, FIRST_STEPS) + 1,
        length,
    )


def _drafted(event: Drafted, units: list[Unit]) -> list[tuple[int, int, int]]:
    """Return for each mention whether the rules have it act, bear and speak: 2, else 1."""
    source, target = set(event.source), set(event.target)
    speaker = None if event.speaker is None else event.speaker.actor
    return [
        (
            2 - source.isdisjoint(unit.actors),
            2 - target.isdisjoint(unit.actors),
            1 + (speaker in unit.actors),
        )
        for unit in units
    ]


def _voices(speech: Speech, units: list[Unit]) -> list[int]:
    """Return what each mention is in a speech: speaker 2, the same actor 3, else 1."""
    base, verb = 1 + 3 * speech.direct, speech.speaker.word  # what is quoted counts apart
    speakers = set(speech.speaker.actors)
    return [
        base + (1 if one.first <= verb <= one.last else 2 - 2 * speakers.isdisjoint(one.actors))
        for one in units
    ]


def fit_of(known: Actors, actors: tuple[str, ...], word: str, described: str) -> tuple[int, int]:
    """Return what sort of actor an option is, and how well a description fits it."""
    if not actors:
        return 0, 0
    if len(actors) > 1:
        return 1, 0
    if actors[0] not in known:
        return 2, 0
    actor = known.get(actors[0])
    kind = 3 if actor.is_state else 4 + _KINDS.get(actor.kind, 0)
    if not actor.generic:
        return kind, 1
    return kind, 3 if described in actor.generic else 2 if word in actor.generic else 1


_KINDS = {"alliance": 1, "union": 2, "organisation": 3, "grouping": 4, "agency": 5}


def _spoken(read: Read, word: int) -> bool:
    speech = read.speech(word)
    return speech is not None and speech.verb >= 0
