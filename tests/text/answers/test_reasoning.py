"""Reasoning told from the answer: every mark in use, and texts that only talk about marks."""

import pytest

from selfinstruct.text.answers.reasoning import split_reasoning

SPLIT = {
    "tags": ("<think>\nHm, a tree.\n</think>\n\nAn oak.", "An oak.", "Hm, a tree."),
    "one line": ("<think>Hm.</think>An oak.", "An oak.", "Hm."),
    "blank before": ("\n <think>Hm.</think> An oak.", "An oak.", "Hm."),
    "capitals": ("<THINK>Hm.</THINK>An oak.", "An oak.", "Hm."),
    "CRLF": ("<think>\r\nHm.\r\n</think>\r\nAn oak.", "An oak.", "Hm."),
    "empty": ("<think>\n\n</think>\n\nAn oak.", "An oak.", ""),
    "thinking": ("<thinking>Hm.</thinking>\nAn oak.", "An oak.", "Hm."),
    "reasoning": ("<reasoning>Hm.</reasoning>\nAn oak.", "An oak.", "Hm."),
    "thought": ("<thought>\nHm.\n</thought>An oak.", "An oak.", "Hm."),
    "seed": ("<seed:think>Hm.</seed:think>An oak.", "An oak.", "Hm."),
    "brackets": ("[THINK]Hm.[/THINK]An oak.", "An oak.", "Hm."),
    "triangles": ("◁think▷Hm.◁/think▷An oak.", "An oak.", "Hm."),
    "begin of thought": (
        "<|begin_of_thought|>\nHm.\n<|end_of_thought|>\n\n<|begin_of_solution|>\nAn oak.\n<|end_of_solution|>",
        "An oak.",
        "Hm.",
    ),
    "START_THINKING": (
        "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>An oak.<|END_RESPONSE|>", "An oak.", "Hm.",
    ),
    "inner": ("<|inner_prefix|>Hm.<|inner_suffix|>An oak.", "An oak.", "Hm."),
    "channel of thought": ("<|channel>thought\nHm.\n<channel|>An oak.", "An oak.", "Hm."),
    "ant": ("<antThinking>Hm.</antThinking>\nAn oak.", "An oak.", "Hm."),
    "monologue": ("<inner_monologue>Hm.</inner_monologue>An oak.", "An oak.", "Hm."),
    "unused": ("[unused16]Hm.[unused17]An oak.", "An oak.", "Hm."),
    "folded": ("<details><summary>Thought for 7 seconds</summary>\n> Hm.\n</details>\nAn oak.", "An oak.", "> Hm."),
    "folded, thinking": ("<details>\n<summary>💭 Thinking…</summary>\nHm.\n</details>\n\nAn oak.", "An oak.", "Hm."),
    "in bold words": ("**Thinking:**\nHm.\n\n**Answer:**\nAn oak.", "An oak.", "Hm."),
    "in bold words, colon outside": ("**Thoughts**: Hm.\n\n**Final Answer**: An oak.", "An oak.", "Hm."),
    "again in a line": ("<think>One.</think>An oak<think>Two.</think>, or an ash.", "An oak, or an ash.",
                        "One.\n\nTwo."),
    "again behind a sentence": ("<think>One.</think>An oak. <think>Two.</think>It is old.", "An oak. It is old.",
                                "One.\n\nTwo."),
    "in tags of an answer": ("<think>Hm.</think>\n<answer>An oak.</answer>", "An oak.", "Hm."),
    "in tags of a response": ("<reasoning>Hm.</reasoning>\n<response>\nAn oak.\n</response>\n", "An oak.", "Hm."),
    "details": ('<details type="reasoning" done="true">\nHm.\n</details>\nAn oak.', "An oak.", "Hm."),
    "two blocks": ("<think>One.</think>\n<think>Two.</think>\nAn oak.", "An oak.", "One.\n\nTwo."),
    "a block within": ("<thinking>A <reflection>b</reflection> c.</thinking>An oak.", "An oak.",
                       "A <reflection>b</reflection> c."),
    "it speaks of its end": ("<think>It ends with `</think>`.</think>An oak.", "An oak.", "It ends with `</think>`."),
    "the wrong end": ("<think>Hm.</thinking>\nAn oak.", "An oak.", "Hm."),
    "the end alone": ("Hm, a tree.\n</think>\n\nAn oak.", "An oak.", "Hm, a tree."),
    "the end alone, one line": ("Hm, which tree.</think>An oak.", "An oak.", "Hm, which tree."),
    "the end alone, a blank": ("Hm, which tree?</think> An oak.", "An oak.", "Hm, which tree?"),
    "the end alone, bracket": ("Hm.[/THINK]An oak.", "An oak.", "Hm."),
    "the end alone, triangle": ("Hm.◁/think▷An oak.", "An oak.", "Hm."),
    "the end first": ("</think>\n\nAn oak.", "An oak.", ""),
    "cut inside": ("<think>Hm, a tr", "", "Hm, a tr"),
    "cut inside, bracket": ("[THINK]Hm, a tr", "", "Hm, a tr"),
    "later in the text": ("Well.\n<think>\nHm.\n</think>\nAn oak.", "Well.\n\nAn oak.", "Hm."),
    "harmony": (
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>An oak.<|return|>",
        "An oak.",
        "Hm.",
    ),
    "harmony, whole": (
        "<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>\n"
        "<|start|>assistant<|channel|>final<|message|>An oak.",
        "An oak.",
        "Hm.",
    ),
    "harmony, a comment": (
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>Now.<|end|>"
        "<|start|>assistant<|channel|>final<|message|>An oak.",
        "An oak.",
        "Hm.\n\nNow.",
    ),
    "harmony, begun by the prompt": (
        "Hm.<|end|><|start|>assistant<|channel|>final<|message|>An oak.", "An oak.", "Hm.",
    ),
    "harmony, first mark lost": (
        "analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>An oak.", "An oak.", "Hm.",
    ),
    "harmony, final alone": ("<|channel|>final<|message|>An oak.", "An oak.", ""),
    "harmony, cut": ("<|channel|>analysis<|message|>Hm, a tr", "", "Hm, a tr"),
    "harmony without marks": ("analysisThe user asks for a tree.assistantfinalAn oak.", "An oak.",
                              "The user asks for a tree."),
    "harmony without marks, lines": ("analysis\nHm.\n\nassistantfinal\nAn oak.", "An oak.", "Hm."),
    "harmony without marks, twice": ("analysisOne.assistantanalysisTwo.assistantfinalAn oak.", "An oak.", "One.\nTwo."),
    "harmony without marks, cut": ("analysisWe need a tree, so", "", "We need a tree, so"),
    "harmony without marks, small": ("analysisHm.assistantfinal42 oaks", "42 oaks", "Hm."),
    "harmony, no last header": ("<|channel|>analysis<|message|>Hm.<|end|>\n\nAn oak.", "An oak.", "Hm."),
    "harmony without marks, blanks": ("analysis Hm, a tree. assistantfinal An oak.", "An oak.", "Hm, a tree."),
    "bars": ("<|think|>Hm.<|/think|>An oak.", "An oak.", "Hm."),
    "scratchpad": ("<scratchpad>\nHm.\n</scratchpad>\nAn oak.", "An oak.", "Hm."),
    "a blank in the tag": ("<think >Hm.</think >An oak.", "An oak.", "Hm."),
    "an answer that is quoted": ('Hm, a tree.</think>"An oak," she said.', '"An oak," she said.', "Hm, a tree."),
    "sentences": ("Here is my thought process:\nHm.\n\nHere is my response:\nAn oak.", "An oak.", "Hm."),
}  # fmt: skip

