"""Classification skills decided by rules about letters, words and sentences."""

from random import Random

from selfinstruct.models.offline.skills.skill import Skill, labelled
from selfinstruct.models.offline.wording import sentences
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS

_KINDS = {
    "animal": ("horse", "sparrow", "trout", "beetle", "otter", "badger", "hamster", "lizard", "eagle", "salmon"),
    "plant": ("oak", "tulip", "fern", "nettle", "birch", "clover", "daisy", "moss", "willow", "cactus"),
    "tool": ("hammer", "chisel", "wrench", "saw", "drill", "pliers", "screwdriver", "spade", "rake"),
}
_VOWEL_FIRST = tuple(word for word in OBJECTS if word[0] in "aeiou")
_CONSONANT_FIRST = tuple(word for word in OBJECTS if word[0] not in "aeiou")
_SYLLABLES = ("ba", "do", "ki", "lu", "me", "no", "pa", "re", "si", "tu", "va", "zo")


def _palindrome(label: str, rng: Random) -> str:
    half = "".join(rng.sample(_SYLLABLES, rng.randint(1, 3)))
    if label == "palindrome":
        return half + half[-2::-1]
    return half + rng.choice(("nt", "rk", "ld"))


def _sentence_kind(label: str, rng: Random) -> str:
    if label == "statement":
        return sentences.statement(rng)
    templates = sentences.QUESTIONS if label == "question" else sentences.EXCLAMATIONS
    return sentences.fill_in(templates, rng)


def _anagram(label: str, rng: Random) -> str:
    word = pick(rng, [word for word in OBJECTS if len(word) > 4])
    other = list(word)
    while "".join(other) == word:
        rng.shuffle(other)
    if label == "no anagram":
        other[0] = "x" if other[0] != "x" else "q"
    return f"{word} and {''.join(other)}"


def _order(label: str, rng: Random) -> str:
    first, second = sorted(rng.sample(NAMES, 2))
    return f"{first}, {second}" if label == "alphabetical" else f"{second}, {first}"


SKILLS = (
    Skill(
        "palindrome_check",
        (
            "does the string of letters below read the same in both directions? Answer {labels}.",
            "label the given string as {labels}.",
            "read the string in the input backwards as well and decide on {labels}.",
        ),
        labelled(_palindrome), family="label", field="String", labels=("palindrome", "ordinary string"),
    ),
    Skill(
        "first_letter_kind",
        (
            "does the word below begin with a {labels}?",
            "look at the first letter of the given word and say {labels}.",
            "classify the word in the input by its first letter: {labels}.",
        ),
        labelled(lambda label, rng: pick(rng, _VOWEL_FIRST if label == "vowel" else _CONSONANT_FIRST)),
        family="label", field="Word", labels=("vowel", "consonant"),
    ),
    Skill(
        "length_parity",
        (
            "count the letters of the word below and label it {labels}.",
            "has the given word an {labels}?",
            "by its number of letters, the word in the input is of which kind: {labels}?",
        ),
        labelled(lambda label, rng: pick(rng, [word for word in OBJECTS if len(word) % 2 == (label == "odd length")])),
        family="label", field="Word", labels=("even length", "odd length"),
    ),
    Skill(
        "sentiment_of_review",
        (
            "is the review below {labels}?",
            "judge the mood of the given customer comment: {labels}.",
            "a [shop|dealer|web site] received the comment in the input: is it {labels}?",
            "classify the sentiment of the remark in the input as {labels}.",
        ),
        labelled(lambda label, rng: sentences.fill_in(sentences.GLAD if label == "positive" else sentences.SAD, rng)),
        family="label", field="Review", labels=("positive", "negative"),
    ),
    Skill(
        "message_urgency",
        (
            "how pressing is the message below: {labels}?",
            "sort the given request for the [help desk|caretaker|duty officer] into {labels}.",
            "decide whether the message in the input is {labels}.",
        ),
        labelled(lambda label, rng: sentences.fill_in(sentences.URGENT if label == "urgent" else sentences.CALM, rng)),
        family="label", field="Message", labels=("urgent", "not urgent"),
    ),
    Skill(
        "sentence_kind",
        (
            "going by its final mark, what is the sentence below: {labels}?",
            "classify the given sentence as {labels}.",
            "a [reader|parser|pupil] has to tell kinds of sentences apart; choose {labels} for the one in the input.",
        ),
        labelled(_sentence_kind), family="label", field="Sentence", labels=("statement", "question", "exclamation"),
    ),
    Skill(
        "language_identification",
        (
            "in which language is the sentence below: {labels}?",
            "identify the language of the given text; the choice is {labels}.",
            "a [postcard|letter|comment] came in with the text in the input. Is its language {labels}?",
        ),
        labelled(lambda label, rng: sentences.in_language(label.capitalize(), rng)),
        family="label", field="Text", labels=("English", "French", "German", "Spanish"),
    ),
    Skill(
        "word_category",
        (
            "what does the word below name: {labels}?",
            "sort the given noun into {labels}.",
            "is the thing in the input an example of {labels}?",
        ),
        labelled(lambda label, rng: pick(rng, _KINDS[label])), family="label", field="Word", labels=tuple(_KINDS),
    ),
    Skill(
        "anagram_check",
        (
            "are the two strings below made of exactly the same letters? Answer {labels}.",
            "compare the letters of the given pair and label it {labels}.",
            "does moving letters around turn the first string of the input into the second? Choose {labels}.",
        ),
        labelled(_anagram), family="label", field="Pair", labels=("anagram", "no anagram"),
    ),
    Skill(
        "alphabet_order_check",
        (
            "are the two names below in {labels} order?",
            "look whether the given names follow the alphabet and answer {labels}.",
            "a register wants names by the alphabet; mark the pair in the input as {labels}.",
        ),
        labelled(_order), family="label", field="Names", labels=("alphabetical", "reversed"),
    ),
)  # fmt: skip
