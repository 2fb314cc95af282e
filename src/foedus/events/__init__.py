"""The event record, its evidence and the judgements on it; the coding scheme as data.

::

    Event ── source, target, type, act, factuality, date …
      ├── evidence: Evidence … ── position and quote in a source
      ├── speaker, place, provision
      └── Judgement … ── accept, reject, correct: who, when, why; appended, never edited
"""

from foedus.events._event import Event, Factuality, Place, Provision, Speaker
from foedus.events._evidence import Evidence
from foedus.events._judgement import Judgement, Standing, apply_judgement, latest
from foedus.events._ontology import Act, EventType, Ontology, ontology
from foedus.events._table import Events

__all__ = [
    "Act",
    "Event",
    "EventType",
    "Events",
    "Evidence",
    "Factuality",
    "Judgement",
    "Ontology",
    "Place",
    "Provision",
    "Speaker",
    "Standing",
    "apply_judgement",
    "latest",
    "ontology",
]
