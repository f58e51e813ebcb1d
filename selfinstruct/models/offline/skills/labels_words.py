"""Classification skills decided by rules about letters, words and sentences."""

from random import Random

from selfinstruct.models.offline.skills.skill import Skill
from selfinstruct.models.offline.wording import sentences
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS

_KINDS = {
    "animal": ("horse", "sparrow", "trout", "beetle", "otter", "badger", "hamster", "lizard", "eagle", "salmon"),
    "plant": ("oak", "tulip", "fern", "nettle", "birch", "clover", "daisy", "moss", "willow", "cactus"),
    "tool": ("hammer", "chisel", "wrench", "saw", "drill", "pliers", "screwdriver", "spade", "rake"),
}
_SYLLABLES = ("ba", "do", "ki", "lu", "me", "no", "pa", "re", "si", "tu", "va", "zo")


def _palindrome(values: Values, rng: Random) -> tuple[str, str]:
    half = "".join(rng.sample(_SYLLABLES, rng.randint(1, 3)))
    if values["label"] == "palindrome":
        return half + half[-2::-1], values["label"]
    return half + rng.choice(("nt", "rk", "ld")), values["label"]


def _starts(values: Values, rng: Random) -> tuple[str, str]:
    wanted = values["label"] == "vowel"
    return pick(rng, [word for word in OBJECTS if (word[0] in "aeiou") == wanted]), values["label"]


def _length(values: Values, rng: Random) -> tuple[str, str]:
    odd = values["label"] == "odd length"
    return pick(rng, [word for word in OBJECTS if len(word) % 2 == odd]), values["label"]


def _tone(values: Values, rng: Random) -> tuple[str, str]:
    return sentences.fill_in(sentences.GLAD if values["label"] == "positive" else sentences.SAD, rng), values["label"]


def _urgency(values: Values, rng: Random) -> tuple[str, str]:
    return sentences.fill_in(sentences.URGENT if values["label"] == "urgent" else sentences.CALM, rng), values["label"]


def _sentence_kind(values: Values, rng: Random) -> tuple[str, str]:
    if values["label"] == "statement":
        return sentences.statement(rng), values["label"]
    templates = sentences.QUESTIONS if values["label"] == "question" else sentences.EXCLAMATIONS
    return sentences.fill_in(templates, rng), values["label"]


def _language(values: Values, rng: Random) -> tuple[str, str]:
    return sentences.in_language(values["label"].capitalize(), rng), values["label"]


def _kind(values: Values, rng: Random) -> tuple[str, str]:
    return pick(rng, _KINDS[values["label"]]), values["label"]


def _anagram(values: Values, rng: Random) -> tuple[str, str]:
    word = pick(rng, [word for word in OBJECTS if len(word) > 4])
    other = list(word)
    while "".join(other) == word:
        rng.shuffle(other)
    if values["label"] == "no anagram":
        other[0] = "x" if other[0] != "x" else "q"
    return f"{word} and {''.join(other)}", values["label"]


def _order(values: Values, rng: Random) -> tuple[str, str]:
    first, second = sorted(rng.sample(NAMES, 2))
    return f"{first}, {second}" if values["label"] == "alphabetical" else f"{second}, {first}", values["label"]


SKILLS = (
    Skill(
        "palindrome_check",
        (
            "does the string of letters below read the same in both directions? Answer {labels}.",
            "label the given string as {labels}.",
            "read the string in the input backwards as well and decide on {labels}.",
        ),
        _palindrome, family="label", field="String", labels=("palindrome", "ordinary string"),
    ),
    Skill(
        "first_letter_kind",
        (
            "does the word below begin with a {labels}?",
            "look at the first letter of the given word and say {labels}.",
            "classify the word in the input by its first letter: {labels}.",
        ),
        _starts, family="label", field="Word", labels=("vowel", "consonant"),
    ),
    Skill(
        "length_parity",
        (
            "count the letters of the word below and label it {labels}.",
            "has the given word an {labels}?",
            "by its number of letters, the word in the input is of which kind: {labels}?",
        ),
        _length, family="label", field="Word", labels=("even length", "odd length"),
    ),
    Skill(
        "sentiment_of_review",
        (
            "is the review below {labels}?",
            "judge the mood of the given customer comment: {labels}.",
            "a [shop|dealer|web site] received the comment in the input: is it {labels}?",
            "classify the sentiment of the remark in the input as {labels}.",
        ),
        _tone, family="label", field="Review", labels=("positive", "negative"),
    ),
    Skill(
        "message_urgency",
        (
            "how pressing is the message below: {labels}?",
            "sort the given request for the [help desk|caretaker|duty officer] into {labels}.",
            "decide whether the message in the input is {labels}.",
        ),
        _urgency, family="label", field="Message", labels=("urgent", "not urgent"),
    ),
    Skill(
        "sentence_kind",
        (
            "going by its final mark, what is the sentence below: {labels}?",
            "classify the given sentence as {labels}.",
            "a [reader|parser|pupil] has to tell kinds of sentences apart; choose {labels} for the one in the input.",
        ),
        _sentence_kind, family="label", field="Sentence", labels=("statement", "question", "exclamation"),
    ),
    Skill(
        "language_identification",
        (
            "in which language is the sentence below: {labels}?",
            "identify the language of the given text; the choice is {labels}.",
            "a [postcard|letter|comment] came in with the text in the input. Is its language {labels}?",
        ),
        _language, family="label", field="Text", labels=("English", "French", "German", "Spanish"),
    ),
    Skill(
        "word_category",
        (
            "what does the word below name: {labels}?",
            "sort the given noun into {labels}.",
            "is the thing in the input an example of {labels}?",
        ),
        _kind, family="label", field="Word", labels=tuple(_KINDS),
    ),
    Skill(
        "anagram_check",
        (
            "are the two strings below made of exactly the same letters? Answer {labels}.",
            "compare the letters of the given pair and label it {labels}.",
            "does moving letters around turn the first string of the input into the second? Choose {labels}.",
        ),
        _anagram, family="label", field="Pair", labels=("anagram", "no anagram"),
    ),
    Skill(
        "alphabet_order_check",
        (
            "are the two names below in {labels} order?",
            "look whether the given names follow the alphabet and answer {labels}.",
            "a register wants names by the alphabet; mark the pair in the input as {labels}.",
        ),
        _order, family="label", field="Names", labels=("alphabetical", "reversed"),
    ),
)  # fmt: skip
