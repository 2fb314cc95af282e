"""How well a coder finds the PLOVER type of a sentence, on a file of marked sentences.

Usage: ``python scripts/evaluate_plover.py FILE.tsv [--coder NAME] [--as-coded] [--errors]``

FILE has columns ``sentence``, ``source``, ``target`` (words of the sentence) and ``gold_root``
(the type; ``YIELD`` stands for CONCEDE and RETREAT). The coder is given the raw sentence alone. Its
answer is the type of its event between the two marked actors, or else of its most certain event.

PLOVER has no factuality: its manual (3.1) and the table from CAMEO (03, 10, 13) make types of it.
So an event that is only intended is AGREE where it would be cooperation and THREATEN where it would
be conflict, and one that is only asked for is REQUEST. A treaty or agreement that is signed or
ratified is SUPPORT there (3.3; CAMEO 057), and AGREE here.
Printed: macro-F1 over the types of the file, accuracy, how often there was no answer, and F1 by
type.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from pathlib import Path

from foedus.actors import default_actors
from foedus.coding import BuiltinCoder, get_coder
from foedus.coding._names import gazetteer
from foedus.events import Event
from foedus.sources._source import Source

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--coder")
    parser.add_argument("--errors", action="store_true", help="print the confusion of types")
    parser.add_argument(
        "--as-coded", action="store_true", help="take types as coded, whatever the factuality"
    )
    options = parser.parse_args()
    with options.file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    coder = BuiltinCoder(least=LEAST) if options.coder is None else get_coder(options.coder)
    sources = [Source(id=f"{number}", text=row["sentence"]) for number, row in enumerate(rows, 1)]
    pairs: Counter[tuple[str, str | None]] = Counter()
    coded = (
        coder.pipe(sources)
        if isinstance(coder, BuiltinCoder)
        else ((source, coder.code(source)) for source in sources)
    )
    for row, (_, events) in zip(rows, coded, strict=True):
        told = answer(events, row["source"], row["target"], as_coded=options.as_coded)
        pairs[row["gold_root"], told] += 1
    kinds = sorted({gold for gold, _ in pairs})
    scores = {}
    for kind in kinds:
        right = pairs[kind, kind]
        gold = sum(count for (one, _), count in pairs.items() if one == kind)
        said = sum(count for (_, one), count in pairs.items() if one == kind)
        scores[kind] = 2 * right / (gold + said) if gold + said else 0.0
        print(f"{kind:<12}{gold:>6}{said:>6}{right:>6}{scores[kind]:>8.3f}")
    total = sum(pairs.values())
    right = sum(count for (gold, said), count in pairs.items() if gold == said)
    silent = sum(count for (_, said), count in pairs.items() if said is None)
    print(f"macro-F1 over {len(kinds)} types  {sum(scores.values()) / len(kinds):.3f}")
    print(f"accuracy                {right / total:.3f}")
    print(f"no answer               {100 * silent / total:.1f} %")
    if options.errors:
        for (gold, said), count in pairs.most_common():
            if gold != said and count > 2:
                print(f"{gold:>10} as {said or '(none)':<10}{count:>5}")


if __name__ == "__main__":
    main()
