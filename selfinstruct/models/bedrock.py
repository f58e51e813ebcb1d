"""Amazon Bedrock by its Converse API: one form for every text model it has."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from selfinstruct.errors import ModelError, Retryable, UsageError
from selfinstruct.files.storage import Access
from selfinstruct.models.bedrock_client import RuntimeClient, open_runtime
from selfinstruct.models.bedrock_converse import LACKING, body, completion
from selfinstruct.models.bedrock_errors import UNREADABLE, bedrock_error, bedrock_refused_parameter, error_from, told
from selfinstruct.models.threads import Threads
from selfinstruct.records import Completion, Request

if TYPE_CHECKING:
    from selfinstruct.models.bedrock_batches import BedrockBatches


LOG = logging.getLogger("selfinstruct")

LEFT_OUT = {
    "stop": "stop sequences: they are left out and answers are cut at them here",
    "blank_stop": "stop sequences of white space: they are left out and answers are cut at them here",
    "top_p": "top_p: it is left out",
    "temperature": "temperature: it is left out",
    "system": "system prompts: their text opens the first message",
}


def create(
    name: str, *, base_url: str | None = None, concurrency: int = 32, region: str | None = None,
    profile: str | None = None, endpoint_url: str | None = None, **_ignored: Any,
) -> "Bedrock":  # fmt: skip
    """Amazon Bedrock (bedrock/MODEL: the id of a model or of an inference profile, or an ARN).

    `name` is what follows `bedrock/`; `concurrency` is how many requests are to be in flight. Raises what `reach`
    raises, UsageError for an empty name.
    """
    if not name:
        raise UsageError("bedrock/: which model? Write bedrock/MODEL")
    if base_url is not None and endpoint_url is None:
        LOG.warning("bedrock/%s is not asked at --base-url: its own option is --endpoint-url", name)
    reached = open_runtime(name, region=region, profile=profile, endpoint_url=endpoint_url, connections=concurrency)
    return Bedrock(name, reached)


class Bedrock:
    """One model in one region.

    Calls run in threads, of which there are as many as requests in flight. `pace` is called with the headers of every
    answer, refusals too. `left_out` has the parameters that the model refuses, each found once and said.
    """

    def __init__(self, name: str, reached: RuntimeClient) -> None:
        self.name = f"bedrock/{name}"
        self.model_id = name
        self.region = reached.region
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self.left_out: set[str] = set()
        self._reached = reached
        self._threads = Threads("bedrock")
        self._said: set[str] = set()

    @property
    def threads(self) -> int:
        """How many threads there are: requests in flight, and those given up that have not ended."""
        return self._threads.count

    async def complete(self, request: Request) -> Completion:
        """Answer by one call, or by one more for each parameter found to be refused.

        Raises the classes of errors.py; `request.timeout` bounds the whole of each call.
        """
        self._say_what_is_lacking(request)
        while True:
            left_out = frozenset(self.left_out)
            try:
                answer = await self._ask(request, left_out)
                break
            except _ParameterRefused as refusal:
                self._leave_out(refusal.parameter)
        return self.read(request, answer)

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, without what the model is known to refuse."""
        self._say_what_is_lacking(request)
        return body(request, frozenset(self.left_out))

    def read(self, request: Request, answer: Mapping[str, Any]) -> Completion:
        """The completion in an answer, however it came; raises Retryable where there is none."""
        try:
            return completion(request, answer)
        except ValueError as error:
            raise Retryable(f"{self.name}: the answer has no message, or was cut off") from error

    def refusal(self, request: Request, status: int, message: str) -> ModelError:
        """What the refusal of a line of a batch job means; it may have been asked before it was known what is refused.

        A parameter that the model refuses is left out from now on, and the request may be asked again.
        """
        if parameter := bedrock_refused_parameter(status, message, request.sampling, True, ()):
            self._leave_out(parameter)
            return Retryable(f"{self.name} refuses {LEFT_OUT[parameter]}")
        return bedrock_error(
            status, "", {}, model=self.name, where=self._reached.where, said=message, secrets=self.secrets
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that no message must hold."""
        return self._reached.secrets

    def batches(self, *, s3: str | None, role: str | None, access: Access) -> "BedrockBatches":
        """The model's batch jobs, whose files stand under `s3`; raises UsageError where that or `role` is missing."""
        from selfinstruct.models.bedrock_batches import BedrockBatches

        return BedrockBatches(self, s3, role, access)

    def client(self, service: str, **config: Any) -> Any:
        """A boto3 client of another service, with these credentials in this region; `config` is botocore's."""
        from botocore.config import Config

        return self._reached.session.client(service, region_name=self.region, config=Config(**config))

    async def aclose(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        self._threads.close()
        self._reached.client.close()

    async def _ask(self, request: Request, left_out: frozenset[str]) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        call = partial(self._reached.converse, self.model_id, body(request, left_out), request.timeout)
        try:
            async with asyncio.timeout(request.timeout):
                answer: dict[str, Any] = await self._threads.run(call)
        except TimeoutError as error:
            raise Retryable(
                f"{self.name}: no answer within {request.timeout:g} s from {self._reached.where}"
            ) from error
        except ClientError as error:
            status, _, headers, message = told(error)
            self._tell(headers)
            system = any(turn.role == "system" for turn in request.messages)
            if parameter := bedrock_refused_parameter(status, message, request.sampling, system, left_out):
                raise _ParameterRefused(parameter) from error
            raise self._error(error) from error
        except (BotoCoreError, ResponseParserError, *UNREADABLE) as error:
            raise self._error(error) from error
        self._tell((answer.get("ResponseMetadata") or {}).get("HTTPHeaders") or {})
        return answer

    def _tell(self, headers: Mapping[str, str]) -> None:
        if self.pace is not None:
            self.pace(headers)

    def _error(self, error: Exception) -> Exception:
        return error_from(error, model=self.name, where=self._reached.where, secrets=self._reached.secrets)

    def _leave_out(self, parameter: str) -> None:
        if parameter not in self.left_out:  # else another request in flight has found it too
            self.left_out.add(parameter)
            LOG.warning("%s refuses %s", self.name, LEFT_OUT[parameter])

    def _say_what_is_lacking(self, request: Request) -> None:
        lacking = {name for name in LACKING if getattr(request.sampling, name) is not None}
        if request.api == "completions":
            lacking.add("completions")
        for name in sorted(lacking - self._said):
            self._said.add(name)
            what = "the prompt is sent as a user's message" if name == "completions" else "it is left out"
            LOG.warning("%s: Converse has no %s: %s", self.name, name, what)


class _ParameterRefused(Exception):
    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter
