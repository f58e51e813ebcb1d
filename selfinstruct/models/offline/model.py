"""The offline model: reads a rendered prompt as any model does and answers in the form it asks for."""

import hashlib
import re
from collections.abc import Callable, Sequence
from random import Random

from selfinstruct.errors import UnknownName
from selfinstruct.models.offline import answers, label_answers, misbehaviour, preference_answers
from selfinstruct.models.offline.answers import ProposedTask
from selfinstruct.models.offline.exact.posing import answer_posing_prompt
from selfinstruct.models.offline.exact.solving import answer_exact_prompt
from selfinstruct.models.offline.grounding.ground_answers import answer_ground_prompt
from selfinstruct.models.offline.grounding.lies import LIAR
from selfinstruct.models.offline.guesses import guess
from selfinstruct.models.offline.load_answers import answer_load_prompt
from selfinstruct.models.offline.posing import answer_material_prompt
from selfinstruct.models.offline.prompts import Asked, read_prompt
from selfinstruct.models.offline.skills.catalogue import CLASSIFYING, SKILLS
from selfinstruct.models.offline.skills.skill import ParsedInstruction, Skill, propose, recognise
from selfinstruct.models.offline.talking.answers import answer_talk_prompt
from selfinstruct.models.offline.topics import answer_topics_prompt
from selfinstruct.models.offline.wanted import WANTED
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.records import Completion, Message, Model, Request, Sampling, Usage
from selfinstruct.registry import suggestion

# A rough count that holds for English text, used for usage and for max_tokens alike.
CHARACTERS_A_TOKEN = 4
# The number at which published prompts are stopped; without a stop sequence the model would go on.
_TRIES = 4  # to do without words that are to be avoided
_LAST_NUMBER = {"paper": 16, "alpaca": 20}


# What knows a prompt by its shape replies, the first of these that does.
_REPLIES: tuple[Callable[[str, Request], str | None], ...] = (
    lambda name, request: answer_topics_prompt(name, request.messages),
    lambda name, request: answer_posing_prompt(name, request.messages),
    lambda name, request: answer_exact_prompt(name, request.messages, request.sampling),
    lambda name, request: answer_ground_prompt(name, request.messages),
    lambda name, request: label_answers.answer_label_prompt(name, request.messages),
    lambda name, request: preference_answers.answer_preference_prompt(name, request.messages),
    lambda name, request: answer_talk_prompt(name, request.messages, request.sampling),
    lambda _, request: answer_material_prompt(request.messages, request.sampling),
)


class Offline:
    """A Model whose completion is a function of its name, the messages, `max_tokens` and `stop`.

    To a plain prompt it responds by the temperature and the sampling seed as well, so that responses differ.
    """

    def __init__(self, name: str = "offline") -> None:
        self.name = name

    async def complete(self, request: Request) -> Completion:
        told = next((said for reply in _REPLIES if (said := reply(self.name, request)) is not None), None)
        asked = read_prompt(request.messages)
        if told is None and asked.kind == "unknown" and self.name != "offline/load":
            told = preference_answers.respond(self.name, request.messages, request.sampling)
        if told is not None:
            return limited(told, False, request.messages, request.sampling)
        rng = Random(_seed(request.messages))
        answer = answer_load_prompt if self.name == "offline/load" else answer_task_prompt
        text, cut = answer(asked, rng)
        return limited(text, cut, request.messages, request.sampling)


def named_model(name: str) -> Model:
    """Raises UnknownName for names other than offline, label_answers.JUDGES, and load, liar, strong and weak."""
    known = (
        "offline",
        "offline/load",
        LIAR,
        preference_answers.STRONG,
        preference_answers.WEAK,
        *(judge for judge in label_answers.JUDGES if judge != "offline"),
    )
    if name not in known:
        raise UnknownName(f"there is no model {name!r}; {suggestion(name, known)}")
    return Offline(name)


def _seed(messages: Sequence[Message]) -> int:
    digest = hashlib.sha256()
    for turn in messages:
        digest.update(f"{turn.role}\0{turn.content}\0".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8])


