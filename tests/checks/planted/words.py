"""Words and sentences that texts are built of: what they hold is known because it was put there."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

# No word twice, none within another, no letter q, x or z.
PLAIN = (
    "mill river wheel bread lamp garden window copper tea hill boat winter basket corner ferry thunder pebble violin "
    "hammer orchard blanket lantern meadow kettle saddle chimney feather harbour needle pumpkin robin shelter timber "
    "uncle walnut yellow dancer engine forest gravel island jumper ladder mirror office picnic ribbon summer ticket"
).split()
SCRIPTS = {
    "latin": "über façade niño čaj žena małe słowo naïve crème háček øre ångström".split(),
    "cyrillic": "мельница река колесо хлеб лампа сад окно медь гора лодка зима угол".split(),
    "greek": "μύλος ποτάμι τροχός ψωμί κήπος βουνό βάρκα χειμώνας γωνία καλάθι".split(),
    "devanagari": "चक्की नदी पहिया रोटी दीपक बगीचा पहाड़ नाव सर्दी कोना".split(),
    "hangul": "물레방아 바퀴 등불 정원 창문 구리 언덕 겨울 바구니 모퉁이".split(),
}
# One word each, whatever signs stand within it.
JOINED = "don't well-known 3.5 1,000 O'Neill and/or x_y 12:30 R&D it’s café's e-mail".split()
HAN = "山水火木金土人口目耳手足日月星雨雪花草虫鱼鸟马牛羊犬石田力刀"
# Full stops that end no sentence.
INNER = ("Dr. Lee", "e.g. tea", "3.5 km", "J. R. Miller", "Mrs. Hall", "i.e. bread")
Given = dict[str, Any]
Case = tuple[Given, str, str]  # arguments, a text that holds them, a text that does not


def pool(rng: Random) -> Sequence[str]:
    return PLAIN if rng.random() < 0.7 else SCRIPTS[rng.choice(sorted(SCRIPTS))]


def some(rng: Random, number: int, words: Sequence[str] = ()) -> list[str]:
    words = words or pool(rng)
    return [rng.choice(words) for _ in range(number)]


def different(rng: Random, number: int) -> list[str]:
    return rng.sample(PLAIN, number)


def sentence(rng: Random, number: int = 0, end: str = "", words: Sequence[str] = ()) -> str:
    """A sentence of so many words, or of some; it has a capital, and commas."""
    found = some(rng, number or rng.randint(3, 9), words)
    found[0] = found[0][0].upper() + found[0][1:]
    for place in range(1, len(found) - 1):
        if rng.random() < 0.15:
            found[place] += ","
    return " ".join(found) + (end or rng.choice(".!?."))


def prose(rng: Random, number: int = 3, words: Sequence[str] = ()) -> str:
    return " ".join(sentence(rng, words=words) for _ in range(number))


def counted(rng: Random, make: Callable[[int], str], least: int = 1, most: int = 9, **given: Any) -> Case:
    """Bounds with a text that has so many and one that has too few or too many; `make` builds one of any number."""
    number = rng.randint(least + 1, most)
    form = rng.randrange(4)
    if form == 0:
        return {"exactly": number, **given}, make(number), make(number + rng.choice((-1, 1)))
    if form == 1:
        return {"at_least": number, **given}, make(number + rng.choice((0, 0, 3))), make(number - 1)
    if form == 2:
        return {"at_most": number, **given}, make(number - rng.choice((0, 0, 1))), make(number + 1)
    bounds = {"at_least": number, "at_most": number + 2}
    return bounds | given, make(number + rng.randrange(3)), make(rng.choice((number - 1, number + 3)))


def each(
    rng: Random, make: Callable[[int], str], join: str, least: int = 1, most: int = 8, parts: int = 4, **given: Any
) -> Case:
    """Bounds that every part must keep: of the broken text one does not."""
    bounds, held, missed = counted(rng, make, least, most, **given)
    number = rng.randint(1, parts)
    sound = [held for _ in range(number)]
    broken = list(sound)
    broken[rng.randrange(number)] = missed
    return bounds, join.join(sound), join.join(broken)
