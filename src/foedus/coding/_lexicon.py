"""The lexicon: which words name which act, who acts, and towards whom; read from YAML.

::

    suspend|freeze <membership>          a verb, and what its object must be
    take part in:<meeting>               a fixed word, and what follows a preposition
    withdraw from:<@organisation>        an actor of a kind in that place
    stress ~crucial|vital                one of some words, anywhere behind
    └ pattern ─┬─ entry (type, mode, act, where source and target stand, examples)
               └─ operator (decide to, refuse to, threaten to …: what it does to the act below it)

``<class>`` names a list in ``classes.yaml``; ``<@kind>`` is actor, state, country
(a state by its name, not its troops or officials), organisation or alliance.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from foedus._data import explain, parse_yaml, shipped
from foedus._errors import InputError
from foedus.coding._words import all_verb_forms, plural, verb_forms, words
from foedus.events import ontology

Effect = Literal[
    "done", "decided", "intended", "considered", "promised", "refused", "failed", "threatened",
    "requested", "accused", "denied", "forced", "allowed", "attempted", "avoided", "announced",
    "reported", "hoped", "excluded",
]  # fmt: skip
KINDS = ("actor", "state", "country", "organisation", "alliance")
_PLACES = words(
    "subject object receiver complement owner possessor organisation placed first nearby"
)
_PREPOSITIONS = words(
    "about above across after against ahead along alongside amid among around as at before behind"
    " below beneath beside between beyond by despite down during for from in inside into near of"
    " off on onto opposite out outside over past since through throughout till to toward towards"
    " under until up upon versus via with within without"
)


class Entry(BaseModel):
    """A group of triggers that are coded alike.

    Attributes
    ----------
    act
        A commitment act, or condition → act, tried in order. Conditions: ``ally`` (source and
        target are bound by an alliance), ``organisation`` (the target is one), ``known`` (both
        sides are states or organisations), ``any``.
    verbs, nouns
        Patterns; see the module.
    source
        Where who acts stands: ``subject`` (or the agent of a passive), ``object``, or prepositions.
    target
        Where to look for the target, in order: ``object``, ``receiver`` (indirect object),
        ``complement`` (subject of the clause below), ``owner`` (possessor inside the object),
        ``organisation`` (the organisation named last), or a preposition.
    mutual
        Both sides act on each other ("A and B signed", "A met B").
    speech
        The act is done by speaking: its source is the speaker.
    by_speaker
        Said of things ("the charter does not know a freeze"): who says it does the act.
    own_side
        Only where speakers speak of themselves ("we will leave").
    claimed
        Type, mode and act that it has where somebody else says it of the actor.
    weight
        How often it is meant so, from 0 to 1: lower for words with other senses.
    rank
        Added to what its patterns ask for, where two entries compete for the same words.
    future
        The type that it becomes when it is only announced (PLOVER: AGREE for what is cooperative).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    type: str
    mode: str | None = None
    act: str | dict[str, str | None] | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    source: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ()
    mutual: bool = False
    speech: bool = False
    needs_target: bool = False
    by_speaker: bool = False
    own_side: bool = False
    claimed: dict[str, Any] | None = None
    future: str | None = None
    when_denied: dict[str, str | None] | None = None
    weight: float = Field(default=1.0, gt=0, le=1)
    rank: int = 0
    examples: dict[str, str | None] = Field(min_length=1)

    @field_validator("source", "target", mode="before")
    @classmethod
    def _on(cls, places: Any) -> Any:
        """Take a bare ``on``, which YAML reads as true, for the word."""
        if not isinstance(places, list):
            return places
        places = ["on" if place is True else place for place in places]
        for place in places:
            if isinstance(place, str) and place not in _PLACES | _PREPOSITIONS:
                known = ", ".join(sorted(_PLACES))
                raise ValueError(f"'{place}' is no place: {known}, or a preposition")
        return places


