"""Tells a model's reasoning from its answer where both stand in one text, whatever marks the model uses.

What merely talks about such marks stays as it is: in code, in quotation marks, in the middle of a sentence.
"""

import re
from dataclasses import dataclass
from itertools import islice

# Every way to open and to close a block; what closes has `closes`, and a block ends at a mark of its own `family`.
_TAGS = (
    "think|thinking|thought|thoughts|reasoning|reflection|seed:think|mm:think|internal_monologue|scratchpad|"
    "thinking_process|thought_process|antthinking|inner_monologue|inner_thoughts"
)
_MARK = re.compile(
    rf"<(?P<c1>/?)(?P<tag>(?i:{_TAGS})) ?>"
    r"|<\|(?P<c9>/?)(?P<bar>think|thinking)\|>"
    r"|\[(?P<c2>/?)(?P<bracket>THINK)\]"
    r"|◁(?P<c3>/?)(?P<triangle>think)▷"
    r"|<\|(?:begin|(?P<c4>end))_of_(?P<of>thought)\|>"
    r"|<\|(?:START|(?P<c5>END))_(?P<upper>THINKING)\|>"
    r"|<\|inner_(?:prefix|(?P<c6>suffix))\|>(?P<inner>)"
    r"|<\|channel>(?P<channel>thought|analysis)\b|(?P<c7><channel\|>)"
    r"|\[unused1(?:6|(?P<c10>7))\](?P<unused>)"
    r"|<details(?P<details> type=\"reasoning\"[^<>]{0,200})>|(?P<c8></details>)"
    r"|\A\s{0,8}<details>\s{0,8}<summary>\W{0,4}(?P<folded>Thought for [^<]{1,30}|Thoughts?(?: process)?"
    r"|Thinking(?: process)?(?:…|\.{3})?|Reasoning(?: process)?|Chain of thought)\s{0,8}</summary>"
)
_CLOSES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10")
_FAMILIES = {"c7": "channel", "c8": "details", "folded": "details"}
# What some models put around the answer behind such a block, in tokens that no answer has of itself.
_WRAPPED = re.compile(
    r"\s*<\|(?:begin_of_solution|START_RESPONSE)\|>(?P<tokens>.*?)(?:<\|(?:end_of_solution|END_RESPONSE)\|>\s*)?\Z"
    r"|\s*<(?P<tag>answer|response|final_answer|solution)>(?P<inner>(?:(?!<(?P=tag)>).)*)</(?P=tag)>\s*\Z",
    re.DOTALL | re.IGNORECASE,
)
_ENDS_A_SENTENCE = (".", "!", "?", "…", "。", "！", "？", ":", ")", "*", "`", '"', "”")
_UNQUOTES = re.compile(r"[\"'”»`](?!\w)")
_QUOTES = "`\"'“”‘’„«»‹›「」『』([（"

