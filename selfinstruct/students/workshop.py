"""Students at work, several at a time; language models train in processes of their own."""

import contextlib
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue

from selfinstruct.errors import RunError, SelfInstructError
from selfinstruct.students.opening import TFIDF, open_student
from selfinstruct.students.student import Lesson, Training, Tried

_QUIET = {
    "TOKENIZERS_PARALLELISM": "false", "TQDM_DISABLE": "1", "PYTHONWARNINGS": "ignore",
    "TRANSFORMERS_VERBOSITY": "error",
}  # fmt: skip
_ENDED = 10.0  # seconds in which a process that is told to end does so


@dataclass(frozen=True, slots=True)
class Trial:
    """A training with its test: of an arm, by a seed."""

    arm: str
    seed: int
    lessons: tuple[Lesson, ...]


def work(
    student: str, trials: Sequence[Trial], test: Sequence[Lesson], training: Training, jobs: int,
    begun: Callable[[Trial], None],
) -> Iterator[tuple[Trial, Tried]]:  # fmt: skip
    """The outcome of each trial as it comes; `jobs` of them at a time, in processes of their own.

    One at a time, the student that needs no torch works in this process.

    Raises RunError where a process dies, most often for want of memory.
    """
    if student == TFIDF and jobs == 1:
        own = open_student(student)
        for trial in trials:
            begun(trial)
            yield trial, own.try_out(trial.lessons, test, training, trial.seed)
        return
    jobs = max(1, min(jobs, len(trials)))
    training = replace(training, threads=max(1, (os.cpu_count() or 1) // jobs))
    with contextlib.ExitStack() as closing:
        hands = _Hands(pickle.dumps((student, tuple(test), training)))
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


@dataclass(slots=True)
class _Hands:
    """The processes that train; one that is free takes the next trial, and there is a new one where none is."""

    beginning: bytes
    _free: SimpleQueue[subprocess.Popen[bytes]] = field(default_factory=SimpleQueue)
    _all: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def work(self, trial: Trial) -> Tried:
        try:
            process = self._free.get_nowait()
        except Empty:
            process = self._begun()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(pickle.dumps((trial.lessons, trial.seed)))
            process.stdin.flush()
            outcome = pickle.load(process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            told = f"training {trial.arm}, seed {trial.seed}: its process ended, often for want of memory"
            raise RunError(f"{told}; --jobs 1 trains one at a time") from error
        self._free.put(process)
        if isinstance(outcome, SelfInstructError):
            raise outcome
        assert isinstance(outcome, Tried)
        return outcome

    def end(self) -> None:
        """End all of them, also those that are at work: what they would say is lost in any case."""
        for process in self._all:
            process.kill()

    def close(self) -> None:
        """Let go of what has ended."""
        for process in self._all:
            process.wait(_ENDED)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # what was not written yet to one that is gone
                        stream.close()

    def _begun(self) -> subprocess.Popen[bytes]:
        # Not forked: torch starts threads, and a process forked from one with threads may hang.
        command = [sys.executable, "-m", "selfinstruct.students.child"]
        environment = os.environ | _QUIET
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._all.append(process)
        assert process.stdin is not None
        process.stdin.write(self.beginning)
        process.stdin.flush()
        return process
