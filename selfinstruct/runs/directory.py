"""Whose a directory is: its lock, and what is refused before anything is written over."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from selfinstruct.errors import RunError, RunLocked, RunMismatch, UsageError
from selfinstruct.files import storage
from selfinstruct.runs.run import ATTEMPTS, FILES, LOCAL, Run

# What the commands keep of themselves in a directory: one of these makes it theirs, and the others are only theirs.
LOG = logging.getLogger("selfinstruct")
_MARKS = ("run.json", "label.json", "topics.json", "judged.json", "journal.db")
_INPUTS = frozenset({"inputs", "lists"})  # tables of a journal that are written before anything is asked


try:
    import fcntl
except ImportError:  # Windows has no flock; there a run is not guarded against a second writer
    fcntl = None  # type: ignore[assignment]


_KEPT = {
    *FILES, ATTEMPTS, *_MARKS, "preferences.jsonl", "rejected.preferences.jsonl", "responses.jsonl", "labels.jsonl",
    "topics.txt", "accepted.jsonl", "rejected.labels.jsonl", "reviewed.jsonl", "reviews.jsonl",
    "judged.jsonl", "planted.jsonl",
}  # fmt: skip


def is_kept(name: str) -> bool:
    """Whether it is the name of a file that a run, a merge or a labelling keeps of itself."""
    return name in _KEPT or name.startswith("journal.db")


def check_free(out: str | Path) -> None:
    """Raise UsageError where `out` is one of the files that a run, a merge or a labelling keeps of itself."""
    file = Path(out).resolve()
    if is_kept(file.name) and any((file.parent / mark).exists() for mark in _MARKS):
        raise UsageError(f"{out}: belongs to the run in {file.parent.name}; name another file")


def check_unclaimed(out: Path) -> None:
    """Raise RunMismatch for a directory without a run that holds files with a run's names: they are somebody's."""
    if not any((out / name).exists() for name in ("journal.db", "run.json")):
        check_no_files(out)


def check_only_a_run(out: Path) -> None:
    """Raise UsageError for a directory that holds files and no run: what lies there is somebody's."""
    if (
        out.is_dir()
        and not any((out / name).exists() for name in ("journal.db", "run.json"))
        and any(not item.name.startswith(".") for item in out.iterdir())
    ):
        raise UsageError(f"{out}: holds other files, and a run is a directory of its own; give another --out")


def check_no_files(out: Path) -> None:
    """Raise RunMismatch where a run that is about to begin would find files with the names of its own."""
    for name in (*FILES, ATTEMPTS):
        if (out / name).exists():
            raise RunMismatch(f"{out}: holds a {name} that does not belong to this run; give another --out")


def default_directory(seeds: str, identity: Mapping[str, str]) -> Path:
    """The default directory for these seeds: runs/<name>, or the first of -2, -3 … that is free or this very run.

    One whose only run never got an answer is free.
    """
    base = Path("runs") / (seeds or "run")
    for number in range(1, 10_000):
        path = base if number == 1 else base.with_name(f"{base.name}-{number}")
        if not path.exists() or not any(path.iterdir()):
            if number > 1:
                LOG.warning("%s holds another run%s: this one goes to %s (--out names it)", base, _model_of(base), path)
            return path
        with contextlib.suppress(RunError):
            if Run(path).info.get("identity") == identity or (is_unanswered(path) and not under_way(path)):
                return path
    raise RunError(f"{base}: too many runs with that name; give --out")


def _model_of(path: Path) -> str:
    """By which model the run was made, where that is told."""
    with contextlib.suppress(RunError):
        return f" (model {model})" if (model := Run(path).info.get("model")) else ""
    return ""


def is_unanswered(path: Path) -> bool:
    """Whether all that the directory holds is of a run that never got an answer: a first try with a typo, mostly."""
    journal = path / "journal.db"
    if not journal.is_file() or not all(_is_nothing(file) for file in path.iterdir()):
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(journal))}?mode=ro", uri=True)) as opened:
            tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return not any(
                opened.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in tables if name not in _INPUTS
            )
    except sqlite3.Error:
        return False


def clear_unanswered(path: Path) -> None:
    """Take away what a run left that never got an answer, so that another one may begin there; the lock is held."""
    if is_unanswered(path):
        for file in sorted(path.iterdir(), reverse=True):  # the journal last: what is cut off here can be repeated
            if not file.name.startswith("journal.db"):
                file.unlink()
        for file in sorted(path.iterdir(), reverse=True):
            file.unlink()


def _is_nothing(file: Path) -> bool:
    """Whether a file says nothing but how a run was begun."""
    if file.name in _MARKS or file.name.startswith("journal.db-"):
        return True
    return file.name in _KEPT and file.is_file() and not file.stat().st_size


def check_same(path: Path, info: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    """Raise RunMismatch where run.json (`info`) tells of another run."""
    if info.get("identity") not in (None, dict(wanted)):
        raise RunMismatch(f"{path}: holds another run; give another --out")


def check_identity(path: Path, recorded: Mapping[str, str], wanted: Mapping[str, str], option: str = "--out") -> None:
    """Raise RunMismatch, naming what differs, unless both are the same run; `option` names another directory."""
    names = [name for name in {**recorded, **wanted} if recorded.get(name) != wanted.get(name)]
    if not names:
        return
    plain = ("model", "seed", "topic", "language", "guidance")
    texts = [
        f"{name} ({recorded.get(name, '')!r:.60} there, {wanted.get(name, '')!r:.60} now)" if name in plain else name
        for name in names
    ]
    raise RunMismatch(
        f"{path}: was made with other inputs: {', '.join(texts)}; give another {option}, or resume it as it was"
    )


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Create the directory and hold it against a second writer; one that stays empty is gone at the end.

    Raises RunLocked or RunError, UsageError for s3://.
    """
    storage.refuse_elsewhere(path)
    if storage.is_remote(path):
        raise UsageError(f"{storage.name(path)}: cannot be written to as a directory: {LOCAL}")
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise RunError(f"{path}: cannot be used for a run: {error.strerror}") from error
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RunLocked(
                    f"{path}: is already being written, by another process or elsewhere in this one; "
                    "wait for it, or give another --out"
                ) from None
            except OSError as error:
                raise RunError(
                    f"{path}: the file system has no locks ({error.strerror}); use a local directory"
                ) from error
        yield
    finally:
        with contextlib.suppress(OSError):  # one that holds something stays, and so do those around it
            for folder in made:
                folder.rmdir()
        os.close(descriptor)


def under_way(path: Path) -> bool | None:
    """Whether another process, or another part of this one, writes the run now; None where nobody can tell."""
    if fcntl is None:
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False
