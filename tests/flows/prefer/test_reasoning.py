"""What models think before they answer stays out of pairs, and beside them where the recipe keeps it."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.flows.prefer.files import FILE, RESPONSES
from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Request
from tests.support.runs import copied, read, write

WORD = "pondered"


class Pondering:
    """The offline model, with a thought before each answer: in a field, or in the text."""

    def __init__(self, name: str, marked: bool) -> None:
        self.name = name
        self.shown: list[str] = []
        self._model, self._marked = create(name), marked

    async def complete(self, request: Request) -> Completion:
        self.shown.extend(turn.content for turn in request.messages)
        text = (await self._model.complete(request)).text
        thought = f"I {WORD} {request.purpose.rsplit('/', 1)[-1]} as {self.name}."
        return (
            Completion(f"<think>{thought}</think>\n\n{text}") if self._marked else Completion(text, reasoning=thought)
        )


def pairs(run: Path, folder: Path, method: str, marked: bool, *overrides: str, **options: Any) -> list[dict[str, Any]]:
    models = [Pondering(name, marked) for name in ("offline/strong", "offline/weak")]
    who: dict[str, Any] = {"models": models if method == "rank" else [Pondering("offline", marked)]}
    if method == "contrast":
        who = {"strong": models[0], "weak": models[1]}
    judges = [Pondering("offline/strong", marked)]
    given: dict[str, Any] = {} if "scores" in options or "responses_only" in options else {"judges": judges}
    path = folder if folder.exists() else copied(run, folder)
    selfinstruct.prefer(path, method, **who, **given, overrides=overrides, **options)
    assert not any(WORD in text for model in (*models, *who.get("models", ()), *judges) for text in model.shown)
    return read(folder / FILE) if (folder / FILE).exists() else []


@pytest.mark.parametrize("marked", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("method", "more", "sides"),
    [
        ("contrast", (), {"chosen": "strong", "rejected": "weak"}),
        ("rank", ("own_output=false",), {"chosen": "response", "rejected": "response"}),
        ("revise", ("edited=true",), {"rejected": "response"}),
        ("corrupt", ("own_output=false",), {"chosen": "response"}),
        ("corrupt", (), {}),
    ],
)
def test_it_stands_beside_the_texts_where_it_is_kept(
    method: str, more: tuple[str, ...], sides: dict[str, str], marked: bool, made: Path, tmp_path: Path
) -> None:
    plain = pairs(made, tmp_path / "plain", method, marked, *more)
    assert plain
    assert WORD not in (tmp_path / "plain" / FILE).read_text("utf-8")
    assert not any("reasoning" in row for row in plain)
    kept = pairs(made, tmp_path / "kept", method, marked, *more, "keep_reasoning=true")
    found = [row.pop("reasoning", {}) for row in kept]
    assert kept == plain
    for row, thought in zip(kept, found, strict=True):
        assert thought == {side: f"I {WORD} {stage} as {row['models'][side]}." for side, stage in sides.items()}


def test_no_export_and_no_scorer_sees_it(made: Path, tmp_path: Path) -> None:
    pairs(made, tmp_path / "kept", "contrast", True, "keep_reasoning=true")
    for name in ("trl-dpo", "kto", "llama-factory"):
        out = tmp_path / f"{name}.jsonl" if name != "llama-factory" else tmp_path / name
        selfinstruct.export(tmp_path / "kept", name, out=out)
        written = out.rglob("*") if out.is_dir() else [out]
        assert not any(WORD in path.read_text("utf-8") for path in written if path.is_file())
    kept = ("own_output=false", "keep_reasoning=true")
    pairs(made, tmp_path / "scored", "rank", True, *kept, responses_only=True)
    assert WORD not in (tmp_path / "scored" / RESPONSES).read_text("utf-8")
    scores = [{"id": row["id"], "score": len(row["response"])} for row in read(tmp_path / "scored" / RESPONSES)]
    rows = pairs(made, tmp_path / "scored", "rank", True, *kept, scores=write(tmp_path / "scores.jsonl", scores))
    assert rows
    assert all(set(row["reasoning"]) == {"chosen", "rejected"} for row in rows)


def test_keeping_it_is_another_recipe_and_leaving_it_the_one_of_before(made: Path, tmp_path: Path) -> None:
    pairs(made, tmp_path / "run", "contrast", False)
    with pytest.raises(selfinstruct.errors.UsageError, match="made with other"):
        pairs(made, tmp_path / "run", "contrast", False, "keep_reasoning=true")
