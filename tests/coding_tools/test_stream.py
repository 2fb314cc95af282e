"""Streams: whole in spite of kill -9, the same for any number of processes, steady in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from foedus._errors import CoderError, InputError, SourceError, StorageError
from foedus.coding._stream import Progress, code_files, code_stream
from foedus.sources import Source, Unread

from .toy import Toy

ROOT = Path(__file__).resolve().parents[2]


def write_documents(path: Path, count: int, **special: str) -> Path:
    """Write documents d0, d1 …; each third has two events. `special` puts words into some."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = "Armenia froze it. Then it froze – again." if number % 3 == 0 else "Nothing."
            text += special.get(f"d{number}", "")
            file.write(json.dumps({"id": f"d{number}", "text": text}, ensure_ascii=False) + "\n")
    return path


def documents_of(output: Path) -> list[str]:
    lines = output.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["document"] for line in lines]


def test_lines_are_in_order(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 10)
    seen: list[Progress] = []
    made = code_files([documents], tmp_path / "out.jsonl", coder=Toy, chunk=4, progress=seen.append)
    assert documents_of(made.output) == ["d0", "d0", "d3", "d3", "d6", "d6", "d9", "d9"]
    assert (made.documents, made.events, made.failed, made.skipped) == (10, 8, 0, 0)
    assert [step.documents for step in seen] == [4, 8, 10]
    assert not list(tmp_path.glob("*.lock"))


def test_two_processes_write_what_one_does(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 50, d7=" poison", d20=" unreadable")
    one = code_files([documents], tmp_path / "one.jsonl", coder=Toy, chunk=4)
    two = code_files([documents], tmp_path / "two.jsonl", coder=Toy, chunk=4, jobs=2)
    assert one.output.read_bytes() == two.output.read_bytes()
    assert one.journal.read_bytes() == two.journal.read_bytes()
    assert two.failures == [
        ("d7", "the coder failed: ZeroDivisionError: poison"),
        ("d20", "d20: too hard"),
    ]


KILLED = """
import sys
from tests.coding_tools.toy import Dying
from foedus.coding._stream import code_files
if __name__ == "__main__":
    resume, jobs = sys.argv[3] == "resume", int(sys.argv[4])
    code_files([sys.argv[1]], sys.argv[2], coder=Dying, chunk=5, resume=resume, jobs=jobs)
"""


def test_killed_and_resumed_is_as_never_killed(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 60, d33=" mortal")
    script = tmp_path / "run.py"
    script.write_text(KILLED)
    mark, output = tmp_path / "mark", tmp_path / "out.jsonl"
    environment = {**os.environ, "TOY_MARK": str(mark), "PYTHONPATH": str(ROOT)}

    def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, str(script), str(documents), *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, timeout=60)

    killed = run(output, "new", 1)
    assert killed.returncode == -9
    assert documents_of(output)[-1] == "d27"  # chunks of five: d0 to d29 were safe
    assert run(output, "resume", 1).returncode == 0
    assert run(tmp_path / "whole.jsonl", "new", 1).returncode == 0
    whole = tmp_path / "whole.jsonl"
    assert output.read_bytes() == whole.read_bytes()
    # the journal of the run that was cut off says the same, too
    journal, other = output.with_name("out.jsonl.journal"), whole.with_name("whole.jsonl.journal")
    assert journal.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_torn_ends_are_cut_off_and_done_again(tmp_path: Path, cut: int) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 20)
    whole = code_files([documents], tmp_path / "whole.jsonl", coder=Toy, chunk=3)
    output = tmp_path / "out.jsonl"
    journal = tmp_path / "out.jsonl.journal"
    log = whole.journal.read_bytes()
    # the output is ahead of the journal, whose last line is torn: as after a cut between the two
    output.write_bytes(whole.output.read_bytes() + b'{"id": "torn')
    journal.write_bytes(log[:-cut])
    again = code_files([documents], output, coder=Toy, chunk=3, resume=True)
    assert output.read_bytes() == whole.output.read_bytes()
    assert journal.read_bytes() == log
    assert (again.documents, again.skipped) == (20, 18)


