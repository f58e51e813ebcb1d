"""Two figures for texts, which agree with what a reader would say of them."""

from selfinstruct.novelty.diversity.measured import Diversity, diversity

DIFFERENT = [
    "Translate the letter into French.",
    "Name three rivers in Peru.",
    "Write a haiku about frost.",
    "How do vaccines work?",
    "Sort these prices from low to high.",
    "Suggest a name for a bakery.",
    "Explain why the sky is blue.",
    "Fix the bug in this function.",
]


def test_none_one_and_copies() -> None:
    assert diversity([]) == Diversity(0, 0.0, 0.0)
    assert diversity(["Name a river."]) == Diversity(1, 1.0, 0.0)
    assert diversity(["Name a river."] * 5) == Diversity(5, 1.0, 0.0)
    assert diversity(["", " "]) == Diversity(2, 1.0, 0.0)


def test_variants_of_one_task_are_less_diverse_than_different_tasks() -> None:
    alike = [f"Write a haiku about {word}." for word in ("frost", "rain", "snow", "fog", "sun", "hail", "wind", "ice")]
    several, one = diversity(DIFFERENT), diversity(alike)
    assert several.vendi > 7 > 3 > one.vendi
    assert several.novelsum > 1.5 * one.novelsum


def test_figures_have_four_digits() -> None:
    found = diversity(DIFFERENT)
    assert [float(f"{value:.4g}") for value in (found.vendi, found.novelsum)] == [found.vendi, found.novelsum]
