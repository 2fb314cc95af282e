"""Which organisation, force or set of states a description means, by the day of the text."""

import pytest

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._parse import parse
from foedus.coding._regions import described, number_of, regions
from foedus.sources._source import Source

# day, text, words, whom they mean; words whose meaning stays open, or that are nobody, mean []
MEANT = [
    # all others, and all whose it is, stand for it; some do not
    ("1979-06-24", "The other members of the OAS condemned Nicaragua.", "The other members",
     ["OAS"]),
    ("1936-06-24", "The League's other members condemned Italy.", "The League's other members",
     ["LEAGUE-OF-NATIONS"]),
    ("1979-06-24", "The OAS met on Thursday. The other member states condemned Nicaragua.",
     "The other member states", ["OAS"]),
    ("2024-02-24", "Three CSTO members condemned Armenia.", "Three CSTO members", []),
    # regions: who leads, the body, the force
    ("1999-05-01", "West African leaders met in Lomé.", "West African leaders", ["ECOWAS"]),
    ("1969-05-01", "West African leaders met in Lomé.", "West African leaders", []),
    ("1995-05-01", "The West African force left Freetown.", "The West African force", ["ECOMOG"]),
    ("2017-01-20", "A West African force crossed into Gambia.", "A West African force", ["ECOWAS"]),
    ("2022-12-01", "The East African force entered Goma.", "The East African force", ["EACRF"]),
    ("1977-03-01", "Kenya left the East African community.", "the East African community",
     ["EAC-1967"]),
    ("2007-04-22", "Eritrea froze its membership of the East African grouping. IGAD regretted it.",
     "the East African grouping", ["IGAD"]),
    ("2010-05-01", "South American presidents condemned the coup.", "South American presidents",
     ["UNASUR"]),
    ("2012-06-25", "Paraguay was shut out of the South American trade bloc.",
     "the South American trade bloc", ["MERCOSUR"]),
    ("2017-06-10", "The Gulf council expelled Qatar.", "The Gulf council", ["GCC"]),
    ("2017-06-10", "The six Gulf states agreed.", "The six Gulf states", ["GCC"]),
    ("2017-06-10", "Four Arab states cut ties with Qatar.", "Four Arab states", []),
    ("2017-06-10", "Leaders of the Gulf states met.", "Leaders", ["GCC"]),
    ("2021-05-01", "The five Sahel states met.", "The five Sahel states", ["G5-SAHEL"]),
    ("2024-08-01", "The Sahel alliance rebuked Paris.", "The Sahel alliance", ["AES"]),
    ("1975-05-01", "African leaders met in Kampala.", "African leaders", ["OAU"]),
    ("2015-05-01", "African leaders met in Kampala.", "African leaders", ["AU"]),
    ("2015-05-01", "Three African presidents flew to Tripoli.", "Three African presidents", []),
    ("2015-05-01", "African church leaders met in Kampala.", "African church leaders", []),
    ("2016-05-01", "Several West African leaders protested.", "Several West African leaders", []),
    ("2015-07-10", "The Shanghai organisation admitted India.", "The Shanghai organisation",
     ["SCO"]),
    ("1998-07-10", "The Shanghai group met in Almaty.", "The Shanghai group", ["SHANGHAI-FIVE"]),
    ("2021-05-01", "Turkmenistan sits among the Turkic states.", "the Turkic states", ["OTS"]),
    ("1962-01-31", "The Inter-American conference expelled Cuba.", "The Inter-American conference",
     ["OAS"]),
    ("1962-01-31", "Foreign ministers of the American republics expelled Cuba.",
     "Foreign ministers", ["OAS"]),
    ("1980-01-29", "Islamic foreign ministers condemned Moscow.", "Islamic foreign ministers",
     ["OIC"]),
    ("2002-05-01", "Latin American leaders met.", "Latin American leaders", []),
    # alliances by their region, their towns, their treaties
    ("1966-03-10", "France told its Atlantic allies to leave.", "its Atlantic allies", ["NATO"]),
    ("1938-03-10", "The Atlantic allies protested.", "The Atlantic allies", []),
    ("1956-05-01", "The Manila powers condemned Hanoi.", "The Manila powers", ["SEATO"]),
    ("1956-05-01", "Ministers of the Manila pact met.", "the Manila pact", ["SEATO"]),
    ("1958-05-01", "Turkey invoked the Central Treaty.", "the Central Treaty", ["CENTO"]),
    ("1950-05-01", "France invoked the Brussels treaty.", "the Brussels treaty", ["WESTERN-UNION"]),
    ("1984-05-01", "France invoked the Brussels treaty.", "the Brussels treaty", ["WEU"]),
    ("1890-07-02", "Britain signed the Brussels treaty.", "the Brussels treaty", []),
    ("1936-03-08", "Germany denounced the Locarno treaty.", "the Locarno treaty", []),
    ("1936-03-12", "The Locarno powers met in London.", "The Locarno powers",
     ["FRA", "GBR", "ITA", "BEL"]),
    ("2009-10-03", "Ireland ratified the Lisbon treaty.", "the Lisbon treaty", ["EU"]),
    ("2009-10-03", "Ireland ratified the treaty of Lisbon.", "the treaty of Lisbon", ["EU"]),
    ("1668-02-13", "Spain signed the treaty of Lisbon.", "the treaty", []),
    ("1922-02-06", "Japan signed the Washington treaty.", "the Washington treaty", []),
    ("2023-03-07", "Finland acceded to the Washington treaty.", "the Washington treaty", ["NATO"]),
    ("1988-05-01", "Greece signed the Helsinki accords.", "the Helsinki accords", []),
    ("1999-04-02", "Georgia left the Collective Security Treaty.",
     "the Collective Security Treaty", ["CST"]),
    ("1948-04-30", "Colombia signed the Charter of Bogotá.", "the Charter of Bogotá", ["OAS"]),
    ("1954-08-30", "The deputies buried the E.D.C. on Monday.", "the E.D.C.", ["EDC"]),
    # organs, members and leaders of an organisation; some of them are not the whole
    ("1962-02-01", "Foreign ministers of the OAS expelled Cuba.", "Foreign ministers", ["OAS"]),
    ("2012-05-01", "NATO ambassadors met.", "NATO ambassadors", ["NATO"]),
    ("1961-05-01", "The council of SEATO sent an envoy to Laos.", "The council", ["SEATO"]),
    ("1961-07-20", "Iraq left the council in Cairo after the Arab League had met.", "the council",
     ["ARAB-LEAGUE"]),
    ("1936-06-30", "Italy walked out as the Assembly heard Ethiopia.", "the Assembly",
     ["LEAGUE-OF-NATIONS"]),
    ("1931-09-21", "China appealed to Geneva.", "Geneva", ["LEAGUE-OF-NATIONS"]),
    ("1985-11-21", "Reagan flew to Geneva.", "Geneva", []),
    ("2013-10-12", "Uganda scolded the court in The Hague.", "the court", ["ICC"]),
    ("2013-10-12", "The Hague spoke to Moscow.", "The Hague", ["NLD"]),
    ("1975-05-01", "Members of the Warsaw Pact met.", "Members", ["WARSAW-PACT"]),
    ("1980-05-01", "The seven Warsaw Pact states warned Poland.", "The seven Warsaw Pact states",
     ["WARSAW-PACT"]),
    ("1980-05-01", "Two Warsaw Pact states objected.", "Two Warsaw Pact states", []),
    ("2013-05-01", "Some CSTO members refused.", "Some CSTO members", []),
    ("1971-01-15", "Five Commonwealth governments agreed.", "Five Commonwealth governments", []),
    ("2023-03-01", "NATO met in Brussels. The alliance's ambassadors agreed.",
     "The alliance's ambassadors", ["NATO"]),
    ("2023-06-01", "Moldova and Russia parted: Chisinau left the Commonwealth.", "the Commonwealth",
     ["CIS"]),
    ("2003-12-08", "Zimbabwe left the Commonwealth.", "the Commonwealth", ["COMMONWEALTH"]),
    # numbers
    ("2012-10-04", "NATO met. Foreign ministers of the twenty-eight warned Syria.",
     "Foreign ministers", ["NATO"]),
    ("1974-07-20", "The Nine condemned the coup.", "The Nine", ["EEC-1958"]),
    ("1965-07-01", "Foreign ministers of the Six parted in anger.", "the Six", ["EEC-1958"]),
    ("1974-07-20", "The Six condemned the coup.", "The Six", []),
    ("2011-04-01", "NATO met. Six of the twenty-eight bombed Libya.", "the twenty-eight", []),
    # armed groups
    ("2023-10-07", "Hamas gunmen attacked Israel.", "Hamas gunmen", ["HAMAS"]),
    ("2020-11-14", "Tigrayan forces shelled Asmara.", "Tigrayan forces", ["TPLF"]),
    ("2013-09-22", "Al-Shabaab held a mall. The group demanded that Kenya leave.", "The group",
     ["AL-SHABAAB"]),
    ("2024-05-01", "Kataib Hezbollah warned Washington.", "Kataib Hezbollah", []),
    # other words that are nobody's name here
    ("2005-01-26", "The football league met in Leeds.", "The football league", []),
    ("2012-06-01", "The mine workers' union met.", "The mine workers' union", []),
    ("1962-09-01", "Voters wrecked the West Indies Federation.", "the West Indies Federation", []),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "words", "meant"), MEANT)
