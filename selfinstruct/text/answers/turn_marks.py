"""Where a model's answer ends: the marks by which chat templates end a turn or begin the next one.

A server that does not know a model's marks, or a model that misses its own, goes on with turns that nobody asked for.
What stands behind the first mark is no part of the answer. An answer may speak of marks, as one about ChatML does: a
mark in code, in quotation marks or in the middle of a sentence is left, and so is one that the prompt has too.
"""

import re

# Template tokens by what a model writes as text: <|im_end|>, <|eot_id|>, <end_of_turn>, </s>, [INST] and so on.
_MARK = re.compile(
    r"<[|｜](?:im_(?:start|end)|eot_id|eom_id|start_header_id|end_header_id|begin_of_text|end_?of_?text|end"
    r"|end(?:_of_turn|_of_role|_of_message|ofprompt|ofturn|▁of▁sentence)|start(?:_of_role|_of_turn)?|begin▁of▁sentence"
    r"|(?:start|end)_of_turn_token|(?:user|chatbot|system)_token|eos|bos|eod|sep|return|call"
    r"|end_response|user|assistant|system|human|bot|observation|prompter|tool|user_end|assistant_end)[|｜]>"
    r"|<turn\|>|<\|turn>(?=\s{0,3}(?:user|model|system|tool)\b)"
    r"|<(?:start|end)_of_turn>|<(?:eos|bos|eod|eot|reserved_10[67]|extra_id_1)>"
    r"|\[\|(?:endofturn|user|assistant|system)\|\]|</?s>|\[/?INST\]|<</?SYS>>",
    re.IGNORECASE,
)
# The turn's own beginning, where the answer repeats it.
_OPENING = re.compile(
    r"\s*(?:<s>(?![^<\n]{0,200}</s>[ \t]*(?:\w|<(?!s>)[a-z/]))|<bos>"
    r"|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>|\[/INST\]|<\|im_start\|>\s*assistant\b|<\|assistant\|>"
    r"|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<start_of_turn>\s*model\b|<｜Assistant｜>|\[\|assistant\|\]"
    r"|<\|start_of_role\|>\s*assistant\s*<\|end_of_role\|>|<\|start_of_turn_token\|>|<\|chatbot_token\|>"
    r"|<\|start_response\|>|<\|turn>\s*model\b)\s*",
    re.IGNORECASE,
)
_ECHO = re.compile(r"\s*(?:<s>\s*)?(?:\[INST\].{0,20000}?\[/INST\]|(?:<\|im_start\|>\s*(?:system|user)\b.{0,20000}?"
                   r"<\|im_start\|>\s*assistant\b))\s*", re.IGNORECASE | re.DOTALL)  # fmt: skip
_HARMONY = re.compile(r"<\|end\|>\s*<\|start\|>\s*assistant", re.IGNORECASE)
# The rest of a longer fence is read as what stands behind it: its length does not take its square in time.
_CODE = re.compile(r"^[ \t]{0,8}(`{3,12}|~{3,12})[^\n]*\n.*?^[ \t]{0,8}\1|`[^`\n]{1,400}`", re.MULTILINE | re.DOTALL)
_QUOTES = "\"'“”„«»‘’`「」『』*_"
_REPLIES = r"(?:assistant|ai|bot|response|answer|output|model)"
_NEXT = re.compile(
    r"\n[ \t]*(?:#{2,4} ?(?:human|user|instruction):|(?:\*\*)?(?:human|user):(?:\*\*)?|<human>:)(?=\s|\Z)",
    re.IGNORECASE,
)
_REPLY = re.compile(
    rf"\n[ \t]*(?:#{{2,4}} ?{_REPLIES}:?|(?:\*\*)?(?:assistant|ai|bot):(?:\*\*)?)(?=\s|\Z)", re.IGNORECASE
)
_ROLE = re.compile(rf"(?:\A|\n)[ \t]*(?:#{{2,4}} ?)?(?:\*\*)?(?:human|user|{_REPLIES}):", re.IGNORECASE)
_TEMPLATE_ENDS = (
    "[/inst]", "<|assistant|>", "<|im_start|>assistant", "<|end_header_id|>", "<start_of_turn>model", "assistant:",
    "ai:", "response:", "answer:", "output:",
)  # fmt: skip
_ENDED = re.compile(r"[.!?…。！？।؟)\]`\"'”’»]\s*\Z")
_CONVERSATION = (
    r"\b(?:dialog(?:ue|s)?|conversation|chat(?:s|bot|log)?|transcript|interview|script|template|prompts?|gespräch"
    r"|unterhaltung|conversación|conversa|conversazione|rozmowa|диалог|беседа)\b|对话|對話|会話|대화"
)
_WANTS_TURNS = re.compile(_CONVERSATION, re.IGNORECASE)
_SHOWS_TURNS = re.compile(rf"{_CONVERSATION}|\b(?:examples?|exchange|format|sample)\b", re.IGNORECASE)


