"""What a browser sends, read with a limit: JSON of the script, or the form of a page without scripts."""

import json
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from selfinstruct.flows.review.desk.desk import Refused

LARGEST = 5_000_000  # bytes
_FORM = "application/x-www-form-urlencoded"
_LISTS = ("reasons", "ids")
_MOST_FIELDS = 2_000


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


async def read_body(request: Request) -> dict[str, Any]:
    """The fields sent; raises Refused for what is too large, or not what the page sends."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise Refused(413, f"has more than {LARGEST:,} bytes")
        parts.append(part)
    data = b"".join(parts)
    if is_form(request):  # the grade of a button stands in its address
        return _form(data) | ({"grade": request.query_params["grade"]} if "grade" in request.query_params else {})
    return _json(data, request.headers.get("content-type", ""))


def _json(data: bytes, content_type: str) -> dict[str, Any]:
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "send application/json, or a form")
    try:
        found = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "is not JSON that can be read") from None
    if not isinstance(found, dict):
        raise Refused(400, "is not a JSON object")
    return found


def _form(data: bytes) -> dict[str, Any]:
    try:
        fields = parse_qs(data.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refused(400, "is not a form that can be read") from None
    found: dict[str, Any] = {name: values if name in _LISTS else values[-1] for name, values in fields.items()}
    if found.get("answer") == "" and "number" in found:
        found["answer"] = found["number"]
    if str(found.get("seen", "")).isdecimal() and len(found["seen"]) < 20:
        found["seen"] = int(found["seen"])
    return found
