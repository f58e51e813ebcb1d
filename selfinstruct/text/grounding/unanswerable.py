"""Answers that say there is none: "not in the passage", "der Text sagt dazu nichts", "文中未提及"."""

import re
import unicodedata

from selfinstruct.text.grounding.unsaid import BEGINNINGS
from selfinstruct.text.invisible import visible

# Answers that say it as a whole.
_WHOLE = r"""
    (?:it\ is\ |it's\ |this\ is\ |that\ is\ )?(?:not\ (?:in\ the\ (?:passage|text|document)|mentioned|stated
    |specified|given|provided|answerable|available|found|known|told|enough\ information|in\ passage)|unanswerable
    |unknown|no\ answer|n/?a|none\ given|no\ information|insufficient\ information|i\ (?:do\ not|don't)\ know
    |cannot\ (?:be\ )?(?:answer(?:ed)?|determined?|say|tell))|unbekannt|keine\ (?:angabe|antwort
    |information(?:en)?)|nicht\ (?:angegeben|erwähnt|genannt|beantwortbar|im\ (?:text|abschnitt))|ich\ weiss
    \ (?:es\ )?nicht|inconnue?|non\ (?:mentionné|précisé|indiqué|spécifié)e?s?|pas\ dans\ le\ (?:passage|texte)
    |aucune\ information|sans\ réponse|je\ ne\ sais\ pas|desconocido|no\ (?:se\ )?(?:menciona|especifica|indica
    |dice)(?:do)?|no\ está\ en\ el\ (?:pasaje|texto)|sin\ (?:respuesta|información)|no\ lo\ sé|desconhecido|não
    \ (?:mencionado|especificado|informado|consta|está\ n[oa]\ (?:texto|passagem))|sem\ (?:resposta|informação)
    |sconosciuto|non\ (?:menzionato|specificato|indicato|presente\ nel\ (?:testo|brano))|nessuna\ informazione
    |onbekend|niet\ (?:vermeld|genoemd|in\ de\ (?:passage|tekst))|geen\ (?:antwoord|informatie)|okänt|nämns\ inte
    |inte\ i\ texten|framgår\ ej|ukjent|ukendt|ikke\ (?:nævnt|nevnt|i\ teksten|oppgitt|oplyst)|ei\ mainita|ei
    \ tekstissä|tuntematon|nieznane|nie\ (?:podano|wspomniano|ma\ w\ tekście)|brak\ informacji|neuvedeno|není\ v
    \ textu|nincs\ megadva|nem\ szerepel|ismeretlen|nemenționat|nu\ se\ (?:menționează|specifică)|неизвестно|не
    \ (?:указано|упоминается|упомянуто|сказано|говорится)|нет\ (?:ответа|информации|данных)|в\ тексте\ нет
    |невідомо|не\ (?:зазначено|згадано|вказано)|bilinmiyor|belirtilmemiş(?:tir)?|metinde\ (?:yok
    |belirtilmemiş(?:tir)?)|άγνωστο|δεν\ (?:αναφέρεται|προσδιορίζεται)|غير\ (?:مذكور|معروف|محدد|موجود)\w*|لم\ يذكر
    |لا\ (?:توجد\ معلومات|يوجد\ جواب|أعرف)|לא\ (?:צוין|מוזכר|ידוע|נאמר|מופיע)|אין\ (?:מידע|תשובה)|ذکر\ نشده(?:
    \ است)?|نامشخص|در\ متن\ نیست|उल्लेख\ नहीं(?:\ है)?|ज्ञात\ नहीं|अज्ञात|जानकारी\ नहीं(?:\ है)?|উল্লেখ\ নেই|tidak
    \ (?:disebutkan|diketahui|ada\ (?:informasi|dalam\ teks))|không\ (?:được\ )?(?:đề\ cập|nêu|rõ|có\ thông\ tin
    |biết)|ไม่(?:ได้)?(?:ระบุ|กล่าวถึง|มีข้อมูล|ทราบ)|未提及|未提到|没有提到|沒有提到|未说明|未說明|无法回答|無法回答
    |无法确定|不知道|未知|无答案|没有答案|文中(?:没有|未)\w{0,6}|記載なし|記載されていません?|不明|わかりません
    |言及なし|言及されていません?|回答(?:不能|できません)|언급되지\ 않(?:음|았습니다)|언급\ 없음|알\ 수\ 없(?:음
    |습니다)|나와\ 있지\ 않(?:음|습니다)|없음
"""
# What holds things as well as it says them: "The table does not contain duplicates".
_HOLDING = (
    r"(?:table|source|material|information|report|page)\ (?:\w+\ )?(?:does\ not|doesn't|do\ not|never)\ "
    r"(?:include|contain|cover|give)"
)
_TOLD = r"(?:information|details?|answer|indication|mention|explanation|reasons?|figures?)"
_EN_TEXT = (
    r"(?:passage|text|document|article|excerpt|section|paragraph|table|context|source|material|information|report|page"
    r"|manual|guide)"
)
# Sentences that say it, anywhere near the beginning.
_SENTENCE = rf"""
    \bnot\ (?:(?:\w+\ )?(?:mentioned|stated|specified|given|provided|told|said|found|answered|included|described
    |explained|indicated|named|available|contained|present|covered|disclosed|discussed|addressed|listed|recorded
    |noted|defined|identified)\ (?:anywhere\ )?)?(?:in|by|from)\ (?:the|this)\ (?:\w+\ )?(?:passage|text|document
    |article|excerpt|context|information)\b(?!\ (?:root|object|window|field|mode|editor|box|area|message|file|type
    |format|tree|body|head)\b)|\b(?:the|this)\ (?:\w+\ )?(?!{_HOLDING}\ (?!(?:\w+
    \ ){{0,3}}{_TOLD}\b)){_EN_TEXT}\ (?:\w+\ )?(?:does\ not|doesn't|do\ not|did
    \ not|didn't|never|fails\ to)\ (?:\w+\ ){{0,2}}(?:say|state|mention|specify|give|provide|tell|answer|include
    |contain|indicate|describe|explain|address|name|list|discuss|reveal|cover|disclose|note)|\b(?:the|this)
    \ {_EN_TEXT}\ (?:gives|provides|contains|has|offers|says|includes)\ (?:no|nothing)\b|\b(?:there\ is|there's)
    \ (?:no|not\ enough|insufficient)\ (?:information|mention|indication|answer)\b|\b(?:is|are|was|were)
    \ (?:not|never)\ (?:\w+\ )?(?:mentioned|stated|specified|given|provided|disclosed|indicated|told
    |named)(?=\s*(?:\.|\Z|;|here\b|anywhere\b|there\b))|\bcan(?:not|'t|\ not)\ be\ (?:answered|determined|inferred
    |told|found|established)\ (?:\w+\ )?(?:from|in|by|with|on)\ (?:the|this)\ (?:\w+\ )?{_EN_TEXT}\b|\b(?:it|this|that
    |question|answer)\ can(?:not|'t|\ not)\ be\ (?:answered|determined|inferred|told|established)\b
    |\b(?:isn't|aren't|wasn't)\ (?:mentioned|stated|specified|given|provided|told)\b
    |\b(?:makes|gives|contains|has|find|see)\ no\ (?:mention|information)\ (?:of|on|about)\b
    |\bunable\ to\ (?:answer|determine)\b|\b(?:der|dieser|das
    |dieses|die|diese)\ (?:text|abschnitt|dokument|passage|artikel|auszug)\ (?:\w+\ ){{0,6}}(?:nicht|nichts
    |keine\w?)\b|\b(?:im|in\ dem|in\ diesem|in\ der)\ (?:text|abschnitt|dokument|passage|artikel)\ (?:\w+
    \ ){{0,6}}(?:nicht|keine?n?|nichts)\b|\b(?:nicht|keine\ angaben?)\ (?:\w+\ ){{0,2}}im\ (?:text|abschnitt
    |dokument)\b|\b(?:wird|ist|werden|sind)\ (?:\w+\ ){{0,4}}nicht\ (?:genannt|erwähnt|angegeben|gesagt
    |beantwortet|beschrieben)\b|\blässt\ sich\ (?:\w+\ ){{0,6}}nicht\ (?:beantworten|entnehmen|sagen)|\b(?:le
    \ (?:texte|passage|document)|l'(?:article|extrait)|ce\ (?:texte|passage|document))\ ne\ \w+\ (?:pas|rien
    |aucune?)\b|\b(?:n'est|ne\ sont|n'a)\ (?:pas|jamais)\ (?:été\ )?(?:mentionn|précis|indiqu|donn|dit|spécifi)\w*
    |\bdans\ le\ (?:texte|passage)\ (?:\w+\ ){{0,3}}(?:pas|aucune)\b|\baucune\ (?:information|mention
    |indication)\b|\bpas\ dans\ le\ (?:texte|passage|document)\b|\b(?:el|este)\ (?:texto|pasaje|documento|artículo
    |fragmento)\ no\ \w+|\bno\ (?:se\ )?(?:menciona|especifica|indica|dice|aparece|está|figura)\w*\ (?:\w+
    \ ){{0,3}}(?:texto|pasaje|documento|artículo|fragmento)\b|\bno\ hay\ información\b|\b(?:o|este)\ (?:texto
    |trecho|documento|artigo)\ não\ \w+|\ba\ passagem\ não\ \w+|\bnão\ (?:é|está|foi|há|se)\ (?:\w+
    \ ){{0,4}}(?:texto|trecho|passagem|documento|informaç\w+)\b|\b(?:il|questo)\ (?:testo|brano|documento
    |passaggio)\ non\ \w+|\bnon\ (?:è|viene|sono|si)\ (?:\w+\ ){{0,3}}(?:testo|brano|documento|passaggio
    |menzionat\w|indicat\w|specificat\w)\b|\b(?:de|deze)\ (?:tekst|passage)\ (?:\w+\ ){{0,5}}(?:niet|niets|geen)\b
    |\bhet\ document\ (?:\w+\ ){{0,5}}(?:niet|niets|geen)\b|\bniet\ (?:\w+\ ){{0,2}}in\ de\ (?:tekst|passage)\b
    |\btexten\ (?:\w+\ ){{0,4}}(?:inte|inget|ingenting)\b|\b(?:nämns|står|anges|framgår)\ (?:\w+\ ){{0,3}}(?:inte
    |ej)\b|\bteksten\ (?:\w+\ ){{0,4}}(?:ikke|intet|ingen)\b|\b(?:nævnes|nevnes|står|fremgår)\ (?:\w+\ )?ikke\b
    |\bteksti\ ei\ \w+|\btekstissä\ ei\ \w+|\btekst\ nie\ \w+|\bw\ (?:tekście|fragmencie)\ nie\ \w+|\btext
    \ (?:neuvádí|neříká|nezmiňuje)|\bv\ textu\ (?:není|se\ ne\w+)|\ba\ szöveg\ nem\ \w+|\ba\ szövegben\ (?:nem
    |nincs)|\btextul\ nu\ \w+|\bîn\ text\ nu\ \w+|\bв\ (?:этом\ )?(?:тексте|отрывке|документе|статье|фрагменте)
    \ (?:\w+\ ){{0,4}}(?:не|нет|ничего)\b|\b(?:текст|отрывок|документ)\ не\ \w+|\bу\ (?:тексті|уривку|документі)
    \ (?:\w+\ ){{0,4}}(?:не|немає)\b|\bтекст\ не\ \w+|\bmetinde\ (?:\w+\ ){{0,6}}(?:yok|belirtilm\w+|değil
    |bahsedilm\w+|yer\ almıyor)|\bmetin\ (?:\w+\ ){{0,5}}belirtmiyor|\bτο\ κείμενο\ δεν\ \w+|\bστο\ κείμενο\ δεν
    \ \w+|\bδεν\ αναφέρεται\ (?:\w+\ ){{0,3}}κείμενο|(?:لا|لم)\ (?:يذكر|يحدد|يوضح|تذكر|يرد|يشر|يجب|يتضمن)\w*
    \ (?:\w+\ ){{0,4}}(?:النص|الفقرة|المقال|المستند|ذلك)|(?:النص|الفقرة|المقال)\ (?:لا|لم)\ \w+|(?:غير|ليس\w*)
    \ (?:\w+\ ){{0,2}}(?:مذكور\w*|موجود\w*)?\ ?في\ (?:النص|الفقرة|المقال)|(?:הטקסט|הקטע|המסמך)\ (?:אינו|לא)\ \w+
    |לא\ (?:\w+\ ){{0,2}}ב(?:טקסט|קטע)|(?:متن|سند)\ (?:\w+\ ){{0,6}}(?:نمی|نکرده|نشده)|در\ (?:این\ )?متن\ (?:\w+
    \ ){{0,6}}(?:نیست|نشده|نیامده)|(?:पाठ|गद्यांश|लेख|अनुच्छेद)\ (?:में\ |यह\ )[^.।]{{0,60}}(?:नहीं)|(?:পাঠ্যে|অনুচ্ছেদে
    |নথিতে)[^.।]{{0,60}}(?:নেই|হয়নি|না)|(?:teks|bacaan|dokumen|artikel)\ (?:\w+\ ){{0,2}}tidak\ \w+|tidak\ \w+
    \ (?:\w+\ ){{0,2}}dalam\ (?:teks|bacaan|dokumen|artikel)|(?:đoạn\ văn|văn\ bản|tài\ liệu|bài\ viết)\ (?:\w+
    \ ){{0,2}}không\ \w+|không\ (?:\w+\ ){{0,3}}trong\ (?:đoạn|văn\ bản|tài\ liệu|bài)|(?:ข้อความ|เนื้อหา|บทความ
    |เอกสาร)(?:นี้)?ไม่(?:ได้)?(?:ระบุ|กล่าว|บอก|มี)|ไม่(?:ได้)?(?:มี|ระบุ|กล่าวถึง|อยู่)[^.]{{0,12}}ใน(?:ข้อความ|เนื้อหา|บทความ
    |เอกสาร)|(?:文中|文章|本文|段落|文本|文档|资料|原文|该文|材料|上文|文件)(?:中|里)?(?:并|並)?(?:没有|沒有|未|无
    |無|不)(?:曾|有)?(?:提|说|說|给|給|指|涉|描|包|明|写|告|介|相)|(?:本文|文章|文書|資料|この文|一節|テキスト
    |記事)(?:中)?(?:に|で|から)?は?[^。]{{0,40}}(?:ない|ありません|いません|できません|おらず)|(?:本文|文章|文書
    |資料|テキスト)に(?:は)?(?:ない|なし)|(?:본문|지문|글|문서|텍스트|자료|기사)(?:에|에서|에는|은|는|이|에서는)
    \ [^.]{{0,40}}(?:않|없)
"""
_SPACE = re.compile(r"\s+")
_FIRST = 240
# What is missing under a condition is told: "0 is used if n is not specified".
_CONDITIONS = r"""
    (?<!\w)(?:if|unless|in\ case|wenn|falls|sofern|si|se|indien|hvis|dersom|jeśli|jeżeli|pokud|jestliže|ha|dacă|если
    |якщо|αν|εάν|إذا|אם|اگر|यदि|अगर|যদি|jika|apabila|nếu)\ (?:[\w'$./+-]+\ ){0,7}\Z|(?:ถ้า|หาก|如果|若|当|當)\w{0,20}\Z
"""
# As question words these may begin a sentence: "When it was built is not stated".
_TIMES = r"""
    \w\W+(?:when|whenever|where|while|that|which|quand|lorsque|cuando|quando|wanneer|als|når|gdy|když|когда|коли|όταν|عندما
    |जब)\ (?:[\w'$./+-]+\ ){0,7}\Z
"""
_SENTENCE_END = re.compile(r"[.!?;:…]\s|[。！？；।؟]\s?")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.VERBOSE | re.IGNORECASE)


