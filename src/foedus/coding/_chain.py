"""What stands above a trigger: decided to, refused to, accused of, said that.

::

    "Pashinyan said that Armenia would refuse to pay its dues"
      reported ◄──────────── refused ◄────────── pay <dues>
"""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.coding._chunks import Chunk
from foedus.coding._clauses import Clauses, preposition_of
from foedus.coding._find import Hit
from foedus.coding._parse import Passage

_IF = frozenset(("if", "unless", "whether", "provided", "should", "lest"))


@dataclass(slots=True)
class Link:
    """A word above a trigger that changes how it is meant."""

    hit: Hit
    word: int


@dataclass(slots=True)
class Chain:
    """From a trigger upwards: the links, nearest first, and the conditions met on the way."""

    links: list[Link] = field(default_factory=list)
    words: list[int] = field(default_factory=list)  # every verb or noun passed
    conditional: bool = False
    negated_above: bool = False
    purpose: bool = False
    relative: bool = False
    temporal: str = ""


def chain_of(
    passage: Passage, clauses: Clauses, chunks: list[Chunk | None], hits: dict[int, Hit], hit: Hit
) -> Chain:
    """Follow a trigger up to the root of its sentence."""
    made = Chain()
    current = hit.word
    for _ in range(8):
        made.words.append(current)
        above = _above(passage, clauses, chunks, hits, current, hit, made)
        if above < 0 or above in made.words:
            break
        upper = hits.get(above)
        if (
            upper is not None
            and upper.operator is not None
            and _governs(passage, clauses, upper, current, made)
        ):
            made.links.append(Link(upper, above))
        current = above
    return made


def _mark(passage: Passage, word: int) -> str:
    for kid in passage.kids[word]:
        if passage.dep[kid] == "mark" and kid < word and passage.low[kid] != "to":
            return passage.low[kid]
    return ""


def _above(
    passage: Passage,
    clauses: Clauses,
    chunks: list[Chunk | None],
    hits: dict[int, Hit],
    word: int,
    hit: Hit,
    chain: Chain,
) -> int:
    """Return the verb or noun that governs a word, or -1."""
    head, dep = passage.head[word], passage.dep[word]
    verb = clauses.is_verb(word)
    if verb or (word == hit.word and not hit.noun):
        mark = _mark(passage, word)
        group = clauses.group(word)
        if mark in _IF or _under_if(passage, group.first):
            chain.conditional = True
        elif mark in ("after", "before", "since", "until", "while", "as", "when", "because"):
            chain.temporal = chain.temporal or mark
        if group.to >= 0:
            return _over_infinitive(
                passage, clauses, chunks, hits, word, group.to, head, dep, chain
            )
        if dep == "acl:relcl":
            upper = hits.get(head)
            if mark == "that" and upper is not None and upper.noun and upper.operator is not None:
                return head  # "claims that …": what they say, not which they are
            chain.relative = True
            return -1
        if head == word or dep in ("ROOT", "root"):
            return -1
        if dep == "conj":
            if clauses.is_verb(head) and not group.finite:
                return _above(passage, clauses, chunks, hits, head, hit, chain)
            top = passage.head[head]
            if (
                clauses.is_verb(head)
                and passage.dep[head] in ("ccomp", "xcomp", "advcl")
                and top != head
            ):
                return (
                    _above(passage, clauses, chunks, hits, head, hit, chain)
                    if not chain.conditional
                    else -1
                )
            return -1
        if dep in ("ccomp", "xcomp", "acl", "csubj", "obj"):
            return head
        if dep in ("advcl", "obl", "parataxis", "dep"):
            before = passage.low[word - 1] if word else ""
            if passage.tag[word] == "VBG" and before in (
                "of",
                "for",
                "from",
                "against",
                "about",
                "on",
                "in",
                "into",
            ):
                return head
            return -1
        return -1
    # a noun: the verb that it depends on, through "of" and coordination
    for _ in range(4):
        if head == word:
            return -1
        if clauses.is_verb(head) or head in hits:
            if dep in ("obl", "nmod") and hits.get(head) is None:
                return (
                    head
                    if clauses.is_verb(head)
                    and dep == "obl"
                    and preposition_of(passage, word) in ("of", "for", "about", "on", "against")
                    else -1
                )
            return head
        if dep in ("nmod", "conj", "compound", "appos", "nmod:poss") and dep != "appos":
            word, head, dep = head, passage.head[head], passage.dep[head]
            continue
        return -1
    return -1


