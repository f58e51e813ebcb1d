"""Values between the judge and the solution: plain data are copied, anything else is spoken of by a number.

What arrives is of exactly the types named here, whatever the other side says: no class of the solution's own, and so no
`__eq__` of its own, ever decides what two plain values are to each other.
"""

import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

# Whose functions and classes the judge takes from its own library, where the solution has imported them.
LIBRARY = frozenset(
    "bisect cmath collections copy datetime decimal fractions functools heapq itertools json math operator re "
    "statistics string typing".split()
)
_TEXTS: dict[str, Callable[[str], Any]] = {
    "Decimal": Decimal, "Fraction": Fraction, "datetime": datetime.fromisoformat, "date": date.fromisoformat,
    "time": time.fromisoformat,
}  # fmt: skip
_LISTS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": deque,
    "range": lambda items: range(*items), "timedelta": lambda items: timedelta(*items),
    "complex": lambda items: complex(*items),
}  # fmt: skip
_PAIRS: dict[str, Callable[[list[Any]], Any]] = {
    "dict": dict, "Counter": lambda pairs: Counter(dict(pairs)), "OrderedDict": OrderedDict,
}  # fmt: skip
_BASES: tuple[Any, ...] = (int, float, str, bytes, tuple, list, dict, set, frozenset)
_MISSING = object()


def packed(value: Any, number: Callable[[Any], dict[str, Any]]) -> Any:
    """A value as JSON; `number` says how one is spoken of that is no plain data."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return {"int": hex(value)}
    if kind is float:
        return {"float": value.hex()}
    if kind in (bytes, bytearray):
        return {"bytes": value.hex()}
    if kind in (list, tuple, set, frozenset, deque):
        return {"list": [packed(item, number) for item in value], "kind": kind.__name__}
    if kind in (dict, Counter, OrderedDict, defaultdict):
        pairs = [[packed(key, number), packed(item, number)] for key, item in dict.items(value)]
        return {"pairs": pairs, "kind": "dict" if kind is defaultdict else kind.__name__}
    if kind in (Decimal, Fraction):
        return {"text": str(value), "kind": kind.__name__}
    if kind in (datetime, date, time):
        return {"text": value.isoformat(), "kind": kind.__name__}
    parts = _parts(value)
    if parts is not None:
        return {"list": [packed(item, number) for item in parts], "kind": kind.__name__}
    return number(value)


def _parts(value: Any) -> list[Any] | None:
    if type(value) is range:
        return [value.start, value.stop, value.step]
    if type(value) is timedelta:
        return [value.days, value.seconds, value.microseconds]
    if type(value) is complex:
        return [value.real, value.imag]
    return None


def unpacked(told: Any, thing: Callable[[dict[str, Any]], Any]) -> Any:
    """The value of what `packed` gave; `thing` makes one of what is spoken of by a number."""
    if told is None or type(told) in (bool, str):
        return told
    if "int" in told:
        return int(told["int"], 16)
    if "float" in told:
        return float.fromhex(told["float"])
    if "bytes" in told:
        return bytes.fromhex(told["bytes"])
    if "list" in told:
        return _LISTS[told["kind"]]([unpacked(item, thing) for item in told["list"]])
    if "pairs" in told:
        return _PAIRS[told["kind"]]([(unpacked(key, thing), unpacked(item, thing)) for key, item in told["pairs"]])
    if "text" in told:
        return _TEXTS[told["kind"]](told["text"])
    if "library" in told:
        return _of_library(told["library"])
    return thing(told)


def library_name(value: Any) -> list[str] | None:
    """Where the standard library has a module, function or class; None for anything else."""
    if isinstance(value, ModuleType):
        return [value.__name__] if value.__name__ in LIBRARY else None
    if not isinstance(value, (FunctionType, BuiltinFunctionType, type)):
        return None
    module = getattr(value, "__module__", None) or ""
    module, name = (
        {"_operator": "operator", "_heapq": "heapq", "_bisect": "bisect", "_functools": "functools"}.get(
            module, module
        ),
        getattr(value, "__name__", ""),
    )
    if module in LIBRARY and getattr(sys.modules.get(module), name, None) is value:
        return [module, name]
    return None


def base_of(value: Any) -> Any:
    """The plain data that an object of a class derived from such is underneath; `_MISSING` where it is none."""
    for base in _BASES:
        if isinstance(value, base):
            return base(base.__iter__(value)) if base in (tuple, list, set, frozenset) else _copied(base, value)
    return _MISSING


def is_plain(value: Any) -> bool:
    """Whether `base_of` found something."""
    return value is not _MISSING


def _copied(base: Any, value: Any) -> Any:
    if base is dict:
        return dict(dict.items(value))
    if base is int:
        return int.__add__(value, 0)
    if base is float:
        return float.__add__(value, 0.0)
    return base.__getitem__(value, slice(None)) if base is bytes else "".join(str.__iter__(value))


def _of_library(told: Any) -> Any:
    module, *names = told
    if module not in LIBRARY or len(names) > 1:
        raise ValueError("not of the library")
    found = import_module(module)
    if not names:
        return found
    value = getattr(found, names[0])
    if not isinstance(value, (FunctionType, BuiltinFunctionType, type)):
        raise ValueError("not of the library")
    return value
