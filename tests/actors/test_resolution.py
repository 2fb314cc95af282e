"""A name means somebody on a date; where it can mean several, it says so."""

from __future__ import annotations

import pytest

from foedus import ActorError, default_actors
from foedus._edtf import Edtf


@pytest.fixture(scope="module")
def who():
    return default_actors()


@pytest.mark.parametrize(
    ("words", "on", "actor", "person"),
    [
        ("the Armenian Prime Minister", "2014-05-01", "ARM", "Hovik Abrahamyan"),
        ("the Armenian Prime Minister", "2024-02-22", "ARM", "Nikol Pashinyan"),
        ("Pashinian", "2024", "ARM", "Nikol Pashinyan"),
        ("Lukashenka", "2024", "BLR", "Alexander Lukashenko"),
        ("the NATO Secretary General", "2024-11-01", "NATO", "Mark Rutte"),
        ("the Soviet Foreign Minister", "1988", "SUN", "Eduard Shevardnadze"),
        ("the President of Niger", "2023-07-01", "NER", "Mohamed Bazoum"),
        ("Kremlin", "1975", "SUN", None),
        ("Kremlin", "2024", "RUS", None),
        ("Russia", "2024", "RUS", None),
        ("Bonn", "1980", "DEU", None),
        ("Upper Volta", "1970", "BFA", None),
        ("TUR", "2020", "TUR", None),
    ],
)
def test_by_name_and_date(who, words, on, actor, person):
    match = who.resolve(words, on).one()
    assert (match.actor, match.person) == (actor, person)


@pytest.mark.parametrize(
    ("words", "on", "actor", "person"),
    [
        ("President Tokayev", "2024", "KAZ", "Kassym-Jomart Tokayev"),
        ("President Tokayev", None, "KAZ", "Kassym-Jomart Tokayev"),
        ("the Kazakh President Tokayev", "2024", "KAZ", "Kassym-Jomart Tokayev"),
        ("Kazakhstan's President Kassym-Jomart Tokayev", "2024", "KAZ", "Kassym-Jomart Tokayev"),
        ("Prime Minister Nikol Pashinyan", "2024", "ARM", "Nikol Pashinyan"),
        ("Foreign Minister Lavrov", "2024-02-22", "RUS", "Sergei Lavrov"),
        ("NATO Secretary General Rutte", "2024-11-01", "NATO", "Mark Rutte"),
        # ranks and forms of address are nobody's office
        ("General Tiani", "2024", "NER", "Abdourahamane Tiani"),
        ("Mr Macron", "2020", "FRA", "Emmanuel Macron"),
        # two of that name, told apart by their offices: one was President, one Defence Minister
        ("President Sargsyan", "2016", "ARM", "Serzh Sargsyan"),
        ("Defence Minister Sargsyan", "2017", "ARM", "Vigen Sargsyan"),
        ("Prime Minister Sargsyan", "2010", "ARM", "Tigran Sargsyan"),
    ],
)
def test_a_title_with_a_name(who, words, on, actor, person):
    match = who.resolve(words, on).one()
    assert (match.actor, match.person, match.in_time) == (actor, person, True)


@pytest.mark.parametrize(
    ("words", "on", "actor", "in_time"),
    [
        ("the Turkish parliament", None, "TUR", True),
        ("the army of Mali", "2024", "MLI", True),
        ("the Czechoslovak army", "1980", "CSK", True),
        ("the Czechoslovak army", "2010", "CSK", False),
    ],
)
def test_a_body_of_a_state(who, words, on, actor, in_time):
    match = who.resolve(words, on).one()
    assert (match.actor, match.sense, match.in_time) == (actor, "government", in_time)


@pytest.mark.parametrize(
    ("day", "there"),
    [("1944", True), ("1947", False), ("1950", True), ("1980", True), ("2020", True)],
)
def test_a_state_was_there_under_any_of_its_numbers(who, day, there):
    assert who.get("DEU").existed(Edtf.parse(day)) is there


def test_a_title_that_was_held_at_another_time_says_so(who):
    [match] = who.resolve("President Medvedev", "2015").matches
    assert (match.person, match.in_time) == ("Dmitry Medvedev", False)
    [match] = who.resolve("President Medvedev", "2010").matches
    assert match.in_time


def test_a_title_that_a_person_never_held_is_not_guessed(who):
    with pytest.raises(ActorError) as problem:
        who.resolve("President Pashinyan", "2024").one()
    assert "no table knows 'President Pashinyan'" in str(problem.value)
    assert "Pashinyan is Nikol Pashinyan (ARM, Prime Minister and " in str(problem.value)
    assert not who.resolve("Russian Prime Minister Pashinyan", "2024").matches


@pytest.mark.parametrize(
    ("words", "on", "named"),
    [
        ("Congo", "2020", ["COD", "COG"]),
        ("Korea", "1990", ["KOR", "PRK"]),
        ("Brussels", "2020", ["BEL", "NATO", "EU"]),
        ("Sargsyan", "2016", ["Serzh Sargsyan", "Vigen Sargsyan"]),
    ],
)
def test_an_ambiguous_name_says_so(who, words, on, named):
    resolution = who.resolve(words, on)
    assert resolution.is_ambiguous
    with pytest.raises(ActorError) as problem:
        resolution.one()
    assert all(name in str(problem.value) for name in named)


def test_an_unknown_name_says_so(who):
    with pytest.raises(ActorError, match="no table knows 'Ruritania'"):
        who.resolve("Ruritania").one()
    with pytest.raises(ActorError, match="ARM \\(Armenia\\)"):
        who.get("Armenia")


def test_members_on_a_date(who):
    assert set(who.members("CSTO", "2024-01-01")) == {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}
    assert "UZB" in who.members("CSTO", "2010-01-01")
    assert "NER" not in who.members("ECOWAS", "2025-03-01")
    assert "NATO" in who.organisations_of("FIN", "2023-05-01")


def test_groups_are_kept_as_their_words(who):
    assert who.knows("~striking miners@KAZ")
    assert not who.knows("~striking miners@XXX")
    assert who.name("~striking miners@KAZ") == "striking miners (Kazakhstan)"


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("Nigr", "NER (Niger)"),
        ("ECOVAS", "ECOWAS (Economic Community of West African States)"),
        ("Armenai", "ARM (Armenia)"),
        ("Turky", "TUR (Turkey)"),  # and not Finland, which has Turku
        ("NATTO", "NATO (North Atlantic Treaty Organization)"),
        ("Kazahstan", "KAZ (Kazakhstan)"),
        ("the Collective Security Treaty Organisaton", "CSTO"),
    ],
)
def test_the_nearest_name_is_suggested_first(who, wrong, meant):
    with pytest.raises(ActorError) as by_name:
        who.resolve(wrong).one()
    with pytest.raises(ActorError) as by_id:
        who.get(wrong)
    for problem in (by_name, by_id):
        assert f"did you mean {meant}" in str(problem.value)


def test_what_is_like_nothing_is_not_guessed_at(who):
    assert who.near("Xyzzyland of Oz") == ()
