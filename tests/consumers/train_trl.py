"""Two steps of training on each file: `train_trl.py KIND=FILE…` prints loss and steps for each.

A KIND is a format of ours, which decides the trainer and what is to be done with a row before.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import torch
from datasets import Dataset
from transformers import PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, SFTConfig, SFTTrainer

sys.path.append(os.path.dirname(__file__))
from tiny_model import model_for, tokenizer_of

Row = dict[str, Any]


def as_it_is(row: Row) -> Iterator[Row]:
    yield row


def alpaca(row: Row) -> Iterator[Row]:
    given = f"{row['instruction']}\n\n{row['input']}" if row["input"] else row["instruction"]
    yield {"prompt": given + "\n\n", "completion": row["output"]}


def without_prompt(row: Row) -> Iterator[Row]:
    yield {"chosen": row["chosen"], "rejected": row["rejected"]}


def expanded(row: Row) -> Iterator[Row]:
    """A triplet's pairs: edited > chosen > rejected."""
    ranked = [row["edited"], row["chosen"], row["rejected"]] if row["edited"] else [row["chosen"], row["rejected"]]
    for better, worse in pairwise(ranked):
        yield {"prompt": row["prompt"], "chosen": better, "rejected": worse}


FORMATS: dict[str, tuple[str, Callable[[Row], Iterator[Row]]]] = {
    "messages": ("sft", as_it_is),
    "prompt-completion": ("sft", as_it_is),
    "self-instruct": ("sft", as_it_is),
    "text": ("sft", as_it_is),
    "alpaca": ("sft", alpaca),
    "trl-dpo": ("dpo", as_it_is),
    "trl-dpo-implicit": ("dpo", as_it_is),
    "ultrafeedback": ("dpo", without_prompt),
    "triplet": ("dpo", expanded),
    "kto": ("kto", as_it_is),
}
TRAINERS = {"sft": (SFTTrainer, SFTConfig), "dpo": (DPOTrainer, DPOConfig), "kto": (KTOTrainer, KTOConfig)}


def train(kind: str, path: str, tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    method, prepare = FORMATS[kind]
    trainer_type, config = TRAINERS[method]
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = [made for line in file for made in prepare(json.loads(line))]
    model = model_for(tokenizer)
    before = model.lm_head.weight.detach().clone()
    arguments = config(
        output_dir="trained", max_steps=2, per_device_train_batch_size=2, learning_rate=1e-2, max_length=1024,
        use_cpu=True, bf16=False, report_to="none", save_strategy="no", logging_steps=1, disable_tqdm=True,
        gradient_checkpointing=False,
    )  # fmt: skip
    reference = {} if method == "sft" else {"ref_model": model_for(tokenizer)}
    trainer = trainer_type(
        model=model, args=arguments, train_dataset=Dataset.from_list(rows), processing_class=tokenizer, **reference
    )
    done = trainer.train()
    moved = not torch.equal(before, model.lm_head.weight)
    told = {"rows": len(rows), "kept": len(trainer.train_dataset), "steps": done.global_step}
    return told | {"loss": done.training_loss, "moved": moved}


given = [argument.partition("=")[::2] for argument in sys.argv[1:]]
shared = tokenizer_of([path for _, path in given])
print(json.dumps([train(kind, path, shared) for kind, path in given]))
