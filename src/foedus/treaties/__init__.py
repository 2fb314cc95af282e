"""What was promised, by whom, in which words, from when to when.

::

    Treaty ── title, organisation, predecessors
      ├── Version … ── from when to when
      │     └── Norm … ── who must do what for whom, and the Condition that calls it in
      └── Spell … ── a state's membership, de jure and de facto
            └─► member_state ─► MemberState ─► Transition … ── what can come next

    data/treaties/*.yaml, or a case's own ─► load_treaty, shipped_treaty ─► Treaty ─► write_treaty
    an ATOP file of the user's own ─► read_atop ─► Atop ─► Treaty …, Memberships
"""

from foedus.treaties._atop import Atop, read_atop
from foedus.treaties._atop_promises import (
    NAMED_ADVERSARY,
    Promises,
    Template,
    promise_templates,
    promises_of,
)
from foedus.treaties._atop_read import Oddity, Rows
from foedus.treaties._atop_variables import OBLIGATIONS, Variable, variables
from foedus.treaties._capabilities import Capabilities, read_capabilities
from foedus.treaties._compare import Difference, compare_members
from foedus.treaties._conditions import EXPLAINED, LEAVES, Area, Condition, Explained, MemberIs
from foedus.treaties._held import MEMBER_STATES, Basis, Held
from foedus.treaties._library import (
    load_treaties,
    load_treaty,
    shipped_ids,
    shipped_treaties,
    shipped_treaty,
)
from foedus.treaties._member_events import LeavingAct
from foedus.treaties._member_state import MemberState, member_state
from foedus.treaties._memberships import ENDINGS, Memberships
from foedus.treaties._records import AT_ONCE, Norm, Performance, Spell, Text, Treaty, Version
from foedus.treaties._terms import Notice, Period, Term
from foedus.treaties._transitions import FOOTINGS, TRANSITIONS, Transition
from foedus.treaties._write import treaty_yaml, write_treaty

__all__ = [
    "AT_ONCE",
    "ENDINGS",
    "EXPLAINED",
    "FOOTINGS",
    "LEAVES",
    "MEMBER_STATES",
    "NAMED_ADVERSARY",
    "OBLIGATIONS",
    "TRANSITIONS",
    "Area",
    "Atop",
    "Basis",
    "Capabilities",
    "Condition",
    "Difference",
    "Explained",
    "Held",
    "LeavingAct",
    "MemberIs",
    "MemberState",
    "Memberships",
    "Norm",
    "Notice",
    "Oddity",
    "Performance",
    "Period",
    "Promises",
    "Rows",
    "Spell",
    "Template",
    "Term",
    "Text",
    "Transition",
    "Treaty",
    "Variable",
    "Version",
    "compare_members",
    "load_treaties",
    "load_treaty",
    "member_state",
    "promise_templates",
    "promises_of",
    "read_atop",
    "read_capabilities",
    "shipped_ids",
    "shipped_treaties",
    "shipped_treaty",
    "treaty_yaml",
    "variables",
    "write_treaty",
]
