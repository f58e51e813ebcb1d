"""What is drawn for tasks: evenly, the same in any order and after stops, resumable by the directory alone."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.render.generate import funnel
from selfinstruct.errors import KeyRefused, RecipeError, RunMismatch
from selfinstruct.flows.export.reproduce import commands
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.inputs import Inputs, load_inputs
from selfinstruct.flows.generate.options import read_options
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.models import Answering, Disorderly
from tests.support.runs import files

PERSONAS = [f"somebody who keeps {number} hens" for number in range(150)]
TREE = "bees\n  hives\n  honey *2\nhens\n"

# Options of each strategy, as files in a folder; what a person gives them.
STRATEGIES: dict[str, dict[str, Any]] = {
    "personas": {"personas": "personas.txt"},
    "attributes": {"attributes": ("tones.csv", "place=places.txt")},
    "topics": {"topics": "topics.txt"},
    "verbalized": {"overrides": ("verbalized.below=0.05",)},
    "overused": {"overrides": ("overused.tasks=4", "overused.share=0.02")},
    "all": {
        "personas": "personas.txt",
        "attributes": ("tones.csv",),
        "topics": "topics.txt",
        "overrides": ("verbalized.below=0.05", "overused.tasks=4"),
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "personas.txt").write_text("\n".join(PERSONAS))
    (tmp_path / "tones.csv").write_text("tone,reader\nfriendly,a child\ncurt,a judge\nformal,\n")
    (tmp_path / "places.txt").write_text("at sea\nat home\nin town\n")
    (tmp_path / "topics.txt").write_text(TREE)
    return tmp_path


def options(folder: Path, strategy: str) -> dict[str, Any]:
    """The strategy's options with the paths of its files."""

    def placed(value: str) -> str:
        name, mark, path = value.rpartition("=")
        return f"{name}{mark}{folder / path}" if path.endswith((".txt", ".csv")) else value

    return {
        name: tuple(map(placed, value)) if isinstance(value, tuple) else placed(value)
        for name, value in STRATEGIES[strategy].items()
    }


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_bytes_in_any_order_and_after_stops(strategy: str, seeds: Path, folder: Path) -> None:
    given = options(folder, strategy)
    selfinstruct.generate(seeds, n=24, out=folder / "1", concurrency=1, model=Disorderly(), **given)
    for concurrency in (7, 64):
        model = Disorderly(concurrency)
        selfinstruct.generate(seeds, n=24, out=folder / f"{concurrency}", concurrency=concurrency, model=model, **given)
        assert files(folder / f"{concurrency}") == files(folder / "1")
    stopped = selfinstruct.generate(seeds, n=24, out=folder / "stopped", max_requests=9, **given)
    assert stopped.status == "max_requests"
    for name in ("personas.txt", "tones.csv", "places.txt", "topics.txt"):
        (folder / name).unlink()
    for limit in (17, 1000):
        selfinstruct.resume(folder / "stopped", max_requests=limit)
    assert Run(folder / "stopped").status == "done"
    assert files(folder / "stopped") == files(folder / "1")


def bootstrap(seeds: Path, **given: Any) -> tuple[Inputs, Bootstrap]:
    inputs = read_options(seeds, given).inputs  # type: ignore[arg-type]
    return inputs, Bootstrap(inputs, Templates(inputs.recipe))


def wishes(seeds: Path, requests: int, **given: Any) -> list[dict[str, str]]:
    _, made = bootstrap(seeds, **given)
    return [dict(wish) for index in range(requests) for wish in made.shown(index).attributes]


def test_each_row_is_drawn_once_before_any_is_drawn_again(seeds: Path, folder: Path) -> None:
    given = options(folder, "all")
    (folder / "personas.txt").write_text("\n".join(PERSONAS[:24]))
    drawn = wishes(seeds, 6, **given)
    assert len(drawn) == 48
    personas = [wish["persona"] for wish in drawn]
    assert sorted(personas[:24]) == sorted(personas[24:]) == sorted(PERSONAS[:24])
    assert personas[:24] != personas[24:]
    assert Counter(wish["topic"] for wish in drawn) == {"bees > hives": 12, "bees > honey": 24, "hens": 12}
    assert Counter((wish["tone"], wish.get("reader", "")) for wish in drawn) == {
        ("friendly", "a child"): 16,
        ("curt", "a judge"): 16,
        ("formal", ""): 16,
    }
    assert wishes(seeds, 6, seed=1, **given) != drawn


