"""MLX-LM's own data sets: `read_mlx.py FOLDER…` prints the splits that it finds, with their rows in pieces.

Its library for chips of Apple is not needed: reading data is plain Python, but for lines that it prints.
"""

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in_first, without_its_init

stand_in_first("mlx_lm.cli_ui")
without_its_init("mlx_lm", "mlx_lm.tuner")

from byte_tokens import byte_tokenizer, parts  # noqa: E402
from mlx_lm.tuner.datasets import TextDataset, load_dataset  # noqa: E402

tokenizer = byte_tokenizer()


def read(folder: str) -> dict[str, list[Any]]:
    masked = not os.path.basename(folder).startswith("text")  # it masks prompts, and a text has none
    options = SimpleNamespace(data=folder, train=True, test=False, mask_prompt=masked)
    found = {}
    for name, split in zip(("train", "valid", "test"), load_dataset(options, tokenizer), strict=True):
        if split:
            assert isinstance(split, TextDataset) is not masked
        items = [split.process(split[number]) for number in range(len(split))]
        found[name] = [parts(tokenizer, ids, [at >= offset for at in range(len(ids))]) for ids, offset in items]
    return found


shown, sys.stdout = sys.stdout, sys.stderr
found = [read(folder) for folder in sys.argv[1:]]
print(json.dumps(found), file=shown, flush=True)
