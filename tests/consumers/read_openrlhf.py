"""OpenRLHF's own data sets: `read_openrlhf.py KIND=FILE…` prints for each the rows in pieces, with what the loss is on.

A KIND is a format of ours, which decides the data set and its options.
"""

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in, without_its_init

stand_in("deepspeed", "ray", "optree", "flash_attn", "loralib", "peft", "torchdata")
without_its_init("openrlhf", "openrlhf.datasets", "openrlhf.utils")

from byte_tokens import byte_tokenizer, parts  # noqa: E402
from datasets import load_dataset  # noqa: E402
from openrlhf.datasets.reward_dataset import RewardDataset  # noqa: E402
from openrlhf.datasets.sft_dataset import SFTDataset  # noqa: E402

KEYS: dict[str, dict[str, Any]] = {
    "messages": {"input_key": "messages"},
    "prompt-completion": {"input_key": "prompt", "output_key": "completion"},
    "trl-dpo": {"prompt_key": "prompt", "chosen_key": "chosen", "rejected_key": "rejected"},
    "trl-dpo-implicit": {"chosen_key": "chosen", "rejected_key": "rejected"},
}
MOST = 1_000_000
tokenizer = byte_tokenizer()


def read(kind: str, path: str) -> list[Any]:
    keys = SimpleNamespace(apply_chat_template=True, **KEYS[kind])
    strategy = SimpleNamespace(args=SimpleNamespace(data=keys), is_rank_0=lambda: True)
    rows = load_dataset("json", data_files=path, split="train")
    if "chosen_key" not in KEYS[kind]:
        made = SFTDataset(rows, tokenizer, MOST, strategy, num_processors=None)
        found = []
        for ids, _, mask in (made[number] for number in range(len(made))):
            # The mask says at each place whether the token after it counts.
            found.append(parts(tokenizer, ids[0], [0, *mask[0][:-1]]))
        return found
    pairs = RewardDataset(rows, tokenizer, MOST, strategy, is_dpo=True, num_processors=None)
    found = []
    for chosen, _, rejected, _, before in (pairs[number] for number in range(len(pairs))):
        sides = [parts(tokenizer, ids[0], [at >= before for at in range(len(ids[0]))]) for ids in (chosen, rejected)]
        found.append(sides)
    return found


print(json.dumps([read(*argument.split("=", 1)) for argument in sys.argv[1:]]))
