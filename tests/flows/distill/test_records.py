"""What a distilled record holds: the turns of its prompt, reasoning where it is kept, own answers if they are whole."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.records import Completion, Request
from tests.support.runs import write

QUESTION = "Name a river of Spain, please."
ASKED = {"messages": [{"role": "user", "content": QUESTION}]}


def logged(answer: str, reason: str, form: str) -> dict[str, Any]:
    """A log row of one question, and the service's word for how its answer ended."""
    message = {"role": "assistant", "content": answer}
    bodies: dict[str, dict[str, Any]] = {
        "stored": {"object": "chat.completion", **ASKED, "choices": [{"message": message, "finish_reason": reason}]},
        "pair": {"request": ASKED, "response": {"choices": [{"message": message, "finish_reason": reason}]}},
    }
    outputs: dict[str, Any] = {
        "converse": {"output": {"message": {"role": "assistant", "content": [{"text": answer}]}}, "stopReason": reason},
        "anthropic": {"role": "assistant", "content": [{"type": "text", "text": answer}], "stop_reason": reason},
        "streamed": [{"contentBlockDelta": {"delta": {"text": answer}}}, {"messageStop": {"stopReason": reason}}],
        "chunks": [
            {"choices": [{"delta": {"content": answer}}]},
            {"choices": [{"delta": {}, "finish_reason": reason}]},
        ],
    }
    if form in bodies:
        return bodies[form]
    return {
        "schemaType": "ModelInvocationLog", "modelId": "m", "operation": "Converse",
        "input": {"inputBodyJson": {"messages": [{"role": "user", "content": [{"text": QUESTION}]}]}},
        "output": {"outputBodyJson": outputs[form]},
    }  # fmt: skip


@pytest.mark.parametrize("form", ["stored", "pair", "converse", "anthropic", "streamed", "chunks"])
@pytest.mark.parametrize(
    ("reason", "kept"),
    [("stop", True), ("end_turn", True), ("length", False), ("max_tokens", False), ("content_filter", False),
     ("guardrail_intervened", False), ("some_new_word", False)],
)  # fmt: skip
def test_own_answers_are_kept_only_whole(tmp_path: Path, form: str, reason: str, kept: bool) -> None:
    path = write(tmp_path / "log.jsonl", [logged("The Ebro, or the Tagus.", reason, form)])
    run = selfinstruct.distill(path, own_output=True, model=Thinking(), out=tmp_path / "out")
    assert [row["output"] for row in run.dataset()] == (["The Ebro, or the Tagus."] if kept else [])
    if not kept:
        [line] = run.rejected()
        rule = "content_filter" if reason in ("content_filter", "guardrail_intervened") else "truncated"
        assert (line["rule"], line["value"]) == (rule, reason)


def test_thinking_of_own_answers_is_left_out_or_kept_apart(tmp_path: Path) -> None:
    rows = [{"prompt": "Name a river.", "completion": "<think>\nEbro?\n</think>\n\nThe Ebro."},
            {"messages": [{"role": "user", "content": "Name a lake."}, {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "Como?"}, {"type": "text", "text": "Como."}]}]}]  # fmt: skip
    path = write(tmp_path / "rows.jsonl", rows)
    run = selfinstruct.distill(path, own_output=True, out=tmp_path / "out")
    assert [(row["output"], "reasoning" in row) for row in run.dataset()] == [("The Ebro.", False), ("Como.", False)]
    kept = selfinstruct.distill(path, own_output=True, out=tmp_path / "kept", overrides=("keep_reasoning=true",))
    assert [(row["output"], row["reasoning"]) for row in kept.dataset()] == [("The Ebro.", "Ebro?"), ("Como.", "Como?")]


class Thinking:
    """A model that shows what it thinks, once in a field and once marked in its text."""

    name = "own/thinking"

    async def complete(self, request: Request) -> Completion:
        asked = request.messages[-1].content
        if "lake" in asked:
            return Completion(f"<think>So: {asked}</think>\nComo, in the north of Italy.")
        return Completion("The Ebro, in the north of Spain.", reasoning=f"So: {asked}")


def test_reasoning_is_kept_where_the_recipe_says_so(tmp_path: Path) -> None:
    spoken = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Name a river."}]
    rows = [{"instruction": "Name a river."}, {"instruction": "Name a lake."}, {"messages": spoken}]
    path = write(tmp_path / "rows.jsonl", rows)
    plain = selfinstruct.distill(path, model=Thinking(), out=tmp_path / "plain")
    kept = selfinstruct.distill(path, model=Thinking(), out=tmp_path / "kept", overrides=("keep_reasoning=true",))
    whole = kept.dataset()
    thoughts = ["So: Name a river.", "So: Name a lake.", "So: Name a river."]
    assert [row.pop("reasoning") for row in whole] == thoughts
    assert whole == plain.dataset()
    assert [item.turns[-1].reasoning for task in kept.tasks() for item in task.instances if item.turns] == [
        "So: Name a river."
    ]


def test_conversations_with_tools_are_kept_but_not_asked(tmp_path: Path) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "rivers", "arguments": '{"of": "Spain"}'}}
    turns = [{"role": "user", "content": "Name a river of Spain."},
             {"role": "assistant", "content": "", "tool_calls": [call]},
             {"role": "tool", "content": "Ebro", "tool_call_id": "c1"}]  # fmt: skip
    whole = {"messages": [*turns, {"role": "assistant", "content": "The Ebro."}], "tools": [{"name": "rivers"}]}
    path = write(tmp_path / "rows.jsonl", [whole, {"prompt": "Name a lake."}])
    asked = selfinstruct.distill(path, model=Thinking(), out=tmp_path / "asked")
    assert [(line["rule"], line["value"]) for line in asked.rejected()] == [
        ("not_text", "calls a tool, and only text is asked")
    ]
    own = selfinstruct.distill(path, model=Thinking(), own_output=True, out=tmp_path / "own")
    first, second = own.dataset()
    assert (first["prompt"], first["output"], first["tools"]) == (turns, "The Ebro.", [{"name": "rivers"}])
    assert set(second) == {"id", "task_id", "type", "instruction", "input", "output", "is_classification"}
