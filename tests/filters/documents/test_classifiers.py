"""Classifiers that the user brings: a fastText model that a package ships, and ONNX models made here byte by byte."""

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfinstruct.errors import MissingExtra, RecipeError, UsageError
from selfinstruct.extras import installing
from selfinstruct.filters.documents.classifiers import load_classifier
from tests.support.filters import LANGUAGES, said_of
from tests.support.proxy import noting_proxy

ENGLISH = "The keeper of the lighthouse counts the passing ships every evening.\nHe writes them into a book."
GERMAN = "Der Wärter des Leuchtturms zählt jeden Abend die Schiffe.\nEr schreibt sie in ein Buch."


def test_fasttext_scores_by_the_probability_of_a_label() -> None:
    score = load_classifier(str(LANGUAGES), "__label__en")
    assert score(ENGLISH) > 0.9
    assert score(GERMAN) < 0.1
    assert 0 <= score("") <= 1
    assert said_of("quality", ENGLISH, file=str(LANGUAGES), label="en", minimum=0.5) == "kept"
    assert said_of("quality", GERMAN, file=str(LANGUAGES), label="en", minimum=0.5) < 0.1
    assert said_of("toxicity", ENGLISH, file=str(LANGUAGES), label="de") == "kept"
    assert said_of("toxicity", GERMAN, file=str(LANGUAGES), label="de") > 0.9