def _under_if(passage: Passage, first: int) -> bool:
    """Whether "if" or "unless" opens the clause, by the order of the words."""
    start = passage.sentences[passage.sentence[first]][0]
    for word in range(first - 1, max(start - 1, first - 7), -1):
        if passage.low[word] in ("if", "unless"):
            return True
        if passage.tag[word][:2] in ("VB", "MD") or passage.low[word] in (",", ";", '"'):
            return False
    return False


def _over_infinitive(
    passage: Passage,
    clauses: Clauses,
    chunks: list[Chunk | None],
    hits: dict[int, Hit],
    word: int,
    to: int,
    head: int,
    dep: str,
    chain: Chain,
) -> int:
    """Return what an infinitive hangs on: by the parse, else the nearest operator before "to"."""
    if dep in ("xcomp", "ccomp", "acl", "csubj") and head != word and head < to:
        upper = hits.get(head)
        if upper is not None and upper.operator is not None:
            return head
    start = passage.sentences[passage.sentence[word]][0]
    index = to - 1
    steps = 0
    while index >= start and steps < 12:
        upper = hits.get(index)
        if upper is not None and upper.operator is not None:
            return index
        tag = passage.tag[index]
        if passage.low[index] in (",", ";", ":", "that") and steps:
            break
        if tag in ("VB", "VBD", "VBZ", "VBP", "VBN", "VBG") and upper is None:
            if passage.low[index] in ("be", "is", "was", "are", "were", "been"):
                index -= 1
                continue
            break
        index -= 1
        steps += 1
    if dep in ("xcomp", "ccomp", "acl") and head != word:
        return head
    if dep == "advcl":
        chain.purpose = True
    elif dep == "conj" and clauses.is_verb(head):
        return (
            _above(passage, clauses, chunks, hits, head, hits[word], chain) if word in hits else -1
        )
    else:
        chain.purpose = True
    return -1


def _governs(passage: Passage, clauses: Clauses, upper: Hit, current: int, chain: Chain) -> bool:
    """Whether an operator really takes what lies below it."""
    if upper.operator is None:
        return False
    effect = upper.operator.effect
    verb = clauses.is_verb(current)
    group = clauses.group(current) if verb else None
    if effect in (
        "accused",
        "reported",
        "denied",
        "announced",
        "excluded",
        "considered",
        "avoided",
        "failed",
    ):
        return True
    if verb and group is not None:
        if effect == "requested" and passage.tag[current] == "VBG":
            return passage.low[group.first - 1] in ("for", "against", "on")
        if group.to >= 0 or passage.tag[current] in ("VB", "VBG"):
            return True
        # "urged that Russia withdraw", "demanded that", "threatened that it would"
        return effect in ("requested", "threatened", "promised", "hoped", "intended", "decided")
    if effect in ("requested", "refused", "promised", "threatened"):
        # "demanded the withdrawal", "called for the withdrawal"; not "asked to comment on it"
        first = current
        while first > 0 and passage.tag[first - 1] in (
            "DT",
            "JJ",
            "NN",
            "NNP",
            "POS",
            "PRP$",
            "CD",
            "VBN",
        ):
            first -= 1
        before = passage.low[first - 1] if first else ""
        return before not in (
            "on",
            "about",
            "in",
            "with",
            "over",
            "at",
            "after",
            "before",
            "to",
            "by",
            "from",
        )
    # a noun as the operator's object: "demanded the withdrawal", "threatened war", "offered help"
    return True
