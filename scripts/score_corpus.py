"""How well the built-in coder does on corpus files.

Usage: ``python scripts/score_corpus.py [FILE…] [--reports] [--about] [--joined N]``; without files,
those that are held from what a model learns from, or with ``--reports`` those of news as it is
written, which no model learns from either. With ``--about``, the coder knows the alliance or
parties that each text is about; with ``--joined N``, it gets N texts at a time, which have nothing
to do with each other, as one paragraph. ``python scripts/score_corpus.py --second``: how well a
second, blind reader of 120 texts agrees with the first (``corpus/second``).

Printed: precision, recall and F1 of events by type, by act (by type, where there is none), and by
act with all actors (organs as the organisation that they act for), with its 95 % interval (1,000
draws of texts); and false alarms, that is proposals in texts without events, a hundred such texts.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from event_corpus import CORPUS, Coded, Item, Role, held_files, read, report_files

from foedus._edtf import Edtf
from foedus.actors import default_actors
from foedus.coding import BuiltinCoder
from foedus.coding._about import parties_of
from foedus.coding._casting import organised
from foedus.coding._evaluation import SAMPLES, SEED
from foedus.coding._matching import actor_set
from foedus.coding._scores import rate_of, score_of
from foedus.events import Event
from foedus.sources._source import Source


def _all(roles: Iterable[Role]) -> frozenset[str]:
    known = default_actors()
    return actor_set([organised(known, name) for role in roles for name in role.actors])


def second_reading() -> None:
    """Print F1 of the second reading of some texts against the first."""
    right: dict[str, list[int]] = {name: [] for name in _KEYS}
    first, second = [], []
    for path in sorted((CORPUS / "second").glob("*.txt")):
        for other, item in zip(read(path), read(CORPUS / path.name), strict=False):
            assert item.text == other.text, other.id
            first.append(len(item.events))
            second.append(len(other.events))
            for name, key in _KEYS.items():
                both = Counter(map(key, item.events)) & Counter(map(key, other.events))
                right[name].append(both.total())
    print(f"{len(first)} texts")
    for name, counts in right.items():
        made = score_of(counts, first, second, SAMPLES, SEED)
        low, high = made.intervals["f1"]
        print(f"{name:<16}{made.f1 or 0:>8.3f}  [{low:.3f}, {high:.3f}]")


_KEYS: dict[str, Callable[[Coded], Any]] = {
    "type": lambda one: one.type,
    "act": lambda one: one.act or one.type,
    "act and actors": lambda one: (one.act or one.type, _all(one.source), _all(one.target)),
}


def proposed(items: Sequence[Item], about: bool, joined: int) -> Iterator[list[Event]]:
    """Yield the built-in coder's events for each item."""
    coder = BuiltinCoder()
    groups = [items[at : at + joined] for at in range(0, len(items), joined)]
    sources = [
        Source(
            id=group[0].id,
            text=" ".join(item.text for item in group),
            date=Edtf.parse(group[0].published),
        )
        for group in groups
    ]
    labels = {group[0].id: parties_of(group[0].label, coder.actors) for group in groups}
    for group, (_, events) in zip(
        groups, coder.pipe(sources, labels if about else None), strict=True
    ):
        start = 0
        for item in group:
            stop = start + len(item.text) + 1
            yield [one for one in events if start <= one.evidence[0].start < stop]
            start = stop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--reports", action="store_true")
    parser.add_argument("--about", action="store_true")
    parser.add_argument("--joined", type=int, default=1, metavar="N")
    options = parser.parse_args()
    if options.second:
        second_reading()
        return
    usual = report_files() if options.reports else held_files()
    items = [item for path in options.files or usual for item in read(path)]
    keys: dict[str, Callable[[Any], Any]] = {
        **_KEYS,
        "act and actors": lambda one: (
            one.act or one.type,
            actor_set(one.source),
            actor_set(one.target),
        ),
    }
    right: dict[str, list[int]] = {name: [] for name in keys}
    gold, found, alarms = [], [], []
    for item, events in zip(items, proposed(items, options.about, options.joined), strict=True):
        gold.append(len(item.events))
        found.append(len(events))
        if not item.events:
            alarms.append(len(events))
        for name, key in keys.items():
            both = Counter(map(_KEYS[name], item.events)) & Counter(map(key, events))
            right[name].append(both.total())
    for name, counts in right.items():
        made = score_of(counts, gold, found, SAMPLES, SEED)
        low, high = made.intervals["f1"]
        figures = (made.precision or 0, made.recall or 0, made.f1 or 0)
        print(f"{name:<16}{''.join(f'{one:>8.3f}' for one in figures)}  [{low:.3f}, {high:.3f}]")
    if alarms:
        rate = rate_of(alarms, [1] * len(alarms), SAMPLES, SEED, scale=100)
        low, high = rate.interval or (0, 100)
        share = 100 * rate.right / rate.of
        print(f"false alarms: {share:.1f} a hundred of {rate.of} texts  [{low:.1f}, {high:.1f}]")


if __name__ == "__main__":
    main()
