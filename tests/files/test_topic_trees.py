"""What a topic tree may be, and what is told of files that are none."""

from pathlib import Path

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.files.topic_trees import read_topics


def topics(path: Path, data: str | bytes) -> tuple[str, ...]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_topics(path)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("Motor\n  Crash\n  Theft\nHome\n", ("Motor > Crash", "Motor > Theft", "Home")),
        ("\ufeffMotor\r\n\tCrash\r\n\r\n\t\tGlass\r\nMotor\r\n", ("Motor > Crash > Glass", "Motor")),
        ("  A\n    B\n  C\n", ("A > B", "C")),
        (
            "// ours\nMotor *2\n  Crash\n  // more of these\n  Theft *3\nHome *0\n",
            ("Motor > Crash", *("Motor > Theft",) * 3),
        ),
        ("Motor *3\nHome *6\n", ("Motor", "Home", "Home")),
        ("Motor *2\nHome\nMotor *5\nRates *x\nC *\n", ("Motor", "Motor", "Home", "Rates *x", "C *")),
        ("bees, ants\nlabels, queues\n[sic]\n", ("bees, ants", "labels, queues", "[sic]")),
        ("C#\nC++\nTime: what it is\n3-D printing\n", ("C#", "C++", "Time: what it is", "3-D printing")),
    ],
)
def test_a_topic_tree(data: str, found: tuple[str, ...], tmp_path: Path) -> None:
    assert topics(tmp_path / "t.txt", data) == found


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Motor\n- Crash\n- Theft\n", ":2: looks like a list with bullets ('- Crash'); write one topic a line"),
        ("Motor\n  * Crash\n", ":2: looks like a list with bullets ('* Crash')"),
        ("1. Motor\n2. Home\n", ":1: looks like a list with bullets ('1. Motor')"),
        ("Motor\n# ours\n", ":2: looks like Markdown ('# ours')"),
        ("Motor *0\nHome\n  Fire *0\n", ": every topic weighs 0; take *0 away"),
        ("Motor *999999\nHome *17\n", ": the weights add up to more than 1,000,000"),
        ("// Motor\n", ": contains no topics"),
        ("motor:\n  - crash\n  - theft\n", ":1: looks like YAML ('motor:')"),
        ("---\nmotor\n", ":1: looks like YAML ('---')"),
        ("home: [fire, water]\n", ":1: looks like YAML ('home: [fire, water]')"),
        ("instruction,topic\na,b\n", ":1: looks like CSV"),
        ("prompt\tresponse\na\tb\n", ":1: looks like CSV; write one topic a line"),
        ("instruction;output\na;b\n", ":1: looks like CSV"),
        ('{"instruction": "Say a."}\n{"instruction": "Say b."}\n', ":1: looks like JSON ("),
        ('\n[{"prompt": "a"}]', ":2: looks like JSON ("),
        ('["bees", "ants"]', ":1: looks like JSON ("),
        ('{\n  "bees": ["hives"]\n}\n', ":1: looks like JSON ('{'); write one topic a line"),
        ("[\n", ":1: looks like JSON"),
        (b"PAR1\x15\x04", ": is Parquet, and a tree of topics is plain text; write one topic a line"),
        (b"\x1f\x8b\x08\x00", ": is a file packed with gzip"),
        (
            "Motor\n    Crash\n  Theft\n",
            ":3: is indented less than the line before it, and like none of ",
        ),
        (b"%PDF-1.7\n", ": looks like a PDF"),
        ("Motor\nHome\n".encode("utf-16"), ": looks like UTF-16; save it as UTF-8"),
        ("Motor\nHome\n".encode("utf-16-le"), ": looks like UTF-16 without a mark"),
        (b"caf\xe9\n", ": cannot be read: "),
        ("\n \n", ": contains no topics; write one per line"),
    ],
)
def test_what_is_no_topic_tree(data: str | bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    with pytest.raises(SeedError) as caught:
        topics(path, data)
    assert str(caught.value).startswith(f"{path}{told}")
    assert "\n" not in str(caught.value)


def test_rows_of_data_and_directories_are_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"rows\.csv:1: looks like CSV; .*; rows of tasks are given with --seeds$"):
        topics(tmp_path / "rows.csv", "name,age\nA,3\nB,4\n")
    assert topics(tmp_path / "list.csv", "bees\nants\n") == ("bees", "ants")
    (tmp_path / "d").mkdir()
    with pytest.raises(SeedError, match=r"/d: is a directory; name the file of the tree$"):
        read_topics(tmp_path / "d")
    (tmp_path / "d" / "topics.txt").write_text("bees\n")
    with pytest.raises(SeedError, match=r"/d: is a directory; name .*/d/topics\.txt$"):
        read_topics(tmp_path / "d")
