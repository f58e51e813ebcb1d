"""The function of a solution, within whatever is written around it."""

import ast
import re

from selfinstruct.checks.programs import parsed

_BLOCK = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n(.*?)(?:\n[ \t]*\2[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_LANGUAGES = ("", "python", "py", "python3")
_LONGEST = 50_000  # characters of one answer


def read_solution(text: str, function: str) -> str | None:
    """The source that defines the function: the first fenced block that does, or the whole text; None for no such."""
    if len(text) > _LONGEST:
        return None
    blocks = [match[4] for match in _BLOCK.finditer(text) if match[3].lower() in _LANGUAGES]
    return next((source for source in (*blocks, text) if _defines(source, function)), None)


def _defines(source: str, function: str) -> bool:
    tree = parsed(source)
    return tree is not None and any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function for node in tree.body
    )
