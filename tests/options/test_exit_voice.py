"""Exit, voice, loyalty: cells by the payoffs alone, thresholds as a picture, three questions."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import product

import pytest

from foedus._errors import InputError, ModelError
from foedus.options import (
    THRESHOLDS,
    ExitVoiceAnswers,
    ExitVoiceLoyalty,
    UncertainPatron,
    draw_thresholds,
    load_game,
    load_model,
    load_models,
)

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [Fraction(n, 10) for n in (-12, -5, -1, 0, 1, 2, 4, 5, 8, 9, 10, 15)]
LOYALTY = [Fraction(n, 10) for n in (0, 5, 10, 11, 20)]
COSTS = [Fraction(n, 10) for n in (0, 1, 2, 5, 10, 12, 20)]
GRID = list(product(STEPS, LOYALTY, COSTS))


def by_payoffs(E, L, c):  # noqa: N803
    """What follows, and the patron's answer, from the payoffs alone; ties go to who waits."""
    last, ignored = ("exit", (E - c, 1)) if E - c > -c else ("loyalty", (-c, 1 + L))
    answer = "respond" if ignored[1] < L else "ignore"
    voice = 1 - c if answer == "respond" else ignored[0]
    best = max(0, E, voice)
    if best == 0:
        return "loyalty", answer
    if best == E:
        return "exit", answer
    return ("voice › respond" if answer == "respond" else f"voice › ignore › {last}"), answer


def game(E, L, c):  # noqa: N803
    return ExitVoiceLoyalty(float(E), float(L), float(c))


# Cells


def test_every_game_of_a_grid_is_in_the_cell_that_says_what_follows():
    for E, L, c in GRID:  # noqa: N806
        made = game(E, L, c)
        outcome, answer = by_payoffs(E, L, c)
        assert (made.outcome, made.answer) == (outcome, answer), (E, L, c)
        [here] = [row for row in made.cells() if row["here"]]
        assert here["outcome" if made.cheap_voice else "if_dear"] == outcome, (E, L, c)
        assert (here["credible_exit"], here["dependent"]) == (E > 0, L > 1)
        assert here["if_voiced"] == answer


def test_all_three_conditions_are_those_of_the_game():
    for E, L, c in GRID:  # noqa: N806
        assert game(E, L, c).cell == (E > 0, L > 1, E + c < 1)


def test_voice_that_costs_more_than_it_can_win_is_in_no_cell():
    rows = ExitVoiceLoyalty(0.4, 1.5, 1.2).cells()
    assert {row["outcome"] for row in rows} == {"exit", "loyalty"}
    third = ExitVoiceLoyalty(-0.1, 1.5, 1.2).thresholds()[2]
    assert third["above"]
    assert third["threshold"] == pytest.approx(-0.2)
    assert "no more than leaving" in third["means"]


def test_on_the_third_threshold_the_member_leaves():
    there = ExitVoiceLoyalty(0.8, 1.5, 0.2)
    assert there.outcome == "exit"
    assert there.thresholds()[2]["above"]


# The picture


def texts(root):
    return [(node.text or "", node) for node in root.iter(SVG + "text")]


def ticks(root, anchor):
    """The words beside the axes; what is written into the plane has a halo."""
    return {
        text: node
        for text, node in texts(root)
        if node.get("text-anchor") == anchor and "fo-evl-said" not in (node.get("class") or "")
    }


def scales(root):
    """Where E and L are on the picture, read off its ticks."""
    across = {
        float(text.split(" = ")[0].replace("−", "-")): float(node.get("x"))
        for text, node in ticks(root, "middle").items()
    }
    up = {float(text): float(node.get("y")) - 4 for text, node in ticks(root, "end").items()}
    (first, start), (last, end) = list(across.items())[:2]
    wide, tall = (end - start) / (last - first), up[1] - up[0]
    return lambda E, L: (start + (E - first) * wide, up[0] + L * tall)  # noqa: N803


