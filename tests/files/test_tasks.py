"""Forms of seed files that are read, and what is said of those that cannot be."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.canonical import content_id
from selfinstruct.errors import SeedError
from selfinstruct.files.task_fields import type_of
from selfinstruct.files.tasks import load_seeds
from selfinstruct.records import Instance, Task
from tests.support.logs import converse, echo, turns
from tests.support.models import Answering
from tests.support.paths import ROOT
from tests.support.personal import PLANTED, everything, traces

PUBLISHED = {
    "id": "seed_task_0",
    "name": "breakfast",
    "instruction": "Suggest a breakfast without eggs.",
    "instances": [{"input": "", "output": "Porridge."}, {"input": "vegan", "output": "Toast."}],
    "is_classification": False,
}
OURS = {
    "id": "0123456789abcdef",
    "instruction": "Say if the review is good or bad.",
    "type": "sentiment_classification",
    "is_classification": True,
    "labels": ["Good", "Bad"],
    "demonstrations": ["seed_task_0"],
    "request": 3,
    "attributes": {"domain": "kitchens"},
    "instances": [],
}
SPOKEN = turns(
    "system: Be brief.", "user: Why is grass green?", "assistant: Chlorophyll.", "user: And in winter?",
    "assistant: Less so.",
)  # fmt: skip
FORMS: list[tuple[dict[str, Any], Task]] = [
    (
        PUBLISHED,
        Task(
            "seed_task_0",
            "Suggest a breakfast without eggs.",
            "suggest_breakfast_without",
            False,
            (),
            (Instance("", "Porridge."), Instance("vegan", "Toast.")),
        ),
    ),
    (
        OURS,
        Task(
            "0123456789abcdef",
            "Say if the review is good or bad.",
            "sentiment_classification",
            True,
            ("Good", "Bad"),
            attributes={"domain": "kitchens"},
        ),
    ),
    (
        {"id": 7, "instruction": "Add up.", "input": "1, 2", "output": "3", "text": "more"},
        Task("7", "Add up.", "add_up", None, (), (Instance("1, 2", "3"),)),
    ),
    (
        {"instruction": "Tell a joke.", "output": "No."},
        Task(content_id("Tell a joke."), "Tell a joke.", "tell_joke", None, (), (Instance("", "No."),)),
    ),
    (
        {"instruction": "Tell a joke.", "input": "", "output": ""},
        Task(content_id("Tell a joke."), "Tell a joke.", "tell_joke"),
    ),
    ({"instruction": "Tell a joke."}, Task(content_id("Tell a joke."), "Tell a joke.", "tell_joke")),
    (
        {"instruction": "Good or bad?", "input": "Fine.", "output": " good ", "labels": ["Good", "Bad"], "id": "x"},
        Task("x", "Good or bad?", "good_bad", True, ("Good", "Bad"), (Instance("Fine.", " good "),)),
    ),
    (
        {
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Why is grass green?"},
                {"role": "assistant", "content": "Chlorophyll."},
                {"role": "user", "content": "And in winter?"},
                {"role": "assistant", "content": "Less so."},
            ]
        },
        Task(
            content_id("Why is grass green?"),
            "Why is grass green?",
            "grass_green",
            None,
            (),
            (Instance("", "Less so.", turns=SPOKEN),),
        ),
    ),
    (
        {"messages": [{"role": "user", "content": "Why is grass green?"}], "id": "c1"},
        Task("c1", "Why is grass green?", "grass_green"),
    ),
]


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(("row", "task"), FORMS)
def test_each_form(tmp_path: Path, row: dict[str, Any], task: Task) -> None:
    assert load_seeds(write(tmp_path / "seeds.jsonl", [row])) == [task]
    array = tmp_path / "seeds.json"
    array.write_text(json.dumps([row], indent=2), encoding="utf-8")
    assert load_seeds(array) == [task]


def test_forms_mix_within_a_file_and_keep_their_order(tmp_path: Path) -> None:
    rows = [row for row, task in FORMS if "id" in row]
    tasks = [task for row, task in FORMS if "id" in row]
    assert load_seeds(write(tmp_path / "seeds.jsonl", rows)) == tasks


def test_rows_of_a_dataset_that_name_a_task_become_that_task(tmp_path: Path) -> None:
    shared = {"task_id": "t1", "type": "naming", "instruction": "Name it.", "is_classification": False}
    rows = [
        shared | {"id": "t1-1", "input": "a", "output": "A"},
        {"id": "o-1", "task_id": "o", "instruction": "Count.", "input": "", "output": "1"},
        shared | {"id": "t1-2", "input": "b", "output": "B"},
    ]
    assert load_seeds(write(tmp_path / "dataset.jsonl", rows)) == [
        Task("t1", "Name it.", "naming", False, (), (Instance("a", "A"), Instance("b", "B"))),
        Task("o", "Count.", "count", None, (), (Instance("", "1"),)),
    ]


def test_missing_ids_are_hashes_with_an_ordinal_where_taken(tmp_path: Path) -> None:
    name = content_id("Again.")
    rows = [
        {"instruction": "Again."},
        {"instruction": "Other.", "id": name},
        {"instruction": "More.", "id": f"{name}-2"},
    ]
    assert [task.id for task in load_seeds(write(tmp_path / "s.jsonl", rows))] == [f"{name}-3", name, f"{name}-2"]


def test_an_instruction_given_again_is_told_and_is_one_task(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = [
        {"instruction": "Name a river.", "output": "The Elbe"},
        {"instruction": "Name a lake."},
        {"instruction": " name a  River.", "output": "The Rhine", "id": "mine"},
        {"instruction": "Name a river.", "output": "The Elbe"},
    ]
    path = write(tmp_path / "s.jsonl", rows)
    river, lake = load_seeds(path)
    assert (river.instruction, lake.instruction) == ("Name a river.", "Name a lake.")
    assert [item.output for item in river.instances] == ["The Elbe", "The Rhine"]
    told = f"{path}:3: has the instruction of {path}:1 once more, and is one task with it; 1 more row repeats one"
    assert caplog.messages == [told]


def test_several_files_are_one_after_the_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one = write(tmp_path / "one.jsonl", [{"id": "1", "instruction": "Name a river."}, {"instruction": "Name a hill."}])
    (tmp_path / "two.yaml").write_text("- {id: '1', instruction: Name a lake.}\n- Name a river.\n")
    tasks = load_seeds([one, str(tmp_path / "two.yaml")])
    hill = content_id("Name a hill.")
    assert [(task.id, task.instruction) for task in tasks] == [
        ("1", "Name a river."), (hill, "Name a hill."), ("1-2", "Name a lake.")]  # fmt: skip
    assert caplog.messages == [
        f"{tmp_path}/two.yaml:2: has the instruction of {one}:1 once more, and is one task with it"
    ]
    rows = [{"task_id": "t", "instruction": f"Count {number}.", "output": "1"} for number in (1, 2)]
    parts = [write(tmp_path / f"{number}.jsonl", [row]) for number, row in enumerate(rows)]
    assert [task.id for task in load_seeds(parts)] == ["t", "t-2"], "ids are a file's own"
    empty = write(tmp_path / "empty.jsonl", [])
    with pytest.raises(SeedError, match=r"empty\.jsonl: contains no tasks") as caught:
        load_seeds([one, empty, write(tmp_path / "bad.jsonl", [{"instruction": 3}])])
    assert caught.value.problems[1].startswith(f"{tmp_path}/bad.jsonl:1: instruction: is a number")


@pytest.mark.parametrize(
    "data",
    [
        b'\xef\xbb\xbf{"instruction": "One."}\r\n\r\n  \n{"instruction": "Two."}',
        b'\xef\xbb\xbf[{"instruction": "One."}, {"instruction": "Two."}]',
        b'\n [{"instruction": "One."},\n{"instruction": "Two."}]\n',
    ],
)
def test_byte_order_mark_blank_lines_and_line_ends(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "seeds"
    path.write_bytes(data)
    assert [task.instruction for task in load_seeds(path)] == ["One.", "Two."]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    text = "Split\u2028here\u2029and\x85there."
    assert load_seeds(write(tmp_path / "s.jsonl", [{"instruction": text}]))[0].instruction == text


BAD: list[tuple[str, str]] = [
    ("{'instruction': 'x'}", "is not JSON: Expecting property name enclosed in double quotes at column 2"),
    ('{"instruction": "x"', "is not JSON: Expecting ',' delimiter at column 20"),
    ('{"instruction": "x', "is not JSON: Unterminated string starting at column 17"),
    ('{"instruction": "x\ty"}', "is not JSON: Invalid control character at column 19"),
    ("[" * 5 + "1", "is not JSON"),
    ('["text"]', "is a list; write a JSON object"),
    ('"\\ud800"', "instruction: contains a lone surrogate"),
    ("null", "is null; write a JSON object"),
    ("3", "is a number; write a JSON object"),
    ("{}", "instruction: is missing"),
    ('{"said": "x", "heard": "y"}', "instruction: is missing (found: 'said', 'heard'); add it, or messages for a chat"),
    ('{"instruction": " \\n"}', "instruction: is empty"),
    ('{"instruction": null}', "instruction: is null; write a string"),
    ('{"instruction": 3}', "instruction: is a number; write a string"),
    ('{"instruction": ["x"]}', "instruction: is a list; write a string"),
    ('{"instruction": "x\\ud800"}', "instruction: contains a lone surrogate"),
    ('{"instruction": "x", "instances": "y"}', "instances: is a string; write a list of objects"),
    ('{"instruction": "x", "instances": {"input": "", "output": "y"}}', "instances: is an object; write a list"),
    ('{"instruction": "x", "instances": ["y"]}', "instances[0]: is a string; write an object"),
    ('{"instruction": "x", "instances": [{"input": ""}]}', "instances[0].output: is missing; write a string"),
    ('{"instruction": "x", "instances": [{"output": " "}]}', "instances[0].output: is empty"),
    ('{"instruction": "x", "instances": [{"input": 1, "output": "y"}]}', "instances[0].input: is a number"),
    ('{"instruction": "x", "input": "y"}', "output: is missing; write a string"),
    ('{"instruction": "x", "input": "y", "output": ""}', "output: is empty"),
    ('{"instruction": "x", "output": 5}', "output: is a number; write a string"),
    ('{"instruction": "x", "is_classification": "yes"}', "is_classification: is 'yes'; write true or false"),
    ('{"instruction": "x", "is_classification": 1}', "is_classification: is 1; write true or false"),
    ('{"instruction": "x", "labels": "a, b"}', "labels: is 'a, b'; write a list of non-empty strings"),
    ('{"instruction": "x", "labels": ["a", 2]}', "labels: is ['a', 2]; write a list of non-empty strings"),
    ('{"instruction": "x", "labels": ["a", "A "]}', "labels: ['a', 'A '] contains a label twice"),
    ('{"instruction": "x", "labels": ["a"], "is_classification": false}', "labels: given although is_classification"),
    (
        '{"instruction": "x", "labels": ["a", "b"], "instances": [{"output": "a"}, {"output": "c"}]}',
        "instances[1].output: 'c' is not one of the labels (a, b)",
    ),
    ('{"instruction": "x", "labels": ["a", "b"], "output": "c"}', "output: 'c' is not one of the labels (a, b)"),
    ('{"instruction": "x", "type": 4}', "type: is a number; write a string"),
    ('{"instruction": "x", "id": [1]}', "id: is a list; write a string or a whole number"),
    ('{"instruction": "x", "id": true}', "id: is a boolean; write a string or a whole number"),
    ('{"instruction": "x", "attributes": {"a": 1}}', "attributes: is {'a': 1}; write an object of strings"),
    ('{"messages": "hello"}', "messages: is not a list of turns; write role and content"),
    ('{"messages": []}', "messages: is empty"),
    ('{"messages": [{"role": "assistant", "content": "x"}]}', "messages: has no user turn"),
    ('{"messages": [{"role": "jester", "content": "x"}]}', "messages[0].role: is no known role; write system, user"),
    ('{"messages": [{"role": "user", "content": ""}]}', "instruction: is empty; write some text"),
    ('{"messages": [{"role": "user"}]}', "messages[0].content: is missing"),
]


@pytest.mark.parametrize(("line", "problem"), BAD)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_text('{"instruction": "Fine."}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_seeds(path)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(f"{path}:2: {problem}")


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    lines = [line.encode() for line, _ in BAD]
    path.write_bytes(b"\n".join([*lines, b'{"instruction": "caf\xe9"}', b'{"instruction": "Fine."}']))
    with pytest.raises(SeedError) as caught:
        load_seeds(path)
    assert [problem.split(":")[1] for problem in caught.value.problems] == [str(n) for n in range(1, len(BAD) + 2)]
    assert caught.value.problems[-1].endswith(
        "is not UTF-8 (invalid continuation byte at byte 20 of the line); save the file as UTF-8"
    )
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_every_problem_of_a_line_is_named(tmp_path: Path) -> None:
    row = {"instruction": "", "type": 1, "labels": [1], "is_classification": "no", "instances": [3, {"output": ""}]}
    with pytest.raises(SeedError) as caught:
        load_seeds(write(tmp_path / "s.jsonl", [row]))
    fields = [problem.split(": ")[1] for problem in caught.value.problems]
    assert fields == ["instruction", "instances[0]", "instances[1].output", "labels", "is_classification", "type"]


def test_items_of_an_array_are_named_by_number(tmp_path: Path) -> None:
    path = tmp_path / "alpaca.json"
    path.write_text(json.dumps([{"instruction": "Fine."}, 5, {"instruction": "x", "input": "y"}]), encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_seeds(path)
    assert caught.value.problems == [
        f"{path}: item 2: is a number; write a JSON object",
        f"{path}: item 3: output: is missing; write a string",
    ]


def test_repeated_ids_and_tasks_that_differ_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", [{"id": "a", "instruction": "One."}, {"id": "a", "instruction": "Two."}])
    with pytest.raises(SeedError) as caught:
        load_seeds(path)
    assert caught.value.problems == [f"{path}:2: id: 'a' is also used at {path}:1; give each task its own"]
    rows = [{"task_id": "t", "instruction": text, "output": "x"} for text in ("One.", "Two.")]
    with pytest.raises(SeedError, match=r":2: task_id: another row of 't' has a different instruction"):
        load_seeds(write(path, rows))


WHOLE_FILES: list[tuple[bytes, str]] = [
    (b"", "contains no tasks; write one JSON object per line"),
    (b"\n \n", "contains no tasks; write one JSON object per line"),
    (b"\xef\xbb\xbf", "contains no tasks; write one JSON object per line"),
    (b"[]", "contains no tasks; write one JSON object per line"),
    ('{"instruction": "x"}'.encode("utf-16"), "is UTF-16; save it as UTF-8"),
    (b'[{"instruction": "caf\xe9"}]', "is not UTF-8"),
    (b'[\n{"instruction": "x"},\n}]', "is not JSON: "),
    (b"[" * 100_000, "is not JSON that can be read: "),
]


@pytest.mark.parametrize(("data", "problem"), WHOLE_FILES)
def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "seeds"
    path.write_bytes(data)
    with pytest.raises(SeedError) as caught:
        load_seeds(path)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(str(path))
    assert problem in caught.value.problems[0]


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SeedError) as caught:
        load_seeds(tmp_path / "none.jsonl")
    assert caught.value.problems == [f"{tmp_path}/none.jsonl: there is no such file"]
    with pytest.raises(SeedError, match="is a folder without a file of rows"):
        load_seeds(str(tmp_path))


def test_the_published_seed_tasks(parity: Path) -> None:
    tasks = load_seeds(parity / "seed_tasks.jsonl")
    assert len(tasks) == 175
    assert sum(len(task.instances) for task in tasks) == 175
    assert sum(not task.instances[0].input for task in tasks) == 50
    assert sum(task.is_classification is True for task in tasks) == 26
    assert all(task.type for task in tasks)


TYPES = [
    ("Write a short summary of the following text.", "write_short_summary"),
    ("What is the relation between the given pairs?", "relation_between_pairs"),
    ("Don’t use it", "dont"),
    ("Résumez cet article", "resumez_cet_article"),
    ("Is it?", "is_it"),
    ("Write 3 haikus", "write_3_haikus"),
    ("写一首诗", ""),
    ("", ""),
    ("Pneumonoultramicroscopicsilicovolcanoconiosis explained", "pneumonoultramicroscopicsilicovolcanocon"),
]


@pytest.mark.parametrize(("instruction", "name"), TYPES)
def test_type_of(instruction: str, name: str) -> None:
    assert type_of(instruction) == name


@pytest.mark.parametrize(
    ("mode", "kept"),
    [(None, ["Call [PHONE].", "Call +49 170 1234567."]), ("mask", ["Call [PHONE]."]), ("drop", []),
     ("off", ["Call +49 170 1234567."])],
)  # fmt: skip
def test_how_seeds_are_treated(mode: str | None, kept: list[str], tmp_path: Path) -> None:
    from selfinstruct.text.masking import Masking

    rows = [
        converse("Call +49 170 1234567."),
        {"instruction": "Call +49 170 1234567."},
        {"instruction": "Rest a while."},
    ]
    tasks = load_seeds(write(tmp_path / "s.jsonl", rows), Masking.chosen(mode))
    assert [task.instruction for task in tasks] == [*kept, "Rest a while."]


def test_a_pool_is_treated_as_the_seeds_are(tmp_path: Path) -> None:
    pool = write(tmp_path / "pool.jsonl", [{"instruction": f"Call {PLANTED[1]} and ask for the way to the lake."}])
    run = selfinstruct.generate(ROOT / "seeds" / "finance.jsonl", n=1, pool=pool, pii="mask", out=tmp_path / "out")
    assert run.info["pii"]["found"]["phone"] == 1
    assert traces(everything(tmp_path, pool)) == []


def test_off_lets_everything_stand(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", [converse(f"It is {PLANTED[0]}.")])
    run = selfinstruct.distill(path, model=Answering(echo), out=tmp_path / "out", pii="off")
    assert run.dataset()[0]["output"] == f"About It is {PLANTED[0]}."
    assert run.info["pii"] == {"mode": "off", "found": {}, "dropped": 0, "answers": {}}
