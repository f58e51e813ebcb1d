"""Forms of refusals in languages in Latin letters, but for Turkish and Vietnamese."""

from selfinstruct.text.refusals.forms import RefusalForms

_EN_CANNOT = (
    r"(?:i(?:'?m| am)? (?:just |simply |really |also |therefore )?(?:can'?t|cannot|can not|won'?t(?: be able to)?"
    r"|will not(?: be able"
    r" to)?|unable to|not able to|not allowed to|not permitted to|not in a position to|must (?:respectfully "
    r"|politely )?"
    r"(?:decline|refuse) to|have to decline to|refuse to|could not|couldn'?t)|unable to|(?:i )?can'?t|cannot)"
)

WEST: dict[str, RefusalForms] = {
    "en": RefusalForms(
        r"(?:i(?:'?m| am) )?(?:very |so |really |truly |deeply |terribly )*(?:sorry|afraid)(?: about (?:that|this)"
        r"| for (?:the|any) "
        r"[\w ]{1,30})?|(?:my |please accept my )?(?:sincere |deepest )?apologies|i (?:do |sincerely |must "
        r"|want to )?apologi[sz]e"
        r"(?: for (?:the|any) [\w ]{1,30})?|unfortunately|regrettably|i regret",
        r"hello|hi|hey|greetings|oh|well|no|thanks?(?: you)?(?: for [\w ]{1,40})?|(?:i(?:'?m"
        r"| am) )?sorry to hear [\w ]{1,30}"
        r"|i (?:do )?(?:understand|appreciate|see)[\w' ]{0,60}|as (?:an ai|a language model|an assistant)[\w ]{0,30}"
        r"|(?:is there|if there is|if you have|do you have)(?: anything| something| any)? (?:else|other)[\w' ]{0,60}"
        r"|(?:please |feel free to )?(?:let me know|ask)[\w' ]{0,60}|how (?:else )?(?:can|may) i [\w ]{0,40}|thank you"
        r"|i(?:'?m| am) (?:programmed|designed|trained|built|made|here) to be (?:an? )?(?:helpful|harmless|safe|honest"
        r"|respectful)[\w -]{0,60}|my purpose is to be (?:helpful|harmless|safe|of help)[\w ]{0,40}",
        r"(?:that|this|it|your request|doing so)[\w ]{0,20} (?:goes|go|is|violates?"
        r"|against) (?:against )?my [\w ]{0,20}"
        r"(?:guidelines|polic(?:y|ies)|programming|principles)|"
        rf"(?:as an? [\w ]{{0,30}}(?:model|ai|assistant) )?{_EN_CANNOT} (?:in good (?:conscience"
        rf"|faith) )?(?:\w+ly )?(?:(?:help"
        rf"|assist)(?:ing)?\b(?! but\b| (?:\w+ing|it|myself|themselves)\b)|comply\b|fulfil?l\b"
        r"|accommodate\b|do (?:that|this|so)\b(?! any ?more| alone| without| again)|answer\b|respond to (?:that|this"
        r"|your)"
        r"|engage in (?:that|this|such)|participate in (?:that|this|such)|(?:provide|generate|create|write|produce"
        r"|share|offer"
        r"|discuss|support|complete|process|give|perform|continue)\b[\w' ]{0,40}\b(?:that|this|such|request"
        r"|information|content"
        r"|question|topic|instructions|task|conversation)\b)|i (?:must|have to|need to|will have to)(?: respectfully"
        r"| politely)?"
        r" (?:decline|refuse)\b(?! the (?:invitation|offer|job))|i (?:respectfully )?(?:decline"
        r"|refuse) (?:to (?:answer|help|assist"
        r"|do)|this request|your request)|i(?:'?m| am) not comfortable [\w ]{0,40}|i do(?:n'?t"
        r"| not) feel comfortable [\w ]{0,40}"
        r"|(?:that|this|it)(?:'s| is) (?:not )?something (?:that )?i (?:can|can'?t|cannot|am able to"
        r"|am unable to) (?:help"
        r"|assist|do)"
        r"[\w ]{0,20}|i can(?:not|'?t) be of (?:any )?(?:help|assistance)|your request (?:can'?t|cannot"
        r"|has been) [\w ]{0,20}",
        rf"{_EN_CANNOT}(?: \w+)?|i'?d rather not|i would rather not|i (?:do not|don'?t) (?:have|know|feel)\b|as an? ",
        r"\b(?:because|since|due to|as (?:it|this|that|they|you|doing)|so that|given that|for (?:legal|safety|your)"
        r"|without)\b",
        r"\b(?:guidelines|polic(?:y|ies)|programming|terms of (?:use|service)|principles)\b",
        r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b",
    ),
    "de": RefusalForms(
        r"(?:es )?tut mir (?:sehr |wirklich |aufrichtig )?leid|(?:ich bitte um )?(?:entschuldigung|verzeihung)"
        r"|entschuldige|sorry"
        r"|ich entschuldige mich|leider|ich fürchte|bedauerlicherweise|ich bedaure(?: sehr)?"
        r"|ich muss (?:mich )?(?:leider )?entschuldigen",
        r"(?:[\w ]{1,40} )?(?:zu (?:beantworten|helfen|erfüllen|tun|unterstützen)|weiterzuhelfen)|hallo|guten tag"
        r"|nein|danke[\w ]{0,40}|ich verstehe[\w ]{0,60}|als (?:ki|künstliche intelligenz|sprachmodell|assistent)"
        r"[\w -]{0,30}|(?:gibt es|haben sie|hast du|kann ich)[\w ]{0,20}(?:sonst|noch|andere|anderes"
        r"|weitere)[\w ]{0,50}"
        r"|(?:womit|wie) kann ich[\w ]{0,50}|dass? (?:ich )?",
        r"(?:(?:dass |da )?(?:ich |dabei |das |hier )?(?:kann|darf|werde|möchte|muss)|ich (?:bin|sehe mich)"
        r"|damit kann)\b(?=.*\b(?:nicht"
        r"|kein\w*|ablehnen|außerstande)\b).*(?:helfen|weiterhelfen|behilflich|unterstützen|beantworten|nachkommen"
        r"|erfüllen|dienen"
        r"|bearbeiten|ablehnen|in der lage|außerstande|(?:das|dies) (?:leider )?nicht (?:tun|machen))\b.*"
        r"|ich lehne [\w ]{0,40}ab|ich kann [\w ]{0,20}information\w*"
        r" (?:leider )?nicht (?:geben|bereitstellen|nennen|weitergeben)"
        r"|ich (?:das|dies|diese\w* \w+|ihnen|dir)[\w ]{0,40}(?:nicht|kein\w*)[\w ]{0,40}(?:kann|darf|werde)",
        r"(?:(?:ich |das |dies |dazu |diese\w* \w+ |solche \w+ )?(?:kann|darf|werde|möchte)(?: ich)?\b.*\b(?:nicht"
        r"|kein\w*)\b.*)"
        r"|ich bin nicht (?:in der lage|befugt|berechtigt)\b.*",
        r"\b(?:weil|denn|da (?:es|dies|das|sie|ich)|aufgrund|wegen|stattdessen|sondern|wenn|falls|ohne)\b",
        r"richtlinie|grundsätze|programmierung|nutzungsbedingungen",
        r"\bals (?:eine? )?(?:ki\b(?!-(?!sprach|modell|assist))|künstliche intelligenz|(?:großes |ki-)?sprachmodell)"
        r"|\bich bin (?:nur )?(?:eine? )?(?:ki\b|künstliche"
        r" intelligenz|sprachmodell)",
    ),
    "fr": RefusalForms(
        r"(?:je suis |je suis vraiment |je suis sincèrement )?(?:vraiment "
        r"|sincèrement )?désolée?(?: pour [\w' ]{1,30})?"
        r"|(?:je vous prie de m'|veuillez m'|je m')?excuse[rz]?(?:-moi)?|toutes mes excuses|malheureusement"
        r"|je regrette|pardon|navrée?",
        r"bonjour|salut|non|merci[\w' ]{0,40}|je comprends[\w' ]{0,60}|en tant qu[\w' ]{1,50}|(?:y a-t-il|avez-vous"
        r"|puis-je|as-tu)"
        r"[\w' -]{0,20}(?:autre|d'autres|vous aider)[\w' -]{0,50}|n'hésitez pas[\w' ]{0,50}"
        r"|comment puis-je[\w' ]{0,40}",
        r"(?:je |j')(?:ne |n')?(?:peux|puis|pourrai|pourrais|saurais|suis|dois|refuse"
        r"|ai)\b(?: malheureusement)?(?: pas| décliner"
        r"| refuser| de)?.*(?:aider|assister|répondre|accéder|satisfaire|donner suite|faire (?:cela|ça)|accomplir"
        r"|traiter"
        r"|vous accompagner|décliner|refuser)\b.*|(?:il m'est|cela m'est) impossible d[e'].*(?:aider|répondre|faire"
        r"|accéder|fournir).*"
        r"|je (?:décline|refuse)\b.*"
        r"|je crains de ne pas pouvoir .*(?:aider|répondre|faire).*",
        r"(?:je |j')(?:ne |n')(?:peux|puis|pourrai|suis|veux|ai)\b.*|il m'est impossible\b.*",
        r"\b(?:car|parce qu|puisqu|en raison|étant donné|plutôt|si vous|sans)\b",
        r"directives|règles|politique|principes|conditions d'utilisation",
        r"\ben tant qu(?:e |')(?:ia\b|intelligence artificielle|modèle (?:de langage|linguistique)|assistant (?:ia"
        r"|virtuel))"
        r"|\bje (?:ne )?suis (?:qu')?une? (?:ia\b|intelligence artificielle|modèle de langage)",
    ),
    "es": RefusalForms(
        r"lo (?:siento|lamento)(?: mucho| muchísimo)?|perdón|perdona|perdone|disculpa|disculpe|mis disculpas|(?:te"
        r"|le) pido disculpas"
        r"|lamentablemente|desafortunadamente|me temo|desgraciadamente|me disculpo",
        r"hola|buenos días|no|gracias[\w ]{0,40}|(?:entiendo|comprendo)[\w ]{0,60}|como (?:ia|modelo|asistente"
        r"|inteligencia)[\w ]{0,40}"
        r"|¿?(?:hay|puedo|tienes|tiene|en qué|necesitas)[\w ]{0,30}(?:algo más|otra|más|ayudar)[\w ]{0,50}",
        r"(?:que )?(?:yo )?no (?:me (?:es posible|está permitido)|(?:te |le |les |os )?(?:puedo|podré|podría"
        r"|voy a poder"
        r"|soy capaz de|estoy en condiciones de|seré capaz de))\b.*(?:ayudar|asistir|cumplir|responder|atender"
        r"|hacer eso|hacer esto"
        r"|hacerlo|complacer|satisfacer|colaborar|proporcionar (?:esa|ese|esta|este)|realizar (?:esa|esta))\w*\b.*"
        r"|(?:debo|tengo que"
        r"|prefiero) (?:rechazar|declinar|negarme)\b.*|me niego a\b.*|soy incapaz de (?:ayudar|responder).*",
        r"(?:que )?(?:yo )?no (?:te |le )?(?:puedo|podré|tengo|estoy|soy|me es)\b.*",
        r"\b(?:porque|ya que|pues|debido a|puesto que|en su lugar|si (?:usted|quieres|necesitas)|sin)\b",
        r"directrices|políticas|normas|principios|pautas",
        r"\bcomo (?:una? )?(?:ia\b|inteligencia artificial|modelo de lenguaje|asistente (?:de ia|virtual))"
        r"|\b(?:solo )?soy (?:solo )?(?:una? )?(?:ia\b|inteligencia artificial|modelo de lenguaje)",
    ),
    "it": RefusalForms(
        r"mi dispiace(?: molto| davvero)?|(?:ti |le |vi )?chiedo scusa|scusa|scusate|mi scusi|mi scuso|spiacente"
        r"|sono spiacente"
        r"|purtroppo|sfortunatamente|temo",
        r"ciao|salve|buongiorno|no|grazie[\w ]{0,40}|(?:capisco|comprendo)[\w' ]{0,60}|(?:come|in quanto) (?:ia"
        r"|modello|assistente"
        r"|intelligenza)[\w ]{0,40}|(?:c'è|posso|hai|come posso)[\w' ]{0,20}(?:altro|altre|aiutar)[\w' ]{0,50}",
        r"(?:che |di )?(?:io )?non (?:ti |le |vi |mi )?(?:posso|potrò|potrei|sono in grado di|riesco a|poter"
        r"|è possibile)\b.*"
        r"(?:aiutar|assister|soddisfar|risponder|esaudir|farlo|fare (?:questo|ciò)|accoglier|adempier"
        r"|fornir\w* (?:quest|tal))\w*\b.*"
        r"|(?:devo|sono costretto a|preferisco) (?:rifiutare|declinare)\b.*|mi rifiuto di\b.*",
        r"(?:che |di )?(?:io )?non (?:ti |le )?(?:posso|potrò|sono|ho|poter)\b.*",
        r"\b(?:perché|poiché|in quanto|dato che|siccome|a causa|invece|se vuoi|senza)\b",
        r"linee guida|politiche|norme|principi|regole",
        r"\b(?:come|in quanto) (?:un'?a? ?)?(?:ia\b|intelligenza artificiale|modello (?:di linguaggio|linguistico))"
        r"|\bsono (?:solo )?(?:un'?a? ?)(?:ia\b|intelligenza artificiale|modello (?:di linguaggio|linguistico))",
    ),
    "pt": RefusalForms(
        r"(?:eu )?(?:sinto|lamento) muito|(?:eu )?lamento|desculpe?|desculpa|peço desculpas?|perdão|me desculpe"
        r"|infelizmente"
        r"|lamentavelmente|receio|minhas desculpas",
        r"olá|oi|bom dia|não|obrigad[oa][\w ]{0,40}|(?:entendo|compreendo)[\w ]{0,60}|como (?:uma? )?(?:ia|modelo"
        r"|assistente"
        r"|inteligência)[\w ]{0,40}|(?:há|posso|tem|existe|em que|como posso)[\w ]{0,20}(?:mais|outra"
        r"|ajudar)[\w ]{0,50}",
        r"(?:que )?(?:eu )?não (?:te |lhe |o |a )?(?:posso|poderei|poderia|consigo|vou poder|sou capaz de"
        r"|estou em condições de|é possível)"
        r"\b.*(?:ajud|auxili|cumpr|respond|atend|fazer isso|fazer isto|fazê-lo|satisfaz|realizar (?:ess|est)"
        r"|fornecer (?:ess|est))\w*\b.*"
        r"|(?:devo|tenho que|tenho de|preciso) (?:recusar|declinar)\b.*|recuso-me a\b.*|me recuso a\b.*",
        r"(?:que )?(?:eu )?não (?:te |lhe )?(?:posso|poderei|consigo|tenho|sou|estou)\b.*",
        r"\b(?:porque|pois|já que|uma vez que|devido a|visto que|em vez|se você|se quiser|sem)\b",
        r"diretrizes|directrizes|políticas|normas|princípios",
        r"\bcomo (?:uma? )?(?:ia\b|inteligência artificial|modelo de linguagem|assistente (?:de ia|virtual))"
        r"|\bsou (?:apenas )?(?:uma? )?(?:ia\b|inteligência artificial|modelo de linguagem)",
    ),
    "nl": RefusalForms(
        r"(?:het )?spijt me(?: zeer| heel erg)?|sorry|(?:mijn )?excuses|excuseer me|mijn verontschuldigingen|helaas"
        r"|jammer genoeg|ik ben bang",
        r"hallo|goedendag|nee|dank[\w ]{0,40}|ik begrijp[\w ]{0,60}|als (?:ai|taalmodel|assistent"
        r"|kunstmatige)[\w -]{0,30}"
        r"|(?:is er|heb je|heeft u|kan ik)[\w ]{0,20}(?:anders|nog|andere)[\w ]{0,50}|(?:waarmee"
        r"|hoe) kan ik[\w ]{0,40}",
        r"(?:dat )?(?:ik |daar |daarmee |hier |hierbij )?(?:kan|mag|zal|wil|moet|ben)\b(?=.*\b(?:niet|geen|weigeren"
        r"|afwijzen)\b).*(?:helpen"
        r"|assisteren|beantwoorden|voldoen|uitvoeren|bijstaan|van dienst zijn|in staat|meewerken|weigeren|afwijzen"
        r"|(?:dat|dit) niet doen)\b.*"
        r"|(?:dat )?ik (?:je|u|dat|dit|daar|hier)\w*[\w ]{0,30} niet (?:kan|mag|zal)[\w ]{0,30}|ik weiger\b.*",
        r"(?:dat )?(?:ik |dat |dit )?(?:kan|mag|zal|heb)\b.*\b(?:niet|geen)\b.*",
        r"\b(?:omdat|want|aangezien|vanwege|wegens|in plaats|als je|als u|zonder)\b",
        r"richtlijnen|beleid|principes|gebruiksvoorwaarden",
        r"\bals (?:een )?(?:ai\b|ai-\w+|kunstmatige intelligentie|(?:groot )?taalmodel)|\bik ben (?:slechts "
        r"|maar )?een (?:ai\b|taalmodel)",
    ),
    "pl": RefusalForms(
        r"(?:bardzo |naprawdę )?(?:przepraszam|przykro mi|wybacz|proszę wybaczyć)(?: bardzo)?|niestety|przykro mi"
        r"|obawiam się|z przykrością",
        r"cześć|witaj|dzień dobry|nie|dziękuję[\w ]{0,40}|rozumiem[\w ]{0,60}|jako (?:ai|model|asystent"
        r"|sztuczna)[\w ]{0,40}"
        r"|(?:czy )?(?:mogę|jest|masz|w czym)[\w ]{0,20}(?:jeszcze|innego|inny|pomóc)[\w ]{0,50}",
        r"(?:że )?(?:ja )?nie (?:mogę|jestem w stanie|będę w stanie|będę mógł|będę mogła|potrafię"
        r"|wolno mi)\b.*(?:pomóc|pomagać|spełnić"
        r"|odpowiedzieć|zrobić|wykonać|zrealizować|udzielić|dostarczyć)\w*\b.*|(?:że )?(?:w tym |ci "
        r"|panu )?(?:nie mogę )?pomóc[\w ]{0,20}nie mogę"
        r"|muszę odmówić\b.*|odmawiam\b.*",
        r"(?:że )?(?:ja )?nie (?:mogę|jestem|będę|mam|potrafię)\b.*",
        r"\b(?:ponieważ|bo|gdyż|dlatego|z powodu|zamiast|jeśli|bez)\b",
        r"wytyczn|zasad|polityk|regulamin",
        r"\bjako (?:ai\b|sztuczna inteligencja|(?:duży )?model językowy)|\bjestem (?:tylko )?(?:ai\b"
        r"|sztuczną inteligencją|modelem językowym)",
    ),
}
