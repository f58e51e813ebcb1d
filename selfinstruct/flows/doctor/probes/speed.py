"""How fast it is, and how much at once: tokens a second for prompt and answer, and slots."""

from selfinstruct.flows.doctor.asking import Said
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown
from selfinstruct.models.servers.recognition import Server

SLOW_START = 3.0  # seconds before a short answer has come


def slots(server: Server) -> Finding:
    """How many requests are answered at once, where the server tells it."""
    if server.slots is None:
        return unknown("slots", "this server does not tell how many requests it answers at once")
    quirk = Quirk("one request at a time", "--concurrency 1: more would only wait")
    return Finding("slots", f"{server.slots:,} at once", server.slots, (quirk,) if server.slots == 1 else ())


def speed(first: Said, long: Said | None, short: Said) -> Finding:
    """`first` is a long answer, `long` that to a long prompt and `short` one that is short both ways."""
    answer = answer_speed(first)
    prompt = _prompt_speed(first, long, short)
    if answer is None and prompt is None:
        return unknown("speed", "without usage there is nothing to divide by the time")
    parts = [
        f"answer {answer:,.0f}" if answer else "answer not known",
        f"prompt {prompt:,.0f}" if prompt else "prompt not known",
    ]
    quirks: tuple[Quirk, ...] = ()
    if short.good and short.seconds > SLOW_START:
        done = "requests wait side by side; raise --set STAGE.timeout where answers are long"
        quirks = (Quirk(f"a short answer takes {short.seconds:,.1f} s to begin", done),)
    value = {"answer": _rounded(answer), "prompt": _rounded(prompt)}
    return Finding("speed", f"tokens a second, one request: {', '.join(parts)}", value, quirks)


def answer_speed(first: Said) -> float | None:
    """Tokens a second of an answer: the server's own figure, or what came in the time that it took."""
    if told := first.timing("predicted_per_second"):
        return told
    count = first.tokens("completion_tokens")
    return count / first.seconds if count and first.seconds > 0 else None


def _prompt_speed(first: Said, long: Said | None, short: Said) -> float | None:
    if long is not None and long.good:
        if told := long.timing("prompt_per_second"):
            return told
        count, seconds = long.tokens("prompt_tokens"), long.seconds - min(short.seconds, long.seconds / 2)
        return count / seconds if count and seconds > 0 else None
    return first.timing("prompt_per_second")


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
