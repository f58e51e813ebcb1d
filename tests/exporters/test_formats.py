"""Each format's exact rows, and what its consumer refuses: tables of good and bad rows."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.list import describe
from selfinstruct.errors import UnknownName, UsageError
from selfinstruct.exporters import SHIPPED, load_exporter
from selfinstruct.exporters.checks import tokens
from selfinstruct.exporters.dialogues import contents_of
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.records import Message
from tests.support.exports import data_of, dataset, example, preference, said
from tests.support.runs import read, write

USER, BOT = {"role": "user", "content": "Name a colour."}, {"role": "assistant", "content": "Red."}
COLOUR = {"instruction": "Name a colour", "input": "of the sky", "output": "Blue."}
TALK = [{"role": "user", "content": "Name a colour\n\nof the sky"}, {"role": "assistant", "content": "Blue."}]
GREY = {"role": "assistant", "content": "Grey."}
CHECKS = ({"check": "words", "exactly": 1},)
WORD = '[{"check": "words", "exactly": 1}]'
SYSTEM = {"role": "system", "content": "Be brief."}
ASKED, TOLD = (
    {"role": "user", "content": [{"text": "Name a colour."}]},
    {"role": "assistant", "content": [{"text": "Red."}]},
)
NOVA = {"schemaVersion": "bedrock-conversation-2024", "messages": [ASKED, TOLD]}
CANDIDATES = [
    {"content": [{"text": "Red."}], "preferenceLabel": "preferred"},
    {"content": [{"text": "Grey."}], "preferenceLabel": "non-preferred"},
]  # fmt: skip
EMPTY = {"content": [], "preferenceLabel": "non-preferred"}
SAME = {"content": [{"text": "Red."}], "preferenceLabel": "non-preferred"}
NOVA_PAIR = {**NOVA, "messages": [ASKED, {"role": "assistant", "candidates": CANDIDATES}]}


def nova(*messages: Any) -> dict[str, Any]:
    return {**NOVA, "messages": list(messages)}


def asking(text: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"text": text}]}


def choosing(*candidates: Any) -> dict[str, Any]:
    return nova(ASKED, {"role": "assistant", "candidates": list(candidates)})


def turns(question: str, answer: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


def shared(*said: tuple[str, str]) -> dict[str, Any]:
    return {"conversations": [{"from": role, "value": text} for role, text in said]}


def spoken(*said: tuple[str, str], told: str | None = None) -> dict[str, Any]:
    first = {} if told is None else {"systemInstruction": {"role": "system", "parts": [{"text": told}]}}
    return first | {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in said]}


CALL = {"id": "a", "type": "function", "function": {"name": "paint", "arguments": "{}"}}
CALL_OBJECT = {"function": {"name": "paint", "arguments": {"wall": 1}}}
CALLING = {"role": "assistant", "content": "", "tool_calls": [CALL]}
TOLD_BY = {"role": "tool", "tool_call_id": "a", "content": "done"}
THOUGHT = {"reasoningContent": {"reasoningText": {"text": "Hm."}}}
RANKED = {**shared(("human", "a")), "chosen": {"from": "gpt", "value": "b"}, "rejected": {"from": "gpt", "value": "c"}}
OPENAI = {"input": {"messages": [USER]}, "preferred_output": [BOT], "non_preferred_output": [GREY]}
TRIPLET = {"prompt": "p", "chosen": "c", "rejected": "r", "edited": None, "preference": "better"}

ROWS: dict[str, dict[str, Any]] = {
    "alpaca": COLOUR,
    "messages": {"messages": TALK},
    "prompt-completion": {"prompt": "Name a colour\n\nof the sky", "completion": " Blue."},
    "sharegpt": {
        "conversations": [{"from": "human", "value": "Name a colour\n\nof the sky"}, {"from": "gpt", "value": "Blue."}],
    },
    "text": {
        "id": "e0", "text": "Name a colour\n\nof the sky\n\nBlue.",
        "metadata": {"task_id": "t0", "type": "addition", "instruction": "Name a colour", "input": "of the sky"},
    },
    "table": {"type": "addition", **COLOUR},
    "llama-factory": COLOUR,
    "jumpstart": COLOUR,
    "hub": {"id": "e0", "task_id": "t0", "type": "addition", **COLOUR, "is_classification": False},
    "bedrock-haiku": {"messages": TALK},
    "bedrock-conversation": {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "Name a colour\n\nof the sky"}]},
            {"role": "assistant", "content": [{"text": "Blue."}]},
        ],
    },
    "bedrock-prompt-completion": {"prompt": "Name a colour\n\nof the sky", "completion": "Blue."},
    "bedrock-pretraining": {"input": "Name a colour\n\nof the sky\n\nBlue."},
    "gemini": {
        "contents": [
            {"role": "user", "parts": [{"text": "Name a colour\n\nof the sky"}]},
            {"role": "model", "parts": [{"text": "Blue."}]},
        ]
    },
    "nova-cpt": {"text": "Name a colour\n\nof the sky\n\nBlue."},
    "rlvr": {"prompt": TALK[:1], "checks": WORD, "reference": "Blue."},
    "rlvr-verl": {
        "data_source": "selfinstruct", "prompt": TALK[:1], "ability": "addition",
        "reward_model": {"style": "rule", "ground_truth": WORD}, "extra_info": {"id": "e0", "reference": "Blue."},
    },
    "rlvr-open-instruct": {"messages": TALK[:1], "ground_truth": WORD, "dataset": "selfinstruct"},
}  # fmt: skip
ROWS["bedrock-distillation"] = ROWS["bedrock-conversation"]

ASK = [{"role": "user", "content": "Add 1 to 0."}]
ONE, NULL = [{"role": "assistant", "content": "1"}], [{"role": "assistant", "content": "0"}]
PAIR_ROWS: dict[str, list[dict[str, Any]]] = {
    "trl-dpo": [{"prompt": ASK, "chosen": ONE, "rejected": NULL}],
    "trl-dpo-implicit": [{"chosen": ASK + ONE, "rejected": ASK + NULL}],
    "kto": [
        {"prompt": ASK, "completion": ONE, "label": True},
        {"prompt": ASK, "completion": NULL, "label": False},
    ],
    "openai-dpo": [{"input": {"messages": ASK}, "preferred_output": ONE, "non_preferred_output": NULL}],
    "ultrafeedback": [
        {
            "prompt": "Add 1 to 0.", "prompt_id": "c5f8e6a3f4ac8ec5", "chosen": ASK + ONE, "rejected": ASK + NULL,
            "messages": ASK + ONE, "score_chosen": 8.5, "score_rejected": 5.0,
        }
    ],
    "dpo-text": [{"prompt": "Add 1 to 0.", "chosen": "1", "rejected": "0"}],
    "swift-dpo": [{"messages": ASK + ONE, "rejected_response": "0"}],
    "swift-kto": [{"messages": ASK + ONE, "label": True}, {"messages": ASK + NULL, "label": False}],
    "triplet": [{"prompt": "Add 1 to 0.", "chosen": "1", "rejected": "0", "edited": None, "preference": "better"}],
    "llama-factory": [{"instruction": "Add 1 to 0.", "input": "", "chosen": "1", "rejected": "0"}],
    "llama-factory-kto": [
        {
            "conversations": [{"from": "human", "value": "Add 1 to 0."}, {"from": "gpt", "value": text}],
            "label": label,
        }
        for text, label in (("1", True), ("0", False))
    ],
    "nova-dpo": [
        {
            "schemaVersion": "bedrock-conversation-2024",
            "messages": [
                {"role": "user", "content": [{"text": "Add 1 to 0."}]},
                {
                    "role": "assistant",
                    "candidates": [
                        {"content": [{"text": "1"}], "preferenceLabel": "preferred"},
                        {"content": [{"text": "0"}], "preferenceLabel": "non-preferred"},
                    ],
                },
            ],
        }
    ],
    "hub": [
        {
            "id": "p0", "task_id": "t0", "method": "rank", "prompt": ASK, "chosen": ONE, "rejected": NULL,
            "edited": None, "grade": "better", "margin": 3.5, "score_chosen": 8.5, "score_rejected": 5.0,
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_instances_has_exactly_these_keys(name: str) -> None:
    exporter = load_exporter(name)
    rows = exporter.rows(example(0, **COLOUR, checks=() if name == "hub" else CHECKS))  # which has a column for them
    assert json.dumps(rows) == json.dumps([ROWS[name]])
    assert list(exporter.shapes["instances"]) == list(ROWS[name])
    assert exporter.check(rows[0]) == []


@pytest.mark.parametrize("name", PAIR_ROWS)
def test_a_row_of_preferences_has_exactly_these_keys(name: str) -> None:
    exporter = load_exporter(name)
    rows = exporter.rows(preference())
    wanted = PAIR_ROWS[name]
    if name == "ultrafeedback":
        wanted = [wanted[0] | {"prompt_id": rows[0]["prompt_id"]}]
        assert len(rows[0]["prompt_id"]) == 16
    assert json.dumps(rows) == json.dumps(wanted)
    assert list(exporter.shapes["preferences"]) == list(wanted[0])
    assert [exporter.check(row) for row in rows] == [[]] * len(rows)


def test_every_format_is_in_one_of_these_tables() -> None:
    assert {*ROWS, *PAIR_ROWS, "self-instruct"} == set(SHIPPED)


BAD: list[tuple[str, Any, str]] = [
    ("alpaca", {"instruction": "a", "input": 1, "output": "b"}, "input: is a number, not a string or null"),
    ("jumpstart", {"instruction": "a", "input": None, "output": "b"}, "input: is null, not a string"),
    ("alpaca", {"instruction": "a", "input": ""}, "output: is missing"),
    ("alpaca", {"instruction": " ", "input": "", "output": "b"}, "instruction: is empty"),
    ("alpaca", {"instruction": "a", "input": "", "output": "\n"}, "output: is empty"),
    ("alpaca", ["a"], "is not a JSON object"),
    ("alpaca", {"instruction": "a", "input": "\udc80", "output": "b"}, "input: contains a lone surrogate"),
    ("table", {"type": 3, "instruction": "a", "input": "", "output": "b"}, "type: is a number, not a string"),
    ("table", {"type": "x", "instruction": "a", "input": "", "output": "b", "id": "1"}, "has an unknown key, 'id'"),
    ("messages", {"messages": [USER, BOT], "id": "1"}, "has an unknown key, 'id'"),
    ("messages", {"messages": [USER | {"id": "1"}, BOT]}, "messages[0]: has an unknown key, 'id'"),
    ("messages", {"messages": [USER, {"role": "assistant", "content": ""}]}, "messages, turn 2: is empty"),
    ("messages", {"messages": [USER, {**BOT, "content": None}]}, "messages, turn 2: has no content"),
    ("messages", {"messages": [USER]}, "ends with a turn of the user, not of the assistant"),
    ("messages", {"messages": [BOT, USER]}, "messages, turn 1: is of the assistant; user and assistant must alternate"),
    ("messages", {"messages": [USER, USER, BOT]}, "messages, turn 2: is of the user; user and assistant must"),
    ("messages", {"messages": [USER, SYSTEM, BOT]}, "messages, turn 2: role is 'system'"),
    ("messages", {"messages": [SYSTEM]}, "messages: has no turns"),
    ("messages", {"messages": []}, "messages: has no turns"),
    ("messages", {"messages": [USER, {**BOT, "weight": 2}]}, "weight is 2, not 0 or 1"),
    ("messages", {"messages": [USER, {**BOT, "weight": float("nan")}]}, "weight: is a number, not a whole number"),
    ("messages", {"messages": [{"role": "system", "content": " "}, USER, BOT]}, "the system turn is empty"),
    ("messages", {"messages": [USER, CALLING, BOT]}, "turn 3: is of the assistant, before all calls of tools have a"),
    ("messages", {"messages": [USER, CALLING, USER, BOT]}, "turn 3: is of the user, before all calls of tools have a"),
    ("messages", {"messages": [USER, BOT, TOLD_BY]}, "turn 3: is the result of a tool that was not called"),
    ("messages", {"messages": [USER, CALLING, {**TOLD_BY, "tool_call_id": "b"}, BOT]}, "a call that is not there, 'b'"),
    ("messages", {"messages": [USER, CALLING, TOLD_BY]}, "ends with a turn of the tool, not of the assistant"),
    ("messages", {"messages": [USER, {**CALLING, "tool_calls": [{"id": "a"}]}]}, "tool_calls[0].function: is missing"),
    ("messages", {"messages": [USER, BOT], "tools": {}}, "tools: is an object, not a string or a list or null"),
    ("messages", {"messages": [USER, BOT, {"role": "developer", "content": "x"}]}, "turn 3: role is 'system'"),
    ("prompt-completion", {"prompt": "a", "completion": " "}, "completion: is empty"),
    ("sharegpt", {"conversations": [{"from": "gpt", "value": "a"}]}, "human and gpt must alternate, human first"),
    ("sharegpt", {"conversations": [{"from": "human", "value": "a"}]}, "ends with a turn of the human, not of the gpt"),
    ("sharegpt", shared(("human", "a"), ("human", "b"), ("gpt", "c")), "turn 2: is of the human; human and gpt must"),
    ("sharegpt", shared(("human", "a"), ("function_call", "f(1)")), "turn 2: is a call that is not JSON"),
    ("sharegpt", shared(("human", "a"), ("gpt", "b"), ("observation", "1"), ("gpt", "c")), "turn 3: is the result of"),
    ("sharegpt", shared(("human", "a"), ("function_call", "{}"), ("observation", "1")), "ends with a turn of the obs"),
    ("sharegpt", shared(("human", "a"), ("system", "b")), "turn 2: role is 'system', not human, gpt, function_call"),
    ("sharegpt", shared(("system", "a")), "conversations: has no turns"),
    ("sharegpt", shared(("human", "a"), ("gpt", "b")) | {"tools": "f"}, "tools: is a text that is not JSON"),
    ("llama-factory-kto", shared(("human", "a"), ("gpt", "b")), "label: is missing"),
    ("llama-factory-kto", shared(("human", "a"), ("gpt", "b")) | {"label": 0}, "label: is a number, not true or false"),
    ("llama-factory-kto", shared(("human", "a")) | {"label": True}, "ends with a turn of the human, not of the gpt"),
    ("llama-factory-kto", shared(("human", "a"), ("gpt", "")) | {"label": True}, "conversations, turn 2: is empty"),
    ("llama-factory", shared(("human", "a")), "ends with a turn of the human, not of the gpt"),
    ("llama-factory", RANKED | {"rejected": {"from": "human", "value": "c"}}, "rejected: is of the human, not of the"),
    ("llama-factory", RANKED | {"rejected": {"from": "gpt", "value": "b "}}, "chosen and rejected: are equal"),
    ("text", {"text": ""}, "text: is empty"),
    ("self-instruct", {"prompt": "a", "completion": " b"}, "does not end with <|endoftext|>"),
    ("self-instruct", {"prompt": "a", "completion": "b<|endoftext|>c<|endoftext|>"}, "before its end"),
    ("self-instruct", {"prompt": "a", "completion": " <|endoftext|>"}, "completion: is empty"),
    ("trl-dpo", {"prompt": [USER], "chosen": [BOT], "rejected": [BOT]}, "chosen and rejected: are equal"),
    ("trl-dpo", {"prompt": [USER], "chosen": [BOT], "rejected": [{**GREY, "content": ""}]}, "rejected: is empty"),
    ("trl-dpo", {"prompt": [USER], "chosen": [BOT], "rejected": [USER]}, "rejected: is not a single assistant turn"),
    ("trl-dpo", {"prompt": [USER, BOT], "chosen": [BOT], "rejected": [GREY]}, "prompt: ends with a turn of the"),
    ("trl-dpo", {"prompt": "a", "chosen": "b", "rejected": "b"}, "chosen and rejected: are equal"),
    ("trl-dpo", {"prompt": "a", "chosen": "b", "rejected": ""}, "rejected: is empty"),
    ("trl-dpo", {"prompt": "a", "chosen": [BOT], "rejected": [GREY]}, "prompt: is a string, not a list"),
    ("trl-dpo-implicit", {"chosen": [USER, BOT], "rejected": [SYSTEM, USER, GREY]}, "answer different prompts"),
    ("trl-dpo-implicit", {"chosen": [USER, BOT], "rejected": [USER, BOT]}, "chosen and rejected: are equal"),
    ("trl-dpo-implicit", {"chosen": "a", "rejected": "a"}, "chosen and rejected: are equal"),
    ("kto", {"prompt": [USER], "completion": [BOT], "label": 1}, "label: is a number, not true or false"),
    ("kto", {"prompt": "a", "completion": "", "label": True}, "completion: is empty"),
    ("openai-dpo", OPENAI | {"id": "1"}, "has an unknown key, 'id'"),
    ("openai-dpo", OPENAI | {"preferred_output": [USER]}, "preferred_output: is not a single assistant turn"),
    ("openai-dpo", OPENAI | {"preferred_output": [BOT, BOT]}, "preferred_output: is not a single assistant turn"),
    ("openai-dpo", OPENAI | {"non_preferred_output": [BOT]}, "preferred_output and non_preferred_output: are equal"),
    ("openai-dpo", OPENAI | {"input": {"messages": [USER, BOT]}}, "input.messages: ends with a turn of the assistant"),
    ("openai-dpo", {"input": {"messages": [USER]}, "preferred_output": [BOT]}, "non_preferred_output: is missing"),
    ("triplet", TRIPLET | {"preference": "best"}, "preference: is 'best', not one of significantly_better"),
    ("triplet", TRIPLET | {"rejected": "c"}, "chosen and rejected: are equal"),
    ("triplet", TRIPLET | {"edited": "c "}, "edited and chosen: are equal"),
    ("triplet", TRIPLET | {"edited": " "}, "edited: is empty"),
    ("llama-factory", {"instruction": "a", "input": "", "chosen": "b", "rejected": "b"}, "are equal"),
    ("llama-factory", {"instruction": "a", "input": "", "output": ""}, "output: is empty"),
    ("jumpstart", {"instruction": "a", "output": "b"}, "input: is missing"),
    ("bedrock-haiku", {"messages": [SYSTEM, USER, BOT]}, "messages, turn 1: role is 'system', not user or assistant"),
    ("bedrock-haiku", {"messages": [USER, BOT, USER]}, "ends with a turn of the user"),
    ("bedrock-haiku", turns("a\nHuman: b", "c"), r"messages, turn 1: holds '\nHuman:'"),
    ("bedrock-haiku", turns("a", "b\nAssistant:"), r"messages, turn 2: holds '\nAssistant:'"),
    ("bedrock-haiku", {"system": "a\nHuman:", "messages": [USER, BOT]}, r"system: holds '\nHuman:'"),
    ("bedrock-haiku", {"system": "", "messages": [USER, BOT]}, "system: is empty; leave it out"),
    ("bedrock-haiku", {"messages": [USER, BOT], "type": "x"}, "has an unknown key, 'type'"),
    ("bedrock-haiku", turns("word " * 26_000, "Red."), "is about 43,334 tokens long (estimated"),
    ("bedrock-haiku", {"messages": [{**USER, "content": "水" * 32_500}, BOT]}, "at most 32,000 are taken"),
    ("bedrock-conversation", NOVA | {"schemaVersion": "2024"}, "is '2024', not 'bedrock-conversation-2024'"),
    ("bedrock-conversation", {"messages": [ASKED, TOLD]}, "schemaVersion: is missing"),
    ("bedrock-conversation", NOVA | {"messages": [USER, BOT]}, "messages[0].content: is a string, not a list"),
    ("bedrock-conversation", NOVA | {"messages": [TOLD]}, "messages, turn 1: is of the assistant"),
    ("bedrock-conversation", NOVA | {"messages": [ASKED]}, "ends with a turn of the user"),
    ("bedrock-conversation", NOVA | {"system": [{"text": "a System: b"}]}, "system: holds 'System:', which is"),
    ("bedrock-conversation", NOVA | {"system": "Be brief."}, "system: is a string, not a list"),
    *(
        ("bedrock-conversation", nova(asking(f"a {word} b"), TOLD), word)
        for word in ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
    ),
    ("bedrock-conversation", nova({**ASKED, "content": [THOUGHT]}, TOLD), "turn 1: is of the user, who has no reason"),
    ("bedrock-conversation", nova(ASKED, {**TOLD, "content": [{}]}), "turn 2: has an item that is not one text, rea"),
    ("bedrock-conversation", nova(ASKED, {**TOLD, "content": [THOUGHT]}), "messages, turn 2: is empty"),
    ("bedrock-prompt-completion", {"prompt": "a", "completion": "b", "id": "1"}, "has an unknown key, 'id'"),
    ("bedrock-prompt-completion", {"prompt": "word " * 13_000, "completion": "b"}, "at most 16,000 are taken"),
    ("bedrock-distillation", NOVA | {"id": "1"}, "has an unknown key, 'id'"),
    ("bedrock-distillation", NOVA | {"messages": [ASKED, TOLD, ASKED]}, "has 3 turns, not a single question"),
    ("bedrock-distillation", NOVA | {"messages": []}, "has 0 turns"),
    (
        "bedrock-distillation",
        NOVA | {"messages": [{"role": "user", "content": [{"text": "a"}, {"text": "b"}]}]},
        "messages, turn 1: has 2 content items, not one",
    ),
    ("bedrock-distillation", nova({**ASKED, "content": [{"text": "a", "x": 1}]}), "has an unknown key, 'x'"),
    ("bedrock-pretraining", {"input": ""}, "input: is empty"),
    ("gemini", spoken(("user", "a"), ("assistant", "b")), "contents, turn 2: role is 'assistant', not user or model"),
    ("gemini", spoken(("model", "a")), "contents, turn 1: is of the model; user and model must alternate, user first"),
    ("gemini", spoken(("user", "a")), "ends with a turn of the user, not of the model"),
    ("gemini", spoken(("user", "a"), ("model", " ")), "contents, turn 2: is empty"),
    ("gemini", spoken(("user", "a"), ("model", "b"), told=""), "systemInstruction: is empty; leave it out"),
    ("gemini", spoken(("user", "a"), ("model", "b")) | {"id": "1"}, "has an unknown key, 'id'"),
    ("gemini", {"contents": [{"role": "user", "parts": [{"fileData": {}}]}]}, "contents[0].parts[0].text: is missing"),
    ("nova-cpt", {"text": "\n"}, "text: is empty"),
    ("nova-cpt", {"text": "a", "id": "1"}, "has an unknown key, 'id'"),
    ("nova-cpt", {"input": "a"}, "text: is missing"),
    ("dpo-text", {"prompt": [USER], "chosen": "a", "rejected": "b"}, "prompt: is a list, not a string"),
    ("dpo-text", {"prompt": "a", "chosen": "b", "rejected": "b "}, "chosen and rejected: are equal"),
    ("dpo-text", {"prompt": "a", "chosen": "", "rejected": "b"}, "chosen: is empty"),
    ("swift-dpo", {"messages": [USER, BOT]}, "rejected_response: is missing"),
    ("swift-dpo", {"messages": [USER, BOT], "rejected_response": "Red. "}, "the answers are equal"),
    ("swift-dpo", {"messages": [USER, BOT], "rejected_response": " "}, "rejected_response: is empty"),
    ("swift-dpo", {"messages": [USER], "rejected_response": "a"}, "ends with a turn of the user"),
    ("swift-dpo", {"messages": [USER, BOT], "rejected_response": [BOT]}, "rejected_response: is a list, not a string"),
    ("swift-kto", {"messages": [USER, BOT], "label": 1}, "label: is a number, not true or false"),
    ("swift-kto", {"messages": [USER, {**BOT, "content": ""}], "label": True}, "messages, turn 2: is empty"),
    ("nova-dpo", NOVA, "the last turn is not an assistant turn with candidates"),
    ("nova-dpo", choosing(CANDIDATES[0]), "are labelled preferred,"),
    ("nova-dpo", choosing(CANDIDATES[0], SAME), "candidates: are equal"),
    ("nova-dpo", choosing(CANDIDATES[0], EMPTY), "candidates: one is empty"),
    ("nova-dpo", NOVA | {"messages": [{"role": "assistant", "candidates": CANDIDATES}]}, "messages: has no turns"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "reason"), BAD, ids=lambda value: None if isinstance(value, dict) else str(value)[:40]
)
def test_a_bad_row_is_refused_with_its_reason(name: str, row: Any, reason: str) -> None:
    problems = load_exporter(name).check(row)
    assert any(reason in problem for problem in problems), problems


GOOD: list[tuple[str, Any]] = [
    # Trainers read no input, and null for it, as "".
    ("alpaca", {"instruction": "a", "input": None, "output": "b"}),
    ("alpaca", {"instruction": "a", "output": "b"}),
    ("llama-factory", {"instruction": "a", "input": None, "output": "b"}),
    ("llama-factory", {"instruction": "a", "chosen": "b", "rejected": "c"}),
    ("alpaca", {"instruction": "a", "input": "", "output": "b", "text": "ab"}),  # Alpaca's own file has that column
    ("messages", {"messages": [SYSTEM, USER, BOT, USER, BOT | {"weight": 0}]}),
    ("messages", {"messages": [USER | {"name": "Ann"}, BOT]}),
    ("messages", {"messages": [USER, {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}]}),
    ("messages", {"messages": [USER, CALLING, TOLD_BY, BOT], "tools": [{"type": "function"}]}),
    ("messages", {"messages": [USER, CALLING], "tools": "[]", "parallel_tool_calls": False}),  # ends with a call
    ("messages", {"messages": [USER, {**CALLING, "content": None}, TOLD_BY, BOT, USER, BOT]}),
    ("messages", {"messages": [USER, {"role": "assistant", "tool_calls": [CALL_OBJECT]}]}),
    ("messages", {"messages": [{"role": "developer", "content": "Be brief."}, USER, BOT]}),
    ("messages", {"messages": [USER, BOT | {"reasoning_content": "Hm.", "tool_calls": None}]}),
    ("messages", {"messages": [USER, BOT | {"thinking": "Hm."}]}),
    ("sharegpt", {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}], "id": 1}),
    ("sharegpt", shared(("system", "s"), ("human", "a"), ("gpt", "b")) | {"system": None, "tools": ""}),
    ("sharegpt", shared(("human", "a"), ("function_call", '{"name": "f"}'), ("observation", ""), ("gpt", "b"))),
    ("sharegpt", shared(("human", "a"), ("function_call", '[{"name": "f"}]')) | {"tools": '[{"name": "f"}]'}),
    ("llama-factory", shared(("system", "s"), ("human", "a"), ("gpt", "b"))),
    ("llama-factory", RANKED),
    ("bedrock-conversation", nova(ASKED, {**TOLD, "content": [THOUGHT, {"text": "Red."}]})),
    ("trl-dpo", {"prompt": [SYSTEM, USER, CALLING, TOLD_BY], "chosen": [BOT], "rejected": [GREY]}),
    ("trl-dpo", {"prompt": "a", "chosen": "b", "rejected": "c", "score": 1}),
    ("trl-dpo", {"prompt": [SYSTEM, USER, BOT, USER], "chosen": [BOT], "rejected": [GREY]}),
    ("kto", {"prompt": "a", "completion": "b", "label": False}),
    ("triplet", TRIPLET | {"edited": "better"}),
    ("bedrock-haiku", {"system": "Be brief.", "messages": [USER, BOT, USER, BOT]}),
    ("bedrock-haiku", {"messages": [{**USER, "content": "Human: what does \"Human:\" mean?"}, BOT]}),
    ("bedrock-haiku", {"messages": [{**USER, "content": "word " * 19_000}, BOT]}),
    ("bedrock-conversation", NOVA | {"system": [{"text": "Be brief."}]}),
    # The service fails on these in a prompt only.
    ("bedrock-distillation", NOVA | {"messages": [ASKED]}),
    ("nova-dpo", NOVA_PAIR),
    ("nova-dpo", NOVA_PAIR | {"messages": [ASKED, {"role": "assistant", "candidates": CANDIDATES[::-1]}]}),
    ("openai-dpo", OPENAI | {"input": {"messages": [SYSTEM, USER, BOT, USER]}}),
    ("swift-dpo", {"messages": [SYSTEM, USER, BOT, USER, BOT], "rejected_response": "Grey.", "channel": "x"}),
    ("gemini", spoken(("user", "a"), ("model", "b"), ("user", "c"), ("model", "d"), told="Be brief.")),
    ("swift-kto", {"messages": [USER, CALLING, TOLD_BY, BOT], "label": False}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "row"), GOOD, ids=lambda value: value if isinstance(value, str) else None)
def test_a_good_row_is_taken(name: str, row: Any) -> None:
    assert load_exporter(name).check(row) == []


@pytest.mark.parametrize(
    ("name", "split", "rows", "reason"),
    [
        ("messages", "", 9, ""),
        ("messages", "train", 10, ""),
        ("messages", "validation", 1, ""),
        ("openai-dpo", "", 9, "has 9 rows; openai-dpo needs 10 or more"),
        ("bedrock-haiku", "train", 31, "train: has 31 rows; bedrock-haiku needs 32 or more"),
        ("bedrock-haiku", "train", 32, ""),
        ("bedrock-haiku", "train", 10_000, ""),
        ("bedrock-haiku", "train", 10_001, "has 10,001 rows; bedrock-haiku takes 10,000 at most"),
        ("bedrock-haiku", "validation", 31, "validation: has 31 rows"),
        ("bedrock-haiku", "val", 1_001, "takes 1,000 at most"),
        ("bedrock-haiku", "test", 1, ""),
        ("bedrock-conversation", "train", 7, "needs 8 or more"),
        ("bedrock-conversation", "train", 20_001, "takes 20,000 at most"),
        ("bedrock-prompt-completion", "train", 10_001, "takes 10,000 at most"),
        ("bedrock-prompt-completion", "validation", 1_001, "takes 1,000 at most"),
        ("bedrock-distillation", "", 99, "needs 100 or more"),
        ("alpaca", "", 0, "there are no rows"),
    ],
)
def test_limits(name: str, split: str, rows: int, reason: str) -> None:
    from selfinstruct.flows.export.check import off_limits

    found = "; ".join(off_limits(load_exporter(name), name, [WrittenFile("instances", split, "x", rows, 100)]))
    assert found == reason if not reason else reason in found


def test_bytes_are_limited_too() -> None:
    from selfinstruct.flows.export.check import off_limits

    part = WrittenFile("instances", "", "x", 1_000, 1_000_000_000)
    (found,) = off_limits(load_exporter("bedrock-distillation"), "bedrock-distillation", [part])
    assert found == "has 1,000,000,000 bytes; bedrock-distillation takes less than 1,000,000,000"


def test_tokens_are_estimated_from_characters() -> None:
    assert tokens("word " * 100) == 125
    assert tokens("été") == 1
    assert tokens("水" * 100, "abcd") == 101
    assert tokens("привет") == 3


SYSTEMS = {
    "messages": lambda row: row["messages"][0],
    "sharegpt": lambda row: row["conversations"][0]["value"],
    "bedrock-haiku": lambda row: row["system"],
    "bedrock-conversation": lambda row: row["system"],
    "bedrock-distillation": lambda row: row["system"],
    "llama-factory": lambda row: row["system"],
    "llama-factory-kto": lambda row: row["conversations"][0]["value"],
    "trl-dpo": lambda row: row["prompt"][0],
    "trl-dpo-implicit": lambda row: row["rejected"][0],
    "kto": lambda row: row["prompt"][0],
    "openai-dpo": lambda row: row["input"]["messages"][0],
    "ultrafeedback": lambda row: row["messages"][0],
    "nova-dpo": lambda row: row["system"],
    "gemini": lambda row: row["systemInstruction"]["parts"],
    "swift-dpo": lambda row: row["messages"][0],
    "swift-kto": lambda row: row["messages"][0],
    "hub": lambda row: row["prompt"][0],
    "rlvr": lambda row: row["prompt"][0],
    "rlvr-verl": lambda row: row["prompt"][0],
    "rlvr-open-instruct": lambda row: row["messages"][0],
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_prompt_has_its_place(name: str) -> None:
    exporter = load_exporter(name, "Be brief.")
    pairs = "instances" not in exporter.shapes or name == "hub"
    record = preference() if pairs else example(checks=CHECKS)
    for row in exporter.rows(record):
        assert SYSTEMS[name](row) in ("Be brief.", [{"text": "Be brief."}], SYSTEM)
        assert exporter.check(row) == []
        assert set(row) <= set(exporter.shapes["preferences" if record.id[0] == "p" else "instances"]) | {"system"}


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - set(SYSTEMS)))
def test_a_format_without_a_place_for_a_system_prompt_says_so(name: str) -> None:
    with pytest.raises(UsageError, match=f"^{name}: has no place for a system prompt"):
        load_exporter(name, "Be brief.")


def test_a_pairs_own_system_turn_comes_first() -> None:
    record = preference(prompt=(Message("system", "Mine."), Message("user", "Hello?")))
    for name in ("trl-dpo", "kto"):
        assert load_exporter(name, "Theirs.").rows(record)[0]["prompt"][0]["content"] == "Mine."
    assert load_exporter("nova-dpo", "Theirs.").rows(record)[0]["system"] == [{"text": "Mine."}]
    talks = {"preferences": contents_of([record])}
    for system in ("", "Theirs."):
        (row,) = load_exporter("llama-factory", system, contents=talks).rows(record)
        assert row["conversations"][0] == {"from": "system", "value": "Mine."}
    with pytest.raises(ValueError, match=r"prompt: has 2 turns \(system, user\)"):
        load_exporter("triplet").rows(record)


@pytest.mark.parametrize(
    ("name", "record", "reason"),
    [
        ("llama-factory-kto", preference(rejected="1 "), "chosen and rejected: are equal"),
        ("kto", preference(rejected=" 1"), "chosen and rejected: are equal"),
        ("triplet", preference(grade=None), "grade: is missing, since nobody judged the pair"),
        ("text", example(output=" "), "output: is empty"),
        ("self-instruct", example(output=""), "output: is empty"),
        ("bedrock-pretraining", example(output=""), "output: is empty"),
    ],
)
def test_a_record_that_makes_no_row_says_why(name: str, record: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        load_exporter(name).rows(record)


def test_encodings_are_the_published_ones_and_stay_the_same() -> None:
    exporter = load_exporter("self-instruct")
    without = {exporter.rows(example(i, instruction="Do", output="O"))[0]["prompt"] for i in range(200)}
    assert without == {"Do Output:", "Do\nOutput:", "Do\n\nOutput:", "Do\n", "Do\n\n", "Task: Do\n\n"}
    rows = [exporter.rows(example(i, instruction="Do", input="In", output="O"))[0] for i in range(300)]
    assert {row["prompt"] for row in rows} == {
        "Do\nInput: In\nOutput:", "Do\n\nInput: In\n\nOutput:", "Task: Do\nInput: In\nOutput:", "Do\n\nIn\n\nOutput:",
        "Do\n\nIn\n\n", "Do\nIn\n\n", "Task: Do\n\nIn\n\n",
    }  # fmt: skip
    for row in rows:
        assert row["completion"] == f"{' ' if row['prompt'].endswith('Output:') else ''}O<|endoftext|>"
    assert rows == [exporter.rows(example(i, instruction="Do", input="In", output="O"))[0] for i in range(300)]
    # An own field in a text stays as it is.
    assert "{input}" in exporter.rows(example(instruction="Say {input}", input="x"))[0]["prompt"]


def test_encodings_remove_a_lone_field_name_half_of_the_time() -> None:
    exporter = load_exporter("self-instruct")
    prompts = [
        exporter.rows(example(i, instruction="Do", input="Review: Fine.\n\nGood."))[0]["prompt"] for i in range(300)
    ]
    removed = [text for text in prompts if "Review" not in text]
    assert 110 < len(removed) < 190
    assert all("Fine.\nGood." in text for text in removed)
    assert all("Review: Fine.\n\nGood." in text for text in prompts if "Review" in text)
    both = [exporter.rows(example(i, instruction="Do", input="Name: a\nAge: 3"))[0]["prompt"] for i in range(50)]
    assert all("Name: a\nAge: 3" in text for text in both)


def test_list_says_who_reads_a_format_and_what_is_enforced() -> None:
    listed = dict(describe("formats"))
    assert list(listed) == list(SHIPPED)
    assert listed == dict(describe("exporters"))
    assert "Amazon Bedrock, Claude 3 Haiku: 32 to 10,000 rows" in listed["bedrock-haiku"]
    assert all(": " in text and text.endswith(".") for text in listed.values())
    with pytest.raises(UnknownName, match=r"there is no format 'alpacas'; did you mean alpaca\?"):
        load_exporter("alpacas")


OWN = '''
from selfinstruct.exporters.checks import TEXT, checker, filled
from selfinstruct.exporters.form import Format


def questions():
    """Me: questions only."""
    shape = {"q": TEXT}
    return Format(lambda record: [{"q": record.prompt}], checker(shape, filled("q")), {"instances": shape})
'''


def test_a_format_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine_to_export.py").write_text(OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    source = dataset(tmp_path / "data.jsonl", [example(i) for i in range(3)])
    selfinstruct.export(source, "mine_to_export:questions", tmp_path / "out.jsonl")
    assert data_of(tmp_path / "out.jsonl", "instances")[1] == {"q": "Add 1 to 1."}
    found = selfinstruct.check(write(tmp_path / "bad.jsonl", [{"q": " "}]), "mine_to_export:questions")
    assert found.problems == (f"{tmp_path / 'bad.jsonl'}:1: q: is empty",)


def test_what_a_trainer_finds_is_what_the_run_holds() -> None:
    for name, row in ROWS.items():
        if name != "bedrock-pretraining":
            answer = "" if name == "rlvr-open-instruct" else "Blue."  # which it has no place for
            assert said(name, row) == ("Name a colour\n\nof the sky", answer)


@pytest.mark.parametrize("name", ["trl-dpo", "trl-dpo-implicit", "hub"])
def test_how_far_judges_agreed_stands_beside_a_pair(name: str, tmp_path: Path) -> None:
    pairs = [preference(number, agreement=None if number < 3 else number / 10) for number in range(9)]
    out = tmp_path / (name if name == "hub" else "out.parquet")
    selfinstruct.export(dataset(tmp_path / "pairs.jsonl", pairs), name, out)
    rows = data_of(out, "preferences")
    assert [row.get("agreement") for row in rows] == [pair.agreement for pair in pairs]
    assert selfinstruct.check(out, name).valid
    told = read(next(tmp_path.rglob("*.meta.jsonl")))
    assert [row.get("agreement") for row in told] == [pair.agreement for pair in pairs]
