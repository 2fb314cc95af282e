"""What the training and evaluation scripts count on: spans, varied texts, scores, lemmas."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
if not (SCRIPTS / "treebank.py").is_file():
    pytest.skip("the scripts are not part of an installed package", allow_module_level=True)
sys.path.insert(0, str(SCRIPTS))

import lemma_tables  # noqa: E402
import substitution  # noqa: E402
import treebank  # noqa: E402
import variation  # noqa: E402
from evaluate_model import Tally, compare, words_per_second  # noqa: E402
from evaluate_plover import macro, rows_of  # noqa: E402
from event_corpus import read  # noqa: E402
from model_pipeline import add_lemmatizer, fit_tokeniser  # noqa: E402

# Two sentences of one paragraph and one of the next; an empty node; "don't" as a multiword token.
CONLLU = """\
# newdoc id = made_up
# newpar
# text = They don't sign.
1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\tVerbForm=Fin\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\tPolarity=Neg\t4\tadvmod\t_\t_
4\tsign\tsign\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
4.1\tit\tit\tPRON\tPRP\t_\t_\t_\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# text = "Why?"
1\t"\t"\tPUNCT\t``\t_\t2\tpunct\t_\tSpaceAfter=No
2\tWhy\twhy\tADV\tWRB\t_\t0\troot\t_\tSpaceAfter=No
3\t?\t?\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No
4\t"\t"\tPUNCT\t''\t_\t2\tpunct\t_\t_

# newpar
# text = Allies asked
1\tAllies\tally\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tasked\task\tVERB\tVBD\tVerbForm=Fin\t0\troot\t_\t_

