"""Modules in place of those that a consumer imports and does not need to read a file.

A script appends its own folder to `sys.path` and calls `stand_in` before it imports the consumer. Whatever is looked up
in such a module is a class that takes any arguments and does nothing.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class Nothing:
    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        # As a decorator it leaves what it decorates as it is.
        return arguments[0] if arguments and callable(arguments[0]) else Nothing()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class StandIn(ModuleType):
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Nothing,), {})


class _Finder(MetaPathFinder, Loader):
    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        held = any(name == own or name.startswith(f"{own}.") for own in self.names)
        return ModuleSpec(name, self, is_package=True) if held else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = StandIn(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


def stand_in(*names: str) -> None:
    """Let these packages, or modules, be imported; one that is installed comes first."""
    sys.meta_path.append(_Finder(names))


def stand_in_first(*names: str) -> None:
    """The same for modules that are there and are not to be loaded."""
    sys.meta_path.insert(0, _Finder(names))


def without_its_init(*packages: str) -> None:
    """Let the modules of these packages be imported without what the packages import themselves; outer ones first."""
    for name in packages:
        spec = find_spec(name)
        assert spec is not None
        package = ModuleType(name)
        package.__path__, package.__spec__, package.__file__ = (
            list(spec.submodule_search_locations or ()),
            spec,
            spec.origin,
        )
        sys.modules[name] = package
