"""Lines for a terminal: plain text, folded to its width; rules, tokens and cost as every summary has them."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO, TypeVar

from selfinstruct.cli.shape.loudness import quiet
from selfinstruct.text.answers.endings import ONLY_REASONING, WHAT_TO_DO
from selfinstruct.text.plural import many as many  # for all that tells numbers

T = TypeVar("T")
# The space in "novelty 7,".
_COUNT = re.compile(r"(?<=\S) (?=\d[\d,]*(?:[,;)] |\)?\Z))")


def plain(text: object) -> str:
    """The text on one line without control characters: those in a model's words must not reach the terminal."""
    return "".join(
        letter if letter.isprintable() else " " if letter in "\n\t" else ascii(letter)[1:-1] for letter in str(text)
    )


def width() -> int:
    """Columns of the terminal, as COLUMNS says or as that of either stream has them; 80 where neither is one."""
    columns = shutil.get_terminal_size((0, 0)).columns or _columns_of(sys.__stderr__) or 80
    return min(100, max(40, columns))


def _columns_of(stream: TextIO | None) -> int:
    try:
        return 0 if stream is None else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def say(text: str, file: TextIO | None = None, *, whole: bool = False, always: bool = False) -> None:
    """A line on stderr, fitted to a terminal; one that is to be copied stays `whole`, one said `always` with -q too."""
    if quiet() and not always:
        return
    stream = file or sys.stderr
    print(text if whole else fitted(text, stream), file=stream, flush=True)


def fitted(line: str, stream: TextIO, indent: int | None = None) -> str:
    """The line broken to a terminal's width, each further line indented; as it is where nobody says that there is one.

    That `stream` is a terminal says so, and COLUMNS in the environment.
    """
    if not (stream.isatty() or os.environ.get("COLUMNS")) or len(line) <= width():
        return line
    if indent is None:
        # Under the words that follow a number.
        indent = 12 if line.startswith("   ") else 2
    return "\n".join(filled(line, further=" " * indent))


