"""The words for what became of a call, as readers see them."""

from __future__ import annotations

from foedus.figures._marks import word_of
from foedus.ledger import Call


def word_for(call: Call | None, status: str) -> str:
    """Return the word for the status of a call, or of one of its bearers."""
    return word_of(status, due=call is not None and dated(call))


def dated(call: Call) -> bool:
    """Whether a day is set by which a call is due."""
    return any(owed.due is not None for owed in call.obligations)
