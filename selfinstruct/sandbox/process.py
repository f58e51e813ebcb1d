"""The runner `process`: each program in a process of its own, behind the best walls that this machine has."""

import asyncio
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from selfinstruct.errors import SandboxError, SandboxRefused, UsageError
from selfinstruct.sandbox.inside.start import encoded
from selfinstruct.sandbox.outcome import Outcome, outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.slots import CannotStart, Slot, open_slot
from selfinstruct.sandbox.walls import PROTECTIONS, WALLS, missing

_PLACES = 8  # of a box as it is built


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class ProcessRunner:
    """Runs programs on this machine (`runner.Runner`).

    `allow_missing` names protections that may be missing, `walls` a kind of walls in place of the best, `packages`
    folders that programs import from (they have the standard library alone), `at_once` how many run at a time.
    """

    def __init__(
        self,
        *,
        allow_missing: Iterable[str] = (),
        walls: str | None = None,
        packages: Iterable[str | Path] = (),
        at_once: int | None = None,
    ) -> None:
        self._allowed = frozenset(allow_missing)
        if unknown := sorted(self._allowed - set(PROTECTIONS)):
            raise UsageError(f"allow_missing: {unknown[0]!r:.40} is no protection; known: {', '.join(PROTECTIONS)}")
        if walls is not None and walls not in WALLS:
            raise UsageError(f"walls: must be {', '.join(WALLS)} (found {walls!r:.40})")
        self._kinds = tuple(WALLS) if walls is None else (walls,)
        self._packages = tuple(_readable(Path(folder).resolve()) for folder in packages)
        self._at_once = at_once or processors()
        self._threads: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        self._idle: list[Slot] = []
        self._all: dict[int, Slot] = {}
        self._opened = 0
        self._kind: str | None = None

    @property
    def name(self) -> str:
        return "process"

    async def run(self, program: Program, limits: Limits) -> Outcome:
        """How a program ends; raises SandboxError, SandboxRefused."""
        _fits(program, limits)
        with self._lock:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._at_once, "sandbox")
        running: list[Slot] = []
        stopped = threading.Event()
        job = self._threads.submit(self._run, program, limits, running, stopped)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            stopped.set()
            for slot in running:
                slot.interrupt()
            raise

    def close(self) -> None:
        """End what runs, and all slots."""
        with self._lock:
            threads, self._threads = self._threads, None
            slots = list(self._all.values())
        for slot in slots:
            slot.interrupt()
        if threads is not None:
            threads.shutdown(cancel_futures=True)
        for slot in slots:
            self._forget(slot)
        self._idle.clear()

    def __enter__(self) -> "ProcessRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, program: Program, limits: Limits, running: list[Slot], stopped: threading.Event) -> Outcome:
        slot = self._slot()
        running.append(slot)
        if stopped.is_set():
            slot.interrupt()
        try:
            ran = slot.run(program, limits)
        except BaseException:
            self._forget(slot)
            raise
        with self._lock:
            self._idle.append(slot)
        return outcome(ran, limits, f"{self.name}/{slot.walls}", slot.python, missing(slot.walls))

    def _forget(self, slot: Slot) -> None:
        with self._lock:
            self._all.pop(id(slot), None)
        slot.close()

    def _slot(self) -> Slot:
        """A slot that has nothing to do, or a new one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._opened += 1
            number = self._opened
        slot = self._open(number)
        with self._lock:
            self._all[id(slot)] = slot
        return slot

    def _open(self, number: int) -> Slot:
        if self._kind is not None:
            try:
                return open_slot(self._kind, number, self._packages)
            except CannotStart as error:
                raise SandboxError(f"no further process to run programs in: {error}") from error
        reasons: list[str] = []
        for kind in self._kinds:
            lacking = [name for name in missing(kind) if name not in self._allowed]
            if lacking:
                raise SandboxRefused(_refusal(lacking, reasons))
            try:
                slot = open_slot(kind, number, self._packages)
            except CannotStart as error:
                reasons.append(f"{kind}: {error}")
                continue
            self._kind = kind
            return slot
        raise SandboxRefused(_refusal(list(PROTECTIONS), reasons))


def _readable(folder: Path) -> str:
    """A folder of packages that programs can read: those that root starts run as another user."""
    if not folder.is_dir() or (os.geteuid() == 0 and folder.stat().st_mode & 0o005 != 0o005):
        raise UsageError(
            f"packages: {folder} has to be a folder, and as this is root, one that is readable for all users"
        )
    return str(folder)


def _refusal(lacking: list[str], reasons: list[str]) -> str:
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return (
        f"programs cannot be run here without {', '.join(lacking)}{why}: run them in a container (container:IMAGE), or "
        f"allow it by name (process?without={','.join(lacking)}); selfinstruct doctor --sandbox says what is given"
    )


def _fits(program: Program, limits: Limits) -> None:
    places = sum(1 + name.count("/") for name in program.files)
    if places + _PLACES > limits.files:
        raise UsageError(f"the program has {len(program.files):,} files: too many for a disk of {limits.files:,}")
    size = sum(len(encoded(text)) for text in (program.source, program.stdin, *program.files.values()))
    if size > limits.disk // 2:
        raise UsageError(
            f"the program, its files and its stdin have {size:,} bytes: too much for a disk of {limits.disk:,}"
        )
