"""Spark, DataTrove and Ray Data keep with our filters what the command keeps, and the command reads what they write."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.files.rows import read_rows
from tests.corpora import HERE, work
from tests.support.corpora import DOCUMENTS, TASKS, documents, tasks
from tests.support.processes import run
from tests.support.runs import read

pytestmark = pytest.mark.corpora

NUMBER = 5_000
ARGUMENTS: dict[str, list[list[str]]] = {"spark": [[]], "datatrove": [[]], "ray": [["pyarrow"], ["pandas"], ["numpy"]]}
CASES = [(tool, arguments) for tool, several in ARGUMENTS.items() for arguments in several]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Files of rows with what the command keeps of them, and the rule that each other row breaks, by its id."""
    folder = tmp_path_factory.mktemp("rows")
    found = []
    for number, (recipe, overrides) in enumerate([*DOCUMENTS, *TASKS]):
        rows = documents(NUMBER if number == 0 else 500) if (recipe, overrides) in DOCUMENTS else tasks(500)
        source, kept = folder / f"{recipe}.jsonl", folder / f"{recipe}-kept.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        selfinstruct.filter_dataset(source, kept, recipe=recipe, overrides=overrides)
        rules: dict[str, str] = {}
        for line in read(folder / f"{recipe}-kept.rejected.jsonl"):
            rules.setdefault(line["id"], line["rule"])
        kept_rows = {row["id"]: row for row in read(kept)}
        gone = {name: rule for name, rule in rules.items() if name not in kept_rows}
        assert len(kept_rows) + len(gone) == len(rows)
        found.append({"rows": str(source), "recipe": recipe, "overrides": overrides, "kept": kept_rows, "gone": gone})
    return found


def rows_in(folder: Path) -> list[dict[str, Any]]:
    rows = list(read_rows(folder))
    assert not any(problem for *_, problem in rows)
    return [row for _, row, _ in rows]


@pytest.mark.parametrize(("tool", "arguments"), CASES)
def test_the_same_rows_are_kept(tool: str, arguments: list[str], sources: list[dict[str, Any]], tmp_path: Path) -> None:
    # DataTrove's documents have a text; rows of tasks come to it as the `text` export writes them.
    chosen = [item for item in sources if tool != "datatrove" or item["recipe"] != "chat"]
    jobs = [
        {"out": str(tmp_path / item["recipe"]), **{name: item[name] for name in ("rows", "recipe", "overrides")}}
        for item in chosen
    ]
    (tmp_path / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    work(tool, HERE / f"filter_{tool}.py", tmp_path / "jobs.json", *arguments, cwd=tmp_path)
    for item in chosen:
        out = tmp_path / item["recipe"]
        texts = {row["id"]: row.get("text") for row in read(Path(item["rows"]))}
        kept, rejected = rows_in(out / "kept"), rows_in(out / "rejected")
        assert {row["id"] for row in kept} == set(item["kept"]), item["recipe"]
        for row in kept:
            assert row.get("text") == (item["kept"][row["id"]].get("text") or None)
            assert row.get("instances") == item["kept"][row["id"]].get("instances")
        told = {row["id"]: row.get("selfinstruct_rule") or row["metadata"]["filter_reason"] for row in rejected}
        # DataTrove's readers leave out documents without a text.
        assert told == {name: rule for name, rule in item["gone"].items() if tool != "datatrove" or texts[name]}
        assert "@example.com" not in json.dumps([row for row in rejected if told[row["id"]] == "pii"])
        if tool == "spark":
            rules = {row["id"]: row.get("selfinstruct_rule") for row in rows_in(out / "by-rule")}
            assert rules == item["gone"] | dict.fromkeys(item["kept"])
    check_commands(tool, tmp_path)


def check_commands(tool: str, place: Path) -> None:
    """What the tool has written is read by the commands."""
    kept = str(place / "gopher" / "kept")
    number = len(rows_in(Path(kept)))
    done = run("filter", kept, "--recipe", "gopher", "-o", "again.jsonl", "--json", cwd=place)
    assert json.loads(done.stdout)["kept"] == number, done.stderr
    done = run("filter", kept, "--only", "exact", "-o", "unique.jsonl", "--json", cwd=place)
    assert done.returncode == 0, done.stderr
    done = run("show", kept, "--stats", "--json", cwd=place)
    assert json.loads(done.stdout)["documents"] == number, done.stderr
    done = run("ground", kept, "-n", "3", "--dry-run", cwd=place)
    assert done.returncode == 0, done.stderr
    if tool == "datatrove":
        return
    kept = str(place / "chat" / "kept")
    done = run("export", kept, "--format", "messages", "-o", "train.jsonl", cwd=place)
    assert done.returncode == 0, done.stderr
    done = run("show", kept, "--stats", "--json", cwd=place)
    assert json.loads(done.stdout)["tasks"] > 100, done.stderr
