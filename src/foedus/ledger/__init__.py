"""Which promise an event called in, for whom, why and why not, and what became of it.

::

    events × norms in force ─► conditions: true, false, unknown ─► Call ── Trace (why, why not)
                                   ▲                                └── Obligation … ── status
      questions ── positions ── Reading

    Ledger … ─► Reliability ─► Tally … (by member, alliance, kind, period) ─► ClusteredRate

    a study's replication file ─► read_codings ─► Codings ─► Rate … (kept / called in, by hand)

    alliances of ATOP × a list of wars ─► war_ledger ─► WarLedger ─► WarVerdict …
                                                            └── × Codings ─► Comparison (kappa)
"""

from foedus._durations import add_duration
from foedus.ledger._against import Comparison, CrossTable
from foedus.ledger._claims import Claim
from foedus.ledger._clustered import ClusteredRate
from foedus.ledger._ledger import Ledger, evaluate_ledger
from foedus.ledger._obligation import (
    STATUSES,
    Call,
    Consequence,
    Obligation,
    Permission,
    Status,
)
from foedus.ledger._performance import Verdict
from foedus.ledger._published import Codings, read_codings
from foedus.ledger._questions import TEXT_ALONE, Answer, Position, Question, Reading
from foedus.ledger._rate import Rate
from foedus.ledger._reliability import (
    GROUPINGS,
    Counting,
    Reliability,
    Tally,
    count_promises,
    countings,
)
from foedus.ledger._trace import Ground, Trace, Truth, all_of, any_of, negation
from foedus.ledger._war_conditions import PRESUMPTIONS
from foedus.ledger._war_ledger import WarLedger, WarVerdict, war_ledger

__all__ = [
    "GROUPINGS",
    "PRESUMPTIONS",
    "STATUSES",
    "TEXT_ALONE",
    "Answer",
    "Call",
    "Claim",
    "ClusteredRate",
    "Codings",
    "Comparison",
    "Consequence",
    "Counting",
    "CrossTable",
    "Ground",
    "Ledger",
    "Obligation",
    "Permission",
    "Position",
    "Question",
    "Rate",
    "Reading",
    "Reliability",
    "Status",
    "Tally",
    "Trace",
    "Truth",
    "Verdict",
    "WarLedger",
    "WarVerdict",
    "add_duration",
    "all_of",
    "any_of",
    "count_promises",
    "countings",
    "evaluate_ledger",
    "negation",
    "read_codings",
    "war_ledger",
]
