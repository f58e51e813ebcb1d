"""What goes wrong around workers: one clear line each, nothing lost, and the same command goes on."""

import asyncio
import json
import pickle
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from selfinstruct.engine.crew.engines.child import unread
from selfinstruct.engine.crew.engines.local import LocalEngine, how_it_ended
from selfinstruct.engine.crew.engines.ray_actors import Actor
from selfinstruct.engine.crew.messages import Died, Ended
from selfinstruct.engine.crew.seam import versions
from selfinstruct.engine.crew.telling import sendable
from selfinstruct.errors import KeyRefused, RunError, RunLocked, UsageError
from selfinstruct.runs.directory import locked
from selfinstruct.runs.shards.folder import FolderStore
from tests.serve import serving
from tests.support.crew_torture import KEY, below, words
from tests.support.crews import Counted, LoopEngine, ran
from tests.support.processes import Command, run

ITEMS = [f"thing {number}" for number in range(20)]


def test_a_worker_that_does_not_see_the_folder(tmp_path: Path) -> None:
    class Elsewhere(LoopEngine):
        async def start(self, number: int, package: bytes) -> None:
            own = pickle.loads(package)
            await LoopEngine.start(self, number, pickle.dumps(replace(own, store=FolderStore(tmp_path / "other"))))

    with pytest.raises(RunError, match=r"does not see the run's shards in .*other; workers on several machines need"):
        ran(tmp_path / "run", ITEMS, Counted(), Elsewhere(), workers=2)
    assert ran(tmp_path / "run", ITEMS, Counted(), LoopEngine(), workers=2).status == "done"


def test_two_drivers_on_one_run(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RunLocked, match="already being written"):
        ran(tmp_path, ITEMS, Counted(), LoopEngine(), workers=2)


def test_a_process_of_an_array_leaves_a_run_to_its_driver(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"instruction": "Say it."}\n')
    array = ("--engine", "array", "--workers", "2", "--out", str(tmp_path / "run"))
    with locked(tmp_path / "run"):
        told = run("distill", "log.jsonl", *array, cwd=tmp_path, env={"SELFINSTRUCT_ARRAY_INDEX": "0"})
    assert told.returncode == 0
    assert "another process has the run, or writes its files; nothing is left to do here" in told.stderr.replace(
        "\n", " "
    )


def test_an_actor_of_other_versions_says_so() -> None:
    async def ended() -> object:
        actor = Actor(3, [], "selfinstruct 0.0.0, Python 2.7")
        await actor.begin(b"")
        return (await actor.messages())[-1]

    found = asyncio.run(ended())
    assert isinstance(found, Ended)
    assert str(found.error) == (
        f"worker 3 has {versions()}, and the driver selfinstruct 0.0.0, Python 2.7: install the same"
    )


def test_orders_that_overtake_each_other_are_put_right() -> None:
    async def order() -> list[object]:
        actor = Actor(0, [], versions())
        for number in (2, 0, 1):
            await actor.order(number, number)  # type: ignore[arg-type]
        return [actor._channel.orders.get_nowait() for _ in range(3)]

    assert asyncio.run(order()) == [0, 1, 2]


class _Odd(KeyRefused):
    """An error as SDKs have them: it cannot be made again from what it is pickled as."""

    def __init__(self, text: str, *, response: object) -> None:
        super().__init__(text)


@pytest.mark.parametrize(
    ("error", "kind"),
    [(UsageError("so"), UsageError), (_Odd("so", response=3), KeyRefused.__mro__[2]), (KeyError("so"), KeyError)],
)
def test_errors_arrive(error: Exception, kind: type[Exception]) -> None:
    found = pickle.loads(pickle.dumps(sendable(error)))
    assert isinstance(found, kind)
    assert "so" in str(found)


def test_what_cannot_be_imported_there_is_a_usage_error() -> None:
    said = unread(AttributeError("Can't get attribute 'Mine' on <module '__main__'>"))
    assert isinstance(said, UsageError)
    assert "must be in a module that can be imported" in str(said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (3, "ended with exit code 3: boom"),
        (-9, "was killed (SIGKILL; out of memory?): boom"),
        (-11, "was killed (SIGSEGV)"),
    ],
)
def test_how_a_process_ended(code: int, said: str) -> None:
    assert how_it_ended(code, "boom" if "boom" in said else "") == said


def test_a_process_that_cannot_read_what_it_is_given_is_heard() -> None:
    async def heard() -> object:
        engine = LocalEngine()
        await engine.start(0, b"no pickle")
        try:
            return (await asyncio.wait_for(engine.receive(), 60))[1]
        finally:
            await engine.close()

    found = asyncio.run(heard())
    assert isinstance(found, Ended | Died)
    assert not isinstance(found, Ended) or found.error is not None


def test_a_disk_that_is_full_under_a_worker(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps({"instruction": f"Name {n} blue things."}) + "\n" for n in range(60)))
    with serving(model="load", latency="fixed:100") as served:
        given = words(served, log, tmp_path / "run", "any", "--engine", "local", "--workers", "1", "--concurrency", "2")
        command = Command(*given, cwd=tmp_path, env=KEY)
        while served.stats()["requests"] < 6:
            assert not command.ended, command.end().stderr
            command._process.join(0.05)
        (worker,) = below(command.pid)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
        told = command.end()
        assert told.returncode == 1
        assert "journal.db: cannot be written" in told.stderr.replace("\n", " ")
        assert "Traceback" not in told.stderr
        again = run(*given, cwd=tmp_path, env=KEY)
        assert again.returncode == 0, again.stderr
        assert served.stats()["requests"] - 60 <= 2
