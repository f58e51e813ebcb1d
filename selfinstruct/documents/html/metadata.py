"""What a page says of itself: title, language, address, date."""

import json
import re
from typing import Any

from selfinstruct.documents.html.tree import plain

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created",
    "dcterms.issued", "pubdate", "publishdate", "publish-date", "citation_publication_date", "og:published_time",
    "article:modified_time", "last-modified", "dcterms.modified",
)  # fmt: skip
_MOST_JSON = 200_000


def told(root: Any) -> dict[str, str]:
    """The title, language, url and date of a page, "" for what it does not say."""
    meta = _meta(root)
    found = next(root.iter("title"), None)
    title = (plain(found) if found is not None else "") or meta.get("og:title", "")
    if not title and (heading := next(root.iter("h1"), None)) is not None:
        title = plain(heading)
    return {
        "title": title,
        "language": _language(root, meta), "url": _address(root, meta), "date": _date(root, meta),
    }  # fmt: skip


def _meta(root: Any) -> dict[str, str]:
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        for attribute in ("name", "property", "http-equiv", "itemprop"):
            name, content = element.get(attribute), element.get("content")
            if name and content:
                named.setdefault(name.strip().lower(), " ".join(content.split()))
    return named


def _language(root: Any, meta: dict[str, str]) -> str:
    stated = root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    body = root.find("body")
    if not stated and body is not None:
        stated = body.get("lang", "")
    stated = stated or meta.get("content-language", "") or meta.get("og:locale", "")
    return language_tag(stated)


def language_tag(stated: str) -> str:
    """A language as BCP 47 writes it, "" for what is none."""
    tag = stated.split(",")[0].split(".")[0].strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag) else ""


def _address(root: Any, meta: dict[str, str]) -> str:
    links = (link.get("href", "") for link in root.iter("link") if "canonical" in link.get("rel", "").lower().split())
    for address in (*links, meta.get("og:url", "")):
        if address.strip().startswith(("http://", "https://")):
            return str(address.strip())
    return ""


def _date(root: Any, meta: dict[str, str]) -> str:
    for name in _DATES:
        if date := iso_date(meta.get(name, "")):
            return date
    for script in root.iter("script"):
        linked = script.get("type", "").strip().lower() == "application/ld+json" and script.text
        if linked and (date := _published(script.text[:_MOST_JSON])):
            return date
    for element in root.iter("time"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            return iso_date(element.get("datetime", ""))
    return ""


def _published(text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    for item in data if isinstance(data, list) else [data]:
        graph = item.get("@graph") if isinstance(item, dict) else None
        for node in (item, *(graph if isinstance(graph, list) else ())):
            if isinstance(node, dict) and isinstance(stated := node.get("datePublished"), str):
                return iso_date(stated)
    return ""


def iso_date(stated: str) -> str:
    """A date as ISO 8601 has it, to the second if it says so; "" for one that is written in another way."""
    stated = stated.strip()
    if re.fullmatch(r"\d{8}", stated):
        stated = f"{stated[:4]}-{stated[4:6]}-{stated[6:]}"
    found = _ISO.match(stated)
    if not found:
        return stated if re.fullmatch(r"(1[5-9]|20)\d\d", stated) else ""
    year, month, day, time = found.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day or 1) <= 31):
        return ""
    return f"{year}-{int(month):02}" + (f"-{int(day):02}{time or ''}" if day else "")
