"""Maps refusals of Amazon Bedrock, and trouble with credentials, to our errors.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from selfinstruct.errors import (
    KeyRefused,
    ModelError,
    NotReachable,
    QuotaExhausted,
    RateLimited,
    RequestFailed,
    Retryable,
    TimedOut,
    UnknownModel,
)
from selfinstruct.models.http.errors import printable_line, retry_after
from selfinstruct.models.refused_parameters import OUT_OF_RANGE, REFUSED, refuses_system
from selfinstruct.records import Sampling

# What botocore's parser also raises for JSON that is not of the service's form.
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError)

EXPIRED = {"ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"}
NOT_ACCEPTED = {
    "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
    "IncompleteSignatureException", "InvalidAccessKeyId", "NotAuthorized", "RequestExpired",
}  # fmt: skip
THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"}
# Names of botocore's exceptions about credentials; what else it calls so is a subclass of one of them.
CREDENTIALS = (
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError",
    "SSOError", "LoginError", "RefreshWithMFAUnsupportedError", "NoAuthTokenError", "UnknownCredentialError",
)  # fmt: skip
# Calls that botocore makes by itself to get or renew credentials.
RENEWING = {"AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetRoleCredentials", "CreateToken"}
FIND_KEYS = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --profile or AWS_PROFILE, "
    "sign in (aws sso login), or set AWS_BEARER_TOKEN_BEDROCK"
)
_NOT_ALLOWED = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")
_DAILY = re.compile(r"per day|daily", re.IGNORECASE)
_NO_MODEL = re.compile(
    r"model identifier|on-demand throughput|inference profile|could not resolve the foundation model|"
    r"provided arn|not (available|supported) in (this|the|your)[\w ]* region|end of (its )?life",
    re.IGNORECASE,
)
_NAMED = {
    "top_p": re.compile(r"\btop[_ ]?p\b"),
    "temperature": re.compile(r"\btemperature\b"),
    "system": re.compile(r"\bsystem (field|message|prompt|role|instruction|content|turn)|\bsystem\]"),
}
_STOP = re.compile(r"stop[_ ]?sequence|\bstop\b")
_BLANK = re.compile(r"white[ -]?space|blank|empty")
_CANONICAL = re.compile(r"\s*The Canonical String.*", re.DOTALL)  # it repeats headers, the session token among them


def bedrock_refused_parameter(
    status: int, message: str, sampling: Sampling, system: bool, left_out: Collection[str]
) -> str | None:
    """What of a request a model as such refuses, in the words of `bedrock_converse.body`; None for nothing.

    A value out of range is the caller's to mend, so it does not count; stop sequences always do, since they can be
    applied to the text. Of temperature and top_p together top_p is left out. The token limit never is.
    """
    if status != 400:
        return None
    said = message.lower()
    if sampling.stop and "stop" not in left_out and _STOP.search(said):
        blank = any(not text.strip() for text in sampling.stop) and "blank_stop" not in left_out
        return "blank_stop" if blank and _BLANK.search(said) else "stop"
    if system and "system" not in left_out and refuses_system(status, said):
        return "system"
    if OUT_OF_RANGE.search(said) or not REFUSED.search(said):
        return None
    sent = {
        "top_p": sampling.top_p is not None,
        "temperature": sampling.temperature is not None,
        "system": system,
    }
    found = (name for name, pattern in _NAMED.items() if sent[name] and name not in left_out and pattern.search(said))
    return next(found, None)


def bedrock_error(
    status: int, code: str, headers: Mapping[str, str], *, model: str, where: str, said: str,
    action: str = "bedrock:InvokeModel", secrets: Collection[str] = (),
) -> ModelError:  # fmt: skip
    """The error for a refusal of status and code; `where` was asked, `said` is its message, `action` IAM's name."""
    said = _safe(_CANONICAL.sub("", said), secrets)
    if code in EXPIRED:
        return KeyRefused(
            f"{where}: the credentials have expired: renew them (aws sso login, or new session keys) and resume: {said}"
        )
    if code in NOT_ACCEPTED or status == 401:
        return KeyRefused(
            f"{where} does not accept the credentials: check the access key, the secret and this machine's clock "
            f"(aws sts get-caller-identity): {said}"
        )
    if status == 404 or (status == 400 and _NO_MODEL.search(said)):
        return UnknownModel(
            f"{where} does not know {model}: check the id and the region (--region); many models need the id "
            f"or ARN of an inference profile, such as us.PROVIDER.MODEL: {said}"
        )
    if status == 403 or code == "AccessDeniedException":
        missing = _NOT_ALLOWED.search(said)
        wanted = missing[1] if missing and missing[1] != action else f"{action} on it"
        return KeyRefused(
            f"{where} denies access to {model}: allow {wanted} in the caller's IAM policy, "
            f"and check that the account has access to the model: {said}"
        )
    if code in THROTTLED or (status == 429 and code != "ModelNotReadyException"):
        if _DAILY.search(said):
            return QuotaExhausted(
                f"{model}: the daily quota is used up: resume tomorrow, or have it raised (Service Quotas): {said}"
            )
        return RateLimited(f"{model} asks for a slower pace: {said}", retry_after(headers))
    if code == "ServiceQuotaExceededException" or status == 402:
        return QuotaExhausted(f"{model}: a quota of the account is used up (Service Quotas): {said}")
    if status in (408, 409, 424, 425, 429) or status >= 500:
        return Retryable(f"{model} answered {status} {code}: {said}", retry_after(headers))
    return RequestFailed(f"{model} refuses the request ({status} {code}): {said}")


