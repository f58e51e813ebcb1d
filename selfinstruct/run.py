"""A run: the directory in which everything one dataset came from is kept."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct import storage
from selfinstruct.errors import RunDamaged, RunError, RunLocked, RunMismatch, UsageError
from selfinstruct.records import Instance, Rejection, Task, to_json
from selfinstruct.shapes import misfit

try:
    import fcntl
except ImportError:  # Windows has no flock; there a run is not guarded against a second writer
    fcntl = None  # type: ignore[assignment]

FILES = ("tasks.jsonl", "rejected.jsonl", "dataset.jsonl")
_LOCAL = "runs and what is made like them are kept on a disk, since a journal needs locks; export writes to S3"
# What the commands keep of themselves in a directory: one of these makes it theirs, and the others are only theirs.
_MARKS = ("run.json", "label.json", "journal.db")
_KEPT = {
    *FILES, *_MARKS, "preferences.jsonl", "rejected.preferences.jsonl", "responses.jsonl", "labels.jsonl",
    "accepted.jsonl", "rejected.labels.jsonl", "reviewed.jsonl", "reviews.jsonl",
}  # fmt: skip


class Run:
    """A finished or stopped run, read from its files.

    `info` is run.json. Reading never touches the journal and needs no lock.
    """

    def __init__(self, path: str | Path) -> None:
        """Raises RunError where `path` holds no run."""
        self.path = Path(path)
        file = self.path / "run.json"
        if self.path.is_file():
            raise RunError(f"{self.path}: is a file; give the run's directory")
        try:
            self.info: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise no_run(self.path) from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunDamaged(f"{file}: cannot be read: {error}") from error
        # A directory may hold preferences alone.
        paired = isinstance(self.info, dict) and "counts" not in self.info
        paired = paired and not {"preferences", "responses"}.isdisjoint(self.info)
        if wrong := misfit("" if paired else "run.json", self.info):
            raise RunDamaged(
                f"{file}: is not what a run writes ({wrong}); the command that made the run writes it again "
                "once it is deleted"
            )

    @property
    def status(self) -> str:
        """done, saturated, max_requests, max_cost, interrupted, failed or running."""
        return str(self.info["status"])

    def tasks(self) -> list[Task]:
        """The accepted tasks with their instances, in order of admission."""
        return [task_of(row) for row in self.rows("tasks.jsonl")]

    def dataset(self) -> list[dict[str, Any]]:
        """The rows of dataset.jsonl: one instance each."""
        return list(self.rows("dataset.jsonl"))

    def rejected(self) -> list[dict[str, Any]]:
        """The rows of rejected.jsonl."""
        return list(self.rows("rejected.jsonl"))

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of one file, without a torn last line; nothing where the file is missing."""
        file = self.path / name
        if not file.exists():
            return
        try:
            opened = file.open("rb")
        except OSError as error:
            raise RunError(f"{file}: cannot be read: {error.strerror}") from error
        with opened as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    return
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise RunDamaged(
                        f"{file}:{number}: is not JSON ({error}); resume rebuilds the file once it is deleted"
                    ) from error
                if wrong := misfit(name, row):
                    raise RunDamaged(
                        f"{file}:{number}: is not a line that a run writes ({wrong}); "
                        "resume rebuilds the file once it is deleted"
                    )
                yield row

    def __repr__(self) -> str:
        counts = self.info.get("counts", {})
        made = f"{counts.get('settled', 0)} tasks, {counts.get('instances', 0)} instances"
        return f"Run({str(self.path)!r}, {self.status}, {made})"


def check_free(out: str | Path) -> None:
    """Raise UsageError where `out` is one of the files that a run, a merge or a labelling keeps of itself."""
    file = Path(out).resolve()
    own = file.name in _KEPT or file.name.startswith("journal.db")
    if own and any((file.parent / mark).exists() for mark in _MARKS):
        raise UsageError(f"{out}: is a file that the run in {file.parent.name} keeps of itself; name another file")


def check_unclaimed(out: Path) -> None:
    """Raise RunMismatch for a directory without a run that holds files with a run's names: they are somebody's."""
    if not any((out / name).exists() for name in ("journal.db", "run.json")):
        check_no_files(out)


def check_no_files(out: Path) -> None:
    """Raise RunMismatch where a run that is about to begin would find files with the names of its own."""
    for name in FILES:
        if (out / name).exists():
            raise RunMismatch(f"{out}: holds a {name} that is not of this run; give another --out")


def no_run(path: Path) -> RunError:
    """The error for a directory without a run.json; of a label run or a review it names what can be used."""
    if storage.address(path) is not None:
        return RunError(f"{storage.name(path)}: is in S3; {_LOCAL}")
    kept = path / "accepted.jsonl"
    hint = f"; what was accepted there is in {kept}: give that file" if kept.is_file() else ""
    return RunError(f"{path}: is not a run (it has no run.json){hint}")


