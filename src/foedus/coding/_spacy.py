"""The built-in coder's grammar over a spaCy pipeline that is installed.

A larger pipeline parses better and runs slower. Its labels are brought to those that the grammar
was written for; all else, from names to dates, is the built-in coder's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from foedus._errors import CoderError
from foedus.actors import Actors
from foedus.coding._coder import BuiltinCoder
from foedus.coding._confidence import LEAST
from foedus.coding._lexicon import Lexicon
from foedus.coding._parse import Passage, parse
from foedus.coding._universal import Scheme, scheme_of, to_universal
from foedus.sources._source import Source

PREFIX = "spacy:"
# What the grammar does not read, and need not be waited for.
_NOT_NEEDED = ("ner", "lemmatizer", "trainable_lemmatizer", "entity_linker", "textcat", "spancat")


class SpacyCoder(BuiltinCoder):
    """Proposes events for English text with the parses of a spaCy pipeline.

    Parameters
    ----------
    pipeline
        Name of an installed pipeline (``en_core_web_sm``), path of one, or one that is loaded.
        It must tag (Penn Treebank tags, or parts of speech with features) and parse (ClearNLP
        labels, or Universal Dependencies).
    actors, treaties, least, lexicon, about
        See :class:`BuiltinCoder`.

    Raises
    ------
    CoderError
        The pipeline is not installed, does not parse, or has labels that are not known.
    """

    def __init__(
        self,
        pipeline: Any,
        *,
        actors: Actors | None = None,
        treaties: Any = None,
        least: float = LEAST,
        lexicon: Lexicon | None = None,
        about: Sequence[str] = (),
    ) -> None:
        super().__init__(
            actors=actors, treaties=treaties, least=least, lexicon=lexicon, about=about
        )
        nlp = _load(pipeline) if isinstance(pipeline, str) else pipeline
        called = pipeline if isinstance(pipeline, str) else nlp.meta.get("name", "pipeline")
        if os.sep in called or "/" in called:
            called = Path(called).name  # where it lies says nothing to who reads the record
        self.name = f"{PREFIX}{called}/{nlp.meta.get('version', '0')}"
        self._nlp = _Universal(nlp, called)

    def _parsed(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Passage]]]:
        return parse(((source, source.text) for source in sources), self._nlp)


def spacy_coder(name: str, **options: Any) -> SpacyCoder:
    """Return the coder for a name like ``spacy:en_core_web_sm``."""
    return SpacyCoder(name.removeprefix(PREFIX), **options)


class _Universal:
    """A pipeline whose parses come out with the labels that the grammar reads."""

    def __init__(self, nlp: Any, called: str) -> None:
        self._nlp = nlp
        self._called = called
        self._scheme: Scheme | None = None
        self.make_doc = nlp.make_doc
        labels = nlp.get_pipe("parser").labels if "parser" in nlp.pipe_names else ()
        if labels:
            self._scheme = scheme_of(labels, called)

    def pipe(self, docs: Any, **options: Any) -> Iterator[tuple[Any, Any]]:
        for doc, context in self._nlp.pipe(docs, **options):
            if len(doc) and not doc.has_annotation("DEP"):
                raise CoderError(
                    f"the pipeline '{self._called}' does not parse",
                    hint="name one that has a parser, such as en_core_web_sm",
                )
            yield to_universal(doc, self._scheme), context


def _load(name: str) -> Any:
    import spacy

    if not name:
        raise CoderError("which pipeline?", hint="write spacy:en_core_web_sm")
    try:
        return spacy.load(name, exclude=list(_NOT_NEEDED))
    except (OSError, ValueError, ImportError) as problem:
        raise CoderError(
            f"the spaCy pipeline '{name}' cannot be loaded: {str(problem).splitlines()[0]}",
            hint=f"install it, for one that spaCy publishes with: python -m spacy download {name}",
        ) from problem
