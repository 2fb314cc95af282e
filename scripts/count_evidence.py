"""Check that the evidence of every event stands word for word in its source.

Usage: ``python scripts/count_evidence.py [--sentences 10000] [FILE…]``; without files, ``corpus/``.

Printed: sentences, events, pieces of evidence, and how many do not stand where they say.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from event_corpus import CORPUS, read

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._parse import parse
from foedus.sources._source import Source


def sources(paths: list[Path], least: int) -> Iterator[Source]:
    """Yield texts until they hold so many sentences."""
    count = 0
    for path in paths:
        for item in read(path):
            source = Source(id=item.id, text=item.text, date=Edtf.parse(item.published))
            [(_, passages)] = parse([(source, source.text)])
            count += sum(len(passage.sentences) for passage in passages)
            yield source
            if count >= least:
                print(f"{count:,} sentences")
                return
    print(f"{count:,} sentences")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--sentences", type=int, default=10_000)
    options = parser.parse_args()
    events = pieces = wrong = 0
    paths = options.files or sorted(CORPUS.glob("*.txt"))
    for source, found in BuiltinCoder().pipe(sources(paths, options.sentences)):
        for event in found:
            events += 1
            for piece in event.evidence:
                pieces += 1
                exact = source.text[piece.start : piece.end] == piece.exact
                parts = (piece.trigger or "").split(" … ")
                if not exact or any(part not in piece.exact for part in parts):
                    wrong += 1
                    print(f"{source.id}: {piece.exact!r} ({piece.trigger})")
    print(f"{events:,} events, {pieces:,} pieces of evidence, {wrong} not in their source")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
