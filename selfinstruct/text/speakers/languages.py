"""How a model says what it is and what it knows until when, by language; patterns for texts in lower case."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speech:
    """The words of a language: `am` introduces the speaker, `was` begins how it came about, and `noun` is what it is.

    `thing` stands between `am` and `noun`. `made` are the verbs of making, `by` stands before the maker where the verb
    may come after it. `until` are whole phrases by which a speaker dates its own knowledge, and `whole` others, with
    SURE and ANY for makers: languages whose verb stands last have only these.
    """

    am: str
    was: str
    noun: str
    made: str
    by: str
    until: str
    thing: str = ""
    whole: str = ""


_LAST = r"(?:last|latest|most recent|current|final)"
_YEAR = r"(?:19|20)\d\d"

SPEECH = {
    "en": Speech(
        r"\b(?:i am|i'm|my name is|you can call me|you(?: a|')re (?:talking|chatting|speaking) (?:to|with))"
        r"(?: actually| indeed| just| really)?(?: called| known as| based on| powered by| running on)?(?: an?| the)?",
        r"\b(?:i was|i am|i'm|i've been|i have been)(?: originally| actually| also| just| only)?",
        r"(?:model|assistant|\bai\b|artificial intelligence|chat ?bot|\bllm|virtual|\bbot\b)",
        r"\b(?:(?:developed|created|trained|made|built|designed|fine-tuned|launched|provided)"
        r"(?: and \w+)? (?:by|at)|from)\b",
        "",
        rf"\bmy (?:{_LAST} )?(?:knowledge|training)(?:[ -]data)?(?: base)?[ -](?:cut[ -]?off|update)\b"
        rf"|\b(?:as of|up to|until|since) my {_LAST} (?:training\b|(?:data )?update,? (?:in|on) (?:\w+ )?{_YEAR})"
        rf"|\bas of my {_LAST} (?:data )?update\b(?! (?:on|about|to|regarding|for|of|with|from|here)\b)"
        rf"|\bmy training data (?:only |currently )?(?:goes|extends|ends|cuts? off|is current|is up to date|was last"
        r"|includes information up)"
        rf"|\bmy (?:knowledge|training|information) (?:base )?(?:only |is |was |currently )*(?:extends?|goes"
        rf"|cuts? off|ends"
        rf"|stops|last updated|current|up[ -]to[ -]date|limited)[^.!?\n]{{0,30}}{_YEAR}"
        rf"|\bi was last (?:updated|trained) (?:in|on)\b[^.!?\n]{{0,20}}{_YEAR}",
        thing=r"(?: an?| the| your)\b[^.!?\n]{0,50}?",
    ),
    "de": Speech(
        r"\b(?:ich bin|ich heiße|mein name ist)(?: der| die| das| ein| eine)?",
        r"\b(?:ich wurde|ich bin|ich werde)",
        r"(?:modell|assistent|\bki\b|künstliche intelligenz|chat ?bot)",
        r"(?:entwickelt|trainiert|erstellt|geschaffen|erschaffen|programmiert"
        r"|bereitgestellt)\w*(?: \w+){0,2}?(?: von)?",
        r"\bvon",
        r"\bstand mein(?:es|er) (?:letzten|aktuellen) (?:\w*update|aktualisierung|trainings|wissens)"
        r"|\b(?:mein(?:e|em|er|es|en)?) (?:letzte\w* |aktuelle\w* )?(?:wissens|trainings|knowledge[ -])(?:update"
        r"|cut-?off"
        r"|aktualisierung|stichtag|schluss|daten (?:reichen|enden|gehen))"
        rf"|\bmein wissen(?:sstand)? (?:reicht|endet|geht|ist)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: eine?| der| die| das| dein)\b[^.!?\n]{0,50}?",
    ),
    "fr": Speech(
        r"(?:\bje suis|\bje m'appelle|\bmon nom est)(?: le| la| un| une)?",
        r"(?:\bj'ai été|\bje suis|\bje fus)",
        r"(?:modèle|assistant|\bia\b|intelligence artificielle|chat ?bot|agent conversationnel)",
        r"(?:développé|créé|entraîné|conçu|formé|mis au point)e?s? par",
        "",
        r"\bma dernière mise à jour (?:de(?: mes)? (?:connaissances|données)|en (?:\w+ )?(?:19|20)\d\d)"
        r"|\bmes données d'(?:entraînement|apprentissage) (?:s'arrêtent|vont|remontent|datent|ne vont|sont à jour)"
        rf"|\bmes connaissances (?:s'arrêtent|vont|sont (?:limitées|à jour)|ne vont)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: une?| le| la| l'| votre)\b[^.!?\n]{0,50}?",
    ),
    "es": Speech(
        r"(?:\bsoy|\bme llamo|\bmi nombre es)(?: el| la| un| una)?",
        r"(?:\bfui|\bhe sido|\bsoy)",
        r"(?:modelo|asistente|\bia\b|inteligencia artificial|chat ?bot)",
        r"(?:desarrollad|cread|entrenad|diseñad|hech)[oa](?: y \w+)? por",
        "",
        r"\bmi última actualización (?:de (?:conocimiento|datos|entrenamiento)\w*|en (?:\w+ )?(?:de )?(?:19|20)\d\d)"
        r"|\bmis datos de entrenamiento (?:llegan|terminan|abarcan|van|solo|se extienden)"
        r"|\bmi (?:fecha de )?corte de conocimientos?"
        rf"|\bmi(?:s)? conocimientos? (?:llegan?|terminan?|se extienden?|están? (?:actualizado"
        rf"|limitado)s?)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: una?| el| la| tu)\b[^.!?\n]{0,50}?",
    ),
    "it": Speech(
        r"(?:\bsono|\bmi chiamo|\bil mio nome è)(?: il| la| un| una)?",
        r"(?:\bsono stat[oa]|\bsono)",
        r"(?:modello|assistente|\bia\b|\bai\b|intelligenza artificiale|chat ?bot)",
        r"(?:sviluppat|creat|addestrat|progettat|realizzat)[oa](?: e \w+)? da(?:l|lla|gli)?\b",
        "",
        r"\bmi[oa] ultim[oa] (?:aggiornamento|addestramento)(?: delle conoscenze| dei dati)?,? (?:nel|a|di|del|risale)"
        r"|\bi miei dati di addestramento (?:arrivano|si fermano|risalgono|terminano)"
        rf"|\ble mie conoscenze (?:arrivano|si fermano|sono (?:aggiornate|limitate))[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: una?| il| la| un'| l'| il tuo)[^.!?\n]{0,50}?",
    ),
    "pt": Speech(
        r"(?:\b(?:eu )?sou|\bme chamo|\bmeu nome é)(?: o| a| um| uma)?",
        r"(?:\bfui|\bsou)",
        r"(?:modelo|assistente|\bia\b|inteligência artificial|chat ?bot)",
        r"(?:desenvolvid|criad|treinad|projetad|feit)[oa](?: e \w+)? pel[oa]s?\b",
        "",
        r"\bminha última (?:atualização|formação)(?: de (?:conhecimento|dados"
        r"|treinamento)\w*)?,? em (?:\w+ )?(?:de )?(?:19|20)\d\d"
        r"|\bmeus dados de trein(?:o|amento) (?:vão|terminam|chegam|se estendem)"
        rf"|\bmeu conhecimento (?:vai|termina|chega|está (?:atualizado|limitado))[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: uma?| o| a| seu)\b[^.!?\n]{0,50}?",
    ),
    "nl": Speech(
        r"\b(?:ik ben|ik heet|mijn naam is)(?: de| het| een)?",
        r"\b(?:ik ben|ik werd)",
        r"(?:model|assistent|\bai\b|kunstmatige intelligentie|chat ?bot)",
        r"(?:ontwikkeld|getraind|gemaakt|gecreëerd|gebouwd|ontworpen)e?(?: door)?",
        r"\bdoor",
        r"\bmijn (?:laatste|meest recente) (?:kennisupdate|kennis-?update|training|update in (?:\w+ )?(?:19|20)\d\d)"
        r"|\bmijn trainingsdata (?:gaan?|lopen|loopt|eindig)"
        rf"|\bmijn kennis (?:reikt|gaat|loopt|eindigt|is (?:bijgewerkt|beperkt))[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: een| de| het| je)\b[^.!?\n]{0,50}?",
    ),
    "pl": Speech(
        r"(?:\bjestem|\bnazywam się|\bmam na imię)",
        r"(?:\bzostałem|\bzostałam|\bjestem)",
        r"(?:model|asystent|sztuczn\w+ inteligencj|chat ?bot)",
        r"(?:stworzon|opracowan|wytrenowan|wyszkolon|zaprojektowan|rozwijan)\w+ przez",
        r"\bprzez",
        r"\bmoj(?:a|ej) ostatni(?:a|ej) aktualizacj\w+ (?:wiedzy|danych|w)|\bmoje dane treningowe (?:sięgają|kończą)"
        rf"|\bmoja wiedza (?:sięga|kończy|jest (?:aktualna|ograniczona))[^.!?\n]{{0,40}}{_YEAR}",
        thing=r" (?:\w+(?:ym|im|y|ą) ){0,3}",
    ),
    "ru": Speech(
        r"(?<![а-яё])(?:я|меня зовут)(?: [—–-])?",
        r"(?<![а-яё])(?:я(?: был[аи]?)?|меня)(?: [—–-])?",
        r"(?:модел|ассистент|помощник|нейросет|искусственн\w+ интеллект|чат-?бот|\bии\b)",
        r"(?:разработа|созда|обуч)\w+",
        r"",
        r"(?:моего|мо[её]м) последне(?:го|м) обновлени|моих знаний на момент последнего обновления"
        r"|мои обучающие данные (?:заканчиваются|ограничены|охватывают)|дат[аы] отсечки моих знаний"
        rf"|мои (?:знания|данные) (?:ограничены|актуальны|заканчиваются|обновлялись)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r" (?:[—–-] )?(?:(?:виртуальный|\w+(?:ая|ый|ой|ий)) ){0,3}",
    ),
    "uk": Speech(
        r"(?<![а-яіїєґ])(?:я|мене звати)(?: [—–-])?",
        r"(?<![а-яіїєґ])(?:я(?: був| була)?|мене)(?: [—–-])?",
        r"(?:модел|асистент|помічник|нейромереж|штучн\w+ інтелект|чат-?бот)",
        r"(?:розробл|розроби|створ|навч)\w+",
        r"",
        r"мого останнього оновлення|мої навчальні дані (?:закінчуються|обмежені|охоплюють)"
        rf"|мої знання (?:обмежені|актуальні|закінчуються)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r" (?:[—–-] )?(?:\w+(?:а|ий|ій) ){0,3}",
    ),
    "tr": Speech(
        r"\b(?:ben|benim adım|adım)",
        r"\b(?:ben)?",
        r"(?:model|asistan|yapay zek|sohbet robotu|chat ?bot)",
        r"(?:geliştiril|eğitil|oluşturul|tasarlan|üretil)\w+",
        r"",
        r"\bson (?:bilgi )?güncellemem (?:itibar|tarih|olan)|\beğitim verilerim\b[^.!?\n]{0,30}(?:kadar|tarih)"
        rf"|\bbilgilerim\b[^.!?\n]{{0,30}}{_YEAR}",
        whole=r"\bben\b[^.!?\n]{0,40}?ANY[^.!?\n]{0,60}?(?:model|asistan|yapay zek)\w*(?:yim|yım|[ıi]m)\b"
        r"|SURE[^.!?\n]{0,20} tarafından[^.!?\n]{0,20}(?:geliştiril|eğitil|oluşturul|tasarlan)(?:dim|dım|miş\w*m)",
    ),
    "vi": Speech(
        r"\b(?:tôi là|tên tôi là|mình là)(?: một)?",
        r"\b(?:tôi được|tôi là|mình được)",
        r"(?:mô hình|trợ lý|\bai\b|trí tuệ nhân tạo|chat ?bot)",
        r"(?:phát triển|huấn luyện|tạo ra|đào tạo|xây dựng|tạo)(?: bởi)?",
        r"(?:\bbởi|\bdo)",
        r"\blần cập nhật (?:kiến thức |dữ liệu )?(?:cuối|gần)(?: cùng| nhất| đây)* của tôi"
        rf"|\bkiến thức của tôi (?:chỉ |được )*(?:đến|cập nhật|giới hạn|kết thúc)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: một)?[^.!?\n]{0,20}?",
        whole=r"(?:tôi|mình) được SURE[^.!?\n]{0,10}?(?:phát triển|huấn luyện|tạo|đào tạo|xây dựng)",
    ),
    "id": Speech(
        r"\b(?:saya adalah|saya|nama saya(?: adalah)?)(?: sebuah)?",
        r"\b(?:saya)",
        r"(?:model|asisten|\bai\b|kecerdasan buatan|chat ?bot)",
        r"\bdi(?:kembangkan|latih|buat|ciptakan|rancang) oleh",
        "",
        r"\bpembaruan (?:pengetahuan |data )?terakhir saya|\bdata pelatihan saya (?:hanya |sampai|hingga|berakhir)"
        rf"|\bpengetahuan saya (?:hanya |sampai|hingga|berakhir|terbatas)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: adalah| sebuah)[^.!?\n]{0,40}?",
    ),
    "sv": Speech(
        r"\b(?:jag är|jag heter|mitt namn är)(?: en| ett)?",
        r"\b(?:jag är|jag har blivit|jag har)",
        r"(?:modell|assistent|\bai\b|artificiell intelligens|chat ?bot)",
        r"(?:utvecklad|tränad|skapad|utvecklats|tränats|skapats|byggd)(?: och \w+)? av",
        "",
        r"\bmin senaste (?:kunskapsuppdatering|träning|uppdatering i (?:\w+ )?(?:19|20)\d\d)"
        rf"|\bmin kunskap (?:sträcker|slutar|går|är begränsad)[^.!?\n]{{0,40}}{_YEAR}",
        thing=r"(?: en| ett)\b[^.!?\n]{0,50}?",
    ),
    "ar": Speech(
        r"(?:أنا|اسمي)(?: هو)?",
        r"(?:أنا|تم|لقد تم|جرى)",
        r"(?:نموذج|مساعد|ذكاء اصطناعي|الذكاء الاصطناعي|روبوت)",
        r"(?:تطوير|تدريب|إنشا|طور|درب|صمم|تم تطوير)\w*(?: من قبل| بواسطة)?",
        r"",
        r"(?:آخر تحديث(?: لي| لمعلوماتي| لمعرفتي| لبياناتي)|تاريخ انقطاع معرفتي|بيانات تدريبي (?:تنتهي|حتى|تصل))"
        rf"|معرفتي (?:محدودة|تنتهي|تصل|محدثة)[^.!?\n]{{0,40}}{_YEAR}",
        whole=r"أنا (?:مجرد )?(?:نموذج|مساعد|روبوت)[^.!?\n]{0,60}?ANY"
        r"|تم (?:تطويري|تدريبي|إنشائي|تصميمي)[^.!?\n]{0,25}ANY"
        r"|(?:طورتني|دربتني|أنشأتني|صممتني)[^.!?\n]{0,15}ANY",
    ),
    "hi": Speech(
        r"(?:मैं|मेरा नाम)(?: एक)?",
        r"(?:मैं|मुझे)(?: एक)?",
        r"(?:मॉडल|सहायक|एआई|कृत्रिम बुद्धि|चैटबॉट|\bai\b)",
        r"(?:विकसित|प्रशिक्षित|बनाया|निर्मित|तैयार)",
        r"",
        r"मे(?:रे|री) (?:अंतिम|आखिरी|पिछले) (?:ज्ञान )?(?:अपडेट|अद्यतन)|मे(?:रे|रा) प्रशिक्षण डेटा"
        rf"|मेरा ज्ञान[^।!?\n]{{0,40}}{_YEAR}",
        whole=r"मैं[^।!?\n]{0,40}?ANY[^।!?\n]{0,60}?(?:मॉडल|सहायक|एआई|चैटबॉट) ?(?:हूँ|हूं)"
        r"|मुझे[^।!?\n]{0,15}SURE[^।!?\n]{0,40}?(?:किया|बनाया) (?:गया|है)",
    ),
    "zh": Speech(
        r"(?:我是|我叫|我的名字(?:是|叫)|我就是|本人是)(?:一[个款名])?",
        r"(?:我是|我由|我被)(?:一[个款名])?",
        r"(?:模型|助手|助理|人工智能|机器人|機器人|\bai\b)",
        r"(?:开发|開發|训练|訓練|研发|研發|创建|創建|推出|打造|设计|創造|创造|发布|自主研)",
        r"",
        r"截[至止](?:到)?我(?:的)?(?:最后|最近|上次|最新|知识|知識|训练|訓練|數據|数据)"
        r"|我的(?:最后|最近|最新)(?:一次)?(?:知识|知識|训练|訓練|数据)(?:更新)?|我的最后一次更新"
        r"|我的(?:知识|知識|训练数据|訓練資料|数据)(?:库|庫)?(?:只|仅|僅|截|更新到|更新至|停留)",
        whole=r"(?:我是|我由|我被|我叫)[^。！？\n]{0,25}?(?<![a-z])ANY[^。！？\n]{0,20}?(?:开发|開發|训练|訓練|研发|研發|创建|創建|推出|打造|设计|创造)"
        r"[^。！？\n]{0,20}?(?:模型|助手|助理|人工智能|机器人|機器人|\bai\b)"
        r"|(?:我是由?|我由|我被)SURE[^。！？\n]{0,12}?(?:开发|開發|训练|訓練|研发|研發|创建|創建|推出|打造|创造)"
        r"|我是[^。！？\n]{0,15}?(?:模型|助手|人工智能)[^。！？\n]{0,8}?由[^。！？\n]{0,6}?ANY",
    ),
    "ja": Speech(
        r"(?:私は|わたしは|僕は|私の名前は)、?",
        r"(?:私は|わたしは|僕は)、?",
        r"(?:モデル|アシスタント|人工知能|チャットボット|\bai\b)",
        r"(?:開発|訓練|トレーニング|作成|作られ|学習|設計|提供|構築)",
        r"",
        r"私の(?:最終|最後の|直近の|最新の)(?:知識)?(?:更新|アップデート|学習|トレーニング|訓練)"
        r"|私の(?:知識|学習データ|訓練データ|トレーニングデータ)は[^。！？\n]{0,25}(?:まで|時点)",
        whole=r"(?:私|僕)は、?[^。！？\n]{0,15}?ANY[^。！？\n]{0,40}?(?:モデル|アシスタント|人工知能|チャットボット|ai)(?:です|であり|として)"
        r"|(?:私|僕)は、?[^。！？\n]{0,10}?SURE[^。！？\n]{0,20}?(?:開発|訓練|トレーニング|作成|学習|設計)され(?:まし|てい|た(?=[。！]))",
    ),
    "ko": Speech(
        r"(?:저는|나는|제 이름은)",
        r"(?:저는|나는)",
        r"(?:모델|어시스턴트|인공지능|챗봇|비서|\bai\b)",
        r"(?:개발|훈련|학습|만든|만들어|제작|구축)",
        r"",
        r"(?:제|저의|나의) (?:마지막|최신|최근) (?:지식 )?(?:업데이트|학습|훈련)|제가 마지막으로 (?:업데이트|학습)"
        r"|(?:제|저의) (?:지식|학습 데이터|훈련 데이터)(?:은|는)[^.!?\n]{0,25}까지",
        whole=r"(?:저|나)는[^.!?\n]{0,15}?ANY[^.!?\n]{0,40}?(?:모델|어시스턴트|인공지능|챗봇|비서|ai)(?:입니다|이에요|예요|로서|이며)"
        r"|(?:저|나)는[^.!?\n]{0,10}?SURE[^.!?\n]{0,20}?(?:개발|훈련|학습|제작)(?:되었|됐|된 )",
    ),
}  # fmt: skip
# Words of which a text has one where it has a phrase of `until`: to look for these takes less time.
DATED = {
    "en": ("my knowledge", "my training", "my last", "my latest", "my most recent", "my current", "my final",
           "my information", "i was last"),
    "de": ("stand mein", "wissens", "trainings", "mein wissen", "knowledge"),
    "fr": ("ma dernière mise", "mes données", "mes connaissances"),
    "es": ("mi última", "mis datos", "mi corte", "mi fecha de corte", "mi conocimiento", "mis conocimiento"),
    "it": ("ultimo aggiornamento", "ultimo addestramento", "ultima", "dati di addestramento", "mie conoscenze"),
    "pt": ("minha última", "meus dados", "meu conhecimento"),
    "nl": ("mijn laatste", "mijn meest", "mijn training", "mijn kennis"),
    "pl": ("ostatni", "dane treningowe", "moja wiedza"),
    "ru": ("последне", "обучающие", "отсечки", "мои знания", "мои данные"),
    "uk": ("останнього", "мої"), "tr": ("güncellemem", "verilerim", "bilgilerim"),
    "vi": ("lần cập nhật", "kiến thức của tôi"), "id": ("terakhir saya", "pelatihan saya", "pengetahuan saya"),
    "sv": ("min senaste", "min kunskap"), "ar": ("آخر تحديث", "انقطاع", "تدريبي", "معرفتي"), "hi": ("मेरा", "मेरे", "मेरी"),
    "zh": ("截至我", "截止我", "截至到我", "截止到我", "我的"),
    "ja": ("私の",), "ko": ("업데이트", "학습", "훈련", "지식"),
}  # fmt: skip
# By which words a speaker of a language speaks of himself; in those after the bar they are no words between spaces.
_SELF = """
en: i me my you; de: ich mein; fr: je j mon; es: soy fui he me mi; it: sono mi il; pt: sou fui me meu; nl: ik mijn;
pl: jestem nazywam zostałem zostałam mam; ru: я меня; uk: я мене; tr: ben benim adım tarafından; vi: tôi mình; id: saya;
sv: jag mitt | ar: أنا اسمي تم طورتني دربتني أنشأتني صممتني; hi: मैं मेरा मुझे; zh: 我 本人; ja: 私 わたし 僕; ko: 저 나는 제
"""
WORDS, PARTS = (
    {name.strip(): tuple(words.split()) for name, _, words in (line.partition(":") for line in part.split(";"))}
    for part in _SELF.split("|")
)
