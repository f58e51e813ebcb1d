"""What a reply quotes of the mail it answers, taken out: it stands in that mail. Signatures too."""

import re

_REPLY = re.compile(
    r"\s*(?:re|aw|antw|antwort|sv|vs|odp|ynt|res|回复|回覆|答复|返信)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
_FORWARD = re.compile(r"\s*(?:fw|fwd|wg|tr|rv|i|enc|vl|转发|轉寄|転送)\s*[:：]", re.IGNORECASE)
# The line before a quotation: who wrote, and when.
_WROTE = re.compile(
    r"[^\n]{0,200}(?:"
    r"\b(?:wrote|writes|schrieb|schreibt|schreef|skrev|kirjoitti|escribió|escreveu|scritto|a écrit|napisał|napisała"
    r"|пишет|написал|написала|пише|yazdı|έγραψε)\b[^\n]{0,120}[:：]"
    r"|写道\s*[:：]|のメール\s*[:：]|님이 작성\s*[:：])\s*\Z",
    re.IGNORECASE,
)
# Where Outlook and others put the whole earlier mail, without a mark on its lines.
_SENDER = r"(?:from|von|de|da|van|от|发件人|差出人)\s?[:：]"
_SENT = r"(?:sent|gesendet|envoyé|enviado|inviato|verzonden|date|datum|fecha|отправлено|发送时间|送信日時)\s?[:：]"
_EARLIER = re.compile(
    r"(?m)^(?:-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht|mensagem original|исходное сообщение|原始邮件|元のメッセージ) ?-{2,}"
    rf"|_{{20,}}\n{_SENDER}|\*{{0,2}}{_SENDER}\*{{0,2}} [^\n]+\n\*{{0,2}}{_SENT}).*",
    re.IGNORECASE | re.DOTALL,
)
_SIGNATURE = 12  # lines


def without_replies(text: str, subject: str, is_reply: bool) -> tuple[str, int]:
    """The text of a mail without what it quotes, and how many lines that were; a forwarded mail is no quotation.

    In a mail that is no reply, lines behind ">" are quoted for their own sake, unless the line before says who wrote.
    """
    if _FORWARD.match(subject) and not _REPLY.match(subject):
        return text, 0
    is_reply = is_reply or _REPLY.match(subject) is not None
    kept = _EARLIER.sub("", text) if is_reply else text
    lines: list[str] = []
    quoting = False
    for line in kept.split("\n"):
        if line.startswith(">"):
            introduced = not quoting and _drop_wrote(lines)
            quoting = quoting or is_reply or introduced
            if quoting:
                continue
        elif line.strip():
            quoting = False
        elif quoting and lines and not lines[-1].strip():
            continue  # of the blank lines around what is cut one is enough
        lines.append(line)
    told = "\n".join(lines).strip("\n")
    if not told.strip():  # nothing of its own: better the quotation than nothing
        return text, 0
    return re.sub(r"\n{4,}", "\n\n\n", told), text.count("\n") + 1 - len(lines)


def without_signature(text: str) -> str:
    """The text without what stands behind the mark of a signature ("-- ", RFC 3676 4.3), where that is short."""
    before, mark, after = text.rpartition("\n-- \n")
    return before.rstrip() if mark and before.strip() and after.count("\n") < _SIGNATURE else text


def _drop_wrote(lines: list[str]) -> bool:
    """Take out the line that says who wrote what follows, at times broken over three; whether there was one."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for size in (1, 2, 3):
        if end >= size and _WROTE.match(" ".join(lines[end - size : end])):
            del lines[end - size :]
            return True
    return False
