"""How sentences begin that say only what is not told: "It is not stated whether …", "Nichts wird gesagt über …"."""

# In English what is asked has to follow, or nothing: "It is not said with a hard g" tells something.
_ASKED = (
    r"(?:(?:\w+\ ){0,2}(?:who|whom|whose|what|which|when|where|why|how|whether|if)\b|that\b|(?:anywhere\ |here\ )?"
    r"(?:in|by|from)\ the\ (?:\w+\ ){0,2}(?:passages?|texts?|excerpts?|documents?|articles?|sections?"
    r"|manual|page|guide"
    r"|context|documentation|chapter)\b)"
)
_SAID = (
    r"(?:stated|said|mentioned|specified|told|explained|disclosed|indicated|described|given|defined|spelled\ out|made"
    r"\ clear|clear|noted|recorded|documented|named|revealed|discussed|addressed|covered|detailed|provided|listed"
    r"|answered|laid\ down|set\ out)"
)
_SAY = r"(?:say|state|mention|specify|tell|explain|indicate|describe|give|disclose|reveal|note|clarify|define|name)"
# What can say something as a text does, and have something to say of its own.
_OTHER_TEXTS = (
    r"(?:licen[sc]e|policy|contract|agreement|law|act|standard|specification|rfc|notes?|faq|readme|documentation|chapter"
    r"|entry|description|authors?|book|letter|story|page|manual\ page|man\ page|notice|report|rules?|it|they)"
)
_ABOUT = r"(?:about|on|of|as\ to|regarding|concerning|by\ way\ of)"

