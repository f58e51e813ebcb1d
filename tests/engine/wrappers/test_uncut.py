"""Prompts that a service cuts without a word stop the run before an answer is kept; nothing else is taken for that."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.errors import SystematicFailure
from selfinstruct.text.tokens import least_tokens
from tests.serve.canned import answering
from tests.support.runs import write
from tests.support.toy_flow import shorten

Counted = Callable[[str], dict[str, Any] | None]
WORDS = "the harbour boat carries seven crates of winter apples across to an island where nobody waits".split()


def prose(number: int, words: int) -> str:
    """Texts that have no beginning in common."""
    rng = Random(number)
    return " ".join(rng.choice(WORDS) for _ in range(words))


def run(
    folder: Path, texts: Iterable[str], count: Counted, finish: str = "stop", **options: Any
) -> tuple[dict[str, Any] | str, int]:
    """run.json, or the text of the failure, and how many requests came."""
    asked = 0

    async def say(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        prompt = (await request.json())["messages"][-1]["content"]
        answer = {"choices": [{"message": {"content": "Short."}, "finish_reason": finish}]}
        usage = count(prompt)
        return web.json_response(answer | ({"usage": usage} if usage else {}))

    async def whole() -> dict[str, Any] | str:
        async with answering(say) as address:
            source = write(folder / "texts.jsonl", [{"text": text} for text in texts])
            try:
                return await asyncio.to_thread(
                    shorten, source, "openai/m", folder / "out", base_url=f"{address}/v1", **options
                )
            except SystematicFailure as failure:
                return str(failure)

    return asyncio.run(whole()), asked


def tokens(prompt: str) -> int:
    """About what a tokenizer makes of it: a token for each word and a third, and for each Chinese character."""
    return round(len(prompt.split()) * 1.33) if prompt.isascii() else round(len(prompt) / 1.6)


def usage(prompt: int, completion: int = 3) -> dict[str, Any]:
    return {"prompt_tokens": prompt, "completion_tokens": completion}


def cut(window: int) -> Counted:
    return lambda prompt: usage(min(window, tokens(prompt)))


@pytest.mark.parametrize("concurrency", [1, 2, 32])
@pytest.mark.parametrize("window", [2048, pytest.param(3000, marks=pytest.mark.slow)])
def test_cut_prompts_stop_the_run_and_nothing_of_them_is_kept(tmp_path: Path, concurrency: int, window: int) -> None:
    texts = [prose(n, 5000 + 400 * n) for n in range(34)]
    failure, asked = run(tmp_path, texts, cut(window), concurrency=concurrency)
    assert isinstance(failure, str)
    for told in ("openai/m: prompts are cut", f"counted {window:,} tokens", "OLLAMA_CONTEXT_LENGTH", "num_ctx", "-np"):
        assert told in failure
    assert asked <= max(8, concurrency)
    kept = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (kept["status"], kept["requests"], kept["answered"]) == ("failed", 0, 0)
    found, again = run(tmp_path, texts, cut(100_000), concurrency=concurrency)
    assert isinstance(found, dict)
    assert (found["status"], found["answered"], again) == ("done", 34, 34)


def test_a_round_ceiling_is_noticed_where_prompts_are_only_somewhat_longer(tmp_path: Path) -> None:
    texts = [prose(n, 3200 + 250 * n) for n in range(20)]
    failure, _ = run(tmp_path, texts, cut(4096))
    assert isinstance(failure, str)
    assert "counted 4,096 tokens;" in failure


def test_answers_that_all_end_with_the_window(tmp_path: Path) -> None:
    texts = [prose(n, 600 + 50 * n) for n in range(20)]
    failure, _ = run(tmp_path, texts, lambda prompt: usage(tokens(prompt), 2048 - tokens(prompt)), "length")
    assert isinstance(failure, str)
    assert "where prompt and answer had 2,048 tokens together" in failure


def chinese(number: int) -> str:
    rng = Random(number)
    return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(2000 + 400 * number))


def digits(number: int) -> str:
    return "".join(Random(number).choices("0123456789", k=3000 + 200 * number))


def encoded(number: int) -> str:
    return base64.b64encode(Random(number).randbytes(3000 + 100 * number)).decode()


LINES = [f"{'=' * 4000} {n} {' ' * 3000}{'-' * 2000 * n}" for n in range(12)]
REPEATED = [prose(1, 3000)] * 12


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ([prose(n, 3000 + 100 * n) for n in range(12)], cut(100_000)),
        ([prose(n, 3000 + 100 * n) for n in range(12)], lambda prompt: None),
        ([prose(n, 3000 + 100 * n) for n in range(12)], lambda prompt: usage(0)),
        ([prose(n, 3000 + 100 * n) for n in range(12)], lambda prompt: {"total_tokens": 300}),
        ([prose(n, 3000 + 100 * n) for n in range(12)], lambda prompt: usage(1)),
        ([chinese(n) for n in range(12)], lambda prompt: usage(len(prompt) // 2)),
        ([digits(n) for n in range(12)], lambda prompt: usage(len(prompt) // 6)),
        ([encoded(n) for n in range(12)], lambda prompt: usage(len(prompt) // 3)),
        (LINES, lambda prompt: usage(len(prompt) // 40)),
        (REPEATED, lambda prompt: usage(2048)),
        # Beside what a cache had of a long beginning that all have in common.
        ([prose(0, 4000) + prose(n, 200 + n) for n in range(1, 13)], lambda prompt: usage(tokens(prompt) - 5000)),
        # A window of much more is known: so few are what a cache did not have.
        (
            [prose(0, 3000), *(prose(n, 3000) for n in range(1, 13))],
            lambda prompt: usage(4000 if prose(0, 20) in prompt else 300),
        ),
        (
            [prose(n, 3000 + 100 * n) for n in range(12)],
            lambda prompt: usage(600) | {"cache_read_input_tokens": 0, "prompt_tokens_details": {"cached_tokens": 0}}
            | {"prompt_tokens": 300 + tokens(prompt)},
        ),
    ],
    ids=[
        "uncut", "no usage", "nothing counted", "a total alone", "one counted", "Chinese", "digits", "base64", "lines",
        "one prompt", "a beginning in common", "counted more before", "in parts",
    ],
)  # fmt: skip
@pytest.mark.parametrize("concurrency", [1, 32])
def test_what_is_right_or_not_known_goes_on(tmp_path: Path, texts: list[str], count: Counted, concurrency: int) -> None:
    found, asked = run(tmp_path, texts, count, concurrency=concurrency)
    assert isinstance(found, dict), found
    assert (found["status"], found["answered"], asked) == ("done", 12 + (len(texts) == 13), len(texts))


def test_too_few_to_tell_are_kept_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found, _ = run(tmp_path, [prose(n, 6000) for n in range(2)], cut(2048))
    assert isinstance(found, dict)
    assert found["answered"] == 2
    assert "counted 2048 tokens of a prompt (shorten) that must have" in caplog.text


def test_whoever_wants_them_anyway_gets_them(tmp_path: Path) -> None:
    found, _ = run(tmp_path, [prose(n, 6000 + n) for n in range(9)], cut(2048), max_failures=0)
    assert isinstance(found, dict)
    assert found["answered"] == 9


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (prose(1, 900), 900),
        ("=" * 5000 + " " * 5000, 1),
        ("0" * 3000, 100),
        ("a" * 3000, 100),
        ("春眠不觉晓" * 100, 250),
        ("สวัสดีชาวโลก" * 100, 300),
        ("привет как дела сегодня " * 50, 200),
    ],
)
def test_the_least_that_a_text_can_have_is_less_than_any_vocabulary_makes_of_it(text: str, most: int) -> None:
    assert least_tokens(text) <= most
