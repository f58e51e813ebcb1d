"""verl's own data set for reinforcement learning: `read_verl_rl.py PACKAGE FILE…` prints its prompts and rewards.

PACKAGE is the folder that selfinstruct stands in. Rewards are asked for as verl's reward loop does, of the reference
and of a text that is none.
"""

import asyncio
import json
import os
import sys
from typing import Any

sys.path += [os.path.dirname(__file__), sys.argv[1]]
from stand_ins import stand_in, without_its_init

stand_in("PIL")
without_its_init("verl", "verl.utils", "verl.utils.dataset", "verl.utils.tokenizer")
from byte_tokens import byte_tokenizer  # noqa: E402
from omegaconf import OmegaConf  # noqa: E402
from verl.utils.import_utils import load_extern_object  # noqa: E402
from verl.utils.tokenizer.tokenizer import normalize_token_ids  # noqa: E402

vars(sys.modules["verl.utils.tokenizer"]).update(
    normalize_token_ids=normalize_token_ids, build_multimodal_processor_inputs=None
)
from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn  # noqa: E402

tokenizer = byte_tokenizer()
compute_score: Any = load_extern_object("pkg://selfinstruct.rewards", "compute_score")


async def scored(row: dict[str, Any], text: str) -> float:
    """A reward as NaiveRewardManager asks for it: in a thread, by keyword."""
    told = {"data_source": row["data_source"], "ground_truth": row["reward_model"]["ground_truth"]}
    loop = asyncio.get_running_loop()
    found: float = await loop.run_in_executor(
        None, lambda: compute_score(solution_str=text, extra_info={**row["extra_info"], "num_turns": 2}, **told)
    )
    return found


def read(path: str) -> list[Any]:
    settings = {"max_prompt_length": 100_000, "cache_dir": "cache", "filter_overlong_prompts_workers": 1}
    made = RLHFDataset(path, tokenizer, OmegaConf.create(settings))
    found = []
    for row in (made[number] for number in range(len(made))):
        prompt = tokenizer.apply_chat_template(row["raw_prompt"], add_generation_prompt=True, tokenize=False)
        reference = row["extra_info"]["reference"]
        rewards = [asyncio.run(scored(row, text)) for text in (reference, f"<think>Hm.</think>{reference}", "")]
        found.append([row["index"], prompt, rewards])
    assert len(collate_fn([made[0], made[0]])["data_source"]) == 2
    return found


shown, sys.stdout = sys.stdout, sys.stderr
found = [read(path) for path in sys.argv[2:]]
print(json.dumps(found), file=shown, flush=True)
