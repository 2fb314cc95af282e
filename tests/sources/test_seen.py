"""What came by in a stream is known again, also when it was long ago."""

import pytest

from foedus.sources import _seen


def test_names_are_known_again_after_they_were_sorted_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_seen, "_RECENT", 10)
    seen = _seen.Seen()
    assert all(seen.add(f"d{number}") for number in range(95))
    assert not any(seen.add(f"d{number}") for number in range(95))
    assert seen.add("d95")
    assert len(seen._recent) < 10 < len(seen._sorted)
