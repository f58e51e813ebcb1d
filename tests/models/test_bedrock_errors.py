"""What each refusal of Bedrock becomes, and which parameter it is about."""

from dataclasses import replace

import pytest
from aiohttp import web

from selfinstruct import errors
from selfinstruct.models import bedrock_converse as converse
from selfinstruct.records import Completion
from tests.support.bedrock import ASKED, EVERY, ID, Canned, answer, ask, invalid, refusal, said

pytestmark = pytest.mark.usefixtures("aws", "canned_service")


USER = "User: arn:aws:iam::1:user/u is not authorized to perform: bedrock:InvokeModel on resource: arn"
PASSED = USER.replace("bedrock:InvokeModel", "iam:PassRole")
ON_DEMAND = "Invocation of model ID m with on-demand throughput isn't supported. Retry with an inference profile"
TOO_MUCH = "Too many tokens per day, please wait before trying again."


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (refusal("AccessDeniedException", USER, 403), errors.KeyRefused, "allow bedrock:InvokeModel on it.*IAM"),
        (
            refusal("AccessDeniedException", PASSED, 403),
            errors.KeyRefused,
            "allow iam:PassRole in the caller's IAM policy",
        ),
        (refusal("AccessDeniedException", "no access to the model", 403), errors.KeyRefused, "access to the model"),
        (refusal("ExpiredTokenException", "expired", 403), errors.KeyRefused, "have expired: renew them.*resume"),
        (refusal("UnrecognizedClientException", "invalid token", 403), errors.KeyRefused, "check the access key"),
        (refusal("InvalidSignatureException", "not as calculated", 403), errors.KeyRefused, "machine's clock"),
        (said({"Message": "nope"}, 403), errors.KeyRefused, "nope"),
        (refusal("ResourceNotFoundException", "no such model", 404), errors.UnknownModel, f"bedrock/{ID}.*--region"),
        (invalid("The provided model identifier is invalid."), errors.UnknownModel, "check the id and the region"),
        (invalid(ON_DEMAND), errors.UnknownModel, "inference profile"),
        (refusal("ThrottlingException", TOO_MUCH, 429), errors.QuotaExhausted, "daily quota is used up: resume tomor"),
        (refusal("ServiceQuotaExceededException", "q", 400), errors.QuotaExhausted, "Service Quotas"),
        (refusal("ThrottlingException", "Too many requests", 429), errors.RateLimited, "Too many requests"),
        (refusal("ModelNotReadyException", "not ready", 429), errors.Retryable, "429 ModelNotReadyException"),
        (refusal("ModelTimeoutException", "x", 408), errors.Retryable, "408 ModelTimeoutException"),
        (refusal("ModelErrorException", "x", 424), errors.Retryable, "424 ModelErrorException"),
        (refusal("InternalServerException", "x", 500), errors.Retryable, "500 InternalServerException"),
        (refusal("ServiceUnavailableException", "x", 503), errors.Retryable, "503"),
        (web.Response(status=502, text="<html>\x1b[2J boom"), errors.Retryable, "502"),
        (invalid("Input is too long for requested model."), errors.RequestFailed, "too long"),
        (invalid("Output blocked by content filtering policy"), errors.RequestFailed, "ValidationException"),
        (web.Response(body=b'{"output": {"mess'), errors.Retryable, "no message, or was cut off"),
        (web.Response(body=b""), errors.Retryable, "no message"),
        (said({"output": {}}), errors.Retryable, "cannot be read"),
        (said([]), errors.Retryable, "cannot be read"),
        (said({"output": 3}), errors.Retryable, "cannot be read"),
        (answer("x", usage={"inputTokens": "many"}), errors.Retryable, "cannot be read"),
    ],
)
def test_refusals_become_errors_that_say_what_to_do(
    given: web.Response, error: type[errors.ModelError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        ask(Canned([given]), ASKED)
    assert type(caught.value) is error
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ("The model returned the following errors: `temperature` and `top_p` cannot both be specified", "top_p"),
        ("Malformed input request: #: extraneous key [topP] is not permitted", "top_p"),
        ("`temperature` is deprecated for this model.", "temperature"),
        ("This model doesn't support the stopSequences field. Remove stopSequences and try again.", "stop"),
        ("stop_sequences: each stop sequence must contain non-whitespace", "blank_stop"),
        ("Value at 'inferenceConfig.stopSequences' must have length less than or equal to 1", "stop"),
        ("This model doesn't support the system field. Remove system and try again.", "system"),
        ("Value '5.0' at 'inferenceConfig.temperature' must be less than or equal to 1", None),
        ("The maximum tokens you requested exceeds the model limit of 4096.", None),
        ("This model doesn't support the maxTokens field.", None),
        ("This is not supported", None),
    ],
)
def test_which_parameter_a_message_refuses(
    message: str, left_out: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    canned = Canned([invalid(message), answer("one\n\ntwo")])
    asked = replace(ASKED, sampling=EVERY)
    if left_out is None:
        with pytest.raises(errors.RequestFailed):
            ask(canned, asked)
        return
    assert ask(canned, asked, asked) == [Completion("one", "stop")] * 2, "its stop sequences are applied here"
    assert canned.bodies[1:] == [converse.body(asked, {left_out})] * 2
    assert len(caplog.records) == 1
    assert f"bedrock/{ID} refuses" in caplog.records[0].getMessage()
