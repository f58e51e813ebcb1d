"""Splits of grounded tasks: a document, and what is nearly the same, is on one side, whatever was made of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import export, merge, prefer
from selfinstruct.flows.export.split_plan import groups_of, plan_splits
from tests.support.exports import example, preference
from tests.support.grounded import grounded
from tests.support.runs import read, write

SHARES = "a=1,b=1,c=1"
_WORDS = "amber birch cedar dune ember fjord grove heath inlet junco kelp lagoon maple nettle ocean pine quartz reed"


def source(document: int, family: int | None = None, at: int = 0) -> dict[str, Any]:
    told = {"document": f"d{document}", "file": f"{document}.md", "chars": [at, at + 9], "pages": [], "section": []}
    return told | ({} if family is None else {"family": f"d{family}"})


def rows(count: int, of: int) -> list[dict[str, Any]]:
    """Rows of so many documents in turn, no two of them alike; each third document is nearly the one before it."""
    found = []
    for number in range(count):
        document = number % of
        word, other = _WORDS.split()[number % 18], _WORDS.split()[(number * 7 + 3) % 18]
        family = document - 1 if document % 3 == 2 else None
        text = f"{word}{number} {other}{number * 3} x{number}?"
        told = {"task_id": f"t{number}", "instruction": text, "input": "", "output": "Yes."}
        found.append({"id": f"r{number}"} | told | {"source": source(document, family, number * 10)})
    return found


def sides(out: Path, key: str = "document") -> dict[str, set[str]]:
    """In which splits each document, or each family, has rows."""
    found: dict[str, set[str]] = {}
    for sidecar in out.rglob("*.meta.jsonl"):
        for row in read(sidecar):
            told = row["source"]
            found.setdefault(told.get(key) or told["document"], set()).add(sidecar.name.partition(".")[0])
    return found


def test_a_document_and_its_family_are_on_one_side(tmp_path: Path) -> None:
    data = write(tmp_path / "rows.jsonl", rows(240, 60))
    plan = plan_splits(SHARES)
    found = export(data, "alpaca", tmp_path / "out", splitting=plan)
    assert found.rows == 240
    assert {len(item) for item in sides(tmp_path / "out", "family").values()} == {1}
    assert len(set.union(*sides(tmp_path / "out").values())) == 3
    report = json.loads((tmp_path / "out" / "splits.json").read_text())
    assert report["by"] == ["document"]
    assert sum(part["documents"] for part in report["splits"].values()) == 60
    assert plan.summary()[0].startswith("split by document: a ")


def test_the_order_of_rows_moves_no_document(tmp_path: Path) -> None:
    made = rows(120, 30)
    for name, given in (("one", made), ("two", made[::-1]), ("three", made[40:])):
        data = write(tmp_path / f"{name}.jsonl", given)
        export(data, "alpaca", tmp_path / name, splitting=plan_splits(SHARES, split_threshold=1))
    whole = sides(tmp_path / "one")
    assert sides(tmp_path / "two") == sides(tmp_path / "three") == whole


def test_a_family_that_two_runs_call_otherwise_stays_whole(tmp_path: Path) -> None:
    # In the one corpus document 1 came first, in the other 2 did.
    for first, second in ((source(1), source(2, 1)), (source(2), source(1, 2))):
        made = [example(number, instruction=f"q{number}z w{number}?", source=item) for number, item in
                enumerate((first, second, source(2), source(1, 2), source(2, 1), source(1)))]  # fmt: skip
        plan = plan_splits(SHARES, split_threshold=1)
        assert len({plan.split_of("instances", item) for item in made}) == 1


def test_pairs_go_where_their_document_went(tmp_path: Path) -> None:
    made = rows(60, 15)
    folder = tmp_path / "run"
    grounded(folder)
    write(folder / "dataset.jsonl", [item | {"type": "fact", "is_classification": None} for item in made])
    pairs = [
        preference(
            number, task_id=item["task_id"], instance_id=item["id"], source=item["source"] if number % 2 else None
        )
        for number, item in enumerate(made)
    ]
    write(folder / "preferences.jsonl", [item.as_dict() for item in pairs])
    plan = plan_splits(SHARES, split_threshold=1)
    # Those that do not say where they stand are known by their task.
    into = {item.id: plan.split_of("instances", item) for item in map(_row, made)}
    assert [plan.split_of("preferences", pair) for pair in pairs] == [into[pair.instance_id] for pair in pairs]
    alone = plan_splits(SHARES, split_threshold=1)
    assert all(alone.split_of("preferences", pair) == into[pair.instance_id] for pair in pairs if pair.source)


def _row(item: dict[str, Any]) -> Any:
    return example(0, **{name: item[name] for name in ("id", "task_id", "instruction", "source")})


@pytest.mark.parametrize("form", ["open", "closed", "both"])
def test_a_ground_run_with_pairs(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    prefer(path, "corrupt", models=("offline",))
    for format in ("hub", "trl-dpo", "alpaca"):
        export(path, format, tmp_path / format, splitting=plan_splits("80/20"), drop_invalid=True)
        assert {len(item) for item in sides(tmp_path / format, "family").values()} == {1}
    assert sides(tmp_path / "trl-dpo").items() <= sides(tmp_path / "alpaca").items()


def test_a_record_close_to_another_document_is_left_out_with_the_reason(tmp_path: Path) -> None:
    made = rows(40, 20)
    into = {}
    plan = plan_splits(SHARES)
    for item in map(_row, made):
        into[item.source["document"]] = plan.split_of("instances", item)
    one, other = next((one, other) for one in into for other in into if into[one] != into[other])
    text = next(item["instruction"] for item in made if item["source"]["document"] == other)
    found = plan.split_of("instances", example(99, instruction=text, source=source(int(one[1:]))))
    assert not isinstance(found, str)
    assert {bond.get("why", "score") for bond in found.value} == {"document", "score"}


def test_what_is_of_no_document_is_split_by_task(tmp_path: Path) -> None:
    assert groups_of(example(1)) == ["t1"]
    data = write(tmp_path / "rows.jsonl", [*rows(30, 10), {"instruction": "Name a colour.", "output": "Red."}])
    plan = plan_splits(SHARES)
    export(data, "alpaca", tmp_path / "out", splitting=plan)
    assert plan.as_dict()["by"] == ["document", "task"]
    assert plan.summary()[0].startswith("split by document and task: ")
    plain = plan_splits(SHARES)
    export(write(tmp_path / "plain.jsonl", [{"instruction": f"n{n}", "output": "x"} for n in range(30)]), "alpaca",
           tmp_path / "plain", splitting=plain)  # fmt: skip
    assert "by" not in plain.as_dict()
    assert plain.summary()[0].startswith("split by task: ")


def test_a_merge_of_ground_runs_is_split_by_document(tmp_path: Path) -> None:
    one, two = (grounded(tmp_path / name / name, form) for name, form in (("one", "open"), ("two", "closed")))
    found = merge([one, two], tmp_path / "both", novelty=1)
    export(found.path, "alpaca", tmp_path / "out", splitting=plan_splits("50/50"), drop_invalid=True)
    assert {len(item) for item in sides(tmp_path / "out", "family").values()} == {1}
