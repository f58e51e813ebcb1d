"""torchtune's own transforms: `read_torchtune.py KIND=FILE…` prints turns: role, text, trained or not."""

import json
import os
import sys
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in, without_its_init

stand_in("torchao", "kagglehub", "torchvision")
without_its_init("torchtune")

from datasets import load_dataset  # noqa: E402
from torchtune.data import (  # noqa: E402
    AlpacaToMessages,
    ChosenRejectedToMessages,
    InputOutputToMessages,
    OpenAIToMessages,
    ShareGPTToMessages,
)

MADE: dict[str, Any] = {
    "messages": OpenAIToMessages(),
    "sharegpt": ShareGPTToMessages(),
    "alpaca": AlpacaToMessages(train_on_input=False),
    "prompt-completion": InputOutputToMessages(column_map={"input": "prompt", "output": "completion"}),
    "trl-dpo-implicit": ChosenRejectedToMessages(),
}


def turns(messages: Any) -> list[Any]:
    return [[turn.role, turn.text_content, not turn.masked] for turn in messages]


def read(kind: str, path: str) -> list[Any]:
    made = [MADE[kind](dict(row)) for row in load_dataset("json", data_files=path, split="train")]
    if kind == "trl-dpo-implicit":
        return [[turns(row["chosen"]), turns(row["rejected"])] for row in made]
    return [turns(row["messages"]) for row in made]


print(json.dumps([read(*argument.split("=", 1)) for argument in sys.argv[1:]]))
