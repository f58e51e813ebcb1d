"""Texts that stand on the edges of the published rules for web text, made in code and the same every time."""

import random
from collections.abc import Iterator, Sequence
from functools import cache

_ENGLISH = (
    "the of and to in that is was for with his they have from one had by words but not what all were when your can "
    "said there use each which she how their will other about out many then them these some her would make like into "
    "time has look two more write go see number way could people my than first water been call who its now find long "
    "down day did get come made may part lighthouse keeper evening harbour captain ledger weather machine question"
).split()
VOCABULARIES = {
    "en": _ENGLISH,
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden "
        "aus er hat dass sie nach wird bei einer um am sind noch wie einem über Leuchtturm Wärter Hafen "
        "Wetter Maschine Frage"
    ).split(),
    "fr": (
        "le de un être et à il avoir ne je son que se qui ce dans en du elle au pour pas vous par sur faire "
        "plus dire me on mon lui nous comme mais pouvoir avec tout phare gardien port météo machine question "
        "registre"
    ).split(),
    "es": (
        "el la de que y a en un ser se no haber por con su para como estar tener le lo todo pero más hacer o "
        "poder decir este ir otro ese si me ya ver porque dar cuando faro guardián puerto tiempo máquina "
        "pregunta"
    ).split(),
    "ru": (
        "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ещё вы для от "
        "мочь так год человек один такой тот или если маяк смотритель гавань погода машина вопрос журнал"
    ).split(),
    "ar": (
        "في من على إلى عن أن هذا هذه كان التي الذي مع كل لا ما قد بعد قبل بين عند حتى ثم أو إذا لكن هو هي نحن "
        "هم منارة حارس ميناء سفينة سؤال جواب كتاب بحر ليل مطر"
    ).split(),
}  # fmt: skip
_UNSPACED = {
    "zh": "灯塔看守人每天晚上都会记录经过的船只他把名字写在一本没有人读过的旧书里海风很大",
    "ja": "灯台守は毎晩通り過ぎる船を数えて誰も読んだことのない古い本に名前を書いている",
    "th": "ผู้ดูแลประภาคารนับเรือที่ผ่านไปทุกเย็นแล้วเขียนชื่อลงในสมุดเก่าที่ไม่มีใครเคยอ่าน",
}


@cache
def adversarial_texts() -> list[tuple[str, str, str]]:
    """Name, language and text of each; the part of the name before the dash is the kind."""
    found: list[tuple[str, str, str]] = []
    for kind, number, language, make in _KINDS:
        for index in range(number):
            rng = random.Random(f"{kind}:{language}:{index}")
            found.append((f"{kind}-{language}-{index}", language, make(rng, language, index)))
    return found + [(f"odd-en-{index}", "en", text) for index, text in enumerate(_odd())]


def _sentence(rng: random.Random, language: str, size: int = 0) -> str:
    vocabulary = VOCABULARIES[language]
    words = [rng.choice(vocabulary) for _ in range(size or rng.randint(6, 14))]
    text = " ".join(words)
    return text[0].upper() + text[1:] + rng.choice((".", ".", ".", "?", "!"))


def _prose(rng: random.Random, language: str, paragraphs: int = 5) -> list[str]:
    return [" ".join(_sentence(rng, language) for _ in range(rng.randint(2, 5))) for _ in range(paragraphs)]


def _plain(rng: random.Random, language: str, index: int) -> str:
    return rng.choice(("\n", "\n\n")).join(_prose(rng, language, 3 + index % 6))


def _counted(rng: random.Random, language: str, index: int) -> str:
    """About 50 words, the least that Gopher keeps."""
    target = 44 + index
    words: list[str] = []
    while len(words) < target:
        words += _sentence(rng, language).split()
    return " ".join(words[:target]) + "."


def _lengths(rng: random.Random, language: str, index: int) -> str:
    """Words of about 3, or of about 10 letters on average."""
    mean = 2.7 + 0.08 * index if index % 2 else 9.6 + 0.08 * index
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["the", "and"]
    while len(words) < 120:
        words.append("".join(rng.choice(letters) for _ in range(max(1, round(rng.gauss(mean, 1))))))
    return _laid_out(words)


def _laid_out(words: Sequence[str]) -> str:
    return "\n".join(" ".join(words[start : start + 12]) + "." for start in range(0, len(words), 12))


