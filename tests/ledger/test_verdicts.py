"""A person's word on a line of the ledger, and what stands for and against a verdict."""

from __future__ import annotations

import shutil

import foedus


def _copy(tmp_path):
    return foedus.new_case(tmp_path / "copy", copy_of="csto-armenia")


def _article_4_of_2022(case):
    [call] = [
        call
        for call in case.ledger()
        if call.treaty.id == "cst"
        and call.norm.id == "art-4-defence"
        and str(call.event.date).startswith("2022-09-13")
    ]
    return call


def test_what_speaks_against_a_verdict_is_told_with_it():
    case = foedus.open_case("csto-armenia")
    call = _article_4_of_2022(case)
    assert call.status == "kept in part"
    for owed in call.obligations:
        acts = {case.events[name].act for name in owed.considered}
        assert acts & {"refuse-help", "deflect"}, owed.bearer
        assert set(owed.answers) <= set(owed.considered)
        assert "yet also on record" in owed.because


def test_a_judgement_on_a_line_wins_and_is_named(tmp_path):
    case = _copy(tmp_path)
    call = _article_4_of_2022(case)
    case.judge(call.id, "correct", by="A. Analyst", changes={"status": "refused"})
    judged = _article_4_of_2022(case)
    assert judged.status == "refused"
    assert {owed.judged_by for owed in judged.obligations} == {"A. Analyst"}


def test_rejecting_a_line_says_that_nothing_was_owed(tmp_path):
    case = _copy(tmp_path)
    call = _article_4_of_2022(case)
    case.judge(call.id, "reject", by="A. Analyst", why="an incident")
    assert _article_4_of_2022(case).status == "not called in"


def test_accepting_a_line_keeps_its_status(tmp_path):
    case = _copy(tmp_path)
    call = _article_4_of_2022(case)
    case.judge(call.obligations[0].id, "accept", by="A. Analyst")
    judged = _article_4_of_2022(case)
    assert judged.status == "kept in part"
    assert judged.obligations[0].judged_by == "A. Analyst"
    shutil.rmtree(case.path)
