"""What Amazon S3 refuses, and where it does not answer, as our errors: one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selfinstruct.errors import MissingExtra, SelfInstructError, StorageError, UsageError
from selfinstruct.extras import installing

_FIND_KEYS = "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with aws sso login"


@contextmanager
def explained(bucket: str, key: str, action: str) -> Iterator[None]:
    """Maps what boto3 raises to our errors, in one line that says what to do; MissingExtra without boto3."""
    try:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise MissingExtra(f"s3://… needs boto3: {installing('bedrock')}") from error
    at = f"s3://{bucket}/{key}"
    try:
        yield
    except ClientError as error:
        raise _refused(error, bucket, key, action) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _unreached(error, at) from error


def _refused(error: Any, bucket: str, key: str, action: str) -> SelfInstructError:
    """The error for a refusal of S3."""
    at = f"s3://{bucket}/{key}"
    found = error.response.get("Error", {})
    code, said = str(found.get("Code", "")), one_line(found.get("Message", ""))
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    resource = f"arn:aws:s3:::{bucket}" + ("" if action == "s3:ListBucket" else f"/{key}")
    if code == "NoSuchBucket":
        return UsageError(f"{at}: there is no bucket {bucket!r}")
    if code in ("NoSuchKey", "404", "NotFound"):
        return UsageError(f"{at}: there is no such object")
    if code in ("InvalidBucketName", "KeyTooLongError"):
        return UsageError(f"{at}: {said}")
    if code.startswith("KMS"):
        return StorageError(f"{at}: the KMS key cannot be used: {said}")
    if code in ("AccessDenied", "403", "Forbidden", "AllAccessDisabled"):
        return StorageError(
            f"{at}: access is denied: it needs the action {action} on {resource}"
            + (" and kms:GenerateDataKey, kms:Decrypt on a KMS key" if action == "s3:PutObject" else "")
        )
    if code in ("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"):
        return StorageError(f"{at}: the AWS credentials have expired: {_FIND_KEYS}")
    if code == "RequestTimeTooSkewed":
        return StorageError(
            f"{at}: S3 refused the request: the clock of this machine is wrong: set it, and start again"
        )
    if code in ("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "InvalidClientTokenId"):
        return StorageError(f"{at}: the AWS credentials were refused ({code}): {_FIND_KEYS}")
    if code in ("PermanentRedirect", "301", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"):
        region = headers.get("x-amz-bucket-region") or found.get("Region") or "another region"
        return StorageError(f"{at}: the bucket is in {region}: set AWS_REGION")
    return StorageError(f"{at}: S3 refused the request ({code or 'no code'}): {said}")


def _unreached(error: Exception, at: str) -> SelfInstructError:
    """The error for a request without an answer, or one that was never sent."""
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        return StorageError(f"{at}: there are no AWS credentials: {_FIND_KEYS}")
    if kind in ("SSOTokenLoadError", "UnauthorizedSSOTokenError", "TokenRetrievalError", "LoginRefreshRequired"):
        return StorageError(f"{at}: the AWS sign-in is no longer valid: {_FIND_KEYS}")
    if kind == "ParamValidationError":
        return UsageError(f"{at}: {one_line(error)}")
    return StorageError(f"{at}: S3 cannot be reached: {one_line(error)}")


def one_line(text: object) -> str:
    """A text of a service without its line ends, not all too long."""
    return " ".join(str(text).split())[:300]
