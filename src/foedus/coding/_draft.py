"""From a trigger and what stands above it to a draft of an event.

::

    trigger (type, act) ─► negation, modals, conditions ─► links above it ─► Draft
                            actual · intended · conditional · hypothetical · denied

Announcing, asking, refusing, promising and threatening are acts of their own: they take over the
type, and what they are about decides which act they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.coding._chain import Chain, Link
from foedus.coding._clauses import Clauses
from foedus.coding._find import Hit
from foedus.coding._parse import Passage
from foedus.coding._roles import Party
from foedus.coding._words import words
from foedus.events import Factuality

_GENTLE = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE"))
_HARSH = frozenset(("SANCTION", "COERCE", "PROTEST", "ASSAULT"))
_VIOLENT = frozenset(("ASSAULT", "MOBILIZE"))
_SETTLED = words("freeze withhold-dues boycott eject cut-ties suspend-member refuse-help host")
_MEMBERSHIP = words("freeze exit join suspend-member withhold-dues boycott")
_HELP = frozenset(("assist-military", "assist-other"))


@dataclass(slots=True)
class Draft:
    """An event in the making.

    ``kept`` is False for what the text only imagines, or what an act above it has taken over.
    """

    hit: Hit
    type: str
    mode: str | None
    act: str | dict[str, str | None] | None
    factuality: Factuality = "actual"
    future: bool = False
    kept: bool = True
    sure: float = 1.0
    actor: Link | None = None  # whose verb says who acts, where it is not the trigger itself
    towards: Link | None = None  # whose object is the target ("urged Russia to …")
    accuser: Link | None = None
    speaker: Party | None = None
    links: list[Link] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    gate: str = ""
    taken: bool = False  # told by a verb above, whose subject acts

    def act_is(self, *names: str) -> bool:
        """Whether the act is, or may turn out to be, one of some."""
        acts = self.act.values() if isinstance(self.act, dict) else (self.act,)
        return any(act in names for act in acts)


def draft_of(passage: Passage, clauses: Clauses, hit: Hit, chain: Chain, reported: bool) -> Draft:
    """Read how the act of a trigger is meant."""
    assert hit.entry is not None
    entry = hit.entry
    draft = Draft(hit, entry.type, entry.mode, entry.act, links=chain.links, triggers=[hit.word])
    group = hit.group
    if group is not None:
        _by_group(passage, draft, chain, reported)
    negated = group is not None and group.negated
    if not negated and group is not None:
        negated = _never(passage, hit)
    if negated and _only(passage, hit):
        negated = False
    if negated:
        _deny(draft, "denied")
    for link in chain.links:
        _apply(draft, link, passage, clauses)
    if chain.conditional and draft.factuality in ("actual", "intended"):
        draft.factuality = "conditional"
        if draft.act is None:
            draft.kept = False
    if group is not None and group.form == "VBG" and not group.progressive and not chain.links:
        before = passage.low[group.first - 1] if group.first else ""
        if before in (
            "about",
            "of",
            "for",
            "against",
            "from",
            "on",
            "with",
            "at",
            "into",
            "as",
            "than",
        ):
            draft.kept = False
    if chain.purpose and not chain.links:
        draft.factuality = "hypothetical"
        draft.kept = False
    if draft.factuality == "hypothetical" and not draft.act_is(*_MEMBERSHIP, "announce-exit"):
        draft.kept = False
    if draft.factuality == "denied" and draft.act is None:
        draft.kept = False
    return draft


def _only(passage: Passage, hit: Hit) -> bool:
    """Whether "not" belongs to "not only", "not just"."""
    low = passage.low
    start = max(0, hit.word - 5)
    return any(
        low[i] in ("not", "n't")
        and low[i + 1 : i + 2]
        and low[i + 1] in ("only", "just", "merely", "simply")
        for i in range(start, hit.word)
    )


def _never(passage: Passage, hit: Hit) -> bool:
    """Whether the subject denies the act: "no member sent troops", "none of them"."""
    subject = hit.around.subject
    if subject < 0 or hit.around.inherited:
        return False
    low = passage.low
    if (
        subject >= 2
        and any(
            low[word] in ("not", "no", "nor") and word + 1 <= subject
            for word in range(max(0, subject - 4), subject)
        )
        and passage.tag[subject] != "PRP"
    ):
        return not any(
            low[word] in (",", "and", "but") for word in range(max(0, subject - 3), subject)
        )
    return low[subject] in ("none", "nobody", "neither") or any(
        low[kid] in ("no", "neither", "none") and passage.dep[kid] in ("det", "advmod", "cc")
        for kid in passage.kids[subject]
    )


def _by_group(passage: Passage, draft: Draft, chain: Chain, reported: bool) -> None:
    group = draft.hit.group
    assert group is not None
    modal = group.modal
    if draft.act == "exit" and group.progressive and reported and not group.perfect:
        _announce_exit(draft)  # "said they were leaving"
    if group.form == "VBG" and group.progressive and passage.low[group.verb] == "going":
        modal = "will"
    if modal in ("will", "shall", "'ll") or (modal in ("would", "'d") and reported):
        _ahead(draft)
    elif modal in ("would", "'d"):
        draft.factuality = "conditional" if chain.conditional else "hypothetical"
    elif modal in ("could", "may", "might", "can"):
        if group.negated and modal in ("can", "could"):
            pass
        elif draft.act == "exit":
            _announce_exit(draft)
        else:
            draft.factuality = "hypothetical"
    elif modal in ("should", "must", "ought", "need"):
        draft.factuality = "hypothetical"
        draft.gate = "should"


def _ahead(draft: Draft) -> None:
    """The act lies ahead."""
    draft.future = True
    if draft.act == "exit":
        _announce_exit(draft)
        return
    entry = draft.hit.entry
    assert entry is not None
    draft.factuality = "intended"
    if draft.type in ("REQUEST", "THREATEN", "ACCUSE", "REJECT"):
        return
    if draft.type in _GENTLE and draft.act is None:
        draft.type, draft.mode = "AGREE", None
    elif draft.type == "RETREAT":
        draft.type, draft.mode = "CONCEDE", None
    elif draft.type in _HARSH and (draft.act is None or draft.type == "ASSAULT"):
        # who says what hostile thing comes next, threatens with it
        draft.act = {"known": "threaten-force"} if draft.type == "ASSAULT" else None
        draft.mode = {"ASSAULT": "violence", "SANCTION": "relations"}.get(draft.type, "restrict")
        draft.type, draft.factuality = "THREATEN", "actual"


def _announce_exit(draft: Draft) -> None:
    draft.act, draft.type, draft.mode = "announce-exit", "THREATEN", "relations"
    draft.factuality = "actual"


def _deny(draft: Draft, how: str) -> None:
    """The act does not happen: some of these are acts themselves ("did not sign")."""
    entry = draft.hit.entry
    assert entry is not None
    rule = entry.when_denied
    modal = draft.hit.group.modal if draft.hit.group else ""
    if modal in ("should", "may", "might", "ought", "need", "must") and how == "denied":
        draft.kept = False
        return
    if rule is not None:
        draft.type = rule.get("type") or "REJECT"
        draft.mode = rule.get("mode")
        draft.act = rule.get("act")
        draft.factuality = "intended" if draft.future else "actual"
        if draft.future and draft.act in (
            "withhold-dues",
            "boycott",
            "cut-ties",
            "freeze",
            "refuse-help",
        ):
            draft.factuality = "actual"  # saying that one will not is the act
            draft.future = False
        draft.gate = "nonact"
        if not draft.act:
            draft.kept = how != "denied" or modal in ("will", "would", "'ll")
        return
    if how == "refused":
        draft.type, draft.act, draft.factuality = "REJECT", _refusal(draft), "actual"
        draft.mode = _refused_mode(draft)
        return
    if (
        modal in ("will", "would")
        and entry.type in (*_GENTLE, "RETREAT", "CONCEDE")
        and draft.future
    ):
        draft.type, draft.act, draft.factuality = "REJECT", _refusal(draft), "actual"
        draft.mode = _refused_mode(draft)
        draft.future = False
        return
    if draft.act == "announce-exit":
        draft.act, draft.type, draft.mode = "exit", "SANCTION", None
    if how == "failed":
        draft.kept = False
    draft.factuality = "denied"
    draft.sure *= 0.8


def _refusal(draft: Draft) -> str | None:
    if draft.act_is(*_HELP, "arm"):
        return "refuse-help"
    if draft.act_is("consult", "join", "host", "ally"):
        return "boycott" if draft.act_is("consult", "host") else None
    return None


def _refused_mode(draft: Draft) -> str | None:
    assert draft.hit.entry is not None
    kind = draft.hit.entry.type
    if kind in ("AID", "COOPERATE", "SUPPORT"):
        return "assist"
    if kind == "CONSULT":
        return "meet"
    return "yield" if kind in ("RETREAT", "CONCEDE") else "change"


def _apply(draft: Draft, link: Link, passage: Passage, clauses: Clauses) -> None:
    """Let a link above change the draft."""
    operator = link.hit.operator
    assert operator is not None
    effect = operator.effect
    group = link.hit.group
    negated = group is not None and group.negated and not _only(passage, link.hit)
    modal = group.modal if group is not None else ""
    if effect in (
        "done",
        "announced",
        "decided",
        "intended",
        "considered",
        "promised",
        "hoped",
        "attempted",
    ) and (
        draft.actor is None
        and draft.accuser is None
        and draft.towards is None
        and (draft.hit.around.inherited or draft.hit.around.subject < 0 or draft.hit.noun)
    ):
        draft.actor = link
    if effect == "done":
        if negated:
            _deny(draft, "denied")
        elif modal in ("will", "would") and draft.factuality == "actual":
            _ahead(draft)
        elif modal in ("could", "may", "might"):
            draft.factuality = "hypothetical"
    elif effect == "announced":
        _announced(draft, link, negated)
    elif effect == "decided":
        _decided(draft, negated)
    elif effect == "intended":
        if negated:
            _deny(draft, "refused" if draft.hit.entry and draft.hit.entry.when_denied else "denied")
        elif draft.kept and draft.factuality in ("actual", "intended"):
            if draft.act == "exit":
                _announce_exit(draft)
            elif passage.low[link.word] in (
                "ready",
                "willing",
                "prepared",
                "readiness",
                "willingness",
            ) and (draft.type in (*_GENTLE, "RETREAT", "CONCEDE")):
                _promised(draft, link, False)
            else:
                _ahead(draft)
    elif effect == "considered":
        if draft.act == "exit" and not negated:
            if not link.hit.noun or link.hit.around.subject >= 0 or len(draft.links) > 1:
                _announce_exit(draft)
                draft.sure *= 0.8
            else:
                draft.factuality = "hypothetical"
                draft.sure *= 0.7
        elif draft.act == "announce-exit" and not negated:
            pass
        elif draft.act_is("exit", "announce-exit") and negated:
            draft.act, draft.type, draft.mode, draft.factuality = "exit", "SANCTION", None, "denied"
        else:
            draft.factuality = "hypothetical"
    elif effect == "hoped":
        if (
            draft.act == "exit"
            and not negated
            and passage.low[link.word]
            in ("want", "wants", "wanted", "wish", "wishes", "wished", "desire", "wanting")
        ):
            _announce_exit(draft)
        elif draft.gate != "nonact" or negated:
            draft.factuality = "hypothetical"
    elif effect == "promised":
        _promised(draft, link, negated)
    elif effect == "refused":
        if _told_above(draft, link):
            return
        if draft.kept:
            _deny(draft, "refused")
            draft.taken = True
            draft.triggers.append(link.word)
            draft.actor = draft.actor or link
            _take_over(draft, link)
    elif effect == "failed":
        if negated:
            return
        _deny(draft, "failed")
        draft.triggers.append(link.word)
        draft.actor = draft.actor or link
    elif effect == "threatened":
        _threatened(draft, link, negated)
    elif effect == "requested":
        _requested(draft, link, negated)
    elif effect == "accused":
        draft.accuser = draft.accuser or link
        draft.sure *= 0.85
    elif effect == "denied":
        if draft.gate != "nonact":
            draft.factuality = "denied"
        draft.accuser = draft.accuser or link
        draft.sure *= 0.85
    elif effect == "excluded":
        draft.factuality = "denied"
    elif effect == "attempted":
        if draft.type != "ASSAULT" and not (draft.hit.entry and draft.hit.entry.speech):
            draft.factuality = "hypothetical"
    elif effect == "reported":
        if negated and passage.low[link.word] not in ("know", "believe", "think", "ask"):
            if draft.act in ("exit", "announce-exit"):
                draft.act, draft.type, draft.mode, draft.factuality = (
                    "exit",
                    "SANCTION",
                    None,
                    "denied",
                )
            else:
                draft.kept = False
    elif effect == "avoided":
        draft.kept = False
    elif effect == "allowed":
        draft.kept = False  # told by the word that allows it
    elif effect == "forced" and negated:
        draft.factuality = "denied"


def _told_above(draft: Draft, link: Link) -> bool:
    """Whether the link's own entry asks for just this object ("demanded the withdrawal")."""
    if draft.hit.noun and link.hit.entry is not None and link.hit.weight >= 4:
        draft.kept = False
        return True
    return False


