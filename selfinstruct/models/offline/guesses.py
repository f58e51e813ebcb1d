"""Guesses about an instruction that no skill recognises."""

import re

_CLASSIFYING = re.compile(
    r"\b(?:classif\w*|categori[sz]e|which (?:category|class|kind)|label (?:the|each|this)|whether|true or false|"
    r"positive or negative|spam|sentiment|identify if|determine if|decide if|is (?:it|this|the following)|"
    r"(?:does|do|are) (?:the|these|this))\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\b(?:whether|determine if|decide if|identify if|is (?:it|this)|does|do|are)\b", re.IGNORECASE)
_CHOICES = re.compile(r"((?:\"?\w+\"?, )*\"?\w+\"?),? or (\"?\w+\"?)", re.IGNORECASE)
_SMALL = frozenset(
    "a an the of for to in on with and or me my your this that these those following given some please".split()
)


def guess(instruction: str) -> tuple[bool, str, tuple[str, ...]]:
    """Whether it reads like a classification task, a type, and the labels it seems to name."""
    words = [word for word in re.findall(r"[a-z]+", instruction.lower()) if word not in _SMALL]
    kind = "_".join(words[:3]) or "other_task"
    if not _CLASSIFYING.search(instruction):
        return False, kind, ()
    if match := _CHOICES.search(instruction):
        found = [*match[1].split(", "), match[2]]
        return True, kind, tuple(dict.fromkeys(word.strip('"').lower() for word in found))
    return True, kind, ("yes", "no") if _YES_NO.search(instruction) else ()