def rectangles(root):
    found = []
    for node in root.iter(SVG + "rect"):
        kind = re.fullmatch(r"fo-evl-(loyalty|exit|voice)", node.get("class") or "")
        if kind:
            x, y, w, h = (float(node.get(name)) for name in ("x", "y", "width", "height"))
            found.append((kind[1], x, y, x + w, y + h))
    return found


@pytest.mark.parametrize("c", [0.05, 0.2, 0.5, 1.0, 1.4, 3.0])
@pytest.mark.parametrize("width", [900, 364])
def test_the_picture_shows_what_the_cells_say(c, width):
    root = ET.fromstring(draw_thresholds(c, width=width).svg)
    place, drawn = scales(root), rectangles(root)
    for E, L in product((-0.6, -0.2, 0.1, 0.3, 0.6, 0.9, 1.2), (0.2, 0.8, 1.2, 1.8)):  # noqa: N806
        if abs(E - (1 - c)) < 0.02:
            continue
        made = ExitVoiceLoyalty(E, L, c)
        [here] = [row for row in made.cells() if row["here"]]
        said = here["outcome" if made.cheap_voice else "if_dear"].split(" ")[0]
        x, y = place(E, L)
        kinds = [kind for kind, a, b, a2, b2 in drawn if a < x < a2 and b < y < b2]
        assert kinds == [said], (E, L, c)
    assert any(kind == "voice" for kind, *_ in drawn) is (c < 1)


def test_words_stand_inside_their_regions_and_lines_have_their_meaning():
    figure = draw_thresholds(0.3, member="Armenia", patron="Russia")
    root = ET.fromstring(figure.svg)
    place = scales(root)
    written = [(t, n) for t, n in texts(root) if "fo-evl-said" in (n.get("class") or "")]
    corners = {  # left and top of the region, in E and L
        "Armenia stays": (-0.7, 2.0),
        "Armenia leaves": (0.0, 1.0),
        "Armenia speaks": (0.0, 2.0),
        "Armenia leaves, though": (0.7, 2.0),
    }
    for words, corner in corners.items():
        found = [
            n
            for t, n in written
            if t == words or (t.startswith(words) and words != "Armenia leaves")
        ]
        left, top = place(*corner)
        assert float(found[0].get("x")) == pytest.approx(left + 8, abs=0.1), words
        assert float(found[0].get("y")) == pytest.approx(top + 17, abs=0.1), words
    said = {row["E"] or row["L"]: row["means"] for row in figure.rows if row["drawn"] == "line"}
    assert said["E = 0"] == "to the right, Armenia would rather leave than be ignored"
    assert said["L = 1"] == "above, Russia would rather give in than be left"
    assert "no more than leaving" in said["E = 1 − c = 0.7"]
    assert {row["means"]: (row["E"], row["L"]) for row in figure.rows[:4]} == {
        "Armenia stays and says nothing": ("E up to 0", "any L"),
        "Armenia leaves": ("E above 0", "L up to 1"),
        "Armenia speaks, and Russia gives in": ("E above 0 and below 0.7", "L above 1"),
        "Armenia leaves, though Russia would give in": ("E from 0.7 on", "L above 1"),
    }


def test_what_has_no_room_is_numbered_and_told_beside():
    root = ET.fromstring(draw_thresholds(0.97).svg)
    [one] = [n for t, n in texts(root) if t == "1" and "fo-evl-said" in n.get("class", "")]
    left, right = (x for kind, *box in rectangles(root) if kind == "voice" for x in box[::2])
    assert left < float(one.get("x")) < right
    assert "Member speaks, and Patron gives in" in [text for text, _ in texts(root)]


def test_a_cost_above_one_leaves_no_room_for_voice():
    figure = draw_thresholds(1.5)
    assert [row["means"] for row in figure.rows if row["drawn"] == "region"] == [
        "Member stays and says nothing",
        "Member leaves",
        "Member leaves, though Patron would give in",
    ]
    [third] = [row["means"] for row in figure.rows if (row["E"] or "").startswith("E = 1 − c")]
    assert third.endswith("voice never pays")
    assert draw_thresholds(5).rows[-1]["means"].endswith("(too far left to be drawn)")


