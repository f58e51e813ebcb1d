"""What was rejected and why, as files of runs, pairs, labels, filters and corpora tell it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold.chats import read_turns
from selfinstruct.turns import said_in

NEIGHBOUR = "Neighbour"


def rejection_files(source: Path) -> list[Path]:
    """Where a source tells what was rejected: all such files of a run's directory; of a file the one beside it.

    A file whose rows name a rule tells it itself. None where nothing tells.
    """
    if source.is_dir():
        return sorted(source.glob("rejected*.jsonl"))
    first = next((row for _, row, problem in read_rows(source) if not problem), None)
    if isinstance(first, dict) and "rule" in first:
        return [source]
    own = "rejected.jsonl" if source.name == "dataset.jsonl" else f"rejected.{source.stem}.jsonl"
    beside = (source.with_name(name) for name in (own, f"{source.stem}.rejected.jsonl"))
    return [path for path in beside if path.is_file()][:1]


def read_rejections(file: Path) -> Iterator[dict[str, Any]]:
    """The rows that name a rule, each with its stage: that of the file where it names none (of pairs, preferences)."""
    stage = file.name.removeprefix("rejected").removesuffix(".jsonl").strip(".")
    for _, row, problem in read_rows(file):
        if not problem and isinstance(row, dict) and "rule" in row:
            yield row if "stage" in row else {"stage": stage, **row}


def rejected_texts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts of a rejection by name: what was rejected, its instance or record, and the neighbour last.

    `text` is an instruction, but for an answer that could not be read, and for a document.
    """
    instance = row.get("instance", row.get("record"))
    inner: Mapping[str, Any] = instance if isinstance(instance, Mapping) else {}
    answered = row.get("stage") == "instances" and not inner
    named = {"text": "Text" if answered or "file" in row else "Instruction", "prompt": "Prompt"}
    own = {"instruction": "Instruction", "text": "Text", "input": "Input", "output": "Output"}
    sides = {"chosen": "Chosen", "rejected": "Rejected", "neighbour": NEIGHBOUR}
    found = [(name, row.get(key)) for key, name in named.items()]
    found += [(name, inner.get(key)) for key, name in own.items()]
    found += [(name, row.get(key)) for key, name in sides.items()]
    return [(name, text) for name, value in found if (text := _text(value))]


def _text(value: Any) -> str:
    """A text, or what is said in a chat."""
    if not isinstance(value, list):
        return value if isinstance(value, str) else ""
    try:
        return "\n\n".join(said_in(turn) for turn in read_turns(value, "turns"))
    except ValueError:
        return ""
