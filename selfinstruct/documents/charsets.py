"""The names of encodings: what a page or a mail says, and the Python codec that reads what is meant by it."""

import re

# https://encoding.spec.whatwg.org/#names-and-labels, and codecs of DOS and of mail. A label means the larger encoding
# that programs in fact write: latin-1 means windows-1252. Small letters and digits alone count.
_LABELS = {
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8sig",
    "utf-16-le": "utf16le utf16 unicode ucs2 iso10646ucs2 csunicode unicodefeff",
    "utf-16-be": "utf16be unicodefffe",
    "utf-32-le": "utf32le utf32 ucs4",
    "utf-32-be": "utf32be",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso88592 isoir101 iso885921987 l2 latin2",
    "iso8859-3": "csisolatin3 iso88593 isoir109 iso885931988 l3 latin3",
    "iso8859-4": "csisolatin4 iso88594 isoir110 iso885941988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso88595 isoir144 iso885951988",
    "iso8859-6": "arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596 iso88596e iso88596i "
    "isoir127 iso885961987",
    "iso8859-7": "csisolatingreek ecma118 elot928 greek greek8 iso88597 isoir126 iso885971987 suneugreek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso88598 iso88598e isoir138 iso885981988 visual csiso88598i "
    "iso88598i logical",
    "iso8859-10": "csisolatin6 iso885910 isoir157 l6 latin6",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "csisolatin9 iso885915 l9 latin9",
    "iso8859-16": "iso885916",
    "koi8-r": "cskoi8r koi koi8 koi8r",
    "koi8-u": "koi8ru koi8u",
    "mac-roman": "csmacintosh mac macintosh xmacroman macroman",
    "mac-cyrillic": "xmaccyrillic xmacukrainian maccyrillic",
    "cp874": "dos874 iso885911 tis620 windows874 cp874",
    "cp1250": "cp1250 windows1250 xcp1250",
    "cp1251": "cp1251 windows1251 xcp1251",
    "cp1252": "cp1252 cp819 csisolatin1 ibm819 iso88591 isoir100 iso885911987 l1 latin1 windows1252 xcp1252",
    "cp1253": "cp1253 windows1253 xcp1253",
    "cp1254": "cp1254 csisolatin5 iso88599 isoir148 iso885991989 l5 latin5 windows1254 xcp1254",
    "cp1255": "cp1255 windows1255 xcp1255",
    "cp1256": "cp1256 windows1256 xcp1256",
    "cp1257": "cp1257 windows1257 xcp1257",
    "cp1258": "cp1258 windows1258 xcp1258",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb231280 gbk isoir58 xgbk gb18030 cp936 ms936 euccn",
    "hz": "hzgb2312 hz",
    "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5 cp950",
    "euc_jp": "cseucpkdfmtjapanese eucjp xeucjp",
    "iso2022_jp_2": "csiso2022jp iso2022jp iso2022jp2",
    "cp932": "csshiftjis ms932 mskanji shiftjis sjis windows31j xsjis cp932 shiftjis2004",
    "cp949": "cseuckr csksc56011987 euckr isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949 cp949 uhc",
    "iso2022_kr": "iso2022kr csiso2022kr",
    "cp437": "cp437 ibm437",
    "cp850": "cp850 ibm850",
    "cp852": "cp852 ibm852",
    "cp858": "cp858 ibm00858",
}  # fmt: skip
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}

_PUNCTUATION = re.compile(r"[^a-z0-9]")

# What chardet may name that is a part of something that is written more often.
_LARGER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874",
    "shift_jis": "cp932", "shift_jis_2004": "cp932", "shift_jisx0213": "cp932", "euc_jis_2004": "euc_jp",
    "euc_jisx0213": "euc_jp", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "cp950": "big5hkscs", "iso2022_jp": "iso2022_jp_2",
}  # fmt: skip

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})[\"']")
_LOOKED_AT = 8192


def codec(label: str) -> str:
    """The Python codec for the name of an encoding in a header or a page, "" for a name that says nothing."""
    return _CODECS.get(_PUNCTUATION.sub("", label.lower()), "")


def larger(name: str) -> str:
    """The codec to read with where this one was found to fit: a larger one that has the same characters."""
    return _LARGER.get(name, name)


def declared_in(data: bytes) -> str:
    """The encoding that an HTML page or an XML file names at its beginning, "" where it names none."""
    start = data[:_LOOKED_AT]
    found = _XML.search(start) or _META.search(start)
    return found[1].decode("ascii") if found else ""
