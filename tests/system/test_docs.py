"""The documentation tells the truth: README's output is real, every command, option and recipe key is described."""

import json
import re
import shlex
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
import typer

from selfinstruct.cli.app import app
from selfinstruct.recipes.base import Stage
from selfinstruct.recipes.generate import Recipe, Saturation
from selfinstruct.registry import KINDS, shipped
from tests.support.paths import ROOT
from tests.support.processes import run

DOCS = ROOT / "docs"


def test_readme_shows_what_the_command_really_prints(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```\nselfinstruct (generate --seeds (\S+) .*)\n```\n\n```\n(.*?)```", text, re.DOTALL)
    assert found is not None
    arguments = found[1].replace(found[2], str(ROOT / found[2])).split()
    done = run(*arguments, cwd=tmp_path, env={"COLUMNS": ""})  # no terminal: lines to be copied are whole
    assert done.returncode == 0, done.stderr
    # How many requests go out before the end is known depends on the moment: the files do not.
    shown, printed = (
        [line for line in text.split("\n") if "estimate" in line or " requests, " not in line]
        for text in (found[3], done.stderr)
    )
    assert printed == shown
    row = re.search(r'^\{"request".*\}$', text, re.MULTILINE)
    assert row is not None
    assert row[0] in (tmp_path / "runs" / "general" / "rejected.jsonl").read_text(encoding="utf-8").split("\n")
    pairs = re.search(
        r"```\nselfinstruct (prefer .*)\nselfinstruct (show .*)\n```.*?```\n(rank, .*?)```", text, re.DOTALL
    )
    assert pairs is not None
    for command in pairs.groups()[:2]:
        done = run(*command.split(), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert pairs[3] in done.stdout


@pytest.mark.parametrize("kind", ["seed tasks", "preference pairs", "conversations", "documents", "labels"])
def test_every_way_to_a_training_file_in_the_readme_can_be_walked(
    tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    place = tmp_path_factory.mktemp("way")
    for name in ("seeds", "examples"):
        (place / name).symlink_to(ROOT / name)
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## To a training file")[2]
    ways = re.search(r"```\n(.*?)```", text, re.DOTALL)
    assert ways is not None
    blocks = dict(block.split("\n", 1) for block in ways[1].split("\n\n"))
    before = [blocks["# seed tasks"].split("\n")[0]] if kind == "preference pairs" else []
    chosen = next(lines for title, lines in blocks.items() if title.startswith(f"# {kind}"))
    for line in [*before, *filter(None, chosen.split("\n"))]:
        done = run(*shlex.split(line)[1:], cwd=place, env={"COLUMNS": "80"})
        assert done.returncode == 0, f"{line}: {done.stderr}"
    written, form = (shlex.split(line)[shlex.split(line).index(flag) + 1] for flag in ("-o", "--format"))
    assert run("check", written, "--format", form, cwd=place).returncode == 0
    rows = [json.loads(row) for row in (place / written).read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 8
    if kind == "conversations":
        turns = [[turn["role"] for turn in row["messages"]] for row in rows]
        assert ["system", "user", "assistant", "user", "assistant"] in turns
    if kind == "labels":
        assert {row["messages"][-1]["content"] for row in rows} == {"positive", "negative"}


OF_ALL = ("-q", "--quiet", "-v", "--verbose")  # of every command, and so described once


def test_what_every_command_has_is_described_once() -> None:
    text = (DOCS / "command-line.md").read_text(encoding="utf-8").partition("## Defaults")[0]
    assert [option for option in (*OF_ALL, "-h", "-V", "--config") if f"`{option}" not in text] == []


def options() -> list[tuple[str, str]]:
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        found += [(name, option) for parameter in command.params for option in parameter.opts if option.startswith("-")]
    return [item for item in found if item[1] not in OF_ALL]


@cache
def section(command: str) -> str:
    text = (DOCS / "command-line.md").read_text(encoding="utf-8")
    found = re.search(rf"^#+ .*\b{command}\b.*?$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, command
    return found[0]


@pytest.mark.parametrize(("command", "option"), options())
def test_every_command_and_option_is_described(command: str, option: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section(command)), f"{command} {option}"


@pytest.mark.parametrize("key", [item.name for kind in (Recipe, Stage, Saturation) for item in fields(kind)])
def test_every_recipe_key_is_described(key: str) -> None:
    if key != "templates":  # the *.jinja files, not a key that a recipe may hold
        assert f"`{key}`" in (DOCS / "recipes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_registered_name_is_described(kind: str) -> None:
    page = {"exporters": "formats", "readers": "documents"}.get(kind, kind)
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for name in shipped(kind):
        assert f"`{name}" in text or f"{name}/" in text, name


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links {target}"
