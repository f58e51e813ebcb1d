"""Words, letters, marks and edges: texts into which they were put, and texts that miss one or have one too many."""

from collections.abc import Callable
from random import Random

from tests.checks.planted.words import PLAIN, SCRIPTS, Case, counted, different, prose, sentence, some

LANGUAGES = {
    "en": "The old mill by the river has been standing still for a week because nobody knows how to mend its wheel.",
    "de": "Die alte Mühle am Fluss steht seit einer Woche still, weil niemand weiß, wie man ihr Rad wieder repariert.",
    "fr": "Le vieux moulin au bord de la rivière ne tourne plus depuis une semaine, car personne ne sait le réparer.",
    "es": "El viejo molino junto al río lleva una semana parado porque nadie sabe cómo se arregla la rueda de madera.",
    "ru": "Старая мельница у реки стоит уже целую неделю, потому что никто не знает, как починить её колесо.",
    "pl": "Stary młyn nad rzeką stoi od tygodnia, ponieważ nikt nie wie, jak naprawić jego drewniane koło.",
}
MARKS = ".,;:!?"


def without(*words: str) -> list[str]:
    return [word for word in PLAIN if word not in words]


def into(rng: Random, text: str, *words: str) -> str:
    """The text with words set between others."""
    found = text.split(" ")
    for word in words:
        found.insert(rng.randint(1, len(found) - 1), word)
    return " ".join(found)


def required_words(rng: Random) -> Case:
    words = different(rng, rng.randint(1, 4))
    other = prose(rng, 3, without(*words))
    missed = rng.randrange(len(words))
    # A longer word that holds it is another one.
    parts = [f"{word}s" if place == missed else word for place, word in enumerate(words)]
    return (
        {"words": words},
        into(rng, other, *(rng.choice((word, word.upper())) for word in words)),
        into(rng, other, *parts),
    )


def forbidden_words(rng: Random) -> Case:
    words = different(rng, rng.randint(1, 4))
    sound = into(rng, prose(rng, 3, without(*words)), f"{words[0]}s")
    return {"words": words}, sound, into(rng, sound, rng.choice(words).title())


def word_count(rng: Random) -> Case:
    word = rng.choice(PLAIN)
    return counted(rng, lambda number: into(rng, prose(rng, 3, without(word)), *[word] * number), word=word)


def word_in(rng: Random) -> Case:
    word, place = rng.choice(PLAIN), rng.choice(("first", "last"))
    part, join = rng.choice((("sentence", " "), ("line", "\n"), ("paragraph", "\n\n")))
    parts = [sentence(rng, 5, words=without(word)) for _ in range(4)]
    here, there = list(parts), list(parts)
    at = 0 if place == "first" else 3
    here[at] = into(rng, parts[at], word)
    there[rng.choice((1, 2))] += f" It has {word} too."
    return {"word": word, "part": part, "place": place}, join.join(here), join.join(there)


def word_order(rng: Random) -> Case:
    words = different(rng, rng.randint(2, 5))
    other = without(*words)
    sound = " ".join(f"{word} {' '.join(some(rng, 3, other))}," for word in words)
    turned = list(words)
    first = rng.randrange(len(words) - 1)
    turned[first], turned[first + 1] = turned[first + 1], turned[first]
    return {"words": words}, sound, " ".join(f"{word} {' '.join(some(rng, 3, other))}," for word in turned)


def nth_word(rng: Random) -> Case:
    number, word = rng.randint(1, 8), rng.choice(PLAIN)
    found = some(rng, 10, without(word))
    broken = list(found)
    found[number - 1] = word
    broken[number] = word
    return {"word": word, "number": number}, " ".join(found), " ".join(broken)


def no_word_twice(rng: Random) -> Case:
    words = different(rng, rng.randint(4, 20))
    return {}, ", ".join(words), ", ".join([*words, rng.choice(words).upper()])


def alliteration(rng: Random) -> Case:
    letter = rng.choice("bmprst")
    words = [word for word in PLAIN if word[0] == letter]
    found = some(rng, rng.randint(3, 8), [*words, words[0].title()])
    broken = list(found)
    broken[rng.randrange(len(found))] = rng.choice([word for word in PLAIN if word[0] != letter])
    return {"letter": letter}, " ".join(found) + ".", " ".join(broken) + "."


def acrostic(rng: Random) -> Case:
    word = rng.choice(("clot", "trim", "wood", "best"))
    part, join = rng.choice((("line", "\n"), ("word", " "), ("paragraph", "\n\n")))
    found = [rng.choice([item for item in PLAIN if item[0] == letter]) for letter in word]
    broken = list(found)
    at = rng.randrange(len(word))
    broken[at] = rng.choice([item for item in PLAIN if item[0] != word[at]])
    return {"word": word, "part": part}, join.join(found), join.join(broken)


def without_letters(rng: Random) -> Case:
    letters = rng.choice(("q", "xz", "Z"))
    sound = prose(rng, 3, PLAIN)
    return {"letters": letters}, sound, into(rng, sound, {"q": "Quiet", "xz": "box", "Z": "zoo"}[letters])


def with_letters(rng: Random) -> Case:
    other = prose(rng, 3, PLAIN)
    return {"letters": "qx"}, into(rng, other, "Quiet", "box"), into(rng, other, rng.choice(("quiet", "box")))


