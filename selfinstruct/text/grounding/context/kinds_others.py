"""The words of German, Dutch, Polish and Russian by which a question refers to what its reader does not have."""

from selfinstruct.text.grounding.context.kind_words import Words

OTHERS = {
    "de": Words(
        asks=r"was|wer|wen|wem|wessen|wann|wo|woher|wohin|wie|wieso|warum|weshalb|womit|wodurch|worin"
        r"|wofür|wozu|worauf|worüber"
        r"|wovon|welche[nmrs]?|mit wem|für wen|zu wem",
        breaks=r"de[rnmsi]|die|das|ein\w{0,2}|kein\w{0,2}|man|wenn|dass|weil|als|ob|und|oder|es|wir|ich",
        pronouns=r"(?-i:er|sie|ihn|ihm|ihnen|(?:mit|zu|von|bei|aus|nach|vor) ihr)",
        these=r"diese[nmrs]?",
        times=r"Jahr\w*|Tag\w*|Woche|Monat\w*|Jahrhundert\w*|Zeit|Welt|Morgen|Abend|Sommer|Winter|Frühjahr"
        r"|Herbst",
        plain=r"\A\W*(?:warum|weshalb|wieso|inwiefern|wann|wie) (?:ist|war|sind|wurde|geschah|passiert"
        r"|passierte|funktioniert)"
        r" (?:das|dies)(?! (?-i:[A-ZÄÖÜ]))(?! \w+ (?-i:[A-ZÄÖÜ]))",
        places=r"dorthin|dort|hierher|daher|dahin",
        nth=r"erste[nmrs]?|zweite[nmrs]?|dritte[nmrs]?|vierte[nmrs]?|letzte[nmrs]?|vorletzte[nmrs]?"
        r"|nächste[nmrs]?"
        r"|vorherige[nmrs]?",
        parts=r"Abbildung|Tabelle|Zeile|Spalte|Absatz(?:es)?|Abschnitt(?:s|es)?|Satz(?:es)?|Beispiel(?:s"
        r"|es)?|Diagramm(?:s|es)?"
        r"|Schaubild(?:s|es)?|Grafik|Bild(?:s|es)?|Strophe|Kapitel|Punkt|Schritt|Aufzählungspunkt"
        r"|Teil(?:s|es)?",
        of=r"des|der|von|vom|eines|einer|im|in|aus|bei|beim|zu[mr]?",
        told=r"(?:de[rnms]|die|das|dem|im|am|vom|zum|zur) (?:bereits |zuvor |oben |hier |eben "
        r"|vorher )?(?:erwähnte|genannte"
        r"|beschriebene|angeführte|aufgeführte|aufgelistete|gegebene|vorliegende|bereitgestellte"
        r"|zitierte|dargestellte"
        r"|abgebildete|gezeigte|vorgestellte|besprochene|geschilderte|angegebene|folgende)[nmrs]? \w+",
        as_told=r"wie (?:bereits |schon |zuvor |oben |vorher |eingangs )(?:erwähnt|gesagt|genannt|beschrieben"
        r"|angegeben|erläutert)"
        r"|hier (?:definiert|beschrieben|verwendet|gemeint|genannt|erwähnt|gezeigt|empfohlen)"
        r"|(?:zu beginn|am anfang|am ende"
        r"|im verlauf|in der mitte) (?:der geschichte|der erzählung|des textes|des artikels"
        r"|des abschnitts|des gedichts)"
        r"|(?:die|der|das) (?:anleitung|text|bericht|handbuch|leitfaden|dokument) (?:nennt|empfiehlt"
        r"|beschreibt|erwähnt|sagt"
        r"|erklärt|führt|listet)|(?:nennt|empfiehlt|beschreibt|erwähnt|sagt|erklärt"
        r"|listet) (?:die anleitung|der text"
        r"|der bericht|das handbuch|der leitfaden)\b(?! (?:des|der|von))",
        says=r"verspr\w+|vergleicht|verglich|mein\w+|denk\w+|dachte|beschr\w+|empf\w+|rät|riet|forder\w+"
        r"|beton\w+|erwähn\w+|erzähl\w+"
        r"|behaupt\w+|warn\w+|kritisier\w+|begründe\w+|bezeichne\w+|nenn\w+|fühl\w+|sieht|sah|hält"
        r"|sag\w+|erklär\w+|schließt",
        persons=r"der (?:redner|erzähler|verfasser|referent|interviewte|befragte|schriftsteller)"
        r"|die (?:rednerin|erzählerin"
        r"|interviewte|befragte)",
    ),
    "nl": Words(
        asks=r"wat|wie|wiens|wanneer|waar|waarom|hoe|hoeveel|welke?|waarmee|waarin|waardoor|waarover"
        r"|waarvoor|waarheen|met wie"
        r"|voor wie|aan wie",
        breaks=r"de|het|een|geen|men|als|dat|die|omdat|toen|wanneer|terwijl|of|en|er zijn|wij|we|ik|je|u",
        pronouns=r"hij|zij|ze|hem|hen|(?:met|van|voor|aan|over|bij|door|naar) haar",
        these=r"deze|dit",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|jaar|dag|week|maand|eeuw|tijd|wereld|ochtend|avond|zomer|winter"
        r"|is|was|wordt",
        plain=r"\A\W*(?:waarom|wanneer|hoe|waarvoor) (?:is|was|zijn|gebeurde|werkt|werd) (?:dit"
        r"|dat)\b(?! (?:een|de|het)\b)",
        places=r"daarheen|daar|erheen|hierheen|ernaartoe|daarnaartoe",
        nth=r"eerste|tweede|derde|vierde|laatste|voorlaatste|volgende|vorige",
        parts=r"figuur|afbeelding|tabel|rij|regel|kolom|alinea|paragraaf|sectie|zin|voorbeeld|diagram"
        r"|grafiek|plaatje|hoofdstuk"
        r"|strofe|punt|stap|deel",
        of=r"van|uit|in|bij|op|voor",
        told=r"(?:de|het|dit|deze) (?:hierboven |eerder |boven |hier )?(?:genoemde|vermelde|beschreven"
        r"|gegeven|opgesomde|aangehaalde"
        r"|bovengenoemde|bovenstaande|onderstaande|volgende|verstrekte|geschetste|besproken"
        r"|afgebeelde|geciteerde) \w+"
        r"|van de (?:genoemde|opgesomde|vermelde|gegeven) \w+",
        as_told=r"zoals (?:eerder|hierboven|reeds|al|boven|hiervoor) (?:vermeld|genoemd|gezegd|beschreven"
        r"|aangegeven)"
        r"|hier(?:boven)? (?:gedefinieerd|beschreven|genoemd|bedoeld|vermeld)|(?:aan|op) het (?:begin"
        r"|einde|eind) van (?:het"
        r" (?:verhaal|artikel|gedicht|fragment)|de (?:tekst|passage))|(?:de (?:tekst|handleiding|gids"
        r"|auteur|schrijver)|het"
        r" (?:artikel|rapport|document)) (?:noemt|vermeldt|zegt|beschrijft|raadt|adviseert)|(?:noemt"
        r"|vermeldt|zegt|beschrijft"
        r"|raadt|adviseert) (?:de (?:tekst|handleiding|gids|auteur|schrijver)|het (?:artikel|rapport"
        r"|document))\b(?! van)",
        says=r"belo\w+|vergelijk\w+|vergeleek|zegt|zei|denkt|vindt|beschrijf\w+|beschreef|raadt"
        r"|adviseer\w+|noemt|vertel\w+|beweer\w+"
        r"|waarschuw\w+|bekritiseer\w+|voelt|bedoelt|verklaart|concludeer\w+|benadruk\w+",
        persons=r"de (?:spreker|verteller|schrijver|schrijfster|geïnterviewde|spreekster)",
    ),
    "pl": Words(
        asks=r"co|kto|kogo|komu|kiedy|gdzie|dokąd|skąd|jak|dlaczego|czemu|czym|kim|ile|jak(?:i|a|ie|im|ich"
        r"|iego|iej|ą)|któr(?:y|a|e|ego|ej)"
        r"|z kim|do czego|do kogo|po co|z czym",
        breaks=r"że|kiedy|gdy|jeśli|bo|i|lub|oraz|które|który|która",
        pronouns=r"on|ona|oni|one|jego|jej|ich|mu|nią|nim|nich|niego|niej|im|nimi",
        these=r"ten|ta|tego|tej|tych|tym|tę|tą|ci|te",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|rok\w*|dzień|dni\w*|tydzień|tygodni\w*|miesiąc\w*|wiek\w*"
        r"|czas\w*|świ\w+|samym|że|co",
        plain=r"\A\W*(?:dlaczego|kiedy|jak|czemu) (?:to|jest to|to jest|było to|to było)(?! (?:prawda|że"
        r"|jest [\w ]+ (?:że|by|aby)))\b"
        r"(?=(?: jest| było| ważne| się)? ?\w*\W*\Z)",
        places=r"tam|tutaj|stamtąd|tu",
        nth=r"pierwsz\w+|drugi\w*|drug\w+|trzeci\w*|czwart\w+|ostatni\w*|przedostatni\w*|następn\w+",
        parts=r"rysun\w+|tabel\w+|wiersz\w*|kolumn\w+|akapi\w+|rozdzia\w+|sekcj\w+|zdani\w+|przykła\w+"
        r"|diagram\w*|wykres\w*|obraz\w*"
        r"|ilustracj\w+|stro[fp]\w+|punkci?\w*|krok\w*|częś\w+",
        of=r"w|z|ze|na|od|powieści|książki|filmu|poematu|dramatu|ustawy|kodeksu|konstytucji|biblii"
        r"|koranu|(?-i:[A-ZŁŚŻ]\w+)",
        told=r"(?:wspomnian|wymienion|opisan|podan|przytoczon|przedstawion|przywołan|cytowan|powyższ"
        r"|poniższ|omówion)"
        r"(?:y|a|e|ego|ej|emu|ym|ych|ymi|ą)(?: (?:powyżej|wcześniej|wyżej|tu))? (?!(?:przez|w|na|do"
        r"|dla|został\w*|jest|był\w*|po|z|jako)\b)\w+|(?:powyżej|wyżej|wcześniej) \w+(?:a|y|e|ego|ej"
        r"|ych) \w+",
        as_told=r"jak (?:już )?(?:wspomniano|podano|powiedziano|opisano|wskazano|zaznaczono)(?: wcześniej"
        r"| powyżej| wyżej)?"
        r"|(?:na początku|na końcu|pod koniec) (?:opowiadania|tekstu|fragmentu|historii|artykułu|wiersza)"
        r"|(?:tekst|instrukcja|poradnik|raport|artykuł|dokument|autor\w*|fragment) (?:mówi|wymienia"
        r"|podaje|poleca|opisuje|zaleca|wspomina"
        r"|twierdzi|radzi)|(?:mówi|wymienia|podaje|poleca|opisuje|zaleca|wspomina|twierdzi"
        r"|radzi) (?:tekst|instrukcja|poradnik|raport|artykuł"
        r"|dokument|autor\w*|fragment)(?! \d)|(?:według|wedle|zgodnie z|na podstawie) (?:tekst\w*"
        r"|fragment\w*|artykuł\w*(?! \d)|autor\w*|raport\w*"
        r"|tabel\w+|(?:podanych |powyższych )?informacji|(?:podanych )?danych)|w (?:tekście"
        r"|fragmencie|dokumencie|artykule)(?=\W*\Z|,)"
        r"|argument\w* (?:artykułu|tekstu|fragmentu)",
        says=r"obieca\w+|porównuj\w+|mówi|myśli|sądzi|opisuj\w+|poleca|zaleca|radzi|prosi|wspomina"
        r"|opowiada|twierdzi|krytykuj\w+"
        r"|nazywa|czuje|proponuj\w+|wyjaśnia|sugeruj\w+|chce|uważa",
        persons=r"mówc\w+|narrator\w*|prelegent\w*|pisarz(?= \w+[aei] )",
        before=2,
    ),
    "ru": Words(
        asks=r"что|кто|кого|кому|когда|где|куда|откуда|как|почему|зачем|чем|кем|сколько|как(?:ой|ая|ое|ие"
        r"|ую|им|их|ого)|каков[аоы]?|с кем|с чем"
        r"|о ч[её]м|для чего|за что|из-за чего",
        breaks=r"что|когда|если|чтобы|и|или|который|которая|которые|потому",
        pronouns=r"он|она|они|его|е[её]|их|ему|ей|ней|н[её]м|нему|ним|ними|них|им|него|не[её]",
        these=r"эт(?:от|а|ого|ой|их|им|ими|ому|ому|у|и)|данн(?:ый|ая|ого|ой|ом|ому)",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|год\w*|д(?:ень|ня|ни|ней)|недел\w+|месяц\w*|век\w*|врем\w+"
        r"|мир\w*|раз\w*|лет\w*|зим\w+|утр\w+|вечер\w*",
        plain=r"\A\W*(?:почему|когда|как|зачем) (?:это|этого|этому) ?(?:было |является |стало )?(?:\w+)?\W*\Z",
        places=r"туда|там|оттуда|сюда|тут|здесь",
        nth=r"перв\w+|втор\w+|треть\w+|трет\w+|четв[её]рт\w+|последн\w+|предпоследн\w+|следующ\w+",
        parts=r"рисун\w+|таблиц\w+|строк\w*|стро[чфп]\w+|столб\w+|колонк\w+|абзац\w*|раздел\w*|глав[аеуы]"
        r"|предложени\w+|пример\w*|диаграмм\w*"
        r"|график\w*|схем\w*|картинк\w+|пункт\w*|шаг\w*|част[ьи]",
        of=r"из|в|на|романа|книги|повести|поэмы|пьесы|оперы|фильма|закона|кодекса|конституции|библии"
        r"|корана|(?-i:[А-ЯЁ«])",
        told=r"(?:упомянут|перечисленн|описанн|приведённ|приведенн|указанн|вышеуказанн|процитированн"
        r"|представленн|изложенн"
        r"|предложенн(?= (?:вариант|пример|отрыв)))(?:ый|ая|ое|ые|ого|ой|ых|ым|ом|ему|ому|ыми"
        r"|ую) (?!(?:в|во|на|у|для|к|с|со|по|при|из|как|не)\b)(?-i:[а-яё])\w+|из (?:перечисленных"
        r"|приведённых"
        r"|приведенных|указанных)",
        as_told=r"как (?:уже )?(?:указано|упомянуто|сказано|описано|говорилось|отмечалось|упоминалось"
        r"|отмечено) (?:ранее|выше|ранее|раньше)"
        r"|(?:в начале|в конце|по ходу) (?:рассказа|текста|отрывка|истории|статьи|стихотворения"
        r"|повести)(?! (?-i:[А-ЯЁ«]))"
        r"|(?:текст|руководство|инструкция|отч[её]т|статья|документ|автор\w*) (?:говорит|перечисляет"
        r"|рекомендует|советует|описывает|упоминает"
        r"|называет|утверждает)|(?:говорится|сказано|перечислены|указано|упомянуто|описано"
        r"|написано) (?:в|во) (?:тексте|руководстве|инструкции|отч[её]те"
        r"|статье(?! \d)|документе|отрывке)|(?:довод|мысль|вывод|тема|идея) (?:статьи(?! \d)|текста"
        r"|отрывка|автора)|как \w+(?:ся)? (?:этот |данный )?"
        r"термин (?:в|здесь)",
        says=r"пообеща\w+|обеща\w+|сравнива\w+|говорит|сказал\w*|думает|считает|описыва\w+|рекоменду\w+"
        r"|советует|просит|упомина\w+"
        r"|рассказыва\w+|утвержда\w+|критику\w+|называет|чувствует|предлага\w+|объясня\w+|хочет",
        persons=r"оратор\w*|рассказчи\w+|докладчи\w+|писател[ьяю](?! (?-i:[А-ЯЁ]))",
        before=2,
    ),
}
