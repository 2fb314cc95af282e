"""What precedents can bear, in sentences that the counts make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from foedus.options._sequel import YEARS, sequel

if TYPE_CHECKING:
    from foedus.options._precedents import Precedents

_YEAR = 365.25
# Alliances below which a curve is hardly more than a list.
_FEW = 10


def remarks(found: Precedents) -> list[str]:
    """Return the sentences: how many cases, how they ended, how many were as old, what is open."""
    said = list(_on_numbers(found))
    said += _on_going(found)
    said += _on_age(found)
    said += _on_what_is_not_known(found)
    said.append(
        "A past membership that resembles this one shows what has happened, not what will, and "
        "still less what should. The weights of the traits and the line are conventions: the "
        "table of choices says how much hangs on them."
    )
    return said


def _on_numbers(found: Precedents) -> Iterator[str]:
    counts, total = found.counts(), int(found.others.sum())
    yield (
        f"{counts['memberships']} of {total} other memberships are alike by at least "
        f"{found.line:.2f} in what was known at entry. They belong to {counts['alliances']} "
        "alliances, and members of one alliance share its fate: think of the second number as the "
        "number of cases."
    )
    if not counts["memberships"]:
        return
    over = counts["memberships"] - counts["go_on"]
    ended = ", ".join(f"{counts[way.id]} {way.title}" for way in found.ways if counts[way.id])
    yield (
        f"{counts['go_on']} go on when the data end ({found.table.until}); {over} ended"
        + (f": {ended}." if over else ".")
        + " Where a state ceased to exist, its membership did not end by choice; such ends "
        "compete with leaving and are not counted as exits."
    )
    if counts["alliances"] < _FEW:
        yield (
            f"{counts['alliances']} alliances are too few for a curve to say more than the list "
            "of cases does."
        )


def _on_going(found: Precedents) -> Iterator[str]:
    places = np.flatnonzero(found.alike & (found.way == 1)).tolist()
    if not places:
        return
    after = [one for place in places if (one := sequel(found.table, place)) is not None]
    seen = [one for one in after if one.seen >= YEARS * 365]
    back = sum(one.returned is not None for one in after)
    anew = sum(bool(one.tied_anew) for one in seen)
    still = sum(bool(one.still_tied) for one in after)
    yield (
        f"Of the {len(after)} that left or were broken off, {back} came back into the same "
        f"alliance; {still} stayed tied to a former partner by another treaty; of the {len(seen)} "
        f"with {YEARS} years of data after, {anew} made a new one with a former partner within "
        "that time."
    )


def _on_age(found: Precedents) -> Iterator[str]:
    counts, years = found.counts(found.as_old), found.profile.age / _YEAR
    yield (
        f"This membership is {years:.1f} years old on {found.profile.as_of.isoformat()}. "
        f"{counts['memberships']} of those alike, in {counts['alliances']} alliances, lasted as "
        f"long; {counts['exit']} of them were left or broken off later."
    )


def _on_what_is_not_known(found: Precedents) -> Iterator[str]:
    unknown = [
        trait.name
        for trait in found.traits
        if trait.weight and found.profile.values.get(trait.column) is None
    ]
    if unknown:
        yield f"Of this membership it is not known, and so not compared: {', '.join(unknown)}."
    for number, trait in enumerate(found.traits):
        if not trait.weight or trait.name in unknown:
            continue
        missing = int(np.isnan(found.by_trait[found.others, number]).sum())
        if missing:
            yield (
                f"{trait.name[0].upper()}{trait.name[1:]} is not known of {missing} of the "
                f"{int(found.others.sum())} others; they are compared by the other traits."
            )
    yield (
        "ATOP does not say whose choice an end was: among those that left are members whom the "
        "others suspended or shut out. Who stays by law and does not take part (an empty chair, a "
        "command that one has left) goes on there as a member."
    )
