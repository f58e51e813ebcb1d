"""The records that have the fault of one at hand, by a rule of the filters or by their words."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.errors import SeedError, SelfInstructError
from selfinstruct.files.unfold import unfold
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import judge
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.review.desk.subjects.records import Records
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Filter, Instance, Reason, Task
from selfinstruct.runs.run import read_info

NEAREST = 50  # records looked at by their words
_NEAR = 0.5  # of ROUGE-L, below which two instructions are not alike
_EXCERPT = 160  # characters of each of a record's texts
# Rules for any dataset, with the parameters they have by themselves; a run's own stand before them.
_GENERIC = (
    "refusal", "service_error", "tool_call", "empty_output", "input_equals_output", "ends_with_colon",
    "placeholder_input", "placeholder_output", "merged_tasks", "repetition", "circles", "repeats_question",
    "field_names", "length", "blacklist", "write_a_program", "punctuation", "non_ascii", "pii",
)  # fmt: skip
_OF_OTHERS = ("repeats_demonstration", "repeats_instance", "label")  # these need more than the record


class Likeness:
    """What is alike among the records of a source. Everything is read when it is first asked for."""

    def __init__(self, source: Path, records: Records) -> None:
        self._source, self._records = source, records
        self._filters: list[Filter] | None = None
        self._index: Any = None

    def by_rule(self, number: int) -> tuple[str, list[int]]:
        """The first rule that objects to a record, and the others it objects to; ("", []) where none does."""
        task = _task(self._records.record(number))
        item, reason = next(
            ((item, reason) for item in self._rules() if (reason := _said(item, task)) is not None), (None, None)
        )
        if item is None or reason is None:
            return "", []
        alike = [
            other
            for other, row in self._tasks()
            if other != number and (found := _said(item, row)) is not None and found.rule == reason.rule
        ]
        return reason.rule, alike

    def by_words(self, number: int) -> dict[int, float]:
        """The records whose instruction is nearest to this one's, the nearest first, with their ROUGE-L."""
        from selfinstruct.novelty.rouge import NoveltyIndex

        if self._index is None:
            index, numbers = NoveltyIndex(), []
            for other, task in self._tasks():
                index.add(task.instruction)
                numbers.append(other)
            self._index = index, numbers
        index, numbers = self._index
        near = index.nearest(_task(self._records.record(number)).instruction, NEAREST + 1)
        found = {numbers[match.position]: match.score for match in near if match.score >= _NEAR}
        return {other: score for other, score in found.items() if other != number}

    def excerpt(self, number: int) -> str:
        try:
            parts = self._records.record(number).parts
        except SeedError as error:
            return str(error)
        return " · ".join(text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "") for _, text in parts if text)

    def _tasks(self) -> Iterator[tuple[int, Task]]:
        for number in range(len(self._records.ids)):
            try:
                yield number, _task(self._records.record(number))
            except SeedError:
                continue

    def _rules(self) -> list[Filter]:
        if self._filters is None:
            settings = {name: value for name, value in _settings(self._source).items() if name not in _OF_OTHERS}
            found = [item for item in load_filters(settings) if not hasattr(item, "add")]
            self._filters = found
        return self._filters


def _settings(source: Path) -> Mapping[str, Mapping[str, Any]]:
    """The filters of the run's recipe, those of the recipe `chat`, and the generic ones, each with its parameters."""
    generic: dict[str, Mapping[str, Any]] = {name: {} for name in _GENERIC}
    generic |= load_recipe("chat").filters
    for folder in (source, source.parent):
        if (folder / "run.json").is_file():
            try:
                own = read_info(folder).get("settings")
            except SelfInstructError:
                break
            if isinstance(own, dict) and isinstance(own.get("filters"), dict):
                return {**own["filters"], **{name: generic[name] for name in generic if name not in own["filters"]}}
    return generic


def _said(item: Filter, task: Task) -> Reason | None:
    if item.scope != "instance" and (reason := item(task)) is not None:
        return reason
    if item.scope == "instruction":
        return None
    return next((reason for one in task.instances if (reason := judge(item, task, one)) is not None), None)


def _task(record: LabelRecord) -> Task:
    """A record as filters see it; of one that is neither a task nor a conversation its text is the output."""
    try:
        unfolded = unfold(record.row)
    except ValueError as error:
        raise SeedError([f"{record.id}: {error}"]) from error
    if unfolded.turns:
        return Task(record.id, unfolded.first_question(), instances=(unfolded.instance(),))
    texts = {name: str(unfolded.row.get(name) or "") for name in ("instruction", "input", "output")}
    if not texts["instruction"]:
        texts = {"instruction": record.parts[0][1], "input": "", "output": record.parts[-1][1]}
    return Task(record.id, texts["instruction"], instances=(Instance(texts["input"], texts["output"]),))
