"""Two names that are one model are told of, in warning, file and summary; two models are not taken for one."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web

import selfinstruct
from selfinstruct.cli.render.label import label_summary
from selfinstruct.cli.render.prefer import paired
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.figures.opinions import JudgeFigures
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.sections import opinions
from tests.serve.canned import answering
from tests.support.labels import LABELS, reviews
from tests.support.runs import write

Name = Callable[[str], str | None]
Say = Callable[[str, str], str]


def service(name: Name, say: Say, asked: list[str]) -> Callable[[web.BaseRequest], Any]:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.json()
        asked.append(body["model"])
        said = say(body["model"], body["messages"][-1]["content"])
        told = {"choices": [{"message": {"content": said}, "finish_reason": "stop"}]}
        usage = {"usage": {"prompt_tokens": 90, "completion_tokens": 20}}
        own = name(body["model"])
        return web.json_response(told | usage | ({"model": own} if own else {}))

    return answer


def at(work: Callable[..., Any], *services: Callable[[web.BaseRequest], Any]) -> Any:
    """What `work` gives with the addresses of these services."""

    async def run() -> Any:
        async with AsyncExitStack() as stack:
            addresses = [await stack.enter_async_context(answering(say)) for say in services]
            return await asyncio.to_thread(work, *(f"{address}/v1" for address in addresses))

    return asyncio.run(run())


def judged(model: str, prompt: str) -> str:
    """A vote with a reason that tells prompts apart, and not judges."""
    place = sum(prompt.encode())
    return f"Answer: positive\nConfidence: 0.9\nReason: of all the words number {place} has the warmest tone here"


def own_words(model: str, prompt: str) -> str:
    return f"{judged(model, prompt)}, says {model}"


def label(folder: Path, first: str, second: str) -> dict[str, Any]:
    source = reviews(folder / "reviews.jsonl", 12)
    return selfinstruct.label(source, [first, second], labels=LABELS, out=folder / "out").info


@pytest.mark.parametrize(
    ("name", "say", "told"),
    [
        (lambda asked: "smollm2", own_words, "both call themselves smollm2"),
        (lambda asked: asked, judged, "12 of 12 long answers are the same"),
        (lambda asked: None, judged, "12 of 12 long answers are the same"),
        (lambda asked: asked, own_words, ""),
        (lambda asked: None, own_words, ""),
        (lambda asked: f"{asked}-2026-01-01", own_words, ""),
        (lambda asked: None, lambda model, prompt: "Answer: positive\nConfidence: 0.9\nReason: warm", ""),
    ],
)
def test_judges_that_are_one_model(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: Name, say: Say, told: str
) -> None:
    def run(address: str) -> tuple[dict[str, Any], dict[str, Any]]:
        judges = [f"openai/{judge}@{address}" for judge in ("a", "b")]
        return label(tmp_path, judges[0], judges[1]), label(tmp_path, judges[0], judges[1])

    asked: list[str] = []
    info, again = at(run, service(name, say, asked))
    assert len(asked) == 24
    kept = json.loads((tmp_path / "out" / "label.json").read_text())
    assert kept["agreement"] == info["agreement"] == again["agreement"]
    [pair] = info["agreement"]["pairs"]
    summary = " ".join(" ".join(label_summary(info, "out")).split())
    assert ("answer as one model" in caplog.text) == ("caution" in summary) == ("caveat" in pair) == bool(told)
    assert told in pair.get("caveat", "")
    assert told in summary
    own = {name(judge) for judge in "ab"} - {None, "a", "b"}
    found = {model: list(names) for model, names in kept.get("answered_as", {}).items()}
    assert found == ({f"openai/{judge}": [name(judge)] for judge in "ab"} if own else {})


def test_two_servers_are_two_models_and_label_asks_both(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first: list[str] = []
    second: list[str] = []
    info = at(
        lambda one, other: label(tmp_path, f"openai/a@{one}", f"openai/b@{other}"),
        service(lambda asked: "model", judged, first),
        service(lambda asked: "model", judged, second),
    )
    assert (set(first), set(second)) == ({"a"}, {"b"})
    assert info["answered_as"] == {"openai/a": {"model": 12}, "openai/b": {"model": 12}}
    assert "one model" not in caplog.text


def test_a_judge_that_has_moved_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    places: list[str] = []

    def run(one: str, other: str) -> dict[str, Any]:
        places.extend((one, other))
        label(tmp_path, f"openai/a@{one}", f"openai/b@{other}")
        assert "so far" not in caplog.text
        return label(tmp_path, f"openai/a@{one}/", f"openai/b@{one}")

    info = at(run, service(lambda asked: None, own_words, []), service(lambda asked: None, own_words, []))
    assert f"openai/b was asked at {places[1]} so far, and is now asked at {places[0]}" in caplog.text
    assert "openai/a was asked" not in caplog.text
    assert info["addresses"] == {"openai/a": f"{places[0]}/", "openai/b": places[0]}


def test_strong_and_weak_that_are_one_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    prompts = write(tmp_path / "prompts.jsonl", [{"instruction": f"Name {n + 2} rivers."} for n in range(6)])

    def run(address: str) -> dict[str, Any]:
        return selfinstruct.prefer(
            prompts, "contrast", strong="openai/big", weak="openai/small", base_url=address, out=tmp_path / "out",
            overrides=("judged=false",),
        ).report  # fmt: skip

    report = at(run, service(lambda asked: "tiny", lambda model, prompt: f"{model} says {prompt}", []))
    assert report["one_model"][0]["models"] == ["openai/big", "openai/small"]
    assert "the strong model is the weak one" in caplog.text
    assert "caution: openai/big and openai/small are one model" in " ".join(paired(report, "out"))


def test_a_report_shows_no_agreement_without_it() -> None:
    pair = {"judges": ["openai/a", "openai/b"], "records": 2, "same": 2, "kappa": 1.0, "caveat": "one model: <both>"}
    found = JudgeFigures(2, {"accepted": 2}, {"positive": 2}, 1.0, [pair], 0)
    shown = opinions.judges(Numbers(), cast(Figures, SimpleNamespace(judges=found)))
    assert "openai/a and openai/b: one model: &lt;both&gt;." in shown
