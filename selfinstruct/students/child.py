"""A process that trains: reads its student, then one trial after the other, and writes what came of each.

Started by `students/workshop.py` as `python -m selfinstruct.students.child`, never by a person.
"""

import os
import pickle
import signal
import sys
import threading
import time

from selfinstruct.errors import SelfInstructError
from selfinstruct.students.opening import open_student
from selfinstruct.students.student import Tried

_WATCHED = 1.0  # seconds between two looks at whether the parent is still there


def run() -> None:
    """Work until standard input ends."""
    # What libraries print must not stand between our answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    asked = sys.stdin.buffer
    name, test, training = pickle.load(asked)
    student = open_student(name)
    while True:
        try:
            lessons, seed = pickle.load(asked)
        except EOFError:
            return
        outcome: Tried | SelfInstructError
        try:
            outcome = student.try_out(lessons, test, training, seed)
        except SelfInstructError as error:
            outcome = error
        pickle.dump(outcome, answers)
        answers.flush()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCHED)
    os._exit(1)


if __name__ == "__main__":
    run()
