"""Words and openings that stand in too many tasks: what is named, beside what, and as the pool stood at the lag."""

from collections.abc import Sequence
from typing import Any

import pytest

from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.overused import CountedPool
from selfinstruct.models.offline.prompts import read_prompt
from selfinstruct.recipes.generate import Overused, load_recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Message, Task

SEEDS = ["Explain the letter below.", "Name three rivers of Spain.", "Sort the bills by date.", "Explain the invoice."]
POOL = [
    f"Write a haiku about the {thing} of a lighthouse keeper."
    for thing in ("lamp", "boat", "dog", "stairs", "radio", "logbook", "kettle", "garden")
]
RESTS = ["How do tides work?", "Shorten the minutes below.", "Explain the tariff.", "List what to pack for a hike."]


def tasks(texts: Sequence[str]) -> tuple[Task, ...]:
    return tuple(Task(f"{number}", text) for number, text in enumerate(texts))


def counted(pool: Sequence[str], spared: Sequence[str] = (), size: int | None = None, **given: Any) -> Any:
    of_settings = {name: given.pop(name) for name in ("words", "share", "times") if name in given}
    inputs = Inputs(tasks(SEEDS), load_recipe("chat"), "offline", **given)
    pools = CountedPool(inputs, Overused(tasks=8, **of_settings))
    return pools.overused(tasks(pool), len(pool) if size is None else size, spared)


def test_words_that_come_too_often_are_named_the_most_frequent_first() -> None:
    found = counted([*POOL, *RESTS])
    assert found == {"words": ["about", "haiku", "keeper", "lighthouse", "write"], "openings": ["write a"]}
    assert counted([*POOL, *RESTS], words=2)["words"] == ["about", "haiku"]


def test_what_the_seeds_say_as_often_and_what_was_asked_for_is_not_named() -> None:
    assert counted([f"Explain the {text}." for text in ("moon", "sun", "sea", "sky") * 3]) is None
    assert counted([*POOL, *RESTS], topic="lighthouse keepers")["words"] == ["about", "haiku", "keeper", "write"]
    assert counted([*POOL, *RESTS], ["somebody with a Haiku"])["words"] == ["about", "keeper", "lighthouse", "write"]


def test_a_small_pool_says_nothing() -> None:
    assert counted(POOL, size=7) is None
    assert counted(POOL, size=8) is not None
    assert counted(["How do tides work?"] * 3 + RESTS * 2, share=0.9) is None


def test_in_another_language_the_first_tasks_say_what_is_usual() -> None:
    first = [f"Erkläre eine Regel, die nicht jeder {text} kennt." for text in "abcdefgh"]
    later = [f"Schreibe eine Ballade, die nicht über {text} geht." for text in "ijklmnopqrstuvwx"]
    assert counted(first, language="German") is None
    assert counted([*first, *later], language="German") == {
        "words": ["ballade", "geht", "schreibe", "über"],
        "openings": ["schreibe eine"],
    }


def test_counting_goes_on_and_begins_again_for_an_earlier_request() -> None:
    inputs = Inputs(tasks(SEEDS), load_recipe("chat"), "offline")
    pool = tasks([*RESTS, *POOL])
    going = CountedPool(inputs, Overused(tasks=4))
    sizes = [4, 8, 12, 6, 12]
    alone = [CountedPool(inputs, Overused(tasks=4)).overused(pool, size, ()) for size in sizes]
    assert [going.overused(pool, size, ()) for size in sizes] == alone
    assert alone[0] != alone[2]


def test_words_are_letters_whatever_the_pool_holds() -> None:
    hostile = [f"{{{{ x }}}} \x1b[31mE\x1b[0m\n{'y' * 90} {'<script>' * 2} 123456 {number}" for number in range(9)]
    found = counted(hostile)
    assert found["words"] == ["script"]
    assert all(word.isalpha() for word in found["words"])


@pytest.mark.parametrize("index", [8, 9, 12, 20])
def test_a_prompt_names_what_was_in_too_many_tasks_at_its_lag(index: int) -> None:
    recipe = load_recipe("chat", ["overused.tasks=3", "overused.share=0.2", "candidates=2"])
    bootstrap = Bootstrap(Inputs(tasks(SEEDS), recipe, "offline"), Templates(recipe))
    things = ["zebra", "yacht", "xylophone", "walrus", "violin", "umbrella", "tractor", "saddle", "rocket", "quilt"]
    pools: list[list[str]] = [[]]
    for number in range(index):
        thing = things[number // 3]
        text = f"Say how a {thing} of kind {number} is mended at home.\n2. Name the {thing} that {number} people own."
        bootstrap.admit(Completion(f"1. {text}"))
        pools.append([task.instruction for task in bootstrap.machine])
    seen = pools[max(0, index - lag(index, recipe.window) + 1)]
    expected = CountedPool(bootstrap.inputs, recipe.overused or Overused()).overused(tasks(seen), len(seen), ())
    prompt = bootstrap.request(index).messages[-1].content
    assert (expected is None) == ("too many of the tasks" not in prompt)
    if expected is not None:
        assert f"no other way to say it: {', '.join(expected['words'])}\n" in f"{prompt}\n"


def test_the_offline_model_heeds_it() -> None:
    asked = "Write 3 new tasks.\n\nThese words stand in too many tasks: haiku, keeper\n"
    system = "### 1\nInstruction: the instruction\nType: x\nLabels: none"
    assert read_prompt((Message("system", system), Message("user", asked))).avoided == ("haiku", "keeper")
