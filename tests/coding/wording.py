"""Compare what the coder found with what a test expects, written in one line."""

from __future__ import annotations

from foedus.events import Event, ontology

_SCHEME = ontology()
_CODES = (
    set(_SCHEME.types)
    | set(_SCHEME.acts)
    | set(_SCHEME.factualities)
    | {mode for modes in _SCHEME.modes.values() for mode in modes}
)


def in_words(event: Event) -> str:
    """Write an event as tests do: ``ARM > CSTO SANCTION freeze actual``."""
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
