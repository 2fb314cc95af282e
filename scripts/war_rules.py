"""What each part of the rules adds: the war ledger against human coders, with parts left out.

Usage: ``python scripts/war_rules.py ATOP WARS CODINGS``

Each line changes one thing in the rules of ``docs/science/wars.md`` and compares the verdicts with
the coders' anew. Nothing is fitted: the rules stay as they are, whatever this prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

import foedus
from foedus.ledger import CrossTable, WarLedger
from foedus.ledger import _war_ledger as room
from foedus.ledger._against import cross
from foedus.ledger._kleene import TRUE
from foedus.ledger._war_conditions import Supposed
from foedus.ledger._war_scene import Scene

_parts = Supposed.parts


def without(*names: str) -> Any:
    """Leave parts of every condition out, by name or by the variables' endings."""

    def parts(self: Supposed) -> dict[str, Any]:
        found = _parts(self)
        for name in found:
            condition = None
            if name.startswith("when"):
                condition = self.template.when.parts[int(name[4:])].name
            if name in names or condition in names or ("terms" in names and name.isupper()):
                found[name] = np.full(len(self.sides), TRUE)
        return found

    return mock.patch.object(Supposed, "parts", parts)


@contextmanager
def all_attacked() -> Iterator[None]:
    """Take every state of the side that did not open the war for attacked."""
    plain = foedus.Conflicts.fronts

    def fronts(self: foedus.Conflicts) -> Any:
        found = plain(self)
        return replace(found, known=np.ones(len(found), dtype=bool))

    with mock.patch.object(foedus.Conflicts, "fronts", fronts):
        yield


@contextmanager
def no_late() -> Iterator[None]:
    """Leave out what was promised while a war went on."""
    plain = Scene.sides

    def sides(self: Scene) -> Any:
        found = plain(self)
        return found.take(~found.late)

    with mock.patch.object(Scene, "sides", sides):
        yield


@contextmanager
def only_promised() -> Iterator[None]:
    """Leave out that who owes help or neutrality may not attack."""
    kinds = np.array([not each.implied_by for each in room.promise_templates()])

    def counts(self: WarLedger) -> Any:
        consults = np.array([each.kind == "consultation" for each in room.promise_templates()])
        return (kinds & ~consults)[self._kind]

    with mock.patch.object(WarLedger, "_counts_in_war", property(counts)):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("atop", "wars", "codings"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    atop = foedus.read_atop(options.atop)
    wars = foedus.read_conflicts(options.wars)
    codings = foedus.read_codings(options.codings)

    def compared() -> foedus.Comparison:
        return foedus.war_ledger(atop, wars).against(codings)

    def show(what: str, table: CrossTable) -> None:
        bounds = table.interval() or (float("nan"),) * 2
        print(
            f"{what:<58}{table.size:>6}{table.accuracy:>10.3f}{table.kappa:>8.3f}"
            f"{bounds[0]:>8.3f}{bounds[1]:>7.3f}"
        )

    print(f"{'rules':<58}{'pairs':>6}{'accuracy':>10}{'kappa':>8}{'low':>8}{'high':>7}")
    whole = compared()
    show("as they are", whole.called)
    for what, parity in (("odd", 1), ("even", 0)):
        numbers = np.array([row["war"] for row in codings.rows() if row["cow_war"] in wars.number])
        rows = [row for row, war in zip(whole.rows(), numbers, strict=True) if war % 2 == parity]
        show(f"as they are, the study's wars with {what} numbers", table_of(rows, "ours"))
    changes: dict[str, Callable[[], Any]] = {
        "conditions on adversary, place, conflict … not asked": lambda: without("terms"),
        "where it was fought not asked, for DEFENSE": lambda: without("place"),
        "all of the side that did not open the war were attacked": all_attacked,
        "what was promised while a war went on left out": no_late,
        "force between parties only where NONAGG is promised": only_promised,
    }
    for what, change in changes.items():
        with change():
            show(what, compared().called)
    rows = whole.rows()
    show("nothing presumed: unknown counts as not called in", table_of(rows, "by_record", "no"))
    show("nothing presumed: unknown counts as called in", table_of(rows, "by_record", "yes"))


def table_of(rows: list[dict[str, Any]], column: str, unknown: str = "no") -> CrossTable:
    """Return the table of some pairs, with the unknown counted so."""
    theirs = np.array([row["coders"] != "not called in" for row in rows])
    ours = np.array([(unknown if row[column] == "unknown" else row[column]) for row in rows])
    return cross(
        theirs,
        ~np.isin(ours, ("no", "not called in")),
        np.array([row["war"] for row in rows], dtype=np.int64),
    )


if __name__ == "__main__":
    main()
