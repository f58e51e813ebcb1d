"""A filter for outputs in which a certain vendor's model speaks of itself."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.speakers.identity import speaker_named
from selfinstruct.text.speakers.names import named_in

# Tasks that want the words of somebody else, or of a part that is played.
_PLAYS = re.compile(
    r"\b(?:translat|paraphras|rewrit|rephras|proofread|dialog|script\b|scene\b|stor(?:y|ies)\b|fiction|novel\b|poem"
    r"|lyrics"
    r"|monolog|screenplay|sketch\b|parody|satire|joke|role.?play|pretend|imagine you|act as|persona\b|character"
    r"|speech\b|simulat|impersonat|in the voice of|from the perspective|self.?introduction|übersetz|umschreib"
    r"|geschichte|rolle"
    r"|tradui|tradu[cz]|histoire|rôle|historia|papel|storia|ruolo|história|verta|vertal|verhaal|przetłumacz|opowiadani"
    r"|перевед|рассказ|роль|перекла|оповідан|çevir|hikaye|dịch|truyện|terjemah|cerita|översätt|berättelse)"
    r"|ترجم|قصة|अनुवाद|कहानी|翻译|翻譯|故事|扮演|剧本|对话|翻訳|訳し|物語|会話|台本|번역|이야기|대화|역할",
    re.IGNORECASE,
)
# "As of my last update in May 2023, the roof is done" is what a person writes too.
_REPORTS = re.compile(
    r"\b(?:e-?mails?|letter|newsletter|status|progress|reports?|blog|diary|journal|update|message|memo|minutes|mail"
    r"|brief"
    r"|bericht|rapport|lettre|courriel|informe|carta|correo|lettera|verslag|list|raport|письмо|отч[её]т|лист)\b"
    r"|邮件|报告|信|メール|報告|手紙|이메일|편지|보고",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"update|mise à jour|actualización|aggiornamento|atualização|обновлени|更新|업데이트|アップデート")
_KNOWLEDGE = re.compile(
    r"knowledge|training|wissen|connaiss|conoci|conosc|conhec|kennis|wiedz|знан|知识|知識|지식|训练|訓練"
)


@dataclass(frozen=True)
class Identity:
    """Outputs whose speaker is a vendor's model ("I am ChatGPT, made by OpenAI") or dates its own knowledge.

    Known in 19 languages. It stays where the prompt names such a model or company, wants somebody else's words, or
    holds the same itself; what only mentions models, quotes them or is code stays always.
    """

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = speaker_named(instance.output)
        if found is None:  # as nearly always
            return None
        asked = "\n".join([task.instruction, instance.input, *(turn.content for turn in instance.turns[:-1])])
        if named_in(asked.lower()) or _PLAYS.search(task.instruction) or speaker_named(asked) is not None:
            return None
        if _UPDATE.search(found) and not _KNOWLEDGE.search(found) and _REPORTS.search(asked):
            return None
        return Reason("identity", found)
