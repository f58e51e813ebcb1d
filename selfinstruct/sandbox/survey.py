"""What this machine can give: each kind of walls tried, and hostile programs run behind the best."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from selfinstruct.errors import SelfInstructError
from selfinstruct.sandbox.probes import PROBES
from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.program import Program
from selfinstruct.sandbox.slots import CannotStart, open_slot
from selfinstruct.sandbox.walls import PROTECTIONS, WALLS, Wall, walls_of


@dataclass(frozen=True, slots=True)
class Survey:
    """The walls that programs would be run behind, why not better ones, and each protection.

    `problems` names the protections that a hostile program got past although the walls should have held; there is
    none unless the kernel is not what it says.
    """

    walls: str
    python: str
    better: tuple[str, ...]
    protections: tuple[Wall, ...]
    problems: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(wall.name for wall in self.protections if not wall.how)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"missing": list(self.missing)}


def examine_sandbox() -> Survey:
    """Try what this machine gives; takes about a second. Raises SandboxError where no process can be started."""
    better: list[str] = []
    for kind in WALLS:
        try:
            slot = open_slot(kind, 0)
        except CannotStart as error:
            better.append(f"{kind}: {error}")
            continue
        slot.close()
        found = walls_of(kind, slot.counted, slot.apart)
        return Survey(kind, slot.python, tuple(better), found, asyncio.run(_problems(kind)))
    return Survey("", "", tuple(better), tuple(Wall(name, means, "") for name, means in PROTECTIONS.items()), ())


async def _problems(kind: str) -> tuple[str, ...]:
    """The protections that the walls should give and a probe got past."""
    with ProcessRunner(walls=kind, allow_missing=PROTECTIONS) as runner:
        found = await asyncio.gather(*(_problem(runner, name) for name in PROTECTIONS if name in WALLS[kind]))
    return tuple(item for item in found if item)


async def _problem(runner: ProcessRunner, name: str) -> str:
    probe = PROBES[name]
    try:
        outcome = await runner.run(Program(probe.source), probe.limits)
    except SelfInstructError as error:
        return f"{name}: {error}"
    said = outcome.stdout or outcome.stderr or outcome.ended
    return "" if probe.held(outcome) else f"{name}: {said.strip()[-200:]}"