class Operator(BaseModel):
    """Verbs and nouns that change how the act below them is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    effect: Effect
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    actor: Literal["subject", "object"] = "subject"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a place in the sentence must hold: a word of a class, or an actor of a kind."""

    words: frozenset[str] = frozenset()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase: head word, fixed words, object, prepositional objects."""

    head: str
    noun: bool
    fixed: tuple[frozenset[str], ...]
    object: Slot | None
    prepositions: tuple[tuple[frozenset[str], Slot], ...]
    entry: Entry | None = None
    operator: Operator | None = None

    @property
    def weight(self) -> int:
        """How much a pattern asks for: the most demanding of those that fit wins."""
        rank = self.entry.rank if self.entry is not None else 0
        asked = 2 * len(self.fixed) + 2 * (self.object is not None) + 3 * len(self.prepositions)
        return asked + rank


@dataclass(slots=True)
class Lexicon:
    """All patterns, by the forms of their head words."""

    verbs: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    nouns: dict[str, list[Pattern]] = field(default_factory=lambda: defaultdict(list))
    adjectives: dict[str, Operator] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    operators: list[Operator] = field(default_factory=list)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    participles: frozenset[str] = frozenset()
    pasts: frozenset[str] = frozenset()
    thirds: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()  # ids of the entries that a case adds

    @property
    def size(self) -> int:
        """How many triggers there are: distinct head words with what they ask for."""
        keys = {
            (p.head, p.noun, p.fixed, p.object, p.prepositions)
            for table in (self.verbs, self.nouns)
            for patterns in table.values()
            for p in patterns
        }
        return len(keys)


def read_classes(data: dict[str, str]) -> dict[str, frozenset[str]]:
    """Read lists of nouns; ``<name>`` inside a list takes another list in."""
    made: dict[str, frozenset[str]] = {}
    for name, text in data.items():
        words: set[str] = set()
        for item in (part.strip() for part in text.split(",")):
            if item.startswith("<"):
                words |= made[item.strip("<>")]
            elif item:
                words |= {item, plural(item)}
        made[name] = frozenset(words)
    return made


def _slot(text: str, classes: dict[str, frozenset[str]], where: str) -> Slot:
    if text.startswith("<"):
        words: frozenset[str] = frozenset()
        kind = ""
        for name in text.strip("<>").split("|"):
            if name.startswith("@"):
                kind = name[1:]
                if kind not in KINDS:
                    raise InputError(
                        f"unknown kind of actor '{name}'", where=where, hint=", ".join(KINDS)
                    )
            elif name in classes:
                words |= classes[name]
            else:
                raise InputError(f"no class '{name}' in classes.yaml", where=where, field=text)
        return Slot(words=words, kind=kind)
    return Slot(words=frozenset(w for word in text.split("|") for w in (word, plural(word))))


def read_pattern(
    text: str,
    classes: dict[str, frozenset[str]],
    where: str,
    *,
    noun: bool,
    entry: Entry | None = None,
    operator: Operator | None = None,
) -> list[Pattern]:
    """Read a phrase; alternatives of its head make several patterns.

    Raises
    ------
    InputError
        The phrase names a class, a kind or a preposition that does not exist.
    """
    heads, *rest = text.split() or [""]
    if not heads or ":" in heads or "<" in heads:
        raise InputError(
            f"'{text}' does not begin with its {'noun' if noun else 'verb'}",
            where=where,
            hint="write 'suspend <membership> in:<@organisation>': the word, what its object is, "
            "what follows a preposition",
        )
    fixed: list[frozenset[str]] = []
    target: Slot | None = None
    prepositions: list[tuple[frozenset[str], Slot]] = []
    for part in rest:
        if part.startswith("<"):
            target = _slot(part, classes, where)
        elif ":" in part:
            names, _, value = part.partition(":")
            if unknown := [name for name in names.split("|") if name not in _PREPOSITIONS]:
                raise InputError(
                    f"'{unknown[0]}' in '{text}' is no preposition",
                    where=where,
                    hint="what stands before a colon is: to:<@actor>, from|of:<membership>",
                )
            prepositions.append((frozenset(names.split("|")), _slot(value, classes, where)))
        elif part.startswith("~"):
            fixed.append(frozenset(("~", *part[1:].split("|"))))
        else:
            fixed.append(frozenset(w for word in part.split("|") for w in (word, plural(word))))
    return [
        Pattern(head, noun, tuple(fixed), target, tuple(prepositions), entry, operator)
        for head in heads.split("|")
    ]


def _check(entry: Entry, where: str) -> None:
    scheme = ontology()
    acts = entry.act.values() if isinstance(entry.act, dict) else [entry.act]
    problems = [
        f"unknown type '{name}'"
        for name in (entry.type, entry.future)
        if name is not None and name not in scheme.types
    ]
    problems += [
        f"unknown act '{act}'" for act in acts if act is not None and act not in scheme.acts
    ]
    if entry.mode is not None and entry.mode not in scheme.modes.get(entry.type, {}):
        problems.append(f"{entry.type} has no mode '{entry.mode}'")
    if not entry.verbs and not entry.nouns:
        problems.append("an entry needs verbs or nouns")
    if problems:
        raise InputError(problems[0], where=where, field=entry.id)


def _records(text: str, where: str, model: type[Any]) -> list[Any]:
    made = []
    for item in parse_yaml(text, where) or []:
        try:
            made.append(model.model_validate(item))
        except ValidationError as problem:
            raise explain(problem, f"{where} ({item.get('id', '?')})") from problem
    return made


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships, checked.

    Raises
    ------
    InputError
        A file does not read; the error names file, entry and field.
    """
    return _read([])


