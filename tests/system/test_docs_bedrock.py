"""docs/bedrock.md tells the truth: its commands run, against loopback servers, and its policies are JSON."""

import json
import re
import shlex
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.app import app
from tests.serve import Served, serving
from tests.support.aws import pretend
from tests.support.paths import ROOT
from tests.support.runs import SEEDS
from tests.support.s3 import Bucket

TEXT = (ROOT / "docs" / "bedrock.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8080"  # in the text, for one that can be anywhere
BLOCKS = re.findall(r"^```\n(selfinstruct .*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.replace("\\\n", " ").strip().split("\n")]
PROFILE = "[profile lab]\nregion = eu-west-1\naws_access_key_id = AKIDLAB\naws_secret_access_key = dummy\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are given: the seeds and a profile."""
    pretend(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (tmp_path / "config").write_text(PROFILE)
    return tmp_path


def lead_to(served: Served, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(place / "config"))
    for service in ("BEDROCK", "BEDROCK_RUNTIME"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", served.address)


def give(line: str, served: Served) -> None:
    words = shlex.split(line.replace(ADDRESS, served.address))[1:]
    if "--batch" in words:
        words += ["--poll", "0.01"]
    ended = app(words, standalone_mode=False)
    assert not ended, f"{line} ended with {ended}"


@pytest.mark.slow
def test_the_commands_run_one_after_the_other(place: Path, s3: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(s3=s3.address) as served:
        s3.put("in/seeds.jsonl", SEEDS.read_bytes())
        lead_to(served, place, monkeypatch)
        for line in COMMANDS:
            give(line, served)
        judged = served.account("us.example.judge-v1:0")["requests"]
    assert len(COMMANDS) >= 10
    assert judged > 0
    for run in ("general", "gateway", "profile", "profiled", "paced", "batched", "s3", "priced"):
        assert json.loads(Path("runs", run, "run.json").read_text())["status"] == "done"
    usage = json.loads(Path("runs", "batched", "run.json").read_text())["usage"]
    assert any(item["batched"]["requests"] for item in usage if "batched" in item)


@pytest.mark.slow
def test_the_first_commands_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as served:
        lead_to(served, place, monkeypatch)
        for line in COMMANDS[:2]:
            give(line, served)
    info = json.loads(Path("runs", "general", "run.json").read_text())
    assert (info["status"], info["target"], info["session"]["region"]) == ("done", 30, "us-east-1")


def test_policies_are_json_and_name_the_action_that_a_refusal_names() -> None:
    # What workers keep in S3 is described with them.
    text = TEXT + (Path(__file__).parents[2] / "docs" / "scale.md").read_text()
    blocks = re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    policies = [found for found in map(json.loads, blocks) if "Statement" in found]
    actions = set()
    for policy in policies:
        assert policy["Version"] == "2012-10-17"
        for statement in policy["Statement"]:
            assert statement["Effect"] == "Allow"
            allowed = statement["Action"]
            actions |= {allowed} if isinstance(allowed, str) else set(allowed)
    sources = "".join(path.read_text() for path in Path(selfinstruct.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'"((?:bedrock|s3):[A-Z]\w+)"', sources))
    assert "bedrock:InvokeModel" in named
    assert named <= actions
