"""Ids stay apart where texts are equal."""

import json
from dataclasses import replace
from pathlib import Path

from selfinstruct.canonical import content_id
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.flows.generate.options import read_options
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.recipes.generate import Saturation
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Task


def test_equal_instances_get_ids_of_their_own(tmp_path: Path) -> None:
    ledger = RunWriter(tmp_path, 1, Saturation(), FilterSet(), lambda task: None)
    task = Task("t", "Say a.", instances=(Instance("", "a"), Instance("", "a")), request=0)
    ledger.admit([task])
    ledger.settle(0, DevelopedTask(task, ()))
    ledger.advance()
    ledger.close()
    first, second = (json.loads(line)["id"] for line in (tmp_path / "dataset.jsonl").read_text().splitlines())
    assert second == f"{first}-2"


def test_a_task_that_repeats_gets_an_id_of_its_own(seeds: Path) -> None:
    inputs = read_options(seeds, {}).inputs
    known = Task(content_id("Name the sea."), "Name the sea.")
    bootstrap = Bootstrap(replace(inputs, seeds=(known,)), Templates(inputs.recipe), FilterSet())
    said = "\n\n".join(f"### {number}\nInstruction: Name the sea.\nLabels: none" for number in (1, 2))
    added = bootstrap.admit(Completion(said))
    assert [item.id for item in added if isinstance(item, Task)] == [f"{known.id}-2", f"{known.id}-3"]
