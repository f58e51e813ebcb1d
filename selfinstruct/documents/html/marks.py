"""What HTML says by classes and attributes: the language of code."""

import re
from typing import Any

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:(?:language|lang|highlight(?:-source)?|brush:?|code|sourceCode)[-:\s]\s*|src[ -])"
    r"([A-Za-z0-9_+#.-]{1,20})"
)
_NO_LANGUAGE = frozenset(
    ("text", "plain", "plaintext", "none", "default", "notranslate", "highlight", "nohighlight", "txt", "block")
)


def code_language(pre: Any) -> str:
    """The language of code as its classes, or those right around it, say."""
    inner = pre.find(".//code")
    around = pre.getparent()
    for element in (pre, inner, around, around.getparent() if around is not None else None):
        if element is None:
            continue
        if stated := element.get("data-lang") or element.get("data-language"):
            return str(stated).split()[0] if stated.split() else ""
        for found in _LANGUAGE.finditer(element.get("class", "")):
            if found[1].lower() not in _NO_LANGUAGE:
                return found[1].lower()
    return ""
