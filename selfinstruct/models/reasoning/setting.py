"""The setting `reasoning` of one model at one address: what is sent for it, and what the service refuses of it."""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from selfinstruct.models.reasoning.levels import Asked, Fields, Way, accepted, nearest
from selfinstruct.models.reasoning.services import Parts
from selfinstruct.models.refused_parameters import plain_names, plain_parameter
from selfinstruct.records import Sampling

LOG = logging.getLogger("selfinstruct")

# Where `extra` has one of these, it alone says how much is thought.
_OWN = {
    "reasoning_effort", "reasoning", "thinking", "think", "enable_thinking", "thinking_budget", "thinking_config",
    "thinking_token_budget", "thinking_budget_tokens", "reasoning_budget", "reasoning_config", "reasoningConfig",
    "output_config",
}  # fmt: skip
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
# How a refusal speaks of a field.
_SAID = {
    "reasoning_effort": (
        r"reasoning[\W_]*effort|\beffort\b|think value|invalid reasoning|support\w* (?:thinking|reasoning)"
    ),
    "chat_template_kwargs": r"chat[\W_]*template|enable_thinking",
    "extra_body": r"extra_body|thinking|\bgoogle\b",
    "enable_thinking": r"enable_thinking|thinking",
    "thinking_budget": r"thinking_budget|thinking",
    "thinking": r"thinking|adaptive|output_config|\beffort\b",
    "output_config": r"output_config|\beffort\b",
    "reasoning": r"reasoning|\beffort\b",
    "reasoningConfig": r"reasoning|\beffort\b",
}
_ELSE = re.compile(r"context (?:length|window)|prompt is too long|too many tokens")
_EFFORTS = ("effort", "maxReasoningEffort")


class ReasoningSetting:
    """Writes the setting into bodies and learns from refusals, in one warning each.

    A way that the service refuses gives way to the next, or to nothing; a word that it refuses, to the nearest of
    those that it names.
    """

    def __init__(self, model: str, parts: Parts) -> None:
        """`model` is named in warnings."""
        self._model = model
        self._parts = [list(ways) for ways in parts]
        self._first = [list(ways) for ways in parts]
        self._words: dict[str, str] = {}
        self._narrow = False

    def fields(self, sampling: Sampling) -> Fields:
        """What the setting adds to a request; nothing where it is `default`, or `extra` says it."""
        return self._together(sampling, self._parts, self._words)

    def applied(self, body: Mapping[str, Any], sampling: Sampling) -> dict[str, Any]:
        """A body of the Chat Completions API with the setting, and with `extra`, which wins over it."""
        told = self.fields(sampling)
        kept = {name: value for name, value in body.items() if name not in told.without}
        return merged({**kept, **told.sent}, sampling.extra)

    def converse(self, built: dict[str, Any], sampling: Sampling) -> dict[str, Any]:
        """What Converse is sent, with the setting among the model's own fields."""
        told = self.fields(sampling)
        if not told.sent:
            return built
        names = {"temperature": "temperature", "top_p": "topP"}
        left_out = {names[name] for name in told.without if name in names}
        inference = {name: value for name, value in built.get("inferenceConfig", {}).items() if name not in left_out}
        rest = {name: value for name, value in built.items() if name != "inferenceConfig"}
        own = merged(dict(told.sent), built.get("additionalModelRequestFields", {}))
        return rest | ({"inferenceConfig": inference} if inference else {}) | {"additionalModelRequestFields": own}

    def first(self, body: Mapping[str, Any], sampling: Sampling) -> dict[str, Any]:
        """The body as it was before anything was refused, for an answer to a request of which nobody knows more."""
        return {**body, **self._together(sampling, self._first, {}).sent}

    def refused(
        self, status: int, message: str, named: Sequence[str], sampling: Sampling, body: Mapping[str, Any]
    ) -> bool:
        """Whether a refusal is that of what the setting added to `body`; it is then not sent again like that.

        `message` is what the service says and `named` the parameters that it names.
        """
        asked = _asked(sampling)
        if asked is None or status not in (400, 422) or _ELSE.search(message.lower()):
            return False
        for part, first in zip(self._parts, self._first, strict=True):
            sent = {key: body[key] for key in _keys(first, asked) if key in body and key not in sampling.extra}
            if sent and _speaks_of(sent, message, named, body):
                now = self._together(sampling, [part], self._words).sent
                if {key: now.get(key) for key in sent} == sent:  # else another request in flight has found it too
                    self._give_way(part, sent, message)
                return True
        return False

    def _give_way(self, ways: list[Way], sent: Mapping[str, Any], message: str) -> None:
        word = _effort(sent)
        others = accepted(message, word) if word else []
        if others and word not in self._words.values():
            self._words[word] = nearest(word, others)
            LOG.warning(
                "%s refuses the effort %r: reasoning is asked for as %r", self._model, word, self._words[word]
            )  # fmt: skip
            return
        ways.pop(0)
        told = "it is asked for otherwise" if ways else "the setting reasoning is not sent"
        LOG.warning("%s refuses %s: %s", self._model, " and ".join(sorted(sent)), told)

    def _together(self, sampling: Sampling, parts: Sequence[Sequence[Way]], words: Mapping[str, str]) -> Fields:
        asked = _asked(sampling)
        if asked is None:
            return Fields({})
        sent: dict[str, Any] = {}
        without: tuple[str, ...] = ()
        for ways in parts:
            found = ways[0](asked) if ways else Fields({})
            if found is None:
                self._warn_of_room(asked)
                continue
            sent |= _worded(found.sent, words)
            without += found.without
        return Fields(sent, without)

    def _warn_of_room(self, asked: Asked) -> None:
        if not self._narrow:
            self._narrow = True
            LOG.warning(
                "%s: max_tokens of %s leaves no room to think and answer: reasoning is not asked for; raise max_tokens",
                self._model, asked.limit,
            )  # fmt: skip


def merged(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`; of objects that both have, key by key."""
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        found[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return found


def _asked(sampling: Sampling) -> Asked | None:
    if sampling.reasoning == "default" or not _OWN.isdisjoint(sampling.extra):
        return None
    limits = [value for name in _LIMITS if isinstance(value := sampling.extra.get(name), int)]
    return Asked(sampling.reasoning, max(limits) if limits else sampling.max_tokens)


def _keys(ways: Sequence[Way], asked: Asked) -> set[str]:
    return {key for way in ways if (found := way(asked)) is not None for key in found.sent}


def _speaks_of(sent: Collection[str], message: str, named: Sequence[str], body: Mapping[str, Any]) -> bool:
    patterns = [re.compile(_SAID[key], re.IGNORECASE) for key in sent]
    if any(pattern.search(name) for name in named for pattern in patterns):
        return True
    plain = {found for name in named for found in plain_names(name)}
    if any(plain_parameter(key) in plain for key in body if key not in sent):
        return False
    return any(pattern.search(message) for pattern in patterns)


def _effort(sent: Mapping[str, Any]) -> str:
    inner = [value.get(name) for value in sent.values() if isinstance(value, Mapping) for name in _EFFORTS]
    return next((word for word in (sent.get("reasoning_effort"), *inner) if isinstance(word, str)), "")


def _worded(sent: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The fields with the words that the service takes."""
    told: dict[str, Any] = {}
    for key, value in sent.items():
        if key == "reasoning_effort":
            value = words.get(value, value)
        elif isinstance(value, Mapping):
            value = {name: words.get(it, it) if name in _EFFORTS else it for name, it in value.items()}
        told[key] = value
    return told
