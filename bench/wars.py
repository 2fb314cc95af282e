"""How long all promises of ATOP take against all wars and disputes, and how that grows.

Usage: ``python bench/wars.py [--atop FILE] [--wars FILE] [--disputes FILE] [--times 1 2 4 8]``

Read are the scholars' own files, which Foedus does not ship. Each line is a process of its own,
from its start: it reads the files, holds every promise against every front, and tells every
verdict in words. The first lines are the wars, the disputes and both, the further ones both so many
times over (as further conflicts with the same states, days and sides).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared" / "data"
FILES = {
    "atop": DATA / "atop" / "atop5_1m.csv",
    "wars": DATA / "wars" / "Inter-StateWarData_v4.0.csv",
    "disputes": DATA / "mid" / "MIDB 5.0.csv",
}
LIMIT_SECONDS, LIMIT_MB = 5.0, 1024.0


def work(atop: Path, files: list[Path], times: int) -> dict[str, float]:
    """Do the whole of it, and return what it took."""
    begun = time.perf_counter()
    import numpy as np

    import foedus
    from foedus.events import Conflicts

    alliances = foedus.read_atop(atop)
    imported = time.perf_counter()
    calls = pairs = fronts = 0
    holding = telling = 0.0
    for path in files:
        one = foedus.read_conflicts(path)
        columns = {
            name: np.tile(getattr(one, name), times)
            for name in ("state", "side", "began_it", "opened", "began", "ended", "fought", "level")
        }
        # numbers of conflicts have at most four digits in the ledger's keys
        step = int(one.number.max()) + 1
        shift = np.repeat(np.arange(times) * step, len(one.number))
        many = Conflicts(
            kind=one.kind,
            path=one.path,
            names=one.names,
            number=np.tile(one.number, times) + shift,
            began_text=one.began_text * times,
            **columns,
        )
        at = time.perf_counter()
        ledger = foedus.war_ledger(alliances, many)
        holding += time.perf_counter() - at
        at = time.perf_counter()
        pairs += len(ledger.verdicts())
        telling += time.perf_counter() - at
        calls += len(ledger)
        fronts += len(many.fronts())
    return {
        "fronts": fronts,
        "calls": calls,
        "pairs": pairs,
        "reading": imported - begun,
        "holding": holding,
        "telling": telling,
        "seconds": time.perf_counter() - begun,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, path in FILES.items():
        parser.add_argument(f"--{name}", type=Path, default=path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--kinds", nargs="+", default=["wars", "disputes"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    missing = [
        str(getattr(options, name)) for name in FILES if not getattr(options, name).is_file()
    ]
    if missing:
        sys.exit(
            f"no such file: {', '.join(missing)}; give your own with --atop, --wars, --disputes"
        )
    if options.one:
        files = [getattr(options, kind) for kind in options.kinds]
        print(json.dumps(work(options.atop, files, options.one)))
        return
    print(
        f"{'what':<22}{'fronts':>8}{'calls':>9}{'verdicts':>9}"
        f"{'holding':>9}{'telling':>9}{'seconds':>9}{'peak MB':>9}"
    )
    runs = [(1, ["wars"]), (1, ["disputes"])]
    runs += [(times, ["wars", "disputes"]) for times in options.times]
    for times, kinds in runs:
        same = [f"--{name}={getattr(options, name)}" for name in FILES]
        done = subprocess.run(
            [sys.executable, __file__, *same, "--one", str(times), "--kinds", *kinds],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        found = json.loads(done.stdout)
        name = " and ".join(kinds) + (f" × {times}" if times > 1 else "")
        print(
            f"{name:<22}{found['fronts']:>8,.0f}{found['calls']:>9,.0f}{found['pairs']:>9,.0f}"
            f"{found['holding']:>9.2f}{found['telling']:>9.2f}{found['seconds']:>9.2f}"
            f"{found['mb']:>9.0f}",
            flush=True,
        )
        if times == 1 and len(kinds) == 2:
            within = found["seconds"] < LIMIT_SECONDS and found["mb"] < LIMIT_MB
            if not within:
                sys.exit(f"more than {LIMIT_SECONDS:.0f} seconds or {LIMIT_MB:.0f} MB")


if __name__ == "__main__":
    main()
