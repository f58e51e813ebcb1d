"""Judgements of instances that are doubted, as models write them."""

import pytest

from selfinstruct.parse.methods.doubts import read_supported


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("Supported: yes", True),
        ("Why: the text has no such number.\nSupported: No.", False),
        ("> **Supported:** yes", True),
        ("Supported: yes or no", None),
        ("Supported: yes\nSupported: no", None),
        ("Gain: yes", None),
        ("", None),
    ],
)
def test_a_judgement_is_read(text: str, supported: bool | None) -> None:
    assert read_supported(text) is supported
