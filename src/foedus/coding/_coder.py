"""The built-in coder: offline, deterministic, English.

::

    source ─► passages ─► grammar: mentions, triggers, drafts ─► event model ─► events ─► merge
               _parse       _passage                              _judge         _telling   _merge
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from foedus._data import uncollected
from foedus.actors import Actors, default_actors
from foedus.coding._bonds import Bonds
from foedus.coding._confidence import LEAST, LOWEST
from foedus.coding._dateline import day_of_dateline
from foedus.coding._guesses import Guesses
from foedus.coding._implied import Implied
from foedus.coding._judge import Judge
from foedus.coding._lexicon import Lexicon, lexicon
from foedus.coding._merge import merge
from foedus.coding._names import gazetteer
from foedus.coding._network import event_model
from foedus.coding._parse import Passage, parse
from foedus.coding._passage import Memory, PassageReader, Tools
from foedus.coding._signals import Read
from foedus.coding._telling import Limits, Teller
from foedus.events import Event
from foedus.sources._source import Source

#: Source → ids of the alliance or the parties that it is about.
About = Mapping[str, tuple[str, ...]]


class BuiltinCoder:
    """Proposes events for English text; the same text always gives the same events.

    Parameters
    ----------
    actors
        The tables of actors; those that ship, if None.
    treaties
        Not used by this coder.
    least
        Events less certain than this are not proposed.
    lexicon
        The vocabulary of acts; the one that ships, if None.
    about
        Ids of the alliance, or of the parties, that the sources are known to be about, as a case
        knows it: whom "the allies" are likelier to be, and which alliance a state applies to.

    Examples
    --------
    >>> from foedus.sources._source import Source
    >>> text = "Armenia suspended its membership in the CSTO on 22 February 2024."
    >>> [event] = BuiltinCoder().code(Source(id="a", text=text, date="2024-02-23"))
    >>> event.source, event.target, event.act, str(event.date)
    (('ARM',), ('CSTO',), 'freeze', '2024-02-22')
    """

    name = "foedus-en/0.2"
    language = "en"
    reads_datelines = True  # counts the days of a text without a date from its dateline

    def __init__(
        self,
        *,
        actors: Actors | None = None,
        treaties: Any = None,
        least: float = LEAST,
        lexicon: Lexicon | None = None,
        about: Sequence[str] = (),
    ) -> None:
        self.actors = actors or default_actors()
        self.least = least
        self.about = tuple(about)
        self._lexicon = lexicon
        self._bonds = Bonds(self.actors)
        self._implied = Implied(self.actors)
        self._guesses = Guesses(self.actors, self._implied)
        self._judge: Judge | None = None

    def code(self, source: Source, **_: Any) -> list[Event]:
        """Return the events that a source reports."""
        return next(iter(self.pipe([source])))[1]

    def pipe(
        self, sources: Iterable[Source], about: About | None = None
    ) -> Iterator[tuple[Source, list[Event]]]:
        """Code a stream of sources; quicker than one by one.

        `about` says of single sources, by id, what they are about.
        """
        yield from self._coded(self._parsed(sources), about)

    def _parsed(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Passage]]]:
        return parse((source, source.text) for source in sources)

    def read(
        self, parsed: Iterable[tuple[Source, list[Passage]]], about: About | None = None
    ) -> Iterator[tuple[Source, list[PassageReader], list[Read]]]:
        """Read parsed documents by the grammar alone: what the event model is shown."""
        with uncollected():
            gazetteer(self.actors)
            tools = Tools(
                self.name,
                self.actors,
                self._lexicon or lexicon(),
                self._bonds,
                self._implied,
                self._guesses,
            )
            _spare("tables")
        for source, passages in parsed:
            known = self.about if about is None else about.get(source.id, self.about)
            memory = Memory(tools, source.date or day_of_dateline(source.text), known)
            readers: list[PassageReader] = []
            reads: list[Read] = []
            for passage in passages:
                readers.append(PassageReader(tools, source, passage, memory))
                reads.append(readers[-1].read())
            yield source, readers, reads

    def has_learnt(self, text: str) -> bool:
        """Return whether the event model learnt from a text of the gold set."""
        return event_model().has_learnt(text)

    def drafts(self, sources: Iterable[Source]) -> Iterator[list[tuple[str, Event]]]:
        """Yield what the rules draft of each source, with the id of the entry that does."""
        for _, readers, _ in self.read(self._parsed(sources)):
            yield [
                (entry.id, drafted.event())
                for reader in readers
                for word, drafted in reader.drafted.items()
                if word in reader.hits and (entry := reader.hits[word].entry) is not None
            ]

    def _coded(
        self, parsed: Iterable[tuple[Source, list[Passage]]], about: About | None
    ) -> Iterator[tuple[Source, list[Event]]]:
        if self._judge is None:
            self._judge = Judge(event_model())
        limits = Limits.of(self._judge.model.card)
        lowest = max(LOWEST, limits.happens(self.least))

        def worth(happens: float, sure: float) -> bool:
            return limits.certainty(happens, sure) >= self.least

        for source, readers, reads in self.read(parsed, about):
            _spare("models")
            events: list[Event] = []
            for reader, read in zip(readers, reads, strict=True):
                verdicts = self._judge.judge(read, lowest, worth)
                events += Teller(reader, limits).events(verdicts, self.least)
            yield source, merge(events)


@cache
def _spare(_what: str) -> None:
    """Spare what is loaded by now from being searched for garbage; once for each part."""
    gc.freeze()
