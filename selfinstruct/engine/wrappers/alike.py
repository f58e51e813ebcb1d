"""What a service says of a request that failed: which words are alike, and which are about its prompt."""

import re

from selfinstruct.parse.finish_reasons import only_reasoning
from selfinstruct.records import Completion
from selfinstruct.text.answers.endings import WHAT_TO_DO

_WORDS = 300  # characters quoted

# What a service says of the words of one prompt, not of how it is asked.
WITHHELD = re.compile(
    r"content.?(?:filter|polic|management)|moderat|flagged|safety|guardrail|inappropriate|prohibited.?content|"
    r"responsible.?ai|usage polic",
    re.I,
)
TOO_LONG = re.compile(
    r"context.?(?:length|window)|too long|too many (?:input )?tokens|too large|maximum.{0,20}tokens", re.I
)


def folded(words: str) -> str:
    """A service's words without what differs from request to request: numbers, ids, what is quoted at length."""
    text = re.sub(r"[\"'`‘’“”«»][^\"'`‘’“”«»]{30,}[\"'`‘’“”«»]", "…", words.lower())
    return " ".join(re.sub(r"[\w-]*\d[\w-]*", "#", text).split())


def shortened(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _WORDS else f"{text[:_WORDS]} …"


def quoted(text: str) -> str:
    """A sample of an answer on one line."""
    line = shortened(text)
    return repr(line) if line else "it is empty"


def stage_of(purpose: str) -> str:
    """What is asked once more in other words is the same stage."""
    return purpose.removesuffix("_again")


def unread_what(answer: Completion) -> str:
    """What there is to see of an answer that cannot be read, and where it is reasoning alone, what to do."""
    thought = only_reasoning("", answer)
    return quoted(answer.text) if thought is None else f"reasoning alone ({WHAT_TO_DO}): {quoted(thought.text)}"
