"""Answers that say there is none, in many languages, and what looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.text.grounding.unanswerable import is_unanswerable
from tests.support.cases import cases

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
It is not stated how many levels deep $if constructs can be nested in an inputrc file.
It is not stated whether dogs are allowed.
It is not stated to which other systems the program was ported, only that it may work on other Unix systems.
It is not stated in which runlevels the service is started by default.
It is not stated after how many EOFs the shell exits.
Nothing is said about the price of a ticket.
There is no information on the size of the buffer.
It isn't said who wrote the manual.
It is not mentioned.
It is never explained why the limit is 64.
Which version introduced it is not stated.
How many files it may hold is not specified, only that there is a limit.
Whether it is thread-safe is not documented.
No date is given.
No maximum length is stated.
No information is given about the author.
The licence does not say whether a fee may be charged.
The FAQ does not say in which year the shell was released.
The manual says nothing about nesting.
We are not told how old she is.
It does not say how many rows there are.
Not stated how many users there are.
Nothing about the captain is mentioned.
About the weight of the anchor, nothing is said.
It remains unclear whether the lock is released.
The passage leaves open who paid for it.
There is nothing on pricing.
When the tower was rebuilt is not mentioned.
The text is silent on this.
Es wird nicht gesagt, wie viele Ebenen möglich sind.
Es ist nicht angegeben, ob Hunde erlaubt sind.
Über den Preis wird nichts gesagt.
Es gibt keine Angaben zum Preis.
Ob Hunde erlaubt sind, ist nicht angegeben.
Aus dem Text geht nicht hervor, wer den Turm gebaut hat.
Il n'est pas précisé combien de niveaux sont possibles.
Rien n'est dit sur le prix.
Il n'y a aucune information sur le prix.
No se indica cuántos niveles se pueden anidar.
No se dice nada sobre el precio.
No hay información sobre el precio.
Não é dito quantos níveis são possíveis.
Nada é dito sobre o preço.
Non è indicato quanti livelli siano possibili.
Non si dice se i cani siano ammessi.
Er wordt niet gezegd hoeveel niveaus mogelijk zijn.
Over de prijs wordt niets gezegd.
Det sägs inte hur många nivåer som är möjliga.
Det siges ikke, hvor mange niveauer der er mulige.
Det oppgis ikke hvor mange nivåer som er mulige.
Ei kerrota, montako tasoa on mahdollista.
Nie podano, ile poziomów jest możliwych.
Není uvedeno, kolik úrovní je možných.
Nincs megadva, hány szint lehetséges.
Nu se precizează câte niveluri sunt posibile.
Не указано, сколько уровней возможно.
О цене ничего не сказано.
Нет сведений о цене.
Не зазначено, скільки рівнів можливо.
Kaç düzeyin mümkün olduğu belirtilmemiştir.
Fiyat hakkında bilgi verilmemiştir.
Δεν αναφέρεται πόσα επίπεδα είναι δυνατά.
لم يُذكر كم عدد المستويات الممكنة.
لا توجد معلومات عن السعر.
לא צוין כמה רמות אפשריות.
אין מידע על המחיר.
گفته نشده است که چند سطح ممکن است.
यह नहीं बताया गया है कि कितने स्तर संभव हैं।
कीमत के बारे में कोई जानकारी नहीं है।
কতগুলি স্তর সম্ভব তা বলা হয়নি।
Tidak disebutkan berapa tingkat yang mungkin.
Không nói rõ có bao nhiêu cấp.
Không có thông tin về giá.
ไม่ได้ระบุว่ามีกี่ระดับ
没有说明可以嵌套多少层。
没有关于价格的信息。
何段まで入れ子にできるかは述べられていない。
料金に関する情報はありません。
몇 단계까지 가능한지는 언급되어 있지 않습니다.
가격에 대한 정보는 없습니다.
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
The standard input (file descriptor 0) if n is not specified.
It uses the current directory if no path is given.
The current directory is used when the path is not specified.
The history is not saved if HISTFILE is unset or if the history file is unwritable.
127, because the command cannot be found.
If the size cannot be determined, 0 is returned.
If no argument is given, the home directory is used.
No arguments are needed.
No warranty is given for the software.
It is not said aloud.
It is not given to children under six.
It prints no information about skipped files.
It blocks while there is no data to read.
The licence does not say that the source must be free of charge.
The licence does not allow that.
It does not give back the lock.
They do not state their names on the form.
Options that are not specified keep their defaults.
Nothing is printed about the error.
Nothing is deleted.
There is nothing to pay.
There is no limit on the number of rows.
There is no word on the screen.
Files not listed are left alone.
The report does not include skipped files.
The table does not contain duplicates.
It does not tell the user.
The file is not mentioned again in the log.
No date is needed.
It is not clear water but brine.
Wenn n nicht angegeben ist, wird 0 verwendet.
Die Standardeingabe, wenn n nicht angegeben ist.
Es wird nicht gedruckt.
Es ist nicht erlaubt.
Über den Zaun wird nicht gestiegen.
L'entrée standard, si n n'est pas précisé.
Il n'est pas permis de fumer.
La entrada estándar si n no se especifica.
No se permite fumar.
No hay descuento.
A entrada padrão, se n não é especificado.
L'ingresso standard, se n non è specificato.
Non è permesso fumare.
De standaardinvoer, als n niet is opgegeven.
Det går inte.
Standardinput, hvis n ikke angives.
Ei ole sallittu.
Nie wolno palić.
Стандартный ввод, если n не указано.
Не разрешается курить.
لا يسمح بالتدخين.
לא מותר לעשן.
धूम्रपान की अनुमति नहीं है।
Tidak boleh merokok.
Không được hút thuốc.
ไม่อนุญาตให้สูบบุหรี่
如果未指定n，则使用标准输入。
不收费。
たばこは吸えない。
흡연은 허용되지 않습니다.
"""
WRONG = ("Der Text wird nicht gedruckt, wenn der Drucker aus ist, sagt sie?",)


@pytest.mark.parametrize("answer", NONE.strip().split("\n"))
def test_it_says_that_there_is_no_answer(answer: str) -> None:
    assert is_unanswerable(answer)


@pytest.mark.parametrize("answer", SOME.strip().split("\n"))
def test_it_answers(answer: str) -> None:
    assert is_unanswerable(answer) is (answer in WRONG)


@cases(100)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(is_unanswerable(text), bool)
