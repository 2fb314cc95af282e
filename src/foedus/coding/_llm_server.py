"""Ask a language model: any server that speaks the OpenAI chat protocol.

The user names the server, so it may stand anywhere, also on this computer. Redirects are not
followed: they would carry the key to somewhere else.
"""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from foedus._errors import CoderError

if TYPE_CHECKING:
    import httpcore

MAX_BYTES = 8 * 1024 * 1024
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529))
_LONGEST_WAIT = 120.0  # seconds between two tries at most, whatever the server asks for
#: How a server can be told the form of the answer, the surest first.
FORMS = ("json_schema", "json_object", "text")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered: its words, whether they were cut off, and tokens used.

    ``refusal`` holds its words where it declined.
    """

    text: str
    cut_off: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None
    refusal: str | None = None


@dataclass
class Server:
    """A server, with patience: it is asked again where it is busy.

    Attributes
    ----------
    url
        Its base, such as ``http://localhost:11434/v1``.
    key
        Sent as a bearer token, if there is one; it stands in no message and no file.
    timeout
        Seconds for one try, from its start to the last byte.
    tries
        How often a question is asked at most.
    retried
        How often something had to be asked again.
    """

    url: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    tries: int = 5
    sleep: Callable[[float], None] = time.sleep
    retried: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CoderError(
                f"'{self.url}' is no address of a server",
                hint="give its base, such as http://localhost:11434/v1",
            )
        if self.key is not None and not (self.key.isascii() and self.key.isprintable()):
            raise CoderError("the server's key holds characters that no key has")
        base = self.url.rstrip("/")
        ending = "/chat/completions"
        self._address = base if base.endswith(ending) else base + ending
        self._form = 0

    def ask(
        self, body: Mapping[str, Any], schema: Mapping[str, Any], before: Callable[[], None]
    ) -> Answer:
        """Return the model's answer.

        Parameters
        ----------
        body
            The request, without the form of the answer.
        schema
            JSON schema of the answer; servers that know no schemas are asked for any JSON.
        before
            Called before every try; may raise to stop.

        Raises
        ------
        CoderError
            The server refuses, does not answer in time, or answers in no form that is known.
        """
        tried = 0
        while True:
            before()
            tried += 1
            wait: float | None = None
            try:
                status, headers, content = self._post({**body, **self._response_format(schema)})
            except CoderError as problem:
                fault = problem
            else:
                if status == 200:
                    return self._read(content)
                said = _excerpt(content)
                if (
                    status in (400, 404, 415, 422, 501)
                    and self._form + 1 < len(FORMS)
                    and _is_form(said)
                ):
                    self._form += 1  # it does not know this form: not a try that failed
                    tried -= 1
                    continue
                fault = self._fault(status, said)
                if status not in _BUSY:
                    raise fault
                wait = _retry_after(headers)
            if tried >= self.tries:
                raise fault
            self.retried += 1
            self.sleep(min(wait if wait is not None else 2.0 ** (tried - 1), _LONGEST_WAIT))

    def _response_format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        form = FORMS[self._form]
        if form == "json_schema":
            wanted = {"name": "events", "strict": True, "schema": schema}
            return {"response_format": {"type": form, "json_schema": wanted}}
        return {"response_format": {"type": form}} if form == "json_object" else {}

    def _post(self, body: Mapping[str, Any]) -> tuple[int, dict[str, str], bytes]:
        import httpcore

        headers: dict[bytes | str, bytes | str] = {
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        deadline = time.monotonic() + self.timeout
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self.timeout)
        try:
            with (
                httpcore.ConnectionPool(retries=0) as pool,
                pool.stream(
                    "POST",
                    self._address,
                    headers=headers,
                    content=json.dumps(body).encode(),
                    extensions={"timeout": limits},
                ) as response,
            ):
                return response.status, _headers(response), self._body(response, deadline)
        except (httpcore.TimeoutException, TimeoutError) as problem:
            raise self._slow() from problem
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as problem:
            raise CoderError(
                f"the connection failed: {problem}",
                where=self._address,
                hint="check that the server runs and the address is right",
            ) from problem
        except (ValueError, httpcore.UnsupportedProtocol) as problem:
            raise CoderError(f"this is no address: {problem}", where=self._address) from problem

    def _body(self, response: httpcore.Response, deadline: float) -> bytes:
        content = b""
        for piece in response.iter_stream():
            content += piece
            if len(content) > MAX_BYTES:
                raise CoderError("the answer is longer than 8 MB", where=self._address)
            if time.monotonic() > deadline:
                raise self._slow()
        return content

    def _slow(self) -> CoderError:
        return CoderError(
            f"no answer within {self.timeout:g} seconds",
            where=self._address,
            hint="give it more time, or a smaller model",
        )

    def _fault(self, status: int, said: str) -> CoderError:
        hint = None
        if status in (401, 403):
            hint = "check the key (FOEDUS_LLM_KEY)"
        elif status in (400, 404, 422):
            hint = "check the address and the model's name (FOEDUS_LLM_URL, FOEDUS_LLM_MODEL)"
        elif 300 <= status < 400:
            hint = "give the address that it redirects to; redirects are not followed"
        elif status in _BUSY:
            hint = "what was coded is kept; try again later"
        if self.key:
            said = said.replace(self.key, "…")
        return CoderError(
            f"the server answered {status}{': ' + said if said else ''}",
            where=self._address,
            hint=hint,
        )

    def _read(self, content: bytes) -> Answer:
        try:
            data = json.loads(content)
            choice = data["choices"][0]
            message = choice["message"]
            text = message.get("content")
            if isinstance(text, list):  # some servers answer in parts
                text = "".join(str(part.get("text", "")) for part in text)
            usage = data.get("usage") or {}
            return Answer(
                text if isinstance(text, str) else "",
                choice.get("finish_reason") == "length",
                _count(usage.get("prompt_tokens")),
                _count(usage.get("completion_tokens")),
                str(message["refusal"])[:200] if message.get("refusal") else None,
            )
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
            raise CoderError(
                "the server's answer is not in the form of the OpenAI chat protocol",
                where=self._address,
                hint="check the address: it usually ends in /v1",
            ) from problem


def _headers(response: httpcore.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how long a server asks to wait: seconds, or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    return max(0.0, seconds) if seconds == seconds else None


def _excerpt(content: bytes) -> str:
    """Return what a server says is wrong, in one short line."""
    text = content.decode("utf-8", "replace")
    try:
        error = json.loads(text)["error"]
        text = error["message"] if isinstance(error, dict) else str(error)
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    return " ".join(str(text).split())[:300]


def _is_form(said: str) -> bool:
    low = said.lower()
    return any(word in low for word in ("response_format", "json_schema", "json_object", "schema"))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
