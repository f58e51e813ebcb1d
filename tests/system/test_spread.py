"""Every flow that workers can ask for writes what one process writes, and asks nothing that they have asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.engine.crew import spread
from selfinstruct.errors import UsageError
from selfinstruct.runs.run import read_info
from tests.support.inline_engine import InlineEngine

SEEDS = Path(__file__).parent.parent.parent / "seeds"
WORDS = "tide lamp river engine copper paper garden window".split()


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[InlineEngine]:
    opened: list[InlineEngine] = []

    def opening(name: str, address: str | None, workers: int) -> InlineEngine:
        opened.append(InlineEngine())
        return opened[-1]

    monkeypatch.setattr(spread, "open_engine", opening)
    return opened


def prompts(path: Path, count: int = 30) -> Path:
    """Prompts of which every fifth repeats the one before it in capitals."""
    said = [f"Say in a sentence what a {WORDS[n % 8]} is, number {n // 8}." for n in range(count)]
    rows = [said[n - 1].upper() if n % 5 == 4 else said[n] for n in range(count)]
    path.write_text("".join(json.dumps({"instruction": row}) + "\n" for row in rows))
    return path


def reviews(path: Path) -> Path:
    """Records of which some stand there twice."""
    rows = [{"text": f"The {word} was {how}."} for word in WORDS for how in ("great", "awful", "fine")]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *rows[:6]]))
    return path


def generating(place: Path, out: Path, **more: Any) -> None:
    selfinstruct.generate(SEEDS / "general.jsonl", n=20, out=out, **more)


def distilling(place: Path, out: Path, **more: Any) -> None:
    selfinstruct.distill(prompts(place / "log.jsonl"), out=out, **more)


def preferring(place: Path, out: Path, **more: Any) -> None:
    selfinstruct.prefer(prompts(place / "log.jsonl", 12), "rank", out=out, models=["offline"], **more)


def labelling(place: Path, out: Path, **more: Any) -> None:
    judges = ["offline/judge-a", "offline/judge-b"]
    selfinstruct.label(reviews(place / "reviews.jsonl"), judges, labels=("positive", "negative"), out=out, **more)


def grounding(place: Path, out: Path, **more: Any) -> None:
    corpus = place / "corpus.jsonl"
    if not corpus.exists():
        selfinstruct.ingest([SEEDS / "documents" / name for name in ("house-rules.md", "newsletter.eml")], out=corpus)
    selfinstruct.ground(corpus, out=out, **more)


FLOWS = [generating, distilling, preferring, labelling, grounding]
Flow = Callable[..., None]


def lines(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(out.glob("*.jsonl"))}


def told(out: Path) -> dict[str, Any]:
    """What the run says of its session and of what was asked."""
    if (out / "label.json").exists():
        return dict(json.loads((out / "label.json").read_text()))
    info = read_info(out)
    return dict(next(iter(info["preferences"].values()))) if "preferences" in info else dict(info)


@pytest.mark.parametrize("flow", FLOWS)
def test_workers_change_no_byte_and_leave_nothing_to_ask(
    tmp_path: Path, engines: list[InlineEngine], flow: Flow
) -> None:
    flow(tmp_path, tmp_path / "one")
    asked: list[int] = []
    for workers, size in ((1, 4), (2, 2)):
        out = tmp_path / f"by-{workers}"
        flow(
            tmp_path, out, engine="local", workers=workers, shard_size=size,
            watch=lambda progress: asked.append(progress.asked),
        )  # fmt: skip
        assert lines(out) == lines(tmp_path / "one")
        assert sorted(set(engines[-1].started)) == list(range(workers))
        found = told(out)
        assert found["crew"]["workers"] == workers
        assert found["crew"]["shards"] >= workers
        assert found["status"] == "done"
        if flow is not generating:  # what is in flight at its end is another matter
            assert found["requests"] == told(tmp_path / "one")["requests"]
    # What one process then goes on with is all there.
    before = told(out)["requests"]
    flow(tmp_path, out)
    assert told(out)["requests"] == before


@pytest.mark.parametrize("flow", [distilling, preferring, labelling])
def test_answers_of_another_run_are_used(tmp_path: Path, flow: Flow) -> None:
    flow(tmp_path, tmp_path / "one")
    flow(tmp_path, tmp_path / "other", journals=[tmp_path / "one"], max_requests=0 if flow is distilling else None)
    assert lines(tmp_path / "other") == lines(tmp_path / "one")


def test_an_array_does_not_bootstrap(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--engine array: bootstrapping is one process"):
        generating(tmp_path, tmp_path / "run", engine="array")
    assert not (tmp_path / "run").exists()
