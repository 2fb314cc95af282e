"""What somebody may have meant who gave a command an option or a format that it does not have."""

from __future__ import annotations

from collections.abc import Collection

_DAY = ("--as-of", "--at", "--on", "--published", "--during")
_FIRST = ("--during", "--from", "--period", "--as-of")
_LAST = ("--during", "--to", "--period", "--as-of")
# What is near in meaning, but not in letters: options as people write them, and what commands have.
_NEAR = {
    **dict.fromkeys(("--at", "--on", "--date", "--day", "--when"), _DAY),
    **dict.fromkeys(("--from", "--since", "--between", "--after", "--period"), _FIRST),
    **dict.fromkeys(("--to", "--until", "--till", "--before"), _LAST),
}
_FORMS = {"--during": " (a time: 2022, 2022-09, or from one day to another: 2022-09-12/2022-09-14)"}

_OTHER_FORMATS = {
    ("code", "json"): "one JSON list is what 'foedus events CASE --format json' prints, of a case; "
    "here jsonl prints a line of JSON for each event",
    ("events", "jsonl"): "a line of JSON for each event is what 'foedus code FILE --format jsonl' "
    "prints, of a document; here json prints one list",
}


def near_option(wrong: str, known: Collection[str]) -> str | None:
    """Return a question that names the option of a command that means what was written.

    Parameters
    ----------
    wrong
        The option as it was given; the command does not have it.
    known
        The options that the command has.

    Examples
    --------
    >>> near_option("--date", ["--actor", "--as-of"])
    'did you mean --as-of?'
    >>> near_option("--colour", ["--actor", "--as-of"]) is None
    True
    """
    for name in _NEAR.get(wrong, ()):
        if name in known:
            return f"did you mean {name}{_FORMS.get(name, '')}?"
    return None


def other_format(command: str | None, given: str) -> str | None:
    """Return which command prints the format that was asked for in vain, where one does."""
    return _OTHER_FORMATS.get((command or "", given))
