"""Rows in the shapes that tools and datasets write them in, with the turns each of them means."""

from typing import Any

from selfinstruct.turns import Message, ToolCall

Row = dict[str, Any]
Q, A, MORE, AGAIN = "Why is the sky blue at noon?", "Because air scatters blue light.", "And at night?", "It is black."
S, C = "You answer in one sentence.", "The sun stands high. The air is clear."
ASKED = f"{Q}\n\n{C}"


def said(*texts: str) -> tuple[Message, ...]:
    """Turns, each written as its role's first letter and its text."""
    roles = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}
    return tuple(Message(roles[text[0]], text[2:]) for text in texts)


ONE, TWO = said(f"u {Q}", f"a {A}"), said(f"u {Q}", f"a {A}", f"u {MORE}", f"a {AGAIN}")
BARE, GIVEN = said(f"u {Q}"), said(f"u {ASKED}", f"a {A}")
WITH_SYSTEM = said(f"s {S}", f"u {Q}", f"a {A}")
THOUGHT = (Message("user", Q), Message("assistant", A, "Rayleigh, so blue."))
CALLED = (
    Message("user", Q),
    Message("assistant", "", tool_calls=(ToolCall("look_up", '{"word": "sky"}'),)),
    Message("tool", "scattering"),
    Message("assistant", A),
)


def openai(turns: tuple[Message, ...]) -> list[Row]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


def sharegpt(turns: tuple[Message, ...], **names: str) -> list[Row]:
    named = {"user": "human", "assistant": "gpt", "system": "system"} | names
    return [{"from": named[turn.role], "value": turn.content} for turn in turns]


def tree(text: str, role: str, *replies: Row, **more: Any) -> Row:
    return {"text": text, "role": role, "replies": list(replies), **more}


