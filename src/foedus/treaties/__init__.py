"""What was promised, by whom, in which words, from when to when.

::

    Treaty ── title, organisation, predecessors
      ├── Version … ── from when to when
      │     └── Norm … ── who must do what for whom, and the Condition that calls it in
      └── Spell … ── a state's membership, de jure and de facto

    data/treaties/*.yaml, or a case's own ──► load_treaty, shipped_treaty ──► Treaty
"""

from foedus.treaties._conditions import LEAVES, Area, Condition, MemberIs
from foedus.treaties._library import (
    load_treaties,
    load_treaty,
    shipped_ids,
    shipped_treaties,
    shipped_treaty,
)
from foedus.treaties._records import Norm, Performance, Spell, Text, Treaty, Version

__all__ = [
    "LEAVES",
    "Area",
    "Condition",
    "MemberIs",
    "Norm",
    "Performance",
    "Spell",
    "Text",
    "Treaty",
    "Version",
    "load_treaties",
    "load_treaty",
    "shipped_ids",
    "shipped_treaties",
    "shipped_treaty",
]
