"""A filter for texts that slip into another script."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from selfinstruct.errors import UsageError
from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.measuring.scripts import SCRIPTS, count_scripts, strays

TEXTS = ("instruction", "output")
_LEAST = 0.1  # of the prompt's words: scripts with fewer are not expected
_SHOWN = 10
# Tasks about languages and letters, and about code, whose answers may be in any script.
_ABOUT = re.compile(
    r"\b(?:translat|translit|romani[sz]|language|bilingual|multilingual|alphabet|script|letters?\b|unicode"
    r"|symbols?\b|emoji|pronounc"
    r"|etymolog|loanword|chinese|mandarin|cantonese|japan|korea|russia|ukrain|bulgaria|serbia|macedonia|greek"
    r"|hebrew|yiddish|arab"
    r"|persia|farsi|urdu|hindi|bengali|tamil|telugu|marathi|nepali|sanskrit|punjabi|thai|lao\b|khmer|burmese"
    r"|georgia|armenia|amharic"
    r"|mongol|tibet|kazakh|cyrillic|devanagari|kanji|hanzi|pinyin|hiragana|katakana|hangul|romaji|english|german\b"
    r"|french|spanish"
    r"|italian|portuguese|latin\b|polyglot|übersetz|sprache|chinesisch|japanisch|koreanisch|russisch|griechisch"
    r"|arabisch|hebräisch"
    r"|tradui|tradu[czt]|langue|chinois|japonais|coréen|russe|grec|arabe|idioma|chino|japonés|coreano|ruso|griego"
    r"|árabe|lingua|cinese"
    r"|giapponese|russo|greco|língua|chinês|japonês|grego|vertaal|tłumacz|język|chińsk|japońsk|rosyjsk|çevir"
    r"|ingilizce|dịch|tiếng"
    r"|terjemah|bahasa"
    r"|перевед|перевод|перевест|язык|английск|немецк|французск|латин|китайск|японск|переклад|мов[аиуо]|англійськ)"
    r"|ترجم|لغة|الإنجليزي|अनुवाद|भाषा|अंग्रेज|תרגם|שפה|אנגלית|ภาษา|แปล|翻译|翻譯|译成|英文|英语|英語|中文|汉语|日语|日文|法语|德语|外语|语言"
    r"|翻訳|訳し|言語|韓国語|中国語|번역|영어|일본어|중국어|외국어|언어|한자"
    r"|\b(?:python|java|javascript|sql|html|css|regex|bash|json|yaml|code|program|function|api)\b|代码|程序|函数|编程|コード"
    r"|プログラム|関数"
    r"|코드|프로그램|함수|программ|\bкод|функци|برنامج|كود|प्रोग्राम|कोड",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ScriptShare:
    """Outputs, or instructions, of which less than `share` is in the scripts expected: the prompt's, or `scripts`.

    Words are counted. Code, formulas, quotations, brackets, names and what the prompt has too may be in any script, and
    so may answers to tasks about languages, letters or programs.
    """

    share: float = 0.95
    scripts: Sequence[str] = ()
    text: str = "output"

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise UsageError(f"filter script_share: the share is {self.share}; it must be above 0 and at most 1")
        if self.text not in TEXTS:
            raise UsageError(f"filter script_share: there is no text {self.text!r}; known: {', '.join(TEXTS)}")
        if unknown := sorted(set(self.scripts) - SCRIPTS):
            known = ", ".join(sorted(SCRIPTS))
            raise UsageError(f"filter script_share: there is no script {unknown[0]!r}; known: {known}")
        if self.text == "instruction" and not self.scripts:
            raise UsageError("filter script_share: name the scripts expected of an instruction, as scripts: [latin]")

    @property
    def scope(self) -> str:
        return "instruction" if self.text == "instruction" else "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        if self.text == "instruction":
            return self._judged(task.instruction, frozenset(self.scripts), "", task.instruction)
        assert instance is not None
        before = [turn.content for turn in instance.turns[:-1]]
        asked = "\n".join([task.instruction, instance.input, *before])
        if self.scripts:
            expected: Set[str] = frozenset(self.scripts)
        elif asked.isascii() and instance.output.isascii():
            return None
        else:
            expected = _scripts_of(asked)
        if not expected or instance.output.strip() in task.labels:
            return None
        return self._judged(instance.output, expected, asked, asked)

    def _judged(self, text: str, expected: Set[str], known: str, about: str) -> Reason | None:
        share, found = strays(text, expected, known)
        if share >= self.share or _ABOUT.search(about):
            return None
        return Reason("script_share", " ".join(found[:_SHOWN])[:200], score=round(share, 4))


def _scripts_of(asked: str) -> Set[str]:
    """The scripts that a prompt is written in."""
    counts = count_scripts(asked)
    found = {name for name, number in counts.items() if number >= _LEAST * sum(counts.values())}
    # Japanese has Han beside Kana, however few there are of either.
    return found | {"han", "kana"} if "kana" in counts and found & {"han", "kana"} else found
