"""How questions in languages in Latin letters refer to a text that their reader does not have."""

WEST: dict[str, str] = {
    "de": r"""
        \b(?:laut|gemäß|nach|zufolge|entsprechend|anhand|auf\ (?:der\ )?(?:grundlage|basis)|basierend\ auf)\ (?:(?:des
        |dem|der|diese[mrs]|den)\ )?(?:\w+en\ )?(?:text(?:e?s|ausschnitt|auszug|abschnitt|stelle)?|abschnitts?
        |auszugs?|passage|artikels?|dokuments?|tabelle|absatz(?:es)?|abbildung|seite|autors?|autorin|quelle|kapitels?
        |informationen|angaben)\b(?!\ (?:\d|des\ |der\ |von\ |zu[mr]?\ ))|\b(?:im|in\ dem|in\ diesem|in\ der|in
        \ dieser|aus\ dem|aus\ diesem|dieser|dieses|diesem|diese|vom|des)\ (?:(?:obigen|vorliegenden|folgenden
        |gegebenen|vorstehenden|obige|folgende|oben\ genannten|bereitgestellten)\ )?(?:text(?:e?s|ausschnitt|auszug
        |abschnitt|passage)?|abschnitts?|auszugs?|passage|artikels?|dokuments?)\b(?!\ (?:\d|des\ |der\ |von\ |de[rs]\b
        |zu[mr]?\ |auswähl|markier|such|einfüg|lösch|änder|ersetz|formatier))|\b(?:obige|vorstehende
        |nachstehende)[nmrs]?\b|\b(?:dieser|diese|diesem|in\ der\ (?:obigen|folgenden|vorliegenden))\ (?:tabelle
        |abbildung|seite|liste|grafik|passage)\b(?!\ (?:\d|des|der|von)\b)|\b(?:der\ (?:autor|verfasser)|die
        \ (?:autorin|verfasserin))\b(?!\ (?:des|der|von|eines|einer|ist|war|namens)\b|\ [„"»]|(?-i:\ [A-ZÄÖÜ]))
        |\b(?:thema|hauptaussage|titel|kernaussage|hauptgedanke|zweck|inhalt)\ (?:des\ (?:textes|dokuments|artikels
        |abschnitts)|der\ passage)\b|\b(?:das|der|die)\ (?:vorliegende|obige|folgende|gegebene)\ (?:text|dokument
        |abschnitt|artikel|tabelle|passage)\b|\bder\ (?:autor|verfasser)\ des\ (?:text|artikel|dokument)e?s\b
        |\b(?:oben|weiter\ oben|unten|zuvor|hier)\ (?:erwähnt|genannt|beschrieben|aufgeführt|dargestellt|gezeigt
        |angegeben)\w*|\b(?:erwähnt|nennt|beschreibt|sagt|empfiehlt|erklärt|behauptet|schreibt|meint|warnt|schlägt
        |verwendet)\ (?:der\ (?:autor|text|artikel|abschnitt|verfasser)|das\ dokument|die\ (?:autorin|passage
        |tabelle))\b(?!\ (?:des|der|von)\b)|\b(?:der\ text|das\ dokument|der\ artikel|der\ abschnitt|die
        \ passage)\b(?=\W*\Z|,|\ (?:über|zu)\b)
        |\b(?:aussage|satz|wort|stelle|teil)\ (?:des\ textes|im\ text)\b
    """,
    "fr": r"""
        \b(?:selon|d['’]après|d['’]apres|suivant|conformément\ (?:au|à)|sur\ la\ base\ d[eu]|à\ partir\ d[eu]|en\ vous
        \ basant\ sur)\ ?(?:l['’]|la\ |le\ |les\ |ce\ |cet\ |cette\ |ces\ |)(?:texte|passage|document|article|extrait
        |tableau|auteure?|section|paragraphe|page|chapitre|contexte|informations?|figure|rapport)\b(?!\ (?:\d
        |d[eu]s?\b|d['’]))|\b(?:dans|de|du|par|à)\ (?:l['’]|la\ |le\ |ce\ |cet\ |cette\ |)(?:texte|passage|extrait
        |article|document)\b(?=\W*\Z|,|\ (?:ci-|fourni|donné|précédent|suivant|comme|quel|que|qui|pour|sur|à\ propos))
        |\b(?:ce|cet|cette|ces)\ (?:texte|passage|document|article|extrait|tableau|section|paragraphe|page|chapitre
        |rapport|liste|figure)s?\b(?!\ (?:\d|d[eu]s?\b|d['’]))|\b(?:mot|phrase|affirmation|proposition|partie
        |passage|détail|élément|exemple)s?
        \ (?:du|dans\ le)\ texte\b|\b(?:texte|passage|document|tableau|extrait)\ (?:précédent|suivant)\b
        |\bci-(?:dessus|dessous|après|joint)\b|\b(?:mentionn|décri|cit|list|évoqu|présent)\w*\ (?:plus\ haut
        |précédemment|plus\ tôt|ici)\b|\b(?:l['’]auteure?|le\ narrateur|le\ texte|le\ document|l['’]article|le
        \ passage)\ (?:du\ (?:texte|passage)|de\ (?:l['’]article|ce)\b|dit|mentionne|décrit|affirme|recommande
        |explique|suggère|pense|indique|propose|précise|évoque|cite|parle|donne|emploie|utilise-t-il)|\b(?:dit
        |mentionne|décrit|affirme|recommande|explique|suggère|pense|indique|propose|évoque)(?:-t-il)?
        \ (?:l['’](?:auteure?|article)|le\ (?:texte|document|passage|narrateur))\b(?!\ d|\ \d)|\bl['’]auteure?\b(?!
        \ (?:d[eu]s?|a-t-il\ écrit|est|était)\b|\ d['’]|\W*\Z)|\b(?:idée|sujet|thème|titre|but|ton)s?\ (?:principale?
        \ )?(?:du|de\ ce|de\ cet|de\ l['’])\ ?(?:texte|passage|article|extrait|document)\b|\b(?:auteur|narrateur)
        \ (?:du|de\ ce|de\ cet|de\ l['’])\ ?(?:texte|passage|article|extrait|document)\b
    """,
    "es": r"""
        \b(?:según|de\ acuerdo\ (?:con|a)|conforme\ a|basándo(?:se|te)\ en|con\ base\ en|a\ partir\ de)l?\ (?:el\ |la
        \ |los\ |este\ |esta\ |dicho\ )?(?:texto|pasaje|documento|artículo|fragmento|extracto|tabla|cuadro|autora?
        |sección|párrafo|página|capítulo|contexto|información|figura|informe)\b(?!\ (?:\d|del?\b))|\b(?:en|del?|por)
        \ (?:el\ |la\ |este\ |esta\ |)(?:texto|pasaje|fragmento|extracto|artículo|documento)\b(?=\W*\Z|,|\ (?:anterior
        |siguiente|proporcionado|dado|sobre|como|qué|cuál|para|se|son|hay))|\b(?:este|esta|estos|estas|dicho)
        \ (?:texto|pasaje|documento|artículo|fragmento|extracto|tabla|sección|párrafo|página|capítulo|informe|lista
        |figura)s?\b(?!\ (?:\d|del?\b))|\b(?:texto|pasaje|fragmento|artículo|tabla|párrafo)\ (?:anterior|siguiente|de
        \ arriba)\b|\b(?:mencion|descri|cita|indica|señala|lista|explica|mostra|dij|menciona)\w*\ (?:arriba
        |anteriormente|antes|más\ arriba|aquí|abajo)\b|\b(?:arriba|anteriormente)\ (?:mencionad|descrit|citad)[oa]s?\b
        |\b(?:el\ (?:autor|texto|documento|artículo|pasaje|fragmento)|la\ autora)\ (?:del\ (?:texto|pasaje|artículo)
        |de\ este|dice|menciona|describe|afirma|recomienda|explica|sugiere|indica|propone|señala|cita|habla|opina)\b
        |\b(?:qué|cómo|por\ qué|cuál(?:es)?)\ [\w\ ]{1,24}\ (?:el\ autor|la\ autora)\b(?!\ (?:del?|más|menos)\b
        |\W*\Z)|\b(?:idea
        |tema|título|propósito|tono)s?\ (?:principal\ )?del\ (?:texto|pasaje|fragmento|artículo|documento)\b|\b(?:dice
        |menciona|describe|afirma|recomienda|explica|sugiere|indica|propone|señala)\ (?:el\ (?:autor|texto|documento
        |artículo|pasaje)|la\ autora)\b(?!\ \d|\ del?\ (?!texto|artículo|pasaje))
        |\b(?:afirmación|frase|palabra|parte|oración|detalle|ejemplo)\ del\ (?:texto|pasaje|fragmento)\b
    """,
    "pt": r"""
        \b(?:segundo|de\ acordo\ com|conforme|com\ base\ n[oa]?|baseado\ n[oa])\ (?:o\ |a\ |os\ |este\ |esta\ |esse
        \ |essa\ )?(?:texto|trecho|documento|artigo|passagem|tabela|autora?|seção|secção|parágrafo|página|capítulo
        |contexto|informações|figura|relatório)\b(?!\ (?:\d|d[eoa]s?\b))|\b(?:no|do|na|da|neste|nesse|nesta|nessa
        |deste|desse|pelo)\ (?:texto|trecho|artigo|documento|passagem)\b(?=\W*\Z|,|\ (?:acima|abaixo|fornecido
        |anterior|sobre|como|qual|quais|que|são|se|há))|\b(?:este|esta|esse|essa|neste|nesta|nesse|nessa|deste|desta)
        \ (?:texto|trecho|documento|artigo|passagem|tabela|seção|secção|parágrafo|página|capítulo|relatório
        |lista)\b(?!\ (?:\d|d[eoa]s?\b))|\b(?:texto|trecho|artigo|tabela|passagem)\ (?:acima|abaixo|anterior|a
        \ seguir)\b|\b(?:mencion|descri|cita|indica|lista|apresenta|dit)\w*\ (?:acima|anteriormente|antes|aqui
        |abaixo)\b|\bacima\ (?:mencionad|descrit|citad)[oa]s?\b|\b(?:o\ autor|a\ autora)\b(?!\ d[eoa]s?\b
        |\ (?:mais|menos|é
        |foi)\b|\W*\Z)|\b(?:ideia|tema|título|propósito|tom)s?\ (?:principal\ )?d[oa]\ (?:texto|trecho|passagem|artigo
        |documento)\b|\b(?:o\ (?:autor|texto|documento|artigo|trecho)|a\ autora)\ (?:do\ (?:texto|trecho|artigo)|diz
        |menciona|descreve|afirma|recomenda|explica|sugere|indica|propõe|cita)\b
        |\b(?:afirmação|frase|palavra|parte|detalhe)\ d[oa]\ (?:texto|trecho|passagem)\b
    """,
    "it": r"""
        \b(?:secondo|in\ base\ a|stando\ a|conformemente\ a|sulla\ base\ de)(?:l|llo|lla|gli|i)?\ ?(?:il\ |lo\ |la
        \ |l['’]|questo\ |questa\ |)(?:testo|brano|documento|articolo|passaggio|passo|estratto|tabella|autore|autrice
        |sezione|paragrafo|pagina|capitolo|contesto|informazioni|figura|rapporto)\b(?!\ (?:\d|del?l?[oa']?\b))
        |\b(?:nel|nell['’]|dal|dall['’]|del|dell['’]|in\ questo)\ ?(?:testo|brano|articolo|documento|estratto
        |passaggio)\b(?=\W*\Z|,|\ (?:sopra|precedente|seguente|fornito|come|quale|quali|che|cosa|sono|si|vengono))
        |\b(?:questo|questa|quest['’])\ ?(?:testo|brano|documento|articolo|passaggio|estratto|tabella|sezione
        |paragrafo|pagina|capitolo|rapporto|elenco)\b(?!\ (?:\d|del?l?[oa']?\b))|\b(?:testo|brano|articolo|tabella
        |passaggio)\ (?:precedente|seguente|sopra|qui\ sopra|sottostante|riportato)\b|\b(?:menzionat|descritt|citat
        |indicat|elencat|illustrat)[oaie]\ (?:sopra|in\ precedenza|precedentemente|qui|sotto)\b|\b(?:suddett
        |sopracitat|sopraindicat)[oaie]\b|\b(?:l['’]autore|l['’]autrice)\b(?!\ (?:de[li]?|dell[oa]|della|è|era)\b|
        \ dell['’]|\W*\Z)|\b(?:idea|tema|titolo|scopo|tono)\ (?:principale\ )?del\ (?:testo|brano|documento
        |passaggio)\b|\b(?:l['’]autore|l['’]autrice|il\ testo|il\ documento|l['’]articolo|il\ brano)\ (?:del\ (?:testo
        |brano)|dell['’]articolo|dice|menziona|descrive|afferma|raccomanda|spiega|suggerisce|indica|propone|cita
        |sostiene)\b
        |\b(?:affermazione|frase|parola|parte)\ del\ (?:testo|brano)\b
    """,
    "nl": r"""
        \b(?:volgens|op\ basis\ van|aan\ de\ hand\ van|conform)\ (?:de|het|deze|dit)\ (?:\w+e\ )?(?:tekst|passage
        |document|artikel|fragment|tabel|auteur|schrijver|paragraaf|alinea|pagina|hoofdstuk|context|informatie|figuur
        |sectie|rapport)\b(?!\ (?:\d|van\b))|\b(?:in|uit|van)\ (?:de\ tekst|dit\ document|het\ document|het\ artikel
        |dit\ artikel|de\ passage|het\ fragment|deze\ tekst|deze\ tabel|deze\ passage)\b(?=\W*\Z|,|\ (?:hierboven
        |hieronder|over|wordt|staat|genoemd|beschreven|vermeld|gegeven|uitgelegd|besproken|gebruikt))|\b(?:deze|dit)
        \ (?:tekst|passage|document|artikel|fragment|tabel|alinea|pagina|hoofdstuk|paragraaf|rapport|sectie)\b(?!
        \ (?:\d|van\b))|\b(?:hierboven|bovenstaande?|hieronder|onderstaande?|eerder\ genoemde?)\b|\bde\ (?:auteur
        |schrijver)\b(?!\ (?:van|is)\b|\W*\Z)|\b(?:hoofdgedachte|onderwerp|titel|doel|strekking)\ van\ (?:de\ tekst
        |het\ (?:artikel|document|fragment)|de\ passage)\b|\b(?:de\ (?:auteur|schrijver|tekst)|het\ (?:document
        |artikel))\ (?:van\ (?:de\ tekst|het\ artikel)|zegt|noemt|beschrijft|vermeldt|stelt|adviseert|beweert)\b
        |\b(?:zegt|noemt|beschrijft|vermeldt|adviseert)\ (?:de\ (?:auteur|schrijver|tekst)|het\ (?:document
        |artikel))\b
    """,
    "sv": r"""
        \b(?:enligt|utifrån|baserat\ på|med\ utgångspunkt\ i)\ (?:den\ |det\ |denna\ |detta\ )?(?:\w+\ )?(?:texten
        |dokumentet|artikeln|avsnittet|stycket|utdraget|tabellen|författaren|kapitlet|passagen|sidan|informationen
        |sammanhanget|text|dokument|artikel|avsnitt|tabell)\b(?!\ (?:\d|om\b))|\b(?:i|från|av)\ (?:texten|dokumentet
        |artikeln|avsnittet|utdraget|passagen|ovanstående\ \w+)\b(?=\W*\Z|,|\ (?:ovan|nedan|om)\b)|\b(?:denna|detta
        |den\ här|det\ här)\ (?:text|dokument|artikel|avsnitt|tabell|stycke|kapitel|sida)(?:en|et|n)?\b|\b(?:texten
        |tabellen|stycket|avsnittet|artikeln)\ (?:ovan|nedan)\b|\b(?:nämn|beskriv|list)\w*\ (?:ovan|här|tidigare
        |nedan)\b|\bovanstående\b|\bförfattaren\b(?!\ (?:till|av|är)\b|\W*\Z)|\btextens\ \w+|\b(?:budskap|tema|syfte
        |titel)\w*\ (?:i|med|på|till)\ (?:texten|artikeln|dokumentet)\b|\b(?:författaren|texten|dokumentet|artikeln)
        \ (?:säger|nämner|beskriver|rekommenderar|menar|anger|till\ texten)\b|\b(?:säger|nämner|beskriver
        |rekommenderar|menar|anger)\ (?:författaren|texten|dokumentet|artikeln)\b
        |\b(?:handlar|börjar|slutar|visar|berättar)\ (?:texten|artikeln|avsnittet)\b
    """,
    "da": r"""
        \b(?:ifølge|i\ henhold\ til|baseret\ på|basert\ på|ut\ fra|ud\ fra)\ (?:den\ |det\ |denne\ |dette\ )?(?:\w+
        \ )?(?:teksten|dokumentet|artik(?:len|kelen)|artikkelen|afsnittet|avsnittet|uddraget|utdraget|tabellen
        |forfatteren|kapitlet|passagen|siden|tekst|dokument|artikel|artikkel)\b(?!\ (?:\d|om\b))|\b(?:i|fra)
        \ (?:teksten|dokumentet|artiklen|artikkelen|afsnittet|avsnittet|uddraget|utdraget|passagen)\b(?=\W*\Z|,|
        \ (?:ovenfor|nedenfor|over|om)\b)|\b(?:denne|dette)\ (?:tekst|dokument|artikel|artikkel|afsnit|avsnitt|tabel
        |tabell|kapitel|side)(?:en|et|n)?\b|\b(?:ovenfor|nedenfor|ovenstående|ovennevnte|nevnt\ over)\b
        |\bforfatteren\b(?!\ (?:til|af|av|bag|bak|er)\b|\W*\Z)|\btekstens\ \w+|\b(?:forfatteren|teksten|dokumentet
        |artiklen|artikkelen)\ (?:siger|sier|nævner|nevner|beskriver|anbefaler|mener|angiver)\b|\b(?:siger|sier|nævner
        |nevner|beskriver|anbefaler|mener)\ (?:forfatteren|teksten|dokumentet|artiklen|artikkelen)\b
        |\b(?:handler|begynder|slutter|viser)\ (?:teksten|artiklen|artikkelen)\b
    """,
    "fi": r"""
        \b(?:tekstin|asiakirjan|artikkelin|katkelman|taulukon|kappaleen|kirjoittajan|luvun|osion|dokumentin)
        \ (?:mukaan|perusteella)\b|\b(?:tässä|tämän|tästä|yllä\ olevassa|yllä\ olevan|edellä\ olevassa)\ (?:teksti
        |asiakirja|artikkeli|katkelma|taulukko|taulukossa|kappale|luvussa|osio|dokumentti)\w*|\b(?:tekstissä
        |katkelmassa|artikkelissa|asiakirjassa)\b(?=\W*\Z|,|\ (?:mainit|kuva|esite|kerro))|\b(?:tekstin|artikkelin
        |katkelman|asiakirjan)\ (?:pää\w+|aihe|teema|kirjoittaja|tarkoitus|sanoma|otsikko|keskeinen)
        |\bkirjoittaja\b(?!\W*\Z)|\b(?:yllä|edellä)\ (?:mainit|kuva|esite)\w*
    """,
    "pl": r"""
        \b(?:według|zgodnie\ z|na\ podstawie|wedle|w\ oparciu\ o)\ (?:tego\ |tym\ |tej\ |ten\ |powyższ\w+\ |podan\w+
        \ )?(?:tekst\w*|dokument\w*|artykuł\w*|fragment\w*|tabel\w+|autor\w*|akapit\w*|rozdział\w*|sekcj\w+
        |kontekst\w*|informacj\w+)\b(?!\ (?:\d|o\ ))|\b(?:w|z)\ (?:tym\ |tej\ |tego\ |powyższ\w+\ |podan\w+
        \ )?(?:tekście|tekstu|fragmencie|artykule|dokumencie)\b(?=\W*\Z|,|\ (?:powyżej|jako|o)\b)|\b(?:ten|tego|tym|ta
        |tej|powyższ\w+|niniejsz\w+)\ (?:tekst\w*|dokument\w*|artykuł\w*|fragment\w*|tabel\w+|akapi\w*|rozdzia\w*
        |stron\w*)\b(?!\ \d)|\b(?:wspomnian|opisan|wymienion|podan)\w+\ (?:powyżej|wyżej|wcześniej|tutaj)\b|\b(?:wyżej
        |powyżej)\ (?:wspomnian|opisan|wymienion)\w+|\b(?:myśl|temat|tytuł|cel|przesłanie)\ (?:tekstu|artykułu
        |fragmentu|dokumentu)\b|\bautor(?:ka)?\ (?:tekstu|artykułu|uważa|sądzi|myśli|mówi|pisze|wspomina|zaleca
        |opisuje|twierdzi)\b
    """,
    "cs": r"""
        \b(?:podle|dle|na\ základě)\ (?:tohoto\ |této\ |výše\ uveden\w+\ |dan\w+\ )?(?:text\w*|dokument\w*|člán\w+
        |úryv\w+|pasáž\w*|tabulk\w+|autor\w*|odstav\w+|kapitol\w+|oddíl\w*|kontext\w*)\b(?!\ \d)|\bv\ (?:tomto\ |této
        \ |uveden\w+\ )?(?:textu|úryvku|článku|dokumentu|pasáži|tabulce)\b(?=\W*\Z|,|\ (?:výše|níže|zmín|uved))
        |\b(?:tento|tohoto|tomto|tato|této)\ (?:text\w*|dokument\w*|člán\w+|úryv\w+|tabulk\w+|odstav\w+|kapitol\w+)\b
        |\bvýše\ (?:uveden|zmíněn|popsan)\w+|\b(?:myšlenka|téma|název|účel)\ (?:textu|článku|úryvku|dokumentu)\b
        |\bautor\ (?:textu|článku|myslí|doporučuje|uvádí|říká|zmiňuje|tvrdí|popisuje)\b
    """,
    "hu": r"""
        \ba\ (?:fenti\ |megadott\ )?(?:szöveg|dokumentum|cikk|részlet|táblázat|bekezdés|szerző|fejezet|szakasz)
        \ (?:szerint|alapján)\b|\b(?:eb(?:ben|ből|be)\ az?|en(?:nek|nél)\ az?|er(?:ről|re)\ az?|ezen|ez\ az?|az
        \ alábbi|a\ fenti)\ (?:szöveg|dokumentum|cikk|részlet|táblázat|bekezdés|fejezet)\w*|\ba\ (?:szövegben|cikkben
        |részletben|dokumentumban)\b(?=\W*\Z|,|\ (?:említ|szerepl|leír))|\ba\ (?:szöveg|cikk|részlet|dokumentum)
        \ (?:fő|témája|címe|célja|szerzője|mondanivalója|tárgya)|\ba\ szerző\b|\b(?:említ|ír|állít|javasol|mond
        |tárgyal|sorol|mutat)\w*\ (?:fel\ |be\ )?a\ (?:cikk|szöveg|dokumentum|részlet|táblázat)\b|\bfent(?:ebb)?
        \ (?:említett|leírt)\w*
    """,
    "ro": r"""
        \b(?:conform|potrivit|pe\ baza|în\ baza)\ (?:textului|documentului|articolului|pasajului|fragmentului
        |tabelului|autorului|secțiunii|paragrafului|acestui\ \w+)\b(?!\ \d)|\bîn\ (?:acest\ |textul\ |articolul
        \ |)(?:text|pasaj|document|articol|fragment|tabel|textul|pasajul|fragmentul)\b(?=\W*\Z|,|\ (?:de\ mai\ sus
        |menționat))|\b(?:acest|acestui|această)\ (?:text|pasaj|document|articol|fragment|tabel|secțiun)\w*|\bmai
        \ sus\b|\b(?:ideea|tema|titlul|scopul)\ (?:principală\ a\ |principal\ al\ )?(?:textului|articolului
        |pasajului)\b|\bautorul\ (?:textului|articolului|crede|recomandă|afirmă|spune|menționează|descrie)\b
    """,
    "tr": r"""
        \b(?:bu\ |yukarıdaki\ |verilen\ |aşağıdaki\ )?(?:metne|metnine|belgeye|makaleye|parçaya|pasaja|tabloya
        |paragrafa|yazara|bölüme|dokümana|yazıya)\ göre\b|\b(?:bu|yukarıdaki|aşağıdaki|verilen|söz\ konusu)\ (?:metin
        |metn|belge|makale|parça|pasaj|tablo|paragraf|bölüm|doküman|sayfa)\w*(?!\ (?:oluştur|ekle))|\b(?:metinde
        |parçada|pasajda|makalede|belgede)\b(?=\W*\Z|,|\ (?:geçen|bahsed|belirt|anlat|adı|söz|neler|hangi))|\byukarıda
        \ (?:bahsed|belirt|söz|adı|anlat)\w*|\byazar(?:ın|a)?\ (?:neden|nasıl|ne|hangi|kime|niçin|göre)\b|\b(?:metnin
        |parçanın|makalenin)\ (?:ana|konusu|başlığı|amacı)|\bmetnin\ yazarı\b
    """,
    "id": r"""
        \b(?:menurut|berdasarkan|sesuai|sesuai\ dengan)\ (?:isi\ )?(?:teks|bacaan|dokumen|artikel|paragraf|tabel
        |penulis|bagian|kutipan|konteks|petikan|gambar)\b(?!\ \d)|\b(?:dalam|pada|di|dari)\ (?:teks|bacaan|artikel
        |dokumen|paragraf|tabel|kutipan|petikan)\ ?(?:ini|tersebut|di\ atas|itu)?(?=\W*\Z|,)|\b(?:teks|bacaan|wacana
        |dokumen|artikel|paragraf|tabel|kutipan|bagian|halaman)\ (?:ini|tersebut|di\ atas|berikut)\b|\b(?:disebutkan
        |dijelaskan|dibahas)\ (?:di\ atas|sebelumnya|di\ sini)\b|\bpenulis\ (?:teks|artikel|me\w+)|\b(?:ide|gagasan
        |topik|tema|judul|tujuan)\ (?:pokok\ |utama\ )?(?:teks|bacaan|paragraf|artikel)\b
    """,
    "vi": r"""
        \b(?:theo|dựa\ (?:vào|trên)|căn\ cứ\ vào)\ (?:nội\ dung\ )?(?:đoạn\ văn|đoạn\ trích|văn\ bản|tài\ liệu|bài
        \ viết|bài\ báo|bảng|tác\ giả|đoạn|phần|ngữ\ cảnh|bài\ đọc)(?!\ (?:tuần|chữ|cửu|\d|quy\ phạm))(?=\W|\Z)
        |\b(?:trong|của)\ (?:đoạn\ văn|đoạn\ trích|văn\ bản|bài\ viết|bài\ đọc|tài\ liệu)\ ?(?:này|trên|sau)?(?=\W*\Z
        |,)|\b(?:đoạn\ văn|đoạn\ trích|văn\ bản|tài\ liệu|bài\ viết|bảng|phần|chương|trang)\ (?:này|trên|nói\ trên
        |dưới\ đây)(?=\W|\Z)|(?:nêu|đề\ cập|mô\ tả|nhắc)\ (?:ở\ |đến\ ở\ |đến\ )?(?:trên|ở\ đây|phía\ trên)|\b(?:ý|nội
        \ dung|chủ\ đề|tiêu\ đề)\ (?:chính\ )?của\ (?:đoạn|văn\ bản|bài)|\btác\ giả\ (?:của\ (?:bài|đoạn|văn\ bản)|nói
        |đã|muốn|dùng|nghĩ|cho\ rằng|đề\ cập|khuyên|của\ (?:đoạn|bài))
    """,
}
