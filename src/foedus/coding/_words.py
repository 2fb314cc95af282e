"""The forms of English words: a lexicon names lemmas, a text shows forms.

The parse model's lemmas are not used: a word that the lexicon knows must be found in every
form, also in one that the model never saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set; for the short lists that grammar needs."""
    return frozenset(text.split())


# lemma → past, past participle; regular forms are made by rule.
_IRREGULAR = {
    "arise": "arose arisen", "be": "was been", "bear": "bore borne", "beat": "beat beaten",
    "become": "became become", "begin": "began begun", "bid": "bid bid", "bind": "bound bound",
    "bleed": "bled bled", "blow": "blew blown", "break": "broke broken", "bring": "brought brought",
    "build": "built built", "burn": "burned burned", "burst": "burst burst", "buy": "bought bought",
    "cast": "cast cast", "catch": "caught caught", "choose": "chose chosen", "come": "came come",
    "cut": "cut cut", "deal": "dealt dealt", "dig": "dug dug", "do": "did done",
    "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen",
    "feed": "fed fed", "feel": "felt felt", "fight": "fought fought", "find": "found found",
    "flee": "fled fled", "fly": "flew flown", "forbid": "forbade forbidden",
    "forgive": "forgave forgiven", "forsake": "forsook forsaken", "freeze": "froze frozen",
    "get": "got got", "give": "gave given", "go": "went gone", "grow": "grew grown",
    "hang": "hanged hanged", "have": "had had", "hear": "heard heard", "hide": "hid hidden",
    "hit": "hit hit", "hold": "held held", "hurt": "hurt hurt", "keep": "kept kept",
    "know": "knew known", "lay": "laid laid", "lead": "led led", "leave": "left left",
    "lend": "lent lent", "let": "let let", "lie": "lied lied", "lose": "lost lost",
    "make": "made made", "mean": "meant meant", "meet": "met met", "mow": "mowed mown",
    "overcome": "overcame overcome", "override": "overrode overridden",
    "overrun": "overran overrun", "oversee": "oversaw overseen",
    "overthrow": "overthrew overthrown", "partake": "partook partaken", "pay": "paid paid",
    "put": "put put", "quit": "quit quit", "read": "read read", "rebuild": "rebuilt rebuilt",
    "repay": "repaid repaid", "rethink": "rethought rethought", "ride": "rode ridden",
    "ring": "rang rung", "rise": "rose risen", "run": "ran run", "say": "said said",
    "see": "saw seen", "seek": "sought sought", "sell": "sold sold", "send": "sent sent",
    "set": "set set", "shake": "shook shaken", "shed": "shed shed", "shoot": "shot shot",
    "show": "showed shown", "shut": "shut shut", "sing": "sang sung", "sink": "sank sunk",
    "sit": "sat sat", "slay": "slew slain", "slit": "slit slit", "speak": "spoke spoken",
    "spend": "spent spent", "spill": "spilled spilled", "split": "split split",
    "spread": "spread spread", "stand": "stood stood", "steal": "stole stolen",
    "stick": "stuck stuck", "strike": "struck struck", "string": "strung strung",
    "strive": "strove striven", "swear": "swore sworn", "sweep": "swept swept",
    "take": "took taken", "teach": "taught taught", "tear": "tore torn", "tell": "told told",
    "think": "thought thought", "throw": "threw thrown", "undergo": "underwent undergone",
    "understand": "understood understood", "undertake": "undertook undertaken",
    "undo": "undid undone", "uphold": "upheld upheld", "wage": "waged waged",
    "win": "won won", "wind": "wound wound", "withdraw": "withdrew withdrawn",
    "withhold": "withheld withheld", "withstand": "withstood withstood",
    "wreak": "wreaked wreaked", "wring": "wrung wrung", "write": "wrote written",
    "lambast": "lambasted lambasted", "upset": "upset upset", "offset": "offset offset",
    "foresee": "foresaw foreseen", "mistreat": "mistreated mistreated",
    "rewrite": "rewrote rewritten",
    "retake": "retook retaken", "redraw": "redrew redrawn", "behead": "beheaded beheaded",
}  # fmt: skip

