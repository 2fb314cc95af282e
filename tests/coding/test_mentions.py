"""Whom the words of a text stand for, without any event."""

import pytest

from foedus._edtf import Edtf
from foedus.coding import BuiltinCoder
from foedus.coding._parse import parse
from foedus.sources._source import Source

MEANT = [
    # towns and regions stand for the state in which they lie on that day
    ("2022-05-01", "Rockets fell on Kharkiv overnight.", "Kharkiv", ["UKR"]),
    ("1968-05-01", "A new works was opened at Kharkiv.", "Kharkiv", ["SUN"]),
    ("1985-05-01", "Soviet tanks drove through Dresden.", "Dresden", ["DDR"]),
    ("2010-05-01", "American officers met in Dresden.", "Dresden", ["DEU"]),
    # an honorific makes a surname of what may be another word
    ("1936-03-14", "Mr Eden declined.", "Mr Eden", ["GBR"]),
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
