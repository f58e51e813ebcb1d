"""The last steps before a program: its limits, its files, no privileges; and the program itself, as the main module."""

import atexit
import contextlib
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any

from selfinstruct.sandbox.inside import kernel, landlock, seccomp
from selfinstruct.sandbox.inside.python import readable

MAIN = "main.py"
_OPEN_FILES = 64
_KEPT = ("PYTHONHASHSEED", "TZ", "LC_ALL", "LD_LIBRARY_PATH")
_STACK = 8 << 20


@dataclass(frozen=True)
class Started:
    """A program that is about to run: its code as bytes, and where its file lies."""

    source: bytes
    path: str


def encoded(text: str) -> bytes:
    """A text as its file has it; what is no text (half a surrogate) becomes bytes that no reader of UTF-8 takes."""
    return text.encode("utf-8", "surrogatepass")


def write_files(folder: str, program: dict[str, Any]) -> None:
    """Write the program and its files; their names were looked at by `program.py`."""
    for name, text in {**program["files"], MAIN: program["source"]}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(encoded(text))


def confine(slot: Any, box: str, limits: dict[str, Any]) -> None:
    """Take from this process whatever a program is not to have; what it starts has no more."""
    os.umask(0o077)
    _limit(limits, slot)
    if slot.as_root:
        os.setgroups([])
        os.setresgid(slot.uid, slot.uid, slot.uid)
        os.setresuid(slot.uid, slot.uid, slot.uid)
    if not kernel.LINUX:
        return
    kernel.no_new_privileges()
    if slot.walls == "landlock":
        devices = [f"/dev/{name}" for name in ("zero", "full", "random", "urandom")]
        landlock.restrict([*readable(), *slot.packages, *devices], [box, "/dev/null"])
    kernel.drop_capabilities()
    kernel.hide_memory()
    if slot.walls != "bare":
        kernel.filter_calls(seccomp.call_filter(os.getpid(), alone=not slot.apart))


def settle(box: str, program: dict[str, Any], packages: tuple[str, ...]) -> Started:
    """Make this interpreter one that has just been started in the box."""
    os.chdir(box)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | {"HOME": box, "PATH": "/python/bin", "TMPDIR": "/tmp" if box == "/box" else box})
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    sys.path[:] = [path for path in sys.path if path != own] + list(packages)
    sys.argv = [MAIN, *program["arguments"]]
    for name in [name for name in sys.modules if name.startswith("selfinstruct")]:
        del sys.modules[name]
    return Started(encoded(program["source"]), os.path.join(box, MAIN))


def run_main(started: Started | None) -> None:
    """Run a program as the interpreter does with a file: called by the main module last of all.

    The interpreter's own end touches all its memory, which a fork has to copy first: a third of the time of a program
    that does nothing. So the process leaves as soon as all is done that a program can notice.
    """
    if started is None:
        return
    main = ModuleType("__main__")
    main.__dict__.update(__file__=started.path, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    sys.excepthook = _told_from(started.path)
    code = 0
    try:
        exec(compile(started.source, started.path, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as error:
        code = _code(error.code)
    except KeyboardInterrupt:
        raise  # it ends by a signal, which the interpreter sends itself
    except BaseException as error:
        code = 1
        sys.excepthook(type(error), error, error.__traceback__)
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    atexit._run_exitfuncs()
    _clear(main)
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except BaseException:
        code = 120  # as the interpreter does
    with contextlib.suppress(BaseException):
        sys.stderr.flush()
    os._exit(code)


def _code(given: object) -> int:
    """The exit code of a SystemExit."""
    if given is None:
        return 0
    if isinstance(given, int):
        return given & 0xFF
    print(given, file=sys.stderr)
    return 1


def _clear(main: ModuleType) -> None:
    """Let go of what the program has, in the interpreter's order, so that its destructors are called."""
    names = main.__dict__
    for private in (True, False):
        for name in list(names):
            if isinstance(name, str) and name != "__builtins__" and private == (name[:1] == "_" and name[1:2] != "_"):
                names[name] = None
    gc.collect()


def _told_from(path: str) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What writes a traceback without the frames before those of the program."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        while trace is not None and trace.tb_frame.f_code.co_filename != path:
            trace = trace.tb_next
        sys.__excepthook__(kind, error.with_traceback(trace), trace)

    return tell


def _limit(limits: dict[str, Any], slot: Any) -> None:
    wanted = [
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_CPU", int(limits["processor"]), int(limits["processor"]) + 1),
        ("RLIMIT_FSIZE", limits["disk"], limits["disk"]),
        ("RLIMIT_NOFILE", _OPEN_FILES, _OPEN_FILES),
        ("RLIMIT_STACK", _STACK, _STACK),
        ("RLIMIT_AS", limits["memory"], limits["memory"]),
        ("RLIMIT_MSGQUEUE", 0, 0),
        ("RLIMIT_MEMLOCK", 0, 0),
    ]
    if slot.apart:
        # Entrance, slot and keeper are of the same user where that is not the machine's root.
        most = limits["processes"] + (0 if slot.as_root else 3)
        wanted.append(("RLIMIT_NPROC", most, most))
    for name, soft, hard in wanted:
        number = getattr(resource, name, None)
        if number is None:
            continue
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        with contextlib.suppress(*(() if kernel.LINUX else (OSError, ValueError))):
            resource.setrlimit(number, (soft, hard))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
