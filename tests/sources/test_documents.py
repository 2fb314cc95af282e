"""JSONL and folders are streamed; one bad document never stops the others."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from foedus import Source
from foedus.sources import Skipped, Unread, stream_documents


def _line(**fields: object) -> bytes:
    return (json.dumps(fields) + "\n").encode()


def test_good_lines(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(
        _line(id="a", text="One.", published="2024-02-23", title="First")
        + b"\n"
        + _line(id=7, text="Two.\r\n")
        + _line(text="Three.", published="2024-02-24T10:00:00Z")
    )
    one, two, three = stream_documents([file], published="2020")
    assert isinstance(one, Source)
    assert isinstance(two, Source)
    assert isinstance(three, Source)
    assert (one.id, one.title, str(one.date)) == ("a", "First", "2024-02-23")
    assert (two.id, two.text, str(two.date)) == ("7", "Two.\n", "2020")
    assert (three.id, str(three.date)) == (f"{file}:4", "2024-02-24")


def test_broken_lines_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    broken = {
        2: (b"{not json}\n", "not JSON"),
        3: (b'["a list"]\n', "has no text"),
        4: (b'{"id": "x"}\n', "has no text"),
        5: (b'{"id": "x", "text": 5}\n', "has no text"),
        6: (b'{"id": "x", "text": "One.", "published": "2024-02-30"}\n', "has no day 30"),
        7: (b'{"id": "x", "text": "caf\xe9"}\n', "not UTF-8"),
        8: (b'{"id": ' + b"1" * 5000 + b', "text": "One."}\n', "not JSON"),
        9: (b"[" * 100_000 + b"\n", "not JSON"),
        10: (b'{"id": "x", "text": "a \\ud800 b"}\n', "surrogates"),
        11: (b'{"id": "x", "text": "One.", "title": {"a": 1}}\n', "field 'title'"),
        12: (b'{"id": "a\\nb", "text": "One."}\n', "field 'id'"),
    }
    file.write_bytes(
        b"\xef\xbb\xbf"
        + _line(id="first", text="One.")
        + b"".join(line for line, _ in broken.values())
        + _line(id="last", text="Two.")
    )
    documents = list(stream_documents([file]))
    assert len(documents) == 13
    first, *bad, last = documents
    assert isinstance(first, Source)
    assert isinstance(last, Source)
    assert (first.id, last.id) == ("first", "last")
    for document, (number, (_, message)) in zip(bad, broken.items(), strict=True):
        assert isinstance(document, Unread)
        assert f"{file}, line {number}" in str(document.problem)
        assert message in str(document.problem)
        if message in ("not JSON", "has no text"):
            assert 'a line reads {"id": "…", "text": "…"' in str(document.problem)


def test_a_folder_stands_for_what_can_be_read_in_it(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "b.txt").write_text("Bee.")
    (tmp_path / "inner" / "a.md").write_text("Ay.")
    (tmp_path / "c.jsonl").write_text('{"text": "Sea."}\n')
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".git" / "d.txt").write_text("Dee.")
    texts = [document.text for document in stream_documents([tmp_path])]  # type: ignore[union-attr]
    assert texts == ["Bee.", "Sea.", "Ay."]


def test_what_a_folder_holds_besides_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("hidden files are nobody's documents")
    (tmp_path / "a.txt").write_text("Ay.")
    (tmp_path / "inner" / "minutes.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "notes").write_text("No ending.")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    out = tmp_path / "out.jsonl"
    for own in (out, tmp_path / "out.jsonl.journal"):
        own.write_text("{}\n")
    skipped: list[Skipped] = []
    read = list(stream_documents([tmp_path], but=out, on_skip=skipped.append))
    assert [document.id for document in read] == [str(tmp_path / "a.txt")]  # type: ignore[union-attr]
    assert [(str(one.path.relative_to(tmp_path)), one.why) for one in skipped] == [
        ("gone.txt", "the link leads nowhere"),
        ("inner/minutes.docx", "files that end in '.docx' are not read"),
        ("notes", "a file without an ending is read only where it is named"),
    ]


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("Oh.")
    real = os.scandir

    def scandir(path: Path) -> object:  # root may list any folder, so it is refused here
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    skipped: list[Skipped] = []
    [document] = stream_documents([tmp_path], on_skip=skipped.append)
    assert isinstance(document, Source)
    [one] = skipped
    assert one == Skipped(tmp_path / "closed", "the folder cannot be listed: Permission denied")


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ay.")
    missing, there, no_lines = stream_documents(
        [tmp_path / "none.txt", tmp_path / "a.txt", tmp_path / "none.jsonl"]
    )
    assert isinstance(missing, Unread)
    assert isinstance(there, Source)
    assert isinstance(no_lines, Unread)
    assert there.id == str(tmp_path / "a.txt")


def test_a_date_that_a_file_states_stays(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ndate: 2024-02-23\n---\nAy.")
    (tmp_path / "b.md").write_text("Bee.")
    dates = [str(d.date) for d in stream_documents([tmp_path], published="2020-01-01")]  # type: ignore[union-attr]
    assert dates == ["2024-02-23", "2020-01-01"]


def test_a_day_of_publication_in_another_form(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(_line(id="a", text="One.", published="15/03/2023"))
    [document] = stream_documents([file])
    assert isinstance(document, Unread)
    first, hint = str(document.problem).split("\n")
    assert first.startswith(f"{file}, line 1, field 'published': '15/03/2023' is not a date")
    assert hint.strip() == "write 2023-03-15"
