"""Grows seed tasks into an instruction-tuning dataset.

Importing this package loads nothing else; each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from selfinstruct.novelty import NoveltyIndex as NoveltyIndex
    from selfinstruct.pipeline import agenerate as agenerate
    from selfinstruct.pipeline import aresume as aresume
    from selfinstruct.pipeline import generate as generate
    from selfinstruct.pipeline import preview as preview
    from selfinstruct.pipeline import resume as resume
    from selfinstruct.pipeline import stream as stream
    from selfinstruct.run import Run as Run
    from selfinstruct.seeds import load_seeds as load_seeds
    from selfinstruct.sieve import filter_dataset as filter_dataset

_HOME = {
    "NoveltyIndex": "novelty",
    "Run": "run",
    "agenerate": "pipeline",
    "aresume": "pipeline",
    "generate": "pipeline",
    "preview": "pipeline",
    "filter_dataset": "sieve",
    "load_seeds": "seeds",
    "resume": "pipeline",
    "stream": "pipeline",
}
__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'selfinstruct' has no attribute {name!r}")
    return getattr(import_module(f"selfinstruct.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
