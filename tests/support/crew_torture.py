"""Kills workers and drivers of a run again and again while it asks over HTTP, with any engine.

`python benchmarks/torture.py --engine local` does it dozens of times; tests/engine/crew/test_kills.py a few.
"""

import json
import os
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from selfinstruct.runs.info import recorded
from selfinstruct.runs.run import FILES
from tests.serve import Served
from tests.support.processes import Command, run

GONE = 45.0  # seconds in which a worker whose driver was killed has ended: what is in flight may arrive before
_TICK = 0.05
KEY = {"OPENAI_API_KEY": "none"}
_MARKS = {"local": b"crew.engines.child", "ray": b"ray::"}


@dataclass(frozen=True, slots=True)
class CrewPlan:
    """What is tortured: `needed` answers, by so many workers with so many requests in flight together."""

    log: Path
    engine: str
    workers: int
    concurrency: int
    shard_size: int
    needed: int


@dataclass(slots=True)
class CrewOutcome:
    """How many were killed, the requests at the service, how many the kills may have cost, and the longest farewell."""

    workers: int = 0
    all_workers: int = 0
    drivers: int = 0
    requests: int = 0
    allowed: int = 0
    lingered: float = 0.0

    @property
    def kills(self) -> int:
        return self.workers + self.all_workers + self.drivers

    def __add__(self, other: "CrewOutcome") -> "CrewOutcome":
        return CrewOutcome(
            self.workers + other.workers, self.all_workers + other.all_workers, self.drivers + other.drivers,
            self.requests + other.requests, self.allowed + other.allowed, max(self.lingered, other.lingered),
        )  # fmt: skip


def log_with_repeats(path: Path, prompts: int) -> Path:
    """A log of which a tenth are repeats, half of them in other case."""
    repeats = prompts // 10
    texts = [f"Name {number} things that are blue and explain why." for number in range(prompts - repeats)]
    for number in range(repeats):
        text = texts[9 * number]
        texts.insert(9 * number + 5, text.upper() if number % 2 else text)
    path.write_text("".join(json.dumps({"instruction": text}) + "\n" for text in texts))
    return path


def whole_of(served: Served, place: Path, prompts: int) -> tuple[Path, dict[str, bytes], int]:
    """A log, the files that one process makes of it, and how many answers they rest on."""
    log = log_with_repeats(place / "log.jsonl", prompts)
    told = run(*words(served, log, place / "whole", "whole"), cwd=place, env=KEY)
    assert told.returncode == 0, told.stderr
    return log, {name: (place / "whole" / name).read_bytes() for name in FILES}, served.account("whole")["requests"]


def words(served: Served, log: Path, out: Path, model: str, *more: str) -> tuple[str, ...]:
    return ("distill", str(log), "--model", f"openai/{model}", "--base-url", served.base_url, "--out", str(out), *more)


def torture_crew(
    served: Served, plan: CrewPlan, path: Path, rng: Random, whole: Mapping[str, bytes], kills: int
) -> CrewOutcome:
    """Kill, and start again where the driver is gone, until the run is done; AssertionError for a broken promise."""
    model = f"crew-{plan.engine}-{path.name}-{rng.random()}"
    outcome = CrewOutcome()
    while recorded(path).get("status") != "done":
        commands = _started(served, plan, path, model)
        while not all(command.ended for command in commands):
            if outcome.kills < kills and _until(served, plan, model, rng, commands):
                _kill(served, plan, model, rng, commands, outcome)
            threading.Event().wait(_TICK)
        for ended in [command.end(300) for command in commands]:
            assert ended.returncode in (0, -signal.SIGKILL, 255), ended.stderr
    outcome.requests = served.account(model)["requests"]
    for name, data in whole.items():
        assert (path / name).read_bytes() == data, f"{path / name}: differs from that of one process"
    twice = outcome.requests - plan.needed
    assert 0 <= twice <= outcome.allowed, f"{path}: {twice} asked twice, at most {outcome.allowed} were in flight"
    return outcome


def _started(served: Served, plan: CrewPlan, path: Path, model: str) -> list[Command]:
    given = words(
        served, plan.log, path, model, "--concurrency", str(plan.concurrency), "--engine", plan.engine,
        "--workers", str(plan.workers), "--shard-size", str(plan.shard_size),
    )  # fmt: skip
    if plan.engine != "array":
        return [Command(*given, cwd=path.parent, env=KEY)]
    places = [{"SELFINSTRUCT_ARRAY_INDEX": str(number)} for number in range(plan.workers)]
    return [Command(*given, cwd=path.parent, env=KEY | place) for place in places]


def _until(served: Served, plan: CrewPlan, model: str, rng: Random, commands: list[Command]) -> bool:
    """Whether some more requests have come while the session is at work: the moment of a kill."""
    goal = served.account(model)["requests"] + rng.randint(1, max(1, plan.needed // 12))
    end = time.monotonic() + 300
    while not all(command.ended for command in commands) and time.monotonic() < end:
        if served.account(model)["requests"] >= goal:
            threading.Event().wait(rng.random() * 0.1)
            return True
        threading.Event().wait(_TICK)
    return False


def _kill(
    served: Served, plan: CrewPlan, model: str, rng: Random, commands: list[Command], outcome: CrewOutcome
) -> None:
    share = -(-plan.concurrency // plan.workers)
    workers = [command.pid for command in commands if not command.ended]
    if plan.engine != "array":
        workers = [pid for pid in below(commands[0].pid) if _MARKS[plan.engine] in _words(pid)]
        if plan.engine == "ray":
            workers = [pid for pid in workers if b"Actor" in _words(pid)]
    kind = rng.random()
    if not workers:
        return
    if kind < 0.6:
        outcome.workers += 1
        outcome.allowed += share * _end(rng.sample(workers, 1))
    elif kind < 0.8 or plan.engine == "array":
        outcome.all_workers += 1
        for pid in workers:
            outcome.allowed += share * _end([pid])
            threading.Event().wait(rng.random() * 0.2)
    else:
        outcome.drivers += 1
        _end([commands[0].pid])
        # What Ray ends by itself it does not end in order.
        outcome.allowed += plan.concurrency if plan.engine == "ray" else 0
        _farewell(served, model, workers, outcome)


def _farewell(served: Served, model: str, workers: list[int], outcome: CrewOutcome) -> None:
    """Workers whose driver is gone end by themselves, and ask nothing more once they know."""
    began = time.monotonic()
    threading.Event().wait(3.0)
    asked = served.account(model)["requests"]
    while left := [pid for pid in workers if _words(pid)]:
        assert time.monotonic() - began < GONE, f"{left} go on without a driver"
        threading.Event().wait(_TICK)
    outcome.lingered = max(outcome.lingered, time.monotonic() - began)
    assert served.account(model)["requests"] == asked, "workers without a driver went on asking"


def _end(pids: list[int]) -> int:
    """Kill them; says how many there were."""
    killed = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def below(pid: int) -> list[int]:
    """Processes that this one has started, and what those have."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found, look = [], [pid]
    while look:
        children = parents.get(look.pop(), [])
        found += children
        look += children
    return found


def _words(pid: int) -> bytes:
    """The command line of a process, b"" where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
