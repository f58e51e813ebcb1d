"""Datasets of the Hub, over a server on loopback: what is read, and at which commit, what is written, and refused."""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import MissingExtra, RunError, SelfInstructError, StorageError, UsageError
from selfinstruct.extras import installing
from selfinstruct.files.remote import hub as hub_module
from selfinstruct.files.remote.hub import HubAddress, hub_address
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import given_name, name
from tests.support.hub_service import Hub, hub_service

pytest.importorskip("huggingface_hub")
WORDS = ("river", "lake", "hill", "bird", "tree", "town", "song", "dish")
ROWS = [{"instruction": f"Name a {word} and say why.", "output": f"This {word}."} for word in WORDS]
TRAIN = "".join(json.dumps(row) + "\n" for row in ROWS)
CARD = "---\nlicense: mit\n---\n# Seeds\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    from huggingface_hub import constants

    with hub_service() as service:
        monkeypatch.setenv("HF_ENDPOINT", service.address)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
        monkeypatch.setattr(hub_module, "_commits", {})
        for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.chdir(tmp_path)
        yield service


def instructions(path: str) -> list[str]:
    return [row["instruction"] for _, row, problem in read_rows(Path(path)) if not problem]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hf://datasets/me/seeds", HubAddress("me/seeds")),
        ("hf:/datasets/me/seeds@v1/data/a.jsonl", HubAddress("me/seeds", "v1", "data/a.jsonl")),
        (
            "hf://datasets/me/seeds@refs/convert/parquet/default",
            HubAddress("me/seeds", "refs/convert/parquet", "default"),
        ),
        ("hf://datasets/me/seeds/*/train-*.parquet", HubAddress("me/seeds", "", "*/train-*.parquet")),
        ("me/seeds.jsonl", None),
        ("s3://bucket/key", None),
    ],
)
def test_names(text: str, found: HubAddress | None) -> None:
    assert hub_address(text) == found
    if found is not None:
        assert name(Path(text)) == str(found)
        assert hub_address(str(found)) == found


@pytest.mark.parametrize("text", ["hf://me/seeds", "hf://models/me/seeds", "hf://datasets/seeds", "hf://"])
def test_what_is_no_name(text: str) -> None:
    for given in (text, Path(text)):
        with pytest.raises(UsageError, match=r"^hf://.*names no dataset of the Hub; write hf://datasets/OWNER/NAME"):
            hub_address(given)


def test_addresses_of_the_web_are_neither_read_nor_written(tmp_path: Path) -> None:
    for text in ("https://example.org/rows.jsonl", "gs://bucket/rows.jsonl"):
        with pytest.raises(UsageError, match=r"://.*: is not read or written; get it first"):
            list(read_rows(Path(text)))
        with pytest.raises(UsageError, match="is not read or written"):
            selfinstruct.export(ROWS, "alpaca", text)


def test_what_of_a_dataset_is_read(hub: Hub) -> None:
    hub.put(
        "me/one", **{"README.md": CARD, ".gitattributes": "x", "dataset_infos.json": "{}", "data/train.jsonl": TRAIN}
    )
    assert instructions("hf://datasets/me/one") == [row["instruction"] for row in ROWS]
    assert instructions("hf://datasets/me/one/data") == instructions("hf://datasets/me/one/data/train.jsonl")
    parts = {f"data/train-0000{n}-of-00002.jsonl.gz": gzip.compress(json.dumps(ROWS[n]).encode()) for n in (0, 1)}
    hub.put("me/parts", **parts, **{"README.md": CARD})
    assert instructions("hf://datasets/me/parts") == [row["instruction"] for row in ROWS[:2]]
    hub.put("me/parts", **{"data/test-00000-of-00001.jsonl.gz": gzip.compress(json.dumps(ROWS[5]).encode())})
    hub_module._commits.clear()
    with pytest.raises(UsageError) as caught:
        instructions("hf://datasets/me/parts")
    assert "holds several splits or kinds of files; name one, with quotes: " in str(caught.value)
    assert "hf://datasets/me/parts/data/train*.jsonl.gz" in str(caught.value)
    assert instructions("hf://datasets/me/parts/data/test*.jsonl.gz") == [ROWS[5]["instruction"]]
    places = [place for place, *_ in read_rows(Path("hf://datasets/me/one/data/train.jsonl"))]
    assert places[1].startswith("hf://datasets/me/one@")
    assert places[1].endswith("/data/train.jsonl:2")


def test_a_run_tells_the_commit_and_reads_it_again(hub: Hub) -> None:
    commit = hub.put("me/seeds", **{"train.jsonl": TRAIN})
    run = selfinstruct.generate("hf://datasets/me/seeds", n=2)
    assert run.path == Path("runs/seeds")
    pinned = f"hf://datasets/me/seeds@{commit}"
    assert run.info["given"]["seeds"] == pinned
    hub.put("me/seeds", **{"train.jsonl": TRAIN.replace("river", "brook")})
    hub_module._commits.clear()
    assert selfinstruct.generate("hf://datasets/me/seeds", n=2).path == Path("runs/seeds-2"), "it is another by now"
    again = selfinstruct.generate(pinned, n=2, out="again")
    assert again.info["identity"] == run.info["identity"]
    assert (again.path / "dataset.jsonl").read_bytes() == (run.path / "dataset.jsonl").read_bytes()
    assert given_name(pinned) == pinned


