import random

import pytest

from selfinstruct.documents.charsets import codec, declared_in
from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Unread

# A text of some three lines in each language, and the encodings it used to be kept in.
TEXTS = {
    "German": (
        "Die Fähre legt täglich um neun Uhr ab. Für Kinder unter sechs Jahren ist die Überfahrt frei, Erwachsene "
        "zahlen zwölf Euro. Größere Gepäckstücke müssen vorher gemeldet werden, sonst können wir sie nicht mitnehmen.",
        "cp1252 iso8859-15 cp850 mac-roman",
    ),
    "French": (
        "Le traversier quitte le port à neuf heures. Les enfants âgés de moins de six ans voyagent gratuitement ; les "
        "bagages très lourds doivent être déclarés à l'avance, même s'ils ont déjà été enregistrés.",
        "cp1252 iso8859-15 cp850",
    ),
    "Spanish": (
        "El transbordador sale a las nueve de la mañana. Los niños menores de seis años viajan gratis. ¿Dónde está la "
        "taquilla? La información sobre el equipaje está en la última página, según la compañía.",
        "cp1252 iso8859-15 cp850",
    ),
    "Swedish": (
        "Färjan avgår varje dag klockan nio. Barn under sex år åker gratis, vuxna betalar hundra kronor. Större väskor "
        "måste anmälas i förväg, annars får de inte följa med på resan över sjön.",
        "cp1252",
    ),
    "Polish": (
        "Prom odpływa codziennie o dziewiątej. Dzieci poniżej sześciu lat podróżują bezpłatnie, dorośli płacą "
        "pięćdziesiąt złotych. Większy bagaż należy zgłosić wcześniej, w przeciwnym razie nie będzie przyjęty.",
        "cp1250 iso8859-2 cp852",
    ),
    "Czech": (
        "Trajekt odplouvá každý den v devět hodin. Děti mladší šesti let cestují zdarma, dospělí platí sto korun. "
        "Větší zavazadla je třeba předem přihlásit, jinak je nemůžeme vzít s sebou na palubu.",
        "cp1250 iso8859-2",
    ),
    "Hungarian": (
        "A komp minden nap kilenc órakor indul. A hat évnél fiatalabb gyermekek ingyen utaznak, a felnőttek ezer "
        "forintot fizetnek. A nagyobb csomagokat előre be kell jelenteni, különben nem tudjuk őket elvinni.",
        "cp1250 iso8859-2",
    ),
    "Russian": (
        "Паром отправляется каждый день в девять часов. Дети до шести лет едут бесплатно, взрослые платят сто рублей. "
        "О крупном багаже нужно сообщить заранее, иначе мы не сможем его взять.",
        "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic",
    ),
    "Ukrainian": (
        "Пором відпливає щодня о дев'ятій годині. Діти до шести років їдуть безкоштовно, дорослі платять сто гривень. "
        "Про великий багаж треба повідомити заздалегідь, інакше його не приймуть.",
        "cp1251 koi8-u",
    ),
    "Bulgarian": (
        "Фериботът тръгва всеки ден в девет часа. Децата до шест години пътуват безплатно, възрастните плащат десет "
        "лева. За големия багаж трябва да се съобщи предварително, иначе няма да бъде приет.",
        "cp1251",
    ),
    "Greek": (
        "Το πλοίο αναχωρεί κάθε μέρα στις εννέα. Τα παιδιά κάτω των έξι ετών ταξιδεύουν δωρεάν, οι ενήλικες πληρώνουν "
        "δώδεκα ευρώ. Οι μεγάλες αποσκευές πρέπει να δηλώνονται εκ των προτέρων.",
        "cp1253 iso8859-7",
    ),
    "Turkish": (
        "Feribot her gün saat dokuzda kalkıyor. Altı yaşından küçük çocuklar ücretsiz yolculuk eder, yetişkinler on "
        "lira öder. Büyük bagajların önceden bildirilmesi gerekir, aksi hâlde kabul edilmez; ağırlığı önemlidir.",
        "cp1254",
    ),
    "Hebrew": (
        "המעבורת יוצאת בכל יום בשעה תשע. ילדים מתחת לגיל שש נוסעים בחינם, מבוגרים משלמים חמישים שקלים. על מטען גדול "
        "צריך להודיע מראש, אחרת לא נוכל לקחת אותו.",
        "cp1255 iso8859-8 cp862",
    ),
    "Arabic": (
        "تغادر العبّارة الميناء كل يوم في الساعة التاسعة. يسافر الأطفال دون السادسة مجانا، ويدفع الكبار خمسين درهما. "
        "يجب الإبلاغ عن الأمتعة الكبيرة مسبقا وإلا فلن نتمكن من نقلها.",
        "cp1256 iso8859-6",
    ),
    "Lithuanian": (
        "Keltas išplaukia kiekvieną dieną devintą valandą. Vaikai iki šešerių metų keliauja nemokamai, suaugusieji "
        "moka dešimt eurų. Apie didesnį bagažą reikia pranešti iš anksto, kitaip jo nepriimsime.",
        "cp1257",
    ),
    "Thai": (
        "เรือข้ามฟากออกทุกวันเวลาเก้าโมงเช้า เด็กอายุต่ำกว่าหกปีเดินทางฟรี ผู้ใหญ่จ่ายห้าสิบบาท "
        "สัมภาระขนาดใหญ่ต้องแจ้งล่วงหน้า มิฉะนั้นเราจะไม่สามารถนำไปได้",
        "cp874",
    ),
    "Japanese": (
        "フェリーは毎日九時に出港します。六歳未満の子どもは無料で、大人は一人四千五百円です。"
        "大きな荷物は前もってお知らせください。そうでない場合はお預かりできません。",
        "cp932 euc_jp iso2022_jp",
    ),
    "Korean": (
        "여객선은 매일 아홉 시에 출발합니다. 여섯 살 미만의 어린이는 무료이며 어른은 오천 원을 냅니다. "
        "큰 짐은 미리 알려 주셔야 합니다. 그렇지 않으면 실을 수 없습니다.",
        "cp949 euc_kr iso2022_kr",
    ),
    "Chinese": (
        "渡轮每天九点出发。六岁以下的儿童免费，成人票价五十元。大件行李必须提前登记，否则我们无法运送。",
        "gb18030 gbk gb2312 hz",
    ),
    "Chinese of Taiwan": (
        "渡輪每天九點出發。六歲以下的兒童免費，成人票價五十元。大件行李必須提前登記，否則我們無法運送。",
        "big5 cp950",
    ),
}
LEGACY = [(name, encoding) for name, (_, encodings) in TEXTS.items() for encoding in encodings.split()]


