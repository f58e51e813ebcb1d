"""Doctor names the habit of every server of the zoo, and says what can be done where no model answers."""

import asyncio
from typing import Any

import pytest

from selfinstruct import adoctor
from selfinstruct.errors import KeyRefused, ModelError, UnknownModel, Unreachable, UsageError
from selfinstruct.flows.doctor import asking
from selfinstruct.flows.doctor.findings import Report
from selfinstruct.flows.doctor.probes import speed
from tests.support.habits import HABITS, RECORDED
from tests.support.recorder import FOLDER
from tests.support.zoo import Habit, standing

pytestmark = pytest.mark.usefixtures("without_proxies")

# By habit: values of findings by topic, and words of quirks.
NAMED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "llama.cpp": (
        {"server": "llamacpp", "window": 4096, "slots": 4, "grammar": "grammar", "schema": "held"},
        ("any model name is taken", "several are asked at once"),
    ),
    "llama.cpp in Python": (
        {"server": "llamacpp", "window": 4096, "slots": 4, "grammar": "grammar", "schema": "held", "n": "kept"},
        ("any model name is taken", "several are asked at once"),
    ),
    "llama.cpp with one narrow slot": (
        {"server": "llamacpp", "window": 512, "slots": 1, "grammar": "grammar", "n": "refused"},
        ("any model name is taken", "n is refused"),
    ),
    "llama-cpp-python": (
        {
            "server": "llamacpppython",
            "n": "ignored",
            "window": 2048,
            "model name": "echoed",
            "grammar": "grammar",
            "schema": "refused",
        },
        ("n is ignored", "taken and echoed", "response_format is refused"),
    ),
    "Ollama that cuts": (
        {"server": "ollama", "window": 2048, "n": "ignored", "logprobs": "ignored"},
        ("cut in silence",),
    ),
    "Ollama that thinks": (
        {"server": "ollama", "reasoning": "in the field thinking"},
        ("reasoning comes in the field thinking",),
    ),
    "vLLM": ({"server": "vllm", "window": 8192, "grammar": "structured_outputs", "model name": "checked"}, ()),
    "LM Studio": ({"server": "lmstudio", "window": 4096, "grammar": "", "model name": "ignored"}, ("cut in silence",)),
    "SGLang": ({"server": "sglang", "window": 8192, "grammar": "ebnf", "slots": 48}, ("taken and echoed",)),
    "text-generation-inference": ({"server": "tgi", "window": 4096, "slots": 128, "n": "ignored"}, ("n is ignored",)),
    "LiteLLM": (
        {"server": "litellm", "schema": "held", "grammar": "grammar", "model name": "checked", "window": 4096},
        (),
    ),
    "LocalAI": ({"server": "localai", "grammar": "grammar"}, ()),
    "streams always": ({"answers": False}, ("answers are streamed unasked",)),
    "echoes the name": ({"server": None, "model name": "echoed", "window": 8222}, ("taken and echoed",)),
    "ignores response_format": ({"schema": "ignored"}, ("response_format is ignored without a word",)),
    "refuses response_format": ({"schema": "refused"}, ("response_format is refused",)),
    "holds grammars only": ({"schema": "ignored", "grammar": "grammar"}, ("response_format is ignored",)),
    "refuses seed": ({"seed": "refused"}, ("seed is refused",)),
    "refuses stop": ({"stop": "refused"}, ("stop is refused",)),
    "refuses system turns": ({"system role": False}, ("system turns are refused",)),
    "refuses n": ({"n": "refused"}, ("n is refused",)),
    "refuses logprobs": ({"logprobs": "refused"}, ()),
    "refuses max_tokens": ({}, ("max_tokens is refused",)),
    "refuses temperature": ({}, ("temperature is refused",)),
    "drops system turns": ({"system role": False}, ("system turns are dropped in silence",)),
    "ignores stop": ({"stop": "ignored"}, ("stop is ignored",)),
    "ignores seed": ({"seed": "ignored"}, ("answers do not repeat",)),
    "ignores limits": ({}, ("the limit of tokens is ignored",)),
    "says the same always": ({"seed": "constant"}, ("the same whatever the seed",)),
    "thinks in tags": ({"reasoning": "within the text, marked by <think>"}, ("reasoning comes within the text",)),
    "thinks in reasoning_content": ({"reasoning": "in the field reasoning_content"}, ("reasoning comes in the field",)),
    "only thinks": ({"seed": None, "schema": None}, ("reasoning and nothing else",)),
    "tells no usage": ({"usage": False, "window": 8192}, ("usage is missing",)),
    "usage is null": ({"usage": False}, ("usage is null",)),
    "usage has cached tokens only": ({"usage": False}, ("usage is without its counts",)),
    "cuts and tells no usage": ({"usage": False, "window": None}, ("cut in silence", "usage is missing")),
    "states rate limits": ({}, ("rate limits stand in headers",)),
    "is loading": ({}, ("it was not ready at first (503: Loading model)",)),
    "starts slowly": ({}, ("s to begin",)),
    "is a base model": ({"chat": False, "completions": True}, ()),
}
REFUSED: dict[str, tuple[type[ModelError], str]] = {
    "Ollama without a model": (UnknownModel, "Ollama has no model yet: ollama pull NAME"),
    "is a web page": (UnknownModel, "answers with a web page (Sign in), not with JSON"),
    "moved": (UnknownModel, "give that address as --base-url https://elsewhere.example/v1"),
    "wants a key": (KeyRefused, "wants a key (401): set OPENAI_API_KEY"),
    "llama.cpp with a key": (KeyRefused, "wants a key (401): set OPENAI_API_KEY"),
    "LiteLLM with a key": (KeyRefused, "wants a key (401): set OPENAI_API_KEY: Authentication Error, No api key"),
    "llama.cpp elsewhere": (UnknownModel, "which model? GET /models answers 404: File Not Found"),
    "nginx with nothing behind it": (UnknownModel, "502 Bad Gateway: is the server behind it started?"),
    "files and no API": (UnknownModel, "404 with a web page: Error response: is this the address of an API?"),
    "names no models": (UnknownModel, "which model? it names none; give one with --model NAME"),
    "has no list of models": (UnknownModel, "GET /models answers 404: Not Found; give one with --model NAME"),
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setattr(asking, "PAUSE", 0.01)
    monkeypatch.setattr(asking, "PATIENCE", 2.0)


def examined(habit: Habit, path: str = "/v1", **options: Any) -> tuple[Report, list[dict[str, Any]]]:
    async def main() -> tuple[Report, list[dict[str, Any]]]:
        async with standing(habit) as (address, server):
            return await adoctor(f"{address}{path}", timeout=20, **options), server.bodies

    return asyncio.run(main())


def test_the_zoo_is_all_here() -> None:
    assert {*NAMED, *REFUSED} == set(HABITS)
    assert len(HABITS) >= 24


def test_many_are_answered_from_recordings() -> None:
    files = {path.stem for path in FOLDER.glob("*.json")}
    assert {name for name in HABITS if name in RECORDED} == set(RECORDED)
    assert set(RECORDED.values()) == files
    assert len(RECORDED) >= 6


def test_the_version_of_litellm_is_told() -> None:
    report, _ = examined(HABITS["LiteLLM"])
    assert report.server.version == "1.110.2"
    assert report.finding("server").said == "LiteLLM 1.110.2"


@pytest.mark.parametrize("name", ["nginx with nothing behind it", "files and no API"])
def test_what_is_no_api_is_told_for_a_named_model_too(name: str) -> None:
    with pytest.raises(UnknownModel, match="'some' gives no answer: "):
        examined(HABITS[name], model="some")


@pytest.mark.parametrize("name", NAMED)
def test_the_habit_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "SLOW_START", 0.05 if name == "starts slowly" else 60.0)
    report, bodies = examined(HABITS[name])
    values, words = NAMED[name]
    assert {topic: report.finding(topic).value for topic in values} == values
    quirks = [quirk.name for quirk in report.quirks]
    for word in words:
        assert any(word in quirk for quirk in quirks), quirks
    if not words:
        assert quirks == []
    assert all(quirk.done for quirk in report.quirks)
    assert len(bodies) <= report.requests <= 20
    assert max(len(str(body)) for body in bodies) < 60_000
    assert all(finding.said for finding in report.findings)


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_model_answers_is_one_line(name: str) -> None:
    kind, words = REFUSED[name]
    with pytest.raises(kind) as caught:
        examined(HABITS[name])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_named_model_needs_no_list() -> None:
    report, _ = examined(HABITS["has no list of models"], model="some-model-7b")
    assert report.model == "openai/some-model-7b"
    assert report.chosen == "as named"
    assert report.finding("models").said == "not known: GET /models answers 404: Not Found"


