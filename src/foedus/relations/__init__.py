"""How two actors stand to each other over time, from weighted events.

::

    events × weights ─► Relations (actors × actors × months) ─► Series ── values, missing months
                                                                  └── Break: when, how probable
"""

from foedus.relations._breaks import Break, find_break
from foedus.relations._relations import Relations, Series, Weighting

__all__ = ["Break", "Relations", "Series", "Weighting", "find_break"]
