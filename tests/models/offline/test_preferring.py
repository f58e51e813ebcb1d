"""The offline judges know what is better, and err at the rates of their names."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.runs.run import Run


def test_the_offline_model_knows_what_is_better(run: Path) -> None:
    outputs = {(row["task_id"], row["id"]): row["output"] for row in Run(run).dataset()}
    done = selfinstruct.prefer(run, "rank", models=("offline/weak", "offline/strong"), overrides=("own_output=false",))
    assert done.report["pairs"] > done.report["prompts"] / 2
    for row in done.pairs():
        assert " ".join(row["chosen"].split()) == " ".join(outputs[row["task_id"], row["instance_id"]].split())
    assert done.report["bias"]["models"]["offline/strong"]["won"] == 1.0


@pytest.mark.parametrize("n", [25, *(pytest.param(n, marks=pytest.mark.slow) for n in (50, 100))])
def test_offline_judges_err_at_their_rates_and_three_err_less(seeds: Path, tmp_path: Path, n: int) -> None:
    """offline/judge-b is wrong about 15 % of all pairs and takes the first one shown of 10 %; three out-vote it."""
    run = selfinstruct.generate(seeds, n=n, seed=4, out=tmp_path / "run")

    def judged(*judges: str) -> tuple[int, int, int]:
        """The right response is the dataset's own: pairs that are right, wrong and tied."""
        options: Any = {"strong": "offline/strong", "weak": "offline/weak", "overrides": ("own_output=true",)}
        rejected = Counter(
            selfinstruct.prefer(run.path, "contrast", judges=judges, overwrite=True, **options).report["rejected"]
        )
        right = Run(run.path).info["preferences"]["contrast/1"]["pairs"]
        return right, rejected["reversed"], rejected["tie"] + rejected["margin"]

    right, wrong, tied = judged("offline")
    assert (wrong, tied) == (0, 0), "a judge that knows is always right"
    all_pairs = right
    assert all_pairs > 1.5 * n
    right, wrong, tied = judged("offline/judge-b")
    assert right + wrong + tied == all_pairs
    assert wrong / (right + wrong) == pytest.approx(0.15, abs=0.07)
    assert tied / all_pairs == pytest.approx(0.1, abs=0.06), "what the place decides is a flip, and so a tie"
    three = judged("offline/judge-a", "offline/judge-b", "offline/judge-c")
    assert sum(three) == all_pairs
    # By hand, of the decided: 0.05·0.15 + 0.05·0.1 + 0.15·0.1 - 2·0.05·0.15·0.1 = 0.026.
    assert three[1] / (three[0] + three[1]) == pytest.approx(0.026, abs=0.03)
    assert three[0] > right
