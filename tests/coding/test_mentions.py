"""Whom the words of a text stand for, without any event."""

import pytest

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._parse import parse
from foedus.coding._units import in_words
from foedus.sources._source import Source

MEANT = [
    # towns and regions stand for the state in which they lie on that day
    ("2022-05-01", "Rockets fell on Kharkiv overnight.", "Kharkiv", ["UKR"]),
    ("1968-05-01", "A new works was opened at Kharkiv.", "Kharkiv", ["SUN"]),
    ("1985-05-01", "Soviet tanks drove through Dresden.", "Dresden", ["DDR"]),
    ("2010-05-01", "American officers met in Dresden.", "Dresden", ["DEU"]),
    # an honorific makes a surname of what may be another word
    ("1936-03-14", "Mr Eden declined.", "Mr Eden", ["GBR"]),
    # one who leads a state is known by a surname that is an ordinary word, but a month stays one
    ("1978-04-08", "Carter shelved the plan on Friday.", "Carter", ["USA"]),
    ("2018-05-08", "The plan was shelved in May.", "May", None),
    ("1995-05-08", "Carter shelved the plan on Friday.", "Carter", None),
    # of two of a name, the one in the higher office; of none, one of another century
    ("1969-02-08", "Wilson and the commander spoke.", "Wilson", ["GBR"]),
    ("2004-02-08", "Metternich would have smiled.", "Metternich", None),
    # words after a surname, or an article before it: no person, but for a leader
    ("2021-05-08", "Rains spared the Sahel last month.", "the Sahel", None),
    ("2021-05-08", "The Biden administration spoke.", "The Biden administration", ["USA"]),
    # the last word of a name that no table has is not somebody else's
    ("1977-11-15", "Abdulkadir Salad Hassan spoke.", "Abdulkadir Salad Hassan", None),
    # what acts or speaks for a state
    ("1968-08-22", "The Red Army left and Pravda praised it.", "Pravda", ["SUN"]),
    ("2016-08-22", "The Folketing voted on it.", "The Folketing", ["DNK"]),
    # a number stands for as many as were listed, or named last
    ("2001-05-01", "Chad and Sudan met. The two leaders agreed.", "The two leaders",
     ["TCD", "SDN"]),
    ("2001-05-01", "Chad asked Sudan for help. Both sides met.", "Both sides", ["TCD", "SDN"]),
    ("1955-05-05", "Moscow scolded Britain and France because the two had agreed.", "the two",
     ["GBR", "FRA"]),
    ("2021-05-01", "Chad, Mali and Niger met. The trio signed.", "The trio", ["TCD", "MLI", "NER"]),
    # or for the organisation that has as many members
    ("2014-04-02", "NATO met. Ministers of the twenty-eight spoke.", "the twenty-eight", ["NATO"]),
    ("2023-04-02", "NATO met. Ministers of the twenty-eight spoke.", "the twenty-eight", None),
    ("2024-06-10", "Seoul spoke of trash after the North had sent balloons.", "the North", ["PRK"]),
    ("1862-06-10", "Washington spoke of war after the North had sent men.", "the North", None),
    # papers that keep capitals for the first part of a name
    ("1956-04-02", "Iraq stayed in the Baghdad pact.", "the Baghdad pact", ["CENTO"]),
    ("1990-04-02", "Ministers of the Arab league sat in Cairo.", "the Arab league",
     ["ARAB-LEAGUE"]),
    ("2006-06-21", "The Islamic conference sat in Baku.", "The Islamic conference", ["OIC"]),
    # a name under another spelling, or with other marks on its letters
    ("1972-04-02", "Jaafar Nimeiri signed it.", "Jaafar Nimeiri", ["SDN"]),
    ("1972-04-02", "Jaafar Numayri signed. Numayri spoke.", "Numayri", ["SDN"]),
    ("1937-04-02", "Georgi Kiosseivanov signed it.", "Georgi Kiosseivanov", ["BGR"]),
    ("2020-04-02", "Jaafar Nimeiri signed it.", "Jaafar Nimeiri", None),
    ("1968-04-02", "Satō spoke.", "Satō", ["JPN"]),
    # the year of a treaty is not that of whoever is named beside it
    ("1995-04-02", "The treaty of 1951 was old, and Fidel Ramos left.", "Fidel Ramos", ["PHL"]),
    ("2015-04-02", "It was signed in 1951, and Lavrov left.", "Lavrov", ["RUS"]),
    # a town is no minister of that name, and a title of three words is one
    ("1957-10-07", "London and Paris spoke.", "Paris", ["FRA"]),
    ("1957-10-07", "Secretary of State Dulles spoke.", "State Dulles", ["USA"]),
    # a state by a full name that no table has for that day, or by half of one
    ("1958-04-02", "The People's Republic of Hungary spoke.", "The People's Republic of Hungary",
     ["HUN"]),
    ("1958-04-02", "Moscow praised the People's Republic.", "the People's Republic", ["CHN"]),
    ("1958-04-02", "The Elbonian People's Republic spoke.", "The Elbonian People's Republic", None),
    ("1958-04-02", "The People's Republic of Elbonia spoke.", "The People's Republic", None),
    # a verb between two names that looks like a noun
    ("1912-04-02", "Should Austria attack Serbia, all would march.", "Austria", ["AUH"]),
    # the sender counts, not where they were sent
    ("2017-03-29", "Britain's ambassador to the European Union, Tim Barrow, spoke.", "Tim Barrow",
     ["GBR"]),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "words", "meant"), MEANT)
