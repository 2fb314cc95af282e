"""What a member is by law and in practice, and what can come next: days that anyone can count."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus._edtf import Edtf
from foedus._errors import ActorError, DateError, InputError, TreatyError
from foedus.case import member_states_of, open_case
from foedus.events import Event, Evidence, ontology
from foedus.treaties import (
    FOOTINGS,
    MEMBER_STATES,
    TRANSITIONS,
    MemberState,
    Transition,
    load_treaty,
    member_state,
    shipped_ids,
    shipped_treaty,
    treaty_yaml,
)


def at(treaty: str, state: str, on: str) -> MemberState:
    return member_state(shipped_treaty(treaty), state, on)


def way(found: MemberState, kind: str) -> Transition:
    made = found.transition(kind)
    assert made is not None, [one.kind for one in found.transitions]
    return made


def in_case(on: str, treaty: str, actor: str = "ARM") -> MemberState:
    (found,) = member_states_of(open_case("csto-armenia"), actor, as_of=on, treaty=treaty)
    return found


# Armenia, by law and in practice


def test_armenia_is_a_party_by_law_frozen_and_not_paying_in_practice() -> None:
    found = in_case("2025-12-11", "csto-charter")
    assert [str(held) for held in found.by_law] == ["party since 18 September 2003"]
    assert [held.status for held in found.in_practice] == ["frozen", "not paying"]
    frozen = found.get("frozen")
    assert frozen is not None
    assert str(frozen.since) == "2024-02-22"
    assert {basis.kind for basis in frozen.bases} == {"row", "event"}
    assert "Russia holds that the Charter knows no freeze" in (frozen.bases[0].note or "")


def test_before_the_freeze_and_before_it_was_known_there_is_none() -> None:
    assert in_case("2024-02-21", "csto-charter").in_practice == ()
    assert in_case("2022-11-23", "cst").in_practice == ()


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("2024-02-28", "2024-08-28"),
        ("2024-08-31", "2025-02-28"),  # February has no 31st day
        ("2023-08-31", "2024-02-29"),
        ("2025-12-11", "2026-06-11"),
    ],
)
def test_six_months_of_notice_end_membership_after_settling(on: str, end: str) -> None:
    notice = way(at("csto-charter", "ARM", on), "withdraw")
    assert str(notice.earliest) == end
    assert notice.norm is not None
    assert (notice.norm.article, notice.version, notice.verified) == ("19", "2012", True)
    assert "settle first: obligations within the organisation" in notice.costs
    assert notice.decided_by == "the member alone"


def test_the_version_in_force_on_the_day_gives_the_norm() -> None:
    assert at("csto-charter", "ARM", "2012-12-18").transitions[0].version == "2003"
    assert at("csto-charter", "ARM", "2012-12-19").transitions[0].version == "2012"


def test_a_freeze_is_done_in_practice_and_the_text_is_silent_on_it() -> None:
    freeze = way(at("csto-charter", "KAZ", "2024-06-01"), "freeze")
    assert (freeze.footing, freeze.norm, freeze.sense) == ("practice", None, "de-facto")
    assert any("knows no suspension or freeze" in gap for gap in freeze.unknown)
    assert any("Art. 20" in cost for cost in freeze.costs)
    assert at("csto-charter", "ARM", "2024-06-01").transition("freeze") is None
    assert way(at("csto-charter", "ARM", "2024-06-01"), "resume").leads_to == "as by law"


def test_two_years_of_arrears_may_cost_the_vote() -> None:
    vote = way(at("csto-charter", "ARM", "2025-12-11"), "restrict")
    assert str(vote.earliest) == "2026-05-08"  # two years from the refusal of 8 May 2024
    assert vote.leads_to == "without rights"
    assert vote.decided_by == "the council"
    assert "from which day the time of arrears is counted" in vote.unknown
    assert str(way(at("csto-charter", "ARM", "2027-01-01"), "restrict").earliest) == "2027-01-01"
    pays = at("csto-charter", "KAZ", "2025-12-11")
    assert way(pays, "restrict").footing == "not yet"
    assert any("from 11 December 2027" in cost for cost in way(pays, "withhold-dues").costs)


def test_exclusion_comes_after_suspension() -> None:
    found = at("csto-charter", "ARM", "2025-12-11")
    assert way(found, "suspend").footing == "norm"
    assert "frozen since 22 February 2024" in way(found, "suspend").conditions[0]
    assert way(found, "exclude").footing == "not yet"
    assert way(found, "exclude").earliest is None
    assert way(found, "exclude").verified is False
    assert way(at("csto-charter", "KAZ", "2025-12-11"), "suspend").footing == "not yet"


# Uzbekistan, 2012


def test_uzbekistans_notice_of_june_2012_would_have_taken_effect_in_december() -> None:
    found = in_case("2012-07-15", "csto-charter", "UZB")
    assert found.status == "party"
    assert [held.status for held in found.in_practice] == ["suspended"]
    notice = found.get("withdrawing")
    assert notice is not None
    assert notice.sense == "de-jure"  # the event names Article 19
    assert str(notice.effect) == "2012-12-20"  # the Council accepted on 19 December
    assert str(way(found, "effect").earliest) == "2012-12-20"
    assert found.transition("withdraw") is None
    assert way(found, "take-back").footing == "none"


def test_without_the_case_the_rows_alone_say_suspended() -> None:
    found = at("csto-charter", "UZB", "2012-07-15")
    assert found.get("withdrawing") is None
    assert str(way(found, "withdraw").earliest) == "2013-01-15"


def test_uzbekistan_is_out_afterwards_and_can_come_back() -> None:
    found = at("csto-charter", "UZB", "2013-01-01")
    assert found.status == "out"
    assert str(found.by_law[0].since) == "2012-12-19"
    assert [one.kind for one in found.transitions] == ["return"]
    assert way(found, "return").decided_by == "the parties, by consensus"


# Terms that run out


@pytest.mark.parametrize("state", ["GEO", "AZE", "UZB"])
def test_who_does_not_sign_the_renewal_of_1999_is_out(state: str) -> None:
    lapse = way(at("cst", state, "1999-03-01"), "lapse")
    assert str(lapse.earliest) == "1999-04-20"
    assert lapse.by == "member"
    assert lapse.decided_by == "the member alone, by not signing"
    assert str(way(at("cst", state, "1999-03-01"), "withdraw").earliest) == "1999-09-01"
    assert at("cst", state, "1999-04-21").status == "out"
    assert at("cst", "ARM", "1999-04-21").status == "party"


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("1995-01-01", "1999-04-20"),
        ("1999-04-20", "1999-04-20"),
        ("1999-04-21", "2004-04-20"),
        ("2024-04-21", "2029-04-20"),
    ],
)
def test_the_treaty_of_1992_goes_on_by_five_years_at_a_time(on: str, end: str) -> None:
    assert str(way(at("cst", "ARM", on), "lapse").earliest) == end


def test_whether_one_party_can_decline_a_renewal_is_not_on_record() -> None:
    lapse = way(at("cst", "ARM", "2024-06-01"), "lapse")
    assert "whether one party alone can decline" in lapse.unknown
    assert lapse.verified is False


def test_the_warsaw_treaty_could_be_left_at_its_term_by_notice_a_year_before() -> None:
    early = way(at("warsaw-treaty", "ALB", "1968-01-01"), "withdraw")
    assert (str(early.notice_by), str(early.earliest)) == ("1974-06-05", "1975-06-05")
    late = at("warsaw-treaty", "POL", "1980-01-01")
    assert way(late, "withdraw").footing == "closed"
    assert str(way(late, "lapse").earliest) == "1985-06-05"
    prolonged = way(at("warsaw-treaty", "POL", "1986-01-01"), "lapse")
    assert prolonged.earliest is None
    assert "1985-04-26" in prolonged.conditions[0]
    assert at("warsaw-treaty", "POL", "1992-01-01").transitions == ()


def test_a_term_of_which_only_the_year_is_known_stays_a_year() -> None:
    lapse = way(at("rus-arm-1997", "ARM", "2025-12-11"), "lapse")
    assert str(lapse.earliest) == "2033"  # 1998, twenty-five years, and ten
    assert "by when notice has to be given" in lapse.unknown
    within = way(at("rus-arm-1997", "ARM", "2033-06-01"), "lapse")
    assert str(within.earliest) == "2033-06-01/2033-12-31"


# Notice elsewhere


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("1949-09-01", "1970-08-24"),
        ("1966-03-07", "1970-08-24"),  # a year after the twenty years from 24 August 1949
        ("1969-08-24", "1970-08-24"),
        ("1969-08-25", "1970-08-25"),
        ("2024-02-29", "2025-02-28"),
    ],
)
def test_the_north_atlantic_treaty_opens_after_twenty_years(on: str, end: str) -> None:
    notice = way(at("north-atlantic-treaty", "FRA", on), "withdraw")
    assert str(notice.earliest) == end
    early = "whether notice can be given before that day" in " ".join(notice.unknown)
    assert early is (on < "1969-08-24")


def test_the_north_atlantic_treaty_knows_no_suspension_and_no_exclusion() -> None:
    found = at("north-atlantic-treaty", "TUR", "2020-01-01")
    for kind in ("suspend", "exclude"):
        assert way(found, kind).footing == "none"
        assert way(found, kind).norm is None
        assert "knows no" in way(found, kind).unknown[0]


@pytest.mark.parametrize(
    ("treaty", "state", "on", "end"),
    [
        ("rio-treaty", "USA", "2024-01-01", "2026-01-01"),
        ("us-japan-1960", "JPN", "2024-01-01", "2025-01-01"),
        ("us-japan-1960", "JPN", "1965-01-01", "1971-06-23"),
        ("us-korea-1953", "KOR", "1955-01-01", "1956-01-01"),
        ("us-philippines-1951", "PHL", "2024-01-01", "2025-01-01"),
        ("arab-league-joint-defence-1950", "EGY", "1955-01-01", "1963-08-22"),
        ("cis-charter", "MDA", "2024-01-01", "2025-01-01"),
        ("russia-dprk-2024", "PRK", "2025-01-01", "2026-01-01"),
    ],
)
def test_notice_of_other_treaties(treaty: str, state: str, on: str, end: str) -> None:
    assert str(way(at(treaty, state, on), "withdraw").earliest) == end


def test_anzus_knows_leaving_the_council_only() -> None:
    found = at("anzus", "NZL", "1990-01-01")
    council, treaty = (one for one in found.transitions if one.kind == "withdraw")
    assert council.leads_to == "out of the Council, still a party"
    assert str(council.earliest) == "1991-01-01"
    assert treaty.footing == "none"
    assert "not leaving the treaty" in treaty.unknown[0]
    assert way(found, "lapse").footing == "closed"
    assert [held.status for held in found.in_practice] == ["suspended"]


def test_an_agreement_sets_the_day_in_the_union() -> None:
    before = way(at("eu-treaty", "GBR", "2017-03-28"), "withdraw")
    assert before.earliest is None
    assert str(before.without_agreement) == "2019-03-28"
    given = at("eu-treaty", "GBR", "2018-01-01")
    assert given.get("withdrawing").effect == Edtf.parse("2019-03-29")  # type: ignore[union-attr]
    assert given.by_law[1].doubt == "unless an agreement sets another day"
    assert given.transition("withdraw") is None
    assert str(way(given, "effect").without_agreement) == "2019-03-29"
    assert way(at("eu-treaty", "FRA", "2020-01-01"), "restrict").norm.article == "7"  # type: ignore[union-attr]
    assert way(at("eu-treaty", "FRA", "2020-01-01"), "lapse").footing == "none"


def test_a_notice_of_the_year_2002_ends_two_years_later() -> None:
    found = at("rio-treaty", "MEX", "2003-01-01")
    assert str(way(found, "effect").earliest) == "2004-09-06"
    assert at("rio-treaty", "MEX", "2004-09-07").status == "out"


def test_who_suspended_is_excluded_or_restored_and_not_suspended_again() -> None:
    found = at("arab-league-joint-defence-1950", "SYR", "2015-01-01")
    assert [held.status for held in found.by_law] == ["party", "suspended"]
    assert found.transition("suspend") is None
    assert way(found, "restore").footing == "none"


def test_a_notice_can_be_taken_back_where_the_norm_says_so() -> None:
    found = at("ecowas-treaty", "MLI", "2024-06-01")
    back = way(found, "take-back")
    assert (back.footing, str(back.notice_by)) == ("norm", "2025-01-29")
    assert any("during the year of notice" in cost for cost in way(found, "effect").costs)


@pytest.mark.parametrize("state", ["BFA", "MLI", "NER"])
def test_the_day_of_exit_is_one_day_wherever_it_is_told(state: str) -> None:
    """Notice of 29 January 2024; Article 91: a year, so that 29 January 2025 was the last day."""
    for on in ("2024-06-01", "2025-01-28", "2025-01-29"):
        found = at("ecowas-treaty", state, on)
        assert found.status == "party"
        assert "ends its membership on 29 January 2025 (Art. 91, verified)" in found.summary()
        assert "with effect on 29 January 2025" in found.summary()
        assert str(way(found, "effect").earliest) == "2025-01-29"
        assert str(way(found, "take-back").notice_by) == "2025-01-29"
        assert not any("gone by" in gap for gap in way(found, "effect").unknown)
    gone = at("ecowas-treaty", state, "2025-01-30")
    assert gone.status == "out"
    assert "has been out since the end of 29 January 2025" in gone.summary()
    assert gone.transition("take-back") is None


@pytest.mark.parametrize("name", shipped_ids())
def test_a_notice_on_record_takes_effect_on_the_last_day_of_the_membership(name: str) -> None:
    treaty = shipped_treaty(name)
    for row in treaty.membership:
        if row.status != "withdrawing" or row.norm is None or row.during.latest is None:
            continue
        found = member_state(treaty, row.state, row.during.latest)
        notice = found.get("withdrawing")
        assert notice is not None
        if notice.doubt and "agreement" in notice.doubt:
            continue
        by_agreement = name == "eu-treaty"  # the United Kingdom: prolonged to 31 January 2020
        assert (notice.effect == Edtf.parse(row.during.latest)) is not by_agreement


def test_what_ended_a_membership_is_no_basis_of_it_before() -> None:
    inside, after = (at("ecowas-treaty", "NER", day) for day in ("2024-06-01", "2025-02-01"))
    assert [b.text for b in inside.by_law[0].bases] == ["membership of the Community"]
    assert [b.text for b in after.by_law[0].bases] == ["out one year after the notice of exit"]
    for treaty, state, on in (("rio-treaty", "MEX", "1990-01-01"), ("cst", "GEO", "1995-01-01")):
        [basis] = at(treaty, state, on).by_law[0].bases
        assert (basis.note, basis.ref) == (None, None)
        assert "denounced" not in basis.text
        assert "did not sign" not in basis.text


def test_signatory_and_stranger() -> None:
    signed = at("cst", "ARM", "1993-01-01")
    assert signed.status == "signatory"
    assert {one.kind for one in signed.transitions} == {"ratify", "decline"}
    assert way(signed, "ratify").footing == "practice"
    stranger = at("north-atlantic-treaty", "Finland", "2020-01-01")
    assert (stranger.state, stranger.status) == ("FIN", "not a party")
    assert way(stranger, "accede").decided_by == "the parties, by consensus"


def test_an_end_that_is_not_exact_is_told() -> None:
    assert "only as 2015" in (at("rio-treaty", "VEN", "2015-06-01").by_law[0].doubt or "")


# Events as evidence


def _event(act: str, on: str, **more: object) -> Event:
    text = "It said so."
    return Event.model_validate(
        {
            "source": ("KAZ",),
            "target": ("CSTO",),
            "type": ontology().acts[act].types[0],
            "act": act,
            "date": on,
            "evidence": (Evidence.find("note", text, "said"),),
            **more,
        }
    )


def _with(*events: Event, on: str = "2024-06-01") -> MemberState:
    return member_state(shipped_treaty("csto-charter"), "KAZ", on, events=events)


def test_an_event_alone_makes_a_state_in_practice_and_never_by_law() -> None:
    found = _with(_event("freeze", "2023-05-01"))
    assert [held.status for held in found.by_law] == ["party"]
    assert [str(held) for held in found.in_practice] == ["frozen since 1 May 2023"]
    assert way(found, "suspend").footing == "norm"  # Article 20 names freezes


@pytest.mark.parametrize(
    "event",
    [
        _event("freeze", "2024-06-02"),  # later
        _event("freeze", "2023-05-01", factuality="intended"),  # not done
        _event("freeze", "2003-05-01"),  # before it joined
        _event("freeze", "2023-05-01", target=("SCO",)),  # elsewhere
        _event("freeze", "2023-05-01", source=("KGZ",)),  # another member
        _event("freeze", "2023-05-01", provision={"treaty": "cst"}),  # of the other treaty
    ],
)
def test_events_that_say_nothing_of_this_membership(event: Event) -> None:
    assert _with(event).in_practice == ()


def test_a_return_ends_a_freeze() -> None:
    freeze, back = _event("freeze", "2023-05-01"), _event("join", "2023-09-01")
    assert _with(freeze, back).in_practice == ()
    assert _with(back, freeze).in_practice == ()
    assert _with(freeze, back, on="2023-08-31").get("frozen") is not None


def test_a_word_of_leaving_that_names_no_article_is_no_notice_for_sure() -> None:
    found = _with(_event("exit", "2024-03-31"))
    notice = found.get("withdrawing")
    assert notice is not None
    assert (notice.sense, str(notice.effect)) == ("de-facto", "2024-09-30")
    assert "open whether it was a notice" in (notice.doubt or "")
    gone = way(_with(_event("exit", "2023-03-31")), "effect")
    assert str(gone.earliest) == "2024-06-01"
    assert "that day has gone by" in gone.unknown[-1]


def test_an_act_of_leaving_that_does_not_count_by_law_is_told_with_what_would_let_it() -> None:
    found = _with(event := _event("exit", "2024-03-31"))
    [act] = found.acts_of_leaving
    assert act.event == event
    words = act.in_words("my-case")
    assert f"({event.id[:8]}, 31 March 2024: “said”)" in words
    assert "only an act that names the treaty's article on leaving (Art. 19, verified)" in words
    assert (
        f"foedus judge my-case {event.id[:8]} correct --by NAME --set provision=csto-charter,19"
        in words
    )
    assert "would end on 30 September 2024" in words
    named = event.revised(provision={"treaty": "csto-charter", "article": "19"})
    counted = _with(named)
    assert counted.acts_of_leaving == ()
    assert [held.status for held in counted.by_law] == ["party", "withdrawing"]
    late = _with(named, on="2024-10-01")
    assert late.summary().endswith(
        "The term of the notice given ran out on 30 September 2024 (Art. 19, verified), but no "
        "end of the membership is on record, so that it is told as a party."
    )
    assert "make that the last day of its row" in way(late, "effect").unknown[-1]
    back = _event("join", "2024-05-01")
    assert _with(event, back).acts_of_leaving == ()


def test_an_act_of_leaving_beside_a_row_that_ends_the_membership() -> None:
    gone = _event("exit", "2025-01-29", source=("NER",), target=("ECOWAS",))
    for on, says in (
        ("2025-01-29", "the notice of 29 January 2024 counts"),
        ("2025-01-30", "out by its row"),
    ):
        treaty = shipped_treaty("ecowas-treaty")
        [act] = member_state(treaty, "NER", on, events=[gone]).acts_of_leaving
        assert says in act.because
        assert act.remedy is None


def test_who_asks_to_join_is_an_applicant() -> None:
    asks = _event("join", "2023-03-01", source=("MDA",), factuality="requested")
    found = member_state(shipped_treaty("csto-charter"), "MDA", "2024-01-01", events=[asks])
    assert (found.status, [h.status for h in found.in_practice]) == ("not a party", ["applicant"])


# A treaty that has ended


def test_who_was_bound_to_the_end_is_bound_no_more() -> None:
    poland = at("warsaw-treaty", "POL", "1992-01-01")
    assert (poland.status, poland.transitions) == ("ended", ())
    assert poland.summary() == (
        "By law Poland is bound no more: the treaty has ended (1 July 1991)."
    )


def test_who_left_before_the_end_left_then() -> None:
    # Albania left by its law of 13 September 1968, 23 years before the treaty ended
    albania = at("warsaw-treaty", "ALB", "1992-01-01")
    assert (albania.status, albania.transitions) == ("out", ())
    assert albania.summary() == (
        "By law Albania has been out since the end of 13 September 1968; the treaty has ended "
        "(1 July 1991)."
    )


@pytest.mark.parametrize("day", ["1985-01-01", "1991-12-31", "2025-12-11"])
def test_armenia_never_was_a_party_to_the_warsaw_treaty_in_its_own_name(day: str) -> None:
    """The Soviet Union was, until the protocol of Prague of 1 July 1991 ended the treaty."""
    armenia = at("warsaw-treaty", "ARM", day)
    assert armenia.status == "not a party"
    assert "bound no more" not in armenia.summary()
    [basis] = armenia.by_law[0].bases
    if day < "1991":
        assert armenia.summary() == (
            "By law Armenia is not a party in its own name; its predecessor (Soviet "
            "Union) has been one since 5 June 1955."
        )
        assert basis.text == "Soviet Union, its predecessor: founding party"
    else:
        assert armenia.transitions == ()  # nobody can join what has ended
        assert armenia.summary() == (
            "By law Armenia is not a party in its own name; its predecessor (Soviet "
            "Union) was one from 5 June 1955 to 1 July 1991; the treaty has ended (1 July 1991)."
        )


def test_who_never_was_in_and_has_no_predecessor_who_was() -> None:
    assert (
        at("north-atlantic-treaty", "FIN", "2020-01-01")
        .summary()
        .startswith("By law Finland is not a party.")
    )
    assert at("warsaw-treaty", "FRA", "1995-01-01").summary() == (
        "By law France is not a party; the treaty has ended (1 July 1991)."
    )


# Shape, files, faults


def test_plain_data() -> None:
    found = in_case("2025-12-11", "csto-charter")
    data = json.loads(json.dumps(found.as_json()))
    assert set(data) == {
        "treaty", "state", "on", "version", "by_law", "in_practice", "acts_of_leaving",
        "transitions",
    }  # fmt: skip
    assert {"kind", "footing", "norm", "article", "verified", "earliest", "decided_by",
            "conditions", "costs", "unknown"} <= set(data["transitions"][0])  # fmt: skip
    rows = found.rows()
    assert len(rows) == len(found.transitions)
    assert all(set(row) == set(rows[0]) for row in rows)
    assert all(value is None or isinstance(value, str | bool) for value in rows[0].values())


def test_words_of_the_summary() -> None:
    assert at("csto-charter", "ARM", "2025-12-11").summary() == (
        "By law Armenia has been a party since 18 September 2003; in practice frozen since 22 "
        "February 2024, not paying since 8 May 2024. Notice on 11 December 2025 would end its "
        "membership on 11 June 2026 (Art. 19, verified), after settling obligations within the "
        "organisation."
    )


@pytest.mark.parametrize("name", shipped_ids())
def test_every_treaty_goes_through_yaml(name: str) -> None:
    assert load_treaty(treaty_yaml(shipped_treaty(name)), f"{name}.yaml") == shipped_treaty(name)


BAD = """\
id: pact
title: A pact
versions:
- id: "1"
  during: 1990/..
  norms:
  - {id: out, article: "2", title: out, kind: withdrawal, modality: may, bearer: each-party,
     within: P1Y, notice: {to: the depositary}}
  - {id: term, article: "3", title: term, kind: duration, modality: may, bearer: each-party,
     term: {periods: [{lasts: P5Y, renewal: automatic, repeats: true}]}}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (
            "{to: the depositary}",
            "{to: the depositary, opens_after: ten years}",
            8,
            "not a duration",
        ),
        ("{to: the depositary}", "{till: the depositary}", 8, "no such field"),
        ("kind: withdrawal", "kind: settlement", 8, "a norm of the kind settlement has none"),
        ("kind: duration", "kind: dues", 10, "only duration and withdrawal"),
        ("lasts: P5Y, ", "", 10, "needs 'lasts'"),
        ("{periods:", "{indefinite: true, periods:", 10, "either 'indefinite: true' or"),
        ("renewal: automatic", "renewal: tacit", 10, "tacit"),
    ],
)
def test_a_fault_of_terms_and_notice_names_file_and_line(
    old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(TreatyError) as caught:
        load_treaty(BAD.replace(old, new), "pact.yaml")
    assert caught.value.where == "pact.yaml"
    assert caught.value.line == line
    assert says in str(caught.value)


def test_faults_of_the_question() -> None:
    with pytest.raises(ActorError, match="no table knows 'Atlantis'"):
        at("cst", "Atlantis", "2000-01-01")
    with pytest.raises(DateError, match="not a date"):
        at("cst", "ARM", "199x")
    with pytest.raises(InputError, match="has no last day"):
        at("cst", "ARM", "2000/..")


# The figure


@pytest.mark.parametrize("width", [1000, 360])
@pytest.mark.parametrize("name", shipped_ids())
def test_the_figure_names_every_way_on_and_stays_inside(name: str, width: int) -> None:
    treaty = shipped_treaty(name)
    for state in dict.fromkeys(row.state for row in treaty.membership):
        found = member_state(treaty, state, "2024-06-01")
        figure = found.draw(width=width)
        ElementTree.fromstring(figure.svg)
        assert len(figure.rows) == len(found.transitions)
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", figure.body)).split())
        for held in found.held:
            assert held.status in text
        for one in found.transitions:
            assert one.title.split()[0] in text
        places = [float(x) for x in re.findall(r' x="(-?[\d.]+)"', figure.body)]
        assert max(places) <= width
        assert min(places) >= 0


def test_the_figure_links_to_the_norms_that_it_is_given() -> None:
    found = at("csto-charter", "ARM", "2025-12-11")
    figure = found.draw(href=lambda one: f"#{one.norm.id}" if one.norm else None)
    assert figure.interactive
    assert 'href="#art-19-withdrawal"' in figure.body
    assert "earliest 11 June 2026" in figure.body
    assert "By law" in figure.body
    assert "In practice" in figure.body


# Laws

_STATES = sorted(
    {(name, row.state) for name in shipped_ids() for row in shipped_treaty(name).membership}
)
_DAYS = st.dates(dt.date(1945, 1, 1), dt.date(2060, 12, 31))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(_STATES), _DAYS)
def test_no_day_lies_before_the_day_asked(pair: tuple[str, str], day: dt.date) -> None:
    found = member_state(shipped_treaty(pair[0]), pair[1], day)
    assert all(held.status in MEMBER_STATES for held in found.held)
    for one in found.transitions:
        assert one.kind in TRANSITIONS
        assert one.footing in FOOTINGS
        assert (one.norm is None) or one.footing in ("norm", "not yet", "closed")
        assert one.norm is not None or one.footing in ("practice", "none")
        for date in (one.earliest, one.without_agreement):
            assert date is None or (date.earliest is not None and date.earliest >= day)
        if one.footing in ("none", "closed", "not yet"):
            assert one.earliest is None
        if one.footing == "none":
            assert one.unknown


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(_STATES), _DAYS)
def test_who_is_out_has_nothing_to_leave(pair: tuple[str, str], day: dt.date) -> None:
    found = member_state(shipped_treaty(pair[0]), pair[1], day)
    member = pair[1] in shipped_treaty(pair[0]).members(Edtf.parse(day))
    kinds = {one.kind for one in found.transitions}
    if found.status in ("out", "ended", "not a party"):
        assert not kinds & {"withdraw", "lapse", "effect", "freeze", "suspend", "exclude"}
    if found.status == "party":
        assert member
        assert kinds & {"withdraw", "effect"}
        assert not {"withdraw", "effect"} <= kinds


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(_STATES), _DAYS, st.integers(1, 400))
def test_later_notice_never_ends_membership_earlier(
    pair: tuple[str, str], day: dt.date, days: int
) -> None:
    treaty = shipped_treaty(pair[0])
    first, second = (member_state(treaty, pair[1], d) for d in (day, day + dt.timedelta(days=days)))
    one, other = (found.transition("withdraw") for found in (first, second))
    if one and other and one.earliest and other.earliest and one.norm == other.norm:
        assert one.earliest.sort_key <= other.earliest.sort_key
