"""What somebody may have meant who wrote a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path


def did_you_mean(
    wrong: str, known: Iterable[object], most: int = 3, like: float = 0.7
) -> str | None:
    """Return a question that names the known names that are like a wrong one, or None.

    Parameters
    ----------
    like
        How like they have to be: 1 is the same, 0 nothing in common.

    Examples
    --------
    >>> did_you_mean("csto-armenai", ["csto-armenia", "nato-turkey"])
    'did you mean csto-armenia?'
    >>> did_you_mean("csto-armenai", ["nato"]) is None
    True
    """
    names = {str(name).casefold(): str(name) for name in known}
    near = get_close_matches(wrong.casefold(), list(names), most, cutoff=like)
    return f"did you mean {' or '.join(names[one] for one in near)}?" if near else None


def folders_beside(path: Path, file: str) -> list[Path]:
    """Return the folders beside a path, written as it is, that hold some file."""
    try:
        return sorted(one for one in path.parent.iterdir() if (one / file).is_file())
    except OSError:
        return []


_LONG = 6  # letters, from which two may be wrong


def nearest(wrong: str, forms: Mapping[str, Iterable[str]], most: int = 3) -> list[str]:
    """Return the keys one of whose forms is a few letters from a wrong one, the nearest first.

    Parameters
    ----------
    wrong
        As written. A letter in four may be wrong, missing, too many or exchanged with the next.
    forms
        For each key what it may be called.

    Examples
    --------
    >>> nearest("Nigr", {"NGA": ["Nigeria"], "NER": ["Niger"], "UN": ["United Nations"]})
    ['NER']
    """
    from rapidfuzz.distance import OSA

    bound = 1 if len(wrong) < _LONG else max(2, len(wrong) // 4)
    found: list[tuple[int, int, str]] = []
    for place, (key, names) in enumerate(forms.items()):
        gap = min((OSA.distance(wrong, name, score_cutoff=bound) for name in names), default=99)
        if gap <= bound:
            found.append((gap, place, key))
    found.sort()
    return [key for gap, _, key in found if gap <= found[0][0] + 1][:most]