def _mixed_in(rng: random.Random, language: str, signs: Sequence[str], share: float) -> str:
    return _laid_out([
        rng.choice(signs) if rng.random() < share else rng.choice(VOCABULARIES[language]) for _ in range(150)
    ])  # fmt: skip


def _signs(rng: random.Random, language: str, index: int) -> str:
    return _mixed_in(rng, language, ("#", "#tag") if index % 2 else ("...", "…", "and..."), 0.04 + 0.01 * index)


def _figures(rng: random.Random, language: str, index: int) -> str:
    return _mixed_in(rng, language, ("12", "3.5", "1,000", "2024", "7%", "$5"), 0.05 + 0.012 * index)


def _stops(rng: random.Random, language: str, index: int) -> str:
    plain = [word for word in _ENGLISH if word not in ("the", "be", "to", "of", "and", "that", "have", "with")]
    words = [rng.choice(plain) for _ in range(90)]
    for place, word in zip((5, 40, 70), ("the", "that", "with")[: index % 4], strict=False):
        words[place] = word.title() if index % 3 == 0 else word
    return _laid_out(words)


def _lines(rng: random.Random, language: str, ends: Sequence[str], begins: Sequence[str], share: float) -> str:
    made = []
    for _ in range(24):
        chosen = rng.random() < share
        line = _sentence(rng, language, rng.randint(4, 9))
        made.append((rng.choice(begins) if chosen else "") + (line[:-1] + rng.choice(ends) if chosen else line))
    return "\n".join(made)


def _bulleted(rng: random.Random, language: str, index: int) -> str:
    return _lines(rng, language, (".",), ("- ", "• ", "  - "), 0.75 + 0.02 * index)


def _dotted(rng: random.Random, language: str, index: int) -> str:
    return _lines(rng, language, ("...", "…", "... "), ("",), 0.14 + 0.02 * index)


def _unended(rng: random.Random, language: str, index: int) -> str:
    return _lines(rng, language, ("", ",", ";", ":"), ("",), 0.7 + 0.03 * index)


def _short(rng: random.Random, language: str, index: int) -> str:
    share = 0.4 + 0.04 * index
    return "\n".join(_sentence(rng, language, 3 if rng.random() < share else 12) for _ in range(30))


