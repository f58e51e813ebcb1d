"""The runner `container:IMAGE`: each program in a container of its own, by Docker or Podman.

The engine is asked by its command line; IMAGE has to have Python 3.11 or newer as `python3`. Nothing of this machine is
shown in the container: the program comes by its stdin, before what it reads.
"""

import asyncio
import contextlib
import json
import re
import secrets
import shutil
import signal
from dataclasses import replace
from weakref import WeakKeyDictionary

from selfinstruct.errors import SandboxError, UsageError
from selfinstruct.sandbox.inside.python import FLAGS
from selfinstruct.sandbox.inside.start import encoded
from selfinstruct.sandbox.outcome import Outcome, Ran, outcome
from selfinstruct.sandbox.process import processors
from selfinstruct.sandbox.program import MAIN, Limits, Program

ENGINES = ("docker", "podman")
_STARTED = b"\x06"  # the first byte of stderr: the container is there, and Python in it
_PATIENCE = 60.0  # seconds that an engine may take to start a container
_PIECE = 1 << 16
_IMAGE = re.compile(r"[a-z0-9][\w.:/@-]*", re.ASCII)
_WORD = re.compile(r"[\w.-]+", re.ASCII)
_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
# The first program in the container: it reads the length of what is for it, writes the files, and becomes the program.
_BEGIN = """
import json, os, sys
def read(size):
    data = b""
    while len(data) < size:
        piece = os.read(0, size - len(data))
        if not piece:
            os._exit(1)
        data += piece
    return data
job = json.loads(read(int(read(20))))
for name, text in job["files"].items():
    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    with open(name, "wb") as file:
        file.write(text.encode("utf-8", "surrogatepass"))
os.write(2, b"\\x06")
os.execv(sys.executable, [sys.executable, *job["flags"], "main.py", *job["arguments"]])
"""


class ContainerRunner:
    """Runs programs in containers of an image (`runner.Runner`); `runtime` is one of the engine's (runsc for gVisor).

    `engine` is docker or podman, or a path to one of them; none: the first that is there.
    """

    def __init__(self, image: str, *, runtime: str = "", engine: str = "", at_once: int | None = None) -> None:
        if not _IMAGE.fullmatch(image):
            raise UsageError(f"container: {image!r:.60} is no name of an image (python:3.12-slim is one)")
        if not _WORD.fullmatch(runtime or "-"):
            raise UsageError(f"container: {runtime!r:.60} is no name of a runtime (runsc is one)")
        self.image, self.runtime, self.engine = image, runtime, engine
        self._at_once = at_once or processors()
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        self._python = ""

    @property
    def name(self) -> str:
        return f"container:{self.image}" + (f"?runtime={self.runtime}" if self.runtime else "")

    async def run(self, program: Program, limits: Limits) -> Outcome:
        """How a program ends; raises SandboxError."""
        engine = self._found()
        places = self._places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
        async with places:
            if not self._python:
                said = await self._run(engine, Program(_VERSION), Limits(seconds=30))
                if said.why or said.code:
                    raise SandboxError(f"{self.name}: its python3 does not run: {_last(said.err) or said.why}")
                self._python = said.out.decode("utf-8", "replace").strip()[:20]
            ran = await self._run(engine, program, limits)
        return outcome(ran, limits, self.name, self._python)

    def close(self) -> None:
        """Nothing is kept between programs."""

    def command(self, engine: str, name: str, limits: Limits) -> list[str]:
        """The command that starts a container under a name."""
        seconds, size = limits.processor, limits.disk
        return [
            engine, "run", "--interactive", "--init", "--name", name, "--network", "none", "--read-only",
            *(["--runtime", self.runtime] if self.runtime else []),
            "--memory", str(limits.memory), "--memory-swap", str(limits.memory),
            "--pids-limit", str(limits.processes + 1), "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--user", "65534:65534", "--hostname", "box", "--log-driver", "none",
            "--ulimit", f"cpu={seconds}:{seconds + 1}", "--ulimit", f"fsize={size}:{size}",
            "--ulimit", "nofile=64:64", "--ulimit", "core=0:0", "--shm-size", str(size),
            "--tmpfs", f"/box:rw,nosuid,nodev,noexec,size={size},nr_inodes={limits.files},mode=1777",
            "--workdir", "/box", "--env", "PYTHONHASHSEED=0", "--env", "TZ=UTC", "--env", "LC_ALL=C.UTF-8",
            "--env", "HOME=/box", "--env", "TMPDIR=/box",
            "--entrypoint", "python3", self.image, *FLAGS, "-c", _BEGIN,
        ]  # fmt: skip

    def _found(self) -> str:
        names = [self.engine] if self.engine else ENGINES
        for name in names:
            if found := shutil.which(name):
                return found
        raise SandboxError(f"{self.name}: {' or '.join(names)} is not installed, or not on the path")

    async def _run(self, engine: str, program: Program, limits: Limits) -> Ran:
        name = f"selfinstruct-{secrets.token_hex(8)}"
        try:
            ran = await _ran(self.command(engine, name, limits), program, limits, self.name)
            if ran.code == 128 + signal.SIGKILL and not ran.why:
                told = await _asked(engine, "inspect", "--format", "{{.State.OOMKilled}}", name)
                ran = replace(ran, why="memory" if told == "true" else "")
        finally:
            await asyncio.shield(_asked(engine, "rm", "--force", name))
        # A signal, as engines tell of it: 128 and its number.
        return ran if ran.code <= 128 else replace(ran, code=128 - ran.code)


