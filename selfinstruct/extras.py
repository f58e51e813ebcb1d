"""How an optional part of the package is installed: from where the package itself came."""

import json
from functools import cache
from pathlib import Path
from shlex import quote

_NAME = "selfinstruct"


def installing(extra: str) -> str:
    """The command that adds an extra to this installation, as a message ends: in the clone where it came from one."""
    origin, editable = _origin()
    if origin is None:
        return f"pip install {quote(f'{_NAME}[{extra}]')}"
    if not origin:
        return f"pip install {'-e ' if editable else ''}'.[{extra}]' in the clone"
    return f"pip install {quote(f'{_NAME}[{extra}] @ {origin}')}"


@cache
def _origin() -> tuple[str | None, bool]:
    """Where this package came from (None: a package index; "": a clone; else an address), and whether it is edited."""
    if (Path(__file__).resolve().parent.parent / "pyproject.toml").is_file():
        return "", _recorded()[1]
    return _recorded()


def _recorded() -> tuple[str | None, bool]:
    """What the installer has written of it: direct_url.json, https://packaging.python.org/specifications/direct-url/."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return origin_of(distribution(_NAME).read_text("direct_url.json"))
    except PackageNotFoundError:
        return None, False


def origin_of(text: str | None) -> tuple[str | None, bool]:
    """What direct_url.json tells: the address ("" of a folder, None of an index), and whether the folder is edited."""
    try:
        found = json.loads(text or "null")
        address = str(found["url"])
    except (ValueError, TypeError, KeyError):
        return None, False
    if "dir_info" in found:
        return "", bool(found["dir_info"].get("editable"))
    if "vcs_info" in found:
        return f"{found['vcs_info'].get('vcs', 'git')}+{address}", False
    return address, False
