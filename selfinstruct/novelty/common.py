"""Where the words that two texts have in common stand in both."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from selfinstruct.text.tokens import placed_tokens

Span = tuple[int, int]
_LONGEST = 4_000  # words of a text that are compared: the time grows with their square


def common_words(one: str, other: str) -> tuple[Sequence[Span], Sequence[Span]]:
    """The spans of words that stand in both texts in the same order, numbers and short words too, ascending."""
    first, second = placed_tokens(one)[:_LONGEST], placed_tokens(other)[:_LONGEST]
    matcher = SequenceMatcher(None, [word for word, _ in first], [word for word, _ in second], autojunk=False)
    matching = [block for block in matcher.get_matching_blocks() if block.size]
    return (
        [(first[block.a][1][0], first[block.a + block.size - 1][1][1]) for block in matching],
        [(second[block.b][1][0], second[block.b + block.size - 1][1][1]) for block in matching],
    )
