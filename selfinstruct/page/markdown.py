"""Markdown that models wrote, as a document of its own: no scripts, no links, no pictures, nothing that loads.

It is shown in a frame that allows nothing, under a policy that allows nothing: each of the three would do.
"""

from functools import cache
from html import escape
from typing import Any

LONGEST = 20_000  # characters that are rendered
_DEEPEST = 20  # levels of lists and quotes
POLICY = "sandbox; default-src 'none'; style-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_PAGE = (
    '<!doctype html><html lang=""><head><meta charset="utf-8"><title>Rendered</title>'
    '<link rel="stylesheet" href="review.css"></head><body class="rendered"><div dir="auto">{body}</div>{more}</body>'
    "</html>"
)


def rendered(text: str) -> str:
    """The document. Only the beginning of a long text is in it, and that is said."""
    shown = text[:LONGEST].encode("utf-8", "replace").decode()
    try:
        body = _parser().render(shown)
    except (RecursionError, ValueError, IndexError):
        body = f"<p>This text cannot be rendered.</p><pre>{escape(shown)}</pre>"
    more = f"<p>The first {LONGEST:,} of {len(text):,} characters.</p>" if len(text) > LONGEST else ""
    return _PAGE.format(body=body, more=more)


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST}).enable("table")
    return parser.disable(["image", "link", "autolink", "reference", "html_block", "html_inline"])
