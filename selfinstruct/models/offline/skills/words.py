"""Skills about letters, words and sentences."""

from random import Random
from string import ascii_lowercase

from selfinstruct.models.offline.skills.skill import Skill, alone, given
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.sentences import statement
from selfinstruct.models.offline.wording.vocabulary import ADVERBS, COLOURS, NAMES, OBJECTS, TOWNS

_ACRONYM = tuple(
    "annual board city data energy forest global harbour island joint kitchen labour market national ocean "
    "public quality rural safety trade union village water youth".split()
)
_CASES = {"capital letters": str.upper, "small letters": str.lower}
_PLURAL_S = tuple(word for word in OBJECTS if word[-1] not in "fshxyeo")


def _count_letter(values: Values, rng: Random) -> tuple[str, str]:
    if len(values["c"]) != 1:
        raise ValueError("not a letter")
    text = statement(rng)
    return text, str(text.lower().count(values["c"].lower()))


def _longest(_values: Values, rng: Random) -> tuple[str, str]:
    while True:
        words = rng.sample(OBJECTS, rng.randint(4, 8))
        first, second = sorted(words, key=len, reverse=True)[:2]
        if len(first) > len(second):
            return ", ".join(words), first


def _caesar(values: Values, _rng: Random) -> tuple[str, str]:
    shift = int(values["n"])
    return "", "".join(chr((ord(letter) - 97 + shift) % 26 + 97) for letter in values["w"].lower())


def _case(values: Values, rng: Random) -> tuple[str, str]:
    text = statement(rng)
    return text, _CASES[values["case"].lower()](text)


def _replace(values: Values, rng: Random) -> tuple[str, str]:
    old, new = values["a"].lower(), values["b"].lower()
    text = f"{pick(rng, NAMES)} saw one {old} and {statement(rng)[:-1]} near the {old} in {pick(rng, TOWNS)}."
    if f" {old} " in f" {new} ":
        raise ValueError("nothing to replace")
    return text, " ".join(new if word == old else word for word in text.split())


def _plural(values: Values, _rng: Random) -> tuple[str, str]:
    if values["w"].lower() not in _PLURAL_S:
        raise ValueError("not a noun of the list")
    return "", values["w"].lower() + "s"


def _snake(_values: Values, rng: Random) -> tuple[str, str]:
    words = [pick(rng, ADVERBS), pick(rng, COLOURS), pick(rng, OBJECTS)][rng.randint(0, 1) :]
    return " ".join(words).title(), "_".join(words)


def _slots(rng: Random) -> Values:
    a, b = rng.sample(OBJECTS, 2)
    return {"a": a, "b": b}