def test_whom_a_description_means(day: str, text: str, words: str, meant: list[str]) -> None:
    source = Source(id="x", text=text, date=Edtf.parse(day))
    first = text.index(words)
    last = first + len(words)
    same, inside = None, set()
    for _, _, reads in BuiltinCoder().read(parse([(source, source.text)])):
        for read in reads:
            for unit in read.units:
                start, end = read.passage.span(unit.first, unit.last)
                ids = [one for one in unit.actors if not one.startswith("~")]
                if (start, end) == (first, last) and same is None:
                    same = ids
                elif start <= first and end >= last:
                    inside.update(ids)
    assert (same or []) == meant
    if not meant:
        assert not inside, "words that mean nobody stand in a mention that means somebody"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("1668-02-13", "The king signed the treaty of Lisbon."),
        ("2009-10-03", "The voters ratified the Lisbon treaty."),
        ("1925-12-01", "The ministers signed the Locarno treaty."),
        ("1975-08-01", "The leaders signed the Helsinki accords."),
        ("1995-11-21", "The presidents initialled the Dayton accords."),
    ],
)
def test_a_treaty_is_not_the_state_of_its_town(day: str, text: str) -> None:
    source = Source(id="x", text=text, date=Edtf.parse(day))
    states = {"PRT", "CHE", "ITA", "FIN", "USA"}
    for _, _, reads in BuiltinCoder().read(parse([(source, source.text)])):
        assert not states & {name for read in reads for unit in read.units for name in unit.actors}


def test_numbers_in_words() -> None:
    assert number_of(["twenty", "-", "eight"]) == 28
    assert number_of(["32"]) == 32
    assert number_of(["two"]) == 0
    assert number_of(["several"]) == 0


def test_every_region_names_actors_of_the_tables() -> None:
    actors = BuiltinCoder().actors
    for words, region in regions().items():
        for turn in (*region.together, *region.force):
            assert all(name in actors for name in turn.actors), (words, turn)


def test_a_noun_of_another_kind_is_no_description() -> None:
    assert described(["west", "african", "farmers"]) is None
    assert described(["the", "gulf", "war"]) is None
    assert described(["an", "arab", "bloc"]) is not None
