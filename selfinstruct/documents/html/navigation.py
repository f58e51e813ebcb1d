"""Whether a page has anything to read, or leads only elsewhere: menus, lists of links, a table of contents."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from selfinstruct.documents.safe_xml import lxml_etree

_LINKS = 3  # fewer make no menu
# Words in a row outside of links and headings that are something to read: in what cleaning left, and in all that is
# seen, of which menus are a part that have labels.
_KEPT, _SEEN = 4, 7
# Words of a link that say what it leads to, as the teaser of an article does and the name of a page does not.
_TOLD = 14
# The share of the text outside of links from which a list of links is one of data: prices, sizes, short descriptions.
_DATA = 0.2
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption", "label", "button", "address"))
_INLINE = frozenset(
    """
    a abbr b bdi bdo big cite code em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr
""".split()
)
# What stands at the foot of every page of a site.
_FOOT = re.compile(
    r"\A\W*(?:©|\(c\)\s?\d|copyright|all rights reserved|powered by|generated (?:by|on)|created using|built with"
    r"|last (?:updated|modified|changed)|javascript|alle rechte vorbehalten|tous droits réservés)",
    re.IGNORECASE,
)
_FOOT_WORDS = 25
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
# Letters of scripts that put no space between words; two make a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def is_navigation(kept: Any, visible: Callable[[], Any]) -> bool:
    """Whether a page consists of links: `kept` is what cleaning left of it; `visible` gives all that is seen."""
    if next(filter(_is_read, _runs(kept)), None) is not None:  # nearly every page
        return False
    seen = visible()
    links = list(filter(_is_link, seen.iter("a")))
    if len(links) < _LINKS or any(_words("".join(link.itertext())) >= _TOLD for link in links):
        return False
    if next(seen.iter("pre", "blockquote", "math"), None) is not None:
        return False
    runs = list(map(_words, _runs(kept)))
    linked = sum(_words("".join(link.itertext())) for link in filter(_is_link, kept.iter("a")))
    if sum(runs) > _DATA * (sum(runs) + linked):
        return False
    return all(_words(run) < _SEEN for run in _runs(seen))


def _words(text: str) -> int:
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // 2


def _is_read(run: str) -> bool:
    return _words(run) >= _KEPT


def _runs(element: Any) -> Iterator[str]:
    """The texts outside of links and headings, block by block; what stands around a link within a text is one."""
    parts: list[str] = []
    for piece in chain(_pieces(element), "\0"):
        if piece != "\0":
            parts.append(piece)
            continue
        run = "".join(parts)
        parts.clear()
        if run and not run.isspace() and _words(run) and not _is_foot(run):
            yield run


def _is_foot(run: str) -> bool:
    return _FOOT.match(run) is not None and _words(run) < _FOOT_WORDS


def _pieces(element: Any) -> Iterator[str]:
    """The texts in it, with a NUL where a block begins or ends; links and headings give none."""
    walk = lxml_etree().iterwalk(element, events=("start", "end"))
    for event, found in walk:
        if found.tag not in _INLINE:
            yield "\0"
        if event == "end":
            if found is not element:
                yield found.tail or ""
        elif found.tag in _HEADINGS or _is_link(found):
            walk.skip_subtree()
        else:
            yield found.get("alt", "") if found.tag == "img" else found.text or ""


def _is_link(element: Any) -> bool:
    """Whether it leads somewhere; old pages put whole texts into the name of a place, `<a name=…>`."""
    return element.tag == "a" and element.get("href") is not None