SKILLS = (
    Skill(
        "word_count",
        (
            "how many words does the sentence below have?",
            "count the words of the given sentence.",
            "a [telegram|caption|notice] is charged by the word; count those in the input.",
        ),
        given(statement, lambda text: str(len(text.split()))), field="Sentence",
    ),
    Skill(
        "letter_count",
        (
            'how often does the letter "{c:word}" occur in the sentence below, counting capitals too?',
            'count every "{c:word}" in the given sentence, whether capital or small.',
            'look for the letter "{c:word}" in the input, big or small, and say how many there are.',
        ),
        _count_letter, lambda rng: {"c": rng.choice("aeinorst")}, field="Sentence",
    ),
    Skill(
        "acronym_formation",
        (
            'form the acronym of "{t:quote}" in capital letters.',
            'a [group|society|committee] calls itself "{t:quote}": what is its abbreviation made of first '
            'letters, in capitals?',
            'take the first letter of every word of "{t:quote}" and join them as capitals.',
        ),
        alone(lambda values: "".join(word[0] for word in values["t"].split()).upper()),
        lambda rng: {"t": " ".join(rng.sample(_ACRONYM, rng.randint(3, 6)))},
    ),
    Skill(
        "word_reversal",
        (
            'write the word "{w:word}" backwards.',
            'what does "{w:word}" [give|spell] when it is read from right to left?',
            'reverse the order of the letters in "{w:word}".',
        ),
        alone(lambda values: values["w"][::-1]), lambda rng: {"w": pick(rng, OBJECTS)},
    ),
    Skill(
        "vowel_count",
        (
            "count the vowels (a, e, i, o, u) in the sentence below.",
            "how many of the letters a, e, i, o and u does the given sentence contain in all?",
            "y is not a vowel here: how many vowels are there in the input?",
        ),
        given(statement, lambda text: str(sum(letter in "aeiou" for letter in text.lower()))), field="Sentence",
    ),
    Skill(
        "longest_word",
        (
            "which of the words below is the longest?",
            "find the word with the most letters in the given list.",
            "a [sign|badge|stamp] must fit the longest word of the input; which one is that?",
        ),
        _longest, field="Words",
    ),
    Skill(
        "alphabet_position",
        (
            'which place does the letter "{c:word}" have in the English alphabet, as a number?',
            'counting from a as 1, what number is "{c:word}"?',
            'the letter "{c:word}" stands for its place in the alphabet: give that number.',
        ),
        alone(lambda values: str(ascii_lowercase.index(values["c"].lower()) + 1)),
        lambda rng: {"c": rng.choice(ascii_lowercase)},
    ),
    Skill(
        "caesar_shift",
        (
            'shift every letter of "{w:word}" {n:int} places on in the alphabet, from z back to a, in small letters.',
            'encode "{w:word}" with a Caesar shift of {n:int} towards z, wrapping round, in lower case.',
            'children write secret notes by moving each letter {n:int} places forward; how do they write '
            '"{w:word}", in small letters?',
        ),
        _caesar, lambda rng: {"w": pick(rng, OBJECTS), "n": str(rng.randint(2, 12))},
    ),
    Skill(
        "letter_case_change",
        (
            "write the sentence below in {case:unit} throughout.",
            "put all of the given sentence into {case:unit}.",
            "a [sign painter|form|printer] wants nothing but {case:unit}: rewrite the sentence in the input.",
        ),
        _case, lambda rng: {"case": rng.choice(list(_CASES))}, "block", "Sentence",
    ),
    Skill(
        "word_replacement",
        (
            'replace the word "{a:word}" by "{b:word}" everywhere in the sentence below and change nothing else.',
            'copy the given sentence with "{b:word}" in every place of "{a:word}".',
            'it should say "{b:word}" and not "{a:word}": correct the sentence in the input, word for word.',
        ),
        _replace, _slots, "block", "Sentence",
    ),
    Skill(
        "word_order_reversal",
        (
            "write the words below in the opposite order, last one first.",
            "turn the order of the given words around; the words themselves stay as they are.",
            "starting with the last word of the input and ending with the first, write all of them down.",
        ),
        given(
            lambda rng: statement(rng).removesuffix(".").lower(), lambda text: " ".join(reversed(text.split())),
        ),
        family="block", field="Words",
    ),
    Skill(
        "initial_letters",
        (
            "join the first letters of the words below into one string.",
            "what string do the initial letters of the given words make, in small letters?",
            "the initials of the words in the input hide a code; write it without spaces.",
        ),
        given(
            lambda rng: " ".join(rng.sample(OBJECTS, rng.randint(4, 9))),
            lambda text: "".join(word[0] for word in text.split()),
        ),
        field="Words",
    ),
    Skill(
        "plural_formation",
        (
            'what is the plural of "{w:word}"?',
            'one "{w:word}", two what? Give the plural.',
            'write the plural form of the noun "{w:word}".',
        ),
        _plural, lambda rng: {"w": pick(rng, _PLURAL_S)},
    ),
    Skill(
        "snake_case_naming",
        (
            "make a snake_case name (small letters, underscores) of the words below.",
            "rewrite the given title as an identifier in snake_case, all lower case.",
            "a column heading is in the input; give the same words in lower-case snake_case.",
        ),
        _snake, field="Title",
    ),
)  # fmt: skip
