"""Calls of tools that nobody offered, as tables."""

from dataclasses import replace

import pytest

from tests.support.filters import GOOD, made, task

CALLS = [
    '<tool_call>\n{"name": "find", "arguments": {"what": "herbs"}}\n</tool_call>',
    'I will look that up.\n<tool_call>{"name": "find", "arguments": {}}</tool_call>',
    '[TOOL_CALLS][{"name": "find", "arguments": {}}]',
    '<|python_tag|>find.call(what="herbs")',
    '<｜DSML｜function_calls>\n<｜DSML｜invoke name="find">\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    '<function=find>{"what": "herbs"}</function>',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>find',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.find:0',
    'functools[{"name": "find", "arguments": {}}]',
    '<tool_call>find\n<arg_key>what</arg_key>\n<arg_value>herbs</arg_value>\n</tool_call>',
]  # fmt: skip
ANSWERS = [
    (GOOD, "Clip papers, hold a hem, press a button."),
    ("What does Qwen write to call a tool?", '<tool_call>{"name": "find"}</tool_call>'),
    (GOOD, "The block `<tool_call>` holds a call."),
    (GOOD, 'Like this:\n```\n<tool_call>{"name": "find"}</tool_call>\n```\n'),
    (GOOD, '<tool_call>{"name": "find"}</tool_call>\nThree uses: holding, bending, poking.'),
]


@pytest.mark.parametrize("output", CALLS)
def test_a_call_is_no_answer_where_no_tool_is_offered(output: str) -> None:
    whole = task(GOOD, ("", output))
    reason = made("tool_call")(whole, whole.instances[0])
    assert reason is not None
    assert reason.rule == "tool_call"
    offered = replace(whole.instances[0], tools='[{"name": "find"}]')
    assert made("tool_call")(whole, offered) is None


@pytest.mark.parametrize(("instruction", "output"), ANSWERS)
def test_other_answers_stay(instruction: str, output: str) -> None:
    whole = task(instruction, ("", output))
    assert made("tool_call")(whole, whole.instances[0]) is None
