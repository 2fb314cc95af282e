"""ClearNLP parses, made by hand, brought to Universal Dependencies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.attrs import DEP, HEAD, TAG
from spacy.language import Language
from spacy.tokens import Doc

from foedus._data import shipped
from foedus._errors import CoderError
from foedus.coding._coder import BuiltinCoder
from foedus.coding._spacy import SpacyCoder, spacy_coder
from foedus.coding._universal import penn_tag, scheme_of, to_universal
from foedus.sources import Source

VOCAB = spacy.blank("en").vocab


def doc_of(table: str, *, pos: bool = False) -> Doc:
    """Make a Doc of lines "word tag head relation"; a head is a position, from 0."""
    rows = [line.split() for line in table.strip().splitlines()]
    column = {"pos" if pos else "tags": [row[1] for row in rows]}
    return Doc(
        VOCAB,
        words=[row[0] for row in rows],
        heads=[int(row[2]) for row in rows],
        deps=[row[3] for row in rows],
        **column,
    )


def relations(doc: Any) -> set[str]:
    return {f"{token.head.text} {token.dep_} {token.text}" for token in doc}


PASSIVE = """
The DT 1 det
treaty NN 3 nsubjpass
was VBD 3 auxpass
signed VBN 3 ROOT
by IN 3 agent
the DT 7 det
Armenian JJ 7 amod
president NN 4 pobj
in IN 3 prep
the DT 10 det
capital NN 8 pobj
of IN 10 prep
Russia NNP 11 pobj
. . 3 punct
"""


def test_prepositions_and_passive() -> None:
    before = doc_of(PASSIVE)
    after = to_universal(before)
    assert relations(after) == {
        "treaty det The",
        "signed nsubj:pass treaty",
        "signed aux:pass was",
        "signed ROOT signed",
        "signed obl:agent president",
        "president case by",
        "president det the",
        "president amod Armenian",
        "signed obl capital",
        "capital case in",
        "capital det the",
        "capital nmod Russia",
        "Russia case of",
        "signed punct .",
    }
    assert after.text == before.text
    assert [token.tag_ for token in after] == [token.tag_ for token in before]
    assert before[1].dep_ == "nsubjpass"  # the given parse is left as it was


def test_copula_takes_the_place_of_its_verb() -> None:
    after = to_universal(
        doc_of("""
        He PRP 1 nsubj
        said VBD 1 ROOT
        that IN 4 mark
        Armenia NNP 4 nsubj
        is VBZ 1 ccomp
        not RB 4 neg
        a DT 7 det
        member NN 4 attr
        of IN 7 prep
        NATO NNP 8 pobj
        and CC 4 cc
        will MD 12 aux
        leave VB 4 conj
    """)
    )
    assert relations(after) >= {
        "said ccomp member",
        "member cop is",
        "member nsubj Armenia",
        "member mark that",
        "member advmod not",
        "member nmod NATO",
        "NATO case of",
        "member conj leave",
        "leave cc and",
        "leave aux will",
    }


def test_copula_with_adjective_place_and_expletive() -> None:
    ready = to_universal(
        doc_of("""
        Turkey NNP 1 nsubj
        is VBZ 1 ROOT
        ready JJ 1 acomp
        to TO 4 aux
        leave VB 2 xcomp
    """)
    )
    assert relations(ready) == {
        "ready nsubj Turkey", "ready cop is", "ready ROOT ready", "leave mark to",
        "ready xcomp leave",
    }  # fmt: skip
    place = to_universal(
        doc_of("""
        Troops NNS 1 nsubj
        were VBD 1 ROOT
        still RB 1 advmod
        in IN 1 prep
        Gyumri NNP 3 pobj
    """)
    )
    assert relations(place) == {
        "Gyumri nsubj Troops", "Gyumri cop were", "Gyumri advmod still", "Gyumri case in",
        "Gyumri ROOT Gyumri",
    }  # fmt: skip
    there = to_universal(
        doc_of("""
        There EX 1 expl
        was VBD 1 ROOT
        no DT 3 neg
        answer NN 1 attr
    """)
    )
    assert relations(there) == {
        "was expl There", "was ROOT was", "was nsubj answer", "answer det no",
    }  # fmt: skip
    became = to_universal(doc_of("It PRP 1 nsubj\nbecame VBD 1 ROOT\nmember NN 1 attr"))
    assert "became xcomp member" in relations(became)


def test_all_that_is_joined_hangs_on_the_first() -> None:
    doc = doc_of("""
        Armenia NNP 7 nsubj
        , , 0 punct
        Belarus NNP 0 conj
        and CC 2 cc
        Russia NNP 2 conj
        did VBD 7 aux
        not RB 7 neg
        meet VB 7 ROOT
    """)
    after = to_universal(doc, "clearnlp")
    assert relations(after) >= {
        "Armenia conj Belarus", "Armenia conj Russia", "Russia cc and", "meet nsubj Armenia",
        "meet advmod not",
    }  # fmt: skip


def test_joined_prepositions_and_chains_of_them() -> None:
    joined = to_universal(
        doc_of("""
        talks NNS 1 nsubj
        continued VBD 1 ROOT
        in IN 1 prep
        Yerevan NNP 2 pobj
        and CC 2 cc
        in IN 2 conj
        Baku NNP 5 pobj
    """)
    )
    assert relations(joined) >= {
        "continued obl Yerevan", "Yerevan case in", "Yerevan conj Baku", "Baku case in",
        "Baku cc and",
    }  # fmt: skip
    chain = to_universal(
        doc_of("""
        It PRP 1 nsubj
        pulled VBD 1 ROOT
        out IN 1 prep
        of IN 2 prep
        Gyumri NNP 3 pobj
        because IN 1 prep
        of IN 5 pcomp
        threats NNS 5 pobj
    """)
    )
    assert relations(chain) >= {
        "pulled obl Gyumri", "Gyumri case out", "Gyumri case of", "pulled obl threats",
        "threats case because", "threats case of",
    }  # fmt: skip


def test_clauses_after_prepositions_and_stranded_ones() -> None:
    after = to_universal(
        doc_of("""
        Russia NNP 1 nsubj
        answered VBD 1 ROOT
        by IN 1 prep
        closing VBG 2 pcomp
        the DT 5 det
        base NN 3 dobj
        it PRP 7 nsubj
        relied VBD 5 relcl
        on IN 7 prep
    """)
    )
    assert relations(after) >= {
        "answered advcl closing", "closing mark by", "closing obj base", "base acl:relcl relied",
        "relied advmod on",
    }  # fmt: skip
    fragment = to_universal(doc_of("In IN 0 ROOT\nMoscow NNP 0 pobj"), "clearnlp")
    assert relations(fragment) == {"In ROOT In", "In obl Moscow"}


def test_other_relations_get_their_names() -> None:
    after = to_universal(
        doc_of("""
        Last JJ 1 amod
        week NN 4 npadvmod
        Armenia NNP 3 poss
        parliament NN 4 nsubj
        gave VBD 4 ROOT
        up RP 4 prt
        Russia NNP 4 dative
        all PDT 9 predet
        its PRP$ 9 poss
        bases NNS 4 dobj
        Nikol NNP 11 compound
        Pashinyan NNP 9 appos
    """)
    )
    assert relations(after) >= {
        "gave obl:unmarked week", "parliament nmod:poss Armenia", "gave compound:prt up",
        "gave iobj Russia", "bases det:predet all", "gave obj bases", "Pashinyan compound Nikol",
    }  # fmt: skip
    given = to_universal(
        doc_of("""
        gave VBD 0 ROOT
        arms NNS 0 dobj
        to IN 0 dative
        Armenia NNP 2 pobj
    """)
    )
    assert relations(given) >= {"gave obl Armenia", "Armenia case to"}


def test_universal_parses_stay_but_for_older_names() -> None:
    after = to_universal(doc_of("""
        The DET 1 det
        treaty NOUN 3 nsubj:pass
        was AUX 3 aux:pass
        signed VERB 3 root
        by ADP 5 case
        Russia PROPN 3 obl
        last ADJ 7 amod
        week NOUN 3 obl:tmod
    """, pos=True))  # fmt: skip
    assert relations(after) >= {"signed obl:agent Russia", "signed obl:unmarked week"}
    assert [token.tag_ for token in after][:6] == ["DT", "NN", "VB", "VB", "IN", "NNP"]


@pytest.mark.parametrize(
    ("word", "pos", "morph", "tag"),
    [
        ("bases", "NOUN", "Number=Plur", "NNS"),
        ("left", "VERB", "Tense=Past|VerbForm=Fin", "VBD"),
        ("left", "VERB", "Tense=Past|VerbForm=Part", "VBN"),
        ("leaves", "VERB", "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "VBZ"),
        ("leave", "VERB", "Number=Plur|Person=3|Tense=Pres|VerbForm=Fin", "VBP"),
        ("leave", "VERB", "VerbForm=Inf", "VB"),
        ("leaving", "VERB", "VerbForm=Ger", "VBG"),
        ("will", "AUX", "VerbForm=Fin", "MD"),
        ("its", "PRON", "Poss=Yes|PronType=Prs", "PRP$"),
        ("which", "PRON", "PronType=Rel", "WDT"),
        ("to", "PART", "", "TO"),
        ("'s", "PART", "", "POS"),
        ("not", "PART", "Polarity=Neg", "RB"),
        ("worse", "ADJ", "Degree=Cmp", "JJR"),
        ("?", "PUNCT", "", "."),
    ],
)
def test_penn_tags_from_features(word: str, pos: str, morph: str, tag: str) -> None:
    doc = Doc(VOCAB, words=[word], pos=[pos], morphs=[morph])
    assert penn_tag(doc[0]) == tag


def test_unknown_labels_are_told() -> None:
    assert scheme_of(["nsubj", "pobj"]) == "clearnlp"
    assert scheme_of(["nsubj", "obl"]) == "ud"
    with pytest.raises(CoderError, match="not known: SB, SUBJ"):
        scheme_of(["SUBJ", "SB"], "xx")


PARSED = {
    "Armenia suspended its membership in the CSTO on 22 February 2024.": """
        Armenia NNP 1 nsubj
        suspended VBD 1 ROOT
        its PRP$ 3 poss
        membership NN 1 dobj
        in IN 3 prep
        the DT 6 det
        CSTO NNP 4 pobj
        on IN 1 prep
        22 CD 9 nummod
        February NNP 7 pobj
        2024 CD 9 nummod
        . . 1 punct
    """,
    "Armenia was attacked by Azerbaijan on 13 September 2022.": """
        Armenia NNP 2 nsubjpass
        was VBD 2 auxpass
        attacked VBN 2 ROOT
        by IN 2 agent
        Azerbaijan NNP 3 pobj
        on IN 2 prep
        13 CD 7 nummod
        September NNP 5 pobj
        2022 CD 7 nummod
        . . 2 punct
    """,
}


@Language.component("hand_parser")
def hand_parser(doc: Doc) -> Doc:
    rows = [line.split() for line in PARSED.get(doc.text, "").strip().splitlines()]
    if rows:
        assert [row[0] for row in rows] == [token.text for token in doc]
        strings = doc.vocab.strings
        values = [
            # a head is stored as its distance, in unsigned numbers
            (strings.add(tag), (int(head) - place) % 2**64, strings.add(dep))
            for place, (_, tag, head, dep) in enumerate(rows)
        ]
        doc.from_array([TAG, HEAD, DEP], np.array(values, dtype=np.uint64))
    return doc


@pytest.mark.parametrize("text", PARSED)
def test_the_grammar_reads_a_clearnlp_pipeline_as_its_own(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("hand_parser")
    source = Source(id="a", text=text, date="2024-02-23")
    [event] = SpacyCoder(nlp).code(source)
    [other] = BuiltinCoder().code(source)
    keys = ("source", "target", "type", "act", "factuality", "date")
    assert {key: getattr(event, key) for key in keys} == {key: getattr(other, key) for key in keys}
    assert event.generated_by == "spacy:pipeline/0.0.0"


def test_the_grammar_reads_the_shipped_pipeline_by_name_of_its_folder() -> None:
    coder = spacy_coder(f"spacy:{shipped('model')}")
    for text in PARSED:
        source = Source(id="a", text=text, date="2024-02-23")
        [event], [other] = coder.code(source), BuiltinCoder().code(source)
        assert event.revised(generated_by="", attributed_to="") == other.revised(
            generated_by="", attributed_to=""
        )
    assert coder.name.startswith("spacy:model/")


def test_pipelines_that_do_not_do() -> None:
    with pytest.raises(CoderError, match=r"spacy download en_not_there"):
        spacy_coder("spacy:en_not_there")
    with pytest.raises(CoderError, match="which pipeline"):
        spacy_coder("spacy:")
    with pytest.raises(CoderError, match="does not parse"):
        SpacyCoder(spacy.blank("en")).code(Source(id="a", text="Armenia left."))
