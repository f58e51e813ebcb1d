"""Checks as rewards, and pairs of attempts, in the code of those who train on them: TRL and verl."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from tests.consumers import consume
from tests.support.attempts import attempts
from tests.support.runs import read, write

pytestmark = pytest.mark.consumer

PACKAGE = Path(selfinstruct.__file__).parent.parent
# Nested and unlike: a reader that makes one table of all would give each the keys of the others.
SCHEMA = {"check": "json_schema", "schema": {"type": "object", "properties": {"a": {"const": None}}}}
KINDS: Sequence[dict[str, Any]] = (
    {"check": "without_letters", "letters": "e"}, {"check": "digits", "at_least": 1}, SCHEMA,
)  # fmt: skip


def checked(path: Path, count: int = 24) -> Path:
    """Rows of one question and of several turns, with checks that chance passes at times."""
    rows: list[dict[str, Any]] = []
    for number in range(count):
        checks = [{"check": "characters", "at_least": 8 + number}, *KINDS[: number % 4]]
        turns = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": f"Hello {number}"}]
        turns += [{"role": "assistant", "content": "Hi."}, {"role": "user", "content": "A line, please."}]
        output = f"A long line without that, {number}."
        one = {"instruction": f"Write line {number}.", "output": output, "reasoning": "Hm." * (number % 2)}
        several = {"messages": [*turns, {"role": "assistant", "content": output}]}
        rows.append({"checks": checks} | (one if number % 3 else several))
    return write(path, rows)


def test_grpo_takes_two_steps_on_our_rewards(tmp_path: Path) -> None:
    source = checked(tmp_path / "rows.jsonl")
    files = [tmp_path / f"rlvr.{ending}" for ending in ("jsonl", "parquet")]
    for file in files:
        selfinstruct.export(source, "rlvr", file)
    trained = consume("trl", "train_grpo", PACKAGE, *files, cwd=tmp_path)
    for result in trained:
        assert (result["rows"], result["steps"], result["moved"]) == (24, 2, True)
        for entry in result["log"]:
            share, whole = (entry[f"rewards/{name}/mean"] for name in ("check_reward", "all_checks_reward"))
            assert 0 <= whole <= share <= 1
            assert entry["reward"] == pytest.approx(share + whole, abs=1e-6)
        assert max(entry["reward_std"] for entry in result["log"]) > 0, "nothing is learned from equal rewards"
    assert trained[0] == trained[1] | {"log": trained[0]["log"]}


def test_dpo_takes_two_steps_on_pairs_of_attempts(tmp_path: Path) -> None:
    talk = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]
    talk.append({"role": "user", "content": "So?"})
    lines: list[dict[str, Any]] = []
    for number in range(12):
        outputs = [(f"So it is, {number}.", True), (f"No, {number}.", False)]
        lines += attempts(f"t{number}", outputs, prompt=talk if number % 2 else None)
    made = selfinstruct.prefer(write(tmp_path / "attempts.jsonl", lines), "verified", out=tmp_path / "run")
    assert len(made.pairs()) == 12
    given = []
    for name in ("trl-dpo", "trl-dpo-implicit", "kto"):
        selfinstruct.export(tmp_path / "run", name, tmp_path / f"{name}.jsonl", method="verified")
        given.append(f"{name}={tmp_path / name}.jsonl")
    for result in consume("trl", "train_trl", *given, cwd=tmp_path):
        assert (result["steps"], result["moved"]) == (2, True)
        assert result["kept"] == result["rows"] >= 12
        assert 0 < result["loss"] < 20


def test_verl_reads_prompts_and_asks_for_rewards(tmp_path: Path) -> None:
    source = checked(tmp_path / "rows.jsonl")
    files = [tmp_path / f"verl.{ending}" for ending in ("parquet", "jsonl")]
    for file in files:
        selfinstruct.export(source, "rlvr-verl", file)
    found = consume("verl", "read_verl_rl", PACKAGE, *files, cwd=tmp_path)
    assert found[0] == found[1]
    verdicts = tmp_path / "verdicts.jsonl"
    selfinstruct.verify(source, verdicts)
    for row, told, (_, prompt, rewards) in zip(read(files[1]), read(verdicts), found[0], strict=True):
        said = "".join(f"<|im_start|>{turn['role']}\n{turn['content']}<|im_end|>\n" for turn in row["prompt"])
        assert prompt == f"{said}<|im_start|>assistant\n"
        passed = [verdict["passed"] for verdict in told["verdicts"]]
        assert rewards == [pytest.approx(sum(passed) / len(passed))] * 2 + [0.0]
    assert 0 < sum(rewards[0] for _, _, rewards in found[0]) < len(found[0])
