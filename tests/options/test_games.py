"""Games: the numbers of the literature, closed forms against the definition, and Gambit's files."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus import ModelError
from foedus.options import (
    ExitVoiceLoyalty,
    Game,
    PatronType,
    UncertainPatron,
    backward_induction,
    chance,
    choice,
    end,
    logit,
    read_efg,
    render_efg,
    subgame_perfect,
    updated,
    write_efg,
)

EVL = ExitVoiceLoyalty(E=0.4, L=1.5, c=0.2)


@pytest.mark.parametrize(
    ("rate", "exit", "loyalty", "voice", "respond", "last_exit"),
    [
        (1, 0.374435, 0.250992, 0.374573, 0.474530, 0.598688),
        (5, 0.183968, 0.024897, 0.791135, 0.832852, 0.880797),
    ],
)
def test_exit_voice_loyalty_by_the_logit_rule(rate, exit, loyalty, voice, respond, last_exit):
    made = EVL.logit(rate)
    assert made.exit == pytest.approx(exit, abs=5e-7)
    assert made.loyalty == pytest.approx(loyalty, abs=5e-7)
    assert made.voice == pytest.approx(voice, abs=5e-7)
    assert made.respond == pytest.approx(respond, abs=5e-7)
    assert made.last_exit == pytest.approx(last_exit, abs=5e-7)


@pytest.mark.parametrize(
    ("E", "L", "outcome"),
    [
        (-0.5, 0.5, "loyalty"),  # no credible threat, patron autonomous
        (-0.5, 1.5, "loyalty"),  # no credible threat, though the patron depends on the member
        (0.4, 0.5, "exit"),  # credible, but the patron does not care
        (0.4, 1.5, "voice › respond"),  # credible, and it does
        (0.9, 1.5, "exit"),  # leaving is worth more than what voice could win: 0.9 > 1 - 0.2
    ],
)
def test_exit_voice_loyalty_cells(E, L, outcome):  # noqa: N803
    game = ExitVoiceLoyalty(E, L, 0.2)
    assert game.outcome == outcome
    here = [row for row in game.cells() if row["here"]]
    assert len(here) == 1
    if E < 1 - 0.2:
        assert here[0]["outcome"] == outcome


def test_the_four_cells_say_what_would_follow_off_the_path():
    rows = {(row["credible_exit"], row["dependent"]): row for row in EVL.cells()}
    assert rows[True, True]["outcome"] == "voice › respond"
    assert rows[True, True]["if_ignored"] == "exit"
    assert rows[True, False]["outcome"] == "exit"
    assert rows[True, False]["if_voiced"] == "ignore"
    for dependent in (True, False):
        assert rows[False, dependent]["outcome"] == "loyalty"
        assert rows[False, dependent]["if_voiced"] == "ignore"
        assert rows[False, dependent]["if_ignored"] == "loyalty"


def test_thresholds():
    rows = [(r["quantity"], r["threshold"], r["above"]) for r in EVL.thresholds()]
    assert rows == [("E", 0.0, True), ("L", 1.0, True), ("E", 0.8, False)]


def test_on_a_threshold_nothing_is_credible_yet():
    assert ExitVoiceLoyalty(0, 1.5, 0.2).outcome == "loyalty"
    assert ExitVoiceLoyalty(0.4, 1, 0.2).outcome == "exit"


@given(E=st.floats(-2, 2), L=st.floats(0, 3), c=st.floats(0, 2), rate=st.floats(0, 20))
def test_the_logit_rule_is_a_fixed_point(E, L, c, rate):  # noqa: N803
    """Each probability is the logit of the values that the others imply (McKelvey & Palfrey)."""
    made = ExitVoiceLoyalty(E, L, c).logit(rate)
    ignored = made.last_exit * (E - c) + (1 - made.last_exit) * -c
    patron = made.last_exit * 1 + (1 - made.last_exit) * (1 + L)
    voice = made.respond * (1 - c) + (1 - made.respond) * ignored
    assert made.last_exit == pytest.approx(1 / (1 + exp(-rate * E)))
    assert made.respond == pytest.approx(1 / (1 + exp(-rate * (L - patron))))
    scale = exp(rate * E) + 1 + exp(rate * voice)
    assert made.exit == pytest.approx(exp(rate * E) / scale, abs=1e-9)
    assert made.voice == pytest.approx(exp(rate * voice) / scale, abs=1e-9)
    assert made.exit + made.loyalty + made.voice == pytest.approx(1)


def test_a_high_rate_comes_to_backward_induction():
    made = EVL.logit(200)
    assert made.voice > 0.999
    assert made.respond > 0.999


@pytest.mark.parametrize(
    "numbers", [(float("nan"), 1, 0.2), (0.4, float("inf"), 0.2), (0.4, 1, -1)]
)
def test_numbers_that_will_not_do(numbers):
    with pytest.raises(ModelError):
        ExitVoiceLoyalty(*numbers)


# A patron of unknown type


def test_the_cut_point_is_where_voice_and_exit_are_worth_the_same():
    """q (1 - c) + (1 - q) (E - c) = E, so q = c / (1 - E): with E = .4 and c = .2 a third."""
    game = UncertainPatron.of(E=0.4, c=0.2, dependent=0.5)
    cut = game.cut_point()
    assert cut == pytest.approx(1 / 3)
    assert cut * 0.8 + (1 - cut) * 0.2 == pytest.approx(0.4)
    assert UncertainPatron.of(0.4, 0.2, 0.34).first_choice() == "voice"
    assert UncertainPatron.of(0.4, 0.2, 0.33).first_choice() == "exit"
    assert UncertainPatron.of(-0.1, 0.2, 0.9).first_choice() == "loyalty"
    assert UncertainPatron.of(-0.1, 0.2, 0.9).cut_point() is None


def test_an_answer_teaches_the_member():
    game = UncertainPatron.of(E=0.4, c=0.2, dependent=0.5)
    assert [t.prior for t in game.after("ignore").types] == [0, 1]
    assert [t.prior for t in game.after("respond").types] == [1, 0]
    blurred = game.after("ignore", rate=5)
    answers = [ExitVoiceLoyalty(0.4, L, 0.2).logit(5).respond for L in (1.5, 0.5)]
    ignored = [0.5 * (1 - p) for p in answers]
    assert blurred.types[0].prior == pytest.approx(ignored[0] / sum(ignored))
    with pytest.raises(ModelError, match="no type could have"):
        UncertainPatron.of(-1, 0.2, 0.5).after("respond")


def test_bayes():
    assert updated([0.2, 0.8], [0.5, 0.25]) == pytest.approx((1 / 3, 2 / 3))


def test_with_one_type_nothing_is_uncertain():
    alone = UncertainPatron(0.4, 0.2, (PatronType("known", 1.5, 1.0),))
    assert alone.logit(5) == EVL.logit(5)
    assert alone.first_choice() == "voice"


def test_the_logit_cut_point_makes_voice_as_likely_as_exit():
    cut = UncertainPatron.of(0.4, 0.2, 0.5, L=(2.0, 0.2)).logit_cut_point(5)
    there = UncertainPatron.of(0.4, 0.2, cut, L=(2.0, 0.2)).logit(5)
    assert there.voice == pytest.approx(there.exit)


def test_priors_have_to_add_up():
    with pytest.raises(ModelError, match="together they are 1"):
        UncertainPatron(0.4, 0.2, (PatronType("a", 1, 0.5), PatronType("b", 2, 0.6)))


# Trees


def test_backward_induction_in_the_centipede():
    """Rosenthal (1981): it pays both to go on, and each stops at once."""
    node = end((4, 4))
    for turn in range(5, -1, -1):
        pot = turn // 2 + 1
        stop = end((pot + 1, pot - 1) if turn % 2 == 0 else (pot - 1, pot + 2))
        node = choice(turn % 2, {"stop": stop, "go on": node})
    play = backward_induction(Game("Centipede", ("A", "B"), node))
    assert play.outcomes()["stop"] == 1
    assert play.payoffs == (2, 0)


def test_payoffs_are_compared_exactly():
    """0.1 + 0.2 is 0.3 here, so that both actions are equally good."""
    tree = choice(
        0, {"a": chance({"x": (1, end([0.3]))}), "b": end([Fraction(1, 10) + Fraction(2, 10)])}
    )
    play = backward_induction(Game("Tie", ("A",), tree))
    assert play.ties == ((),)


def test_all_equilibria_where_there_are_ties():
    tree = choice(0, {"a": choice(1, {"l": end((2, 1)), "r": end((0, 1))}), "b": end((1, 0))})
    game = Game("Ties", ("A", "B"), tree)
    assert subgame_perfect(game) == [{(): 0, (0,): 0}, {(): 1, (0,): 1}]
    assert backward_induction(game).ties == ((0,),)


def test_chance_is_averaged():
    tree = choice(
        0, {"bet": chance({"win": (0.25, end([10])), "lose": (0.75, end([-2]))}), "not": end([0])}
    )
    play = backward_induction(Game("Bet", ("A",), tree))
    assert play.payoffs == (1,)
    assert play.outcomes() == {"bet › win": 0.25, "bet › lose": 0.75, "not": 0}


def test_at_rate_nothing_all_is_even():
    assert logit(EVL.game(), 0).probabilities[()] == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    with pytest.raises(ModelError, match="λ"):
        logit(EVL.game(), -1)


# Gambit's files

#: The example in the description of the format; bayes1a.efg among the games of the project.
BAYES = """EFG 2 R "General Bayes game, one stage" { "Player 1" "Player 2" }
c "ROOT" 1 "(0,1)" { "1G" 0.500000 "1B" 0.500000 } 0
c "" 2 "(0,2)" { "2g" 0.500000 "2b" 0.500000 } 0
p "" 1 1 "(1,1)" { "H" "L" } 0
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 1 "Outcome 1" { 10.000000 2.000000 }
t "" 2 "Outcome 2" { 0.000000 10.000000 }
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 3 "Outcome 3" { 2.000000 4.000000 }
t "" 4 "Outcome 4" { 4.000000 0.000000 }
p "" 1 1 "(1,1)" { "H" "L" } 0
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 5 "Outcome 5" { 10.000000 2.000000 }
t "" 6 "Outcome 6" { 0.000000 10.000000 }
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 7 "Outcome 7" { 2.000000 4.000000 }
t "" 8 "Outcome 8" { 4.000000 0.000000 }
c "" 3 "(0,3)" { "2g" 0.500000 "2b" 0.500000 } 0
p "" 1 2 "(1,2)" { "H" "L" } 0
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 9 "Outcome 9" { 4.000000 2.000000 }
t "" 10 "Outcome 10" { 2.000000 10.000000 }
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 11 "Outcome 11" { 0.000000 4.000000 }
t "" 12 "Outcome 12" { 10.000000 2.000000 }
p "" 1 2 "(1,2)" { "H" "L" } 0
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 13 "Outcome 13" { 4.000000 2.000000 }
t "" 14 "Outcome 14" { 2.000000 10.000000 }
p "" 2 2 "(2,2)" { "h" "l" } 0
t "" 15 "Outcome 15" { 0.000000 4.000000 }
t "" 16 "Outcome 16" { 10.000000 0.000000 }
"""


def test_reading_the_example_of_the_format():
    game = read_efg(BAYES)
    assert game.title == "General Bayes game, one stage"
    assert game.players == ("Player 1", "Player 2")
    ends = [node for _, node in game.nodes() if node.player is None]
    assert len(ends) == 16
    assert ends[0].payoffs == (10, 2)
    assert game.root.probabilities == (Fraction(1, 2), Fraction(1, 2))
    assert not game.perfect_information
    with pytest.raises(ModelError, match="does not always know"):
        backward_induction(game)


def same(one: Game, other: Game) -> bool:
    """Whether two games are the same but for the numbers of information sets."""
    seen: dict[tuple[int, int], int] = {}
    for (a, left), (b, right) in zip(one.nodes(), other.nodes(), strict=True):
        if (a, left.player, left.actions, left.probabilities, left.payoffs) != (
            b, right.player, right.actions, right.probabilities, right.payoffs
        ):  # fmt: skip
            return False
        if left.player is not None and left.player >= 0 and left.information:
            key = left.player, left.information
            if seen.setdefault(key, right.information) != right.information:
                return False
    return True


@pytest.mark.parametrize(
    "game",
    [
        read_efg(BAYES),
        EVL.game(),
        UncertainPatron.of(0.4, 0.2, 0.3).game(),
        Game('Say "no"', ("A \\ B",), choice(0, {"x": end([Fraction(1, 3)]), "y": end([-2.5e-7])})),
    ],
    ids=["bayes", "evl", "types", "signs"],
)
def test_a_game_that_is_written_reads_back_the_same(game, tmp_path):
    path = write_efg(game, tmp_path / "game.efg")
    back = read_efg(path)
    assert same(game, back)
    assert back.title == game.title
    assert back.players == game.players
    assert render_efg(read_efg(render_efg(back))) == render_efg(back)


def test_payoffs_on_the_way_add_up_and_commas_may_stand_between():
    game = read_efg(
        'EFG 2 R "Way" { "A" "B" }\n"note"\n'
        'p "" 1 1 "" { "x" "y" } 1 "toll" { -1, 0 }\n'
        't "" 2 "" { 5, 1/2 }\nt "" 0\n'
    )
    play = backward_induction(game)
    assert play.payoffs == (4, 0.5)
    assert game.note == "note"


def test_the_information_set_of_an_uncertain_patron_is_shared():
    game = UncertainPatron.of(0.4, 0.2, 0.3).game()
    assert not game.perfect_information
    firsts = [node for path, node in game.nodes() if len(path) == 1]
    assert [node.information for node in firsts] == [1, 1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NFG 1 R", "normal form"),
        ("EFG 1 R", "version 1"),
        ("hello", "no game"),
        ('EFG 2 R "x" { }', "at least one player"),
        ('EFG 2 R "x" { "A" }\np "" 2 1 "" { "a" } 0', "a player's number from 1 to 1"),
        ('EFG 2 R "x" { "A" }\np "" 1 1 "" { "a" "b" } 0\nt "" 1 "" { 1 }', "a node"),
        ('EFG 2 R "x" { "A" }\nt "" 1 "" { 1 2 }', "1 payoffs"),
        ('EFG 2 R "x" { "A" }\nt "" 1 "" { one }', "a payoff"),
        ('EFG 2 R "x" { "A" }\nt "" 1 "" { 1/0 }', "a payoff"),
        ('EFG 2 R "x" { "A" }\nc "" 1 "" { "a" 0.5 "b" 0.4 } 0', "add up to 1"),
        ('EFG 2 R "x" { "A" }\nt "" 1 "" { 1 }\nt "" 2 "" { 1 }', "the tree is complete"),
        ('EFG 2 R "x { "A" }', "quotation mark"),
    ],
)
def test_a_file_that_does_not_read_says_where(text, says, tmp_path):
    file = tmp_path / "game.efg"
    file.write_text(text, "utf-8")
    with pytest.raises(ModelError, match=says):
        read_efg(file)
    if text.startswith("EFG 2") and "\n" in text and "quotation" not in says:
        with pytest.raises(ModelError, match=r"line [23]"):
            read_efg(text)
