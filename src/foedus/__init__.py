"""Foedus keeps the record of an alliance: promises, events, obligations, readings, relations.

::

    import foedus

    case = foedus.open_case("csto-armenia")   # or the path of a case folder
    case.events                               # who did what towards whom, with evidence
    case.ledger("armenia", as_of="2022-11-23")
    case.relations().series("ARM", "RUS")
    foedus.code_text("Armenia has frozen its participation in the CSTO.", published="2024-02-23")
    foedus.write_dossier(case, "armenia.html")

Everything below is imported when it is first used, so that ``import foedus`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from foedus._edtf import Edtf
    from foedus._errors import (
        ActorError,
        CaseError,
        CoderError,
        DateError,
        EvidenceError,
        FetchError,
        FoedusError,
        InputError,
        ModelError,
        SourceError,
        StorageError,
        TreatyError,
    )
    from foedus.actors import Actor, Actors, default_actors
    from foedus.case import (
        Case,
        Changes,
        changes_between,
        member_states_of,
        new_case,
        open_case,
        precedents_of,
        shipped_cases,
    )
    from foedus.coding import (
        BuiltinCoder,
        Coder,
        code_text,
        coder_names,
        evaluate,
        get_coder,
    )
    from foedus.dossier import render_dossier, write_dossier
    from foedus.events import (
        Conflicts,
        Event,
        Events,
        Evidence,
        Judgement,
        ontology,
        read_conflicts,
    )
    from foedus.ledger import (
        Call,
        ClusteredRate,
        Codings,
        Comparison,
        Counting,
        CrossTable,
        Ledger,
        Obligation,
        Question,
        Rate,
        Reading,
        Reliability,
        Tally,
        WarLedger,
        WarVerdict,
        count_promises,
        evaluate_ledger,
        read_codings,
        war_ledger,
    )
    from foedus.options import (
        ConflictModel,
        ExitVoiceLoyalty,
        Game,
        Precedents,
        Profile,
        Solution,
        find_precedents,
        load_model,
        load_models,
        profile_in,
        profile_of,
        read_efg,
    )
    from foedus.relations import Break, Relations, Series, Weighting, find_break
    from foedus.sources import Source, read_any
    from foedus.treaties import (
        Atop,
        Capabilities,
        Difference,
        Memberships,
        MemberState,
        Norm,
        Transition,
        Treaty,
        compare_members,
        load_treaty,
        member_state,
        read_atop,
        read_capabilities,
        shipped_ids,
        shipped_treaty,
        treaty_yaml,
        write_treaty,
    )

_HOMES = {
    "_edtf": ("Edtf",),
    "_errors": (
        "ActorError",
        "CaseError",
        "CoderError",
        "DateError",
        "EvidenceError",
        "FetchError",
        "FoedusError",
        "InputError",
        "ModelError",
        "SourceError",
        "StorageError",
        "TreatyError",
    ),
    "actors": ("Actor", "Actors", "default_actors"),
    "case": (
        "Case",
        "Changes",
        "changes_between",
        "member_states_of",
        "new_case",
        "open_case",
        "precedents_of",
        "shipped_cases",
    ),
    "coding": ("BuiltinCoder", "Coder", "code_text", "coder_names", "evaluate", "get_coder"),
    "dossier": ("render_dossier", "write_dossier"),
    "events": (
        "Conflicts",
        "Event",
        "Events",
        "Evidence",
        "Judgement",
        "ontology",
        "read_conflicts",
    ),
    "ledger": (
        "Call",
        "ClusteredRate",
        "Codings",
        "Counting",
        "Comparison",
        "CrossTable",
        "Ledger",
        "Obligation",
        "Question",
        "Rate",
        "Reading",
        "Reliability",
        "Tally",
        "count_promises",
        "WarLedger",
        "WarVerdict",
        "evaluate_ledger",
        "read_codings",
        "war_ledger",
    ),
    "options": (
        "ConflictModel",
        "ExitVoiceLoyalty",
        "Game",
        "Precedents",
        "Profile",
        "Solution",
        "find_precedents",
        "load_model",
        "load_models",
        "profile_in",
        "profile_of",
        "read_efg",
    ),
    "relations": ("Break", "Relations", "Series", "Weighting", "find_break"),
    "sources": ("Source", "read_any"),
    "treaties": (
        "Atop",
        "Capabilities",
        "Difference",
        "MemberState",
        "Memberships",
        "Norm",
        "Transition",
        "Treaty",
        "compare_members",
        "load_treaty",
        "member_state",
        "read_atop",
        "read_capabilities",
        "shipped_ids",
        "shipped_treaty",
        "treaty_yaml",
        "write_treaty",
    ),
}
_HOME_OF = {name: room for room, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from its room when it is first used."""
    if name in _HOME_OF:
        value = getattr(import_module(f"foedus.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'foedus' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Actor",
    "ActorError",
    "Actors",
    "Atop",
    "Break",
    "BuiltinCoder",
    "Call",
    "Capabilities",
    "Case",
    "CaseError",
    "Changes",
    "ClusteredRate",
    "Coder",
    "CoderError",
    "Codings",
    "Comparison",
    "ConflictModel",
    "Conflicts",
    "Counting",
    "CrossTable",
    "DateError",
    "Difference",
    "Edtf",
    "Event",
    "Events",
    "Evidence",
    "EvidenceError",
    "ExitVoiceLoyalty",
    "FetchError",
    "FoedusError",
    "Game",
    "InputError",
    "Judgement",
    "Ledger",
    "MemberState",
    "Memberships",
    "ModelError",
    "Norm",
    "Obligation",
    "Precedents",
    "Profile",
    "Question",
    "Rate",
    "Reading",
    "Relations",
    "Reliability",
    "Series",
    "Solution",
    "Source",
    "SourceError",
    "StorageError",
    "Tally",
    "Transition",
    "Treaty",
    "TreatyError",
    "WarLedger",
    "WarVerdict",
    "Weighting",
    "changes_between",
    "code_text",
    "coder_names",
    "compare_members",
    "count_promises",
    "default_actors",
    "evaluate",
    "evaluate_ledger",
    "find_break",
    "find_precedents",
    "get_coder",
    "load_model",
    "load_models",
    "load_treaty",
    "member_state",
    "member_states_of",
    "new_case",
    "ontology",
    "open_case",
    "precedents_of",
    "profile_in",
    "profile_of",
    "read_any",
    "read_atop",
    "read_capabilities",
    "read_codings",
    "read_conflicts",
    "read_efg",
    "render_dossier",
    "shipped_cases",
    "shipped_ids",
    "shipped_treaty",
    "treaty_yaml",
    "war_ledger",
    "write_dossier",
    "write_treaty",
]
