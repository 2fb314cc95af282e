"""Triggers in a passage: which patterns of the lexicon fit where."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.actors import Actors
from foedus.coding._chunks import Chunk
from foedus.coding._clauses import BE, Around, Clauses, Group, preposition_of
from foedus.coding._lexicon import Entry, Lexicon, Operator, Pattern, Slot
from foedus.coding._parse import Passage
from foedus.coding._words import words

_VERBS = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
# Organisations that are no alliance by kind, but to which members are bound for their security.
SECURITY = words(
    "ARAB-LEAGUE ECOWAS ASEAN GCC OAS EU AES AU SADC SCO EAEU OAU IGAD ECCAS CARICOM UNASUR "
    "ALBA OTS G5-SAHEL EAC MERCOSUR ANDEAN BALKAN-PACT-1954"
)


# Nouns that only hold what is meant: an aid package, part of a programme.
_VESSELS = words(
    "program programs programme programmes package packages deal deals flow flows shipment"
    " shipments delivery deliveries project projects plan plans effort efforts payment payments"
    " supply supplies sale sales convoy convoys operation operations system systems process"
    " series round rounds"
)


def binds(known: Actors, name: str) -> bool:
    """Whether it is an alliance, or an organisation with tasks in security."""
    return name in SECURITY or (name in known and known.get(name).kind == "alliance")


@dataclass(slots=True)
class Hit:
    """A word that a pattern of the lexicon fits.

    ``noun`` is True where the act is named by a noun ("withdrawal"); ``object`` is the word in
    the pattern's object slot, ``placed`` the words in its prepositional slots.
    """

    word: int
    noun: bool
    entry: Entry | None
    operator: Operator | None
    weight: int
    around: Around
    group: Group | None
    object: int = -1
    placed: tuple[tuple[str, int], ...] = ()
    last: int = -1  # the last fixed word of the phrase


def hyphenated(passage: Passage) -> dict[int, str]:
    """Return the words that the parser took apart at hyphens, whole, by their last parts."""
    made: dict[int, str] = {}
    low, start, end = passage.low, passage.start, passage.end
    for word in range(2, len(low)):
        if (
            low[word - 1] == "-"
            and end[word - 2] == start[word - 1]
            and end[word - 1] == start[word]
        ):
            made[word] = f"{made.get(word - 2, low[word - 2])}-{low[word]}"
    return made


class Finder:
    """Fits the patterns of the lexicon to the words of one passage."""

    def __init__(
        self,
        passage: Passage,
        chunks: list[Chunk | None],
        clauses: Clauses,
        lexicon: Lexicon,
        actors: Actors,
    ) -> None:
        self.passage = passage
        self.chunks = chunks
        self.clauses = clauses
        self.lexicon = lexicon
        self.actors = actors
        self.joined = hyphenated(passage)

    def hits(self) -> dict[int, Hit]:
        """Return, for each trigger word, what fits it best."""
        found: dict[int, Hit] = {}
        passage, lexicon = self.passage, self.lexicon
        for word, low in enumerate(passage.low):
            tag = passage.tag[word]
            whole = self.joined.get(word)
            forms = (low,) if whole is None else (whole, low)
            for form in forms:  # "dive-bombed" before "bombed"
                if form in lexicon.verbs and (tag in _VERBS or self._participle(word, low, tag)):
                    hit = self._fit(word, lexicon.verbs[form], noun=False)
                    if hit is not None:
                        found[word] = hit
                        break
                if tag in _NOUNS and form in lexicon.nouns:
                    hit = self._fit(word, lexicon.nouns[form], noun=True)
                    if hit is not None:
                        found[word] = hit
                        break
            if word in found:
                continue
            if low in lexicon.adjectives and word not in found and tag not in _NOUNS:
                found[word] = Hit(
                    word, False, None, lexicon.adjectives[low], 0, self.clauses.around(word), None
                )
        for hit in list(found.values()):
            if hit.entry is None or hit.noun:
                continue
            for word in (hit.object, *(place for _, place in hit.placed)):
                inner = found.get(word)
                if inner is not None and inner.noun:
                    inner.entry = None  # "hold a meeting": told by the verb
                    if inner.operator is None:
                        del found[word]
        return found

    def span(self, word: int) -> tuple[int, int]:
        """Return where a word stands in the source, with what hyphens join to it before it."""
        first = word
        while first in self.joined:
            first -= 2
        return self.passage.span(first, word)

    def _participle(self, word: int, low: str, tag: str) -> bool:
        """Whether a word is a verb that the tagger took for something else."""
        lexicon = self.lexicon
        if low not in lexicon.participles and low not in lexicon.pasts:
            return False
        if low in lexicon.nouns or not low.endswith(("ed", "en", "ught", "ose", "rew")):
            return False
        before = self.passage.low[word - 1] if word else ""
        if tag in ("JJ", "RB"):
            return before in BE or before in ("as", "had", "has", "have", "n't", "not")
        return tag in ("NN", "NNP", "NNS", "IN") and word > 0

    def _fit(self, word: int, patterns: list[Pattern], *, noun: bool) -> Hit | None:
        around = self.noun_around(word) if noun else self.clauses.around(word)
        group = None if noun else self.clauses.group(word)
        best: Hit | None = None
        operator: Operator | None = None
        operator_weight = -1
        for pattern in patterns:
            placed = self._match(word, pattern, around, group)
            if placed is None:
                continue
            if pattern.operator is not None and pattern.weight > operator_weight:
                operator, operator_weight = pattern.operator, pattern.weight
            if pattern.entry is not None and (best is None or pattern.weight > best.weight):
                obj, slots, last = placed
                best = Hit(
                    word, noun, pattern.entry, None, pattern.weight, around, group, obj, slots, last
                )
        if best is None and operator is not None:
            return Hit(word, noun, None, operator, operator_weight, around, group)
        if best is not None:
            best.operator = operator
        return best

    def _match(
        self, word: int, pattern: Pattern, around: Around, group: Group | None
    ) -> tuple[int, tuple[tuple[str, int], ...], int] | None:
        low = self.passage.low
        last = word
        stop = self.passage.sentences[self.passage.sentence[word]][1]
        for choices in pattern.fixed:
            if "~" in choices:
                if choices.isdisjoint(low[word + 1 : stop]):
                    return None
                continue
            reach = 14 if pattern.object is not None or pattern.prepositions else 7
            place = -1
            for index in range(last + 1, min(last + reach, stop)):
                if low[index] in choices or self.joined.get(index) in choices:
                    place = index
                    break
            if place < 0 and word and low[word - 1] in choices and low[word - 1].endswith("ly"):
                place = word - 1
            if place < 0:
                return None
            last = max(last, place)
        obj = -1
        if pattern.object is not None:
            if group is None:
                options = [w for name, w in around.oblique if name == "of"] + around.objects
            elif group.passive:
                options = [around.subject] if around.subject >= 0 else []
            else:
                options = around.objects
            for option in options:
                if self._fills(option, pattern.object):
                    obj = option
                    break
            else:
                return None
        placed: list[tuple[str, int]] = []
        for names, slot in pattern.prepositions:
            for name, target in around.oblique:
                if name in names and self._fills(target, slot):
                    placed.append((name, target))
                    break
            else:
                return None
        return obj, tuple(placed), last

    def _fills(self, word: int, slot: Slot) -> bool:
        chunk = self.chunks[word]
        if slot.kind:
            named = () if chunk is None else chunk.actors
            if slot.kind == "country":
                named = (
                    chunk.actors
                    if chunk is not None and chunk.how in ("name", "seat", "back")
                    else ()
                )
            if any(self.is_kind(name, slot.kind) for name in named):
                return True
            if not slot.words:
                return False
        low = self.passage.low
        if low[word] in slot.words or self.joined.get(word) in slot.words:
            return True
        if chunk is not None and low[chunk.head] in slot.words:
            return True
        if word and f"{low[word - 1]} {low[word]}" in slot.words:
            return True
        if (
            low[word] in _VESSELS
            and chunk is not None
            and any(low[inner] in slot.words for inner in range(chunk.first, word))
        ):
            return True  # "a military aid program", "a package of aid"
        # "payment of its contributions", "a series of strikes", "tons of grain"
        for kid in self.passage.kids[word]:
            if self.passage.dep[kid] in ("nmod", "conj"):
                near = self.chunks[kid]
                inner = low[kid] in slot.words or (
                    low[kid] in _VESSELS
                    and near is not None
                    and any(low[place] in slot.words for place in range(near.first, kid))
                )
                if inner and (
                    self.passage.dep[kid] == "conj" or preposition_of(self.passage, kid) == "of"
                ):
                    return True
        return False

    def is_kind(self, name: str, kind: str) -> bool:
        """Whether an actor is a state, an organisation, an alliance."""
        if kind == "actor":
            return True
        if name.startswith("~") or name not in self.actors:
            return False
        actor = self.actors.get(name)
        if kind in ("state", "country"):
            return actor.is_state
        if kind == "organisation":
            return not actor.is_state and actor.kind != "armed-group"
        return actor.kind == "alliance" or name in SECURITY

    def noun_around(self, word: int) -> Around:
        """Return what stands around an event noun: whose it is, of what, on whom."""
        passage = self.passage
        made = Around()
        chunk = self.chunks[word]
        if chunk is not None and chunk.head == word:
            inner = [w for w in range(chunk.first, word) if passage.tag[w] in _NOUNS]
            if inner:
                made.objects.append(inner[-1])
        for kid in passage.kids[word]:
            dep = passage.dep[kid]
            if dep in ("nmod:poss", "nsubj"):
                made.subject = kid
            elif dep in ("nmod", "obl", "acl"):
                name = preposition_of(passage, kid)
                if name and not self.clauses.is_verb(kid):
                    made.oblique.append((name, kid))
        self._chain(made, word)
        return made

    def _chain(self, made: Around, word: int) -> None:
        """Add the prepositional phrases right behind a noun, by the order of the words."""
        passage = self.passage
        stop = passage.sentences[passage.sentence[word]][1]
        known = {target for _, target in made.oblique}
        index = word + 1
        while index + 1 < stop and passage.tag[index] in ("IN", "TO") and len(made.oblique) < 5:
            chunk = self.chunks[index + 1]
            if chunk is None or chunk.first != index + 1:
                break
            if chunk.head not in known:
                made.oblique.append((passage.low[index], chunk.head))
            index = chunk.last + 1
