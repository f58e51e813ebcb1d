"""How long a prompt may be, and whether a longer one is cut in silence."""

import re

from selfinstruct.flows.doctor.asking import Asker, Said
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown
from selfinstruct.models.ollama import WINDOW
from selfinstruct.models.servers.recognition import Server

LONGEST = 2 * 4096  # tokens of the longest prompt that is sent
_FILLER = "word "  # one token in every tokenizer that is in use
_MARK = "heron"
_OWN = {"openai", "azure", "openrouter"}  # they refuse, and are paid for
_LENGTH = r"(?:context (?:length|size|window)|max_model_len|max_total_tokens)"
_NUMBERS = (
    re.compile(rf"{_LENGTH}\D{{0,40}}?(\d[\d,]{{2,8}})", re.IGNORECASE),
    re.compile(r"(\d[\d,]{2,8}) (?:tokens )?(?:context|window)", re.IGNORECASE),
    re.compile(r"(?:<=|at most|maximum of|limit of|up to) (\d[\d,]{2,8})", re.IGNORECASE),
)
_CUT = "a prompt that the window does not hold loses its beginning: give the model a larger window"


def length_of_prompt(server: Server) -> int:
    """The tokens of the long prompt; 0 where none is sent: enough is known, or too much would be."""
    if server.kind in _OWN:
        return 0
    if server.window is None or server.kind == "ollama":
        return LONGEST
    over = server.window + server.window // 8 + 64
    return over if over <= LONGEST + LONGEST // 4 else 0


async def window(asker: Asker, server: Server) -> tuple[Finding, Said | None]:
    """The window, and the answer to the long prompt, from which the speed of reading shows."""
    length = length_of_prompt(server)
    known = f"{server.window:,} tokens" if server.window else ""
    trained = (
        f" (the model could have {server.trained:,})"
        if server.trained and server.window and server.trained > server.window
        else ""
    )
    if not length:
        if not known:
            return unknown("window", "this service does not tell it, and is not asked: a long prompt costs"), None
        return Finding("window", f"{known}{trained}, as the server says", server.window), None
    said = await asker.chat(_prompt(length), 16, temperature=0.0)
    if said.told is not None:
        told = server.window or _number(said)
        if told is None:
            return Finding("window", f"a prompt of {length:,} tokens is refused: {said.why[:120]}", None), said
        return Finding("window", f"{told:,} tokens{trained}; a longer prompt is refused", told), said
    if not said.good:
        return (
            Finding("window", f"{known}{trained}, as the server says", server.window)
            if known
            else unknown("window", said.why)
        ), said
    return await _read(asker, server, said, length, trained), said


async def _read(asker: Asker, server: Server, said: Said, length: int, trained: str) -> Finding:
    """What an answer to the long prompt shows: what was counted, or what the model still knows of its beginning."""
    came = said.tokens("prompt_tokens")
    if came is not None and came >= 0.95 * length:
        if server.window and server.window < came:
            return Finding("window", f"{server.window:,} tokens, says the server; {came:,} were read", server.window)
        least = f"{server.window:,} tokens" if server.window else f"at least {came:,} tokens"
        return Finding("window", f"{least}{trained}; {came:,} were read whole", server.window or came)
    if came is not None:
        held = server.window or came
        said_so = f"{held:,} tokens{trained}; longer prompts are cut in silence ({came:,} of {length:,} were read)"
        return Finding("window", said_so, held, (Quirk("long prompts are cut in silence", _advice(server)),))
    if _MARK in said.text.lower():
        return Finding(
            "window", f"at least {length:,} tokens: the model knows how the prompt began", server.window or length
        )
    short = await asker.chat(_prompt(4), 16, temperature=0.0)
    if short.good and _MARK in short.text.lower():
        told = f"below {length:,} tokens; longer prompts are cut in silence: the model does not know how it began"
        return Finding("window", told, server.window, (Quirk("long prompts are cut in silence", _advice(server)),))
    return unknown("window", "tokens are not counted, and this model cannot say how a prompt began")


def _advice(server: Server) -> str:
    if server.kind == "ollama":
        return f"{_CUT}; as ollama/NAME it is asked with one of {WINDOW:,} tokens (OLLAMA_CONTEXT_LENGTH sets another)"
    return _CUT


def _prompt(length: int) -> str:
    return (
        f"The first word of this text is {_MARK}. {_FILLER * length}\n"
        "What was the first word of this text said to be? Answer with that word alone."
    )


def _number(said: Said) -> int | None:
    """The window as a refusal names it: in a field of its own, or in its words."""
    field = re.search(r'"n_ctx"\s*:\s*(\d+)', said.raw)
    if field:
        return int(field[1])
    message = said.told.message if said.told is not None else ""
    return next((int(found[1].replace(",", "")) for form in _NUMBERS if (found := form.search(message))), None)
