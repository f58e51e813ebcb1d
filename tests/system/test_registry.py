"""The names of models, filters and formats: listed without what they name."""

import subprocess
import sys
from pathlib import Path

import pytest

from selfinstruct.registry import KINDS, names, shipped
from tests.support.loading import loaded


def test_listing_names_loads_no_object() -> None:
    found = loaded("from selfinstruct.registry import KINDS, names\nfor kind in KINDS:\n    names(kind)")
    assert not {"numpy", "openai", "pydantic", "jinja2", "rapidfuzz", "yaml", "rich", "typer", "asyncio"} & found
    assert not {path.partition(":")[0] for path in shipped("filters").values()} & found


@pytest.mark.parametrize("kind", KINDS)
def test_an_installed_package_adds_names_and_takes_none(kind: str, tmp_path: Path) -> None:
    known = next(iter(shipped(kind)))
    folder = tmp_path / "theirs-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text(f"[selfinstruct.{kind}]\ntheirs = pathlib:Path\n{known} = pathlib:Path\n")
    code = (
        f"import pathlib, sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom selfinstruct.registry import load, names\n"
    )
    code += f"assert load({kind!r}, 'theirs') is pathlib.Path\nassert load({kind!r}, {known!r}) is not pathlib.Path\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print(*names({kind!r}))"], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [*names(kind), "theirs"], "the shipped ones come first"
