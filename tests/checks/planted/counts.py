"""How many: texts that are built with so many, and with one too few or too many."""

from collections.abc import Callable
from random import Random

from tests.checks.planted.words import (
    HAN,
    INNER,
    JOINED,
    PLAIN,
    Case,
    counted,
    different,
    each,
    prose,
    sentence,
    some,
)


def words(rng: Random) -> Case:
    if rng.random() < 0.2:
        return counted(rng, lambda number: "".join(some(rng, 2 * number, HAN)) + "。")

    def make(number: int) -> str:
        found = [*some(rng, number - number // 4), *some(rng, number // 4, JOINED)]
        rng.shuffle(found)
        return rng.choice((" ", ", ", " — ", "\n")).join(found) + "."

    return counted(rng, make, most=40)


def sentences(rng: Random) -> Case:
    if rng.random() < 0.2:
        return counted(rng, lambda number: "".join(f"{''.join(some(rng, 5, HAN))}。" for _ in range(number)))

    def one() -> str:
        return sentence(rng) if rng.random() < 0.7 else f"He saw {rng.choice(INNER)} by the {rng.choice(PLAIN)}."

    return counted(rng, lambda number: rng.choice((" ", "\n\n")).join(one() for _ in range(number)))


def paragraphs(rng: Random) -> Case:
    def one() -> str:
        return f"{sentence(rng)}\n{sentence(rng)}" if rng.random() < 0.3 else prose(rng, 2)

    return counted(rng, lambda number: rng.choice(("\n\n", "\n \n", "\n\n\n")).join(one() for _ in range(number)))


def lines(rng: Random) -> Case:
    return counted(rng, lambda number: rng.choice(("\n", "\n\n")).join(sentence(rng) for _ in range(number)))


def characters(rng: Random) -> Case:
    return counted(rng, lambda number: " " + "".join(some(rng, number, "ab1,é日д")) + "\n", most=60)


def letters(rng: Random) -> Case:
    return counted(rng, lambda number: "1, ".join(some(rng, number, "abéдж日")) + " 22!", most=40)


def digits(rng: Random) -> Case:
    return counted(rng, lambda number: "".join(f"{rng.choice(PLAIN)} {rng.randrange(10)} " for _ in range(number)))


def numbers(rng: Random) -> Case:
    def make(number: int) -> str:
        return ", ".join(f"{rng.choice(('42', '3.5', '1,000', '7'))} {rng.choice(PLAIN)}" for _ in range(number))

    return counted(rng, make)


def distinct_words(rng: Random) -> Case:
    def make(number: int) -> str:
        found = different(rng, number)
        return ", ".join([*found, *(word.upper() for word in some(rng, 3, found))]) + "."

    return counted(rng, make)


def items(mark: Callable[[int], str]) -> Callable[[Random], Case]:
    def kind(rng: Random) -> Case:
        def make(number: int) -> str:
            found = [f"{mark(place)} {sentence(rng)}" for place in range(1, number + 1)]
            if rng.random() < 0.3:
                found[0] += "\n    - " + rng.choice(PLAIN)
            return rng.choice(("", "Here it is:\n\n")) + "\n".join(found)

        return counted(rng, make)

    return kind


def list_items(rng: Random) -> Case:
    bullet = rng.choice("-*•")
    return items((lambda place: f"{place}.") if rng.random() < 0.4 else (lambda _: bullet))(rng)


def numbered_list(rng: Random) -> Case:
    given, sound, broken = items(lambda place: f"{place}.")(rng)
    if rng.random() < 0.3:  # as many, but a number is left out
        broken = sound.replace("\n2.", "\n3.") if "\n2." in sound else sound.replace("1.", "2.")
    return given, sound, broken


def questions(rng: Random) -> Case:
    def make(number: int) -> str:
        found = [*(sentence(rng, end="?") for _ in range(number)), *(sentence(rng, end=".") for _ in range(3))]
        rng.shuffle(found)
        return " ".join(found)

    return counted(rng, make)


def headings(rng: Random) -> Case:
    def make(number: int) -> str:
        part = [f"{'#' * rng.randint(1, 4)} {rng.choice(PLAIN)}\n\n{prose(rng, 1)} #tag" for _ in range(number)]
        return "\n\n".join([prose(rng, 1), *part])

    return counted(rng, make)


def code_blocks(rng: Random) -> Case:
    def make(number: int) -> str:
        return "\n\n".join(f"{prose(rng, 1)}\n\n```python\nprint(1)\n```" for _ in range(number)) + "\n\nUse `x`."

    return counted(rng, make)


def placeholders(rng: Random) -> Case:
    return counted(rng, lambda number: " ".join(f"{rng.choice(PLAIN)} [{rng.choice(PLAIN)}]" for _ in range(number)))


def emphasised(rng: Random) -> Case:
    def make(number: int) -> str:
        return " ".join(f"{rng.choice(PLAIN)} {rng.choice(('*{}*', '**{}**')).format('so')}" for _ in range(number))

    return counted(rng, make)


def letter_count(rng: Random) -> Case:
    return counted(
        rng, lambda number: " ".join([*some(rng, 5, PLAIN), *some(rng, number, ("Zoo", "ozone"))]), letter="z"
    )


def mark_count(rng: Random) -> Case:
    return counted(rng, lambda number: "! ".join(some(rng, number + 1)) + ".", mark="!")


def capital_words(rng: Random) -> Case:
    def make(number: int) -> str:
        found = [*some(rng, 4, PLAIN), *(word.upper() for word in some(rng, number, PLAIN)), "I", "A"]
        rng.shuffle(found)
        return " ".join(found)

    return counted(rng, make)


def words_per_sentence(rng: Random) -> Case:
    return each(rng, lambda number: sentence(rng, number), " ")


def words_per_line(rng: Random) -> Case:
    return each(rng, lambda number: " ".join(some(rng, number)), "\n")


def characters_per_line(rng: Random) -> Case:
    return each(rng, lambda number: "".join(some(rng, number, "ab1é日")), "\n", most=30)


def sentences_per_paragraph(rng: Random) -> Case:
    return each(rng, lambda number: prose(rng, number), "\n\n")


def word_length(rng: Random) -> Case:
    return each(rng, lambda number: "".join(some(rng, number, "abcdé")), " ", most=9)


KINDS: dict[str, Callable[[Random], Case]] = {
    kind.__name__: kind
    for kind in (
        words, sentences, paragraphs, lines, characters, letters, digits, numbers, distinct_words, list_items,
        numbered_list, questions, headings, code_blocks, placeholders, emphasised, letter_count, mark_count,
        capital_words, words_per_sentence, words_per_line, characters_per_line, sentences_per_paragraph, word_length,
    )
} | {"bulleted_list": items(lambda _: "-")}  # fmt: skip