"""


@pytest.fixture
def sentences(tmp_path: Path) -> list[treebank.Sentence]:
    path = tmp_path / "made_up.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return list(treebank.read_sentences(path))


def test_words_are_spans_of_the_text(sentences: list[treebank.Sentence]) -> None:
    first = sentences[0]
    assert first.text == "They don't sign."
    assert [first.text[word.start : word.end] for word in first.words] == [
        "They", "do", "n't", "sign", ".",
    ]  # fmt: skip
    assert [word.head for word in first.words] == [3, 3, 3, 3, 3]
    assert first.words[3].label == "ROOT"


def test_paragraphs_are_kept(sentences: list[treebank.Sentence]) -> None:
    passage = treebank.join(sentences)
    assert passage.text == 'They don\'t sign. "Why?"\n\nAllies asked'
    assert passage.starts == (0, 5, 9)
    assert passage.document == "made_up"


def test_a_wrong_text_line_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "wrong.conllu"
    path.write_text(CONLLU.replace("text = Allies asked", "text = Allies ask"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.conllu:\d+: the words spell 'Allies asked'"):
        list(treebank.read_sentences(path))


def test_varied_texts_keep_their_words(sentences: list[treebank.Sentence]) -> None:
    passage = treebank.join(sentences[:2])
    seen = set()
    for seed in range(300):
        changed = variation.varied(passage, random.Random(seed))
        seen.add(changed.text)
        for old, new in zip(passage.words, changed.words, strict=False):
            before, after = (p.text[w.start : w.end] for p, w in ((passage, old), (changed, new)))
            assert variation.straightened(after).lower() == before.lower()
    assert "They don’t sign. “Why?”" in seen
    assert 'they don\'t sign. "why?"' in seen


def test_a_headline_loses_its_full_stop(sentences: list[treebank.Sentence]) -> None:
    changed = variation.without_full_stop(treebank.join(sentences[:1]))
    assert changed.text == "They don't sign"
    assert len(changed.words) == 4


def test_scores_count_what_a_wrong_cut_costs(sentences: list[treebank.Sentence]) -> None:
    passage = treebank.join(sentences[2:])
    nlp = spacy.blank("en")

    def doc(words: list[str], spaces: list[bool], heads: list[int], deps: list[str]) -> Doc:
        return Doc(nlp.vocab, words=words, spaces=spaces, heads=heads, deps=deps)

    right = Tally()
    compare(passage, doc(["Allies", "asked"], [True, False], [1, 1], ["nsubj", "ROOT"]), right)
    assert right.f1("LAS") == 100
    assert right.f1("sentences") == 100
    wrong_label = Tally()
    compare(passage, doc(["Allies", "asked"], [True, False], [1, 1], ["obj", "ROOT"]), wrong_label)
    assert (wrong_label.f1("UAS"), wrong_label.f1("LAS")) == (100, 50)
    # Three tokens for two words, one of them the same: 2 * 1 / (3 + 2).
    wrong_cut = Tally()
    cut = doc(["All", "ies", "asked"], [False, True, False], [1, 2, 2], ["dep", "nsubj", "ROOT"])
    compare(passage, cut, wrong_cut)
    assert wrong_cut.f1("tokens") == pytest.approx(40)
    assert wrong_cut.f1("UAS") == pytest.approx(40)


def test_speed_is_counted_in_words() -> None:
    assert words_per_second(spacy.blank("en"), ["Two words"], runs=1) > 0


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("invaded", "invade"),
        ("ceded", "cede"),
        ("barred", "bar"),
        ("controlling", "control"),
        ("fled", "flee"),
        ("withdrew", "withdraw"),
        ("overthrown", "overthrow"),
        ("denies", "deny"),
        ("dying", "die"),
    ],
)
def test_verbs_that_no_treebank_shows(
    sentences: list[treebank.Sentence], form: str, lemma: str
) -> None:
    nlp = spacy.blank("en")
    add_lemmatizer(nlp, lemma_tables.lemma_tables(sentences))
    doc = Doc(nlp.vocab, words=[form], pos=["VERB"], morphs=["VerbForm=Part"])
    assert nlp.get_pipe("lemmatizer")(doc)[0].lemma_ == lemma


def test_endings_are_learnt_longest_first() -> None:
    pairs = [("allies", "ally"), ("parties", "party"), ("wars", "war"), ("laws", "law")]
    rules = lemma_tables.ending_rules(pairs)
    assert ["ies", "y"] in rules
    assert [len(ending) for ending, _ in rules] == sorted(
        (len(ending) for ending, _ in rules), reverse=True
    )


def test_hyphens_of_prefixes_stay() -> None:
    nlp = spacy.blank("en")
    fit_tokeniser(nlp)
    doc = nlp("a non-aligned, pro-EU ex-minister of African-led talks")
    assert [token.text for token in doc] == [
        "a", "non-aligned", ",", "pro-EU", "ex-minister", "of", "African", "-", "led", "talks",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "third", "past", "gerund"),
    [
        ("deny", "denies", "denied", "denying"),
        ("ban", "bans", "banned", "banning"),
        ("expel", "expels", "expelled", "expelling"),
        ("withdraw", "withdraws", "withdrew", "withdrawing"),
        ("flee", "flees", "fled", "fleeing"),
        ("offer", "offers", "offered", "offering"),
        ("veto", "vetoes", "vetoed", "vetoing"),
        ("visit", "visits", "visited", "visiting"),
    ],
)
def test_news_verbs_are_inflected(base: str, third: str, past: str, gerund: str) -> None:
    forms = [substitution.FORMS[tag](base) for tag in ("VBZ", "VBD", "VBG")]
    assert forms == [third, past, gerund]


def test_substituted_words_stand_on_the_new_text(sentences: list[treebank.Sentence]) -> None:
    texts = set()
    for seed in range(200):
        new = substitution.substituted(sentences[2], random.Random(seed))
        texts.add(new.text)
        assert " ".join(new.text[word.start : word.end] for word in new.words) == new.text
        assert [word.head for word in new.words] == [word.head for word in sentences[2].words]
        first = new.text[new.words[0].start : new.words[0].end]
        assert first == substitution.with_s(new.words[0].lemma.lower()).capitalize()
    assert "Allies asked" in texts
    assert len(texts) > 2


CORPUS_ITEM = """\
@ NATO 1976-02-20
Mr Agustsson, the Foreign Minister, warned the allies. About 1,500 people marched.
- THREATEN warn | {source} > the allies=NATO | actual | warned | ISL: Agustsson | ../1976-02-20
- PROTEST - | About 1,500 people=~people:ISL > =ISL | actual | marched | - | ../1976-02-20
"""


def test_a_comma_in_the_words_of_an_actor_of_the_corpus(tmp_path: Path) -> None:
    file = tmp_path / "made-01.txt"
    file.write_text(CORPUS_ITEM.format(source="Mr Agustsson, the Foreign Minister=ISL"), "utf-8")
    [item] = read(file)
    [warned, marched] = item.events
    assert [(item.text[slice(*one.span)], one.actors) for one in warned.source] == [
        ("Mr Agustsson, the Foreign Minister", ("ISL",))
    ]
    assert [item.text[slice(*one.span)] for one in marched.source] == ["About 1,500 people"]
    file.write_text(CORPUS_ITEM.format(source="Iceland=ISL, the Foreign Minister"), "utf-8")
    with pytest.raises(ValueError, match=r"made-01\.txt:3: a role without '=' and actor"):
        list(read(file))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("sentence,source\n", "no column sentence, source, target, gold_root"),
        ("sentence\tsource\ttarget\tgold_root\n", "no sentence below"),
        (
            "sentence\tsource\ttarget\tgold_root\nIt left.\tIt\tit\tAIDS\n",
            "line 2: gold_root is 'AIDS'",
        ),
        ("sentence\tsource\ttarget\tgold_root\nIt left.\n", "line 2: gold_root is None"),
    ],
)
def test_what_is_no_table_of_marked_sentences_is_told(
    tmp_path: Path, table: str, told: str
) -> None:
    file = tmp_path / "p.tsv"
    file.write_text(table)
    with pytest.raises(SystemExit, match=told):
        rows_of(file)


def test_macro_f1_by_hand() -> None:
    pairs: list[tuple[str, str | None]] = [
        ("AID", "AID"), ("AID", None), ("AGREE", "AID"), ("AGREE", "AGREE"), ("AGREE", "ACCUSE"),
    ]  # fmt: skip
    # AID: 1 right, 2 + 2 said; AGREE: 1 right, 3 + 1
    score, low, high = macro(pairs)
    assert score == pytest.approx((2 / 4 + 2 / 4) / 2)
    assert low < score < high