def test_resume_of_a_finished_run_does_nothing_but_takes_more_documents(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 6)
    output = tmp_path / "out.jsonl"
    code_files([documents], output, coder=Toy, resume=True)  # nothing there yet: a new run
    before = output.read_bytes()
    assert code_files([documents], output, coder=Toy, resume=True).skipped == 6
    assert output.read_bytes() == before
    write_documents(documents, 10)
    assert code_files([documents], output, coder=Toy, resume=True).documents == 10
    assert documents_of(output)[-1] == "d9"


def test_what_cannot_be_resumed_is_told(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 6)
    output = tmp_path / "out.jsonl"
    code_files([documents], output, coder=Toy)
    kept = output.read_bytes()
    with pytest.raises(StorageError, match="there already"):
        code_files([documents], output, coder=Toy)
    with pytest.raises(InputError, match="begun with published None"):
        code_files([documents], output, coder=Toy, resume=True, published="2024")
    with pytest.raises(InputError, match="now there are only 3"):
        code_files([write_documents(documents, 3)], output, coder=Toy, resume=True)
    other = [Source(id=f"e{n}", text="Nothing.") for n in range(6)]
    with pytest.raises(InputError, match="documents 1 to 6 is not that of the earlier run"):
        code_stream(other, output, coder=Toy, settings={"published": None}, resume=True)
    assert output.read_bytes() == kept
    output.write_bytes(kept[:-10])
    with pytest.raises(StorageError, match="somebody changed it"):
        code_files([documents], output, coder=Toy, resume=True)
    foreign = tmp_path / "mine.jsonl"
    foreign.write_text("precious\n")
    with pytest.raises(StorageError, match="cannot be resumed"):
        code_files([documents], foreign, coder=Toy, resume=True)
    (tmp_path / "mine.jsonl.journal").write_text('{"jour')
    with pytest.raises(StorageError, match="cannot be resumed"):
        code_files([documents], foreign, coder=Toy, resume=True)
    assert foreign.read_text() == "precious\n"
    with pytest.raises(StorageError, match="cannot be written"):
        code_files([documents], tmp_path / "no" / "out.jsonl", coder=Toy)
    with pytest.raises(InputError, match="too few"):
        code_files([documents], output, coder=Toy, jobs=0)


def test_a_text_that_was_changed_is_told_before_anything_is_written(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 12)
    output = tmp_path / "out.jsonl"
    made = code_files([documents], output, coder=Toy, chunk=4)
    kept, log = output.read_bytes(), made.journal.read_bytes()
    write_documents(documents, 14, d5=" And so on.")
    with pytest.raises(InputError, match="documents 5 to 8 has another text") as told:
        code_files([documents], output, coder=Toy, chunk=4, resume=True)
    assert "start anew" in str(told.value)
    dated = [Source(id=f"d{n}", text="Nothing.", date="2024") for n in range(3)]
    other = tmp_path / "other.jsonl"
    code_stream(dated, other, coder=Toy, chunk=1)
    dated[1] = Source(id="d1", text="Nothing.", date="2023")
    with pytest.raises(InputError, match="document 2 has another text, or another date"):
        code_stream(dated, other, coder=Toy, resume=True)
    assert (output.read_bytes(), made.journal.read_bytes()) == (kept, log)


def run_of_an_earlier_version(folder: Path, *lacks: str) -> tuple[Path, Path]:
    """Return six documents and their output, whose journal has no such fields."""
    documents = write_documents(folder / "in.jsonl", 6)
    made = code_files([documents], folder / "out.jsonl", coder=Toy)
    lines = [json.loads(line) for line in made.journal.read_text().splitlines()]
    kept = [{name: value for name, value in line.items() if name not in lacks} for line in lines]
    made.journal.write_text("".join(json.dumps(line) + "\n" for line in kept))
    return documents, made.output


def test_a_journal_that_says_nothing_of_texts_is_gone_on_with(tmp_path: Path) -> None:
    documents, output = run_of_an_earlier_version(tmp_path, "texts")
    write_documents(documents, 10)
    made = code_files([documents], output, coder=Toy, resume=True)
    # what it never knew it does not claim to know of the whole, either
    assert json.loads(made.journal.read_text().splitlines()[-1])["texts"] is None
    write_documents(documents, 12, d1=" And so on.")
    assert code_files([documents], output, coder=Toy, resume=True).documents == 12


