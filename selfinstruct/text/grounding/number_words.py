"""Numbers and months that are written as words, in many languages: what a text says of numbers besides its digits."""

import re
from collections.abc import Iterator

# Of each language from one to twelve, the forms of a number joined by |. What another language says all the time (to,
# on, hat, once) is left out.
_TO_TWELVE = """
one|first two|second three|third four|fourth five|fifth six|sixth seven|seventh eight|eighth nine|ninth ten|tenth
  eleven|eleventh twelve|twelfth|dozen ;
eins|ein|eine|einen|einem|einer|erste|ersten|erster zwei|zweite|zweiten|zweiter drei|dritte|dritten|dritter
  vier|vierte|vierten fünf|fünfte|fünften sechs|sechste|sechsten sieben|siebte|siebten acht|achte|achten
  neun|neunte|neunten zehn|zehnte|zehnten elf|elfte|elften zwölf|zwölfte|zwölften|dutzend ;
un|une|premier|première deux|deuxième|second|seconde trois|troisième quatre|quatrième cinq|cinquième six|sixième
  sept|septième huit|huitième neuf|neuvième dix|dixième onze|onzième douze|douzième|douzaine ;
uno|una|primero|primera|primer dos|segundo|segunda tres|tercero|tercera|tercer cuatro|cuarto|cuarta
  cinco|quinto|quinta seis|sexto|sexta siete|séptimo|séptima ocho|octavo|octava nueve|noveno|novena
  diez|décimo|décima - doce|docena ;
uno|una|primo|prima due|secondo|seconda tre|terzo|terza quattro|quarto|quarta cinque|quinto|quinta sei|sesto|sesta
  sette|settimo|settima otto|ottavo|ottava nove|nono|nona dieci|decimo|decima undici dodici|dozzina ;
um|uma|primeiro|primeira dois|duas|segundo|segunda três|terceiro|terceira quatro|quarto|quarta cinco|quinto|quinta
  seis|sexto|sexta sete|sétimo oito|oitavo nove|nono dez|décimo onze doze|dúzia ;
een|één|eerste twee|tweede drie|derde vier|vierde vijf|vijfde zes|zesde zeven|zevende acht|achtste negen|negende
  tien|tiende elf|elfde twaalf|twaalfde|dozijn ;
ett|första två|andra tre|tredje fyra|fjärde fem|femte sjätte sju|sjunde åtta|åttonde nio|nionde tio|tionde
  elva|elfte tolv|tolfte|dussin ;
én|første anden|andre tre|tredje fire|fjerde fem|femte seks|sjette syv|sju|syvende otte|åtte|ottende niende tiende
  elleve tolv|dusin ;
yksi|yhden|ensimmäinen kaksi|kahden|toinen kolme|kolmen|kolmas neljä|neljän|neljäs viisi|viiden|viides
  kuusi|kuuden|kuudes seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista|tusina ;
jeden|jedna|jedno|pierwszy|pierwsza dwa|dwie|dwóch|drugi|druga trzy|trzech|trzeci|trzecia cztery|czterech|czwarty
  pięć|pięciu|piąty sześć|sześciu|szósty siedem|siedmiu|siódmy osiem|ośmiu|ósmy dziewięć|dziewięciu
  dziesięć|dziesięciu jedenaście dwanaście|dwunastu|tuzin ;
jeden|jedna|jedno|první dva|dvě|dvou|druhý tři|tří|třetí čtyři|čtyř|čtvrtý pět|pěti|pátý šest|šesti|šestý
  sedm|sedmi|sedmý osm|osmi|osmý devět|devíti deset|deseti jedenáct dvanáct|dvanácti|tucet ;
один|одна|одно|одного|первый|первая|первого два|две|двух|второй|вторая три|трёх|трех|третий|третья
  четыре|четырёх|четырех|четвёртый|четвертый пять|пяти|пятый шесть|шести|шестой семь|семи|седьмой
  восемь|восьми|восьмой девять|девяти|девятый десять|десяти|десятый одиннадцать|одиннадцати
  двенадцать|двенадцати|дюжина ;
один|одна|одне|перший|перша два|дві|двох|другий три|трьох|третій чотири|чотирьох|четвертий п'ять|п'яти|п'ятий
  шість|шести|шостий сім|семи|сьомий вісім|восьми|восьмий дев'ять|дев'яти десять|десяти одинадцять дванадцять|дюжина
  ;
egy|első kettő|két|második három|harmadik négy|negyedik öt|ötödik hatodik hét|hetedik nyolc|nyolcadik
  kilenc|kilencedik tíz|tizedik tizenegy tizenkettő|tucat ;
unu|una|primul|prima doi|două|doua trei|treia patru|patra cinci|cincea șase|sase|șasea șapte|sapte opt nouă|noua
  zece|zecea unsprezece doisprezece|duzină ;
bir|birinci|ilk iki|ikinci üç|üçüncü dört|dördüncü beş|beşinci altı|altıncı yedi|yedinci sekiz|sekizinci
  dokuz|dokuzuncu onuncu onbir oniki|düzine ;
ένα|ένας|μία|μια|πρώτος|πρώτη δύο|δυο|δεύτερος|δεύτερη τρία|τρεις|τριών|τρίτος|τρίτη τέσσερα|τέσσερις|τέταρτος
  πέντε|πέμπτος έξι|έκτος επτά|εφτά|έβδομος οκτώ|οχτώ|όγδοος εννέα|εννιά|ένατος δέκα|δέκατος έντεκα δώδεκα|δωδέκατος
  ;
واحد|واحدة|أول|أولى|الأول|الأولى اثنان|اثنين|اثنتان|اثنتين|ثاني|الثاني|الثانية ثلاثة|ثلاث|ثالث|الثالث|الثالثة
  أربعة|أربع|رابع|الرابع|الرابعة خمسة|خمس|خامس|الخامس|الخامسة ستة|ست|سادس|السادس|السادسة
  سبعة|سبع|سابع|السابع|السابعة ثمانية|ثماني|ثمان|ثامن|الثامن|الثامنة تسعة|تسع|تاسع|التاسع|التاسعة
  عشرة|عشر|عاشر|العاشر|العاشرة أحدعشر اثناعشر ;
אחד|אחת|ראשון|ראשונה שניים|שתיים|שני|שתי|שנייה שלושה|שלוש|שלישי ארבעה|ארבע|רביעי חמישה|חמש|חמישי שישה|שש|שישי
  שבעה|שבע|שביעי שמונה|שמיני תשעה|תשע|תשיעי עשרה|עשר|עשירי אחת־עשרה שתים־עשרה|תריסר ;
یک|اول|اولین دو|دوم|دومین سه|سوم چهار|چهارم پنج|پنجم شش|ششم هفت|هفتم هشت|هشتم نه|نهم ده|دهم یازده|یازدهم
  دوازده|دوازدهم ;
एक|पहला|पहली|पहले दो|दूसरा|दूसरी|दूसरे तीन|तीसरा|तीसरी|तीसरे चार|चौथा|चौथी पांच|पाँच|पांचवां छह|छः|छठा सात|सातवां
  आठ|आठवां नौ|नौवां दस|दसवां ग्यारह बारह|दर्जन ;
এক|একটি|প্রথম দুই|দুটি|দ্বিতীয় তিন|তিনটি|তৃতীয় চার|চতুর্থ পাঁচ|পঞ্চম ছয়|ষষ্ঠ সাত|সপ্তম আট|অষ্টম নয়|নবম দশ|দশম
  এগারো বারো ;
satu|pertama|sebuah dua|kedua tiga|ketiga empat|keempat lima|kelima enam|keenam tujuh|ketujuh delapan|kedelapan
  sembilan sepuluh sebelas duabelas|selusin ;
một|nhất hai|nhì ba bốn|tư năm sáu bảy tám chín mười mườimột mườihai|tá ;
하나|한|첫|첫째|첫번째 둘|두|둘째 셋|세|셋째|삼 넷|네|넷째|사 다섯|오 여섯|육 일곱|칠 여덟|팔
  아홉|구 열|십 열하나|열한|십일 열둘|열두|십이 ;
หนึ่ง|แรก สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ สิบเอ็ด สิบสอง|โหล ;
"""
# Other numbers.
_FURTHER = """
0 zero null zéro cero nol ноль нуль sıfır صفر शून्य 영 ศูนย์ ;
13 thirteen dreizehn treize trece tredici treze dertien ;
14 fourteen vierzehn quatorze catorce quattordici catorze veertien ;
15 fifteen fünfzehn quinze quince quindici vijftien пятнадцать пятнадцати piętnaście पंद्रह beş femton ;
16 sixteen sechzehn seize dieciséis sedici dezesseis zestien ;
17 seventeen siebzehn diecisiete diciassette zeventien ;
18 eighteen achtzehn dieciocho diciotto dezoito achttien ;
19 nineteen neunzehn diecinueve diciannove negentien ;
20 twenty zwanzig vingt veinte venti vinte twintig tjugo двадцать двадцати dwadzieścia yirmi बीस عشرون عشرين 스물
  ยี่สิบ είκοσι húsz ;
30 thirty dreissig dreißig trente treinta trenta trinta dertig trettio тридцать тридцати trzydzieści otuz तीस ثلاثون
  ثلاثين 서른 สามสิบ harminc ;
40 forty vierzig quarante cuarenta quaranta quarenta veertig сорок czterdzieści kırk चालीस أربعون أربعين ;
50 fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig пятьдесят пятидесяти pięćdziesiąt elli पचास خمسون
  خمسين ;
60 sixty sechzig soixante sesenta sessanta sessenta zestig шестьдесят sześćdziesiąt altmış साठ ستون ستين ;
70 seventy siebzig setenta settanta zeventig семьдесят siedemdziesiąt yetmiş सत्तर سبعون سبعين ;
80 eighty achtzig ochenta ottanta oitenta tachtig восемьдесят osiemdziesiąt seksen अस्सी ثمانون ثمانين ;
90 ninety neunzig noventa novanta negentig девяносто dziewięćdziesiąt doksan नब्बे تسعون تسعين ;
100 hundred hundert einhundert cent cien cento cem honderd сто sto yüz सौ مئة مائة 백 ร้อย száz sata εκατό hundra ;
1000 thousand tausend eintausend mille mil duizend тысяча тысячи tysiąc हज़ार हजार ألف 천 พัน ezer tuhat tusen ;
"""
_MONTHS = """
january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct
  november|nov december|dec ;
januar|jänner|jan februar|feber|feb märz|mär april|apr mai juni|jun juli|jul august|aug september|sep oktober|okt
  november|nov dezember|dez ;
janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct novembre|nov
  décembre|déc ;
enero|ene febrero|feb marzo|mar abril|abr mayo junio|jun julio|jul agosto|ago septiembre|sep octubre|oct
  noviembre|nov diciembre|dic ;
gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set ottobre|ott
  novembre|nov dicembre|dic ;
janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out
  novembro|nov dezembro|dez ;
januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep oktober|okt
  november|nov december|dec ;
januari|januar februari|februar mars|marts april maj|mai juni juli augusti|august september oktober november
  december|desember ;
stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień
  września|wrzesień października|październik listopada|listopad grudnia|grudzień ;
ledna|leden února|únor března|březen dubna|duben května|květen června|červen července|červenec srpna|srpen září
  října|říjen listopadu|listopad prosince|prosinec ;
января|январь|янв февраля|февраль|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь июля|июль
  августа|август|авг сентября|сентябрь|сен октября|октябрь|окт ноября|ноябрь|ноя декабря|декабрь|дек ;
січня|січень лютого|лютий березня|березень квітня|квітень травня|травень червня|червень липня|липень серпня|серпень
  вересня|вересень жовтня|жовтень листопада|листопад грудня|грудень ;
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık ;
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου ;
يناير|كانونالثاني فبراير|شباط مارس|آذار أبريل|ابريل|نيسان مايو|أيار يونيو|حزيران يوليو|تموز أغسطس|آب سبتمبر|أيلول
  أكتوبر نوفمبر ديسمبر ;
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר ;
जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर ;
januari februari maret april mei juni juli agustus september oktober november desember ;
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม ;
január február március április május június július augusztus szeptember október november december ;
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie ;
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta
  marraskuuta joulukuuta ;
"""


