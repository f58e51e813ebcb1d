"""Numbers and ordinals by hash, against dictionaries that hold everything."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.canonical import Distinct, ListDigest, Ordinals, content_id, to_json, unique_id

TEXTS = st.lists(st.text("ab", max_size=3))


@given(TEXTS)
def test_numbers_and_ordinals(texts: list[str]) -> None:
    different, ordinals, ids = Distinct(), Ordinals(), Ordinals()
    numbers: dict[str, int] = {}
    seen: dict[str, int] = {}
    for place, text in enumerate(texts):
        assert different.known(text) == numbers.get(text)
        assert different.number(text) == numbers.setdefault(text, len(numbers))
        assert ordinals.next(text) == texts[:place].count(text)
        assert ids.unique_id(text) == unique_id(text, seen)
    assert len(different) == len(numbers)


def test_they_grow() -> None:
    different, ordinals = Distinct(), Ordinals()
    for _ in range(2):
        assert [different.number("a", str(number)) for number in range(5_000)] == list(range(5_000))
    assert [ordinals.next(str(number % 3_000)) for number in range(9_000)] == [
        n for n in range(3) for _ in range(3_000)
    ]
    assert different.known("a0") is None  # parts are told apart
    assert sum(map(sys.getsizeof, (different._keys, different._numbers))) < 40 * 5_000


@given(st.lists(st.one_of(st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.none()))))
def test_the_digest_of_a_list_that_is_never_whole(rows: list[object]) -> None:
    digest = ListDigest()
    for row in rows:
        digest.measure(row)
    for row in rows:
        digest.add(row)
    assert digest.value() == content_id(to_json(rows))