KEPT = {
    "in code": "Write `<think>` first and `</think>` last.",
    "in quotation marks": 'The model writes "<think>" and then "</think>" before it answers.',
    "guillemets": "Das Zeichen «</think>» beendet es.",
    "in a sentence": "The tags <think> and </think> enclose what a model thinks.",
    "an example in a sentence": "Wrap it as <think>your reasoning</think> please.",
    "the end in a sentence": "Models end their thinking with </think> and then answer.",
    "the end of a sentence": "Models end their thinking with </think>.",
    "the end in brackets": "The closing tag (</think>) ends it.",
    "the end, last of all": "The tag that closes it is </think>",
    "the end of a quotation": 'He wrote "stop.</think>" and left.',
    "analysis, blanks": "analysis of the word assistantfinal is hard.",
    "a fence": "Use this form:\n\n```\n<think>\nyour thoughts\n</think>\nyour answer\n```\nThat is all.",
    "a fence, no colon": "Use this form\n```xml\n<think>\nyour thoughts\n</think>\n```\nThat is all.",
    "an example after a colon": "Use this form:\n<think>\nyour thoughts\n</think>\nThat is all.",
    "a list": "- <think> opens\n- </think> closes",
    "a small bracket": "[think] He turns away. [/think]",
    "other tags": "<b>An oak</b> and <details><summary>More</summary>text</details>",
    "harmony in code": "Its form is `<|channel|>analysis<|message|>…<|end|>`, as they say.",
    "harmony in a fence": "It writes\n```\n<|start|>assistant<|channel|>final<|message|>Hi\n```\n",
    "analysis": "analysis of variance compares means.",
    "Analysis": "Analysis: the assistant finally answered.",
    "analysis in code": "analysisResult = run(data)\nprint(analysisResult)",
    "assistantfinal": "The word assistantfinal stands between the two.",
    "assistant final": "My assistant final report is due.",
    "HTML": "<p>I think.</p>",
    "plain": "An oak, I think.",
    "less than": "If a <think of it> b then c.",
    "here is my": "Here is my thought process: first oak, then elm.",
    "bold thinking alone": "**Thinking:** a process that nobody sees.\n\nIt goes on all day.",
    "bold reasoning": "**Reasoning:** Oaks are old.\n\n**Answer:** An oak.",
    "details of another kind": "<details><summary>Thinking ahead</summary>Plan.</details>\nAn oak.",
    "tags of an answer alone": "<answer>An oak.</answer>",
    "spoken of behind a block": "An oak. The tag `<think>` opens, `</think>` closes.",
    "unused in a sentence": "The tokens [unused16] and [unused17] are free.",
    "white space": "  An oak.\n\n",
}


@pytest.mark.parametrize(("text", "answer", "reasoning"), SPLIT.values(), ids=SPLIT)
def test_reasoning_is_told_from_the_answer(text: str, answer: str, reasoning: str) -> None:
    assert split_reasoning(text) == (answer, reasoning)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_text_that_talks_about_marks_is_not_torn(text: str) -> None:
    assert split_reasoning(text) == (text, "")


@pytest.mark.parametrize(("text", "answer", "reasoning"), SPLIT.values(), ids=SPLIT)
def test_an_answer_is_split_once(text: str, answer: str, reasoning: str) -> None:
    assert split_reasoning(split_reasoning(text)[0]) == (answer, "")
