"""YAML, text lines, texts in JSON and one JSON object with the rows: what is read of them, and with which places."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.rows import read_rows

LAMP, RIVER = {"instruction": "Light the lamp."}, {"instruction": "Name a river.", "output": "The Elbe"}


def read(path: Path, data: str | bytes, **how: Any) -> list[tuple[str, Any, str]]:
    """The rows with their places, without the file's name in them."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [(place.removeprefix(str(path)), row, problem) for place, row, problem in read_rows(path, **how)]


def refused(path: Path, data: str | bytes) -> str:
    with pytest.raises(SeedError) as caught:
        read(path, data)
    assert len(caught.value.problems) == 1
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("x.yaml", "- instruction: Light the lamp.\n\n- instruction: Name a river.\n  output: The Elbe\n",
         [(":1", LAMP), (":3", RIVER)]),
        ("x.yml", "# ours\n- Light the lamp.\n- >\n  Name\n  a river.\n",
         [(":2", LAMP), (":3", {"instruction": "Name a river.\n"})]),
        ("x.yaml", "version: 2\nseeds:\n- instruction: Light the lamp.\n", [(":3", LAMP)]),
        ("x.yaml", "instruction: Light the lamp.\n", [(":1", LAMP)]),
        ("x.yaml", "- {instruction: 6 times 7?, output: 42, n: 1.50, on: 2026-01-02, is: no, ok: true, id: ~}\n",
         [(":1", {"instruction": "6 times 7?", "output": "42", "n": "1.50", "on": "2026-01-02", "is": "no", "ok": True,
                  "id": None})]),
        ("x.yaml", "- &lamp\n  instruction: Light the lamp.\n- <<: *lamp\n  output: 'true'\n- *lamp\n",
         [(":1", LAMP), (":3", LAMP | {"output": "true"}), (":1", LAMP)]),
        ("x.yaml", "[]\n", []),
        ("x.yaml", "\n", []),
        ("x.txt", "Light the lamp.\r\n\n  \nAnother line: with a colon, a comma.\n",
         [(":1", LAMP), (":4", {"instruction": "Another line: with a colon, a comma."})]),
        ("x.txt", '"Light" the lamp?\n- 5 + 3 = ?\n', [(":1", {"instruction": '"Light" the lamp?'}),
                                                        (":2", {"instruction": "- 5 + 3 = ?"})]),
        ("x.txt", json.dumps(RIVER) + "\n", [(":1", RIVER)]),
        ("part-00000.txt", '"Light the lamp."\n', [(":1", LAMP)]),
        ("x.jsonl", '"Light the lamp."\n\n' + json.dumps(RIVER), [(":1", LAMP), (":3", RIVER)]),
        ("x.json", '["Light the lamp.",\n ""]', [(": item 1", LAMP), (": item 2", {"instruction": ""})]),
        ("x.json", json.dumps({"data": [LAMP, RIVER]}), [(": item 1", LAMP), (": item 2", RIVER)]),
        ("x.jsonl", "\n\n" + json.dumps({"version": 1.1, "rows": ["Light the lamp."]}, indent=1), [(": item 1", LAMP)]),
        ("x.json", json.dumps(RIVER, indent=4), [(":1", RIVER)]),
        ("x", json.dumps({"object": "list", "examples": [LAMP]}, indent=4), [(": item 1", LAMP)]),
        ("x", "instruction;output\nName a river.;The Elbe\n", [(":2", RIVER)]),
        ("x", "output,instruction\nThe Elbe,Name a river.\n", [(":2", RIVER)]),
        ("x", "---\n- instruction: Light the lamp.\n", [(":2", LAMP)]),
        ("x.tsv.gz", gzip.compress(b"instruction\toutput\nName a river.\tThe Elbe\n", mtime=0), [(":2", RIVER)]),
        ("x.yaml.gz", gzip.compress(b"- Light the lamp.\n", mtime=0), [(":1", LAMP)]),
    ],
)  # fmt: skip
def test_what_is_read(name: str, data: str | bytes, found: list[tuple[str, Any]], tmp_path: Path) -> None:
    assert read(tmp_path / name, data) == [(place, row, "") for place, row in found]


