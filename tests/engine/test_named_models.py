"""Finding A8: an address without http:// is no part of a model's name; versions and ids with an @ are."""

import pytest

from selfinstruct.engine.named_models import NamedModel, check_name, named
from selfinstruct.errors import UsageError


@pytest.mark.parametrize(
    "name",
    [
        "openai/m@localhost:8001/v1",
        "openai/m@localhost",
        "openai/m@127.0.0.1:8001",
        "openai/m@10.0.0.7/v1",
        "openai/m@[::1]:8001/v1",
        "openai/m@gpu-box:8001/v1",
        "openai/m@llm.example.com/v1",
        "openai/m@http:/localhost/v1",
        "openai/m@https:llm.example.com",
        "openai/m@//localhost/v1",
        "openai/org/m@v2@localhost:9/v1",
    ],
)
def test_an_address_without_http_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"looks like an address without http://; write openai/.*@http://"):
        named(name)
    with pytest.raises(UsageError):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "openai/@cf/meta/llama-3.1-8b-instruct",
        "openai/claude-sonnet@20240101",
        "openai/gemini@default",
        "openai/models/m@1.0/b",
        "openai/publishers/m@v1.5",
        "openai/llama3@sha256:65000000",
        "bedrock/arn:aws:bedrock:eu-west-1:1:inference-profile/eu.m",
        "offline",
    ],
)
def test_names_with_an_at_sign_stay_names(name: str) -> None:
    assert named(name) == NamedModel(name)
    check_name(name)


def test_a_whole_address_is_taken_where_there_is_a_place_for_it() -> None:
    assert named("openai/m@https://h:1/v1") == NamedModel("openai/m", "https://h:1/v1")
    with pytest.raises(UsageError, match="give the address with --base-url https://h:1/v1"):
        check_name("openai/m@https://h:1/v1")
