"""Parses of other pipelines brought to the labels that the grammar reads: Universal Dependencies.

::

    ClearNLP (en_core_web_*)                      Universal Dependencies
    signed ─prep─► by ─pobj─► president           signed ─obl─► president ─case─► by
    is ─attr─► member                             member ─cop─► is
    A ─conj─► B ─conj─► C, A ─cc─► and            A ─conj─► B, A ─conj─► C ─cc─► and

The two differ in what governs what, not only in names: in Universal Dependencies content words
govern, function words hang on them.

References
----------
Choi, J. D. and Palmer, M. (2012), Guidelines for the CLEAR style constituent to dependency
conversion, University of Colorado; de Marneffe, M.-C. et al. (2021), Universal Dependencies,
Computational Linguistics 47(2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from foedus._errors import CoderError

Scheme = Literal["clearnlp", "ud"]

# fmt: off
_BE = frozenset(("be", "is", "was", "are", "were", "been", "being", "am", "'s", "'re", "'m"))
_MODAL = frozenset((
    "can", "could", "may", "might", "must", "shall", "should", "will", "would", "'ll", "'d", "ca",
    "wo",
))
_PTB = frozenset((
    "CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NN", "NNS", "NNP", "NNPS",
    "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG",
    "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", ".", ",", ":", "``", "''", '"', "$", "#",
    "-LRB-", "-RRB-", "HYPH", "NFP", "ADD", "AFX", "GW", "XX", "_SP",
))
# fmt: on
_CLEAR = {
    "acomp": "xcomp",
    "agent": "advmod",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "complm": "mark",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "hmod": "compound",
    "infmod": "acl",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "nmod": "compound",
    "nn": "compound",
    "nsubjpass": "nsubj:pass",
    "num": "nummod",
    "number": "nummod",
    "oprd": "xcomp",
    "partmod": "acl",
    "pcomp": "advcl",
    "pobj": "obl",
    "poss": "nmod:poss",
    "possessive": "case",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prep": "advmod",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "rcmod": "acl:relcl",
    "relcl": "acl:relcl",
}  # fmt: skip
_ONLY_CLEAR = frozenset(_CLEAR) - {"nmod", "neg", "auxpass", "csubjpass", "dobj", "nsubjpass"}
# Earlier versions of Universal Dependencies, and names that treebanks add.
_OLDER = {
    "auxpass": "aux:pass", "csubjpass": "csubj:pass", "dobj": "obj", "mwe": "fixed", "name": "flat",
    "neg": "advmod", "nsubjpass": "nsubj:pass", "root": "ROOT", "flat:name": "flat",
    "flat:foreign": "flat", "nmod:npmod": "nmod:unmarked", "nmod:tmod": "nmod:unmarked",
    "obl:npmod": "obl:unmarked", "obl:tmod": "obl:unmarked", "nmod:agent": "obl:agent",
}  # fmt: skip


def scheme_of(labels: Iterable[str], where: str = "the pipeline") -> Scheme:
    """Return whose labels these are.

    Raises
    ------
    CoderError
        They are neither ClearNLP's nor those of Universal Dependencies.
    """
    known = set(labels)
    if known & {"pobj", "prep", "pcomp"}:
        return "clearnlp"
    if known & {"obl", "case", "nmod:poss", "nsubj:pass"}:
        return "ud"
    raise CoderError(
        f"{where} labels its parses in a way that is not known: {', '.join(sorted(known)[:12])}",
        hint="name a pipeline with ClearNLP labels (en_core_web_*) or Universal Dependencies",
    )


def to_universal(doc: Any, scheme: Scheme | None = None) -> Any:
    """Return a spaCy Doc of the same words, with the relations and tags that the grammar reads.

    Parameters
    ----------
    doc
        A parsed ``spacy.tokens.Doc``. It is not changed.
    scheme
        Whose labels it has; found out from the document, if None.
    """
    from spacy.tokens import Doc

    if scheme is None:
        scheme = "clearnlp" if any(token.dep_ in _ONLY_CLEAR for token in doc) else "ud"
    tree = _Tree(
        [token.lower_ for token in doc],
        [penn_tag(token) for token in doc],
        [token.head.i for token in doc],
        [token.dep_ for token in doc],
    )
    if scheme == "clearnlp":
        tree.prepositions()
        tree.predicates()
        tree.conjunctions()
        tree.names(_CLEAR)
    else:
        tree.names(_OLDER)
        tree.agents()
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=tree.tag,
        heads=tree.head,
        deps=tree.dep,
    )


class _Tree:
    """A parse as lists, one entry a word, that is changed step by step."""

    def __init__(self, low: list[str], tag: list[str], head: list[int], dep: list[str]) -> None:
        self.low, self.tag, self.head, self.dep = low, tag, head, dep

    def kids(self, word: int) -> list[int]:
        return [kid for kid, head in enumerate(self.head) if head == word and kid != word]

    def kid(self, word: int, *labels: str) -> int:
        """Return the first word below another with one of the labels, or -1."""
        return next((kid for kid in self.kids(word) if self.dep[kid] in labels), -1)

    def hang(self, word: int, head: int, dep: str) -> None:
        self.head[word], self.dep[word] = head, dep

    def is_predicate(self, word: int) -> bool:
        """Whether what hangs on a word with a preposition is its oblique, not its attribute."""
        return self.tag[word][:2] in ("VB", "JJ", "RB", "MD")

    def depth(self, word: int) -> int:
        steps = 0
        while self.head[word] != word and steps < len(self.head):
            word, steps = self.head[word], steps + 1
        return steps

    # prepositions ---------------------------------------------------------------------------

    def prepositions(self) -> None:
        """Let the noun after a preposition govern it."""
        words = [
            word
            for word, label in enumerate(self.dep)
            if label in ("prep", "agent", "dative")
            or (label == "conj" and self.kid(word, "pobj", "pcomp") >= 0)
        ]
        # from the top down, so that what is governed finds its governor settled
        for word in sorted(words, key=lambda word: (self.depth(word), word)):
            if self.dep[word] in ("prep", "agent", "dative", "conj"):
                self._preposition(word)

    def _preposition(self, word: int) -> None:
        chain, noun = [word], self.kid(word, "pobj")
        while noun < 0 and (inner := self.kid(chain[-1], "prep")) >= 0:
            chain.append(inner)  # "out of Armenia", "according to Armenia"
            noun = self.kid(inner, "pobj")
        clause = False
        if noun < 0:
            chain = [word]
            noun = self.kid(word, "pcomp")
            clause = noun >= 0 and self.tag[noun][:2] in ("VB", "MD")
        if noun < 0:
            return  # stranded, "the pact it belongs to", or a noun without one: given a name later
        governor, label = self.head[word], self.dep[word]
        if label == "conj":
            # "in Armenia and in Georgia": the nouns are joined, not the prepositions
            if self.dep[governor] in ("case", "mark"):
                governor = self.head[governor]
            relation = "conj"
        elif clause:
            relation = "advcl" if self.is_predicate(governor) else "acl"
        elif label == "agent":
            relation = "obl:agent"
        else:
            relation = "obl" if self.is_predicate(governor) else "nmod"
        if governor == word:
            governor = noun  # a fragment: "In Moscow."
            relation = "ROOT"
        self.hang(noun, governor, relation)
        for part in chain:
            for kid in self.kids(part):
                if kid != noun and kid not in chain:
                    fixed = self.dep[kid] == "pcomp" and not clause  # "because of"
                    self.hang(kid, noun, "case" if fixed else self.dep[kid])
            self.hang(part, noun, "mark" if clause else "case")

    # predicates -----------------------------------------------------------------------------

    def predicates(self) -> None:
        """Let what is said of somebody govern the "be" that says it."""
        for verb, low in enumerate(self.low):
            if low not in _BE or self.tag[verb][:2] != "VB" or self.dep[verb] in ("aux", "auxpass"):
                continue
            said = self.kid(verb, "attr", "acomp")
            if self.kid(verb, "expl") >= 0:
                if said >= 0:
                    self.dep[said] = "nsubj"  # "there is a plan"
                continue
            if said < 0:
                said = self._place(verb)
            if said >= 0:
                self._copula(verb, said)

    def _place(self, verb: int) -> int:
        """Return a noun that is said of the subject by a preposition: "is in Moscow"."""
        for kid in self.kids(verb):
            if kid > verb and self.dep[kid] == "obl":
                first = min([mark for mark in self.kids(kid) if self.dep[mark] == "case"] or [kid])
                between = self.tag[verb + 1 : first]
                return kid if all(tag[:2] == "RB" for tag in between) else -1
        return -1

    def _copula(self, verb: int, said: int) -> None:
        root = self.head[verb] == verb
        self.hang(said, said if root else self.head[verb], self.dep[verb])
        for kid in self.kids(verb):
            if kid != said:
                self.head[kid] = said
        self.hang(verb, said, "cop")

    # conjunctions ---------------------------------------------------------------------------

    def conjunctions(self) -> None:
        """Hang all that is joined on the first, and each "and" on what follows it."""
        for word, label in enumerate(self.dep):
            if label == "cc":
                joined = [
                    kid
                    for kid in self.kids(self.head[word])
                    if kid > word and self.dep[kid] == "conj"
                ]
                if joined:
                    self.head[word] = joined[0]
        for word, label in enumerate(self.dep):
            if label == "conj":
                first, steps = self.head[word], 0
                while self.dep[first] == "conj" and steps < len(self.dep):
                    first, steps = self.head[first], steps + 1
                self.head[word] = first

    # names ----------------------------------------------------------------------------------

    def names(self, table: dict[str, str]) -> None:
        """Give every relation the name that the grammar knows."""
        for word, label in enumerate(self.dep):
            if label == "npadvmod":
                above = "obl" if self.is_predicate(self.head[word]) else "nmod"
                self.dep[word] = f"{above}:unmarked"
            elif label == "aux" and self.tag[word] == "TO":
                self.dep[word] = "mark"
            elif label == "neg" and self.tag[word] == "DT":
                self.dep[word] = "det"
            # what prepositions() made a noun's "nmod" has a case mark below it, and stays
            elif label == "nmod" and any(self.dep[kid] == "case" for kid in self.kids(word)):
                continue
            elif label == "nmod" and table is _OLDER and self.tag[self.head[word]][:2] == "VB":
                self.dep[word] = "obl"
            else:
                self.dep[word] = table.get(label, label)

    def agents(self) -> None:
        """Mark who acts in a passive, where a treebank does not."""
        for word, label in enumerate(self.dep):
            if label == "obl" and self.kid(self.head[word], "aux:pass") >= 0:
                marks = [kid for kid in self.kids(word) if self.dep[kid] == "case"]
                if [self.low[kid] for kid in marks] == ["by"]:
                    self.dep[word] = "obl:agent"


def penn_tag(token: Any) -> str:
    """Return a word's Penn Treebank tag; made from its part of speech where it has none."""
    tag: str = token.tag_
    return tag if tag in _PTB else _from_features(token)


