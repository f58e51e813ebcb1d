"""Variants and judgements of gain, as models write them."""

import pytest

from selfinstruct.parse.methods.variants import read_gain, read_variant


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("Task:\nBake a bread with rye.", "Bake a bread with rye."),
        ("Task: Bake a bread with rye.", "Bake a bread with rye."),
        ("**Task:**\n\nBake.\n\nFlour: 500 g\nWater: 300 g", "Bake.\n\nFlour: 500 g\nWater: 300 g"),
        ("Bake a bread with rye.", "Bake a bread with rye."),
        ("Task:\n> Bake.\n> Then eat.", "Bake.\nThen eat."),
        ("> Task:\n> Bake.\n> Then eat.", "Bake.\nThen eat."),
        ("> **Task:** Bake.\n>\n> Then eat.", "Bake.\n\nThen eat."),
        ("> Bake.\n\n> Then eat.", "Bake.\n\nThen eat."),
        ("```\nTask:\nBake.\n```", "Bake."),
        ("Set this as code:\n\n```\nx\n```", "Set this as code:\n\n```\nx\n```"),
        ("Task:\nSum up:\n\n> It rains.", "Sum up:\n\n> It rains."),
        ('Task:\n"Bake."', "Bake."),
        ("<think>Task: no</think>Task:\nBake.", "Bake."),
    ],
)
def test_a_variant_is_read(text: str, variant: str) -> None:
    assert read_variant(text) == variant


@pytest.mark.parametrize("text", ["", "Task: none", "Task:\n", "N/A", "Task:\n(none)"])
def test_none_is_no_variant(text: str) -> None:
    with pytest.raises(ValueError, match="no task"):
        read_variant(text)


@pytest.mark.parametrize(
    ("text", "gain"),
    [
        ("Why: it does.\nGain: yes", True),
        ("Why: it does not.\nGain: No.", False),
        ("**Gain:** yes", True),
        ("gain: TRUE", True),
        ("- Gain: no, it is the same", False),
        ("Gain： yes", True),
        ("Gain: yes\nGain: yes", True),
        ("> Why: it does.\n> Gain: yes", True),
        ("> **Gain:** no", False),
        ("Gain: yes\nGain: no", None),
        ("Gain: perhaps", None),
        ("Yes, there is some gain", None),
        ("", None),
    ],
)
def test_a_gain_is_read(text: str, gain: bool | None) -> None:
    assert read_gain(text) is gain
