"""The treaties that ship: what anyone can look up in their texts and in the record of members."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from foedus._edtf import Edtf
from foedus.actors import default_actors
from foedus.treaties import Condition, Norm, Treaty, shipped_ids, shipped_treaties, shipped_treaty

SHIPPED = {
    "anzus",
    "cis-charter",
    "cst",
    "csto-charter",
    "ecowas-defence-1981",
    "ecowas-mechanism-1999",
    "ecowas-treaty",
    "north-atlantic-treaty",
    "rus-arm-1997",
    "warsaw-treaty",
    "arab-league-joint-defence-1950",
    "eu-treaty",
    "rio-treaty",
    "russia-dprk-2024",
    "us-japan-1960",
    "us-korea-1953",
    "us-philippines-1951",
}


def norm(treaty: str, on: str, name: str) -> Norm:
    version = shipped_treaty(treaty).version_on(Edtf.parse(on))
    assert version is not None
    return next(one for one in version.norms if one.id == name)


def members(treaty: str, on: str, sense: str = "de-jure") -> set[str]:
    return set(shipped_treaty(treaty).members(Edtf.parse(on), sense=sense))


def leaves(condition: Condition | None) -> list[Condition]:
    if condition is None:
        return []
    if condition.parts:
        return [leaf for part in condition.parts for leaf in leaves(part)]
    return [condition]


def test_the_library_has_the_treaties_of_the_case_and_its_kin() -> None:
    assert set(shipped_ids()) >= SHIPPED


@pytest.fixture(params=shipped_ids())
def treaty(request: pytest.FixtureRequest) -> Treaty:
    return shipped_treaty(request.param)


def test_every_file_loads_and_says_the_basics(treaty: Treaty) -> None:
    assert treaty.signed is not None
    assert treaty.in_force is not None
    assert treaty.signed.earliest <= treaty.in_force.latest  # type: ignore[operator]
    assert treaty.texts
    assert treaty.membership
    assert all(version.norms for version in treaty.versions)


def test_every_treaty_says_what_is_promised_and_how_to_leave_or_how_long(treaty: Treaty) -> None:
    kinds = {one.kind for version in treaty.versions for one in version.norms}
    assert kinds & {"defence", "assistance", "consultation"}
    assert kinds & {"withdrawal", "duration"} or treaty.id.startswith("ecowas-")


def test_a_norm_that_was_not_checked_says_so(treaty: Treaty) -> None:
    for version in treaty.versions:
        for one in version.norms:
            assert one.verified or one.note, one.id
            assert one.address or not one.verified, one.id


def test_quotes_are_short(treaty: Treaty) -> None:
    for version in treaty.versions:
        for one in version.norms:
            assert len((one.quote or "").split()) <= 60, one.id


def test_every_spell_rests_on_something(treaty: Treaty) -> None:
    assert all(spell.basis for spell in treaty.membership)


def test_duties_that_events_call_in_can_be_kept_or_broken(treaty: Treaty) -> None:
    for version in treaty.versions:
        for one in version.norms:
            if one.when is None or one.modality == "may":
                continue
            if one.modality == "must-not":
                assert one.breached_by, one.id
            else:
                assert one.performed_by or one.breached_by, one.id


def test_actors_are_in_the_tables(treaty: Treaty) -> None:
    actors = default_actors()
    named = {spell.state for spell in treaty.membership}
    if treaty.organisation:
        named.add(treaty.organisation)
    for version in treaty.versions:
        for one in version.norms:
            for who in (one.bearer, one.counterparty):
                named |= set(who) if isinstance(who, tuple) else set()
            for leaf in leaves(one.when) + leaves(one.unless):
                if leaf.name in ("source", "target") and isinstance(leaf.value, tuple):
                    named |= set(leaf.value)
    assert {name for name in named if not actors.knows(name)} == set()


def test_areas_are_regions_of_the_tables_or_states(treaty: Treaty) -> None:
    actors = default_actors()
    regions = {region for actor in actors for region in actor.regions}
    for version in treaty.versions:
        for one in version.norms:
            for leaf in leaves(one.when):
                if leaf.name == "place" and hasattr(leaf.value, "area"):
                    for area in leaf.value.area:
                        assert area in regions or actors.knows(area), (one.id, area)


def test_links_go_both_ways() -> None:
    everything = shipped_treaties()
    for one in everything.values():
        for name in one.successors:
            assert one.id in everything[name].predecessors
        for name in one.predecessors:
            assert one.id in everything[name].successors


# Notice and terms


@pytest.mark.parametrize(
    ("treaty_id", "on", "name", "term"),
    [
        ("north-atlantic-treaty", "2024-06-01", "art-13-withdrawal", "P1Y"),
        ("ecowas-treaty", "2024-06-01", "art-91-withdrawal", "P1Y"),
        ("csto-charter", "2024-06-01", "art-19-withdrawal", "P6M"),
        ("csto-charter", "2024-06-01", "art-24-arrears", "P2Y"),
        ("cst", "2024-06-01", "art-11-withdrawal", "P6M"),
        ("anzus", "1985-01-01", "art-10-withdrawal", "P1Y"),
        ("cis-charter", "2008-08-18", "art-9-withdrawal", "P1Y"),
        ("warsaw-treaty", "1970-01-01", "art-11-withdrawal", "P1Y"),
        ("eu-treaty", "2017-03-29", "art-50-withdrawal", "P2Y"),
        ("rio-treaty", "2002-09-06", "art-25-withdrawal", "P2Y"),
        ("us-japan-1960", "2024-01-01", "art-10-withdrawal", "P1Y"),
        ("us-korea-1953", "2024-01-01", "art-6-withdrawal", "P1Y"),
        ("us-philippines-1951", "2024-01-01", "art-8-withdrawal", "P1Y"),
        ("arab-league-joint-defence-1950", "1970-01-01", "art-12-withdrawal", "P1Y"),
    ],
)
def test_terms_of_notice(treaty_id: str, on: str, name: str, term: str) -> None:
    assert norm(treaty_id, on, name).within == term


# The Collective Security Treaty before and after its amendment


@pytest.mark.parametrize(
    ("on", "version", "on_request"),
    [("1994-04-20", "1994", False), ("2012-12-18", "1994", False), ("2012-12-19", "2012", True)],
)
def test_help_under_the_cst_is_on_request_since_19_december_2012(
    on: str, version: str, on_request: bool
) -> None:
    found = shipped_treaty("cst").version_on(Edtf.parse(on))
    assert found is not None
    assert found.id == version
    assert norm("cst", on, "art-4-defence").needs_request is on_request


def test_the_cst_was_not_in_force_the_day_before() -> None:
    assert shipped_treaty("cst").version_on(Edtf.parse("1994-04-19")) is None


def test_assistance_against_a_threat_came_into_article_2_with_the_amendment() -> None:
    old, new = shipped_treaty("cst").versions
    assert "art-2-assistance" not in {one.id for one in old.norms}
    assert "art-2-assistance" in {one.id for one in new.norms}


# Members on a day

CST_SIX = {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}


@pytest.mark.parametrize(
    ("on", "others"),
    [
        ("1995-01-01", {"AZE", "GEO", "UZB"}),
        ("2000-01-01", set()),
        ("2008-08-08", {"UZB"}),
        ("2024-06-12", set()),
    ],
)
def test_members_of_the_cst(on: str, others: set[str]) -> None:
    assert members("cst", on) == CST_SIX | others


def test_armenia_is_a_member_by_law_and_frozen_in_practice() -> None:
    assert "ARM" in members("csto-charter", "2024-03-01")
    assert "ARM" not in members("csto-charter", "2024-03-01", "de-facto")
    assert "ARM" in members("csto-charter", "2024-02-21", "de-facto")


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ("1949-09-01", 12),
        ("1953-01-01", 14),
        ("1955-06-01", 15),
        ("1982-06-01", 16),
        ("1999-04-01", 19),
        ("2004-04-01", 26),
        ("2009-05-01", 28),
        ("2020-04-01", 30),
        ("2023-05-01", 31),
        ("2024-04-01", 32),
    ],
)
def test_number_of_nato_members(on: str, number: int) -> None:
    assert len(members("north-atlantic-treaty", on)) == number


def test_france_stayed_a_party_outside_the_command() -> None:
    assert "FRA" in members("north-atlantic-treaty", "1970-01-01")
    assert "FRA" not in members("north-atlantic-treaty", "1970-01-01", "de-facto")


def test_article_6_of_the_north_atlantic_treaty_names_turkey_since_1952() -> None:
    old, new = shipped_treaty("north-atlantic-treaty").versions
    quotes = {v.id: next(n for n in v.norms if n.article == "6").quote for v in (old, new)}
    assert "Turkey" in (quotes[new.id] or "")
    assert "Turkey" not in (quotes[old.id] or "")


def test_albania_dormant_then_out_of_the_warsaw_treaty() -> None:
    assert "ALB" in members("warsaw-treaty", "1961-06-01", "de-facto")
    assert "ALB" in members("warsaw-treaty", "1965-01-01")
    assert "ALB" not in members("warsaw-treaty", "1965-01-01", "de-facto")
    assert len(members("warsaw-treaty", "1969-01-01")) == 7
    assert members("warsaw-treaty", "1991-07-02") == set()


def test_new_zealand_is_suspended_in_anzus_since_august_1986() -> None:
    assert members("anzus", "1986-08-10", "de-facto") == {"AUS", "NZL", "USA"}
    assert members("anzus", "1987-01-01", "de-facto") == {"AUS", "USA"}
    assert members("anzus", "1987-01-01") == {"AUS", "NZL", "USA"}


def test_three_states_leave_ecowas_one_year_after_their_notice() -> None:
    sahel = {"BFA", "MLI", "NER"}
    assert len(members("ecowas-treaty", "2024-06-01")) == 15
    assert sahel <= members("ecowas-treaty", "2025-01-28")
    assert len(members("ecowas-treaty", "2025-02-01")) == 12
    assert not sahel & members("ecowas-treaty", "2023-09-01", "de-facto")


def test_georgia_leaves_the_cis_one_year_after_its_notice() -> None:
    assert "GEO" in members("cis-charter", "2009-08-17")
    assert "GEO" not in members("cis-charter", "2009-08-19")


@pytest.mark.parametrize(
    ("on", "number"), [("2010-01-01", 27), ("2016-06-23", 28), ("2024-01-01", 27)]
)
def test_number_of_members_of_the_european_union(on: str, number: int) -> None:
    assert len(members("eu-treaty", on)) == number


def test_mexico_leaves_the_rio_treaty_two_years_after_its_notice() -> None:
    assert "MEX" in members("rio-treaty", "2004-09-05")
    assert "MEX" not in members("rio-treaty", "2004-09-07")


def test_egypt_is_suspended_after_the_peace_with_israel() -> None:
    assert "EGY" not in members("arab-league-joint-defence-1950", "1980-01-01", "de-facto")
    assert "EGY" in members("arab-league-joint-defence-1950", "1989-06-01", "de-facto")


def test_an_attack_on_the_united_states_at_home_is_outside_the_treaty_with_japan() -> None:
    condition = norm("us-japan-1960", "2024-01-01", "art-5-defence").when
    places = [leaf.value.area for leaf in leaves(condition) if leaf.name == "place"]
    assert places == [("JPN",)]


def test_every_quote_in_another_language_has_a_translation_that_says_whose_it_is() -> None:
    quoted = [
        one
        for each in shipped_treaties().values()
        for version in each.versions
        for one in version.norms
        if one.quote
    ]
    foreign = [norm for norm in quoted if norm.language != "en"]
    assert {norm.language for norm in foreign} == {"ru", "hy", "fr"}
    assert all(norm.translation and norm.translated_by for norm in foreign)
    assert all(norm.translation != norm.quote for norm in foreign)
    assert not any(norm.translation for norm in quoted if norm.language == "en")
    defence = norm("cst", "2005-01-01", "art-4-defence")
    assert "all the other States Parties" in str(defence.translation)


@pytest.mark.parametrize(
    ("treaty", "on", "name", "checked"),
    [
        ("cst", "2005-01-01", "art-4-defence", "words, pavlodar.com"),
        ("csto-charter", "2024-01-01", "art-19-withdrawal", "sense, caucasuswatch.de"),
        ("csto-charter", "2024-01-01", "art-20-suspension", "no"),
    ],
)
def test_what_was_checked_and_where(treaty: str, on: str, name: str, checked: str) -> None:
    assert norm(treaty, on, name).checked == checked


def test_a_translation_needs_a_name_and_a_quote() -> None:
    fields = {
        "id": "art-1",
        "article": "1",
        "title": "help",
        "kind": "defence",
        "modality": "must",
        "bearer": "each-party",
        "translation": "Each helps.",
    }
    for more, why in (
        ({"quote": "Каждый помогает."}, "needs 'translated_by'"),
        ({"translated_by": "A. Reader"}, "without the quote"),
    ):
        with pytest.raises(ValidationError, match=why):
            Norm.model_validate({**fields, **more})
