"""The command that adds an extra fits the way in which the package itself was installed."""

import json
import re
from pathlib import Path

import pytest

import selfinstruct.extras as extras
from selfinstruct.extras import installing, origin_of
from tests.support.paths import ROOT

SOURCES = Path(extras.__file__).resolve().parent


@pytest.mark.parametrize(
    ("recorded", "origin"),
    [
        (None, (None, False)),
        ("", (None, False)),
        ("[]", (None, False)),
        ({"url": "file:///home/me/selfinstruct", "dir_info": {}}, ("", False)),
        ({"url": "file:///home/me/selfinstruct", "dir_info": {"editable": True}}, ("", True)),
        ({"url": "https://git.example/s.git", "vcs_info": {"vcs": "git"}}, ("git+https://git.example/s.git", False)),
        ({"url": "file:///tmp/s-0.1.0.whl", "archive_info": {}}, ("file:///tmp/s-0.1.0.whl", False)),
    ],
)
def test_the_origin_is_what_the_installer_has_written(recorded: object, origin: object) -> None:
    assert origin_of(recorded if recorded is None or isinstance(recorded, str) else json.dumps(recorded)) == origin


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (("", False), "pip install '.[parquet]' in the clone"),
        (("", True), "pip install -e '.[parquet]' in the clone"),
        ((None, False), "pip install 'selfinstruct[parquet]'"),
        (
            ("git+https://git.example/s.git", False),
            "pip install 'selfinstruct[parquet] @ git+https://git.example/s.git'",
        ),
    ],
)
def test_the_command_installs_from_there(monkeypatch: pytest.MonkeyPatch, origin: object, command: str) -> None:
    monkeypatch.setattr(extras, "_origin", lambda: origin)
    assert installing("parquet") == command


def test_no_message_names_a_package_index_by_itself() -> None:
    told = [
        str(file) for file in SOURCES.rglob("*.py") if re.search(r"install .?selfinstruct\[", file.read_text("utf-8"))
    ]
    assert told == []


def test_every_extra_that_messages_name_exists() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {
        name for file in SOURCES.rglob("*.py") for name in re.findall(r"installing\('(\w+)'\)", file.read_text("utf-8"))
    }
    assert named
    assert named <= set(declared)