def choose(seeds: str, identity: Mapping[str, str]) -> Path:
    """The default directory for these seeds: runs/<name>, or the first of -2, -3 … that is free or this very run."""
    base = Path("runs") / (seeds or "run")
    for number in range(1, 10_000):
        path = base if number == 1 else base.with_name(f"{base.name}-{number}")
        if not path.exists() or not any(path.iterdir()):
            return path
        with contextlib.suppress(RunError):
            if Run(path).info.get("identity") == identity:
                return path
    raise RunError(f"{base}: too many runs of that name; give --out")


def check_identity(path: Path, recorded: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise RunMismatch, naming what differs, unless both are the same run."""
    names = [name for name in {**recorded, **wanted} if recorded.get(name) != wanted.get(name)]
    if not names:
        return
    plain = ("model", "seed", "topic", "language", "guidance")
    texts = [
        f"{name} ({recorded.get(name, '')!r:.60} there, {wanted.get(name, '')!r:.60} now)" if name in plain else name
        for name in names
    ]
    raise RunMismatch(
        f"{path}: was made with other inputs: {', '.join(texts)}; give another --out, or resume it as it was"
    )


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Create the directory and hold it against a second writer; raises RunLocked or RunError, UsageError for s3://."""
    if storage.address(path) is not None:
        raise UsageError(f"{storage.name(path)}: cannot be written to as a directory: {_LOCAL}")
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
                    f"{path}: is being written already, by another process or elsewhere in this one; "
                    "wait for it, or give another --out"
                ) from None
            except OSError as error:
                raise RunError(
                    f"{path}: the file system has no locks ({error.strerror}); use a local directory"
                ) from error
        yield
    finally:
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


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write atomically: a reader sees the old text or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(json.dumps(value, ensure_ascii=True, indent=2) + "\n", encoding="ascii")
        temporary.replace(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from error


class Lines:
    """One file of a run, written from the start each time: what stands there must be the same, and is kept.

    A torn last line is completed; lines beyond those written stay.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        try:
            self._file = path.open("r+b" if path.exists() else "w+b")
            self._comparing = path.stat().st_size > 0
        except OSError as error:
            raise RunError(f"{path}: cannot be written: {error.strerror}") from error

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a line; raises RunDamaged where another one stands in its place, RunError where it cannot be written."""
        line = to_json(row).encode() + b"\n"
        self._number += 1
        try:
            if self._comparing:
                self._compare(line)
            else:
                self._file.write(line)
        except OSError as error:
            raise RunError(
                f"{self._path}: cannot be written: {error.strerror}; resume continues when it can"
            ) from error

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise RunError(
                f"{self._path}: cannot be written: {error.strerror}; resume continues when it can"
            ) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()

    def _compare(self, line: bytes) -> None:
        start = self._file.tell()
        found = self._file.read(len(line))
        if found == line:
            return
        if len(found) == len(line) or not line.startswith(found):
            raise RunDamaged(
                f"{self._path}:{self._number}: is not the line this run wrote; "
                "delete the file and resume to have it written again from the journal"
            )
        self._comparing = False
        self._file.seek(start)
        self._file.truncate()
        self._file.write(line)


def task_row(task: Task) -> dict[str, Any]:
    """A line of tasks.jsonl."""
    return {
        "id": task.id,
        "instruction": task.instruction,
        "type": task.type,
        "is_classification": task.is_classification,
        "labels": list(task.labels),
        "demonstrations": list(task.demonstrations),
        "request": task.request,
        "attributes": dict(task.attributes),
        "instances": [{"input": item.input, "output": item.output} for item in task.instances],
    }


def instance_row(task: Task, instance: Instance, identifier: str) -> dict[str, Any]:
    """A line of dataset.jsonl."""
    return {
        "id": identifier,
        "task_id": task.id,
        "type": task.type,
        "instruction": task.instruction,
        "input": instance.input,
        "output": instance.output,
        "is_classification": task.is_classification,
    }


def rejection_row(rejection: Rejection) -> dict[str, Any]:
    """A line of rejected.jsonl."""
    return rejection.as_dict()


def task_of(row: dict[str, Any]) -> Task:
    """The task of a line of tasks.jsonl."""
    return Task(
        id=row["id"],
        instruction=row["instruction"],
        type=row["type"],
        is_classification=row["is_classification"],
        labels=tuple(row["labels"]),
        instances=tuple(Instance(item["input"], item["output"]) for item in row["instances"]),
        demonstrations=tuple(row["demonstrations"]),
        request=row["request"],
        attributes=row.get("attributes", {}),
    )
