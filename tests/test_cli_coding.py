"""Text on the command line: the events that ``code`` prints, and what it says of the documents."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus import Event, Evidence, Source, new_case, open_case
from freezes import FindsFreezes

Run = Callable[..., tuple[int, str, str]]
TEXT = "Azerbaijan attacked Armenia. Armenia has frozen its membership, the minister said."


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("stub")
def test_code_prints_a_line_for_each_event(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "news.jsonl"
    good.write_text(TEXT)
    lines = [
        {"id": "n1", "text": TEXT, "published": "2024-02-23"},
        {"id": "n2", "text": "Nothing."},
    ]
    bad.write_text("\n".join(map(json.dumps, lines)) + "\n{broken\n")

    code, out, err = run("code", good, bad, "--published", "2024-01-01", "--format", "jsonl")
    assert code == 1  # one of the documents could not be read
    assert f"{bad}, line 3: this line is not JSON" in err
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["document"] for event in events] == [str(good), "n1"]
    assert [event["date"] for event in events] == ["2024-01-01", "2024-02-23"]
    assert [event["evidence"]["exact"] for event in events] == ["frozen", "frozen"]
    assert set(events[0]) == {
        "id",
        "document",
        "source",
        "target",
        "type",
        "mode",
        "act",
        "factuality",
        "speaker",
        "date",
        "place",
        "provision",
        "confidence",
        "coder",
        "evidence",
    }

    code, out, err = run("code", good, "--format", "csv", "--published", "2024-01-01")
    assert (code, err) == (0, "")
    [row] = _csv(out)
    assert (row["act"], row["source"], row["quote"]) == ("freeze", "ARM", "frozen")
    assert "summary" not in row  # a person writes it, and nobody has seen these events yet

    code, out, err = run("code", good)
    assert code == 0
    assert "freeze (SANCTION)" in out
    assert "1 event, proposed by stub/1; nobody has judged them yet" in err
    assert "give --published" in err

    assert run("code", tmp_path / "none.txt", good)[0] == 1


def test_nothing_to_code_is_an_error_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made = tmp_path / "events.jsonl"
    for output in ((), ("--output", made)):
        code, _, told = run("code", tmp_path / "empty", *output)
        assert code == 2
        assert "there is no document in" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


@pytest.mark.parametrize(
    ("name", "content", "message", "hint"),
    [
        ("a.txt", "", "the file is empty", "name a file that has text in it"),
        ("a.txt", " \n\n", "the file is empty", "name a file that has text in it"),
        (
            "a.md",
            "---\ntitle: News\n---\n",
            "the document has no text",
            "name a file that has text in it; front matter alone is none",
        ),
    ],
)
@pytest.mark.usefixtures("stub")
def test_a_file_without_text(
    run: Run, tmp_path: Path, name: str, content: str, message: str, hint: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    assert run("code", file) == (2, "", f"error: {file}: {message}\n  {hint}\n")


@pytest.mark.usefixtures("stub")
def test_a_table_of_events_says_what_stands_in_it(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(TEXT)
    head, words, gap, first, quote, *rest = run("code", text)[1].splitlines()
    columns = ["when", "who → whom", "act (TYPE)", "trigger", "factuality", "certainty", "speaker"]
    assert [head.index(name) for name in columns] == sorted(head.index(name) for name in columns)
    cells = {"when": "../2024 ", "who → whom": "ARM → CSTO", "act (TYPE)": "freeze (SANCTION)"}
    for name, cell in {**cells, "factuality": "actual", "certainty": "0.50"}.items():
        assert first.index(cell) == head.index(name)  # each stands below its heading
    assert "words" in words
    assert gap == ""
    assert "“frozen”" in quote
    explained = [line.split("   ")[0].strip() for line in rest]
    assert explained == ["", "../2024", "certainty", "freeze"]

    # an exact day needs no explanation; where there is no event, there is no heading
    assert "../" not in run("code", text, "--published", "2024-02-23")[1]
    text.write_text("Nothing.")
    assert run("code", text)[1] == ""
    # what programs read stays as it was
    text.write_text(TEXT)
    assert json.loads(run("code", text, "--format", "jsonl")[1])["act"] == "freeze"


TWO_ACTS = "Russia condemned the step and warned Armenia of what would follow."


class _TwoActs:
    name = "stub/2"

    def code(self, source: Source) -> list[Event]:
        quote = Evidence.find(source.id, source.text, TWO_ACTS)
        return [
            Event.model_validate(
                {
                    "source": ("RUS",),
                    "target": ("ARM",),
                    "type": kind,
                    "act": act,
                    "date": "2024-02",
                    "evidence": (quote.model_copy(update={"trigger": trigger}),),
                    "generated_by": self.name,
                }
            )
            for kind, act, trigger in (
                ("THREATEN", "warn", "warned"),
                ("ACCUSE", "criticise", "announced what\nwould follow soon"),
            )
        ]


def test_acts_of_one_sentence_are_told_apart_by_their_triggers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foedus.coding.get_coder", lambda *_, **__: _TwoActs())
    text = tmp_path / "a.txt"
    text.write_text(TWO_ACTS)
    head, _, _, first, _, second, *_, legend, _, _ = run("code", text)[1].splitlines()
    place = slice(head.index("trigger"), head.index("factuality"))
    assert (first[place].strip(), second[place].strip()) == ("warned", "announced what…")
    assert legend.split(maxsplit=1) == ["trigger", "the word that names the act"]
    rows = _csv(run("code", text, "--format", "csv")[1])
    assert {row["quote"] for row in rows} == {TWO_ACTS}
    assert len({row["trigger"] for row in rows}) == 2

    # a proposal of a case tells it as well
    case = new_case(tmp_path / "case", alliance="CSTO", focal="ARM").path
    assert "announced what…" in run("add", case, text)[1]
    assert "announced what…" in run("events", case)[1]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder: two documents with an event, one without, and three that cannot be read."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text("The weather was mild.")
    (folder / "c.txt").write_text("")
    lines = ('{"id": "n1", "text": "It was frozen."}', "{broken", '{"id": "n3"}')
    (folder / "d.jsonl").write_text("\n".join(lines))
    return folder


@pytest.mark.usefixtures("stub")
def test_what_became_of_the_documents_of_a_folder_is_counted(run: Run, mixed: Path) -> None:
    tally = "6 documents: 2 with events, 1 without events, 3 could not be read\n"
    for format in ("table", "csv", "jsonl"):
        code, _, err = run("code", mixed, "--published", "2024-02-23", "--format", format)
        assert code == 1
        assert err.endswith(tally)
    (mixed / "c.txt").unlink()
    (mixed / "d.jsonl").unlink()
    code, _, err = run("code", mixed, "--published", "2024-02-23")
    assert code == 0
    assert "2 documents: 1 with events, 1 without events\n" in err
    (mixed / "a.txt").unlink()
    err = run("code", mixed)[2]
    assert err == "no event: stub/1 proposes none\n"  # one document needs no counting


@pytest.mark.usefixtures("stub")
def test_a_document_that_is_skipped_is_named_once(run: Run, mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, printed, err = run("code", mixed, "--published", "2024-02-23", "-o", out)
    assert (code, printed) == (1, "")
    lines = [line for line in err.splitlines() if not line.startswith("  ")]
    assert lines[:3] == [
        f"skipped {mixed / 'c.txt'}: the file is empty",
        f"skipped {mixed / 'd.jsonl'}, line 2: this line is not JSON: "
        "Expecting property name enclosed in double quotes",
        f"skipped {mixed / 'd.jsonl'}, line 3, field 'text': the line has no text",
    ]
    assert lines[3].startswith(f"{out}: 2 events of 6 documents, in ")
    assert lines[4:] == [
        "6 documents: 2 with events, 1 without events, 3 could not be read or coded"
    ]
    # where nothing could be read, it is an error, as it is without --output
    assert run("code", mixed / "c.txt", "-o", tmp_path / "none.jsonl")[0] == 2
    assert run("code", mixed / "c.txt")[0] == 2


@pytest.mark.usefixtures("stub")
def test_that_ids_are_others_in_a_case_is_said_in_the_help(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(TEXT)
    case = new_case(tmp_path / "case", alliance="CSTO", focal="ARM").path
    coded = json.loads(run("code", text, "--published", "2024-02-23", "--format", "jsonl")[1])
    run("add", case, text, "--published", "2024-02-23")
    [event] = open_case(case).events
    # the same event, but its evidence names the document in another way
    assert event.evidence[0].exact == coded["evidence"]["exact"]
    assert (event.evidence[0].source, coded["document"]) == ("a", str(text))
    assert event.id != coded["id"]
    told = " ".join(run("code", "--help")[1].split())
    assert "To judge events, take a document into a case with 'foedus add'" in told


FRENCH = "Le Mali, le Burkina Faso et le Niger ont quitté la CEDEAO dimanche."


class _EnglishOnly(FindsFreezes):
    name = "foedus-en/0"
    language = "en"


def test_a_text_in_another_language_is_told_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("foedus.coding.get_coder", "foedus.coding._stream.get_coder"):
        monkeypatch.setattr(place, lambda *_, **__: _EnglishOnly())
    told = "the built-in coder reads English only, so expect events to be missing or wrong\n"
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(FRENCH)
    for format in ("table", "csv", "jsonl"):
        code, out, err = run("code", folder / "a.txt", "--format", format)
        assert code == 0
        assert out.count("\n") == (format == "csv")  # the header alone
        assert err.endswith(f"{folder / 'a.txt'}: this text does not look like English; {told}"), (
            format
        )
    # it is coded all the same
    (folder / "a.txt").write_text(f"{FRENCH} Il n'est pas frozen.")
    code, out, err = run("code", folder / "a.txt", "--published", "2024-02-23")
    assert (code, "freeze (SANCTION)" in out) == (0, True)
    assert "does not look like English" in err

    (folder / "z.txt").write_text(TEXT)
    for name in "bcd":
        (folder / f"{name}.txt").write_text("Мали, Буркина-Фасо и Нигер объявили о выходе.")
    names = ", ".join(str(folder / f"{name}.txt") for name in "abc")
    expected = f"4 texts do not look like English ({names}, …); {told}"
    assert run("code", folder, "--published", "2024-02-23")[2].endswith(expected)
    out = tmp_path / "out.jsonl"
    assert run("code", folder, "--published", "2024-02-23", "-o", out)[2].endswith(expected)
    # nothing was dropped
    assert [json.loads(line)["document"] for line in out.read_text().splitlines()] == [
        str(folder / "a.txt"),
        str(folder / "z.txt"),
    ]

    case = new_case(tmp_path / "case", alliance="ECOWAS", focal="MLI").path
    err = run("add", case, folder / "a.txt", "--published", "2024-02-23")[2]
    assert f"a: this text does not look like English; {told}" in err
    assert "English" not in run("add", case, folder / "z.txt", "--published", "2024-02-23")[2]


def test_nothing_is_said_of_languages_where_a_coder_does_not_say_what_it_reads(
    run: Run, tmp_path: Path, stub: None
) -> None:
    text = tmp_path / "a.txt"
    text.write_text(FRENCH)
    assert "English" not in run("code", text)[2]


def test_csv_is_not_promised_where_jsonl_is_written(run: Run, tmp_path: Path) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "out.csv"
    text.write_text(TEXT)
    code, _, err = run("code", text, "-o", out, "--format", "csv")
    assert code == 2
    assert err.startswith("error: --format: --output writes JSONL")
    assert not out.exists()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_terminal_shows_that_something_happens_before_the_first_event(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Armenia has frozen its membership in the CSTO.")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "foedus", "code", str(file), "--published", "2024-02-23"]
    kind = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=kind) as running:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # how Linux says that the other side is closed
            pass
        assert running.stdout is not None
        out = running.stdout.read().decode()
    os.close(ours)
    told = shown.decode()
    assert "reading the tables and the models" in told.partition("1 event, proposed by")[0]
    assert out.startswith("when")
    assert "reading" not in out


def test_a_coder_without_a_name_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    code, out, err = run("code", file, "--coder", "")
    assert (code, out) == (2, "")
    assert "the coder's name is empty" in err
    assert "one of foedus-en" in err


def test_a_document_given_twice_is_read_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a", "text": "Nothing."}\n{"id": "a", "text": "Nothing else."}\n')
    code, _, err = run("code", file)
    assert code == 1
    assert "a: a document before it has the same id" in err