# Shapes: what they are, a row, the turns they mean.
SHAPES: list[tuple[str, Row, tuple[Message, ...]]] = [
    ("alpaca", {"instruction": Q, "input": C, "output": A}, GIVEN),
    ("alpaca without input", {"instruction": Q, "input": "", "output": A}, ONE),
    ("alpaca with its prompt as text", {"instruction": Q, "output": A, "text": f"### Say:\n{Q}\n### Now:\n{A}"}, ONE),
    ("alpaca with system", {"instruction": Q, "input": "", "output": A, "system": S}, WITH_SYSTEM),
    ("alpaca with history", {"instruction": MORE, "output": AGAIN, "history": [[Q, A]]}, TWO),
    ("alpaca with an empty history", {"instruction": Q, "output": A, "history": [], "system": ""}, ONE),
    ("instruction alone", {"instruction": Q}, BARE),
    ("instruction and input", {"instruction": Q, "input": C}, said(f"u {ASKED}")),
    ("self-instruct", {"instruction": Q, "instances": [{"input": C, "output": A}], "is_classification": False}, GIVEN),
    ("our dataset", {"id": "i", "task_id": "t", "type": "x", "instruction": Q, "input": "", "output": A,
                     "is_classification": None}, ONE),
    ("our conversation", {"id": "i", "task_id": "t", "type": "x", "input": "", "output": AGAIN,
                          "instruction": f"User: {Q}\n\nAssistant: {A}\n\nUser: {MORE}",
                          "prompt": openai(TWO[:3])}, TWO),
    ("our checks", {"instruction": Q, "output": A, "checks": [{"check": "required_words", "words": ["a", "b", "c"]}],
                    "verdicts": [{"passed": True, "asked": "all of these three words"}], "reference": C}, ONE),
    ("our rewards", {"prompt": openai(TWO[:3]), "reference": AGAIN, "checks": '[{"check": "words", "at_most": 5}]'},
     TWO),
    ("our reasoning", {"instruction": Q, "input": "", "output": A, "reasoning": "Rayleigh, so blue."}, THOUGHT),
    ("dolly", {"instruction": Q, "context": C, "response": A, "category": "closed_qa"}, GIVEN),
    ("dolly without context", {"instruction": Q, "context": "", "response": A, "category": "open_qa"}, ONE),
    ("squad", {"id": "5", "title": "Sky", "context": C, "question": Q, "answers": {"text": [A], "answer_start": [0]}},
     GIVEN),
    ("prompt and completion", {"prompt": Q, "completion": A}, ONE),
    ("prompt and response", {"prompt": Q, "response": A}, ONE),
    ("prompt alone", {"prompt": Q}, BARE),
    ("prompt and completion as turns", {"prompt": openai(BARE), "completion": openai(ONE[1:])}, ONE),
    ("a longer prompt and its completion", {"prompt": openai(TWO[:3]), "completion": openai(TWO[3:])}, TWO),
    ("question and answer", {"question": Q, "answer": A}, ONE),
    ("query and response", {"query": Q, "response": A, "type": "GSM"}, ONE),
    ("problem and solution", {"problem": Q, "solution": A, "level": "Level 2"}, ONE),
    ("an answer that the solution has too", {"problem": Q, "solution": A, "answer": "air scatters blue light"}, ONE),
    ("openorca", {"id": "cot.1", "system_prompt": S, "question": Q, "response": A}, WITH_SYSTEM),
    ("openorca without system", {"id": "cot.1", "system_prompt": "", "question": Q, "response": A}, ONE),
    ("names with capitals", {"Question": Q, "Complex_CoT": "Rayleigh, so blue.", "Response": A}, THOUGHT),
    ("flan", {"inputs": Q, "targets": A}, ONE),
    ("natural instructions", {"definition": Q, "inputs": C, "targets": A}, GIVEN),
    ("firefly", {"kind": "QA", "input": Q, "target": A}, ONE),
    ("input and output", {"input": Q, "output": A}, ONE),
    ("messages", {"messages": openai(ONE)}, ONE),
    ("messages of several turns", {"messages": openai(TWO)}, TWO),
    ("a system text in parts", {"system": [{"text": S}], "messages": openai(ONE)}, WITH_SYSTEM),
    ("messages with system", {"messages": openai(WITH_SYSTEM)}, WITH_SYSTEM),
    ("a developer", {"messages": [{"role": "developer", "content": S}, *openai(ONE)]}, WITH_SYSTEM),
    ("messages that await an answer", {"messages": openai(BARE)}, BARE),
    ("messages in parts", {"messages": [{"role": "user", "content": [{"type": "text", "text": Q}]},
                                        {"role": "assistant", "content": [{"text": A}]}]}, ONE),
    ("reasoning_content", {"messages": [*openai(BARE), {"role": "assistant", "content": A,
                                                        "reasoning_content": "Rayleigh, so blue."}]}, THOUGHT),
    ("marked thinking", {"messages": [*openai(BARE), {"role": "assistant", "content":
                                                      f"<think>Rayleigh, so blue.</think>\n\n{A}"}]}, THOUGHT),
    ("thinking in parts", {"messages": [*openai(BARE), {"role": "assistant", "content": [
        {"type": "thinking", "thinking": "Rayleigh, so blue."}, {"type": "text", "text": A}]}]}, THOUGHT),
    ("thinking in an output", {"instruction": Q, "output": f"<think>\nRayleigh, so blue.\n</think>\n{A}"}, THOUGHT),
    ("tool calls", {"messages": [*openai(BARE), {"role": "assistant", "content": None, "tool_calls": [
        {"type": "function", "function": {"name": "look_up", "arguments": '{"word": "sky"}'}}]},
        {"role": "tool", "content": "scattering"}, {"role": "assistant", "content": A}]}, CALLED),
    ("ultrachat", {"prompt": Q, "prompt_id": "f00", "messages": openai(TWO)}, TWO),
    ("ultrachat, raw", {"id": "0", "data": [Q, A, MORE, AGAIN]}, TWO),
    ("lima", {"conversations": [Q, A], "source": "stackexchange"}, ONE),
    ("capybara", {"source": "x", "conversation": [{"input": Q, "output": A}, {"input": MORE, "output": AGAIN}]}, TWO),
    ("magpie", {"uuid": "u", "instruction": Q, "response": A, "conversations": sharegpt(ONE)}, ONE),
    ("sharegpt", {"id": "x", "conversations": sharegpt(TWO)}, TWO),
    ("sharegpt with a system turn", {"conversations": sharegpt(WITH_SYSTEM)}, WITH_SYSTEM),
    ("sharegpt with a system column", {"system": S, "conversations": sharegpt(ONE)}, WITH_SYSTEM),
    ("sharegpt by other names", {"conversations": sharegpt(TWO, user="user", assistant="chatgpt")}, TWO),
    ("sharegpt with functions", {"conversations": [
        {"from": "human", "value": Q},
        {"from": "function_call", "value": '{"name": "look_up", "arguments": {"word": "sky"}}'},
        {"from": "observation", "value": "scattering"}, {"from": "gpt", "value": A}]}, CALLED),
    ("lmsys", {"conversation_id": "c", "model": "m-1", "language": "English", "conversation": openai(TWO)}, TWO),
    ("open assistant's tree", {"message_tree_id": "m", "prompt": tree(Q, "prompter", tree(
        "A worse answer of two.", "assistant", rank=1), tree(A, "assistant", tree(
            MORE, "prompter", tree(AGAIN, "assistant")), rank=0))}, TWO),
    ("guanaco", {"text": f"### Human: {Q}### Assistant: {A}### Human: {MORE}### Assistant: {AGAIN}"}, TWO),
    ("hh-rlhf as a prompt", {"prompt": f"\n\nHuman: {Q}\n\nAssistant: {A}\n\nHuman: {MORE}\n\nAssistant:"}, TWO[:3]),
    ("vicuna", {"text": f"USER: {Q} \n ASSISTANT: {A}</s>"}, ONE),
    ("glaive", {"system": S, "chat": f"USER: {Q}\n\n\nASSISTANT: {A} <|endoftext|>"}, WITH_SYSTEM),
    ("chatml", {"text": f"<|im_start|>system\n{S}<|im_end|>\n<|im_start|>user\n{Q}<|im_end|>\n"
                        f"<|im_start|>assistant\n{A}<|im_end|>\n"}, WITH_SYSTEM),
    ("llama 2", {"text": f"<s>[INST] <<SYS>>\n{S}\n<</SYS>>\n\n{Q} [/INST] {A} </s>"}, WITH_SYSTEM),
    ("a document", {"text": Q, "id": "d", "metadata": {"file": "sky.txt"}}, BARE),
    ("our document", {"text": f"{ASKED}\n\n{A}", "id": "d", "metadata": {"instruction": Q, "input": C}}, GIVEN),
    ("xlam", {"query": Q, "answers": '[{"name": "look_up", "arguments": {"word": "sky"}}]', "tools": "[]"}, (
        Message("user", Q), Message("assistant", "", tool_calls=(ToolCall("look_up", '{"word": "sky"}'),)))),
    ("csv", {"instruction": Q, "input": "", "output": A, "is_classification": "false", "labels": ""}, ONE),
    ("anthropic's tools", {"messages": [*openai(BARE), {"role": "assistant", "content": [
        {"type": "tool_use", "name": "look_up", "input": {"word": "sky"}}]},
        {"role": "user", "content": [{"type": "tool_result", "content": "scattering"}]},
        {"role": "assistant", "content": A}]}, CALLED),
]  # fmt: skip

