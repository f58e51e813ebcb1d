"""Personal data in other characters and spellings than ASCII's: what is masked, and that look-alikes stay."""

import json
import re

import pytest

from selfinstruct.text.folding import fold
from selfinstruct.text.pii import find_pii, mask

FOUND: list[tuple[str, str]] = [
    # Other widths and scripts.
    ("Karte ５５００ ００００ ００００ ０００４.", "Karte [CARD]."),
    ("KIM＠example.org schrieb", "[EMAIL] schrieb"),
    ("ｋｉｍ＠ｅｘａｍｐｌｅ．ｏｒｇ、", "[EMAIL]、"),
    ("𝐤𝐢𝐦@example.org", "[EMAIL]"),
    ("０８０－９８７６－５４３２", "[PHONE]"),
    ("０８０ー９８７６ー５４３２", "[PHONE]"),
    ("（０６）９８７６−５４３２", "[PHONE]"),
    ("٥٥٠٠٠٠٠٠٠٠٠٠٠٠٠٤", "[CARD]"),
    ("जोड़ें ५५०० ०००० ०००० ०००४", "जोड़ें [CARD]"),
    ("هاتف: ٠٥٠٧٦٥٤٣٢١", "هاتف: [PHONE]"),
    ("ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００", "[IBAN]"),
    ("２０３．０．１１３．９", "[IP]"),
    # Dashes.
    *(
        (f"5500{dash}0000{dash}0000{dash}0004", "[CARD]")
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
    ),
    ("+44–20–7946–0958", "[PHONE]"),
    ("0171 – 7654321", "[PHONE]"),
    ("219–09–9999", "[NATIONAL_ID]"),
    ("kim‐lee@my‑firm.example.org", "[EMAIL]"),
    ("it—5500 0000 0000 0004—was lost", "it—[CARD]—was lost"),
    # What is not seen.
    ("kim\u200b@example.org", "[EMAIL]"),
    ("kim@exam\u00adple.org", "[EMAIL]"),
    ("55\u200d00\u20600000\ufeff0000\u200b0004", "[CARD]"),
    ("+49\u200b 171\u2060 7654321", "[PHONE]"),
    ("\u200bkim@example.org\u200b", "\u200b[EMAIL]\u200b"),
    # Right beside the letters of scripts without spaces, and Chinese, Japanese and Russian numbers.
    ("电话：13987654321", "电话：[PHONE]"),
    ("手机号13987654321，谢谢", "手机号[PHONE]，谢谢"),
    ("请拨打139-8765-4321联系", "请拨打[PHONE]联系"),
    ("139-8765-4321", "[PHONE]"),
    ("電話番号は080-9876-5432です", "電話番号は[PHONE]です"),
    ("電話は03-9876-5432まで", "電話は[PHONE]まで"),
    ("전화번호는010-9876-5432입니다", "전화번호는[PHONE]입니다"),
    ("卡号5500000000000004，", "卡号[CARD]，"),
    ("身份证11010519491231002X。", "身份证[NATIONAL_ID]。"),
    ("账户DE89370400440532013000。", "账户[IBAN]。"),
    ("邮箱是kim@example.org请联系", "邮箱是[EMAIL]请联系"),
    ("тел. 8 (495) 765-43-21", "тел. [PHONE]"),
    ("8-916-765-43-21", "[PHONE]"),
    ("8 916 765-43-21", "[PHONE]"),
    # Other signs between groups.
    ("5500.0000.0000.0004", "[CARD]"),
    ("5500 0000\n0000 0004", "[CARD]"),
    ("My card is\n5500\n0000\n0000\n0004", "My card is\n[CARD]"),
    ("DE89-3704-0044-0532-0130-00", "[IBAN]"),
    ("GB82–WEST–1234–5698–7654–32", "[IBAN]"),
    # Addresses that are spelled or escaped.
    ("kim at example dot org", "[EMAIL]"),
    ("I am kim AT example DOT org, hi", "I am [EMAIL], hi"),
    ("mail kim at mail dot example dot org now", "mail [EMAIL] now"),
    ("that is kim.lee at example dot org", "that is [EMAIL]"),
    ("kim [at] example [dot] org", "[EMAIL]"),
    ("kim&#64;example.org or kim&#x40;example.org", "[EMAIL] or [EMAIL]"),
    ("kim&commat;example.org", "[EMAIL]"),
    ("kim@example[.]org at 203[.]0[.]113[.]9", "[EMAIL] at [IP]"),
]  # fmt: skip

