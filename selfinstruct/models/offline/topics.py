"""Topics as the offline model names them: side by side under a field, some of them already there or named twice."""

import hashlib
import re
from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import OBJECTS, PLACES, ROLES
from selfinstruct.records import Message

# Told by its shape: a field, a number of topics, and a numbered list asked for.
_ASKED = re.compile(r"\b(\d{1,3}) topics\.?\s*\Z")
_FIELD = re.compile(r"^Field: ([^\n]+)$", re.MULTILINE)
_LISTED = re.compile(r"^1\. ", re.MULTILINE)
_LEVEL = " > "
_ASPECTS = (
    "care of {}", "costs of {}", "faults of {}", "history of {}", "safety around {}", "choice of {}", "rules for {}",
    "questions about {}", "plans for {}", "records of {}", "words for {}", "mistakes with {}",
)  # fmt: skip
# Shares of topics: named twice, and as a sentence.
_AGAIN, _SENTENCE = 0.03, 0.02


def answer_topics_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """The list that a prompt for topics asks for; None for any other prompt."""
    system = "\n".join(turn.content for turn in messages if turn.role == "system")
    user = "\n".join(turn.content for turn in messages if turn.role != "system").strip()
    asked, field = _ASKED.search(user), _FIELD.search(user)
    if asked is None or field is None or not _LISTED.search(system or user):
        return None
    text = "\0".join(turn.content for turn in messages)
    rng = Random(int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]))
    names: list[str] = []
    for _ in range(int(asked[1])):
        chance = rng.random()
        if names and chance < _AGAIN:
            names.append(pick(rng, names))
        elif chance < _AGAIN + _SENTENCE:
            names.append("It depends on what people who have this in their hands every day want to know about it")
        else:
            names.append(_topic(rng, len(field[1].split(_LEVEL))))
    return "\n".join(f"{number}. {item}" for number, item in enumerate(names, 1))


def _topic(rng: Random, level: int) -> str:
    """A name that is narrower the deeper it stands."""
    if level < 2:
        return pick(rng, _ASPECTS).format(f"every {pick(rng, OBJECTS)}")
    return f"{pick(rng, OBJECTS)} for {pick(rng, ROLES if rng.random() < 0.5 else PLACES)}"