def test_points_and_the_chance_of_leaving():
    figure = ExitVoiceLoyalty(0.4, 1.5, 0.2).draw(rate=5)
    assert figure.rows[-1]["means"] == "E = 0.4, L = 1.5: Member speaks, and Patron gives in"
    assert "The point E = 0.4, L = 1.5: Member speaks" in figure.description
    assert "50%" in figure.svg
    types = UncertainPatron.of(E=0.4, c=0.2, dependent=0.3).draw()
    assert [row["means"] for row in types.rows[-2:]] == [
        "dependent (30%): Member speaks, and Patron gives in",
        "autonomous (70%): Member leaves",
    ]


def test_the_line_of_even_odds_is_where_leaving_has_them():
    """On L = 0 and with c = 5 nobody speaks: half is where exp(λE) is 1, with the chance of voice
    negligible, so that the line runs through E = 0."""
    root = ET.fromstring(draw_thresholds(5, rate=4).svg)
    place = scales(root)
    [half] = [n for text, n in texts(root) if text == "50%"]
    assert float(half.get("x")) - 4 == pytest.approx(place(0, 0)[0], abs=1)


def test_without_a_cost_the_plane_is_not_to_scale():
    figure = draw_thresholds(None, possible=[(True, True, True), (True, True, False)])
    assert "Not to scale" in figure.svg
    assert "1 − c" in figure.svg
    standing = {row["means"]: row["by the answers"] for row in figure.rows[:4]}
    assert standing == {
        "Member stays and says nothing": "ruled out",
        "Member leaves": "ruled out",
        "Member speaks, and Patron gives in": "still possible",
        "Member leaves, though Patron would give in": "still possible",
    }
    assert figure.svg.count("url(#thresholds-lines)") == 2
    half = draw_thresholds(None, possible=[(False, True, True)])
    assert half.rows[0]["by the answers"] == "still possible where hatched"
    for wrong in ({"points": {"here": (1, 1)}}, {"rate": 2}):
        with pytest.raises(ModelError, match="need a number for c"):
            draw_thresholds(None, **wrong)
    with pytest.raises(ModelError, match="c is -1"):
        draw_thresholds(-1)


@pytest.mark.parametrize("width", [900, 364])
@pytest.mark.parametrize("c", [None, 0.0, 0.2, 0.99, 1, 1.4])
def test_the_figure_is_xml_with_unique_ids_and_all_its_words_inside(width, c):
    figure = draw_thresholds(c, width=width, member="Armenia", patron="Russia")
    root = ET.fromstring(figure.svg)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for text, node in texts(root):
        assert 0 <= float(node.get("x")) <= figure.width, text
        assert 0 <= float(node.get("y")) <= figure.height, text


# Three questions


def fits(answers, E, L, c):  # noqa: N803
    truths = (E > 0, L > 1, E + c < 1)
    return all(a == "unclear" or (a == "yes") == t for a, t in zip(answers, truths, strict=True))


@pytest.mark.parametrize("answers", list(product(("yes", "no", "unclear"), repeat=3)))
def test_what_can_follow_is_what_follows_in_some_game_that_fits(answers):
    made = ExitVoiceAnswers.of(*answers)
    fine = [Fraction(n, 4) for n in range(-8, 9)]
    seen = {
        by_payoffs(E, L, c)
        for E, L, c in product(fine, fine[8:], fine[8:])
        if fits(answers, E, L, c)
    }
    found = made.follows()
    assert {(one.region.outcome, one.region.answer) for one in found} == seen
    # the conditions of each decide: with them it follows, and in every other cell it does not
    for one in found:
        held = set()
        for way in one.conditions:
            settled = {**dict(zip([t.name for t in THRESHOLDS], answers, strict=True))}
            settled |= {t.name: "yes" if value else "no" for t, value in way}
            only = ExitVoiceAnswers.of(**settled)
            assert [other.region for other in only.follows()] == [one.region]
            held |= set(only.cells())
        others = {c for other in found if other is not one for c in _cells(other, answers)}
        assert not held & others


