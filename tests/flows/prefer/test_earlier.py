"""What an earlier session has made of other prompts is not lost without a word."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.files import FILE, RESPONSES, read_pairs
from selfinstruct.records import Completion, Request
from tests.support.runs import write

ROWS = [{"prompt": f"Describe the sound of {word}."} for word in ("rain", "bells", "wind", "doors")]
TWICE = [ROWS[0], ROWS[1], ROWS[1]]
NAMED = [{"id": "same", **row} for row in ROWS[:2]]


class Numbered:
    """Answers every request otherwise."""

    name = "own/numbered"

    def __init__(self) -> None:
        self.asked = 0

    async def complete(self, request: Request) -> Completion:
        self.asked += 1
        return Completion(f"It is sound number {self.asked}, and nothing else.")


def prefer(folder: Path, rows: list[dict[str, str]], **options: Any) -> tuple[list[Any], int]:
    """The pairs in the file, and how many requests were made."""
    model = Numbered()
    prompts = write(folder / "prompts.jsonl", rows)
    selfinstruct.prefer(prompts, "contrast", models=(model,), out=folder / "out", **options)
    return list(read_pairs(folder / "out" / (RESPONSES if options.get("responses_only") else FILE))), model.asked


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (ROWS, ROWS[:3], "4 pairs of contrast, round 1, made with other prompts: 1 pair would go"),
        (ROWS, ROWS[2:], "made with other prompts: 2 pairs would go"),
        (ROWS[:2], ROWS[2:], "made with other prompts: 2 pairs would go"),
        (TWICE, TWICE[:2], "3 pairs of contrast, round 1, made with other prompts: 1 pair would go"),
        (NAMED, NAMED[1:], "made with other prompts: 1 pair would go"),
    ],
)
def test_prompts_taken_away_take_no_pair_with_them_unasked(
    before: list[dict[str, str]], after: list[dict[str, str]], told: str, tmp_path: Path
) -> None:
    there, _ = prefer(tmp_path, before)
    with pytest.raises(UsageError, match=rf"{told}; give another --round, or --overwrite to replace them"):
        prefer(tmp_path, after)
    assert list(read_pairs(tmp_path / "out" / FILE)) == there
    replaced, _ = prefer(tmp_path, after, overwrite=True)
    assert len(replaced) == len(after)


@pytest.mark.parametrize(("before", "after"), [(ROWS[:2], ROWS), (TWICE[:2], TWICE), (NAMED, NAMED), (ROWS, ROWS)])
def test_more_prompts_are_added_to_what_is_there(
    before: list[dict[str, str]], after: list[dict[str, str]], tmp_path: Path
) -> None:
    there, _ = prefer(tmp_path, before)
    pairs, asked = prefer(tmp_path, after)
    assert (pairs[: len(there)], len(pairs)) == (there, len(after))
    assert asked == 2 * (len(after) - len(before))


def test_a_larger_n_adds_and_a_smaller_one_takes_nothing_back(tmp_path: Path) -> None:
    assert [len(prefer(tmp_path, ROWS, n=number)[0]) for number in (2, 3, 1)] == [2, 3, 3]


def test_responses_of_other_prompts_stay_too(tmp_path: Path) -> None:
    there, _ = prefer(tmp_path, ROWS, responses_only=True)
    with pytest.raises(UsageError, match="8 responses of contrast, round 1, made with other prompts: 4 responses "):
        prefer(tmp_path, ROWS[:2], responses_only=True)
    assert list(read_pairs(tmp_path / "out" / RESPONSES)) == there
