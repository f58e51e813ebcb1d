"""Standard output and error as every command uses them: what cannot be written or encoded is no traceback."""

import errno
import io
import os
import sys

from selfinstruct.errors import RunError


class Output(io.TextIOWrapper):
    """Text of standard output: raises RunError where it cannot be written, letters it cannot show are escaped.

    A reader that has gone stays a BrokenPipeError. Its `buffer` takes the bytes of an export as they are.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _refused(error) from error

    def flush(self) -> None:
        try:
            super().flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _refused(error) from error


class Messages(io.TextIOWrapper):
    """Text of standard error: what a reader who has gone would have been told is dropped, and the work goes on.

    A reader may be a program, or a terminal that has been closed.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._drop(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._drop(error)

    def _drop(self, error: OSError) -> None:
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def prepare() -> None:
    """Put both streams of this process in place; what stands in standard output's buffer stays there."""
    out = sys.stdout
    if type(out) is io.TextIOWrapper:  # what others have put there is theirs
        out.flush()
        sys.stdout = Output(out.buffer, out.encoding, "backslashreplace", line_buffering=out.isatty())
    told = sys.stderr
    if type(told) is io.TextIOWrapper:
        told.flush()
        sys.stderr = Messages(told.buffer, told.encoding, "backslashreplace", line_buffering=True)
    elif isinstance(told, io.TextIOWrapper):
        told.reconfigure(errors="backslashreplace")


def flush_output() -> None:
    """Write what is buffered for standard output, or drop it: Python would complain once more when it ends."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, RunError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(error: OSError) -> RunError:
    return RunError(f"standard output: cannot be written: {error.strerror}")
