"""Finding B1: code of a user's own is held to its contract, and told of on one line with its own file and line."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

import selfinstruct
from selfinstruct.errors import OwnCodeError, SelfInstructError, UsageError
from selfinstruct.exporters import load_exporter
from selfinstruct.filters import load_filters
from selfinstruct.models import open_model
from selfinstruct.runs.run import Run
from tests.support.runs import write

HEAD = """
from selfinstruct.records import Completion, Reason
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The name of a module that each test writes for itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return "own" + "".join(filter(str.isalnum, request.node.name))


def code(own: str, text: str) -> None:
    Path(f"{own}.py").write_text(HEAD + dedent(text))


LOADED = [
    (
        "class F:\n    def __call__(self, task, instance=None): ...",
        "has no scope; write instruction, instance, both or document",
    ),
    ("class F:\n    scope = 'output'\n    def __call__(self, task, instance=None): ...", "its scope is 'output'"),
    ("class F:\n    scope = 'both'", "cannot be called"),
    ("def F(\n", "was never closed"),
    ("F = 1 / 0", "ZeroDivisionError: division by zero"),
]


@pytest.mark.parametrize(("text", "told"), LOADED)
def test_a_filter_that_cannot_be_one_is_refused_when_it_is_loaded(text: str, told: str, own: str) -> None:
    code(own, text)
    with pytest.raises(UsageError, match=rf"^filter {own}:F \({own}\.py:3\): .*{told}"):
        load_filters({f"{own}:F": {}}, code=True)


MODELS = [
    ("class M:\n    def __init__(self): ...", "unexpected keyword argument"),
    ("def M(name, **_): return object()", "has no name"),
    ("class M:\n    name = 'm'\n    def __init__(self, name, **_): ...", "has no complete"),
    (
        "class M:\n    name = 'm'\n    def __init__(self, *_, **__): ...\n    def complete(self, request): ...",
        "not async",
    ),
    ("M = 3", "cannot be called; write a function create"),
    ("def M(name, **_): raise KeyError('KEY')", "KeyError: 'KEY'"),
]


@pytest.mark.parametrize(("text", "told"), MODELS)
def test_a_model_that_cannot_be_one_is_refused_when_it_is_opened(text: str, told: str, own: str) -> None:
    code(own, text)
    with pytest.raises(UsageError, match=rf"^model {own}:M \(.*\): .*{told}"):
        open_model(f"{own}:M", base_url=None, concurrency=1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return 'too short'", "gave 'too short'; give a Reason, or None to keep"),
        ("return task.no_such", "AttributeError: "),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("return Reason('mine', {task.id})", ".*; give the name of a rule, and a value that JSON can hold"),
        ("return Reason('mine', float('inf'))", ".*; give the name of a rule, and a value that JSON can hold"),
        ("return Reason(7)", ".*; give the name of a rule, and a value that JSON can hold"),
        ("return Reason('mine', score='high')", ".*; give the name of a rule, and a value that JSON can hold"),
    ],
)
def test_a_filter_that_breaks_is_told_of(body: str, told: str, own: str) -> None:
    code(own, f"class F:\n    scope = 'both'\n    def __call__(self, task, instance=None):\n        {body}")
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    with pytest.raises(OwnCodeError, match=rf"^filter {own}:F \({own}\.py:\d\): {told}"):
        selfinstruct.filter_dataset(rows, "kept.jsonl", only=[f"{own}:F"])
    assert not Path("kept.jsonl").exists()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return 'a text'", "gave 'a text'; give a Completion"),
        ("return {}['key']", r"KeyError: 'key'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("return Completion(None)", "gave a Completion with text None; give a str"),
        ("return Completion(b'Well.')", "gave a Completion with text b'Well.'; give a str"),
        ("return Completion('Well.', 7)", "gave a Completion with finish_reason 7; give a str, or None"),
        ("return Completion('Well.', usage=(3, 4))", r"gave a Completion with usage \(3, 4\); give a Usage"),
        ("return Completion('Well.', reasoning=None)", "gave a Completion with reasoning None; give a str"),
    ],
)
def test_a_model_that_breaks_ends_the_session_and_loses_nothing(body: str, told: str, own: str) -> None:
    code(
        own,
        f"""
        class M:
            name = 'own'
            asked = 0
            def __init__(self, name, **_): ...
            async def complete(self, request):
                self.asked += 1
                if self.asked < 3:
                    return Completion('Well said.')
                {body}
        """,
    )
    rows = write(Path("p.jsonl"), [{"prompt": f"Say {word}."} for word in ("this", "that", "more", "less")])
    with pytest.raises(OwnCodeError, match=rf"^model own \({own}\.py:\d+\): {told}") as broken:
        selfinstruct.distill(rows, model=f"{own}:M", out="out", concurrency=1)
    assert (broken.value.exit_code, len(Run(Path("out")).dataset())) == (1, 2)


def test_an_exporter_that_cannot_be_one_is_refused(own: str) -> None:
    code(own, "class E:\n    folder = False")
    with pytest.raises(UsageError, match=rf"^format {own}:E \({own}\.py:3\): what it gives has no "):
        load_exporter(f"{own}:E", code=True)


def test_what_works_stays_as_it_is(own: str) -> None:
    code(own, "class F:\n    scope = 'instruction'\n    seen = ()\n    def __call__(self, task): return Reason('no')")
    [item] = load_filters({f"{own}:F": {}}, code=True)
    assert (item.scope, hasattr(item, "add"), hasattr(item, "seen")) == ("instruction", False, True)
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    assert selfinstruct.filter_dataset(rows, "kept.jsonl", only=[f"{own}:F"]).kept == 0
    assert issubclass(OwnCodeError, SelfInstructError)


