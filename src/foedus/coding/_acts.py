"""Which commitment act an event is, once it is known between whom.

An entry may name acts that hold only between allies, towards an organisation, or between known
actors; and help asked for, help refused and force threatened are told by what the words are about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foedus._edtf import Edtf
from foedus.coding._bonds import Bonds
from foedus.coding._draft import Draft
from foedus.coding._find import Finder
from foedus.coding._parse import Passage
from foedus.coding._words import words

_HELP = words(
    "help assistance aid support protection troops soldiers aircraft weapons arms ammunition "
    "forces reinforcements battalions consultations consultation intervention solidarity "
    "mediation mediate intervene article passage overflight protect defend defence defense"
)
_FORCE = words("force invasion war intervention attack strike strikes bombing retaliation")
_IF = words("if unless should when until")
#: A type, and the acts that the same is among allies.
AMONG_ALLIES = (("ACCUSE", "accuse", "criticise"), ("THREATEN", "warn"))
# How much likelier one of these acts is between allies, and between others, counted in the corpus
# and tempered, as the model knows some of it.
_ALLIED, _NOT_ALLIED = 4.0, 0.5


class Acts:
    """Chooses the acts of one passage."""

    def __init__(self, passage: Passage, finder: Finder, bonds: Bonds) -> None:
        self.passage = passage
        self.finder = finder
        self.bonds = bonds

    def of(
        self, draft: Draft, sources: tuple[str, ...], targets: tuple[str, ...], when: Edtf | None
    ) -> str | None:
        """Return the act, or None where none fits; a threat of force gets its mode, too."""
        act = self._by_entry(draft, sources, targets, when)
        threat = draft.type == "THREATEN" and act in (None, "warn")
        if threat and self._of_force(draft) and self._known(sources, targets):
            draft.mode = "violence"
            return "threaten-force"
        if act is None and draft.type in ("REQUEST", "REJECT") and self._of_help(draft):
            bound = self._bound(sources, targets, when)
            if bound and draft.factuality == "actual":
                return "request-help" if draft.type == "REQUEST" else "refuse-help"
        return act

    def among(
        self,
        called: Mapping[str, float],
        sources: tuple[str, ...],
        targets: tuple[str, ...],
        when: Edtf | None,
    ) -> tuple[str, float]:
        """Return which act (or type) a reproach or a warning is, and how probable it is.

        Parameters
        ----------
        called
            How probable a type of `AMONG_ALLIES` and its acts are, in that order.
        sources, targets
            Between whom it is.
        when
            The day of the text.
        """
        factor = _ALLIED if self._bound(sources, targets, when) else _NOT_ALLIED
        type_, *acts = called
        odds = {type_: called[type_]} | {act: called[act] * factor for act in acts}
        best = max(odds, key=odds.__getitem__)
        return best, odds[best] * sum(called.values()) / sum(odds.values())

    def _by_entry(
        self, draft: Draft, sources: tuple[str, ...], targets: tuple[str, ...], when: Edtf | None
    ) -> str | None:
        act = draft.act
        if not isinstance(act, dict):
            return act
        for condition, value in act.items():
            if condition == "any":
                return value
            if condition == "ally":
                if self._bound(sources, targets, when) or any(
                    name.startswith("~") and self._is_member_group(name) for name in targets
                ):
                    return value
            elif condition == "organisation":
                if any(self.finder.is_kind(name, "alliance") for name in targets):
                    return value
            elif condition == "known" and self._known(sources, targets):
                return value
        return None

    def _bound(self, sources: tuple[str, ...], targets: tuple[str, ...], when: Edtf | None) -> bool:
        return any(self.bonds.allied(one, other, when) for one in sources for other in targets)

    def _known(self, sources: tuple[str, ...], targets: tuple[str, ...]) -> bool:
        return bool(targets) and not any(name.startswith("~") for name in (*sources, *targets))

    def _is_member_group(self, name: str) -> bool:
        """Whether a group kept as its words are members of an alliance: "~some CSTO members"."""
        spoken = set(re.findall(r"\w+", name))
        if spoken & {"member", "members", "allies"}:
            return True
        return any(self.finder.is_kind(word, "alliance") for word in spoken if word.isupper())

    def _of_force(self, draft: Draft) -> bool:
        """Whether what is threatened is force: "threatened to use force if …"."""
        low = self.passage.low
        for index in self._behind(draft):
            if low[index] in _IF:
                return False
            if low[index] == "military" and low[index + 1 : index + 2] in (
                ["action"],
                ["measures"],
                ["response"],
            ):
                return True
            if low[index] in _FORCE:
                before = low[index - 1]
                return before in ("use", "with", "of", "military", "armed", "to", "by", "an", "a")
        return False

    def _of_help(self, draft: Draft) -> bool:
        return any(self.passage.low[index] in _HELP for index in self._behind(draft))

    def _behind(self, draft: Draft) -> range:
        """Return the words of the sentence behind the first trigger, a dozen at most."""
        first = min(draft.triggers)
        stop = self.passage.sentences[self.passage.sentence[first]][1]
        return range(first + 1, min(stop, first + 13))
