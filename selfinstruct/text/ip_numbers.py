"""IPv4 and IPv6 addresses in texts, told from versions, sections and object identifiers of four parts.

Four numbers are an address unless what stands right beside them says otherwise: a word (`version`, `§`), a name they
hang on (`nginx/1.2.3.4`), a verb of software (`upgrade to`). A word for a machine, a port or a prefix length says again
that they are one.
"""

import ipaddress
import re
from collections.abc import Iterator

_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_GROUP = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}\Z")
_HEX = re.compile(r"(?:[0-9A-Fa-f:]{2,30}:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]{3,39})(?![\w:])")

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"(?<![\w.])(?<!\d[-,]){_OCTET}(?:\.{_OCTET}){{3}}(?!\w|\.\w|[-+][A-Za-z])")
_LOOK = 72

# What comes before in a list: "sections 3.1.2.4, 3.1.2.5 and 3.1.2.6", "from 2.0.0.1 to 2.0.0.2".
_LISTED = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\s?[,;/&–-]\s?|,?\s(?:and|or|to|through|until|und|bis|oder|et|ou|à|y|o|a|e)\s)\Z"
)
_MACHINE = (
    r"ip|ipv4|ips|tcp|udp|host|hosts|hostname|net|subnet|network|address|addresses|addr|adresse|server|servers|client"
    r"|clients|peer|src|dst|source|destination|dest|gateway|router|proxy|dns|ssh|ping|localhost|nameserver"
)
_SAYS_ADDRESS = re.compile(rf"\b(?:{_MACHINE})(?:\s(?:is|was))?[\s:=\"'(\[/@-]{{1,3}}\Z", re.IGNORECASE)
_PORT_OR_PREFIX = re.compile(r":\d{2,5}\b|/(?:[89]|[12]\d|3[0-2])\b")

_COUNTED = re.compile(
    r"(?:(?:\b|[_a-z])(?:versions?|versión|versão|versione|версия|версии)|バージョン|版本|버전|第"
    r"|\b(?:v|ver|releases?|builds?|firmware|driver|rev|revision|patch|hotfix|service pack|candidate|wersja|sürüm"
    r"|sections?|subsections?|sec|sect|chapters?|clauses?|subclauses?|articles?|figures?|figs?|tables?|paragraphs?|paras?"
    r"|appendix|annex|items?|rules?|requirements?|req|steps?|exercises?|problems?|theorem|lemma|definition|equation|eq"
    r"|controls?|criterion|criteria|points?|headings?|parts?|volume|oids?|object identifiers?|assembly"
    r"|abschnitte?|kapitel|ziffern?|absatz|artikel|anhang|abbildung|tabelle|punkt|stand"
    r"|chapitre|alinéa|annexe|sección|secciones|capítulo|apartado|artículo|párrafo|seção|secção|sezione|capitolo"
    r"|paragrafo|paragraaf|hoofdstuk|rozdział|punkt|раздел|раздела|разделе|глава|главе|пункт|пункта|пункте)"
    r"|§{1,2})(?:\s(?:number|no\.?|nr\.?|is|was|of|ist|est|es))?[\s.:#=\"'(>\[]{0,4}\Z|(?:[=<>~!]=|[<^~])\s?\Z",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"\b(?:chrome|chromium|firefox|edge|safari|opera|nginx|apache|tomcat|openssl|openssh|mysql|mariadb"
    r"|postgres(?:ql)?|redis|mongodb|python|java|jdk|jre|php|ruby|rails|perl|kernel|windows|macos|ios|android|oracle|db2"
    r"|oracle database|websphere|weblogic|office|excel|outlook|acrobat|flash player|unity|blender|photoshop|bios|uefi"
    r"|sdk|plugin|package|library|nuget|app)\s\Z",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:(?:upgrad|updat|downgrad)(?:e|ed|es|ing)|bump(?:ed|s)?|roll(?:ed)? back|install(?:ed|s)?|fixed"
    r"|patched|introduced|deprecated|removed|added|released|shipped|affected|requires?|since|before|prior"
    r"|stated|described|defined|specified|shown|listed|given|required|discussed|explained|noted|mentioned|laid down"
    r"|set out|provided|contained|outlined)"
    r"(?:\s[A-Za-z]{1,12})?(?:\s(?:to|from|in|by|with|as|under|at|of))?\s\Z",
    re.IGNORECASE,
)
_REFERRED = re.compile(
    r"\b(?:in|see|under|per|cf\.?|siehe|vgl\.?|gemäß|laut|nach|voir|selon|véase|ver|según|en|conforme|zie|zob\.?|см\.?"
    r"|согласно)\s\(?\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:\A|[^.!?:\n] |\n)[A-Z][A-Za-z+#]{2,24}\s\Z")
