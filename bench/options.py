"""How conflict models grow: all solution concepts, up to 65,536 states and four decision makers.

Usage: ``python bench/options.py [--sizes 64 512 4096 32768 65536]``

Each line is a process of its own on one core. The models are in option form (four decision makers,
as many options each), with rankings drawn at random; in those called *one way* half of the options
are irreversible; in those called *graph* moves are drawn at random, eight from each state for each
decision maker, so that they are not transitive. Printed are the seconds for making the model, for
all solution concepts of single decision makers (sim where there are options), for those of all
eleven groups (up to 8,192 states), and the largest memory of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time

PEOPLE = 4
GROUPS_UP_TO = 8192


def option_model(states: int, one_way: bool):
    from foedus.options._option_form import OptionForm

    options = states.bit_length() - 1
    names = [f"o{n}" for n in range(options)]
    owned = {f"D{who}": tuple(names[who::PEOPLE]) for who in range(PEOPLE)}
    return OptionForm.model_validate(
        {
            "form": "option",
            "decision_makers": owned,
            "irreversible": names[: options // 2] if one_way else [],
            "preferences": {who: [owned[who][0]] for who in owned},
        }
    ).build()


def graph_model(states: int, rng):
    import numpy as np

    from foedus.options import ConflictModel, Preference
    from foedus.options._moves import Moves

    sources = np.repeat(np.arange(states), 8)
    return ConflictModel(
        "random",
        tuple(f"D{who}" for who in range(PEOPLE)),
        tuple(range(states)),
        tuple(
            Moves.of(states, sources, rng.integers(0, states, len(sources))) for _ in range(PEOPLE)
        ),
        tuple(Preference(np.zeros(states, dtype=np.int64)) for _ in range(PEOPLE)),
    )


def measure(kind: str, states: int) -> dict[str, float | int | None]:
    import numpy as np

    from foedus.options import Preference, coalitions, solve

    rng = np.random.default_rng(states)
    begun = time.perf_counter()
    model = graph_model(states, rng) if kind == "graph" else option_model(states, kind == "one way")
    for who in range(PEOPLE):
        model = model.with_preference(who, Preference(rng.permutation(states)))
    made = time.perf_counter()
    solution = solve(model)
    solved = time.perf_counter()
    together = None
    if states <= GROUPS_UP_TO:
        coalitions(model, solution=solution)
        together = time.perf_counter() - solved
    return {
        "moves": sum(len(moves) for moves in model.moves),
        "make": made - begun,
        "solve": solved - made,
        "groups": together,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[64, 512, 4096, 32768, 65536])
    parser.add_argument("--one", nargs=2, metavar=("KIND", "STATES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], int(options.one[1]))))
        return
    single = {
        **os.environ,
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    }
    print(
        f"{'model':<10}{'states':>8}{'moves':>11}{'make s':>9}{'solve s':>9}{'groups s':>10}"
        f"{'peak MB':>9}"
    )
    for kind in ("option", "one way", "graph"):
        for states in options.sizes:
            done = subprocess.run(
                [sys.executable, __file__, "--one", kind, str(states)],
                check=True, capture_output=True, text=True, env=single,
            )  # fmt: skip
            row = json.loads(done.stdout)
            groups = "" if row["groups"] is None else f"{row['groups']:.2f}"
            print(
                f"{kind:<10}{states:>8,}{row['moves']:>11,}{row['make']:>9.2f}{row['solve']:>9.2f}"
                f"{groups:>10}{row['peak']:>9.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
