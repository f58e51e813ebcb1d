"""Whom Bedrock's client asks, with which credentials, and in how many threads."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from selfinstruct import errors
from selfinstruct.extras import installing
from selfinstruct.models.bedrock import create
from tests.support.bedrock import ARN, ASKED, ID, Canned, answer, ask, asked_of

pytestmark = pytest.mark.usefixtures("aws", "canned_service")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_where_nothing_answers_it_says_so(address: str) -> None:
    async def main() -> None:
        model = create(ID, endpoint_url=address)
        try:
            await model.complete(ASKED)
        finally:
            await model.aclose()

    with pytest.raises(errors.NotReachable, match=f"nothing answers for {address}: Could not connect"):
        asyncio.run(main())


def test_a_region_without_bedrock_is_named() -> None:
    from botocore.exceptions import EndpointConnectionError

    from selfinstruct.models.bedrock_errors import error_from

    failed = EndpointConnectionError(endpoint_url="https://bedrock-runtime.mars-1.amazonaws.com")
    found = error_from(failed, model=f"bedrock/{ID}", where="Amazon Bedrock in mars-1")
    assert isinstance(found, errors.NotReachable)
    assert "nothing answers for Amazon Bedrock in mars-1: is it offered there (--region)?" in str(found)


def test_threads_are_as_many_as_requests_in_flight() -> None:
    async def main() -> int:
        async with asked_of(Canned([answer("x")]), concurrency=4) as model:
            for _ in range(5):
                await asyncio.gather(*(model.complete(ASKED) for _ in range(4)))
            return model.threads

    assert asyncio.run(main()) == 4


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.delenv(name)


def test_amazon_needs_credentials_before_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    with pytest.raises(errors.KeyRefused, match=r"there are none: set AWS_ACCESS_KEY_ID .*--profile.*aws sso login"):
        create(ID)


def test_another_address_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    canned = Canned([answer("x")])
    ask(canned, ASKED, concurrency=1)
    assert "Authorization" not in canned.headers[0]


def test_a_profile_gives_credentials_and_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    config = tmp_path / "config"
    config.write_text(
        "[profile lab]\nregion = eu-central-1\naws_access_key_id = AKIDLAB\naws_secret_access_key = dummy\n"
        "[profile gone]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nregion = eu-west-1\n"
        "[sso-session s]\nsso_start_url = https://example.invalid/start\nsso_region = eu-west-1\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    canned = Canned([answer("x")])
    ask(canned, ASKED, profile="lab")
    ask(canned, ASKED, profile="lab", region="us-west-2")
    assert "Credential=AKIDLAB/" in canned.headers[0]["Authorization"]
    assert "/eu-central-1/bedrock/" in canned.headers[0]["Authorization"]
    assert "/us-west-2/bedrock/" in canned.headers[1]["Authorization"]
    with pytest.raises(errors.UsageError, match="profile \\(nobody\\) could not be found"):
        create(ID, profile="nobody")
    with pytest.raises(errors.KeyRefused, match="aws sso login"):
        create(ID, profile="gone")


def test_where_the_region_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = ARN.replace("us-east-1", "ap-south-1")
    assert create(elsewhere).region == "ap-south-1", "an ARN's before the one configured"
    assert create(elsewhere, region="ap-south-1").region == "ap-south-1"
    with pytest.raises(errors.UsageError, match="is in ap-south-1, not in us-east-1: remove --region"):
        create(elsewhere, region="us-east-1")
    without(monkeypatch, "AWS_DEFAULT_REGION")
    with pytest.raises(errors.UsageError, match="has no region; give --region, or set AWS_REGION"):
        create(ID)
    with pytest.raises(errors.UsageError, match="'no such'"):
        create(ID, region="no such")
    monkeypatch.setenv("AWS_REGION", "us-west-1")
    assert create(ID).region == "us-west-1"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://user:geheim@127.0.0.1", "must hold no user, password"),
        ("https://127.0.0.1?key=geheim", "must hold no user, password"),
        ("localhost:8000", "localhost:8000.*must look like https://HOST"),
        ("ftp://host", "must look like"),
    ],
)
def test_an_address_that_is_none_or_holds_secrets(address: str, words: str) -> None:
    with pytest.raises(errors.UsageError, match=words) as caught:
        create(ID, endpoint_url=address)
    assert "geheim" not in str(caught.value)


def test_a_base_url_is_not_taken_for_the_address(caplog: pytest.LogCaptureFixture) -> None:
    model = create(ID, base_url="http://127.0.0.1:9/v1")
    assert "does not use --base-url; its option is --endpoint-url" in caplog.text
    assert model.region == "us-east-1"


def test_a_bearer_token_is_sent_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "geheim")
    with pytest.raises(errors.KeyRefused, match=r"only over https: unset it for http://127\.0\.0\.1:9") as caught:
        create(ID, endpoint_url="http://127.0.0.1:9")
    assert "geheim" not in str(caught.value)
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    assert create(ID).name == f"bedrock/{ID}", "a token is enough"


def test_without_boto3_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(errors.MissingExtra, match=re.escape(installing("bedrock"))):
        create(ID)
