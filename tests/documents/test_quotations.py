"""A quotation is found as it stands, however it is set, and what says something else is not."""

import pytest

from selfinstruct.documents.quoting.folding import fold_text
from selfinstruct.documents.quoting.quotations import Unfound, find_quotation

FERRY = """# The ferry to Brimholm

The **ferry** to Brimholm leaves the old harbour every day at 9:30, except on Sundays. A single ticket costs 12.50
euros for adults – children under 6 travel free of charge – and bicycles are not carried in July. The captain said:
“We don’t sail in a storm.” The crossing takes 120 minutes, infor-
mation is given at the kiosk. About 1,284 people live there.[2]

| Ticket | Price |
|---|---|
| Adult | 12.50 |
| Group of 10 | 95 |

- Dogs stay on deck
- Cats stay in a basket

The kiosk opens at 8:00. It is closed in winter. Tickets are sold by the crew then. Non-toxic paint covers the hull.
"""
OTHERS = {
    "de": "Die Fähre fährt täglich um 9 Uhr. Sie ist nicht für Kinder unter 6 Jahren geeignet. "
    "Der Preis beträgt 1.284,50 €.",
    "zh": "渡轮每天上午九点三十分出发，周日除外。该船不允许携带自行车。票价为120元。",
    "ja": "フェリーは毎日九時に出発します。自転車は持ち込めないので注意してください。"
    "料金は1,200円です。この船は安全ではない。",
    "ar": "تغادر العبارة الميناء كل يوم في الساعة ٩:٣٠. لا يسمح بالدراجات على متنها. سعر التذكرة ١٢ يورو.",
    "hi": "नौका हर दिन नौ बजे बंदरगाह से चलती है। रविवार को नौका नहीं चलती है। टिकट 120 रुपये का है।",
    "th": "เรือข้ามฟากออกทุกวันเวลา 9:30 น. เรือไม่อนุญาตให้นำจักรยานขึ้น ตั๋วราคา 120 บาท",
    "ko": "여객선은 매일 아홉 시에 출발합니다. 자전거는 실을 수 없습니다. 요금은 120원입니다.",
    "fr": "Le ferry part tous les jours à 9 h 30. Il ne circule pas le dimanche : la caisse est fermée. "
    "Le billet coûte 12 €.",
}

TRUE = [
    ("en", "The ferry to Brimholm leaves the old harbour every day at 9:30"),
    ("en", "the ferry to brimholm leaves the old harbour every day at 9:30, except on Sundays"),
    ("en", "“A single ticket costs 12.50 euros for adults”"),
    ("en", "A single ticket costs 12.50 euros for adults — children under 6 travel free of charge."),
    ("en", '"We don\'t sail in a storm."'),
    ("en", "The crossing takes 120 minutes, information is given at the kiosk."),
    ("en", "Information is\u00a0given at the kiosk. About 1,284 people live there."),
    ("en", "The ferry … leaves the old harbour … at 9:30"),
    ("en", "The ferry to Brimholm [...] every day at 9:30"),
    ("en", "The kiosk opens at 8:00. … Tickets are sold by the crew then."),
    ("en", "... travel free of charge ..."),
    ("en", "| Group of 10 | 95 |"),
    ("en", "Adult 12.50"),
    ("en", "- Dogs stay on deck\n- Cats stay in a basket"),
    ("en", "THE CROSSING TAKES 120 MINUTES"),
    ("en", "**Non-toxic paint** covers the hull"),
    ("de", "Sie ist nicht für Kinder unter 6 Jahren geeignet"),
    ("de", "Der Preis beträgt 1.284,50 €."),
    ("de", "Die Fähre ... um 9 Uhr"),
    ("zh", "渡轮每天上午九点三十分出发"),
    ("zh", "该船不允许 携带自行车"),
    ("zh", "票价为 120 元"),
    ("ja", "「自転車は持ち込めないので注意してください。」"),
    ("ar", "تغادر العبارة الميناء كل يوم في الساعة 9:30"),
    ("hi", "टिकट 120 रुपये का है"),
    ("th", "ตั๋วราคา 120 บาท"),
    ("ko", "자전거는 실을 수 없습니다."),
    ("fr", "Il ne circule pas le dimanche: la caisse est fermée"),
]

