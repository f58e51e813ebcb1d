"""Runners by setting: `process`, `container:IMAGE`, each with options behind a question mark."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from selfinstruct.errors import UnknownName, UsageError
from selfinstruct.sandbox.container import ContainerRunner
from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.runner import Runner

_FORMS = "process, process?without=NAME,NAME, container:IMAGE, container:IMAGE?runtime=runsc"


def open_runner(setting: str = "process", *, at_once: int | None = None) -> Runner:
    """The runner that a setting names; raises UnknownName, UsageError.

    process?without=NAME,NAME (protections that may be missing), process?walls=KIND, container:IMAGE,
    container:IMAGE?runtime=NAME (runsc is gVisor), container:IMAGE?engine=podman.
    """
    whole, _, behind = setting.partition("?")
    kind, _, image = whole.partition(":")
    options = dict(parse_qsl(behind, keep_blank_values=True))
    opener, known = _OPENERS.get(kind, (None, ()))
    if opener is None or (kind == "process" and image):
        raise UnknownName(f"sandbox: no runner {setting!r:.60}; known: {_FORMS}")
    if unknown := sorted(set(options) - set(known)) or (["?"] if behind and not options else []):
        raise UsageError(f"sandbox: {kind} has no option {unknown[0]!r:.40}; known: {', '.join(known)}")
    return opener(image, options, at_once)


def _process(_: str, options: dict[str, str], at_once: int | None) -> Runner:
    without = [name for name in options.get("without", "").split(",") if name]
    return ProcessRunner(allow_missing=without, walls=options.get("walls"), at_once=at_once)


def _container(image: str, options: dict[str, str], at_once: int | None) -> Runner:
    return ContainerRunner(image, runtime=options.get("runtime", ""), engine=options.get("engine", ""), at_once=at_once)


_OPENERS: dict[str, tuple[Callable[[str, dict[str, str], int | None], Runner], tuple[str, ...]]] = {
    "process": (_process, ("without", "walls")),
    "container": (_container, ("runtime", "engine")),
}
