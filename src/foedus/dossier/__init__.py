"""The dossier: one page about a case that leads from every sentence to the words behind it.

::

    Case ─► Record (as of a day) ─┬─► findings, statements against deeds, gaps
                                  ├─► figures: timeline, memberships, relations, network
                                  └─► views ─► templates ─► one HTML file, no network
"""

from foedus.dossier._dossier import render_dossier, write_dossier
from foedus.dossier._finding import Finding
from foedus.dossier._findings import find
from foedus.dossier._gaps import Gap, gaps
from foedus.dossier._record import Record
from foedus.dossier._statements import Pair, statement_pairs

__all__ = [
    "Finding",
    "Gap",
    "Pair",
    "Record",
    "find",
    "gaps",
    "render_dossier",
    "statement_pairs",
    "write_dossier",
]
