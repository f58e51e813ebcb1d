"""What runs and folders are called after the data that they were made of."""

from pathlib import Path

import pytest

from selfinstruct.files.pipes import stem


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("seeds.jsonl", "seeds"),
        ("folder/seeds.v2.jsonl", "seeds.v2"),
        ("-", "stdin"),
        ("<rows>", "rows"),
        ("<b>.jsonl", "<b>"),  # a file's own name stays as it is
        ("<a> and b", "<a> and b"),
        ("parts/*.jsonl", "parts"),
    ],
)
def test_the_name_of_data(path: str, name: str) -> None:
    assert stem(Path(path)) == name
