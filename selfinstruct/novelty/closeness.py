"""How close the texts of one set are to each other: ROUGE-L of each with the one nearest to it, on average."""

from collections.abc import Sequence

from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.text.tokens import unicode_tokens


def mean_nearest(texts: Sequence[str]) -> float:
    """The mean, over the texts, of the ROUGE-L F-measure with the nearest of the others; 0 to 1, 0 for fewer than two.

    It does not grow with the length of texts, as shares of distinct words do; it does with their number, so compare
    sets of one size. Time grows with the square of that: 10 ms for fifty instructions.
    """
    tokens = [unicode_tokens(text) for text in texts]
    nearest = [0.0] * len(tokens)
    for place, one in enumerate(tokens):
        for other in range(place):
            score = rouge_l(one, tokens[other])
            nearest[place] = max(nearest[place], score)
            nearest[other] = max(nearest[other], score)
    return sum(nearest) / len(nearest) if len(nearest) > 1 else 0.0
