"""The code of docs/pipeline.md, and what runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")


def section(title: str) -> list[tuple[str, str]]:
    """The pieces of code under a heading, each with its language."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return re.findall(r"^```(\w+)\n(.*?)^```$", found[1], re.MULTILINE | re.DOTALL)


def shell(code: str, cwd: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=cwd, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(code: str, cwd: Path, interpreter: str | Path = sys.executable, **more: str) -> str:
    script = cwd / "snippet.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [interpreter, script], cwd=cwd, env=os.environ | more, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
