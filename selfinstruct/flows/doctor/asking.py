"""Asks a model as runs do, and keeps everything that is answered, refusals too."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.errors import Retryable
from selfinstruct.models.answers.error_forms import ErrorForm, form_of, holds_error, is_page, page_title, read_error
from selfinstruct.models.answers.messages import answer_apart, read_message
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai_errors import openai_refused_parameter
from selfinstruct.models.openai_wire import PATHS, without_system
from selfinstruct.models.servers.endpoint import Endpoint, json_in
from selfinstruct.records import Message

PATIENCE = 60.0  # seconds that a server may take to load its model, or to let a request through
PAUSE = 0.5
_THINKING_ROOM = 600  # tokens more where a model thinks before it answers


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to one request. `why` says why there is no text that could be read, "" where there is one."""

    status: int = 0
    headers: Mapping[str, str] | None = None
    seconds: float = 0.0
    answer: Mapping[str, Any] | None = None
    told: ErrorForm | None = None
    why: str = ""
    raw: str = ""
    text: str = ""
    reasoning: str = ""
    streamed: bool = False

    @property
    def good(self) -> bool:
        """Whether there is an answer, be it empty."""
        return not self.why

    @property
    def nothing(self) -> str:
        """Why nothing can be said by the text of this answer; "" where there is one."""
        return self.why or ("" if self.text.strip() else "the answer is empty")

    @property
    def choices(self) -> list[Mapping[str, Any]]:
        found = (self.answer or {}).get("choices")
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    @property
    def finish(self) -> str:
        return str(self.choices[0].get("finish_reason") or "") if self.choices else ""

    def tokens(self, name: str) -> int | None:
        """A count of usage, prompt_tokens or completion_tokens; None where it is not told."""
        usage = (self.answer or {}).get("usage")
        count = usage.get(name) if isinstance(usage, dict) else None
        return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else None

    def timing(self, name: str) -> float | None:
        """What llama.cpp measured itself: predicted_per_second and others."""
        timings = (self.answer or {}).get("timings")
        value = timings.get(name) if isinstance(timings, dict) else None
        return float(value) if isinstance(value, int | float) and value > 0 else None


class Asker:
    """Asks one model. What it refuses is left out from then on, as in a run; `refused` names it.

    `waited` is what a server said that was not ready, `heard` every answer.
    """

    def __init__(self, endpoint: Endpoint, model: str, timeout: float, waited: str = "") -> None:
        self.endpoint = endpoint
        self.model = model
        self.timeout = timeout
        self.refused: set[str] = set()
        self.thinks = False
        self.requests = 0
        self.waited = waited
        self.heard: list[Said] = []

    async def chat(self, text: str, limit: int, *, system: str = "", **fields: Any) -> Said:
        """The answer to a turn of a user, at most `limit` tokens of it; `fields` stand in the body too."""
        turns = [Message("system", system)] if system else []
        return await self._ask("chat", [*turns, Message("user", text)], limit, fields)

    async def continued(self, text: str, limit: int, **fields: Any) -> Said:
        """How a text goes on, by the Completions API."""
        return await self._ask("completions", [Message("user", text)], limit, fields)

    async def _ask(self, api: str, turns: list[Message], limit: int, fields: Mapping[str, Any]) -> Said:
        while True:
            body = self._body(api, turns, limit, fields)
            said = await self._posted(api, body)
            refused = openai_refused_parameter(said.told, body) if said.told is not None else None
            if refused is None or refused in self.refused:
                self.heard += [said] if said.good else []
                return said
            self.refused.add(refused)

    def _body(self, api: str, turns: list[Message], limit: int, fields: Mapping[str, Any]) -> dict[str, Any]:
        limit += _THINKING_ROOM if self.thinks and api == "chat" else 0
        body: dict[str, Any] = {"model": self.model}
        if api == "chat":
            shown = without_system(turns) if "system" in self.refused else turns
            body["messages"] = [{"role": turn.role, "content": turn.content} for turn in shown]
        else:
            body["prompt"] = turns[0].content
        body["max_completion_tokens" if "max_tokens" in self.refused else "max_tokens"] = limit
        body |= fields
        return {name: value for name, value in body.items() if name not in self.refused}

    async def _posted(self, api: str, body: Mapping[str, Any]) -> Said:
        """The answer, once the server is ready and lets it through, or what it said when patience was over."""
        begun = time.monotonic()
        while True:
            self.requests += 1
            started = time.monotonic()
            try:
                answer = await self.endpoint.post(PATHS[api], body, self.timeout)
            except Retryable as error:
                return Said(why=self.endpoint.quote(str(error)), seconds=time.monotonic() - started)
            said = self._read(api, answer, time.monotonic() - started)
            again = said.status in (429, 503) and (said.told is None or said.told.kind not in ("credit", "key"))
            wait = max(PAUSE, (said.told.wait if said.told else None) or 0.0)
            if not again or time.monotonic() + wait - begun > PATIENCE:
                return said
            self.waited = said.why
            await asyncio.sleep(wait)

    def _read(self, api: str, answer: HttpResponse, seconds: float) -> Said:
        raw = answer.content.decode("utf-8", "replace")
        value, streamed = json_in(answer)
        said = Said(answer.status, answer.headers, seconds, raw=raw, streamed=streamed)
        if answer.status >= 300:
            told = read_error(answer.status, answer.headers, answer.content)
            moved = answer.headers.get("location") if answer.status < 400 else None
            return replace(said, told=told, why=f"{answer.status}: {self.endpoint.quote(moved or told.message)}")
        choices = value.get("choices") if isinstance(value, dict) else None
        if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
            if holds_error(value):
                told = form_of(value, answer.status, answer.headers)
                return replace(
                    said, told=told, why=f"an error within {answer.status}: {self.endpoint.quote(told.message)}"
                )
            if is_page(raw):
                return replace(said, why=f"a web page ({self.endpoint.quote(page_title(raw) or 'without a title')})")
            return replace(said, why=f"no answer that can be read: {self.endpoint.quote(raw[:200])!r}")
        first = next((item for item in choices if isinstance(item, dict) and item.get("index") == 0), choices[0])
        if api == "completions":
            text = first.get("text")
            return replace(said, answer=value, text=text if isinstance(text, str) else "")
        whole, apart = read_message(first.get("message") or first.get("delta")) or ("", "")
        text, reasoning = answer_apart(whole, apart)
        return replace(said, answer=value, text=text, reasoning=reasoning)
