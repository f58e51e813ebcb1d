"""The solution's side: loads the solution once, and serves each test from a fork of that.

Whatever the solution does to this process, it has a hold on what it returns and on nothing else.
"""

import asyncio
import inspect
import math
import operator
import os
import resource
import socket
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from selfinstruct.sandbox.judging import frames, values

SERVE = b"S"


def _finished(thing: Any) -> Any:
    async def whole() -> Any:
        return await thing

    return asyncio.run(whole())


_DEEDS: dict[str, Callable[..., Any]] = {
    "call": lambda thing, *given, **named: thing(*given, **named),
    "attribute": getattr,
    "set": setattr,
    "delete": delattr,
    "item": operator.getitem,
    "set_item": operator.setitem,
    "delete_item": operator.delitem,
    "contains": operator.contains,
    "length": len,
    "iterator": iter,
    "next": next,
    "truth": bool,
    "text": str,
    "shown": repr,
    "hash": hash,
    "int": int,
    "float": float,
    "index": operator.index,
    "round": round,
    "isinstance": lambda kind, thing: isinstance(thing, kind),
    "issubclass": lambda kind, thing: issubclass(thing, kind),
    "enter": lambda thing: type(thing).__enter__(thing),
    "exit": lambda thing, *how: type(thing).__exit__(thing, *how),
    "finished": _finished,
    "base": values.base_of,
    "floor": math.floor,
    "ceil": math.ceil,
    "swapped": lambda thing, name, other: getattr(operator, name)(other, thing),
    "operate": lambda thing, name, *others: getattr(operator, name)(thing, *others),
}


def serve_tests(control: socket.socket, seconds: float) -> None:
    """Load the solution that the judge sends, and serve tests until it asks no more. Never returns."""
    limit = max(1, math.ceil(seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    told = frames.receive(control)
    module = ModuleType("solution")
    sys.modules["solution"] = module
    try:
        exec(compile(told["source"].encode("utf-8", "surrogatepass"), "solution.py", "exec", dont_inherit=True),
             module.__dict__)  # fmt: skip
    except BaseException as error:
        frames.send(control, {"failed": one_line(error)})
        os._exit(0)
    frames.send(control, {"loaded": True})
    while True:
        asked, lines, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            control.close()
            _Served(socket.socket(fileno=lines[0]), module).serve()
        for line in lines:
            os.close(line)


def one_line(error: BaseException) -> str:
    """An error's class and the first line of what it says, printable and short."""
    try:
        said = str(error).strip().split("\n")[0]
    except BaseException:
        said = ""
    line = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)[:200]


class _Served:
    """One test's line to the solution: things of the solution have numbers, as have callables of the test."""

    def __init__(self, line: socket.socket, module: ModuleType) -> None:
        self.line = line
        self.module = module
        self.things: list[Any] = []

    def serve(self) -> None:
        try:
            frames.send(self.line, self.names())
            while True:
                self.answer(frames.receive(self.line))
        finally:
            os._exit(0)

    def names(self) -> dict[str, Any]:
        """The names that the solution has given, with what they are."""
        found = {}
        for name, value in list(self.module.__dict__.items()):
            if isinstance(name, str) and not (name.startswith("__") and name.endswith("__")):
                library = values.library_name(value)
                found[name] = {"library": library} if library else self.packed(value)
        return found

    def packed(self, value: Any) -> Any:
        return values.packed(value, self.number)

    def number(self, value: Any) -> dict[str, Any]:
        if isinstance(value, _Theirs):
            return {"theirs": value._number}
        self.things.append(value)
        told: dict[str, Any] = {"thing": len(self.things) - 1}
        if isinstance(value, type) and issubclass(value, BaseException):
            told["error"] = _described(value)
        if inspect.iscoroutine(value):
            told["awaited"] = True
        base = values.base_of(value)
        if values.is_plain(base):
            told["base"] = self.packed(base)
        return told

    def unpacked(self, told: Any) -> Any:
        return values.unpacked(told, self.thing)

    def thing(self, told: dict[str, Any]) -> Any:
        return self.things[told["thing"]] if "thing" in told else _Theirs(self, told["theirs"])

    def answer(self, told: dict[str, Any]) -> None:
        """Do what the test asks; its lists and the like are told again as they are afterwards."""
        given = [self.unpacked(item) for item in told["given"]]
        named = {name: self.unpacked(item) for name, item in told["named"].items()}
        try:
            result = _DEEDS[told["deed"]](*given, **named)
            changed = [self.packed(item) if isinstance(item, (list, dict, set)) else None for item in given]
            frames.send(self.line, {"result": self.packed(result), "given": changed})
        except frames.Gone:
            raise
        except BaseException as error:
            frames.send(self.line, {"raised": _described(type(error)), "arguments": self._arguments(error)})

    def _arguments(self, error: BaseException) -> list[Any]:
        plain = (str, int, float, bool, type(None))
        return [self.packed(item if type(item) in plain else str(item)) for item in error.args]

    def ask(self, number: int, given: tuple[Any, ...]) -> Any:
        """Have a callable of the test called, and do what it asks meanwhile."""
        frames.send(self.line, {"theirs": number, "given": [self.packed(item) for item in given]})
        while True:
            told = frames.receive(self.line)
            if "deed" not in told:
                break
            self.answer(told)
        if "stopped" in told:
            raise StopIteration
        if "raised" in told:
            raise RuntimeError(told["raised"])
        return self.unpacked(told["result"])


class _Theirs:
    """A callable or iterator of the test's."""

    def __init__(self, served: _Served, number: int) -> None:
        self._served, self._number = served, number

    def __call__(self, *given: Any) -> Any:
        return self._served.ask(self._number, given)

    def __iter__(self) -> "_Theirs":
        return self

    def __next__(self) -> Any:
        return self._served.ask(self._number, ())


def _described(kind: type[BaseException]) -> list[str]:
    """The name of a class of errors, and those it is derived from."""
    return [item.__name__ for item in inspect.getmro(kind)]
