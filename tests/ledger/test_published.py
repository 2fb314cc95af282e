"""Published codings: the figures of the articles from their files, and faults named."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import InputError, read_codings

INVENTED = Path(__file__).parent / "invented" / "codings.csv"
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "berkemeier_fuhrmann"
needs_real = pytest.mark.skipif(
    not REAL.exists(), reason="no ../shared/data: the replication files may not be shipped"
)


def counted(codings, rules: str | None = None) -> dict[str, str]:
    return {rate.group: f"{rate.kept}/{rate.called_in}" for rate in codings.rates(rules)}


def test_invented_codings_are_counted() -> None:
    codings = read_codings(INVENTED)
    assert (len(codings), list(codings.rules)) == (9, ["LLM", "BF"])
    rates = counted(codings)
    assert rates["all"] == "4/7"
    assert (rates["1816–1944"], rates["1945–2003"]) == ("3/4", "1/3")
    assert (rates["DEFENSE"], rates["NEUTRAL"], rates["OFFENSE"]) == ("2/4", "2/3", "0/1")
    assert rates["NONAGG, 1945–2003"] == "1/3"
    assert counted(codings, "BF")["all"] == "3/6"


def test_rows_say_which_war_and_alliance() -> None:
    rows = read_codings(INVENTED).rows()
    assert rows[0] == {
        "war": 1,
        "cow_war": 10,
        "war_name": "FirstInventedWar1850-1851",
        "atop": 9001,
        "called_in": True,
        "kept": True,
    }
    assert rows[4]["kept"] is None
    assert rows[8]["cow_war"] is None


@pytest.mark.parametrize(
    ("cells", "place", "what"),
    [
        ({"honorLLM": "2"}, "line 2, field 'honorllm'", "expected 1, 0 or nothing, found 2"),
        ({"dnaLLM": "1"}, "line 2, field 'dnallm'", "nothing was called in, yet honorllm is 1"),
        ({"violateBF": "1"}, "line 2, field 'violatebf'", "found both"),
        ({"honorLLM": ""}, "line 2, field 'honorllm'", "found neither"),
        ({"sample": "x"}, "line 2, field 'sample'", "expected a number, found 'x'"),
    ],
)
def test_faults_are_named(tmp_path: Path, cells: dict[str, str], place: str, what: str) -> None:
    header, first, *others = INVENTED.read_text("utf-8").splitlines()
    row = dict(zip(header.split(","), first.split(","), strict=True)) | cells
    text = "\n".join([header, ",".join(row.values()), *others])
    (tmp_path / "codings.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as found:
        read_codings(tmp_path / "codings.csv")
    assert place in str(found.value)
    assert what in str(found.value)


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    text = INVENTED.read_text("utf-8").replace("dnaLLM", "dna_LLM")
    (tmp_path / "codings.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match="Berkemeier & Fuhrmann 2018, but dnallm is missing"):
        read_codings(tmp_path / "codings.csv")


def test_an_unknown_file_and_unknown_rules(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputError, match="are missing") as found:
        read_codings(tmp_path / "a.csv")
    assert "Leeds & Anac 2005" in str(found.value)
    with pytest.raises(InputError, match="there are LLM, BF"):
        read_codings(INVENTED).rates("mine")


@needs_real
def test_the_figures_of_berkemeier_and_fuhrmann() -> None:
    """Research & Politics 5(2), 2018: figures 1 and 2, and the rates by kind of promise."""
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    codings = read_codings(REAL / "BerkemeierFuhrmannRAP2018_0303.dta")
    assert len(codings) == 576
    rates = counted(codings)
    assert rates["all"] == "73/146"
    assert rates["1816–1944"] == "61/92"
    assert rates["1945–2003"] == "12/54"
    assert rates["DEFENSE"] == "42/102"
    assert rates["OFFENSE"] == "31/42"
    assert rates["NEUTRAL"] == "35/45"
    assert rates["NONAGG"] == "18/49"
    assert rates["DEFENSE, 1816–1944"] == "36/59"
    assert rates["DEFENSE, 1945–2003"] == "6/43"
    assert counted(codings, "BF")["all"] == "69/139"


@needs_real
def test_leeds_and_anac() -> None:
    pytest.importorskip("pandas", reason="Stata files need the notebook extra")
    codings = read_codings(REAL / "LeedsAnacIIrep.dta")
    assert counted(codings)["all"] == "93/137"
    assert counted(codings, "honor2")["all"] == "95/137"
    assert codings.rows()[0]["atop"] == 1030