def test_other_commands_read_them(hub: Hub) -> None:
    hub.put("me/seeds", **{"train.jsonl": TRAIN, "topics.txt": "Water\nLand\n"})
    source = "hf://datasets/me/seeds/train.jsonl"
    assert selfinstruct.filter_dataset(source, "kept.jsonl", only=["length"]).kept == len(ROWS)
    assert selfinstruct.export(source, "alpaca", "out.jsonl").rows == len(ROWS)
    assert selfinstruct.dataset_stats(source).rows == len(ROWS)
    assert selfinstruct.merge([source], "merged").info["counts"]["tasks"] == len(ROWS)
    assert "hf://datasets/me/seeds@" in selfinstruct.distill(source).info["given"]["prompts"]
    run = selfinstruct.generate(ROWS, n=1, topics="hf://datasets/me/seeds/topics.txt", out="topical")
    assert "@" in run.info["given"]["topics"]


def test_what_is_written(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.token = "hf_secret"
    monkeypatch.setenv("HF_TOKEN", hub.token)
    run = selfinstruct.generate(ROWS, n=2, out="run")
    made = selfinstruct.export(run.path, "hub", "hf://datasets/me/made")
    selfinstruct.export(run.path, "hub", "here")
    local = {str(file.relative_to("here")): file.read_bytes() for file in Path("here").rglob("*") if file.is_file()}
    written = hub.files("me/made")
    assert written is not None
    assert set(written) == set(local)
    same = [name for name in local if name != "README.md"]
    assert all(written[name] == local[name] for name in same), "the card names where it went"
    assert "hf://datasets/me/made/README.md" in made.files
    assert "me/made" in hub.private
    assert len(hub.commits["me/made"]) == 2, "one commit after the empty one"
    selfinstruct.export(run.path, "alpaca", "hf://datasets/me/made/flat/train.jsonl")
    selfinstruct.export(run.path, "alpaca", "flat.jsonl")
    found = hub.files("me/made")
    assert found is not None
    assert found["flat/train.jsonl"] == Path("flat.jsonl").read_bytes()
    assert "README.md" in found, "what was there stays"
    kept = selfinstruct.filter_dataset(ROWS, "hf://datasets/me/made/kept.jsonl", only=["length"])
    assert kept.kept == len(ROWS)
    assert instructions("hf://datasets/me/made/kept.jsonl") == [row["instruction"] for row in ROWS]
    with pytest.raises(UsageError, match="its name does not tell its file type"):
        selfinstruct.export(run.path, "alpaca", "hf://datasets/me/made")
    with pytest.raises(UsageError, match=r"names no file; write hf://datasets/me/made/train\.jsonl"):
        selfinstruct.export(run.path, "alpaca", "hf://datasets/me/made", file_type="jsonl")
    secret = [file for file in Path().rglob("*") if file.is_file() and hub.token.encode() in file.read_bytes()]
    assert not secret, "the token stands nowhere"


@pytest.mark.parametrize(
    ("path", "error", "told"),
    [
        (
            "hf://datasets/me/none",
            UsageError,
            "hf://datasets/me/none: there is no such dataset, or it is private",
        ),
        ("hf://datasets/me/hidden", UsageError, "there is no such dataset, or it is private"),
        ("hf://datasets/me/seeds@v9", UsageError, "hf://datasets/me/seeds: has no revision 'v9'"),
        ("hf://datasets/me/seeds/other.jsonl", UsageError, "/other.jsonl: there is no such file"),
        ("hf://datasets/me/seeds/*.parquet", UsageError, "no file has such a name"),
        ("hf://datasets/me/empty", UsageError, "holds no file of rows (JSON, CSV or Parquet)"),
        ("hf://datasets/me/gated/train.jsonl", StorageError, "hf://datasets/me/gated: is gated; ask for access"),
    ],
)
def test_what_cannot_be_read(hub: Hub, path: str, error: type[Exception], told: str) -> None:
    for repo in ("me/seeds", "me/hidden", "me/gated"):
        hub.put(repo, **{"train.jsonl": TRAIN})
    hub.put("me/empty", **{"README.md": CARD})
    hub.private.add("me/hidden")
    hub.gated.add("me/gated")
    with pytest.raises(error) as caught:
        selfinstruct.generate(path, n=1, out="run")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Path("run").exists()


def test_no_token_a_bad_one_and_a_server_out_of_order(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.token = "hf_right"
    for token in ("", "hf_wrong"):
        monkeypatch.setenv("HF_TOKEN", token)
        with pytest.raises(StorageError) as caught:
            selfinstruct.export(ROWS, "alpaca", "hf://datasets/me/new/train.jsonl")
        assert "token" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert "hf_wrong" not in str(caught.value)
    hub.broken = 418
    with pytest.raises(StorageError, match="the Hub answers 418: "):
        list(read_rows(Path("hf://datasets/me/seeds")))


def test_nothing_answers(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(StorageError, match=r"seeds: http://127\.0\.0\.1:9 does not answer: ") as caught:
        list(read_rows(Path("hf://datasets/me/seeds")))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_without_the_extra_a_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    for call in (
        lambda: list(read_rows(Path("hf://datasets/me/seeds"))),
        lambda: selfinstruct.export(ROWS, "alpaca", "hf://datasets/me/new/train.jsonl"),
    ):
        with pytest.raises(MissingExtra, match=re.escape(f"hf:// needs a package: {installing('hub')}")) as caught:
            call()
        assert caught.value.exit_code == 2


def test_a_run_is_on_this_machine(hub: Hub) -> None:
    where: Any = "hf://datasets/me/run"
    with pytest.raises(SelfInstructError, match="hf://datasets/me/run"):
        selfinstruct.generate(ROWS, n=1, out=where)
    with pytest.raises(SelfInstructError, match="hf://datasets/me/run"):
        selfinstruct.merge([ROWS], where)
    with pytest.raises(RunError, match="is not on this machine"):
        selfinstruct.Run(where)
    assert not Path("hf:").exists()