def _from_features(token: Any) -> str:
    low, pos = token.lower_, token.pos_

    def has(feature: str) -> bool:
        name, _, value = feature.partition("=")
        return value in token.morph.get(name)

    if pos in ("NOUN", "PROPN"):
        return ("NN" if pos == "NOUN" else "NNP") + ("S" if has("Number=Plur") else "")
    if pos in ("VERB", "AUX"):
        if (pos == "AUX" and low in _MODAL) or has("VerbType=Mod"):
            return "MD"
        if has("VerbForm=Ger") or (has("VerbForm=Part") and has("Tense=Pres")):
            return "VBG"
        if has("VerbForm=Part"):
            return "VBN"
        if has("Tense=Past"):
            return "VBD"
        if has("Tense=Pres") and has("VerbForm=Fin"):
            return "VBZ" if has("Person=3") and has("Number=Sing") else "VBP"
        return "VB"
    if pos in ("ADJ", "ADV"):
        if pos == "ADV" and low in ("when", "where", "why", "how"):
            return "WRB"
        base = "JJ" if pos == "ADJ" else "RB"
        return base + ("R" if has("Degree=Cmp") else "S" if has("Degree=Sup") else "")
    if pos == "PRON":
        if has("Poss=Yes"):
            return "WP$" if low == "whose" else "PRP$"
        if low in ("who", "whom", "what", "whoever", "whatever"):
            return "WP"
        if low in ("which", "that") and (has("PronType=Rel") or has("PronType=Int")):
            return "WDT"
        if low == "there":
            return "EX"
        return "DT" if has("PronType=Dem") else "PRP"
    if pos == "PART":
        return "TO" if low == "to" else "POS" if low in ("'s", "'", "’s", "’") else "RB"
    if pos == "PUNCT":
        known = {",": ",", ".": ".", "?": ".", "!": ".", "(": "-LRB-", ")": "-RRB-", '"': "''"}
        return known.get(low, ":")
    simple = {"ADP": "IN", "SCONJ": "IN", "DET": "DT", "CCONJ": "CC", "NUM": "CD", "INTJ": "UH",
              "SYM": "SYM", "X": "FW", "SPACE": "_SP"}  # fmt: skip
    if pos == "DET" and low in ("which", "what"):
        return "WDT"
    return simple.get(pos, "NN")
