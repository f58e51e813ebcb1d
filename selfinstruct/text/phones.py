"""Phone numbers in texts."""

import re
from collections.abc import Iterator

from selfinstruct.text.id_numbers import EDGE, END, WORD

_BLANK = r"[ \u00a0\u202f]"
_CODES = (
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|5[09]|6[789]|8[0578]|9[679])\d)"
)
_PHONES = (
    re.compile(rf"(?<!{WORD})(?<!\+)\+ ?{_CODES}(?:[ \u00a0\u202f./()-]{{0,3}}\d){{6,13}}(?!{WORD})"),
    re.compile(rf"{EDGE}(?<!\d )00 ?{_CODES}[ \u00a0\u202f./()-](?:[ \u00a0\u202f./()-]{{0,3}}\d){{6,12}}{END}"),
    # North America: 3, 3 and 4 digits.
    re.compile(rf"(?<!{WORD})(?<!\+)(?<!\d[.,/-])(?:(?:\+?1[ .-]?)?\(\d{{3}}\) ?\d{{3}}[ .-]\d{{4}}){END}"),
    re.compile(rf"{EDGE}(?:1[.-])?\d{{3}}([.-])\d{{3}}\1\d{{4}}{END}"),
    re.compile(rf"{EDGE}(?:1 )?[2-9]\d\d [2-9]\d\d[ -]\d{{4}}{END}"),
    # Elsewhere a trunk 0 begins the area code; in France five pairs.
    re.compile(rf"{EDGE}(?<!\d )0[1-9]([ .-])\d{{2}}(?:\1\d{{2}}){{3}}(?!\1\d){END}"),
    re.compile(
        rf"{EDGE}(?<!\d )\(?0[1-9]\d{{1,4}}\)?(?: ?[/-] ?|{_BLANK})\d{{2,8}}(?:[ \u00a0-]\d{{2,8}}){{0,4}}{END}"
    ),
    # Japan, Russia and China.
    re.compile(rf"{EDGE}(?<!\d )(?:0[1-9]-|\(0[1-9]\) ?)\d{{4}}-\d{{4}}{END}"),
    re.compile(rf"{EDGE}(?<!\d )8[ -]?(?:\(\d{{3,5}}\) ?\d{{1,3}}[ -]\d\d|9\d\d[ -]\d{{3}}-\d\d)[ -]\d\d{END}"),
    re.compile(rf"{EDGE}(?<!\d )1[3-9]\d-\d{{4}}-\d{{4}}{END}"),
    re.compile(rf"{EDGE}0(?:1[567]\d{{8,9}}|7\d{{9}}|[67]\d{{8}}){END}"),
)
# Each number has as many digits at least, with no more between them: without these there is none to look for.
_DIGITS = re.compile(r"\d(?:[ \u00a0\u202f./()-]{0,4}\d){6}")
_SAID = re.compile(
    r"\b(?:tel|telephone|phone|mobile|cell(?:phone)?|whatsapp|fax|тел|телефона?|моб|мобильный|هاتف|جوال|موبايل|handy|telefon|mobil|mobilnummer|telefonnummer|fon"
    r"|t[ée]l[ée]phone|t[ée]l[ée]fono?|m[óo]vil|celular|cellulare|telefone|call|dial|sms)\b[^\d\n]{0,20}?"
    r"(\+?\(?\d(?:[ ().\-/\u00a0]{0,2}\d){6,14})(?!\w)",
    re.IGNORECASE,
)
# Words of scripts without spaces have the number right behind them.
_SAID_UNSPACED = re.compile(
    r"(?:电话|電話|手机|手機|联系方式|聯絡方式|致电|拨打|携帯|전화|휴대폰|휴대전화|연락처|โทร)"
    r"(?:号码|號碼|番号|번호|号|號|ศัพท์)?[\s:=\"'(]{0,3}(?:是|为|為|は|が|는|은)?[\s:=\"'(]{0,3}"
    r"(\+?\(?\d(?:[ ().\-/\u00a0]{0,2}\d){6,14})(?![A-Za-z_\d]|\s?[元円圆원台万萬亿億人个個件部次年月])"
)
_AGAINST = re.compile(
    r"\b(?:orders?|invoice|tracking|ticket|isbn|issn|ean|upc|gtin|sku|asin|doi|articles?|item|part|product|ref|reference|"
    r"serial|imei|batch|model|transaction|timestamp|epoch|rechnung|bestellung|artikel|commit|request|version|build"
    r"|parcel|shipment|lot|pages?|pp|lines?|rows?|verses?|seiten?|zeilen?|pedido|commande|facture|factura|fattura|ordine"
    r"|zamówieni[ae]|заказа?|auftrag|(?:kunden|auftrags|bestell|rechnungs|artikel|serien|vorgangs)-?(?:nummer|nr))"
    r"(?:[ _-]?(?:no|nr|num|number|nummer|id|code|número|numéro|numero|nº|n°))?\b[.:#=\"'()\s]{0,5}(?:is\s|was\s|#)?"
    r"\Z",
    re.IGNORECASE,
)
_AGAINST_UNSPACED = re.compile(
    r"(?:订单|訂單|单号|單號|快递|快遞|运单|物流|发票|發票|流水|编号|編號|序列|型号|版本|交易|合同|商品|货号|注文|伝票|追跡"
    r"|型番|品番|製造|管理|受付|주문|송장|운송장|일련|제품)(?:号码|號碼|番号|번호|号|號)?[\s:=#.(]{0,3}(?:是|为|為|は|が|는|은)?[\s:]{0,2}\Z"
)
# A range of pages or a price list.
# A zip code of the United States behind its state: "MA 02110-1301".
_ZIP = re.compile(r"\d{5}-\d{4}")
_STATE = re.compile(r"\b[A-Z]{2},?\s{1,3}\Z")
_ROUND = re.compile(r"\d00([.-])\d00\1\d000")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d(?!\d)")


def phones(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in a part of the text."""
    if not _DIGITS.search(text, start, end):
        return
    for shape in _PHONES:
        for match in shape.finditer(text, start, end):
            if _ROUND.fullmatch(match[0]) or (
                _ZIP.fullmatch(match[0]) and _STATE.search(text[max(0, match.start() - 8) : match.start()])
            ):
                continue
            digits = _digits(match[0])
            # Nobody writes the number of an order with a plus or with parentheses.
            sure = match[0][0] in "+(" or not (_DATE.match(match[0]) or speaks_against(text, match.start()))
            least = 8 if match[0][0] == "+" else 9
            if sure and least <= len(digits) <= 15 and not digits.endswith("00000"):
                yield match.span()
    for said in (_SAID, _SAID_UNSPACED):
        for match in said.finditer(text, start, end):
            if not _DATE.match(match[1]):
                yield match.span(1)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def speaks_against(text: str, start: int) -> bool:
    """Whether the word before a number says that it counts something else: an order, a version, a page."""
    before = text[max(0, start - 32) : start]
    return _AGAINST.search(before) is not None or _AGAINST_UNSPACED.search(before) is not None
