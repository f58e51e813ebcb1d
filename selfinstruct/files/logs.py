"""Production logs: what people asked a model and what it answered, out of the files that services keep of it.

Two kinds of rows are known: Amazon Bedrock's model invocation logs (Converse, and InvokeModel with bodies of messages;
as S3 has them, or as CloudWatch wraps them), and OpenAI's stored completions (a chat completion with its messages, or
request and response beside each other). Messages of a problem never quote what a row says: it may be personal.
"""

import gzip
import json
import logging
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from selfinstruct.errors import MissingExtra, SeedError, StorageError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.parts.naming import holds_rows
from selfinstruct.files.storage import Access
from selfinstruct.files.unfold.chats import read_content, read_turns
from selfinstruct.records import Message

LOG = logging.getLogger("selfinstruct")
_TOLD = 20
_ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
_ENDED = ("finish_reason", "finishReason", "stop_reason", "stopReason", "completionReason")
_NO_ANSWER = Message("assistant", "")
# Where Bedrock keeps bodies that are too long for a row.
_APART = re.compile(r"[/\\]data[/\\][^/\\]+_(input|output)\.json(\.gz)?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and its answer in a log: a prompt that ends with a user turn, and its completion, "" for none.

    `problem` says why the completion, though there was one, cannot be read. `reasoning` is what was thought before it,
    `finish_reason` the service's word for how it ended, None where the log does not say.
    """

    messages: tuple[Message, ...]
    completion: str = ""
    problem: str = ""
    reasoning: str = ""
    finish_reason: str | None = None


# Reads the body that stands under an s3:// path; raises ValueError where that cannot be.
Fetch = Callable[[str], Any]


def files(path: str | Path, access: Access = storage.DEFAULT) -> list[str]:
    """The files that a path means: itself, or all JSON files below a folder or an s3:// prefix, by name.

    A folder of parts of another type is itself.

    Services write logs as many small files under names that begin with the day.
    """
    at = storage.address(path)
    if at is None and not Path(path).is_dir():
        return [str(path)]
    if at is None:
        found = [str(item) for item in sorted(Path(path).rglob("*")) if item.is_file()]
    elif at.key.endswith(_ENDINGS):
        return [str(at)]
    else:
        prefix = at.key.rstrip("/")
        found = storage.object_names(str(storage.Address(at.bucket, f"{prefix}/" if prefix else "")), access)
        if not found:
            return [str(at)]
    logs = [name for name in found if name.endswith(_ENDINGS) and not _APART.search(name)]
    if not logs and any(map(holds_rows, found)):
        return [str(path)]  # no service's log, but parts that a table was written in
    if not logs:
        raise SeedError([f"{storage.name(path)}: contains no JSON file ({', '.join(_ENDINGS[:3])}, .gz)"])
    return logs


def warn_of_unread(unread: Sequence[str]) -> None:
    """Say what of a log cannot be read, and why: a line each, up to a screenful."""
    for line in unread[:_TOLD]:
        LOG.warning("%s", line)
    if len(unread) > _TOLD:
        LOG.warning("… and %d more rows of the log cannot be read", len(unread) - _TOLD)


def fetching(log: str | Path, place: str, access: Access = storage.DEFAULT) -> Fetch:
    """Reads bodies too long for a row of this log, which Bedrock keeps in objects of their own, for the row at `place`.

    They are taken from S3, or from the folder `data` beside a log that was copied with it. The function raises
    ValueError for one that is not there or no JSON, and StorageError where S3 does not let it be read.
    """

    def fetch(reference: str) -> Any:
        at = storage.address(reference) if reference.startswith("s3:") else None
        if at is None:
            raise ValueError("is not in S3")
        copy = Path(log).parent / "data" / PurePosixPath(at.key).name
        here = storage.address(log) is None and copy.is_file()
        try:
            data = storage.read_bytes(copy if here else str(at), access)
            return json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
        except StorageError as error:
            raise StorageError(f"{place}: a body is stored in another object: {error}") from error
        except UsageError as error:
            if isinstance(error, MissingExtra):
                raise
            raise ValueError(str(error)) from None
        except (OSError, EOFError, zlib.error, ValueError, RecursionError):
            raise ValueError(f"{at}: is no JSON") from None

    return fetch


def is_log(row: Any) -> bool:
    """Whether a row is one of a log that `read_log` knows."""
    if not isinstance(row, dict):
        return False
    if _wrapped(row) is not None or row.get("schemaType") == "ModelInvocationLog":
        return True
    choices = row.get("choices")  # those of a quiz are texts
    answers = isinstance(choices, list) and all(isinstance(choice, dict) for choice in choices)
    return (
        row.get("object") == "chat.completion"
        or answers
        or (isinstance(row.get("request"), dict) and isinstance(row.get("response"), dict))
    )


def read_log(row: Mapping[str, Any], fetch: Fetch | None = None) -> Entry:
    """The prompt and the completion of a row of a log; ValueError says why it has none that can be read as text.

    `fetch` reads bodies that stand elsewhere.
    """
    inner = _wrapped(row)
    row = row if inner is None else inner
    problem = ""
    if row.get("schemaType") == "ModelInvocationLog":
        request = _logged(row, "input", fetch)
        if request is None:
            raise ValueError("the prompt is missing (input.inputBodyJson)")
        try:
            response = _logged(row, "output", fetch)
        except _Elsewhere as error:
            response, problem = None, str(error)
    else:
        request, response = _body(row.get("request", row)), _body(row.get("response", row))
    messages = _prompt(request)
    answer, finish_reason = _completion(response)
    if messages[-1].role not in ("user", "tool"):
        raise ValueError("the prompt does not end with a user turn")
    return Entry(messages, answer.content, problem, answer.reasoning, finish_reason)


def _wrapped(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The row of an invocation log inside an event of CloudWatch Logs."""
    text = row.get("@message", row.get("message"))
    if isinstance(text, str) and '"ModelInvocationLog"' in text:
        try:
            text = json.loads(text)
        except (ValueError, RecursionError):
            return None
    return text if isinstance(text, dict) and text.get("schemaType") == "ModelInvocationLog" else None


class _Elsewhere(ValueError):
    """A body stands in an object of its own, which cannot be read."""


def _logged(row: Mapping[str, Any], side: str, fetch: Fetch | None) -> Any:
    """The body of an invocation's input or output, None where there is none."""
    given = row.get(side)
    if not isinstance(given, dict):
        return None
    body, reference = _json(given.get(f"{side}BodyJson")), given.get(f"{side}BodyS3Path")
    if body is not None or not isinstance(reference, str):
        return body
    what = "prompt" if side == "input" else "answer"
    if fetch is None:
        raise _Elsewhere(f"the {what} stands in an object of its own ({side}BodyS3Path)")
    try:
        return fetch(reference)
    except ValueError as error:
        raise _Elsewhere(f"the {what} stands in an object of its own, and that cannot be read: {error}") from None


def _json(value: Any) -> Any:
    """A body, which some log as a text of JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise ValueError("a body is not JSON") from None


def _body(value: Any) -> Any:
    value = _json(value)
    return value["body"] if isinstance(value, dict) and isinstance(value.get("body"), dict | str) else value


def _prompt(body: Any) -> tuple[Message, ...]:
    body = _json(body)
    if not isinstance(body, dict):
        raise ValueError("the prompt is not an object")
    named = (body.get(name) for name in ("messages", "input", "input_messages"))
    turns = next((value for value in named if isinstance(value, list)), None)
    if turns is None and isinstance(body.get("input"), str):
        turns = [{"role": "user", "content": body["input"]}]
    if turns is None:
        raise ValueError("has no messages: only prompts made of messages are read")
    messages = []
    if system := read_content(body.get("system") or body.get("instructions") or "", "system").strip():
        messages.append(Message("system", system))
    messages += [turn for turn in read_turns(turns, "messages") if turn.content.strip() or turn.tool_calls]
    if not messages:
        raise ValueError("the prompt is empty")
    if any("\ud800" <= letter <= "\udfff" for turn in messages for text in turn.texts() for letter in text):
        raise ValueError("messages: has half of a surrogate pair")
    return tuple(messages)


def _completion(body: Any) -> tuple[Message, str | None]:
    """An answer and how it ended; its content is "" where there is none, or where it calls a tool."""
    if isinstance(body, list):
        return Message("assistant", "".join(_pieces(body))), _ended(body)
    if not isinstance(body, dict):
        return _NO_ANSWER, None
    output, choices, results = body.get("output"), body.get("choices"), body.get("results")
    message: Any = body.get("message")
    if isinstance(output, dict):
        message = output.get("message")
    elif isinstance(choices, list) and choices and isinstance(choices[0], dict):
        message = choices[0].get("message")
    elif isinstance(body.get("content"), list):
        message = body
    elif isinstance(results, list) and results and isinstance(results[0], dict):
        message = {"content": results[0].get("outputText")}
    if not isinstance(message, dict) or message.get("tool_calls") or message.get("refusal"):
        return _NO_ANSWER, None
    try:
        found = read_turns([{**message, "role": "assistant"}], "the answer")
    except ValueError:
        return _NO_ANSWER, None
    return (found[-1] if found and not found[-1].tool_calls else _NO_ANSWER), _ended([body])


def _ended(events: Sequence[Any]) -> str | None:
    """The service's word for how an answer ended, that of the last event that has one."""
    found = None
    for event in events:
        if not isinstance(event, dict):
            continue
        lists = [event[name] for name in ("choices", "results") if isinstance(event.get(name), list)]
        holders = [event, event.get("delta"), event.get("messageStop"), *(items[0] for items in lists if items)]
        for holder in holders:
            for name in _ENDED if isinstance(holder, dict) else ():
                if isinstance(holder.get(name), str):
                    found = holder[name]
    return found


def _pieces(events: Sequence[Any]) -> Iterator[str]:
    """The text of an answer that was streamed: events of Anthropic, Converse or chat completions."""
    for event in events:
        if not isinstance(event, dict):
            continue
        choices = event.get("choices")
        holder = event.get("contentBlockDelta", event)
        if isinstance(choices, list) and choices and isinstance(choices[0], dict):
            holder = choices[0]
        delta = holder.get("delta") if isinstance(holder, dict) else None
        if isinstance(delta, dict):
            text = delta.get("text", delta.get("content"))
            if isinstance(text, str):
                yield text
