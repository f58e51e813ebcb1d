"""Jupyter notebooks: text as it is, code fenced, printed output behind it."""

from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.documents.document import Document


def is_notebook(value: Any) -> bool:
    """Whether JSON is a notebook (nbformat 3 and 4)."""
    return isinstance(value, Mapping) and "nbformat" in value and ("cells" in value or "worksheets" in value)


def notebook(value: Mapping[str, Any]) -> Document:
    """A notebook as a document."""
    cells = value.get("cells") or [cell for sheet in value.get("worksheets") or () for cell in sheet.get("cells", ())]
    about = value.get("metadata")
    info = about.get("language_info") if isinstance(about, Mapping) else None
    language = info.get("name", "") if isinstance(info, Mapping) else ""
    parts = [part for cell in cells if isinstance(cell, Mapping) for part in _cell(cell, str(language))]
    title = next((part.split("\n")[0].lstrip("# ") for part in parts if part.startswith("# ")), "")
    return Document("\n\n".join(parts), title, "json")


def _cell(cell: Mapping[str, Any], language: str) -> Iterator[str]:
    text = _text(cell.get("source", cell.get("input", ""))).strip("\n")
    kind = cell.get("cell_type")
    if kind == "heading":
        level = cell.get("level", 1)
        text = f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {text}"
    if not text.strip():
        return
    yield _fenced(text, language) if kind == "code" else text
    for output in cell.get("outputs") or ():
        if isinstance(output, Mapping) and output.get("output_type") in ("stream", "execute_result", "pyout"):
            data = output.get("data")
            shown = output.get("text") or (data.get("text/plain") if isinstance(data, Mapping) else "")
            if printed := _text(shown).strip("\n"):
                yield _fenced(printed, "")


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _fenced(text: str, language: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
