"""The shipped parse model: it loads, its parses of plain sentences are the textbook ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

import foedus

MODEL = Path(foedus.__file__).parent / "data" / "model"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def parse(nlp: Language) -> Callable[[str], Doc]:
    return nlp


def only(doc: Doc, label: str) -> Token:
    """Return the one token with a relation."""
    found = [token for token in doc if token.dep_ == label]
    assert len(found) == 1, [(token.text, token.dep_) for token in doc]
    return found[0]


def test_size_is_at_most_30_megabytes() -> None:
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    assert size <= 30 * MEGABYTE


def test_meta_names_the_spacy_version_and_the_licence() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["lang"] == "en"
    assert meta["spacy_version"] == ">=3.8.18,<3.9.0"
    assert meta["license"] == "CC BY-SA 4.0"
    assert {source["name"].split(" (")[0] for source in meta["sources"]} == {
        "UD English EWT",
        "UD English GUM",
    }


def test_card_attributes_both_treebanks() -> None:
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    assert "English Web Treebank" in card
    assert "CC BY-SA 4.0" in card
    assert "Georgetown University Multilayer" in card
    assert "CC BY 4.0" in card


def test_components(nlp: Language) -> None:
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "parser", "lemmatizer"]


@pytest.mark.parametrize(
    ("text", "subject", "verb", "lemma", "object_"),
    [
        ("Russia invaded Ukraine.", "Russia", "invaded", "invade", "Ukraine"),
        ("The president signed the treaty.", "president", "signed", "sign", "treaty"),
        ("France will send troops to Mali.", "France", "send", "send", "troops"),
        (
            "Yesterday Israeli jets struck targets near Damascus.",
            "jets",
            "struck",
            "strike",
            "targets",
        ),
    ],
)
def test_subject_and_object(
    parse: Callable[[str], Doc], text: str, subject: str, verb: str, lemma: str, object_: str
) -> None:
    doc = parse(text)
    root = only(doc, "ROOT")
    assert (root.text, root.lemma_, root.pos_) == (verb, lemma, "VERB")
    assert only(doc, "nsubj").text == subject
    assert only(doc, "nsubj").head == root
    assert only(doc, "obj").text == object_
    assert only(doc, "obj").head == root


@pytest.mark.parametrize(
    ("text", "patient", "verb", "agent"),
    [
        ("The village was shelled by rebels.", "village", "shelled", "rebels"),
        ("The treaty was rejected by the government.", "treaty", "rejected", "government"),
    ],
)
def test_passive_with_agent(
    parse: Callable[[str], Doc], text: str, patient: str, verb: str, agent: str
) -> None:
    doc = parse(text)
    root = only(doc, "ROOT")
    assert root.text == verb
    assert only(doc, "nsubj:pass").text == patient
    assert only(doc, "aux:pass").text == "was"
    assert only(doc, "obl:agent").text == agent
    assert only(doc, "obl:agent").head == root


def test_negation_hangs_on_its_verb(parse: Callable[[str], Doc]) -> None:
    doc = parse("Iran didn't sign the agreement.")
    negation = next(token for token in doc if token.text == "n't")
    assert negation.head.text == "sign"
    assert negation.lemma_ == "not"


def test_possessor_and_relative_clause(parse: Callable[[str], Doc]) -> None:
    doc = parse("China's foreign minister met the officials who signed the deal.")
    assert only(doc, "nmod:poss").text == "China"
    assert only(doc, "acl:relcl").text == "signed"
    assert only(doc, "acl:relcl").head.text == "officials"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Turkey closed the border.", 1),
        ("The U.S. Senate approved the treaty. Gen. Smith praised it.", 2),
        ("Talks failed. Both sides blamed each other. Fighting resumed on Monday.", 3),
        ("First paragraph here.\n\nThe second paragraph follows.", 2),
    ],
)
def test_number_of_sentences(parse: Callable[[str], Doc], text: str, sentences: int) -> None:
    assert len(list(parse(text).sents)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "He  said:\t“We don’t know”\n\n—and left. ",
        "The U.S.-led coalition (2001–2003) cost $5bn!!!",
        "NATO’s Art. 5 isn't automatic … 😀",
        "x" * 500,
    ],
)
def test_text_round_trips(parse: Callable[[str], Doc], text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They don't sign.", ["They", "do", "n't", "sign", "."]),
        ("pro-Russian rebels", ["pro-Russian", "rebels"]),
        ("the U.S.-led war", ["the", "U.S.", "-", "led", "war"]),
        ("Really?!! Yes!!!", ["Really", "?!!", "Yes", "!!!"]),
    ],
)
def test_words_are_cut_as_in_the_treebanks(
    parse: Callable[[str], Doc], text: str, words: list[str]
) -> None:
    assert [token.text for token in parse(text)] == words


def test_predictions_do_not_depend_on_run_or_batch(nlp: Language) -> None:
    texts = [
        "Egypt accused Ethiopia of violating the 2015 declaration.",
        "Officials said talks between the two countries had collapsed on Tuesday.",
        "The ceasefire, brokered by Qatar, held for a second day.",
    ]

    def analysis(doc: Doc) -> list[tuple[str, str, str, int]]:
        return [(token.tag_, token.lemma_, token.dep_, token.head.i) for token in doc]

    alone = [analysis(nlp(text)) for text in texts]
    together = [analysis(doc) for doc in nlp.pipe(texts, batch_size=3)]
    again = [analysis(doc) for doc in spacy.load(MODEL).pipe(texts, batch_size=2)]
    assert alone == together == again


def test_arcs_of_news_sentences(nlp: Language) -> None:
    """Nearly nine of ten arcs that a coder needs, in sentences written as news agencies write."""
    found = total = 0
    for line in (Path(__file__).parent / "news_arcs.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, arcs = line.split("\t")
        have = {(t.text, t.dep_.partition(":")[0], t.head.text) for t in nlp(text)}
        for arc in arcs.split(";"):
            dependent, relation, head = arc.split()
            total += 1
            found += (dependent, relation.partition(":")[0], head) in have
    assert total == 118
    assert found / total >= 0.88
