"""A case's membership among ATOP's: which one it is, how old, and what was broken towards it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from foedus._edtf import Edtf
from foedus._errors import CaseError
from foedus.case._day import last_day
from foedus.options import Precedents, Profile, find_precedents, profile_in, profile_of

if TYPE_CHECKING:
    from foedus.case._case import Case
    from foedus.ledger import Codings
    from foedus.treaties import Atop, Capabilities, Memberships, Treaty

_BROKEN = ("refused", "deflected", "breached")
_KEPT = ("kept", "kept in part")


def precedents_of(
    case: Case,
    atop: Atop,
    capabilities: Capabilities | None = None,
    codings: Codings | None = None,
    *,
    number: int | None = None,
    as_of: dt.date | None = None,
    reading: str = "text",
    line: float = 0.8,
    weights: Mapping[str, float] | None = None,
) -> Precedents:
    """Return past memberships that resemble the one that a case is about.

    Parameters
    ----------
    case
        The case. Its membership is that of the focal member in the alliance, by the first treaty
        of it that ATOP has; where ATOP has none, it is made from the treaty's norms.
    atop
        A file of the user's own, read by :func:`read_atop`; best at the member level.
    capabilities
        The National Material Capabilities, for strength beside the partners.
    codings
        A study's codings, for what is known of broken promises of other alliances.
    number
        ATOP's number of the alliance, where it is to be another.
    as_of
        The day on which the membership is looked at; the last day on record, if none is given.
    reading
        Under which the ledger says whether a promise to the member was broken.
    line, weights
        As for :func:`find_precedents`.

    Returns
    -------
    Precedents
        All other memberships, with how alike each is.

    Raises
    ------
    CaseError
        The case names no treaty of its alliance with the focal member in it, or ATOP's alliance
        `number` never had it.
    InputError
        The membership began later; a weight or the line cannot be.

    Examples
    --------
    >>> import foedus  # doctest: +SKIP
    >>> atop = foedus.read_atop("atop5_1m.csv")  # doctest: +SKIP
    >>> found = foedus.precedents_of(foedus.open_case("csto-armenia"), atop)  # doctest: +SKIP
    >>> found.nearest(5, way="exit")  # doctest: +SKIP
    """
    day = as_of or last_day(case)
    table = atop.memberships(capabilities)
    profile = _profile(case, table, capabilities, number, day, reading)
    return find_precedents(
        profile,
        table,
        line=line,
        weights=weights,
        broken=None if codings is None else codings.broken(),
        actors=case.actors,
    )


def _profile(
    case: Case,
    table: Memberships,
    capabilities: Capabilities | None,
    number: int | None,
    day: dt.date,
    reading: str,
) -> Profile:
    focal, name = case.info.focal, case.actors.name(case.info.focal)
    treaties = _treaties(case)
    wanted = [number] if number is not None else [t.atop for t in treaties if t.atop is not None]
    for one in wanted:
        place = _place(case, table, one, day)
        if place is None:
            continue
        own = [treaty for treaty in case.treaties.values() if treaty.atop == one]
        broken, note = _broken(case, own, reading, day)
        title = f"{name}, {own[0].title if own else f'ATOP {one}'}"
        notes = (*_in_practice(case, own, day), note)
        return profile_in(table, place, day, title=title, broken=broken, notes=notes)
    if number is not None:
        known = sorted(set(table["atop"][np.isin(table["cow"], _numbers(case))].tolist()))
        raise CaseError(
            f"{name} was no member of ATOP's alliance {number} by {day.isoformat()}",
            hint=f"it was of {', '.join(map(str, known)) or 'none'}",
        )
    for treaty in treaties:
        if any(spell.state == focal for spell in treaty.membership):
            broken, note = _broken(case, [treaty], reading, day)
            return profile_of(
                treaty,
                focal,
                day,
                actors=case.actors,
                capabilities=capabilities,
                broken=broken,
                notes=(
                    f"{table.label} does not have this membership.",
                    *_in_practice(case, [treaty], day),
                    note,
                ),
            )
    raise CaseError(
        f"the case has no treaty of {case.info.alliance} with {name} as a member",
        where=case.path / "case.yaml",
        field="treaties",
        hint="name one there, or give ATOP's number of the alliance with --number",
    )


def _treaties(case: Case) -> list[Treaty]:
    """Return the treaties of the case's alliance, or all where none is of it."""
    alliance = case.info.alliance
    every = list(case.treaties.values())
    return [t for t in every if alliance in (t.organisation, t.id)] or every


def _numbers(case: Case) -> list[int]:
    actor = case.actors.get(case.info.focal)
    return [number for system, number, _ in actor.system_codes if system == "cow"]


def _place(case: Case, table: Memberships, number: int, day: dt.date) -> int | None:
    """Return the row of the focal member's latest time in an alliance, by a day."""
    own = np.isin(table["cow"], _numbers(case)) & (table["atop"] == number)
    places = np.flatnonzero(own & (table["began"] <= np.datetime64(day)))
    return int(places[np.argmax(table["began"][places])]) if len(places) else None


def _in_practice(case: Case, treaties: list[Treaty], day: dt.date) -> tuple[str, ...]:
    """Say what the case's record has of the member in practice, which ATOP has not."""
    said = [
        f"{spell.status} ({spell.during.in_words()})"
        for treaty in treaties
        for spell in treaty.membership
        if spell.state == case.info.focal
        and spell.sense == "de-facto"
        and spell.during.overlaps(Edtf.parse(day))
    ]
    if not said:
        return ()
    listed = ", ".join(dict.fromkeys(said))
    return (f"In practice, by the case's record: {listed}. ATOP's memberships are by law.",)


def _broken(
    case: Case, treaties: list[Treaty], reading: str, day: dt.date
) -> tuple[bool | None, str]:
    """Say whether a promise to the focal member was called in and not kept, and how one knows."""
    ids = {treaty.id for treaty in treaties}
    ledger = case.ledger(reading, as_of=day)
    owed = [
        one.status
        for call, one in ledger.obligations
        if call.treaty.id in ids and one.beneficiary == case.info.focal
    ]
    bad = sum(status in _BROKEN for status in owed)
    good = sum(status in _KEPT for status in owed)
    name = case.actors.name(case.info.focal)
    note = (
        f"Under “{ledger.reading.title}”, promises of this alliance that were called in, or may "
        f"have been, for {name}: {len(owed)}; refused, deflected or broken: {bad}; kept, in full "
        f"or in part: {good}."
    )
    if bad:
        return True, note
    return (False if good else None), note