# Pairs: what they are, a row, the prompt, the better answer and the worse one.
PAIRS: list[tuple[str, Row, tuple[Message, ...], str, str]] = [
    ("texts", {"prompt": Q, "chosen": A, "rejected": AGAIN}, BARE, A, AGAIN),
    ("question", {"question": Q, "chosen": A, "rejected": AGAIN}, BARE, A, AGAIN),
    ("orca's", {"system": S, "question": Q, "chosen": A, "rejected": AGAIN}, WITH_SYSTEM[:2], A, AGAIN),
    ("instruction and input", {"instruction": Q, "input": C, "chosen": A, "rejected": AGAIN}, GIVEN[:1], A, AGAIN),
    ("turns on both sides", {"chosen": openai(ONE), "rejected": openai(said(f"u {Q}", f"a {AGAIN}"))}, BARE, A, AGAIN),
    ("ultrafeedback", {"prompt": Q, "prompt_id": "x", "chosen": openai(ONE), "rejected": openai(
        said(f"u {Q}", f"a {AGAIN}")), "messages": openai(ONE), "score_chosen": 8.5}, BARE, A, AGAIN),
    ("hh-rlhf", {"chosen": f"\n\nHuman: {Q}\n\nAssistant: {A}", "rejected": f"\n\nHuman: {Q}\n\nAssistant: {AGAIN}"},
     BARE, A, AGAIN),
    ("llama-factory's", {"conversations": sharegpt(TWO[:3]), "chosen": {"from": "gpt", "value": AGAIN},
                         "rejected": {"from": "gpt", "value": A}}, TWO[:3], AGAIN, A),
    ("thinking in a field", {"prompt": openai(BARE), "rejected": AGAIN, "chosen": [
        {"role": "assistant", "content": A, "reasoning_content": "So blue."}]},
     BARE, f"<think>\nSo blue.\n</think>\n\n{A}", AGAIN),
    ("thinking in marks", {"prompt": Q, "chosen": f"<think>So.</think>{A}", "rejected": [
        {"role": "assistant", "content": f"<think>No.</think>{AGAIN}"}]},
     BARE, f"<think>So.</think>{A}", f"<think>No.</think>{AGAIN}"),
    ("a side that looks like a prompt", {"prompt": Q, "chosen": f"[INST] {A} [/INST]", "rejected": AGAIN},
     BARE, f"[INST] {A} [/INST]", AGAIN),
    ("a longer prompt", {"prompt": openai(TWO[:3]), "chosen": AGAIN, "rejected": A}, TWO[:3], AGAIN, A),
]  # fmt: skip

