"""Patterns of file names: `*.pdf` is any file with such a name, `drafts/**` all that is in a folder."""

import re


def matcher(globs: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds the paths, relative and with "/" between folders, that one of the patterns means; None for none.

    A pattern without "/" means a file or folder of that name anywhere, one with "/" a path from the top: `*` and `?`
    stay within a folder's name, `**` does not. A folder means all that is in it.
    """
    if not globs:
        return None
    return re.compile("|".join(f"(?:{_regex(glob)})(?:/.*)?\\Z" for glob in globs), re.DOTALL)


def _regex(glob: str) -> str:
    anywhere = "/" not in glob.rstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])", glob.removeprefix("./").strip("/"))
    return ("(?:.*/)?" if anywhere else "") + "".join(map(_part, parts))


def _part(part: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in known:
        return known[part]
    if part.startswith("[") and part.endswith("]") and len(part) > 2:
        inner = part[1:-1].replace("\\", "\\\\")
        return f"[{'^' + inner[1:] if inner.startswith('!') else inner.replace('^', chr(92) + '^')}]"
    return re.escape(part)
