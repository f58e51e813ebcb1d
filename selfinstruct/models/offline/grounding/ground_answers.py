"""The offline model as one who makes tasks of passages: a sentence is answer and proof, its subject is asked about.

It verifies by making the same questions again, so that it knows the answers to its own and to no others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from selfinstruct.models.offline.grounding.ground_questions import TOLD, proposed
from selfinstruct.models.offline.grounding.lies import LIAR, Written, planted
from selfinstruct.models.offline.grounding.passage_lines import about_lines
from selfinstruct.models.offline.grounding.passage_prompts import PassagePrompt, read_passage_prompt, sentences
from selfinstruct.models.offline.grounding.passage_sentences import same, usable
from selfinstruct.models.offline.label_answers import chance
from selfinstruct.records import Message
from selfinstruct.text.grounding.numbers import unsupported_numbers
from selfinstruct.text.grounding.stems import telling
from selfinstruct.text.grounding.unanswerable import is_unanswerable
from selfinstruct.text.tokens import unicode_tokens

NOT_THERE = "not in the passage"
# From which share of words in common on two questions are as good as the same.
_ALIKE = 0.68
# Words of its own that an answer has around those of the passage.
_OWN_WORDS = frozenset(telling("subject fact entry stands under for with without a figure"))
_ACCOUNTS = (
    "Write a short account of {}, with all that somebody new has to know.", "Draw up a text that covers {}.",
    "Compose a page about {}.", "Tell newcomers what they need concerning {}, in full sentences.",
    "We want a notice on {}; please write it.", "Put together the particulars of {}.", "Set down in writing: {}.",
)  # fmt: skip


def answer_ground_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """What the model called `name` replies; None where the prompt shows no passage."""
    asked = read_passage_prompt(messages)
    if asked is None:
        return None
    if asked.kind == "verify":
        known = _known(asked.passages)
        return "\n".join(f"{number}. {known.get(same(question), NOT_THERE)}" for number, question in asked.questions)
    if asked.kind == "digest":
        return "\n".join(f"Quote: {text}" for text in sentences(asked.passages[0])[:3])
    if asked.kind == "backtranslate":
        return _backtranslated(asked)
    if asked.kind == "judge":
        return _graded(asked)
    made = written(name, asked)
    return "\n\n".join(_block(number, item) for number, item in enumerate(made, 1)) or "### 1\nQuestion: none"


def written(name: str, asked: PassagePrompt) -> list[Written]:
    """The tasks that the model called `name` makes of a prompt, in order, with the faults that it plants."""
    units = [usable(passage) for passage in asked.passages]
    before = [same(question) for question in asked.asked]
    told = _known(asked.passages) if before else {}
    answers = {told[question] for question in before if question in told}
    made: list[Written] = []
    for kind in asked.types:
        # Where a passage gives nothing for a type, another one takes its place.
        for instead in dict.fromkeys((kind, asked.otherwise or kind, *asked.types)):
            task = next(_new(proposed(instead, units, asked.passages, asked.labels), before, answers), None)
            if task is not None:
                answers.add(task.answer)
                before.append(same(task.question))
                made.append(task)
                break
    if not made:
        made = list(_new((task for passage in asked.passages for task in about_lines(passage)), before, answers))[:1]
    if name == LIAR:
        return [planted(task, asked.passages) for task in made]
    return made


def _new(tasks: Iterator[Written], before: Sequence[str], answers: set[str]) -> Iterator[Written]:
    """Those of which neither the question, or one like it, nor the answer has been given."""
    counts = [Counter(unicode_tokens(question)) for question in before]
    for task in tasks:
        if task.labels or task.answer not in answers:
            words = Counter(unicode_tokens(task.question))
            size = words.total()
            if all(2 * (words & other).total() < _ALIKE * (size + other.total()) for other in counts):
                yield task


@lru_cache(32)
def _known(passages: tuple[str, ...]) -> dict[str, str]:
    """All questions with an answer that the model makes of passages."""
    units = [usable(passage) for passage in passages]
    known: dict[str, str] = {}
    for kind in (*TOLD, "table", "summary", "rewriting", "extraction", "multi_hop"):
        for task in proposed(kind, units, passages, ()):
            known.setdefault(same(task.question), task.answer)
    return known


def _graded(asked: PassagePrompt) -> str:
    """The most points for an answer whose words all stand in the passages or that says that they have none."""
    (_, question), text = asked.questions[0], "\n".join(asked.passages)
    known = _known(asked.passages).get(same(question))
    low, high = asked.scale
    if is_unanswerable(asked.answer):
        right = known is None
    else:
        said, shown = set(telling(asked.answer)), set(telling(f"{text} {question}")) | _OWN_WORDS
        right = known == asked.answer or (
            len(said - shown) * 10 <= len(said) and not unsupported_numbers(asked.answer, text, question)
        )
    why = "All of the answer stands in the passage." if right else "The passage does not have what the answer says."
    return "\n".join([f"Reasons: {why}", *(f"{name}: {high if right else low}" for name in asked.criteria)])


def _backtranslated(asked: PassagePrompt) -> str:
    found = usable(asked.passages[0])
    if not found:
        return "### 1\nType: backtranslation\nQuestion: none"
    named = [one.subject for one in found[:3]]
    form = _ACCOUNTS[int(chance("account", *asked.passages) * len(_ACCOUNTS))]
    question = form.format(", ".join(named))
    return f"### 1\nType: backtranslation\nQuestion: {question}"


def _block(number: int, task: Written) -> str:
    lines = [f"### {number}", f"Type: {task.type}", f"Question: {task.question}", f"Answer: {task.answer}"]
    lines += [f"Quote: {quote}" for quote in task.quotes]
    return "\n".join([*lines, *([f"Labels: {'; '.join(task.labels)}"] if task.labels else [])])