_HEADER = re.compile(
    r"(?:<\|start\|>\s{0,3}assistant\s{0,3})?<\|channel\|>\s{0,3}(\w{1,20})([^<\n]{0,80})(?:<\|constrain\|>[^<\n]{0,40})?<\|message\|>"
)
_HARMONY_END = re.compile(r"<\|(?:end|return|call)\|>|<\|start\|>\s{0,3}assistant\s{0,3}(?=<\|channel\|>|\Z)")
_CONTINUED = re.compile(r"<\|end\|>\s{0,3}<\|start\|>\s{0,3}assistant\s{0,3}<\|channel\|>\s{0,3}\w")
# Without the word that begins it, the one between the two must stand where no word of a sentence can.
_BARE = re.compile(r"(?:(?<=[.!?…)\n])|\A)assistantfinal(?=[^\sa-z,;:.!?`\"'”»)])|^assistantfinal$", re.MULTILINE)
_BARE_BEGUN = re.compile(r"(?<![`\"'“«])assistant\s?final(?![`\"'”»])")
_BARE_START = re.compile(r"\s{0,8}analysis(?=[^\s_]|\n)")
_BARE_SPACED = re.compile(r"\s{0,8}analysis\s([^\x00]{0,200000}?[.!?…)\n]\s{0,3})assistantfinal(?![`\"'”»])")
_BARE_CUT = re.compile(r"\s{0,8}analysis(?:We|The user|User|I|Let|Let's|Need|Okay|OK|So|This|They)\b")
_BARE_TURN = re.compile(r"assistant\s?(?:analysis|commentary)(?=\S)")
# How reasoning begins that is announced by words, and how the answer behind it does.
_SPOKEN = (
    (
        re.compile(r"\s{0,8}(?:\*\*)?Here(?: is|'s) my (?:thought process|reasoning)(?:\*\*)?:"),
        re.compile(r"\n\s{0,8}(?:\*\*)?Here(?: is|'s) my response(?:\*\*)?:\s{0,8}"),
    ),
    (
        re.compile(r"\s{0,8}\*\*(?:Thinking|Thoughts|Thinking process|Thought process)(?::\*\*|\*\*:)"),
        re.compile(r"\n\s{0,8}\*\*(?:Final |My )?(?:Answer|Response|Output)(?::\*\*|\*\*:)\s{0,8}", re.IGNORECASE),
    ),
)
_BEGINNINGS = ("analysis", "Here", "**Here", "**Th")


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart; `unclosed` is the reasoning that never ended, in which an answer may be hidden."""

    answer: str
    reasoning: tuple[str, ...] = ()
    unclosed: str = ""


def split_reasoning(text: str) -> tuple[str, str]:
    """The answer and the reasoning of what a model wrote; both are the text's own words, without the marks.

    Where reasoning was never closed the answer is what stands before it, mostly nothing. A text without reasoning
    comes back as it is.
    """
    parts = part(text)
    if not (parts.reasoning or parts.unclosed) and parts.answer == text:
        return text, ""
    told = (found.strip() for found in (*parts.reasoning, parts.unclosed))
    return parts.answer.strip(), "\n\n".join(found for found in told if found)


def part(text: str) -> Parts:
    """The answer, the closed blocks of reasoning and the one that never ended, white space as it stands."""
    if not _may_hold_marks(text):
        return Parts(text)
    return _harmony(text) or _bare_harmony(text) or _spoken(text) or _tagged(text)


def _may_hold_marks(text: str) -> bool:
    """A test that costs next to nothing, for most texts hold none."""
    return (
        "<" in text or "THINK]" in text or "◁" in text or "[unused1" in text
        or ("assistant" in text and "final" in text) or text[:40].lstrip().startswith(_BEGINNINGS)
    )  # fmt: skip


def _harmony(text: str) -> Parts | None:
    """Channels: `final` is the answer, `analysis` and `commentary` are not."""
    first = _HEADER.search(text)
    if first is None:
        return None
    opened_before = _CONTINUED.search(text)
    if text[: first.start()].strip() and not (opened_before and not _quoted(text, opened_before.start(), first.end())):
        return None
    answer: list[str] = []
    reasoning = [re.sub(r"\A\s*(?:\w{1,20}<\|message\|>)?", "", _until_end(text, 0, first.start())[0])]
    unclosed = ""
    header: re.Match[str] | None = first
    while header is not None:
        following = _HEADER.search(text, header.end())
        end = following.start() if following else len(text)
        body, ended = _until_end(text, header.end(), end)
        rest = text[header.end() + len(body) : end]
        if header[1].lower() == "final":
            answer.append(body)
        elif ended or following:
            reasoning.append(body)
        else:
            unclosed = body
        # What follows a message that is over belongs to none: an answer whose own header is lost.
        answer.append(_HARMONY_END.sub("", rest) if rest.strip() else "")
        header = following
    return Parts("".join(answer), tuple(found for found in reasoning if found.strip()), unclosed)


def _until_end(text: str, start: int, end: int) -> tuple[str, bool]:
    """The text up to the first mark that ends a message, and whether there was one."""
    mark = _HARMONY_END.search(text, start, end)
    return (text[start : mark.start()], True) if mark else (text[start:end], False)


def _bare_harmony(text: str) -> Parts | None:
    """The same with its marks taken away, as some servers do: `analysis…assistantfinal…`."""
    begins = _BARE_START.match(text)
    words = text.find("final") >= 0 and "assistant" in text
    final = (_BARE_BEGUN if begins else _BARE).search(text) if words else None
    if final is None and words and (spaced := _BARE_SPACED.match(text)):
        return Parts(text[spaced.end() :], (spaced[1],))
    if final is None:
        cut = _BARE_CUT.match(text)
        return Parts("", (), text[begins.end() :]) if cut and begins else None
    thoughts = _BARE_TURN.sub("\n", text[begins.end() if begins else 0 : final.start()])
    return Parts(text[final.end() :], (thoughts,))


def _spoken(text: str) -> Parts | None:
    """Reasoning and answer announced by sentences, as Granite does."""
    for first, second in _SPOKEN:
        if (begins := first.match(text)) and (answer := second.search(text, begins.end())):
            return Parts(text[answer.end() :], (text[begins.end() : answer.start()],))
    return None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    closes: bool


def _tagged(text: str) -> Parts:
    """Blocks between marks; a closing mark alone ends reasoning that the prompt had opened."""
    marks = [_mark(found) for found in _MARK.finditer(text)]
    if not marks:
        return Parts(text)
    closing: dict[str, list[_Mark]] = {}
    for mark in reversed(marks):
        if mark.closes:
            closing.setdefault(mark.family, []).append(mark)
    kept: list[str] = []
    reasoning: list[str] = []
    mentioned: set[str] = set()  # families of which an opening mark stands in the text as a word
    start, fenced, seen, begun = 0, False, 0, False
    for number, mark in enumerate(marks):
        if mark.start < start:
            continue
        fenced ^= _fences(text, seen, mark.start) % 2 == 1
        seen = mark.start
        if mark.closes:
            if mark.family not in mentioned and _closes_alone(text, mark, first=not reasoning):
                reasoning.append(text[start : mark.start])
                kept, start, begun = [], mark.end, False
            continue
        again = reasoning and not fenced and mark.family in closing and _opens_again(text, mark)
        if not again and not _opens(text, mark, start, fenced):
            mentioned.add(mark.family)
            continue
        ends = closing.get(mark.family, [])
        while ends and ends[-1].start < mark.end:
            ends.pop()
        end = next((found for found in reversed(ends[-20:]) if not _quoted(text, found.start, found.end)), None)
        begun = begun or bool(text[start : mark.start].strip())
        if end is None and not begun:
            end = next((other for other in islice(marks, number + 1, None) if other.closes), None)
        if end is None:
            if fenced:
                continue
            return Parts("".join([*kept, text[start : mark.start]]), tuple(reasoning), text[mark.end :])
        kept.append(text[start : mark.start])
        reasoning.append(text[mark.end : end.start])
        start = end.end
    answer = "".join([*kept, text[start:]])
    wrapped = _WRAPPED.match(answer) if reasoning else None
    return Parts((wrapped["tokens"] or wrapped["inner"] or "") if wrapped else answer, tuple(reasoning))


def _mark(found: re.Match[str]) -> _Mark:
    if tag := found["tag"]:  # by far the most are these
        return _Mark(found.start(), found.end(), tag.lower(), bool(found["c1"]))
    closes = next((name for name in _CLOSES if found[name]), "")
    group = found.lastgroup or ""
    family = _FAMILIES.get(closes or group) or (found["tag"].lower() if found["tag"] else group)
    return _Mark(found.start(), found.end(), family, bool(closes))


def _opens(text: str, mark: _Mark, start: int, fenced: bool) -> bool:
    """Whether a mark opens a block: at the start of a line, outside of code, and not announced as an example."""
    if not _alone_before(text, mark.start, start):
        return False
    before = text[max(0, mark.start - 200) : mark.start].rstrip()
    if not before:
        return True
    return not fenced and not before.endswith((":", "：")) and text[mark.end : mark.end + 1] not in tuple("`\"'”»")


def _opens_again(text: str, mark: _Mark) -> bool:
    """Whether a mark opens a further block within a line: where a sentence ends, or in a word as no text has it."""
    if _quoted(text, mark.start, mark.end):
        return False
    before = text[max(0, mark.start - 40) : mark.start]
    return before[-1:].isalnum() or before.rstrip().endswith((".", "!", "?", "…", "。", "！", "？"))


def _closes_alone(text: str, mark: _Mark, first: bool) -> bool:
    """Whether a closing mark without an opening one ends reasoning, and is not only spoken of."""
    if mark.family == "details":
        return False
    if _alone_before(text, mark.start, 0):
        return text[mark.end : mark.end + 1] not in tuple("`\"'”»")
    if _quoted(text, mark.start, mark.end):
        return False
    before, after = text[max(0, mark.start - 40) : mark.start], text[mark.end : mark.end + 1]
    ends = not before[-1:].isspace() or before.rstrip().endswith(_ENDS_A_SENTENCE)
    if after in ("\n", "\r", ""):
        return ends
    return first and ends and after not in tuple(".,;:!?)]}、。，")


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a mark stands in quotation marks, in brackets or in code on its line."""
    if _UNQUOTES.match(text, end):
        return True
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before and before in _QUOTES and (after in _QUOTES or after in ")]）" or not after):
        return True
    line = text[max(text.rfind("\n", max(0, start - 200), start) + 1, start - 200) : start]
    return line.count("`") % 2 == 1 and "`" in text[end : end + 200].partition("\n")[0]


def _fences(text: str, start: int, end: int) -> int:
    return sum(1 for _ in re.finditer(r"^[ \t]{0,3}(?:```|~~~)", text[start:end], re.MULTILINE))


def _alone_before(text: str, position: int, start: int) -> bool:
    """Whether only a few blanks stand between the start of the line (or of the text) and the position."""
    before = text[max(start, position - 8) : position].rstrip(" \t\ufeff")
    return not before or before.endswith("\n")
