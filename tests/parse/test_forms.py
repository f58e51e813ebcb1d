"""Which forms of answers there are."""

import pytest

from selfinstruct.errors import UnknownName
from selfinstruct.parse import read_instances, read_instructions, read_label


def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    for call in (
        lambda: read_instructions("", "stop", "papyrus"),
        lambda: read_label("", "papyrus"),
        lambda: read_instances("", False, "stop", "papyrus"),
    ):
        with pytest.raises(UnknownName, match="'papyrus'; known: paper, alpaca, chat"):
            call()
