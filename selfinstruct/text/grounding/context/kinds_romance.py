"""The words of the Romance languages by which a question refers to what its reader does not have."""

from selfinstruct.text.grounding.context.kind_words import Words

ROMANCE = {
    "fr": Words(
        asks=r"qui|quand|où|comment|pourquoi|combien|que|quoi|à qui|à quoi|avec qui|en quoi|d['’]où"
        r"|par qui|de quoi|pour qui"
        r"|quel(?:le)?s?",
        breaks=r"le|la|les|un|une|des|du|on|si|que|qui|quand|lorsque|et|ou|parce|je|nous|vous",
        pronouns=r"(?!y a(?:vai|ur)?\w*-)(?:s['’]y |y |n['’]|l['’]|s['’]|se |ne |lui |leur |en )*(?!passe|faut"
        r"|existe|agit|convient|vaut|fait|suffit|reste"
        r"|manque|pleut|neige|semble|paraît|arrive-t-il (?:que|quand|si|lors))(?:\w+(?:-t)?-(?:ils"
        r"|elles?)|(?<!y )(?!est-|était-|serait-)\w+(?:-t)?-il(?! y avoir))"
        r"|(?:lui|leur) (?:est|a|ont|sont|était|avait)(?!\w)|s['’]y est-(?:il|elle)|y est-(?:il|elle)",
        these=r"cette|cet|ces|(?<!-)ce(?! (?:que|qui|dont|sont|n|soit|fut|à)\b)",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|ann[ée]es?|jours?|semaines?|mois|siècles?|temps|fois|monde|soir"
        r"|matin|été|hiver",
        plain=r"\A\W*(?:pourquoi|quand|comment) (?:est-ce|était-ce|cela|ça)(?! que\b)(?! \w+ (?:de|d['’]"
        r"|que))(?= |\W*\Z)",
        places=r"là|là-bas",
        nth=r"premi(?:er|ère)|deuxième|second|seconde|troisième|quatrième|derni(?:er|ère)"
        r"|avant-derni(?:er|ère)",
        parts=r"figures?|tableau|ligne|colonne|paragraphe|section|phrase|exemple|diagramme|schéma|graphique"
        r"|image|chapitre"
        r"|strophe|point|étape|partie",
        of=r"de|du|des|d['’]|dans|en|pour",
        told=r"(?:le|la|les|l['’]|cette|cet|ce|des|du|aux?|[ld]['’]) ?(?:\w+ )?(?!plus\b"
        r"|moins\b)\w+ (?:mentionn|cit|fourni|évoqu|susmentionn|précit|énumér"
        r"|présent|indiqu|list)(?:ée?s?|ies?|is?)(?= |\W*\Z)(?! (?:par|dans|en|à|au|aux|sur|lors|pour"
        r"|comme|avec|de|contre|chez)\b)|(?:dans|selon)"
        r" (?:l['’]exemple|les exemples) (?:donné|fourni|présenté|ci)\w*",
        as_told=r"(?:comme|ainsi que|tel que|telle que) (?:indiqué|mentionné|dit|précisé|décrit|expliqué"
        r"|vu)\w* (?:plus haut"
        r"|précédemment|ci-dessus|auparavant|plus tôt)|(?:au début|à la fin|au cours) (?:du (?:récit"
        r"|texte|passage|conte|poème)"
        r"|de (?:l['’](?:histoire|article|extrait)|la nouvelle))|(?:le|la|l['’]) ?(?:guide|texte"
        r"|manuel|rapport|document|notice"
        r"|article) (?:énumère|cite|recommande|mentionne|décrit|dit|précise|conseille)|(?:dit|énumère"
        r"|cite|recommande|conseille"
        r"|mentionne|décrit|précise) (?:le (?:guide|texte|manuel|rapport|document)|la notice"
        r"|l['’]article)(?! (?:\d|1er))",
        says=r"(?:a )?(?:promet|promis|promit|compare|dit|pense|croit|décrit|recommande|conseille|demande"
        r"|mentionne|raconte|affirme|critique"
        r"|appelle|ressent|propose|explique|suggère|conclut|veut|éprouve)(?:-t-(?:il|elle))?",
        persons=r"(?:l['’](?:orateur|oratrice|écrivain|interviewé)|le narrateur|la narratrice|le conférencier)",
    ),
    "es": Words(
        asks=r"qué|quién(?:es)?|cuándo|dónde|cómo|por qué|cuánt[oa]s?|cuál(?:es)?|a qué|a quién|con qué"
        r"|con quién|de qué|en qué"
        r"|para qué|adónde",
        breaks=r"el|la|los|las|un|una|unos|unas|del|al|que|si|cuando|porque|y|o|uno",
        pronouns=r"él|ella|ellos|ellas",
        these=r"est[aeo]s?|es[ae]s?|dich[oa]s?|aquell?[oa]s?",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|años?|días?|semana|mes|siglo|tiempo|mundo|mañana|tarde|noche"
        r"|verano|invierno|de|del|y",
        plain=r"\A\W*(?:por qué|cuándo|cómo) (?:es|fue|era|son|ocurrió|pasó|funciona)(?: \w+)? (?:esto|eso"
        r"|ello)(?!\w)|\A\W*(?:por qué"
        r"|cuándo|cómo) (?:esto|eso|ello) ",
        places=r"allí|allá|ahí|aquí",
        nth=r"primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|últim[oa]|penúltim[oa]|siguiente",
        parts=r"figura|tabla|cuadro|fila|línea|columna|párrafo|sección|apartado|oración|frase|ejemplo"
        r"|diagrama|gráfico|imagen"
        r"|capítulo|estrofa|punto|paso|parte",
        of=r"de|del|en|para|al",
        told=r"(?:el|la|los|las|del|al|l[oa]s) (?:\w+ )?(?!más\b|menos\b)\w+ (?:mencionad|citad|descrit"
        r"|enumerad|presentad|proporcionad|señalad|aludid"
        r"|referid|listad|facilitad|indicad)[oa]s?(?= |,|\W*\Z)(?! (?:por|en|a|al|como|de|del|con"
        r"|para|durante)\b)"
        r"|(?:en|según|con|de) (?:el|la|los|las) (?:\w+ )?(?:ejemplo|datos|información|informaciones|opciones)"
        r" (?:dad|proporcionad|facilitad|anterior|siguiente|enumerad|suministrad)\w*",
        as_told=r"(?:como|según) (?:se )?(?:ha |han )?(?:indicó|indicado|mencionó|mencionado|dijo|dicho"
        r"|señaló|señalado|describió"
        r"|descrito|explicó|explicado) (?:antes|anteriormente|arriba|previamente|más arriba|ya)"
        r"|(?:al (?:principio|comienzo|inicio"
        r"|final)|en el transcurso) (?:del (?:relato|texto|cuento|fragmento|poema|artículo)"
        r"|de la (?:historia|narración|obra))"
        r"|(?:la guía|el manual|el informe|el texto) (?:enumera|menciona|recomienda|cita|describe)"
        r"|(?:enumera|menciona|recomienda"
        r"|cita|describe|dice) (?:la guía|el manual|el informe|el texto)(?! de\b)",
        says=r"promet\w+|compar\w+|dice|dijo|piensa|cree|describ\w+|recomiend\w+|recomendó|aconsej\w+|pide"
        r"|pidió|mencion\w+|cuent\w+"
        r"|afirm\w+|critic\w+|llama|siente|opina|propon\w+|explic\w+|sugier\w+|conclu\w+|quiere",
        persons=r"el (?:orador|narrador|escritor|ponente|entrevistado)|la (?:oradora|narradora|escritora"
        r"|ponente|entrevistada)",
    ),
    "it": Words(
        asks=r"chi|che|che cosa|cosa|cos['’]|quando|dove|come|perché|quant[oaie]|qual[ei]?|a chi"
        r"|a che cosa|con chi|con che cosa"
        r"|in che cosa|in che modo|di che cosa|per chi|per quale motivo",
        breaks=r"il|lo|la|i|gli|le|un|uno|una|del|dei|degli|delle|della|che|se|quando|perché|e|o|si può",
        pronouns=r"lui|(?-i:lei)|loro|egli|ella|essi|esse|(?:gli|le) (?:accadde|successe|capitò|succede"
        r"|è (?:accaduto|successo|capitato)|disse"
        r"|chiese|rispose|diede)",
        these=r"quest[oaie]|quest(?=['’])|quell[oaie]|quel|quei|quegli|tal[ei]",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|ann[oi]|giorn[oi]|settimana|mese|secolo|tempo|mondo|mattina"
        r"|sera|estate|inverno|che",
        plain=r"\A\W*(?:perché|quando|come) (?:questo|ciò) (?:è|fu|era|accadde|avviene|funziona|accade)"
        r"|\A\W*(?:perché|quando|come) (?:è|fu"
        r"|era)(?: \w+)? (?:questo|ciò)\W*\Z",
        places=r"lì|là|laggiù|ci|vi|qui",
        nth=r"prim[oa]|second[oa]|terz[oa]|quart[oa]|ultim[oa]|penultim[oa]|successiv[oa]",
        parts=r"figura|tabella|riga|colonna|paragrafo|sezione|frase|esempio|diagramma|grafico|immagine"
        r"|capitolo|strofa|punto"
        r"|passaggio|passo|parte|capoverso",
        of=r"di|del|dello|della|dell['’]|dei|degli|delle|in|nel|nella|per",
        told=r"(?:il|lo|la|i|gli|le|del|dello|della|dei|degli|delle|al|allo|alla|l['’]"
        r"|[dn]e?ll['’]) ?(?:\w+ )?(?!più\b|meno\b)\w+ (?:menzionat|citat|descritt"
        r"|elencat|presentat|fornit|indicat|riportat|suddett|sopracitat)[oaie](?= |,"
        r"|\W*\Z)(?! (?:d[aei]\w*|in|n[ei]l\w*|a|al|come|con"
        r"|per|durante)\b)|(?:nell['’]esempio|in base alle informazioni|secondo i dati|con i dati"
        r"|dalle informazioni)"
        r" (?:fornit|dat|indicat|riportat|seguent|precedent)\w*",
        as_told=r"come (?:già |è stato |si è )?(?:indicato|menzionato|detto|descritto|spiegato"
        r"|accennato)(?: in precedenza| sopra| prima"
        r"| precedentemente| più sopra)|(?:all['’]inizio|alla fine|nel corso) (?:del (?:racconto"
        r"|testo|brano|poema)|della storia"
        r"|della novella|dell['’]articolo)|(?:la guida|il manuale|il rapporto|il testo|il documento"
        r"|il brano) (?:elenca|menziona|consiglia|cita"
        r"|descrive|dice)|(?:elenca|menziona|consiglia|cita|descrive|dice) (?:la guida|il manuale"
        r"|il rapporto|il testo|il documento|il brano)"
        r"(?! d[ei])",
        says=r"prom\w+|paragon\w+|dice|disse|pensa|crede|descriv\w+|consigli\w+|raccomand\w+|chied\w+"
        r"|chiese|menzion\w+|raccont\w+"
        r"|afferm\w+|critic\w+|chiama|sente|ritiene|propon\w+|spieg\w+|sugger\w+|conclud\w+|vuole",
        persons=r"(?:l['’](?:oratore|oratrice|intervistat[oa])|il narratore|la narratrice|lo scrittore"
        r"|la scrittrice|il relatore)",
    ),
    "pt": Words(
        asks=r"o que|que|quem|quando|onde|como|por ?que|quant[oa]s?|qual|quais|a que|a quem|com que"
        r"|com quem|de que|em que|para que|aonde"
        r"|o que é que",
        breaks=r"os?|as?|um|uma|uns|umas|dos?|das?|que|se|quando|porque|e|ou|no|na",
        pronouns=r"ele|ela|eles|elas|dele|dela|deles|delas|nele|nela",
        these=r"(?:d|n)?(?:est[ae]|ess[ae]|aquel[ae])s?",
        times=r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻ])\w*|anos?|dias?|semana|mês|século|tempo|mundo|manhã|tarde|noite"
        r"|verão|inverno",
        plain=r"\A\W*(?:por ?que|quando|como) (?:isso|isto)(?: não)? (?:é|foi|era|aconteceu|funciona"
        r"|ocorreu)|\A\W*(?:por ?que|quando|como)"
        r" (?:é|foi|era)(?: \w+)? (?:isso|isto)\W*\Z",
        places=r"lá|ali|aí|aqui|para lá|para ali",
        nth=r"primeir[oa]|segund[oa]|terceir[oa]|quart[oa]|últim[oa]|penúltim[oa]|seguinte|próxim[oa]",
        parts=r"figura|tabela|quadro|linha|coluna|parágrafo|seção|secção|frase|exemplo|diagrama|gráfico"
        r"|imagem|capítulo|estrofe"
        r"|ponto|passo|parte",
        of=r"de|do|da|dos|das|em|no|na|para",
        told=r"(?:os?|as?|d[oa]s?|n[oa]s?|aos?|às?|pel[oa]s?) (?:\w+ )?(?!mais\b|menos\b)\w+ (?:mencionad"
        r"|citad|descrit|listad|enumerad|apresentad|fornecid|referid"
        r"|indicad|supracitad)[oa]s?(?= |,|\W*\Z)(?! (?:por|pel[oa]s?|em|n[oa]s?|a|ao|como|de|d[oa]s?"
        r"|com|para|durante)\b)"
        r"|(?:n[oa]s?|com base n[oa]s?|segundo [oa]s?) (?:exemplo|informações|dados) (?:dad|fornecid"
        r"|seguinte|anterior|apresentad)\w*",
        as_told=r"(?:como|conforme) (?:já |foi |se )?(?:indicado|mencionado|dito|descrito|explicado|indicou"
        r"|mencionou|disse)(?: anteriormente"
        r"| acima| antes| previamente)|no (?:início|começo|final|decorrer) (?:d[oa] (?:história|conto"
        r"|texto|narrativa|artigo|trecho|poema))"
        r"|(?:o guia|o manual|o relatório|o texto|o trecho) (?:enumera|menciona|recomenda|cita"
        r"|descreve|lista|diz)|(?:enumera|menciona|recomenda"
        r"|cita|descreve|lista|diz) (?:o guia|o manual|o relatório|o texto|o trecho)(?! d[oa]?\b)",
        says=r"promet\w+|compar\w+|diz|disse|pensa|acha|acredita|descrev\w+|recomend\w+|aconselh\w+|pede"
        r"|pediu|mencion\w+|cont\w+"
        r"|afirm\w+|critic\w+|chama|sente|propõe|explic\w+|suger\w+|conclu\w+|quer",
        persons=r"o (?:orador|narrador|escritor|palestrante|entrevistado)|a (?:oradora|narradora|escritora"
        r"|palestrante|entrevistada)",
    ),
}
