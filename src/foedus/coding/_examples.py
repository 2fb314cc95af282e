"""Whether entries of a lexicon draft what their examples say: ``ARM > CSTO SANCTION freeze``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foedus._edtf import Edtf
from foedus.coding._coder import BuiltinCoder
from foedus.coding._lexicon import Entry
from foedus.events import Event, ontology
from foedus.sources._source import Source

_SCHEME = ontology()
_CODES = (
    set(_SCHEME.types)
    | set(_SCHEME.acts)
    | set(_SCHEME.factualities)
    | {mode for modes in _SCHEME.modes.values() for mode in modes}
)


@dataclass(frozen=True, slots=True)
class Unmet:
    """An example that its entry does not draft: what it should be, and what there is instead."""

    entry: Entry
    sentence: str
    wanted: str | None
    found: tuple[str, ...]

    def __str__(self) -> str:
        wanted = f"'{self.wanted}'" if self.wanted else "nothing"
        found = " and ".join(f"'{one}'" for one in self.found) or "nothing"
        return f"the example “{self.sentence}” should give {wanted}, but the entry gives {found}"


def unmet_examples(
    coder: BuiltinCoder, entries: list[Entry], day: Edtf | None = None
) -> Iterator[Unmet]:
    """Yield the examples of entries that these do not draft.

    Parameters
    ----------
    coder
        One whose lexicon has the entries.
    entries
        Those to look at.
    day
        That of the examples, by which names are resolved.
    """
    rows = [(entry, text, wanted) for entry in entries for text, wanted in entry.examples.items()]
    sources = [Source(id=f"{at}", text=row[1], date=day) for at, row in enumerate(rows)]
    for (entry, sentence, wanted), drafts in zip(rows, coder.drafts(sources), strict=True):
        own = [event for by, event in drafts if by == entry.id]
        right = not own if wanted is None else any(fits(event, wanted) for event in own)
        if not right:
            yield Unmet(entry, sentence, wanted, tuple(map(in_words, own)))


def in_words(event: Event) -> str:
    """Write an event as examples do: ``ARM > CSTO SANCTION freeze actual``."""
    codes = [event.type, event.mode, event.act, event.factuality]
    sides = f"{','.join(event.source)} > {','.join(event.target)}"
    return " ".join([sides, *(code for code in codes if code)])


def fits(event: Event, wanted: str) -> bool:
    """Whether an event has the actors and codes of a line; what the line leaves out is free."""
    words, codes = wanted.split(), []
    while words and words[-1] in _CODES:
        codes.append(words.pop())
    source, _, target = " ".join(words).partition(" > ")
    if set(source.split(",")) != set(event.source):
        return False
    held = event.act == "consult" and set(target.split(",")) == set(event.source)
    if held and not event.target:
        target = ""  # a session has its participants as sources, and no target
    if target and set(target.split(",")) != set(event.target):
        return False
    return all(code in (event.type, event.mode, event.act, event.factuality) for code in codes)
