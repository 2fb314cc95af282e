"""Whether a text is in English, by its commonest words: no model, no list of all words.

::

    first 300 words ─┬─ letters: mostly of another script? ──────────────────► foreign
                     ├─ small words: of which language are there most? ─┐
                     └─ letters such as ł, ğ, ã in small words ─────────┴─► far more than English?
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from foedus._data import parse_yaml, shipped

_ENGLISH = frozenset(
    "the of and to in that for is was with as by on from has have which".split()  # noqa: SIM905
)

_LOOKED_AT = 4000  # characters
_WORDS = 300
_WORD = re.compile(r"[^\W\d_]+")

_STRANGE = re.compile(r"aa[^r]|[kstlpvz]j|sz|[^e]v[lr]|q[^u]")  # letters that English does not join

_LEAST = 3  # words of another language, of two kinds at least
_ENOUGH = 8  # words, of which two are enough
_TIMES = 3  # how many times more of them there are than English words
_LONG = 40  # words in small letters, among which a text without a list has to be told
_CAPITALS = 0.7  # the share of capital letters above which a text is in capitals
_SPARSE = 0.05  # the share of English small words below which a long text is not English


@dataclass(frozen=True, slots=True)
class _Lists:
    """Words by what they speak for; see ``data/function_words.yaml``."""

    small: frozenset[str]
    neutral: frozenset[str]
    headlines: frozenset[str]
    vowels: frozenset[str]
    marked: frozenset[str]
    particles: frozenset[str]
    following: frozenset[str]
    joining: frozenset[str]
    languages: dict[str, tuple[str, ...]]  # word → the other languages that have it


@cache
def _lists() -> _Lists:
    name = "function_words.yaml"
    data = parse_yaml(shipped(name).read_text("utf-8"), name)
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in data["languages"].items():
        for word in words.split():
            languages[word] = (*languages.get(word, ()), language)
    groups = {**data["english"], **data["names"]}
    return _Lists(
        **{group: frozenset(words.split()) for group, words in groups.items()}, languages=languages
    )


def looks_english(text: str) -> bool:
    """Whether a text is English, by the share of its commonest words.

    >>> looks_english("The parties to the treaty consult and help each other in need.")
    True
    >>> looks_english("Договор о коллективной безопасности был подписан в Ташкенте.")
    False
    """
    words = _WORD.findall(text[:20000].lower())
    return bool(words) and sum(word in _ENGLISH for word in words) / len(words) > 0.08


def looks_foreign(text: str) -> bool:
    """Whether a text is plainly in another language than English.

    False where that is in doubt, as in a headline of names: it is no contrary of
    :func:`looks_english`, which wants enough words to be sure.

    Parameters
    ----------
    text
        As it was read. Only its first 300 words are looked at.

    Examples
    --------
    >>> looks_foreign("Le Mali, le Burkina Faso et le Niger quittent la CEDEAO.")
    True
    >>> looks_foreign("Mali quits ECOWAS"), looks_foreign("Lula da Silva in Rio de Janeiro")
    (False, False)
    """
    found = list(islice(_WORD.finditer(text[:_LOOKED_AT]), _WORDS))
    words = [word[0] for word in found]
    letters = "".join(words)
    if not letters:
        return False
    if not letters.isascii() and sum(map(_is_latin, letters)) < len(letters) / 2:
        return True
    lists = _lists()
    if sum(map(str.isupper, letters)) > _CAPITALS * len(letters):
        # where all is in capitals, names cannot be told from words
        lower = [word for word in map(str.lower, words) if word not in lists.particles]
        return _outweighs(lower, [], False, _LEAST)
    small = [word for word in _outside_names(found) if word[0].islower()]
    capitalised = [word.lower() for word in words if not word[0].islower()]
    if _outweighs(small, capitalised, True, _LEAST - (len(words) >= _ENOUGH)):
        return True
    return len(small) >= _LONG and sum(w in lists.small for w in small) < _SPARSE * len(small)


def _outweighs(small: list[str], capitalised: list[str], by_spelling: bool, least: int) -> bool:
    """Whether there are so many small words of one language, and far more than of English.

    With `by_spelling` words count as well that are in no list, but that no English word is like.
    """
    lists = _lists()
    english = [w for w in small if w in lists.small or w in lists.headlines]
    english += [w for w in capitalised if w in lists.small]
    ours = Counter(language for w in english for language in lists.languages.get(w, ()))
    odd: list[str] = []
    theirs: dict[str, list[str]] = {language: [] for language in ("", *ours)}
    for word in small:
        if word in lists.small or word in lists.headlines or word in lists.neutral:
            continue
        if by_spelling and _is_odd(word):
            odd.append(word)
            continue
        for language in lists.languages.get(word, ()):
            theirs.setdefault(language, []).append(word)
    return any(
        len(known) + len(odd) >= max(least, _TIMES * (len(english) - ours[language]) + 1)
        and len({*known, *odd}) > 1
        for language, known in theirs.items()
    )


def _is_odd(word: str) -> bool:
    """Whether hardly a word of English is written so: fünf, kraju, serikali."""
    if not word.isascii():
        return word not in _lists().marked
    if _STRANGE.search(word):
        return True
    return len(word) > 4 and word[-1] in "aiou" and word not in _lists().vowels


def _outside_names(found: list[re.Match[str]]) -> list[str]:
    """Return the words without particles that stand in a row between two words with capitals."""
    lists = _lists()
    first = lists.particles | lists.joining
    kept: list[str] = []
    row: list[str] = []  # particles since a word with a capital; they are kept unless one follows
    in_row = False
    for before, word in pairwise([None, *found]):
        assert word is not None
        text = word[0]
        gap = "" if before is None else word.string[before.end() : word.start()]
        if gap.strip(" \n'’-"):
            in_row = _end(row, kept)
        if text[0].isupper():
            if not _is_name_inside(row):
                kept += row
            row.clear()
            kept.append(text)
            in_row = True
        elif in_row and (text in first or (row and text in lists.following)):
            row.append(text)
        else:
            in_row = _end(row, kept)
            kept.append(text)
    _end(row, kept)
    return kept


def _end(row: list[str], kept: list[str]) -> bool:
    """Keep the particles of a row that has no second name; return that there is no row now."""
    kept += row
    row.clear()
    return False


def _is_name_inside(row: list[str]) -> bool:
    """Whether particles can stand in one name: "y", "de la", but not "et le"."""
    return len(row) == 1 or _lists().joining.isdisjoint(row)


def _is_latin(letter: str) -> bool:
    # with its extensions, phonetic letters and modifiers
    return letter < "\u0370" or "\u1d00" <= letter <= "\u1eff"
