"""How fast the built-in coder is, and how much memory it takes.

Usage: ``python bench/coder.py [--words 40000] [FILE …]``

Without files it codes paragraphs made from the tests' sentences. One core; the time is that of
the process, from raw text to events, without loading the model and the tables (shown apart).
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import yaml  # noqa: E402

from foedus.coding import BuiltinCoder  # noqa: E402
from foedus.sources._source import Source  # noqa: E402

SENTENCES = Path(__file__).parents[1] / "tests" / "coding" / "sentences.yaml"
BACKGROUND = SENTENCES.with_name("background.txt")


def made_up(words: int) -> list[Source]:
    """Return documents of some 400 words from the tests' sentences."""
    rows = [row["text"] for row in yaml.safe_load(SENTENCES.read_text("utf-8"))]
    rows += BACKGROUND.read_text("utf-8").splitlines()
    texts: list[str] = []
    total = place = 0
    while total < words:
        chosen = [rows[(place + step) % len(rows)] for step in range(30)]
        place += 31
        text = "\n\n".join(" ".join(chosen[start : start + 5]) for start in range(0, 30, 5))
        total += len(text.split())
        texts.append(text)
    return [
        Source(id=f"made-{number}", text=text, date="2024-09-10")
        for number, text in enumerate(texts)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--words", type=int, default=40_000)
    given = parser.parse_args()
    sources = (
        [
            Source(id=path.stem, text=path.read_text("utf-8"), date="2024-09-10")
            for path in given.files
        ]
        if given.files
        else made_up(given.words)
    )
    start = time.process_time()
    coder = BuiltinCoder()
    coder.code(Source(id="warm", text="Armenia left the CSTO."))
    loaded = time.process_time() - start
    words = sum(len(source.text.split()) for source in sources)
    start = time.process_time()
    events = sum(len(found) for _, found in coder.pipe(sources))
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'loading':<12}{loaded:>10.1f} s")
    print(f"{'words':<12}{words:>10,}")
    print(f"{'events':<12}{events:>10,}")
    print(f"{'speed':<12}{words / spent:>10,.0f} words/s")
    print(f"{'peak memory':<12}{peak:>10,.0f} MB")


if __name__ == "__main__":
    main()
