"""Holds a model's answers to the form they are read in, by whatever field its server takes for that.

Which field that is depends on the server: `KNOWN` says what works where. The first answers are checked: a server that
does not hold them to anything is told of once and asked freely from then on, and so is one that refuses the field.
https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
https://docs.vllm.ai/en/latest/features/structured_outputs.html
https://docs.ollama.com/capabilities/structured-outputs
https://platform.openai.com/docs/guides/structured-outputs
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.forms.description import Hold
from selfinstruct.forms.grammar import grammar, keeps_to
from selfinstruct.forms.layout import in_lines
from selfinstruct.forms.schema import plain_schema, schema
from selfinstruct.records import Request
from selfinstruct.text.answers.endings import ending

LOG = logging.getLogger("selfinstruct")

CHECKED = 3  # answers without the form until a field counts as ignored
NAMES = {
    "llamacpp": "llama.cpp", "vllm": "vLLM", "ollama": "Ollama", "lmstudio": "LM Studio", "sglang": "SGLang",
    "openai": "OpenAI", "azure": "Azure", "bedrock": "Amazon Bedrock",
}  # fmt: skip
# Ways of holding an answer, best first, by server and API.
KNOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "llamacpp": {"chat": ("grammar", "response_format"), "completions": ("grammar",)},
    "vllm": {
        "chat": ("structured_outputs", "response_format"),
        "completions": ("structured_outputs",),
    },
    "ollama": {"chat": ("response_format",)},
    "lmstudio": {"chat": ("response_format",)},
    "sglang": {"chat": ("ebnf", "response_format"), "completions": ("ebnf",)},
    "openai": {"chat": ("response_format",)},
    "azure": {"chat": ("response_format",)},
    "bedrock": {"chat": ("outputConfig",), "completions": ("outputConfig",)},
    "converse": {},
}
_BY_GRAMMAR = ("grammar", "structured_outputs", "ebnf")
_ALL = (*_BY_GRAMMAR, "response_format", "outputConfig")
# What is asked of a server where the user says how answers are to be held, and nobody knows what it takes.
_ASKED = {"converse": ("outputConfig",), "bedrock": ("outputConfig",)}
# What else in a request holds its answer to something: a user's own word counts.
_OWN = {
    *_ALL,
    "format",
    "json_schema",
    "guided_json",
    "guided_grammar",
    "guided_regex",
    "guided_choice",
    "regex",
    "tools",
}
# What they hold an answer to holds what is thought before it as well: a model that thinks is asked freely.
_FROM_THE_START = {"llamacpp", "ollama", "lmstudio"}
_REFUSED = re.compile(
    r"grammar|response.?format|json.?schema|json.?object|structured|output.?config|text.?format|guided|ebnf|schema|"
    r"extra (?:inputs|fields)",
    re.I,
)
_TOO_LONG = re.compile(r"context|too long|too many tokens", re.I)


@dataclass(slots=True)
class Holding:
    """How the answers of one model are held to their forms.

    `server` is a name of KNOWN, "" as long as nobody knows. `works` says which ways have been seen to work, `thinks`
    that the model thinks before it answers.
    """

    name: str
    server: str = ""
    works: set[str] = field(default_factory=set)
    thinks: bool = False
    _dropped: frozenset[tuple[str, str]] = frozenset()
    _without: dict[tuple[str, str], int] = field(default_factory=dict)

    def learn(self, server: str) -> None:
        """Take in what an answer shows of its server."""
        if server and not self.server:
            self.server = server
            LOG.info("%s: the server is %s", self.name, NAMES[server])

    def fields(self, request: Request) -> dict[str, Any]:
        """What is to stand in the body besides; nothing where the answer is not held, or the user holds it."""
        way = self._way(request)
        if way is None or _OWN & request.sampling.extra.keys():
            return {}
        assert request.hold is not None
        form = request.hold.form
        match way:
            case "grammar":
                return {"grammar": grammar(form)}
            case "structured_outputs":
                return {"structured_outputs": {"grammar": grammar(form)}}
            case "ebnf":
                return {"ebnf": grammar(form)}
            case "outputConfig":
                told = {"name": "answer", "schema": json.dumps(plain_schema(form))}
                return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": told}}}}
        strict = {"name": "answer", "strict": True, "schema": schema(form)}
        return {"response_format": {"type": "json_schema", "json_schema": strict}}

    def read(self, request: Request, body: Mapping[str, Any], text: str, reason: str) -> str:
        """The answer as its parser reads it, once it is known whether it was held to its form."""
        way = self._sent(request, body)
        if way is None or request.hold is None or (way in _BY_GRAMMAR and way in self.works):
            return text
        form = request.hold.form
        told = in_lines(form, text) if way not in _BY_GRAMMAR else None
        held = told is not None or (way in _BY_GRAMMAR and keeps_to(form, text))
        if held:
            self.works.add(way)
        # An answer that a stop sequence ended is only the beginning of one in the form.
        elif ending(reason) == "whole" and text.strip() and way not in self.works and not request.sampling.stop:
            self._ignored(request, way)
        return text if told is None else told

    def refused(self, request: Request, body: Mapping[str, Any], status: int, message: str) -> bool:
        """Whether a refusal may be that of the field, which is then left out from now on."""
        way = self._sent(request, body)
        if way is None or status not in (400, 404, 415, 422, 500, 501) or _TOO_LONG.search(message):
            return False
        if not _REFUSED.search(message):
            return False
        if self._drop(request, way):
            LOG.warning(
                "%s refuses to hold its answers to a form by %s: it is asked %s", self.name, way, self._then(request)
            )
        return True

    def _ways(self, request: Request) -> tuple[str, ...]:
        hold: Hold | None = request.hold
        if hold is None:
            return ()
        known = KNOWN.get(self.server, {}).get(request.api, ())
        if self.thinks and hold.way == "auto" and self.server in _FROM_THE_START:
            known = ()
        ways: tuple[str, ...] = known
        if hold.way == "schema":
            ways = tuple(way for way in known if way not in _BY_GRAMMAR) or ("response_format",)
            ways = _ASKED.get(self.server, ways)
        elif hold.way == "grammar":
            ways = tuple(way for way in known if way in _BY_GRAMMAR) or ("grammar",)
            ways = () if self.server in _ASKED else ways
        if hold.form.continues or (request.api == "completions" and self.server not in _ASKED):
            ways = tuple(way for way in ways if way in _BY_GRAMMAR)
        return ways

    def _way(self, request: Request) -> str | None:
        return next((way for way in self._ways(request) if (request.api, way) not in self._dropped), None)

    def _sent(self, request: Request, body: Mapping[str, Any]) -> str | None:
        """The way that was taken for a request, by what was sent for it."""
        if request.hold is None or _OWN & request.sampling.extra.keys():
            return None
        return next((way for way in _ALL if way in body), None)

    def _ignored(self, request: Request, way: str) -> None:
        key = request.api, way
        self._without[key] = self._without.get(key, 0) + 1
        if self._without[key] >= CHECKED and self._drop(request, way):
            LOG.warning(
                "%s takes %s and does not hold its answers to it: it is asked %s", self.name, way, self._then(request)
            )

    def _drop(self, request: Request, way: str) -> bool:
        """Leave a way out from now on; whether that is new."""
        key = request.api, way
        new = key not in self._dropped
        self._dropped |= {key}
        return new

    def _then(self, request: Request) -> str:
        way = self._way(request)
        return "freely" if way is None else f"by {way} instead"


def server_of(answer: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The server that an answer comes from, as far as it shows: a name of KNOWN, or ""."""
    said = next((value for name, value in headers.items() if name.lower() == "server"), "").lower()
    mark = str(answer.get("system_fingerprint") or "")
    if "llama.cpp" in said or ("timings" in answer and "predicted_n" in (answer.get("timings") or {})):
        return "llamacpp"
    if mark == "fp_ollama":
        return "ollama"
    if "kv_transfer_params" in answer or "prompt_logprobs" in answer:
        return "vllm"
    if isinstance(answer.get("stats"), dict) and "usage" in answer:
        return "lmstudio"
    if isinstance(answer.get("metadata"), dict) and "weight_version" in answer["metadata"]:
        return "sglang"
    return ""


def server_at(host: str) -> str:
    """The service behind a host name, where its name says it."""
    if host == "openai.com" or host.endswith(".openai.com"):
        return "openai"
    if host.endswith((".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")):
        return "azure"
    return ""