def test_whom_words_mean(day: str, text: str, words: str, meant: list[str] | None) -> None:
    source = Source(id="x", text=text, date=Edtf.parse(day))
    found = {}
    for _, _, reads in BuiltinCoder().read(parse([(source, text)])):
        for read in reads:
            for unit in read.units:
                start, end = read.passage.span(unit.first, unit.last)
                found[text[start:end]] = [a for a in unit.actors if not a.startswith("~")]
    assert (found.get(words) or None) == meant


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ten island states protested.", "~Ten island states"),
        ("Several hundred villagers of Kharkiv came.", "~villagers of Kharkiv@UKR"),
        ("More than 20,000 miners marched.", "~miners"),
        ("Tens of thousands marched.", "~Tens of thousands"),
        ("The families of the drowned sailors wept.", "~families of the drowned sailors"),
        ("The writer Olga Brandt wept.", "~Olga Brandt"),
        ("Some members of the club left.", "~Some members of the club"),
    ],
)
def test_somebody_unknown_is_kept_by_his_own_words(text: str, kept: str) -> None:
    source = Source(id="x", text=text, date=Edtf.parse("2001-05-01"))
    [read] = [
        read for _, _, reads in BuiltinCoder().read(parse([(source, text)])) for read in reads
    ]
    first = read.units[0]
    assert (first.actors or in_words(read.passage, first)) == (kept,)


@pytest.mark.parametrize(
    ("day", "text", "organisation"),
    [
        ("1995-04-03", "At Prague the four prime ministers promised help.", "VISEGRAD"),
        ("2021-09-23", "In Washington the four leaders will talk about chips.", "QUAD"),
        ("2017-07-02", "Macron promised the five a loan at Bamako.", "G5-SAHEL"),
    ],
)
def test_a_grouping_may_be_meant_by_its_number(day: str, text: str, organisation: str) -> None:
    source = Source(id="x", text=text, date=Edtf.parse(day))
    for _, _, [read] in BuiltinCoder().read(parse([(source, text)])):
        assert organisation in [guess.actor for guess in read.wider if guess.counted]


def test_a_town_before_an_article_is_no_part_of_what_follows() -> None:
    text = "Servia has called up her reserves, and in Belgrade a crowd demonstrated."
    source = Source(id="x", text=text, date=Edtf.parse("1908-10-07"))
    [(_, _, [read])] = BuiltinCoder().read(parse([(source, text)]))
    meant = {read.passage.words[unit.word]: unit.actors for unit in read.units}
    assert meant["Belgrade"] == ("SRB",)
    assert meant["crowd"] == ("~crowd",)
