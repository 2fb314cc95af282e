"""Faults in a treaty file are named with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import Edtf
from foedus._errors import TreatyError
from foedus.treaties import load_treaties, load_treaty, shipped_treaty

GOOD = """\
id: pact
title: A pact
signed: 1990-01-01
ended: 2010-12-31
versions:
- id: "1"
  during: 1990-06-01/2010-12-31
  norms:
  - {id: dues, article: "1", title: dues, kind: dues, modality: must, bearer: source,
     otherwise: [suspension]}
  - {id: suspension, article: "2", title: suspension, kind: suspension, modality: may,
     bearer: organisation, otherwise: ["the council talks it over"]}
membership:
- {state: FRA, during: 1990-06-01/2010-12-31}
- {state: DEU, during: 1990-06-01/2000-01-01}
- {state: DEU, during: 2000-01-01/2010-12-31}
- {state: DEU, during: 2001/2002, sense: de-facto, status: frozen}
"""


def test_a_good_file_reads() -> None:
    treaty = load_treaty(GOOD, "pact.yaml")
    assert [one.id for one in treaty.versions[0].norms] == ["dues", "suspension"]
    assert len(treaty.membership) == 4


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ("[suspension]}", "[expulsion]}", 10, "otherwise", "no norm 'expulsion'"),
        (
            '["the council talks it over"]',
            "[dues]",
            10,
            "otherwise",
            "dues → suspension → dues",
        ),
        ('["the council talks it over"]', "[suspension]", 12, "otherwise", "leads round"),
        ("title: A pact", "title: A pact\npredecessors: [no-pact]", 3, "predecessors", "no-pact"),
        ("title: A pact", "title: A pact\nsuccessors: [pact]", 3, "successors", "itself"),
        ("1990-06-01/2000-01-01}", "1990-06-01/1989-01-01}", 15, "during", "ends before it starts"),
        ("2000-01-01/2010-12-31}", "1999-01-01/2010-12-31}", 16, "during", "overlaps"),
        ("2001/2002", "1980/1985", 17, "during", "before the treaty was signed"),
        ("2001/2002", "1990-02/1990-03", 17, "during", "before the state joined"),
        ("2001/2002", "2011/2012", 17, "during", "after the treaty ended"),
        ("{state: DEU, during: 2001", "{state: ITA, during: 2001", 17, "state", "never joined"),
        (
            "FRA, during: 1990-06-01/2010-12-31",
            "FRA, during: 1990-06-01/..",
            14,
            "during",
            "goes on",
        ),
        ("sense: de-facto, status", "norm: dose, sense: de-facto, status", 17, "norm", "'dose'"),
        ("kind: dues", "kind: fees", 9, "kind", "fees"),
        ("modality: must,", "modality: should,", 9, "modality", "should"),
        (
            "bearer: source,",
            "bearer: source, within: soon,",
            9,
            "the 1st of 'norms'",
            "not a duration",
        ),
        ("bearer: source,", "bearer: source, wen: {act: [attack]},", 9, "wen", "no such field"),
        ("bearer: source,", "bearer: source, when: {act: [atack]},", 9, "when", "atack"),
        (
            "id: suspension, article",
            "id: dues, article",
            11,
            "'id' of the 2nd of 'norms'",
            "stands twice",
        ),
    ],
)
def test_a_fault_is_named_with_file_line_and_field(
    old: str, new: str, line: int, field: str, says: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(TreatyError) as caught:
        load_treaty(GOOD.replace(old, new), "pact.yaml")
    error = caught.value
    assert error.where == "pact.yaml"
    assert error.line == line
    assert field in (error.field or "")
    assert says in str(error)


def test_a_second_version_may_not_overlap() -> None:
    text = GOOD.replace("membership:", '- {id: "2", during: 2005-01-01/2010-12-31}\nmembership:')
    with pytest.raises(TreatyError, match="overlap; a day has one version"):
        load_treaty(text, "pact.yaml")


def test_yaml_that_does_not_parse() -> None:
    with pytest.raises(TreatyError, match=r"pact\.yaml, line \d+: this is not valid YAML"):
        load_treaty(GOOD.replace("[suspension]", "[suspension"), "pact.yaml")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TreatyError, match="there is no such file"):
        load_treaty(tmp_path / "none.yaml")


def test_two_files_with_one_id(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(TreatyError) as caught:
        load_treaties(tmp_path)
    assert caught.value.where == str(tmp_path / "b.yaml")
    assert (caught.value.line, caught.value.field) == (1, "id")
    assert "'pact' stands in a.yaml too" in str(caught.value)


def test_files_of_one_folder_may_name_each_other(tmp_path: Path) -> None:
    (tmp_path / "pact.yaml").write_text(GOOD + "successors: [new-pact, cst]\n", encoding="utf-8")
    later = GOOD.replace("id: pact", "id: new-pact") + "predecessors: [pact]\n"
    (tmp_path / "new-pact.yaml").write_text(later, encoding="utf-8")
    assert list(load_treaties(tmp_path)) == ["new-pact", "pact"]


def test_an_unknown_treaty_names_those_that_ship() -> None:
    with pytest.raises(TreatyError, match=r"called 'nato'\n.*north-atlantic-treaty"):
        shipped_treaty("nato")


def test_a_treaty_is_read_once() -> None:
    assert shipped_treaty("cst") is shipped_treaty("cst")


def test_two_readings_of_a_file_are_equal_whatever_was_asked_of_one() -> None:
    one, other = load_treaty(GOOD), load_treaty(GOOD)
    assert one.members(Edtf.parse("1995")) == ("FRA", "DEU")
    assert one == other
    assert hash(one) == hash(other)
    assert one != load_treaty(GOOD.replace("A pact", "Another"))