def limited(text: str, cut: bool, messages: Sequence[Message], sampling: Sampling) -> Completion:
    """The completion a service would return: ended by a stop sequence or by `max_tokens`, and counted."""
    reason = "length" if cut else "stop"
    for stop in sampling.stop:
        if stop and (at := text.find(stop)) >= 0:
            text, reason = text[:at], "stop"
    if sampling.max_tokens is not None and len(text) > sampling.max_tokens * CHARACTERS_A_TOKEN:
        text, reason = text[: sampling.max_tokens * CHARACTERS_A_TOKEN], "length"
    prompt = sum(len(turn.content) for turn in messages)
    return Completion(text, reason, Usage(prompt // CHARACTERS_A_TOKEN, -(-len(text) // CHARACTERS_A_TOKEN)))


def answer_task_prompt(asked: Asked, rng: Random) -> tuple[str, bool]:
    """The text, and whether it breaks off."""
    if asked.kind == "bootstrap":
        return _bootstrap(asked, rng)
    if asked.kind == "unknown":
        return preference_answers.NO_ANSWER, False
    found = recognise(asked.instruction, SKILLS)
    if asked.kind == "classify":
        return _classify(asked, found, rng), False
    return _instances(asked, found, rng), False


def _bootstrap(asked: Asked, rng: Random) -> tuple[str, bool]:
    last = _LAST_NUMBER.get(asked.form)
    count = asked.count if last is None else max(last + 1 - asked.first, 8)
    items: list[ProposedTask] = []
    for at in range(count):
        items.append(_item(asked, items, at, rng))
    fault = rng.random()
    if fault < misbehaviour.MISFORMATTED:
        texts, types = [item.instruction for item in items], [item.type for item in items]
        return misbehaviour.misformatted(texts, types, asked.first, rng), False
    if asked.form == "alpaca":
        text = answers.alpaca_tasks([_complete(item, rng) for item in items], asked.first)
    else:
        said = [misbehaviour.probability(rng) for _ in items] if asked.probable else []
        text = answers.paper_tasks(items, asked.first) if asked.form == "paper" else answers.chat_tasks(items, said)
    if fault < misbehaviour.MISFORMATTED + misbehaviour.PREAMBLE:
        return f"{misbehaviour.preamble(rng)}\n\n{text}", False
    if fault < misbehaviour.MISFORMATTED + misbehaviour.PREAMBLE + misbehaviour.CUT:
        whole = text.rindex(items[-1].instruction)
        return text[: whole + len(items[-1].instruction) // 2], True
    return text, False


def _item(asked: Asked, earlier: Sequence[ProposedTask], at: int, rng: Random) -> ProposedTask:
    fault = rng.random()
    if fault < misbehaviour.FORBIDDEN:
        return ProposedTask(misbehaviour.forbidden_instruction(rng), "odd_job", ())
    known = [*asked.demonstrations, *(item.instruction for item in earlier)]
    if fault < misbehaviour.FORBIDDEN + misbehaviour.REPEATED and known:
        return ProposedTask(misbehaviour.repeated(known, rng), "odd_job", None)
    skill = pick(rng, _skills(asked))
    topic = asked.topics[at % len(asked.topics)] if asked.topics else ""
    text = propose(skill, rng, topic)
    for _ in range(_TRIES if asked.avoided else 0):
        if not any(word in text.lower() for word in asked.avoided):
            break
        skill = pick(rng, _skills(asked))
        text = propose(skill, rng, topic)
    labels = None if rng.random() < misbehaviour.UNLABELLED else _as_written(skill, text)
    return ProposedTask(text, skill.type, labels)


def _skills(asked: Asked) -> Sequence[Skill]:
    wanted = WANTED.get(asked.wants, SKILLS)
    if not asked.classification:
        return wanted
    return [skill for skill in wanted if skill.labels] or CLASSIFYING


def _as_written(skill: Skill, text: str) -> tuple[str, ...]:
    """The labels in the order of the instruction, for a list in a fixed order would give the skill away."""
    return tuple(sorted(skill.labels, key=lambda label: text.lower().find(label.lower())))


def _complete(item: ProposedTask, rng: Random) -> tuple[str, str, str]:
    """The instruction with one instance; nothing in it may look like a separator or a stop of the alpaca form."""
    found = recognise(item.instruction, SKILLS)
    if found is None or rng.random() < misbehaviour.BAD_INSTANCE:
        return item.instruction, "", ""
    for _ in range(20):
        [(shown, output)] = found.instances(rng, 1)
        if not re.search(r"###|20\.|\n20", f"\n{shown}\n{output}"):
            return item.instruction, shown, output
    return item.instruction, "", ""


def _classify(asked: Asked, found: ParsedInstruction | None, rng: Random) -> str:
    if rng.random() < misbehaviour.UNDECIDED and not asked.again:
        return misbehaviour.undecided(rng)
    if found is not None:
        yes, kind, labels = bool(found.labels), found.skill.type, found.labels
    else:
        yes, kind, labels = guess(asked.instruction)
    if asked.form == "paper":
        return " Yes" if yes else " No"
    return answers.chat_classify(yes, kind, labels)


def _instances(asked: Asked, found: ParsedInstruction | None, rng: Random) -> str:
    """Nothing for a task the model does not know: an invented output would be false data."""
    if found is None:
        return ""
    if rng.random() < misbehaviour.BAD_INSTANCE / 2:
        return misbehaviour.REFUSAL
    count = rng.randint(1, 4) if asked.form == "paper" else asked.count
    if found.labels:
        count = max(count, 2)
    made = found.instances(rng, count)
    if found.labels and asked.labels:
        spelled = {label.lower(): label for label in asked.labels}
        made = [(shown, spelled.get(label.lower(), label)) for shown, label in made]
    if asked.kind == "output_first" and not found.labels:
        return ""
    if rng.random() < misbehaviour.BAD_INSTANCE / 2:
        made = misbehaviour.spoil_instances(made, asked.kind == "output_first", rng)
    if asked.form == "chat":
        return answers.chat_labels(made) if asked.kind == "output_first" else answers.chat_inputs(made)
    write = answers.paper_labels if asked.kind == "output_first" else answers.paper_inputs
    return "\n" + write(made, found.skill.field)