def _take_over(draft: Draft, link: Link) -> None:
    """The link's own entry is told by the draft, and not once more."""
    link.hit.weight = -1


def _announced(draft: Draft, link: Link, negated: bool) -> None:
    if negated:
        if draft.hit.noun:
            _deny(draft, "denied")
        return
    if draft.hit.noun and draft.act == "exit":
        _announce_exit(draft)
        draft.triggers.append(link.word)
    elif draft.hit.noun and draft.type in _GENTLE and draft.act is None:
        draft.type, draft.mode = "AGREE", None


def _decided(draft: Draft, negated: bool) -> None:
    if negated:
        _deny(draft, "denied")
    elif draft.factuality not in ("actual", "intended") or draft.gate == "nonact":
        return
    elif draft.act == "exit":
        _announce_exit(draft)
    elif draft.act_is(*_SETTLED):
        draft.factuality = "actual"
        draft.future = False
    elif not draft.hit.noun:
        _ahead(draft)


def _promised(draft: Draft, link: Link, negated: bool) -> None:
    if negated:
        _deny(draft, "refused")
        return
    if draft.gate == "nonact" or _told_above(draft, link):
        return
    draft.triggers.append(link.word)
    _take_over(draft, link)
    draft.taken = True
    if draft.act == "exit":
        _announce_exit(draft)
    elif draft.type in _VIOLENT or (
        draft.type in ("COERCE", "SANCTION") and not draft.act_is(*_SETTLED)
    ):
        draft.type, draft.mode = "THREATEN", "violence" if draft.type in _VIOLENT else None
        draft.act = "threaten-force" if draft.act_is("attack", "threaten-force") else None
        draft.factuality = "actual"
    elif draft.type in _GENTLE or draft.type in ("RETREAT", "CONCEDE"):
        if draft.act is None or draft.type in ("RETREAT", "CONCEDE"):
            draft.type, draft.mode = "AGREE", None
        draft.factuality = "intended" if draft.act is not None else "actual"
        draft.future = True
    else:
        _ahead(draft)


