"""How fast it is, and how much at once: tokens a second for prompt and answer, and slots."""

from collections.abc import Sequence

from selfinstruct.flows.doctor.asking import Said
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown
from selfinstruct.models.servers.recognition import Server

SLOW_START = 3.0  # seconds before a short answer has come
_ENOUGH = 8  # tokens of an answer by which its speed can be told


def slots(server: Server) -> Finding:
    """How many requests are answered at once, where the server tells it."""
    number = server.slots
    if number is None:
        return unknown("slots", "this server does not tell how many requests it answers at once")
    quirks: tuple[Quirk, ...] = ()
    if number == 1:
        quirks = (Quirk("one request at a time", "--concurrency 1: more would only wait"),)
    elif server.kind == "llamacpp":
        done = "where they must repeat: one slot (-np 1) and --concurrency 1"
        quirks = (Quirk("answers may differ when several are asked at once, whatever the seed", done),)
    return Finding("slots", f"{number:,} at once", number, quirks)


def speed(heard: Sequence[Said], long: Said | None, short: Said) -> Finding:
    """By all answers, among them `long`, that to a long prompt, and `short`, a word for a few words."""
    answer, prompt = _answers(heard), _prompts(heard, long, short)
    if answer is None and prompt is None:
        return unknown("speed", "without usage there is nothing to divide by the time")
    parts = [
        f"answer {answer:,.0f}" if answer else "answer not known",
        f"prompt {prompt:,.0f}" if prompt else "prompt not known",
    ]
    quirks: tuple[Quirk, ...] = ()
    if short.good and short.seconds > SLOW_START:
        done = "requests wait side by side; --timeout SECONDS waits longer for long ones"
        quirks = (Quirk(f"a short answer takes {short.seconds:,.1f} s to begin", done),)
    value = {"answer": _rounded(answer), "prompt": _rounded(prompt)}
    return Finding("speed", f"tokens a second, one request: {', '.join(parts)}", value, quirks)


def _answers(heard: Sequence[Said]) -> float | None:
    """The best of all answers that are long enough: by the server's own figures, or by the time that they took."""
    told = [(said, said.tokens("completion_tokens") or 0) for said in heard]
    own = [rate for said, count in told if count >= _ENOUGH and (rate := said.timing("predicted_per_second"))]
    timed = [count / said.seconds for said, count in told if count >= _ENOUGH and said.seconds > 0]
    return max(own or timed, default=None)


def _prompts(heard: Sequence[Said], long: Said | None, short: Said) -> float | None:
    """The speed of the longest prompt that was read: the server's own figure, or by the time beyond a short one's."""
    own = [
        (count, rate)
        for said in heard
        if (count := said.timing("prompt_n")) and (rate := said.timing("prompt_per_second"))
    ]
    if own:
        return max(own)[1]
    if long is None or not long.good:
        return None
    count, seconds = long.tokens("prompt_tokens"), long.seconds - min(short.seconds, long.seconds / 2)
    return count / seconds if count and seconds > 0 else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
