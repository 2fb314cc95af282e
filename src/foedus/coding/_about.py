"""What documents are known to be about before they are read: an alliance, or its parties.

Who reads a report for a case on NATO knows whom "the allies" means, and which of its alliances a
state applies to. A case tells its coder so; a gold set names an alliance with each text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus._errors import ActorError, CoderError, InputError
from foedus.actors import Actors, default_actors
from foedus.actors._actors import UNKNOWN
from foedus.coding._registry import knows_lexicon

if TYPE_CHECKING:
    from foedus.coding._registry import Coder
    from foedus.events import Event
    from foedus.sources import Source

_INSTEAD = (
    "check the spelling, or name the states that it has (--about USA,JPN), or leave --about out"
)


def parties_of(label: str | None, actors: Actors) -> tuple[str, ...]:
    """Return the actors of a label that joins ids by hyphens; none where one of them is unknown.

    >>> from foedus.actors import default_actors
    >>> parties_of("ROU-WARSAW-PACT", default_actors())
    ('ROU', 'WARSAW-PACT')
    >>> parties_of("THREE-EMPERORS", default_actors())
    ()
    """
    if not label:
        return ()
    if label in actors:
        return (label,)
    words = label.split("-")
    for at in range(1, len(words)):
        first, rest = "-".join(words[:at]), "-".join(words[at:])
        if first in actors and (others := parties_of(rest, actors)):
            return (first, *others)
    return ()


def coder_about(name: str | None, names: Iterable[str]) -> Coder:
    """Return a coder by name that is told what all its sources are about.

    Raises
    ------
    CoderError
        There is no such coder, or it cannot be told.
    ActorError, InputError
        See :func:`resolved`.
    """
    from foedus.coding import get_coder

    options: dict[str, Any] = {}
    if about := tuple(names):
        if not knows_lexicon(name):
            raise cannot_be_told(name or "")
        try:
            options = {"about": resolved(about, default_actors())}
        except ActorError as error:
            # outside a case nobody can add an actor
            hint = (error.hint or "").replace(UNKNOWN, _INSTEAD)
            raise ActorError(error.message, where="--about", hint=hint) from error
    return get_coder(name, **options)


def cannot_be_told(name: str) -> CoderError:
    """Return the error for a coder that reads a text without knowing what it is about."""
    return CoderError(
        f"the coder '{name}' cannot be told what a text is about",
        where="--about",
        hint="leave that out, or take the built-in coder, foedus-en",
    )


def resolved(names: Iterable[str], actors: Actors) -> tuple[str, ...]:
    """Return the ids of actors that a person names.

    Raises
    ------
    InputError
        One is in no table, or stands for several.
    """
    made: list[str] = []
    for name in (part.strip() for some in names for part in some.split(",")):
        if not name:
            continue
        parties = parties_of(name, actors)
        made += parties or (actors.resolve(name).one().actor,)
    if not made:
        raise InputError("nobody is named", where="--about", hint="for example: --about CSTO")
    return tuple(dict.fromkeys(made))


@dataclass(slots=True)
class Unnamed:
    """Counts the events whose actors stand there because somebody said what a text is about.

    Attributes
    ----------
    parties
        What the texts are said to be about.
    actors
        The tables with their names.
    events
        Party → in how many events it stands, of texts that do not name it.
    texts
        Party → the names of these texts.
    """

    parties: tuple[str, ...]
    actors: Actors
    events: Counter[str] = field(default_factory=Counter)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def see(self, source: Source, events: Sequence[Event]) -> None:
        """Take note of a document and of its events."""
        if not self.parties or not events:
            return
        from foedus.coding._names import gazetteer

        found = gazetteer(self.actors).find(" ".join(source.text.split()))
        named = {match.actor for name in found for match, _ in name.hits}
        for party in self.parties:
            if party not in named:
                count = sum(party in (*event.source, *event.target) for event in events)
                if count:
                    self.events[party] += count
                    self.texts.setdefault(party, []).append(source.id)

    def notes(self) -> list[str]:
        """Return what to tell of them, a line for each party."""
        made = []
        for party, names in self.texts.items():
            where = names[0] if len(names) == 1 else f"{len(names)} documents"
            count = self.events[party]
            what = "1 event has" if count == 1 else f"{count} events have"
            made.append(f"{where}: {party} is named nowhere; {what} it because --about says so")
        return made