def test_what_is_drawn_takes_the_place_of_domains_and_of_lists_of_its_name(seeds: Path, folder: Path) -> None:
    persona = wishes(seeds, 6, overrides=("spread=domains",), **options(folder, "personas"))
    assert all(next(iter(wish)) == "persona" and "domain" not in wish for wish in persona)
    assert max(len(wish) for wish in persona) == 2
    (folder / "difficulty.txt").write_text("as hard as can be\n")
    own = wishes(seeds, 6, attributes=(folder / "difficulty.txt",), overrides=("spread=domains",))
    assert {wish["difficulty"] for wish in own} == {"as hard as can be"}
    assert all("domain" in wish for wish in own)


def test_a_request_that_is_varied_as_a_whole_draws_once(seeds: Path, folder: Path) -> None:
    _, made = bootstrap(seeds, overrides=("vary=request",), **options(folder, "personas"))
    found = [{wish["persona"] for wish in made.shown(index).attributes} for index in range(8)]
    assert all(len(one) == 1 for one in found)
    assert len(set.union(*found)) == 8


@pytest.mark.parametrize("name", ["personas.txt", "tones.csv", "topics.txt"])
def test_a_file_that_was_changed_is_named_when_the_run_is_made_again(name: str, seeds: Path, folder: Path) -> None:
    given = options(folder, "all")
    selfinstruct.generate(seeds, n=2, out=folder / "run", **given)
    with (folder / name).open("a") as file:
        file.write("\nlocked,out\n" if name.endswith("csv") else "\nan old hen\n")
    told = {"personas.txt": "personas", "tones.csv": "attributes tone, reader", "topics.txt": "topics"}[name]
    with pytest.raises(RunMismatch, match=f"was made with other inputs: {told}; give another --out"):
        selfinstruct.generate(seeds, n=2, out=folder / "run", **given)


def test_a_run_that_began_before_topics_were_drawn_evenly_goes_on_as_it_began(seeds: Path, folder: Path) -> None:
    inputs, made = bootstrap(seeds, topics=folder / "topics.txt")
    texts = inputs.dump()
    plain = json.loads(texts["plain"])
    assert load_inputs(texts).evenly
    assert plain.pop("evenly") is True
    before = load_inputs(texts | {"plain": json.dumps(plain)})
    assert not before.evenly
    assert before.identity() == inputs.identity()
    topics = Counter(wish["topic"] for k in range(6) for wish in Bootstrap(before, made.templates).shown(k).attributes)
    assert topics != {"bees > hives": 12, "bees > honey": 24, "hens": 12}


def test_run_json_has_the_number_of_rows_and_not_the_rows(seeds: Path, folder: Path) -> None:
    run = selfinstruct.generate(seeds, n=2, out=folder / "run", **options(folder, "all"))
    assert run.info["drawn"] == {"persona": 150, "tone": 3, "reader": 3}
    assert run.info["given"]["personas"].endswith("personas.txt")
    assert "hens" not in json.dumps({**run.info, "attributes": {}})
    assert all("persona" in task.attributes for task in run.tasks())


@pytest.mark.parametrize(("recipe", "name"), [("paper", "persona"), ("alpaca", "persona")])
def test_a_recipe_that_shows_nothing_of_it_is_refused(recipe: str, name: str, seeds: Path, folder: Path) -> None:
    with pytest.raises(RecipeError, match=f"--personas: the prompts of the recipe {recipe} do not show .* '{name}'"):
        read_options(seeds, {"recipe": recipe, "personas": folder / "personas.txt"})


@pytest.mark.parametrize("recipe", ["chat", "small", "verified", "code", "dialogue"])
def test_recipes_for_chat_models_show_the_persona(recipe: str, seeds: Path, folder: Path) -> None:
    _, made = bootstrap(seeds, recipe=recipe, **options(folder, "personas"))
    wanted = made.shown(0).attributes[0]["persona"]
    assert wanted in made.request(0).messages[-1].content


