"""Tables of others: CSV and Stata give the same columns, and faults name their place."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from foedus import InputError
from foedus._columns import read_columns

TABLE = 'AtopID,name,year\n1005,"United\nKingdom",1815\n\n1010,France,\n'


def test_csv_plain_and_packed_and_tabs_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    (tmp_path / "a.tsv").write_text(TABLE.replace(",", "\t"), "utf-8-sig")
    for name in ("a.csv", "a.csv.gz", "a.tsv"):
        table = read_columns(tmp_path / name)
        assert table.names == ("atopid", "name", "year")
        assert table.numbers("atopid").tolist() == [1005, 1010]
        assert table.texts("name") == ["United\nKingdom", "France"]
        assert np.isnan(table.numbers("year")).tolist() == [False, True]


def test_a_row_is_named_by_the_line_on_which_it_ends(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE.replace("1010", "ten"), "utf-8")
    table = read_columns(tmp_path / "a.csv")
    assert [table.line(0), table.line(1)] == [3, 5]
    with pytest.raises(InputError, match=r"a\.csv, line 5, field 'atopid': .*found 'ten'"):
        table.numbers("atopid")


def test_stata_gives_the_same_numbers_and_texts(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    frame = pd.DataFrame({"AtopID": [1005, 1010], "name": ["GBR", ""], "year": [1815.0, None]})
    frame.to_stata(tmp_path / "a.dta", write_index=False)
    table = read_columns(tmp_path / "a.dta")
    assert table.names == ("atopid", "name", "year")
    assert table.numbers("atopid").tolist() == [1005, 1010]
    assert table.texts("name") == ["GBR", ""]
    assert np.isnan(table.numbers("year")).tolist() == [False, True]
    assert str(table.fault("off", row=1, column="year", hint="mend it")).startswith(
        f"{tmp_path / 'a.dta'}, field 'year': observation 2: off"
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"", "no rows"),
        ("a.csv", b"a,b\n", "no rows"),
        ("a.csv", b"a,A\n1,2\n", "'a' stands twice"),
        ("a.csv", b"a,b\n1,2\n1,2,3\n", "line 3: expected 2 cells, found 3"),
        ("a.csv", "a\nÅ\n".encode("latin-1"), "not UTF-8"),
        ("a.csv.gz", gzip.compress(b"a\n1\n", mtime=0)[:12], "cannot be read"),
        ("a.xlsx", b"PK", "a .xlsx file cannot be read"),
        ("a.dta", b"not stata", "does not read as a Stata file"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as found:
        read_columns(tmp_path / name)
    assert what in str(found.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_columns(tmp_path / "none.csv")
