"""What the files of a run hold, so that one that was cut, edited or mixed up is found before it is believed.

A shape is a tuple of types, [shape] for a list, {name: shape} for an object with these keys among others (a name that
ends in ? may be missing), or {...: shape} for an object with any keys. A tuple may have the shape of an object in it.
"""

from collections.abc import Iterator
from typing import Any

from selfinstruct.settings import session_shape

DISTILL = "distill"

MERGE = "merge"

GROUND = "ground"

_TEXT, _COUNT, _NUMBER = (str,), (int,), (int, float)
_NONE = (type(None),)

_TIER = {"prompt": _NUMBER, "completion": _NUMBER, "cached": (*_NUMBER, *_NONE), "source": _TEXT, "written?": _NUMBER}
_PRICE = {**_TIER, "tiers?": {...: _TIER}}
_TOKENS = dict.fromkeys(("prompt", "completion", "cached", "thinking?", "written?"), _COUNT)
_TOTALS = {**dict.fromkeys(("requests", "failed", "assumed?"), _COUNT), **_TOKENS, "tiers?": {...: _TOKENS}}
_COUNTS = ("requests", "candidates", "accepted", "tasks", "without_instance", "instances", "classification")
_NO_SHAPE: dict[str, Any] = {}
_NAMES = {...: {...: _COUNT}}  # of a model, by what it calls itself
_BATCHED = {"requests": _COUNT, **_TOKENS}
_USAGE = [{"stage": _TEXT, "model": _TEXT, **_TOTALS, "batched?": _BATCHED}]
# What a merge keeps of the run.json of a run; all of it is missing for a file of no run.
_ORIGIN = {
    "notice?": _TEXT,
    "status?": _TEXT,
    "model?": _TEXT,
    "recipe?": _TEXT,
    "requests?": _COUNT,
    "usage?": _USAGE,
    "cost?": (*_NUMBER, *_NONE),
    "given?": {...: (str, list)},
    "prices?": {...: (dict, *_NONE)},
}

# Where a task stands in a document; in the tasks.jsonl of a merge a task of none has the name of its origin there.
_SOURCE = {"document": _TEXT, "chars?": [_COUNT], "pages?": [_COUNT], "section?": [_TEXT], "quotes?": [[_COUNT]]}

STATUSES = ("done", "saturated", "max_requests", "max_cost", "interrupted", "failed", "running")

SHAPES: dict[str, Any] = {
    "run.json": {
        "status": _TEXT,
        "reason": _TEXT,
        "notice": _TEXT,
        "target": _COUNT,
        "model": _TEXT,
        "identity": {...: _TEXT},
        "kind?": _TEXT,
        "sources?": [{"name": _TEXT, "kind": _TEXT, "digest": _TEXT, "tasks": _COUNT, "kept": _COUNT, "run": _ORIGIN}],
        "session?": session_shape(),
        "counts": {
            **dict.fromkeys(_COUNTS, _COUNT),
            "rejected": {...: {...: _COUNT}},
            "attempts?": {...: _COUNT},
            "probabilities?": {...: _COUNT},
        },
        "roles?": {...: _TEXT},
        "requests": _COUNT,
        "usage": _USAGE,
        "cost": (*_NUMBER, *_NONE),
        "estimate?": {
            **dict.fromkeys(("tasks", "requests", "prompt", "completion"), _COUNT),
            "cost": (*_NUMBER, *_NONE),
        },
        "jobs?": [{"identifier": _TEXT, "state": _TEXT, "requests": _COUNT}],
        "at_most?": (bool,),
        "next_may_cost?": _NUMBER,
        "unpriced_tiers?": [_TEXT],
        "addresses?": {...: _TEXT},
        "one_model?": [{"models": [_TEXT], "meaning": _TEXT, "by": _TEXT, "told": _TEXT}],
        "answered_as?": _NAMES,
        "prices": {...: (dict, *_NONE)},
        "attributes": {...: [_TEXT]},
        "drawn?": {...: _COUNT},
        "diversity?": {
            "window": _COUNT,
            **dict.fromkeys(("first", "last", "threshold"), _NUMBER),
            "fell_at": (int, *_NONE),
        },
        "given?": {...: (str, list)},
    },
    "tasks.jsonl": {
        "id": _TEXT,
        "instruction": _TEXT,
        "type": _TEXT,
        "is_classification": (bool, *_NONE),
        "labels": [_TEXT],
        "demonstrations": [_TEXT],
        "request": (int, *_NONE),
        "attributes?": {...: _TEXT},
        "source?": (*_TEXT, _SOURCE),
        "probability?": _NUMBER,
        "origin?": _TEXT,
        "instances": [{"input": _TEXT, "output": _TEXT}],
    },
    "dataset.jsonl": {
        **dict.fromkeys(("id", "task_id", "type", "instruction", "input", "output"), _TEXT),
        "is_classification": (bool, *_NONE),
        "source?": _SOURCE,
    },
    "rejected.jsonl": {"stage": _TEXT, "rule": _TEXT, "text": _TEXT},
    "label.json": {
        **dict.fromkeys(("status", "notice", "kind", "question"), _TEXT),
        "labels": [_TEXT],
        "scale": (list, *_NONE),
        "tolerance": _NUMBER,
        "answered_as?": _NAMES,
        "addresses?": {...: _TEXT},
    },
    "labels.jsonl": {
        **dict.fromkeys(("id", "status", "how"), _TEXT),
        "label": (*_TEXT, *_NUMBER, *_NONE),
        "confidence": _NUMBER,
        "votes": [{"judge": _TEXT, "label": (*_TEXT, *_NUMBER, *_NONE)}],
        "rating?": {"judge": _TEXT},
        "record": _NO_SHAPE,
    },
    "reviews.jsonl": {
        **dict.fromkeys(("id", "reviewer", "answer", "edited?", "note?", "grade?"), _TEXT),
        "reasons?": [_TEXT],
    },
    "reviewed.jsonl": {
        **dict.fromkeys(("id", "status"), _TEXT),
        "answer": (*_TEXT, *_NONE),
        "why?": _TEXT,
        "grade?": _TEXT,
        "reasons?": [_TEXT],
        "result": (dict, *_NONE),
    },
    "samples.jsonl": {"records": _COUNT, "of": _COUNT, "ids": [_TEXT]},
}