_ALL = _pattern(rf"[\W_]{{0,9}}(?:{_WHOLE})[\W_]{{0,9}}\Z")
_ANY = _pattern(_SENTENCE)
_BEGINNING = _pattern(
    rf"[\W_]{{0,4}}(?:(?:however|but|also|no|unfortunately|sorry),?\ )?(?:{'|'.join(BEGINNINGS.values())})"
)
_UNDER = _pattern(f"{_CONDITIONS}|{_TIMES}")
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")


def is_unanswerable(answer: str) -> bool:
    """Whether an answer says that its text does not give one; one that then gives something else all the same does."""
    text = unicodedata.normalize("NFKC", visible(answer[: 4 * _FIRST]))
    text = _SPACE.sub(" ", _VOWEL_SIGNS.sub("", text).replace("’", "'")).strip()
    if _ALL.match(text):
        return True
    begin = 0
    while 0 <= begin < _FIRST:
        ended = _SENTENCE_END.search(text, begin)
        end = ended.end() if ended else len(text)
        sentence = text[begin : min(end, begin + _FIRST)].rstrip()
        if _BEGINNING.match(sentence) or any(
            not _UNDER.search(sentence, 0, found.start()) for found in _ANY.finditer(sentence)
        ):
            return True
        begin = end if ended else -1
    return False
