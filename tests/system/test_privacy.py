"""Finding A2: no text goes to a host that neither the user nor the run has named. Every command, seen by a proxy."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfinstruct.cli.app import app
from selfinstruct.errors import SelfInstructError, UsageError
from tests.support.proxy import SERVED, noting_proxy
from tests.support.runs import SEEDS, copied, write

ADDRESS = f"http://{SERVED}/v1"
MODEL = "openai/offline"


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The hosts that any command asks for, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    with noting_proxy() as (proxy, seen):
        watched(monkeypatch, proxy)
        yield seen


def watched(patch: pytest.MonkeyPatch, proxy: str) -> None:
    """Everything goes by this proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        patch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy"):
        patch.delenv(name, raising=False)
    patch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def run(*words: object) -> None:
    app([str(word) for word in words], standalone_mode=False)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a model at an address of its own."""
    path = tmp_path_factory.mktemp("grown") / "r"
    with pytest.MonkeyPatch.context() as patch, noting_proxy() as (proxy, seen):
        watched(patch, proxy)
        asked = ("--model", MODEL, "--base-url", ADDRESS, "--rpm", 90000)
        run("generate", "--seeds", SEEDS, "-n", 6, *asked, "--out", path)
    assert set(seen) == {SERVED}
    return path


@pytest.fixture
def generated(grown: Path, hosts: list[str]) -> Path:
    """That run, in the folder of the command."""
    return copied(grown, Path("r"))


ASKING = [
    "resume r -n 9",
    "prefer r --method rank -n 2 --responses 2",
    "prefer r --method contrast -n 2",
    "prefer r --method revise -n 2",
    "prefer r --method corrupt -n 2",
    f"prefer r --method corrupt -n 2 --model {MODEL}",
    f"prefer r --method corrupt -n 2 --judge {MODEL}",
    f"prefer r --method contrast -n 2 --weak openai/other@{ADDRESS}",
    f"distill r -n 3 --model {MODEL} --out d",
    f"distill r -n 3 --model openai/other --base-url {ADDRESS} --out d",
    f"label r --judge {MODEL} --judge openai/other@{ADDRESS} --kind score --question good? --out l",
    f"label r/dataset.jsonl --judge {MODEL} --judge openai/other@{ADDRESS} --kind score --question good? --out l",
]


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.usefixtures("generated")
def test_a_run_s_own_model_is_asked_where_the_run_asked_it(command: str, hosts: list[str]) -> None:
    run(*command.split())
    assert set(hosts) == {SERVED}


ELSEWHERE = [
    ("prefer r --method rank -n 2 --judge openai/other", "openai/other: is not the model of r, which is at"),
    ("prefer r --method contrast -n 2 --weak openai/other", "openai/other@URL or --base-url URL"),
    ("prefer r --method rank --model openai/other --dry-run", "say where it is"),
    ("label r --judge openai/offline --judge openai/other --kind score --question good?", "openai/other"),
    ("distill r --model openai/other --out d", "openai/other: is not the model of r"),
    ("prefer m --method rank -n 2", "m: does not say where openai/offline is; give --base-url URL"),
    ("prefer r --method rank --judge openai/other@served.test:80/v1", "without http://"),
]


@pytest.mark.parametrize(("command", "told"), ELSEWHERE)
@pytest.mark.usefixtures("generated")
def test_nothing_is_sent_where_nobody_says_where_to(command: str, told: str, hosts: list[str]) -> None:
    run("merge", "r", "-o", "m")
    del hosts[:]
    with pytest.raises(UsageError) as refused:
        run(*command.split())
    assert told in str(refused.value)
    assert hosts == []


SILENT = [
    f"generate --seeds SEEDS --model {MODEL} --base-url {ADDRESS} --dry-run",
    "prefer r --method rank --dry-run",
    f"distill r --model {MODEL} --dry-run",
    f"label r --judge {MODEL} --judge openai/other@{ADDRESS} --kind score --question good? --dry-run",
    "validate SEEDS",
    "show r --samples 2",
    "show r --stats",
    "export r --format alpaca -o a.jsonl",
    "check a.jsonl --format alpaca",
    "export r --format messages -o s --split 80/20",
    "filter r -o kept.jsonl",
    "merge r SEEDS -o merged",
    "review export r --all -o form.jsonl",
    "jobs r",
    "list models",
    "resume r",
]


@pytest.mark.usefixtures("generated")
def test_what_needs_no_model_connects_to_nothing(hosts: list[str], seeds: Path) -> None:
    for command in SILENT:
        del hosts[:]
        run(*command.replace("SEEDS", str(seeds)).split())
        assert hosts == [], command


def test_a_run_remembers_the_address_of_its_environment(
    hosts: list[str], seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", ADDRESS)
    run("generate", "--seeds", seeds, "-n", 3, "--model", MODEL, "--out", "r")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.test/v1")
    assert json.loads(Path("r/run.json").read_text())["session"]["base_url"] == ADDRESS
    run("resume", "r", "-n", 5)
    run("prefer", "r", "--method", "corrupt", "-n", 2)
    assert set(hosts) == {SERVED}


@pytest.mark.usefixtures("generated")
def test_an_address_given_wins(hosts: list[str]) -> None:
    with pytest.raises(SelfInstructError):
        run(
            "prefer", "r", "--method", "corrupt", "-n", 1, "--base-url", "http://elsewhere.test/v1", "--max-requests", 1
        )
    assert set(hosts) <= {"elsewhere.test"}


def test_a_file_of_no_run_asks_what_is_named(hosts: list[str]) -> None:
    source = write(Path("p.jsonl"), [{"prompt": "Name a colour."}, {"prompt": "Name a river."}])
    run("distill", source, "--model", MODEL, "--base-url", ADDRESS, "--out", "d")
    assert set(hosts) == {SERVED}
