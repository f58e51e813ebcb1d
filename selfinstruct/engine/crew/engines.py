"""The engines by name."""

from selfinstruct.engine.crew.local import LocalEngine
from selfinstruct.engine.crew.seam import Engine
from selfinstruct.errors import UsageError

ENGINES = ("local", "ray", "array")


def open_engine(name: str, address: str | None, workers: int) -> Engine:
    """The engine of that name; raises UsageError for one that is not known or cannot be had here."""
    if name not in ENGINES:
        raise UsageError(f"--engine: must be {', '.join(ENGINES[:-1])} or {ENGINES[-1]} (found {name!r:.40})")
    if name == "ray":
        from selfinstruct.engine.crew.ray_actors import RayEngine

        return RayEngine(address, workers)
    if address is not None:
        raise UsageError("--address is for --engine ray")
    return LocalEngine()
