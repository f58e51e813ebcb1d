"""Tells an error of a service that came in the place of an answer: its JSON, its page, its stream, its own words."""

import json
import re
from collections.abc import Mapping
from typing import Any

_LONGEST = 20_000  # characters of a page
_LONGEST_SENTENCES = 400
_PHRASES = (
    r"(?:bad request|unauthori[sz]ed|payment required|forbidden|not found|method not allowed|request time-?out"
    r"|conflict|payload too large|(?:request|content) too large|unprocessable (?:entity|content)|too many requests"
    r"|internal server error|not implemented|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    r"|web server is down|origin is unreachable|a timeout occurred|site is overloaded)"
)
# Without a number these alone say that no person speaks.
_SURE_PHRASES = (
    r"(?:too many requests|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    r"|rate limit(?:ed| reached| exceeded)|quota exceeded)"
)
_NUMBERED = r"(?:(?:http/[\d.]+ |http )?(?:status |code |status code |error |error code ?: ?)*[45]\d\d)"
_STATUS = re.compile(
    rf"(?:error ?: ?)?(?:{_NUMBERED}[ :,-]{{0,4}}{_PHRASES}|{_SURE_PHRASES}(?: ?[(:]?{_NUMBERED}\)?)?"
    r"|(?:http )?error(?: code)? ?:? ?[45]\d\d)[.!]?",
    re.IGNORECASE,
)
# "Error code: 429 - {…}", as clients print what they were told.
_PRINTED = re.compile(
    r"(?:\w{0,40}error ?: ?)?(?:error(?: code)? ?:? ?[45]\d\d|(?:http/[\d.]+ )?[45]\d\d [a-z ]{3,40})\s?[-:]?\s?(?=\{)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:<\?xml[^>]{0,200}>\s{0,80})?(?:<!doctype html|<html|<head|<center>\s*<h1)", re.IGNORECASE)
_TITLE = re.compile(r"<(?:title|h1)\b[^>]{0,200}>([^<]{1,300})<", re.IGNORECASE)
_PAGE_TITLE = re.compile(
    rf"(?:\W|^)(?:[45]\d\d(?=\W|$).{{0,80}}{_PHRASES}|{_PHRASES}.{{0,20}}[45]\d\d|error [45]\d\d)|^{_SURE_PHRASES}\W*$"
    r"|^just a moment|^attention required|^web server is |^the page you are looking for is temporarily unavailable",
    re.IGNORECASE,
)
_EVENT = re.compile(r"(?:data|event|id|retry): ?|:")
_ERROR_KEYS = frozenset(
    "error errors message msg code status statuscode type detail details requestid traceid timestamp path object param"
    " success userid errorcode errormsg errormessage errortype title instance reason metadata ok".split()
)
_SUBJECT = (
    r"(?:the |this |our |that |your |requested |upstream |selected |current |ai |language |remote |inference )*"
    r"(?:services?|servers?|model|system|engine|api|backend|provider|endpoint|upstream)"
)
_SENTENCES = re.compile(
    "(?:" + "|".join((
        r"(?:we(?:'re| are) )?(?:very |so )?sorry(?: for the inconvenience)?|(?:we )?apologi[sz]e for the inconvenience"
        r"|oops|error|unfortunately",
        rf"(?:sorry |oops )?(?:but )?{_SUBJECT} (?:is|are|seems? to be|appears? to be)"
        r"(?: currently| temporarily| now| too| very)* (?P<s1>unavailable|overloaded|busy|down|at (?:full )?capacity"
        r"|under (?:heavy load|maintenance)|not available|offline|not responding|experiencing (?:high|heavy) "
        r"(?:demand|load|traffic))(?: (?:right now|now|at the moment|at this time|due to (?:high|heavy) \w+"
        r"|with other requests|for maintenance))*",
        r"(?P<n1>(?:please )?(?:try|retry)(?: your request| the request)?(?: again)?"
        r"(?: (?:later|shortly|soon|in|after|a|an|few|some|moments?|minutes?|hours?|seconds?|while|time|\d+ ?m?s?))*"
        r"|you can retry your request[\w' ,]{0,40})",
        r"(?P<s2>(?:your |the |account |user |api )*(?:balance|credits?|quota|funds|credit balance) "
        r"(?:is|are|has been|have been|was|were)(?: too| already)? (?:insufficient|low|exhausted|exceeded|used up)"
        r"(?: to (?:access|use|call)[\w' ]{0,40})?)",
        r"(?P<s3>insufficient (?:account |user |api )?(?:balance|credits?|quota|funds))",
        r"(?P<s4>you(?:'ve| have)? (?:exceeded|reached|hit|run out of)(?: your| the)?(?: current| monthly| daily| rate"
        r"| api| usage| included| request| message)*(?: quota| limits?| credits)[\w' ]{0,60})",
        r"(?P<n2>please (?:top ?up|recharge|add (?:more )?(?:credits?|funds)|check your (?:plan|billing|account"
        r"|api key)|upgrade your|contact (?:support|us|(?:the|your) administrator)|wait|slow down|reduce your)"
        r"[\w' ,]{0,80})",
        r"(?P<s5>(?:(?:api |the |request )*rate limit(?: has been)? (?:reached|exceeded|hit)|too many requests"
        r"|request (?:was )?(?:rate limited|throttled))[\w' ,]{0,60})",
        r"(?P<s6>(?:the |your |upstream )*(?:request|connection|upstream request) (?:has )?timed out[\w' ]{0,30})",
        r"(?P<s7>(?:an? |the )*(?:internal |unexpected |unknown |upstream |network |server )+error(?: has)?"
        r"(?: occurred| happened)?(?: (?:while|when|during) (?:processing|handling|generating)[\w' ]{0,40})?)",
        r"(?P<s8>(?:an error|something went wrong)(?: has)?(?: occurred)? (?:while|when|during) "
        r"(?:processing|handling|generating)[\w' ]{0,40})",
        r"(?P<s9>(?:invalid|incorrect|missing|expired) api[ -]key(?: provided)?)",
        r"(?P<s10>(?:当前)?(?:服务器?|系统|模型|接口|服務器?|系統)(?:当前|目前|暂时|正)?(?:繁忙|忙|过载|不可用|异常|出错"
        r"|暂时不可用|维护中|超时|繁忙中)|(?:您的|账户|账号|用户)*余额(?:已)?不足|(?:请求|调用|访问)(?:过于|太)频繁"
        r"|(?:请求|调用|访问)次数(?:已)?超(?:过|出)?限制?|(?:请求|网络|连接)超时)",
        r"(?P<n3>(?:请|請)?(?:您)?(?:稍后|稍後|稍候|过一会儿|及时|尽快)(?:再)?(?:重)?(?:试|試|充值)(?:一?次)?|请充值"
        r"|请联系(?:管理员|客服)|抱歉|对不起|很抱歉)",
    )) + ")",
    re.IGNORECASE,
)  # fmt: skip
_ENDS = re.compile(
    r"[.!?;:。！？；，](?=\s|\Z|[^\x00-\x7f])|,\s(?=(?:please|you can|try|but|the|this|our)\b)|(?<=[^\x00-\x7f])[,，]"
    r"|\n+"
)
_FEWEST_CLAUSES = 2  # where the one alone is what a person may say too


