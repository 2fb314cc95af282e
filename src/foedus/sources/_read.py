"""A file or an address becomes a source."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from foedus._data import explain, parse_yaml
from foedus._edtf import Edtf
from foedus._errors import DateError, SourceError
from foedus._nearest import did_you_mean
from foedus._text import other_kind
from foedus.sources._fetch import fetch
from foedus.sources._formats import read_html, read_pdf
from foedus.sources._language import looks_english
from foedus.sources._source import Source, normalise

TEXT_ENDINGS = (".txt", ".text", "")
MARKDOWN_ENDINGS = (".md", ".markdown")
HTML_ENDINGS = (".html", ".htm", ".xhtml")
_ENDINGS = (*TEXT_ENDINGS[:2], *MARKDOWN_ENDINGS, *HTML_ENDINGS, ".pdf")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Names that front matter in the wild uses for our fields.
SAME = {"url": "address", "license": "licence", "lang": "language", "published": "date"}
_FIELDS = frozenset(Source.model_fields) - {"id", "text"}
_TEXTS = frozenset(("title", "publisher", "author", "licence", "language", "kind", "note"))


def is_address(document: str | Path) -> bool:
    """Whether a document is named by an address rather than a file."""
    return (
        isinstance(document, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", document) is not None
    )


def read_any(document: str | Path, **overrides: Any) -> Source:
    """Read a file or fetch an address, whatever its format.

    Parameters
    ----------
    document
        A path (text, Markdown, HTML, PDF) or an http(s) address.
    overrides
        Fields of the source that are known better than the document tells.

    Raises
    ------
    SourceError
        The file is missing, empty, damaged or of a kind that is not read.
    FetchError
        The address cannot be fetched.
    """
    if is_address(document):
        return read_address(str(document), **overrides)
    return read_file(Path(document), **overrides)


def _beside(path: Path) -> str:
    """Return what to do about a document that is not there, with those beside it that are like."""
    try:
        names = [str(path.with_name(one.name)) for one in path.parent.iterdir() if one.is_file()]
    except OSError:
        names = []
    return did_you_mean(str(path), names) or "check the path"


def is_case(folder: Path) -> bool:
    """Whether a folder is a case."""
    return (folder / "case.yaml").is_file()


def _folder(path: Path) -> SourceError:
    """Return the error for a folder where a document is needed."""
    if is_case(path):
        return SourceError(
            "this is a case, not a document",
            where=path,
            hint=f"name its sources in its place: {path / 'sources'}; "
            f"to list the events that it holds: foedus events {path}",
        )
    return SourceError(
        "this is a folder, not a file", where=path, hint="name the files in it, one by one"
    )


def read_file(path: Path, **overrides: Any) -> Source:
    """Read a text, Markdown, HTML or PDF file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file", where=path, hint=_beside(path)) from None
    except IsADirectoryError:
        raise _folder(path) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise SourceError(f"the file cannot be read: {reason}", where=path) from problem
    if not content.strip():
        raise SourceError("the file is empty", where=path, hint="name a file that has text in it")
    ending = path.suffix.lower()
    pdf = ending == ".pdf" or content.startswith(b"%PDF-")
    if not pdf and not content.startswith(_UTF_16) and (kind := other_kind(content)) is not None:
        raise SourceError(kind[0], where=path, hint=f"{kind[1]}, or as PDF")
    if pdf:
        text, found = read_pdf(content, str(path))
    elif ending in HTML_ENDINGS:
        text, found = read_html(_decode(content, None, str(path)), str(path))
    elif ending in (*TEXT_ENDINGS, *MARKDOWN_ENDINGS):
        raw = normalise(_decode(content, None, str(path)))
        data, text = split_front_matter(raw, str(path))
        found = _front_matter(data, str(path)) or {}
        found.setdefault("title", _heading(text))
    else:
        raise SourceError(
            f"files that end in '{ending}' are not read",
            where=path,
            hint=f"save it as one of {', '.join(_ENDINGS)}",
        )
    return _make(slug(path.stem), text, {**found, **overrides}, str(path))


