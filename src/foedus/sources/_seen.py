"""Which names came by in a stream, in a few bytes each."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left

_RECENT = 50_000  # names that are kept as they come, before they are sorted in


class Seen:
    """A set of names of which only a digest of eight bytes is kept: a million take 8 MB.

    That two names of a million have the same digest happens in one of thirty million such sets.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add("a"), seen.add("b"), seen.add("a")
    (True, True, False)
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._sorted = array("Q")

    def add(self, name: str) -> bool:
        """Take a name in; return whether it is new."""
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        key = int.from_bytes(digest, "big")
        place = bisect_left(self._sorted, key)
        if key in self._recent or (place < len(self._sorted) and self._sorted[place] == key):
            return False
        self._recent.add(key)
        if len(self._recent) > _RECENT:
            self._sort_in()
        return True

    def _sort_in(self) -> None:
        import numpy as np

        recent = np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent))
        every = np.concatenate([np.frombuffer(self._sorted, dtype=np.uint64), recent])
        every.sort()
        self._sorted = array("Q", every.tobytes())
        self._recent.clear()
