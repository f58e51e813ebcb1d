"""What tokens cost, at worst and where they are cached."""

import pytest

from selfinstruct.prices import Price, worst_case
from selfinstruct.records import Message, Request, Sampling, Usage


def test_cached_tokens_have_their_own_price_where_it_is_known() -> None:
    usage = Usage(1_000_000, 500_000, 400_000)
    assert Price(2.0, 8.0).cost(usage) == 6.0
    assert Price(2.0, 8.0, 0.5).cost(usage) == pytest.approx(1.2 + 0.2 + 4.0)


def test_the_worst_case_has_a_token_for_each_byte_of_every_turn() -> None:
    turns = (Message("system", "é" * 100), Message("user", "日" * 100))
    a_dollar_each = Price(1e6, 1e6)
    assert 550 <= worst_case(Request("p", 0, turns, Sampling(max_tokens=50)), a_dollar_each) < 650
    assert 4500 <= worst_case(Request("p", 0, turns), a_dollar_each) < 4700, "a limit is assumed where none is sent"