def test_what_is_wrong_with_a_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no label 'good'; its labels: af, als"):
        load_classifier(str(LANGUAGES), "good")
    with pytest.raises(UsageError, match="give the label whose probability is the score; its labels: af"):
        load_classifier(str(LANGUAGES))
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load_classifier(str(tmp_path / "model.onnx"))
    whole = LANGUAGES.read_bytes()
    for size in (4, 2_000, len(whole) // 2):
        torn = tmp_path / f"torn-{size}.bin"
        torn.write_bytes(whole[:size])
        with pytest.raises(UsageError, match=r"is not a fastText model that can be read; is the file complete\?$"):
            load_classifier(str(torn), "en")
    with pytest.raises(RecipeError, match="missing 1 required positional argument: 'file'"):
        said_of("quality", ENGLISH, minimum=1.0)


@pytest.mark.parametrize("name", ["fasttext", "onnxruntime"])
def test_a_missing_package_is_named_with_its_extra(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    model = tmp_path / "model.onnx"
    model.write_bytes(b"\x08\x08")
    with pytest.raises(MissingExtra, match=re.escape(installing("classifiers"))):
        load_classifier(str(LANGUAGES if name == "fasttext" else model), "en")


# The wire format of protocol buffers, as far as a model of a few nodes needs it.
def _varint(number: int) -> bytes:
    return bytes([number & 0x7F | 0x80]) + _varint(number >> 7) if number > 0x7F else bytes([number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _part(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


FLOAT, INT64, STRING = 1, 7, 8


def _value(name: str, kind: int, *shape: str) -> bytes:
    dimensions = b"".join(_part(1, _part(2, size) if size != "1" else _number(1, 1)) for size in shape)
    return _part(1, name) + _part(2, _part(1, _number(1, kind) + _part(2, dimensions)))


def _node(kind: str, inputs: Sequence[str], outputs: Sequence[str], *attributes: bytes) -> bytes:
    names = b"".join([_part(1, name) for name in inputs] + [_part(2, name) for name in outputs])
    return names + _part(4, kind) + b"".join(_part(5, attribute) for attribute in attributes)


def _floats(name: str, shape: Sequence[int], values: Sequence[float]) -> bytes:
    data = struct.pack(f"<{len(values)}f", *values)
    return b"".join(_number(1, size) for size in shape) + _number(2, FLOAT) + _part(8, name) + _part(9, data)


def _model(nodes: Sequence[bytes], inputs: Sequence[bytes], outputs: Sequence[bytes], *held: bytes) -> bytes:
    graph = b"".join([_part(1, node) for node in nodes]) + _part(2, "g") + b"".join(_part(5, item) for item in held)
    graph += b"".join([_part(11, item) for item in inputs] + [_part(12, item) for item in outputs])
    return _number(1, 8) + _part(7, graph) + _part(8, _part(1, "") + _number(2, 13))


TO_FLOAT = _part(1, "to") + _number(3, FLOAT) + _number(20, 2)


def token_model(weights: Sequence[float]) -> bytes:
    """The mean of the tokens' numbers, once for each weight, as logits."""
    axes = _part(1, "axes") + _number(8, 1) + _number(20, 7)
    return _model(
        [
            _node("Cast", ["input_ids"], ["floats"], TO_FLOAT),
            _node("ReduceMean", ["floats"], ["mean"], axes),
            _node("Mul", ["mean", "weights"], ["logits"]),
        ],
        [_value("input_ids", INT64, "batch", "length"), _value("attention_mask", INT64, "batch", "length")],
        [_value("logits", FLOAT, "batch", "labels")],
        _floats("weights", (1, len(weights)), weights),
    )


def tokenizer() -> str:
    words = {"[UNK]": 0, "bad": 1, "fair": 3, "good": 5}
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"},
    })  # fmt: skip


def test_onnx_with_one_output_is_fineweb_edus_form(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    model = tmp_path / "model.onnx"
    model.write_bytes(token_model([1.0]))
    with pytest.raises(UsageError, match=r"tokenizer\.json: cannot be read, and the model needs it"):
        load_classifier(str(model))
    (tmp_path / "tokenizer.json").write_text(tokenizer())
    score = load_classifier(str(model))
    assert (score("good good fair bad"), score("bad")) == (3.5, 1.0)
    assert load_classifier(str(model), tokens=2)("good good bad bad bad") == 5.0
    assert said_of("quality", "good fair", file=str(model)) == "kept"
    assert said_of("quality", "fair bad", file=str(model)) == 2.0
    with pytest.raises(UsageError, match="has one output and no labels; leave label out"):
        load_classifier(str(model), "good")


def test_onnx_with_labels(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    model = tmp_path / "model.onnx"
    model.write_bytes(token_model([1.0, -1.0]))
    (tmp_path / "tokenizer.json").write_text(tokenizer())
    assert 0.0 < load_classifier(str(model))("good") < 0.001, "labels are numbers: their mean by probability"
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "fine", "1": "toxic"}}))
    assert said_of("toxicity", "bad bad", file=str(model)) == "kept"
    assert said_of("toxicity", "bad bad", file=str(model), label="fine") == pytest.approx(0.8808, abs=1e-4)
    with pytest.raises(UsageError, match="has no label 'good'; its labels: fine, toxic"):
        load_classifier(str(model), "good")


def test_onnx_that_takes_the_text_itself(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    model = tmp_path / "model.onnx"
    number = _node("Cast", ["text"], ["score"], TO_FLOAT)
    model.write_bytes(_model([number], [_value("text", STRING, "batch", "1")], [_value("score", FLOAT, "batch", "1")]))
    score = load_classifier(str(model))
    assert score("3.5") == 3.5
    with pytest.raises(UsageError, match=r"model\.onnx: cannot score a text: .*Cast"):
        score("This model reads numbers alone.")


def test_nobody_is_told_which_model_is_loaded(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    model = tmp_path / "model.onnx"
    number = _node("Cast", ["text"], ["score"], TO_FLOAT)
    model.write_bytes(_model([number], [_value("text", STRING, "batch", "1")], [_value("score", FLOAT, "batch", "1")]))
    program = (
        "import sys; from selfinstruct.filters.documents.classifiers import load_classifier; "
        "print(load_classifier(sys.argv[1])('3.5'))"
    )
    with noting_proxy() as (proxy, seen):
        names = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # CI and what pytest sets would silence it
        told = {name: os.environ[name] for name in names if name in os.environ}
        told |= dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy)
        told |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        words = [sys.executable, "-c", program, str(model)]
        done = subprocess.run(words, env=told, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "3.5"
    assert seen == []
    assert not (tmp_path / "cache").exists(), "nor is a name for this machine kept"


def test_what_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    model = tmp_path / "model.onnx"
    model.write_bytes(b"not a model at all")
    with pytest.raises(UsageError, match=r"model\.onnx: is neither a fastText nor an ONNX model that can be read"):
        load_classifier(str(model))
