"""How near the limit requests and whole runs are, over HTTP on the loopback device.

    python benchmarks/throughput.py [--repeats 3] [--requests 20000] [--only flat|runs|ceiling|order] [--quick]

Flat: one request after another on each of 64 and 256 slots, at 200 ms, through the package's stack of models with its
journal and through the bare openai client (untyped post, aiohttp transport), by turns; the rate of the steady middle.
Runs: `selfinstruct generate` as a command, with the recipe paper, which asks in all three stages (bootstrap,
classify, instances), and with chat, whose bootstrap answers bring the labels with them: half the requests, so that
the start and the tail, where few can be in flight, weigh twice as much. Ideal is (requests the files rest on) × (mean
latency) / (slots), and the share counts from the first request to the end of the command, start and tail of the run
included. Medians of the repeats. Order: the same runs at ten times the latency, where processor time hardly counts:
what is missing from ideal there is the price of the order in which answers take effect, at the start and at the end.
The endpoint needs a core of its own: run it on a quiet machine with two or more.
"""

import argparse
import asyncio
import itertools
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import endpoint  # noqa: E402

from selfinstruct.cli.session.interpreter import make_ready  # noqa: E402
from selfinstruct.engine.stack import Stack, open_provider  # noqa: E402
from selfinstruct.progress import Progress  # noqa: E402
from selfinstruct.records import Message, Request, Sampling  # noqa: E402
from selfinstruct.runs.journal import Journal  # noqa: E402
from selfinstruct.settings import Settings  # noqa: E402

LATENCY = 0.2
PROMPT = "Write down what a person could ask about this: " + "a sentence of middling length about tides; " * 35
SEEDS = ROOT / "seeds" / "general.jsonl"
LOGNORMAL_MEAN = math.exp(0.125)  # of the median, at sigma 0.5
Ask = Callable[[int], Awaitable[object]]


async def drive(ask: Ask, slots: int, requests: int) -> dict[str, float]:
    """Ask on every slot, one after the other; rate of the middle 60 %, CPU in ms a request."""
    done: list[float] = []
    numbers = iter(range(requests))

    async def slot() -> None:
        for number in numbers:
            await ask(number)
            done.append(time.perf_counter())

    used = time.process_time()
    await asyncio.gather(*(slot() for _ in range(slots)))
    used = time.process_time() - used
    first, last = len(done) // 5, 4 * len(done) // 5
    return {"rate": (last - first) / (done[last] - done[first]), "cpu": 1000 * used / requests}


async def bare(base_url: str, slots: int, requests: int) -> dict[str, float]:
    import httpx2
    from openai import AsyncOpenAI, DefaultAioHttpClient

    limits = httpx2.Limits(max_connections=slots, max_keepalive_connections=slots)
    async with AsyncOpenAI(
        api_key="none", base_url=base_url, max_retries=0, http_client=DefaultAioHttpClient(limits=limits)
    ) as client:

        async def ask(number: int) -> object:
            body = {
                "model": "any",
                "messages": [{"role": "user", "content": f"{number} {PROMPT}"}],
                "max_tokens": 500,
                "temperature": 0.7,
            }
            return await client.post("/chat/completions", body=body, cast_to=object)

        return await drive(ask, slots, requests)


async def ours(base_url: str, slots: int, requests: int) -> dict[str, float]:
    make_ready(threads=False)  # as the command does
    session = Settings(concurrency=slots, base_url=base_url)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        opened = await open_provider(session, "openai/any", stack)
        journal = stack.enter_context(closing(Journal(Path(folder) / "journal.db")))
        model = Stack(journal, session, Progress(target=0)).add(opened)
        sampling = Sampling(max_tokens=500, temperature=0.7)

        async def ask(number: int) -> object:
            return await model.complete(
                Request("bootstrap", number, (Message("user", f"{number} {PROMPT}"),), sampling)
            )

        return await drive(ask, slots, requests)


