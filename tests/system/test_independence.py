"""A test file stands on its own: what tests share lies in tests/support, tests/serve and fixtures."""

import ast

from tests.support.paths import ROOT


def test_no_module_imports_from_a_test_file() -> None:
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                source = f"{'.' * node.level}{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
                names = [f"{source}{alias.name}" for alias in node.names]
                found += [(path.name, name) for name in names if name[:1] == "." or name.startswith("tests.")]
    found = [item for item in found if any(part.startswith("test_") for part in item[1].split("."))]
    assert not found, found
