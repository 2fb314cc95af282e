"""What figures call an event: who did what, in two to four words."""

from __future__ import annotations

from collections.abc import Callable

from foedus.actors import Actors
from foedus.events._event import Event

# What an act is called after the name of who does it, and of several who do.
VERBS: dict[str, tuple[str, str]] = {
    "attack": ("attacks", "attack"),
    "threaten-force": ("threatens force", "threaten force"),
    "request-help": ("asks for help", "ask for help"),
    "consult": ("consults", "consult"),
    "assist-military": ("sends forces or arms", "send forces or arms"),
    "assist-other": ("helps", "help"),
    "refuse-help": ("does not help", "do not help"),
    "deflect": ("points elsewhere", "point elsewhere"),
    "condemn": ("condemns", "condemn"),
    "affirm": ("affirms", "affirm"),
    "criticise": ("criticises", "criticise"),
    "accuse": ("accuses", "accuse"),
    "deny": ("denies", "deny"),
    "warn": ("warns", "warn"),
    "freeze": ("freezes", "freeze"),
    "boycott": ("stays away", "stay away"),
    "withhold-dues": ("withholds dues", "withhold dues"),
    "announce-exit": ("speaks of leaving", "speak of leaving"),
    "exit": ("leaves", "leave"),
    "join": ("joins", "join"),
    "suspend-member": ("suspends", "suspend"),
    "arm": ("arms", "arm"),
    "ally": ("signs", "sign"),
    "host": ("hosts", "host"),
    "eject": ("ejects", "eject"),
    "cut-ties": ("cuts ties", "cut ties"),
    # without an act, the PLOVER type
    "AGREE": ("agrees", "agree"),
    "CONSULT": ("talks", "talk"),
    "SUPPORT": ("supports", "support"),
    "CONCEDE": ("gives way", "give way"),
    "COOPERATE": ("works together", "work together"),
    "AID": ("gives aid", "give aid"),
    "RETREAT": ("pulls back", "pull back"),
    "REQUEST": ("demands", "demand"),
    "REJECT": ("rejects", "reject"),
    "ACCUSE": ("accuses", "accuse"),
    "THREATEN": ("threatens", "threaten"),
    "PROTEST": ("protests", "protest"),
    "SANCTION": ("sanctions", "sanction"),
    "MOBILIZE": ("mobilises", "mobilise"),
    "COERCE": ("coerces", "coerce"),
    "ASSAULT": ("fights", "fight"),
}
# Acts whose other side says more than the act alone.
_TOWARDS = {
    "arm",
    "ally",
    "host",
    "eject",
    "cut-ties",
    "attack",
    "accuse",
    "condemn",
    "warn",
    "criticise",
}


def short_name(actors: Actors, actor: str) -> str:
    """Return an actor's name, or its initials where it has them and the name is long."""
    name = actors.name(actor)
    initials = actor.isupper() and actor.isalpha() and len(actor) <= 8
    if len(name) > 16 and initials and not actors.get(actor).is_state:
        return actor
    return name


def label_of(event: Event, name: Callable[[str], str]) -> str:
    """Say in two to four words who did what; ``Armenia freezes``."""
    several = len(event.source)
    who = " and ".join(name(actor) for actor in event.source[:2])
    if several > 2:
        who = f"{several} states"
    plural = several > 1 or event.source[0].startswith("~")
    text = f"{who} {VERBS[event.act or event.type][plural]}"
    others = [actor for actor in event.target if actor not in event.source]
    if event.act in _TOWARDS and others:
        joiner = {"ally": "with ", "cut-ties": "with "}.get(event.act, "")
        text += f" {joiner}{name(others[0])}"
    if event.factuality != "actual":
        text += f" ({event.factuality})"
    return ("~ " if event.date.approximate else "") + text