OUTDATED = "was written by a development build, which uses other names ({}); make the run again with this version"


def outdated(info: Any) -> str:
    """The old name of a count in run.json or label.json, "" where there is none.

    Development builds before 0.1.0 wrote these files with other words, and their recipes name other filters.
    """
    if not isinstance(info, dict):
        return ""
    reports = [report for name in ("preferences", "responses") for report in dict(info.get(name) or {}).values()]
    counted = [part for part in (info.get("counts"), *reports) if isinstance(part, dict)]
    return next((f"{old!r}" for part in counted for old in ("barren", "settled") if old in part), "")


def misfit(name: str, value: Any) -> str:
    """The first thing that is wrong with a value as found in the file called `name`, "" where nothing is."""
    found = next(_misfits(SHAPES.get(name, _NO_SHAPE), value, ""), "")
    if found or name != "run.json":
        return found
    if value["status"] not in STATUSES:
        return f"status: is not one of {', '.join(STATUSES)} (found {value['status']!r:.40})"
    prices = {"session.price": value.get("session", {}).get("price"), **value["prices"]}
    for at, price in prices.items():
        if price is not None and (wrong := next(_misfits(_PRICE, price, at), "")):
            return wrong
        if price is not None and (odd := set(price) - {name.removesuffix("?") for name in _PRICE}):
            return f"{at}.{min(odd)!r:.40}: is not known"
    return ""


def _misfits(shape: Any, value: Any, place: str) -> Iterator[str]:
    if isinstance(shape, tuple) and isinstance(shape[-1], dict):
        yield from _misfits(shape[-1] if isinstance(value, dict) else shape[:-1], value, place)
    elif isinstance(shape, tuple):
        # True is an int to Python, and not to a reader.
        if not isinstance(value, shape) or (isinstance(value, bool) and bool not in shape):
            yield f"{place}: cannot be {value!r:.40}"
    elif not isinstance(value, type(shape)):
        kind = "an object" if isinstance(shape, dict) else "a list"
        yield f"{place or 'it'}: must be {kind}"
    elif isinstance(shape, list):
        for number, item in enumerate(value):
            yield from _misfits(shape[0], item, f"{place}[{number}]")
    elif ... in shape:
        for name, item in value.items():
            yield from _misfits(shape[...], item, f"{place}.{name!r:.40}")
    else:
        for name, inner in shape.items():
            key = name.removesuffix("?")
            if key in value:
                yield from _misfits(inner, value[key], f"{place}.{key}".lstrip("."))
            elif key == name:
                yield f"{place}.{key}: is missing".lstrip(".")
