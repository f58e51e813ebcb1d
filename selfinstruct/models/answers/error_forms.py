"""Reads the errors of any service: whatever form they have, what is said in them is found by the same tables."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.models.answers.error_words import Kind, kind_of, status_of
from selfinstruct.models.http.errors import retry_after as stated_wait

LONGEST_PAUSE = 3600.0  # seconds: a quota of the day that is free again sooner is a pace
_DAILY_QUOTA = re.compile(r"per[ _-]?day|daily", re.IGNORECASE)
_TRY_AGAIN = re.compile(
    r"(?:try|retry)(?: again)? (?:in|after) (?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?) ?(ms|s))?\b"
)

_MESSAGES = (
    "message",
    "msg",
    "error_message",
    "errorMessage",
    "error_msg",
    "status_msg",
    "Message",
    "description",
    "title",
)
_MESSAGES_WITHIN = (
    "error",
    "errors",
    "detail",
    "details",
    "message",
    "body",
    "innererror",
    "cause",
    "fault",
    "base_resp",
    "raw",
)
_CODE_NAMES = (
    "code",
    "type",
    "status",
    "reason",
    "error_code",
    "error_type",
    "errorCode",
    "status_code",
    "__type",
    "name",
)
_PARAM_NAMES = ("param", "parameter", "field", "loc")
_WITHIN = (*_MESSAGES_WITHIN, "metadata", "fieldViolations", "violations", "response")
_WAITS = ("retryDelay", "retry_after", "retryAfter", "retry_after_seconds")
_DEEPEST, _MOST = 8, 60


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """What an error says: `status` is the one that counts, 0 where there is none; `code` and `params` as given.

    `kind` is what its words mean, "" for nothing known. `wait` is in seconds, `daily` a quota of the day.
    """

    status: int
    message: str = ""
    code: str = ""
    params: tuple[str, ...] = ()
    kind: Kind = ""
    wait: float | None = None
    daily: bool = False


def read_error(status: int, headers: Mapping[str, str], content: bytes) -> ErrorForm:
    """The error in an answer of any status, JSON or not; in one below 300 what it says decides what it means."""
    text = content.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict | list):
        return form_of(value, status, headers)
    message = page_title(text) if is_page(text) else value if isinstance(value, str) else text[:400]
    wait = stated_wait(headers)
    kind = kind_of((), status, message)
    return ErrorForm(status, message or text[:400], kind=kind, wait=wait, daily=_is_daily(message, wait))


def form_of(value: Any, status: int, headers: Mapping[str, str]) -> ErrorForm:
    """The error in what was JSON."""
    objects = list(_objects(value))
    codes = [str(found) for item in objects for name in _CODE_NAMES if _is_word(found := item.get(name))]
    message = _message(value)
    raw = next((told for item in objects if (told := _raw(item.get("metadata"))) and told != message), "")
    if raw and message.lower().rstrip(".") in ("", "provider returned error"):
        message = raw
    flagged = any(isinstance(item.get("flagged_input"), str) or item.get("reasons") for item in objects)
    counts = next((number for code in codes if (number := _status(code))), 0) if status < 300 else status
    kind: Kind = "content" if flagged else kind_of(codes, counts, message)
    if kind in ("rate", "busy") and counts >= 300 and counts not in (400, 422):
        kind = ""  # the status says it already
    waits = (seconds for item in objects for name in _WAITS if (seconds := _seconds(item.get(name))) is not None)
    wait = stated_wait(headers)
    wait = next(waits, None) if wait is None else wait
    wait = _hinted(message) if wait is None else wait
    named_quota = "PerDay" in str(value)[:8000]  # such a one comes with a short wait all the same
    return ErrorForm(
        status=counts or status_of(kind),
        message=message,
        code=codes[0] if codes else "",
        params=tuple(dict.fromkeys(_params(objects))),
        kind=kind,
        wait=wait,
        daily=named_quota or _is_daily(message, wait),
    )


def _is_daily(message: str, wait: float | None) -> bool:
    """Whether what is used up comes back so late that no session waits for it."""
    return bool(_DAILY_QUOTA.search(message)) if wait is None else wait > LONGEST_PAUSE


def holds_error(value: Any) -> bool:
    """Whether an answer of JSON without a completion tells of an error."""
    if isinstance(value, list):
        return any(holds_error(item) for item in value[:3])
    return isinstance(value, Mapping) and (
        any(value.get(name) for name in ("error", "errors", "detail", "error_code", "error_msg", "base_resp"))
        or any(isinstance(value.get(name), str) and value[name] for name in ("message", "msg"))
    )


def is_page(text: str) -> bool:
    """Whether a text is a web page, which no API has to say."""
    return bool(
        re.match(
            r"\s{0,80}(?:<!doctype html|<html|<\?xml[^>]{0,200}>\s{0,80}<(?:!doctype )?html|<head)",
            text[:400],
            re.IGNORECASE,
        )
    )


def page_title(text: str) -> str:
    """The title of a web page, or its first heading; "" where it has neither."""
    found = re.search(r"<(title|h1)\b[^>]{0,200}>([^<]{1,400})<", text[:20_000], re.IGNORECASE)
    return " ".join(found[2].split()) if found else ""


def _objects(value: Any, depth: int = _DEEPEST, left: list[int] | None = None) -> Iterator[Mapping[str, Any]]:
    """The objects in an error, from the outermost in, those in nested JSON texts too; not what else is quoted."""
    left = [_MOST] if left is None else left
    if not depth or left[0] <= 0:
        return
    if isinstance(value, str):
        value = _nested(value)
    if isinstance(value, list):
        for item in value[:20]:
            yield from _objects(item, depth - 1, left)
    elif isinstance(value, Mapping):
        left[0] -= 1
        yield value
        for name in _WITHIN:
            if isinstance(value.get(name), Mapping | list | str):
                yield from _objects(value[name], depth - 1, left)


def _nested(text: str) -> Any:
    """What a text holds that is JSON, or ends in it, as proxies hand on what they were told."""
    start = min((at for mark in "{[" if (at := text.find(mark)) >= 0), default=-1)
    if start < 0 or len(text) > 20_000:
        return None
    try:
        return json.JSONDecoder().raw_decode(text[start:])[0]
    except (ValueError, RecursionError):
        return None


def _message(value: Any, depth: int = _DEEPEST) -> str:
    """The words of an error: those of the innermost object that is surely the error, else the first there are."""
    if not depth:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "; ".join(found for item in value[:5] if (found := _message(item, depth - 1)))
    if not isinstance(value, Mapping):
        return ""
    if isinstance(value.get("error"), Mapping | list) and (found := _message(value["error"], depth - 1)):
        return found
    own = next((told.strip() for name in _MESSAGES if isinstance(told := value.get(name), str) and told.strip()), "")
    if isinstance(value.get("error"), str) and value["error"].strip():
        said = str(value["error"]).strip()
        return said if not own or own in said else f"{said}: {own}"
    detail = value.get("detail")
    if own and not (isinstance(detail, str) and own == value.get("title")):
        where = value.get("loc")
        return f"{'.'.join(map(str, where))}: {own}" if isinstance(where, list) and where else own
    if isinstance(detail, str) and detail.strip():
        return f"{own}: {detail.strip()}" if own else detail.strip()
    return own or next((found for name in _MESSAGES_WITHIN if (found := _message(value.get(name), depth - 1))), "")


def _raw(metadata: Any) -> str:
    """What the service behind a router said."""
    told = metadata.get("raw") if isinstance(metadata, Mapping) else None
    return _message(_nested(told)) or told if isinstance(told, str) else _message(told)


def _params(objects: list[Mapping[str, Any]]) -> Iterator[str]:
    for item in objects:
        for name in _PARAM_NAMES:
            found = item.get(name)
            if isinstance(found, str) and found:
                yield found
            elif isinstance(found, list) and found:
                yield ".".join(map(str, found))


def _is_word(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != "" and len(str(value)) <= 80


def _status(code: str) -> int:
    return int(code) if re.fullmatch(r"[45]\d\d", code) else 0


def _seconds(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(max(float(value), 0.0), 86_400.0) if value == value else None
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,12})?)s?", value) if isinstance(value, str) else None
    return min(float(found[1]), 86_400.0) if found else None


def _hinted(message: str) -> float | None:
    """The wait that a message asks for in words."""
    found = _TRY_AGAIN.search(message)
    if found is None or not any(found.groups()):
        return None
    last = float(found[3] or 0) * (0.001 if found[4] == "ms" else 1.0)
    return min(int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + last, 86_400.0)
