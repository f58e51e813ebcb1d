"""Why a variant of a task is eliminated, or its answer: rules of Evol-Instruct (section 3.2) and some more, in code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.text.answers.emptiness import says_nothing
from selfinstruct.text.refusals.bare import is_bare_refusal, machine_talk
from selfinstruct.text.tokens import count_words, unicode_tokens

_ROUNDING = 1e-9
_COPY = 0.9  # ROUGE-L of an answer and its instruction
_QUESTION_WORDS = 60  # of an answer that only asks back
# People speak of new tasks and of original instructions too; of "the given task" only who has rewritten one.
_LEAK = re.compile(
    r"#+ ?(?:given|original|rewritten|new|evolved|created) (?:prompt|instruction|task)\b"
    r"|\b(?:rewritten|evolved|parent) (?:prompt|instruction|task)\b"
    r"|\bthe (?:given|original|initial) (?:prompt|instruction|task)\b(?! force| bar)"
    r"|\b(?:new|revised|modified|previous) prompt\b"
    r"|\b(?:rewrite|evolve) (?:this|the) (?:prompt|instruction|task)\b|\bevol-?instruct\b"
    r"|\bmore (?:complex|difficult|challenging|demanding) version(?: of (?:the|this) (?:prompt|instruction|task)|:)",
    re.IGNORECASE,
)
_TEXTS = (
    r"(?:text|table|data|e-?mail|list|passage|paragraph|code|figures|notes|article|document|letter|message"
    r"|file|report|review|recipe)"
)
_MISSING = re.compile(
    rf"\b{_TEXTS} (?:given |shown |listed |quoted )?below\b(?! (?:\d|the\b|a\b))|\battached {_TEXTS}\b"
    rf"|\b(?:the|this) following {_TEXTS}\b",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(
    r"(?:please|kindly|could you|can you|would you|i(?:['’]d| would)? need|i(?:['’]ll| will) need"
    r"|to (?:help|assist|answer)|before i|which|what|who|where|when|how|do you|are you|is (?:it|there)"
    r"|sure|certainly|of course|happy to help|i(?:['’]d| would) be (?:happy|glad))\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\b(?:provide|share|tell me|let me know|give me|send|paste|specify|clarify"
    r"|more (?:details|information|context))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")


@dataclass(frozen=True, slots=True)
class Elimination:
    """The rule, what broke it, and for a text that is too close to another the score and that text."""

    rule: str
    value: Any = None
    score: float | None = None
    neighbour: str | None = None


def variant_fault(variant: str, earlier: Sequence[str], near: float, longest: int) -> Elimination | None:
    """Why a variant is eliminated; `earlier` are the task and the variants before, the parent last."""
    parent, said = earlier[-1], unicode_tokens(variant)
    if says_nothing(variant) or not said:
        return Elimination("empty_variant")
    leaked = next((found[0] for found in _LEAK.finditer(variant) if found[0].lower() not in parent.lower()), None)
    if leaked is not None:
        return Elimination("leak", leaked)
    if (words := count_words(said)) > longest:
        return Elimination("too_long", f"{words:.0f} words, at most {longest}")
    if (missing := _MISSING.search(variant)) and not _MISSING.search(parent) and _stands_alone(variant, missing):
        return Elimination("missing_input", missing[0])
    if is_bare_refusal(variant) or machine_talk(variant):
        return Elimination("refusal", variant[:200])
    for text in reversed(earlier):
        score = rouge_l(said, unicode_tokens(text))
        if score >= near - _ROUNDING:
            return Elimination("no_change", "parent" if text == parent else "earlier", score, text)
    return None


def answer_fault(instruction: str, answer: str) -> Elimination | None:
    """Why an answer shows that its instruction cannot be answered."""
    if is_bare_refusal(answer) or (talk := machine_talk(answer)):
        return Elimination("answer_refuses", answer[:200] if is_bare_refusal(answer) else talk)
    score = rouge_l(unicode_tokens(answer), unicode_tokens(instruction))
    if score >= _COPY - _ROUNDING:
        return Elimination("answer_copies", "the instruction", score)
    if asks_back(answer):
        return Elimination("answer_asks_back", answer[:200])
    return None


def asks_back(answer: str) -> bool:
    """Whether an answer only asks for what it needs: short, and each sentence a question or a request to be told."""
    if count_words(unicode_tokens(answer)) > _QUESTION_WORDS:
        return False
    sentences = [found[0].strip(" -*•\t") for found in _SENTENCE.finditer(answer) if found[0].strip(" -*•\t.!?")]
    asking = [item for item in sentences if _WANTS.search(item)]
    return bool(asking) and all(item.endswith(("?", "？")) or _ASKS_BACK.match(item) for item in sentences)


def _stands_alone(variant: str, missing: re.Match[str]) -> bool:
    """Whether nothing follows that what is called "below" could be."""
    return "\n" not in variant[missing.end() :].strip() and ":" not in variant[missing.end() :]
