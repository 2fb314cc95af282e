"""A coder that asks a language model, and believes of its answers what can be checked.

::

    source ─► parts ─► question ─► server ─► answer ─► checks ─► merge ─► events
                           │          └─ retries, limits
                           └─ kept on disk: an answer is paid for once
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from foedus._data import shipped
from foedus._errors import CoderError
from foedus.actors import Actors, default_actors
from foedus.coding._llm_answer import AnswerChecker, Checks, answer_schema, read_answer
from foedus.coding._llm_server import Answer, Server
from foedus.coding._merge import merge
from foedus.events import Event, ontology
from foedus.sources._source import Source

_LISTED = ("alliance", "union", "organisation")  # kinds of actors whose ids the prompt lists
_SHORTEST = 600  # characters of a part that is cut no further where an answer was cut off


@dataclass(slots=True)
class LlmReport:
    """What a coder did since it was made.

    Attributes
    ----------
    requests, retried
        Questions sent, second tries included; how many were second tries.
    cached
        Answers that were on the disk.
    tokens_in, tokens_out
        As the server counts them; estimated where it does not say.
    cost
        By the prices given; 0 without.
    unusable
        Parts of texts whose answer was no JSON, was refused or cut off, by reason.
    checks
        Events kept, dropped and mended, by reason.
    """

    requests: int = 0
    retried: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unusable: dict[str, int] = field(default_factory=dict)
    checks: Checks = field(default_factory=Checks)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)


class LlmCoder:
    """Proposes events by asking a server that speaks the OpenAI chat protocol.

    Parameters
    ----------
    url, model, key
        The server's base address (``http://localhost:11434/v1``), the model's name, and the key
        if the server wants one; from FOEDUS_LLM_URL, FOEDUS_LLM_MODEL and FOEDUS_LLM_KEY where
        they are not given.
    actors, treaties
        Tables to look ids up in; those that ship, if None. Treaties are not used.
    timeout, tries
        Seconds for one try; how often a question is asked at most where the server is busy.
    max_tokens
        Of one answer.
    max_tokens_total, max_requests, max_cost
        The coder stops before it would pass these, with a CoderError; what was answered is kept.
    prices
        Of a million tokens in and out, in the currency of `max_cost`.
    cache
        A folder for answers; None for the user's cache folder; False for none.
    part
        Characters of a text that are asked about at once; longer ones are cut at paragraphs.
    extra
        More fields for the request, such as ``{"seed": 1}``; a field of None is left out.

    Attributes
    ----------
    report
        What was asked, kept and dropped so far.

    Notes
    -----
    The text of a document goes to the server. It stands in the question as material, between
    marks that it cannot know; what comes back is data that is checked, so that a text that
    gives orders can at worst hide or invent events about its own words.
    """

    def __init__(
        self,
        *,
        url: str | None = None,
        model: str | None = None,
        key: str | None = None,
        actors: Actors | None = None,
        treaties: Any = None,
        timeout: float = 120.0,
        tries: int = 5,
        max_tokens: int = 4096,
        max_tokens_total: int | None = None,
        max_requests: int | None = None,
        max_cost: float | None = None,
        prices: tuple[float, float] = (0.0, 0.0),
        cache: Path | str | bool | None = None,
        part: int = 8000,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        url = url or os.environ.get("FOEDUS_LLM_URL")
        model = model or os.environ.get("FOEDUS_LLM_MODEL")
        if not url or not model:
            raise CoderError(
                f"the coder 'foedus-llm' needs {'a server' if not url else 'the name of a model'}",
                hint="set FOEDUS_LLM_URL (such as http://localhost:11434/v1) and FOEDUS_LLM_MODEL",
            )
        if max_cost is not None and not any(prices):
            raise CoderError("a limit of cost needs the prices of a million tokens, in and out")
        self.name = f"foedus-llm/{model}"
        self.model = model
        self.actors = actors or default_actors()
        self.server = Server(url, key or os.environ.get("FOEDUS_LLM_KEY"), timeout, tries)
        self.report = LlmReport()
        self._limits = max_tokens_total, max_requests, max_cost
        self._prices = prices
        self._max_tokens = max_tokens
        self._part = max(part, _SHORTEST)
        self._extra = dict(extra or {})
        self._folder = _cache_folder(cache)

    def code(self, source: Source) -> list[Event]:
        """Return the events that a source reports, as far as the checks bear them out.

        Raises
        ------
        CoderError
            The server cannot be reached or refuses, or a limit is reached.
        """
        checker = AnswerChecker(source, self.actors, self.name, self.report.checks)
        events: list[Event] = []
        waiting = list(parts(source.text, self._part))
        while waiting:
            start, end = waiting.pop(0)
            answer = self._answer(source, start, end)
            found = None if answer.refusal else read_answer(answer.text)
            if found is not None and not answer.cut_off:
                events += checker.events(found, start, end)
            elif answer.cut_off and end - start > _SHORTEST:
                half = list(parts(source.text[start:end], (end - start) // 2 + 1))
                waiting[:0] = [(start + first, start + last) for first, last in half]
            else:
                reason = "refused" if answer.refusal else "cut off" if answer.cut_off else "no JSON"
                self.report.unusable[reason] = self.report.unusable.get(reason, 0) + 1
        return merge(events)

    def _answer(self, source: Source, start: int, end: int) -> Answer:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": instructions(self.actors)},
                {"role": "user", "content": question(source, start, end)},
            ],
            "temperature": 0,
            "max_tokens": self._max_tokens,
            **self._extra,
        }
        body = {name: value for name, value in body.items() if value is not None}
        kept = self._kept(body)
        if kept is not None and (answer := _read_kept(kept)) is not None:
            self.report.cached += 1
            return answer
        # three characters a token: more tokens than English text has, so that limits hold
        expected = sum(len(message["content"]) for message in body["messages"]) // 3
        before = self.server.retried
        try:
            answer = self.server.ask(body, answer_schema(), lambda: self._may_ask(expected))
        finally:
            self.report.retried += self.server.retried - before
        self._spend(answer, expected)
        if kept is not None and not answer.refusal and read_answer(answer.text) is not None:
            _keep(kept, answer)
        return answer

    def _may_ask(self, expected: int) -> None:
        """Count a question, or stop where its worst case would pass a limit."""
        tokens, requests, cost = self._limits
        spent = self.report.tokens_in + self.report.tokens_out
        price = (expected * self._prices[0] + self._max_tokens * self._prices[1]) / 1e6
        over = None
        if requests is not None and self.report.requests >= requests:
            over = f"{requests} requests"
        elif tokens is not None and spent + expected + self._max_tokens > tokens:
            over = f"{tokens} tokens"
        elif cost is not None and self.report.cost + price > cost:
            over = f"a cost of {cost:g}"
        if over is not None:
            raise CoderError(
                f"the limit of {over} would be passed: {self.report.requests} requests and "
                f"{spent} tokens are spent, the next may take {expected + self._max_tokens}",
                hint="raise the limit and start again"
                + (": what was answered is kept" if self._folder else ""),
            )
        self.report.requests += 1

    def _spend(self, answer: Answer, expected: int) -> None:
        came = len(answer.text) // 3
        tokens_in = expected if answer.tokens_in is None else answer.tokens_in
        tokens_out = came if answer.tokens_out is None else answer.tokens_out
        self.report.tokens_in += tokens_in
        self.report.tokens_out += tokens_out
        self.report.cost += (tokens_in * self._prices[0] + tokens_out * self._prices[1]) / 1e6

    def _kept(self, body: Mapping[str, Any]) -> Path | None:
        if self._folder is None:
            return None
        asked = json.dumps([self.server.url, body, answer_schema()], sort_keys=True)
        digest = hashlib.sha256(asked.encode()).hexdigest()
        return self._folder / digest[:2] / f"{digest}.json"


@cache
def _prompt() -> str:
    return shipped("llm", "prompt.md").read_text(encoding="utf-8")


def instructions(actors: Actors) -> str:
    """Return the codebook as a model is told it, with the codes of the scheme that ships."""
    scheme = ontology()
    lists = {
        "types": (f"  {kind.name}: {kind.means}" for kind in scheme.types.values()),
        "acts": (f"  {act.name}: {act.means}" for act in scheme.acts.values()),
        "factualities": (f"  {name}: {means}" for name, means in scheme.factualities.items()),
        "organisations": (f"{actor.id}: {actor.name}" for actor in actors if actor.kind in _LISTED),
    }
    text = _prompt()
    for name, lines in lists.items():
        text = text.replace(f"{{{name}}}", "\n".join(lines))
    return text


def question(source: Source, start: int, end: int) -> str:
    """Return a part of a source as material: between lines with a mark that it does not hold."""
    text = source.text[start:end]
    title = " ".join((source.title or "").split())
    # made from the words themselves: who writes a text that holds its own hash has a new hash
    mark = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16]
    published = "not known"
    if source.date is not None:
        published = str(source.date)
        if source.date.is_exact and source.date.earliest is not None:
            published += f" ({source.date.earliest:%A})"
    place = "" if end - start >= len(source.text) else ", a part of a longer text"
    return (
        f"Published: {published}\n"
        f"The document{place}; all of it is material to be coded:\n"
        f"===== {mark} begins\n"
        + (f"Title: {title}\n\n" if title else "")
        + f"{text.strip()}\n===== {mark} ends\n"
        "List the events that it reports, as the codebook says."
    )


def parts(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a text start and end: whole paragraphs, as many as fit.

    A paragraph that does not fit is cut at the end of a sentence, or else at a blank.

    Examples
    --------
    >>> list(parts("One two.\\n\\nThree four.\\n\\nFive.", 22))
    [(0, 10), (10, 28)]
    """
    start = 0
    while start < len(text):
        end = start + longest
        if end >= len(text):
            if text[start:].strip():
                yield start, len(text)
            return
        window = text[start:end]
        cut = window.rfind("\n\n") + 2
        if cut < 2:
            cut = window.rfind("\n") + 1
        if cut < longest // 4:
            ends = [found.end() for found in re.finditer(r"[.!?][\"”’)]*\s", window)]
            cut = max([cut, *ends])
        if cut <= 0:
            cut = window.rfind(" ") + 1 or longest
        if text[start : start + cut].strip():
            yield start, start + cut
        start += cut


def _cache_folder(cache: Path | str | bool | None) -> Path | None:
    if cache is False:
        return None
    if cache is None or cache is True:
        from platformdirs import user_cache_path

        return user_cache_path("foedus") / "llm"
    return Path(cache)


def _read_kept(path: Path) -> Answer | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Answer(str(data["text"]), bool(data["cut_off"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None  # not there, or not whole: ask again


def _keep(path: Path, answer: Answer) -> None:
    """Write an answer so that it is there whole or not at all; a full disk is no reason to stop."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"text": answer.text, "cut_off": answer.cut_off}, file)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return