CHAT = [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Elbe"}]


@pytest.mark.parametrize(
    "row",
    [
        {"messages": CHAT},
        {"data": CHAT},
        {"id": "0", "data": ["Name a river.", "The Elbe"]},
        {"instruction": "Name a river.", "instances": [{"input": "", "output": "The Elbe"}]},
        {"query": "Name a river.", "documents": ["The Elbe is long.", "The Rhine is longer."]},
        {"object": "chat.completion", "choices": [{"message": CHAT[1]}]},
        {"notes": []},
        {"mixed": [{"a": 1}, "b"]},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_that_is_a_row_itself_is_one(row: dict[str, Any], indent: int | None, tmp_path: Path) -> None:
    assert read(tmp_path / "x.json", json.dumps(row, indent=indent)) == [(":1", row, "")]
    assert [found for _, found, _ in read(tmp_path / "x.jsonl", 2 * (json.dumps(row) + "\n"))] == [row, row]


def test_rows_under_a_key_are_not_looked_for_among_lines(tmp_path: Path) -> None:
    held = {"data": [LAMP]}
    gap = "\n" + " " * 3_000_000 + "\n"
    for between in ("\n", gap):
        found = read(tmp_path / "x.jsonl", json.dumps(held) + between + json.dumps(RIVER))
        assert [row for _, row, _ in found] == [held, RIVER], "nothing after the first line is lost"


def test_a_line_that_is_cut_is_told_of_with_those_after_it(tmp_path: Path) -> None:
    found = read(tmp_path / "x.jsonl", '{"instruction": "a",\n{"instruction": "b"}\n')
    assert [(place, row, bool(problem)) for place, row, problem in found] == [
        (":1", None, True), (":2", {"instruction": "b"}, False)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.yaml", "- instruction: a\n- instruction: b\n  output: c\n  instruction: d\n",
         ":4: has the key 'instruction' twice; write each once"),
        ("x.yaml", "- a: !!python/object/apply:os.getcwd []\n", ":1: has the tag '!!python/object/apply:os.getcwd'; "),
        ("x.yaml", "- !mine a\n", ":1: has the tag '!mine'; leave it out"),
        ("x.yaml", "- ? [a]\n  : b\n", ":1: has a key that is no text"),
        ("x.yaml", "- <<: a\n", ":1: merges (<<) what is no mapping"),
    ],
)  # fmt: skip
def test_a_bad_row_of_yaml_has_its_line(name: str, data: str, told: str, tmp_path: Path) -> None:
    problems = [f"{place}: {problem}" for place, _, problem in read(tmp_path / name, data) if problem]
    assert [problem.startswith(told) for problem in problems] == [True], problems


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.yaml", "a: [b\n", ":2: is not YAML: "),
        ("x.yaml", "- a\n- 'b\n", ":3: is not YAML: "),
        ("x.yaml", b"- a\n- caf\xe9\n", ":2: is not UTF-8 (invalid continuation byte); save the file as UTF-8"),
        ("x.yaml", "- a\n---\n- b\n", ":2: is not YAML: expected a single document"),
        ("x.yaml", "name: x\nname: y\n", ":2: has the key 'name' twice"),
        ("x.yaml", "3\n", ": holds no list of rows; write a list of tasks"),
        ("x.yaml", "a: {b: 1}\n", ": holds no list of rows; write a list of tasks"),
        ("x.yaml", "a: [x]\nb: [y]\n", ": holds lists under 'a', 'b'; leave one"),
        ("x.yaml", "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}, *{m}, *{m}]\n" for m, n in zip(
            "abcdefghijklm", "bcdefghijklmn", strict=True)), ": its aliases expand to more than 5,000,000 values"),
        ("x.yaml", "[" * 3000, " YAML"),
        ("x.json", '{"train": [{"a": 1}], "test": [{"a": 1}]}', ": holds lists under 'train', 'test'; leave one"),
        ("x.jsonl", '{\n "instruction": "a"\n}\n{\n "instruction": "b"\n}\n',
         ": is not JSON lines: its objects stretch over several lines; write each on a line of its own (jq -c . FILE)"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_of_once(name: str, data: str | bytes, told: str, tmp_path: Path) -> None:
    said = refused(tmp_path / name, data)
    assert told in said
    assert "\n" not in said


def test_check_takes_a_file_for_what_its_lines_are(tmp_path: Path) -> None:
    assert read(tmp_path / "x.jsonl", '"Light the lamp."\n', literal=True) == [(":1", "Light the lamp.", "")]
    held = json.dumps({"data": [{"instruction": "a", "output": "b"}]})
    assert read(tmp_path / "y.json", held, literal=True) == [(":1", json.loads(held), "")]
    assert selfinstruct.check(tmp_path / "y.json", "alpaca").problems
    (tmp_path / "z.yaml").write_text("- instruction: a\n  output: b\n")
    with pytest.raises(SeedError, match="is named as yaml, which no trainer reads; make it with selfinstruct export"):
        selfinstruct.check(tmp_path / "z.yaml", "alpaca")


@pytest.mark.parametrize("name", ["x.yaml", "x.txt", "x.json", "x.jsonl"])
def test_a_run_of_any_of_them_is_the_same(name: str, tmp_path: Path) -> None:
    texts = [
        f"Name a {word} and say why." for word in ("river", "lake", "hill", "bird", "tree", "town", "song", "dish")
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({"instruction": text}) + "\n" for text in texts))
    written = {
        "x.yaml": "".join(f"- {text}\n" for text in texts),
        "x.txt": "\n\n".join(texts),
        "x.json": json.dumps({"tasks": texts}, indent=2),
        "x.jsonl": "\n".join(map(json.dumps, texts)),
    }
    (tmp_path / name).write_text(written[name])
    runs = [selfinstruct.generate(tmp_path / path, n=2, out=tmp_path / f"of-{path}") for path in ("rows.jsonl", name)]
    first, second = ((run.path / "dataset.jsonl").read_bytes() for run in runs)
    assert first == second
    assert runs[0].info["identity"] == runs[1].info["identity"]


def test_scores_may_stand_in_yaml(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"instruction": f"Name {n} things."}) + "\n" for n in range(3))
    (tmp_path / "rows.jsonl").write_text(rows)
    out = tmp_path / "pairs"
    selfinstruct.prefer(tmp_path / "rows.jsonl", "rank", out=out, responses=2, responses_only=True)
    scored = [json.loads(line)["id"] for line in (out / "responses.jsonl").read_text().splitlines()]
    (tmp_path / "s.yaml").write_text("".join(f"- {{id: {name}, score: {n}.5}}\n" for n, name in enumerate(scored)))
    selfinstruct.prefer(tmp_path / "rows.jsonl", "rank", out=out, responses=2, scores=tmp_path / "s.yaml")
    assert "chosen" in (out / "preferences.jsonl").read_text()
    (tmp_path / "s.yaml").write_text("".join(f"- {{id: {name}, score: 1_0}}\n" for name in scored))
    with pytest.raises(UsageError, match=r"s\.yaml:1: score: is not a number"):
        selfinstruct.prefer(tmp_path / "rows.jsonl", "rank", out=out, responses=2, scores=tmp_path / "s.yaml")
