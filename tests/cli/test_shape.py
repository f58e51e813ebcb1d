"""What all commands share: help pages, -q and -v, defaults from a file and the environment, completion."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from selfinstruct.cli.shape.adding import variables_of
from selfinstruct.cli.shape.defaults import chosen_in, default_map, options_of, settings_file
from selfinstruct.cli.shape.examples import examples_of
from selfinstruct.cli.shape.names import completing
from selfinstruct.errors import UsageError
from tests.support.paths import ROOT
from tests.support.processes import run
from tests.support.runs import SEEDS
from tests.support.terminals import WIDTHS, commands, help_pages, recorded


@pytest.mark.parametrize("width", WIDTHS)
def test_help_pages_are_as_recorded(width: int) -> None:
    assert help_pages(width) == recorded("help", width).read_text(encoding="utf-8"), (
        "python -m tests.support.terminals records them again; read what has changed"
    )


def test_nothing_on_a_help_page_is_wider_than_the_terminal_but_what_is_to_be_copied() -> None:
    lines = [line for line in help_pages(60).split("\n") if not line.startswith("  selfinstruct ")]
    assert [line for line in lines if len(line) > 60] == []


def test_every_command_has_examples_that_its_own_options_understand() -> None:
    for path, command in commands():
        if path in ("review", "help"):
            continue
        told = examples_of(path)
        assert told, path
        for line in told.split("\n"):
            words = shlex.split(line)
            assert words[0] == "selfinstruct"
            assert not path or words[1 : 1 + len(path.split())] == path.split()
            if path:
                command.make_context(path, words[1 + len(path.split()) :])  # a wrong option would raise


@pytest.mark.slow
def test_every_example_runs_as_it_stands(tmp_path: Path) -> None:
    """Offline, on files of the names that the examples use; services and people are left out."""
    files = {"seeds.jsonl": SEEDS, "reviews.jsonl": ROOT / "examples/data/reviews.jsonl"}
    files |= {"log.jsonl": ROOT / "examples/data/chats.jsonl"}
    for name, file in files.items():
        shutil.copy(file, tmp_path / name)
    shutil.copytree(SEEDS.parent / "documents", tmp_path / "handbook")
    shutil.copytree(ROOT / "prompts" / "chat", tmp_path / "my-recipe")
    (tmp_path / "prompts.jsonl").write_text("".join(f'{{"prompt": "Name river {n}."}}\n' for n in range(6)))
    order = ["ingest", "generate", "resume", "prefer", "distill", "ground", "label", "review export", "export", "check"]
    order += ["validate", "show", "report", "filter", "list", "config"]
    absent = ("seeds.csv", "nova.jsonl", "my-recipe/ ", "after.jsonl", "alpaca.jsonl", "reports/", "review import")
    for path in order:
        for line in (examples_of(path) or "").split("\n"):
            line = (
                re.sub(r"openai/(?:MODEL|TEACHER)", "offline", line).replace(" --batch", "").replace("--max-cost 2", "")
            )
            line = line.replace("openai/A", "offline/judge-a").replace("openai/B", "offline/judge-b")
            line = re.sub(r"-n \d+", "-n 6", line)
            if not any(name in line for name in absent):
                done = run(*shlex.split(line)[1:], cwd=tmp_path)
                assert done.returncode == 0, f"{line}: {done.stderr}"


def test_every_option_is_in_help_with_a_word_for_its_value() -> None:
    text = help_pages(80)
    assert "<path>" not in text
    assert "<str>" not in text
    assert "<list" not in text
    for option in options_of(next(group for path, group in commands() if not path)):
        assert f"--{option.flag} " in text or f"-{option.flag} " in text or f"--{option.flag}\n" in text, option


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_the_same_by_every_way_to_ask(tmp_path: Path, flag: str) -> None:
    for words in (["merge"], ["review", "page"]):
        assert run(*words, flag, cwd=tmp_path).stdout == run("help", *words, cwd=tmp_path).stdout != ""


def test_the_version_by_its_short_name(tmp_path: Path) -> None:
    assert run("-V", cwd=tmp_path).stdout == run("--version", cwd=tmp_path).stdout != ""


def test_quiet_says_nothing_where_all_is_well(tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), "-n", "3", "--out", "r", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run("filter", "r", "-o", "kept.jsonl", "-q", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run("show", "nowhere", "-q", cwd=tmp_path)
    assert done.stderr == "error: nowhere: is not a run; a run's directory has run.json\n" or done.stderr.startswith(
        "error: nowhere: is not a run"
    )


def test_defaults_from_a_file_then_the_environment_then_what_is_typed(tmp_path: Path) -> None:
    (tmp_path / "selfinstruct.toml").write_text(
        'concurrency = 2\n[generate]\nn = 4\nset = ["bootstrap.temperature=0.5"]\n'
    )
    words = ["generate", "--seeds", str(SEEDS), "--json"]
    made = json.loads(run(*words, "--out", "a", cwd=tmp_path).stdout)
    assert (made["counts"]["tasks"], made["session"]["concurrency"]) == (4, 2)
    made = json.loads(run(*words, "--out", "b", cwd=tmp_path, env={"SELFINSTRUCT_N": "3"}).stdout)
    assert made["counts"]["tasks"] == 3
    env = {"SELFINSTRUCT_N": "3", "SELFINSTRUCT_GENERATE_N": "2"}
    assert json.loads(run(*words, "--out", "c", cwd=tmp_path, env=env).stdout)["counts"]["tasks"] == 2
    made = json.loads(run(*words, "--out", "d", "-n", "1", cwd=tmp_path, env=env).stdout)
    assert (made["counts"]["tasks"], made["session"]["concurrency"]) == (1, 2)
    # What goes on with a run does so as it was begun.
    made = json.loads(run("resume", "d", "--json", cwd=tmp_path, env={"SELFINSTRUCT_CONCURRENCY": "7"}).stdout)
    assert made["session"]["concurrency"] == 2


def test_config_shows_where_a_default_comes_from(tmp_path: Path) -> None:
    assert "Nothing is set" in run("config", cwd=tmp_path).stderr
    (tmp_path / "pyproject.toml").write_text("[tool.selfinstruct.review.page]\nport = 8\n[tool.other]\nx = 1\n")
    env = {"SELFINSTRUCT_MERGE_NOVELTY": "0.6"}
    told = run("config", cwd=tmp_path, env=env).stdout
    assert "review page --port = 8  (pyproject.toml [review page])\n" in told
    assert "merge --novelty = 0.6  ($SELFINSTRUCT_MERGE_NOVELTY)\n" in told
    found = json.loads(run("config", "merge", "--json", cwd=tmp_path, env=env).stdout)
    assert found["file"] == "pyproject.toml"
    assert found["settings"] == [
        {"command": "merge", "option": "novelty", "value": "0.6", "from": "$SELFINSTRUCT_MERGE_NOVELTY"}
    ]
    assert run("--config", "", "config", cwd=tmp_path).stdout == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base-ur = 'x'\n", "error: selfinstruct.toml: base-ur: is no option; did you mean base-url?"),
        ("[generat]\nn = 3\n", "error: selfinstruct.toml: [generat]: is no command; did you mean generate?"),
        ("[generate]\nformt = 'x'\n", "error: selfinstruct.toml: generate.formt: is no option; "),
        ("[generate]\nbatch = 'yes'\n", "error: selfinstruct.toml: batch: must be true or false (found 'yes')"),
        ("[generate]\nn = [1]\n", "error: selfinstruct.toml: n: must be one value (found [1])"),
        ("n = ", "error: selfinstruct.toml: is not TOML: "),
        ("[generate]\nn = 'many'\n", "error: Invalid value for '-n': "),
    ],
)
def test_a_bad_file_of_settings_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "selfinstruct.toml").write_text(text)
    done = run("generate", "--seeds", str(SEEDS), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "runs").exists()


def test_a_file_that_is_named_counts_and_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "selfinstruct.toml").write_text("[merge]\nnovelty = 0.1\n")
    (tmp_path / "other.toml").write_text("[merge]\nnovelty = 0.2\n")
    assert "= 0.2  (other.toml [merge])" in run("--config", "other.toml", "config", cwd=tmp_path).stdout
    done = run("--config", "third.toml", "list", "formats", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "error: --config third.toml: cannot be read: No such file or directory\n",
    )


def test_what_stands_for_all_commands_is_not_for_resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("selfinstruct.toml").write_text("concurrency = 3\n[resume]\nn = 9\n")
    found = settings_file(None)
    assert found is not None
    options = list(options_of(next(group for path, group in commands() if not path)))
    chosen = default_map(chosen_in(*found, options))
    assert chosen["resume"] == {"n": "9"}
    assert chosen["generate"] == {"concurrency": "3"}
    assert variables_of("resume", "--rpm") == ["SELFINSTRUCT_RESUME_RPM"]
    Path("selfinstruct.toml").write_text("[tool]\n")
    with pytest.raises(UsageError, match=r"\[tool\]: is no command"):
        chosen_in(*(settings_file(None) or (Path(), {})), options)


def test_the_shell_completes_commands_options_and_names(tmp_path: Path) -> None:
    assert completing("formats")("mess") == ["messages"]
    for words, wanted in (("selfinstruct exp", "export"), ("selfinstruct export r --format mess", "messages")):
        env = {"_SELFINSTRUCT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": words}
        assert wanted in run(cwd=tmp_path, env=env).stdout


def test_warnings_look_as_errors_do(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"instruction": "Name a river.", "output": "Elbe", "commnt": "some words that nobody reads"}\n')
    done = run("filter", str(rows), "-o", "kept.jsonl", cwd=tmp_path)
    assert "\nwarning: " in f"\n{done.stderr}"
    assert os.linesep + "20" not in done.stderr
