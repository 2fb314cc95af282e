"""Corpus and gold items as the event model learns from them: what it sees, and what is right.

The built-in coder's grammar reads each text; its signals are computed by the same code that the
coder runs. A mention is right in a role where the corpus names its words, or, in a gold set that
names only ids, where the grammar resolved it to one of them.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from event_corpus import Coded, Item, Role, Span, read

from foedus._edtf import Edtf
from foedus.coding._about import parties_of
from foedus.coding._coder import BuiltinCoder
from foedus.coding._lexicon import lexicon
from foedus.coding._matching import actor_set
from foedus.coding._parse import Passage, parse
from foedus.coding._signals import FACTUALITIES, OF_PAIR, Codes, Ints, Read, Signals, labels, types
from foedus.coding._signals import preposition as preposition_of
from foedus.sources._source import Source

SKIP = -1  # neither right nor wrong


@dataclass
class Example:
    """A passage: what the model sees, and what it should say.

    ``events`` has rows of word, label, type, factuality; ``pairs`` rows of event, unit, and 1, 0
    or SKIP for source, target, speaker; ``references`` an open unit's word, those of its options
    (-1: a guess), and which are right.
    """

    id: str
    words: list[str]
    heads: list[int]
    signals: Ints
    unit_words: list[int]
    events: list[tuple[int, int, int, int]]
    phrases: list[int]  # words of triggers besides the event's own
    pairs: list[tuple[int, int, int, int, int]]
    pair_signals: Ints
    references: list[tuple[int, list[int], list[bool], Ints]] = field(default_factory=list)


def items_of(path: Path) -> Iterator[tuple[Item, bool]]:
    """Yield the items of a corpus or gold file, and whether words are named for actors."""
    if path.suffix != ".jsonl":
        for item in read(path):
            yield item, True
        return
    for line in path.read_text("utf-8").splitlines():
        data = json.loads(line)
        events = []
        for event in data["events"]:
            evidence = event["evidence"]
            trigger = re.split(r"\s*…\s*", evidence["trigger"])[0]
            start = evidence["start"] + evidence["exact"].find(trigger)
            events.append(
                Coded(
                    event["type"],
                    event["act"],
                    tuple(Role(None, (name,)) for name in event["source"]),
                    tuple(Role(None, (name,)) for name in event["target"]),
                    event["factuality"],
                    (start, start + len(trigger)),
                    (event["speaker"] or {}).get("actor"),
                    event["date"],
                )
            )
        label = data.get("alliance") or ""
        yield Item(data["id"], data["published"], data["text"], tuple(events), label), False


def read_all(paths: Iterable[Path], *, told: bool = False) -> list[tuple[Item, bool, list[Read]]]:
    """Let the grammar read all items.

    With `told`, of half of them, by chance, it knows what they are about, as in a case.
    """
    items = [pair for path in paths for pair in items_of(path)]
    sources = [
        Source(id=item.id, text=item.text, date=Edtf.parse(item.published)) for item, _ in items
    ]
    coder = BuiltinCoder()
    about = {
        item.id: parties_of(item.label, coder.actors)
        for item, _ in items
        if told and random.Random(item.id).random() < 0.5
    }
    readings = coder.read(parse((source, source.text) for source in sources), about)
    return [
        (item, named, reads) for (item, named), (_, _, reads) in zip(items, readings, strict=True)
    ]


def lexicon_items() -> list[tuple[Item, bool, list[Read]]]:
    """Return the lexicon's own examples, coded as its rules draft them."""
    texts = {text: wanted for entry in lexicon().entries for text, wanted in entry.examples.items()}
    sources = [
        Source(id=f"lexicon:{number}", text=text, date=Edtf.parse("2024-09-10"))
        for number, text in enumerate(texts)
    ]
    coder = BuiltinCoder()
    made = []
    for source, _, reads in coder.read(parse((source, source.text) for source in sources)):
        events = [
            Coded(
                event.type,
                event.act,
                tuple(Role(None, (name,)) for name in event.source),
                tuple(Role(None, (name,)) for name in event.target),
                event.factuality,
                read.passage.span(word, word),
                event.speaker.actor if event.speaker else None,
                event.date.text,
            )
            for read in reads
            for word, event in read.drafted.items()
            if (event.confidence or 0) > 0.33 and texts[source.text] is not None
        ]
        made.append((Item(source.id, "2024-09-10", source.text, tuple(events)), False, reads))
    return made


