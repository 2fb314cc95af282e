"""Documents become sources: text that never changes, with what is known of it.

::

    text · Markdown · HTML · PDF · address ─► read_any ─► Source ── text, sha256, title, date …
    JSONL · folders ─► stream_documents ─► Source …           (addresses: public network only)
"""

from foedus.sources._documents import (
    DOCUMENT_ENDINGS,
    Skipped,
    Unread,
    documents_in,
    sources_in_lines,
    stream_documents,
)
from foedus.sources._fetch import fetch, is_public
from foedus.sources._language import looks_foreign
from foedus.sources._read import (
    is_address,
    read_address,
    read_any,
    read_file,
    slug,
    split_front_matter,
)
from foedus.sources._source import Reference, Source, normalise

__all__ = [
    "DOCUMENT_ENDINGS",
    "Reference",
    "Skipped",
    "Source",
    "Unread",
    "documents_in",
    "fetch",
    "is_address",
    "is_public",
    "looks_foreign",
    "normalise",
    "read_address",
    "read_any",
    "read_file",
    "slug",
    "sources_in_lines",
    "split_front_matter",
    "stream_documents",
]
