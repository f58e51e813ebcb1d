"""Draws without replacement: each element once before any again, in an order of its own each time."""

import itertools
from collections import Counter

import pytest

from selfinstruct.flows.generate.subjects.drawing import drawn, permuted


@pytest.mark.parametrize("size", [1, 2, 3, 5, 16, 17, 100, 1000])
def test_each_element_comes_once_before_any_comes_again(size: int) -> None:
    rounds = [[drawn(size, again * size + place, "7:personas") for place in range(size)] for again in range(3)]
    assert all(sorted(found) == list(range(size)) for found in rounds)
    if size > 16:
        assert rounds[0] != rounds[1] != rounds[2] != rounds[0]


def test_the_order_is_of_the_key_and_mixes_neighbours() -> None:
    one = [permuted(place, 5000, "0:a:0") for place in range(5000)]
    assert one != [permuted(place, 5000, "0:b:0") for place in range(5000)]
    # Of a random order one step in 2,500 goes to a neighbour; an order that keeps neighbours has them everywhere.
    assert sum(abs(after - before) == 1 for before, after in itertools.pairwise(one)) < 12
    # Places that differ in their upper half alone do not end in the same stretch.
    assert sum(one[place] >> 7 == one[place + 128] >> 7 for place in range(4800)) < 300
    # The first tenth of the draws comes from everywhere.
    tenths = Counter(element // 500 for element in one[:500])
    assert len(tenths) == 10
    assert max(tenths.values()) < 90


def test_a_draw_from_a_list_of_any_size_takes_no_list() -> None:
    size = 10**12
    found = {drawn(size, place, "0:x") for place in range(1000)}
    assert len(found) == 1000
    assert all(0 <= element < size for element in found)
