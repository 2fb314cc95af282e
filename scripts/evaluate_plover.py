"""How well a coder finds the PLOVER type of a sentence, on a file of marked sentences.

Usage: ``python scripts/evaluate_plover.py FILE.tsv [--coder NAME] [--as-coded] [--errors]``

FILE has columns ``sentence``, ``source``, ``target`` (words of the sentence) and ``gold_root``
(the type; ``YIELD`` stands for CONCEDE and RETREAT). The coder is given the raw sentence alone. Its
answer is the type of its event between the two marked actors, or else of its most certain event.

PLOVER has no factuality: its manual (3.1) and the table from CAMEO (03, 10, 13) make types of it.
So an event that is only intended is AGREE where it would be cooperation and THREATEN where it would
be conflict, and one that is only asked for is REQUEST. A treaty or agreement that is signed or
ratified is SUPPORT there (3.3; CAMEO 057), and AGREE here.
Printed: macro-F1 over the types of the file with its 95 % interval (1,000 draws of sentences),
accuracy, how often there was no answer, and F1 by type.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from foedus import FoedusError
from foedus.actors import default_actors
from foedus.coding import BuiltinCoder, get_coder
from foedus.coding._names import gazetteer
from foedus.coding._scores import draw
from foedus.events import Event, ontology
from foedus.sources._source import Source

COLUMNS = ("sentence", "source", "target", "gold_root")
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
COOPERATION = ("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT")
SIGNED = re.compile(r"\b(?:sign|ratif|initial|conclud|finali[sz])", re.IGNORECASE)
CONFLICT = ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
LEAST = 0.03  # an answer is asked for, so even an unsure one counts


def named(words: str) -> set[str]:
    """Return the actors that words name, by any of their meanings."""
    found = gazetteer(default_actors()).find(words)
    return {match.actor for name in found for match, _ in name.hits}


def meets(actors: tuple[str, ...], words: str, ids: set[str]) -> bool:
    """Whether one of an event's actors is the one that is marked."""
    inside = set(words.casefold().split())
    return any(
        actor in ids
        or (
            actor.startswith("~")
            and bool(set(actor[1:].partition("@")[0].casefold().split()[-1:]) & inside)
        )
        for actor in actors
    )


def answer(events: list[Event], source: str, target: str, *, as_coded: bool = False) -> str | None:
    """Return the type of the event between two marked actors, or else of the most certain."""
    acting, bearing = named(source), named(target)
    between = [
        event
        for event in events
        if meets(event.source, source, acting) and meets(event.target, target, bearing)
    ]
    best = max(between or events, key=lambda event: event.confidence or 0.0, default=None)
    if best is None:
        return None
    return YIELD.get(best.type, best.type) if as_coded else plover_type(best)


def plover_type(event: Event) -> str:
    """Return the type that PLOVER gives an event, whose scheme knows no factuality."""
    if event.factuality == "requested":
        return "REQUEST"
    if event.factuality == "intended" and event.type in COOPERATION:
        return "AGREE"
    if event.factuality == "intended" and event.type in CONFLICT:
        return "THREATEN"
    if event.type == "AGREE" and event.factuality == "actual":
        signed = any(SIGNED.search(piece.trigger or "") for piece in event.evidence)
        if signed or event.act in ("ally", "join"):
            return "SUPPORT"
    return YIELD.get(event.type, event.type)


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a file of marked sentences; end with what is wrong where it is none."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows, columns = list(table), table.fieldnames or []
    except (OSError, UnicodeDecodeError) as problem:
        raise SystemExit(f"{file}: cannot be read: {problem}") from None
    if missing := [name for name in COLUMNS if name not in columns]:
        raise SystemExit(
            f"{file}: no column {', '.join(missing)}; it is to be a table parted by tabs, with the "
            f"columns {', '.join(COLUMNS)}"
        )
    if not rows:
        raise SystemExit(f"{file}: no sentence below the line of columns")
    known = {YIELD.get(name, name) for name in ontology().types}
    for number, row in enumerate(rows, 2):
        if None in row.values() or row["gold_root"] not in known:
            raise SystemExit(
                f"{file}, line {number}: gold_root is {row['gold_root']!r}; it is one of "
                + ", ".join(sorted(known))
            )
    return rows


def macro(pairs: Sequence[tuple[str, str | None]]) -> tuple[float, float, float]:
    """Return macro-F1 over the gold types of pairs (gold, said), and its 95 % interval."""
    kinds = sorted({gold for gold, _ in pairs})
    table = np.array(
        [
            [gold == kind == said for kind in kinds]
            + [(gold == kind) + (said == kind) for kind in kinds]
            for gold, said in pairs
        ],
        dtype=np.float64,
    )

    def score(sums: np.ndarray) -> np.ndarray:
        right, either = np.split(sums, 2, axis=-1)
        return (2 * right / np.maximum(either, 1)).mean(axis=-1)

    low, high = np.percentile(score(draw(table, 1000, 1)), (2.5, 97.5))
    return float(score(table.sum(axis=0))), float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--coder")
    parser.add_argument("--errors", action="store_true", help="print which types are confused")
    parser.add_argument(
        "--as-coded", action="store_true", help="take types as coded, whatever the factuality"
    )
    options = parser.parse_args()
    rows = rows_of(options.file)
    try:
        coder = BuiltinCoder(least=LEAST) if options.coder is None else get_coder(options.coder)
    except FoedusError as problem:
        raise SystemExit(str(problem)) from None
    sources = [Source(id=f"{number}", text=row["sentence"]) for number, row in enumerate(rows, 1)]
    coded = (
        coder.pipe(sources)
        if isinstance(coder, BuiltinCoder)
        else ((source, coder.code(source)) for source in sources)
    )
    each: list[tuple[str, str | None]] = []
    for row, (_, events) in zip(rows, coded, strict=True):
        told = answer(events, row["source"], row["target"], as_coded=options.as_coded)
        each.append((row["gold_root"], told))
    pairs = Counter(each)
    kinds = sorted({gold for gold, _ in pairs})
    for kind in kinds:
        right = pairs[kind, kind]
        gold = sum(count for (one, _), count in pairs.items() if one == kind)
        said = sum(count for (_, one), count in pairs.items() if one == kind)
        print(f"{kind:<12}{gold:>6}{said:>6}{right:>6}{2 * right / (gold + said):>8.3f}")
    right = sum(count for (gold, said), count in pairs.items() if gold == said)
    silent = sum(count for (_, said), count in pairs.items() if said is None)
    score, low, high = macro(each)
    print(f"macro-F1 over {len(kinds)} types  {score:.3f}  [{low:.3f}, {high:.3f}]")
    print(f"accuracy                {right / len(each):.3f}")
    print(f"no answer               {100 * silent / len(each):.1f} %")
    if options.errors:
        for (gold, said), count in pairs.most_common():
            if gold != said:
                print(f"{gold:>10} as {said or '(none)':<10}{count:>5}")


if __name__ == "__main__":
    main()
