"""How certain a proposal is: from how its actors were read, and how its words stand."""

from __future__ import annotations

from foedus.coding._chain import Chain
from foedus.coding._clauses import Clauses
from foedus.coding._draft import Draft
from foedus.coding._parse import Passage
from foedus.coding._roles import Party
from foedus.coding._words import words

LOWEST = 0.05  # words that the event model finds less likely tell no event
LEAST = 0.30  # below this, what is added is wrong too often: scripts/calibrate_events.py
_GENERAL = words(
    "SUPPORT COOPERATE AID CONSULT MOBILIZE AGREE SANCTION COERCE ASSAULT RETREAT CONCEDE PROTEST"
)
_BACKWARD = words(
    "after since following despite amid during before without given because of like including such"
)
BY_FACTUALITY = {
    "actual": 1.0,
    "intended": 0.95,
    "conditional": 0.8,
    "denied": 0.85,
    "requested": 0.75,
    "hypothetical": 0.65,
}


def confidence(
    passage: Passage,
    draft: Draft,
    chain: Chain,
    source: Party,
    target: Party,
    act: str | None,
    date_sure: float,
    clauses: Clauses,
) -> float:
    """Return a number from 0 to 1."""
    hit = draft.hit
    entry = hit.entry
    assert entry is not None
    weight = max(entry.weight, 0.95) if draft.gate == "nonact" or draft.taken else entry.weight
    value = 0.92 * weight * draft.sure * BY_FACTUALITY[draft.factuality]
    value *= 0.55 + 0.45 * source.sure
    if target:
        value *= 0.65 + 0.35 * target.sure
    elif entry.target:
        value *= 0.8 if entry.speech or entry.mutual else 0.72
    if act is not None:
        value *= 1.06
    if hit.around.guessed and not hit.noun:
        value *= 0.93
    if source.how == "unknown":
        value *= 0.85
    if hit.noun:
        value *= _noun(passage, draft, act)
    else:
        value *= _verb(passage, draft, act, clauses)
    gap = abs(source.word - hit.word) if source.word >= 0 else 0
    if gap > 20:
        value *= 0.9
    if date_sure < 0.85:
        value *= 0.98
    return round(max(0.0, min(0.99, value)), 2)


def _noun(passage: Passage, draft: Draft, act: str | None) -> float:
    """A noun names an act, or only refers back to one."""
    word = draft.hit.word
    first = word
    start = passage.sentences[passage.sentence[word]][0]
    while first > start and passage.tag[first - 1] in (
        "DT",
        "PRP$",
        "JJ",
        "NN",
        "NNP",
        "POS",
        "VBN",
        "CD",
        "NNS",
        "VBG",
    ):
        first -= 1
    before = passage.low[first - 1] if first > start else ""
    if draft.links and not draft.links[0].hit.noun:
        return 0.9
    if before in _BACKWARD:
        return 0.4
    if passage.dep[word] in ("nsubj", "nsubj:pass"):
        return 0.55
    return (
        0.5
        if before
        in ("of", "for", "about", "on", "to", "in", "with", "from", "against", "by", "over")
        else 0.6
    )


def _verb(passage: Passage, draft: Draft, act: str | None, clauses: Clauses) -> float:
    hit, group = draft.hit, draft.hit.group
    assert group is not None
    value = 1.0
    entry = hit.entry
    assert entry is not None
    if draft.links or draft.gate == "nonact" or passage.low[hit.word] in ("is", "are"):
        return 0.97
    if (
        group.form in ("VBZ", "VBP")
        and not group.perfect
        and not group.progressive
        and not group.passive
        and not group.modal
    ):
        # simple present: what is usual, not what happened; but people "warn" and "condemn" in it
        value *= 0.9 if entry.speech else 0.45
        if act is not None and not entry.speech:
            value *= 1.2
    elif (group.form == "VBG" and not group.progressive) or (
        group.form == "VBN" and group.passive and group.first == group.verb
    ):
        value *= 0.72
    elif group.form == "VB" and group.to < 0 and not group.modal and group.first == group.verb:
        value *= 0.6
    if passage.dep[hit.word] == "amod" and group.first == hit.word:
        value *= 0.5
    return value
