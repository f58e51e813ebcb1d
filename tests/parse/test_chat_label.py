"""Whether a task is a classification, in every way chat models say it."""

import pytest

from selfinstruct.parse import read_label

YES = [
    *[
        "Yes",
        "yes",
        "YES",
        "Yes.",
        "Yes!",
        " yes\n",
        "**Yes**",
        "*Yes*",
        "`yes`",
        '"Yes"',
        "“Yes.”",
        "> Yes",
        "# Yes",
        "- Yes",
    ],
    *[
        "Yes, it is.",
        "Yes, because the labels are fixed.",
        "Yes - there are two labels",
        "Yes: it is.",
        "Yes\n\nIt has labels.",
    ],
    *[
        "Yes, no other answer is possible.",
        "Yeah",
        "Yep.",
        "Y",
        "✅ Yes",
        "Answer: yes",
        "answer : Yes",
        "**Answer:** Yes",
    ],
    *[
        "Classification: yes",
        "**Classification:** Yes",
        "Classification: **yes**",
        "- Classification: yes",
        "classification：yes",
    ],
    *[
        "Classification: true",
        "Is classification: Yes.",
        "Is it classification? Yes",
        "Is it a classification task? Yes.",
    ],
    *[
        "The answer is: Yes",
        "The answer is yes.",
        "The answer is **Yes**.",
        "My final answer: yes",
        "Final answer: Yes",
    ],
    *["It is a classification task", "This is a classification task.", "This is a binary classification task."],
    *["It's a text classification task.", "The task is considered a classification task.", "A classification task."],
    *[
        "It is not a generation task; it is a classification task.",
        "Sure. Yes, it is.",
        "Well, yes.",
        "I would say yes.",
    ],
    *["<think>No labels? Or yes?\nNo.</think>\n\nYes", "Hmm, no.\n</think>\nYes", "<think>\nno\n</think>Yes."],
    *[
        '{"classification": true}',
        '{"is_classification": "yes"}',
        '```json\n{"classification": true}\n```',
        '{"answer": "Yes."}',
    ],
    *["Yes\nType: sentiment\nLabels: a; b", "Classification: Yes\nType: no_type\nLabels: no; maybe", "Labels: a; b"],
    *["Let me see. The labels are fixed.\n\nAnswer: Yes", "Is this a classification task? Yes, it is."],
    *[
        "Ja",
        "Ja, klar.",
        "Oui.",
        "Sí",
        "sí, lo es",
        "Да",
        "да.",
        "是",
        "是的。",
        "是，标签是固定的",
        "はい",
        "はい。",
        "네",
        "Sim",
    ],
]
NO = [
    *[
        "No",
        "no",
        "NO",
        "No.",
        "No!",
        "\tno ",
        "**No**",
        "**No.**",
        "_no_",
        "`No`",
        "'No'",
        "> No",
        "## No",
        "* No",
        "❌ No",
    ],
    *[
        "No, because it asks for a poem.",
        "No, it is not.",
        "No - free text",
        "No; the answer is text",
        "No\nThe answer is free.",
    ],
    *[
        "No, yes or no is not all it can say",
        "Nope",
        "Nah.",
        "N",
        "Answer: no",
        "**Answer**: No.",
        "Classification: no",
    ],
    *["Classification: **No**", "CLASSIFICATION: NO", "Classification: false", "Is it classification? No"],
    *[
        "The answer is: No",
        "The answer is no.",
        "The correct answer is 'No'.",
        "Final answer: no",
        "No, this is not a classification task",
    ],
    *["It is not a classification task", "This is not a classification task.", "This isn't a classification task."],
    *[
        "This isn’t classification.",
        "It is a generation task, not a classification task.",
        "It is not really a classification task.",
    ],
    *[
        "This is a non-classification task.",
        "The task does not involve classification.",
        "Okay, no.",
        "Well, no.",
        "I'd say no.",
    ],
    *["<think>Yes? Is it?\nYes.</think>\nNo", "Perhaps yes.\n</think>\n\nNo.", "<think>yes</think>No, it is not."],
    *[
        '{"classification": false}',
        '{"classification": "No"}',
        '[{"is_classification": false}]',
        '{"answer": "no, it is not"}',
    ],
    *["No\nType: poem_writing\nLabels: none", "Classification: no\nType: yes_no\nLabels: none", "Labels: none"],
    *[
        "Is it a classification task? No, it asks for an essay.",
        "No classification task.",
        "This is generation rather than classification.",
    ],
    *[
        "Nein",
        "Nein, nicht.",
        "Non.",
        "Нет",
        "нет, это не так",
        "否",
        "不是。",
        "不是分类任务",
        "いいえ",
        "いいえ、違います",
        "Não",
        "아니요",
    ],
]
NEITHER = [
    *[
        "",
        " ",
        "\n",
        ".",
        "?",
        "Maybe",
        "Maybe.",
        "It depends",
        "It depends on the labels.",
        "Yes and no",
        "Yes and no.",
        "yes/no",
    ],
    *[
        "Yes or no",
        "Yes, no.",
        "No and yes",
        "Yes... no",
        "Yes, but also no.",
        "I'm not sure",
        "I am not sure if it is.",
        "Unclear.",
    ],
    *[
        "No idea",
        "No idea.",
        "No way to tell",
        "No clue",
        "Perhaps",
        "Possibly",
        "Probably yes",
        "It could be a classification task.",
    ],
    *[
        "I don't know",
        "Sure! Here",
        "Certainly! The",
        "Of course",
        "Task:",
        "The text",
        "positive",
        "Label: spam",
        "N/A",
        "None",
    ],
    *[
        "Yesterday it rained",
        "Nothing",
        "Now then",
        "Not sure",
        "Yes, in some cases",
        "No, it depends",
        "Classification: maybe",
    ],
    *[
        "Classification: yes\nClassification: no",
        "Answer: yes or no",
        "Is it a classification task?",
        "Type: x",
        "42",
        "{}",
        "[]",
    ],
    *[
        '{"classification": null}',
        '{"classification": "maybe"}',
        "<think>Yes.",
        "<think>Yes.</think>",
        "是否",
        "是不是",
        "不确定",
        "ja/nein",
    ],
    *[
        "Both yes and no",
        "It is hard to say whether this is a classification task.",
        "Either yes or no",
        "Oui et non",
        "Sí y no.",
    ],
]


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert read_label(text, "chat").is_classification is True


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert read_label(text, "chat").is_classification is False


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text: str) -> None:
    assert read_label(text, "chat").is_classification is None


@pytest.mark.parametrize(
    ("text", "kind", "labels"),
    [
        ("Classification: yes\nType: spam_detection\nLabels: spam; not spam", "spam_detection", ("spam", "not spam")),
        (
            "**Classification:** yes\n**Type:** Spam detection\n**Labels:** spam; not spam",
            "spam_detection",
            ("spam", "not spam"),
        ),
        ("Yes.\nType: spam detection\nLabels:\n- spam\n- not spam", "spam_detection", ("spam", "not spam")),
        (
            '{"classification": true, "type": "Spam Detection", "labels": ["spam", "not spam"]}',
            "spam_detection",
            ("spam", "not spam"),
        ),
        ("Classification: no\nType: poem_writing\nLabels: a; b", "poem_writing", ()),
        ("Yes", "", ()),
    ],
)
def test_type_and_labels(text: str, kind: str, labels: tuple[str, ...]) -> None:
    found = read_label(text, "chat")
    assert (found.type, found.labels) == (kind, labels)
