"""Verb groups and what stands around them.

::

    "Armenia │ has not paid │ its dues │ to the CSTO │ since 2023"
     subject │ group: not,   │ object   │ to: …       │ since: …
             │ perfect       │

The parse gives the arguments; where it attaches one wrongly, the order of the words does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.coding._chunks import CALENDAR, Chunk
from foedus.coding._parse import Passage
from foedus.coding._words import verb_forms, words

BE = words("be is was are were been being am 's 're 'm")
HAVE = frozenset(("have", "has", "had", "having", "'ve", "'d"))
DO = frozenset(("do", "does", "did"))
NOT = words("not n't never no neither nor hardly nobody none")
_GET = frozenset(("get", "got", "gets", "gotten"))
_VERB = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
_SUBJECTS = frozenset(("nsubj", "nsubj:pass", "nsubj:outer", "csubj"))
_OBLIQUE = words("obl obl:agent nmod obl:unmarked nmod:desc nmod:unmarked advcl acl dep")
_STOP = frozenset((".", ";", ":", "!", "?"))


@dataclass(slots=True)
class Group:
    """A verb with its auxiliaries.

    Attributes
    ----------
    verb, first
        The verb, and the first word of its group.
    form
        Its tag: VB, VBD, VBG, VBN, VBP, VBZ.
    to
        Where the "to" of an infinitive stands, or -1.
    """

    verb: int
    first: int
    form: str
    negated: bool = False
    modal: str = ""
    perfect: bool = False
    passive: bool = False
    progressive: bool = False
    to: int = -1

    @property
    def finite(self) -> bool:
        """Whether the group makes a clause of its own."""
        return self.to < 0 and (
            self.form in ("VBD", "VBP", "VBZ")
            or bool(self.modal)
            or self.perfect
            or (self.first < self.verb and self.form in ("VBN", "VBG", "VB"))
        )


@dataclass(slots=True)
class Around:
    """What stands around a verb or an event noun; words that head chunks."""

    subject: int = -1
    objects: list[int] = field(default_factory=list)
    receiver: int = -1
    oblique: list[tuple[str, int]] = field(default_factory=list)
    below: list[int] = field(default_factory=list)  # verbs of clauses that depend on it
    inherited: bool = False
    guessed: bool = False

    def after(self, preposition: str) -> int:
        """Return what follows a preposition, or -1."""
        for name, word in self.oblique:
            if name == preposition:
                return word
        return -1


def group_of(passage: Passage, verb: int) -> Group:
    """Read the auxiliaries before a verb, by the order of the words."""
    low, tag = passage.low, passage.tag
    start = passage.sentences[passage.sentence[verb]][0]
    group = Group(verb, verb, tag[verb])
    index = verb - 1
    seen_aux = ""
    while index >= start:
        word, kind = low[index], tag[index]
        if word in NOT and word != "no":
            group.negated = True
        elif (
            kind == "TO" or (word == "to" and kind != "IN") or (word == "to" and index == verb - 1)
        ):
            group.to = index
            if index > start and low[index - 1] in ("not", "n't", "never"):
                group.negated = True
            break
        elif kind == "MD" or word in ("'ll", "wo"):
            group.modal = "will" if word in ("'ll", "wo", "shall") else word
            seen_aux = "modal"
        elif word in BE:
            if seen_aux in ("",) and group.form in ("VBN", "VBD"):
                group.passive = True
            elif seen_aux == "" and group.form == "VBG":
                group.progressive = True
            if word == "being":
                group.progressive = True
            seen_aux = seen_aux or "be"
        elif word in _GET and group.form == "VBN" and not seen_aux:
            group.passive = True
            seen_aux = "be"
        elif (word in HAVE and group.form in ("VBN", "VBD", "JJ")) or (
            word in HAVE and seen_aux == "be"
        ):
            group.perfect = True
            seen_aux = "have"
        elif word in DO and group.form == "VB":
            seen_aux = "do"
        elif kind in ("RB", "RBR", "RBS", "EX") or word in (
            "also",
            "both",
            "already",
            "now",
            "yet",
            ",",
        ):
            if word == "," or kind == "EX":
                break
            index -= 1
            continue
        else:
            break
        group.first = index
        index -= 1
    if (
        group.first == verb
        and index >= start
        and low[index] in ("and", "or", "but", ",")
        and group.form in ("VBN", "VB", "VBG")
    ):
        # "was arrested and deported": the second verb shares the first one's auxiliaries
        other = passage.head[verb]
        if (
            passage.dep[verb] == "conj"
            and other < verb
            and tag[other] == group.form
            and other >= start
        ):
            twin = group_of(passage, other)
            group.passive, group.modal, group.perfect = twin.passive, twin.modal, twin.perfect
            group.progressive, group.to = twin.progressive, twin.to
    if (
        not group.passive
        and group.form == "VBN"
        and group.first == verb
        and passage.dep[verb] in ("acl", "acl:relcl", "amod")
    ):
        group.passive = True
    return group


def preposition_of(passage: Passage, word: int) -> str:
    """Return the preposition of a noun, in lower case, or an empty string."""
    found = ""
    for kid in passage.kids[word]:
        if passage.dep[kid] == "case" and kid < word and passage.low[kid] not in ("'s", "'"):
            found = passage.low[kid]  # of "out of" the last
    return found


class Clauses:
    """Arguments of verbs and nouns in one passage."""

    def __init__(self, passage: Passage, chunks: list[Chunk | None]) -> None:
        self.passage = passage
        self.chunks = chunks
        self._groups: dict[int, Group] = {}
        self._around: dict[int, Around] = {}

    def group(self, verb: int) -> Group:
        """Return the verb group of a verb."""
        if verb not in self._groups:
            self._groups[verb] = group_of(self.passage, verb)
        return self._groups[verb]

    def is_verb(self, word: int) -> bool:
        """Whether a word is tagged as a verb."""
        return self.passage.tag[word] in _VERB

    def around(self, word: int) -> Around:
        """Return what stands around a verb."""
        if word in self._around:
            return self._around[word]
        made = Around()
        self._around[word] = made  # also stops a loop through conjuncts
        passage = self.passage
        for kid in passage.kids[word]:
            self._sort(made, kid, word)
        group = self.group(word)
        self._prepositions(made, word)
        if not group.passive:
            self._next_object(made, word)
        aside = self._before_aside(word, group)
        if aside >= 0 and (made.subject < 0 or self._weak(made.subject)):
            made.subject = aside
        if made.subject >= 0 and self.chunks[made.subject] is None:
            nearest = self._adjacent(word, group)
            made.subject = nearest if nearest >= 0 else made.subject
        if made.subject < 0:
            self._find_subject(made, word, group)
        return made

    def _weak(self, subject: int) -> bool:
        """Whether a subject stands after a comma or a preposition, as in a misread aside."""
        chunk = self.chunks[subject]
        if chunk is None or chunk.how == "pronoun":
            return chunk is None
        before = self.passage.low[chunk.first - 1] if chunk.first else ""
        return before in (",", "of", "for", "in", "at", "from", "to", "by") or not chunk.actors

    def _sort(self, made: Around, kid: int, word: int) -> None:
        passage = self.passage
        dep = passage.dep[kid]
        if dep in _SUBJECTS and passage.low[kid] not in CALENDAR:
            if made.subject < 0 or dep != "csubj":
                made.subject = kid
        elif dep == "obj":
            made.objects.append(kid)
            for grand in passage.kids[kid]:
                if passage.dep[grand] in ("nmod", "acl", "obl"):
                    self._oblique(made, grand)
        elif dep == "iobj":
            made.receiver = kid
        elif dep in ("xcomp", "ccomp"):
            if self.is_verb(kid):
                made.below.append(kid)
            elif dep == "xcomp":
                made.oblique.append(("as", kid))
            for grand in passage.kids[kid]:
                if (
                    dep == "xcomp"
                    and passage.dep[grand] in ("nmod", "obl")
                    and not self.is_verb(kid)
                ):
                    self._oblique(made, grand)
        elif dep in _OBLIQUE:
            self._oblique(made, kid)

    def _oblique(self, made: Around, kid: int) -> None:
        passage = self.passage
        name = preposition_of(passage, kid)
        if self.is_verb(kid):
            mark = next(
                (passage.low[k] for k in passage.kids[kid] if passage.dep[k] in ("mark", "case")),
                "",
            )
            if mark:
                made.oblique.append((mark, kid))
            made.below.append(kid)
            return
        if name:
            made.oblique.append((name, kid))
            for grand in passage.kids[kid]:
                if passage.dep[grand] in ("nmod", "obl"):
                    inner = preposition_of(passage, grand)
                    if inner and inner != "of":
                        made.oblique.append((inner, grand))

    def _prepositions(self, made: Around, word: int) -> None:
        """Add what follows a preposition after the verb, which the parse hung elsewhere."""
        passage = self.passage
        stop = passage.sentences[passage.sentence[word]][1]
        known = {target for _, target in made.oblique}
        index = word + 1
        steps = 0
        while index < stop and steps < 30:
            low, tag = passage.low[index], passage.tag[index]
            steps += 1
            if low in _STOP or tag in ("VBD", "VBZ", "VBP", "MD") or tag in ("WP", "WDT", "WRB"):
                break
            if tag == "TO" and index + 1 < stop and passage.tag[index + 1] == "VB":
                if index == word + 1 or steps > 12:
                    break
                break
            if low == "that" and tag == "IN":
                break
            if tag in ("IN", "TO", "RP") and index + 1 < stop:
                chunk = self.chunks[index + 1]
                if chunk is not None and chunk.first == index + 1 and chunk.head not in known:
                    made.oblique.append((low, chunk.head))
                    known.add(chunk.head)
                    index = chunk.last
            index += 1

    def _next_object(self, made: Around, word: int) -> None:
        """Take the chunk right after the verb as its object, where the parse named none."""
        passage = self.passage
        stop = passage.sentences[passage.sentence[word]][1]
        index = word + 1
        while (
            index < stop
            and self.chunks[index] is None
            and (passage.tag[index] in ("RB", "RP") or passage.dep[index] == "compound:prt")
        ):
            index += 1
        if index < stop:
            chunk = self.chunks[index]
            if (chunk is not None and chunk.first == index and chunk.how != "pronoun") or (
                chunk is not None and passage.low[index] in ("it", "him", "her", "them", "us")
            ):
                assert chunk is not None
                after = chunk.last + 1
                verbal = after < stop and passage.tag[after] in ("VBD", "VBZ", "VBP", "MD")
                if not verbal and passage.low[chunk.head] not in (
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday",
                    "yesterday",
                    "today",
                    "week",
                    "month",
                    "year",
                ):
                    if chunk.head in made.objects:
                        return
                    made.guessed = made.guessed or not made.objects
                    made.objects.insert(0, chunk.head)
                    second = self.chunks[after] if after < stop else None
                    if (
                        second is not None
                        and second.first == after
                        and passage.low[word] in _GIVING
                    ):
                        # "gave Poland a loan": first to whom, then what
                        made.receiver = chunk.head
                        made.objects.insert(0, second.head)

    def _find_subject(self, made: Around, word: int, group: Group) -> None:
        passage = self.passage
        dep, head = passage.dep[word], passage.head[word]
        if head == word:
            dep = "root"
        if group.finite and dep in ("advcl", "ccomp", "acl:relcl", "parataxis", "dep"):
            made.subject = self._adjacent(word, group)
            if made.subject >= 0:
                return
        if dep == "conj" and self.is_verb(head) and head < word:
            made.subject = self.around(head).subject
            made.inherited = True
        elif dep == "acl:relcl" and head < word:
            made.subject = head
        elif dep in ("acl", "amod") and head < word and not self.is_verb(head):
            if group.to >= 0:
                # "its decision to leave": who owns the noun
                made.subject = self._owner(head)
            else:
                made.subject = head
            made.inherited = True
        elif dep in ("xcomp", "advcl", "ccomp", "parataxis", "obl", "dep", "conj") and self.is_verb(
            head
        ):
            upper = self.around(head)
            if dep == "xcomp" and upper.objects and passage.low[head] not in _SUBJECT_CONTROL:
                made.subject = upper.objects[0]
            else:
                made.subject = upper.subject
            made.inherited = True
        if made.subject < 0:
            made.subject = self._left(word, group)
            made.guessed = made.subject >= 0

    def _adjacent(self, word: int, group: Group) -> int:
        """Return the chunk right before a verb group, if it stands for somebody."""
        passage = self.passage
        start = passage.sentences[passage.sentence[word]][0]
        index = group.first - 1
        while index > start and passage.tag[index] == "RB":
            index -= 1
        chunk = self.chunks[index] if index >= start else None
        if chunk is None or not chunk.actors or chunk.last != index:
            return -1
        before = chunk.first - 1
        if before >= start and passage.low[before] in ("and", "or"):
            return -1
        if (
            before >= start
            and passage.tag[before] in ("IN", "TO")
            and not _clause_or_count(passage, before)
        ):
            return -1
        return chunk.head

    def _owner(self, noun: int) -> int:
        """Return whose decision, plan or refusal a noun is."""
        passage = self.passage
        for kid in passage.kids[noun]:
            if passage.dep[kid] in ("nmod:poss", "nsubj"):
                return kid
        chunk = self.chunks[noun]
        if chunk is not None and chunk.owners:
            return noun
        head = passage.head[noun]
        if head != noun and self.is_verb(head):
            return self.around(head).subject
        for kid in passage.kids[noun]:
            if passage.dep[kid] == "nmod" and preposition_of(passage, kid) in ("of", "by"):
                return kid
        return -1

    def _before_aside(self, word: int, group: Group) -> int:
        """Return the subject before an aside: "Kazakhstan, a member of the bloc, declined"."""
        passage = self.passage
        start = passage.sentences[passage.sentence[word]][0]
        index = group.first - 1
        while index > start and passage.tag[index] == "RB":
            index -= 1
        if index <= start or passage.low[index] != "," or group.to >= 0 or group.form == "VBG":
            return -1
        opening = index - 1
        while opening > start and passage.low[opening] != "," and index - opening < 28:
            if passage.low[opening] in (";", ":", '"') or (
                passage.tag[opening] in ("VBD", "MD")
                and (passage.low[opening - 1] not in ("who", "which", "that"))
            ):
                return -1
            opening -= 1
        if passage.low[opening] != ",":
            return -1
        inner = self.chunks[opening + 1]
        if (
            inner is not None
            and inner.first == opening + 1
            and inner.last == index - 1
            and inner.how == "person"
        ):
            return inner.head  # "the head of the bloc, Yuri Khachaturov, stood trial"
        chunk = self.chunks[opening - 1]
        if chunk is None or chunk.last != opening - 1 or not chunk.actors:
            return -1
        before = passage.low[chunk.first - 1] if chunk.first > start else ""
        if before in (
            "in",
            "at",
            "on",
            "of",
            "with",
            "from",
            "to",
            "by",
            "for",
            "against",
            "including",
            "like",
        ):
            return -1
        return chunk.head

    def _left(self, word: int, group: Group) -> int:
        """Return the nearest chunk before a verb that no preposition governs."""
        passage = self.passage
        start = passage.sentences[passage.sentence[word]][0]
        index = (group.to if group.to >= 0 else group.first) - 1
        while index >= start:
            low, tag = passage.low[index], passage.tag[index]
            if low in _STOP or low == '"':
                return -1
            chunk = self.chunks[index]
            if chunk is not None and passage.low[chunk.head] in CALENDAR:
                index = chunk.first - 1
                continue
            if chunk is not None:
                before = chunk.first - 1
                if (
                    before < start
                    or passage.tag[before] not in ("IN", "TO")
                    or _clause_or_count(passage, before)
                    or passage.low[before]
                    in (
                        "that",
                        "as",
                        "if",
                        "because",
                        "while",
                        "after",
                        "before",
                        "although",
                        "since",
                    )
                ):
                    return chunk.head
                index = before - 1
                continue
            if tag in ("VBD", "VBZ", "VBP") and index < word - 1:
                return (
                    self.around(index).subject
                    if index not in self._around
                    else self._around[index].subject
                )
            index -= 1
        return -1


_GIVING = frozenset(
    form
    for lemma in (
        "give",
        "send",
        "grant",
        "offer",
        "lend",
        "award",
        "sell",
        "hand",
        "deny",
        "promise",
        "pay",
        "loan",
        "allocate",
        "supply",
        "refuse",
        "owe",
        "deliver",
        "guarantee",
    )
    for form in verb_forms(lemma)
)


def _clause_or_count(passage: Passage, word: int) -> bool:
    """Whether a preposition opens a clause ("that"), or a count ("up to 100 people")."""
    low = passage.low
    if low[word] in (
        "that",
        "as",
        "if",
        "because",
        "while",
        "after",
        "before",
        "although",
        "since",
    ):
        return True
    return low[word] == "to" and word > 0 and low[word - 1] == "up"


# Verbs that take an object and a clause whose subject is still their own: promise X to …
_SUBJECT_CONTROL = words(
    "promise promised promises vow vowed threaten threatened pledge pledged use used"
)
