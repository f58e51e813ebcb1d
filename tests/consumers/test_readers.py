"""What trainers read is what was exported, byte for byte: texts that break readers, in their own loaders.

A tokenizer of bytes stands for a model's, so that tokens become text again; the loss is on the answers and their end
marks, and nowhere else.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError
from selfinstruct.flows.export.split_plan import plan_splits
from tests.consumers import consume
from tests.support.runs import read, write
from tests.support.service_files import LOOSER, STRICTER, TEXTS, cases, kind_of

pytestmark = pytest.mark.consumer

Pieces = list[list[Any]]
END = "<|im_end|>"
SPLITS = "train=0.8,valid=0.1,test=0.1"


def turn(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources of hostile texts: single questions, conversations, tables with inputs, pairs."""
    place = tmp_path_factory.mktemp("hostile")
    texts = list(TEXTS.values())
    single = [[turn("user", f"Say {text}"), turn("assistant", text)] for text in texts]
    talks = [
        [
            turn("system", text), turn("user", text), turn("assistant", f"{number}."), turn("user", f"{number}?"),
            turn("assistant", text),
        ]
        for number, text in enumerate(texts)
    ]  # fmt: skip
    write(place / "single.jsonl", [{"messages": turns} for turns in single])
    write(place / "talks.jsonl", [{"messages": turns} for turns in single + talks])
    tables = [{"instruction": f"Say {text}", "input": text, "output": text} for text in texts]
    write(place / "tables.jsonl", tables)
    pairs = [{"prompt": turns[:-1], "chosen": turns[-1]["content"], "rejected": f"Not {number}"}
             for number, turns in enumerate(single)]  # fmt: skip
    write(place / "pairs.jsonl", pairs)
    longer = [{"prompt": turns[:-1], "chosen": turns[-1]["content"], "rejected": f"Not {number}"}
              for number, turns in enumerate(talks)]  # fmt: skip
    write(place / "long_pairs.jsonl", pairs + longer)
    return place


def exported(source: Path, format: str, out: Path, **options: Any) -> list[Any]:
    """The rows of an export to `out`, none of which was left out."""
    made = selfinstruct.export(source, format, out, **options)
    assert made.rows
    assert not made.dropped
    return read(out) if out.is_file() else []


def joined(row: dict[str, str]) -> str:
    """Instruction and input as LLaMA-Factory and ms-swift put them together."""
    return f"{row['instruction']}\n{row['input']}" if row["input"] else row["instruction"]


def chatml(turns: Sequence[dict[str, Any]], *, last: bool = False) -> Pieces:
    """A conversation in pieces, with what is trained: the assistant's turns, or only the last of them."""
    pieces: Pieces = [[False, ""]]
    for number, told in enumerate(turns):
        pieces[-1][1] += f"<|im_start|>{told['role']}\n"
        if told["role"] == "assistant" and (not last or number == len(turns) - 1):
            pieces += [[True, f"{told['content']}{END}"], [False, "\n"]]
        else:
            pieces[-1][1] += f"{told['content']}{END}\n"
    return pieces[:-1] if pieces[-1] == [False, "\n"] else pieces


def plain(pieces: Pieces) -> Pieces:
    """Without the line end after an answer, which some train and others do not; it is no part of a text."""
    found: Pieces = []
    for on, text in pieces:
        if found and found[-1][0] and found[-1][1].endswith(f"{END}\n"):
            found[-1][1], text = found[-1][1][:-1], "\n" + text
        found.append([on, text])
    if found[-1][0]:
        found[-1][1] = found[-1][1].removesuffix("\n")
    elif found[-1][1] in ("\n", ""):
        found.pop()
    return found


def same(found: Sequence[Pieces], turns: Sequence[Sequence[dict[str, Any]]], *, last: bool = False) -> None:
    assert len(found) == len(turns)
    for pieces, wanted in zip(found, turns, strict=True):
        assert plain(pieces) == chatml(wanted, last=last)


