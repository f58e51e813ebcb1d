"""What `offline/liar` does wrong on purpose when it makes tasks of passages: each fault of a kind that a rule holds.

Which task has which fault follows from its question and its quotation alone, so that it can be counted afterwards.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selfinstruct.models.offline.label_answers import chance

LIAR = "offline/liar"
# The share of its tasks in which the liar plants a fault.
LIES = 0.5
# The rule under which each fault is to be rejected.
RULES = {
    "digit": "quoted",
    "negation": "quoted",
    "other passage": "quoted",
    "left out": "quoted",
    "about the text": "context_bound",
    "given away": "answer_in_question",
    "number": "unsupported_number",
    "not told": "unanswerable",
}
_QUOTED = tuple(fault for fault, rule in RULES.items() if rule == "quoted")
# Types of which a rule asks for more than that the question stands alone and the answer is in the passage.
_OWN_WORDS = frozenset("summary document_summary extraction classification rewriting unanswerable".split())
_ELSEWHERE = "The keeper of the lighthouse counted eleven ships before the fog came in."
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Written:
    """A task as the model writes it, and what is wrong with it, "" where nothing is."""

    type: str
    question: str
    answer: str
    quotes: tuple[str, ...]
    labels: tuple[str, ...] = ()
    fault: str = ""


def planted(task: Written, passages: Sequence[str]) -> Written:
    """The task with a fault in every second one."""
    told = (task.type, task.question, *task.quotes)
    if chance(LIAR, "lies", *told) >= LIES:
        return task
    kinds = _QUOTED if task.type in _OWN_WORDS else tuple(RULES)
    fault = kinds[int(chance(LIAR, "fault", *told) * len(kinds))]
    if fault == "digit" and not _DIGIT.search(task.quotes[0]):
        fault = "negation"
    return replace(_spoilt(task, fault, "\n".join(passages)), fault=fault)


def _spoilt(task: Written, fault: str, text: str) -> Written:
    if RULES[fault] == "quoted":
        return replace(task, quotes=(_misquoted(task.quotes[0], fault), *task.quotes[1:]))
    if fault == "about the text":
        return replace(task, question=f"According to the text, {task.question[0].lower()}{task.question[1:]}")
    if fault == "given away":
        return replace(task, question=f"What is meant where it is said that {task.answer.rstrip('.!?')}?")
    if fault == "number":
        number = 7919
        while str(number) in text:
            number += 13
        return replace(task, answer=f"{task.answer} That makes {number} in all.")
    who = re.sub(r"\W+\Z", "", task.question.split(" ", 1)[-1])
    return replace(
        task, question=f"Who was it that first asked what {who}?", answer="Henrik Vold was the first to ask that."
    )


def _misquoted(quote: str, fault: str) -> str:
    words = quote.split()
    middle = max(1, len(words) // 2)
    if fault == "digit":
        return _DIGIT.sub(lambda found: str((int(found[0]) + 3) % 10), quote, count=1)
    if fault == "negation":
        return " ".join([*words[:middle], "not", *words[middle:]])
    if fault == "left out" and len(words) > 3:
        return " ".join([*words[:middle], *words[middle + 1 :]])
    return _ELSEWHERE
