"""An address behind a model's name is the same as --base-url, in every command that is about one model."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RunMismatch, UsageError
from tests.support.grounding import corpus
from tests.support.paths import ROOT
from tests.support.runs import write

ONE, OTHER = "http://127.0.0.1:9/v1", "http://127.0.0.1:10/v1"


def generate(folder: Path, **options: Any) -> Any:
    return selfinstruct.generate(ROOT / "seeds" / "general.jsonl", out=folder / "out", max_requests=0, **options)


def distill(folder: Path, **options: Any) -> Any:
    prompts = write(folder / "prompts.jsonl", [{"instruction": "Name a river."}])
    return selfinstruct.distill(prompts, out=folder / "out", max_requests=0, **options)


def ground(folder: Path, **options: Any) -> Any:
    return selfinstruct.ground(corpus(folder / "corpus.jsonl"), out=folder / "out", max_requests=0, **options)


def session(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "run.json").read_text())
    assert found["model"] == found["identity"]["model"] == "openai/m"
    return dict(found["session"])


@pytest.mark.parametrize("work", [generate, distill, ground])
def test_an_address_behind_the_name_is_the_base_url(tmp_path: Path, work: Callable[..., Any]) -> None:
    work(tmp_path, model=f"openai/m@{ONE}")
    assert session(tmp_path)["base_url"] == ONE
    work(tmp_path, model="openai/m", base_url=ONE)  # the same run
    with pytest.raises(UsageError, match=f"^openai/m: has two addresses, {ONE} and --base-url {OTHER}; give only one$"):
        work(tmp_path, model=f"openai/m@{ONE}", base_url=OTHER)


def test_a_run_is_resumed_at_another_address_of_its_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    generate(tmp_path, model=f"openai/m@{ONE}")
    selfinstruct.resume(tmp_path / "out", model=f"openai/m@{OTHER}")
    assert session(tmp_path)["base_url"] == OTHER
    assert f"--base-url was {ONE} so far, and is now {OTHER}" in caplog.text
    with pytest.raises(RunMismatch, match="was made by openai/m, not by openai/n"):
        selfinstruct.resume(tmp_path / "out", model=f"openai/n@{OTHER}")
