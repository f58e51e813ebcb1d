"""The filter for personal data rejects without writing down what it found."""

import json
from pathlib import Path

import selfinstruct
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.options import read_options
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Rejection, Request, Task
from tests.support.logs import files
from tests.support.models import Answering
from tests.support.personal import PLANTED, everything, traces
from tests.support.runs import read, write


def test_the_filter_rejects_without_a_trace(tmp_path: Path) -> None:
    rows = [
        {"instruction": f"Mail {PLANTED[0]} and {PLANTED[2]}.", "output": "Done."},
        {"instruction": "Who?", "instances": [{"input": "", "output": PLANTED[1]}, {"input": "", "output": "Bob"}]},
        {"instruction": "Rest a while.", "output": "Yes."},
    ]  # fmt: skip
    path = write(tmp_path / "rows.jsonl", rows)
    # All are too short, which would be written down with their texts, were pii not asked before all others.
    found = selfinstruct.filter_dataset(
        path, tmp_path / "kept.jsonl", overrides=("filters.pii={}", "filters.length.minimum=90")
    )
    assert dict(found.rejected) == {"length": 2, "pii": 1}
    assert traces(everything(tmp_path, path)) == []
    found = selfinstruct.filter_dataset(path, tmp_path / "only.jsonl", only=("pii",))
    lines = read(tmp_path / "only.rejected.jsonl")
    assert [(line["value"], line["text"], "instance" in line) for line in lines] == [
        ({"email": 1, "phone": 1}, "", False), ({"phone": 1}, "", False)
    ]  # fmt: skip
    kept = read(tmp_path / "only.jsonl")
    assert [row["instruction"] for row in kept] == ["Who?", "Rest a while."]
    assert kept[0]["instances"] == [{"input": "", "output": "Bob"}]


def test_the_filter_in_a_recipe_of_preferences(tmp_path: Path) -> None:
    rows = [
        {"instruction": "Name a river."}, {"instruction": "Name a river, please."},
        {"instruction": f"Write to {PLANTED[0]}."}, {"instruction": "Name a lake."},
    ]  # fmt: skip

    def respond(request: Request) -> Completion:
        weak = request.purpose.endswith("weak")
        personal = f"Ask {PLANTED[1]} about it." if request.messages[-1].content == rows[weak]["instruction"] else ""
        return Completion(f"{'Rhine' if weak else 'The Danube'}. {personal}")

    made = selfinstruct.prefer(
        write(tmp_path / "p.jsonl", rows), "contrast", models=[Answering(respond)], out=tmp_path / "out",
        overrides=("filters.pii={}",),
    )  # fmt: skip
    assert [row["prompt"][0]["content"] for row in made.pairs()] == ["Name a lake."]
    told = [(row["rule"], row["value"], row["prompt"], "chosen" in row, "rejected" in row) for row in made.rejected()]
    assert told == [
        ("pii", {"phone": 1}, "", False, False), ("pii", {"phone": 1}, "", False, False),
        ("pii", {"email": 1}, "", False, False),
    ]  # fmt: skip
    kept = b"".join(
        (tmp_path / "out" / name).read_bytes() for name in ("preferences.jsonl", "rejected.preferences.jsonl")
    )
    assert traces(kept) == []


def test_the_filter_in_a_recipe(seeds: Path, tmp_path: Path) -> None:
    def personal(request: Request) -> Completion:
        if request.purpose == "bootstrap":
            tasks = [f"Describe an afternoon with the number {n} in it" for n in range(8)]
            tasks[3] = f"Write a friendly letter to {PLANTED[0]} today"
            blocks = [
                f"Task {n}:\nInstruction: {text}.\nType: t\nClassification: no" for n, text in enumerate(tasks, 1)
            ]
            return Completion("\n\n".join(blocks))
        return Completion(f"Input: none\nOutput: reach me under {PLANTED[1]} then")

    run = selfinstruct.generate(
        seeds, n=3, model=Answering(personal), out=tmp_path / "out", overrides=("filters.pii={}", "saturation.tasks=4"),
    )  # fmt: skip
    told = [line for line in run.rejected() if line["rule"] == "pii"]
    assert {line["stage"] for line in told} == {"bootstrap", "instances"}
    assert {line["text"] for line in told} == {""}
    assert all("instance" not in line for line in told)
    assert traces(b"".join(files(run))) == []


MAIL = "Write to anna@example.org today."


def test_what_is_rejected_for_personal_data_is_not_written_down(seeds: Path, tmp_path: Path) -> None:
    filters = load_filters({"pii": {}})
    inputs = read_options(seeds, {}).inputs
    proposed = Completion(f"### 1\nInstruction: {MAIL}\nLabels: none")
    said = Bootstrap(inputs, Templates(inputs.recipe), FilterSet(filters)).admit(proposed)
    made = Task("t", "Write a note.", instances=(Instance("", MAIL), Instance(MAIL, "Yes."), Instance("", "Fine.")))
    kept, dropped = sift(filters, made, made.instances)
    assert kept == [made.instances[2]]
    rows = tmp_path / "rows.jsonl"
    pairs = ((MAIL, "Fine."), ("Write it.", MAIL))
    rows.write_text("".join(f'{{"instruction": "{asked}", "output": "{answer}"}}\n' for asked, answer in pairs))
    filter_dataset(rows, tmp_path / "kept.jsonl", only=("pii",))
    lines = [item.as_dict() for item in (*said, *dropped) if isinstance(item, Rejection)]
    lines += map(json.loads, (tmp_path / "kept.rejected.jsonl").read_text().splitlines())
    assert [(line["rule"], line["value"]) for line in lines] == [("pii", {"email": 1})] * 5
    assert "anna" not in json.dumps(lines)
