"""Words that say little by themselves, in many languages, and those that say yes, no and or; case folded."""

_COMMON = """
a an the of in on at to for from by with as and is are was were be been being it its this that these those there
their they he she his her him you your we our i will would can could may must shall should has have had do does
did not no so than then also which who whom whose what when where why how or if but into about per up out all any
each only very der die das den dem des ein eine einen einem einer eines und ist sind war waren wird werden im am
zum zur von vom mit für auf aus bei nach als auch es sie er wir ich nicht zu in an um durch über oder wie was wer
wo wann warum le la les un une des du de et est sont était en dans sur pour par avec au aux ce cette ces il elle
on nous vous que qui ne pas plus ou où comme son sa ses leur se d l s n c j m qu el los las una unos unas del al
y es son era en con por para como su sus se lo que no más o o os um uma uns umas do da dos das no na nos nas ao à
e é são em com por para como seu sua que não il lo gli i un uno una dei della delle degli nel nella al alla e è
sono in con per da di che non come suo sua si de het een en van in op te voor met aan bij zijn was is dat die
niet och en ett i på av att som för med är var den det de inte til på af og er var ikke å på som fra w na z do i
o się jest są był nie że to jak po od za przez dla a v je se na že jsou byl s pro и в на с по к из у о от за для
не что как это его её их был была было быть или а но же ли бы до при так і й в у на з до що як це його не або та
для від ve bir bu da de için ile o mi mı ne gibi olan daha en var ο η το οι τα του της των στο στη στην και είναι
με για από που δεν θα να σε في من على إلى عن أن إن هذا هذه التي الذي هو هي كان كانت و أو مع ما لا قد كل של את על
הוא היא זה לא עם גם או כל אל מן כי از به در که را با این آن برای است و یا تا का की के में से को है हैं था थी थे और यह वह
पर ने भी एक या तो कि लिए dan yang di ke dari untuk dengan adalah ini itu pada oleh atau và của là các có trong cho
được với một những này đó の に は を が と で も や か へ い る す た な ま し て っ 的 了 是 在 和 与 于 之 其
because since while weil denn parce puisque porque perché poiché omdat fordi ponieważ protože потому поскольку
也 及 而 就 都 我 有 个
"""
COMMON = frozenset(_COMMON.casefold().split())
YES = frozenset(
    """
    ano correct có da doch evet igen ja jawohl kyllä oui si sim sí tak true vâng ya yeah yep yes ναι да так כן
    أجل بله بلى نعم हाँ हां জী হ্যাঁ ใช่ はい 对 對 是 是的 네 예
    """.split()
)
NO = frozenset(
    """
    bukan ei false hayır incorrect không ne nee nei nein nej nem nie no non nope nu não tidak όχι нет ні לא خیر
    كلا لا नहीं না ไม่ ไม่ใช่ いいえ 不 不是 否 没有 아니오 아니요
    """.split()
)
OR = frozenset(
    """
    atau czy eller hay hoặc lub nebo oder of or ou sau tai u vagy vai veya yoksa ή або или либо чи או أم أو یا या
    বা
    """.split()
)
OR_WITHIN = ("或", "还是", "還是", "または", "あるいは", "それとも", "もしくは", "หรือ", "또는", "아니면", "혹은")
