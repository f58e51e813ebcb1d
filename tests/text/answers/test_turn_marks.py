"""Where an answer ends: at the first mark of a turn, and not where it only speaks of one."""

import pytest

from selfinstruct.parse.chat_text import answer_text, plain_text

TALL = "The tower is 90 metres tall."
ENDS = [
    "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nAnd how old?", "<|im_end|>\n<|im_start|>user\nAnd how old?",
    "\n<|im_end|>", " <|im_end|>", "<end_of_turn>\n<start_of_turn>user\nHow old?", "<start_of_turn>user\nHow old?",
    "</s>", "</s><s>[INST] How old? [/INST] Old.", " [INST] How old? [/INST] Old.", " [/INST] Old.",
    "<|endoftext|>A new text about towers.", "<|end|>\n<|user|>\nHow old?<|end|>", "\n<|user|>\nHow old?",
    "\n<|assistant|>\nIt is tall.", "<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>How old?",
    "<｜end▁of▁sentence｜><｜User｜>How old?", "<｜User｜>How old?", "<|end_of_text|>", "<|eom_id|>", "<|return|>",
    "<|end_of_role|>", "[|endofturn|]\n[|user|]How old?", "<|observation|>", "<</SYS>>", "<|system|>",
    "<reserved_106>", "<eos>", "<turn|>\n<|turn>user\nHow old?<turn|>", "<|turn>user\nHow old?", "<|END_RESPONSE|>",
    "\n\n### Human: How old?", "\n### User:\nHow old?\n### Assistant:\nOld.",
    "\n\nHuman: How old?\n\nAssistant: Old.",
    "\n\nUser: How old?\nAssistant: Old.", "\n\nHuman:",
    "\n### Instruction:\nName a tower.\n\n### Response:\nThe Shot Tower.", "\n\nUSER: Why?\nASSISTANT: So.",
    "\n\n**User:** How old?\n\n**Assistant:** Old.", "\n<human>: How old?\n<bot>: Old.",
]  # fmt: skip


@pytest.mark.parametrize("rest", ENDS)
def test_an_answer_ends_with_its_turn(rest: str) -> None:
    assert plain_text(TALL + rest, "How tall is the tower?") == TALL


WHOLE = [
    ("What ends a turn?", "In ChatML a turn ends with `<|im_end|>`, and `<|im_start|>user` begins the next one."),
    ("Show ChatML.", "It looks like this:\n\n```\n<|im_start|>user\nHi<|im_end|>\n```\n\nThat is all."),
    ("What ends a turn?", 'The token "<|eot_id|>" ends it, and "<|start_header_id|>" begins one.'),
    ("What ends a turn?", "Llama writes <|eot_id|> behind a turn. Gemma has <end_of_turn> for it."),
    ("Why does my model print <|im_end|>?", "Because <|im_end|> is no stop token. Add <|im_end|>. Then ask again."),
    ("Strike the old price.", "<p><s>12 euros</s> 9 euros</p>"),
    ("Write HTML.", "<s>old</s> and <b>new</b>"),
    ("Write a dialogue of a user and an assistant.", "It is late.\n\nUser: Hello?\nAssistant: Good evening."),
    ("Invent a support case.", "Here is a sample conversation.\n\nUser: It is broken.\nAssistant: What is?"),
    ("Invent a support case.", "User: It is broken.\nAssistant: What is?\nUser: The lamp."),
    ("Write three headings.", "Here they are.\n\n### Input\n\nWhat goes in.\n\n### Output\n\nWhat comes out."),
    ("Fill in the form with ### Human: and ### Assistant: below.", "Done.\n### Human: Hi\n### Assistant: Hello"),
    ("List the people.", "There are two kinds.\n\nUser: somebody who reads.\nEditor: somebody who writes."),
    ("Index a list in Python.", "Use a[0] or [i for i in x] and [INSTANCE]."),
    ("Explain generics.", "`List<User>` is a list; Vec<u8> too. 3 < 4 | 5 > 2"),
    ("What is pipe syntax?", "F# has x |> f and <| for the other direction."),
]


@pytest.mark.parametrize(("prompt", "answer"), WHOLE)
def test_an_answer_may_speak_of_marks(prompt: str, answer: str) -> None:
    assert plain_text(answer, prompt) == answer


BEGINS = [
    f"<|im_start|>assistant\n{TALL}<|im_end|>",
    f"<|start_header_id|>assistant<|end_header_id|>\n\n{TALL}<|eot_id|>",
    f"<|assistant|>\n{TALL}<|end|>",
    f"<start_of_turn>model\n{TALL}<end_of_turn>",
    f"<s>[INST] How tall is it? [/INST] {TALL}</s>",
    f"<|im_start|>user\nHow tall is it?<|im_end|>\n<|im_start|>assistant\n{TALL}<|im_end|>\n<|im_start|>user\nAnd?",
    f" [/INST] {TALL}",
]


@pytest.mark.parametrize("answer", BEGINS)
def test_a_mark_may_begin_the_answer(answer: str) -> None:
    assert plain_text(answer, "How tall is the tower?") == TALL


def test_a_prompt_in_a_template_ends_where_the_answer_begins() -> None:
    alpaca = "Below is an instruction.\n\n### Instruction:\nHow tall is it?\n\n### Response:"
    assert plain_text(f"{TALL}\n\n### Instruction:\nHow old is it?\n\n### Response:\nOld.", alpaca) == TALL
    raw = "<|im_start|>user\nHow tall is it?<|im_end|>\n<|im_start|>assistant\n"
    assert plain_text(f"{TALL}<|im_end|>\n<|im_start|>user\nAnd?", raw) == TALL


def test_thinking_goes_before_the_turn_is_looked_for() -> None:
    text = f"<think>\nIt may end with <|im_end|>\n</think>\n{TALL}<|im_end|>\n<|im_start|>user"
    assert answer_text(text).text.strip() == TALL


@pytest.mark.parametrize("text", ["<|im_end|>" * 20_000, "<s>" * 50_000, "[INST]" * 30_000, "`" * 60_000, "<" * 90_000])
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert plain_text(text, "") in ("", text)
