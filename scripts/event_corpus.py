"""Read the training corpus of the event model: texts with the events in them, as plain text.

::

    @ CSTO 2024-02-23
    Prime Minister Nikol Pashinyan said on Thursday that Armenia had frozen its participation …
    - SANCTION freeze | Armenia=ARM > its participation=CSTO | actual | frozen | ARM: Nikol … | ../…

A header (alliance, day of publication), the text on one line, a line for each event: type and act;
sources > targets, each as words of the text and id; factuality; trigger; speaker; date.
``corpus/README.md`` has the whole of it. ``python scripts/event_corpus.py FILE…`` checks files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
#: Files held from what a model learns from: for calibration and for scores.
HELD = (
    "soviet-09", "atlantic-09", "asia-09", "africa-09", "mideast-09", "history-09", "wire-10",
    "paper-10", "wirec-13", "wired-13", "wired-14", "acta-13", "actb-13", "actc-13", "dense-11",
    "whois-11", "whois-12", "newsa-03", "newsb-03", "newsc-03", "newsd-02",
    "newse-03", "newsf-05", "newsg-05", "newsh-05", "newsi-05", "newsj-05", "newsk-05",
    "newsl-06", "newsm-06", "newsn-06", "newso-07", "newsp-07", "newsq-07", "newsr-07", "newss-08",
    "newst-06", "newsw-06", "newsz-06", "densa-05", "densb-05", "densd-05",
    "worlda-12", "worldb-12", "worldc-12", "worldd-12", "newta-12", "newtb-12", "newtc-12",
    "densf-12", "densg-12", "densh-10", "paira-16", "pairb-16", "pairc-16", "paird-16",
    "plaine-16", "plainf-16", "plaing-14", "plainh-14",
    "mixi-16", "mixj-12", "mixk-16", "mixl-16", "mixm-16", "mixn-10",
    "onea-16", "oneb-16", "onec-16", "oned-16", "onee-16",
    "twoa-10", "twob-10", "twoc-10", "twod-09", "twoe-09", "twof-09", "twog-10",
    "trea-09", "treb-11", "trec-09", "tred-09", "tree-10", "tref-09", "treg-08",
    "foub-07", "fouc-09", "foud-07", "foue-06", "fouf-07", "fouh-03",
    "sixa-08", "sixb-08", "sixc-08", "sixd-08", "sixe-08", "sixf-08", "sixg-08", "sixh-08",
    "seva-08", "sevb-08", "sevc-08", "sevd-08", "seve-08", "sevf-08", "sevg-08",
    "eiga-07", "eigb-07", "eigc-07", "eigd-07", "eige-07", "eigf-07", "eigg-07", "eigh-07",
    "nina-07", "ninb-07", "ninc-07", "nind-07", "nine-07", "ninf-07", "ning-07", "ninh-07",
    "tena-02", "tenb-02", "tenc-02", "tend-02", "tene-02", "tenf-02", "teng-02",
    "tenb-07", "tenc-07", "tend-07", "tene-07", "tenf-07", "teng-07",
    "twla-10", "twlb-10", "twlc-10", "twld-10", "twle-10", "twlf-10", "twlg-10",
)  # fmt: skip
#: News as it is written, by others than the rest: for scores, and choices between models.
REPORTS = tuple(f"report{writer}-0{number}" for writer in "ab" for number in (1, 2, 3))
#: Kept from the encoder and its heads, so that who has which part is learnt on what they never saw.
FOR_PARTS = tuple(
    sorted(
        file.stem
        for file in CORPUS.glob("*.txt")
        if file.stem.startswith("twl") and file.stem not in HELD
    )
)
#: What no model learns from.
UNSEEN = (*HELD, *REPORTS)
Span = tuple[int, int]


def held_files() -> list[Path]:
    """Return the files that are held for calibration and scores."""
    return [CORPUS / f"{name}.txt" for name in HELD]


def report_files() -> list[Path]:
    """Return the files of news as it is written, which are for scores alone."""
    return [CORPUS / f"{name}.txt" for name in REPORTS]


@dataclass(frozen=True)
class Role:
    """An actor in a role: where its words stand (None where it has none), and whom they mean."""

    span: Span | None
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Coded:
    """An event as a person coded it."""

    type: str
    act: str | None
    source: tuple[Role, ...]
    target: tuple[Role, ...]
    factuality: str
    trigger: Span
    speaker: str | None
    date: str


@dataclass(frozen=True)
class Item:
    """A text with its events."""

    id: str
    published: str
    text: str
    events: tuple[Coded, ...]
    label: str = ""


def find(text: str, words: str) -> Span | None:
    """Return where words stand; ``words #2`` asks for their second place."""
    count = 1
    numbered = re.search(r"#(\d+)$", words)
    if numbered:
        count, words = int(numbered[1]), words[: numbered.start()].strip()
    at = -1
    for _ in range(count):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return at, at + len(words)


