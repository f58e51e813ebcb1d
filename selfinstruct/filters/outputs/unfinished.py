"""A filter for outputs that were cut off."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.answers.cut_off import find_cut

# Tasks whose right answer may end anywhere, or is verse.
_ASKED = re.compile(
    r"\b(?:incomplete|unfinished|cut off|truncat|cliffhanger|fragment|half of|beginning of|opening (?:line"
    r"|sentence)|first \w+ words"
    r"|first (?:line|sentence|half|part)|complete the|finish the|continue|fill in|prompt|sentence starter"
    r"|autocomplet|punctuation"
    r"|haiku|poem|lyrics|song|verse|rhyme|tweet|hashtag|slogan|title|headline|regex"
    r"|caption|stream of consciousness|trailing|unvollständig|ergänze|vervollständig|setze .{0,30}fort|gedicht"
    r"|satzzeichen|compl[éè]te"
    r"|poème|ponctuation|completa|poema|puntuación|pontuação|punteggiatura|aanvullen|gedicht|leestekens|dokończ"
    r"|wiersz|interpunkcj"
    r"|дополни|продолжи|стих|пунктуаци|доповни|вірш|tamamla|şiir)|补全|补充|续写|填空|诗|标点|完成句|続きを|詩|俳句|句読点|이어|시를|구두점",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Unfinished:
    """Outputs that end before they are done: in a fence, a list, a table, JSON, a bracket or a sentence.

    A sentence counts from `words` words of output on. It stays where the task asks for a part or for verse, or where
    the input ends like that itself.
    """

    words: int = 40
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        if self.words < 1:
            raise ValueError(f"words must be at least 1 (found {self.words})")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = find_cut(instance.output, self.words)
        if found is None or _ASKED.search(task.instruction):
            return None
        asked = f"{task.instruction}\n{instance.input}"
        end = " ".join(instance.output.split())[-30:]
        if end in " ".join(asked.split()) or find_cut(instance.input, self.words) is not None:
            return None
        if found.kind == "fence" and find_cut(task.instruction) is not None:
            return None
        return Reason("unfinished", {"open": found.kind, "end": found.text})
