"""Scores against values computed by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus._errors import CoderError, InputError
from foedus.coding import BuiltinCoder
from foedus.coding._evaluation import evaluate
from foedus.coding._gold import read_gold
from foedus.coding._matching import STRICTNESSES, align, assign, right_at
from foedus.coding._scores import krippendorff_alpha, rate_of, score_of
from foedus.events import Event, Evidence
from foedus.sources import Source

from .conftest import Answers, coded, item

A = "Armenia froze its participation."
B = "Russia criticised Armenia, and Belarus left the bloc."
C = "The bloc has six members."
D = "Talks were held in Moscow."

GoldFile = Callable[..., Path]


def gold_of_four(gold_file: GoldFile) -> Path:
    return gold_file(
        item("a", A, coded(A, speaker={"actor": "ARM", "person": "Nikol Pashinyan"})),
        item(
            "b",
            B,
            coded(B, "Russia criticised Armenia", source=["RUS"], target=["ARM"], type="ACCUSE",
                  act="criticise", date="2024-02"),
            coded(B, "Belarus left the bloc", source=["BLR"], type="SANCTION", act="exit"),
        ),
        item("c", C),
        item("d", D),
    )  # fmt: skip


def four_answers() -> dict[str, list[dict[str, object]]]:
    return {
        # right in all but the speaker's person, which is not compared
        "a": [coded(A, speaker={"actor": "ARM", "person": None})],
        "b": [
            # act and actors right; factuality wrong; the date overlaps
            coded(B, source=["RUS"], target=["ARM"], type="ACCUSE", act="criticise",
                  factuality="denied", date="2024-02-10/2024-02-12"),
            # another act of the same type, one actor wrong
            coded(B, source=["RUS"], type="SANCTION", act="freeze"),
        ],
        # two false alarms in one of two texts without events
        "c": [coded(C, type="CONSULT", act="consult"), coded(C, type="AGREE", act=None)],
    }  # fmt: skip


def test_scores_by_hand(gold_file: GoldFile) -> None:
    made = evaluate(Answers(four_answers()), gold_of_four(gold_file))
    # 3 gold events, 5 proposals; the pair exit/freeze agrees on the type but not on the act
    right = {name: score.right for name, score in made.scores.items()}
    assert right == {"quad": 3, "type": 3, "act": 2, "act_or_none": 2, "actors": 2}
    act = made.scores["act"]
    assert (act.precision, act.recall, act.f1) == (2 / 5, 2 / 3, 2 * 2 / 8)
    # matched events: freeze and criticise, 2 actors each; all events: gold 6, proposed 10
    assert (made.actors_matched.right, made.actors_matched.gold) == (4, 4)
    assert (made.actors.right, made.actors.gold, made.actors.found) == (4, 6, 10)
    assert (made.factuality.right, made.factuality.of) == (1, 2)
    assert (made.speaker.right, made.date.right) == (2, 2)
    assert (made.false_alarms.right, made.false_alarms.of) == (2, 2)
    assert made.alarms_a_hundred == 100.0
    assert made.confusion == {
        ("SANCTION", "SANCTION"): 2,
        ("ACCUSE", "ACCUSE"): 1,
        (None, "CONSULT"): 1,
        (None, "AGREE"): 1,
    }
    assert list(made.missed()) == ["exit"]
    assert {name: len(wrong) for name, wrong in made.spurious().items()} == {
        "AGREE": 1,
        "consult": 1,
        "freeze": 1,
    }
    assert (made.words, made.sentences) == (4 + 8 + 5 + 5, 4)


def test_how_often_proposals_are_right_by_how_certain_they_are(gold_file: GoldFile) -> None:
    answers = {
        "a": [coded(A, confidence=0.95)],
        "b": [
            coded(B, source=["RUS"], target=["ARM"], type="ACCUSE", act="criticise",
                  confidence=0.4),
            # the act is right, an actor is wrong
            coded(B, source=["RUS"], type="SANCTION", act="exit", confidence=0.3),
        ],
        "c": [coded(C, type="AGREE", act=None, confidence=1.0), coded(C, type="CONSULT", act=None)],
    }  # fmt: skip
    made = evaluate(Answers(answers), gold_of_four(gold_file))
    low, high = made.certainty
    assert (low.low, low.high, low.count, low.act, low.actors) == (0.3, 0.5, 2, 2, 1)
    assert (high.low, high.high, high.count, high.act, high.actors) == (0.9, 1.0, 2, 1, 1)
    assert high.mean == pytest.approx(0.975)
    assert "  0.3 to 0.5                            2   0.35       1.00            0.50" in str(
        made
    )
    assert made.as_json()["certainty"][1]["count"] == 2
    assert "so certain" not in str(evaluate(Answers(four_answers()), gold_of_four(gold_file)))


def test_a_gold_set_that_the_coder_learnt_from_is_told(gold_file: GoldFile) -> None:
    coder = BuiltinCoder()
    assert not coder.has_learnt(A)
    made = evaluate(coder, gold_of_four(gold_file))
    assert made.learnt == 0
    assert "learnt from" not in str(made)
    gold = Path(__file__).parents[1] / "gold"
    known = {half: read_gold(gold / f"{half}.jsonl") for half in ("dev", "test")}
    assert all(coder.has_learnt(one.text) for one in known["dev"])
    assert not any(coder.has_learnt(one.text) for one in known["test"])
    mixed = gold_file(item("x", known["dev"][0].text), item("y", A))
    assert "the coder learnt from 1 of them" in str(evaluate(coder, mixed))


def test_where_none_or_all_count_the_interval_is_no_point(gold_file: GoldFile) -> None:
    none = rate_of([0] * 81, [1] * 81, 200, 1, scale=100).interval
    assert none is not None
    assert none == pytest.approx((0, 100 * (1 - 0.025 ** (1 / 81))))  # Clopper and Pearson
    every = rate_of([2] * 30, [2] * 30, 200, 1).interval
    assert every == pytest.approx((0.025 ** (1 / 30), 1))
    made = score_of([1] * 20 + [0] * 5, [1] * 20 + [0] * 5, [1] * 20 + [0] * 5, 200, 1)
    assert made.intervals["f1"] == pytest.approx((0.025 ** (1 / 20), 1))
    assert rate_of([0, 1] * 20, [1] * 40, 200, 1).interval is not None


def test_none_as_an_act() -> None:
    def event(kind: str, act: str | None) -> Event:
        evidence = Evidence(source="a", start=0, end=7, exact="Armenia")
        return Event(source=("ARM",), type=kind, act=act, date="2024", evidence=(evidence,))

    gold, found = [event("ASSAULT", None)], [event("ASSAULT", "attack")]
    assert right_at(gold, found, "act") == 1
    assert right_at(gold, found, "act_or_none") == 0
    # COERCE is another type, but the act is the same
    assert right_at([event("COERCE", "attack")], found, "act") == 1
    assert right_at([event("COERCE", "attack")], found, "type") == 0
    assert right_at([event("COERCE", None)], found, "act") == 0


def test_words_of_unknown_actors_are_compared_without_article_and_case(
    gold_file: GoldFile,
) -> None:
    gold = gold_file(item("a", A, coded(A, source=["~The striking miners@KAZ"])))
    made = evaluate(Answers({"a": [coded(A, source=["~striking Miners"])]}), gold)
    assert made.scores["actors"].f1 == 1.0


def test_errors_are_listed_by_class_with_what_was_proposed_instead(gold_file: GoldFile) -> None:
    made = evaluate(Answers(four_answers()), gold_of_four(gold_file))
    lines = made.errors().splitlines()
    assert lines[:4] == [
        "missed: 1",
        "  exit (1)",
        "  – b  BLR → CSTO: exit (SANCTION), actual, 2024-02-22",
        f"      “{B}”",
    ]
    assert lines[4].startswith("      instead: RUS → CSTO: freeze")
    assert "proposed without ground: 3" in lines
    assert "… and" not in made.errors(5)


def test_report_is_text_and_json(gold_file: GoldFile) -> None:
    made = evaluate(Answers(four_answers()), gold_of_four(gold_file))
    text = str(made)
    assert "false alarms: 2 in 2 items without an event, 100.0 a hundred" in text
    assert max(map(len, text.splitlines()[1:])) <= 100  # the first names the file
    data = json.loads(json.dumps(made.as_json()))
    assert data["events"]["act"]["f1"] == 0.5
    assert data["missed"][0]["class"] == "exit"
    assert {"gold": None, "found": "AGREE", "count": 1} in data["confusion"]


def test_intervals_are_seeded_and_hold_the_value(gold_file: GoldFile) -> None:
    path = gold_of_four(gold_file)
    one, two = (evaluate(Answers(four_answers()), path, seed=7) for _ in range(2))
    assert one.scores["act"].intervals == two.scores["act"].intervals
    low, high = one.scores["act"].intervals["f1"]
    assert low <= 0.5 <= high
    assert evaluate(Answers({}), path, samples=0).scores["act"].intervals == {}


def test_interval_of_a_share_is_near_the_binomial_one() -> None:
    # 30 of 100 items found: the normal interval is 0.3 ± 1.96·sqrt(0.3·0.7/100) = 0.3 ± 0.090
    score = score_of([1] * 30 + [0] * 70, [1] * 100, [1] * 100, samples=4000, seed=1)
    low, high = score.intervals["recall"]
    assert (low, high) == pytest.approx((0.210, 0.390), abs=0.015)


def test_a_silent_coder_has_no_precision(gold_file: GoldFile) -> None:
    made = evaluate(Answers({}), gold_of_four(gold_file))
    assert made.scores["act"].precision is None
    assert made.scores["act"].recall == 0
    assert made.factuality.value is None
    assert "–" in str(made)


def test_a_failing_item_is_told_and_counts_as_missed(gold_file: GoldFile) -> None:
    made = evaluate(Answers(four_answers(), failing="a"), gold_of_four(gold_file))
    assert made.failed == {"a": "there is no text in it"}
    assert made.scores["act"].right == 1
    assert "could not be coded: a: there is no text in it" in str(made)
    alone = gold_file(item("a", A), name="alone.jsonl")
    with pytest.raises(CoderError, match="failed on every item"):
        evaluate(Answers({}, failing="a"), alone)


def test_a_coder_that_cannot_run_is_not_scored(gold_file: GoldFile) -> None:
    class Away(Answers):
        def code(self, source: Source) -> list[Event]:
            raise CoderError("the server is away")

    with pytest.raises(CoderError, match="server is away"):
        evaluate(Away({}), gold_of_four(gold_file))


def test_the_built_in_coder_is_read_in_a_stream(gold_file: GoldFile) -> None:
    from foedus.coding._coder import BuiltinCoder

    text = "Armenia suspended its membership in the CSTO on 22 February 2024."
    seen: list[tuple[int, int]] = []
    made = evaluate(
        BuiltinCoder(),
        gold_file(item("a", text, coded(text)), item("c", C)),
        progress=lambda *at: seen.append(at),
    )
    assert made.scores["actors"].f1 == 1.0
    assert made.alarms_a_hundred == 0
    assert seen == [(1, 2), (2, 2)]
    assert made.words == 11 + 5


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 6), min_size=columns, max_size=columns), min_size=1, max_size=5
        )
    )
)
def test_assignment_is_the_best_of_all(weights: list[list[int]]) -> None:
    table = np.array(weights)
    rows, columns = table.shape
    size = max(rows, columns)
    square = np.zeros((size, size), dtype=int)
    square[:rows, :columns] = table
    best = max(
        sum(square[i, j] for i, j in enumerate(order))
        for order in itertools.permutations(range(size))
    )
    pairs = assign(weights)
    assert sum(weights[i][j] for i, j in pairs) == best
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


def test_matching_serves_the_act_first(gold_file: GoldFile) -> None:
    # the first proposal looks most like the second gold event, but only it can be the first
    gold = gold_file(
        item(
            "b",
            B,
            coded(B, act="exit", source=["BLR"]),
            coded(B, act="exit", type="RETREAT", source=["RUS"]),
        )
    )
    [one] = read_gold(gold)
    found = Answers(
        {"b": [coded(B, act="exit", type="RETREAT", source=["RUS"]), coded(B, act="freeze")]}
    ).code(one.document)
    assert align(one.events, found).pairs == ((0, 1), (1, 0))
    assert [right_at(one.events, found, name) for name in STRICTNESSES] == [2, 2, 1, 1, 1]


def test_krippendorff_published_examples() -> None:
    # Krippendorff 2011: B, two observers, alpha 0.692; C, four with gaps, nominal alpha 0.743
    pairs = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert krippendorff_alpha(pairs) == pytest.approx(0.692, abs=5e-4)
    rows = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    units = [[None if code == "." else code for code in unit] for unit in zip(*rows, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"type": "FREEZE"}, "'type' of the 1st of 'events'", "'FREEZE' is not one of"),
        ({"act": "leave"}, "'act' of the 1st of 'events'", "'leave' is not one of"),
        ({"date": "2024-02-31"}, "'date' of the 1st of 'events'", "no day 31"),
        ({"factuality": "true"}, "'factuality' of the 1st of 'events'", "'actual'"),
        ({"source": []}, "'source' of the 1st of 'events'", "the list is empty"),
        ({"speaker": {"person": "X"}}, "'speaker.actor' of the 1st of 'events'", "missing"),
        ({"weight": 1}, "'weight' of the 1st of 'events'", "no such field"),
        (
            {"evidence": {"start": 0, "end": 7, "exact": "Belarus", "trigger": None}},
            "'evidence.exact' of the 1st of 'events'",
            "the text has “Armenia” at 0–7",
        ),
        (
            {"evidence": {"start": 0, "end": 7, "exact": "Armenia", "trigger": "froze"}},
            "'evidence.trigger' of the 1st of 'events'",
            "“froze” is not in the quote",
        ),
        (
            {"evidence": {"start": 0, "end": 5, "exact": "Armenia"}},
            "'evidence' of the 1st of 'events'",
            "7 characters",
        ),
    ],
)
def test_bad_gold_lines_name_file_line_and_field(
    gold_file: GoldFile, change: dict[str, object], field: str, says: str
) -> None:
    path = gold_file(item("c", C), item("a", A, coded(A, **change)))
    with pytest.raises(InputError) as caught:
        read_gold(path)
    fault = caught.value
    assert (fault.where, fault.line, fault.field) == (str(path), 2, field)
    assert says in fault.message


def test_bad_gold_files(tmp_path: Path, gold_file: GoldFile) -> None:
    path = tmp_path / "bad.jsonl"
    for text, says, line in (
        ("", "no item", None),
        ("{\n", "not JSON", 1),
        ("[1]\n", "not a record", 1),
        ('\n{"id": "a", "text": "x"}\n', "missing", 2),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=says) as caught:
            read_gold(path)
        assert caught.value.line == line
    with pytest.raises(InputError, match="stands on line 1 already"):
        read_gold(gold_file(item("a", A), item("a", C)))
    with pytest.raises(InputError, match="cannot be read"):
        read_gold(tmp_path / "absent.jsonl")


def test_what_is_no_gold_set_is_told_what_one_is(tmp_path: Path, gold_file: GoldFile) -> None:
    # the output of a coder for the text of a gold set, as `foedus code` prints it
    [one] = read_gold(gold_file(item("a", A, coded(A))))
    output = tmp_path / "out.jsonl"
    output.write_text("\n" + json.dumps(one.events[0].as_coded()) + "\n")
    with pytest.raises(InputError) as caught:
        read_gold(output)
    assert (caught.value.where, caught.value.line) == (str(output), 2)
    assert "a coded event, as 'foedus code' and a case write it" in caught.value.message
    assert "reads these texts itself" in str(caught.value)

    # the texts that a coder is given, which hold no events yet
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"id": "a", "text": A, "title": "T", "published": "2024"}))
    for path in (output, texts, tmp_path):
        with pytest.raises(InputError) as caught:
            read_gold(path)
        assert '"text": "…", "events": […]}' in str(caught.value)
