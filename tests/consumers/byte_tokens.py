"""A tokenizer of bytes with a ChatML template: text becomes tokens, and text again without a loss."""

from itertools import groupby
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|pad|>"
TEMPLATE = (
    "{% for turn in messages %}<|im_start|>{{ turn['role'] }}\n{{ turn['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_tokenizer() -> PreTrainedTokenizerFast:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: number for number, letter in enumerate(letters)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in (START, END, PAD)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=PAD, eos_token=END, chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False, model_max_length=1_000_000,
    )  # fmt: skip


def parts(tokenizer: Any, ids: Any, trained: Any) -> list[list[Any]]:
    """The text in pieces, each with whether the loss is on it."""
    pairs = zip([int(one) for one in ids], [bool(one) for one in trained], strict=True)
    return [
        [on, tokenizer.decode([number for number, _ in piece], skip_special_tokens=False)]
        for on, piece in groupby(pairs, key=lambda pair: pair[1])
    ]
