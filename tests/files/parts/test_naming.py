"""Which files of a folder are parts of one whole, in which order, and what their folders' names say."""

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.files.parts.naming import columns_of, parts_among

SPARK = "part-{:05}-843f4bac-d232-4c78-874c-68c6e292d8e4-c000.snappy.parquet"
RAY = "03568PqvcxhthtXv9W787V_9943ac228ae2413db8836c0a442cf29f_{:06}-0.parquet"


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (
            ["_SUCCESS", "._SUCCESS.crc", SPARK.format(1), f".{SPARK.format(1)}.crc", SPARK.format(0)],
            [SPARK.format(0), SPARK.format(1)],
        ),
        ([SPARK.format(100_000), SPARK.format(99_999)], [SPARK.format(99_999), SPARK.format(100_000)]),
        ([RAY.format(10), RAY.format(9)], [RAY.format(9), RAY.format(10)]),
        (["00010.jsonl.gz", "00009.jsonl.gz"], ["00009.jsonl.gz", "00010.jsonl.gz"]),
        (["part-00001", "part-00000.gz", "part-r-00002.zst"], ["part-00000.gz", "part-00001", "part-r-00002.zst"]),
        (["_hidden/a.jsonl", ".git/b.json", "_rule=x/c.json"], ["_rule=x/c.json"]),
        (["kept.jsonl", "kept.rejected.jsonl", "kept.meta.jsonl", "rejected.jsonl"], ["kept.jsonl"]),
        (["notes.md"], []),
    ],
)  # fmt: skip
def test_the_parts_of_a_folder_in_order(names: list[str], parts: list[str]) -> None:
    assert parts_among(names, "out") == parts


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a.parquet", "_temporary/0/b.parquet"], "out: holds _temporary: whoever writes it has not ended"),
        (["a.parquet", "b.orc"], r"out: b\.orc is no file of rows .* name those that are to be read, as 'out/\*"),
        (["a.jsonl", "b.jsonl.bz2"], r"out: b\.jsonl\.bz2 is no file of rows"),
        (["README.md", "data/a.parquet"], r"out: README\.md is no file of rows"),
    ],
)
def test_a_folder_that_may_not_be_what_is_meant_is_refused(names: list[str], told: str) -> None:
    with pytest.raises(SeedError, match=told):
        parts_among(names, "out")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("part-0.parquet", {}),
        ("language=en/year=2026/part-0.parquet", {"language": "en", "year": "2026"}),
        ("rule=__HIVE_DEFAULT_PARTITION__/part-0.parquet", {}),
        ("site=a%2Fb%3Dc/part-0.parquet", {"site": "a/b=c"}),
    ],
)
def test_columns_that_stand_in_the_names_of_folders(name: str, columns: dict[str, str]) -> None:
    assert columns_of(name) == columns
