"""Arguments to a running service: `python -m tests.serve -h`."""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from aiohttp import web

from selfinstruct.models import open_model
from selfinstruct.records import Completion
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
    parser.add_argument("--seed", type=int, default=0, help="of faults and latency")
    return parser.parse_args(argv)


async def run(options: argparse.Namespace) -> None:
    recorded = None
    if options.recorded:
        rows = map(json.loads, options.recorded.read_text(encoding="utf-8").splitlines())
        recorded = [Completion(row["text"], row.get("finish_reason", "stop")) for row in rows]
    bucket = Bucket(options.rpm, options.burst) if options.rpm else None
    behaviour = Behaviour(options.latency, options.faults, bucket, not options.no_headers, recorded, options.seed)
    service = Service(open_model(MODELS[options.model]), behaviour)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    server = web.Server(service.handle, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port, backlog=4096).start()
    host, port = runner.addresses[0][:2]
    print(f"listening on http://{host}:{port}/v1", flush=True)
    await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(run(parse()))
