"""Every decision is compared with brute force."""

import random

import pytest

from selfinstruct.novelty.jaccard import JaccardIndex, word_runs
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import unicode_tokens
from tests.support.texts import FORMS, edited


@pytest.mark.parametrize("pools", [5, pytest.param(40, marks=pytest.mark.slow)])
@FORMS
def test_jaccard_equals_brute_force(limit: int, pools: int) -> None:
    decided = rejected = 0
    for number in range(pools):
        rng = random.Random(f"{limit}:{number}")
        size, threshold = rng.choice([1, 1, 2, 3]), rng.choice([0.3, 0.5, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1])
        index = JaccardIndex(threshold, size, _scan_limit=limit)
        vocabulary = [f"w{word}" for word in range(rng.choice([6, 40, 200]))] + ["é", "中文", "…"]
        pool: list[str] = []
        sets: list[set[str]] = []
        for _ in range(90):
            fresh = [rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 4, 5, 8, 10, 20, 300]))]
            near = edited(rng, rng.choice(pool).split(" "), vocabulary) if pool and rng.random() < 0.6 else fresh
            text = " ".join(near)
            mine = set(word_runs(unicode_tokens(text), size))
            scores = [len(mine & other) / len(mine | other) if mine and other else 0.0 for other in sets]
            best = max(scores, default=0.0)
            place = scores.index(best) if scores else 0
            expected = Match(best, pool[place], place) if best >= threshold else None
            assert index.check(text) == expected, (number, text)
            decided += 1
            rejected += expected is not None
            if expected is None:
                assert index.add(text) == len(pool)
                pool.append(text)
                sets.append(mine)
    assert 0.1 * decided < rejected < 0.9 * decided
