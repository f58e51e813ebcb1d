"""The batch jobs of a run, for whoever wants to see, cancel or give them up."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from shlex import quote

from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.stack import open_provider
from selfinstruct.errors import ModelError, UsageError
from selfinstruct.models.batches import Batches
from selfinstruct.records import Job
from selfinstruct.runs.directory import locked
from selfinstruct.runs.joblog import JobLog, read_jobs
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import Run
from selfinstruct.settings import SETTINGS, settings_of

LOG = logging.getLogger("selfinstruct")
GIVEN_UP = "given up"


def jobs(run: str | Path, *, cancel: str | None = None, give_up: str | None = None) -> list[Job]:
    """The batch jobs of a run, oldest first; of those under way the service is asked how far they are.

    `cancel` is the id of a job to cancel at the service: the next resume takes what has been answered, and asks the
    rest again. `give_up` is that of a job whose answers are no longer waited for. Raises UsageError for a job that is
    none of the run's or has ended, ModelError where a service refuses to cancel.
    """
    return run_sync(ajobs(run, cancel=cancel, give_up=give_up))


async def ajobs(run: str | Path, *, cancel: str | None = None, give_up: str | None = None) -> list[Job]:
    """`jobs` for asynchronous code."""
    place = Run(run)
    found = read_jobs(place.path / "journal.db")
    if give_up is not None:
        _give_up(place.path, _under_way(place, found, give_up))
        found = read_jobs(place.path / "journal.db")
    if cancel is not None:
        job = _under_way(place, found, cancel)
        if not job.identifier:
            raise UsageError(f"{place.path}: the service has not named job {cancel!r} yet; resume finds it")
        async with _batches(place) as batches:
            await batches.cancel(job.identifier)
    if not any(job.ended is None and job.identifier for job in found):
        return found
    try:
        async with _batches(place) as batches:
            return list(await asyncio.gather(*(_asked(batches, job) for job in found)))
    except (ModelError, UsageError) as error:
        LOG.warning("the service cannot be asked; this is what the run recorded: %s", error)
        return found


def _under_way(run: Run, found: list[Job], name: str) -> Job:
    job = next((job for job in found if name in (job.identifier, job.token)), None)
    if job is None:
        raise UsageError(f"{run.path}: has no batch job {name!r}; selfinstruct jobs {quote(str(run.path))} lists them")
    if job.ended is not None:
        raise UsageError(f"{run.path}: batch job {name!r} has ended ({job.state})")
    return job


def _give_up(path: Path, job: Job) -> None:
    with locked(path), contextlib.closing(Journal(path / "journal.db")) as journal:
        JobLog(journal).update(replace(job, state=GIVEN_UP, ended=time.time()))


@contextlib.asynccontextmanager
async def _batches(run: Run) -> AsyncIterator[Batches]:
    settings = {name: value for name, value in run.info["session"].items() if name in SETTINGS}
    session = settings_of(settings | {"batch": True, "max_cost": None})
    async with contextlib.AsyncExitStack() as closing:
        opened = await open_provider(session, str(run.info["model"]), closing)
        assert opened.batches is not None
        closing.push_async_callback(opened.batches.aclose)
        yield opened.batches


async def _asked(batches: Batches, job: Job) -> Job:
    if job.ended is not None or not job.identifier:
        return job
    state = await batches.state(job.identifier)
    return replace(job, state=state.status, answered=state.answered, failed=state.failed)