def _rows(table: str) -> Iterator[list[str]]:
    return (row.split() for row in table.casefold().split(";") if row.strip())


def _words() -> dict[str, set[int]]:
    words: dict[str, set[int]] = {}
    counted = [(value, several.split("|")) for row in _rows(_TO_TWELVE) for value, several in enumerate(row, 1)]
    for value, forms in [*counted, *((int(row[0]), row[1:]) for row in _rows(_FURTHER))]:
        for form in forms:
            words.setdefault(form, set()).add(value)
    return words


WORDS = _words()
MONTHS = {form: value for row in _rows(_MONTHS) for value, several in enumerate(row, 1) for form in several.split("|")}
_JOINING = frozenset("and und y e et en och og i и ve".split())
_HAN_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN = re.compile("[零〇一二两兩三四五六七八九十百千万萬亿億]{1,20}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])*")
_THAI = re.compile("|".join(sorted((word for word in WORDS if "\u0e00" < word[0] < "\u0e7f"), key=len, reverse=True)))


def spelled_numbers(text: str) -> Iterator[int]:
    """The numbers that words of a case-folded text say, and those that two or three of them say together."""
    last: tuple[int, ...] = ()
    for found in _WORD.finditer(text):
        word = found[0]
        values = WORDS.get(word) or _joined(word)
        if not values:
            last = last if word in _JOINING else ()
            continue
        yield from values
        yield from (tens + one for tens in last for one in values if tens >= 20 and 0 < one < tens and tens % 10 == 0)
        yield from (count * unit for count in last for unit in values if unit >= 100 and count < unit)
        last = tuple(values)
    yield from (value for found in _THAI.finditer(text) for value in WORDS[found[0]])
    yield from (han_number(found[0]) for found in HAN.finditer(text))


def _joined(word: str) -> set[int]:
    """fünfundzwanzig, vijfentwintig."""
    for joint in ("und", "en", "ën"):
        one, _, tens = word.partition(joint)
        found = {
            ten + unit for ten in WORDS.get(tens, ()) for unit in WORDS.get(one, ()) if ten >= 20 and 0 < unit < 10
        }
        if found:
            return found
    return set()


def han_number(written: str) -> int:
    """The number of Han numerals: 三百二十, 一万五千, 二〇二五."""
    if all(numeral in _HAN_DIGITS for numeral in written):
        return int("".join(str(_HAN_DIGITS[numeral]) for numeral in written))
    total = section = digit = 0
    for numeral in written:
        if numeral in _HAN_DIGITS:
            digit = _HAN_DIGITS[numeral]
        elif numeral in _HAN_UNITS:
            section += (digit or 1) * _HAN_UNITS[numeral]
            digit = 0
        else:
            myriad = _HAN_MYRIADS[numeral]
            # 一万亿 is a myriad of hundreds of millions, 三亿二千万 a sum.
            above, below = (0, total) if total < myriad else (total, 0)
            total = above + (below + section + digit or 1) * myriad
            section = digit = 0
    return total + section + digit
