"""Forms of refusals in Czech, Greek, Indonesian, Norwegian, Finnish and Hungarian."""

from selfinstruct.text.refusals.forms import RefusalForms

FURTHER: dict[str, RefusalForms] = {
    "cs": RefusalForms(
        r"(?:je mi (?:to )?(?:velmi |opravdu )?líto|(?:moc |velmi )?se omlouvám|omlouvám se|omluvte mě|promiňte|promiň"
        r"|pardon|bohužel|lituji)",
        r"dobrý den|ahoj|ne|děkuji[\w ]{0,40}|rozumím[\w ]{0,60}|chápu[\w ]{0,60}|jako (?:ai|umělá|jazykový|asistent)"
        r"[\w ]{0,40}|(?:mohu|můžu|potřebujete|máte|je)[\w ]{0,30}(?:jiným|jiného|dalšího|ještě)[\w ]{0,40}",
        r"(?:že )?(?:s tím |na to |na tuto otázku |tento požadavek |tuto žádost |to |já )?(?:vám |ti )?(?:bohužel )?"
        r"(?:nemohu|nemůžu|nedokážu|nejsem schop\w+|nesmím|nelze mi)\b.*(?:pomoci|pomoct|odpovědět|splnit|vyhovět"
        r"|udělat|vykonat|poskytnout|zpracovat)\b.*|(?:musím|jsem nucen\w*) (?:tuto |tento )?\w*\s?odmítnout\b.*"
        r"|odmítám\b.*|s tím[\w ]{0,20}(?:pomoci|pomoct) (?:nemohu|nemůžu)",
        r"(?:že )?(?:to |vám )?(?:nemohu|nemůžu|nemám|nejsem|nedokážu)\b.*",
        r"\b(?:protože|neboť|jelikož|kvůli|místo|pokud|bez|abych)\b",
        r"pravidl|zásad|směrnic|podmín",
        r"\bjako (?:ai\b|umělá inteligence|(?:velký )?jazykový model)|\bjsem (?:jen |pouze )?(?:ai\b|umělá inteligence"
        r"|(?:velký )?jazykový model)",
    ),
    "el": RefusalForms(
        r"(?:λυπάμαι(?: πολύ| πραγματικά)?|συγγνώμη|με συγχωρείτε|ζητώ συγγνώμη|δυστυχώς|φοβάμαι)",
        r"γεια(?: σας| σου)?|όχι|ευχαριστώ[\w ]{0,40}|καταλαβαίνω[\w ]{0,60}|ως (?:ai|τεχνητή|γλωσσικό"
        r"|βοηθός)[\w ]{0,40}"
        r"|(?:υπάρχει|μπορώ|πώς)[\w ]{0,30}(?:άλλο|αλλιώς|βοηθήσω)[\w ]{0,40}",
        r"(?:ότι )?(?:εγώ )?(?:δεν|δε) (?:μπορώ|είμαι σε θέση|θα μπορέσω|επιτρέπεται|δύναμαι)\b.*(?:βοηθήσω|απαντήσω"
        r"|εκπληρώσω|ικανοποιήσω|κάνω (?:αυτό|κάτι τέτοιο)|το κάνω|παρέχω|εκτελέσω|ανταποκριθώ|συνδράμω)\b.*"
        r"|(?:πρέπει να |οφείλω να )?(?:αρνηθώ|αρνούμαι)\b.*",
        r"(?:ότι )?(?:δεν|δε) (?:μπορώ|έχω|είμαι)\b.*",
        r"\b(?:επειδή|διότι|γιατί|καθώς|λόγω|αντί|εάν|αν|χωρίς)\b",
        r"κανόν|πολιτικ|αρχές|οδηγίες|όρους",
        r"\bως (?:ai\b|τεχνητή νοημοσύνη|(?:μεγάλο )?γλωσσικό μοντέλο)|\bείμαι (?:απλώς )?(?:ένα )?(?:ai\b"
        r"|τεχνητή νοημοσύνη"
        r"|(?:μεγάλο )?γλωσσικό μοντέλο)",
    ),
    "id": RefusalForms(
        r"(?:saya )?(?:mohon |minta )?(?:maaf(?:kan)?(?: sekali| ya| saya)?)|(?:saya )?(?:mohon|minta) maaf|sayangnya"
        r"|sayang sekali|saya menyesal|dengan menyesal",
        r"halo|hai|tidak|terima kasih[\w ]{0,40}|saya (?:mengerti|memahami)[\w ]{0,60}|sebagai (?:ai|model|asisten"
        r"|kecerdasan)[\w ]{0,40}|(?:apakah )?(?:ada|bisakah)[\w ]{0,30}(?:lain|bantu)[\w ]{0,40}"
        r"|silakan[\w ]{0,40}lain[\w ]{0,20}",
        r"(?:bahwa )?(?:saya |kami )?(?:tidak (?:dapat|bisa|mampu|boleh|akan)|tak (?:dapat|bisa)|belum (?:dapat"
        r"|bisa))\b.*"
        r"(?:membantu|bantu|memenuhi|menjawab|melakukan (?:itu|ini|hal)|melakukannya|memproses|menanggapi|memberikan"
        r" (?:informasi|itu|ini)|menyediakan|melayani|menuruti)\b.*|(?:saya )?(?:harus|terpaksa) menolak\b.*"
        r"|saya menolak\b.*",
        r"(?:bahwa )?(?:saya |kami )?(?:tidak|tak|belum) (?:dapat|bisa|memiliki|mampu)\b.*",
        r"\b(?:karena|sebab|lantaran|akibat|sebagai gantinya|jika|kalau|tanpa|agar)\b",
        r"pedoman|kebijakan|aturan|prinsip|ketentuan",
        r"\bsebagai (?:sebuah )?(?:ai\b|kecerdasan buatan|model bahasa)|\bsaya (?:hanyalah |hanya |adalah )(?:sebuah )?"
        r"(?:ai\b|kecerdasan buatan|model bahasa)",
    ),
    "no": RefusalForms(
        r"(?:jeg )?beklager(?: så mye| dypt| det)?|(?:jeg er )?(?:veldig )?lei meg|unnskyld(?: meg)?|dessverre|sorry"
        r"|jeg (?:må )?be(?:r)? om unnskyldning",
        r"hei|nei|takk[\w ]{0,40}|jeg forstår[\w ]{0,60}|som (?:en )?(?:ki|ai|språkmodell|assistent)[\w -]{0,30}"
        r"|(?:er det|har du|kan jeg)[\w ]{0,20}(?:annet|andre|mer)[\w ]{0,40}",
        r"(?:at )?(?:(?:jeg |det |dette )?(?:kan|får|vil|må)(?: jeg)?|jeg er)\b(?=.*\b(?:ikke|avslå"
        r"|ingen)\b).*(?:hjelpe"
        r"|bistå|svare|oppfylle|utføre|etterkomme|gjøre (?:det|dette)|i stand til|avslå|gi (?:deg )?(?:den"
        r"|denne)|behandle"
        r"|assistere)\b.*|(?:det|dette) kan jeg (?:dessverre )?ikke (?:hjelpe|svare|gjøre)[\w ]{0,30}",
        r"(?:at )?(?:jeg |det |dette )?(?:kan|får|vil|har)\b.*\b(?:ikke|ingen)\b.*",
        r"\b(?:fordi|siden|ettersom|på grunn|i stedet|hvis|dersom|uten|for å)\b",
        r"retningslinje|prinsipp|regler|vilkår",
        r"\bsom (?:en )?(?:ki\b|ai\b|ki-modell|ai-modell|kunstig intelligens|(?:stor )?språkmodell)"
        r"|\bjeg er (?:bare )?(?:en )?"
        r"(?:ki\b|ai\b|kunstig intelligens|(?:stor )?språkmodell)",
    ),
    "fi": RefusalForms(
        r"(?:olen )?(?:hyvin |todella )?pahoillani|anteeksi|valitettavasti|pahoittelen|pahoittelut|ikävä kyllä",
        r"hei|ei|kiitos[\w ]{0,40}|ymmärrän[\w ]{0,60}|(?:tekoälynä|kielimallina|avustajana)[\w ]{0,30}"
        r"|(?:voinko|onko|voisinko)[\w ]{0,30}(?:muuta|muussa|muuten)[\w ]{0,40}",
        r"(?:että )?(?:minä )?(?:en (?:voi|pysty|saa|kykene|pystyisi|voisi)|minun (?:täytyy"
        r"|on pakko))\b.*(?:auttaa|avustaa|auttamaan|täyttämään|vastaamaan|tekemään"
        r"|vastata|täyttää|toteuttaa|tehdä (?:sitä|tätä|niin)|suorittaa|antaa (?:tätä|sitä|näitä)|käsitellä"
        r"|kieltäytyä)\b.*"
        r"|kieltäydyn\b.*|(?:siinä|tässä|tähän|siihen) en (?:valitettavasti )?(?:voi|pysty)[\w ]{0,30}",
        r"(?:että )?(?:minä )?en (?:voi|pysty|saa|kykene|osaa)\b.*",
        r"\b(?:koska|sillä|vuoksi|takia|sen sijaan|jos|ilman|jotta)\b",
        r"ohjei|sääntö|periaat|käytäntö|ehtoj",
        r"\b(?:tekoälynä|kielimallina|tekoälymallina)\b|\bolen (?:vain )?(?:tekoäly\b|kielimalli\b|tekoälymalli\b)",
    ),
    "hu": RefusalForms(
        r"(?:nagyon |őszintén )?sajnálom|sajnos|elnézést(?: kérek)?|bocsánat|bocsáss meg|bocsánatot kérek|attól tartok",
        r"szia|üdvözlöm|jó napot|nem|köszönöm[\w ]{0,40}|(?:megértem|értem)[\w ]{0,60}|(?:mesterséges|nyelvi"
        r"|ai)[\w ]{0,40}"
        r"|(?:van|segíthetek|miben)[\w ]{0,30}(?:más|másban|segíthetek|egyéb)[\w ]{0,40}",
        r"(?:hogy )?(?:én )?(?:ebben |ezt |erre |abban |ezzel )?(?:a kérés\w* |a kérdés\w* |önnek "
        r"|neked )*(?:nem (?:tudok|tudom"
        r"|áll módomban|vagyok képes|vagyok hajlandó|segíthetek|válaszolhatok|teljesíthetem))\b.*(?:segíteni|segítek"
        r"|segíthetek|válaszolni|válaszolhatok|teljesíteni|teljesíthetem|megtenni|megválaszolni|eleget tenni"
        r"|kiszolgálni"
        r"|nyújtani|adni|végrehajtani)?.{0,60}|(?:vissza kell utasítanom|el kell utasítanom|elutasítom"
        r"|visszautasítom)\b.*"
        r"|(?:ezt a \w+ )(?:vissza|el) kell utasítanom",
        r"(?:hogy )?(?:ezt |én )?nem (?:tudok|tudom|lehet|vagyok|van)\b.*",
        r"\b(?:mert|mivel|ugyanis|miatt|helyett|ha|nélkül)\b",
        r"irányelv|szabály|elvei|feltétel",
        r"\b(?:mesterséges intelligenciaként|(?:nagy )?nyelvi modellként|ai-ként)"
        r"|\b(?:csak )?egy (?:mesterséges intelligencia"
        r"|(?:nagy )?nyelvi modell) vagyok",
    ),
}
