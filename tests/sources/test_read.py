"""Files of every kind become sources; what cannot be read is refused in plain words."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from foedus import FoedusError, Source, SourceError, read_any
from foedus.sources import slug, split_front_matter

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head>
<title>Armenia freezes its participation | Example News</title>
<meta property="og:title" content="Armenia freezes its participation">
<meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2024-02-23T08:00:00+04:00">
<meta name="author" content="Anna Writer">
</head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>Armenia freezes its participation</h1>
<p>Armenia has frozen its participation in the Collective Security Treaty Organization, Prime
Minister Nikol Pashinyan said on Thursday in an interview with French television.</p>
<p>The organisation said that it had received no formal statement from Yerevan, and that the
country remained a full member with all of its obligations under the treaty.</p>
</article>
<footer>We use cookies. Accept all cookies to go on.</footer></body></html>"""


def pdf(*pages: str, info: str = "") -> bytes:
    """Write a small PDF by hand: a page for each text, Helvetica, one line after another."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for page in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page.split("\n"))
        stream = f"BT /F1 11 Tf 72 720 Td {lines}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{offset:010} 00000 n \n" for offset in offsets).encode())
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R"
    out.write(f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


LETTER = pdf(
    "The parties shall con-\nsult each other at once in such a case.\nThey shall help.",
    info="/Title (A letter) /Author (The Secretariat) /CreationDate (D:20220913101500+03'00')",
)


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _read_or_told(path: Path) -> Source | str:
    try:
        return read_any(path)
    except FoedusError as problem:
        return str(problem)


def test_an_html_page(tmp_path: Path) -> None:
    source = read_any(_write(tmp_path, "page.html", PAGE))
    assert "Armenia has frozen its participation in the Collective Security" in source.text
    assert "remained a full member" in source.text
    assert "cookies" not in source.text
    assert "Sport" not in source.text
    assert source.title == "Armenia freezes its participation"
    assert source.publisher == "Example News"
    assert source.author == "Anna Writer"
    assert str(source.date) == "2024-02-23"
    assert source.language == "en-GB"
    assert source.id == "page"
    assert source.sha256 == hashlib.sha256(source.text.encode()).hexdigest()


def test_an_html_page_without_text(tmp_path: Path) -> None:
    page = "<html><body><script>render()</script></body></html>"
    with pytest.raises(SourceError, match="no text that could be taken out"):
        read_any(_write(tmp_path, "empty.html", page))


def test_an_html_page_that_declares_its_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">')
    page = page.replace("French television", "French television (Пашинян)")
    source = read_any(_write(tmp_path, "page.html", page.encode("cp1251")))
    assert "Пашинян" in source.text


def test_a_pdf(tmp_path: Path) -> None:
    source = read_any(_write(tmp_path, "letter.pdf", LETTER))
    assert (
        source.text
        == "The parties shall consult each other at once in such a case. They shall help.\n"
    )
    assert source.title == "A letter"
    assert source.author == "The Secretariat"
    assert str(source.date) == "2022-09-13"


def test_a_pdf_by_its_content(tmp_path: Path) -> None:
    assert read_any(_write(tmp_path, "letter.txt", LETTER)).title == "A letter"


@pytest.mark.parametrize("stamp", ["(D:20229999)", "(yesterday)", "(D:)", "()", "12"])
def test_a_pdf_with_an_odd_time_stamp_still_reads(tmp_path: Path, stamp: str) -> None:
    file = _write(tmp_path, "odd.pdf", pdf("It happened.", info=f"/CreationDate {stamp}"))
    source = read_any(file)
    assert source.text == "It happened.\n"
    assert source.date is None


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(io.BytesIO(LETTER))
    writer.encrypt("secret", algorithm="RC4-128")
    with pytest.raises(SourceError, match="encrypted with a password"):
        read_any(_write(tmp_path, "secret.pdf", _written(writer)))


def test_a_pdf_that_only_its_owner_may_change_reads(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(io.BytesIO(LETTER))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    assert "shall consult" in read_any(_write(tmp_path, "owned.pdf", _written(writer))).text


def test_a_pdf_without_text(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    with pytest.raises(SourceError, match="no text, only pictures") as caught:
        read_any(_write(tmp_path, "scan.pdf", _written(writer)))
    assert "OCR" in str(caught.value)


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no pages"):
        read_any(_write(tmp_path, "none.pdf", pdf()))


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", LETTER[:200], b"%PDF-1.4\n%%EOF\n", b"hello"])
def test_a_damaged_pdf(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read_any(_write(tmp_path, "bad.pdf", content))
    assert "bad.pdf" in str(caught.value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    place=st.integers(0, len(LETTER) - 1),
    length=st.integers(0, 30),
    noise=st.binary(max_size=8),
)
def test_a_pdf_damaged_anywhere_reads_or_is_refused(
    tmp_path: Path, place: int, length: int, noise: bytes
) -> None:
    damaged = LETTER[:place] + noise + LETTER[place + length :]
    read = _read_or_told(_write(tmp_path, "damaged.pdf", damaged))
    assert "damaged.pdf" in read if isinstance(read, str) else read.text.strip()


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        "note.md",
        "---\ntitle: 'A title: with a colon'\npublished: 2024-02-23\nurl: https://example.org/a\n"
        "license: CC-BY-4.0\nlang: en\ntags: [x, y]\ndraft: false\n---\n\n# Heading\n\nThe text.\n",
    )
    source = read_any(file)
    assert source.title == "A title: with a colon"
    assert str(source.date) == "2024-02-23"
    assert source.address == "https://example.org/a"
    assert source.licence == "CC-BY-4.0"
    assert source.text == "# Heading\n\nThe text.\n"


def test_what_is_known_better_overrides_front_matter(tmp_path: Path) -> None:
    file = _write(tmp_path, "note.md", "---\ntitle: Old\ndate: 2020\n---\nThe text.\n")
    source = read_any(file, title="New", date="2024-02-23")
    assert source.title == "New"
    assert str(source.date) == "2024-02-23"


def test_front_matter_as_others_write_it(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        "post.md",
        "---\ntitle: 2024\nauthor: [Anna, Boris]\ndate: 2024-02-23 10:00:00 +0400\n---\nText.\n",
    )
    source = read_any(file)
    assert (source.title, source.author, str(source.date)) == ("2024", "Anna, Boris", "2024-02-23")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: x\nThe text.\n", "has no end"),
        (
            "---\ntitle: [x\n---\nThe text.\n",
            r"line 2: this is not valid YAML: the '\[' on this line is not closed",
        ),
        ("---\n- x\n---\nThe text.\n", "not 'field: value' lines"),
        ("---\ndate: 2024-02-30\n---\nThe text.\n", "field 'date': .*February 2024 has no day 30"),
        ("---\ndate: last week\n---\nThe text.\n", "'last week' is not a date"),
        ("---\ntitle: x\n---\n", "the document has no text"),
        ("---\ntitle: x\n---", "the document has no text"),
    ],
)
def test_broken_front_matter(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FoedusError, match=message) as caught:
        read_any(_write(tmp_path, "note.md", text))
    assert "note.md" in str(caught.value)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert split_front_matter("---\nPlain text below a rule.\n", "x") == (
        {},
        "---\nPlain text below a rule.\n",
    )


@pytest.mark.parametrize(
    "content",
    [
        "Один.\nДва.\n".encode(),
        "\ufeffОдин.\nДва.\n".encode(),
        "Один.\r\nДва.\r\n".encode(),
        "Один.\rДва.\r".encode(),
        "Один.\nДва.\n".encode("utf-16"),
        "\ufeffОдин.\nДва.\n".encode("utf-16-be"),
    ],
)
def test_text_in_many_dresses_is_one_source(tmp_path: Path, content: bytes) -> None:
    source = read_any(_write(tmp_path, "a.txt", content))
    assert source.text == "Один.\nДва.\n"
    assert source.sha256 == hashlib.sha256("Один.\nДва.\n".encode()).hexdigest()
    assert source.language == "und"


def test_cp1252(tmp_path: Path) -> None:
    text = "Armenia’s “frozen” membership – a café debate."
    assert read_any(_write(tmp_path, "a.txt", text.encode("cp1252"))).text == text


def test_positions_of_a_plain_text_hold_in_the_source(tmp_path: Path) -> None:
    text = "  Trailing spaces   \n\n\n\nand e\u0301 stay.\u00a0\n"
    assert read_any(_write(tmp_path, "a.txt", text)).text == text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\t\n", "the file is empty"),
        ("data.bin", b"abc", "files that end in '.bin' are not read"),
        ("page.docx", b"PK\x03\x04", "this is a Word, Excel or zip file, not text"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x81", "not text"),
        ("nul.txt", b"abc\x00def", "not text"),
    ],
)
def test_files_that_are_no_documents(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read_any(_write(tmp_path, name, content))
    assert name in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_any(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="this is a folder"):
        read_any(tmp_path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_any("a\x00b.txt")


@given(st.binary(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_read_or_are_refused(tmp_path: Path, content: bytes) -> None:
    read = _read_or_told(_write(tmp_path, "any.txt", content))
    if isinstance(read, str):
        assert "any.txt" in read
    else:
        assert "\r" not in read.text


def test_a_source_knows_when_its_text_was_changed() -> None:
    digest = hashlib.sha256(b"abc").hexdigest()
    assert Source(id="a", text="abc").sha256 == digest
    assert Source(id="a", text="abc", sha256=digest).text == "abc"
    with pytest.raises(ValueError, match="not the one that was recorded"):
        Source(id="a", text="abd", sha256=digest)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_slug_can_name_a_file_anywhere(name: str) -> None:
    made = slug(name)
    assert 1 <= len(made) <= 80
    assert made.isascii()
    assert made == made.lower()
    assert not set(made) & set('/\\:*?"<>| \n')
    assert not made.startswith((".", "-"))
