"""Opens boto3's clients of Amazon Bedrock, with region, credentials and address checked first.

Credentials and region come from boto3's standard chain, or `profile` and `region`. The address is `endpoint_url`, else
AWS_ENDPOINT_URL_BEDROCK_RUNTIME or AWS_ENDPOINT_URL, else Amazon's.
"""

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selfinstruct._version import __version__
from selfinstruct.errors import KeyRefused, MissingExtra, UsageError
from selfinstruct.extras import installing
from selfinstruct.models.bedrock_converse import FIELDS
from selfinstruct.models.bedrock_errors import FIND_KEYS
from selfinstruct.models.http.errors import printable_line
from selfinstruct.models.http.urls import checked_url

if TYPE_CHECKING:
    from boto3 import Session


SERVICE = "bedrock-runtime"
CONNECT_SECONDS = 10.0
ADDRESSES = ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL")
TOKEN = "AWS_BEARER_TOKEN_BEDROCK"
# One client serves stages of different patience: botocore takes the time-out of a call from its context.
_PATIENCE = threading.local()
SHORTEST_SECRET = 8  # shorter ones are dummies, and parts of ordinary words
AMAZON = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonwebservices.com.cn")


@dataclass(frozen=True, slots=True)
class RuntimeClient:
    """A client of bedrock-runtime; `where` names it for messages, `secrets` must not stand in one."""

    session: "Session"
    client: Any
    region: str
    where: str
    secrets: tuple[str, ...]

    def converse(self, model_id: str, asked: dict[str, Any], timeout: float) -> dict[str, Any]:
        """One call, which blocks, at most `timeout` seconds without hearing anything; raises what botocore raises."""
        if not asked.keys().isdisjoint(FIELDS):
            self._check(model_id, asked)
        _PATIENCE.seconds = timeout
        answer: dict[str, Any] = self.client.converse(modelId=model_id, **asked)
        return answer

    def open_client(self, service: str, **config: Any) -> Any:
        """A boto3 client of another service, with these credentials in this region; `config` is botocore's."""
        from botocore.config import Config

        return self.session.client(service, region_name=self.region, config=Config(**config))

    def _check(self, model_id: str, asked: dict[str, Any]) -> None:
        from botocore.exceptions import ParamValidationError
        from botocore.validate import ParamValidator

        shape = self.client.meta.service_model.operation_model("Converse").input_shape
        report = ParamValidator().validate({"modelId": model_id} | asked, shape)
        if report.has_errors():
            raise ParamValidationError(report=report.generate_report())


def open_runtime(
    model: str, *, region: str | None, profile: str | None, endpoint_url: str | None, connections: int
) -> RuntimeClient:  # fmt: skip
    """Open a client for that model, which is what follows `bedrock/`; nothing is asked yet but for credentials.

    Raises MissingExtra without boto3, KeyRefused without credentials (an address that is not Amazon's needs none) and
    UsageError for an unknown profile or region and for a malformed address.
    """
    try:
        import boto3
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        raise MissingExtra(f"bedrock/… needs boto3: {installing('bedrock')}") from error
    address = None if endpoint_url is None else checked_url(endpoint_url, "endpoint URL", "https://HOST")
    try:
        session = boto3.Session(profile_name=profile)
        found = _region(model, region, session.region_name, address)
        token = os.environ.get(TOKEN, "").strip()
        keys = () if token else _keys(session, model)
        signed = bool(token or keys)
        client = session.client(
            SERVICE, region_name=found, endpoint_url=address, config=_config(connections, signed=signed)
        )
        client.meta.events.register(f"before-call.{SERVICE}.Converse", _be_patient)
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"bedrock/{model}: {printable_line(str(error))}") from error
    asked = str(client.meta.endpoint_url)
    amazon = (urlsplit(asked).hostname or "").endswith(AMAZON)
    if amazon and not signed:
        raise KeyRefused(f"bedrock/{model} needs AWS credentials, and there are none: {FIND_KEYS}")
    if token and asked.startswith("http:"):
        raise KeyRefused(f"{TOKEN} is sent only over https: unset it for {asked}")
    where = f"Amazon Bedrock in {found}" if amazon else asked
    return RuntimeClient(
        session, client, found, where, tuple(secret for secret in (token, *keys) if len(secret) >= SHORTEST_SECRET)
    )


def _config(connections: int, *, signed: bool) -> Any:
    """What the client is opened with; two of its settings save a fifth of a call's processor time."""
    from botocore import UNSIGNED
    from botocore import __version__ as botocore_version
    from botocore.config import Config

    return Config(
        max_pool_connections=connections,
        connect_timeout=CONNECT_SECONDS,
        retries={"total_max_attempts": 1, "mode": "standard"},  # ours own them
        # Its own name for itself is put together anew twice a call.
        user_agent=f"selfinstruct/{__version__} Botocore/{botocore_version}",
        parameter_validation=False,  # done where a recipe's own fields are sent: nothing else could fail it
        **{} if signed else {"signature_version": UNSIGNED},
    )


def _be_patient(context: dict[str, Any], **_event: Any) -> None:
    context["read_timeout"] = _PATIENCE.seconds


def _keys(session: "Session", model: str) -> tuple[str, ...]:
    """The secret and the session token that the chain finds; raises KeyRefused for an expired sign-in and the like."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        credentials = session.get_credentials()
        frozen = credentials.get_frozen_credentials() if credentials is not None else None
        return (frozen.secret_key, frozen.token or "") if frozen is not None and frozen.access_key else ()
    except (BotoCoreError, ClientError) as error:
        raise KeyRefused(f"bedrock/{model}: {printable_line(str(error))}: {FIND_KEYS}") from error


def _region(model: str, given: str | None, configured: str | None, address: str | None) -> str:
    """The region given, else the ARN's, else the one configured; any will do for an address that is not Amazon's."""
    parts = model.split(":")
    own = parts[3] if parts[0] == "arn" and len(parts) > 3 else ""
    if given and own and given != own:
        raise UsageError(f"bedrock/{model}: is in {own}, not in {given}: remove --region")
    found = given or own or configured or os.environ.get("AWS_REGION", "").strip()
    if not found and (address or any(os.environ.get(name) for name in ADDRESSES)):
        found = "us-east-1"
    if not found:
        raise UsageError(f"bedrock/{model}: has no region; give --region, or set AWS_REGION")
    return found