EXPORTER = """
from selfinstruct.exporters.form import Format

def check(row):
    {check}

def make(record):
    {make}

def E():
    return Format(make, check, {shapes})
"""


@pytest.mark.parametrize(
    ("parts", "error", "told"),
    [
        ({"make": "return {}['q']"}, OwnCodeError, r":\d+\): KeyError: 'q'"),
        ({"make": "return {'q': 1}"}, OwnCodeError, r"gave \{'q': 1\}; give a list of rows"),
        ({"make": "return [{'q': object()}]"}, OwnCodeError, "give rows that JSON can hold"),
        ({"check": "return 'too short'"}, OwnCodeError, "gave 'too short'; give a list of what is wrong"),
        ({"check": "return row.q"}, OwnCodeError, "AttributeError: "),
        ({"make": "return None"}, OwnCodeError, "gave None; give a list of rows"),
        ({"make": "raise SystemExit"}, OwnCodeError, r":\d+\): SystemExit"),
        ({"make": "return ['q']"}, OwnCodeError, r"gave \['q'\]; give a list of rows"),
        ({"make": "return [{7: 'q'}]"}, OwnCodeError, r"gave \[\{7: 'q'\}\]; give a list of rows"),
        ({"check": "return True"}, OwnCodeError, "gave True; give a list of what is wrong"),
        ({"check": "return None"}, OwnCodeError, "gave None; give a list of what is wrong"),
        ({"shapes": "{'rows': {}}"}, UsageError, "name instances or preferences"),
        ({"shapes": "{'instances': 'q'}"}, UsageError, "name instances or preferences, and the columns of each"),
        ({"shapes": "{'instances': {}}, None"}, UsageError, "its file_types are None; give some of jsonl"),
        ({"shapes": "{'instances': {}}, ('jsonl',), None"}, OwnCodeError, "gave None; give Limits"),
    ],
)
def test_an_exporter_that_breaks_is_told_of(
    parts: dict[str, str], error: type[SelfInstructError], told: str, own: str
) -> None:
    whole = {"check": "return []", "make": "return [{'q': record.prompt}]", "shapes": "{'instances': {'q': (str,)}}"}
    code(own, EXPORTER.format(**(whole | parts)))
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    with pytest.raises(error, match=rf"^format {own}:E \({own}\.py.*{told}"):
        selfinstruct.export(rows, f"{own}:E", "out.jsonl")
    assert not Path("out.jsonl").exists()


def test_what_is_no_class_and_what_is_called_besides_is_told_too(own: str) -> None:
    code(
        own,
        """
        F = E = 3
        class G:
            scope = 'instruction'
            def __call__(self, task): ...
            def add(self, *_): 1 / 0
        """,
    )
    with pytest.raises(UsageError, match=f"^filter {own}:F .*cannot be called"):
        load_filters({f"{own}:F": {}}, code=True)
    with pytest.raises(UsageError, match=f"^format {own}:E .*cannot be called"):
        load_exporter(f"{own}:E", code=True)
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    with pytest.raises(OwnCodeError, match=rf"^filter {own}:G \({own}\.py:\d\): ZeroDivisionError"):
        selfinstruct.filter_dataset(rows, "kept.jsonl", only=[f"{own}:G"])


@pytest.mark.parametrize("kind", ["filters", "models", "exporters"])
@pytest.mark.parametrize("text", ["raise SystemExit(0)", "def X(*_, **__): raise SystemExit(0)"])
def test_code_that_exits_when_it_is_loaded_is_told_of(kind: str, text: str, own: str) -> None:
    code(own, text)
    load: dict[str, Callable[[], object]] = {
        "filters": lambda: load_filters({f"{own}:X": {}}, code=True),
        "models": lambda: open_model(f"{own}:X", base_url=None, concurrency=1),
        "exporters": lambda: load_exporter(f"{own}:X", code=True),
    }
    with pytest.raises(UsageError, match=rf"\({own}\.py:3\): SystemExit: 0$"):
        load[kind]()


def test_an_interrupt_in_own_code_is_an_interrupt(own: str) -> None:
    code(own, "class F:\n    scope = 'both'\n    def __call__(self, *_): raise KeyboardInterrupt")
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    with pytest.raises(KeyboardInterrupt):
        selfinstruct.filter_dataset(rows, "kept.jsonl", only=[f"{own}:F"])


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("data_file=lambda *_: None", "gave None; give the name of a file"),
        ("sidecar=lambda *_: 7", "gave 7; give a file's name or None"),
        ("extras=lambda *_: {'notes.md': 7}", r"gave \{'notes.md': 7\}; give texts by the name of their file"),
        ("extras=lambda *_: 1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_files_that_a_format_names_are_held_to_the_contract_too(part: str, told: str, own: str) -> None:
    shapes = f"{{'instances': {{'q': (str,)}}}}, folder=True, {part}"
    code(own, EXPORTER.format(make="return [{'q': 'It.'}]", check="return []", shapes=shapes))
    rows = write(Path("rows.jsonl"), [{"instruction": "Say it.", "output": "It."}])
    with pytest.raises(OwnCodeError, match=rf"^format {own}:E \({own}\.py:\d+\): {told}"):
        selfinstruct.export(rows, f"{own}:E", "folder")
    assert not Path("folder").exists()
