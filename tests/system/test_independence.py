"""A test file stands on its own: what tests share lies in tests/support, tests/serve and fixtures."""

import ast
import re

from tests.support.paths import ROOT

MAY_IMPORT = re.compile(r"(?<!def )\btest_|import \.|from \.")


def test_no_module_imports_from_a_test_file() -> None:
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not MAY_IMPORT.search(text):  # most do not, and all take seconds to parse
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                source = f"{'.' * node.level}{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
                names = [f"{source}{alias.name}" for alias in node.names]
                found += [(path.name, name) for name in names if name[:1] == "." or name.startswith("tests.")]
    found = [item for item in found if any(part.startswith("test_") for part in item[1].split("."))]
    assert not found, found
