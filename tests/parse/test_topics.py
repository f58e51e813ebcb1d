"""Lists of topics as models write them, and names that a topic tree can hold whatever they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.files.topic_trees import read_topics
from selfinstruct.parse.topics import read_topic_list, topic_name

WANTED = ("hive inspections", "honey harvest", "winter feeding")


@pytest.mark.parametrize(
    "text",
    [
        "1. hive inspections\n2. honey harvest\n3. winter feeding",
        "Sure! Here are 3 topics:\n\n1) hive inspections\n2) honey harvest\n3) winter feeding\n\nLet me know!",
        "- hive inspections\n- honey harvest\n- winter feeding",
        "* **hive inspections**: how to open a hive\n* **honey harvest** – from frame to jar\n* **winter feeding**.",
        "hive inspections\nhoney harvest\nwinter feeding\n",
        "hive inspections, honey harvest, winter feeding",
        "1. hive inspections\n   - when to open a hive\n   - what to look for\n2. honey harvest\n3. winter feeding",
        "<think>what fits?\n1. no</think>\n1. hive inspections\n2. honey harvest\n3. winter feeding",
        '["hive inspections", "honey harvest", "winter feeding"]',
        '```json\n{"t": [{"name": "hive inspections"}, {"name": "honey harvest"}, {"name": "winter feeding"}]}\n```',
        '{"1": "hive inspections", "2": "honey harvest", "3": "winter feeding"}',
        "### hive inspections\n### honey harvest\n### winter feeding",
        "1. hive inspections *3\n2. honey > harvest\n3. winter feeding",
    ],
)
def test_a_list_of_topics(text: str) -> None:
    found = read_topic_list(text, 8, 8, ())
    assert tuple(name.replace(" / ", " ") for name in found.topics) == WANTED
    assert not found.rejected


def test_what_is_rejected_is_told_with_its_rule() -> None:
    long = "all the many things that a person may want to know about bees in spring"
    text = f"1. honey\n2. Honey\n3. {long}\n4. Bees\n5. wax\n6. queens\n7. mites"
    found = read_topic_list(text, 3, 8, ("bees",))
    assert found.topics == ("honey", "wax", "queens")
    assert found.rejected == (
        ("duplicate", "Honey", None),
        ("too_long", long, 15),
        ("duplicate", "Bees", None),
        ("too_many", "mites", 3),
    )
    assert read_topic_list("1. honey\n2. wa", 3, 8, (), cut=True).rejected == (("truncated", "wa", None),)
    assert read_topic_list(" \n", 3, 8, ()).rejected == (("unreadable", " \n", None),)


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_name_can_stand_in_a_tree(texts: list[str]) -> None:
    import tempfile

    names = list(dict.fromkeys(filter(None, map(topic_name, texts))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "topics.txt"
        path.write_text("root\n" + "".join(f"    {name}\n" for name in names), encoding="utf-8")
        assert read_topics(path) == (tuple(f"root > {name}" for name in names) or ("root",))


@given(st.text(max_size=400))
def test_any_answer_is_read(text: str) -> None:
    found = read_topic_list(text, 4, 8, ())
    assert len(found.topics) <= 4
    assert found.topics or found.rejected
