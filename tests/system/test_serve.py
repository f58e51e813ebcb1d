"""The loopback service does what tests and load runs rely on."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.serve import Served, serving
from tests.serve.faults import Latency, draw, fault, parse_faults

PROMPT = "Write three tasks."


def post(served: Served, body: dict[str, Any], path: str = "/chat/completions") -> tuple[int, Any, Any]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(served.base_url + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), error.headers


def chat(text: str = PROMPT, **sampling: Any) -> dict[str, Any]:
    return {"model": "any", "messages": [{"role": "user", "content": text}], **sampling}


def test_the_same_request_gets_the_same_text_and_is_counted() -> None:
    with serving() as served:
        answers = [post(served, chat())[1]["choices"][0] for _ in range(3)]
        prompt = post(served, {"model": "any", "prompt": PROMPT}, "/completions")[1]["choices"][0]
        short = post(served, chat(max_tokens=1))[1]["choices"][0]
        assert post(served, chat(), "/embeddings")[0] == 404
        assert post(served, {"messages": 3})[0] == 400
        counted = served.stats()
    assert answers[0]["message"]["content"]
    assert answers[0] == answers[1] == answers[2]
    assert prompt["text"]
    assert short["finish_reason"] == "length"
    expected = {"requests": 6, "distinct": 4, "answered": 5, "answered_twice": 2, "max_in_flight": 1, "in_flight": 0}
    assert expected.items() <= counted.items()
    assert counted["tokens"] > 0


def test_models_and_a_clean_end() -> None:
    with serving(model="load") as served, urllib.request.urlopen(served.base_url + "/models", timeout=10) as answer:
        assert json.load(answer)["data"][0]["id"] == "offline/load"
    with pytest.raises(ProcessLookupError):
        os.kill(served.pid, 0)


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("429", 429), ("empty", 200), ("length", 200)])
def test_faults(kind: str, status: int) -> None:
    with serving(faults=f"{kind}=1") as served:
        found, answer, _ = post(served, chat())
        counted = served.stats()
    assert found == status
    if kind == "empty":
        assert answer["choices"][0]["message"]["content"] == ""
    if kind == "length":
        assert answer["choices"][0]["finish_reason"] == "length"
    assert counted["failed"] == (kind == "500")
    assert counted["rate_limited"] == (kind == "429")


def test_a_truncated_answer_is_half_the_json() -> None:
    with serving(faults="truncated=1") as served, pytest.raises(json.JSONDecodeError):
        post(served, chat())


def test_a_fault_is_of_the_attempt_and_can_be_repeated() -> None:
    seen = []
    for _ in range(2):
        with serving(faults="500=0.5", seed=4) as served:
            seen.append([post(served, chat(f"task {n % 10}"))[0] for n in range(40)])
    assert seen[0] == seen[1]
    assert len({tuple(seen[0][n::10]) for n in range(10)}) > 1
    assert {200, 500} == set(seen[0])


@pytest.mark.parametrize("no_headers", [False, True])
def test_a_limit_refuses_what_is_over_it(no_headers: bool) -> None:
    with serving(rpm=6, burst=20, no_headers=no_headers) as served:
        answers = [post(served, chat()) for _ in range(3)]
        counted = served.stats()
    assert [status for status, _, _ in answers] == [200, 200, 429]
    told = {name.lower(): text for name, text in answers[2][2].items()}
    if no_headers:
        assert not [name for name in told if "ratelimit" in name or "retry" in name]
    else:
        assert told["x-ratelimit-limit-requests"] == "6"
        assert told["x-ratelimit-remaining-requests"] == "0"
        assert 0 < float(told["retry-after"]) <= 10
    assert counted["rate_limited"] == 1


def test_recorded_answers_come_in_order_then_empty_ones(tmp_path: Path) -> None:
    file = tmp_path / "recorded.jsonl"
    file.write_text('{"text": "one", "finish_reason": "length"}\n{"text": "two"}\n', encoding="utf-8")
    with serving(recorded=file) as served:
        choices = [post(served, chat(str(n)))[1]["choices"][0] for n in range(3)]
    said = [(choice["message"]["content"], choice["finish_reason"]) for choice in choices]
    assert said == [("one", "length"), ("two", "stop"), ("", "stop")]


def test_draws_spread_evenly_and_faults_take_their_shares() -> None:
    faults = parse_faults("500=0.2,hang=0.1")
    drawn = [fault(faults, draw(n)) for n in range(5000)]
    assert drawn.count("500") / 5000 == pytest.approx(0.2, abs=0.02)
    assert drawn.count("hang") / 5000 == pytest.approx(0.1, abs=0.02)
    assert Latency.parse("lognormal:200").seconds(0.5) == pytest.approx(0.2)
    assert Latency.parse("fixed:200").seconds(0.9) == 0.2


@pytest.mark.parametrize("text", ["500", "odd=0.1", "500=0.9,hang=0.2", "200=0.1"])
def test_faults_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_faults(text)
