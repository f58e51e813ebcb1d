from collections.abc import Sequence

import pytest

from selfinstruct.parse.grounding.tasks import GroundedCandidate, read_grounded, read_quotes

FEE = GroundedCandidate("What is the fee?", "It is 5 euros.", ("a fee of 5 euros",), "fact", (), 1)
HOW = GroundedCandidate("How is it paid?", "1. Go in.\n2. Pay.", ("in cash … only",), "procedure", (), 2)

FORMS = {
    "as asked": """### 1
Type: fact
Question: What is the fee?
Answer: It is 5 euros.
Quote: a fee of 5 euros

### 2
Type: procedure
Question: How is it paid?
Answer: 1. Go in.
2. Pay.
Quote: in cash … only
""",
    "emphasis, quotation marks and a preamble": """Sure, here are the tasks:

### 1
**Type:** fact
**Question:** What is the fee?
**Answer:** It is 5 euros.
**Quote:** "a fee of 5 euros"

### 2
**Type:** procedure
**Question:** How is it paid?
**Answer:** 1. Go in.
2. Pay.
**Quotes:**
- “in cash … only”
""",
    "headings that say task": """## Task 1
- Type: fact
- Question: What is the fee?
- Answer: It is 5 euros.
- Quotation: 'a fee of 5 euros'

---

## Task 2
- Type: procedure
- Question: How is it paid?
- Answer:
1. Go in.
2. Pay.
- Quotation: in cash … only
""",
    "a fence around all": """```
Task 1:
Type: fact
Question: What is the fee?
Answer: It is 5 euros.
Quote: a fee of 5 euros

Task 2:
Type: procedure
Question: How is it paid?
Answer: 1. Go in.
2. Pay.
Quote: in cash … only
```""",
    "JSON": """```json
{"tasks": [
  {"id": 1, "type": "fact", "question": "What is the fee?", "answer": "It is 5 euros.", "quotes": ["a fee of 5 euros"]},
  {"id": 2, "type": "procedure", "question": "How is it paid?", "answer": "1. Go in.\\n2. Pay.",
   "quotes": [{"text": "in cash … only"}],}
]}
```""",
    "JSON one by one, other names": """
{"number": 1, "Type": "fact", "Instruction": "What is the fee?", "Response": "It is 5 euros.",
 "evidence": "a fee of 5 euros"}
{"number": 2, "Type": "procedure", "Instruction": "How is it paid?", "Response": "1. Go in.\\n2. Pay.",
 "evidence": "in cash … only"}""",
    "German": """### 1
Typ: fact
Frage: What is the fee?
Antwort: It is 5 euros.
Zitat: „a fee of 5 euros“

### 2
Typ: procedure
Frage: How is it paid?
Antwort: 1. Go in.
2. Pay.
Zitat: in cash … only""",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str) -> None:
    assert read_grounded(FORMS[form], "stop") == ([FEE, HOW], [])


@pytest.mark.parametrize("form", FORMS)
def test_the_last_task_of_an_answer_that_was_cut_is_none(form: str) -> None:
    found, problems = read_grounded(FORMS[form], "length")
    assert found == [FEE]
    assert problems == [("truncated", "How is it paid?\n1. Go in.\n2. Pay.")]


def test_without_numbers_a_second_question_begins_a_task() -> None:
    text = "Question: A?\nAnswer: a\nQuote: c\n\nQuestion: B?\nAnswer: b\nQuote: d"
    assert [item.question for item in read_grounded(text, "stop")[0]] == ["A?", "B?"]


def test_an_answer_of_several_lines_is_whole() -> None:
    text = "### 1\nQuestion: A?\nAnswer: first\n\n- second\n- third\n\nlast\nQuote: c"
    assert read_grounded(text, "stop")[0][0].answer == "first\n\n- second\n- third\n\nlast"


def test_fields_within_code_are_code() -> None:
    text = '### 1\nType: extraction\nQuestion: A?\nAnswer: ```json\n{"x": 1}\nQuestion: none\n```\nQuote: c'
    [found] = read_grounded(text, "stop")[0]
    assert found.answer == '```json\n{"x": 1}\nQuestion: none\n```'
    assert found.quotes == ("c",)


def test_labels() -> None:
    text = "### 1\nType: classification\nQuestion: A?\nAnswer: red\nLabels: red; green\nQuote: c"
    assert read_grounded(text, "stop")[0][0].labels == ("red", "green")


@pytest.mark.parametrize(
    ("lines", "quotes"),
    [
        (["Quote: one", "Quote: two"], ("one", "two")),
        (["Quotes:", "- one", "- two"], ("one", "two")),
        (["Quotes:", "1. one", "2. two"], ("one", "two")),
        (["Quotes:", '"one"', '"two"'], ("one", "two")),
        (["Quote: one that", "goes on"], ("one that\ngoes on",)),
        (["Quote: - one"], ("one",)),
        (["Quote: 「一つ」"], ("一つ",)),
        (["Quote:"], ()),
    ],
)
def test_quotations(lines: Sequence[str], quotes: tuple[str, ...]) -> None:
    text = "\n".join(["### 1", "Question: A?", "Answer: a", *lines])
    assert read_grounded(text, "stop")[0][0].quotes == quotes


def test_what_is_no_task_is_told() -> None:
    text = "### 1\nType: fact\nAnswer: a\nQuote: c\n\n### 2\nQuestion: B?\nAnswer: b\nQuote: d"
    found, problems = read_grounded(text, "stop")
    assert [item.question for item in found] == ["B?"]
    assert [rule for rule, _ in problems] == ["unreadable"]
    assert read_grounded("### 1\nType: backtranslation\nQuestion: none", "stop")[1][0][0] == "no_question"


@pytest.mark.parametrize("text", ["", "I cannot help with that.", "Here is a summary of the passage, in two lines."])
def test_prose_holds_none(text: str) -> None:
    assert read_grounded(text, "stop") == ([], [])


def test_quotations_alone() -> None:
    assert read_quotes("Quote: a b c\nQuote: d e") == ["a b c", "d e"]
    assert read_quotes('- "a b c"\n- d e') == ["a b c", "d e"]
    assert read_quotes("a b c\n\nd e") == ["a b c", "d e"]


def test_thinking_is_no_answer() -> None:
    text = "<think>\n### 1\nQuestion: no\nAnswer: no\n</think>\n\n### 1\nQuestion: A?\nAnswer: a\nQuote: c"
    assert [item.question for item in read_grounded(text, "stop")[0]] == ["A?"]


@pytest.mark.parametrize(
    "piece",
    ["### 1\n", "Question: ", "Quote: a\n", "1. ", "- ", '"', "{", "[1,", "```\n", "**", "\n", " ", "Answer:\n"],
)
def test_hostile_texts_are_read_to_the_end(piece: str) -> None:
    for start in ("", "### 1\nQuestion: a\n", '{"question": "'):
        read_grounded(start + piece * (60_000 // len(piece)), "stop")
        read_quotes(start + piece * (60_000 // len(piece)))
