"""Finding A8: an address without http:// is no part of a model's name; versions and ids with an @ are."""

import pytest

from selfinstruct.engine.named_models import NamedModel, at_one_address, named, of_session
from selfinstruct.errors import UsageError
from selfinstruct.settings import Settings


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
        of_session(Settings(), name)


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
    assert of_session(Settings(), name) == (name, Settings())


def test_a_whole_address_is_taken() -> None:
    assert named("openai/m@https://h:1/v1") == NamedModel("openai/m", "https://h:1/v1")
    assert of_session(Settings(), "openai/m@https://h:1/v1") == ("openai/m", Settings(base_url="https://h:1/v1"))
    assert of_session(Settings(), "bedrock/m@https://h:1") == ("bedrock/m", Settings(endpoint_url="https://h:1"))
    same = Settings(base_url="https://h:1/v1/")
    assert of_session(same, "openai/m@https://h:1/v1")[0] == "openai/m"


def test_an_address_is_given_once() -> None:
    with pytest.raises(UsageError, match=r"^openai/m: has two addresses, http://h:1/v1 and --base-url http://h:2/v1"):
        of_session(Settings(base_url="http://h:2/v1"), "openai/m@http://h:1/v1")
    with pytest.raises(UsageError, match="built in, and has no address; write offline"):
        named("offline@http://h:1/v1")


def test_one_name_is_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal tells models by name: what another address answers must never be taken for the first one's."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    bare, one, other = (
        NamedModel("openai/m"),
        NamedModel("openai/m", "http://h:1"),
        NamedModel("openai/m", "http://h:2"),
    )
    assert at_one_address([bare, one], Settings()) == (one, one)
    assert at_one_address([one, bare], Settings(base_url="http://h:1/")) == (one, one)
    assert at_one_address([one, NamedModel("openai/n", "http://h:2")], Settings())[1].address == "http://h:2"
    for models, settings in (((one, other), Settings()), ((one, bare), Settings(base_url="http://h:2"))):
        with pytest.raises(
            UsageError, match=r"two addresses, http://h:1 and http://h:2, but the journal .* --served-m"
        ):
            at_one_address(models, settings)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://h:2")
    with pytest.raises(UsageError, match="has two addresses"):
        at_one_address([bare, one], Settings())
