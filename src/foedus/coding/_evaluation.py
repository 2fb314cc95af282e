"""Score a coder against a gold set.

::

    gold set ─► items ─► coder ─► proposals ─► matched one to one, item by item
                                                   │
       scores at each strictness, actors, factuality, speaker, date, false alarms, confusion
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from foedus._errors import CoderError, FoedusError
from foedus.coding._about import cannot_be_told, parties_of
from foedus.coding._coder import BuiltinCoder
from foedus.coding._gold import GoldItem, read_gold
from foedus.coding._matching import (
    STRICTNESSES,
    Alignment,
    actor_set,
    agree,
    align,
    right_at,
)
from foedus.coding._registry import Coder
from foedus.coding._scores import Rate, Score, rate_of, score_of
from foedus.events import Event
from foedus.sources._source import Source

SAMPLES = 1000
SEED = 20240222
_BANDS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9]|\s*$)")


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with the proposals for it and how they match."""

    item: GoldItem
    found: tuple[Event, ...]
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Band:
    """Proposals that are about as certain.

    Attributes
    ----------
    low, high
        The certainties from which to below which they go; the last band holds 1, too.
    count, mean
        How many there are, and how certain on average.
    act, actors
        How many are right in the act, and in all sources and targets besides.
    """

    low: float
    high: float
    count: int
    mean: float
    act: int
    actors: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a coder got right and wrong; print it, or take :meth:`as_json`.

    Attributes
    ----------
    coder, gold
        Name of the coder; the file.
    items, empty
        How many items, and how many of them hold no event.
    scores
        Precision, recall and F1 of events at each strictness: quad, type, act, act_or_none,
        actors.
    actors
        Of single actors in their roles: those of all events, matched or not.
    actors_matched
        The same in the matched events alone.
    factuality, speaker, date
        Accuracy on the matched events. A date is right where it overlaps the gold date; a
        speaker where the actor is the same, or none on both sides.
    false_alarms
        Proposals in items without events; its value is how many a hundred items.
    confusion
        (gold type, proposed type) → how many; None stands for missed or spurious.
    by_act
        Act, or type in capitals where there is no act → its score.
    orphans
        Proposals whose quote is not in the text.
    failed
        Id of an item that the coder could not code → why.
    certainty
        How often proposals are right that are about as certain, from low to high.
    learnt
        Items whose text the coder's model learnt from; what is right there says nothing of others.
    words, sentences, seconds
        What was read, and in what time.
    scored
        Every item with its proposals.
    """

    coder: str
    gold: str
    items: int
    empty: int
    scores: dict[str, Score]
    actors: Score
    actors_matched: Score
    factuality: Rate
    speaker: Rate
    date: Rate
    false_alarms: Rate
    confusion: Counter[tuple[str | None, str | None]]
    by_act: dict[str, Score]
    orphans: int
    failed: dict[str, str]
    certainty: tuple[Band, ...]
    learnt: int
    words: int
    sentences: int
    seconds: float
    scored: tuple[Scored, ...] = field(repr=False)

    @property
    def alarms_a_hundred(self) -> float | None:
        """Proposals a hundred items without events; None where every item holds one."""
        share = self.false_alarms.value
        return None if share is None else 100 * share

    @property
    def words_a_second(self) -> float:
        """How many words the coder reads in a second."""
        return self.words / max(self.seconds, 1e-9)

    @property
    def sentences_a_second(self) -> float:
        """How many sentences the coder reads in a second."""
        return self.sentences / max(self.seconds, 1e-9)

    def missed(self) -> dict[str, list[tuple[GoldItem, Event]]]:
        """Return the gold events that no proposal agrees with on the act, by class."""
        return _grouped(
            (one.item, one.item.events[number])
            for one in self.scored
            for number in _unmatched(one, gold=True)
        )

    def spurious(self) -> dict[str, list[tuple[GoldItem, Event]]]:
        """Return the proposals that no gold event agrees with on the act, by class."""
        return _grouped(
            (one.item, one.found[number])
            for one in self.scored
            for number in _unmatched(one, gold=False)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data, the wrong events with ids and quotes."""
        from foedus.coding._evaluation_report import as_json

        return as_json(self)

    def errors(self, limit: int | None = None) -> str:
        """Return misses and wrong proposals for a reader, grouped by class."""
        from foedus.coding._evaluation_report import errors

        return errors(self, limit)

    def __str__(self) -> str:
        from foedus.coding._evaluation_report import in_words

        return in_words(self)


