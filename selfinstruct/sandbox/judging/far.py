"""The judge's side of one test: things of the solution as they look from here, and what they are asked."""

import builtins
import socket
from collections.abc import Iterator
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


def _asking(deed: str) -> Any:
    def ask(self: "Far", *given: Any, **named: Any) -> Any:
        return object.__getattribute__(self, "_line").ask(deed, self, *given, **named)

    return ask


def _operating(name: str, swapped: bool = False) -> Any:
    def operate(self: "Far", *others: Any) -> Any:
        line = object.__getattribute__(self, "_line")
        return line.ask("swapped" if swapped else "operate", self, name, *others)

    return operate


def _ordering(name: str) -> Any:
    """An order between things of the solution is theirs to say; one with plain data is not."""

    def order(self: "Far", other: Any) -> Any:
        if object.__getattribute__(self, "_plain"):
            return getattr(object.__getattribute__(self, "_base"), f"__{name}__")(_base(other))
        if not isinstance(other, Far):
            raise TypeError("an object of the solution's own class has no order with plain data here")
        return object.__getattribute__(self, "_line").ask("operate", self, name, other)

    return order


def _base(value: Any) -> Any:
    if isinstance(value, Far) and object.__getattribute__(value, "_plain"):
        return object.__getattribute__(value, "_base")
    return value


class Far:
    """A thing of the solution that is no plain data: what is done to it is done over there.

    It equals things of the solution as the solution says, and never plain data, but where its class derives from that
    of plain data and it is the same underneath: a class that claims to equal everything gains nothing.
    """

    __slots__ = ("_base", "_line", "_number", "_plain")

    def __init__(self, line: Line, number: int, plain: bool, base: Any) -> None:
        for name, value in (("_line", line), ("_number", number), ("_plain", plain), ("_base", base)):
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if object.__getattribute__(self, "_plain"):
            return bool(object.__getattribute__(self, "_base") == _base(other))
        if not isinstance(other, Far) or object.__getattribute__(other, "_plain"):
            return False
        return bool(object.__getattribute__(self, "_line").ask("operate", self, "eq", other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __getattribute__(self, name: str) -> Any:
        if name in ("__class__", "__dict__"):  # what the interpreter itself asks for
            return object.__getattribute__(self, name)
        return object.__getattribute__(self, "_line").ask("attribute", self, name)

    def __iter__(self) -> Iterator[Any]:
        line = object.__getattribute__(self, "_line")
        items = line.ask("iterator", self)
        while True:
            try:
                item = line.ask("next", items)
            except StopIteration:
                return
            yield item

    def __exit__(self, *how: object) -> Any:
        return object.__getattribute__(self, "_line").ask("exit", self, None, None, None)


_ASKED = {
    "__call__": "call", "__setattr__": "set", "__delattr__": "delete", "__getitem__": "item", "__setitem__": "set_item",
    "__delitem__": "delete_item", "__contains__": "contains", "__len__": "length", "__next__": "next",
    "__bool__": "truth", "__str__": "text", "__repr__": "shown", "__hash__": "hash", "__int__": "int",
    "__float__": "float", "__index__": "index", "__round__": "round", "__floor__": "floor", "__ceil__": "ceil",
    "__instancecheck__": "isinstance", "__subclasscheck__": "issubclass", "__enter__": "enter",
}  # fmt: skip
_OPERATORS = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
for _name, _deed in _ASKED.items():
    setattr(Far, _name, _asking(_deed))
for _name in _OPERATORS:
    setattr(Far, f"__{_name.rstrip('_')}__", _operating(_name))
    setattr(Far, f"__r{_name.rstrip('_')}__", _operating(_name, swapped=True))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Far, f"__{_name}__", _operating(_name))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Far, f"__{_name}__", _ordering(_name))