_USER = re.compile(
    r"(?:\b(?:ssh|scp|sftp|rsync|mosh|ftp|telnet)\b.*|://\S*|\b(?:root|admin|ubuntu|user|pi|git|deploy))@\Z"
)
_HUNG_ON = re.compile(r"([A-Za-z][\w.+-]{0,40})[/-]\Z")
_AFTER = re.compile(
    r"\s?\(?(?:version|release|build|firmware|update|patch|hotfix|beta|alpha|stable|lts|rc\d*)\b"
    r"|\s(?:is|was)\s(?:the\s|our\s)?(?:latest|current|newest|last|first|new|stable)\s(?:\w{1,12}\s)?"
    r"(?:version|release|build|update)\b|\sof\sthe\s(?:standard|specification|manual|contract|handbook|code|guidelines)\b",
    re.IGNORECASE,
)  # fmt: skip
# Numbers of headings: behind the marks of Markdown, or before a title with dots and a page in a table of contents.
_HEADING = re.compile(r"(?:\A|\n)[ \t]{0,3}(?:#{1,6}[ \t]{1,4}|\*\*)\Z")
_CONTENTS = re.compile(r"[ \t]{1,6}[^\W\d_][^\n]{1,100}?(?:(?:[ \t]?\.){4}|\t)")
_LINE_START = re.compile(r"(?:\A|\n)[ \t]{0,12}\Z")
_LINE_END = re.compile(r"\.?[ \t]*(?:\n|\Z)")
_TITLE = re.compile(r"\.?[ \t]{1,6}[^\W\d_]")
_DOMAIN_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\Z")


def ipv4(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where IPv4 addresses stand in a part of the text."""
    for match in _IPV4.finditer(text, start, end):
        found = ipaddress.IPv4Address(match[0])
        if _given_out(found) and not _counts(text, match, found):
            yield match.span()


def ipv6(text: str) -> Iterator[tuple[int, int]]:
    """Where IPv6 addresses stand in the text."""
    for colons in _COLONS.finditer(text):
        group = _GROUP.search(text, max(0, colons.start() - 4), colons.start())
        match = _HEX.match(text, group.start()) if group else None
        if match is None:
            continue
        try:
            found = ipaddress.IPv6Address(match[0])
        except ValueError:
            continue
        inner = found.ipv4_mapped
        # Only what is given out: a slice such as 1::2 reads as an address too.
        if _given_out(inner) if inner else int(found) >> 125 == 1 or int(found) >> 121 == 0x7E or found.is_link_local:
            yield match.span()


def _given_out(found: ipaddress.IPv4Address) -> bool:
    """Whether an IP address may be somebody's: no loopback, netmask or multicast address."""
    if found.version == 4 and not found.packed[0]:  # "this network": a version, nobody's address
        return False
    return not (found.is_loopback or found.is_unspecified or found.is_multicast or found.is_reserved)


def _counts(text: str, match: re.Match[str], found: ipaddress.IPv4Address) -> bool:
    """Whether four numbers count versions, sections or the like."""
    before = text[max(0, match.start() - _LOOK) : match.start()]
    if _COUNTED.search(before):
        return True
    if _PORT_OR_PREFIX.match(text, match.end()) or match[0].startswith("192.168."):
        return False
    if before.endswith("@"):
        return not _USER.search(before)
    if hung := _HUNG_ON.search(before):
        name = hung[1].lower()
        return not re.fullmatch(rf"(?:.*[-.])?(?:{_MACHINE})", name) and not _DOMAIN_NAME.fullmatch(name)
    if listed := _LISTED.search(before):
        return _list_counts(before[: listed.start()]) or _AFTER.match(text, match.end()) is not None
    if _SAYS_ADDRESS.search(before):
        return False
    if _AFTER.match(text, match.end()):
        return True
    return _told(before, found) or _heads(text, match, before, found)


def _heads(text: str, match: re.Match[str], before: str, found: ipaddress.IPv4Address) -> bool:
    """Whether four small numbers are those of a heading: by its marks, by its page, or by the heading above it."""
    if max(found.packed) > 60 or 0 in found.packed[1:]:
        return False
    title = _TITLE.match(text, match.end())
    alone = _LINE_END.match(text, match.end()) is not None
    if not alone and (title is None or title[0][-1].islower()):
        return False
    if _HEADING.search(before) or _CONTENTS.match(text, match.end()):
        return True
    if not _LINE_START.search(before):
        return False
    above = match[0].rpartition(".")[0]
    return re.search(rf"(?:\A|\n)[#* \t]{{0,8}}{re.escape(above)}\.?[ \t]", text) is not None


def _list_counts(before: str) -> bool:
    while listed := _LISTED.search(before):
        before = before[: listed.start()]
    return _COUNTED.search(before) is not None or _CHANGED.search(before) is not None


def _told(before: str, found: ipaddress.IPv4Address) -> bool:
    """Whether words before say so, which say less than a name or a number does."""
    numbers = found.packed
    small = max(numbers) < 40 and len(set(numbers)) > 1
    # "Python 2.7.6.3": what a name with a capital stands before is its version, where no address is so small.
    if small and not found.is_private and _NAMED.search(before):
        return True
    if _PRODUCT.search(before) or (small and _CHANGED.search(before)):
        return True
    return small and not found.is_private and _REFERRED.search(before) is not None