FALSE = [
    ("en", "The ferry to Brimholm leaves the old harbour every day at 9:20", "absent"),
    ("en", "A single ticket costs 13.50 euros for adults", "absent"),
    ("en", "A single ticket costs 12.5", "cut"),
    ("en", "A single ticket costs 12", "cut"),
    ("en", "A single ticket costs 12.", "cut"),
    ("en", "The crossing takes 12", "cut"),
    ("en", "20 minutes, information", "cut"),
    ("en", "284 people live there", "cut"),
    ("en", "30, except on Sundays", "cut"),
    ("en", "The crossing takes 120 hours", "absent"),
    ("en", "bicycles are carried in July", "absent"),
    ("en", "carried in July", "cut"),
    ("en", "bicycles are … carried in July", "cut"),
    ("en", "bicycles … carried in July", "cut"),
    ("en", "bicycles are", "cut"),
    ("en", "The ferry … leaves … Sundays", "gap"),
    ("en", "The ferry to Brimholm does not leave the old harbour", "absent"),
    ("en", "We sail in a storm", "absent"),
    ("en", "sail in a storm", "cut"),
    ("en", "toxic paint covers the hull", "cut"),
    ("en", "Adult … | 95", "short"),
    ("en", "Adult … Group of 10", "gap"),
    ("de", "Sie ist … Kinder unter", "cut"),
    ("de", "Die Fähre … geeignet", "gap"),
    ("en", "Dogs … in a basket", "gap"),
    ("en", "The kiosk … is closed in winter", "gap"),
    ("en", "Children … covers the hull", "gap"),
    ("en", "The captain said … covers the hull", "gap"),
    ("en", "of", "short"),
    ("en", "…", "short"),
    ("en", "", "short"),
    ("en", "The … old … every", "short"),
    ("en", "every day … The ferry", "gap"),
    ("en", "a … b … c … d … e … f … g … h … i … j", "gap"),
    ("de", "für Kinder unter 6 Jahren geeignet", "cut"),
    ("de", "Sie ist … geeignet", "cut"),
    ("de", "Der Preis beträgt 1.284", "cut"),
    ("zh", "允许携带自行车", "cut"),
    ("zh", "该船 … 携带自行车", "cut"),
    ("zh", "票价为12元", "absent"),
    ("ja", "この船は安全", "cut"),
    ("ar", "يسمح بالدراجات على متنها", "cut"),
    ("hi", "रविवार को नौका चलती है", "absent"),
    ("th", "อนุญาตให้นำจักรยานขึ้น", "cut"),
    ("ko", "자전거는 실을 수", "cut"),
    ("fr", "circule pas le dimanche", "cut"),
]

PASSAGES = {language: fold_text(text) for language, text in {"en": FERRY, **OTHERS}.items()}


@pytest.mark.parametrize(("language", "quotation"), TRUE)
def test_a_true_quotation_is_found(language: str, quotation: str) -> None:
    found = find_quotation(PASSAGES[language], quotation)
    assert not isinstance(found, Unfound)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(("language", "quotation", "why"), FALSE)
def test_a_false_one_is_not(language: str, quotation: str, why: str) -> None:
    found = find_quotation(PASSAGES[language], quotation)
    assert isinstance(found, Unfound)
    assert found.why == why


def test_the_spans_are_those_of_the_passage() -> None:
    found = find_quotation(PASSAGES["en"], "The ferry … every day at 9:30")
    assert not isinstance(found, Unfound)
    assert [FERRY[start:end] for start, end in found] == ["The **ferry", "every day at 9:30"]


def test_the_shortest_way_is_taken() -> None:
    passage = fold_text("The bus is red. The bus is slow and the bus is cheap to ride.")
    found = find_quotation(passage, "the bus … cheap")
    assert not isinstance(found, Unfound)
    assert [passage.original[start:end] for start, end in found] == ["the bus", "cheap"]


def test_what_is_nearest_is_said() -> None:
    found = find_quotation(PASSAGES["en"], "A single ticket costs 13.50 euros for adults")
    assert isinstance(found, Unfound)
    assert 90 < found.score < 100
    assert "12.50" in found.nearest


MOVES = "moves the descriptor to n, or the standard input if n is not given"


@pytest.mark.parametrize(
    "before",
    [
        "```\n[n]<&digit-\n```\n\n",
        "```\necho no\n```\n",
        "~~~ text\n- not\n~~~\n",
        "    never\n```\nx-\n```\n",
        "Or not\n===\n",
    ],
)
def test_code_and_headings_before_a_sentence_are_no_part_of_it(before: str) -> None:
    passage = f"The operator\n\n{before}{MOVES}. digit is closed.\n```\nnot x\n```\n"
    for quotation in (MOVES, f"{MOVES}."):
        found = find_quotation(fold_text(passage), quotation)
        assert isinstance(found, tuple), found
        assert passage[slice(*found[0])] == quotation


def test_cells_are_no_part_of_each_other() -> None:
    table = "| Route | Fare | Seats | Dogs |\n|---|---|---|---|\n| A-B | 8 | 120 | not |\n"
    for quotation in ("A-B | 8", "A-B | 8 | 120"):
        assert isinstance(find_quotation(fold_text(table), quotation), tuple)
    assert not isinstance(find_quotation(fold_text("It costs 8 120 euros."), "It costs 8"), tuple)
