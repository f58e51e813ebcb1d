"""How an answer is to be dressed: sentences that end an instruction, and what each does to the answer."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from selfinstruct.models.offline.wording.grammar import fill, pattern, pick

Answer = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    wordings: tuple[str, ...]
    dress: Callable[[Answer], str]


def _items(answer: Answer) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer


def _one(answer: Answer) -> str:
    return ", ".join(_items(answer))


def _around(before: str, after: str) -> Callable[[Answer], str]:
    return lambda answer: f"{before}{_one(answer)}{after}"


def _joined(mark: str) -> Callable[[Answer], str]:
    return lambda answer: mark.join(_items(answer))


_VALUE = (
    AnswerForm(
        (
            "[Answer|Reply|Respond] with [only the result|nothing but the result|the result alone].",
            "[Give|State|Supply] [just|only] the final answer, [without any explanation|with no working shown].",
            "[No explanation is needed|Explanations are not wanted|Skip the reasoning], the bare [result|answer] "
            "will do.",
            "[Nobody needs the steps|The steps do not matter here]; [the result|the outcome] is enough.",
        ),
        _one,
    ),
    AnswerForm(
        (
            "[Put|Place|Set] the [result|answer] in double quotes.",
            "[The answer|The result|Your reply] should [stand|be written] between double quotation marks.",
        ),
        _around('"', '"'),
    ),
    AnswerForm(
        (
            "[Put|Place|Enclose] the [result|answer] in square brackets.",
            "[Square brackets go|A pair of square brackets goes] around [the answer|your answer|the result].",
        ),
        _around("[", "]"),
    ),
    AnswerForm(
        (
            "[Put|Place|Enclose] the [result|answer] in [round brackets|parentheses].",
            "[Surround|Wrap] [what you find|your answer] with [round brackets|parentheses], nothing else.",
        ),
        _around("(", ")"),
    ),
    AnswerForm(
        (
            'Write "result:", one space and then the [answer|outcome].',
            'Your [whole reply|entire answer] is "result:" followed by a space and [the answer|what you found].',
        ),
        _around("result: ", ""),
    ),
    AnswerForm(
        (
            'Answer in one [short|plain] sentence that [begins|starts] with "The answer is".',
            'Use a single sentence [opening|beginning] with the words "The answer is".',
        ),
        _around("The answer is ", "."),
    ),
    AnswerForm(
        (
            "[Set|Put] the [answer|result] between two asterisks, one on each side.",
            "[Mark|Emphasise] the [answer|result] with one asterisk before it and one after it.",
        ),
        _around("*", "*"),
    ),
    AnswerForm(
        (
            'Return a JSON object with the single key "answer" and the [result|outcome] as a string.',
            'Reply in JSON: one object, one key "answer", its value a string.',
        ),
        lambda answer: json.dumps({"answer": _one(answer)}, ensure_ascii=False),
    ),
    AnswerForm(
        (
            'After the [answer|result], [add|write] the word "done" on a line of its own.',
            'The [answer|result] stands on the first line, the word "done" on the second.',
        ),
        _around("", "\ndone"),
    ),
)

_ITEMS = (
    AnswerForm(
        (
            "[Put|Write|Place] each [item|entry] on [a line of its own|its own line].",
            "[One line for each item|Each entry gets its own line], [no numbering|without numbers or dashes].",
        ),
        _joined("\n"),
    ),
    AnswerForm(
        (
            "[Separate|Divide] the [items|entries] with [commas|a comma and a space].",
            "[Everything|The whole answer] goes on one line with commas between the [items|entries].",
        ),
        _joined(", "),
    ),
    AnswerForm(
        (
            "[Separate|Divide] the [items|entries] with [semicolons|a semicolon and a space].",
            "Between two [items|entries] [comes|goes] a semicolon, all on a single line.",
        ),
        _joined("; "),
    ),
    AnswerForm(
        (
            "[Separate|Divide] the [items|entries] with a vertical bar that has a space on either side.",
            "Between [neighbouring|two] entries [write|put] a space, a vertical bar and a space.",
        ),
        _joined(" | "),
    ),
    AnswerForm(
        (
            "[Number the items|Give every entry a number], one on each line, in the style 1) 2) 3).",
            "[Answer|Reply] with a numbered list in which each number is followed by a closing bracket, as in 1).",
        ),
        lambda answer: "\n".join(f"{number}) {item}" for number, item in enumerate(_items(answer), 1)),
    ),
    AnswerForm(
        (
            "[Answer|Reply] with a bulleted list that uses hyphens.",
            "[Write|Present] the [items|entries] as a list with a hyphen in front of each.",
        ),
        lambda answer: "\n".join(f"- {item}" for item in _items(answer)),
    ),
    AnswerForm(
        (
            "[Return|Give] [the answer|the result] as a JSON array of strings.",
            "[Reply|Answer] in JSON, with one array [holding|containing] the entries as strings.",
        ),
        lambda answer: json.dumps(_items(answer), ensure_ascii=False),
    ),
)

_BLOCK = (
    AnswerForm(
        (
            "[Add nothing|Write nothing] before or after it.",
            "[Leave out|Do without] any [comment|remark|introduction].",
            "[Reply|Answer] with [that alone|that and nothing more|nothing besides].",
            "[Comments are|Extra remarks are] [not wanted|unwelcome|to be left out].",
            "[It is copied as it stands|It will be pasted unchanged], so [no extra words|no introduction].",
        ),
        _one,
    ),
)

_LABEL = (
    AnswerForm(
        (
            "[Answer|Reply|Respond] with the label [only|alone|and nothing else].",
            "[Use|Give] the label exactly as it is [written|spelled] here.",
            "[Choose|Pick] one label; [no explanation|no reason] is [wanted|needed|asked for].",
            "[One label|A single label] is all that is [needed|wanted|expected].",
            "[Do not explain|Do not justify] the [choice|decision].",
            "[Your whole reply|The entire answer] is [that label|the chosen label].",
        ),
        _one,
    ),
)

FORMS = {"value": _VALUE, "items": _ITEMS, "block": _BLOCK, "label": _LABEL}


def draw_form(family: str, rng: Random) -> str:
    """A sentence that asks for a form, or "" for the plain one, which is the only one of some families."""
    if family not in FORMS or rng.random() < 0.12:
        return ""
    return fill(pick(rng, pick(rng, FORMS[family]).wordings), rng, {})


@cache
def _compiled(family: str) -> tuple[tuple[re.Pattern[str], AnswerForm], ...]:
    return tuple((re.compile(pattern(text)), form) for form in FORMS[family] for text in form.wordings)


def read_form(family: str, text: str) -> tuple[Callable[[Answer], str], str]:
    """What the lower-case text that follows a task asks for, and the text that is left."""
    for regex, form in _compiled(family) if family in FORMS else ():
        if match := regex.match(text):
            return form.dress, text[match.end() :].strip()
    return _one, text
