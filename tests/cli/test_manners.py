"""What a user who slips is told: the option that was meant, the address that is wrong, options that do nothing."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.flows.export.check import check
from tests.support.processes import run
from tests.support.runs import SEEDS, write

RECORDS = [{"id": str(number), "text": text} for number, text in enumerate(["Great phone.", "Broke after a day."])]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return selfinstruct.generate(SEEDS, n=12, out=tmp_path_factory.mktemp("made") / "run").path


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("labelled")
    records = write(place / "records.jsonl", RECORDS)
    return selfinstruct.label(records, ["offline", "offline/load"], labels=["good", "bad"], out=place / "labels").path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--seed", "seeds.jsonl"),
            "'--seed': must be a whole number; did you mean --seeds? See selfinstruct",
        ),
        (("-n", "0"), "'-n': must be at least 1; see selfinstruct generate --help"),
        (
            ("--model", "groq/x"),
            "other service that speaks OpenAI's API is openai/NAME with --base-url URL",
        ),
    ],
)
def test_what_was_meant_is_told(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), *words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_flag_that_the_environment_sets_can_be_taken_back(made: Path, tmp_path: Path) -> None:
    env = {"SELFINSTRUCT_JSON": "1"}
    assert json.loads(run("show", str(made), cwd=tmp_path, env=env).stdout)["status"] == "done"
    told = run("show", str(made), "--no-json", cwd=tmp_path, env=env).stdout
    assert told.split("\n")[1] == "Done: 12 tasks of 12 asked for"
    assert "--no-json" not in run("show", "--help", cwd=tmp_path).stdout


def test_options_that_do_nothing_are_told(tmp_path: Path) -> None:
    words = ("generate", "--seeds", str(SEEDS), "-n", "2")
    done = run(*words, "--base-url", "http://127.0.0.1:9/v1", "--batch-s3", "s3://bucket/x", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.split("\n")[:2] == [
        "warning: offline/… does not use --base-url", "warning: --batch-s3 is for --batch, and does nothing without it",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="--only repeats_demonstration: compares a task with what its prompt showed"):
        selfinstruct.filter_dataset(SEEDS, tmp_path / "kept.jsonl", only=["repeats_demonstration"])


def test_an_address_without_its_end_or_with_too_much_of_one_is_told(tmp_path: Path) -> None:
    from tests.serve import serving

    with serving() as server:
        for wrong, hint in (
            (f"{server.base_url}/chat/completions", "(the base URL ends before /chat/completions)"),
            (server.base_url.removesuffix("/v1"), "(does the base URL end in /v1?)"),
            (
                server.base_url.replace("http:", "https:"),
                "it does not speak TLS; is the address http:// rather",
            ),
        ):
            words = ("generate", "--seeds", str(SEEDS), "--model", "openai/offline", "--base-url", wrong, "--out", "r")
            done = run(*words, cwd=tmp_path, env={"OPENAI_API_KEY": "none"})
            first, second = [line for line in done.stderr.strip().split("\n") if not line.startswith("0/")]
            assert hint in first
            assert second == "Continue with: selfinstruct resume r --base-url URL"


def test_in_flight_are_requests_also_where_a_prompt_takes_several(made: Path, tmp_path: Path) -> None:
    import shutil

    from tests.serve import serving

    shutil.copytree(made, tmp_path / "run")
    seen: list[int] = []
    with serving(latency="fixed:20") as server:
        selfinstruct.prefer(
            tmp_path / "run", "rank", models=["openai/offline"], judges=["openai/offline"], n=8, concurrency=4,
            base_url=server.base_url, watch=lambda progress: seen.append(progress.in_flight),
        )  # fmt: skip
        assert 0 < max(seen) <= server.stats()["max_in_flight"] <= 4


def test_lines_added_to_a_finished_run_are_an_error(made: Path, tmp_path: Path) -> None:
    import shutil

    run_ = Path(shutil.copytree(made, tmp_path / "run"))
    with (run_ / "dataset.jsonl").open("a") as file:
        file.write(json.dumps({"instruction": "Mine"}) + "\n")
    done = run("resume", "run", cwd=tmp_path)
    assert done.returncode == 1
    assert "error: run/dataset.jsonl: has lines at its end that this run did not write; delete the file" in done.stderr
    (run_ / "dataset.jsonl").unlink()
    assert run("resume", "run", cwd=tmp_path).returncode == 0
    assert (run_ / "dataset.jsonl").read_bytes() == (made / "dataset.jsonl").read_bytes()


def test_preferences_that_never_reached_their_model_are_in_no_card(made: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(made, tmp_path / "run")
    env = {"OPENAI_API_KEY": "none"}
    words = ("prefer", "run", "--method", "rank", "--model", "openai/x", "--base-url", "http://127.0.0.1:9/v1")
    assert run(*words, cwd=tmp_path, env=env).returncode == 1
    selfinstruct.export(tmp_path / "run", "hub", tmp_path / "hub")
    assert "rank" not in (tmp_path / "hub" / "README.md").read_text()


def test_check_takes_a_folder_that_export_wrote(made: Path, tmp_path: Path) -> None:
    for format in ("hub", "llama-factory", "jumpstart"):
        selfinstruct.export(made, format, tmp_path / format)
        assert check(tmp_path / format, format).valid
    splits = selfinstruct.plan_splits(split="80/20")
    found = selfinstruct.export(made, "alpaca", tmp_path / "splits", splitting=splits)
    told = check(tmp_path / "splits", "alpaca")
    assert (told.valid, told.rows) == (True, found.rows)
    (tmp_path / "splits" / "train.jsonl").write_text('{"instruction": ""}\n')
    assert check(tmp_path / "splits", "alpaca").problems[0].startswith(str(tmp_path / "splits" / "train.jsonl:1"))


def test_labels_lead_to_training_data(labelled: Path, tmp_path: Path) -> None:
    accepted = [json.loads(line) for line in (labelled / "accepted.jsonl").read_text().splitlines()]
    out = tmp_path / "train.jsonl"
    selfinstruct.export(labelled / "accepted.jsonl", "alpaca", out)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert rows == [{"instruction": row["text"], "input": "", "output": row["label"]} for row in accepted]
    # A label of somebody else's, in a corpus for example, is no answer.
    other = write(tmp_path / "other.jsonl", [{"text": "A text.", "label": "news"}])
    assert not check(other, "alpaca").valid
    turns = write(
        tmp_path / "turns.jsonl",
        [{"messages": [{"role": "user", "content": "Hello?"}], "label": "greeting", "judges": ["a", "b"]}],
    )
    selfinstruct.export(turns, "prompt-completion", out, overwrite=True)
    assert json.loads(out.read_text())["completion"].strip() == "greeting"


def test_labels_may_stand_in_a_text_file(tmp_path: Path) -> None:
    records, names = write(tmp_path / "records.jsonl", RECORDS), tmp_path / "names.txt"
    names.write_text("good\n\nbad\n")
    made = selfinstruct.label(records, ["offline", "offline/load"], labels=names, out=tmp_path / "out")
    assert made.info["labels"] == ["good", "bad"]
    with pytest.raises(UsageError, match=r"no\.yaml: there is no such file\Z"):
        selfinstruct.label(records, ["offline", "offline/load"], labels=tmp_path / "no.yaml", out=tmp_path / "out")


def test_a_judge_named_twice_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = write(tmp_path / "records.jsonl", RECORDS)
    made = selfinstruct.label(records, ["offline", "offline"], labels=["good", "bad"], out=tmp_path / "out")
    assert "offline is named twice: that these judges agree says nothing" in caplog.text
    assert made.info["agreement"]["pairs"][0]["caveat"].startswith("one model: it is named twice;")


def test_show_samples_of_files_and_of_label_runs(made: Path, labelled: Path, tmp_path: Path) -> None:
    shown = run("show", str(made / "dataset.jsonl"), "--samples", "2", cwd=tmp_path).stdout
    assert shown.count("Instruction: ") == 2
    tasks = run("show", str(SEEDS), "--samples", "3", cwd=tmp_path).stdout
    assert tasks.count("Instruction: ") == tasks.count("Output: ") == 3
    pair = write(tmp_path / "pair.jsonl", [{"prompt": "Name a river.", "chosen": "The Rhine.", "rejected": "Bonn."}])
    assert run("show", str(pair), "--samples", "5", cwd=tmp_path).stdout.endswith(
        "Chosen: The Rhine.\nRejected: Bonn.\n"
    )
    told = run("show", str(labelled), "--samples", "1", cwd=tmp_path).stdout
    assert "Done: 2 records of 2 labelled" in told
    assert "offline/load: " in told
    nothing = run("show", str(pair), cwd=tmp_path)
    assert nothing.returncode == 2
    assert "give --stats or --samples N to see what it contains" in nothing.stderr


@pytest.mark.parametrize("column", ["review", "Review Text", "comment", "content", "Tweet", "body"])
def test_files_of_reviews_and_posts_are_labelled_under_their_own_names(tmp_path: Path, column: str) -> None:
    rows = [{column: "The room was lovely.", "stars": 5}, {column: "A bad chair.", "stars": 1}]
    records = write(tmp_path / "records.jsonl", rows)
    judges, out = ["offline", "offline/judge-c"], tmp_path / "o"
    made = selfinstruct.label(records, judges, labels=["positive", "negative"], out=out)
    assert made.status == "done"
    assert len(made.rows()) == 2


def test_an_export_tells_of_the_file_beside_it(made: Path, tmp_path: Path) -> None:
    done = run("export", str(made), "--format", "messages", "-o", "train.jsonl", cwd=tmp_path)
    assert "beside it, for no trainer: train.meta.jsonl" in done.stderr
    assert "beside it" not in run("export", str(made), "--format", "messages", cwd=tmp_path).stderr


def test_a_check_of_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    for form in ("messages", "alpaca", "openai-dpo", "bedrock-conversation"):
        done = run("check", "nosuch.jsonl", "--format", form, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, "error: nosuch.jsonl: there is no such file\n")


def test_a_misspelt_key_of_an_instance_stops_a_command(tmp_path: Path) -> None:
    row = {"instruction": "Describe it.", "instances": [{"inptu": "the house", "output": "It is old."}]}
    seeds = write(tmp_path / "seeds.jsonl", [row])
    for words in (["validate", str(seeds)], ["generate", "--seeds", str(seeds)]):
        done = run(*words, cwd=tmp_path)
        assert done.returncode == 2
        assert "'instances[].inptu' (did you mean 'input'?): is not read; rename it" in done.stderr


@pytest.mark.parametrize(
    "names", [("input", "output"), ("Input", "Output"), ("context", "response"), ("INPUT", "Completion")]
)
def test_instances_may_call_their_parts_as_rows_do(tmp_path: Path, names: tuple[str, str]) -> None:
    given, answer = names
    row = {"instruction": "Describe the thing below.", "instances": [{given: "a red old house", answer: "It is old."}]}
    path = write(tmp_path / "rows.jsonl", [row])
    (task,) = selfinstruct.load_seeds(path)
    assert [(item.input, item.output) for item in task.instances] == [("a red old house", "It is old.")]
    selfinstruct.export(path, "alpaca", tmp_path / "out.jsonl")
    exported = json.loads((tmp_path / "out.jsonl").read_text())
    assert (exported["input"], exported["output"]) == ("a red old house", "It is old.")
    selfinstruct.filter_dataset(path, tmp_path / "kept.jsonl", only=["length"])
    assert json.loads((tmp_path / "kept.jsonl").read_text()) == row, "written as it was"


def test_an_unknown_model_is_refused_before_anything_is_estimated(tmp_path: Path) -> None:
    seeds = write(tmp_path / "seeds.jsonl", [{"instruction": "Name a river."}])
    done = run("generate", "--seeds", str(seeds), "--model", "opnai/x", "--dry-run", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: there is no model 'opnai/x'; ")


def test_a_default_that_is_wrong_is_traced_to_where_it_stands(tmp_path: Path) -> None:
    seeds = write(tmp_path / "seeds.jsonl", [{"instruction": "Name a river."}])
    done = run("generate", "--seeds", str(seeds), cwd=tmp_path, env={"SELFINSTRUCT_GENERATE_N": "abc"})
    assert "(it comes from $SELFINSTRUCT_GENERATE_N)" in done.stderr
    (tmp_path / "selfinstruct.toml").write_text('[generate]\nn = "many"\n')
    assert "(it comes from the file of settings)" in run("generate", "--seeds", str(seeds), cwd=tmp_path).stderr


def test_another_run_of_that_name_is_told_of(tmp_path: Path) -> None:
    seeds = write(tmp_path / "seeds.jsonl", [{"instruction": f"Name river number {n}."} for n in range(6)])
    run("generate", "--seeds", str(seeds), "-n", "2", cwd=tmp_path)
    told = run("generate", "--seeds", str(seeds), "-n", "2", "--topic", "boats", cwd=tmp_path).stderr
    assert "runs/seeds holds another run (model offline): this one goes to runs/seeds-2" in told
    again = run("generate", "--seeds", str(seeds), "-n", "2", "--topic", "boats", cwd=tmp_path).stderr
    assert "holds another run" not in again
