"""What published validators refuse, written down as facts: each function says it of a file, "" if the file is taken.

Read in 2026: OpenAI's recipe for checking chat data (openai-cookbook), and the scripts of Amazon's repositories
amazon-bedrock-samples (Claude 3 Haiku, Nova, Llama 3, distillation) and amazon-nova-samples (Nova 1 and 2, with DPO).
Only what concerns texts is here: nothing of pictures. Validators that are packages run themselves, in tests/consumers.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Any]
WORDS = ("System:", "User:", "Bot:", "Assistant:", "Thought:", "[EOS]", "<image>", "<video>", "<unk>")


def openai_recipe(path: Path, split: str) -> str:
    """The recipe's counts of format errors, of which any is one too many."""
    return _each(path, _openai_row)


def haiku(path: Path, split: str) -> str:
    most = 1_000 if split else 10_000
    return _each(path, _haiku_row) or _counted(path, 32, most)


def llama_3_1(path: Path, split: str) -> str:
    return _counted(path, 0, 1_000 if split else 10_000) or _each(path, _pair_row)


def llama_3_2(path: Path, split: str) -> str:
    return _counted(path, 0, 1_000 if split else 10_000) or _each(path, _llama_row)


def nova_older(path: Path, split: str) -> str:
    """The script of amazon-bedrock-samples, for Nova Lite."""
    return _counted(path, 8, 20_000) or _each(path, lambda row: _nova_row(row, ("text", "image", "video")))


def nova_1(path: Path, split: str) -> str:
    """The script of amazon-nova-samples, for Nova Lite."""
    return _counted(path, 8, 20_000) or _each(path, lambda row: _nova_row(row, _NEWER, WORDS))


def nova_2(path: Path, split: str) -> str:
    """The same for Nova 2 Lite, which may reason and needs more rows."""
    return _counted(path, 200, 20_000) or _each(path, lambda row: _nova_row(row, _NEWER, WORDS, reasons=True))


def nova_dpo(path: Path, split: str) -> str:
    return _counted(path, 8, 20_000) or _each(path, _nova_pair)


def distillation(path: Path, split: str) -> str:
    """The script counts good rows and goes on; here one bad row is enough, as it is for `check`."""
    return _each(path, _prompt_row) or _counted(path, 100, None)


VALIDATORS: dict[str, tuple[str, Callable[[Path, str], str]]] = {
    "OpenAI's recipe": ("messages", openai_recipe),
    "Haiku": ("bedrock-haiku", haiku),
    "Llama 3.1": ("bedrock-prompt-completion", llama_3_1),
    "Llama 3.2": ("bedrock-conversation", llama_3_2),
    "Nova, older script": ("bedrock-conversation", nova_older),
    "Nova Lite": ("bedrock-conversation", nova_1),
    "Nova 2 Lite": ("bedrock-conversation", nova_2),
    "Nova DPO": ("nova-dpo", nova_dpo),
    "distillation": ("bedrock-distillation", distillation),
}

_NEWER = ("text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult")


