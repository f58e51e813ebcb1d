"""Converse, Amazon Bedrock's one form for all models, on the wire: the body of a request, the meaning of an answer.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from selfinstruct.errors import ModelError, Retryable
from selfinstruct.models.answers.error_forms import form_of, holds_error
from selfinstruct.models.answers.messages import answer_apart, text_within
from selfinstruct.models.bedrock_errors import bedrock_error, bedrock_refused_parameter
from selfinstruct.models.holding import Holding
from selfinstruct.models.reasoning.families import parts_of_family
from selfinstruct.models.reasoning.setting import ReasoningSetting
from selfinstruct.models.refused_parameters import ParameterRefused, RefusedParameters
from selfinstruct.models.usage import billed
from selfinstruct.records import Completion, Message, Request

LOG = logging.getLogger("selfinstruct")

# What Converse has no place for; some models take one or another of them as a field of their own (`extra`).
LACKING = ("presence_penalty", "frequency_penalty", "seed")
# Of `extra`, what is a field of the request itself; the rest goes to the model as additionalModelRequestFields.
FIELDS = {
    "guardrailConfig", "performanceConfig", "serviceTier", "outputConfig", "requestMetadata", "promptVariables",
    "additionalModelResponseFieldPaths",
}  # fmt: skip
FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
}
# Models whose answers Converse is known to hold to a schema:
# https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
_HOLDS = re.compile(r"anthropic\.claude-(?:haiku|sonnet|opus)-(?:4-[5-9]|[5-9])")
_LEFT_OUT = {
    "stop": "stop sequences: they are left out and answers are cut at them here",
    "blank_stop": "stop sequences of white space: they are left out and answers are cut at them here",
    "top_p": "top_p: it is left out",
    "temperature": "temperature: it is left out",
    "system": "system prompts: their text opens the first message",
}


class ConverseWire:
    """Writes the requests to one model and reads its answers, whether they come one by one or in a batch job.

    `refused` has the parameters that the model refuses: they are left out, or sent otherwise, from then on.
    """

    def __init__(self, model_id: str, where: str, secrets: Collection[str]) -> None:
        """`where` names the service for messages, which hold none of the `secrets`."""
        self.name = f"bedrock/{model_id}"
        self.model_id = model_id
        self.secrets = secrets
        self.refused = RefusedParameters(self.name, _LEFT_OUT)
        self.reasoning = ReasoningSetting(self.name, parts_of_family(model_id))
        self.holding = Holding(self.name, "bedrock" if _HOLDS.search(model_id) else "converse")
        self._where = where
        self._lacking: set[str] = set()  # what was said of LACKING

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, without what the model is known to refuse."""
        self._warn_of_lacking(request)
        sent = self.reasoning.converse(body(request, self.refused.names), request.sampling)
        return sent | self.holding.fields(request)

    def read(self, request: Request, answer: Mapping[str, Any]) -> Completion:
        """The completion in an answer, however it came; raises the error that it tells of, Retryable for nothing."""
        try:
            found = completion(request, answer)
        except ValueError as error:
            if holds_error(answer) and (told := form_of(answer, 200, {})).status:
                raise self.refusal(request, told.status, told.message, told.code) from error
            raise Retryable(f"{self.name}: the answer has no message, or was cut off") from error
        sent = self.holding.fields(request)
        text = self.holding.read(request, sent, found.text, found.finish_reason or "")
        return found if text is found.text else replace(found, text=text)

    def refused_parameter(
        self, request: Request, status: int, message: str, left_out: Collection[str] | None = None,
        sent: Mapping[str, Any] | None = None,
    ) -> ParameterRefused | None:  # fmt: skip
        """The error for a refusal of a parameter, which is left out from now on; None for any other refusal.

        `left_out` is what the request was asked without and `sent` what was sent for it, None where nobody knows: by
        an earlier session, say.
        """
        if self.holding.refused(request, self.holding.fields(request) if sent is None else sent, status, message):
            return ParameterRefused(f"{self.name} refuses to hold its answers to a form")
        own = self.reasoning.first({}, request.sampling)
        if sent is not None:
            own = sent.get("additionalModelRequestFields") or {}
        if self.reasoning.refused(status, message, (), request.sampling, own):
            return ParameterRefused(f"{self.name} refuses reasoning {request.sampling.reasoning}")
        system = left_out is None or any(turn.role == "system" for turn in request.messages)
        parameter = bedrock_refused_parameter(status, message, request.sampling, system, left_out or ())
        if parameter is None:
            return None
        self.refused.add(parameter)
        return ParameterRefused(f"{self.name} refuses {_LEFT_OUT[parameter]}")

    def refusal(self, request: Request, status: int, message: str, code: str = "") -> ModelError:
        """The error for a refusal that came in a line of a batch job, or as an answer."""
        return self.refused_parameter(request, status, message) or bedrock_error(
            status, code, {}, model=self.name, where=self._where, said=message, secrets=self.secrets
        )

    def _warn_of_lacking(self, request: Request) -> None:
        lacking = {name for name in LACKING if getattr(request.sampling, name) is not None}
        if request.api == "completions":
            lacking.add("completions")
        for name in sorted(lacking - self._lacking):
            self._lacking.add(name)
            what = "the prompt is sent as a user's message" if name == "completions" else "it is left out"
            LOG.warning("%s: Converse has no %s: %s", self.name, name, what)