def _threatened(draft: Draft, link: Link, negated: bool) -> None:
    if negated or (link.hit.noun and draft.hit.noun):
        draft.factuality = "hypothetical"
        return
    if _told_above(draft, link):
        return
    draft.taken = True
    reported = passage_is_clause(draft)
    if (
        reported
        and draft.hit.group is not None
        and draft.hit.group.finite
        and not draft.future
        and draft.factuality == "actual"
    ):
        return  # "warned that NATO had moved troops": a report
    if draft.gate == "nonact" and draft.act in (
        "boycott",
        "withhold-dues",
        "freeze",
        "refuse-help",
    ):
        draft.act = "warn"
    draft.triggers.append(link.word)
    _take_over(draft, link)
    if (
        draft.act in ("exit", "announce-exit")
        and not draft.hit.noun
        and draft.hit.group
        and (draft.hit.group.form != "VBG")
    ) or (draft.act in ("exit", "announce-exit") and draft.hit.noun):
        _announce_exit(draft)
    elif draft.type in _VIOLENT or draft.act_is("attack", "threaten-force"):
        draft.type, draft.mode = "THREATEN", "violence"
        draft.act = {"known": "threaten-force"}
    else:
        draft.type, draft.mode = "THREATEN", None
        draft.act = {"ally": "warn", "any": None}
    draft.factuality = "actual"
    draft.actor = link
    draft.towards = link


