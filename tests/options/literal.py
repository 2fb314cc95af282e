"""A second implementation of the solution concepts: slow, literal, with sets and loops.

It follows the published definitions line by line, shares no code with the package, and takes
nothing from it: a model here is plain Python. The definitions are those of Fang, Hipel & Kilgour
(1993, ch. 3) for Nash, GMR, SMR and SEQ with any number of decision makers; of Inohara & Hipel
(2008) for coalitions, with sanctions by legal sequences of the members outside; of Fraser & Hipel
(1984) for simultaneous sanctions; and of Li, Hipel, Kilgour & Fang (2004) for uncertain
preferences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product


@dataclass
class Plain:
    """states; arcs of each decision maker; and how each compares two states.

    `ranks[i]` is a list of one or more rankings (dict state → number, more is better). With one, it
    is an ordinary ranking. With two, a comparison on which they disagree is uncertain.
    """

    states: list
    arcs: dict
    ranks: dict
    options: dict = field(default_factory=dict)  # state → tuple of booleans (option form only)
    owner: dict = field(default_factory=dict)  # position of the option → decision maker
    known: dict = field(default_factory=dict)  # what was worked out before, by its question

    @property
    def who(self):
        return list(self.arcs)

    def better(self, i, a, b):
        """A is certainly preferred to b."""
        return all(rank[a] > rank[b] for rank in self.ranks[i])

    def alike(self, i, a, b):
        return all(rank[a] == rank[b] for rank in self.ranks[i])

    def unclear(self, i, a, b):
        return not self.better(i, a, b) and not self.better(i, b, a) and not self.alike(i, a, b)

    def no_better(self, i, a, b):
        """A is certainly less or equally preferred."""
        return self.better(i, b, a) or self.alike(i, a, b)

    def once(self, question, answer):
        """Work an answer out once only; without this the tests take minutes."""
        if question not in self.known:
            self.known[question] = answer()
        return self.known[question]

    def reach(self, i, s):
        return self.once(("reach", i, s), lambda: {t for (a, t) in self.arcs[i] if a == s})

    def improvements(self, i, s):
        return self.once(
            ("up", i, s), lambda: {t for t in self.reach(i, s) if self.better(i, t, s)}
        )

    def improvements_or_unclear(self, i, s):
        return self.once(
            ("maybe", i, s),
            lambda: {t for t in self.reach(i, s) if self.better(i, t, s) or self.unclear(i, t, s)},
        )


def sequences(step, members, s):
    """The states that legal sequences of steps by members lead to from s."""
    question = (step.__name__, tuple(members), s)
    return step.__self__.once(question, lambda: inductively(step, members, s))


def inductively(step, members, s):
    """The inductive definition: states reached from s, each with the set of its last movers."""
    last = {}
    for i in members:
        for t in step(i, s):
            last.setdefault(t, set()).add(i)
    grown = True
    while grown:
        grown = False
        for t in list(last):
            for j in members:
                if last[t] == {j}:
                    continue  # j alone has moved last: no one moves twice in a row
                for u in step(j, t):
                    if j not in last.setdefault(u, set()):
                        last[u].add(j)
                        grown = True
    return set(last)


def others(model, group):
    return [i for i in model.who if i not in group]


def nash(model, i, s):
    return not model.improvements(i, s)


def gmr(model, i, s):
    for s1 in model.improvements(i, s):
        replies = sequences(model.reach, others(model, [i]), s1)
        if not any(model.no_better(i, s2, s) for s2 in replies):
            return False
    return True


def smr(model, i, s):
    for s1 in model.improvements(i, s):
        held = False
        for s2 in sequences(model.reach, others(model, [i]), s1):
            if not model.no_better(i, s2, s):
                continue
            if all(model.no_better(i, s3, s) for s3 in model.reach(i, s2)):
                held = True
        if not held:
            return False
    return True


def seq(model, i, s):
    for s1 in model.improvements(i, s):
        replies = sequences(model.improvements, others(model, [i]), s1)
        if not any(model.no_better(i, s2, s) for s2 in replies):
            return False
    return True


def together(model, s, movers):
    """The state that results if each mover carries out its own change of options from s at once."""
    changed = list(model.options[s])
    for i, t in movers.items():
        for place, who in model.owner.items():
            if who == i:
                changed[place] = model.options[t][place]
    for state, chosen in model.options.items():
        if list(chosen) == changed:
            return state
    return None  # infeasible


def sim(model, i, s):
    rest = others(model, [i])
    for s1 in model.improvements(i, s):
        held = False
        choices = [[None, *model.improvements(j, s)] for j in rest]
        for chosen in product(*choices):
            movers = {j: t for j, t in zip(rest, chosen, strict=True) if t is not None}
            if not movers:
                continue
            end = together(model, s, {i: s1, **movers})
            if end is not None and model.no_better(i, end, s):
                held = True
        if not held:
            return False
    return True


CONCEPTS = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq}


# Coalitions ------------------------------------------------------------------------------------


def coalition_improvements(model, group, s):
    return {
        t for t in sequences(model.reach, group, s) if all(model.better(i, t, s) for i in group)
    }


def hurts(model, group, t, s):
    """At least one member does not prefer t to s."""
    return any(model.no_better(i, t, s) for i in group)


def coalition_nash(model, group, s):
    return not coalition_improvements(model, group, s)


def coalition_gmr(model, group, s):
    return all(
        any(hurts(model, group, s2, s) for s2 in sequences(model.reach, others(model, group), s1))
        for s1 in coalition_improvements(model, group, s)
    )


def coalition_smr(model, group, s):
    for s1 in coalition_improvements(model, group, s):
        held = False
        for s2 in sequences(model.reach, others(model, group), s1):
            if hurts(model, group, s2, s) and all(
                hurts(model, group, s3, s) for s3 in sequences(model.reach, group, s2)
            ):
                held = True
        if not held:
            return False
    return True


def coalition_seq(model, group, s):
    return all(
        any(
            hurts(model, group, s2, s)
            for s2 in sequences(model.improvements, others(model, group), s1)
        )
        for s1 in coalition_improvements(model, group, s)
    )


def coalition_sim(model, group, s):
    rest = others(model, group)
    for s1 in coalition_improvements(model, group, s):
        held = False
        for chosen in product(*[[None, *model.improvements(j, s)] for j in rest]):
            movers = {j: t for j, t in zip(rest, chosen, strict=True) if t is not None}
            if not movers:
                continue
            end = together(model, s, {**dict.fromkeys(group, s1), **movers})
            if end is not None and hurts(model, group, end, s):
                held = True
        if not held:
            return False
    return True


COALITION_CONCEPTS = {
    "nash": coalition_nash,
    "gmr": coalition_gmr,
    "smr": coalition_smr,
    "seq": coalition_seq,
}


# Uncertain preferences -------------------------------------------------------------------------


def uncertain(model, concept, extension, i, s):
    """The sixteen definitions: a and c count uncertain moves as tempting, c and d as deterring."""
    tempting = (
        model.improvements_or_unclear(i, s) if extension in "ac" else model.improvements(i, s)
    )

    def deters(t):
        if extension in "ab":
            return model.no_better(i, t, s)
        return model.no_better(i, t, s) or model.unclear(i, t, s)

    if concept == "nash":
        return not tempting
    rest = others(model, [i])
    for s1 in tempting:
        step = model.improvements_or_unclear if concept == "seq" else model.reach
        replies = {s2 for s2 in sequences(step, rest, s1) if deters(s2)}
        if concept == "smr":
            replies = {s2 for s2 in replies if all(deters(s3) for s3 in model.reach(i, s2))}
        if not replies:
            return False
    return True