def _cells(follows, answers):
    for way in follows.conditions:
        settled = dict(zip([t.name for t in THRESHOLDS], answers, strict=True))
        settled |= {t.name: "yes" if value else "no" for t, value in way}
        yield from ExitVoiceAnswers.of(**settled).cells()


def test_the_sentences():
    made = ExitVoiceAnswers.of("unclear", "unclear", "yes", member="Armenia", patron="Russia")
    assert [one.words for one in made.follows()] == [
        "If Armenia would rather leave than be ignored, and Russia would rather give in than be "
        "left: Armenia speaks, and Russia gives in.",
        "If Armenia would rather leave than be ignored, and Russia would rather be left than give "
        "in: Armenia leaves.",
        "If Armenia would rather stay, even ignored: Armenia stays and says nothing.",
    ]
    settled = ExitVoiceAnswers.of("no", "unclear", "unclear", member="Armenia", patron="Russia")
    assert [one.words for one in settled.follows()] == [
        "Whatever the open answers are: Armenia stays and says nothing."
    ]
    assert [one.words for one in ExitVoiceAnswers.of("yes", "no", "yes").follows()] == [
        "Member leaves."
    ]


def test_the_picture_of_answers_marks_the_parts_that_remain():
    def hatched(*answers):
        rows = ExitVoiceAnswers.of(*answers).draw().rows
        return [r["means"] for r in rows if (r["by the answers"] or "").startswith("still")]

    assert hatched("no", "yes", "yes") == ["Member stays and says nothing"]
    assert hatched("yes", "unclear", "yes") == [
        "Member leaves",
        "Member speaks, and Patron gives in",
    ]
    # voice may be too dear for a member that would not leave only where it costs more than 1
    assert hatched("no", "unclear", "no") == ["Member stays and says nothing"]


MODEL = """\
form: option
decision_makers: {Member: [leave], Patron: [help]}
preferences: {Member: [help], Patron: [not leave]}
exit_voice_loyalty:
  member: Member
  patron: Patron
  questions:
    credible_exit: yes
    dependent: {answer: unclear, note: Nobody knows.}
    cheap_voice: no
  happened: {course: [voice, ignore, loyalty]}
dates:
  2020: {}
  2021:
    exit_voice_loyalty:
      patron: Member
      member: Patron
      questions:
        credible_exit: {answer: no, assumption: true}
      happened: {course: exit, note: It left.}
"""


def test_a_model_file_answers_the_questions_date_by_date():
    one, other = (model.exit_voice_loyalty for model in load_models(MODEL).values())
    assert [a.answer for a in one.answers] == ["yes", "unclear", "no"]
    assert one.answers[1].note == "Nobody knows."
    assert [a.answer for a in other.answers] == ["no", "unclear", "no"]
    assert (other.member, other.patron) == ("Patron", "Member")
    assert other.answers[0].path == (
        "dates",
        "2021",
        "exit_voice_loyalty",
        "questions",
        "credible_exit",
    )
    assert other.answers[1].path == ("exit_voice_loyalty", "questions", "dependent")
    assert one.on_course().startswith("In no cell does the game lead there")
    assert other.happened.note == "It left."
    assert other.on_course() == "By the answers the game does not lead there."
    assert load_model(MODEL.split("exit_voice")[0]).exit_voice_loyalty is None