def passage_is_clause(draft: Draft) -> bool:
    """Whether the trigger has a subject of its own."""
    return not draft.hit.around.inherited and draft.hit.around.subject >= 0


def _only_told(draft: Draft, link: Link) -> bool:
    """Whether the clause below reports a fact or a plan: "told him that Armenia had left"."""
    group = draft.hit.group
    if group is None or draft.hit.noun or not group.finite or not passage_is_clause(draft):
        return False
    if group.modal in ("should", "must", "ought", "need"):
        return False
    return bool(group.modal or group.perfect or group.progressive) or group.form in ("VBD", "VBZ")


def _requested(draft: Draft, link: Link, negated: bool) -> None:
    if not draft.kept or negated:
        draft.kept = False
        return
    if _told_above(draft, link) or _only_told(draft, link):
        return
    draft.taken = True
    draft.triggers.append(link.word)
    inner = draft.act
    if draft.act_is(*_MEMBERSHIP) and draft.gate != "nonact":
        # the demand itself is told by its own trigger
        draft.factuality = "requested"
        draft.sure *= 0.8
        return
    _take_over(draft, link)
    withdraw = draft.type == "RETREAT" and draft.act_is("eject")
    help_asked = draft.act_is(*_HELP, "request-help", "arm") or draft.type == "MOBILIZE"
    draft.type = "REQUEST"
    draft.mode = {
        "AID": "assist",
        "COOPERATE": "assist",
        "SUPPORT": "assist",
        "CONSULT": "meet",
        "RETREAT": "yield",
        "CONCEDE": "yield",
    }.get(draft.hit.entry.type if draft.hit.entry else "", "change")
    draft.act = (
        "request-help" if help_asked and draft.gate != "nonact" else "eject" if withdraw else None
    )
    if inner == "eject":
        draft.act = "eject"
    draft.factuality = "actual"
    draft.actor = link
    draft.towards = link
    draft.future = False
