"""docs/architecture.md is the tree as it stands, and every page of docs/ can be found from the README."""

import re
import tomllib
from pathlib import Path

import selfinstruct
from tests.support.paths import ROOT

PACKAGE = Path(selfinstruct.__file__).parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PLANNED: set[str] = set()


def blocks() -> list[list[str]]:
    """The lines of its code blocks: the tree, the order of the rooms."""
    return [text.strip("\n").split("\n") for text in re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


def drawn() -> list[str]:
    """The paths of the tree, put together from their indents; a folder ends in a slash."""
    paths, above = [], [""]
    for line in blocks()[0][1:]:
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], above[depth - 1] + name]
        paths.append(above[depth])
    return paths


def standing() -> list[str]:
    """Folders and loose files of the package; a wheel has its data in a folder more."""
    files = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()]
    files = [path for path in files if not {"__pycache__", "_data"} & set(path.parts)]
    folders = {f"{path.parent.as_posix()}/" for path in files if len(path.parts) > 1}
    return [*folders, *(path.name for path in files if len(path.parts) == 1)]


def exists(name: str) -> bool:
    """Whether there is such a path, or one where `<command>` stands for any; a name alone may stand in any room."""
    pattern = re.sub(r"<\w+>", "*", name.removesuffix("/"))
    if "/" not in name:
        return any(PACKAGE.rglob(pattern))
    return any(any(place.glob(pattern)) for place in (PACKAGE, ROOT))


def test_the_tree_names_every_folder_and_loose_file() -> None:
    assert sorted(drawn()) == sorted(standing())


def test_the_order_of_the_rooms_is_that_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert blocks()[1] == project["tool"]["importlinter"]["contracts"][0]["layers"]


def test_every_path_it_names_exists() -> None:
    named = {text for text in re.findall(r"`([\w.<>/-]+)`", PAGE) if "/" in text or text.endswith(".py")}
    assert len(named) > 80
    assert {name for name in named - {"selfinstruct/"} if not exists(name)} == PLANNED


def test_every_page_can_be_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"\]\(([\w./-]+\.md)\)", readme.partition("\n## Documentation\n")[2])
    pages = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    assert sorted(listed) == sorted([*pages, "docs/decisions/README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
    records = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for record in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        assert f"]({record.name})" in records, record.name
