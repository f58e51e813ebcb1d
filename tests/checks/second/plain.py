"""Texts taken apart character by character."""

import unicodedata

from selfinstruct.text.invisible import visible
from selfinstruct.text.measuring.sentence_ends import sentence_ends
from selfinstruct.text.tokens import is_unspaced

WIDE = "。！？｡"
CLOSE = set("\"'”’»)]}*_」』）】")
BULLETS = set("-*+•‣◦▪–●○■·⁃∙")
TITLES = set(
    "Mr Mrs Ms Mx Dr Prof St Mt Gen Col Capt Lt Sgt Rev Hon Pres Gov Sen Rep Messrs vs cf e.g i.e eg ie viz Fig Figs "
    "fig figs Vol vol approx Mme Mlle Hr Fr bzw z.B d.h u.a vgl ca Nr Art art núm pág Sra им ул г т.е".split()
)


def tidy(text: str) -> str:
    return unicodedata.normalize("NFC", visible(text)).replace("\r\n", "\n").replace("\r", "\n")


def lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def wordly(char: str) -> bool:
    return char.isalnum() and not is_unspaced(char)


def mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def words(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text):
        char = text[at]
        end = at + 1
        if char.isalnum() and is_unspaced(char):
            while end < len(text) and mark(text[end]):
                end += 1
            found.append(text[at:end])
        elif wordly(char):
            while end < len(text):
                here, after = text[end], text[end + 1 : end + 2]
                if wordly(here) or mark(here) or here in "\u200c\u200d":
                    end += 1
                elif (
                    after
                    and wordly(after)
                    and (here in "'’._/@&+:‐‑-" or (here == "," and text[end - 1].isdecimal() and after.isdecimal()))
                ):
                    end += 2
                else:
                    break
            found.append(text[at:end])
        at = end
    return found


def word_total(text: str) -> int:
    spaced = singles = 0
    for word in words(text):
        if is_unspaced(word[0]):
            singles += 1
        else:
            spaced += 1
    return spaced + (singles + 1) // 2


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip() != ""]


def paragraphs(text: str) -> list[str]:
    found, current = [], []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            current.append(line)
        elif current:
            found.append("\n".join(current).strip())
            current = []
    return found


def item_of(line: str) -> tuple[int, str, str] | None:
    """Indent, mark and text of a line that is an item of a list."""
    bare = line.lstrip(" \t")
    indent = len(line[: len(line) - len(bare)].expandtabs(4))
    if bare[:1] in BULLETS and bare[1:2] in (" ", "\t") and bare[:1]:
        sign, rest = bare[0], bare[1:]
        spaced = True
    else:
        size = 0
        while size < len(bare) and bare[size].isdecimal():
            size += 1
        if not 1 <= size <= 4:
            return None
        sign, after = bare[:size], bare[size : size + 1]
        if after in (".", ")") and bare[size + 1 : size + 2] in (" ", "\t"):
            spaced = True
        elif after in ("、", "．"):
            spaced = False
        else:
            return None
        rest = bare[size + 1 :]
    text = rest.lstrip(" \t") if spaced else rest
    if spaced and (not text or text[0].isspace()):
        return None
    return indent, sign, text


def list_items(text: str) -> list[tuple[str, str]]:
    found = [item for line in text.split("\n") if (item := item_of(line)) and item[2].strip()]
    least = min([item[0] for item in found], default=0)
    return [(sign, rest.strip()) for indent, sign, rest in found if indent == least]


def sentences(text: str) -> list[str]:
    capitals = any(char.isupper() for char in text)
    found: list[str] = []
    for paragraph in paragraphs(text):
        block: list[str] = []
        for line in [*paragraph.split("\n"), None]:
            item = item_of(line) if line is not None else None
            if line is None or item or line.startswith("#"):
                found += parted("\n".join(block), capitals)
                block = [item[2]] if item else []
                if line is not None and not item:
                    found += parted(line, capitals)
            else:
                block.append(line)
    return [part for part in found if any(char.isalnum() for char in part)]


def parted(block: str, capitals: bool) -> list[str]:
    ends = sentence_ends() | {"…"} | set(WIDE)
    found, start, at = [], 0, 0
    while at < len(block):
        if block[at] not in ends:
            at += 1
            continue
        run = at
        while run < len(block) and block[run] in ends:
            run += 1
        close = run
        while close < len(block) and block[close] in CLOSE:
            close += 1
        if close == len(block) or block[close].isspace():
            begin, end = at, close
        else:  # not before a space: a run of full-width ends within it ends a sentence all the same
            begin = at
            while begin < run and block[begin] not in WIDE:
                begin += 1
            if begin == run:
                at = run
                continue
            end = begin
            while end < run and block[end] in WIDE:
                end += 1
            while end < len(block) and block[end] in CLOSE:
                end += 1
        if not (capitals and continues(block, begin, end)):
            found.append(block[start:end].strip())
            start = end
        at = end
    return [*found, block[start:].strip()]


def continues(block: str, begin: int, end: int) -> bool:
    if block[begin] in WIDE:
        return False
    rest = block[end : end + 20].lstrip()
    if rest == "":
        return False
    if rest[0].islower():
        return True
    if block[begin:end] != ".":
        return False
    size = 0
    while size < 12 and begin - size > 0 and not block[begin - size - 1].isspace():
        size += 1
    last = block[begin - size : begin].lstrip("(\"'“‘[")
    return last in TITLES or (len(last) == 1 and last.isupper() and last != "I")