# What stands at the beginning of a sentence.
BEGINNINGS = {
    "en": rf"""
        (?:it|this|that|this\ point|the\ answer)\ (?:is|was)\ (?:not|never|nowhere)\ (?:\w+ly\ )?{_SAID}
          (?=\s?(?:[,.;:–—-]|\Z)|\ {_ASKED})
        |(?:it|this|that)\ (?:isn't|wasn't)\ (?:\w+ly\ )?{_SAID}(?=\s?(?:[,.;:–—-]|\Z)|\ {_ASKED})
        |not\ (?:\w+ly\ )?{_SAID}\ {_ASKED}|nowhere\ (?:is|was|does)\ (?:it|the)\b
        |it\ (?:is|remains)\ (?:left\ open|unclear|unsaid|unstated|not\ clear\ from)\b
        |(?:how|what|which|who|whom|whose|when|where|why|whether)\ [^.;!?]{{1,150}}?\ (?:is|are|was|were)\ (?:not
          |never)
          \ (?:\w+ly\ )?{_SAID}(?=\s?(?:[,.;:–—-]|\Z)|\ {_ASKED})
        |nothing\ (?:at\ all\ |more\ |further\ |else\ )?(?:is|was)\ {_SAID}(?:\ in\ \w+\ \w+)?\ {_ABOUT}\b
        |nothing\ {_ABOUT}\ [^.;!?]{{1,100}}\ (?:is|was)\ {_SAID}
        |(?:{_ABOUT}\ )[^.;!?]{{1,100}},?\ nothing\ (?:is|was)\ {_SAID}
        |(?:there\ is|there's|there\ was|we\ have|i\ (?:see|find|found))\ (?:no|nothing)
          \ (?:further\ |more\ |explicit\ |specific\ )?
          (?:(?:information|mention|indication|statement|details?|hint|account|explanation)\ )?(?:{_ABOUT}|which|who
            |how
          |when|where|why|whether)\b
        |no\ (?:further\ |more\ |other\ )?(?:information|mention|details?|indication|statement
          |explanation)\b[^.;!?]{{0,60}}
          \ (?:is|are|was|were)\ (?:given|made|provided|said|available|found|offered)
        |no\ (?:information|mention|details?|indication)\ (?:{_ABOUT}|which|who|how|when|where|why|whether)\b
        |no\ (?:[\w-]+\ ){{1,6}}(?:is|are|was|were)\ (?:given|stated|mentioned|named|specified|told|indicated
          |provided)
          (?=\s?(?:\.|\Z)|\ {_ASKED})
        |(?:we|one|you|readers?|the\ reader)\ (?:are|is)\ not\ told\b
        |(?:the|this)\ (?:\w+\ )?{_OTHER_TEXTS}\ (?:does\ not|doesn't|do\ not|don't|never
          |nowhere)\ (?:\w+ly\ )?{_SAY}s?
          \ (?:\w+\ )?(?:who|whom|whose|what|which|when|where|why|how|whether|if)\b
        |(?:it|they)\ (?:does\ not|doesn't|do\ not|don't|never)\ (?:\w+ly\ )?{_SAY}s?
          \ (?:\w+\ )?(?:who|whom|whose|what|which|when|where|why|how|whether|if)\b
        |(?:the|this)\ (?:\w+\ )?(?:passage|text|document|article|excerpt|section|manual|{_OTHER_TEXTS})\ (?:says
          |tells|states|mentions|gives)
          \ nothing\ {_ABOUT}\b
        |(?:the|this)\ (?:\w+\ )?(?:passage|text|document|article|excerpt|section|manual
          |{_OTHER_TEXTS})\ leaves?\ (?:it\ )?(?:open|unsaid)\b
        |(?:the|this)\ (?:\w+\ )?(?:passage|text|document|article|excerpt)\ is\ silent\b
        """,
    "de": r"""
        (?:es|das|dies|darüber|dazu|hier|hierzu)\ (?:wird|ist|bleibt|steht|wurde)\ (?:\w+\ ){0,3}(?:nicht|nichts
          |nirgends|offen)\b
          \ ?(?:gesagt|angegeben|erwähnt|genannt|beschrieben|erklärt|mitgeteilt|festgelegt|ausgeführt|da|klar
            |geschrieben)?
          (?=\s?(?:[,.;]|\Z))
        |(?:über|zu|von)\ [^.;!?]{1,90}\ (?:wird|ist|steht)\ (?:\w+\ ){0,2}nichts\b
        |nichts\ (?:wird|ist|steht)\ (?:\w+\ ){0,2}(?:gesagt|über|zu)\b|(?:es
          |aus\ \w+\ \w+)\ geht\ (?:\w+\ ){0,4}nicht\ hervor
        |(?:es\ gibt|es\ finden\ sich|es\ stehen|es\ liegen)\ (?:\w+\ ){0,2}keine?n?\ (?:angaben?|informationen?
          |aussagen?|hinweise?)\b
        |keine\ (?:angaben?|informationen?|aussagen?)\ (?:zu|zum|zur|über|darüber|dazu)\b
        |(?:wie|wer|wann|wo|warum|was|ob|welche\w?|wie\ viele)\ [^.;!?]{1,120}\ (?:wird|ist|bleibt
          |steht)\ (?:\w+\ ){0,2}(?:nicht|offen)\b
        """,
    "fr": r"""
        (?:il|cela|ce)\ n'(?:est|a)\ (?:pas|jamais|nulle\ part)\ (?:été\ )?(?:dit|précisé|indiqué|mentionné|spécifié
          |expliqué|clair)
        |rien\ n'est\ (?:dit|précisé|indiqué|mentionné)\b|on\ ne\ (?:dit|précise|sait|indique)\ (?:pas|rien)\b
        |il\ n'y\ a\ (?:pas\ d'|aucune?\ |pas\ de\ )(?:information|mention|indication|précision|détail)s?\b
        |aucune?\ (?:information|mention|indication|précision|détail)\b
        """,
    "es": r"""
        no\ se\ (?:dice|indica|especifica|menciona|precisa|aclara|explica|señala|detalla|informa)\ (?:nada\b
          |(?:\w+\ )?(?:qué|quién|quiénes
          |cuál|cuáles|cuándo|dónde|cómo|cuántos?|cuántas?|cuánto|por\ qué|si)\b)
        |no\ está\ (?:dicho|indicado|especificado|claro)\b|nada\ se\ (?:dice|indica|menciona)\b
        |no\ hay\ (?:ninguna\ )?(?:información|mención|datos|indicación)\ (?:sobre|de|acerca)\b
        """,
    "pt": r"""
        não\ (?:é|foi|está)\ (?:dito|indicado|especificado|mencionado|informado|explicado|claro)\b
        |não\ se\ (?:diz|menciona|indica|especifica|informa|sabe)\b|nada\ (?:é|foi)\ (?:dito|mencionado)\b
        |não\ há\ (?:nenhuma\ )?(?:informaç\w+|menção|indicação|dados)\ (?:sobre|de|acerca)\b
        """,
    "it": r"""
        non\ (?:è|viene|sono|vengono)\ (?:\w+\ )?(?:dett|indicat|specificat|precisat|menzionat|spiegat|chiar)[oaie]\b
        |non\ si\ (?:dice|precisa|specifica|indica|menziona|sa|spiega)\b|(?:nulla|niente)\ (?:è|viene|si)\b
        |non\ (?:ci\ sono|c'è|vi\ sono)\ (?:alcuna\ )?(?:informazion\w|menzione|indicazion\w|notizie)\b
        """,
    "nl": r"""
        (?:er|het|dat)\ (?:wordt|is|staat)\ (?:\w+\ ){0,2}(?:niet|niets|nergens)\ (?:\w+\ )?(?:gezegd|vermeld
          |aangegeven|genoemd|duidelijk
          |uitgelegd|bij|in)\b|over\ [^.;!?]{1,90}\ wordt\ niets\b|er\ (?:is|zijn)\ geen\ (?:informatie|gegevens
            |vermelding)\b
        """,
    "sv": r"""
        (?:det|där)\ (?:sägs|anges|nämns|framgår|uppges|står|förklaras)\ (?:inte|ej|aldrig|inget|ingenting)\b
        |(?:inget|ingenting)\ (?:sägs|nämns|står)\b|om\ [^.;!?]{1,90}\ sägs\ (?:inget|ingenting)\b
        |det\ finns\ (?:ingen|inga)\ (?:information|uppgifter?)\b
        """,
    "da": r"""
        (?:det|der)\ (?:siges|nævnes|oplyses|angives|fremgår|står|sies|nevnes|oppgis|opplyses|framgår
          |forklares)\ (?:ikke|intet|ingenting)\b
        |(?:intet|ingenting)\ (?:siges|nævnes|sies|nevnes|står)\b
        |(?:der\ er|det\ er|det\ finnes|der\ findes)\ (?:ingen|ikke\ noen|ikke\ nogen)\ (?:oplysninger|opplysninger
          |information\w*|informasjon)\b
        """,
    "fi": r"""
        (?:siitä\ |tätä\ )?ei\ (?:\w+\ )?(?:sanota|kerrota|mainita|ilmoiteta|ilmene|käy\ ilmi|selitetä
          |ole\ (?:kerrottu|mainittu|tietoa))\b
        """,
    "pl": r"""
        nie\ (?:podano|powiedziano|określono|wspomniano|wskazano|sprecyzowano|wyjaśniono|jest\ podane|wiadomo)\b
        |nic\ nie\ (?:mówi|powiedziano|wspomniano)\b|(?:nie\ ma|brak)\ (?:żadnych\ )?(?:informacji|danych
          |wzmianki)\ (?:o|na|czy)\b
        """,
    "cs": r"""
        není\ (?:\w+\ )?(?:uvedeno|řečeno|zmíněno|jasné|specifikováno|popsáno)\b|neuvádí\ se\b
          |nejsou\ (?:žádné\ )?informace\b
        |o\ [^.;!?]{1,90}\ se\ nic\ ne\w+
        """,
    "hu": r"""
        (?:az\ )?nincs\ (?:megadva|említve|leírva|meghatározva|információ|szó)\b|nem\ (?:derül\ ki|szerepel|említ\w*
          |tudni)\b
        |semmi\ (?:sem|nem)\ (?:szól|derül)\b
        """,
    "ro": r"""
        nu\ (?:se|este|sunt)\ (?:spune|precizează|menționează|specifică|indică|precizat|menționat|specificat|indicat
          |explicat)\w?\b
        |nu\ există\ (?:nicio\ )?informați\w+
        """,
    "ru": r"""
        не\ (?:указано|указывается|сказано|говорится|уточняется|упоминается|сообщается|упомянуто|уточнено
          |объясняется|описано)\b
        |(?:ничего\ не|о[б]?\ [^.;!?]{1,90}\ ничего\ не)\ (?:сказано|говорится|сообщается|указано)\b
        |нет\ (?:никаких\ )?(?:информации|сведений|данных|упоминания)\ (?:о|об|про|на)\b
        """,
    "uk": r"""
        не\ (?:зазначено|вказано|сказано|згадано|уточнено|повідомляється|згадується|пояснено)\b
        |нічого\ не\ (?:сказано|вказано|згадано)\b|(?:немає|нема)\ (?:жодної\ )?(?:інформації|відомостей|даних)\b
        """,
    "tr": r"""
        [^.;!?]{1,150}\ (?:belirtilmemiş(?:tir)?|belirtilmiyor|söylenmemiş(?:tir)?|söylenmiyor|açıklanmamış(?:tır)?
          |açıklanmıyor
          |bahsedilmiyor|bahsedilmemiş(?:tir)?|bilgi\ (?:yok(?:tur)?|verilmemiş(?:tir)?|verilmiyor|bulunmuyor
            |bulunmamaktadır))(?=\s?(?:\.|\Z))
        """,
    "el": r"""
        δεν\ (?:αναφέρεται|λέγεται|προσδιορίζεται|διευκρινίζεται|δηλώνεται|εξηγείται
          |υπάρχ\w+\ (?:καμία\ )?(?:πληροφορί\w+|αναφορά))
        |(?:τίποτα|τίποτε)\ δεν\ (?:αναφέρεται|λέγεται)
        """,
    "ar": r"""
        (?:لم|لا)\ (?:يذكر|تذكر|يحدد|يوضح|يرد|ترد|يقال)\ (?:\w+\ )?(?:كم|هل|ما|متى|أين|من|كيف|أي|أية|لماذا|عدد|شيء
          |إلى|في|أن|إن)\b
        |(?:لا\ (?:توجد|يوجد)|ليست?\ هناك)\ (?:أي\ |أية\ )?(?:معلومات|ذكر|إشارة)\b
        """,
    "he": r"""
        לא\ (?:צוין|נאמר|מוזכר|מצוין|הוזכר|מפורט|נמסר|ברור)\b|אין\ (?:כל\ |שום\ )?(?:מידע|אזכור|פרטים)\ (?:על|לגבי
          |אודות)\b
        """,
    "fa": r"""
        [^.;؟]{0,120}(?:گفته|ذکر|مشخص|بیان|اشاره(?:\u200c|\ )?ای)\ نشده(?:\ است)?(?=\s?(?:[.،؛]|\Z|\ که))
        |(?:هیچ\ )?(?:اطلاعاتی|اشاره(?:\u200c|\ )?ای)\ (?:درباره|در\ مورد|به)\b[^.؟]{0,100}(?:نیست|ندارد|نشده)
        """,
    "hi": r"""
        [^.।;]{0,150}?(?:यह\ )?नहीं\ (?:बताया|कहा|लिखा)\ (?:गया|है)|[^.।;]{0,150}?(?:बारे\ में|का
          |की)\ (?:कोई\ )?(?:उल्लेख|जानकारी)\ नहीं
        """,
    "bn": r"""
        [^.।;]{0,150}?(?:উল্লেখ\ (?:করা\ )?(?:নেই|হয়নি)|বলা\ (?:হয়নি|নেই)|(?:কোনো|কোন)\ তথ্য\ (?:নেই|দেওয়া\ হয়নি))
        """,
    "id": r"""
        tidak\ (?:disebutkan|dinyatakan|dijelaskan|dikatakan|diterangkan|jelas)\ (?:\w+\ )?(?:berapa|apakah|siapa
          |apa|kapan|di\ mana|mana
          |mengapa|bagaimana|apa-apa)\b|tidak\ ada\ (?:informasi|keterangan|penjelasan)\ (?:tentang|mengenai|soal
            |apakah|apa|berapa)\b
        """,
    "vi": r"""
        không\ (?:có\ )?(?:nói|nêu|đề\ cập|cho\ biết|ghi)\ (?:rõ\ )?(?:\w+\ ){0,3}(?:bao\ nhiêu|ai|gì|nào|khi|đâu
          |sao|liệu|đến|về|có|là)\b
        |không\ có\ (?:bất\ kỳ\ )?thông\ tin\ (?:gì\ |nào\ )?(?:về|cho)\b
        """,
    "th": r"""
        ไม่(?:ได้)?(?:มีการ)?(?:ระบุ|บอก|กล่าวถึง|กล่าว|อธิบาย)(?:ไว้)?(?:ว่า|ถึง)|ไม่มีข้อมูล(?:เกี่ยวกับ|เรื่อง
          |ว่า|ของ)
        """,
    "zh": r"""
        (?:[^。；，]{0,40}?[，]?)?(?:并|並|均|也)?(?:没有|沒有|未|没)(?:明确|明確|具体|具體|曾)?(?:说明|說明|提到
          |提及|指出|说|說|交代|写明|寫明|涉及|给出|給出)
        |(?:没有|沒有|并无|無|无)(?:任何)?(?:关于|關於|有关|有關)[^。]{0,60}(?:信息|資訊|资讯|说明|內容|内容|资料
          |資料|记载)
        |关于[^。]{0,60}(?:没有|未|无)(?:任何)?(?:说|提|信息|说明|记载)
        """,
    "ja": r"""
        [^。]{0,120}?(?:述べ|書か|記載|言及|説明|示さ|触れ|記さ|明記|語ら|言わ)(?:られ|れ|さ
          |され)*(?:て(?:は)?(?:いない|いません|おらず|おりません)|がない
          |はない|がありません|はありません)|[^。]{0,120}?(?:に関する|についての)(?:情報|記述|説明|言及)(?:は
            |が)(?:ない|ありません)
        """,
    "ko": r"""
        [^.;]{0,120}?(?:언급|설명|명시|기술|서술|기재|제시)(?:되어|돼|되|이|은|는|가|도)?\ ?(?:있지\ 않|지\ 않
          |되지\ 않|없)
        |[^.;]{0,120}?(?:대한|관한)\ (?:정보|언급|내용|설명)(?:은|는|이|가|도)?\ 없
        """,
}  # fmt: skip
