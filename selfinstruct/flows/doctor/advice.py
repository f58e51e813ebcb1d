"""What to do with an endpoint: the recipe and the options, as a command that can be pasted."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selfinstruct.flows.doctor.findings import Advice
from selfinstruct.flows.doctor.options import Asked
from selfinstruct.models.holding import KNOWN
from selfinstruct.models.local import LOCAL, address_of
from selfinstruct.models.ollama import WINDOW
from selfinstruct.models.openai import OPENAI_URL
from selfinstruct.models.servers.recognition import Server
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.shipped import folder

SMALL = 8.0  # billions of parameters: below, a prompt asks for one thing
_PROMPTS = {"chat": 1_100, "small": 500, "base": 700, "paper": 1_800}  # tokens, about, of the longest
_THOUGHTS = 4_000  # tokens that a model may think
_MANY = {"vllm", "sglang", "tgi", "openai", "azure", "openrouter"}  # they schedule requests themselves
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def advise(asked: Asked, name: str, server: Server, found: Mapping[str, Any]) -> Advice:
    """The advice for a model; `found` are the values of the findings by topic."""
    if server.kind == "ollama" and (asked.provider == "ollama" or not asked.endpoint.has_key):
        found = {**found, "window": max(found.get("window") or 0, WINDOW)}  # which requests of ollama/… ask for
    recipe, why = _recipe(server, found)
    reasons = [why]
    words = ["selfinstruct", "generate", "--seeds", _seeds(), "-n", "20", *_named(asked, name, server, reasons)]
    words += ["--recipe", recipe] if recipe != "chat" else []
    at_once = _concurrency(asked, server)
    if at_once is not None:
        words += ["--concurrency", str(at_once)]
        reasons.append(_at_once(server, at_once))
    limits = _limits(recipe, found)
    for option, reason in (*_holding(server, found), *limits.items()):
        words += ["--set", option]
        reasons += [reason] if reason not in reasons else []
    # A processor that answers several at once gives each its part of the speed.
    share = 1 if server.kind in _MANY else at_once or 1
    if (seconds := _patience(recipe, found, share)) is not None:
        words += ["--timeout", str(seconds)]
        reasons.append("at this speed an answer takes longer than the recipe waits")
    window, needed = found.get("window"), _PROMPTS[recipe] + _longest(recipe)
    if isinstance(window, int) and window < needed:
        reasons.append(f"its window is below the {needed:,} tokens that {recipe} may need: {_larger(server)}")
    if asked.endpoint.has_key:
        reasons.append(f"{asked.variable} must be set as it is now")
    return Advice(recipe, tuple(words), tuple(reasons))


def _named(asked: Asked, name: str, server: Server, reasons: list[str]) -> list[str]:
    """The model and its address: by the name of its kind of server, where there is one, so that runs know it."""
    address = asked.endpoint.address
    provider, _, model = name.partition("/")
    if provider == "openai" and server.kind in LOCAL and not asked.endpoint.has_key:
        usual = f"{address_of(server.kind).removesuffix('/v1')}/v1" == address
        own = " and sets its window" if server.kind == "ollama" else ""
        reasons.append(f"{server.kind}/…: a run then knows the server from its first request on{own}")
        return ["--model", f"{server.kind}/{model}", *([] if usual else ["--base-url", address])]
    if address == OPENAI_URL or (provider != "openai" and not asked.given_address):
        return ["--model", name]
    return ["--model", name, "--base-url", address]


def _recipe(server: Server, found: Mapping[str, Any]) -> tuple[str, str]:
    if not found.get("chat"):
        return "base", "base: only completions are answered"
    window, size = found.get("window"), server.parameters
    if size is not None and size < SMALL:
        return "small", f"small: a model of {size:,.3g} billion parameters; one task a request"
    needed = _PROMPTS["chat"] + _longest("chat")
    if isinstance(window, int) and window < needed:
        return "small", f"small: the window is below the {needed:,} tokens that chat needs"
    if size is None and server.kind not in _MANY:
        return "chat", "chat: the model's size is not known; below about 8 billion parameters use --recipe small"
    return "chat", "chat: the default"


def _at_once(server: Server, number: int) -> str:
    if number == 1:
        return "one at a time, as it answers"
    return f"{number} at once: {'its slots' if server.slots else 'it does not tell how many it answers at once'}"


def _concurrency(asked: Asked, server: Server) -> int | None:
    if server.slots is not None:
        return min(server.slots, 32)
    if server.kind in _MANY:
        return None
    if server.kind == "llamacpppython":
        return 1
    return 4 if (urlsplit(asked.endpoint.address).hostname or "") in _LOOPBACK else None


def _holding(server: Server, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """How answers are held to their form, where the kind of server does not say it already."""
    if server.kind in KNOWN or not found.get("chat"):
        return
    if found.get("grammar") == "grammar":
        yield "constrain=grammar", "its grammars hold answers to their form"
    elif found.get("schema") == "held":
        yield "constrain=schema", "its schemas hold answers to their form"


def _limits(recipe: str, found: Mapping[str, Any]) -> dict[str, str]:
    """Room for reasoning, by stage."""
    if not found.get("reasoning"):
        return {}
    why = "the limits of tokens leave room for its reasoning; --reasoning off or low asks for less of it"
    return {f"{stage}.max_tokens={tokens}": why for stage, (tokens, _) in _stages(recipe, found).items()}


def _patience(recipe: str, found: Mapping[str, Any], share: int) -> int | None:
    """The seconds that the longest answer may take, None where the recipe waits as long anyway."""
    speed: float | None = (found.get("speed") or {}).get("answer")
    if not speed:
        return None
    needed = {stage: 1.5 * share * tokens / speed for stage, (tokens, _) in _stages(recipe, found).items()}
    if all(needed[stage] <= timeout for stage, (_, timeout) in _stages(recipe, found).items()):
        return None
    return math.ceil(max(needed.values()) / 60) * 60


def _stages(recipe: str, found: Mapping[str, Any]) -> dict[str, tuple[int, float]]:
    """Of each stage the tokens of its longest answer, reasoning and all, and how long it waits."""
    window, known = found.get("window"), load_recipe(recipe)
    stages: dict[str, tuple[int, float]] = {}
    for name in ("bootstrap", "input_first", "output_first"):
        stage = getattr(known, name)
        tokens = stage.max_tokens or 1_000
        if found.get("reasoning"):
            most = window - _PROMPTS[recipe] if isinstance(window, int) else _THOUGHTS + tokens
            tokens = max(tokens, min(_THOUGHTS + tokens, most))
        stages[name] = tokens, stage.timeout
    return stages


def _larger(server: Server) -> str:
    if server.kind == "llamacpp" and (server.slots or 1) > 1:
        return f"start it with fewer slots (-np {server.slots} divides -c by {server.slots}), or a larger -c"
    return "give it a larger one"


def _longest(recipe: str) -> int:
    known = load_recipe(recipe)
    stages = (known.bootstrap, known.input_first)
    return max(stage.max_tokens or 0 for stage in stages if stage is not None)


def _seeds() -> str:
    """The shipped seeds, by the short path where the command is used in a checkout."""
    near = Path("seeds") / "general.jsonl"
    return str(near if near.is_file() else folder("seeds") / "general.jsonl")