KEPT = [
    "shop at example dot com",
    "Just look at example dot org for more",
    "Email us at example dot com",
    "订单号5500000000000004",
    "注文番号は0123-456-789です",
    "手机销量达到12345678台",
    "手机12345678台",
    "共13987654321元",
    "版本1.2.3.4",
    "第3.1.2.4节",
    "1939–1945, pp. 212–220",
    "0930–1700",
    "2020–2021–2022",
    "ISBN 978–3–16–148410–0",
    "ISBN：９７８−３−１６−１４８４１０−０",
    "１２３４５６７８９０円",
    "３．１４１５９２６５３５",
    "第１２３４５６７８回",
    "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨",
    "re.compile(r'\\d+[.]\\d+')",
    "a[.]b(.)c",
    "5500\n0000\n0000\n0004",
    "5500\n0000\n0000\n0004\n1234",
    "5500.0000.0000.0005",
    "x &#64; y",
    "C:\\new\\nick",
    "１２−３４−５６",
    "2024–01–15 10:30",
    "４１１１ １１１１ １１１１ １１１２",
    "dot at dot com",
    "the dot product at row dot col",
]


@pytest.mark.parametrize(("text", "masked"), FOUND)
def test_what_is_disguised_is_masked_where_it_stood(text: str, masked: str) -> None:
    assert mask(text)[0] == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert find_pii(text) == []


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (r'{"to": "kim.lee\u0040example.org"}', {"to": "[EMAIL]"}),
        (r'{"to": "kim.lee\u0040example\u002Eorg"}', {"to": "[EMAIL]"}),
        (r'{"body": "Hi\nkim@example.org\n+49 171 7654321"}', {"body": "Hi\n[EMAIL]\n[PHONE]"}),
        (r'["a\tkim@example.org"]', ["a\t[EMAIL]"]),
        (r'{"body": "\u4f60 5500 0000 0000 0004"}', {"body": "你 [CARD]"}),
    ],
)
def test_the_json_of_a_tool_call_is_still_json(written: str, masked: object) -> None:
    assert json.loads(mask(written)[0]) == masked


def test_a_text_of_ascii_is_not_copied() -> None:
    text = "Nothing but words & numbers, 12 of them."
    assert fold(text).text is text


def test_every_place_of_a_folded_text_is_known() -> None:
    text = "a\u200b１２－３ &#64;\u00ad z\\u0041"
    folded = fold(text)
    assert folded.text == "a12-3 @ zA"
    pieces = [text[slice(*folded.span(place, place + 1))] for place in range(len(folded.text))]
    assert pieces == ["a", "１", "２", "－", "３", " ", "&#64;", " ", "z", "\\u0041"]


@pytest.mark.parametrize("share", [0.2, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "text",
    ["\u200b" * 50_000, ("–" + "\u200b" * 9) * 9_000, "–1" * 50_000, "\\" * 50_000, "&#" * 50_000, "a[.]" * 30_000,
     "a at b dot " * 9_000, "电话1" * 30_000, "{" + "\\n" * 50_000, "１２３４\n" * 9_000],
)  # fmt: skip
def test_hostile_texts_are_folded_to_the_end(text: str, share: float) -> None:
    text = text[: int(share * len(text))]
    assert [item for item in find_pii(text) if not re.fullmatch(r"[\d\s１-４]+", text[item.start : item.end])] == []
