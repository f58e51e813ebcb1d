"""Kills a run again and again while it asks over HTTP, and checks what contract 2 of the design promises.

`python benchmarks/torture.py` does it hundreds of times; tests/system/test_torture.py a few.
"""

import os
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any

from selfinstruct.flows.distill import flow as distillation
from selfinstruct.flows.generate import flow as pipeline
from selfinstruct.runs.run import ATTEMPTS, FILES
from tests.serve import Served
from tests.serve.account import fingerprint
from tests.support.aws import DUMMY
from tests.support.processes import forked

# What multiprocessing says where its fork server did not tell how a process ended, once in some hundred kills.
UNTOLD = 255


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to torture; `latency` is the service's own, in seconds, `needed` how many answers its files rest on.

    With `distilled` it is one of `distill`, and `seeds` are its prompts, of which `n` are asked. `roles` are those of
    the recipe's method that models of their own play.
    """

    seeds: Path
    n: int
    seed: int
    needed: int
    concurrency: int
    latency: float
    kills: int
    provider: str = "openai"
    distilled: bool = False
    recipe: str = "chat"
    roles: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What the kills of one run did.

    `in_flight` is the endpoint's count at each kill. Of the answers a kill kept from the journal `twice` were given
    again and `unread` were not needed again. `torn` files had their last lines cut. `unsure` are requests whose answer
    another request got too.
    """

    kills: int = 0
    in_flight: list[int] = field(default_factory=list)
    twice: int = 0
    unread: int = 0
    torn: int = 0
    unsure: int = 0


def grow(path: Path, options: dict[str, Any], seeds: Path) -> None:
    """One session, in a process of its own: goes on with what is there."""
    os.environ.update(DUMMY)
    if (path / "run.json").exists():
        pipeline.resume(path)
    else:
        pipeline.generate(seeds, out=path, **options)


def distil(path: Path, options: dict[str, Any], prompts: Path) -> None:
    """One session of `distill`, of which the same call again goes on."""
    os.environ.update(DUMMY)
    distillation.distill(prompts, out=path, **options)


def torture(served: Served, plan: Plan, path: Path, rng: Random, whole: Mapping[str, bytes]) -> Outcome:
    """Start, kill and go on until the run is done; raises AssertionError where a promise is broken."""
    model = f"torture-{plan.provider}-{path.name}-{rng.random()}"
    outcome = Outcome()
    kept: list[Counter[str]] = []
    known: list[set[str]] = []
    options: dict[str, Any] = {"n": plan.n, "model": f"{plan.provider}/{model}", "concurrency": plan.concurrency}
    options |= {} if plan.distilled else {"seed": plan.seed, "recipe": plan.recipe}
    options |= {"roles": {role: f"{plan.provider}/{model}+{role}" for role in plan.roles}} if plan.roles else {}
    options |= {"base_url": served.base_url} if plan.provider == "openai" else {"endpoint_url": served.address}
    session = distil if plan.distilled else grow
    while True:
        left = plan.needed - 1 - (kept[-1].total() if kept else 0)
        over = left < 1 or (outcome.kills >= plan.kills and any(outcome.in_flight))
        wish = _moment(served.account(model), plan, rng, left, first=not any(outcome.in_flight))
        process = forked(session, path, options, plan.seeds)
        mark = None if over else _kill(served, model, process, wish)
        process.join()
        code = process.exitcode
        process.close()
        assert code in (0, -signal.SIGKILL, UNTOLD), f"{path}: a session ended with {code}"
        if code == 0:  # at times it ends of itself before the kill
            break
        if code == UNTOLD and mark is None:
            continue
        assert mark is not None
        outcome.kills += 1
        outcome.in_flight.append(len(mark))
        kept.append(journaled(path))
        answers = served.account(model)["answers"]
        known.append(set(answers))
        missing = len(set(answers) | set(mark)) - kept[-1].total()
        most = plan.concurrency * (1 + len(plan.roles)) * outcome.kills  # so many are in flight to each model
        assert 0 <= missing <= most, f"{path}: {missing} answers are not in the journal"
        outcome.torn += _tear(path, rng)
    _check(served.account(model), path, kept, known, outcome, whole)
    return outcome


