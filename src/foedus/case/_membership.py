"""What a member of a case is in its treaties on a day, and what can come next for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from foedus._errors import CaseError
from foedus._nearest import did_you_mean
from foedus.case._day import day_of
from foedus.treaties import MemberState, member_state

if TYPE_CHECKING:
    from foedus.case._case import Case


def member_states_of(
    case: Case,
    actor: str | None = None,
    *,
    as_of: str | dt.date | None = None,
    treaty: str | None = None,
    proposals: bool = False,
) -> tuple[MemberState, ...]:
    """Return what a member is in each treaty of a case, and what can come next for it.

    Parameters
    ----------
    case
        The case. Its events are evidence beside the rows of its treaties, as far as they had
        happened and been published by the day.
    actor
        Id or name of a state; the case's focal member, if none is given.
    as_of
        The day; by default the last on record.
    treaty
        Id of one treaty of the case; without it, all in which the actor ever was, and those of
        the alliance.
    proposals
        Whether proposals that nobody has judged count as evidence too.

    Returns
    -------
    tuple of MemberState
        In the order of the case's treaties.

    Raises
    ------
    CaseError
        The case has no such treaty, or the day is none.
    ActorError, DateError
        The actor or the day does not read.

    Examples
    --------
    >>> import foedus
    >>> case = foedus.open_case("csto-armenia")
    >>> for found in foedus.member_states_of(case, as_of="2024-12-31"):
    ...     print(found.treaty.id, found.transition("withdraw").earliest)
    cst 2025-06-30
    csto-charter 2025-06-30
    rus-arm-1997 None
    """
    given = case.info.focal if actor is None else actor
    who = given if case.actors.knows(given) else case.actors.resolve(given).one().actor
    day = day_of(case, as_of).day
    if treaty is not None and treaty not in case.treaties:
        listed = "its treaties are " + ", ".join(case.treaties)
        raise CaseError(
            f"the case has no treaty '{treaty}'",
            where=case.called,
            hint="\n  ".join(filter(None, (_meant(case, treaty), listed))),
        )
    events = case.known_events(day, proposals=proposals)
    return tuple(
        member_state(one, who, day, events=events, actors=case.actors)
        for one in case.treaties.values()
        if one.id == treaty
        or (
            treaty is None
            and (
                one.organisation == case.info.alliance
                or any(row.state == who for row in one.membership)
            )
        )
    )


def _meant(case: Case, treaty: str) -> str | None:
    """Ask whether a treaty of the case was meant whose id is like a name, or begins with it."""
    wanted = treaty.casefold()
    near = [name for name in case.treaties if name.startswith(wanted) or wanted.startswith(name)]
    like = [name for name in case.treaties if did_you_mean(wanted, [name])]
    found = list(dict.fromkeys((*like, *near)))
    return f"did you mean {' or '.join(found)}?" if found else None
