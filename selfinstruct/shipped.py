"""Finds the shipped prompts/ and seeds/, in an installed wheel or in a checkout."""

from pathlib import Path

from selfinstruct.errors import SelfInstructError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder called `name` ("prompts" or "seeds")."""
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise SelfInstructError(f"this installation of selfinstruct lacks its {name}/ folder: reinstall it")
