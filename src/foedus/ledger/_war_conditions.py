"""What the conditions of ATOP's promises ask for, answered from a list of wars; in columns.

A front whose opening is not known is looked at in two ways: that its left attacked its right, or
that its right came in against its left. What holds both ways, holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foedus._joins import matches
from foedus.events import FORCE, THREAT, home_parts
from foedus.ledger._kleene import FALSE, TRUE, UNKNOWN, Truths, both_ways, evaluate_columns, truths
from foedus.ledger._war_scene import Mask, Scene, Sides, Whole
from foedus.treaties import Condition, Template, promise_templates

#: SPECTHRT where the threat that the treaty names is a state, and nothing besides.
_A_STATE = 1
#: SPECTHRT where it is no state: a pretender, a movement, an insurrection.
_NO_STATE = 5

#: What is presumed where neither ATOP nor the list of wars answers.
PRESUMPTIONS = {
    "attacked-or-came-in": "a state that comes in later, on the side that did not open the war, "
    "came in by itself",
    "the-named-adversary": "where ATOP names no state, the enemy is one of those that were meant, "
    "unless the threat was no state; where it names one with others, the enemy is not among them",
    "in-the-named-place": "the war was fought in that place if it was fought in a part of the "
    "world in which a member lies",
    "in-the-named-conflict": "the war is that conflict if the enemy is the named adversary",
    "demands-were-refused": "they were, as it came to war",
    "not-provoked": "a state that did not open the war did not provoke it",
    "one-adversary": "a promise that depends on the number of enemies, and that is not about "
    "several, holds for several, too",
    "request": "a state at war asks for what it was promised",
    "place": "where the list does not say where a state fought, it was attacked at home",
}


def evaluate_sides(scene: Scene, sides: Sides, *, presumes: bool) -> tuple[Truths, Whole]:
    """Return whether each promise was called in, and how much was missing.

    Parameters
    ----------
    scene, sides
        The calls, and what they are looked up in.
    presumes
        Whether what the record leaves open is presumed (:data:`PRESUMPTIONS`), or unknown.

    Returns
    -------
    values
        Shape (n,), int8: 0 false, 1 unknown, 2 true; without 1 where it is presumed.
    misses
        Shape (n,), int64: how many of the things that it asks for do not hold.
    """
    values = np.zeros(len(sides), dtype=np.int8)
    misses = np.zeros(len(sides), dtype=np.int64)
    template = scene.promises.template[sides.promise]
    for place, each in enumerate(promise_templates()):
        chosen = np.flatnonzero(template == place)
        if not len(chosen):
            continue
        part = sides.take(chosen)
        value, missing = Supposed(scene, part, each, True, presumes).value()
        known = scene.fronts.known[part.front]
        if not known.all():
            other, lacking = Supposed(scene, part, each, False, presumes).value()
            value = np.where(known, value, other if presumes else both_ways(value, other))
            missing = np.where(known, missing, lacking)
        values[chosen], misses[chosen] = value, missing
    return values, misses


@dataclass
class Supposed:
    """Calls of one template, under one supposition of who attacked."""

    scene: Scene
    sides: Sides
    template: Template
    left_attacked: bool
    presumes: bool
    _parties: dict[bool, Truths] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        fronts, conflicts = self.scene.fronts, self.scene.conflicts
        left, right = fronts.left[self.sides.front], fronts.right[self.sides.front]
        self.actor, self.target = (left, right) if self.left_attacked else (right, left)
        self.own = np.where(self.sides.is_left, left, right)
        self.enemy_state = conflicts.state[np.where(self.sides.is_left, right, left)]
        self.act = fronts.act[self.sides.front]

    def value(self) -> tuple[Truths, Whole]:
        """Return whether each promise was called in, and how many of its parts are false."""
        parts = np.stack(list(self.parts().values()))
        return parts.min(axis=0), (parts == FALSE).sum(axis=0)

    def parts(self) -> dict[str, Truths]:
        """Return what has to hold, by name, in the order in which it is asked.

        The names are ``owed`` (the state stands where the norm's beneficiary does), ``when0``,
        ``when1`` … (the parts of the norm's condition), ``bound`` (somebody else is bound), and
        the variables of the conditions that some of the promises have.
        """
        found: dict[str, Truths] = {}
        if self.template.modality == "must":
            found["owed"] = truths(self._is_owed())
        for place, part in enumerate(self.template.when.parts):
            found[f"when{place}"] = evaluate_columns(part, self.leaf)
        if self.sides.late.any():
            # an attack goes on as long as the war does; a promise that was made for the war holds
            # in it, whoever opened it; what else is agreed on the last day is the peace
            tied = np.where(self.sides.late, self._tied(), FALSE)
            over = self.sides.late & (self.sides.day == self.scene.fronts.until[self.sides.front])
            found = {
                name: np.where(over, tied, np.maximum(column, tied))
                for name, column in found.items()
            }
        found["bound"] = self._bound()
        for name, term in self.template.terms.items():
            has = self.scene.promises.terms[name][self.sides.promise]
            if has.any():
                found[name] = np.where(has, evaluate_columns(term, self.leaf), TRUE)
        return found

    def _is_owed(self) -> Mask:
        acts_itself = self.sides.is_left == self.left_attacked
        counterparty = self.template.counterparty
        if counterparty == "either":
            return np.ones(len(self.sides), dtype=bool)
        return np.asarray(acts_itself if counterparty == "source" else ~acts_itself)

    def _bound(self) -> Truths:
        """Whether anybody else is bound; for what is forbidden, whether the one that acts is."""
        at, row = self.scene.bearers(self.sides)
        member, state = self.scene.rows.member[row], self.scene.conflicts.state
        if self.template.modality == "must-not":
            counts = member == state[self.actor[at]]
        else:
            counts = member != state[self.own[at]]
        return truths(np.bincount(at[counts], minlength=len(self.sides)) > 0)

    def _tied(self) -> Truths:
        """Whether a promise that was made while the war went on was made for it."""
        if self.template.kind not in ("defence", "offence", "neutrality"):
            return np.zeros(len(self.sides), dtype=np.int8)
        of_war = self._is_of_this_war()
        found = (self._has("COCON") & of_war) | (self._has("COADV") & self._is_named())
        if self.template.kind == "offence":
            found |= self.scene.promises.wartime[self.sides.promise] & of_war
        return truths(found & ~((self.party(True) == TRUE) & (self.party(False) == TRUE)))

    def _has(self, ending: str) -> Mask:
        names = [name for name in self.template.terms if name.endswith(ending)]
        if not names:
            return np.zeros(len(self.sides), dtype=bool)
        return np.asarray(self.scene.promises.terms[names[0]][self.sides.promise])

    def _is_of_this_war(self) -> Mask:
        """Whether a member of the alliance was in this war when it joined."""
        number = self.scene.promises.number[self.sides.promise]
        war = self.scene.conflicts.number[self.own]
        return np.isin(number * 10_000 + war, self.scene.wars_of)

    def _is_named(self) -> Mask:
        threats = self.scene.promises.threats[self.sides.promise]
        return np.asarray((threats == self.enemy_state[:, None]).any(axis=1))

    def party(self, acts: bool) -> Truths:
        """Whether the one that acts, or the other, is a party."""
        if acts not in self._parties:
            state = self.scene.conflicts.state[self.actor if acts else self.target]
            self._parties[acts] = truths(self.scene.is_party(self.sides, state))
        return self._parties[acts]

    # the leaves of conditions -----------------------------------------------------------------

    def leaf(self, condition: Condition) -> Truths:
        """Return the column of a leaf."""
        match condition.name:
            case "act":
                used = ("attack" in condition.value) & (self.act == FORCE)
                return truths(used | (("threaten-force" in condition.value) & (self.act == THREAT)))
            case "source" | "target":
                return self._among(condition.value, condition.name == "source")
            case "aggressor":
                return truths(np.full(len(self.sides), condition.value == "external"))
            case "armed-attack":
                # who comes to the help of one that was attacked makes no armed attack
                return truths(((self.act == FORCE) & self.left_attacked) == condition.value)
            case "place":
                return self._is_at_home()
            case "question":
                return self._question(condition.value)
            case _:
                return self._presumed(np.ones(len(self.sides), dtype=bool))

    def _among(self, wanted: object, acts: bool) -> Truths:
        if wanted == "beneficiary":
            is_actor = self.sides.is_left == self.left_attacked
            return truths(is_actor == acts)
        party = self.party(acts)
        return party if wanted == "party" else np.asarray(TRUE - party, dtype=np.int8)

    def _is_at_home(self) -> Truths:
        """Whether the one acted against fought in its own part of the world."""
        conflicts = self.scene.conflicts
        fought, home = conflicts.fought[self.target], home_parts(conflicts.state[self.target])
        open_ended = self._presumed(np.ones(len(self.sides), dtype=bool))
        return np.where(fought == 0, open_ended, truths((fought & home) > 0))

    def _presumed(self, value: Mask) -> Truths:
        """Return what is presumed where the record leaves a thing open."""
        return truths(value) if self.presumes else np.full(len(self.sides), UNKNOWN)

    def _question(self, name: str) -> Truths:
        known, presumed = _ANSWERS[name](self)
        return np.where(known == UNKNOWN, self._presumed(presumed), known)

    def named_adversary(self) -> tuple[Truths, Mask]:
        """Whether the enemy is the adversary that the treaty names."""
        promises, promise = self.scene.promises, self.sides.promise
        names_one = (promises.threats[promise] > 0).any(axis=1)
        kind = promises.threat_kind[promise]
        no_other = names_one & (kind == _A_STATE)
        known = np.where(self._is_named(), TRUE, np.where(no_other, FALSE, UNKNOWN))
        return known, ~names_one & (kind != _NO_STATE)

    def named_place(self) -> tuple[Truths, Mask]:
        """Whether it was fought in the place that the treaty names."""
        fought = self.scene.conflicts.fought[self.own]
        away = (fought != 0) & ((fought & self.scene.homes[self.sides.promise]) == 0)
        return np.where(away, FALSE, UNKNOWN), ~away

    def named_conflict(self) -> tuple[Truths, Mask]:
        """Whether it is the conflict that the treaty names."""
        in_another = np.where(self.scene.promises.wartime[self.sides.promise], FALSE, UNKNOWN)
        return np.where(self._is_of_this_war(), TRUE, in_another), self._is_named()

    def _enemies(self) -> Whole:
        """How many states the one to be helped had against it on the day, shape (n,)."""
        fronts = self.scene.fronts
        at_left, left = matches(fronts.left, self.own)
        at_right, right = matches(fronts.right, self.own)
        at, other = np.append(at_left, at_right), np.append(left, right)
        day = self.sides.day[at]
        on = (fronts.since[other] <= day) & (fronts.until[other] >= day)
        return np.bincount(at[on], minlength=len(self.sides))

    def several(self) -> tuple[Truths, Mask]:
        """Whether there were several enemies."""
        many = self._enemies() > 1
        return truths(many), many

    def one(self) -> tuple[Truths, Mask]:
        """Whether there was one enemy; where there were several, the code does not tell."""
        many = self._enemies() > 1
        return np.where(many, UNKNOWN, TRUE), many

    def refused(self) -> tuple[Truths, Mask]:
        """Whether demands had been refused: the list of wars does not say."""
        count = len(self.sides)
        return np.full(count, UNKNOWN), np.ones(count, dtype=bool)

    def not_provoked(self) -> tuple[Truths, Mask]:
        """Whether the state did not provoke the war."""
        conflicts = self.scene.conflicts
        known = np.where(conflicts.first_day[self.own], TRUE, UNKNOWN)
        return np.where(conflicts.began_it[self.own], FALSE, known), np.ones(len(known), dtype=bool)


_ANSWERS = {
    "the-named-adversary": Supposed.named_adversary,
    "in-the-named-place": Supposed.named_place,
    "in-the-named-conflict": Supposed.named_conflict,
    "several-adversaries": Supposed.several,
    "one-adversary": Supposed.one,
    "demands-were-refused": Supposed.refused,
    "not-provoked": Supposed.not_provoked,
}
