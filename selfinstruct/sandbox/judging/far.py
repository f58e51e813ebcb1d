"""The judge's side of one test: things of the solution as they look from here, and what they are asked."""

import builtins
import math
import operator
import socket
from collections.abc import Callable, Iterator
from typing import Any

from selfinstruct.sandbox.judging import frames, values


class Ended(BaseException):
    """The solution's process has ended, or says what cannot be read."""


class Line:
    """The line to the solution for one test."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._own: list[Any] = []
        self._errors: dict[str, type[BaseException]] = {}

    def names(self) -> dict[str, Any]:
        """The names that the solution has given; raises Ended."""
        try:
            return {str(name): self._unpacked(item) for name, item in frames.receive(self._line).items()}
        except (frames.Gone, AttributeError, LookupError, TypeError, ValueError) as error:
            raise Ended from error

    def ask(self, deed: str, *given: Any, **named: Any) -> Any:
        """Have the solution do something; what it does to lists, dicts and sets it does to these."""
        told: dict[str, Any] = {
            "deed": deed, "given": [self._packed(item) for item in given],
            "named": {name: self._packed(item) for name, item in named.items()},
        }  # fmt: skip
        try:
            frames.send(self._line, told)
            told = self._heard()
            if "raised" in told:
                error = self._error(told["raised"])(*[self._unpacked(item) for item in told["arguments"]])
            else:
                self._change(given, told["given"])
                return self._unpacked(told["result"])
        except (frames.Gone, AttributeError, LookupError, TypeError, ValueError, RecursionError) as broken:
            raise Ended from broken
        raise error

    def _heard(self) -> dict[str, Any]:
        """The answer; callables of the test are called for the solution meanwhile, and nothing else of it is."""
        while True:
            told: dict[str, Any] = frames.receive(self._line)
            if "theirs" not in told:
                return told
            thing = self._own[told["theirs"]]
            given = [self._unpacked(item) for item in told["given"]]
            try:
                result = thing(*given) if callable(thing) else next(thing)
                answer = {"result": self._packed(result)}
            except StopIteration:
                answer = {"stopped": True}
            except Exception as error:
                answer = {"raised": f"{type(error).__name__}: {error}"}
            frames.send(self._line, answer)

    def _packed(self, value: Any) -> Any:
        return values.packed(value, self._number)

    def _number(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Far):
            return {"thing": object.__getattribute__(value, "_number")}
        if not (callable(value) or hasattr(value, "__next__")):
            raise TypeError(f"an object of class {type(value).__name__} cannot be handed to the solution")
        self._own.append(value)
        return {"theirs": len(self._own) - 1}

    def _unpacked(self, told: Any) -> Any:
        return values.unpacked(told, self._thing)

    def _thing(self, told: dict[str, Any]) -> Any:
        if "theirs" in told:
            return self._own[told["theirs"]]
        if "error" in told:
            return self._error(told["error"])
        base = self._unpacked(told["base"]) if "base" in told else None
        if isinstance(base, Far):
            raise ValueError("not what it is underneath")
        far = Far(self, int(told["thing"]), "base" in told, base)
        return _awaited(self, far) if "awaited" in told else far

    def _error(self, names: list[str]) -> type[BaseException]:
        """A class of errors: the library's own, or one of that name derived from the nearest of them."""
        found = [getattr(builtins, name, None) for name in names]
        place = next(i for i, kind in enumerate(found) if isinstance(kind, type) and issubclass(kind, BaseException))
        kind: Any = found[place]
        for name in reversed(names[:place]):
            kind = self._errors.setdefault(f"{name} {kind.__name__}", type(str(name), (kind,), {}))
        return kind  # type: ignore[no-any-return]

    def _change(self, given: tuple[Any, ...], told: list[Any]) -> None:
        for item, now in zip(given, told, strict=True):
            if now is None or type(item) not in (list, dict, set):
                continue
            value = self._unpacked(now)
            if type(value) is not type(item):
                raise ValueError("not what was handed over")
            if type(item) is list:
                item[:] = value
            else:
                item.clear()
                item.update(value)


async def _awaited(line: Line, far: "Far") -> Any:
    """A coroutine of the solution's, which runs to its end over there when it is awaited here."""
    return line.ask("finished", far)


