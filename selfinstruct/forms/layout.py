"""The lines that an answer in JSON stands for, where the parser of its form reads lines."""

import json
from typing import Any

from selfinstruct.forms.description import Both, Bullets, Field, Form, Listed, Text


def in_lines(form: Form, text: str) -> str | None:
    """The answer as its parser reads it; None where it is no JSON object with the keys of the form.

    White space within what stands on one line becomes a space.
    """
    told = _object(text)
    if told is None:
        return None
    if form.numbered:
        said = [(number, told.get(str(number))) for number in range(form.first, form.first + form.most)]
        if all(value is None for _, value in said):
            return None
        return "\n".join(f"{number}. {_flat(value)}" for number, value in said if value is not None)
    if form.key:
        return text if isinstance(told.get(form.key), list) else None
    if not all(field.key in told for field in form.fields):
        return None
    if form.json_is_read:
        return text
    if form.instead and any(isinstance(item.value, Text) and not _said(told[item.key]) for item in form.fields):
        return form.instead
    return "\n".join(line for field in form.fields for line in _lines(field, told[field.key]))


def _object(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text.strip().removeprefix("```json").strip("`\n "), strict=False)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _lines(field: Field, value: Any) -> list[str]:
    name = field.name
    match field.value:
        case Bullets():
            items = [_flat(item) for item in _listed(value)]
            return [f"{name}:", *(f"- {item}" for item in items)] if items else [f"{name}: none"]
        case Listed():
            return [f"{name}: {'; '.join(_flat(item) for item in _listed(value)) or 'none'}"]
        case Both():
            points = value if isinstance(value, dict) else {}
            return [f"{name}: A {_flat(points.get('A'))}, B {_flat(points.get('B'))}"]
        case Text():
            return [f"{name}:{chr(10) if field.below else ' '}{_said(value)}"]
    if field.most > 1:
        return [f"{name}: {_flat(item)}" for item in _listed(value)]
    return [f"{name}: {_flat(value)}"]


def _listed(value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if _said(item)]


def _said(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _flat(value: Any) -> str:
    return " ".join(_said(value).split())