def body(request: Request, left_out: Collection[str] = ()) -> dict[str, Any]:
    """What Converse is sent, without the model's id.

    `left_out` are parameters that the model refuses: stop, blank_stop (stop sequences of white space alone), top_p,
    temperature, system (its text then opens the first message).
    """
    system = [turn.content for turn in request.messages if turn.role == "system" and turn.content.strip()]
    turns = [turn for turn in request.messages if turn.role != "system"]
    if system and "system" in left_out:
        turns = [Message("user", text) for text in system] + turns
    built: dict[str, Any] = {"messages": _messages(turns)}
    if system and "system" not in left_out:
        built["system"] = [{"text": text} for text in system]
    if inference := _inference(request, left_out):
        built["inferenceConfig"] = inference
    extra = request.sampling.extra
    built.update({name: value for name, value in extra.items() if name in FIELDS})
    if own := {name: value for name, value in extra.items() if name not in FIELDS}:
        built["additionalModelRequestFields"] = own
    return built


def completion(request: Request, answer: Mapping[str, Any]) -> Completion:
    """The completion that an answer of Converse holds; raises ValueError where it holds no message.

    Its text is that of the text blocks: reasoning stands apart. The text ends before the first stop sequence, which
    some models repeat and others were not told.
    """
    output = answer.get("output")
    message = output.get("message") if isinstance(output, Mapping) else None
    blocks = message.get("content") if isinstance(message, Mapping) else None
    if not isinstance(blocks, list):
        raise ValueError("no message")
    given = [block for block in blocks if isinstance(block, Mapping)]
    texts = "".join(block["text"] for block in given if isinstance(block.get("text"), str))
    thoughts = (text_within(block.get("reasoningContent")).strip() for block in given)
    text, reasoning = answer_apart(texts, "\n\n".join(thought for thought in thoughts if thought))
    said = str(answer.get("stopReason") or "end_turn")
    reason = FINISH.get(said, said)
    cut = min((at for stop in request.sampling.stop if (at := text.find(stop)) >= 0), default=None)
    if cut is not None:
        text, reason = text[:cut], "stop"
    paid = billed(answer, request)
    return Completion(text, reason, paid.usage, assumed=paid.assumed, reasoning=reasoning, tier=paid.tier)


def _messages(turns: list[Message]) -> list[dict[str, Any]]:
    """Converse wants user and assistant by turns: what one says twice in a row is one message of two blocks."""
    messages: list[dict[str, Any]] = []
    for turn in turns:
        if not messages or messages[-1]["role"] != turn.role:
            messages.append({"role": turn.role, "content": []})
        messages[-1]["content"].append({"text": turn.content})
    return messages


def _inference(request: Request, left_out: Collection[str]) -> dict[str, Any]:
    sampling = request.sampling
    stop = [] if "stop" in left_out else list(sampling.stop)
    if "blank_stop" in left_out:
        stop = [text for text in stop if text.strip()]
    given = {
        "maxTokens": sampling.max_tokens,
        "temperature": None if "temperature" in left_out else sampling.temperature,
        "topP": None if "top_p" in left_out else sampling.top_p,
        "stopSequences": stop or None,
    }
    return {name: value for name, value in given.items() if value is not None}
