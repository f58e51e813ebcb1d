"""Tasks whose right answer may be almost the text that they give: corrected, translated, sorted, picked out of it."""

import re

_ENGLISH = (
    r"given words|words (?:below|above|given)|correct|(?:copy[ -]?)?edit|proofread"
    r"|fix|mend|repair|spell|misspel|typo|gramma|punctuat|comma|capitali[sz]"
    r"|(?:upper|lower|title|sentence|snake|camel|kebab|pascal)[ -]?case|letters\b|vowel|re-?writ|re-?phras|paraphras"
    r"|re-?word"
    r"|restat|re-?cast|re-?order|re-?arrang|re-?format|re-?nam|re-?peat|re-?plac|re-?vers|re-?vis|re-?mov|re-?store"
    r"|re-?construct"
    r"|re-?cit|re-?tell|re-?produc|re-?dact|re-?turn|re-?spell"
    r"|convert|chang|transform|transcrib|transliterat|translat|turn|switch|swap|substitut|alter|adapt|adjust|modif"
    r"|vary|variation"
    r"|update|improv|polish|refin|tidy|clean|normali[sz]|standardi[sz]|harmoni[sz]|shorten|tighten|trim|condens"
    r"|cut\b|drop\b"
    r"|simplif|clarif|plain|expand|lengthen|extend|elaborat|continu|complet|finish|fill|blank|missing|insert|add\b"
    r"|adding|append"
    r"|prepend|includ|delet|eras|strip|omit|without|anonymi|pseudonymi|mask|censor|hide|sort|order|arrang|alphabet"
    r"|rank"
    r"|sequenc|unscrambl|jumbl|shuffl|decod|encod|encrypt|decrypt|cipher|caesar|combin|join|merg|concat|split"
    r"|separat|break|divid"
    r"|segment|format|json|csv|xml|yaml|html|markdown|tables?\b|bullet|lists?\b|rows?\b|columns?\b|lines?\b|indent"
    r"|highlight"
    r"|underlin|bold|italic|mark\b|marking|tag\b|tagging|annotat|label|comment|copy|quot|extract|find|identif|detect"
    r"|pick"
    r"|select|choos|which|spot|locate|name the|what (?:is|are|was|were|does|did)|who|where|when|match|group|classif"
    r"|categori|duplicat|dedup|filter|keep|kept|remain|exact|verbatim|word for word|same|tone|polite|formal|informal"
    r"|friendl|rude|casual"
    r"|tense|past|future|plural|singular|passive|active voice|negat|affirmat|opposite|antonym|synonym|gender|pronoun"
    r"|person\b"
    r"|direct|indirect|reported|statement|declarative|interrogative|imperative|into an? question|contraction|abbreviat"
    r"|acronym|hyphen|apostroph|accent|dialect|british|american|modern|archaic|slang|emoji|numeral|digits?\b|units?\b"
    r"|conver[ts]|dates?\b|code|function|program|script|debug|bug|refactor|optimi[sz]|sql|quer(?:y|ies)|regex|syntax"
    r"|equation|formula|expression|palindrom|backwards?|make (?:it|this|the|these|them)|more \w+|less \w+|better"
    r"|read (?:it|out)|aloud"
    r"|speak|say|begin|start|end with|rhyme|verse|poem|lyric|anagram|parse|token|stem|lemma|syllab|true"
)
_OTHERS = (
    r"korrigier|verbesser|berichtig|bearbeit|rechtschreib|grammatik|umschreib|schreib\w* .{0,60}\bum\b|umformulier"
    r"|formulier|ersetz"
    r"|änder|wandel|wandle|verwandl|übersetz|übertrag|ordne|sortier|ergänz|vervollständig|lücke|füge|lösch|entfern"
    r"|streich|kürz"
    r"|verkürz|vereinfach|wiederhol|markier|unterstreich|finde|nenne|welche|wähle|zitier|groß|klein|höflich|förmlich"
    r"|sag\b"
    r"|corrig|récri|réécri|reformul|remplac|chang|transform|convert|traduis|tradui|tradu[cz]|ordonn|trie|class"
    r"|complèt|complét"
    r"|ajout|supprim|enlev|retir|raccourc|simplif|répèt|répét|soulign|trouv|quel|chois|extrai|majuscul|minuscul"
    r"|poli\b|polie"
    r"|reescrib|reescrev|reformul|reemplaz|sustitu|substitu|cambi|mude|mudar|muda|alter|orden|complet|rellen|preench"
    r"|añad|adicion|elimin|quita"
    r"|remov|acort|encurt|repit|repet|subray|encuentr|encontr|cuál|qual|elig|escolh|extra[ei]|mayúscul|maiúscul"
    r"|minúscul|cortés"
    r"|corregg|riscriv|riformul|sostitu|trasform|traduc|ordin|aggiung|rimuov|togli|accorc|semplific|ripet|sottoline"
    r"|trova|quale|scegl|estra"
    r"|verbeter|herschrijf|vervang|verander|vertaal|sorteer|rangschik|vul|voeg|verwijder|verkort|vereenvoudig"
    r"|herhaal|vind|welk|kies"
    r"|popraw|skoryg|przepis|przeformuł|zamie|zmie|przetłumacz|przekształ|uporządk|posort|uzupeł|dodaj|usuń|skróć"
    r"|uprość|powtórz"
    r"|znajdź|któr|wybierz"
    r"|исправ|отредакт|перепи|перефраз|замен|измен|преобраз|перевед|упоряд|отсорт|расстав|дополн|вставь|добав|удал"
    r"|убер"
    r"|сократ|упрост|повтор|найд|как(?:ой|ая|ое|ие)|выбер|выдел"
    r"|виправ|відредаг|перефраз|замін|змін|перетвор|переклад|впоряд|відсорт|доповн|встав|додай|видал|прибер|скорот"
    r"|спрост|знайд"
    r"|düzelt|yeniden yaz|değiştir|çevir|sırala|tamamla|ekle|sil|çıkar|kısalt|tekrarla|bul|hangi|seç"
    r"|sửa|viết lại|thay|chuyển|dịch|sắp xếp|điền|thêm|xóa|rút gọn|lặp|tìm|chọn"
    r"|perbaiki|tulis ulang|ubah|ganti|terjemah|urut|lengkapi|tambah|hapus|ringkas|ulangi|temukan|pilih"
    r"|düzenle"
)
_UNSPACED = (
    r"改|修|校|换|換|替|译|譯|翻|排|补|補|填|加|删|刪|去掉|缩|縮|简|簡|重复|重複|重写|复述|找|哪|选|選|标|標|抄"
    r"|提取|分|合并|转|轉"
    r"|直|訂正|添削|変|訳|並べ|埋め|除|短く|繰り返|探|どれ|どの|選|抜き|写|丁寧"
    r"|고치|고쳐|수정|교정|바꾸|바꿔|변환|번역|정렬|채우|채워|추가|삭제|제거|줄이|줄여|반복|찾|어느|어떤|고르|골라"
    r"|다시 쓰"
    r"|सुधार|ठीक|बदल|अनुवाद|क्रम|भर|जोड़|हटा|छोटा|दोहरा|खोज|चुन|कौन"
    r"|صحح|عدل|عدّل|أعد|استبدل|غيّر|غير|حول|حوّل|ترجم|رتب|رتّب|أكمل|املأ|أضف|احذف|اختصر|كرر|ابحث|اختر|أي"
)
_UNCHANGED = re.compile(rf"\b(?:{_ENGLISH}|{_OTHERS})|{_UNSPACED}", re.IGNORECASE)
# By these the languages above are told from those whose words for all this are not known here.
_KNOWN = re.compile(
    r"\b(?:"
    r"the|this|that|is|are|to|of|and|for|with|you|your|what|how|why|please|an|write|give|explain|describe"
    r"|der|das|und|ist|ein|eine|einen|wie|warum|bitte|les|des|une|pour|est|dans|pourquoi|los|las|una|para|por|cómo|qué"
    r"|uma|como|não|della|che|perché|gli|het|een|waarom|hoe|jest|się|dlaczego|bir|nasıl|neden|và|của|tại sao|yang"
    r"|dan|untuk"
    r")\b"
    r"|[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]",
    re.IGNORECASE,
)


def nearly_unchanged(instruction: str) -> bool:
    """Whether a task may well be answered by almost the text it gives, or is in a language that is not known here."""
    return _UNCHANGED.search(instruction) is not None or _KNOWN.search(instruction) is None
