"""Numbers at the start of a line that are not written in digits: ①, 一、, （一）, keycaps, Roman numbers, letters."""

import re
import unicodedata
from dataclasses import dataclass

# Circled and bracketed numbers, those with a full stop, and their filled and double forms.
_RING = "\u2460-\u249b\u24eb-\u24fe\u2776-\u2793\u3251-\u325f\u32b1-\u32bf"
_HAN = "一二三四五六七八九十百〇零"
_HAN_VALUES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ABOUT = r"(?P<indent>[ \t]{0,12}+)(?:[-*+•][ \t]{1,4}+)?(?P<head>#{1,6}+[ \t]{0,4}+)?(?P<bold>[*_]{0,3}+)"
_SURE = re.compile(
    rf"{_ABOUT}(?:(?P<ring>[{_RING}])|(?P<keycap>[0-9]\ufe0f?\u20e3|\U0001f51f)"
    rf"|[（(【\[](?P<bracket>[{_HAN}]{{1,4}})[）)】\]]|(?P<plain>[{_HAN}]{{1,4}})(?=[*_]{{0,3}}[、．.：:])"
    rf"|(?:任务|任務|指令|指示|题目|題目|问题|問題|例题"
    rf"|タスク)[ \t]?(?P<word>[{_HAN}]{{1,4}})(?=[*_]{{0,3}}[、．.：:\s]|\Z)"
    rf"|第[ \t]?(?P<ordinal>[{_HAN}]{{1,4}}|\d{{1,3}})[ \t]?(?:题|題|个|個|条|條|项|項|道|問|问|番|件)(?:任务|任務"
    rf"|指令|指示)?"
    r"(?=[*_]{0,3}[、．.：:，,\s]|\Z)|(?P<korean>\d{1,3})번(?=[*_]{0,3}[.:)：]))"
    r"[*_]{0,3}+[ \t]{0,2}+[、．.：:，,)）]?(?P<rest>.*)",
    re.DOTALL,
)
_COUNTED = re.compile(
    rf"{_ABOUT}(?P<open>[(（]?)(?P<mark>[IVXLC]{{1,7}}|[ivxlc]{{1,7}}|[A-Za-z]|[А-Яа-я])(?P<close>[.)）:：]"
    rf"|[ \t]{{1,2}}[-–—](?=[ \t]))"
    r"[*_]{0,3}+(?=\s|[*_]*[^\W_])(?P<rest>.*)",
    re.DOTALL,
)
_ROMAN = re.compile(r"(?=.)(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at the start of a line: its `style` tells kinds apart, `rest` is what follows it."""

    style: str
    number: int
    rest: str
    indent: int
    head: bool
    bold: str


def sure_numeral(line: str) -> Numeral | None:
    """The number of a line in a form that is nothing else: ①, 1️⃣, 一、, （一）, 第一题, 任务一："""
    found = _SURE.match(line)
    if found is None:
        return None
    styles = ("ring", "keycap", "bracket", "plain", "word", "ordinal", "korean")
    style = next(name for name in styles if found[name])
    return _numeral(found, style, _value(style, found[style]))


def counted_numerals(line: str) -> list[Numeral]:
    """What number a letter or a Roman number at the start of a line may be; only a run that counts up says so."""
    found = _COUNTED.match(line)
    if found is None or (found["open"] and found["close"] not in (")", "）")):
        return []
    mark, case = found["mark"], "upper" if found["mark"].isupper() else "lower"
    about = f"{case}{found['open']}{found['close'].strip()}"
    numerals = []
    if mark.isascii() and _ROMAN.match(mark):
        numerals.append(_numeral(found, f"roman {about}", _roman(mark.upper())))
    if len(mark) == 1:
        first = "a" if mark.isascii() else "а"
        numerals.append(_numeral(found, f"letter {about}", ord(mark.lower()) - ord(first) + 1))
    return numerals


def _numeral(found: re.Match[str], style: str, number: int) -> Numeral:
    return Numeral(style, number, found["rest"].strip(), len(found["indent"]), bool(found["head"]), found["bold"])


def _value(style: str, written: str) -> int:
    if style == "ring":
        return int(unicodedata.numeric(written))
    if style == "keycap":
        return 10 if written == "\U0001f51f" else int(written[0])
    return int(written) if written.isdigit() else _han(written)


def _han(written: str) -> int:
    total = digit = 0
    for numeral in written:
        if numeral in _HAN_VALUES:
            digit = _HAN_VALUES[numeral]
        else:
            total += (digit or 1) * (10 if numeral == "十" else 100)
            digit = 0
    return total + digit


def _roman(written: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in written]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
