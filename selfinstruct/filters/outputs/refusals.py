"""Filters for what models say instead of doing the task."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.answers.service_errors import only_words, told_error
from selfinstruct.text.refusals.bare import is_bare_refusal, machine_talk

_AI = r"(?:ai|artificial intelligence|(?:large )?language model)\b(?! (?:engineer|researcher|company|lab|team|expert))"
_MATERIAL = r"(?:input|text|email|article|attachment|code|data|passage|document)\b"
META = (
    rf"\bas an? {_AI}",
    rf"\bi(?:'m| am) (?:just |only )?an? {_AI}",
    r"\b(?:you (?:have not|haven't|did not|didn't)|no) (?:provided?|included?|shared?|attach(?:ed)?|given) "
    rf"(?:any |an? |the |me )*{_MATERIAL}",
    r"^(?:please|could you(?: please)?) (?:provide|share|paste|send)(?: me)?(?: with)? (?:the|your|an?|more) "
    r"[\w\s-]{0,40}(?:so that i|and i|for me to|to proceed|you(?:'d| would) like)",
)

# A task that asks to turn something down, or for the words of somebody else, may well be answered so.
_ASKED = re.compile(
    r"(?<![\w-])(?:translat|declin|refus|reject|turn(?:s|ing)? (?:\w+ ){0,3}down|apolog|excuse|say(?:ing)? no\b"
    r"|paraphras|rewrit"
    r"|rephras|correct the|proofread|quote|dialog|character|übersetz|ablehn|absag|entschuldig|tradu[icz]|décliner|excus"
    r"|rechaz|disculp|rifiut|scus|recus|desculp|vertaal|vertal|weiger|afwijz|przetłumacz|przełóż|odm[óo]w|przepro"
    r"|перевед"
    r"|перевод|перекла|отказ|откаж|відмов|извин|вибач|çevir|reddet|özür|(?:dịch|từ chối|xin lỗi)\b)"
    r"|ترجم|رفض|اعتذ|翻译|翻譯|拒绝|拒絕|道歉|婉拒|翻訳|訳し|断り|断る|謝罪|お詫び|번역|거절|사과|अनुवाद|इनकार|माफ़ी",
    re.IGNORECASE,
)
# Who is asked what it is may say that it is a model.
_ASKED_WHO = re.compile(
    r"\b(?:who|what)(?: exactly| kind of \w+)? are you\b|\bwho(?:'s| is) this\b|\bintroduce yourself\b"
    r"|\bwhat(?:'s| is) your name"
    r"|\babout yourself\b|\bare you (?:really |just )?(?:an? )?(?:ai|human|robot|bot|real|person|machine"
    r"|chatbot|computer|program"
    r"|language model|alive|conscious|sentient)\b|\bwho (?:made|created|built|trained|developed) you|\b(?:wer"
    r"|was) bist du"
    r"|\bwer sind sie|\bqui (?:es-tu|êtes-vous)|\bquién eres|\bchi sei\b|\bquem é você|кто ты"
    r"|хто ти|你是谁|你是誰|你是什么"
    r"|あなたは(?:誰|だれ|何)|(?:넌|너는|당신은) 누구",
    re.IGNORECASE,
)
# What a service says is an answer where a task is about services, or about the words of messages.
_ABOUT_SERVICES = re.compile(
    r"\berrors?\b|\bhttp|\bstatus\b|\bapis?\b|\bserver|\bnginx|\bgateway"
    r"|\brate.?limit|\bevent.?stream|\bsse\b|\b[45]\d\d\b|\bfehler|\berreur|\berrore\b|\bошибк|错误|錯誤|报错|状态码"
    r"|接口|エラー|오류",
    re.IGNORECASE,
)
_WANTS_MESSAGE = re.compile(
    r"\b(?:messages?|notices?|notifications?|announce\w*|sentences?|phrases?|statements?|warnings?|alerts?"
    r"|signs?|banner"
    r"|toast|status page|support|meldung|hinweis|satz|message|phrase|aviso|mensaje|frase)\b|消息|通知|公告|提示|句",
    re.IGNORECASE,
)
# In a letter to somebody one may well be sorry that something cannot be done; only "I cannot assist with that" is not.
_LETTER = re.compile(
    r"(?<![\w-])(?:repl(?:y|ies)\b|respond|response|letter|e-?mail|message|note to|customer|antwort|brief|nachricht"
    r"|kund|réponse"
    r"|lettre|client|respuesta|carta|correo|mensaje|risposta|lettera|resposta|mensagem|antwoord|klant|odpowiedź|list do"
    r"|письмо|ответ|лист|відповідь|mektup|yanıt|thư\b)|回复|回覆|信|邮件|返信|手紙|メール|답장|편지|पत्र|ईमेल|رسالة"
    r"|رد على",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Refusal:
    """Outputs that speak of being a language model, miss the input or only turn down; a reasoned refusal stays.

    What is nothing but a refusal is known in 23 languages. It stays where the task asks to turn something down or to
    translate, or holds the refusal itself.
    """

    patterns: Sequence[str] = META
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        _compiled(tuple(self.patterns))

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        text = " ".join(instance.output.replace("’", "'").split())[:2000]
        patterns = _compiled(tuple(self.patterns))
        found = next((match[0] for pattern in patterns if (match := pattern.search(text))), None)
        # What the task asks is looked at last, since few outputs come so far.
        if found is not None and self.patterns is META and _asked_who(task, instance):
            found = None
        if found is None:
            turned_down = _turned_down(task, instance)
            found = turned_down or machine_talk(instance.output)
            if found is None or _may_refuse(task, instance) or (turned_down is None and _asked_who(task, instance)):
                return None
        return Reason("refusal", found)


@dataclass(frozen=True)
class ServiceError:
    """Outputs that are nothing but an error of a service, sent as if it were an answer.

    That is an error's JSON, a status line, an error page, the text of an event stream, or sentences such as "Your
    balance is insufficient. Please top up." It stays where the task is about such errors, or holds one itself.
    """

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        told = told_error(instance.output)
        if told is None:
            return None
        asked = f"{task.instruction}\n{instance.input}"
        if _ABOUT_SERVICES.search(asked) or instance.output.strip() in asked:
            return None
        if only_words(instance.output) and (_ASKED.search(asked) or _WANTS_MESSAGE.search(asked)):
            return None
        return Reason("service_error", told)


def _asked_who(task: Task, instance: Instance) -> bool:
    return _ASKED_WHO.search(f"{task.instruction}\n{instance.input}") is not None


def _turned_down(task: Task, instance: Instance) -> str | None:
    """The output, where it does nothing but turn the task down."""
    if not is_bare_refusal(instance.output):
        return None
    if _LETTER.search(task.instruction) and not is_bare_refusal(instance.output, sure=True):
        return None
    return " ".join(instance.output.split())[:200]


def _may_refuse(task: Task, instance: Instance) -> bool:
    """Whether the words of a refusal may be just what the task asks for."""
    if _ASKED.search(task.instruction) or machine_talk(f"{task.instruction}\n{instance.input}"):
        return True
    return is_bare_refusal(instance.input)


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