def test_the_first_model_that_chats_is_taken_and_said() -> None:
    rows = tuple({"id": name} for name in ("text-embedding-3", "some-model-7b", "other"))
    said: list[str] = []
    report, bodies = examined(Habit(rows=rows), told=said.append)
    assert report.model == "openai/some-model-7b"
    assert report.chosen == "the first of 3 models; --model asks another"
    assert len(said) == 1
    assert "the first of 3 models" in said[0]
    assert "a prompt of about 8,192 tokens" in said[0]
    assert bodies[0]["model"] == "some-model-7b"


def test_a_name_with_a_slash_is_the_service_s_own() -> None:
    habit = Habit(rows=({"id": "openai/gpt-oss-20b"},), model="openai/gpt-oss-20b")
    for name in ("openai/gpt-oss-20b", "openai/openai/gpt-oss-20b", None):
        report, _ = examined(habit, model=name)
        assert report.model == "openai/openai/gpt-oss-20b"


def test_a_window_too_small_is_told() -> None:
    report, _ = examined(Habit(window=1000))
    assert report.finding("window").value == 1000
    assert report.advice.recipe == "small"
    assert "its window is below the 1,100 tokens that small may need: give it a larger one" in report.advice.reasons


def test_a_slow_model_is_given_time_and_one_that_thinks_room() -> None:
    report, _ = examined(Habit(seconds=0.02, thinks="tags", answer={"timings": {"predicted_per_second": 5.0}}))
    assert report.finding("speed").value["answer"] == 5.0
    words = report.advice.command
    assert "bootstrap.max_tokens=4160" in words
    assert words[-2:] == ("--timeout", "5520")  # 4,600 tokens, four at once, half as long again
    assert report.advice.reasons[-1] == "at this speed an answer takes longer than the recipe waits"


