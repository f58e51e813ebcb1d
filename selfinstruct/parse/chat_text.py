"""Text helpers of the chat parsers: thinking, emphasis, ways to say none, types, labels."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from selfinstruct.records import Completion
from selfinstruct.text.answers.reasoning import part, split_reasoning
from selfinstruct.text.answers.turn_marks import first_turn, plain_answer

_END_TOKEN = re.compile(r"(?:<\|[a-z_]{1,30}\|>|</s>|\s)*+\Z")
_QUOTES = (
    ("***", "***"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"), ("`", "`"), ('"', '"'), ("“", "”"),
    ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"), ("「", "」"), ("『", "』"),
)  # fmt: skip
_OPENING = frozenset(opening[0] for opening, _ in _QUOTES)
_NOTHING = {
    "", "none", "n/a", "na", "n.a", "null", "nil", "nothing", "-", "–", "—", "/", "not applicable", "no input",
    "no input needed", "no input required", "no input necessary", "<noinput>", "noinput", "empty", "empty string",
    "no label", "no labels", "without labels", "無", "无", "なし", "无输入", "沒有", "没有", "ninguno", "ninguna",
    "aucun", "aucune", "keine", "kein", "нет", "nenhum", "nenhuma", "nessuno", "nessuna", "없음",
}  # fmt: skip
# Line breaks, brackets and quotation marks: far more than any answer has, few enough to read in well under a second.
# Beyond it stands a model that repeats itself without end, and the answer counts as unreadable.
_MOST_MARKS = 30_000
_SEPARATORS = (";；", "|｜", ",，、")


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer without its thinking; `unclosed` is thinking that never ended and may hide an answer."""

    text: str
    unclosed: str = ""


def answer_text(text: str, prompt: str = "") -> AnswerText:
    """The text with plain line ends, without thinking blocks, up to the end of its turn.

    Endless repetition gives an empty text. Marks of turns that `prompt` has too are part of the answer.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    found = part(text)
    return AnswerText(_bounded(_ended(found.answer, prompt)), _bounded(_ended(found.unclosed, prompt)))


def reasoning_of(answer: Completion) -> str:
    """What a model thought before its answer; journals of before and models of one's own have it in the text."""
    return answer.reasoning or split_reasoning(answer.text)[1]


def plain_text(text: str, prompt: str) -> str:
    """What a model answers where its answer is the text that was asked for: one turn, without what it thought."""
    return plain_answer(answer_text(text, prompt).text, prompt).strip()


def _ended(text: str, prompt: str) -> str:
    return _without_end(first_turn(text, prompt))


def _bounded(text: str) -> str:
    return text if sum(map(text.count, '\n{["')) <= _MOST_MARKS else ""


def _without_end(text: str) -> str:
    text = text.rstrip()
    # Anchored at the end only, such a pattern would be tried at every position: look at the tail alone.
    head, tail = text[:-200], text[-200:]
    if "<" not in tail:
        return text
    for token in re.finditer(r"<\||</s>|\s", tail):
        if _END_TOKEN.match(tail, token.start()):
            return head + tail[: token.start()]
    return text


def fold_space(text: str) -> str:
    """White space folded and stripped."""
    return " ".join(text.split())


def unquote(text: str) -> str:
    """The text without emphasis or quotation marks that surround all of it."""
    for _ in range(4):
        text = text.strip()
        if text[:1] not in _OPENING:
            return text
        for opening, closing in _QUOTES:
            inner = text[len(opening) : -len(closing)]
            whole = len(text) > len(opening) + len(closing) and text.startswith(opening) and text.endswith(closing)
            if whole and opening not in inner and closing not in inner:
                text = inner
                break
        else:
            return text
    return text.strip()


def is_nothing(text: str) -> bool:
    """Whether a value says that there is none, in one of the usual ways."""
    if len(text) > 80:
        return False
    bare = unquote(text.strip().strip("()[]（）{}").strip()).strip("\"'`*_() \t").rstrip(".。").lower()
    return bare in _NOTHING


def type_name(text: str) -> str:
    """A kind of task as snake_case in ASCII, at most 40 characters; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])'(?=[a-z])", "", plain)).strip("_")
    return "" if name in ("none", "n_a", "na", "null", "unknown") else name[:40].strip("_")


def label_list(value: str) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a Labels line makes a task a classification task, and its labels.

    Split at semicolons, else at bars, else at commas. An empty line says nothing.
    """
    value = value.strip()
    if not value:
        return None, ()
    if is_nothing(value) or re.match(r"\W{0,3}none\b(?!\s{0,3}[;|,/]|\s+or\b)", value, re.IGNORECASE):
        return False, ()
    if value[0] in "[({（【" and value[-1] in "])}）】":
        value = value[1:-1]
    for marks in _SEPARATORS:
        if any(mark in value for mark in marks):
            parts = re.split(f"[{marks}]", value)
            break
    else:
        parts = [value]
    return labels_of(parts)


def labels_of(parts: Iterable[str]) -> tuple[bool | None, tuple[str, ...]]:
    """The labels among the parts, each once and without quotation marks or emphasis."""
    cleaned = (unquote(fold_space(part)) for part in parts)
    labels = tuple(
        dict.fromkeys(part[:-1] if part.find(".") == len(part) - 1 > 0 else part for part in cleaned if part)
    )
    if all(is_nothing(label) for label in labels):
        return False, ()
    return True, labels


_BULLET = re.compile(r"[ \t]{0,12}+[-*+•–][ \t]++(\S.*)", re.DOTALL)


def labels_field(lines: list[str]) -> tuple[bool | None, tuple[str, ...]]:
    """What a Labels field says: on its own line, the first, or below it as bullets or a line."""
    bullets = [found[1] for line in lines[1:] if (found := _BULLET.match(line))]
    if bullets and not lines[0]:
        return labels_of(bullets)
    return label_list(field_line(lines))


def field_line(lines: list[str]) -> str:
    """The value of a field of one line, which stands behind the name or right below it."""
    return next((line.strip() for line in lines[:2] if line.strip()), "")
