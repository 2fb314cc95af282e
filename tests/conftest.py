"""Settings of all tests, and the command line as they run it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import settings

from foedus.cli import main
from freezes import FindsFreezes

# how long an example takes says more about the machine than about the code
settings.register_profile("foedus", deadline=None)
settings.load_profile("foedus")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: its exit code, and what it printed."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["foedus", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every coder be one that finds a freeze where the word 'frozen' stands."""
    for place in ("foedus.coding.get_coder", "foedus.coding._stream.get_coder"):
        monkeypatch.setattr(place, lambda *_, **__: FindsFreezes())
