"""What those that were bound did in the war: fought beside the one in need, or against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from foedus._days import Days
from foedus._edtf import Edtf
from foedus._joins import matches
from foedus.events import Conflicts
from foedus.ledger._war_scene import Mask, Scene, Sides, Whole
from foedus.treaties import promise_templates

_ALWAYS = Edtf.parse("1800-01-01/2200-12-31")


@dataclass(frozen=True, eq=False)
class Conduct:
    """A row for each state bound by each promise that was called in.

    Attributes
    ----------
    call
        Shape (n,), int64: the row of the calls.
    state
        Shape (n,), int64: COW number of the state that was bound.
    beside, against
        Shape (n,), bool: whether it fought beside the one in need, or against it, on that day or
        later, in a war that it had entered while it was bound.
    kept
        Shape (n,), bool: a promise to fight is kept beside, one of neutrality by not fighting
        against. One not to attack was called in because it was broken.
    """

    call: Whole
    state: Whole
    beside: Mask
    against: Mask
    kept: Mask


def conduct_in(scene: Scene, sides: Sides) -> Conduct:
    """Return what those that were bound did.

    Who comes in against a member that had attacked another breaks no promise not to attack it. What
    a member did that was no state of COW's system cannot be seen in its lists, and is left out.

    Parameters
    ----------
    scene, sides
        The calls, of promises that were called in.
    """
    conflicts, rows = scene.conflicts, scene.rows
    left, right = scene.fronts.left[sides.front], scene.fronts.right[sides.front]
    known = scene.fronts.known[sides.front]
    own = np.where(sides.is_left, left, right)
    actor = np.where(known, left, right)
    call, row = scene.bearers(sides)
    template = scene.promises.template[sides.promise]
    forbids = np.array([each.modality == "must-not" for each in promise_templates()])[template]
    state = rows.member[row]
    is_bound = np.where(
        forbids[call],
        state == conflicts.state[actor[call]],
        state != conflicts.state[own[call]],
    )
    breach = (scene.promises.number[sides.promise] * 10_000 + conflicts.number[left]) * 10_000
    breach += conflicts.state[left]
    helps = forbids & ~known & np.isin(breach, breach[forbids & known])
    is_bound &= ~helps[call]
    is_bound &= _in_system(scene, state, sides.day[call])
    call, row, state = call[is_bound], row[is_bound], state[is_bound]
    day, war = sides.day[call], conflicts.number[own[call]]
    key = war * 10_000 + state
    at, time = matches(conflicts.number * 10_000 + conflicts.state, key)
    same = conflicts.side[time] == conflicts.side[own[call[at]]]
    over = np.where(np.isnat(conflicts.ended), scene.ended.max(), conflicts.ended)[time]
    while_bound = (over >= day[at]) & (conflicts.began[time] <= scene.ended[row[at]])
    beside, against = same & while_bound, ~same & while_bound
    count = len(call)
    is_beside = np.bincount(at[beside], minlength=count) > 0
    is_against = (np.bincount(at[against], minlength=count) > 0) | forbids[call]
    kinds = np.array([each.kind for each in promise_templates()])[template[call]]
    needs_fight = np.isin(kinds, ("defence", "offence"))
    kept = ~is_against & (is_beside | ~needs_fight)
    return Conduct(call, state, is_beside, is_against, kept)


def _in_system(scene: Scene, state: Whole, day: Days) -> Mask:
    """Return whether states were states of COW's system on days; the lists have no others."""
    actors = scene.atop.actors
    found = np.zeros(len(state), dtype=bool)
    for code in np.unique(state).tolist():
        own = np.flatnonzero(state == code)
        for _, time in actors.coded(code, _ALWAYS):
            first = np.datetime64(time.earliest or dt.date.min)
            last = np.datetime64(time.latest or dt.date.max)
            found[own] |= (day[own] >= first) & (day[own] <= last)
    return found


def fought_in(conflicts: Conflicts) -> Whole:
    """Return who fought in what, as conflict times 10,000 plus state, each once."""
    return np.unique(conflicts.number * 10_000 + conflicts.state)
