"""What cannot be read is told in plain words: what it is, where, and what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
LATIN_1 = "title: Le Sénégal\nfocal: SEN\n".encode("latin-1")
CASE = "title: A case\nalliance: CSTO\nfocal: ARM\nperiod: 2020/2025\nactors: [ARM, CSTO]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands run in: a Word file, a file in Latin-1, an empty file and folder."""
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("report.txt", "w") as word:
        word.writestr("word/document.xml", "<w:t>Armenia froze its participation.</w:t>")
    for name in ("model.yaml", "gold.jsonl", "data.csv"):
        Path(f"word-{name}").write_bytes(Path("report.txt").read_bytes())
        Path(f"latin-{name}").write_bytes(LATIN_1)
        Path(f"empty-{name}").touch()
    Path("empty.txt").touch()
    Path("nothing").mkdir()
    for name in ("csto-georgia", "latin-case", "word-case"):
        Path(name).mkdir()
    Path("csto-georgia/case.yaml").write_text(CASE)
    Path("latin-case/case.yaml").write_bytes(LATIN_1)
    Path("word-case/case.yaml").write_bytes(Path("report.txt").read_bytes())
    return tmp_path


@pytest.mark.parametrize("command", ["check", "events", "ledger", "relations", "dossier"])
@pytest.mark.parametrize(
    ("case", "what", "todo"),
    [
        ("nothing", "nothing: this folder is not a case", "foedus new FOLDER --alliance"),
        (".", ".: this folder is not a case", "it holds cases; name one: csto-georgia"),
        ("nowhere", "nowhere: there is no such case folder", "csto-armenia"),
        ("csto-armenai", "there is no such case folder", "did you mean csto-armenia"),
        ("csto-gorgia", "there is no such case folder", "did you mean csto-georgia"),
        ("empty.txt", "a case is a folder; this is a file", "name the folder that holds it"),
        ("latin-case", "latin-case/case.yaml, line 1: the file is not UTF-8", "Latin-1"),
        ("word-case", "word-case/case.yaml: this is a Word, Excel or zip file", "plain text"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_case_that_is_none(run: Run, command: str, case: str, what: str, todo: str) -> None:
    code, out, err = run(command, case)
    assert (code, out) == (2, "")
    first, rest = err.split("\n", 1)
    assert what in first
    assert todo in rest


@pytest.mark.parametrize(
    ("arguments", "what", "todo"),
    [
        (("code", "report.txt"), "report.txt: this is a Word, Excel or zip file", "or as PDF"),
        (("code", "empty.txt"), "empty.txt: the file is empty", "name a file that has text"),
        (("code", "reprot.txt"), "reprot.txt: there is no such file", "did you mean report.txt"),
        (("add", "csto-georgia", "report.txt"), "report.txt: this is a Word", "or as PDF"),
        (("add", "csto-georgia", "nothing"), "there is no document in nothing", "a folder that"),
        (("add", "csto-georgia", "empty.txt"), "empty.txt: the file is empty", "name a file"),
        (("evaluate", "nothing"), "nothing: the gold set cannot be read", "this is a folder"),
        (("evaluate", "empty-gold.jsonl"), "empty-gold.jsonl: ", "gold set"),
        (("evaluate", "latin-gold.jsonl"), "latin-gold.jsonl, line 1: ", "Latin-1"),
        (("options", "solve", "nothing"), "nothing: this case has no conflict", "model.yaml"),
        (("options", "solve", "word-model.yaml"), "word-model.yaml: this is a Word", "plain text"),
        (("options", "solve", "latin-model.yaml"), "line 1: the file is not UTF-8", "Latin-1"),
        (("options", "solve", "empty-model.yaml"), "empty-model.yaml: ", "field: value"),
        (("options", "solve", "wrod-model.yaml"), "no such file or case", "word-model.yaml"),
        (("options", "solve", "csto-armenai"), "no such file or case", "csto-armenia"),
        (("membership", "csto-armenai"), "neither a case nor", "did you mean csto-armenia"),
        (("membership", "ecowas-traety"), "neither a case nor", "did you mean ecowas-treaty"),
        (("treaties", "ecowas-traety"), "no treaty that ships", "did you mean ecowas-treaty"),
        (("atop", "nothing", "3285"), "nothing: this is a folder", "name a file in it"),
        (
            ("atop", "latin-data.csv", "3285"),
            "latin-data.csv: the file is not UTF-8",
            "save the table as CSV",
        ),
        (("atop", "empty-data.csv", "3285"), "empty-data.csv: ", "\n  "),
        (("reliability", "--published", "word-data.csv"), "word-data.csv: this is a Word", "CSV"),
        (
            ("new", "c", "--alliance", "ECOVAS", "--focal", "NER"),
            "no table knows 'ECOVAS'",
            "did you mean ECOWAS",
        ),
        (
            ("new", "c", "--alliance", "NATO", "--focal", "TUR", "--treaty", "north-atlantc"),
            "no built-in treaty is called 'north-atlantc'",
            "did you mean north-atlantic",
        ),
        (
            ("new", "c", "--alliance", "NATO", "--focal", "TUR", "--period", "1990-2025"),
            "--period",
            "1990/2025",
        ),
        (("ledger", "csto-armenia", "--as-of", "5.3.2022"), "--as-of", "2022-03-05"),
        (("actor", "Armenia", "--on", "March 2022"), "--on", "2022-03"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_other_files_and_days(run: Run, arguments: tuple[str, ...], what: str, todo: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "did not foresee" not in err
    assert what in err.split("\n")[0]
    assert todo in err
