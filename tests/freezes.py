"""A coder for tests of what goes on around a coder."""

from __future__ import annotations

from foedus import Event, Evidence, Source


class FindsFreezes:
    """Finds a freeze by Armenia where the word 'frozen' stands."""

    name = "stub/1"

    def code(self, source: Source) -> list[Event]:
        if "frozen" not in source.text:
            return []
        return [
            Event.model_validate(
                {
                    "source": ("ARM",),
                    "target": ("CSTO",),
                    "type": "SANCTION",
                    "act": "freeze",
                    "date": source.date or "../2024",
                    "evidence": (Evidence.find(source.id, source.text, "frozen"),),
                    "generated_by": self.name,
                    "confidence": 0.5,
                }
            )
        ]
