"""What a worker says of itself, in a form that reaches its driver: lines of its log, and the error that ended it."""

import logging
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from selfinstruct.engine.crew.messages import Message, Told
from selfinstruct.errors import ModelError, RunError, SelfInstructError, UsageError

LOG = logging.getLogger("selfinstruct")
_KINDS = (UsageError, RunError, ModelError, SelfInstructError)


class _TellingHandler(logging.Handler):
    """Sends what is logged to the driver, which tells the user."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        super().__init__(logging.WARNING)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        self._send(Told(record.levelno, record.getMessage()))


_COUNTED = re.compile(r"\(\d+ of the first \d+\)")


@dataclass(slots=True)
class Once:
    """Says what workers say; what all of them say is said once."""

    _said: set[str] = field(default_factory=set)

    def __call__(self, level: int, text: str) -> None:
        # Each has counted for itself, so that the same may come with other numbers of answers.
        said = _COUNTED.sub("", text)
        if said not in self._said:
            self._said.add(said)
            LOG.log(level, "%s", text)


@contextmanager
def telling(send: Callable[[Message], None]) -> Iterator[None]:
    """Have the driver say what is logged here, and nobody else."""
    handler = _TellingHandler(send)
    LOG.addHandler(handler)
    LOG.propagate = False
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        LOG.propagate = True


def sendable(error: BaseException) -> BaseException:
    """The error, or one that says the same where it cannot be sent: errors of SDKs often cannot."""
    try:
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    except Exception:  # whatever its class does when it is pickled
        pass
    kind = next((kind for kind in _KINDS if isinstance(error, kind)), None)
    if kind is None:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return kind(str(error))
