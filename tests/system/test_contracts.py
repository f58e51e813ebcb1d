"""The contracts of pyproject.toml notice what breaks the order of the rooms."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import selfinstruct
from tests.support.paths import ROOT

pytest.importorskip("importlinter", reason="make lowest does without import-linter, which needs a newer rich")
PACKAGE = Path(selfinstruct.__file__).parent


def planted(tmp_path: Path, lines: Mapping[str, str]) -> str:
    """What lint-imports says of a copy of the package with lines more, by their files."""
    shutil.copytree(PACKAGE, tmp_path / "selfinstruct", ignore=shutil.ignore_patterns("__pycache__"))
    for file, line in lines.items():
        path = tmp_path / "selfinstruct" / file
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    code = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as lint; lint()"
    words = [sys.executable, "-c", code, "--no-cache", str(ROOT / "pyproject.toml")]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == (1 if lines else 0), done.stderr
    return " ".join(done.stdout.split())


# Where a room stands that nobody placed, its contract is not looked at any further: two copies of the package.
BREAKS = {
    "imports": [
        (
            "text/tokens.py", "from selfinstruct.engine.stack import Stack", "Imports point down",
            "selfinstruct.text.tokens -> selfinstruct.engine.stack",
        ),
        (
            "flows/prefer/pairs.py", "from selfinstruct.flows.label.flow import label", "No command knows another",
            "selfinstruct.flows.prefer.pairs -> selfinstruct.flows.label.flow",
        ),
        (
            "flows/review/flow.py", "from selfinstruct.flows.prefer.pairs import guard", "review knows label alone",
            "selfinstruct.flows.review.flow -> selfinstruct.flows.prefer.pairs",
        ),
        (
            "files/storage.py", "from selfinstruct.files.rows import read_rows", "No circle, at any depth",
            "No cycles are allowed in selfinstruct.files",
        ),
    ],
    "rooms": [
        ("annexe/__init__.py", '"""Placed by nobody."""', "Imports point down", "- selfinstruct.annexe"),
        (
            "flows/annexe/__init__.py", '"""Placed by nobody."""', "No command knows another",
            "- selfinstruct.flows.annexe",
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", BREAKS)
def test_what_breaks_a_contract_is_named(tmp_path: Path, kind: str) -> None:
    said = planted(tmp_path, {file: line for file, line, *_ in BREAKS[kind]})
    for *_, contract, told in BREAKS[kind]:
        assert f"{contract} BROKEN" in said
        assert told in said


def test_the_package_as_it_is_keeps_them(tmp_path: Path) -> None:
    assert "5 kept, 0 broken" in planted(tmp_path, {})