# Final consonants that double although the word has more than one syllable, or is short.
_DOUBLING = words(
    "abet admit allot annul ban bar beg blot brag bug cancel cap chat chop clap clip commit "
    "compel concur confer control cop crop dam debar defer deter dig dim dip distil dispel "
    "dot drag drip drop drub emit enrol equip excel expel fit flip flog fulfil get grab gun "
    "hem hit hop hug impel incur infer jab jam jog kidnap knit label level let map mar model "
    "net nod omit outbid patrol permit pin plan plot plug pop propel quarrel quit ram rap "
    "rebel rebut recap recur refer regret remit repel rid rig rip rob rub run sap scan scrap "
    "scrub set shelter-off ship shop shred shrug shun shut sign-off signal sin sip sit skip "
    "slam slap slip slit snap snub sob spin split spot spur squat stab star stem step stop "
    "strip strut submit sum swap swim tag tap thin tip top transfer transmit trap travel trek "
    "trim trip unplug veto-not wed whip win worship wrap zip zap rival total tunnel funnel "
    "channel marshal dial duel fuel unravel shovel pummel counsel"
)
_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "crisis": "crises",
    "gunman": "gunmen", "policeman": "policemen", "spokesman": "spokesmen",
    "congressman": "congressmen", "serviceman": "servicemen", "businessman": "businessmen",
    "fisherman": "fishermen", "clergyman": "clergymen", "statesman": "statesmen",
    "aircraft": "aircraft", "troops": "troops", "police": "police", "personnel": "personnel",
    "forces": "forces", "series": "series", "means": "means", "talks": "talks", "thief": "thieves",
    "wife": "wives", "knife": "knives", "leaf": "leaves", "half": "halves", "chief": "chiefs",
    "embargo": "embargoes", "veto": "vetoes", "hero": "heroes", "medium": "media",
}  # fmt: skip


@lru_cache(maxsize=8192)
def verb_forms(lemma: str) -> tuple[str, str, str, str, str]:
    """Return a verb's base, third person, past, past participle and -ing form."""
    if lemma == "be":
        return "be", "is", "was", "been", "being"
    third = lemma + "s"
    if lemma == "have":
        third = "has"
    elif lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        third = lemma[:-1] + "ies"
    stem = lemma
    if lemma in _DOUBLING:
        stem = lemma + lemma[-1]
    if lemma.endswith("ie"):
        ing = lemma[:-2] + "ying"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")):
        ing = lemma[:-1] + "ing"
    elif lemma.endswith("c"):
        ing = lemma + "king"
    else:
        ing = stem + "ing"
    if lemma in _IRREGULAR:
        past, participle = _IRREGULAR[lemma].split()
    elif lemma.endswith("e"):
        past = participle = lemma + "d"
    elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        past = participle = lemma[:-1] + "ied"
    elif lemma.endswith("c"):
        past = participle = lemma + "ked"
    else:
        past = participle = stem + "ed"
    return lemma, third, past, participle, ing


def all_verb_forms(lemma: str) -> set[str]:
    """Return every form of a verb, British doubling beside American."""
    forms = set(verb_forms(lemma))
    if lemma in _DOUBLING and lemma.endswith(("l", "p")):
        forms |= {lemma + "ed", lemma + "ing"}
    if lemma == "be":
        forms |= {"are", "were", "am", "'s", "'re", "'m"}
    if lemma.endswith("ise") and len(lemma) > 5:
        american = lemma[:-3] + "ize"
        forms |= set(verb_forms(american))
    return forms


@lru_cache(maxsize=8192)
def plural(lemma: str) -> str:
    """Return a noun's plural."""
    if lemma in _PLURALS:
        return _PLURALS[lemma]
    if lemma.endswith("man") and lemma[:-3] and lemma not in ("human", "german", "talisman"):
        return lemma[:-3] + "men"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + "s"


@lru_cache(maxsize=65536)
def singular(form: str) -> str:
    """Return a guess at a noun's singular."""
    for one, many in _PLURALS.items():
        if form == many:
            return one
    if form.endswith("men") and len(form) > 4:
        return form[:-3] + "man"
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("sses", "xes", "ches", "shes", "zes")):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")) and len(form) > 3:
        return form[:-1]
    return form


_COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "both": 2, "pair": 2, "duo": 2, "trio": 3, "either": 2, "neither": 2,
}  # fmt: skip


def count_of(low: Iterable[str]) -> int:
    """Return the number among words: "the two men" 2, "twenty-eight" 28, "28" 28; else 0."""
    total = 0
    for word in low:
        for part in word.split("-"):
            number = int(part) if part.isdecimal() and len(part) < 3 else 0
            total += number or _COUNTS.get(part, 0)
    return total


def numbers_in(low: Sequence[str]) -> frozenset[int]:
    """Return the numbers that stand in words, from three on: "twenty-seven" is one number."""
    found: set[int] = set()
    if _COUNTS.keys().isdisjoint(low):
        return frozenset()
    at = 0
    while at < len(low):
        number = _COUNTS.get(low[at], 0)
        if number >= 20 and low[at + 1 : at + 2] == ["-"]:
            at += 2
            last = low[at] if at < len(low) else ""
            number += 1 if last == "one" else _COUNTS.get(last, 0)
        found.add(number)
        at += 1
    return frozenset(one for one in found if one > 2)
