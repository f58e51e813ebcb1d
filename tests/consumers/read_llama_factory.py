"""LLaMA-Factory's own loader: `read_llama_factory.py STAGE=FOLDER/SET…` prints the rows in pieces.

A STAGE is sft, rm or kto; FOLDER has dataset_info.json, and SET is a name in it. Of pairs both sides are printed, of
KTO the label and the row.
"""

import json
import os
import sys
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in, without_its_init

stand_in("torchaudio", "av", "trl", "fire", "gradio")
os.environ |= {"DISABLE_VERSION_CHECK": "1", "LLAMAFACTORY_VERBOSITY": "ERROR"}
without_its_init("llamafactory", "llamafactory.data", "llamafactory.hparams")

from byte_tokens import byte_tokenizer, parts  # noqa: E402
from llamafactory.data.loader import get_dataset  # noqa: E402
from llamafactory.data.template import get_template_and_fix_tokenizer  # noqa: E402
from llamafactory.hparams.data_args import DataArguments  # noqa: E402


def read(stage: str, folder: str, name: str) -> list[Any]:
    tokenizer = byte_tokenizer()
    data = DataArguments(
        template="chatml", dataset=name, dataset_dir=folder, cutoff_len=1_000_000, overwrite_cache=True,
        media_dir=folder,
    )  # fmt: skip
    template = get_template_and_fix_tokenizer(tokenizer, data)
    model = SimpleNamespace(cache_dir=os.path.join(folder, "cache"), hf_hub_token=None, ms_hub_token=None)
    training = SimpleNamespace(
        main_process_first=lambda **_: nullcontext(), seed=0, should_log=False, local_process_index=0, do_train=True,
        predict_with_generate=False,
    )  # fmt: skip
    rows = get_dataset(template, model, data, training, stage=stage, tokenizer=tokenizer)["train_dataset"]

    def pieces(row: Any, side: str = "") -> Any:
        return parts(tokenizer, row[f"{side}input_ids"], [label != -100 for label in row[f"{side}labels"]])

    if stage == "rm":
        return [[pieces(row, "chosen_"), pieces(row, "rejected_")] for row in rows]
    if stage == "kto":
        return [[row["kto_tags"], pieces(row)] for row in rows]
    return [pieces(row) for row in rows]


shown, sys.stdout = sys.stdout, sys.stderr
found = []
for argument in sys.argv[1:]:
    stage, _, place = argument.partition("=")
    found.append(read(stage, *os.path.split(place)))
print(json.dumps(found), file=shown, flush=True)
