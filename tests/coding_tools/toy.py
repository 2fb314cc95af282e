"""Coders for the tests of streams; other processes import them from here."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from foedus._errors import CoderError, SourceError
from foedus.events import Event, Evidence
from foedus.sources import Source


class Toy:
    """Finds an event for each "froze"; some texts are more than it can take."""

    name = "toy/1"

    def code(self, source: Source) -> list[Event]:
        if "poison" in source.text:
            raise ZeroDivisionError("poison")
        if "unreadable" in source.text:
            raise SourceError("too hard", where=source.id)
        if "away" in source.text:
            raise CoderError("the server is away")
        if "crash" in source.text:
            os._exit(3)
        made, start = [], source.text.find("froze")
        while start >= 0:
            evidence = Evidence.at(source.id, source.text, start, start + 5)
            made.append(
                Event(
                    source=("ARM",),
                    target=("CSTO",),
                    type="SANCTION",
                    act="freeze",
                    date=source.date or "2024",
                    evidence=(evidence,),
                    generated_by=self.name,
                )
            )
            start = source.text.find("froze", start + 5)
        return made


class Dying(Toy):
    """Ends its process as if by kill -9 at the text that says so, the first time only."""

    def code(self, source: Source) -> list[Event]:
        mark = Path(os.environ["TOY_MARK"])
        if "mortal" in source.text and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().code(source)