@pytest.mark.parametrize(("name", "encoding"), LEGACY)
def test_old_encodings_are_found(name: str, encoding: str) -> None:
    text = TEXTS[name][0].replace(". ", ".\n")
    assert decode(text.encode(encoding))[0] == text
    assert decode(text[:60].encode(encoding))[0] == text[:60] or encoding in ("cp850", "mac-roman", "cp852")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_with_and_without_a_mark(name: str, encoding: str) -> None:
    text = TEXTS[name][0].replace(". ", ".\r\n").replace("。", "。\n")
    assert decode(text.encode(encoding))[0] == text


def test_marks_within_joined_files_go_too() -> None:
    assert decode("Fähre\n".encode("utf-8-sig") * 2) == ("Fähre\nFähre\n", "utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "The ferry costs 12 € in summer.",
        "It’s “late”, the captain said – and left.",
        "A café on deck two.",
        "Der letzte Zug fährt um 21:15.",
        "Die Fähre kostet 12 € für „Erwachsene“",
        "5 ½ hours at 20 °C, see § 3.",
    ],
)
def test_a_few_characters_of_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text
    long = "The last ferry of the day leaves the port at nine.\n" * 2000 + text
    assert decode(long.encode("cp1252"))[0] == long


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("12 € – 3".encode("cp1252"), "iso-8859-1", "12 € – 3"),
        ("Łódź".encode("iso8859-2"), "ISO-8859-2", "Łódź"),
        ("Łódź".encode("cp1250"), ' "windows-1250" ', "Łódź"),
        ("Łódź".encode(), "iso-8859-2", "Łódź"),
        ("①髙".encode("cp932"), "Shift_JIS", "①髙"),
        ("价格".encode("gbk"), "gb2312", "价格"),
        ("价格".encode("hz"), "hz-gb-2312", "价格"),
        ("뷁".encode("cp949"), "euc-kr", "뷁"),
        (TEXTS["Russian"][0].encode("cp1251"), "iso-8859-1", TEXTS["Russian"][0]),
        (TEXTS["Russian"][0].encode("cp1251"), "utf-8", TEXTS["Russian"][0]),
        ("Fähre".encode("utf-16-le"), "utf-16", "Fähre"),
        ("Fähre für alle".encode("cp1252"), "no-such", "Fähre für alle"),
        ("Fähre für alle".encode("cp1252"), "zip", "Fähre für alle"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"", "", ""),
        (b"plain", "utf-16", "plain"),
    ],
)
def test_what_is_declared_counts_where_it_makes_sense(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared)[0] == text


def test_utf8_with_a_few_other_bytes_stays_utf8() -> None:
    text = TEXTS["German"][0] + TEXTS["Polish"][0]
    assert decode(text.encode() + "\nFähre".encode("cp1252")) == (text + "\nFähre", "utf-8")
    assert decode((text + "ę").encode()[:-1]) == (text, "utf-8")
    assert decode((text + "ę").encode("utf-8-sig")[:-1]) == (text, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        random.Random(3).randbytes(4000),
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00",
        b"text and then" + bytes(range(1, 9)) * 5,
        b"\xff\xfe" + random.Random(4).randbytes(400),
        b"\x00" * 100,
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff",
    ],
)
def test_what_is_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(Unread) as caught:
        decode(data)
    assert caught.value.refusal.rule == "not_text"


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (b'<!DOCTYPE html><html><head><meta charset="Shift_JIS">', "Shift_JIS"),
        (b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=windows-1251'>", "windows-1251"),
        (b"<?xml version='1.0' encoding='iso-8859-2'?><html>", "iso-8859-2"),
        (b"<p>charset=no</p>", ""),
        (b"", ""),
    ],
)
def test_what_a_page_names(data: bytes, label: str) -> None:
    assert declared_in(data) == label


def test_names_mean_what_the_web_means_by_them() -> None:
    names = ["latin1", "ISO-8859-1", "US-ASCII", "x-sjis", "ks_c_5601-1987", "utf8", "rot13", "unicode_escape", ""]
    assert [codec(name) for name in names] == ["cp1252", "cp1252", "", "cp932", "cp949", "utf-8", "", "", ""]