def extended_lexicon(text: str, where: str) -> Lexicon:
    """Return the lexicon that ships with further entries, as a case's ``lexicon.yaml`` has them.

    Parameters
    ----------
    text
        A list of entries in YAML; see :class:`Entry`.
    where
        The file, for errors.

    Raises
    ------
    InputError
        An entry does not read, has no example, or has an id that is taken.
    """
    if not isinstance(parse_yaml(text, where) or [], list):
        raise InputError("a lexicon is a list of entries", where=where, hint="begin with '- id:'")
    return _read(_records(text, where, Entry), where)


def _read(more: list[Entry], where: str = "") -> Lexicon:
    folder = shipped("lexicon")
    made = Lexicon()
    made.classes = read_classes(
        parse_yaml((folder / "classes.yaml").read_text("utf-8"), "classes.yaml")
    )
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.startswith(("type-", "acts-"))),
        key=lambda entry: entry.name,
    )
    for file in files:
        for entry in _records(file.read_text("utf-8"), file.name, Entry):
            _take(made, entry, file.name)
    taken = {entry.id for entry in made.entries}
    for entry in more:
        if entry.id in taken:
            raise InputError(
                f"there is an entry '{entry.id}' already", where=where, field="id",
                hint="give it an id of its own",
            )  # fmt: skip
        taken.add(entry.id)
        _take(made, entry, where)
    made.added = frozenset(entry.id for entry in more)
    _read_operators(made)
    lemmas = {pattern.head for patterns in made.verbs.values() for pattern in patterns}
    made.participles = frozenset(verb_forms(lemma)[3] for lemma in lemmas)
    made.pasts = frozenset(verb_forms(lemma)[2] for lemma in lemmas)
    made.thirds = frozenset(verb_forms(lemma)[1] for lemma in lemmas)
    made.verbs = dict(made.verbs)
    made.nouns = dict(made.nouns)
    return made


def _take(made: Lexicon, entry: Entry, where: str) -> None:
    """Take an entry in, with all its patterns."""
    _check(entry, where)
    made.entries.append(entry)
    _take_patterns(made, entry, where, entry=entry)


def _take_patterns(made: Lexicon, record: Entry | Operator, where: str, **of: Any) -> None:
    for noun, phrases in ((False, record.verbs), (True, record.nouns)):
        for phrase in phrases:
            for pattern in read_pattern(
                phrase, made.classes, f"{where} ({record.id})", noun=noun, **of
            ):
                _index(made, pattern)


def _read_operators(made: Lexicon) -> None:
    name = "operators.yaml"
    for operator in _records(shipped("lexicon", name).read_text("utf-8"), name, Operator):
        made.operators.append(operator)
        _take_patterns(made, operator, name, operator=operator)
        if operator.effect == "reported":
            made.reporting = frozenset(
                form
                for phrase in operator.verbs
                for lemma in phrase.split()[0].split("|")
                for form in all_verb_forms(lemma)
            )
        for choices in operator.adjectives:
            for word in choices.split("|"):
                made.adjectives[word] = operator


def _index(made: Lexicon, pattern: Pattern) -> None:
    if pattern.noun:
        for form in {pattern.head, plural(pattern.head)}:
            made.nouns[form].append(pattern)
    else:
        for form in all_verb_forms(pattern.head):
            made.verbs[form].append(pattern)
