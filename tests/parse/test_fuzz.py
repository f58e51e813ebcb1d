"""No text makes a parser raise, stall or hand out anything but text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse import FORMS, Instances, Instructions, read_instances, read_instructions, read_label
from selfinstruct.records import Candidate, Instance, Rejection
from tests.support.cases import cases
from tests.support.pieces import ANY, HOSTILE, PIECES, REASONS, SIZES, SMALL, in_any_amount

STRUCTURED = st.lists(PIECES, max_size=40).map("".join)
TEXT = ANY | STRUCTURED


def check_rejection(one: Rejection, stage: str, text: str) -> None:
    assert one.stage == stage
    assert one.rule
    assert isinstance(one.text, str)
    if one.rule in ("unreadable", "truncated", "failed") and stage == "bootstrap" and one.candidate is None:
        assert one.text == text
    one.as_dict()


def check_instance(one: Instance) -> None:
    assert isinstance(one.input, str)
    assert isinstance(one.output, str)


@cases(400)
@given(TEXT, REASONS, st.sampled_from(FORMS))
def test_instructions(text: str, finish_reason: str | None, form: str) -> None:
    found = read_instructions(text, finish_reason, form)
    assert isinstance(found, Instructions)
    assert found.items, "an answer never vanishes"
    assert len(found.kept) + len(found.rejected) == len(found.items)
    for position, item in enumerate(found.items):
        if isinstance(item, Rejection):
            check_rejection(item, "bootstrap", text)
            assert item.candidate in (None, position)
            assert item.candidate is not None or len(found.items) == 1
            continue
        assert isinstance(item, Candidate)
        assert item.instruction.strip()
        assert isinstance(item.type, str)
        assert item.number is None or isinstance(item.number, int)
        assert all(isinstance(label, str) and label for label in item.labels)
        assert not item.labels or item.is_classification
        for instance in item.instances:
            check_instance(instance)


@cases(400)
@given(TEXT, st.sampled_from(FORMS))
def test_labels(text: str, form: str) -> None:
    found = read_label(text, form)
    assert found.is_classification in (True, False, None)
    assert len(found.type) <= 40
    assert found.type == "" or found.type.isascii()
    assert all(isinstance(label, str) and label for label in found.labels)


@cases(400)
@given(TEXT, st.booleans(), REASONS, st.sampled_from(["paper", "chat"]))
def test_instances(text: str, output_first: bool, finish_reason: str | None, form: str) -> None:
    found = read_instances(text, output_first, finish_reason, form)
    assert isinstance(found, Instances)
    assert found.kept or found.rejected, "an answer never vanishes"
    for one in found.kept:
        check_instance(one)
        assert one.output
    for rejection in found.rejected:
        check_rejection(rejection, "instances", text)
        if rejection.instance:
            check_instance(rejection.instance)


@cases(200)
@given(st.lists(st.text(alphabet="abcdefgh éß詩", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8))
def test_what_is_written_as_asked_is_read_back(instructions: list[str]) -> None:
    text = "\n\n".join(f"### {n}\nInstruction: {one}\nType: x\nLabels: none" for n, one in enumerate(instructions, 1))
    found = read_instructions(text, "stop", "chat")
    assert [one.instruction for one in found.kept] == [" ".join(one.split()) for one in instructions]


# Anything that is not linear takes an hour for the larger and long enough for the smaller.
STARTS = ("", "[", "### 1\nInstruction: ", "Output: ")


@in_any_amount(HOSTILE)
def test_any_amount_of_anything_is_read_in_a_moment(piece: str, size: int) -> None:
    # The smaller has one of them for each piece, in turn.
    for start in [STARTS[HOSTILE.index(piece) // 2 % 4]] if size == SMALL else STARTS:
        text = (start + piece * (size // len(piece) + 1))[:size]
        before = time.process_time()
        read_instructions(text, "stop", "chat")
        read_label(text, "chat")
        read_instances(text, False, "stop", "chat")
        assert time.process_time() - before < 10 + 60 * size / 1e6  # what is not linear would take far longer


@SIZES
@pytest.mark.parametrize(
    "piece", ["Output ", "Output", "Output 1", "Example ", "\n1", "\n1. ", " ", "###", "4. ", "4.\n", "Class label:"]
)
def test_the_published_patterns_are_linear_too(piece: str, size: int) -> None:
    for start in ("", "Output", "4."):
        text = start + piece * (size // 3 // len(piece))
        before = time.process_time()
        read_instructions(text, "stop", "paper")
        read_instructions(text, "stop", "alpaca")
        read_instances(text, False, "stop", "paper")
        read_instances(text, True, "stop", "paper")
        assert time.process_time() - before < 10 + 60 * size / 1e6  # what is not linear would take far longer
