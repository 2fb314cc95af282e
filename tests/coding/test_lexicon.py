"""Every entry of the lexicon codes its own examples; a broken file says where it is broken."""

from __future__ import annotations

import pytest

from foedus._errors import InputError
from foedus.coding import BuiltinCoder
from foedus.coding._examples import fits, in_words, unmet_examples
from foedus.coding._lexicon import extended_lexicon, lexicon, read_classes, read_pattern
from foedus.coding._words import all_verb_forms, plural, singular, verb_forms
from foedus.events import Event, ontology
from foedus.sources._source import Source

_CODER = BuiltinCoder()
_EXAMPLES = [
    pytest.param(sentence, wanted, id=f"{entry.id}: {sentence[:40]}")
    for entry in lexicon().entries
    for sentence, wanted in entry.examples.items()
]


def _drafted(sentence: str) -> list[Event]:
    """Return what the rules draft, before the event model decides."""
    source = Source(id="example", text=sentence, date="2024-09-10")
    [(_, _, reads)] = _CODER.read(_CODER._parsed([source]))
    return [
        event for read in reads for event in read.drafted.values() if (event.confidence or 0) > 0.33
    ]


@pytest.mark.parametrize(("sentence", "wanted"), _EXAMPLES)
def test_an_entry_drafts_its_example(sentence: str, wanted: str | None) -> None:
    found = _drafted(sentence)
    if wanted is None:
        assert [in_words(event) for event in found] == []
    else:
        assert any(fits(event, wanted) for event in found), [in_words(event) for event in found]


def test_the_lexicon_is_wide() -> None:
    assert lexicon().size > 2500
    covered = {entry.type for entry in lexicon().entries}
    assert covered == set(ontology().types)


def test_every_commitment_act_can_be_found() -> None:
    acts: set[str] = set()
    for entry in lexicon().entries:
        acts |= set(entry.act.values() if isinstance(entry.act, dict) else [entry.act]) - {None}
        acts |= {(entry.when_denied or {}).get("act") or ""}
    assert set(ontology().acts) <= acts


def test_a_pattern_that_names_no_class_says_so() -> None:
    with pytest.raises(InputError, match="no class 'weather'"):
        read_pattern("suspend <weather>", {}, "type-sanction.yaml (sanction)", noun=False)


def test_an_unknown_kind_of_actor_says_what_is_known() -> None:
    with pytest.raises(InputError, match="alliance"):
        read_pattern("leave <@club>", {}, "acts.yaml", noun=False)


def test_a_pattern_is_read_part_by_part() -> None:
    classes = read_classes({"meeting": "summit, session"})
    one, two = read_pattern("take|have part in|at:<meeting>", classes, "here", noun=False)
    assert (one.head, two.head) == ("take", "have")
    assert one.fixed == (frozenset({"part", "parts"}),)
    [(prepositions, slot)] = one.prepositions
    assert prepositions == {"in", "at"}
    assert slot.words == {"summit", "summits", "session", "sessions"}


@pytest.mark.parametrize(
    ("lemma", "past", "ing"),
    [
        ("withdraw", "withdrew", "withdrawing"),
        ("ban", "banned", "banning"),
        ("deny", "denied", "denying"),
        ("freeze", "froze", "freezing"),
        ("visit", "visited", "visiting"),
        ("panic", "panicked", "panicking"),
        ("agree", "agreed", "agreeing"),
    ],
)
def test_verbs_are_inflected(lemma: str, past: str, ing: str) -> None:
    assert verb_forms(lemma)[2] == past
    assert verb_forms(lemma)[4] == ing


def test_british_and_american_spellings_are_both_forms() -> None:
    assert {"criticised", "criticized"} <= all_verb_forms("criticise")
    assert {"cancelled", "canceled"} <= all_verb_forms("cancel")


def test_nouns_are_inflected() -> None:
    assert plural("ally") == "allies"
    assert plural("gunman") == "gunmen"
    assert singular("allies") == "ally"
    assert singular("treaties") == "treaty"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slam:door on", "does not begin with its verb"),
        ("<membership> slam", "does not begin with its verb"),
        ("slam door onn:<@actor>", "'onn' in 'slam door onn:<@actor>' is no preposition"),
    ],
)
def test_a_pattern_that_could_never_fit_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_pattern(text, {"membership": frozenset({"seat"})}, "lexicon.yaml (x)", noun=False)


_HYPHENS = """
- id: own-six
  type: SANCTION
  act: exit
  verbs: [deep-six <membership>]
  nouns: [deep-sixing of:<membership>]
  target: [organisation, owner]
  examples:
    Estonia deep-sixed its membership of NATO.: EST > NATO SANCTION exit
    The deep-sixing of its membership by Estonia shook NATO.: EST > NATO SANCTION exit
- id: own-bananas
  type: REJECT
  verbs: [mothball <membership>, mothball tit-for-tat]
  target: [nearby, owner]
  examples:
    Armenia loves bananas.: ARM > CSTO REJECT
    Armenia mothballed its membership of the CSTO.: null
    Armenia mothballed the CSTO.: null
"""


def test_words_with_hyphens_fit_and_examples_that_do_not_come_out_are_told() -> None:
    words = extended_lexicon(_HYPHENS, "lexicon.yaml")
    six, bananas = (entry for entry in words.entries if entry.id in words.added)
    coder = BuiltinCoder(lexicon=words)
    assert list(unmet_examples(coder, [six])) == []
    unmet = list(unmet_examples(coder, [bananas]))
    assert [one.sentence for one in unmet] == [
        "Armenia loves bananas.", "Armenia mothballed its membership of the CSTO.",
    ]  # fmt: skip
    assert str(unmet[0]) == (
        "the example “Armenia loves bananas.” should give 'ARM > CSTO REJECT', "
        "but the entry gives nothing"
    )
    assert "should give nothing, but the entry gives 'ARM" in str(unmet[1])


def test_the_trigger_of_a_word_with_hyphens_is_the_whole_word() -> None:
    coder = BuiltinCoder(lexicon=extended_lexicon(_HYPHENS, "lexicon.yaml"))
    [drafts] = coder.drafts([Source(id="a", text="Estonia deep-sixed its membership of NATO.")])
    assert [event.evidence[0].trigger for by, event in drafts if by == "own-six"] == ["deep-sixed"]