def told_error(text: str) -> str | None:
    """What a text that is nothing but an error of a service says of it, on one line; None for any other text."""
    plain = _bare(text)
    if not plain or len(plain) > _LONGEST:
        return None
    found = _is_object(plain) or _is_stream(plain) or _is_page(plain) or _is_line(plain)
    return " ".join(plain.split())[:200] if found else None


def only_words(text: str) -> bool:
    """Whether an error has no form of its own: its sentences are ones that a person may say too."""
    plain = _bare(text)
    return not (_is_object(plain) or _is_stream(plain) or _is_page(plain)) and _STATUS.fullmatch(plain) is None


def _bare(text: str) -> str:
    """The text without the fence or the quotation marks around all of it."""
    text = text.strip()
    if text.startswith("```") and text.endswith("```") and text.count("```") == 2:
        text = text.partition("\n")[2].removesuffix("```").strip()
    return text.strip("\"'") if text[:1] in ('"', "'") and text[:1] == text[-1:] else text


def _is_object(text: str) -> bool:
    if text[:1] == "{":
        return _tells_error(_value(text))
    printed = _PRINTED.match(text)
    return printed is not None and text.endswith("}")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _tells_error(value: Any) -> bool:
    """Whether an object has the fields of an error and no others."""
    if not isinstance(value, Mapping) or not {re.sub(r"[\W_]", "", str(key)).lower() for key in value} <= _ERROR_KEYS:
        return False
    error = value.get("error")
    if isinstance(error, Mapping):
        return any(isinstance(error.get(name), str) for name in ("message", "msg", "code", "type"))
    told = next((value[name] for name in ("message", "msg", "detail", "error") if isinstance(value.get(name), str)), "")
    numbers = (str(value.get(name)) for name in ("code", "status", "statusCode", "status_code"))
    if any(re.fullmatch(r"[45]\d\d", number) for number in numbers):
        return bool(told)
    return bool(told) and (_is_line(told) or value.get("object") == "error" or value.get("type") == "error")


def _is_stream(text: str) -> bool:
    """Whether every line belongs to an event stream, and one of them to a service's."""
    if not text.startswith(("data:", "event:", "id:", "retry:", ":")):
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not all(_EVENT.match(line) for line in lines):
        return False
    said = [line.removeprefix("data:").strip() for line in lines if line.startswith("data:")]
    return any(
        data == "[DONE]" or re.match(r'\{.{0,400}"(?:choices|error|delta)"\s?:|\{.{0,200}chat\.completion', data)
        for data in said
    )


def _is_page(text: str) -> bool:
    if _PAGE.match(text) is None:
        return False
    titles = [" ".join(title.split()) for title in _TITLE.findall(text)]
    return any(_PAGE_TITLE.search(title) for title in titles)


def _is_line(text: str) -> bool:
    """Whether a short text is a status line, or sentences of which each is a service's."""
    if len(text) > _LONGEST_SENTENCES:
        return False
    line = " ".join(text.split())
    if _STATUS.fullmatch(line):
        return True
    clauses = [clause for part in _ENDS.split(text) if (clause := " ".join(part.split()).strip(" '\"()[]!.…"))]
    said = [_SENTENCES.fullmatch(clause.replace("’", "'")) or _STATUS.fullmatch(clause) for clause in clauses]
    if not said or not all(said):
        return False
    own = sum(found is not None and (found.lastgroup or "s").startswith("s") and not _empty(found) for found in said)
    return own >= 1 and (len(said) >= _FEWEST_CLAUSES or _sure(said[0]))


def _empty(found: re.Match[str]) -> bool:
    """Whether a clause is only an apology, which no error is by itself."""
    return found.re is _SENTENCES and found.lastgroup is None


def _sure(found: re.Match[str] | None) -> bool:
    """Whether one sentence alone is enough: what only a service says of itself."""
    return found is not None and (found.lastgroup or "") not in ("s1", "s6")
