"""verl's own data set for reward models: `read_verl.py FILE…` prints both sides of each pair."""

import json
import os
import sys
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import without_its_init

without_its_init("verl", "verl.utils", "verl.utils.dataset")
vars(sys.modules["verl.utils"])["hf_tokenizer"] = None

from byte_tokens import byte_tokenizer  # noqa: E402
from verl.utils.dataset.rm_dataset import RMDataset  # noqa: E402

tokenizer = byte_tokenizer()


def read(path: str) -> list[Any]:
    made = RMDataset(path, tokenizer, max_length=100_000, cache_dir=os.path.join(os.getcwd(), "cache"))
    found = []
    for row in (made[number] for number in range(len(made))):
        both = zip(row["input_ids"], row["attention_mask"].sum(dim=-1), strict=True)
        found.append([tokenizer.decode(ids[:long].tolist()) for ids, long in both])
    return found


shown, sys.stdout = sys.stdout, sys.stderr
found = [read(path) for path in sys.argv[1:]]
print(json.dumps(found), file=shown, flush=True)