def test_what_happened_is_held_against_the_game():
    left = load_model(MODEL.replace("[voice, ignore, loyalty]", "exit"), "2020")
    assert left.exit_voice_loyalty.on_course() == "That is what follows from the answers."
    kept = load_model(MODEL.replace("[voice, ignore, loyalty]", "loyalty"), "2020")
    assert kept.exit_voice_loyalty.on_course() == "By the answers the game does not lead there."
    unsure = MODEL.replace("[voice, ignore, loyalty]", "loyalty").replace(
        "exit: yes", "exit: unclear"
    )
    assert load_model(unsure, "2020").exit_voice_loyalty.on_course() == (
        "That is what can follow from the answers."
    )


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ("credible_exit: yes", "credible_exit: maybe", "'maybe' is not one of", 8),
        ("answer: unclear", "answer: perhaps", "'perhaps' is not one of", 9),
        ("answer: no,", "answer: never,", "'never' is not one of", 19),
        ("    cheap_voice: no\n", "", "missing", None),
        ("  member: Member", "  member: Meber", "'Meber' is no decision maker", 5),
        ("patron: Member", "patron: Nobody", "'Nobody' is no decision maker", 16),
        ("  patron: Patron", "  patron: Member", "the same", 6),
        ("[voice, ignore, loyalty]", "[voice, leave]", "no way through the game", 11),
        ("course: exit,", "course: freeze,", "no way through the game", 20),
        ("note: Nobody knows.", "nota: Nobody knows.", "no such field", 9),
    ],
)
def test_a_bad_answer_says_where_and_what(tmp_path, old, new, says, line):
    assert old in MODEL
    file = tmp_path / "model.yaml"
    file.write_text(MODEL.replace(old, new), "utf-8")
    with pytest.raises(ModelError) as caught:
        load_models(file)
    assert says in str(caught.value)
    assert line is None or caught.value.line == line
    assert "exit_voice_loyalty" in caught.value.field


# Files and the command line


EVL = "form: exit-voice-loyalty\nmember: Armenia\npatron: Russia\nE: 0.4\nL: 1.5\nc: 0.2\n"


def test_a_game_file_may_name_a_rate_and_a_note():
    made = load_game(EVL + "rate: 5\nnote: Invented numbers.\n")
    assert (made.rate, made.note, made.member) == (5, "Invented numbers.", "Armenia")
    with pytest.raises(ModelError, match="rate"):
        load_game(EVL + "rate: -1\n")


def test_solve_prints_the_cell_the_thresholds_and_the_logit_rule_and_draws(tmp_path, run):
    file, picture = tmp_path / "evl.yaml", tmp_path / "evl.svg"
    file.write_text(EVL + "rate: 5\nnote: Invented numbers.\n", "utf-8")
    code, out, err = run("options", "solve", file, "--figure", picture)
    assert code == 0, err
    assert "voice › respond (Armenia speaks, and Russia gives in)" in out
    assert "0.791135" in out
    assert "Invented numbers." in out
    assert ET.parse(picture).getroot().tag == SVG + "svg"
    model = tmp_path / "model.yaml"
    model.write_text(MODEL, "utf-8")
    code, out, err = run("options", "solve", model, "--at", "2020", "--figure", picture)
    assert code == 0, err
    assert "Exit, voice, loyalty: Member and Patron" in out
    assert "Member leaves, though Patron would give in" in out
    assert "On record: Member spoke, Patron did not give in and Member stayed." in out
    code, out, _ = run("options", "explain", model, "--all", "--at", "2020")
    assert "Nobody knows." in out


def test_what_has_no_thresholds_is_not_drawn(tmp_path, run):
    file = tmp_path / "model.yaml"
    file.write_text(MODEL.split("exit_voice")[0], "utf-8")
    code, out, err = run("options", "solve", file)
    assert code == 0
    assert "Exit, voice" not in out
    code, _, err = run("options", "solve", file, "--figure", tmp_path / "a.svg")
    assert code == 2
    assert "of which this says nothing" in err
    assert not (tmp_path / "a.svg").exists()
    with pytest.raises(InputError, match="png"):
        draw_thresholds(0.2).save(tmp_path / "a.png")