def read_address(address: str, **overrides: Any) -> Source:
    """Fetch an address and read what comes back."""
    got = fetch(address)
    if got.media_type == "application/pdf" or got.body.startswith(b"%PDF-"):
        text, found = read_pdf(got.body, address)
    elif got.media_type in ("text/html", "application/xhtml+xml", ""):
        text, found = read_html(_decode(got.body, got.charset, address), address, got.address)
    elif got.media_type.startswith("text/"):
        text = normalise(_decode(got.body, got.charset, address))
        found = {"title": _heading(text)}
    else:
        raise SourceError(f"a document of type '{got.media_type}' is not read", where=address)
    import datetime as dt

    parts = urlsplit(got.address)
    name = slug(f"{parts.hostname or ''}-{Path(parts.path).stem}")
    found = {"address": got.address, "retrieved": dt.date.today().isoformat(), **found}
    return _make(name, text, {**found, **overrides}, address)


def _make(name: str, text: str, fields: dict[str, Any], where: str) -> Source:
    if not text.strip():
        raise SourceError(
            "the document has no text",
            where=where,
            hint="name a file that has text in it; front matter alone is none",
        )
    data = {key: value for key, value in fields.items() if value not in (None, "")}
    data.setdefault("language", "en" if looks_english(text) else "und")
    try:
        return Source.model_validate({**data, "id": name, "text": text})
    except ValidationError as problem:
        raise explain(problem, where, line=1) from problem


def _decode(content: bytes, charset: str | None, where: str) -> str:
    declared = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:2048])
    marked = "utf-16" if content.startswith(_UTF_16) else None
    named = declared and declared[1].decode("ascii")
    for name in (marked, charset, "utf-8-sig", named, "cp1252"):
        if not name:
            continue
        try:
            text = content.decode(name)
        except (ValueError, LookupError):
            # not in this encoding, or no encoding of text has that name
            continue
        if "\x00" in text:
            break
        return text
    raise SourceError(
        "the file is not text, or in an encoding that is not known",
        where=where,
        hint="save it as UTF-8 text",
    )


def split_front_matter(text: str, where: str | Path) -> tuple[dict[str, Any], str]:
    """Split a Markdown text into what its front matter says, and the text below.

    Raises
    ------
    SourceError
        The front matter is not YAML of the form 'field: value', or has no end.
    """
    if not text.startswith("---\n"):
        return {}, text
    end = f"{text}\n".find("\n---\n", 3)
    if end < 0:
        # a rule at the top of a plain text is not front matter
        if not re.match(r"---\n[A-Za-z_]+:", text):
            return {}, text
        raise SourceError(
            "the front matter has no end", where=where, line=1, hint="close it with a line '---'"
        )
    data = parse_yaml("\n" + text[4 : end + 1], where) or {}
    if not isinstance(data, dict):
        raise SourceError("the front matter is not 'field: value' lines", where=where, line=2)
    return data, text[end + 5 :].removeprefix("\n")


def _front_matter(data: dict[str, Any], where: str) -> dict[str, Any]:
    fields = {SAME.get(str(key).lower(), str(key).lower()): value for key, value in data.items()}
    kept = {key: value for key, value in fields.items() if key in _FIELDS and key != "sha256"}
    for key in _TEXTS & kept.keys():
        # others write a list of authors, or a title that YAML takes for a number
        values = kept[key] if isinstance(kept[key], list) else [kept[key]]
        if all(isinstance(value, str | int | float) for value in values):
            kept[key] = ", ".join(map(str, values))
    if kept.get("date") is not None:
        try:
            kept["date"] = Edtf.parse(str(kept["date"]))
        except DateError as problem:
            raise DateError(problem.message, where=where, field="date", hint=problem.hint) from None
    return kept


def _heading(text: str) -> str | None:
    """Return the first line where it looks like a title: short, and with nothing run on."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.lstrip("# ").strip()
    alone = rest.startswith("\n") or first != text.strip()
    return first if 3 < len(first) <= 140 and alone and not first.endswith((".", ",")) else None


def slug(name: str) -> str:
    """Turn a name into one that a file can have everywhere.

    >>> slug("Armenia’s CSTO Dilemma: A Forced Alliance?")
    'armenias-csto-dilemma-a-forced-alliance'
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9.]+", "-", name if not bare.strip() else bare)
    clean = re.sub(r"[^A-Za-z0-9.-]", "", words).strip("-.").lower()
    return clean[:80].rstrip("-.") or "source"
