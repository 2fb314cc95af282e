"""The event record, its evidence and the judgements on it; the coding scheme as data.

::

    Event ── source, target, type, act, factuality, date …
      ├── evidence: Evidence … ── position and quote in a source
      ├── speaker, place, provision
      └── Judgement … ── accept, reject, correct: who, when, why; appended, never edited

    a list of wars or disputes ─► read_conflicts ─► Conflicts ─► Fronts (who attacked whom)
"""

from foedus.events._conflicts import (
    FORCE,
    PARTS,
    THREAT,
    Conflicts,
    Fronts,
    home_parts,
    read_conflicts,
)
from foedus.events._event import Event, Factuality, Place, Provision, Speaker
from foedus.events._evidence import Evidence
from foedus.events._judgement import Judgement, Standing, apply_judgement, latest
from foedus.events._ontology import Act, EventType, Ontology, ontology
from foedus.events._table import Events

__all__ = [
    "FORCE",
    "PARTS",
    "THREAT",
    "Act",
    "Conflicts",
    "Event",
    "EventType",
    "Events",
    "Evidence",
    "Factuality",
    "Fronts",
    "Judgement",
    "Ontology",
    "Place",
    "Provision",
    "Speaker",
    "Standing",
    "apply_judgement",
    "home_parts",
    "latest",
    "ontology",
    "read_conflicts",
]
