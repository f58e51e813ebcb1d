"""The Chat Completions and Completions API on the wire: the body of a request, the meaning of an answer.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from selfinstruct.errors import ModelError, Retryable, UnknownModel, Unreadable
from selfinstruct.models.answers.charsets import decoded_body
from selfinstruct.models.answers.error_forms import ErrorForm, form_of, holds_error, is_page, page_title, read_error
from selfinstruct.models.answers.event_streams import is_stream, joined
from selfinstruct.models.answers.messages import answer_apart, read_message
from selfinstruct.models.holding import Holding, server_at, server_of
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.http.errors import printable_ends, printable_line
from selfinstruct.models.openai_errors import OPTIONAL, openai_error, openai_refused_parameter
from selfinstruct.models.reasoning.services import parts_of
from selfinstruct.models.reasoning.setting import ReasoningSetting
from selfinstruct.models.refused_parameters import ParameterRefused, RefusedParameters
from selfinstruct.models.usage import billed
from selfinstruct.records import Completion, Message, Request, Sampling
from selfinstruct.text.answers.endings import ending, is_passing
from selfinstruct.text.characters import whole_characters

LOG = logging.getLogger("selfinstruct")

PATHS = {"chat": "/chat/completions", "completions": "/completions"}
_LONGEST_NAME = 200  # characters kept of the name that a model gives itself
_LEFT_OUT = {name: f"{name}: it is left out" for name in OPTIONAL} | {
    "max_tokens": "max_tokens: max_completion_tokens is sent in its place",
    "system": "system turns: their text opens the first turn of the user",
    "stop": "stop: it is left out and answers are cut at the stop sequences here",
}


class OpenAIWire:
    """Writes the requests to one model and reads its answers, whether they come one by one or in a batch job.

    Parameters that the model refuses are left out (`stop` is then applied here) or renamed from then on.
    """

    def __init__(
        self, model: str, address: str, key: str, *, provider: str = "openai", begin: str = "",
        variable: str = "OPENAI_API_KEY", paths: Mapping[str, str] = PATHS,
    ) -> None:  # fmt: skip
        """`key` is kept out of every message, and stands in the environment's `variable`.

        `begin` is what to do where nothing listens at the address, "" where nobody knows.
        """
        self.name = f"{provider}/{model}"
        self.begin, self.paths = begin, paths
        self._variable = variable
        self.address = address
        self.refused = RefusedParameters(self.name, _LEFT_OUT)
        self.holding = Holding(
            self.name, provider if provider != "openai" else server_at(urlsplit(address).hostname or "")
        )
        self.reasoning = ReasoningSetting(self.name, parts_of(address, model))
        self.model = model
        self._key = key
        self._streams = False
        self._broken = False
        self._unknown_words: set[str] = set()

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, without the parameters known to be refused."""
        return self._body(request, self.refused.names)

    def completion(
        self,
        request: Request,
        content: bytes,
        *,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> Completion:
        """The completion that an answer holds; raises the error that it tells of, Retryable where it holds nothing.

        `body` is what was sent for it, `headers` what came with it. `cut` ends its text before the first stop sequence
        even where `stop` was sent.
        """
        answer = self._read(request, content, headers or {})
        if not self.holding.server and isinstance(answer, dict):
            self.holding.learn(server_of(answer, headers or {}))
        choices = answer.get("choices") if isinstance(answer, dict) else None
        if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
            if holds_error(answer):
                raise self._told(request, form_of(answer, 200, {}), body or {}, content)
            raise Unreadable(f"{self.name}: the answer has no choices: {self.quote(content[:400])}")
        # Choices may come in the order in which they were ready.
        choice = next((item for item in choices if isinstance(item, dict) and item.get("index") == 0), choices[0])
        said = choice.get("message") or choice.get("delta")
        found = read_message(said) if request.api == "chat" else _plain(choice.get("text"))
        if found is None:
            raise Unreadable(f"{self.name}: the answer has no text: {self.quote(content[:400])}")
        # A completion goes on with its prompt: what looks like a mark in it is the text's own.
        text, reasoning = answer_apart(*found) if request.api == "chat" else found
        reason = self._finish_reason(choice)
        if not (text.strip() and ending(reason) == "whole") and (trouble := choice.get("error") or answer.get("error")):
            raise self._told(request, form_of({"error": trouble}, 200, {}), body or {}, content)
        if is_passing(reason) or (not (text.strip() or reasoning) and ending(reason) == "failed"):
            where = "" if text.strip() or reasoning else " before its first word"
            raise Retryable(f"{self.name}: the answer broke off{where} ({self.quote(reason)})")
        self._warn_of_broken(text + reasoning, content)
        if cut or "stop" in self.refused.names:
            end = min((at for stop in _stops(request.sampling) if (at := text.find(stop)) >= 0), default=None)
            if end is not None:
                text, reason = text[:end], "stop"
        self.holding.thinks = self.holding.thinks or bool(reasoning)
        text = self.holding.read(request, body or {}, text, reason)
        paid = billed(answer, request)
        return Completion(
            text, reason, paid.usage, assumed=paid.assumed, reasoning=reasoning, tier=paid.tier,
            model=self._own_name(answer),
        )  # fmt: skip

    def read(self, request: Request, answer: HttpResponse) -> Completion:
        """The completion in an answer of a batch job; raises the error for a refusal, Retryable for no completion.

        It may have been asked before it was known which parameters are refused, or by an earlier session.
        """
        body = self._body(request, ())
        if request.api == "chat":
            body = self.reasoning.first(body, request.sampling)
        if answer.status >= 400:
            raise self.refusal(request, body, answer)
        return self.completion(request, answer.content, body=body, cut=True)

    def refusal(self, request: Request, body: dict[str, Any], answer: HttpResponse) -> ModelError:
        """The error for an answer that refuses `body`: ParameterRefused for a parameter, left out from now on."""
        told = read_error(answer.status, answer.headers, answer.content)
        if answer.status < 400 and (moved := answer.headers.get("location")):
            told = replace(told, message=moved)
        return self._told(request, told, body, answer.content)

    def quote(self, text: str | bytes) -> str:
        """What a service said, as one short line that does not hold the key."""
        said = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return printable_ends(said.replace(self._key, "[key]") if self._key else said)

    def _own_name(self, answer: Mapping[str, Any]) -> str:
        """The model's own name in an answer, "" where it is the one it was asked by."""
        said = answer.get("model")
        name = self.quote(whole_characters(said))[:_LONGEST_NAME] if isinstance(said, str) else ""
        return "" if name == self.model else name

    def _finish_reason(self, choice: Mapping[str, Any]) -> str:
        """The service's own word for the end of an answer, with one warning for a word that nobody knows."""
        said = choice.get("finish_reason") or "stop"
        word = printable_line(whole_characters(str(said.get("type") if isinstance(said, Mapping) else said)), 80)
        if word not in self._unknown_words and ending(word) == "unknown":
            self._unknown_words.add(word)
            LOG.warning(
                "%s ends answers with %r, which is not known to be a natural end: they count as broken off",
                self.name, word,
            )  # fmt: skip
        return word

    def _told(self, request: Request, told: ErrorForm, body: Mapping[str, Any], content: bytes) -> ModelError:
        if self.holding.refused(request, body, told.status, told.message):
            return ParameterRefused(f"{self.name} refuses to hold its answers to a form")
        if self.reasoning.refused(told.status, told.message, told.params, request.sampling, body):
            return ParameterRefused(f"{self.name} refuses reasoning {request.sampling.reasoning}")
        parameter = openai_refused_parameter(told, body)
        if parameter:
            self.refused.add(parameter)
            return ParameterRefused(f"{self.name} refuses {parameter}")
        where = f"{self.address}{self.paths[request.api]}"
        said = self.quote(told.message or content[:400])
        return openai_error(told, model=self.name, where=where, said=said, variable=self._variable)

    def _warn_of_broken(self, text: str, content: bytes) -> None:
        """Say once that characters of answers cannot be read, where U+FFFD is ours and not the service's own."""
        if self._broken or "\ufffd" not in text or "\ufffd".encode() in content or b"\\ufffd" in content.lower():
            return
        self._broken = True
        LOG.warning(
            "%s sends answers with characters that cannot be read: each is kept as U+FFFD, the replacement character",
            self.name,
        )  # fmt: skip

    def _read(self, request: Request, content: bytes, headers: Mapping[str, str]) -> Any:
        """The JSON of an answer, put together where it was streamed; broken characters do not make it worthless."""
        text = decoded_body(content, headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            if is_page(text):
                title = self.quote(page_title(text) or text[:200])
                raise UnknownModel(
                    f"{self.address}{self.paths[request.api]} answers with a web page, not with JSON ({title}): "
                    f"is the base URL right, and is nobody to sign in first?"
                ) from error
            if is_stream(text) and (answer := joined(text)) is not None:
                if not self._streams:
                    self._streams = True
                    LOG.warning("%s streams its answers though nobody asked it to: they are put together", self.name)
                return answer
            raise Unreadable(
                f"{self.name}: the answer is not JSON or was cut off ({len(content)} bytes): {self.quote(text[:200])}"
            ) from error

    def _body(self, request: Request, refused: Collection[str]) -> dict[str, Any]:
        sampling = request.sampling
        body: dict[str, Any] = {"model": self.model}
        if request.api == "chat":
            turns = without_system(request.messages) if "system" in refused else request.messages
            body["messages"] = [{"role": turn.role, "content": turn.content} for turn in turns]
        else:
            body["prompt"] = request.messages[0].content
        optional = (
            ("max_tokens", sampling.max_tokens),
            ("temperature", sampling.temperature),
            ("top_p", sampling.top_p),
            ("presence_penalty", sampling.presence_penalty),
            ("frequency_penalty", sampling.frequency_penalty),
            ("seed", sampling.seed),
            ("stop", list(sampling.stop) or None),
        )
        for name, value in optional:
            if value is not None:
                body[name] = value
        body = self.reasoning.applied(body, sampling) if request.api == "chat" else body | dict(sampling.extra)
        body.update(self.holding.fields(request))
        # Only now, for `extra` may name them too: what was refused must never be sent, and so refused, again.
        if "max_tokens" in refused:
            body = {"max_completion_tokens" if name == "max_tokens" else name: value for name, value in body.items()}
        return {name: value for name, value in body.items() if name not in refused} if refused else body


def without_system(messages: Sequence[Message]) -> Sequence[Message]:
    """The turns with the text of the system's at the head of the first turn, which is the user's."""
    system = "\n\n".join(turn.content for turn in messages if turn.role == "system" and turn.content.strip())
    turns = [turn for turn in messages if turn.role != "system"]
    if not system:
        return turns
    if turns and turns[0].role == "user":
        return [Message("user", f"{system}\n\n{turns[0].content}"), *turns[1:]]
    return [Message("user", system), *turns]


def _stops(sampling: Sampling) -> Sequence[str]:
    """The stop sequences that are asked for; `extra` may have others, as one text or a list."""
    stops = sampling.extra.get("stop", sampling.stop)
    if isinstance(stops, str):
        return [stops]
    return [stop for stop in stops if isinstance(stop, str)] if isinstance(stops, list | tuple) else ()


def _plain(text: Any) -> tuple[str, str] | None:
    return (whole_characters(text), "") if isinstance(text, str) else None
