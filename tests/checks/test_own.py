"""A checker of somebody else's: as the page builds it, and what is none."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.checks import checker_named
from selfinstruct.errors import UsageError
from tests.support.paths import ROOT


def shown() -> str:
    """The code of the page."""
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8").partition("\n## A check\n")[2]
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def test_the_checker_of_the_page_works() -> None:
    names: dict[str, Any] = {}
    exec(shown(), names)
    verdict = names["ends_repeated"].check({"times": 3})("ah!!!")
    assert (verdict.passed, verdict.asked, verdict.found) == (True, "the last character 3 times", "3 times")
    with pytest.raises(ValueError, match="times: is missing; it must be a whole number from 1"):
        names["ends_repeated"].check({})


def test_an_installed_package_brings_a_check_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "theirs-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[selfinstruct.checks]\nends_repeated = theirs:ends_repeated\n")
    (tmp_path / "theirs.py").write_text(shown())
    code = (
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom selfinstruct.checks import make_check\n"
        "print(make_check({'check': 'ends_repeated', 'version': 1, 'times': 2})('oh!!').passed)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "True\n"


def test_what_is_no_checker_is_told_of() -> None:
    with pytest.raises(UsageError, match=r"check 'json:dumps' .*is no checker"):
        checker_named("json:dumps", code=True)
