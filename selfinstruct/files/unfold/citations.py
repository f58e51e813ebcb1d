"""Where in a document a row stands: the `source` of grounded tasks, read from rows and written into them."""

from collections.abc import Mapping
from typing import Any

_TEXTS = ("document", "family", "file", "member", "title")
_PLACES = (("pages", int), ("section", str), ("chars", int))
# What a row says that shows where it stands; the same keys in each, as Parquet and other readers of columns need it.
CITATION: dict[str, Any] = {
    **dict.fromkeys(_TEXTS, (str,)), "pages": [(int,)], "section": [(str,)], "chars": [(int,)], "type": (str,),
}  # fmt: skip


def read_citation(value: Any) -> dict[str, Any] | None:
    """What a row's `source` says of a document; None for anything else that a column of that name may hold.

    It is an object that names its document. What else is known of it is kept as far as it is what `ground` writes; the
    quotations are not, which stand in tasks.jsonl.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("document"), str) or not value["document"]:
        return None
    found: dict[str, Any] = {name: value[name] for name in _TEXTS if _is_text(value.get(name))}
    for name, kind in _PLACES:
        items = value.get(name)
        if isinstance(items, list) and all(isinstance(item, kind) and not isinstance(item, bool) for item in items):
            found[name] = items
    return found | ({"type": value["type"]} if _is_text(value.get("type")) else {})


def cited_document(identifier: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The citation of a document itself, all of it; None where it does not say from which file it is."""
    metadata = row.get("metadata")
    known: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
    pages = known.get("pages")
    numbers = (
        [pair[1] for pair in pages if isinstance(pair, list) and len(pair) == 2] if isinstance(pages, list) else []
    )
    told = {"document": identifier, "section": [], "chars": [0, len(str(row.get("text", "")))], "pages": numbers}
    if not _is_text(known.get("file")):
        return None
    return read_citation({**{name: known.get(name) for name in _TEXTS}, **told})


def whole_citation(source: Mapping[str, Any] | None) -> dict[str, Any]:
    """A citation with every key of CITATION: what it does not say is "" or []; all of it where there is none."""
    known = source or {}
    return {name: known.get(name, [] if isinstance(kind, list) else "") for name, kind in CITATION.items()}


def place_of(source: Mapping[str, Any] | None) -> str:
    """The passage that a citation names, for comparing; "" for none."""
    return "" if source is None else f"{source['document']}:{source.get('chars', [])}"


def documents_of(source: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids that hold together what stands in near-duplicates: that of the family, then that of the document."""
    return tuple(dict.fromkeys(filter(None, (source.get("family"), source["document"]))))


def citation_line(source: Mapping[str, Any]) -> str:
    """A citation in words, on one line: file, member, pages and the path of headings."""
    where = [str(source.get("file") or source.get("title") or source["document"])]
    where += [str(source["member"])] if source.get("member") else []
    pages = [str(page) for page in source.get("pages", ())]
    where += [f"page{'s' if len(pages) > 1 else ''} {', '.join(pages)}"] if pages else []
    section = " > ".join(map(str, source.get("section", ())))
    return " ".join(", ".join([*where, *([section] if section else [])]).split())


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