def _broken(rng: random.Random, language: str, index: int) -> str:
    """Many line ends for each word."""
    size = max(1, 8 - index // 2)
    return "\n".join(_sentence(rng, language, size) for _ in range(40))


def _repeating(rng: random.Random, language: str, index: int) -> str:
    """Lines or paragraphs of which some came before."""
    parts = _prose(rng, language, 16)
    for place in range(index // 2 % 9):
        parts[15 - place] = parts[place if index % 3 else 0]
    rng.shuffle(parts)
    return ("\n" if index % 2 else "\n\n").join(parts)


def _running(rng: random.Random, language: str, index: int) -> str:
    """A run of words that comes again and again."""
    size = 2 + index % 9
    run = " ".join(rng.choice(VOCABULARIES[language]) for _ in range(size))
    sentences = [_sentence(rng, language) for _ in range(24)]
    for _ in range(1 + index // 6):
        sentences.insert(rng.randrange(len(sentences)), run if index % 2 else f"{run},")
    return " ".join(sentences)


def _prose_lines(rng: random.Random, language: str, index: int) -> str:
    """Few sentences in lines of prose, and lines that are none."""
    lines = [_sentence(rng, language) for _ in range(3 + index % 5)]
    odd = (
        "Home | About | Contact", "Read more", "Please enable Javascript to go on.", "We use cookies on this site.",
        "See the Privacy Policy of this site.", "He said so.[12] ", "Too few.", f"A word of {'x' * 1001} length.",
        "It goes on and on...", 'She said: "It is late."', "An edit of this.[edit]", "Not so [citation needed].",
    )  # fmt: skip
    lines += rng.sample(odd, 4)
    if index % 7 == 0:
        lines.append("Here stands lorem ipsum and more.")
    if index % 5 == 0:
        lines.append("A brace { in a sentence." if index % 2 else "function() {")
    rng.shuffle(lines)
    return "\n".join(lines)


def _code(rng: random.Random, language: str, index: int) -> str:
    names = [rng.choice(_ENGLISH) for _ in range(12)]
    lines = [f"def {names[0]}_{names[1]}({names[2]}, {names[3]}=None):", f'    """{_sentence(rng, "en")}"""']
    for step in range(14 + index):
        name = names[step % 12]
        lines.append(rng.choice((f"    {name} = {step} + len({names[2]})", f"    if {name} > {step}:", f"    # {name}",
                                 f"    return {{'{name}': {step}}}", "", f"    print({name}[{step}])")))  # fmt: skip
    return "\n".join(lines)


def _table(rng: random.Random, language: str, index: int) -> str:
    rows = [f"| {rng.choice(_ENGLISH)} | {rng.randint(1, 999)} | {rng.choice(('yes', 'no', ''))} |" for _ in range(20)]
    before = _prose(rng, language, index % 4)
    return "\n".join([*before, "", "| name | number | there |", "| --- | --- | --- |", *rows, "", *before[:1]])


def _marked(rng: random.Random, language: str, index: int) -> str:
    """Markdown: headings, lists, emphasis, links, a quotation."""
    parts = []
    for part in range(3 + index % 4):
        parts.append(f"{'#' * (1 + part % 3)} {_sentence(rng, language, 3)[:-1]}")
        parts.append(f"{_sentence(rng, language)} **{rng.choice(_ENGLISH)}** [see](https://example.com/{part}).")
        parts.append("\n".join(f"- {_sentence(rng, language, 5)}" for _ in range(rng.randint(1, 4))))
    return "\n\n".join(parts)


def _characters(rng: random.Random, language: str, index: int) -> str:
    letters = _UNSPACED[language]
    return "\n".join(
        "".join(rng.choice(letters) for _ in range(rng.randint(12, 40))) + ("" if language == "th" else "。")
        for _ in range(4 + 2 * index)
    )


_KINDS = [
    *(("plain", 22 if language == "en" else 9, language, _plain) for language in VOCABULARIES),
    *(("counted", 14 if language == "en" else 5, language, _counted) for language in ("en", "de", "ru")),
    *(("repeating", 30 if language == "en" else 8, language, _repeating) for language in ("en", "fr", "es", "ar")),
    *(("running", 36 if language == "en" else 9, language, _running) for language in ("en", "de", "fr", "ru")),
    ("lengths", 16, "en", _lengths), ("signs", 16, "en", _signs), ("figures", 18, "en", _figures),
    ("stops", 12, "en", _stops), ("bulleted", 12, "en", _bulleted), ("dotted", 14, "en", _dotted),
    ("unended", 12, "en", _unended), ("short", 14, "en", _short), ("broken", 14, "en", _broken),
    ("prose", 36, "en", _prose_lines), ("code", 12, "en", _code), ("table", 12, "en", _table),
    ("marked", 12, "en", _marked),
    *(("characters", 3, language, _characters) for language in _UNSPACED),
]  # fmt: skip


def _odd() -> Iterator[str]:
    line = "The keeper counts the ships that pass in the evening and writes them into a book."
    yield from ("a", "word", "Two words.", line, "\t\n x \n\n", "...", "#", "- ", "😀 " * 60, "! " * 100)
    yield "\r\n".join([line] * 5)
    yield "\n".join(f"{line[:-1]} {number}." for number in range(12))
    yield "\u2028".join(f"{number} {line}" for number in range(12))
    yield " ".join(f"https://example.com/{number}/page?x={number}" for number in range(60))
    yield "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0MTIz" * 40
    yield "\n\n".join(f"<p>{line}</p>" for _ in range(3))
    yield "\n".join("=" * 40 if number % 2 else f"{line} {number}" for number in range(14))
    yield "\n".join(f"{number}. {line}" for number in range(1, 12))
    yield "Don't they've we'll it's John's can't won't isn't. " * 10
    yield "\u00a0".join(line.split() * 5)
    yield "\u200b".join(line.split() * 5)
    yield " ".join(f"{word}\u0301" for word in (line * 6).split())
    yield "\n".join(f"“{line}” said number {number}" for number in range(9))
    yield "\n".join(f"\x0c{line} {number}" for number in range(9))
    yield "to be " * 40 + "with that of the and have"
    yield "\n \n".join(f"{line} {number}" for number in range(9))
