"""Texts that ask or bid something, told from those that only state it."""

import re

from selfinstruct.text.invisible import visible

_MARKS = "?？؟;՞⸮"
# Words that ask, in languages with spaces; and pieces that ask or bid in those without, and in Korean.
_ASKING = frozenset(
    """
    what which who whom whose when where why how was wer wen wem wessen wann wo warum wie welche welcher welches
    welchen wieso weshalb wieviel que qui quoi quel quelle quels quelles quand où pourquoi comment combien qué
    quién quiénes cuál cuáles cuándo dónde cómo cuánto cuánta cuántos cuántas qual quais quem quando onde como
    quanto quantos chi che cosa quale quali dove perché come wat wie welke wanneer waar waarom hoe vad vem vilken
    vilket vilka när var varför hur hvad hvem hvilken hvilket hvilke hvornår hvor hvorfor hvordan hva når mikä
    mitä kuka milloin missä miksi miten kuinka co kto jaki jaka jakie kiedy gdzie dlaczego jak ile co kdo jaký
    jaká jaké kdy kde proč kolik mi ki mikor hol miért hogyan mennyi ce cine care când unde cum cât что кто какой
    какая какое какие когда где почему зачем как сколько чем що хто який яка яке які коли де чому скільки ne kim
    hangi nerede neden nasıl kaç niçin τι ποιος ποια ποιο πότε πού γιατί πώς πόσο ما ماذا من متى أين لماذا كيف كم
    أي هل מה מי איזה מתי איפה למה מדוע איך כמה האם چه چی کی کجا چرا چگونه چند آیا क्या कौन कब कहाँ कहां क्यों कैसे कितना
    कितने कितनी किस किसने কী কে কখন কোথায় কেন কীভাবে কত apa siapa kapan mana mengapa bagaimana berapa gì ai nào đâu
    sao bao
    """.casefold().split()
)
_PIECES = re.compile(
    r"吗|嗎|呢|什么|什麼|哪|谁|誰|几|幾|多少|怎|为何|為何|如何|是否|何时|请|請|列出|说明|說明|解释"
    r"|解釋|描述|概括|总结|總結|写|寫|比较|比較|翻译|翻譯|给出|指出|简述|分析|判断|提取|改写|分类"
    r"|か(?=[。\s]|\Z)|ください|下さい|なさい|せよ|しよう|何|誰|いつ|どこ|なぜ|どう|どの|どれ|いくつ"
    r"|いくら|まとめ|説明|述べよ|挙げ|要約|書け|答え|分類|抽出|까|시오|세요|십시오|무엇|누구|언제|어디"
    r"|왜|어떻|어느|몇|얼마|하라|해라|요약|설명해|은\?|อะไร|ใคร|เมื่อไร|เมื่อใด|ที่ไหน|ทำไม|อย่างไร|กี่|เท่าไร"
    r"|เท่าใด|ไหน|หรือไม่|จง|โปรด|กรุณา|สรุป|อธิบาย|ใด|วิธี|เขียน|แปล"
)
_EAST = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STATES = frozenset(
    """
    the a an this that these those it its he she they we i there his her their my our der die das ein eine es er
    sie wir ich dieser diese dieses le la les un une il elle ils elles ce cette ces el los las una unos ella este
    esta estos o os as um uma ele ela lo gli uno questo questa de het een dit dat deze zij wij den det en ett han
    hon ten ta to tego on ona это этот эта он она они мы я the το η ο οι هذا هذه هو هي זה זו הוא היא این آن यह वह
    ये
    """.casefold().split()
)
_AFTER = re.compile(r"(?:[,.;:]\s+|\A)(\w+)")
_BIDDING = frozenset(
    """
    explain describe list name give tell write summarize summarise compare identify state define find classify
    extract rewrite translate convert draft sum outline discuss show provide create make calculate compute
    determine decide say choose pick select sort rank label put turn answer complete fill report return produce
    present suggest propose mention note point use read consider analyze analyse argue prove design plan prepare
    compose paraphrase shorten simplify restate recommend advise evaluate assess review add remove replace
    correct fix
    """.split()
)
_WORD = re.compile(r"\w+")
_FEWEST = 3


def no_question(question: str) -> bool:
    """Whether a text neither asks nor bids anything: a statement, a heading, or nothing at all.

    Where that cannot be told, as of a sentence that may begin with a verb, it counts as one that does.
    """
    text = visible(question).strip()
    words = _WORD.findall(text.casefold())
    if not words:
        return True
    if any(mark in text for mark in _MARKS):
        return False
    if _EAST.search(text):
        return not _PIECES.search(text) and not any(word in _ASKING or word in _BIDDING for word in words)
    if any(word in _ASKING for word in words) or any(found in _BIDDING for found in _AFTER.findall(text.casefold())):
        return False
    return words[0] in _STATES or (len(words) < _FEWEST and text.isascii())