def _parted(field: str) -> list[str]:
    """Return the roles of a field; a comma parts two only behind an actor."""
    made: list[str] = []
    whole = True
    for part in re.split(r"(?<=,)", field.strip()):
        if whole:
            made.append(part)
        else:
            made[-1] += part  # "Mr Ágústsson, the Foreign Minister=ISL"
        whole = "=" in made[-1]
    if field.strip() and not whole:
        raise ValueError(f"a role without '=' and actor: {made[-1].strip()!r}")
    return [part.strip(", ") for part in made if part.strip(", ")]


def _role(text: str, field: str, near: int) -> tuple[Role, ...]:
    roles = []
    for part in _parted(field):
        words, _, who = part.partition("=~") if "=~" in part else part.rpartition("=")
        words = words.strip()
        if "=~" in part:
            actors: tuple[str, ...] = ("~" + re.sub(r":([A-Z]{3})$", r"@\1", who.strip()),)
        else:
            actors = tuple(one.strip() for one in who.split("+"))
        span = None
        if words:
            span = find(text, words)
            if span is None:
                raise ValueError(f"words that are not in the text: {words!r}")
            if "#" not in words:
                starts = [one.start() for one in re.finditer(re.escape(words), text)]
                start = min(starts, key=lambda one: abs(one - near))
                span = (start, start + len(words))
        roles.append(Role(span, actors))
    return tuple(roles)


def _event(text: str, line: str) -> Coded:
    fields = [field.strip() for field in line.split(" | ")]
    if len(fields) != 6:
        raise ValueError(f"{len(fields)} fields instead of 6")
    kind, actors, factuality, trigger, speaker, date = fields
    type_, act = kind.split()
    span = find(text, trigger)
    if span is None:
        raise ValueError(f"a trigger that is not in the text: {trigger!r}")
    source, found, target = actors.partition(">")
    if not found:
        raise ValueError("no '>' between sources and targets")
    return Coded(
        type=type_,
        act=None if act == "-" else act,
        source=_role(text, source, span[0]),
        target=_role(text, target, span[0]),
        factuality=factuality,
        trigger=span,
        speaker=None if speaker == "-" else speaker.split(":")[0].strip(),
        date=date,
    )


def read(path: Path) -> Iterator[Item]:
    """Yield the items of a file.

    Raises
    ------
    ValueError
        A line does not read; the message names file and line.
    """
    header: re.Match[str] | None = None
    text, start, events = "", 0, []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), "@ END 1900-01-01"], 1):
        try:
            if line.startswith("@ "):
                if header is not None:
                    if not text:
                        raise ValueError("an item without text")
                    yield Item(f"{path.stem}:{start}", header[2], text, tuple(events), header[1])
                header = re.fullmatch(r"@ (\S+) (\d{4}-\d\d-\d\d)", line.strip())
                if header is None:
                    raise ValueError("a header is '@ LABEL YYYY-MM-DD'")
                text, start, events = "", number, []
            elif line.startswith("- "):
                events.append(_event(text, line[2:]))
            elif line.strip() and text:
                raise ValueError("a second line of text")
            elif line.strip():
                text = line.strip()
        except ValueError as problem:
            raise ValueError(f"{path}:{number}: {problem}") from None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        items = list(read(Path(name)))
        print(name, len(items), "items,", sum(len(item.events) for item in items), "events")
