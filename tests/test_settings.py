"""One table of settings: options, checks, what run.json keeps and its shape all come from it."""

from pathlib import Path
from types import NoneType
from typing import Any, get_args

import pytest
import typer.main

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.prices import Price
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import misfit
from selfinstruct.settings import (
    SETTINGS,
    BatchOptions,
    Hooks,
    ProgramOptions,
    SessionOptions,
    Settings,
    kinds,
    settings_of,
)
from tests.support.processes import run

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = {name: {option.name: option for option in command.params} for name, command in COMMANDS.items()}
PLAIN = [name for name in SETTINGS if name in SessionOptions.__annotations__]
BATCHED = [name for name in SETTINGS if name in BatchOptions.__annotations__]
RUNNING = [name for name in SETTINGS if name in ProgramOptions.__annotations__]


def test_the_typed_options_are_the_fields() -> None:
    hooks = {"watch", "signals", "started"}
    assert set(ProgramOptions.__annotations__) == (set(SETTINGS) | hooks) - {"n"}
    assert hooks <= set(Hooks.__dataclass_fields__)
    for name in set(RUNNING) - {"journals"}:  # any sequence is taken, and kept as a tuple
        assert set(get_args(ProgramOptions.__annotations__[name])) | {int} >= set(kinds(name)) | {NoneType}, name


@pytest.mark.parametrize("command", ["generate", "resume", "distill", "prefer", "label"])
def test_each_session_command_has_the_same_options(command: str) -> None:
    found = OPTIONS[command]
    names = RUNNING if command in ("generate", "resume") else BATCHED if command == "distill" else PLAIN
    assert [name for name in found if name in SETTINGS and name != "n"] == names
    for name in names:
        assert found[name].help == SETTINGS[name].help
    assert set(RUNNING) - set(names) == set(RUNNING) - set(found)
    default = found["concurrency"].default
    assert default == (None if command == "resume" else Settings().concurrency)


@pytest.mark.parametrize("name", [name for name in BATCHED if SETTINGS[name].least is not None])
def test_the_command_line_checks_the_same_bound(name: str, tmp_path: Path) -> None:
    least = SETTINGS[name].least
    assert least is not None
    done = run("resume", "nowhere", f"--{name.replace('_', '-')}", str(least - 1), cwd=tmp_path)
    assert done.returncode == 2
    assert f"at least {least}" in done.stderr


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.least is not None])
def test_a_number_that_makes_no_sense_is_refused_by_name(name: str) -> None:
    least = SETTINGS[name].least
    assert least is not None
    bad: tuple[Any, ...] = ("7", True, least - 1, [1])
    for value in bad:
        with pytest.raises(UsageError, match=rf"^{name}: must be"):
            settings_of({}, **{name: value})
    engine = {"engine": "local"} if name == "workers" else {}
    assert getattr(settings_of(engine, **{name: least if float in kinds(name) else int(least)}), name) == least


def test_what_is_left_out_keeps_its_default_and_what_is_none_too() -> None:
    assert settings_of(dict.fromkeys(RUNNING)) == Settings()
    assert settings_of({"topic": "boats", "rpm": 3}) == Settings(rpm=3)
    assert settings_of({"price": {"prompt": 1, "completion": 2}}).price == Price(1, 2)
    with pytest.raises(UsageError, match="price: must be"):
        settings_of({"price": "1,2"})


def test_a_run_keeps_all_but_what_belongs_to_this_process(seeds: Path, tmp_path: Path) -> None:
    made = selfinstruct.generate(seeds, n=3, out=tmp_path / "run", rpm=9000, max_requests=500, price=Price(1, 2))
    kept = made.info["session"]
    assert list(kept) == [*(name for name, setting in SETTINGS.items() if setting.kept), "price"]
    assert (kept["n"], kept["rpm"], kept["max_requests"]) == (3, 9000, 500)
    assert kept["price"] == {"prompt": 1, "completion": 2, "cached": None, "source": "--price"}


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.kept])
def test_what_was_kept_is_checked_when_it_is_read_back(name: str, made: Path) -> None:
    info = Run(made).info
    wrong: tuple[Any, ...] = ([], {}, 1.5 if float not in kinds(name) else "many")
    for bad in wrong:
        assert f"session.{name}" in misfit("run.json", info | {"session": info["session"] | {name: bad}})
    assert misfit("run.json", info) == ""