def cased(rng: Random, upper: bool) -> Case:
    text = prose(rng, 2, PLAIN + SCRIPTS["cyrillic"] + SCRIPTS["latin"])
    sound = text.upper() if upper else text.lower()
    at = rng.choice([place for place, char in enumerate(sound) if char.isalpha()])
    return {}, sound, sound[:at] + sound[at].swapcase() + sound[at + 1 :]


def title_case(rng: Random) -> Case:
    words = [word.title() for word in some(rng, rng.randint(3, 8), PLAIN)]
    broken = list(words)
    at = rng.randrange(len(words))
    broken[at] = broken[at].lower()
    small = rng.choice(("of", "the", "and"))
    return {}, " ".join([words[0], small, *words[1:]]), " ".join([broken[0], small, *broken[1:]])


def palindrome(rng: Random) -> Case:
    half = "".join(some(rng, rng.randint(3, 9), "abcdeд山"))
    middle = rng.choice(("", "z"))
    whole = half + middle + half[::-1]
    spread = "".join(f"{char}{rng.choice(('', '', ' ', ', '))}" for char in whole)
    return {}, spread.capitalize(), "y" + spread


def pangram(rng: Random) -> Case:
    letters = list("abcdefghijklmnopqrstuvwxyz" * 2)
    rng.shuffle(letters)
    sound = "".join(f"{letter}{rng.choice(('', ' '))}" for letter in letters)
    return {}, sound.title(), sound.replace(rng.choice(letters), "")


def isogram(rng: Random) -> Case:
    letters = "".join(rng.sample("abcdefghijklmnopqrstuvwxyz", rng.randint(4, 15)))
    return {}, f"{letters[:3]}-{letters[3:]} 11", letters + rng.choice(letters).upper()


def script(rng: Random) -> Case:
    name = rng.choice(sorted(SCRIPTS))
    other = rng.choice([one for one in sorted(SCRIPTS) if one != name])
    sound = prose(rng, 2, SCRIPTS[name])
    return {"script": name}, sound + " 3!", into(rng, sound, rng.choice(SCRIPTS[other]))


def language(rng: Random) -> Case:
    one, other = rng.sample(sorted(LANGUAGES), 2)
    return {"languages": [one]}, LANGUAGES[one], LANGUAGES[other]


def starts_with(rng: Random) -> Case:
    text = " ".join(different(rng, rng.randint(1, 4))).title()
    sound = f"{text} {prose(rng, 2)}"
    return {"text": text}, sound, rng.choice((sound.lower(), f"“{sound}", sound[1:]))


def ends_with(rng: Random) -> Case:
    text = " ".join(different(rng, rng.randint(1, 4))) + "."
    sound = f"{prose(rng, 2)} {text}\n"
    return {"text": text}, sound, rng.choice((sound.upper(), f"{sound}PS", sound.rstrip()[:-1]))


def end_mark(rng: Random) -> Case:
    mark, other = rng.sample(".!?", 2)
    return (
        {"marks": [mark]},
        prose(rng, 2) + " " + sentence(rng, end=mark),
        prose(rng, 2) + " " + sentence(rng, end=other),
    )


def sentence_marks(rng: Random) -> Case:
    mark, other = rng.sample(".!?", 2)
    found = [sentence(rng, end=mark) for _ in range(rng.randint(1, 6))]
    broken = list(found)
    broken[rng.randrange(len(found))] = sentence(rng, end=other)
    return {"marks": [mark]}, " ".join(found), " ".join(broken)


def lines_start_with(rng: Random) -> Case:
    text = rng.choice(("> ", "Note: ", "★"))
    found = [f"{text}{sentence(rng)}" for _ in range(rng.randint(1, 6))]
    broken = list(found)
    broken[rng.randrange(len(found))] = sentence(rng)
    return {"text": text}, "\n".join(found), "\n\n".join(broken)


def without_punctuation(rng: Random) -> Case:
    sound = " ".join(some(rng, 12))
    mark = rng.choice(MARKS)
    given = {} if rng.random() < 0.3 else {"marks": [mark, "%"]}
    at = rng.randrange(len(sound))
    return given, sound, sound[:at] + mark + sound[at:]


def with_punctuation(rng: Random) -> Case:
    marks = rng.sample(MARKS, rng.randint(1, 4))
    sound = "".join(f"{rng.choice(PLAIN)}{mark} " for mark in marks)
    return {"marks": marks}, sound, sound.replace(rng.choice(marks), "")


def quoted(rng: Random) -> Case:
    first, last = rng.choice(('""', "“”", "„“", "«»", "「」"))
    text = prose(rng, 2)
    return {}, f" {first}{text}{last}", rng.choice((f"{first}{text}", f"{text}{last}", f"He said: {first}{text}{last}"))


def single_line(rng: Random) -> Case:
    return {}, prose(rng, 3) + "\n", f"{prose(rng, 2)}\n{prose(rng, 1)}"


def same_ends(rng: Random) -> Case:
    words = different(rng, 6)
    return {"words": True}, " ".join([*words, words[0].upper()]) + ".", " ".join(words) + "."


KINDS: dict[str, Callable[[Random], Case]] = {
    kind.__name__: kind
    for kind in (
        required_words, forbidden_words, word_count, word_in, word_order, nth_word, no_word_twice, alliteration,
        acrostic, without_letters, with_letters, title_case, palindrome, pangram, isogram, script, language,
        starts_with, ends_with, end_mark, sentence_marks, lines_start_with, without_punctuation, with_punctuation,
        quoted, single_line, same_ends,
    )
} | {"lower_case": lambda rng: cased(rng, False), "upper_case": lambda rng: cased(rng, True)}  # fmt: skip
