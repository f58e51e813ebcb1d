"""What a prompt asks for, told by its shape: the way it ends and the form it shows, never by its exact wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from selfinstruct.records import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt as the model understands it.

    `kind` is bootstrap, classify, input_first, output_first or unknown; `form` chat, paper or alpaca.
    `first` is the number of the first item a numbered prompt leaves to the model; `again` marks a question asked a
    second time. `wants` is the kind of tasks wanted where that is more than any. `probable` tasks say how likely they
    are, and words that are to be `avoided` stand in none if that can be had.
    """

    kind: str
    form: str = "chat"
    instruction: str = ""
    labels: tuple[str, ...] = ()
    demonstrations: tuple[str, ...] = ()
    classification: bool = False
    count: int = 3
    first: int = 1
    again: bool = False
    topics: tuple[str, ...] = ()
    wants: str = ""
    probable: bool = False
    avoided: tuple[str, ...] = ()


# What tasks are wanted, by what a prompt says of good ones; where it says nothing they are of any kind.
_WANTS = (
    ("exact", re.compile(r"\bexactly one right answer\b", re.IGNORECASE)),
    ("prose", re.compile(r"\bno task has an input\b[\s\S]*\ba text of\b", re.IGNORECASE)),
    ("hard", re.compile(r"\bmade into (?:a )?(?:hard )?problems?\b", re.IGNORECASE)),
    ("functions", re.compile(r"\basks for one Python function\b", re.IGNORECASE)),
    ("records", re.compile(r"\bdata in a fixed structure\b", re.IGNORECASE)),
)
_PROBABILITY = re.compile(r"^Probability:", re.MULTILINE)
_AVOIDED = re.compile(r"^[^\n:]*\bwords\b[^\n:]*\btoo (?:many|often)\b[^\n:]*: ([^\n]+)$", re.MULTILINE | re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(?:^|\n)(\d+)\s?\.$")
_ALPACA_END = re.compile(r"(?:^|\n)(\d+)\.\s*Instruction:$")
_PAPER_QUESTION = re.compile(r"(?:^|\n)Task: ?([^\n]+)\n[^\n]*\bclassification\b[^\n]*\?$", re.IGNORECASE)
_PAPER_TASK = re.compile(r"(?:^|\n)Task: ?([^\n]+)$")
_OUTPUT = re.compile(r"^Output\b[^\n:]*:", re.MULTILINE)
_NUMBERED = re.compile(r"^\d+\. (?:Instruction: )?(.+)$", re.MULTILINE)
_DASHED = re.compile(r"^[-*] (.+)$", re.MULTILINE)
_FORM_INSTRUCTION = re.compile(r"^\W*Instruction\W*:", re.MULTILINE)
_FORM_EXAMPLE = re.compile(r"^\W*Example 1\b[^\n]*\n(?:[^\n]*\n)*?\W*(Label|Input)\W*:", re.MULTILINE)
_FORM_CLASSIFICATION = re.compile(r"\bClassification\W{0,4}:\W*yes\b", re.IGNORECASE)
_WRITE_TASKS = re.compile(r"\b(\d+) (?:\w+ ){0,3}tasks\b", re.IGNORECASE)
_SHOWN = re.compile(r"^Instruction: ?(.+)$", re.MULTILINE)
_ONE_MORE = re.compile(r"^[^\n]*\bone (?:more|new|other) instruction\b(?: about ([^.\n]{1,80})\.)?", re.MULTILINE)
_EXAMPLE_COUNT = re.compile(r"\bexamples?\b[^\n\d#]{0,24}(\d+)|\b(\d+) (?:\w+ )?examples\b", re.IGNORECASE)
_TASK = re.compile(r"(?:^|\n)Task: ?(.+?)(?=\nLabels:|\n\s*\n|\n\(|$)", re.DOTALL)
_LABELS = re.compile(r"^Labels: ([^\n]+)$", re.MULTILINE)
_TOPIC = re.compile(r"^(?![-*\d]).*?\btopic: ?(.+?)(?:\. Language:.*|\.?)$", re.MULTILINE | re.IGNORECASE)
_WISH = re.compile(r"^\d+\. (?:[^\n]*; )?topic: ([^;\n]+)", re.MULTILINE | re.IGNORECASE)


def read_prompt(messages: Sequence[Message]) -> Asked:
    """The prompt's kind and what it says."""
    system = "\n\n".join(turn.content for turn in messages if turn.role == "system")
    user = "\n\n".join(turn.content for turn in messages if turn.role != "system").strip()
    return _published(user) or _chat(system, user)


def _published(text: str) -> Asked | None:
    end = _third_last_line(text)
    if match := _ALPACA_END.search(text, end):
        shown = tuple(m[1] for m in re.finditer(r"^\d+\. Instruction: ?(.+)$", text, re.MULTILINE))
        return Asked("bootstrap", "alpaca", demonstrations=shown, first=int(match[1]), topics=_topics(text))
    if match := _BARE_NUMBER.search(text, end):
        return Asked(
            "bootstrap",
            "paper",
            demonstrations=tuple(_NUMBERED.findall(text)),
            classification="classification task" in text.partition("\n1. ")[0].lower(),
            first=int(match[1]),
            topics=_topics(text),
        )
    if match := _PAPER_QUESTION.search(text, end):
        return Asked("classify", "paper", instruction=match[1])
    if match := _PAPER_TASK.search(text, end):
        before = text[: match.start()]
        if "\nClass label:" in before:
            return Asked("output_first", "paper", instruction=match[1])
        if _OUTPUT.search(before):
            return Asked("input_first", "paper", instruction=match[1])
    return None


def _third_last_line(text: str) -> int:
    """Where it begins, with the break before it: what tells a published prompt stands in the two lines after it."""
    place = len(text)
    for _ in range(3):
        if (place := text.rfind("\n", 0, place)) < 0:
            return 0
    return place


def _chat(system: str, user: str) -> Asked:
    if (shown := _SHOWN.findall(user)) and (asked_for := _ONE_MORE.search(user)):
        return Asked(
            "bootstrap",
            demonstrations=tuple(shown),
            count=1,
            topics=(asked_for[1],) if asked_for[1] else (),
            probable=_PROBABILITY.search(user, asked_for.end()) is not None,
        )
    for part in (system, user):
        if _FORM_INSTRUCTION.search(part) and (asked := _WRITE_TASKS.search(_tail(user))):
            return Asked(
                "bootstrap",
                demonstrations=tuple(_DASHED.findall(user)),
                classification="classification task" in asked[0].lower(),
                count=int(asked[1]),
                topics=_topics(user),
                probable=_PROBABILITY.search(_tail(user)) is not None,
                avoided=tuple(word.strip() for found in _AVOIDED.findall(_tail(user)) for word in found.split(",")),
                wants=_wants(system),
            )
        if example := _FORM_EXAMPLE.search(part):
            kind = "output_first" if example[1] == "Label" else "input_first"
            counts = _EXAMPLE_COUNT.findall(re.sub(r"(?m)^#.*$", "", user))
            count = int(counts[-1][0] or counts[-1][1]) if counts else 3
            labels = tuple(label.strip() for match in _LABELS.findall(user) for label in match.split(";"))
            return Asked(kind, instruction=_instruction(user), labels=labels, count=count)
        if _FORM_CLASSIFICATION.search(part):
            return Asked("classify", instruction=_instruction(user), again=_TASK.search(user) is None)
    return Asked("unknown")


@lru_cache(maxsize=64)
def _wants(system: str) -> str:
    """What tasks a system turn, the same in many prompts, says that are wanted."""
    return next((name for name, regex in _WANTS if regex.search(system)), "")


def _tail(user: str) -> str:
    """What follows the demonstrations, so that no text of theirs is taken for the request."""
    last = max((match.end() for match in _DASHED.finditer(user)), default=0)
    return user[last:] or user


def _topics(text: str) -> tuple[str, ...]:
    if wishes := _WISH.findall(_tail(text)):
        return tuple(" ".join(wish.split()) for wish in wishes)
    found = _TOPIC.search(text)
    return (" ".join(found[1].split()[:12]).rstrip("):;., "),) if found else ()


def _instruction(user: str) -> str:
    if match := _TASK.search(user):
        return match[1].strip()
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", user)]
    for before, part in pairwise(paragraphs):
        if before.endswith(":"):
            return part
    return max(paragraphs, key=len)
