"""Programs that mean no harm: they find an interpreter as it is when it has just been started, the same every time."""

import asyncio
import json
import os

import pytest

from selfinstruct.errors import SandboxRefused, UsageError
from selfinstruct.sandbox.outcome import Outcome, digest
from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.program import Limits, Program
from tests.support.sandboxes import Box

# A program, its stdin, and its exit code, stdout and the last line of stderr.
PROGRAMS = [
    ("print('hello')", "", 0, "hello\n", ""),
    ("print(input()[::-1]); print(input())", "abc\ndéf\n", 0, "cba\ndéf\n", ""),
    ("import sys; sys.exit(3)", "", 3, "", ""),
    ("raise SystemExit('no')", "", 1, "", "no"),
    ("raise SystemExit(-1)", "", 255, "", ""),
    ("1/0", "", 1, "", "ZeroDivisionError: division by zero"),
    ("x =", "", 1, "", "SyntaxError: invalid syntax"),
    ("print('a\0b')", "", 1, "", "source code string cannot contain null bytes"),
    ("print('a\\0b')", "", 0, "a\0b\n", ""),
    ("import sys; sys.stdout.buffer.write(b'\\xff')", "", 0, "\\xff", ""),
    ("import atexit; atexit.register(print, 'late'); print('early')", "", 0, "early\nlate\n", ""),
    ("class A:\n    def __del__(self): print('gone')\na = A()\nprint('end')", "", 0, "end\ngone\n", ""),
    ("import threading\nthreading.Timer(0.01, print, ['thread']).start()\nprint('main')", "", 0, "main\nthread\n", ""),
    ("import sys; sys.stdout.close()", "", 0, "", ""),
    ("import os; os.close(1); print('x')", "", 120, "", ""),
    ("import os, sys; print(os.getcwd(), __file__, sys.argv, __name__)", "", 0, "{box}", ""),
    ("import numpy", "", 1, "", "ModuleNotFoundError: No module named 'numpy'"),
    ("import selfinstruct", "", 1, "", "ModuleNotFoundError: No module named 'selfinstruct'"),
    ("import sys; sys.excepthook = lambda *_: print('mine'); 1/0", "", 1, "mine\n", ""),
    ("import json, re; print(json.dumps({'a': sorted(re.findall('.', 'ba'))}))", "", 0, '{"a": ["a", "b"]}\n', ""),
    ("open('note.txt', 'w').write('x' * 10); print(len(open('note.txt').read()))", "", 0, "10\n", ""),
    ("import tempfile; print(tempfile.TemporaryFile().write(b'12'))", "", 0, "2\n", ""),
    ("import asyncio; print(asyncio.run(asyncio.sleep(0, 'ok')))", "", 0, "ok\n", ""),
    ("import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))", "", 0, "b'x'\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "stdin", "code", "out", "err"), PROGRAMS, ids=[item[0][:40] for item in PROGRAMS])
def test_a_program_ends_as_the_interpreter_would_have_it(
    box: Box, source: str, stdin: str, code: int, out: str, err: str
) -> None:
    outcome = box.run(source, stdin=stdin)
    place = "/box /box/main.py ['main.py'] __main__\n"
    assert (outcome.ended, outcome.code, outcome.stdout) == ("finished", code, out.replace("{box}", place)), outcome
    assert err in outcome.stderr.rstrip().rpartition("\n")[2]
    assert bool(err) == bool(outcome.stderr) or code == 120


def test_a_traceback_names_no_place_of_this_machine(box: Box) -> None:
    outcome = box.run("import json\njson.loads('{')")
    lines = outcome.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == '  File "/box/main.py", line 2, in <module>'
    assert lines[-1].startswith("json.decoder.JSONDecodeError")
    assert all('"/box/' in line or '"/python/lib/python3.' in line for line in lines if line.startswith("  File"))


def test_the_same_program_writes_the_same_each_time(namespaces: Box) -> None:
    source = "import os\nprint(hash('a'), {'x', 'y', 'z'}, object(), os.getpid(), os.times()[0] >= 0)"
    assert len({box.run(source).digest for box in [namespaces] * 4}) == 1


def test_nothing_of_a_program_is_left_for_the_next(box: Box) -> None:
    for _ in range(3):  # however many slots there are
        outcome = box.run("import os, builtins\nprint(os.listdir('.'), hasattr(builtins, 'mine'))\n"
                          "builtins.mine = open('mine', 'w')")  # fmt: skip
        assert outcome.stdout == "['main.py'] False\n"


def test_files_and_arguments_are_there(box: Box) -> None:
    program = Program(
        "import sys\nprint(sys.argv[1:], open('data/a.csv').read())",
        arguments=("-x", "é"), files={"data/a.csv": "1,2", "b.py": ""},
    )  # fmt: skip
    outcome = asyncio.run(box.runner.run(program, Limits()))
    assert outcome.stdout == "['-x', 'é'] 1,2\n"


def test_half_a_surrogate_is_a_wrong_program_and_no_error_of_ours(box: Box) -> None:
    outcome = box.run("print('\ud800')", stdin="\ud800")
    assert outcome.code == 1
    assert "SyntaxError" in outcome.stderr


def test_an_outcome_is_the_same_after_json(box: Box) -> None:
    outcome = box.run("import sys; sys.stdout.buffer.write(b'\\0\\xed\\xa0\\x80\\xff')")
    kept = json.loads(json.dumps(outcome.as_dict()))
    assert Outcome.from_dict(kept) == outcome
    assert outcome.digest == digest(b"\0\xed\xa0\x80\xff", b"")
    assert outcome.runner in ("process/namespaces", "process/landlock")


def test_many_run_at_once_and_each_gets_its_own(box: Box) -> None:
    async def all_of_them() -> list[str]:
        programs = [Program(f"print({number})") for number in range(20)]
        return [item.stdout for item in await asyncio.gather(*(box.runner.run(one, Limits()) for one in programs))]

    assert asyncio.run(all_of_them()) == [f"{number}\n" for number in range(20)]


def test_a_run_that_is_given_up_ends_its_program(namespaces: Box) -> None:
    async def given_up() -> None:
        with ProcessRunner(at_once=1) as runner:
            task = asyncio.create_task(runner.run(Program("while True: pass"), Limits(seconds=600, processor=600)))
            done, _ = await asyncio.wait({task}, timeout=1)
            assert not done
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # The one slot there may be is free again, which it is when that program has ended.
            assert (await runner.run(Program("print(1)"), Limits())).stdout == "1\n"

    asyncio.run(given_up())


def test_packages_are_there_where_they_are_given(namespaces: Box, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("packages")
    (folder / "mine.py").write_text("value = 7")
    if os.geteuid() == 0:
        with pytest.raises(UsageError, match="readable for all users"):
            ProcessRunner(packages=[folder])
        folder.chmod(0o755)
    with ProcessRunner(packages=[folder]) as runner:
        assert Box(runner).run("import mine; print(mine.value, mine.__file__)").stdout == "7 /packages/0/mine.py\n"


def test_missing_protections_are_named_and_refused() -> None:
    with (
        ProcessRunner(walls="bare", allow_missing=["files", "disk"]) as runner,
        pytest.raises(SandboxRefused, match="without network, processes, others, leftovers, privileges"),
    ):
        Box(runner).run("print(1)")
    with ProcessRunner(
        walls="bare", allow_missing="network files disk processes others leftovers privileges".split()
    ) as runner:
        outcome = Box(runner).run("print(1)")
    assert outcome.stdout == "1\n"
    assert outcome.without == ("network", "files", "disk", "processes", "others", "leftovers", "privileges")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: ProcessRunner(allow_missing=["net"]), "'net' is no protection; known: network"),
        (lambda: ProcessRunner(walls="brick"), "walls: must be namespaces"),
        (lambda: Program("", language="perl"), "language: 'perl' is not known"),
        (lambda: Program("", files={"../a": ""}), "'../a' cannot lie beside"),
        (lambda: Program("", files={"/etc/a": ""}), "cannot lie beside"),
        (lambda: Program("", files={"main.py": ""}), "cannot lie beside"),
        (lambda: Program("", files={"a\0": ""}), "cannot lie beside"),
        (lambda: Program("", arguments=("a\0",)), "none may have a NUL"),
        (lambda: Limits(seconds=0), "seconds must be at least"),
        (lambda: Limits(seconds=float("nan")), "seconds must be at least"),
        (lambda: Limits(memory=1), "memory must be at least"),
        (lambda: Limits.from_dict({"hours": 1}), "'hours' is none"),
    ],
)
def test_what_cannot_be_asked_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        wrong()  # type: ignore[operator]


def test_a_program_larger_than_its_disk_is_refused(namespaces: Box) -> None:
    with pytest.raises(UsageError, match="too much for a disk"):
        namespaces.run("#" * (1 << 20), limits=Limits(disk=1 << 20))
    with pytest.raises(UsageError, match="too many for a disk"):
        asyncio.run(namespaces.runner.run(Program("", files={f"{n}/a": "" for n in range(9)}), Limits(files=16)))


def test_the_least_limits_are_enough_for_a_program_that_does_nothing(box: Box) -> None:
    least = Limits(seconds=20, processor=1, memory=64 << 20, disk=1 << 20, files=16, processes=1, output=2)
    outcome = box.run("print(1)", limits=least)
    assert (outcome.ended, outcome.stdout) == ("finished", "1\n"), outcome
