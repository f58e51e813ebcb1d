"""Amazon Bedrock by its Converse API: one form for every text model it has."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from selfinstruct.errors import ModelError, TimedOut, UsageError
from selfinstruct.files.storage import Access
from selfinstruct.models.bedrock_batches import BedrockBatches
from selfinstruct.models.bedrock_client import RuntimeClient, open_runtime
from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.bedrock_errors import UNREADABLE, error_from, error_parts
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.models.threads import Threads
from selfinstruct.records import Completion, Request

LOG = logging.getLogger("selfinstruct")


def create(
    name: str, *, base_url: str | None = None, concurrency: int = 32, region: str | None = None,
    profile: str | None = None, endpoint_url: str | None = None, **_ignored: Any,
) -> "Bedrock":  # fmt: skip
    """Amazon Bedrock (bedrock/MODEL: the id of a model or of an inference profile, or an ARN).

    `name` is what follows `bedrock/`; `concurrency` is how many requests are to be in flight. Raises what
    `open_runtime` raises, UsageError for an empty name.
    """
    if not name:
        raise UsageError("bedrock/: names no model; write bedrock/MODEL")
    if base_url is not None and endpoint_url is None:
        LOG.warning("bedrock/%s does not use --base-url; its option is --endpoint-url", name)
    runtime = open_runtime(name, region=region, profile=profile, endpoint_url=endpoint_url, connections=concurrency)
    return Bedrock(name, runtime)


class Bedrock:
    """One model in one region.

    Calls run in threads, of which there are as many as requests in flight. `pace` is called with the headers of every
    answer, refusals too. `wire` says in one warning each which parameters the model refuses.
    """

    def __init__(self, name: str, runtime: RuntimeClient) -> None:
        self.wire = ConverseWire(name, runtime.where, runtime.secrets)
        self.name = self.wire.name
        self.region = runtime.region
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self._runtime = runtime
        self._threads = Threads("bedrock")

    @property
    def threads(self) -> int:
        """How many threads there are: requests in flight, and those given up that have not ended."""
        return self._threads.count

    async def complete(self, request: Request) -> Completion:
        """Answer by one call, or by one more for each parameter found to be refused.

        Raises the classes of errors.py; `request.timeout` bounds the whole of each call.
        """
        while True:
            try:
                answer = await self._ask(request)
            except ParameterRefused:
                continue
            return self.wire.read(request, answer)

    def batches(self, *, s3: str | None, role: str | None, access: Access) -> BedrockBatches:
        """The model's batch jobs, whose files stand under `s3`; raises UsageError where that or `role` is missing."""
        return BedrockBatches(self.wire, self._runtime, s3, role, access)

    async def aclose(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        self._threads.close()
        self._runtime.client.close()

    async def _ask(self, request: Request) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        left_out = self.wire.refused.names
        body = self.wire.body(request)
        call = partial(self._runtime.converse, self.wire.model_id, body, request.timeout)
        try:
            async with asyncio.timeout(request.timeout):
                answer: dict[str, Any] = await self._threads.run(call)
        except TimeoutError as error:
            raise TimedOut(f"{self.name}: no answer within {request.timeout:g} s from {self._runtime.where}") from error
        except ClientError as error:
            status, _, headers, message = error_parts(error)
            self._tell(headers)
            refused = self.wire.refused_parameter(request, status, message, left_out, body)
            raise refused or self._error(error) from error
        except (BotoCoreError, ResponseParserError, *UNREADABLE) as error:
            raise self._error(error) from error
        self._tell((answer.get("ResponseMetadata") or {}).get("HTTPHeaders") or {})
        return answer

    def _tell(self, headers: Mapping[str, str]) -> None:
        if self.pace is not None:
            self.pace(headers)

    def _error(self, error: Exception) -> ModelError:
        return error_from(error, model=self.name, where=self._runtime.where, secrets=self._runtime.secrets)