def evaluate(
    coder: Coder,
    gold: str | Path,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
    about: bool = False,
) -> Evaluation:
    """Score a coder against a gold set.

    Parameters
    ----------
    coder
        What :func:`foedus.coding.get_coder` returns, or anything with ``name`` and ``code``.
    gold
        JSONL, an item a line; see :func:`read_gold`.
    samples
        Draws of the bootstrap for the 95 % intervals; 0 for none.
    seed
        Of the draws: the same seed gives the same intervals.
    progress
        Called with how many items are done, and how many there are.
    about
        Whether the coder is told the alliance that each item names, as a case tells it; without
        it, the coder has the text and its day alone.

    Raises
    ------
    InputError
        The gold set does not read.
    CoderError
        The coder cannot run, or failed on every item.
    """
    items = read_gold(gold)
    labels = _labels(coder, items) if about else None
    found, failed, seconds = _proposals(coder, items, progress, labels)
    if len(failed) == len(items):
        why = next(iter(failed.values()))
        raise CoderError(f"the coder '{coder.name}' failed on every item; on the first: {why}")
    scored = tuple(
        Scored(item, tuple(events), align(item.events, events))
        for item, events in zip(items, found, strict=True)
    )
    learnt = getattr(coder, "has_learnt", lambda _text: False)
    return _summed(coder.name, learnt, str(gold), scored, failed, seconds, samples, seed)


def _summed(
    name: str,
    learnt: Callable[[str], bool],
    gold: str,
    scored: tuple[Scored, ...],
    failed: dict[str, str],
    seconds: float,
    samples: int,
    seed: int,
) -> Evaluation:
    golds = [len(one.item.events) for one in scored]
    founds = [len(one.found) for one in scored]
    scores = {
        strictness: score_of(
            [right_at(one.item.events, one.found, strictness) for one in scored],
            golds, founds, samples, seed,
        )
        for strictness in STRICTNESSES
    }  # fmt: skip
    matched = [matched_pairs(one) for one in scored]
    shared = [sum(_same_actors(a, b) for a, b in pairs) for pairs in matched]
    gold_actors = [sum(map(_actors, one.item.events)) for one in scored]
    found_actors = [sum(map(_actors, one.found)) for one in scored]
    pairs_of = [len(pairs) for pairs in matched]
    empty = [one for one in scored if not one.item.events]
    texts = [one.item.text for one in scored]

    def accuracy(same: Callable[[Event, Event], bool]) -> Rate:
        return rate_of(
            [sum(same(a, b) for a, b in pairs) for pairs in matched], pairs_of, samples, seed
        )

    return Evaluation(
        coder=name,
        gold=gold,
        items=len(scored),
        empty=len(empty),
        scores=scores,
        actors=score_of(shared, gold_actors, found_actors, samples, seed),
        actors_matched=score_of(
            shared,
            [sum(_actors(a) for a, _ in pairs) for pairs in matched],
            [sum(_actors(b) for _, b in pairs) for pairs in matched],
            samples,
            seed,
        ),
        factuality=accuracy(lambda a, b: a.factuality == b.factuality),
        speaker=accuracy(_same_speaker),
        date=accuracy(lambda a, b: a.date.overlaps(b.date)),
        false_alarms=rate_of(
            [len(one.found) for one in empty], [1] * len(empty), samples, seed, scale=100
        ),
        confusion=_confusion(scored),
        by_act=_by_act(scored),
        orphans=sum(
            not piece.holds(one.item.text)
            for one in scored
            for event in one.found
            for piece in event.evidence
        ),
        failed=failed,
        certainty=tuple(_bands(scored)),
        learnt=sum(map(learnt, texts)),
        words=sum(len(re.findall(r"\w[\w'’.-]*", text)) for text in texts),
        sentences=sum(max(1, len(_SENTENCE_END.findall(text))) for text in texts),
        seconds=seconds,
        scored=scored,
    )


def _labels(coder: Coder, items: Sequence[GoldItem]) -> dict[str, tuple[str, ...]]:
    """Return what items are about, for a coder that can be told."""
    if not isinstance(coder, BuiltinCoder):
        raise cannot_be_told(coder.name)
    return {item.document.id: parties_of(item.alliance, coder.actors) for item in items}


def _proposals(
    coder: Coder,
    items: Sequence[GoldItem],
    progress: Callable[[int, int], None] | None,
    about: Mapping[str, tuple[str, ...]] | None,
) -> tuple[list[list[Event]], dict[str, str], float]:
    documents = [item.document for item in items]
    found: list[list[Event]] = []
    failed: dict[str, str] = {}
    pipe = getattr(coder, "pipe", None)
    if pipe is not None:
        coder.code(Source(id="warm-up", text="Nothing happened."))  # loading is not reading
    began = time.perf_counter()
    if pipe is not None:
        told = pipe if about is None else partial(pipe, about=about)
        try:
            stream = cast("Iterable[tuple[Source, list[Event]]]", told(documents))
            for _, events in stream:
                found.append(events)
                if progress is not None:
                    progress(len(found), len(items))
        except CoderError:
            raise
        except FoedusError:
            found.clear()  # one by one, it turns out which item it was
    if len(found) != len(items):
        found = []
        for document in documents:
            try:
                if about is None:
                    found.append(coder.code(document))
                else:
                    [(_, events)] = told([document])
                    found.append(events)
            except CoderError:
                raise  # it cannot run: scores of the rest would say nothing
            except FoedusError as problem:
                found.append([])
                failed[document.id] = str(problem)
            if progress is not None:
                progress(len(found), len(items))
    return found, failed, time.perf_counter() - began


def matched_pairs(one: Scored) -> list[tuple[Event, Event]]:
    """Return the pairs of an item that agree on the act."""
    pairs = ((one.item.events[i], one.found[j]) for i, j in one.alignment.pairs)
    return [(a, b) for a, b in pairs if agree(a, b, "act")]


def _bands(scored: Sequence[Scored]) -> Iterator[Band]:
    """Yield how often proposals are right, by how certain they are; those that do not say so are
    left out."""
    rows: list[tuple[float, bool, bool]] = []
    for one in scored:
        of = {j: one.item.events[i] for i, j in one.alignment.pairs}
        for j, event in enumerate(one.found):
            if event.confidence is not None:
                right = [j in of and agree(of[j], event, name) for name in ("act", "actors")]
                rows.append((event.confidence, right[0], right[1]))
    for low, high in pairwise(_BANDS):
        some = [row for row in rows if low <= row[0] < high or row[0] == high == _BANDS[-1]]
        if some:
            certain, act, actors = zip(*some, strict=True)
            yield Band(low, high, len(some), sum(certain) / len(some), sum(act), sum(actors))


def _unmatched(one: Scored, *, gold: bool) -> Iterator[int]:
    right = {
        (i if gold else j)
        for i, j in one.alignment.pairs
        if agree(one.item.events[i], one.found[j], "act")
    }
    count = len(one.item.events) if gold else len(one.found)
    return (number for number in range(count) if number not in right)


def _actors(event: Event) -> int:
    return len(actor_set(event.source)) + len(actor_set(event.target))


def _same_actors(one: Event, other: Event) -> int:
    return len(actor_set(one.source) & actor_set(other.source)) + len(
        actor_set(one.target) & actor_set(other.target)
    )


def _same_speaker(one: Event, other: Event) -> bool:
    a = actor_set([one.speaker.actor]) if one.speaker else None
    b = actor_set([other.speaker.actor]) if other.speaker else None
    return a == b


def _confusion(scored: Iterable[Scored]) -> Counter[tuple[str | None, str | None]]:
    table: Counter[tuple[str | None, str | None]] = Counter()
    for one in scored:
        gold, found = one.item.events, one.found
        table.update((gold[i].type, found[j].type) for i, j in one.alignment.pairs)
        table.update((gold[i].type, None) for i in one.alignment.missed)
        table.update((None, found[j].type) for j in one.alignment.spurious)
    return table


def class_of(event: Event) -> str:
    """Return what an event is listed under: its act, or its type where it has none."""
    return event.act or event.type


def _by_act(scored: Sequence[Scored]) -> dict[str, Score]:
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in scored:
        gold.update(map(class_of, one.item.events))
        found.update(map(class_of, one.found))
        right.update(class_of(a) for a, b in matched_pairs(one) if class_of(a) == class_of(b))
    return {
        name: Score(right[name], gold[name], found[name])
        for name in sorted(gold | found, key=lambda name: (-gold[name], name))
    }


def _grouped(
    events: Iterable[tuple[GoldItem, Event]],
) -> dict[str, list[tuple[GoldItem, Event]]]:
    groups: dict[str, list[tuple[GoldItem, Event]]] = {}
    for item, event in events:
        groups.setdefault(class_of(event), []).append((item, event))
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))
