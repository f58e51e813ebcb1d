"""Two steps of GRPO on each file of `rlvr`: `train_grpo.py PACKAGE FILE…` prints what TRL has logged of each.

PACKAGE is the folder that selfinstruct stands in: its reward functions need nothing that is not in Python.
"""

import json
import os
import sys
from functools import partial
from typing import Any

import torch
from datasets import load_dataset
from trl import GRPOConfig, GRPOTrainer

sys.path += [os.path.dirname(__file__), sys.argv[1]]
from tiny_model import model_for, tokenizer_of

from selfinstruct.rewards import all_checks_reward, check_reward

FUNCTIONS = [partial(check_reward, all_or_nothing=False), all_checks_reward]


def train(path: str, tokenizer: Any) -> dict[str, Any]:
    rows = load_dataset(path.rpartition(".")[2].replace("jsonl", "json"), data_files=path, split="train")
    model = model_for(tokenizer)
    before = model.lm_head.weight.detach().clone()
    arguments = GRPOConfig(
        output_dir="trained", max_steps=2, per_device_train_batch_size=8, num_generations=4, max_completion_length=12,
        learning_rate=1e-2, use_cpu=True, bf16=False, report_to="none", save_strategy="no", logging_steps=1,
        disable_tqdm=True, gradient_checkpointing=False, seed=1,
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=model, args=arguments, train_dataset=rows, processing_class=tokenizer, reward_funcs=FUNCTIONS
    )
    done = trainer.train()
    told = {"rows": len(rows), "steps": done.global_step, "moved": not torch.equal(before, model.lm_head.weight)}
    return told | {"log": [entry for entry in trainer.state.log_history if "reward" in entry]}


shared = tokenizer_of([path for path in sys.argv[2:] if path.endswith(".jsonl")])
print(json.dumps([train(path, shared) for path in sys.argv[2:]]))