class Far:
    """A thing of the solution that is no plain data: what is done to it is done over there.

    It equals things of the solution as the solution says, and never plain data: a class that claims to equal everything
    gains nothing. Where its class derives from that of plain data, it is that data here: what its class says of `-`,
    `in`, `[…]` or `startswith` is not asked. Otherwise operators may make of it and plain data another thing of the
    solution, but no plain data, so that none is `0` when 42 is taken from it.
    """

    __slots__ = ("_base", "_line", "_number", "_plain")

    def __init__(self, line: Line, number: int, plain: bool, base: Any) -> None:
        for name, value in (("_line", line), ("_number", number), ("_plain", plain), ("_base", base)):
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if _own(self, "_plain"):
            return bool(_now(self) == _now(other))
        if not isinstance(other, Far) or _own(other, "_plain"):
            return False
        return bool(_own(self, "_line").ask("operate", self, "eq", other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __getattribute__(self, name: str) -> Any:
        if name in ("__class__", "__dict__"):  # what the interpreter itself asks for
            return object.__getattribute__(self, name)
        if (
            _own(self, "_plain")
            and not isinstance(_own(self, "_base"), _CHANGING)
            and hasattr(_own(self, "_base"), name)
        ):
            return getattr(_own(self, "_base"), name)
        return _own(self, "_line").ask("attribute", self, name)

    def __iter__(self) -> Iterator[Any]:
        if _own(self, "_plain"):
            yield from _now(self)
            return
        line = _own(self, "_line")
        items = line.ask("iterator", self)
        while True:
            try:
                item = line.ask("next", items)
            except StopIteration:
                return
            yield item

    def __exit__(self, *how: object) -> Any:
        return _own(self, "_line").ask("exit", self, None, None, None)


_own = object.__getattribute__
_CHANGING = (list, dict, set)


def _now(value: Any) -> Any:
    """The plain data that a thing of the solution is at the moment; any other value as it is."""
    if not isinstance(value, Far) or not _own(value, "_plain"):
        return value
    base = _own(value, "_base")
    if isinstance(base, _CHANGING):
        now = _own(value, "_line").ask("base", value)
        if type(now) is not type(base):
            raise Ended
        return now
    return base


def _asking(deed: str, here: Callable[..., Any] | None = None) -> Any:
    """What asks the solution; done `here` where it is plain data underneath."""

    def ask(self: Far, *given: Any, **named: Any) -> Any:
        if here is not None and _own(self, "_plain"):
            return here(_now(self), *(_now(item) for item in given))
        return _own(self, "_line").ask(deed, self, *given, **named)

    return ask


def _operating(name: str, swapped: bool = False) -> Any:
    work = getattr(operator, name)

    def operate(self: Far, *others: Any) -> Any:
        given = [_now(item) for item in others]
        if _own(self, "_plain"):
            return work(*given, _now(self)) if swapped else work(_now(self), *given)
        result = _own(self, "_line").ask("swapped" if swapped else "operate", self, name, *others)
        if given and not any(isinstance(item, Far) for item in (*given, result)):
            raise TypeError("an object of the solution's own class makes no plain data of plain data here")
        return result

    return operate


def _ordering(name: str) -> Any:
    """An order between things of the solution is theirs to say; one with plain data is not."""
    work = getattr(operator, name)

    def order(self: Far, other: Any) -> Any:
        given = _now(other)
        if _own(self, "_plain"):
            return work(_now(self), given)
        if not isinstance(given, Far):
            raise TypeError("an object of the solution's own class has no order with plain data here")
        return _own(self, "_line").ask("operate", self, name, other)

    return order


# What Python asks of an object: what the solution is asked, and what is done where it is plain data underneath.
_ASKED: dict[str, tuple[str, Callable[..., Any] | None]] = {
    "__call__": ("call", None), "__setattr__": ("set", None), "__delattr__": ("delete", None),
    "__getitem__": ("item", operator.getitem), "__setitem__": ("set_item", None), "__delitem__": ("delete_item", None),
    "__contains__": ("contains", operator.contains), "__len__": ("length", len), "__next__": ("next", None),
    "__bool__": ("truth", bool), "__str__": ("text", None), "__repr__": ("shown", None), "__hash__": ("hash", hash),
    "__int__": ("int", int), "__float__": ("float", float), "__index__": ("index", operator.index),
    "__round__": ("round", round), "__floor__": ("floor", math.floor), "__ceil__": ("ceil", math.ceil),
    "__instancecheck__": ("isinstance", None), "__subclasscheck__": ("issubclass", None), "__enter__": ("enter", None),
}  # fmt: skip
_OPERATORS = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
for _name, (_deed, _here) in _ASKED.items():
    setattr(Far, _name, _asking(_deed, _here))
for _name in _OPERATORS:
    setattr(Far, f"__{_name.rstrip('_')}__", _operating(_name))
    setattr(Far, f"__r{_name.rstrip('_')}__", _operating(_name, swapped=True))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Far, f"__{_name}__", _operating(_name))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Far, f"__{_name}__", _ordering(_name))
