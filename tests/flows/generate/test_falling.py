"""A run says once when its tasks become more alike, with figures; the same in each session."""

import logging
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.render.generate import funnel
from selfinstruct.flows.generate.falling import Diversity
from selfinstruct.novelty.closeness import mean_nearest
from selfinstruct.progress import Progress
from selfinstruct.recipes.generate import Watched
from selfinstruct.runs.run import Run

WORDS = "amber birch cedar delta ember fjord grove heath inlet jetty knoll ledge marsh notch orbit prism".split()


def different(number: int) -> str:
    return " ".join(WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5, 7))


def alike(number: int) -> str:
    return f"write a poem about the number {number}"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], 0.0),
        (["a b"], 0.0),
        (["a b", "a b"], 1.0),
        (["a b", "c d"], 0.0),
        (["a b c d", "a b x y", "c d"], (2 / 3 + 1 / 2 + 2 / 3) / 3),
        (["", ""], 0.0),
        (["日本語", "日本人"], 2 / 3),
    ],
)
def test_the_mean_of_the_nearest(texts: list[str], found: float) -> None:
    assert mean_nearest(texts) == pytest.approx(found)


def test_the_mean_of_the_nearest_is_that_of_rouge_score() -> None:
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rougeL"])
    texts = [different(number) for number in range(9)] + [alike(number) for number in range(3)]
    best = [
        max(scorer.score(one, two)["rougeL"].fmeasure for two in texts[:i] + texts[i + 1 :])
        for i, one in enumerate(texts)
    ]
    assert mean_nearest(texts) == pytest.approx(sum(best) / len(best))


def test_it_is_told_once_of_the_first_window_that_is_below(caplog: pytest.LogCaptureFixture) -> None:
    watch = Diversity(Watched(window=10, fall=0.2))
    for number in range(20):
        watch.take(different(number))
    assert watch.as_dict()["diversity"]["fell_at"] is None
    assert not caplog.messages
    for number in range(30):
        watch.take(alike(number))
    told = watch.as_dict()["diversity"]
    assert told["fell_at"] == 30
    assert told["last"] < told["threshold"] == round(0.8 * told["first"], 4)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("after 30 tasks: diversity has fallen to 0.14 of the last 10 tasks, from 0.")


def test_short_runs_and_a_window_of_zero_say_nothing() -> None:
    for window, tasks in ((10, 19), (0, 50)):
        watch = Diversity(Watched(window=window))
        for number in range(tasks):
            watch.take(different(number))
        assert watch.as_dict() == {}


def test_a_run_has_the_figures_in_every_session_and_says_it_once(
    seeds: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = ("diversity.window=8", "diversity.fall=0.0")  # any fall at all
    with caplog.at_level(logging.WARNING):
        once = selfinstruct.generate(seeds, n=40, out=tmp_path / "once", overrides=given)
    assert sum("diversity has fallen" in message for message in caplog.messages) == 1
    caplog.clear()
    for n in (18, 33, 40):
        parts = selfinstruct.generate(seeds, n=n, out=tmp_path / "parts", overrides=given)
    assert parts.info["diversity"] == once.info["diversity"]
    assert once.info["diversity"]["fell_at"] is not None
    assert sum("diversity has fallen" in message for message in caplog.messages) == 1
    assert any(line.lstrip().startswith("Diversity fell below") for line in funnel(once.info, "x"))


def test_what_is_watched_is_no_part_of_what_a_run_is(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=3, out=tmp_path / "run")
    run = selfinstruct.generate(seeds, n=5, out=tmp_path / "run", overrides=("diversity.window=0",))
    assert run.status == "done"


def test_a_session_that_ends_early_leaves_the_figures_as_they_were(seeds: Path, tmp_path: Path) -> None:
    given = {"n": 40, "out": tmp_path / "run", "overrides": ("diversity.window=8",)}
    told = selfinstruct.generate(seeds, **given).info["diversity"]  # type: ignore[arg-type]

    def end(progress: Progress) -> None:
        if progress.settled >= 18:
            raise OSError("the terminal is gone")

    with pytest.raises(OSError, match="the terminal is gone"):
        selfinstruct.generate(seeds, watch=end, **given)  # type: ignore[arg-type]
    info = Run(tmp_path / "run").info
    assert info["status"] == "failed"
    assert info["diversity"] == told