def test_of_two_documents_with_one_id_the_second_is_told_and_skipped(tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 4)
    with documents.open("a") as file:
        file.write(json.dumps({"id": "d3", "text": "Armenia froze it."}) + "\n")
    made = code_files([documents], tmp_path / "out.jsonl", coder=Toy)
    assert documents_of(made.output) == ["d0", "d0", "d3", "d3"]
    [(name, why)] = made.failures
    assert name == "d3"
    assert "a document before it has the same id" in why


@pytest.mark.parametrize("jobs", [1, 2])
def test_documents_without_an_event_are_counted(tmp_path: Path, jobs: int) -> None:
    # of ten, d0, d3, d6 and d9 hold events; the coder fails at d4
    documents = write_documents(tmp_path / "in.jsonl", 6, d4=" poison")
    output = tmp_path / "out.jsonl"
    made = code_files([documents], output, coder=Toy, chunk=2, jobs=jobs)
    assert (made.documents, made.failed, made.without_events) == (6, 1, 3)
    write_documents(documents, 10, d4=" poison")
    made = code_files([documents], output, coder=Toy, chunk=2, resume=True)
    assert (made.documents, made.failed, made.without_events) == (10, 1, 5)


def test_what_an_older_journal_did_not_count_stays_unknown(tmp_path: Path) -> None:
    documents, output = run_of_an_earlier_version(tmp_path, "without_events")
    write_documents(documents, 10)
    made = code_files([documents], output, coder=Toy, resume=True)
    assert (made.documents, made.without_events) == (10, None)


def test_unread_documents_are_told_and_skipped(tmp_path: Path) -> None:
    stream = [
        Source(id="a", text="Armenia froze it."),
        Unread("b.pdf", SourceError("cannot be read", where="b.pdf")),
        Source(id="c", text="Armenia froze it."),
    ]
    told: list[tuple[str, str]] = []
    made = code_stream(
        stream, tmp_path / "out.jsonl", coder=Toy, on_failure=lambda *pair: told.append(pair)
    )
    assert documents_of(made.output) == ["a", "c"]
    assert told == made.failures == [("b.pdf", "b.pdf: cannot be read")]
    last = json.loads(made.journal.read_text().splitlines()[-1])
    assert last["failures"] == [{"document": "b.pdf", "problem": "b.pdf: cannot be read"}]


@pytest.mark.parametrize(
    ("word", "says"), [("away", "server is away"), ("crash", "resume the run")]
)
def test_a_coder_that_cannot_go_on_ends_the_run_and_what_was_done_is_safe(
    tmp_path: Path, word: str, says: str
) -> None:
    documents = write_documents(tmp_path / "in.jsonl", 12, d7=f" {word}")
    output = tmp_path / "out.jsonl"
    with pytest.raises(CoderError, match=says):
        code_files([documents], output, coder=Toy, chunk=3, jobs=2)
    assert set(documents_of(output)) <= {"d0", "d3"}
    write_documents(documents, 12)
    assert code_files([documents], output, coder=Toy, chunk=3, resume=True).documents == 12
    assert documents_of(output)[::2] == ["d0", "d3", "d6", "d9"]


def test_only_one_run_writes_a_file(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"

    def second(_: Progress) -> None:
        with pytest.raises(StorageError, match="another run"):
            code_stream([], output, coder=Toy, resume=True)

    code_stream([Source(id="a", text="Armenia froze it.")], output, coder=Toy, progress=second)


def test_memory_does_not_grow_with_the_stream(tmp_path: Path) -> None:
    def documents(count: int) -> Iterator[Source]:
        return (Source(id=f"d{n}", text=f"Armenia froze it. {n} " * 40) for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            code_stream(documents(count), tmp_path / f"{count}.jsonl", coder=Toy, chunk=8)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(8)  # what is loaded once
    assert peak(96) < 2 * peak(32)


def test_the_built_in_coder_streams(tmp_path: Path) -> None:
    text = "Armenia suspended its membership in the CSTO on 22 February 2024."
    made = code_stream([Source(id="a", text=text, date="2024-02-23")], tmp_path / "out.jsonl")
    [line] = made.output.read_text().splitlines()
    assert json.loads(line)["act"] == "freeze"


def test_the_output_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mali left ECOWAS.")
    out = tmp_path / "out.jsonl"
    code_files([tmp_path], out, published="2024-01-30")
    again = code_files([tmp_path], out, published="2024-01-30", resume=True)
    assert (again.documents, again.failed) == (1, 0)
