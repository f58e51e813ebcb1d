"""Classifiers that a user brings as a file, ONNX or fastText: a text in, a score out. Nothing is downloaded."""

import json
import math
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing

Score = Callable[[str], float]
_FASTTEXT = b"\xba\x16\x4f\x2f"  # the first bytes of a fastText file
# Two numbers, twelve settings and the rate of sampling, then how many words and labels there are; each has its count,
# its kind and the zero that ends it.
_HEAD = struct.Struct("<2i12idi")
_ENTRY = 10
_TRIAL = 600.0  # seconds in which the largest model is read
_PREFIX = "__label__"


def load_classifier(file: str, label: str = "", tokens: int = 512) -> Score:
    """A function from a text to its score: the probability of `label`, or without one what the model measures.

    A model without a label has one output, or labels that are numbers, whose mean by probability is the score. An
    ONNX model sees the first `tokens` tokens of a text by the tokenizer.json beside it, a fastText model all of it.
    Raises UsageError for a file that is no such model, MissingExtra without the extra `classifiers`.
    """
    path = Path(file).expanduser()
    try:
        with path.open("rb") as opened:
            magic = opened.read(4)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    return _fasttext(path, label) if magic == _FASTTEXT else _onnx(path, label, tokens)


def _missing(name: str) -> MissingExtra:
    return MissingExtra(f"a classifier of this kind needs {name}: {installing('classifiers')}")


def _fasttext(path: Path, label: str) -> Score:
    try:
        import fasttext
    except ImportError as error:
        raise _missing("fasttext-predict") from error
    if not _is_whole(path, path.stat().st_size, path.stat().st_mtime_ns):
        raise UsageError(f"{path}: is not a fastText model that can be read; is the file complete?")
    model = fasttext.load_model(str(path))

    def probabilities(text: str) -> Mapping[str, float]:
        names, values = model.predict(" ".join(text.split()) or " ", k=-1)
        return {name.removeprefix(_PREFIX): float(value) for name, value in zip(names, values, strict=True)}

    names = sorted(probabilities("a"))
    wanted = label.removeprefix(_PREFIX)
    _check_label(path, wanted, names)
    return lambda text: _score(probabilities(text), wanted)


@lru_cache(maxsize=8)
def _is_whole(path: Path, size: int, changed: int) -> bool:
    """Whether fastText survives a file: over one that is not complete its library ends the process, or never ends."""
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
    entries = _HEAD.unpack(head)[-1] if len(head) == _HEAD.size else -1
    if not 0 <= entries <= size // _ENTRY:
        return False
    tried = "import sys, fasttext; sys.exit(not fasttext.load_model(sys.argv[1]).predict('a', k=-1)[0])"
    command = [sys.executable, "-P", "-c", tried, str(path)]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_TRIAL).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _check_label(path: Path, label: str, names: Sequence[str]) -> None:
    listed = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    if label and label not in names:
        raise UsageError(f"{path}: has no label {label!r}; its labels: {listed}")
    if not label and not all(_is_number(name) for name in names):
        raise UsageError(f"{path}: give the label whose probability is the score; its labels: {listed}")


def _is_number(name: str) -> bool:
    try:
        return math.isfinite(float(name))
    except ValueError:
        return False


def _score(probabilities: Mapping[str, float], label: str) -> float:
    if label:
        return probabilities.get(label, 0.0)
    return sum(float(name) * value for name, value in probabilities.items())


def _onnx(path: Path, label: str, tokens: int) -> Score:
    # From 1.29 on it tells its maker of each model that is loaded, unless this is set before it is imported.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    try:
        import onnxruntime
    except ImportError as error:
        raise _missing("onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a class for each of its codes, and none above them
        told = " ".join(str(error).split())
        raise UsageError(f"{path}: is neither a fastText nor an ONNX model that can be read: {told:.200}") from error
    feed = _feed(path, session, tokens)
    outputs = [output.name for output in session.get_outputs()]
    names = _names(path)

    def probabilities(text: str) -> Mapping[str, float] | float:
        try:
            return _read(session.run(outputs, feed(text)), names)
        except Exception as error:  # as above
            raise UsageError(f"{path}: cannot score a text: {' '.join(str(error).split()):.200}") from error

    tried = probabilities("1")
    if not isinstance(tried, float):
        _check_label(path, label, sorted(tried))
    elif label:
        raise UsageError(f"{path}: has one output and no labels; leave label out")

    def score(text: str) -> float:
        found = probabilities(text)
        return found if isinstance(found, float) else _score(found, label)

    return score


def _feed(path: Path, session: Any, tokens: int) -> Callable[[str], dict[str, Any]]:
    """What a model is given for a text: the text itself, or its tokens."""
    import numpy as np

    inputs = {given.name: given.type for given in session.get_inputs()}
    if list(inputs.values()) == ["tensor(string)"]:
        name, rank = next(iter(inputs)), len(session.get_inputs()[0].shape)
        return lambda text: {name: np.array([text], dtype=object).reshape((1,) * rank)}
    known = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
    if odd := sorted(set(inputs) - set(known)):
        raise UsageError(f"{path}: wants the input {odd[0]!r}; known: a text, or {', '.join(known)}")
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise _missing("tokenizers") from error
    beside = path.with_name("tokenizer.json")
    try:
        tokenizer = Tokenizer.from_file(str(beside))
    except Exception as error:  # of no class of its own
        raise UsageError(f"{beside}: cannot be read, and the model needs it: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(tokens)
    types = {name: np.int32 if kind == "tensor(int32)" else np.int64 for name, kind in inputs.items()}

    def feed(text: str) -> dict[str, Any]:
        encoded = tokenizer.encode(text)
        return {name: np.array([getattr(encoded, known[name])], dtype=kind) for name, kind in types.items()}

    return feed


def _names(path: Path) -> Mapping[int, str]:
    """The labels of the config.json beside a model, by the number of their output."""
    try:
        labels = json.loads(path.with_name("config.json").read_text(encoding="utf-8"))["id2label"]
        return {int(number): str(name) for number, name in labels.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _read(outputs: Sequence[Any], names: Mapping[int, str]) -> Mapping[str, float] | float:
    """One number, or the probabilities of labels: logits become those."""
    import numpy as np

    found = outputs[-1]  # before it a model of scikit-learn gives the label
    if isinstance(found, list):  # as scikit-learn's have it, a mapping for each text
        return {str(name): float(value) for name, value in found[0].items()}
    values = np.asarray(found, dtype=np.float64).reshape(-1)
    if len(values) == 1:
        return float(values[0])
    if values.min() < 0 or abs(values.sum() - 1) > 1e-3:
        values = np.exp(values - values.max())
        values /= values.sum()
    return {names.get(number, str(number)): float(value) for number, value in enumerate(values)}
