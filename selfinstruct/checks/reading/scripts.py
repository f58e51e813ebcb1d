"""Where the letters of scripts stand in Unicode: the blocks that texts of today are written in."""

import re
from functools import cache

SCRIPTS = {
    "latin": "A-Za-zªºÀ-ÖØ-öø-ʸˠ-ˤᴀ-ᴥᴬ-ᵜᵢ-ᵥᵫ-ᵷᵹ-ᶾḀ-ỿⁱⁿₐ-ₜKÅⅎↄⱠ-ⱿꜢ-ꞇꞋ-ꟿꬰ-ꭚꭜ-ꭤﬀ-ﬆＡ-Ｚａ-ｚ",
    "greek": "Ͱ-ͳ͵-ͷͺ-ͽͿΆΈ-ϡϰ-Ͽἀ-῾Ω",
    "cyrillic": "Ѐ-҄҇-ԯᲀ-ᲈᴫᵸꙀ-ꚟ",
    "armenian": "Ա-֏ﬓ-ﬗ",
    "georgian": "Ⴀ-ჿᲐ-Ჿⴀ-ⴭ",
    "hebrew": "א-ײיִ-ﭏ",
    "arabic": "ؠ-ؿف-يٮٯٱ-ەۥ-ۿݐ-ݿࡰ-ࢿࢠ-ࣿﭐ-ﷇﷰ-ﷻﹰ-ﻼ",
    "devanagari": "ऄ-हऽॐक़-ॡॱ-ॿꣲ-ꣾ",
    "bengali": "ঀ-৾",
    "gurmukhi": "ਁ-੶",
    "gujarati": "ઁ-૿",
    "tamil": "ஂ-௺",
    "telugu": "ఀ-౿",
    "kannada": "ಀ-ೳ",
    "malayalam": "ഀ-ൿ",
    "sinhala": "ඁ-෴",
    "thai": "ก-ะาำเ-ๆ",
    "lao": "ກ-ໟ",
    "myanmar": "က-႟ꧠ-ꧾꩠ-ꩿ",
    "khmer": "ក-៝",
    "tibetan": "ༀ-࿔",
    "ethiopic": "ሀ-᎙ⶀ-ⷞꬁ-ꬮ",
    "hangul": "ᄀ-ᇿㄱ-ㆎꥠ-ꥼ가-퟿ﾠ-ￜ",
    "han": "々〇〡-〩〸-〻㐀-䶿一-鿿豈-龎\U00020000-\U000323af",
    "kana": "ぁ-ゖゝ-ゟァ-ヺーヽ-ヿㇰ-ㇿｦ-ﾟ\U0001b000-\U0001b16f",
    "japanese": "々〇〡-〩〸-〻㐀-䶿一-鿿豈-龎\U00020000-\U000323afぁ-ゖゝ-ゟァ-ヺーヽ-ヿㇰ-ㇿｦ-ﾟ",
}


@cache
def script_pattern(name: str) -> re.Pattern[str]:
    """A pattern for one letter of a script."""
    return re.compile(f"[{SCRIPTS[name]}]")
