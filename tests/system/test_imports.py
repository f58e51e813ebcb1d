"""Importing costs nothing, and what is public is there and described."""

import pytest

import selfinstruct
from tests.support.loading import loaded
from tests.support.paths import ROOT


def test_importing_loads_nothing_else() -> None:
    heavy = {"numpy", "openai", "pydantic", "jinja2", "rapidfuzz", "yaml", "rich", "typer", "asyncio"}
    assert not heavy & loaded("import selfinstruct")


def test_help_loads_no_sdk() -> None:
    code = "import contextlib, io\nsys.argv = ['selfinstruct', '--help']\nfrom selfinstruct.cli.app import run_app\n"
    code += "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    run_app()"
    there = loaded(code)
    assert (
        not {"numpy", "openai", "pydantic", "rapidfuzz", "boto3", "httptools", "sqlite3", "ray", "multiprocessing"}
        & there
    )
    # Nor what reads, asks or distributes: a help page is looked at more often than anything else.
    ours = {
        "engine",
        "flows",
        "models",
        "runs",
        "novelty",
        "filters",
        "files.rows",
        "files.unfold",
        "documents.readers",
    }
    assert [name for name in ours if f"selfinstruct.{name}" in there] == []


def test_public_names_are_there_and_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    for name in selfinstruct.__all__:
        assert getattr(selfinstruct, name) is not None
        assert f"`{name}" in text or name == "__version__", f"docs/api.md does not mention {name}"
    with pytest.raises(AttributeError):
        selfinstruct.nonsense  # noqa: B018
