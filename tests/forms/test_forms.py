"""What the forms allow, the parsers read: random answers of every grammar and every schema."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from selfinstruct.forms.description import Form
from selfinstruct.forms.grammar import grammar, keeps_to, pattern
from selfinstruct.forms.layout import in_lines
from selfinstruct.forms.schema import schema
from selfinstruct.parse import answer_forms as forms
from selfinstruct.parse import judgements, labels, read_instances, read_instructions, read_label
from selfinstruct.parse.grounding.tasks import read_grounded, read_quotes
from selfinstruct.parse.grounding.verification import read_verification
from tests.support.gbnf import read_grammar, written

CRITERIA = ("usefulness", "correctness")
TOPICS = ("billing", "technical help", "好评", "A/B", "1")


@dataclass(frozen=True)
class Case:
    """A form, and whether an answer in it can be read."""

    form: Form | None
    read: Callable[[str], Any]


def _instructions(kind: str, first: int = 4) -> Callable[[str], Any]:
    return lambda text: (
        any(True for _ in read_instructions(text, "stop", kind, first_number=first).kept)
        or _only_ruled_out(read_instructions(text, "stop", kind, first_number=first).rejected)
    )


def _only_ruled_out(rejected: Any) -> bool:
    """The published rules may reject what could be read: too short, a forbidden word, a mark at its head."""
    return bool(rejected) and all(item.rule not in ("unreadable", "truncated", "empty") for item in rejected)


def _instances(kind: str, output_first: bool) -> Callable[[str], Any]:
    def read(text: str) -> bool:
        found = read_instances(text, output_first, "stop", kind)
        return bool(found.kept) or any(item.instance is not None for item in found.rejected)

    return read


CASES = {
    "chat bootstrap": Case(forms.bootstrap_form("chat", 8), _instructions("chat")),
    "chat bootstrap, one": Case(forms.bootstrap_form("chat", 1), _instructions("chat")),
    "small bootstrap": Case(forms.bootstrap_form("chat", 1, labelled=False), _instructions("chat")),
    "paper bootstrap": Case(forms.bootstrap_form("paper", 8, 9), _instructions("paper")),
    "alpaca bootstrap": Case(forms.bootstrap_form("alpaca", 5, 4), _instructions("alpaca")),
    "chat classify": Case(
        forms.classify_form("chat"), lambda text: read_label(text, "chat").is_classification is not None
    ),
    "paper classify": Case(forms.classify_form("paper"), lambda text: read_label(text).is_classification is not None),
    "chat instances": Case(forms.instances_form("chat", False, 3), _instances("chat", False)),
    "chat output first": Case(forms.instances_form("chat", True, 3, TOPICS), _instances("chat", True)),
    "chat output first, labels unknown": Case(forms.instances_form("chat", True, 1), _instances("chat", True)),
    "paper instances": Case(forms.instances_form("paper", False, 3), _instances("paper", False)),
    "paper output first": Case(forms.instances_form("paper", True, 3, TOPICS), _instances("paper", True)),
    "choice": Case(
        forms.label_form("choice", TOPICS, 0, 0),
        lambda text: (found := labels.read_choice(text, TOPICS)) and found.answer in TOPICS and found.reason,
    ),
    "pair": Case(
        forms.label_form("pair", ("first", "second", "tie"), 0, 0),
        lambda text: labels.read_choice(text, ("first", "second", "tie")),
    ),
    "score": Case(forms.label_form("score", (), 1, 5), lambda text: labels.read_score(text, 1, 5)),
    "score by hundredths": Case(forms.label_form("score", (), 0, 1), lambda text: labels.read_score(text, 0, 1)),
    "score below nothing": Case(forms.label_form("score", (), -2, 2), lambda text: labels.read_score(text, -2, 2)),
    "text": Case(forms.label_form("text", (), 0, 0), labels.read_text),
    "agree": Case(forms.agreement_form(), labels.read_agreement),
    "rate": Case(forms.ratings_form(0, 10), lambda text: labels.read_ratings(text, 0, 10)),
    "grade": Case(forms.grading_form(CRITERIA, 1, 10), lambda text: judgements.read_grading(text, CRITERIA, 1, 10)),
    "compare": Case(
        forms.comparison_form(CRITERIA, 1, 10), lambda text: judgements.read_comparison(text, CRITERIA, 1, 10)
    ),
    "critique": Case(forms.faults_form(), lambda text: judgements.read_faults(text) is not None),
    "revision": Case(
        forms.marked_form("Revised response"), lambda text: judgements.read_marked(text, "Revised response")
    ),
    "corruption": Case(
        forms.corruption_form("Flawed response"), lambda text: judgements.read_corruption(text, "Flawed response")
    ),
    "ground": Case(forms.grounded_form(("fact", "how_to"), 4), lambda text: read_grounded(text, "stop")[0]),
    "backtranslate": Case(
        forms.grounded_form(("backtranslation",), 1, ("Type", "Question")), lambda text: read_grounded(text, "stop")[0]
    ),
    "digest": Case(forms.quotes_form(), read_quotes),
    "verify": Case(forms.verification_form(3), lambda text: read_verification(text, 3)),
}


def _form(name: str) -> Form:
    form = CASES[name].form
    assert form is not None
    return form


@pytest.mark.parametrize("name", CASES)
def test_parsers_read_what_grammars_allow(name: str) -> None:
    rules, rng = read_grammar(grammar(_form(name))), Random(name)
    for _ in range(300):
        text = written(rules, rng)
        assert CASES[name].read(text), text
        assert pattern(_form(name)).fullmatch(text), text


def made(wanted: dict[str, Any], rng: Random) -> Any:
    """A random value that a schema allows."""
    match wanted["type"]:
        case "object":
            return {name: made(inner, rng) for name, inner in wanted["properties"].items()}
        case "array":
            count = rng.randint(wanted.get("minItems", 0), wanted.get("maxItems", 3))
            return [made(wanted["items"], rng) for _ in range(count)]
        case "integer":
            return rng.randint(wanted["minimum"], wanted["maximum"])
    if "enum" in wanted:
        return rng.choice(wanted["enum"])
    words = ["what", "the", "garden", "is", "\n", "- ", "这是", '"so"', "Output", "7", "A:", "née"]
    return "Why " + " ".join(rng.choice(words) for _ in range(rng.randint(2, 12)))


@pytest.mark.parametrize("name", [name for name in CASES if not _form(name).continues and "paper" not in name])
@pytest.mark.parametrize("spaced", [None, 2])
def test_parsers_read_what_schemas_allow(name: str, spaced: int | None) -> None:
    form, rng = _form(name), Random(name)
    for _ in range(150):
        value = made(schema(form), rng)
        if name == "corruption" and rng.random() < 0.2:
            value["flawed_response"] = ""
        text = in_lines(form, json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=spaced))
        assert text is not None
        assert CASES[name].read(text), text


def test_the_schemas_are_strict() -> None:
    def check(wanted: dict[str, Any]) -> None:
        if wanted["type"] == "object":
            assert wanted["additionalProperties"] is False
            assert wanted["required"] == list(wanted["properties"])
            for inner in wanted["properties"].values():
                check(inner)
        if wanted["type"] == "array":
            check(wanted["items"])

    for name in CASES:
        if not _form(name).continues:
            check(schema(_form(name)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chat instances", "### Example 1\nInput: none\nOutput: one\nOutput: two"),
        ("chat instances", "### Example 1\nInput: a\n**input:** b\nOutput: c"),
        ("chat instances", "### Example 1\nInput: a\nOutput: c\n### Example 3\nInput: b\nOutput: d"),
        ("choice", "Answer: none of them\nConfidence: 80\nReason: Nothing fits here."),
        ("choice", "Answer: billing\nConfidence: 101\nReason: It says so."),
        ("grade", "Reasons: It is right.\nusefulness: 11\ncorrectness: 3"),
        ("small bootstrap", "Instruction: 1"),
        ("corruption", "Change: Left the date out.\nFlawed response:\n"),
    ],
)
def test_what_is_out_of_form_is_not_allowed(name: str, text: str) -> None:
    assert not keeps_to(_form(name), text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chat instances", "### Example 1\nInput: none\nOutput: x = 0\n# a comment\n\nprint('Out')\n\tx = 1"),
        ("chat bootstrap", "### 1\nInstruction: 这句话是什么意思,请解释\nType: word_meaning\nLabels: none"),
        ("critique", "Faults: none"),
        ("corruption", "Change: none"),
        ("backtranslate", "### 1\nType: backtranslation\nQuestion: none"),
        ("paper classify", "Yes"),
        ("paper instances", "Example 1\nOutput: It is so."),
    ],
)
def test_what_is_asked_for_is_allowed(name: str, text: str) -> None:
    assert keeps_to(_form(name), text)


@pytest.mark.parametrize("text", ["x\n" * 4000, "a\n\n" * 3000, "\n\t\t \t*" * 3000, "\nQuote: x" * 3000, "a; " * 5000])
def test_no_answer_takes_forever_to_be_looked_at(text: str) -> None:
    for name in CASES:
        for begun in ("", "### Example 1\nInput: a\nOutput: b", "Answer: ", "Flawed response:\n"):
            assert not keeps_to(_form(name), f"{begun}{text}\x00")
