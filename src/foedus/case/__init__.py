"""The case folder: read, check, add to, judge.

::

    case.yaml  actors.yaml  treaties/  sources/  events.jsonl  judgements.jsonl  questions.yaml
        │          │            │         │            └────────┬───────┘             │
        └──────────┴────────────┴─────────┴──────► Case ◄───────┴─────────────────────┘
                                                    ├── events, ledger, relations, check
                           model.yaml ──────────────┼── model, grounds: what it rests on
                                                    │     answers_of (exit, voice, loyalty)
                                                    ├── member_states_of
                                                    ├── changes_between: two days compared
                           replaced.jsonl ◄─────────┼── add, judge (locked, appended, synced)
                           Memberships (ATOP) ──────┴── precedents_of
"""

from foedus.case._adding import Added
from foedus.case._case import Case, open_case, shipped_cases
from foedus.case._changes import Changes, changes_between
from foedus.case._changes_record import Change
from foedus.case._check import Finding
from foedus.case._files import CaseInfo, Weights
from foedus.case._grounds import Cited, Grounds, answers_of
from foedus.case._membership import member_states_of
from foedus.case._new import new_case
from foedus.case._precedents import precedents_of
from foedus.case._replaced import Replacement

__all__ = [
    "Added",
    "Case",
    "CaseInfo",
    "Change",
    "Changes",
    "Cited",
    "Finding",
    "Grounds",
    "Replacement",
    "Weights",
    "answers_of",
    "changes_between",
    "member_states_of",
    "new_case",
    "open_case",
    "precedents_of",
    "shipped_cases",
]