def _rows(path: Path) -> Rows:
    """The lines as JSON; ValueError where one is none. All scripts read text line by line, and no other way."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _each(path: Path, rule: Callable[[Any], str]) -> str:
    if path.suffix != ".jsonl":
        return "not .jsonl"
    try:
        rows = _rows(path)
    except ValueError:
        return "not JSON"
    for row in rows:
        try:
            found = rule(row)
        except (KeyError, TypeError, AttributeError, IndexError):
            return "another shape"
        if found:
            return found
    return ""


def _counted(path: Path, least: int, most: int | None) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = sum(1 for _ in file)
    return "too few or too many" if lines < least or (most is not None and lines > most) else ""


def _openai_row(row: Any) -> str:
    if not isinstance(row, dict):
        return "no object"
    if not row.get("messages"):
        return "no messages"
    for turn in row["messages"]:
        if "role" not in turn or "content" not in turn:
            return "a key is missing"
        if set(turn) - {"role", "content", "name", "function_call", "weight"}:
            return "an unknown key"
        if turn["role"] not in ("system", "user", "assistant", "function"):
            return "an unknown role"
        if not isinstance(turn["content"], str) or not (turn["content"] or turn.get("function_call")):
            return "no content"
    return "" if any(turn["role"] == "assistant" for turn in row["messages"]) else "no assistant"


def _haiku_row(row: Any) -> str:
    said = [(turn["role"], turn["content"]) for turn in row["messages"]]
    texts = [row.get("system", ""), *(text for _, text in said)]
    if not all(isinstance(text, str) for text in texts):
        return "no text"
    if wrong := _order([role for role, _ in said]):
        return wrong
    return "too long" if sum(len(text) // 3 for text in texts) > 32_000 else ""


def _pair_row(row: Any) -> str:
    row["prompt"], row["completion"]
    return _one_system(row)


def _llama_row(row: Any) -> str:
    if wrong := _one_system(row):
        return wrong
    for turn in row["messages"]:
        if turn["role"] not in ("user", "assistant"):
            return "an unknown role"
        for item in turn["content"]:
            if "image" not in item:
                item["text"]
    return ""


def _one_system(row: Any) -> str:
    return "several in system" if "system" in row and len(row["system"]) > 1 and row["system"][0]["text"] else ""


def _nova_row(row: Any, kinds: Sequence[str], words: Sequence[str] = (), reasons: bool = False) -> str:
    return _nova_head(row, words) or _nova_turns(row["messages"], kinds, words, reasons)


def _nova_head(row: Any, words: Sequence[str]) -> str:
    if not isinstance(row.get("schemaVersion"), str | None):
        return "no version"
    return next((found for item in row.get("system") or () if (found := _text(item["text"], words))), "")


def _nova_turns(turns: Any, kinds: Sequence[str], words: Sequence[str], reasons: bool) -> str:
    for turn in turns:
        if wrong := _nova_items(turn["content"], kinds, words):
            return wrong
        thinks = any(item.get("reasoningContent") for item in turn["content"])
        if thinks and (turn["role"] != "assistant" or not reasons):
            return "reasoning out of place"
        texts = [item["text"] for item in turn["content"] if item.get("text") is not None]
        if texts and not any(texts) and not thinks:
            return "empty"
    return _order([turn["role"] for turn in turns])


def _nova_items(items: Any, kinds: Sequence[str], words: Sequence[str]) -> str:
    if not isinstance(items, list):
        return "no list"
    for item in items:
        if all(item.get(kind) is None for kind in kinds):
            return "an item of no kind"
        if wrong := _text(item.get("text"), words):
            return wrong
        if "reasoningContent" in kinds and item.get("reasoningContent") is not None:
            thought = item["reasoningContent"]["reasoningText"]["text"]
            if wrong := _text(thought, words) or ("" if thought else "empty reasoning"):
                return wrong
    return ""


def _nova_pair(row: Any) -> str:
    *before, last = row["messages"]
    if any("candidates" in turn for turn in before) or "candidates" not in last:
        return "candidates out of place"
    if wrong := _nova_head(row, WORDS):
        return wrong
    for side in last["candidates"]:
        if wrong := _nova_items(side["content"], _NEWER, WORDS):
            return wrong
        if side["preferenceLabel"].lower() not in ("preferred", "non-preferred"):
            return "an unknown label"
        if not any(item.get("text") for item in side["content"]):
            return "empty"
    if len({side["preferenceLabel"] for side in last["candidates"]}) < 2:
        return "one label"
    answered = [*before, {"role": last["role"], "content": [{"text": "x"}]}]
    return _nova_turns(answered, _NEWER, WORDS, reasons=False)


def _prompt_row(row: Any) -> str:
    if set(row) - {"schemaVersion", "system", "messages"} or row["schemaVersion"] != "bedrock-conversation-2024":
        return "an unknown key or version"
    system = row.get("system", [{"text": ""}])
    if len(system) != 1 or set(system[0]) != {"text"} or not isinstance(system[0]["text"], str):
        return "system is not one text"
    if not 1 <= len(row["messages"]) <= 2:
        return "no turns or too many"
    for turn in row["messages"]:
        (item,) = turn["content"] if len(turn["content"]) == 1 else ({},)
        if set(turn) != {"role", "content"} or set(item) - {"type"} != {"text"} or not isinstance(item["text"], str):
            return "another shape"
    return "" if [turn["role"] for turn in row["messages"]] in (["user"], ["user", "assistant"]) else "order"


def _order(roles: Sequence[str]) -> str:
    wanted = ["user", "assistant"] * (len(roles) // 2)
    return "" if roles and list(roles) == wanted else "order"


def _text(text: Any, words: Sequence[str]) -> str:
    if text is None:
        return ""
    if not isinstance(text, str):
        return "no text"
    return "a reserved word" if any(word.casefold() in text.casefold() for word in words) else ""