def test_a_base_model_gets_the_recipe_for_one() -> None:
    report, _ = examined(HABITS["is a base model"])
    assert report.advice.recipe == "base"
    assert report.advice.command[-4:] == ("--recipe", "base", "--concurrency", "4")


@pytest.mark.parametrize(("name", "recipe"), [("llama-3-70b", "chat"), ("gpt-9", "chat"), ("qwen-4b", "small")])
def test_the_recipe_goes_by_the_size(name: str, recipe: str) -> None:
    report, _ = examined(Habit(rows=({"id": name},), model=name))
    assert report.advice.recipe == recipe


@pytest.mark.parametrize(
    ("name", "kind"), [("llama.cpp", "llamacpp"), ("Ollama that cuts", "ollama"), ("vLLM", "vllm")]
)
def test_a_kind_of_server_with_a_name_is_used_by_it(name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    habit = HABITS[name]
    report, _ = examined(habit)
    at = report.advice.command.index("--model")
    assert report.advice.command[at + 1] == f"{kind}/{habit.model}"
    assert report.advice.command[at + 2] == "--base-url"
    named, bodies = examined(habit, model=f"{kind}/{habit.model}")
    assert named.model == f"{kind}/{habit.model}"
    assert named.finding("server").value == kind
    assert bodies[0]["model"] == habit.model
    monkeypatch.setenv("OPENAI_API_KEY", "sk-any")  # which a name of such a kind would not send
    keyed, _ = examined(habit)
    assert keyed.advice.command[at + 1] == f"openai/{habit.model}"


@pytest.mark.parametrize(("model", "variable"), [("vllm/m", "VLLM_API_KEY"), ("m", "OPENAI_API_KEY")])
def test_the_variable_of_a_missing_key_is_named(model: str, variable: str) -> None:
    with pytest.raises(KeyRefused, match=rf"wants a key \(401\): set {variable}"):
        examined(HABITS["wants a key"], model=model)


def test_an_unknown_model_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownModel, match="does not know 'nobody'; it has some-model-7b"):
        examined(Habit(), model="nobody")


@pytest.mark.parametrize("habit", [Habit(), Habit(key="sk-right")])
def test_an_address_without_v1_is_put_right(habit: Habit) -> None:
    with pytest.raises(ModelError) as caught:
        examined(habit, path="")
    if habit.key:
        assert "wants a key" in str(caught.value)
    else:
        assert "answers 404; the API is at http://127.0.0.1:" in str(caught.value)
        assert str(caught.value).endswith("/v1")


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/completions", "/v1/models", "/chat/completions", "/v2"])
def test_the_address_of_a_request_is_put_right(path: str) -> None:
    with pytest.raises(UnknownModel, match=r"the API is at (http://127.0.0.1:\d+/v1): give --base-url \1$"):
        examined(Habit(), path=path)


def test_a_server_that_hangs_is_told_with_what_waits_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with standing(Habit(seconds=0.3)) as (address, _):
            await adoctor(f"{address}/v1", timeout=0.1)

    with pytest.raises(
        UnknownModel, match=r"gives no answer: no answer within 0.1 s .*; --timeout SECONDS waits longer"
    ):
        asyncio.run(main())


def test_slow_answers_are_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfinstruct.flows.doctor.flow._SLOW", 0.0)
    said: list[str] = []
    examined(Habit(), told=said.append)
    assert said[1].startswith("The first answer took ")


def test_a_model_of_a_name_that_thinks_has_room_to() -> None:
    report, bodies = examined(Habit(rows=({"id": "deepseek-r1"},), model="deepseek-r1", thinks="closed"))
    assert bodies[0]["max_tokens"] > 500
    assert report.finding("reasoning").value == "within the text, marked by </think>"


def test_nothing_answers() -> None:
    with pytest.raises(Unreachable, match="Connection refused: is the server started, and is this its address"):
        asyncio.run(adoctor("http://127.0.0.1:9/v1"))


@pytest.mark.parametrize(
    "given", [{}, {"model": "some-model"}, {"model": "offline"}, {"model": "openai/"}, {"base_url": "ftp://x"}]
)
def test_usage(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        asyncio.run(adoctor(**given))


def test_a_key_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with pytest.raises(KeyRefused) as caught:
        examined(Habit(key="sk-right", prefix="/sk-secret/v1"))
    assert "refuses the key in OPENAI_API_KEY (401)" in str(caught.value)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-right")
    report, _ = examined(Habit(key="sk-right", refuses={"n": "n is not for sk-right"}))
    assert "sk-right" not in str(report.as_dict())
    assert "OPENAI_API_KEY must be set as it is now" in report.advice.reasons
