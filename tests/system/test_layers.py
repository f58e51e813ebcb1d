"""Imports point down, and importing costs nothing."""

import ast
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.interpreter import THRESHOLDS, start
from tests.support.paths import ROOT

PACKAGE = Path(selfinstruct.__file__).parent
# From the top down: a folder or file of the package imports from its own line's own name and from lines below.
ORDER = """
    __main__ / cli / flows / engine exporters / models filters / recipes runs novelty parse / files / text / progress
    prices registry / canonical shipped / records / errors _version
"""
RANK = {name: rank for rank, line in enumerate(ORDER.replace("\n", "/").split("/")) for name in line.split()}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("selfinstruct"):
            module = node.module or ""
            for name in [a.name for a in node.names] if module == "selfinstruct" else [module.split(".")[1]]:
                assert name == own or RANK[name] > RANK[own], f"{path}:{node.lineno} imports {name}"


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split("\n"))


def test_importing_loads_nothing_else() -> None:
    heavy = {"numpy", "openai", "pydantic", "jinja2", "rapidfuzz", "yaml", "rich", "typer", "asyncio"}
    assert not heavy & loaded("import selfinstruct")


def test_help_loads_no_sdk() -> None:
    code = "import contextlib, io\nsys.argv = ['selfinstruct', '--help']\nfrom selfinstruct.cli.app import main\n"
    code += "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    main()"
    assert not {"numpy", "openai", "pydantic", "rapidfuzz", "boto3", "httptools", "sqlite3"} & loaded(code)


def test_public_names_are_there_and_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    for name in selfinstruct.__all__:
        assert getattr(selfinstruct, name) is not None
        assert f"`{name}" in text or name == "__version__", f"docs/api.md does not mention {name}"
    with pytest.raises(AttributeError):
        selfinstruct.nonsense  # noqa: B018


def test_the_command_line_starts_with_one_thread_for_numpy_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thresholds = gc.get_threshold()
    try:
        for given, kept in ((None, "1"), ("4", "4")):
            monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
            if given:
                monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
            start()
            assert os.environ["OPENBLAS_NUM_THREADS"] == kept
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.set_threshold(*thresholds)
    assert "numpy" not in loaded("import selfinstruct.__main__"), "it would be too late"
    code = (
        "import contextlib, gc, os\nfrom selfinstruct.__main__ import main\nsys.argv = ['selfinstruct', '--version']\n"
    )
    code += "with contextlib.suppress(SystemExit):\n    main()\n"
    code += "print(os.environ['OPENBLAS_NUM_THREADS'], gc.get_threshold())"
    assert f"4 {THRESHOLDS}" in loaded(code)
