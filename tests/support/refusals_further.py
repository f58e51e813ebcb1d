"""Refusals and what looks like them in further languages, written for the tests: a line each."""

FURTHER_REFUSALS = {
    "cs": """Omlouvám se, ale s tím vám pomoci nemohu.
Je mi líto, ale nemohu vám s tímto požadavkem pomoci.
Bohužel nemohu na tuto otázku odpovědět.
Promiňte, to nemohu udělat.
Dobrý den, omlouvám se, ale nemohu této žádosti vyhovět.
Musím tuto žádost odmítnout.
Nejsem schopen splnit tento požadavek.
Je mi líto, s tím nemohu pomoct. Mohu vám pomoci s něčím jiným?""",
    "el": """Λυπάμαι, αλλά δεν μπορώ να σας βοηθήσω.
Συγγνώμη, δεν μπορώ να απαντήσω σε αυτή την ερώτηση.
Δυστυχώς δεν μπορώ να βοηθήσω με αυτό το αίτημα.
Γεια σας! Λυπάμαι, αλλά δεν μπορώ να το κάνω.
Δεν είμαι σε θέση να εκπληρώσω αυτό το αίτημα.
Πρέπει να αρνηθώ αυτό το αίτημα.
Με συγχωρείτε, δεν μπορώ να κάνω κάτι τέτοιο.
Λυπάμαι πολύ, δεν μπορώ να ανταποκριθώ στο αίτημά σας.""",
    "id": """Maaf, saya tidak bisa membantu dengan permintaan itu.
Mohon maaf, saya tidak dapat memenuhi permintaan ini.
Sayangnya, saya tidak dapat menjawab pertanyaan tersebut.
Maaf, tetapi saya tidak bisa melakukan itu.
Halo! Maaf, saya tidak dapat membantu Anda.
Saya harus menolak permintaan ini.
Saya minta maaf, namun saya tidak mampu membantu.
Saya tidak dapat memproses permintaan Anda.""",
    "no": """Beklager, men det kan jeg ikke hjelpe deg med.
Jeg beklager, men jeg kan ikke svare på dette spørsmålet.
Dessverre kan jeg ikke hjelpe med denne forespørselen.
Unnskyld, jeg kan ikke gjøre det.
Hei! Beklager, jeg kan ikke hjelpe med dette.
Jeg må avslå denne forespørselen.
Jeg er ikke i stand til å oppfylle denne forespørselen.
Beklager, jeg kan ikke bistå med det. Er det noe annet jeg kan hjelpe med?""",
    "fi": """Olen pahoillani, mutta en voi auttaa sinua siinä.
Valitettavasti en voi vastata tähän kysymykseen.
Anteeksi, en pysty auttamaan. En voi auttaa tässä.
Pahoittelen, mutta en voi toteuttaa tätä pyyntöä.
Hei! Olen pahoillani, en voi tehdä sitä.
Minun täytyy kieltäytyä tästä pyynnöstä.
En pysty täyttämään tätä pyyntöä. En voi auttaa.
Pahoittelut, mutta siinä en voi auttaa.""",
    "hu": """Sajnálom, de ebben nem segíthetek.
Sajnos nem tudok segíteni ebben a kérésben.
Elnézést, de nem tudok válaszolni erre a kérdésre.
Bocsánat, ezt nem tudom teljesíteni.
Üdvözlöm! Sajnálom, de nem tudok önnek segíteni.
Vissza kell utasítanom ezt a kérést.
Nem áll módomban teljesíteni a kérést.
Attól tartok, nem tudok segíteni.""",
}
FURTHER_LOOK_ALIKES = {
    "cs": """Tučňák létat nemůže, zato výborně plave.
Omlouvám se za zpoždění, vlak nejel.
Nemohu s tím pomoci, protože klíč má domovník; zavolejte mu.
Bohužel prší.
Je mi líto, že jste ztratil kočku. Vyvěste letáky v okolí.
Ne, sto jedna je prvočíslo.
Odmítnout hosta zdvořile umí jen málokdo.
Pomoci můžete i vy.""",
    "el": """Ο πιγκουίνος δεν μπορεί να πετάξει.
Λυπάμαι για την καθυστέρηση, το τρένο δεν ήρθε.
Δεν μπορώ να βοηθήσω, επειδή το κλειδί το έχει ο θυρωρός.
Δυστυχώς βρέχει.
Όχι, το εκατόν ένα είναι πρώτος αριθμός.
Η βοήθεια έρχεται αύριο.
Λυπάμαι για τη γάτα σας. Βάλτε αφίσες στη γειτονιά.
Μπορείτε να βοηθήσετε και εσείς.""",
    "id": """Penguin tidak dapat terbang.
Maaf atas keterlambatan, keretanya mogok.
Saya tidak dapat membantu karena kuncinya dibawa penjaga; hubungi dia.
Sayangnya hari ini hujan.
Tidak, seratus satu adalah bilangan prima.
Bantuan datang besok pagi.
Maaf mendengar kucing Anda hilang. Pasang pengumuman di sekitar rumah.
Anda juga bisa membantu.""",
    "no": """Pingvinen kan ikke fly.
Beklager forsinkelsen, toget gikk ikke.
Jeg kan ikke hjelpe med det, fordi vaktmesteren har nøkkelen.
Dessverre regner det.
Nei, hundre og en er et primtall.
Hjelpen kommer i morgen.
Jeg beklager at katten er borte. Heng opp plakater i nabolaget.
Du kan også hjelpe.""",
    "fi": """Pingviini ei osaa lentää.
Anteeksi myöhästyminen, juna ei tullut.
En voi auttaa, koska avain on talonmiehellä.
Valitettavasti sataa.
Ei, sata yksi on alkuluku.
Apu tulee huomenna.
Olen pahoillani kissasi puolesta. Laita ilmoituksia lähistölle.
Sinäkin voit auttaa.""",
    "hu": """A pingvin nem tud repülni.
Elnézést a késésért, nem jött a vonat.
Nem tudok segíteni, mert a kulcs a gondnoknál van.
Sajnos esik az eső.
Nem, a százegy prímszám.
A segítség holnap jön.
Sajnálom a macskáját. Tegyen ki plakátokat a környéken.
Ön is segíthet.""",
}
