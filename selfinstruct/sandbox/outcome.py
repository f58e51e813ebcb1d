"""How a program ended: a value that can be journaled and replayed, with nothing in it that differs by the hour."""

import hashlib
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.sandbox.program import Limits

# finished: by itself, with an exit code. signal: by a signal that nobody here sent. The others: it took too much of it.
ENDS = ("finished", "signal", "time", "processor", "memory", "disk", "output")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended, and what it wrote.

    `ended` is one of ENDS; `code` stands with "finished" and "memory" only, `signal` (its name) with "signal". stdout
    and stderr are UTF-8 read with \\x for what is none, up to the limit; `digest` is the SHA-256 of what was kept.
    `without` names the protections that were missing and allowed to.
    """

    ended: str
    code: int | None
    signal: str
    stdout: str
    stderr: str
    digest: str
    limits: Limits
    runner: str
    python: str
    without: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it ended by itself with exit code 0; a program that wants to can do so at any point."""
        return self.ended == "finished" and self.code == 0

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        row = {name: getattr(self, name) for name in self.__slots__}
        return row | {"limits": self.limits.as_dict(), "without": list(self.without)}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Outcome":
        """What `as_dict` gave."""
        return cls(**{**row, "limits": Limits.from_dict(row["limits"]), "without": tuple(row["without"])})


@dataclass(frozen=True, slots=True)
class Ran:
    """What a runner saw of a program: why it was ended ("" where it was not), its status, the bytes it wrote."""

    why: str
    code: int  # a signal's number less than nothing
    out: bytes
    err: bytes


def outcome(ran: Ran, limits: Limits, runner: str, python: str, without: tuple[str, ...] = ()) -> Outcome:
    """The outcome of what a runner saw."""
    ended = ran.why or ("signal" if ran.code < 0 else "finished")
    if ended == "finished" and ran.code == 1 and _out_of_memory(ran.err):
        ended = "memory"
    return Outcome(
        ended,
        ran.code if ran.code >= 0 and (ended == "finished" or (ended == "memory" and not ran.why)) else None,
        signal_name(-ran.code) if ended == "signal" else "",
        ran.out.decode("utf-8", "backslashreplace"),
        ran.err.decode("utf-8", "backslashreplace"),
        digest(ran.out, ran.err),
        limits, runner, python, without,
    )  # fmt: skip


def digest(out: bytes, err: bytes) -> str:
    """The SHA-256 of what a program wrote to stdout and stderr: the length of the one, and both."""
    return hashlib.sha256(b"%d\n%b%b" % (len(out), out, err)).hexdigest()


def signal_name(number: int) -> str:
    """SIGKILL for 9; its number where the system has no name for it."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def exit_code(status: int) -> int:
    """The exit code of a status of wait(2), a signal's number less than nothing."""
    return os.waitstatus_to_exitcode(status)


def _out_of_memory(err: bytes) -> bool:
    """Whether Python's last word was that it has no memory; a program that says so itself is taken at its word."""
    return err[-1000:].rstrip().rpartition(b"\n")[2].startswith(b"MemoryError")
