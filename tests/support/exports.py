"""What the tests of exports share: records, files of them, and each format read as its consumer reads it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.files.rows import read_rows
from selfinstruct.preferences import Preference
from selfinstruct.records import Message
from tests.support.runs import write

INSTRUCTIONS = (
    "alpaca", "messages", "prompt-completion", "sharegpt", "text", "table", "llama-factory", "bedrock-haiku",
    "bedrock-conversation", "bedrock-prompt-completion", "bedrock-distillation", "bedrock-pretraining", "jumpstart",
    "hub",
)  # fmt: skip
PAIRS = (
    "trl-dpo", "trl-dpo-implicit", "kto", "openai-dpo", "ultrafeedback", "triplet", "llama-factory", "nova-dpo", "hub",
)  # fmt: skip


def example(number: int = 0, **changes: Any) -> DatasetRow:
    fields = {"instruction": f"Add 1 to {number}.", "input": "", "output": f"{number + 1}", "type": "addition"}
    given = {"id": f"e{number}", "task_id": f"t{number}", "is_classification": False, **fields, **changes}
    return DatasetRow(**given)


def preference(number: int = 0, **changes: Any) -> Preference:
    fields: dict[str, Any] = {
        "id": f"p{number}", "task_id": f"t{number}", "instance_id": f"e{number}", "method": "rank", "round": 1,
        "prompt": (Message("user", f"Add 1 to {number}."),), "chosen": f"{number + 1}", "rejected": f"{number}",
        "grade": "better", "margin": 3.5, "scores": {"chosen": 8.5, "rejected": 5.0},
    }  # fmt: skip
    return Preference(**fields | changes)


def row(item: DatasetRow) -> dict[str, Any]:
    names = ("id", "task_id", "type", "instruction", "input", "output", "is_classification")
    return {name: getattr(item, name) for name in names}


def dataset(path: Path, items: Sequence[DatasetRow | Preference]) -> Path:
    """A dataset.jsonl or preferences.jsonl of these."""
    rows = [row(item) if isinstance(item, DatasetRow) else item.as_dict() for item in items]
    return write(path, rows)


def data_of(path: Path, kind: str) -> list[Any]:
    """The rows of an export, file or folder."""
    if path.is_dir():
        names = {"instances": "instances*.jsonl", "preferences": "preferences*.jsonl"}
        found = [
            it for it in (*path.glob(names[kind]), path / "train.jsonl") if it.exists() and ".meta." not in it.name
        ]
        found = found or [path / kind / "train-00000-of-00001.parquet"]
        path = found[0]
    return [item for _, item, _ in read_rows(path)]


def said(format: str, row: Any) -> tuple[str, str]:
    """The prompt and the answer that a trainer finds in a row of instances."""
    if format in ("alpaca", "table", "llama-factory", "jumpstart", "hub"):
        return f"{row['instruction']}\n\n{row['input']}" if row["input"].strip() else row["instruction"], row["output"]
    if format == "prompt-completion":
        return row["prompt"], row["completion"].removeprefix(" ")
    if format == "bedrock-prompt-completion":
        return row["prompt"], row["completion"]
    if format == "text":
        prompt = said("alpaca", row["metadata"] | {"output": ""})[0]
        assert row["text"].startswith(f"{prompt}\n\n")
        return prompt, row["text"].removeprefix(f"{prompt}\n\n")
    if format == "nova-cpt":
        prompt, _, answer = row["text"].rpartition("\n\n")
        return prompt, answer
    if format == "gemini":
        asked, answered_by = (turn["parts"][0]["text"] for turn in row["contents"])
        return asked, answered_by
    if format.startswith("rlvr"):
        turns = row.get("prompt") or row["messages"]
        return turns[-1]["content"], row.get("extra_info", row).get("reference", "")
    if format == "sharegpt":
        return tuple(turn["value"] for turn in row["conversations"])
    texts = [
        turn["content"] if isinstance(turn["content"], str) else turn["content"][0]["text"] for turn in row["messages"]
    ]
    return texts[0], texts[1]


def answered(format: str, output: str) -> str:
    """An output as `said` finds it: a blank at its start is one with that between prompt and completion."""
    return output.removeprefix(" ") if format == "prompt-completion" else output


def compared(format: str, row: Any) -> tuple[str, str, str]:
    """The prompt and both answers that a trainer finds in a row of preferences (kto: two rows)."""
    if format == "kto":
        chosen, rejected = row
        assert (chosen["label"], rejected["label"]) == (True, False)
        assert chosen["prompt"] == rejected["prompt"]
        return chosen["prompt"][-1]["content"], chosen["completion"][0]["content"], rejected["completion"][0]["content"]
    if format == "openai-dpo":
        sides = (row["preferred_output"], row["non_preferred_output"])
        return (row["input"]["messages"][-1]["content"], *(side[0]["content"] for side in sides))
    if format == "nova-dpo":
        prompt, last = row["messages"]
        by_label = {item["preferenceLabel"]: item["content"][0]["text"] for item in last["candidates"]}
        return prompt["content"][0]["text"], by_label["preferred"], by_label["non-preferred"]
    if format in ("triplet", "llama-factory"):
        return row.get("prompt", row.get("instruction")), row["chosen"], row["rejected"]
    prompt = row["prompt"] if "prompt" in row else row["chosen"][:-1]
    text = prompt if isinstance(prompt, str) else prompt[-1]["content"]
    return text, row["chosen"][-1]["content"], row["rejected"][-1]["content"]
