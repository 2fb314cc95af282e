"""Invented alliances and wars in the layouts of ATOP 5.1 and of the Correlates of War.

Only the numbers of states are real: 200 United Kingdom, 210 Netherlands, 211 Belgium, 220 France,
255 Germany, 300 Austria-Hungary, 350 Greece, 355 Bulgaria, 360 Romania, 365 Russia, 640 Turkey,
710 China, 740 Japan.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from foedus import Atop, Conflicts, WarLedger, read_atop, read_conflicts, war_ledger
from foedus.treaties import variables

_MEMBER = [name for name, each in variables().items() if "member" in each.levels and each.since]
_EXTRA = ("cowsys", "ineffect", "wartime", "cowwar", "specthrt", "statthr1", "statthr2")
ATOP_COLUMNS = (*_MEMBER, *(name for name in _EXTRA if name not in _MEMBER))

WAR_COLUMNS = (
    "WarNum,WarName,WarType,ccode,StateName,Side,StartMonth1,StartDay1,StartYear1,EndMonth1,"
    "EndDay1,EndYear1,StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,"
    "WhereFought,Initiator,Outcome,TransTo,BatDeath,Version"
)
_EUROPE = 2


def member(number: int, state: int, began: str, ended: str | None = None, **codes: int) -> dict:
    """A member of an invented alliance: dates, and the codes that are not 0."""
    row: dict[str, Any] = dict.fromkeys(ATOP_COLUMNS, 0) | {"atopid": number, "member": state}
    row |= {"cowsys": 1, "version": 5.1, "ineffect": int(ended is None)}
    row |= dict(zip(("yrent", "moent", "dayent"), began.split("-"), strict=True))
    if ended is not None:
        row |= dict(zip(("yrexit", "moexit", "dayexit"), ended.split("-"), strict=True))
    return row | codes


def pact(
    number: int, states: list[int], began: str, ended: str | None = None, **codes: int
) -> list[dict]:
    """An alliance whose members all promise the same."""
    return [member(number, state, began, ended, **codes) for state in states]


def atop(folder: Path, *members: list[dict]) -> Atop:
    lines = [",".join(ATOP_COLUMNS)]
    lines += [
        ",".join(str(row.get(name, 0)) for name in ATOP_COLUMNS) for rows in members for row in rows
    ]
    path = folder / "atop5_1m.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_atop(path)


def fought(
    war: int, state: int, side: int, began: str, ended: str, *, opened: bool = False, **more: Any
) -> str:
    """A state's line in a list of wars; ``where`` is COW's code, ``again`` a second time."""
    y, m, d = (int(part) for part in began.split("-"))
    y2, m2, d2 = (int(part) for part in ended.split("-"))
    again = more.get("again", [-8] * 6)
    if isinstance(again, str):
        (a, b, c), (e, f, g) = ([int(p) for p in each.split("-")] for each in again.split("/"))
        again = [b, c, a, f, g, e]
    cells = [war, f"Invented War {war}", 1, state, "name", side, m, d, y, m2, d2, y2, *again, -8]
    cells += [more.get("where", _EUROPE), 1 if opened else 2, 1, -8, 0, 4]
    return ",".join(map(str, cells))


def wars(folder: Path, *lines: str) -> Conflicts:
    path = folder / "wars.csv"
    path.write_text("\n".join([WAR_COLUMNS, *lines]) + "\n", "utf-8")
    return read_conflicts(path)


def ledger(folder: Path, alliances: list[dict], *lines: str) -> WarLedger:
    return war_ledger(atop(folder, alliances), wars(folder, *lines))
