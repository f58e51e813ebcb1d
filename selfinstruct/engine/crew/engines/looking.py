"""A function called in as many processes as an engine would have workers, to see what they are like."""

import asyncio
import io
import os
import platform
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from selfinstruct.engine.crew.engines.child import frame, read_frame

T = TypeVar("T")
_PATIENCE = 120.0  # seconds for a place in a cluster, and for an answer


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of an engine."""

    host: str
    cpus: float


async def look(
    engine: str, address: str | None, workers: int, function: Callable[[Any], T], argument: Any
) -> tuple[str, Sequence[Node], Sequence[T | str]]:
    """The engine's version, its machines, and what the function returned in each worker, or what came in between.

    Raises MissingExtra, UsageError where the engine is not there.
    """
    if engine == "ray":
        return await asyncio.to_thread(_in_ray, address, workers, function, argument)
    found = await _here(workers, function, argument)
    return "", [Node(platform.node(), float(os.cpu_count() or 1))], found


async def _here(workers: int, function: Callable[[Any], T], argument: Any) -> list[T | str]:
    return list(await asyncio.gather(*(_in_process(function, argument) for _ in range(workers))))


async def _in_process(function: Callable[[Any], T], argument: Any) -> T | str:
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
    except OSError as error:
        return f"cannot be started: {error.strerror}"
    try:
        out, err = await asyncio.wait_for(process.communicate(frame((function, argument))), _PATIENCE)
        return cast(T, read_frame(io.BytesIO(out)))
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"has not answered in {_PATIENCE:.0f} s"
    except EOFError:
        lines = err.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"ended with exit code {process.returncode}"


def _in_ray(
    address: str | None, workers: int, function: Callable[[Any], T], argument: Any
) -> tuple[str, list[Node], list[T | str]]:
    from selfinstruct.engine.crew.engines.ray_actors import connected, first_line

    ray, ours = connected(address, workers)
    try:
        nodes = [
            Node(str(node["NodeManagerHostname"]), float(node["Resources"].get("CPU", 0.0)))
            for node in ray.nodes()
            if node["Alive"]
        ]
        task = ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(function)
        found: list[T | str] = []
        for one in [task.remote(argument) for _ in range(workers)]:
            try:
                found.append(ray.get(one, timeout=_PATIENCE))
            except Exception as error:  # Ray's errors are of many classes, and of the worker's own
                found.append(first_line(error))
        return str(ray.__version__), nodes, found
    finally:
        if ours:
            ray.shutdown()


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what other code prints must not get between
    asked, given = read_frame(sys.stdin.buffer)
    answers.write(frame(asked(given)))
    answers.close()
