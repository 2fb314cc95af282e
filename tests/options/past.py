"""Invented memberships, made from a few words each."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.treaties import Memberships

UNTIL = "2000-12-31"
_FLAGS = (
    *("defense", "offense", "neutral", "nonagg", "consul", "conditio", "asymm", "wartime"),
    *("bilat", "organ1", "milcon", "base", "speclgth"),
)
_PLAIN: dict[str, Any] = {
    **dict.fromkeys(_FLAGS, False),
    "strand": 0,
    "stayed": 0,
    "partners": 1,
    "phases": 1,
    "renounce": 0.0,
    "cinc_ratio": 1.0,
    "how": "goes on",
}


def past(*rows: dict[str, Any]) -> Memberships:
    """Return memberships: each names ``state``, ``cow``, ``atop``, ``from`` and perhaps ``to``."""
    whole = [{**_PLAIN, "to": "..", **row} for row in rows]
    columns: dict[str, Any] = {
        name: np.array([row[name] for row in whole]) for name in whole[0] if name != "began"
    }
    over = columns["to"] != ".."
    began = columns["from"].astype("datetime64[D]")
    ended = np.array(
        [np.datetime64(row["to"] if row["to"] != ".." else "NaT", "D") for row in whole]
    )
    until = np.datetime64(UNTIL)
    columns |= {
        "began": began,
        "ended": ended,
        "is_over": over,
        "days": (np.where(over, ended, until) - began).astype(np.int64),
    }
    return Memberships(columns, until, "invented")


def row(
    state: str, cow: int, atop: int, begin: str, end: str = "..", **more: Any
) -> dict[str, Any]:
    """Return one membership for :func:`past`."""
    return {"state": state, "cow": cow, "atop": atop, "from": begin, "to": end, **more}
