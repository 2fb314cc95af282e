"""How ``foedus code`` grows with the number of documents, and whether a kill loses any.

Usage: ``python bench/growth.py [--sizes 1000 10000 100000] [--jobs 2]``

Short documents are made from the tests' sentences and background, and coded from JSONL to JSONL in
processes of their own; printed are time, the processors' seconds (which other work on the machine
changes little), documents a second, and the largest memory of a process.
Then the smallest of them is coded again, killed on its way, and resumed: the output must have the
same lines, none twice.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "coding"


def documents(path: Path, count: int) -> None:
    """Write so many documents, of one to three sentences each."""
    rows = [row["text"] for row in yaml.safe_load((TESTS / "sentences.yaml").read_text("utf-8"))]
    rows += (TESTS / "background.txt").read_text("utf-8").splitlines()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            chosen = [rows[(number * 7 + step * 13) % len(rows)] for step in range(1 + number % 3)]
            line = {"id": f"d{number}", "text": " ".join(chosen), "published": "2024-09-10"}
            file.write(json.dumps(line) + "\n")


def code(given: Path, out: Path, jobs: int, *more: str) -> list[str]:
    """Return the command that codes a file."""
    foedus = str(Path(sys.executable).with_name("foedus"))
    return [foedus, "code", str(given), "--output", str(out), "--jobs", str(jobs), *more]


def work_done() -> float:
    """Return the processor time of the runs so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def killed_and_resumed(given: Path, whole: Path, folder: Path, jobs: int) -> None:
    """Kill a run when a third of it is written, resume it, and compare."""
    out = folder / "killed.jsonl"
    wanted = Counter(whole.read_text("utf-8").splitlines())
    run = subprocess.Popen(
        code(given, out, jobs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    while run.poll() is None:
        time.sleep(0.05)
        if out.exists() and out.read_text("utf-8").count("\n") > wanted.total() / 3:
            os.killpg(run.pid, signal.SIGKILL)
            break
    run.wait()
    before = out.read_text("utf-8").count("\n")
    subprocess.run(
        code(given, out, jobs, "--resume"), check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found = Counter(out.read_text("utf-8").splitlines())
    print(
        f"\nkilled after {before:,} of {wanted.total():,} lines and resumed: "
        f"{(wanted - found).total()} lost, {(found - wanted).total()} too many"
    )
    if found != wanted:
        sys.exit("the resumed run differs from the whole one")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        heads = ("documents", "seconds", "of work", "a second", "peak MB")
        print("".join(f"{head:>10}" for head in heads), flush=True)
        first: tuple[Path, Path] | None = None
        for size in options.sizes:
            given, out = folder / f"{size}.jsonl", folder / f"{size}.out.jsonl"
            documents(given, size)
            begun, worked = time.perf_counter(), work_done()
            subprocess.run(
                code(given, out, options.jobs), check=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            taken, worked = time.perf_counter() - begun, work_done() - worked
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            figures = f"{taken:>10.1f}{worked:>10.1f}{size / taken:>10.0f}{peak:>10.0f}"
            print(f"{size:>10,}{figures}", flush=True)
            first = first or (given, out)
        assert first is not None
        killed_and_resumed(*first, folder, options.jobs)


if __name__ == "__main__":
    main()
