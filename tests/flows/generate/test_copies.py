"""What a model copies of its prompts does not get into a run: the filters know the recipe's text and the seeds."""

import json
from pathlib import Path

import selfinstruct
from tests.support.models import fixed


def test_copies_of_the_recipes_own_prompt_and_of_seeds(tmp_path: Path) -> None:
    known = "Plan two days in Lisbon for a couple who travel by train."
    longer = f"{known} They have little money and an old dog, and want to see a river and hear some music."
    seeds = tmp_path / "seeds.jsonl"
    row = {"id": "s1", "instruction": known, "instances": [{"input": "", "output": "Take the train at nine."}]}
    seeds.write_text(json.dumps(row), encoding="utf-8")
    model = fixed(
        "test/copies",
        bootstrap=f"### 1\nInstruction: Name three uses of a paper clip.\nType: listing\nLabels: none\n\n"
        f"### 2\nInstruction: {longer}\nType: plan\nLabels: none\n\n"
        "### 3\nInstruction: Say why a boat floats on a lake.\nType: explanation\nLabels: none",
        instances="### Example 1\nInput: none\nOutput: the output an excellent assistant would give",
    )
    run = selfinstruct.generate(
        seeds, n=1, out=tmp_path / "run", model=model, concurrency=1, overrides=("saturation.tasks=2",)
    )
    told = [(line["stage"], line["rule"]) for line in run.rejected()]
    assert ("bootstrap", "begins_with_seed") in told
    assert told.count(("instances", "prompt_copy")) == 2
    assert (tmp_path / "run" / "dataset.jsonl").read_text(encoding="utf-8") == ""