def alone(kind: str, base_url: str, slots: int, requests: int) -> dict[str, float]:
    """One measurement in a process of its own, so that none warms up another."""
    command = [sys.executable, __file__, "--measure", kind, base_url, str(slots), str(requests)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def flat(repeats: int, requests: int) -> None:
    print(f"flat requests, {requests:,} at {LATENCY * 1000:.0f} ms, the middle 60 %, median of {repeats}")
    for slots in (64, 256):
        ideal = slots / LATENCY
        found: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
        for _ in range(repeats):
            for kind, measured in found.items():
                with endpoint.endpoint(f"fixed:{1000 * LATENCY:g}", flat=True) as base_url:
                    measured.append(alone(kind, base_url, slots, requests))
        middle = {
            kind: {name: statistics.median(item[name] for item in measured) for name in ("rate", "cpu")}
            for kind, measured in found.items()
        }
        ratio = statistics.median(
            one["rate"] / other["rate"] for one, other in zip(found["ours"], found["bare"], strict=True)
        )
        for kind, item in middle.items():
            print(
                f"  {slots:>3} in flight, {kind}: {item['rate']:7.1f}/s, {item['rate'] / ideal:6.1%} of ideal, "
                f"{item['cpu']:.2f} ms CPU a request"
            )
        print(f"  {slots:>3} in flight, ours / bare: {ratio:.1%}", flush=True)


def command(base_url: str, out: Path, recipe: str, slots: int, n: int) -> dict[str, float]:
    """One `selfinstruct generate`, as the operating system sees it."""
    words = [
        sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(SEEDS), "-n", str(n), "--model", "openai/any",
        "--base-url", base_url, "--concurrency", str(slots), "--out", str(out), "--recipe", recipe,
    ]  # fmt: skip
    began = time.monotonic()
    # An installed package is compiled beforehand.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the run failed with {process.returncode}")
    info = json.loads((out / "run.json").read_text())
    needed = info["counts"]["requests"] + REQUESTS_A_TASK[recipe] * info["counts"]["accepted"]
    seen = endpoint.stats(base_url)
    return {
        "needed": needed,
        "sent": seen["requests"],
        "seconds": ended - seen["first"],
        "whole": ended - began,
        "start": seen["first"] - began,
        "tail": ended - seen["last"],
        "cpu": 1000 * (used.ru_utime + used.ru_stime) / seen["requests"],
        "megabytes": used.ru_maxrss / 1024,
        "endpoint": 1000 * seen["cpu"] / seen["requests"],
        "most": seen["most"],
    }


def beginning() -> float:
    """Processor time in seconds of a run of one task: loading, and next to nothing besides."""
    with tempfile.TemporaryDirectory() as folder, endpoint.endpoint("fixed:0") as base_url:
        found = command(base_url, Path(folder) / "run", "paper", 1, 1)
    return found["cpu"] * found["sent"] / 1000


REQUESTS_A_TASK = {"paper": 2, "chat": 1}
RUNS = ((64, 1500, "fixed"), (64, 1500, "lognormal"), (256, 3000, "fixed"), (256, 3000, "lognormal"))


def runs(repeats: int, scale: float, latency: float = LATENCY) -> None:
    print(f"whole runs at {1000 * latency:g} ms, median of {repeats}")
    begin = statistics.median(beginning() for _ in range(max(3, repeats)))
    print(f"  a run of one task: {begin:.2f} s CPU, most of it for loading; it is in each figure below")
    for recipe, (slots, n, shape) in itertools.product(REQUESTS_A_TASK, RUNS):
        measured = []
        for _ in range(repeats):
            with (
                tempfile.TemporaryDirectory() as folder,
                endpoint.endpoint(f"{shape}:{1000 * latency:g}") as base_url,
            ):
                measured.append(command(base_url, Path(folder) / "run", recipe, slots, round(n * scale)))
        mean = latency * (LOGNORMAL_MEAN if shape == "lognormal" else 1)
        middle = {name: statistics.median(item[name] for item in measured) for name in measured[0]}
        ideal = middle["needed"] * mean / slots
        print(
            f"  {recipe}, {slots} in flight, {round(n * scale):,} tasks, {shape}: "
            f"{ideal / middle['seconds']:.1%} of ideal ({ideal:.2f} of {middle['seconds']:.2f} s; "
            f"{ideal / middle['whole']:.1%} from the command's start), "
            f"{middle['cpu']:.2f} ms CPU a request ({middle['cpu'] - 1000 * begin / middle['sent']:.2f} without a run "
            f"of one task), {middle['megabytes']:.0f} MB, first request after "
            f"{middle['start']:.2f} s, {middle['needed']:.0f} requests needed, {middle['sent']:.0f} sent, "
            f"{middle['tail']:.2f} s after the last answer, endpoint {middle['endpoint']:.2f} ms a request",
            flush=True,
        )


def ceiling() -> None:
    """What the endpoint can do: the bare client asks without latency; its own CPU says what a request costs it."""
    for words, made in (({}, "offline/load answers"), ({"flat": True}, "one flat answer")):
        with endpoint.endpoint("fixed:0", **words) as base_url:
            found = alone("bare", base_url, 64, 4000)
            seen = endpoint.stats(base_url)
        cost = 1000 * seen["cpu"] / seen["requests"]
        print(f"endpoint, {made}: {found['rate']:.0f}/s with one bare client, {cost:.2f} ms of its own CPU a request")


def sleepy() -> None:
    """How much more processor time the same work takes after a rest, as between two answers at 64 in flight."""
    value = [{"a": list(range(50)), "b": "x" * 50} for _ in range(40)]

    def work(rest: float) -> float:
        time.sleep(rest)
        began = time.thread_time()
        json.dumps(value), sum(number * number for number in range(3000))
        return time.thread_time() - began

    awake, rested = (statistics.median(work(rest) for _ in range(300)) for rest in (0.0, 0.004))
    print(f"this machine: the same work takes {rested / awake:.2f} times the processor time after 4 ms of rest")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure requests and runs against a fixed latency.")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--requests", type=int, default=20_000, help="of each flat measurement")
    parser.add_argument("--only", choices=("flat", "runs", "ceiling", "order"))
    parser.add_argument("--quick", action="store_true", help="once, 4,000 flat requests, a third of the tasks")
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        kind, base_url, slots, requests = options.measure
        work: Any = ours if kind == "ours" else bare
        found = asyncio.run(work(base_url, int(slots), int(requests)))
        print(json.dumps(found | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    repeats, requests, scale = (1, 4000, 1 / 3) if options.quick else (options.repeats, options.requests, 1.0)
    sleepy()
    if options.only in (None, "ceiling"):
        ceiling()
    if options.only in (None, "flat"):
        flat(repeats, requests)
    if options.only in (None, "runs"):
        runs(repeats, scale)
    if options.only == "order":
        runs(repeats, scale, 10 * LATENCY)


if __name__ == "__main__":
    main()
