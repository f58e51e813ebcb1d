"""Tasks about a passage of which nothing can be asked by its words: its first, its last and its longest line."""

import re
from collections.abc import Iterator

from selfinstruct.models.offline.grounding.lies import Written
from selfinstruct.models.offline.grounding.passage_prompts import sentences

# In the script that most of a passage is in: for the first, the last and the longest of its sentences or lines.
_ASKED = (
    (re.compile("[\u3041-\u30ff]"),
     ("本文の最初の文を書き写してください。", "本文の終わりの文は何ですか。", "一番長い文を挙げてください。")),
    (re.compile("[\u4e00-\u9fff]"), ("请抄写正文的第一句话。", "正文是怎样结尾的？", "哪一句在正文中最长？")),
    (re.compile("[\u0600-\u06ff]"), ("انسخ الجملة الأولى من النص.", "بماذا ينتهي النص؟", "اذكر أطول عبارة وردت فيه.")),
    (re.compile("[\u0590-\u05ff]"),
     ("העתיקו את המשפט הראשון בטקסט.", "במה מסתיים הטקסט?", "ציינו את השורה הארוכה ביותר.")),
    (re.compile("[\u0400-\u04ff]"),
     ("Перепишите первое предложение текста.", "Чем заканчивается текст?", "Назовите самую длинную строку.")),
    (re.compile("."), ("Repeat how the text begins.", "What does the text end with?", "Copy out its longest line.")),
)  # fmt: skip
_LEAST = 10  # characters of a line that can be told from others


def about_lines(passage: str) -> Iterator[Written]:
    """Up to three tasks, none where the passage has no line of any length."""
    found = [line for line in sentences(passage) if len(line) >= _LEAST] or [
        line.strip() for line in passage.split("\n") if len(line.strip()) >= _LEAST and not line.startswith("#")
    ]
    if not found:
        return
    letters = len(re.findall(r"[^\W\d_]", passage))
    asked = next(words for script, words in _ASKED if len(script.findall(passage)) * 3 >= letters)
    for question, line in zip(asked, (found[0], found[-1], max(found, key=len)), strict=True):
        yield Written("summary", question, line, (line,))