def first_turn(text: str, prompt: str = "") -> str:
    """The text up to the first mark of a template that ends it, without the marks that begin it.

    Marks that `prompt` has too are read as part of the answer.
    """
    if "<" not in text and "[" not in text:
        return text
    while opened := _OPENING.match(text) or _ECHO.match(text):
        text = text[opened.end() :]
    code = [found.span() for found in _CODE.finditer(text)]
    asked = "" if _ends_in_template(prompt) else prompt.lower()
    for found in _MARK.finditer(text):
        if found[0].lower() in asked or any(start <= found.start() < end for start, end in code):
            continue
        if _HARMONY.match(text, found.start()) or _struck(text, found) or _mentioned(text, found):
            continue
        return text[: found.start()].rstrip()
    return text


def plain_answer(text: str, prompt: str = "") -> str:
    """The text of an answer that is no list of fields: it also ends where a next turn is written in words.

    `### Human:`, or `User:` with a reply behind it, begins one where the text before is whole and nobody asked for a
    conversation.
    """
    text = first_turn(text, prompt)
    code = [found.span() for found in _CODE.finditer(text)]
    for found in _NEXT.finditer(text):
        if any(start <= found.start() < end for start, end in code):
            continue
        return text[: found.start()].rstrip() if _begins_turn(text, found, prompt) else text
    return text


def _begins_turn(text: str, found: re.Match[str], prompt: str) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    if not _ENDED.search(before) or _ROLE.search(before):
        return False
    if _SHOWS_TURNS.search(before.rstrip().rpartition("\n")[2]):
        return False
    if not _ends_in_template(prompt) and (found[0].strip().lower() in prompt.lower() or _WANTS_TURNS.search(prompt)):
        return False
    return not after.strip() or found[0].strip()[0] in "#<" or _REPLY.search(after) is not None


def _ends_in_template(prompt: str) -> bool:
    """Whether the prompt is itself a template filled in, which ends where the answer begins."""
    return prompt.rstrip("* \n\t").lower().endswith(_TEMPLATE_ENDS)


def _struck(text: str, found: re.Match[str]) -> bool:
    """Whether `<s>` and `</s>` are HTML's, for what no longer holds."""
    if found[0].lower() == "<s>":
        return "</s>" in text[found.end() :] and text[found.end() : found.end() + 1].isalnum()
    return found[0].lower() == "</s>" and re.search(r"<s>[^<\n]*\Z", text[: found.start()], re.IGNORECASE) is not None


def _mentioned(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence speaks of the mark."""
    before, after = text[: found.start()], text[found.end() :]
    if before[-1:] and after[:1] and before[-1:] in _QUOTES + "(" and after[:1] in _QUOTES + ")":
        return True
    inner = before.rpartition("\n")[2]
    if not inner.strip() or not inner[-1:].isspace() or inner.rstrip()[-1:] in ".!?。！？":
        return False
    # "… <|im_end|> ends a turn", "… and <|user|>."
    return bool(re.match(r"\s(?:[a-z(]|is\b|are\b)|[,;:.)?!\"']", after))
