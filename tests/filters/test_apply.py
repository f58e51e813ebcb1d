"""Filters by what they look at, and what a rejection may keep of what is private."""

from dataclasses import dataclass, field

from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, judge, reject
from selfinstruct.records import Instance, Message, Reason, Rejection, Task
from tests.support.filters import GOOD, OF_TASKS, made

TASK = Task("t", "Name a river.", instances=(Instance("", "Rhine"),))


@dataclass
class Remembering:
    """Rejects nothing; `told` is each call of `add`, as it came."""

    scope: str
    told: list[tuple[object, ...]] = field(default_factory=list)

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return None

    def add(self, *what: object) -> None:
        self.told.append(what)


@dataclass(frozen=True)
class Objecting:
    rule: str
    scope: str = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return Reason(self.rule)


def test_every_shipped_filter_stands_where_its_scope_says() -> None:
    filters = FilterSet(load_filters({name: {} for name in OF_TASKS if name not in ("minhash", "semantic")}))
    assert len(filters.filters) == len(OF_TASKS) - 2
    for item in filters.filters:
        where = [item in group for group in (filters.instruction, filters.within, filters.across)]
        instance = [False, False] if item.scope == "instruction" else [not hasattr(item, "add"), hasattr(item, "add")]
        assert where == [item.scope != "instance", *instance]


def test_what_is_accepted_is_told_to_those_that_look_at_it() -> None:
    one, two, both = (Remembering(scope) for scope in ("instruction", "instance", "both"))
    filters = FilterSet([one, two, both, Objecting("never told")])
    assert (filters.within, filters.across) == ([], [two, both])
    filters.accept(TASK)
    assert (one.told, two.told, both.told) == ([(TASK,)], [], [(TASK,)])
    filters.accept(TASK, TASK.instances[0])
    assert (one.told, two.told, both.told[1:]) == ([(TASK,)], [(TASK, TASK.instances[0])], [(TASK, TASK.instances[0])])


def test_the_first_to_object_is_heard() -> None:
    filters = FilterSet([Remembering("instruction"), Objecting("first"), Objecting("second")])
    assert filters.reason(TASK) == Reason("first")
    assert FilterSet().reason(TASK) is None


def test_a_rejection_keeps_no_text_of_what_is_private() -> None:
    [instance] = TASK.instances
    known = reject(
        "instances", Reason("repeats_instance", 1, 0.5, "near"), TASK.instruction, instance, task="t", request=3
    )
    assert known == Rejection("instances", "repeats_instance", "Name a river.", 1, 0.5, "near", instance, 3, None, "t")
    private = reject("instances", Reason("pii", {"email": 1}, private=True), TASK.instruction, instance, task="t")
    assert private == Rejection("instances", "pii", "", {"email": 1}, task="t")


def test_an_earlier_answer_is_judged_with_what_came_before_it() -> None:
    called = '<tool_call>\n{"name": "find", "arguments": {}}\n</tool_call>'
    system, mine = Message("system", "You are Qwen."), "I am Qwen, made by Alibaba Cloud."
    said = [
        Message("user", "Who are you?"),
        Message("assistant", mine),
        Message("user", GOOD),
        Message("assistant", called),
        Message("user", "Thanks."),
        Message("assistant", "You are welcome."),
    ]

    def judged(name: str, turns: list[Message], tools: str = "") -> object:
        whole = Task("t", "Who are you?", instances=(Instance("", turns[-1].content, turns=tuple(turns), tools=tools),))
        reason = judge(made(name), whole, whole.instances[0])
        return None if reason is None else reason.rule

    assert judged("identity", said) == "identity"
    assert judged("identity", [system, *said]) is None, "the system prompt says who it is"
    assert judged("identity", [*said[:2], system, *said[2:]]) == "identity", "what comes later says nothing of it"
    assert judged("tool_call", said) == "tool_call"
    assert judged("tool_call", said, '[{"name": "find"}]') is None, "the tools are those of the conversation"
