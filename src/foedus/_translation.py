"""A translation stands beside a quote: whose it is has to be said, and it is never the quote."""

from __future__ import annotations


def fault_in(translation: str | None, translated_by: str | None, quote: str | None) -> str | None:
    """Return what is wrong with a translation, or None.

    >>> fault_in("They consult.", None, "Они консультируются.")
    "'translation' needs 'translated_by': who made it, and whether anybody checked it"
    """
    if translation and not translated_by:
        return "'translation' needs 'translated_by': who made it, and whether anybody checked it"
    if translated_by and not translation:
        return "'translated_by' stands without a 'translation'"
    if translation and not quote:
        return "'translation' stands without the quote that it translates"
    return None