def filled(text: str, first: str = "", further: str = "") -> list[str]:
    """Lines no wider than the terminal, between words alone; a count stays beside the name before it."""
    bound = _COUNT.sub("\0", text)
    lines = textwrap.wrap(
        bound, width(), initial_indent=first, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
    return [line.replace("\0", " ") for line in lines]


def wrapped(text: str, indent: str = "") -> list[str]:
    """Lines no wider than the terminal, those after the first two letters further in."""
    return filled(text, indent, f"{indent}  ")


def named_texts(texts: Mapping[str, str]) -> Iterator[str]:
    """Texts by name as they are, each after its name; those that are empty are left out. Long lines are broken."""
    for name, text in texts.items():
        lines = text.split("\n")
        if text:
            told = (f"{name}: {plain(lines[0])}", *(f"  {plain(line)}" for line in lines[1:]))
            yield from (fitted(line.rstrip(), sys.stdout, 2) for line in told)


def picked(items: Sequence[T], number: int) -> Sequence[T]:
    """So many of the items, at even distances."""
    return items[:: max(1, len(items) // number)][:number] if number else ()


def write(text: str) -> None:
    """Data on stdout; a reader that has seen enough (`show … | head`) ends the command quietly."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def short(number: int) -> str:
    """A number in a few letters: 9,999, 12.3k, 4.5M."""
    for limit, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= limit:
            return f"{number / (1e3 if sign == 'k' else limit):.1f}{sign}"
    return f"{number:,}"


ENDS = {
    "done": "Done",
    "saturated": "Saturated: few new tasks are accepted (the recipe's saturation thresholds)",
    "max_requests": "Stopped at --max-requests",
    "max_cost": "Stopped at --max-cost",
    "interrupted": "Interrupted",
    "failed": "Stopped by an error",
    "running": "Under way, or killed",
}
NOTHING = "Nothing kept"
AGAIN = "Run the same command again to continue; what was answered is not asked again."


def go_on(status: str) -> str:
    """How to go on with what ended so; at a limit the same command would end at once."""
    if status not in ("max_requests", "max_cost"):
        return AGAIN
    return f"Run the same command with a higher --{status.replace('_', '-')} to continue; nothing is asked twice."


UNDER_WAY, GONE = "Under way", "Killed, or its disk was full"


def ended(info: Mapping[str, Any], kept: int) -> str:
    """How a session ended, in the words that its first line begins with."""
    return NOTHING if info["status"] == "done" and not kept else ENDS.get(info["status"], info["status"])


def counted(number: int, noun: str, more: str = "") -> str:
    """A line of a summary: how many of what there are, a minus before what was lost of the line above."""
    return f"  {number:>7,} {noun}{'' if abs(number) == 1 else 's'}{more}"


def rules(found: Mapping[str, int], stage: str = "", *, minus: bool = True) -> list[str]:
    """What was rejected, by rule; without the `minus` where it is no part of what the line above counts."""
    if not found:
        return []
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    text = ", ".join(f"{rule} {number:,}" for rule, number in ranked)
    where = f" ({stage})" if stage else ""
    total = sum(found.values())
    first = f"  {-total if minus else total:>7,} rejected{where}: "
    lines = filled(first + plain(text), further=" " * 12)
    if ONLY_REASONING in found:
        lines += filled(f"{ONLY_REASONING}: the model thought and did not answer: {WHAT_TO_DO}", " " * 12, " " * 12)
    return lines


def personal(info: Mapping[str, Any]) -> list[str]:
    """The line that tells of personal data in what was read, if there was any."""
    told = info.get("pii") or {}
    found = told.get("found") or {}
    if not found:
        return []
    where = f"dropped with {many(told['dropped'], 'row')}" if told["mode"] == "drop" else "masked"
    kinds = ", ".join(f"{plain(kind)} {number:,}" for kind, number in found.items())
    return [counted(sum(found.values()), "piece", f" of personal data {where}: {kinds}")]


def spent(info: Mapping[str, Any]) -> str:
    usage = info["usage"]
    if info["status"] == "running" and not usage:  # a killed session could not add up what it used
        return "          what was spent is in the journal; resume adds it up"
    prompt, completion = (sum(item[name] for item in usage) for name in ("prompt", "completion"))
    tokens = f", {short(prompt)} prompt and {short(completion)} completion tokens"
    text = counted(info["requests"], "request", tokens)
    if thinking := sum(item.get("thinking", 0) for item in usage):
        text += f" ({short(thinking)} of them thinking)"
    if assumed := sum(item.get("assumed", 0) for item in usage):
        text += f", at most: of {assumed:,} the service reports no usage"
    failed = sum(item["failed"] for item in usage)
    if failed:
        text += f", {failed:,} failed for good"
    if info["cost"] is not None:
        sources = sorted({price["source"] for price in info["prices"].values() if price})
        most = "at most " if info.get("at_most") else ""
        text += f", {most}${info['cost']:,.4f} ({plain(', '.join(sources))})"
    elif tiers := info.get("unpriced_tiers"):
        text += (
            f", cost unknown: no price is known for the service tier {plain(', '.join(tiers))} (give --price IN,OUT)"
        )
    elif not info["notice"] and info["requests"]:
        text += ", cost unknown (give --price IN,OUT)"
    batched = sum(item.get("batched", {}).get("requests", 0) for item in usage)
    if batched:
        text += f", {batched / info['requests']:.0%} of the requests in batches at half price"
    return text


def stopped_short(info: Mapping[str, Any]) -> list[str]:
    """Why a limit of cost stops a session before it is spent: what the next request may cost does not fit any more."""
    if info["status"] != "max_cost" or not info.get("next_may_cost") or info["cost"] is None:
        return []
    return [f"${info['cost']:,.4f} is spent; what comes next may cost up to ${info['next_may_cost']:,.4f} more."]


def notice_lines(info: Mapping[str, Any]) -> list[str]:
    """The line that says what may not be used for training, where something was made by the built-in model."""
    return [f"offline: {info['notice']}"] if info["notice"] else []


def cautions(info: Mapping[str, Any]) -> list[str]:
    """A line for each two names that are one model, where that takes the worth of what is shown."""
    return [
        line
        for pair in info.get("one_model", ())
        for line in wrapped(
            plain(f"caution: {' and '.join(pair['models'])} are one model ({pair['told']}): {pair['meaning']}"), "  "
        )
    ]
