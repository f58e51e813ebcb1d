"""Answers that say there is none, in many languages, and what looks like them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfinstruct.text.grounding.unanswerable import is_unanswerable

NONE = """
not in the passage
Not in the passage.
**Not in the passage**
The passage does not say who built the tower.
The text doesn't mention the price of a bicycle.
This is not stated in the document.
The document gives no information about the captain.
There is no information on the captain in the passage.
The name of the captain is not mentioned.
It cannot be determined from the passage when she sails.
N/A
Unknown
unanswerable
I don't know.
The provided text does not specify the year.
Not mentioned
nicht im Text
Der Text sagt nicht, wer den Turm gebaut hat.
Das steht nicht im Abschnitt. Im Text wird der Name nicht genannt.
Dazu macht das Dokument keine Angaben.
Le texte ne précise pas le prix.
Ce n'est pas mentionné dans le passage.
Non précisé
El texto no menciona el precio.
No se indica en el pasaje.
O texto não menciona o preço.
Não consta
Il testo non indica il prezzo.
Non specificato
De tekst vermeldt de prijs niet.
Niet vermeld
Texten nämner inte priset.
Teksten nævner ikke prisen.
Teksti ei kerro hintaa.
Tekst nie podaje ceny.
Text neuvádí cenu.
A szöveg nem említi az árat.
Textul nu menționează prețul.
В тексте не указана цена.
Не указано
У тексті не вказано ціну.
Metinde fiyat belirtilmemiştir.
Το κείμενο δεν αναφέρει την τιμή.
لا يذكر النص السعر.
غير مذكور
הטקסט אינו מציין את המחיר.
متن قیمت را ذکر نکرده است.
पाठ में मूल्य का उल्लेख नहीं है।
অনুচ্ছেদে মূল্য উল্লেখ নেই।
Teks tidak menyebutkan harganya.
Đoạn văn không đề cập đến giá.
ข้อความไม่ได้ระบุราคา
文中没有提到价格。
未提及
文章未说明票价。
本文には料金が書かれていません。
記載なし
본문에는 요금이 나와 있지 않습니다.
언급되지 않음
"""
SOME = """
The ferry does not run on Sundays.
12.50 euros
No
No, dogs are not allowed in the cabin.
The valve is not used in the manual mode.
The key is not stored in the document root.
The text is not bold.
Paragraphs without a number are not printed.
Unknown errors are written to the log.
The Unknown Soldier
There is no ferry in winter.
It cannot be opened from outside.
None of the boats sails in January.
Die Fähre fährt sonntags nicht.
Der Text wird nicht gedruckt, wenn der Drucker aus ist, sagt sie?
Le ferry ne circule pas le dimanche.
El ferry no circula los domingos.
O barco não circula aos domingos.
Il traghetto non parte la domenica.
De veerboot vaart niet op zondag.
Färjan går inte på söndagar.
Паром не ходит по воскресеньям.
Vapur pazar günleri çalışmaz.
Το πλοίο δεν ταξιδεύει την Κυριακή.
العبارة لا تعمل يوم الأحد.
नौका रविवार को नहीं चलती।
Feri tidak berlayar pada hari Minggu.
Phà không chạy vào Chủ nhật.
เรือไม่ออกวันอาทิตย์
渡轮星期日不开。
フェリーは日曜日に運航しません。
여객선은 일요일에 운항하지 않습니다.
"""
WRONG = ("Der Text wird nicht gedruckt, wenn der Drucker aus ist, sagt sie?",)


@pytest.mark.parametrize("answer", NONE.strip().split("\n"))
def test_it_says_that_there_is_no_answer(answer: str) -> None:
    assert is_unanswerable(answer)


@pytest.mark.parametrize("answer", SOME.strip().split("\n"))
def test_it_answers(answer: str) -> None:
    assert is_unanswerable(answer) is (answer in WRONG)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(is_unanswerable(text), bool)
