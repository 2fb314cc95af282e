"""Which promise an event called in, for whom, why and why not, and what became of it.

::

    events × norms in force ─► conditions: true, false, unknown ─► Call ── Trace (why, why not)
                                   ▲                                └── Obligation … ── status
      questions ── positions ── Reading
"""

from foedus.ledger._ledger import Ledger, Verdict, evaluate_ledger
from foedus.ledger._obligation import STATUSES, Call, Obligation, Status, add_duration
from foedus.ledger._questions import TEXT_ALONE, Answer, Position, Question, Reading
from foedus.ledger._trace import Ground, Trace, Truth, all_of, any_of, negation

__all__ = [
    "STATUSES",
    "TEXT_ALONE",
    "Answer",
    "Call",
    "Ground",
    "Ledger",
    "Obligation",
    "Position",
    "Question",
    "Reading",
    "Status",
    "Trace",
    "Truth",
    "Verdict",
    "add_duration",
    "all_of",
    "any_of",
    "evaluate_ledger",
    "negation",
]