class _Heard:
    """What a container writes: the mark that it is there, and then its program's output up to a limit."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.data = {"out": bytearray(), "err": bytearray()}
        self.begun, self.over = asyncio.Event(), asyncio.Event()

    async def read(self, name: str, stream: asyncio.StreamReader) -> None:
        while data := await stream.read(_PIECE):
            kept = self.data[name]
            if name == "err" and not self.begun.is_set() and not kept and data.startswith(_STARTED):
                data = data[1:]
                self.begun.set()
            room = self.most - len(kept)
            kept += data[:room]
            if len(data) > room:
                self.over.set()


async def _ran(command: list[str], program: Program, limits: Limits, runner: str) -> Ran:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise SandboxError(f"{runner}: {command[0]} cannot be started: {error.strerror or error}") from error
    given, out, err = process.stdin, process.stdout, process.stderr
    assert given is not None and out is not None and err is not None  # noqa: PT018
    heard = _Heard(limits.output)
    feeding = asyncio.create_task(_feed(given, program))
    ended = asyncio.create_task(_both(heard, out, err))
    begun, over = asyncio.create_task(heard.begun.wait()), asyncio.create_task(heard.over.wait())
    try:
        await asyncio.wait({begun, ended}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not heard.begun.is_set():
            said = _last(heard.data["err"]) or f"it has not started in {_PATIENCE:g} s"
            raise SandboxError(f"{runner}: no container: {said}")
        await asyncio.wait({ended, over}, timeout=limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        why = "output" if heard.over.is_set() else "" if ended.done() else "time"
        code = 0 if why else await process.wait()
    finally:
        for task in (feeding, begun, over, ended):
            task.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.gather(feeding, begun, over, ended, return_exceptions=True)
    return Ran(why, code, bytes(heard.data["out"]), bytes(heard.data["err"]))


async def _both(heard: _Heard, out: asyncio.StreamReader, err: asyncio.StreamReader) -> bool:
    await asyncio.gather(heard.read("out", out), heard.read("err", err))
    return True


def _last(err: bytes | bytearray) -> str:
    """The last line of what an engine or an interpreter says, but for the advice to read its help."""
    lines = err.decode("utf-8", "backslashreplace").strip().splitlines()
    told = [line for line in lines if line.strip() and not re.match(r"\s*(?:See|Run) '", line)]
    return (told or lines or [""])[-1].strip()[:300]


async def _feed(stream: asyncio.StreamWriter, program: Program) -> None:
    job = {"files": {**program.files, MAIN: program.source}, "arguments": list(program.arguments), "flags": FLAGS}
    data = json.dumps(job).encode()
    with contextlib.suppress(ConnectionError):
        stream.write(f"{len(data):020}".encode() + data + encoded(program.stdin))
        await stream.drain()
        stream.close()
        await stream.wait_closed()


async def _asked(*command: str) -> str:
    """What a command of an engine says, "" where it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    return out.decode("utf-8", "replace").strip()
