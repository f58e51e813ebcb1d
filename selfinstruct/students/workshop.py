"""Students at work, several at a time; language models train in processes of their own."""

import contextlib
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue

from selfinstruct.errors import RunError, SelfInstructError
from selfinstruct.novelty.workers.process import Worker
from selfinstruct.students.opening import TFIDF, open_student
from selfinstruct.students.student import Lesson, Training, Tried


@dataclass(frozen=True, slots=True)
class Trial:
    """A training with its test: of an arm, by a seed."""

    arm: str
    seed: int
    lessons: tuple[Lesson, ...]


def work(
    student: str, trials: Sequence[Trial], test: Sequence[Lesson], training: Training, jobs: int | None,
    begun: Callable[[Trial], None],
) -> Iterator[tuple[Trial, Tried]]:  # fmt: skip
    """The outcome of each trial as it comes; `jobs` of them at a time, in processes of their own.

    One at a time, as it does where nobody says otherwise, the student that needs no torch works in this process.

    Raises RunError where a process dies, most often for want of memory.
    """
    if not trials:
        return
    if student == TFIDF and jobs in (None, 1):
        own = open_student(student)
        for trial in trials:
            begun(trial)
            yield trial, own.try_out(trial.lessons, test, training, trial.seed)
        return
    jobs = min(jobs or _at_a_time(), len(trials))
    training = replace(training, threads=max(1, (os.cpu_count() or 1) // jobs))
    with contextlib.ExitStack() as closing:
        hands = _Hands(student, test, training)
        closing.callback(hands.close)
        threads = closing.enter_context(ThreadPoolExecutor(jobs))
        closing.callback(hands.end)  # before it is waited for the threads, which then have no answer to wait for
        running: dict[Future[Tried], Trial] = {}
        waiting = deque(trials)
        while waiting or running:
            while waiting and len(running) < jobs:
                trial = waiting.popleft()
                begun(trial)
                running[threads.submit(hands.work, trial)] = trial
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()


def _at_a_time() -> int:
    """One training a core, at most four, for each has the model in memory; one where there is a GPU."""
    try:
        import torch
    except ImportError:
        return 1
    return 1 if torch.cuda.is_available() else max(1, min(4, os.cpu_count() or 1))


class _Hands:
    """The processes that train; one that is free takes the next trial, and there is a new one where none is."""

    def __init__(self, student: str, test: Sequence[Lesson], training: Training) -> None:
        self._make = partial(_ready, student, tuple(test), training)
        self._free: SimpleQueue[Worker] = SimpleQueue()
        self._all: list[Worker] = []

    def work(self, trial: Trial) -> Tried:
        try:
            worker = self._free.get_nowait()
        except Empty:
            worker = Worker(self._make)
            self._all.append(worker)
        try:
            worker.ask(pickle.dumps(trial.lessons), pickle.dumps(trial.seed))
            outcome = worker.answer()
        except SelfInstructError:
            raise
        except ConnectionError as error:
            told = f"training {trial.arm}, seed {trial.seed}: its process ended, often for want of memory"
            raise RunError(f"{told}; --jobs 1 trains one at a time") from error
        except Exception as error:  # whatever torch, transformers or a model's template make of it
            told = f"training {trial.arm}, seed {trial.seed}: {type(error).__name__}"
            raise RunError(f"{told}: {next(iter(str(error).strip().splitlines()), '')[:300]}") from error
        self._free.put(worker)
        assert isinstance(outcome, Tried)
        return outcome

    def end(self) -> None:
        """End all of them, also those that are at work: what they would say is lost in any case."""
        for worker in self._all:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of what has ended."""
        for worker in self._all:
            worker.close()


def _ready(student: str, test: Sequence[Lesson], training: Training) -> Callable[[Sequence[Lesson], int], Tried]:
    """What a process is asked: lessons and a seed, of a student that it loads once."""
    scholar = open_student(student)
    return lambda lessons, seed: scholar.try_out(lessons, test, training, seed)
