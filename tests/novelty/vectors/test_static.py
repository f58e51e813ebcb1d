"""The vectors of the package: what they hold close, and that every machine makes the same whole numbers of them."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from selfinstruct.novelty.vectors.static import SCALE, SIZE, StaticWords, cosines, load

pytest.importorskip("wordllama")


@pytest.fixture(scope="module")
def words() -> StaticWords:
    return load()


def close(words: StaticWords, one: str, other: str) -> float:
    return float(cosines(words.vector(one.split()), words.vector(other.split())[None])[0])


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("buy", "purchase", "sell"),
        ("film", "movie", "music"),
        ("fast", "quick", "slow"),
        ("benefits", "advantages", "disadvantages"),
        ("start", "begin", "end"),
    ],
)
def test_words_for_the_same_are_near_and_opposites_are_not(words: StaticWords, word: str, near: str, far: str) -> None:
    assert close(words, word, near) > 0.55 > close(words, word, far)
    assert near in words.near(word, 0.55)
    assert far not in words.near(word, 0.55)


def test_near_words_are_all_that_are_near(words: StaticWords) -> None:
    # One by one, against what is found for many at once.
    for word in ("water", "river", "write", "summary"):
        vectors = np.array([words.vector([other]) for other in words._words])
        found = cosines(words.vector([word]), vectors)
        expected = {other for other, value in zip(words._words, found.tolist(), strict=True) if value >= 0.5}
        assert word in expected
        assert set(words.near(word, 0.5)) == expected
    assert words.near("xqzzt", 0.5) == ()


def test_a_vector_is_of_whole_numbers_and_of_length_one(words: StaticWords) -> None:
    for text in ("water", "name three rivers in peru", "请 列 出 三 种", "x" * 5000, "\ud800", "🦊 fox"):
        vector = words.vector(text.split())
        assert vector.shape == (SIZE,)
        assert np.linalg.norm(vector.astype(float)) == pytest.approx(SCALE, rel=1e-3)
        assert cosines(vector, vector[None]) == 1
    assert not words.vector([]).any()
    assert cosines(words.vector([]), words.vector(["water"])[None]) == 0


def test_order_of_words_hardly_changes_a_vector_and_length_does_not(words: StaticWords) -> None:
    assert close(words, "water the garden", "the garden water") > 0.99
    assert close(words, "water " * 4000, "water") > 0.99


def test_every_process_makes_the_same(words: StaticWords) -> None:
    script = (
        "from hashlib import sha256\nfrom selfinstruct.novelty.vectors.static import load\n"
        "print(sha256(load().vector('name three rivers in peru'.split()).tobytes()).hexdigest(),"
        " load().near('river', 0.5))"
    )
    mine = sha256(words.vector("name three rivers in peru".split()).tobytes()).hexdigest()
    env = os.environ | {"PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == f"{mine} {words.near('river', 0.5)}"


def test_the_package_itself_is_not_imported(tmp_path: Path) -> None:
    # Its loader would look for the tokenizer on the network, and importing it sets up the root logger.
    script = (
        "import sys\nfrom selfinstruct.novelty.vectors.static import load\nload()\n"
        "print([name for name in ('wordllama', 'requests', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_other_vectors_are_refused(tmp_path: Path) -> None:
    """A package that looks like wordllama and has something else in it, or nothing."""
    package = tmp_path / "wordllama"
    package.mkdir()
    (package / "__init__.py").touch()
    script = "from selfinstruct.novelty.vectors.static import load\nload()"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.getcwd()])}

    def said() -> str:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env)
        assert done.returncode == 1
        return done.stderr.strip().split("\n")[-1]

    assert f"{package} has no weights/l2_supercat_256.safetensors" in said()
    for name in ("weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"):
        (package / name).parent.mkdir()
        (package / name).write_text("{}")
    assert f"{package} has others than known, which decide otherwise: pip install 'wordllama>=0.3.9,<0.5'" in said()
