"""A filter for calls of tools that nobody has offered."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task

# How models write calls where the server does not know their form, at the start of a line.
_CALL = re.compile(
    r"^[ \t]{0,8}(?:<tool_calls?>\s{0,8}[\[{<\w]|<(?:｜|\|)DSML(?:｜|\|)(?:function_calls|invoke)\b"
    r"|<(?:antml:)?function_calls>"
    r"|<(?:antml:)?invoke name=|<function=[\w.-]{1,80}>|\[TOOL_CALLS?\]|<\|python_tag\|>|<｜tool▁calls?▁begin｜>"
    r"|<\|tool_calls?(?:_section)?(?:_begin|_start)?\|>|<\|?start_function_call\|?>|<\|action_start\|>|<TOOLCALL>\s{0,8}\["
    r"|functools\[\s{0,8}\{|<\|tool_call>)",
    re.MULTILINE,
)
_ENDED = re.compile(
    r"</(?:antml:)?(?:tool_calls?|function_calls|invoke|function)>|</(?:｜|\|)DSML(?:｜|\|)\w{1,20}>|</TOOLCALL>"
)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
_ASKED = re.compile(
    r"\btools?\b|\bfunction.?call|\btool.?call|\bfunctions?\b|\bxml\b|\btags?\b|\btokens?\b|\bchat template|\bllama"
    r"|\bqwen|\bmistral|\bdeepseek|\bagents?\b|工具|函数|調用|调用|ツール|関数|도구|함수|werkzeug|funktion|outil|herramienta"
    r"|fonction|función",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WrittenToolCall:
    """Outputs that end in a call of a tool, written as text, where the prompt offers none and is not about any."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = _CALL.search(instance.output)
        if found is None or instance.tools or _ASKED.search(f"{task.instruction}\n{instance.input}"):
            return None
        if len(_FENCE.findall(instance.output, 0, found.start())) % 2:
            return None
        ends = [mark.end() for mark in _ENDED.finditer(instance.output, found.end())]
        if ends and instance.output[ends[-1] :].strip():
            return None
        return Reason("tool_call", " ".join(instance.output[found.start() :].split())[:200])
