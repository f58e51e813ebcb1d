"""Arguments to a running service: `python -m tests.serve -h`."""

import argparse
import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from selfinstruct.models import open_model
from selfinstruct.records import Completion
from tests.serve.batches import Misfortune
from tests.serve.faults import Bucket, Latency, parse_faults
from tests.serve.server import Behaviour, Service

MODELS = {"offline": "offline", "load": "offline/load"}


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.serve", description="The offline model as a service.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--model", default="offline", choices=MODELS)
    parser.add_argument("--latency", type=Latency.parse, default=Latency("fixed", 0.0), help="fixed:MS or lognormal:MS")
    parser.add_argument("--faults", type=parse_faults, default={}, help="500=0.05,reset=0.02,hang=0.01 …")
    parser.add_argument("--rpm", type=float, help="requests a minute let through")
    parser.add_argument("--burst", type=float, default=1.0, help="seconds' worth of --rpm that may come at once")
    parser.add_argument("--no-headers", action="store_true", help="no x-ratelimit-* and no retry-after")
    parser.add_argument("--recorded", type=Path, help="JSONL of text and finish_reason, given in order of arrival")
    parser.add_argument("--batch-faults", type=parse_faults, default={}, help="of the lines of batch jobs: 500=0.05 …")
    parser.add_argument("--expire", type=int, default=0, help="this many batch jobs, the first, expire halfway")
    parser.add_argument("--lose", type=int, default=0, help="the answers to this many submits, the first, are lost")
    parser.add_argument("--least-records", type=int, default=0, help="Bedrock's batch jobs with fewer records fail")
    parser.add_argument("--s3", help="address of S3, where Bedrock's batch jobs have their files")
    parser.add_argument("--tear", type=int, default=0, help="this many downloads of batch jobs, the first, break off")
    parser.add_argument("--lag", type=int, default=0, help="so many lists of batch jobs miss one just submitted")
    parser.add_argument("--crowded", type=int, default=0, help="batch jobs with more lines are refused")
    parser.add_argument("--seed", type=int, default=0, help="of faults and latency")
    return parser.parse_args(argv)


async def run(options: argparse.Namespace, started: Callable[[str], None]) -> None:
    """Serve until a signal ends it; `started` is told the address."""
    recorded = None
    if options.recorded:
        rows = map(json.loads, options.recorded.read_text(encoding="utf-8").splitlines())
        recorded = [Completion(row["text"], row.get("finish_reason", "stop")) for row in rows]
    bucket = Bucket(options.rpm, options.burst) if options.rpm else None
    misfortune = Misfortune(options.expire, options.crowded, options.lose, options.tear, options.lag)
    behaviour = Behaviour(
        options.latency, options.faults, bucket, not options.no_headers, recorded, options.seed, options.batch_faults,
        misfortune, options.least_records, options.s3,
    )  # fmt: skip
    service = Service(open_model(MODELS[options.model]), behaviour)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    server = web.Server(service.handle, request_factory=_request, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port, backlog=4096).start()
    host, port = runner.addresses[0][:2]
    started(f"http://{host}:{port}/v1")
    await ended.wait()
    await runner.cleanup()


def _request(*parts: Any) -> web.BaseRequest:
    """A request as the server makes it, but of any size: a batch job is one."""
    message, payload, protocol, writer, task = parts
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=1 << 30)


if __name__ == "__main__":
    asyncio.run(run(parse(), lambda address: print(f"listening on {address}", flush=True)))