# Rows with text that nothing reads, and the columns it stands in.
UNREAD: list[tuple[Row, list[str]]] = [
    ({"instruction": Q, "outptu": "x"}, ["outptu"]),
    ({"instruction": Q, "output": A, "passages": [C, C]}, ["passages"]),
    ({"instruction": Q, "output": A, "reference": C}, ["reference"]),
    ({"instruction": Q, "output": A, "hint": "Think of the light of the sun."}, ["hint"]),
    ({"question": Q, "choices": ["It is the air that does.", "It is the sea."], "answer": A}, ["choices"]),
    ({"prompt": "A different question altogether.", "messages": openai(TWO)}, ["prompt"]),
    ({"messages": openai(TWO), "document": "An article of some length."}, ["document"]),
    ({"text": "A document of four words.", "summary": "What it says in short."}, ["summary"]),
    ({"question": Q, "choices": {"text": ["copper", "wood"], "label": ["A", "B"]}, "answer": A}, ["choices"]),
    ({"instruction": Q, "output": A, "extra": {"document": "An article of some length."}}, ["extra"]),
    (
        {"messages": openai(TWO), "chat_template_kwargs": {"custom": "Be a pirate at all times."}},
        ["chat_template_kwargs"],
    ),
    (
        {"messages": [*openai(BARE), {"role": "assistant", "content": A, "attached": [{"text": "A page of a book."}]}]},
        ["messages[].attached"],
    ),
    ({"messages": [*openai(BARE), {"role": "assistant", "content": A, "weight": 0}]}, ["messages[].weight"]),
    ({"instruction": Q, "output": A, "background": "空が青いのは光が散乱するからです。"}, ["background"]),
]
