"""What a simulated user's turn may not be: an assistant's, a description of the user, the same as before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.flows.generate.talks.facts import Fact, contradiction
from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.text.refusals.bare import is_bare_refusal, machine_talk
from selfinstruct.text.speakers.identity import speaker_named
from selfinstruct.text.tokens import count_words, unicode_tokens

_SAME = 0.8  # ROUGE-L of two turns that say the same
_COPIED = 6  # words in a row of a description that nobody uses by chance
# What users say too is left alone: "Sure, I can do that", "Here's the message I got", "Let me know if you need more".
_HELPS = r"i(?:['’]d| would) be (?:happy|glad)|i(?:['’]ll| can| will) (?:help|assist)"
_ASSISTANT = re.compile(
    rf"\W{{0,3}}(?:(?:sure|certainly|of course|absolutely)\b[!,.]? ?(?:here(?:['’]s| is| are)\b|{_HELPS}|let me help)"
    r"|here(?:['’]s| is) (?:the|a|an|your) (?:\w+ ){0,2}(?:message|reply|response|question|draft|version|summary|list"
    rf"|plan)(?: for you\b|[:.!]|\n|\Z)|{_HELPS}|how (?:can|may) i (?:help|assist)"
    r"|(?:thanks|thank you) for reaching out)",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:let me know if you(?: have any (?:other |more |further )?questions| need anything else|['’]d like me"
    r"| would like me| want me)|feel free to (?:ask|reach out)|i hope this helps|is there anything else i can"
    r"|as an ai\b|as a language model)",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"\b(?:my persona|this persona|simulated user|i am (?:playing the|role-?playing)|in this role[- ]?play)\b"
    r"|(?:^|[.!?]\s)the (?:user|person) (?:asks|says|types)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a turn cannot stand: the rule, and what broke it."""

    rule: str
    value: Any = None


def user_fault(
    text: str, persona: str, earlier: Sequence[str], longest: int, facts: Sequence[Fact] = ()
) -> Fault | None:
    """What is wrong with a user's turn; `earlier` are the user's turns before it, `facts` what was told in them."""
    if found := _ASSISTANT.match(text) or _OFFER.search(text):
        return Fault("assistant_voice", found[0].strip())
    if named := speaker_named(text) or machine_talk(text):
        return Fault("assistant_voice", named)
    if is_bare_refusal(text):
        return Fault("assistant_voice", "a refusal")
    if found := _STAGE.search(text):
        return Fault("out_of_role", found[0])
    if copied := _copied(persona, text):
        return Fault("persona_copied", copied)
    said = unicode_tokens(text)
    if (words := count_words(said)) > longest:
        return Fault("too_long", f"{words:.0f} words")
    for turn in earlier:
        if rouge_l(said, unicode_tokens(turn)) >= _SAME:
            return Fault("repeats_turn", turn)
    other = contradiction(facts, text)
    return None if other is None else Fault("contradicts", other)


def opening_fault(text: str, facts: Sequence[Fact], least: int) -> Fault | None:
    """What is wrong with a first turn that is to tell at least so many of the facts on offer."""
    missing = [fact for fact in facts if not fact.is_in(text)]
    if len(facts) - len(missing) < least:
        return Fault("not_stated", [fact.said for fact in missing])
    other = contradiction([fact for fact in facts if fact not in missing], text)
    return None if other is None else Fault("contradicts", other)


def _copied(persona: str, text: str) -> str | None:
    """The words of a description that stand in a text, where they are too many for chance."""
    described, said = unicode_tokens(persona), f" {' '.join(unicode_tokens(text))} "
    for start in range(len(described) - _COPIED + 1):
        run = " ".join(described[start : start + _COPIED])
        if f" {run} " in said:
            return run
    return None
