"""How much a command says: all it has to, nothing but warnings and errors, or also what it adapts to."""

import logging
import time

_state = {"quiet": False}


class Lines(logging.Formatter):
    """Warnings as one-line errors look; with more than those the time before each."""

    def format(self, record: logging.LogRecord) -> str:
        told = record.message = record.getMessage()
        if record.exc_info:
            told += f"\n{self.formatException(record.exc_info)}"
        if logging.getLogger("selfinstruct").level >= logging.WARNING:
            kind = (
                "note" if record.levelno < logging.WARNING else "warning" if record.levelno < logging.ERROR else "error"
            )
            return f"{kind}: {told}"
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        return f"{at},{int(record.msecs):03} {record.levelname} {told}"


def choose(*, quiet: bool, verbose: bool) -> None:
    """What -q and -v ask for."""
    _state["quiet"] = quiet
    if verbose:
        set_level(min(logging.INFO, logging.getLogger("selfinstruct").level or logging.INFO))
    elif quiet:
        logging.getLogger("selfinstruct.notes").setLevel(logging.WARNING)


def quiet() -> bool:
    """Whether nothing but warnings and errors is said."""
    return _state["quiet"]


def set_level(level: int) -> None:
    """From which level on the package's log is told."""
    logging.getLogger("selfinstruct").setLevel(level)
    # What a run adapts to is no warning, and worth a line all the same.
    logging.getLogger("selfinstruct.notes").setLevel(min(level, logging.INFO) if level <= logging.WARNING else level)
