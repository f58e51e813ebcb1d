"""An environment in which boto3 finds dummy keys, and neither the user's own files nor a machine's role."""

import os
from collections.abc import Mapping

import pytest

DUMMY: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "dummy-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def environment(**more: str) -> dict[str, str]:
    """What a command of its own is started with; nothing of AWS but the dummies and `more`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | dict(DUMMY) | more


def pretend(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for this process."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in DUMMY.items():
        monkeypatch.setenv(name, value)
