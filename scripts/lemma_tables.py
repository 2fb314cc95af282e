"""Tables for spaCy's rule lemmatizer, counted from the treebanks.

Forms that the treebanks show keep the lemma they have there, by part of speech; for the others the
ending decides, by the longest ending that the treebanks know for inflected words::

    aded -> ade   (invaded)      nded -> nd   (defended)      ies -> y   (allies)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.lookups import Lookups
from substitution import news_words
from treebank import Sentence

#: Longest ending looked at, and how many different words have to follow a rule for it to be kept.
LONGEST_ENDING = 5
SUPPORT = 2

#: Parts of speech whose words change their endings. Names do so only in the listed forms.
INFLECTED = ("NOUN", "VERB", "ADJ", "ADV")

#: Endings tried after those that were learnt; a result counts where it is a known verb.
PLAIN_ENDINGS = [
    *([2 * end + tail, end] for end in "bdgklmnprt" for tail in ("ed", "ing")),
    *(["ying", "ie"], ["ied", "y"], ["ies", "y"], ["ing", ""], ["ing", "e"]),
    *(["ed", ""], ["ed", "e"], ["es", ""], ["es", "e"], ["s", ""]),
]

HERE = Path(__file__).resolve().parent

Change = tuple[str, str]
Pair = tuple[str, str]


def is_base_form(upos: str, feats: str) -> bool:
    """Tell what spaCy takes for a base form already, and only lower-cases."""
    values = set(feats.split("|"))
    return (
        (upos == "NOUN" and "Number=Sing" in values)
        or (upos == "VERB" and "VerbForm=Inf" in values)
        or (upos == "ADJ" and "Degree=Pos" in values)
    )


def change(form: str, lemma: str) -> Change:
    """Return the ending that goes and the ending that comes.

    >>> change("allies", "ally")
    ('ies', 'y')
    """
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return form[same:], lemma[same:]


def ending_rules(pairs: Iterable[Pair]) -> list[list[str]]:
    """Return rules (ending, new ending), longest ending first, from pairs of form and lemma."""
    seen: dict[str, Counter[Change]] = defaultdict(Counter)
    for form, lemma in pairs:
        gone, come = change(form, lemma)
        for length in range(max(1, len(gone)), min(LONGEST_ENDING, len(form) - 1) + 1):
            seen[form[-length:]][gone, come] += 1
    best: dict[str, Change] = {}
    for ending in sorted(seen, key=lambda ending: (len(ending), ending)):
        found, count = min(seen[ending].items(), key=lambda item: (-item[1], item[0]))
        if count < SUPPORT:
            continue
        shorter = (ending[start:] for start in range(1, len(ending)))
        backoff = next((best[tail] for tail in shorter if tail in best), None)
        if found != backoff:
            best[ending] = found
    ordered = sorted(best, key=lambda ending: (-len(ending), ending))
    return [
        [ending, ending[: len(ending) - len(best[ending][0])] + best[ending][1]]
        for ending in ordered
    ]


def _lines(name: str) -> Iterator[str]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def base_verbs() -> set[str]:
    """Return the verbs of ``base_verbs.txt``, ``irregular_verbs.tsv`` and ``news_words.tsv``."""
    listed = {verb for line in _lines("base_verbs.txt") for verb in line.split()}
    for place in ("object", "infinitive", "clause"):
        listed.update(news_words()[place])
    return listed | {line.split("\t")[0] for line in _lines("irregular_verbs.tsv")}


def irregular_forms() -> Iterator[Pair]:
    """Yield form and base of each irregular verb."""
    for line in _lines("irregular_verbs.tsv"):
        base, *forms = line.split("\t")
        for form in {form for forms_ in forms for form in forms_.split("/")}:
            yield form, base


def lemma_tables(sentences: Sequence[Sentence]) -> Lookups:
    """Count the tables ``lemma_exc`` and ``lemma_rules`` from sentences with lemmas."""
    lemmas: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    inflected: dict[str, Counter[Pair]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            form = sentence.text[word.start : word.end].lower().replace("’", "'")
            if "Typo=Yes" in word.feats or is_base_form(word.upos, word.feats):
                continue
            lemmas[word.upos, form][word.lemma] += 1
            if word.upos in INFLECTED and form.isalpha():
                inflected[word.upos][form, word.lemma.lower()] += 1
    # A verb counts as known where it was seen twice, so that a slip does not become a base form.
    verbs = Counter(
        word.lemma.lower() for s in sentences for word in s.words if word.upos == "VERB"
    )
    known = base_verbs() | {verb for verb, count in verbs.items() if count > 1}
    rules = {upos.lower(): ending_rules(sorted(pairs)) for upos, pairs in sorted(inflected.items())}
    rules["verb"] += [rule for rule in PLAIN_ENDINGS if rule not in rules["verb"]]
    exceptions: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for (upos, form), counts in sorted(lemmas.items()):
        lemma = min(counts, key=lambda lemma: (-counts[lemma], lemma))
        if upos == "PROPN" and lemma.lower() == form:
            continue  # a name in the form it has in the text, capitals included
        if upos == "VERB" and form.endswith("ing") and lemma not in known:
            continue  # a noun's lemma on a verb's tag
        if upos == "VERB":
            lemma = lemma.lower()
        for spelling in {form, form.replace("'", "’")}:
            exceptions[upos.lower()][spelling] = [lemma]
    for form, base in irregular_forms():
        exceptions["verb"][form] = [base]
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", dict(exceptions))
    lookups.add_table("lemma_index", {"verb": dict.fromkeys(sorted(known), True)})
    return lookups