def codes_of(readings: Iterable[Read]) -> dict[str, list[str]]:
    """Return the lists of codes that occur, the commonest first."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("tags", "relations", "kinds", "prepositions", "open_words")
    }
    for reading in readings:
        counts["tags"].update(reading.passage.tag)
        counts["relations"].update(reading.passage.dep)
        counts["kinds"].update(unit.how for unit in reading.units)
        counts["prepositions"].update(preposition_of(reading, unit) for unit in reading.units)
        counts["open_words"].update(
            reading.passage.low[unit.word] for unit in reading.units if unit.open
        )
    most = {"prepositions": 120}
    return {
        name: [word for word, _ in count.most_common(most.get(name, 62)) if word]
        for name, count in counts.items()
    }


class Maker:
    """Makes examples, by one set of codes."""

    def __init__(self, codes: Codes) -> None:
        self.signals = Signals(codes)
        self.labels = {name: at for at, name in enumerate(labels())}
        self.types = {name: at for at, name in enumerate(types())}

    def make(self, item: Item, named: bool, reading: Read) -> Example:
        """Return what the model learns from a passage."""
        passage = reading.passage
        spans = [passage.span(word, word) for word in range(len(passage.words))]
        events, pairs, pair_signals, phrases = [], [], [], []
        references: dict[int, tuple[int, list[int], list[bool], Ints]] = {}
        used: set[int] = set()
        for word, coded in trigger_words(item, passage):
            used.add(word)
            words = [one for one, span in enumerate(spans) if _meet(span, coded.trigger)]
            phrases += [one for one in words if one != word]
            events.append(
                (
                    word,
                    self.labels[coded.act or coded.type],
                    self.types[coded.type],
                    FACTUALITIES.index(coded.factuality),
                )
            )
            sources = _units(reading, spans, coded.source)
            targets = _units(reading, spans, coded.target)
            pair_signals.append(self.signals.of_pairs(reading, [word]))
            for at, unit in enumerate(reading.units):
                speaks = coded.speaker is not None and coded.speaker in unit.actors
                pairs.append(
                    (
                        len(events) - 1,
                        at,
                        _right(at, unit.actors, sources, coded.source, named),
                        _right(at, unit.actors, targets, coded.target, named),
                        int(speaks),
                    )
                )
            for at, actors in (*sources.items(), *targets.items()):
                if named and at not in references and reading.units[at].open:
                    made = self._reference(reading, at, actors)
                    if made is not None:
                        references[at] = made
        return Example(
            item.id,
            passage.words,
            passage.head,
            self.signals.of_words(reading),
            [unit.word for unit in reading.units],
            events,
            [word for word in phrases if word not in used],
            pairs,
            np.concatenate([*pair_signals, np.zeros((0, len(OF_PAIR)), np.int64)]),
            list(references.values()),
        )

    def _reference(
        self, reading: Read, at: int, actors: tuple[str, ...]
    ) -> tuple[int, list[int], list[bool], Ints] | None:
        options = self.signals.references(reading, at)
        units, guesses = reading.units, reading.guesses
        right = [
            actor_set(
                units[place].actors if place < len(units) else (guesses[place - len(units)].actor,)
            )
            == actor_set(actors)
            for place, _ in options
        ]
        unit = reading.units[at]
        if not any(right) and not unit.actors and unit.how != "pronoun":
            # somebody of whom no table knows: the mention means itself
            own = all(name.startswith("~") for name in actors)
            right = [place == at and own for place, _ in options]
        if not any(right) or all(right):
            return None
        columns = np.array([row for _, row in options], dtype=np.int64)
        words = [units[place].word if place < len(units) else -1 for place, _ in options]
        return units[at].word, words, right, columns


def trigger_words(item: Item, passage: Passage) -> Iterator[tuple[int, Coded]]:
    """Yield the events of an item that a passage tells, each with the word that tells it."""
    spans = [passage.span(word, word) for word in range(len(passage.words))]
    used: set[int] = set()
    for coded in item.events:
        words = [word for word, span in enumerate(spans) if _meet(span, coded.trigger)]
        word = _trigger(passage, words, used)
        if word >= 0:
            used.add(word)
            yield word, coded


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _trigger(passage: Passage, words: list[int], used: set[int]) -> int:
    """Return the word of a phrase that governs the others, and that no event has yet."""
    free = [word for word in words if word not in used]
    heads = [word for word in free if passage.head[word] not in words or passage.head[word] == word]
    return (heads or free or [-1])[0]


def _units(reading: Read, spans: list[Span], roles: tuple[Role, ...]) -> dict[int, tuple[str, ...]]:
    """Return the mentions that the words of a role name: the one that shares most with them."""
    found: dict[int, tuple[str, ...]] = {}
    for role in roles:
        if role.span is None:
            continue
        best = (0, 0, -1)
        for at, unit in enumerate(reading.units):
            shared = min(spans[unit.last][1], role.span[1]) - max(
                spans[unit.first][0], role.span[0]
            )
            best = max(best, (shared, unit.first - unit.last, at)) if shared > 0 else best
        if best[2] >= 0:
            found[best[2]] = role.actors
    return found


def _right(
    at: int,
    actors: tuple[str, ...],
    named_units: dict[int, tuple[str, ...]],
    roles: tuple[Role, ...],
    named: bool,
) -> int:
    if at in named_units:
        return 1
    everyone = {name for role in roles for name in role.actors}
    wordless = {name for role in roles if role.span is None for name in role.actors}
    if actors and set(actors) <= wordless:
        return 1  # meant without words beside the act: any mention of them tells who it is
    if actors and set(actors) <= everyone:
        return SKIP if named else 1  # named again elsewhere: as good
    if not actors and not named:
        return SKIP
    return 0
