"""How near the limit flat requests to Amazon Bedrock are: through the package's stack with its journal, and bare boto3.

    python benchmarks/bedrock.py [--requests 4000] [--slots 32 128] [--latency 200]

One request after another on each slot, against a loopback endpoint that answers Converse after a fixed time; the rate
of the steady middle. Bare is boto3's client in as many threads, and nothing else. Ideal is slots / latency. The
endpoint needs a core of its own: run it on a quiet machine with two or more.
"""

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import endpoint  # noqa: E402
from throughput import PROMPT, drive  # noqa: E402

from selfinstruct.cli.session.interpreter import make_ready  # noqa: E402
from selfinstruct.engine.stack import Stack, open_provider  # noqa: E402
from selfinstruct.progress import Progress  # noqa: E402
from selfinstruct.records import Completion, Message, Request, Sampling, Usage  # noqa: E402
from selfinstruct.runs.journal import Journal  # noqa: E402
from selfinstruct.settings import Settings  # noqa: E402
from tests.serve import converse  # noqa: E402
from tests.serve.faults import Latency  # noqa: E402
from tests.support.aws import DUMMY  # noqa: E402

FLAT = json.dumps(converse.encode(Completion("word " * 200, "stop", Usage(400, 250)))).encode()


async def serve(latency: Latency) -> None:
    endpoint.FLAT = FLAT
    await endpoint._serve(latency, flat=True)


@contextmanager
def serving(latency: float) -> Iterator[str]:
    """Run the endpoint in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", f"fixed:{latency:g}"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip().removesuffix("/v1")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def measure(address: str, slots: int, requests: int) -> dict[str, float]:
    make_ready(threads=True)  # as the command does
    session = Settings(concurrency=slots, endpoint_url=address)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        began = time.perf_counter()
        opened = await open_provider(session, "bedrock/us.example.model-v1:0", stack)
        opening = time.perf_counter() - began
        journal = stack.enter_context(closing(Journal(Path(folder) / "journal.db")))
        model = Stack(journal, session, Progress(target=0)).add(opened)
        sampling = Sampling(max_tokens=500, temperature=0.7)

        async def ask(number: int) -> object:
            messages = (Message("user", f"{number} {PROMPT}"),)
            return await model.complete(Request("bootstrap", number, messages, sampling))

        found = await drive(ask, slots, requests)
    return found | {"opening": opening}


def bare(address: str, slots: int, requests: int) -> dict[str, float]:
    """boto3 alone, by threads that take one number after the other."""
    import boto3
    from botocore.config import Config

    began = time.perf_counter()
    config = Config(max_pool_connections=slots, retries={"total_max_attempts": 1, "mode": "standard"})
    client = boto3.client("bedrock-runtime", endpoint_url=address, config=config)
    opening = time.perf_counter() - began
    numbers, done = iter(range(requests)), list[float]()

    def slot() -> None:
        for number in numbers:
            client.converse(
                modelId="us.example.model-v1:0",
                messages=[{"role": "user", "content": [{"text": f"{number} {PROMPT}"}]}],
                inferenceConfig={"maxTokens": 500, "temperature": 0.7},
            )
            done.append(time.perf_counter())

    used = time.process_time()
    threads = [threading.Thread(target=slot) for _ in range(slots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = time.process_time() - used
    first, last = requests // 5, 4 * requests // 5
    return {
        "rate": (last - first) / (done[last] - done[first]),
        "cpu": 1000 * used / requests,
        "opening": opening,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure flat requests to Amazon Bedrock against a fixed latency.")
    parser.add_argument("--requests", type=int, default=4000, help="of each measurement")
    parser.add_argument("--slots", type=int, nargs="+", default=[32, 128])
    parser.add_argument("--latency", type=float, default=200.0, help="milliseconds")
    parser.add_argument("--serve", type=Latency.parse, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return
    if options.measure:
        os.environ.update(DUMMY)
        kind, address = options.measure
        given = (address, options.slots[0], options.requests)
        print(json.dumps(bare(*given) if kind == "bare" else asyncio.run(measure(*given))))
        return
    for slots, kind in itertools.product(options.slots, ("bare", "ours")):
        with serving(options.latency) as address:
            # In a process of its own, so that no measurement warms up another.
            words = ["--measure", kind, address, "--slots", str(slots), "--requests", str(options.requests)]
            done = subprocess.run([sys.executable, __file__, *words], stdout=subprocess.PIPE, check=True)
            found = json.loads(done.stdout)
        ideal = 1000 * slots / options.latency
        print(
            f"{slots:>3} threads, {kind}: {found['rate']:.1f}/s, {found['rate'] / ideal:.1%} of ideal, "
            f"{found['cpu']:.2f} ms CPU a request, {found['opening']:.2f} s to open the client",
            flush=True,
        )


if __name__ == "__main__":
    main()
