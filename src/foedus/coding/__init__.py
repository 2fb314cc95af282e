"""Text in, proposed events out: the built-in coder, and the protocol that any coder follows.

::

    source ─► _parse ─► _chunks, _names, _mentions, _said     words; who is named; pronouns
                            │
              _lexicon ─► _find ─► _clauses, _chain            what fits where; what stands above
                            │
                         _draft ─► _parties, _roles            how it is meant; source, target
                            │
              _dates, _when, _attribution, _bonds              when; whose words; allies or not
                            │
                         _confidence, _merge ─► events

The vocabulary is data: ``data/lexicon``. Other packages add coders through the entry point group
``foedus.coders``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from foedus._edtf import Edtf
from foedus.actors import Actors
from foedus.coding._agreement import Agreement, agreement
from foedus.coding._coder import BuiltinCoder
from foedus.coding._evaluation import Evaluation, evaluate
from foedus.coding._foreign import ForeignTexts
from foedus.coding._llm import LlmCoder
from foedus.coding._registry import Coder, coder_names, get_coder
from foedus.coding._stream import Progress, StreamReport, code_files
from foedus.events import Event
from foedus.sources._source import Source


def code_text(
    text: str,
    *,
    published: str | dt.date | Edtf | None = None,
    document: str = "text",
    coder: str | Coder | None = None,
    actors: Actors | None = None,
    treaties: Any = None,
) -> list[Event]:
    """Return the events that a text reports.

    Parameters
    ----------
    text
        English prose, as it was published; positions of evidence point into it.
    published
        The day of publication (EDTF); without it "last week" has no date.
    document
        An id for the text, as it stands in the evidence.
    coder
        Name of a coder, or a coder; the built-in one, if None.
    actors, treaties
        Tables of a case, in place of those that ship.

    Examples
    --------
    >>> [event] = code_text("Mali left ECOWAS on 29 January 2025.", published="2025-02-01")
    >>> event.source, event.target, event.act
    (('MLI',), ('ECOWAS',), 'exit')
    """
    source = Source(
        id=document, text=text, date=None if published is None else Edtf.parse(published)
    )
    if coder is None or isinstance(coder, str):
        coder = get_coder(coder, actors=actors, treaties=treaties)
    return coder.code(source)


__all__ = [
    "Agreement",
    "BuiltinCoder",
    "Coder",
    "Evaluation",
    "ForeignTexts",
    "LlmCoder",
    "Progress",
    "StreamReport",
    "agreement",
    "code_files",
    "code_text",
    "coder_names",
    "evaluate",
    "get_coder",
]