def sides(rows: Sequence[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Both conversations of each row of `trl-dpo`."""
    return ((row["prompt"] + row["chosen"], row["prompt"] + row["rejected"]) for row in rows)


def same_pairs(found: Sequence[Any], rows: Sequence[Any]) -> None:
    for side in (0, 1):
        same([pair[side] for pair in found], [turns[side] for turns in sides(rows)], last=True)


def test_openrlhf(folder: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.jsonl" for name in ("messages", "trl-dpo", "trl-dpo-implicit")}
    talks = exported(folder / "talks.jsonl", "messages", files["messages"])
    pairs = exported(folder / "long_pairs.jsonl", "trl-dpo", files["trl-dpo"])
    exported(folder / "long_pairs.jsonl", "trl-dpo-implicit", files["trl-dpo-implicit"])
    given = [f"{name}={path}" for name, path in files.items()]
    found, chosen, implicit = consume("openrlhf", "read_openrlhf", *given, cwd=tmp_path)
    same(found, [row["messages"] for row in talks], last=True)
    same_pairs(chosen, pairs)
    same_pairs(implicit, pairs)


def test_mlx_lm_with_splits_under_its_names(folder: Path, tmp_path: Path) -> None:
    source, names = folder / "talks.jsonl", ("train", "valid", "test")
    for format in ("messages", "prompt-completion"):
        given = folder / "single.jsonl" if format == "prompt-completion" else source
        selfinstruct.export(given, format, tmp_path / format, splitting=plan_splits(SPLITS))
    made = consume("mlx", "read_mlx", tmp_path / "messages", tmp_path / "prompt-completion", cwd=tmp_path)
    for format, found in zip(("messages", "prompt-completion"), made, strict=True):
        assert set(found) == set(names)
        for name in names:
            rows = read(tmp_path / format / f"{name}.jsonl")
            talks = [
                row.get("messages") or [turn("user", row["prompt"]), turn("assistant", row["completion"])]
                for row in rows
            ]
            same(found[name], talks, last=True)


def test_torchtune(folder: Path, tmp_path: Path) -> None:
    files = {
        name: tmp_path / f"{name}.jsonl"
        for name in ("messages", "prompt-completion", "alpaca", "sharegpt", "trl-dpo-implicit")
    }
    talks = exported(folder / "talks.jsonl", "messages", files["messages"])
    texts = exported(folder / "single.jsonl", "prompt-completion", files["prompt-completion"])
    tables = exported(folder / "tables.jsonl", "alpaca", files["alpaca"])
    exported(folder / "talks.jsonl", "sharegpt", files["sharegpt"])
    pairs = exported(folder / "long_pairs.jsonl", "trl-dpo-implicit", files["trl-dpo-implicit"])
    given = [f"{name}={path}" for name, path in files.items()]
    made = dict(zip(files, consume("torchtune", "read_torchtune", *given, cwd=tmp_path), strict=True))
    wanted = [[[it["role"], it["content"], it["role"] == "assistant"] for it in row["messages"]] for row in talks]
    assert made["messages"] == made["sharegpt"] == wanted
    assert made["prompt-completion"] == [
        [["user", row["prompt"], False], ["assistant", row["completion"], True]] for row in texts
    ]
    for (asked, told), row in zip(made["alpaca"], tables, strict=True):
        assert told == ["assistant", row["output"], True]
        assert asked[2] is False
        assert row["instruction"] in asked[1]
        assert f"### Input:\n{row['input']}\n" in asked[1] or not row["input"]
    for (chosen, rejected), row in zip(made["trl-dpo-implicit"], pairs, strict=True):
        assert [it[1] for it in chosen] == [it["content"] for it in row["chosen"]]
        assert [it[1] for it in rejected] == [it["content"] for it in row["rejected"]]


def test_ms_swift(folder: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.jsonl" for name in ("messages", "alpaca", "swift-dpo", "swift-kto")}
    talks = exported(folder / "talks.jsonl", "messages", files["messages"])
    tables = exported(folder / "tables.jsonl", "alpaca", files["alpaca"])
    pairs = exported(folder / "long_pairs.jsonl", "swift-dpo", files["swift-dpo"])
    labelled = exported(folder / "long_pairs.jsonl", "swift-kto", files["swift-kto"])
    made = dict(zip(files, consume("swift", "read_swift", *files.values(), cwd=tmp_path), strict=True))

    def spoken(rows: Sequence[Any]) -> list[Any]:
        return [[(it["role"], it["content"]) for it in row["messages"]] for row in rows]

    assert spoken(made["messages"]) == spoken(talks)
    assert spoken(made["alpaca"]) == [[("user", joined(row)), ("assistant", row["output"])] for row in tables]
    assert spoken(made["swift-dpo"]) == spoken(pairs)
    for found, row in zip(made["swift-dpo"], pairs, strict=True):
        rejected = found.get("rejected_response") or found["rejected_messages"][-1]["content"]
        assert rejected == row["rejected_response"]
    assert spoken(made["swift-kto"]) == spoken(labelled)
    assert [bool(row["label"]) for row in made["swift-kto"]] == [row["label"] for row in labelled]


def test_llama_factory(folder: Path, tmp_path: Path) -> None:
    sources = {"single": "single", "tables": "tables", "talks": "talks", "pairs": "pairs", "long": "long_pairs"}
    for name, source in sources.items():
        exported(folder / f"{source}.jsonl", "llama-factory", tmp_path / name)
    exported(folder / "tables.jsonl", "llama-factory", tmp_path / "system", system="Be brief.")
    exported(folder / "talks.jsonl", "llama-factory", tmp_path / "json", file_type="json")
    exported(folder / "long_pairs.jsonl", "llama-factory-kto", tmp_path / "kto")
    names = ("single", "tables", "system", "talks", "json")
    given = [f"sft={tmp_path / name}/instances" for name in names]
    given += [f"rm={tmp_path / name}/preferences" for name in ("pairs", "long")]
    given += [f"kto={tmp_path / 'kto'}/preferences"]
    *made, pairs, longer, labelled = consume("llama-factory", "read_llama_factory", *given, cwd=tmp_path)
    found = dict(zip(names, made, strict=True))
    same(found["single"], [row["messages"] for row in read(folder / "single.jsonl")])
    tables = [
        [turn("user", joined(row)), turn("assistant", row["output"])]
        for row in read(tmp_path / "tables" / "instances.jsonl")
    ]
    same(found["tables"], tables)
    same(found["system"], [[turn("system", "Be brief."), *turns] for turns in tables])
    talks = [row["messages"] for row in read(folder / "talks.jsonl")]
    same(found["talks"], talks)
    same(found["json"], talks)
    for made, source in ((pairs, "pairs"), (longer, "long_pairs")):
        rows = [
            row | {side: [turn("assistant", row[side])] for side in ("chosen", "rejected")}
            for row in read(folder / f"{source}.jsonl")
        ]
        same_pairs(made, rows)
    wanted = [turns for both in sides(rows) for turns in both]
    assert [label for label, _ in labelled] == [True, False] * len(rows)
    same([pieces for _, pieces in labelled], wanted, last=True)


def test_rows_without_an_input_are_read_as_those_with_an_empty_one(tmp_path: Path) -> None:
    others: list[dict[str, Any]] = [{"input": None}, {}, {"input": ""}]
    rows = [{"instruction": f"Say {number}", "output": f"{number}."} | more for number, more in enumerate(others)]
    file = write(tmp_path / "instances.jsonl", rows)
    assert selfinstruct.check(file, "alpaca").valid
    assert selfinstruct.check(file, "llama-factory").valid
    columns = {"prompt": "instruction", "query": "input", "response": "output"}
    info = {"instances": {"file_name": "instances.jsonl", "columns": columns}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(info))
    talks = [[turn("user", row["instruction"]), turn("assistant", row["output"])] for row in rows]
    (found,) = consume("llama-factory", "read_llama_factory", f"sft={tmp_path}/instances", cwd=tmp_path)
    same(found, talks)
    (found,) = consume("swift", "read_swift", file, cwd=tmp_path)
    assert [row["messages"] for row in found] == talks
    (found,) = consume("torchtune", "read_torchtune", f"alpaca={file}", cwd=tmp_path)
    assert all("### Input" not in asked[1] for asked, _ in found)


def test_verl_reads_texts_for_reward_models(folder: Path, tmp_path: Path) -> None:
    selfinstruct.export(folder / "pairs.jsonl", "dpo-text", tmp_path / "texts.parquet")
    rows = exported(folder / "pairs.jsonl", "dpo-text", tmp_path / "texts.jsonl")
    (found,) = consume("verl", "read_verl", tmp_path / "texts.parquet", cwd=tmp_path)
    assert found == [[row["prompt"] + row[side] + END for side in ("chosen", "rejected")] for row in rows]


def test_axolotl(folder: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.jsonl" for name in ("messages", "alpaca", "trl-dpo")}
    talks = exported(folder / "talks.jsonl", "messages", files["messages"])
    tables = exported(folder / "tables.jsonl", "alpaca", files["alpaca"])
    pairs = exported(folder / "long_pairs.jsonl", "trl-dpo", files["trl-dpo"])
    given = [f"{name}={path}" for name, path in files.items()]
    made = dict(zip(files, consume("axolotl", "read_axolotl", *given, cwd=tmp_path), strict=True))
    same(made["messages"], [row["messages"] for row in talks])
    for pieces, row in zip(made["alpaca"], tables, strict=True):
        asked, told = plain(pieces)
        # It puts no second end mark after one that the text ends with.
        assert told == [True, row["output"].removesuffix(END) + END]
        assert row["instruction"] in asked[1]
        assert row["input"] in asked[1]
    for (prompt, chosen, rejected), row in zip(made["trl-dpo"], pairs, strict=True):
        assert prompt == "".join(text for _, text in chatml(row["prompt"])) + "<|im_start|>assistant\n"
        assert (chosen, rejected) == (row["chosen"][0]["content"] + END, row["rejected"][0]["content"] + END)


@pytest.mark.parametrize("model", ["lite", "lite-2"])
def test_the_nova_forge_sdk_agrees_with_check(model: str, tmp_path: Path) -> None:
    few = ("as many as may be", "one too many", "too many for validation", "nothing", "few rows")
    files = [case for case in cases("bedrock-conversation") if case.name not in few]
    paths = [case.write(tmp_path / str(number)) for number, case in enumerate(files)]
    theirs = consume("nova-forge", "validate_forge", "sft", model, *paths, cwd=tmp_path)
    stricter, noted, agreed = [], [], 0
    for case, path, refused in zip(files, paths, theirs, strict=True):
        try:
            ours = selfinstruct.check(path, "bedrock-conversation", split=case.split)
            valid, notes = ours.valid, ours.notes
        except SeedError:
            valid, notes = False, ()
        if valid is not bool(refused):
            agreed += 1
        elif valid:
            assert notes, case.name
            noted.append(case.name)
        else:
            stricter.append(case.name)
    assert agreed > 60
    assert noted == ["reasoning"]
    assert stricter == [
        "a reserved word in small letters", "a text of white space", "an empty content", "type beside text",
        "half a surrogate pair", "an empty system",
    ]  # fmt: skip


def test_the_nova_forge_sdk_takes_documents_and_tools(folder: Path, tmp_path: Path) -> None:
    tool = {"type": "function", "function": {"name": "add", "description": "Adds."}}
    call = {"id": "a", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}
    talk = [turn("user", "Add."), turn("assistant", "") | {"tool_calls": [call]},
            turn("tool", "2") | {"tool_call_id": "a"}, turn("assistant", "2.")]  # fmt: skip
    source = write(tmp_path / "tools.jsonl", [{"messages": talk, "tools": [tool]}] * 200)
    exported(source, "bedrock-conversation", tmp_path / "nova.jsonl")
    assert consume("nova-forge", "validate_forge", "sft", "lite-2", tmp_path / "nova.jsonl", cwd=tmp_path) == [""]
    exported(folder / "tables.jsonl", "nova-cpt", tmp_path / "cpt.jsonl")
    exported(folder / "tables.jsonl", "text", tmp_path / "text.jsonl")
    files = [tmp_path / "cpt.jsonl", tmp_path / "text.jsonl"]
    taken, other = consume("nova-forge", "validate_forge", "cpt", "lite", *files, cwd=tmp_path)
    assert taken == ""
    assert "Extra inputs are not permitted" in other


def test_together_agrees_with_check(tmp_path: Path) -> None:
    files = list(cases("messages"))
    paths = [case.write(tmp_path / str(number)) for number, case in enumerate(files)]
    agreed = {True: 0, False: 0}
    for case, path, report in zip(
        files, paths, consume("together", "check_together", *paths, cwd=tmp_path), strict=True
    ):
        taken = report["is_check_passed"]
        try:
            ours = selfinstruct.check(path, "messages", split=case.split)
            valid, notes = ours.valid, ours.notes
        except SeedError:
            valid, notes = False, ()
        if valid is taken:
            agreed[valid] += 1
        elif valid:
            assert notes or kind_of(case.name, LOOSER), f"{case.name}: {report['message']}"
        else:
            assert kind_of(case.name, STRICTER), case.name
    assert min(agreed.values()) >= 20, agreed