def journaled(path: Path) -> Counter[str]:
    """The fingerprints of the journal's answers, read from a copy so that the run finds it as the kill left it."""
    copy = path.with_name(path.name + ".copy")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for file in path.glob("journal.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, copy / file.name)
    if not (copy / "journal.db").exists():
        return Counter()
    with closing(sqlite3.connect(copy / "journal.db")) as connection:
        try:
            # What a program has printed was not asked of anybody.
            rows = connection.execute("SELECT text FROM completions WHERE purpose NOT LIKE '%/run'").fetchall()
        except sqlite3.OperationalError:  # killed before the table was made
            rows = []
    shutil.rmtree(copy)
    return Counter(fingerprint(bytes(text).decode("utf-8", "surrogatepass")) for (text,) in rows)


def _moment(account: dict[str, Any], plan: Plan, rng: Random, left: int, first: bool) -> dict[str, Any]:
    """When to kill: as a request arrives, as an answer leaves (it is committed and written then), or by the clock.

    The first kill is as a request arrives, well before the end: it finds something in flight.
    """
    kind = "first" if first else rng.choice(["asked", "asked", "answered", "answered", "clock"])
    ahead = rng.randint(1, max(1, min(left, 2 * left // plan.kills)))
    if kind == "first":
        return {"requests": account["requests"] + max(1, ahead // 2)}
    if kind == "asked":
        return {"requests": account["requests"] + ahead, "after": rng.random() * plan.latency}
    if kind == "answered":
        given = sum(times for times, _ in account["answers"].values())
        return {"answered": given + ahead, "after": rng.random() * 0.005}
    return {"after": rng.random() * 0.5}


def _kill(served: Served, model: str, process: ForkServerProcess, wish: dict[str, Any]) -> list[str] | None:
    """Kill at that moment, and say what was in flight; None where the session was over by then.

    The process is stopped first, so that what the endpoint sees as in flight is what the kill meets.
    """
    served.account(model, **wish)
    assert process.pid is not None
    try:
        os.kill(process.pid, signal.SIGSTOP)
    except ProcessLookupError:
        return None
    marks: list[list[str]] = served.account(model, mark=1)["marks"]
    process.kill()
    return marks[-1]


def _tear(path: Path, rng: Random) -> int:
    """Cut the files somewhere in their last lines, as a write that was broken off leaves them."""
    torn = 0
    for name in (*FILES, ATTEMPTS):
        file = path / name
        if file.exists() and (size := file.stat().st_size) and rng.random() < 0.5:
            os.truncate(file, size - rng.randint(1, min(size, 400)))
            torn += 1
    return torn


def _check(
    account: dict[str, Any],
    path: Path,
    kept: list[Counter[str]],
    known: list[set[str]],
    outcome: Outcome,
    whole: Mapping[str, bytes],
) -> None:
    for name, data in whole.items():
        assert (path / name).read_bytes() == data, f"{path / name}: differs from the undisturbed run's"
    last = journaled(path)
    for earlier in kept:
        assert not earlier - last, f"{path}: the journal has lost an answer"
    answers = account["answers"]
    shared = Counter(text for _, text in answers.values())
    for digest, (times, text) in answers.items():
        if times == 1:
            continue
        outcome.twice += times - 1
        if shared[text] > 1:
            outcome.unsure += 1
            continue
        # It was given once before some kill that did not find it in the journal, and so on for each time.
        lost = sum(1 for texts, given in zip(kept, known, strict=True) if digest in given and text not in texts)
        assert times - 1 <= lost, f"{path}: {digest} was journaled, and asked again"
    outcome.unread = sum(1 for _, text in answers.values() if text not in last)
    assert shared.total() - len(shared) <= 0.2 * shared.total(), "too many answers are alike to tell them apart"
