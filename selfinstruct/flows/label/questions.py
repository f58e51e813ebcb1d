"""What is asked about which records: label sets, scores, pairs and free text, and the files they are read from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from selfinstruct.errors import UsageError
from selfinstruct.files.file_types import kind_named
from selfinstruct.files.kinds.resemblance import resembled
from selfinstruct.files.kinds.text_lines import BULLET, HEADING
from selfinstruct.files.kinds.yaml_nodes import repeated_key
from selfinstruct.registry import suggestion

Answer = str | float
KINDS = {
    "labels": "Which label fits the record?",
    "accept": "Is the record right, complete and fit to train an assistant on?",
    "score": "How good is the record?",
    "pair": "Which response answers the prompt better?",
    "text": "What is the right answer to this?",
}
ACCEPT, REJECT = "accept", "reject"
SIDES = ("first", "second")
TIE = "tie"


@dataclass(frozen=True, slots=True)
class Question:
    """What judges and people are asked. `kind` is one of KINDS; `labels` are the answers of a closed kind.

    `low` and `high` bound a score; scores no further apart than `tolerance` agree. `meanings` explain labels.
    """

    kind: str
    text: str
    labels: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    low: float = 1.0
    high: float = 5.0
    tolerance: float = 0.0

    def read(self, value: object) -> Answer | None:
        """A written answer in the form it is compared in; None where it is none."""
        if self.kind == "score":
            try:
                number = float(str(value))
            except ValueError:
                return None
            return number if self.low <= number <= self.high else None
        text = str(value).strip()
        if self.kind == "text":
            return text or None
        known = {label.casefold(): label for label in self.labels}
        return known.get(" ".join(text.split()).casefold())

    def same(self, first: Answer, second: Answer) -> bool:
        """Whether two answers say the same, without asking anybody."""
        if isinstance(first, float) and isinstance(second, float):
            return abs(first - second) <= self.tolerance
        return fold_answer(first) == fold_answer(second)

    def choices(self) -> tuple[str, ...]:
        """The answers a person may pick from; none where the answer is free."""
        if self.kind == "score":
            if self.low == int(self.low) and self.high == int(self.high) and self.high - self.low <= 20:
                return tuple(str(number) for number in range(int(self.low), int(self.high) + 1))
            return ()
        return self.labels


def make_question(
    kind: str, text: str = "", labels: Sequence[str] | str | Path = (), scale: str = "1-5", tolerance: float = 0.0
) -> Question:
    """Raises UsageError for what makes no sense together.

    `labels` are names, or the path of a file: YAML with a list of names or names with what they mean, or a name a line.
    """
    if kind not in KINDS:
        raise UsageError(f"--kind: there is no kind {kind!r}; {suggestion(kind, KINDS)}")
    names, meanings = _label_file(Path(labels)) if isinstance(labels, str | Path) else (tuple(labels), {})
    if names and kind != "labels":
        raise UsageError(f"--labels: kind {kind} has its own answers; remove --labels")
    fixed = {"accept": (ACCEPT, REJECT), "pair": (*SIDES, TIE)}
    names = fixed.get(kind, tuple(" ".join(name.split()) for name in names))
    if kind == "labels" and len({name.casefold() for name in names if name}) != len(names):
        raise UsageError(f"--labels: {', '.join(names)}: each must be given once, and none may be empty")
    if kind == "labels" and len(names) < 2:
        raise UsageError("--labels: give at least two, for example --labels positive,negative")
    low, high = _scale(scale)
    if tolerance < 0 or tolerance > high - low:
        raise UsageError(f"--tolerance: must be between 0 and {high - low:g} (found {tolerance:g})")
    return Question(kind, text.strip() or KINDS[kind], names, meanings, low, high, float(tolerance))


def _scale(text: str) -> tuple[float, float]:
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|\.\.|,)\s*(-?\d+(?:\.\d+)?)\s*", text)
    if match is None or float(match[1]) >= float(match[2]):
        raise UsageError(f"--scale {text!r}: write LOW-HIGH, for example 1-5")
    return float(match[1]), float(match[2])


def _label_file(path: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The labels of a file, and what they mean where it says so: YAML or JSON by its name, else a label a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if kind_named(path.name) not in ("yaml", "json"):
            found: Any = _lines(path, text)
        else:
            if (twice := repeated_key(yaml.compose(text, Loader=yaml.SafeLoader))) is not None:
                raise UsageError(f"--labels {path}:{twice[0]}: has the label {twice[1]!r:.40} twice; write each once")
            found = yaml.load(text, Loader=yaml.BaseLoader)
    except FileNotFoundError:
        raise UsageError(f"--labels {path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"--labels {path}: cannot be read: {' '.join(str(error).split())}") from None
    if isinstance(found, list) and all(isinstance(name, str) for name in found):
        return tuple(found), {}
    if isinstance(found, dict) and all(isinstance(text, str) for text in found.values()):
        return tuple(str(name) for name in found), {str(name): text for name, text in found.items() if text}
    raise UsageError(f"--labels {path}: write a list of labels, or each label with what it means")


_MEANING = re.compile(r"[\w -]+: ")


def _lines(path: Path, text: str) -> list[str]:
    """A label a line; what is laid out as anything else is told."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    odd = next(
        (line for line in lines if BULLET.match(line) or HEADING.match(line) or re.match(r"[\w -]+: ", line)), ""
    )
    what = resembled(text[:4096].encode()) or ("YAML or Markdown" if odd else "")
    if what or (len(lines) == 1 and "," in lines[0]) or kind_named(path.name) in ("csv", "parquet", "jsonl"):
        told = f" looks like {what} ({odd!r:.40});" if what else ""
        raise UsageError(f"--labels {path}:{told} write a label a line (.txt), or a list in YAML (.yaml)")
    return lines


def fold_answer(answer: Answer) -> str:
    """An answer without what does not matter: case, white space, a closing full stop."""
    return " ".join(str(answer).split()).rstrip(".").casefold()
