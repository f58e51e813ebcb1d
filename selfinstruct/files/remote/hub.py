"""Datasets of the Hugging Face Hub: hf://datasets/OWNER/NAME[@REVISION][/PATH], read and written.

The extra `hub` is imported when such a name is met. Address, token and cache are huggingface_hub's own: `HF_ENDPOINT`,
`HF_TOKEN` or `hf auth login`, `HF_HOME`. What is read is read at one commit, which is found once a process.
"""

import importlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.errors import MissingExtra, StorageError, UsageError
from selfinstruct.extras import installing

_NAME = re.compile(
    r"hf:/{1,2}(?P<kind>[^/]+)/(?P<repo>[^/@]+/[^/@]+)(?:@(?P<revision>refs/[^/]+/[^/]+|[^/]+))?(?:/(?P<path>.*))?\Z",
    re.DOTALL,
)
_WANTED = "write hf://datasets/OWNER/NAME, with @REVISION and /PATH where they are needed"
# The commit that each name of a revision meant when it was first met.
_commits: dict[tuple[str, str, str], str] = {}


@dataclass(frozen=True, slots=True)
class HubAddress:
    """A dataset of the Hub, or a file, a folder or a pattern in it; `revision` "" is what stands there now."""

    repo: str
    revision: str = ""
    path: str = ""

    def __str__(self) -> str:
        revision = f"@{self.revision}" if self.revision else ""
        return f"hf://datasets/{self.repo}{revision}{f'/{self.path}' if self.path else ''}"


def hub_address(path: str | Path) -> HubAddress | None:
    """Where on the Hub a path points, None for any other; raises UsageError for hf:// that names no dataset."""
    text = str(path)
    if not text.startswith("hf:/") and text != "hf:":
        return None
    found = _NAME.match(text)
    if found is None or found["kind"] != "datasets":
        shown = "hf://" + text.removeprefix("hf:").lstrip("/")  # a Path makes one slash of two
        raise UsageError(f"{shown}: names no dataset of the Hub; {_WANTED}")
    return HubAddress(found["repo"], found["revision"] or "", (found["path"] or "").strip("/"))


def pinned(at: HubAddress) -> HubAddress:
    """The same at the commit that its revision means; found once, so that all of a session reads one state."""
    key = (_endpoint(), at.repo, at.revision)
    if key not in _commits:
        with explained(at):
            info = _api().repo_info(at.repo, repo_type="dataset", revision=at.revision or None)
        _commits[key] = str(info.sha)
    return replace(at, revision=_commits[key])


def told(at: HubAddress) -> str:
    """The name with the commit that was read, where one was."""
    return str(replace(at, revision=_commits.get((_endpoint(), at.repo, at.revision), at.revision)))


def files_of(at: HubAddress) -> list[str]:
    """The names of all files of a dataset, from its top."""
    with explained(at):
        return sorted(_api().list_repo_files(at.repo, repo_type="dataset", revision=at.revision or None))


def downloaded(at: HubAddress) -> Path:
    """A file of the dataset, in the cache of huggingface_hub, which keeps it for the next time."""
    at = pinned(at)
    with explained(at), _silently():
        return Path(_api().hf_hub_download(at.repo, at.path, repo_type="dataset", revision=at.revision))


def upload(files: Mapping[str, Path], at: HubAddress) -> None:
    """One commit with these files, by their names in the dataset; one that is not there is made, and is private."""
    hub, api = _hub(), _api()
    with explained(at), _silently():
        api.create_repo(at.repo, repo_type="dataset", private=True, exist_ok=True)
        api.create_commit(
            at.repo,
            [hub.CommitOperationAdd(path_in_repo=name, path_or_fileobj=str(file)) for name, file in files.items()],
            commit_message=f"Written by selfinstruct {__version__}",
            repo_type="dataset",
            revision=at.revision or None,
        )


@contextmanager
def explained(at: HubAddress) -> Iterator[None]:
    """What goes wrong on the Hub as one line: UsageError for what is not there, StorageError for anything else."""
    _hub()
    errors: Any = importlib.import_module("huggingface_hub.errors")
    where = f"hf://datasets/{at.repo}"
    try:
        yield
    except errors.GatedRepoError as error:
        raise StorageError(f"{where}: is gated; ask for access on its page, and give a token: HF_TOKEN") from error
    except errors.RepositoryNotFoundError as error:
        told = "there is no such dataset, or it is private and the token may not read it (HF_TOKEN, or hf auth login)"
        raise UsageError(f"{where}: {told}") from error
    except errors.RevisionNotFoundError as error:
        raise UsageError(f"{where}: has no revision {at.revision or 'main'!r}") from error
    except errors.RemoteEntryNotFoundError as error:
        raise UsageError(f"{at}: there is no such file") from error
    except errors.LocalTokenNotFoundError as error:
        raise StorageError(f"{where}: needs a token: set HF_TOKEN, or hf auth login") from error
    except errors.OfflineModeIsEnabled as error:
        raise StorageError(f"{where}: HF_HUB_OFFLINE is set, and it is not in the cache") from error
    except errors.HFValidationError as error:
        raise UsageError(f"{where}: {_line(error)}") from error
    except errors.HfHubHTTPError as error:
        raise StorageError(f"{where}: {_refusal(error)}") from error
    except errors.HfHubHTTPError.__bases__ as error:
        cause = error.__cause__ or error
        raise StorageError(f"{where}: {_endpoint()} does not answer: {_line(cause)}") from error


def _refusal(error: Any) -> str:
    status = getattr(error.response, "status_code", None)
    said = _line(getattr(error, "server_message", None) or error)
    if status == 401:
        return f"needs a token, or the token is refused: set HF_TOKEN, or hf auth login ({said})"
    if status == 403:
        return f"the token may not do that ({said})"
    return f"the Hub answers {status}: {said}"


def _line(said: object) -> str:
    return " ".join(str(said).split())[:200]


def _hub() -> Any:
    try:
        return importlib.import_module("huggingface_hub")
    except ImportError:
        raise MissingExtra(f"hf:// needs a package: {installing('hub')}") from None


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def _api() -> Any:
    return _hub().HfApi(endpoint=_endpoint(), library_name="selfinstruct", library_version=__version__)


@contextmanager
def _silently() -> Iterator[None]:
    """Without the bars of huggingface_hub, which know nothing of ours."""
    bars = importlib.import_module("huggingface_hub.utils")
    if bars.are_progress_bars_disabled():
        yield
        return
    bars.disable_progress_bars()
    try:
        yield
    finally:
        bars.enable_progress_bars()
