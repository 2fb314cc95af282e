"""Regions whose leaders, councils and forces are those of one organisation.

::

    "the five Sahel states"       region + a number that is its members'   ─► G5-SAHEL
    "West African leaders"        region + several who lead                ─► ECOWAS
    "the Gulf council"            region + a body that it may be           ─► GCC
    "an East African force"       region + a force, by the day             ─► EACRF

``data/lexicon/regions.yaml`` has the regions; which organisation is meant goes by the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from foedus._data import parse_yaml, shipped
from foedus._edtf import Edtf
from foedus.actors._records import spell
from foedus.coding._words import count_of, words

LEADERS = words(
    "leaders heads presidents premiers ministers rulers kings monarchs emirs envoys ambassadors "
    "mediators chiefs delegates statesmen"
)
BODIES = words(
    "bloc organisation organization body community union alliance council league grouping group "
    "association conference forum summit pact"
)
STATES = words(
    "states countries nations governments capitals republics members powers signatories juntas "
    "monarchies kingdoms"
)
FORCES = words(
    "force troops soldiers peacekeepers mission monitors observers contingent battalions"
)
_BETWEEN = words(
    "foreign defence defense interior finance economy trade prime military army navy security "
    "police peace regional political joint standby rapid reaction intervention monitoring economic "
    "stabilisation stabilization peacekeeping observer deterrent shield customs common and ,"
)
_FIRST = words("the this that all these a an new first larger")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom a region means, for a time, and in one state if it names one: an id, or some states."""

    actors: tuple[str, ...]
    during: Edtf
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """What stands for whom: see the head of ``regions.yaml``."""

    together: tuple[Turn, ...]
    force: tuple[Turn, ...]
    leaders: frozenset[str]
    bodies: frozenset[str]
    states: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A description that was understood: whom it may mean, the likelier first.

    Attributes
    ----------
    turns
        The organisations.
    number
        How many members it must have; 0 where the words say nothing.
    noun
        The noun of a body, of which the organisation must be; else empty.
    """

    turns: tuple[Turn, ...]
    number: int = 0
    noun: str = ""


def number_of(spoken: Sequence[str]) -> int:
    """Return a number from three on where words are nothing else: "twenty-eight", "28"."""
    parts = [part for word in spoken for part in word.split("-") if part]
    number = count_of(parts) if all(count_of([part]) for part in parts) else 0
    return number if number > 2 else 0


def _turns(items: Iterable[Any]) -> tuple[Turn, ...]:
    made = []
    for item in items:
        entry = item if isinstance(item, dict) else {"id": item}
        during = spell(entry.get("from"), entry.get("to"))
        made.append(Turn(tuple(entry["id"].split("+")), during, entry.get("in")))
    return tuple(made)


@cache
def regions() -> dict[tuple[str, ...], Region]:
    """Return the regions that ship, by their words."""
    name = "regions.yaml"
    found: dict[tuple[str, ...], Region] = {}
    for entry in parse_yaml(shipped("lexicon", name).read_text("utf-8"), name):
        leads = entry.get("leaders", True)
        bodies = entry.get("bodies")
        leaders = LEADERS | {"summit"} if leads is True else frozenset(leads or ())
        region = Region(
            _turns(entry["together"]),
            _turns(entry.get("force", ())),
            (leaders | {"allies", "partners"}) if entry.get("allies") else leaders,
            BODIES if bodies is None else frozenset(bodies),
            entry.get("states", False),
        )
        found.update((tuple(text.split()), region) for text in entry["words"])
    return found


@cache
def _starts() -> dict[str, int]:
    """Return the first words of regions, with the most words that follow."""
    longest: dict[str, int] = {}
    for text in regions():
        longest[text[0]] = max(longest.get(text[0], 0), len(text))
    return longest


@cache
def heads() -> frozenset[str]:
    """Return the nouns that may end a description."""
    bodies = frozenset(noun for region in regions().values() for noun in region.bodies)
    leaders = frozenset(
        noun.split()[-1] for region in regions().values() for noun in region.leaders
    )
    return LEADERS | BODIES | STATES | FORCES | bodies | leaders


def territory(spoken: Sequence[str]) -> tuple[Region, int] | None:
    """Return the region that words name and nothing else, and the number of its states.

    "the Gulf", "the American republics", "the six Gulf states": after "leaders of".
    """
    low = _plain(spoken)
    if low[-1:] and low[-1] in STATES and tuple(low) not in regions():
        low = low[:-1]
    number = 0
    for at in range(len(low)):
        region = regions().get(tuple(low[at:]))
        if region is not None:
            number = number_of(low[:at]) if at else 0
            return (region, number) if number or not at else None
    return None


def ends_region(low: Sequence[str], stop: int) -> bool:
    """Whether the words before a place end with a region: "… the East African | grouping"."""
    return any(tuple(low[max(0, stop - count) : stop]) in regions() for count in (1, 2, 3))


def _plain(spoken: Sequence[str]) -> list[str]:
    low = [part for word in spoken for part in word.split("-") if part]
    while low and low[0] in ("the", "all", "these", "those"):
        low = low[1:]
    return low


def described(spoken: Sequence[str]) -> Described | None:
    """Return what a noun chunk in lower case describes, its head last; None if no region."""
    if not spoken or spoken[-1] not in heads():
        return None
    low = [part for word in spoken[:-1] for part in word.split("-") if part]
    starts = _starts()
    for at, word in enumerate(low):
        longest = starts.get(word)
        if longest is None:
            continue
        for stop in range(min(at + longest, len(low)), at, -1):
            region = regions().get(tuple(low[at:stop]))
            if region is not None:
                return _described(region, low[:at], low[stop:], spoken[-1])
    return None


def _described(
    region: Region, before: list[str], between: list[str], head: str
) -> Described | None:
    number = 0
    loose = [word for word in before if word not in _FIRST]
    if loose:
        number = number_of(loose)
        if not number:
            return None
    if not _BETWEEN.issuperset(between):
        return None
    indefinite = before[:1] in (["a"], ["an"])
    phrase = " ".join((*between, head))
    leads = head in region.leaders or phrase in region.leaders
    if leads and (not indefinite or head == "summit"):
        return Described(region.together, number)
    if head in region.bodies and not number:
        return Described(region.together, noun=head)
    if head in FORCES and region.force and not number:
        return Described(region.force)
    if head in STATES and (number or (region.states and not indefinite)):
        return Described(region.together, number)
    return None
