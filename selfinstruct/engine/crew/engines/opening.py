"""The engines by name."""

from selfinstruct.engine.crew.engines.local import LocalEngine
from selfinstruct.engine.crew.seam import Engine


def open_engine(name: str, address: str | None, workers: int) -> Engine:
    """The engine of that name, which drives workers; raises MissingExtra."""
    if name == "ray":
        from selfinstruct.engine.crew.engines.ray_actors import RayEngine

        return RayEngine(address, workers)
    return LocalEngine()
