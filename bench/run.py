"""Measure what users wait for, and print a table: run with `make bench`.

Each line is a fresh process, measured several times after one warm-up; the median counts.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5

IMPORT = "import foedus"
OPEN = "import foedus; case = foedus.open_case('csto-armenia'); len(case.events)"
LEDGER = "import foedus; foedus.open_case('csto-armenia').ledger()"


def seconds(*command: str) -> tuple[float, float]:
    """Return the median wall time of a command in seconds, and its largest memory in MB."""
    taken = []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        if run:
            taken.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return statistics.median(taken), peak


def main() -> None:
    python = sys.executable
    foedus = str(Path(python).with_name("foedus"))
    bare, _ = seconds(python, "-c", "pass")
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "page.html")
        measured = {
            "import foedus": (python, "-c", IMPORT),
            "open the shipped case": (python, "-c", OPEN),
            "its ledger": (python, "-c", LEDGER),
            "its dossier": (foedus, "dossier", "csto-armenia", "-o", page),
        }
        print(f"{'what':<24}{'seconds':>10}{'less start':>12}{'peak MB':>10}")
        print(f"{'start of Python':<24}{bare:>10.3f}{'':>12}")
        for what, command in measured.items():
            taken, peak = seconds(*command)
            print(f"{what:<24}{taken:>10.3f}{taken - bare:>12.3f}{peak:>10.0f}")
        print(f"\nsize of the dossier: {Path(page).stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
