"""Axolotl's own strategies: `read_axolotl.py KIND=FILE…` prints the rows in pieces, with what is trained.

A KIND is a format of ours, with the keys that docs/formats.md gives for it; of pairs three texts are printed.
"""

import json
import os
import sys
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in, without_its_init

stand_in("fire", "art", "mistral_common", "accelerate")
without_its_init("axolotl", "axolotl.utils")

from axolotl.prompt_strategies import chat_template  # noqa: E402
from axolotl.prompt_strategies.dpo import chat_template as dpo  # noqa: E402
from axolotl.prompt_tokenizers import AlpacaPromptTokenizingStrategy  # noqa: E402
from axolotl.prompters import AlpacaPrompter, PromptStyle  # noqa: E402
from axolotl.utils.dict import DictDefault  # noqa: E402
from byte_tokens import byte_tokenizer, parts  # noqa: E402
from datasets import load_dataset  # noqa: E402

tokenizer = byte_tokenizer()
CFG = {"sequence_len": 1_000_000, "train_on_inputs": False, "chat_template": "tokenizer_default", "datasets": []}
PAIRS = {
    "type": "chat_template.default",
    "field_messages": "prompt",
    "field_chosen": "chosen",
    "field_rejected": "rejected",
}


def read(kind: str, path: str) -> list[Any]:
    rows = load_dataset("json", data_files=path, split="train")
    if kind == "trl-dpo":
        transform, _ = dpo.default(DictDefault(CFG | {"datasets": [PAIRS]}))
        made = [transform(dict(row), tokenizer=tokenizer) for row in rows]
        return [[row["prompt"], row["chosen"], row["rejected"]] for row in made]
    if kind == "alpaca":
        strategy: Any = AlpacaPromptTokenizingStrategy(
            AlpacaPrompter(PromptStyle.CHATML.value), tokenizer, False, 1_000_000
        )
    else:
        strategy = chat_template.load(tokenizer, DictDefault(CFG), {"type": "chat_template"})
    found = []
    for row in rows:
        made = strategy.tokenize_prompt(dict(row))
        found.append(parts(tokenizer, made["input_ids"], [label != -100 for label in made["labels"]]))
    return found


shown, sys.stdout = sys.stdout, sys.stderr
found = [read(*argument.split("=", 1)) for argument in sys.argv[1:]]
print(json.dumps(found), file=shown, flush=True)
