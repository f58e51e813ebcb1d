"""What must be alike is, what must not depend on anything does not, whatever the text."""

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from selfinstruct.novelty.vectors.hashed import SIZE, hashed_vectors

ODD = [
    "",
    " \n\t",
    "!!! … ???",
    "a",
    "请列出三种节约用水的方法",
    "บอกชื่อแม่น้ำสามสายในประเทศไทย",
    "x" * 100_000,
    "word " * 50_000,
    "\ud800 broken",
    "👩‍👩‍👧 family",
    "\u0301\u0301",
]


def cosine(one: str, other: str) -> float:
    found = hashed_vectors([one, other])
    return float(found[0] @ found[1])


def test_each_text_has_a_unit_vector_of_its_own() -> None:
    found = hashed_vectors(ODD)
    assert found.shape == (len(ODD), SIZE)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)
    for number, text in enumerate(ODD):
        assert np.array_equal(found[number], hashed_vectors([text])[0])


def test_texts_without_a_word_are_the_same() -> None:
    found = hashed_vectors(["", " \n\t", "!!! … ???"])
    assert (found == found[0]).all()


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("Translate the poem into German.", "Write a translation of the poem in German", "Name a river in Spain"),
        ("List five ways to save water", "Name some ways of saving water at home", "Sort five numbers"),
        ("请列出三种节约用水的方法", "写出三种省水的方法", "介绍一下西班牙的首都"),
        ("บอกชื่อแม่น้ำสามสาย", "ชื่อแม่น้ำใหญ่สามสายคืออะไร", "แต่งกลอนเกี่ยวกับแมว"),
        ("Summarise the article", "A summary of this article", "Explain the joke"),
    ],
)
def test_what_shares_words_is_nearer(text: str, near: str, far: str) -> None:
    assert cosine(text, near) > cosine(text, far) + 0.15


def test_words_that_all_have_make_little_alike() -> None:
    assert abs(cosine("What is the capital of a country?", "Which one of the dogs is it that has the ball?")) < 0.2


def test_order_of_words_and_case_do_not_count() -> None:
    assert cosine("Water the garden TODAY", "today, the garden: water!") == pytest.approx(1, abs=1e-6)


def test_they_are_the_same_in_every_process() -> None:
    # By their bytes: the sums are made in Python's order and no BLAS is asked.
    script = (
        "from hashlib import sha256\n"
        "from selfinstruct.novelty.vectors.hashed import hashed_vectors\n"
        "print(sha256(hashed_vectors(['Name three rivers of Peru', '三条河']).tobytes()).hexdigest())"
    )
    mine = sha256(hashed_vectors(["Name three rivers of Peru", "三条河"]).tobytes()).hexdigest()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout.strip() == mine
