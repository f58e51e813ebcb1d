"""More ways to refer to a text: what is said there by nobody named, its lines and parts, and the people in it."""

_PARTS = (
    r"(?:footnote|caption|notice|heading|headline|subheading|sidebar|memo|review|advert(?:isement)?|poster|leaflet|flyer"
    r"|email|e-mail|message|letter|poem|speech|dialogue|conversation|transcript|quote|quotation|equation|interview"
    r"|abstract|introduction|conclusion|announcement|blurb|testimonial|press\ release|bullet\ points?)"
)
_POINTS = (
    r"(?:reasons?|explanations?|examples?|advice|evidence|arguments?|claims?|justifications?|details?|warnings?|facts?"
    r"|recommendations?|descriptions?|instructions?|statements?|tips?|criticisms?|objections?|points?|benefits?|drawbacks?"
    r"|figures?|suggestions?|comparisons?)"
)
_MADE = (
    r"(?:given|offered|provided|made|cited|mentioned|listed|stated|presented|put\ forward|highlighted|raised|quoted)"
)
_TOLD = (
    r"(?:described|listed|mentioned|discussed|outlined|quoted|cited|named|depicted|presented|referenced|highlighted)"
)

FURTHER = {
    "en": rf"""
        \A\W*(?:what|which|how\ many)\ (?:\w+\ ){{0,2}}{_POINTS}\ (?:is|are|was|were)\ {_MADE}\b(?!\ by\ (?!the
        \ (?:author|writer)))
        |\bwhat\ (?:is|was|are|were|has\ been)\ (?:stated|mentioned|said|told|written|claimed|reported|revealed
        |implied|suggested
          |indicated|noted)\ (?:about|of|regarding|concerning|on)\b|\bwhat\ are\ we\ told\b
        |\bwhat\ (?:do|does|can|did)\ (?:we|the\ reader|readers?|you)\ (?:learn|find\ out|infer|discover)\ about\b
        |\A\W*(?:what|which|who|list|name)\b[^?]*\bthe\ (?:(?!is\b|are\b|was\b|were\b|be\b|been\b|has\b|have\b
        |to\b)\w+\ ){{1,5}}{_TOLD}\W*\Z
        |\bhow\ (?:many\ times|often)\ (?:is|are|does)\ [\w\ \"“”']{{1,30}}\ (?:mentioned|named|appear|referred
        \ to)\W*\Z
        |\b(?:of|among)\ the\ (?:listed|mentioned|described|given|named|following|above|options|statements
        |choices)\b(?=\ \w+|\W*\Z)
          (?!\ (?:of|in|by)\b)(?![^?]*[:"“\n])
        |\bthe\ (?:first|second|third|fourth|last|next|final)\ (?:item|step|point|bullet|entry|row|column
        |paragraph|line|instruction|rule)
          \ (?:on|in)\ the\ (?:list|table|text|procedure|instructions)\W*\Z
        |\b(?:row|line|column|bullet|paragraph)\ \d+\W*\Z|\b(?:does|do|did)\ (?:row|column|line|bullet|paragraph)
        \ \d+\ (?!of\b|in\b)\w+
        |\b(?:does|do|did)\ the\ {_PARTS}\ (?:say|explain|mention|warn|tell|describe|state|show|ask|suggest|advise
        |imply|claim|promise
          |recommend|conclude|reveal|indicate)\b|\b(?:in|by|from|of)\ the\ {_PARTS}\W*\Z
        |\bthe\ (?:sentence|word|phrase|passage)s?\ in\ (?:bold|italics|capitals|brackets|quotation\ marks)\b
        |\b(?:used|meant|described|implied|shown|said)\ here\W*\Z|\bmean(?:ing)?\ here\W*\Z
        |\bwhich\ (?:section|chapter|heading|paragraph|line|sentence|page|part|step|row|column)s?\ (?:covers?
        |comes?|explains?|describes?|deals?
          |mentions?|discusses|contains?|says?|states?|supports?|shows?|tells?|lists?|summari[sz]es?)\b
        |\blisted\ (?:under|below|in)\ ["“']
        |\A\W*who\ (?:signed|wrote|sent|issued|published|received|addressed)\ the\ (?:document|letter|e-?mail|memo
        |report|article|text|notice
          |message|review|note)\W*\Z
        |\b(?:top|bottom|head|foot|end|beginning|start)\ of\ the\ (?:page|document|table|letter|list|passage)\W*\Z
        |\bthe\ above\b(?!\ ground)|\breaders?\ at\ the\ end\b
        |\b(?:moral|theme|message|title|genre|setting|plot|narrator|protagonist|antagonist|main\ characters?
        |climax|mood|tone|subject\ line)s?
          \ (?:of|in)\ (?:the|this)\ (?:story|tale|fable|poem|novel|book|message|letter|e-?mail|play|speech)\W*\Z
        |\A\W*(?:please\ )?(?:summari[sz]e|list|outline|identify|state|name|explain|describe|paraphrase)\ the
        \ (?:main|key|central|most\ important
          |major|two|three|four|five)\ (?:main\ |key\ )?(?:points?|ideas?|arguments?|facts?|findings?|themes?
          |takeaways?|topics?|events?|characters?)\W*\Z
        |\bby\ the\ (?:author|writer|speaker|narrator|researchers|interviewee)s?\W*\Z
        |\A\W*(?:which|what)\ (?:\w+\ )?(?:claim|statement|option|answer|alternative|sentence)s?\ (?:is|are|best
        |would|can)\ (?:\w+\ )?(?:true
          |false|correct|incorrect|made\ about|describes?|summari[sz]es?|supported|implied)\b
        |\A\W*(?:is|are|was|were)\ the\ (?:following|statement)\b
        |\bwhat\ (?:does|do)\ the\ (?:map|pictures?|diagram|photo(?:graph)?|cartoon|illustration|charts?|graphs?
        |results)\ (?:show|depict
          |represent|suggest|reveal)\W*\Z|\A\W*who\ is\ the\ (?:intended|target)\ audience\W*\Z
        |\A\W*(?:where|when|how|why)\ does\ the\ (?:story|tale|poem|novel|play|article|book|essay|speech)\ (?:take
        \ place|begin|start|end
          |open|close)\W*\Z
        |\bthe\ (?:first|second|third|fourth|last|other|only)\ (?:reason|example|argument|point|exception
        |condition|option|benefit)
          \ (?:given|made|provided|offered)\W*\Z
        |\A\W*what\ can\ (?:be|we)\ (?:concluded?|inferr?e?d?|deduced?|learn(?:ed|t)?|assumed?)\ about\ the\b
        |\bwhat\ does\ the\ (?:man|woman|caller|speaker|reviewer|boy|girl)\ (?:want|mean|suggest|say|offer|ask
        |imply|complain|think)\b
        |\bthe\ (?:underlined|highlighted|italici[sz]ed|bold|quoted)\ (?:word|phrase|sentence|part|section|text
        |passage|line)s?\b
        |\A\W*(?:who|what)\ (?:are|is)\ the\ (?:main|key|central|primary)\ (?:characters?|arguments?|ideas?
        |points?|messages?|themes?
          |takeaways?|conflict|claims?|findings?|problem|topics?|events?|purpose|conclusions?)\W*\Z
        |\A\W*(?:what|which|how\ many)\ (?:\w+\ ){{1,3}}(?:is|are|was|were)\ (?:proposed|suggested|expressed
        |{_TOLD})(?:\ here|\ there)?\W*\Z
        |\b(?:is|was|are)\ the\ (?:man|woman|customer|caller|speaker|reviewer|boy|girl|couple)\ \w+ing\ (?:about
        |for|to)\W*\Z
        """,
    "de": r"""
        \b(?:im|in\ dem|am)\ (?:ersten|zweiten|dritten|vierten|letzten|nächsten)\ (?:absatz|abschnitt|satz)\W*\Z
        |\bwas\ (?:wird|ist|wurde)\ (?:hier\ )?(?:über|zu|von)\ [\w\ ]{1,40}\ (?:gesagt|geschrieben|berichtet
        |mitgeteilt|erwähnt)\b
        |\bwas\ (?:zeigt|zeigen|stellt)\ (?:die|das|der)\ (?:abbildung|tabelle|bild|diagramm|karte|grafik|foto
        |schaubild|kurve)\W*(?:\Z|dar\b)
        |\bwelche[srn]?\ (?:\w+\ )?(?:beispiele?|gründe?|argumente?|vorteile?|nachteile?|maßnahmen|punkte?
        |schritte?|zahlen?|personen?|orte?)
          \ (?:wird|werden|wurden?)\ (?:\w+\ )?(?:genannt|angeführt|beschrieben|erwähnt|aufgeführt|gegeben)\b
        |\A\W*(?:wann|wo|warum|wie|weshalb|wofür|von\ wem)\ (?:wurden?\ (?:er|sie|es)|(?:ist|war|hat|kann|muss)
        \ er)\b(?![^?]*,)
        |\b(?:der|das|die|dem|den)\ (?:unterstrichene|fettgedruckte|markierte)[nrms]?\b
        |\A\W*was\ ist\ die\ (?:kernaussage|hauptaussage|grundidee|hauptidee|botschaft)\W*\Z
        |\bwer\ ist\ der\ (?:erzähler|verfasser|sprecher|autor)\W*\Z|\b(?:fasse|fassen\ sie)\ (?:die\ wichtigsten
        |die\ haupt)\w*\b
        """,
    "fr": r"""
        \b(?:narrateur|auteure?|personnage\ principal|héros|sujet|thème|morale)\ (?:du\ (?:récit|roman|conte
        |poème)|de\ (?:l['’]histoire
          |la\ nouvelle|la\ fable))\W*\Z
        |\b(?:que\ dit-on|qu['’]est-ce\ qui\ est\ dit|qu['’]apprend-on)\ (?:de|du|sur|à)\b
        |\bquel(?:le)?s?\ (?:exemple|raison|argument|étape|avantage|chiffre|conseil)s?\ (?:est|sont)\ (?:cité
        |donné|mentionné|évoqué|décrit)e?s?\b
        |\bque\ (?:montre|montrent|représente)\ (?:la\ figure|le\ tableau|le\ graphique|l['’]image|le\ schéma)\W*\Z
        |\A\W*quelle?\ est\ l['’](?:idée\ principale|argument\ principal)\W*\Z
        |\b(?:premier|deuxième|dernier|second|troisième)\ paragraphe\W*\Z
        |\A\W*(?:quand|où|pourquoi|comment)\ (?:a-t-(?:il|elle)|est-(?:il|elle)|ont-ils|fut-il|était-il)\b(?!
        \ (?:possible|nécessaire|utile))
        """,
    "es": r"""
        \bqué\ se\ (?:menciona|dice|afirma|explica|indica|cuenta)\ (?:sobre|de|del|acerca)\b
        |\b(?:quién\ es|cómo\ se\ llama)\ (?:el|la)\ (?:narradora?|autora?|protagonista|personaje\ principal)\W*\Z
        |\b(?:qué|cómo)\ (?:opina|piensa|dice|afirma|sostiene|defiende|critica|propone)\ (?:el\ autor|la\ autora)\W*\Z
        |\bqué\ (?:ejemplos?|razón|razones|motivos?|argumentos?|pasos?|ventajas)\ (?:se\ )?(?:dan?|mencionan?
        |citan?|describen?)\b
        |\bqué\ (?:muestra|representa)\ (?:la\ figura|la\ tabla|el\ gráfico|la\ imagen)\W*\Z
        |\A\W*cuál\ es\ (?:la\ idea|el\ argumento|el\ mensaje)\ principal\W*\Z
        |\b(?:primer|segundo|último|tercer)\ párrafo\W*\Z|\b(?:moraleja|protagonista|narrador)\ (?:de\ la
        \ historia|del\ cuento|del\ relato)\W*\Z
        """,
    "pt": r"""
        \bo\ que\ (?:diz|afirma|menciona|explica|recomenda)\ (?:o\ (?:artigo|texto|autor|documento)|a\ autora)\b
        (?!\ \d|\ d[aoe])
        |\bo\ que\ (?:se\ diz|é\ dito)\ (?:sobre|de)\b|\bquem\ é\ o\ (?:narrador|autor|protagonista)\W*\Z
        |\bo\ que\ mostra\ (?:a\ figura|a\ tabela|o\ gráfico|a\ imagem)\W*\Z|\b(?:primeiro|segundo|último
        |terceiro)\ parágrafo\W*\Z
        """,
    "it": r"""
        \b(?:chi\ è|come\ si\ chiama)\ (?:il\ narratore|il\ protagonista|l['’]autore)\W*\Z|\bcosa\ si\ dice\ (?:di
        |su|sul|sulla|dei|del)\b
        |\bcosa\ (?:mostra|rappresenta)\ (?:la\ figura|la\ tabella|il\ grafico|l['’]immagine)\W*\Z|\b(?:primo
        |secondo|ultimo|terzo)\ paragrafo\W*\Z
        |\bquali?\ (?:esempi|motivi|argomenti|passi|vantaggi)\ (?:vengono|sono)\ (?:citat|menzionat|descritt
        |elencat|indicat)i\b
        """,
    "nl": r"""
        \bwat\ wordt\ er\ (?:gezegd|verteld|geschreven)\ over\b|\b(?:eerste|tweede|laatste|derde)\ alinea\W*\Z
        |\bwie\ is\ de\ (?:verteller|schrijver|hoofdpersoon)\W*\Z|\bwat\ (?:laat|toont)\ (?:de\ figuur|de\ tabel
        |de\ grafiek)\b
        """,
    "ru": r"""
        \bчто\ (?:говорится|сказано|сообщается|рассказывается)\ о[б]?\ [\w-]+\W*\Z|\b(?:первом|втором|третьем
        |последнем)\ абзаце\W*\Z
        |\bкто\ (?:является\ )?(?:рассказчик|главный\ герой)\w*\W*\Z|\bчто\ (?:показано|изображено)\ на
        \ (?:рисунке|графике|схеме|диаграмме)\b
        """,
    "zh": r"""
        第[一二三四五]段|(?:这|該|该|這)(?:篇|段|首|则)(?:文章|文字|诗|詩|话|故事|短文)|划线|劃線|上图|下图|上表|下表
        """,
    "ja": r"第[一二三]段落|下線部|傍線部|この(?:文章|グラフ|表|図|話|物語)|次の(?:文章|グラフ)|上の(?:表|図|文)",
    "ko": r"""
        밑줄|(?:첫|두|세|마지막)\s?(?:번째)?\s?(?:문단|단락)|(?:이|위|다음)\s(?:글|표|그래프|이야기|지문)(?:에|의
        |은|는|을|에서)
        """,
}
