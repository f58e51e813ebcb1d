"""What of a page is not its text: navigation, banners, forms, what is hidden."""

import re
from functools import cache, lru_cache
from typing import Any

from selfinstruct.documents.html.tree import drop, length
from selfinstruct.documents.safe_xml import lxml_etree

# What has no text of its own, or none that is seen.
INVISIBLE = (
    "script", "style", "template", "noscript", "noframes", "noembed", "iframe", "object", "embed", "applet", "audio",
    "video", "canvas", "svg", "map", "select", "datalist", "input", "textarea", "progress", "meter", "title", "rp",
    "rt",
)  # fmt: skip
_NO_TEXT_ROLES = frozenset((
    "navigation", "search", "banner", "contentinfo", "menu", "menubar", "toolbar", "dialog", "alertdialog", "tooltip",
    "tablist", "doc-toc", "doc-pagelist", "doc-index",
))  # fmt: skip
# Words of classes and ids. Those of the first are no text unless they hold most of the page, those of the second where
# they consist of links, or of a few words.
_NEVER = frozenset(
    """
    cookie cookies cookiebar cookiebanner consent gdpr ccpa newsletter advert adverts advertisement advertising ads
    adsbygoogle sponsored popup disqus sharing sharethis addthis sharebar sharebuttons skiplink skiplinks skipnav
    breadcrumb breadcrumbs pagination pager paginator navheader navfooter navbox catlinks printfooter editsection
    headerlink permalink anchorjs copybtn clipboard noprint sphinxsidebar sphinxsidebarwrapper rellinks backtotop
    scrolltop hatnote
""".split()
)
_PERHAPS = frozenset(
    """
    nav navbar navigation navlinks navpanel navpages topnav bottomnav sidenav subnav menu menubar menus submenu megamenu
    sidebar sidebars toc pagetoc localtoc globaltoc tocwrapper related relations recommended share social footer header
    masthead toolbar tags taglist langs languages promo promos teaser teasers subscribe signup login banner
    modal overlay feedback rating outline
""".split()
)
_PAIRS = (
    "skip-link", "skip-to", "skip-nav", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "back-to-top",
    "edit-this-page", "edit-page", "prev-next", "table-of-contents", "was-this-helpful", "wh-navigation", "jump-link",
    "action-sheet", "read-more", "social-media", "related-posts", "related-articles", "also-like", "cookie-", "-cookie",
)  # fmt: skip
_TEXT_AFTER_ALL = frozenset(
    """
    footnote footnotes footnotelist endnote endnotes note notes admonition warning tip important caution
    seealso sidebarblock example citation references reference bibliography sect1 sect2 section chapter sidebar-content
""".split()
)
_NOTE_TYPES = re.compile(r"footnote|endnote|rearnote|note\b", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+\d*|[A-Z]+\d*")
_BLOCKS = frozenset(
    """
    div section aside nav header footer ul ol dl table form p span a article details fieldset td li center figure button
    small h1 h2 h3 h4 h5 h6 sup
""".split()
)


def strip_invisible(body: Any) -> None:
    """Take out what nobody sees: scripts, hidden elements, controls; a heading that is a button stays."""
    lxml_etree().strip_elements(body, *INVISIBLE, with_tail=False)
    for button in list(body.iter("button")):
        if not any(parent.tag in _HEADINGS for parent in button.iterancestors()):
            drop(button)
    for element in _found("//@hidden/.. | //@aria-hidden/.. | //@style/..")(body):
        if _hidden(element):
            drop(element)


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend"))


def _hidden(element: Any) -> bool:
    role = element.get("role", "")
    if element.tag in ("body", "html") or role == "tabpanel" or "tabpanel" in element.get("class", ""):
        return False
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    # What is hidden from those who listen is an icon, or a formula that is also there in words; texts are not.
    return element.get("aria-hidden") == "true" and element.tag in ("span", "i", "a", "div") and length(element) < 40


@cache
def _found(path: str) -> Any:
    """A path, compiled. Attributes and what they belong to are found in a third of the time that predicates take."""
    return lxml_etree().XPath(path)


def strip_furniture(body: Any, whole: int) -> None:
    """Take out what is around the text: navigation, banners, related pages, forms. `whole` is its length."""
    if strip_anchors(body):
        whole = length(body)
    lxml_etree().strip_elements(body, "nav", "dialog", "menu", with_tail=False)
    for element in list(body.iter("header", "footer", "aside", "form")):
        if _around(element, whole):
            drop(element)
    for element in _found("//@class/.. | //@id/.. | //@role/..")(body):
        if element.tag in _BLOCKS and _no_text(element, whole) and element.getparent() is not None:
            drop(element)


def strip_anchors(body: Any) -> bool:
    """Take out the signs behind headings that are links to these; whether there were any."""
    anchors = [
        link
        for link in _found("//a[contains(@href, '#') and string-length(normalize-space(.)) < 3]")(body)
        if "".join(link.itertext()).strip() in _ANCHORS
    ]
    for link in anchors:
        drop(link)
    return bool(anchors)


_ANCHORS = frozenset(("¶", "§", "#", "🔗", "⚓", "¤"))


def _around(element: Any, whole: int) -> bool:
    """Whether a header, footer, aside or form is none of the text."""
    words = _words_of(element.get("class", ""), element.get("id", ""))
    noted = element.get("role", "").startswith("doc-") or _NOTE_TYPES.search(
        element.get("{http://www.idpf.org/2007/ops}type", "") + element.get("epub:type", "")
    )
    if words & _TEXT_AFTER_ALL or noted:
        return False
    size = length(element)
    if size * 2 > whole:  # the form that some servers put around a page
        return False
    inside = any(parent.tag in ("main", "article", "blockquote", "section") for parent in element.iterancestors())
    if element.tag == "header":
        return next(element.iter("h1", "h2"), None) is None and (not inside or _links(element, size) >= 0.5)
    if element.tag == "footer":
        return not any(parent.tag == "blockquote" for parent in element.iterancestors())
    if element.tag == "form":
        return next(element.iter("h1", "h2", "h3", "table", "pre"), None) is None or size < 400
    return not inside or bool(words & (_NEVER | _PERHAPS)) or _links(element, size) >= 0.4


def _no_text(element: Any, whole: int) -> bool:
    role = element.get("role", "")
    if role in _NO_TEXT_ROLES:
        return length(element) * 2 < whole
    never, perhaps = _judged(element.get("class", ""), element.get("id", ""))
    if not never and not perhaps:
        return False
    size = length(element)
    if size * 2 > whole:
        return False
    if never:
        return True
    if element.tag in _HEADINGS:
        return False
    return _links(element, size) >= 0.5 or (size < 30 and element.tag in ("div", "ul", "section"))


def _links(element: Any, size: int) -> float:
    """The share of its text that is in links."""
    return sum(length(link) for link in element.iter("a")) / size if size else 1.0


@lru_cache(maxsize=4096)
def _words_of(classes: str, name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(f"{classes} {name}")) | frozenset(classes.lower().split())


@lru_cache(maxsize=4096)
def _judged(classes: str, name: str) -> tuple[bool, bool]:
    words = _words_of(classes, name)
    if words & _TEXT_AFTER_ALL:
        return False, False
    both = f"{classes} {name}".lower()
    return bool(words & _NEVER) or any(pair in both for pair in _PAIRS), bool(words & _PERHAPS)


_CONTENT = frozenset(("content", "main-content", "mw-content-text", "bodyContent", "main", "article-body"))


def main_element(body: Any, most: int) -> tuple[Any, int]:
    """The element that says it is the text, and its length, where it holds two fifths of the page, else None and 0.

    `most` is a length that the page does not exceed.
    """
    whole = None
    for tag, path in _MAIN:
        found = [*(body.iter(tag) if tag else ()), *_found(path)(body)]
        if not tag:
            found = [element for element in found if element.get("id") in _CONTENT]
        sizes = [(length(element), -place) for place, element in enumerate(found[:50])]
        if not sizes:
            continue
        size, place = max(sizes)
        if size * 5 < most * 2 and whole is None:
            whole = most = length(body)
        if size * 5 >= most * 2:
            return found[-place], size
    return None, 0


_MAIN = (("main", "//@role[. = 'main']/.."), ("article", "//@itemprop[. = 'articleBody']/.."), ("", "//@id/.."))
