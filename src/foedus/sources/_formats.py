"""Take the text out of HTML and PDF, with what the document says of itself."""

from __future__ import annotations

import io
import re
from typing import Any

from foedus._edtf import Edtf
from foedus._errors import DateError, SourceError
from foedus.sources._source import normalise

_LANGUAGE = re.compile(r"<html[^>]*\blang=[\"']?([A-Za-z-]{2,10})", re.IGNORECASE)


def read_html(page: str, where: str, address: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the main text of a page, without menus and notices, and its metadata.

    Raises
    ------
    SourceError
        The page has no text to speak of.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(
        page, url=address, include_comments=False, include_tables=True, with_metadata=True
    )
    text = normalise(found.text, tidy=True) if found and found.text else ""
    if not text.strip():
        raise SourceError(
            "the page has no text that could be taken out",
            where=where,
            hint="it may be built by scripts: save it from a browser as text or PDF",
        )
    language = _LANGUAGE.search(page[:5000])
    return text, _known(
        title=found.title,
        publisher=found.sitename,
        author=found.author,
        date=found.date,
        address=found.url or address,
        licence=found.license,
        language=found.language or (language and language[1]),
    )


def read_pdf(content: bytes, where: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a PDF, its lines joined to paragraphs, and its metadata.

    Raises
    ------
    SourceError
        It is damaged, encrypted with a password, or has no text (a scan).
    """
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(
                "the PDF is encrypted with a password",
                where=where,
                hint="save a copy without the password, and add that",
            )
        pages = [page.extract_text() for page in reader.pages]
        info = reader.metadata
        title = info.title if info else None
        author = info.author if info else None
        made = _made_on(info.creation_date_raw) if info else None
    except SourceError:
        raise
    except Exception as problem:
        # a damaged file makes pypdf stumble in any way: KeyError, RecursionError, zlib.error …
        raise SourceError(
            f"the PDF cannot be read: {problem or type(problem).__name__}",
            where=where,
            hint="open it in a viewer and save it anew, or save it as text",
        ) from problem
    text = normalise("\n\n".join(join_lines(page) for page in pages), tidy=True)
    if not text.strip():
        raise SourceError(
            "the PDF has no text, only pictures of it"
            if pages
            else "the PDF is empty: it has no pages",
            where=where,
            hint="run it through text recognition (OCR) first",
        )
    return text, _known(title=title, author=author, date=made)


def _made_on(stamp: object) -> str | None:
    """Return the day of a PDF's time stamp (``D:20240223…``), if it has one that reads.

    >>> _made_on("D:20240223101500+04'00'")
    '2024-02-23'
    """
    match = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", str(stamp))
    try:
        return str(Edtf.parse("-".join(match.groups()))) if match else None
    except DateError:
        return None


def join_lines(page: str) -> str:
    """Join the lines of a printed page to paragraphs.

    A word that is broken at a line's end is put together; a line that ends a sentence well short
    of the page's width ends a paragraph.

    >>> join_lines("The parties shall con-\\nsult at once. They\\nshall help.")
    'The parties shall consult at once. They shall help.'
    """
    lines = [line.strip() for line in page.split("\n")]
    width = max((len(line) for line in lines), default=0)
    out: list[str] = []
    for line in lines:
        if not line:
            out.append("\n\n")
            continue
        out.append(line)
        ends_short = len(line) < 0.75 * width and line.endswith((".", "!", "?", ":", "”", '"'))
        out.append("\n" if ends_short else " ")
    text = re.sub(r"(?<=[a-z])- (?=[a-z])", "", "".join(out))
    return re.sub(r" *\n\s*", "\n", text).strip()


def _known(**found: Any) -> dict[str, Any]:
    return {
        key: value.strip() if isinstance(value, str) else value
        for key, value in found.items()
        if value and str(value).strip()
    }