def error_from(
    error: Exception, *, model: str, where: str, action: str = "bedrock:InvokeModel", secrets: Collection[str] = ()
) -> ModelError:
    """The error for what botocore raised: a refusal, no answer, no credentials, an answer that cannot be read.

    `secrets` are texts that it must not hold.
    """
    import botocore.exceptions as botocore

    said = _safe(str(error), secrets)
    if isinstance(error, botocore.ClientError):
        status, code, headers, message = error_parts(error)
        if error.operation_name in RENEWING and status < 500 and code not in THROTTLED:
            return KeyRefused(f"{model}: no credentials: {said}: {FIND_KEYS}")
        return bedrock_error(
            status, code, headers, model=model, where=where, said=message, action=action, secrets=secrets
        )
    if isinstance(error, tuple(kind for name in CREDENTIALS if (kind := getattr(botocore, name, None)))):
        return KeyRefused(f"{model}: no credentials: {said}: {FIND_KEYS}")
    unreached = (botocore.EndpointConnectionError, botocore.ConnectTimeoutError, botocore.ProxyConnectionError)
    if isinstance(error, unreached):
        hint = "" if "://" in where else "is it offered there (--region)? "
        return NotReachable(f"nothing answers for {where}: {hint}{said}")
    if isinstance(error, botocore.SSLError):
        return NotReachable(f"{where} presents a certificate that is not trusted (AWS_CA_BUNDLE): {said}")
    if isinstance(error, botocore.ReadTimeoutError):
        return TimedOut(f"{model}: no answer in time from {where}")
    if isinstance(error, botocore.HTTPClientError):
        return Retryable(f"{model}: the connection broke: {said}")
    if isinstance(error, botocore.BotoCoreError):
        return RequestFailed(f"{model}: the request cannot be sent: {said}")
    return Retryable(f"{model}: the answer cannot be read: {said}")


def _safe(text: str, secrets: Collection[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[key]")
    return printable_line(text)


def error_parts(error: Any) -> tuple[int, str, Mapping[str, str], str]:
    """Status, code, headers (names in lower case) and message of botocore's ClientError."""
    response = error.response
    metadata, body = response.get("ResponseMetadata") or {}, response.get("Error") or {}
    status, code = int(metadata.get("HTTPStatusCode") or 0), str(body.get("Code") or "")
    return status, code, metadata.get("HTTPHeaders") or {}, str(body.get("Message") or "")
