"""Why a promise was called in by a war, or was not, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from foedus._edtf import Edtf
from foedus.events import PARTS, home_parts
from foedus.ledger._kleene import FALSE, TRUE, UNKNOWN, as_truth
from foedus.ledger._trace import Ground, Trace
from foedus.ledger._war_conditions import PRESUMPTIONS, Supposed
from foedus.ledger._war_scene import Scene, Sides
from foedus.treaties import Condition, Template, promise_templates

_SHOWN = 3  # attackers that a sentence names

#: What is asked of the enemy, the place and so on, by the question that stands in the norm.
_ASKED = {
    "the-named-adversary": "the enemy is an adversary that the treaty means",
    "in-the-named-place": "it was fought in the place that the treaty means",
    "in-the-named-conflict": "it is the conflict that the treaty means",
    "several-adversaries": "there were several enemies",
    "one-adversary": "the number of enemies is the one that the treaty means",
    "demands-were-refused": "demands had been refused",
    "not-provoked": "the state had not provoked it",
}


@dataclass(slots=True)
class Told:
    """One call with the value of each of its parts, and the names that stand in its sentences.

    Attributes
    ----------
    template
        The norm.
    parts
        Name of the part → its value by the record alone, and with what is presumed.
    own, enemy, actor, target
        Names of states: the one that the promise was made to, the one that it was at war with; the
        one that attacked or came in, the one that it was directed against.
    attackers
        Names of those that attacked the target on the day: who opened the war, or came in then.
    day
        The day, in words.
    late
        Whether the promise was made, or joined, while the war went on.
    known
        Whether the record says which of the two attacked.
    bound
        Names of the states that were bound.
    where
        In which parts of the world the target fought, and in which it lies, as bits.
    names
        The adversaries that the treaty names, in words; empty where it names none.
    """

    template: Template
    parts: dict[str, tuple[int, int]]
    own: str
    enemy: str
    actor: str
    target: str
    attackers: str
    day: str
    late: bool
    known: bool
    bound: tuple[str, ...]
    where: tuple[int, int]
    names: str

    @property
    def variable(self) -> str:
        """The variable of ATOP that makes the promise, or those that imply it."""
        if self.template.implied_by:
            return "force between parties"
        return self.template.variable

    def sentence(self) -> str:
        """Return why it was called in, or why not."""
        failing = [name for name, (_, presumed) in self.parts.items() if presumed == FALSE]
        if failing:
            return f"{self.variable} not: {self._lacking(failing[0])}"
        extra = [f"presumed that {words}" for words in dict.fromkeys(self._presumed())]
        if self.names and not extra:
            extra = [f"it names {self.names}"]
        return "; ".join([f"{self.variable}: {self._what()}", *extra])

    def _what(self) -> str:
        if self.template.modality == "must-not":
            return f"{self.actor} fought {self.target} on {self.day}, and both were parties"
        if self.late:
            return f"{self.own} was at war with {self.enemy} when it joined on {self.day}"
        match self.template.kind:
            case "offence":
                verb = "attacked" if self.known else "came in against"
                return f"{self.own} {verb} {self.enemy} on {self.day}"
            case "neutrality":
                return f"{self.own} was at war with {self.enemy} from {self.day}"
            case _:
                return f"{self.target} attacked by {self.attackers} on {self.day}"

    def _presumed(self) -> Iterator[str]:
        depends = any(strict == UNKNOWN for strict, _ in self.parts.values())
        if not self.known and not self.late and self.template.kind in ("defence", "offence"):
            yield f"{self.actor} came in by itself"
        if depends:
            for name, (strict, _) in self.parts.items():
                if strict == UNKNOWN:
                    yield self._asked(name)

    def _asked(self, name: str) -> str:
        condition = self._condition(name)
        if condition is None:
            return "it is owed"
        if condition.name == "question":
            return _ASKED[str(condition.value)]
        return {"place": f"{self.target} was attacked at home"}.get(
            condition.name, f"{self.own} asked for it"
        )

    def _condition(self, name: str) -> Condition | None:
        if name.startswith("when"):
            return self.template.when.parts[int(name[4:])]
        return self.template.terms.get(name)

    def _lacking(self, name: str) -> str:
        """Say what a part that is false lacks."""
        if name == "owed":
            return self._not_owed()
        if name == "bound":
            if self.template.modality == "must-not":
                return f"{self.actor} had promised nothing of the kind on {self.day}"
            return f"nobody else was bound on {self.day}"
        condition = self._condition(name)
        assert condition is not None
        if condition.name == "question":
            return self._not_so(str(condition.value))
        match condition.name, condition.value:
            case "source" | "target", "party" if self.template.modality == "must-not":
                return "no member fought another"
            case "source", "party":
                return f"{self.actor} was not a party on {self.day}"
            case "source", _:
                return f"{self.actor} was a party itself"
            case "target", "party":
                return f"{self.target} was not a party on {self.day}"
            case "target", "non-party":
                return f"{self.target} was a party itself"
            case "act", _:
                return "no force was used or threatened"
            case "armed-attack", _:
                return f"{self.actor} came to the help of those that {self.target} had attacked"
            case "place", _:
                return f"{self.target} did not fight at home ({self._places()})"
            case "all", _ if not self.known and self.own == self.actor:
                return f"{self.own} came in by itself on {self.day}, as is presumed"
            case "all", _:
                return f"{self.own} was not attacked: its side opened the war"
            case _:
                return f"{self.own} and {self.enemy} were both parties on {self.day}"

    def _places(self) -> str:
        fought, home = map(_places, self.where)
        return f"fought in {fought}, {self.target} lies in {home}"

    def _not_owed(self) -> str:
        if self.template.counterparty == "source":
            verb = "was attacked" if self.known else "did not come in by itself"
            return f"{self.own} did not attack {self.enemy}: it {verb}"
        if self.known:
            return f"{self.own} was not attacked by {self.enemy}: its side opened the war"
        return f"{self.own} came in by itself on {self.day}, as is presumed"

    def _not_so(self, question: str) -> str:
        return {
            "the-named-adversary": f"{self.enemy} is not an adversary that it means"
            + (f" (it names {self.names})" if self.names else ""),
            "in-the-named-place": f"it was not fought in the place meant ({self._places()})",
            "in-the-named-conflict": "it is not the conflict meant",
            "several-adversaries": f"{self.own} had one enemy only",
            "not-provoked": f"the side of {self.own} opened the war",
        }.get(question, f"not so: {_ASKED[question]}")

    def trace(self, *, presumes: bool) -> Trace:
        """Return the parts as a tree, by the record alone or with what is presumed."""
        parts = []
        for name, (strict, presumed) in self.parts.items():
            value = presumed if presumes else strict
            grounds = []
            if presumes and strict == UNKNOWN:
                grounds.append(Ground("position", f"presumed: {self._presumption(name)}"))
            elif strict == UNKNOWN:
                grounds.append(Ground("silence", "neither ATOP nor the list of wars says"))
            if value == FALSE:
                grounds.append(Ground("table", self._lacking(name)))
            parts.append(Trace(self._label(name), as_truth(value), tuple(grounds)))
        values = [each.value for each in parts]
        whole = False if False in values else None if None in values else True
        ground = Ground("norm", f"{self.variable}, bound: {', '.join(self.bound) or 'nobody'}")
        return Trace(f"{self.template.title}: {self._what()}", whole, (ground,), tuple(parts))

    def _presumption(self, name: str) -> str:
        condition = self._condition(name)
        key = "" if condition is None else condition.name
        if condition is not None and condition.name == "question":
            key = str(condition.value)
        return PRESUMPTIONS.get(key, PRESUMPTIONS["attacked-or-came-in"])

    def _label(self, name: str) -> str:
        if name == "owed":
            return f"It is owed to {self.own}"
        if name == "bound":
            return "Somebody is bound"
        condition = self._condition(name)
        assert condition is not None
        if condition.name == "question":
            asked = _ASKED[str(condition.value)]
            return asked[0].upper() + asked[1:]
        words = {
            "act": "Force was used, or threatened",
            "aggressor": "It came from outside",
            "armed-attack": "It was an armed attack",
            "place": f"{self.target} fought in its own part of the world",
            "request": f"{self.own} asked for it",
            "any": "One of the two is a party, the other is not",
            "all": f"{self.own} was attacked",
            "source": f"{self.actor} is {'' if condition.value == 'party' else 'not '}a party",
            "target": f"{self.target} is {'' if condition.value == 'party' else 'not '}a party",
        }
        return words[condition.name]


class Teller:
    """Tells calls in words; what names need is looked up once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._names: dict[tuple[int, str], str] = {}
        rows = scene.rows
        self._joined = {
            (number, member, began): text
            for number, member, began, text in zip(
                rows.number.tolist(),
                rows.member.tolist(),
                rows.began.tolist(),
                rows.began_text,
                strict=True,
            )
        }

    def tell(self, sides: Sides, *, with_bound: bool = False) -> list[Told]:
        """Return calls in words, in their order; with the names of the bound, if asked."""
        scene = self.scene
        found: list[Told | None] = [None] * len(sides)
        template = scene.promises.template[sides.promise]
        known = scene.fronts.known[sides.front] | sides.late
        for place, each in enumerate(promise_templates()):
            for way in (True, False):
                chosen = np.flatnonzero((template == place) & (known == way))
                if not len(chosen):
                    continue
                part = sides.take(chosen)
                strict = Supposed(scene, part, each, way, presumes=False)
                presumed = Supposed(scene, part, each, way, presumes=True).parts()
                pairs = {
                    name: list(zip(column.tolist(), presumed[name].tolist(), strict=True))
                    for name, column in strict.parts().items()
                }
                bound = self._bound(part, strict) if with_bound else [()] * len(part)
                fought = self.scene.conflicts.fought[strict.target].tolist()
                homes = home_parts(self.scene.conflicts.state[strict.target]).tolist()
                for row, at in enumerate(chosen.tolist()):
                    parts = {name: pair[row] for name, pair in pairs.items()}
                    where = fought[row], homes[row]
                    found[at] = self._told(each, strict, row, parts, bound[row], where)
        return [one for one in found if one is not None]

    def name(self, state: int, day: str) -> str:
        """Return the name of the state that had a COW number on a day."""
        # a conflict has the same few states on the same few days in all its calls
        if (state, day) not in self._names:
            self._names[state, day] = self._look_up(state, day)
        return self._names[state, day]

    def _look_up(self, state: int, day: str) -> str:
        actor = self.scene.atop.actors.by_code(state, day)
        return self.scene.atop.actors.name(actor) if actor else f"state {state}"

    def _bound(self, sides: Sides, held: Supposed) -> list[tuple[str, ...]]:
        at, row = self.scene.bearers(sides)
        state = self.scene.conflicts.state
        forbids = held.template.modality == "must-not"
        names: list[list[str]] = [[] for _ in range(len(sides))]
        for call, member in zip(at.tolist(), self.scene.rows.member[row].tolist(), strict=True):
            is_one = (
                member == state[held.actor[call]] if forbids else member != state[held.own[call]]
            )
            if is_one:
                names[call].append(self.name(member, str(sides.day[call])))
        return [tuple(dict.fromkeys(each)) for each in names]

    def _told(
        self,
        template: Template,
        held: Supposed,
        row: int,
        parts: dict[str, tuple[int, int]],
        bound: tuple[str, ...],
        where: tuple[int, int],
    ) -> Told:
        scene, sides = self.scene, held.sides
        conflicts = scene.conflicts
        day = str(sides.day[row])
        own, actor, target = (int(each[row]) for each in (held.own, held.actor, held.target))

        def name(at: int) -> str:
            return self.name(int(conflicts.state[at]), day)

        promise = int(sides.promise[row])
        names = ""
        threats = [int(code) for code in scene.promises.threats[promise] if code]
        adversary = next((key for key in parts if key.endswith("COADV")), None)
        if adversary and threats and scene.promises.terms[adversary][promise]:
            names = " and ".join(self.name(code, day) for code in threats)
        says_attackers = template.kind in ("defence", "consultation") and not sides.late[row]
        return Told(
            template=template,
            parts=parts,
            own=name(own),
            enemy=self.name(int(held.enemy_state[row]), day),
            actor=name(actor),
            target=name(target),
            attackers=self._attackers(actor, target, name) if says_attackers else name(actor),
            day=self._day(sides, row, held).in_words(),
            late=bool(sides.late[row]),
            known=bool(scene.fronts.known[sides.front[row]]),
            bound=bound,
            where=where,
            names=names,
        )

    def _attackers(self, actor: int, target: int, name: Callable[[int], str]) -> str:
        fronts, conflicts = self.scene.fronts, self.scene.conflicts
        since = np.maximum(conflicts.began[actor], conflicts.began[target])
        own = np.flatnonzero((fronts.right == target) & (fronts.since == since))
        opened = conflicts.opened[fronts.left[own]]
        came = conflicts.began[fronts.left[own]] == since
        chosen = fronts.left[own[np.lexsort((~came, ~opened))][: int((opened | came).sum())]]
        names = list(dict.fromkeys(name(at) for at in chosen.tolist())) or [name(actor)]
        shown = names[:_SHOWN]
        more = len(names) - len(shown)
        shown += [f"{more} more"] if more else []
        return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]

    def _day(self, sides: Sides, row: int, held: Supposed) -> Edtf:
        """Return the day, no more exact than the files give it."""
        conflicts, promises = self.scene.conflicts, self.scene.promises
        day = sides.day[row]
        if sides.late[row]:
            number = int(promises.number[sides.promise[row]])
            member = int(conflicts.state[held.own[row]])
            return Edtf.parse(self._joined.get((number, member, day.item()), str(day)))
        for at in (held.actor[row], held.target[row]):
            if conflicts.began[at] == day:
                return Edtf.parse(conflicts.began_text[at])
        return Edtf.parse(str(day))


def _places(bits: int) -> str:
    found = [name.replace("-", " ") for bit, name in enumerate(PARTS) if bits >> bit & 1]
    return " and ".join(found) or "an unknown part of the world"


assert TRUE > UNKNOWN > FALSE
