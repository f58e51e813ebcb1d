"""What to do with an endpoint: the recipe and the options, as a command that can be pasted."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selfinstruct.flows.doctor.findings import Advice
from selfinstruct.flows.doctor.options import Asked
from selfinstruct.models.holding import KNOWN
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
    recipe, why = _recipe(server, found)
    reasons = [why]
    words = ["selfinstruct", "generate", "--seeds", _seeds(), "-n", "20", "--model", name]
    address = asked.endpoint.address
    if address != OPENAI_URL and (asked.provider == "openai" or asked.given_address):
        words += ["--base-url", address]
    words += ["--recipe", recipe] if recipe != "chat" else []
    at_once = _concurrency(asked, server)
    if at_once is not None:
        words += ["--concurrency", str(at_once)]
        reasons.append(_at_once(server, at_once))
    for option, reason in (*_holding(server, found), *_limits(recipe, server, found, at_once or 1)):
        words += ["--set", option]
        reasons += [reason] if reason not in reasons else []
    window, needed = found.get("window"), _PROMPTS[recipe] + _longest(recipe)
    if isinstance(window, int) and window < needed:
        reasons.append(f"its window is below the {needed:,} tokens that {recipe} may need: {_larger(server)}")
    if asked.endpoint.has_key:
        reasons.append("OPENAI_API_KEY must be set as it is now")
    return Advice(recipe, tuple(words), tuple(reasons))


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


def _limits(recipe: str, server: Server, found: Mapping[str, Any], at_once: int) -> Iterator[tuple[str, str]]:
    """Room for reasoning, and time for answers that come slowly."""
    window = found.get("window")
    thinks = bool(found.get("reasoning"))
    speed = (found.get("speed") or {}).get("answer")
    # A processor that answers several at once gives each its part of the speed.
    share = 1 if server.kind in _MANY else at_once
    for stage in ("bootstrap", "input_first", "output_first"):
        told = getattr(load_recipe(recipe), stage)
        tokens = told.max_tokens or 1_000
        if thinks:
            most = window - _PROMPTS[recipe] if isinstance(window, int) else _THOUGHTS + tokens
            tokens = max(tokens, min(_THOUGHTS + tokens, most))
            yield f"{stage}.max_tokens={tokens}", "the limits of tokens leave room for its reasoning"
        if not speed:
            continue
        needed = 1.5 * share * tokens / speed
        if needed > told.timeout:
            yield f"{stage}.timeout={math.ceil(needed / 60) * 60}", "at this speed an answer takes longer than usual"


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
