"""Evidence that a conflict model cites, as the page shows it."""

from __future__ import annotations

from typing import Any

from foedus.case import Cited
from foedus.dossier._record import Record


def cited_view(record: Record, cited: Cited) -> dict[str, Any]:
    """Return a piece of evidence with the events of the record that carry it."""
    return {
        "kind": cited.kind,
        "words": cited.words,
        "events": [event for event in cited.events if record.has(event)],
        "call": cited.call,
    }
