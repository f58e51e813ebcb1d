"""The student that needs no torch: TF-IDF of words and of letters, and logistic regression on them, in seconds.

It answers classification tasks only. Each type of task is a problem of its own; where it has had no lessons about one,
as before it is trained, it guesses among the labels.
"""

import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random
from typing import Any

from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing
from selfinstruct.students.student import Lesson, Training, Tried

_WORDS = 5_000  # features of each of the two kinds


class TfidfStudent:
    """TF-IDF of words (one and two) and of the letters within them (two to four), then logistic regression."""

    name = "tfidf"

    def __init__(self) -> None:
        try:
            import sklearn
        except ImportError:
            raise MissingExtra(f"--student tfidf needs scikit-learn: {installing('tfidf')}") from None
        self._version = str(sklearn.__version__)

    def identity(self) -> str:
        return f"tfidf, scikit-learn {self._version}"

    def accepts(self, lesson: Lesson) -> bool:
        return lesson.classified and lesson.worse is None

    def try_out(self, lessons: Sequence[Lesson], test: Sequence[Lesson], training: Training, seed: int) -> Tried:
        begun = time.monotonic()
        taught: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in lessons:
            taught[lesson.group].append(lesson)
        asked: dict[str, list[int]] = defaultdict(list)
        for place, question in enumerate(test):
            asked[question.group].append(place)
        answers = [""] * len(test)
        told = []
        trained = 0.0
        for group, places in sorted(asked.items()):
            shown = [test[place] for place in places]
            started = time.monotonic()
            found, note = _answered(taught[group], shown, seed)
            trained += time.monotonic() - started
            told += [f"{group}: {note}"] if note and lessons else []
            for place, answer in zip(places, found, strict=True):
                answers[place] = answer
        tokens = sum(len(lesson.asked.split()) for lesson in lessons)
        whole = time.monotonic() - begun
        return Tried(tuple(answers), None, None, trained, whole - trained, tokens, 0, tuple(told))


def _answered(lessons: Sequence[Lesson], test: Sequence[Lesson], seed: int) -> tuple[list[str], str]:
    """The labels given to the questions, and what is to be said of it.

    Who has had no lessons guesses among the labels that there are.
    """
    spelled = Counter(lesson.answer.strip() for lesson in lessons)
    if not spelled:
        # Not among those of the test: of few questions about one type they would tell the answers.
        guesses = [Random(f"{seed}:guess:{item.id}").choice(item.labels or ("",)) for item in test]
        return guesses, "guessed, without a lesson"
    if len(spelled) == 1:
        return [next(iter(spelled))] * len(test), ""
    return _predicted(lessons, test, seed), ""


def _predicted(lessons: Sequence[Lesson], test: Sequence[Lesson], seed: int) -> list[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union
    from threadpoolctl import threadpool_limits

    # A word is a token of its own kind here: single letters and digits tell labels apart.
    words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b|[^\w\s]", ngram_range=(1, 2), max_features=_WORDS)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=_WORDS)
    model: Any = make_pipeline(
        make_union(words, letters), LogisticRegression(C=10.0, max_iter=1_000, random_state=seed)
    )
    # Small matrices: threads wait for each other, and on a machine that others use for these too.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # that it has not converged says nothing to whoever compares arms
        model.fit([lesson.asked for lesson in lessons], [lesson.answer.strip() for lesson in lessons])
        return [str(label) for label in model.predict([lesson.asked for lesson in test])]