def test_the_card_says_how_to_make_the_run_again(seeds: Path, folder: Path) -> None:
    run = selfinstruct.generate(seeds, n=2, out=folder / "run", **options(folder, "attributes"))
    [told] = commands(run.info, "run")
    assert "--attributes tones.csv --attributes place=places.txt" in told
    run = selfinstruct.generate(seeds, n=2, out=folder / "other", **options(folder, "all"))
    assert "--topics topics.txt --personas personas.txt" in commands(run.info, "other")[0]
    own = selfinstruct.generate(seeds, n=2, out=folder / "rows", attributes={"tone": ["dry"]}, personas=["a baker"])
    assert not {"attributes", "personas"} & own.info["given"].keys()


@pytest.mark.slow
def test_workers_make_the_same_files(seeds: Path, folder: Path) -> None:
    given = options(folder, "all")
    selfinstruct.generate(seeds, n=24, out=folder / "alone", **given)
    selfinstruct.generate(seeds, n=24, out=folder / "crew", engine="local", workers=2, shard_size=5, **given)
    assert files(folder / "crew") == files(folder / "alone")


@pytest.mark.parametrize(("missing", "recipe"), [("keep", "chat"), ("reject", "chat"), ("keep", "small")])
def test_candidates_that_are_too_likely_are_rejected_with_what_was_said(
    missing: str, recipe: str, seeds: Path, tmp_path: Path
) -> None:
    given = ("verbalized.below=0.06", f"verbalized.missing={missing}")
    run = selfinstruct.generate(seeds, n=40, out=tmp_path / "run", recipe=recipe, overrides=given)
    said = [task.probability for task in run.tasks()]
    stated = [value for value in said if value is not None]
    assert all(0 < value < 0.06 for value in stated)
    rejected = [row for row in run.rejected() if row["rule"] in ("probability", "no_probability")]
    assert all(row["value"] >= 0.06 and row["text"] for row in rejected if row["rule"] == "probability")
    assert sum(row["rule"] == "probability" for row in rejected) > 10
    assert any(row["rule"] == "no_probability" for row in rejected) == (missing == "reject")
    told = run.info["counts"]["probabilities"]
    assert told == {"stated": len(stated), "missing": len(said) - len(stated)}
    assert bool(told["missing"]) == (missing == "keep")
    lines = funnel(run.info, "x")
    assert any(line.endswith(" of them without a probability") for line in lines) == (missing == "keep")


def test_keys_that_nothing_would_come_of_are_refused(seeds: Path) -> None:
    for recipe, override, told in (
        ("paper", "verbalized.below=0.1", "verbalized: answers of the form paper have no place for a probability"),
        ("base", "verbalized={}", "take a recipe of the form chat, such as chat or small"),
        ("alpaca", "verbalized={}", "verbalized: answers of the form alpaca have no place for a probability"),
        ("paper", "overused.words=3", "overused: no template uses it"),
        ("chat", "verbalized.below=2", "verbalized.below: must be above 0, at most 1 (found 2)"),
        ("small", "verbalized.below=0", "verbalized.below: must be above 0, at most 1 (found 0)"),
        ("chat", "overused.times=0.5", "overused.times: must be at least 1 (found 0.5)"),
        ("chat", "verbalized.belw=0.1", "verbalized.belw: unknown key; did you mean verbalized.below?"),
    ):
        with pytest.raises(RecipeError) as caught:
            read_options(seeds, {"recipe": recipe, "overrides": (override,)})
        assert told in str(caught.value)


def test_a_recipe_of_ones_own_that_does_not_say_what_is_asked_is_refused(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("name: own\ninherits: chat\nverbalized: {}\n")
    (tmp_path / "bootstrap.jinja").write_text("Write {{ count }} tasks like {{ demonstrations[0].instruction }}")
    with pytest.raises(RecipeError, match=r"verbalized: no template uses it; write .* into bootstrap\.jinja"):
        read_options(seeds, {"recipe": tmp_path})


def test_a_run_that_never_got_an_answer_leaves_its_place_to_others(seeds: Path, folder: Path) -> None:
    def refuse(request: Request) -> Completion:
        raise KeyRefused("the key is refused")

    given = options(folder, "personas")
    with pytest.raises(KeyRefused):
        selfinstruct.generate(seeds, n=2, out=folder / "run", model=Answering(refuse, "offline"), **given)
    (folder / "personas.txt").write_text("a nurse on night shift\n")
    run = selfinstruct.generate(seeds, n=2, out=folder / "run", **given)
    assert {task.attributes["persona"] for task in run.tasks()} == {"a nurse on night shift"}
