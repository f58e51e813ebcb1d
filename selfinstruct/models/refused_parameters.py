"""The parameters that a model refuses: each is found by a refusal, and left out from then on."""

import logging
import re
from collections.abc import Iterable, Mapping

from selfinstruct.errors import Retryable

LOG = logging.getLogger("selfinstruct")
OUT_OF_RANGE = re.compile(
    r"too (large|long|high|low|small|many)|between|less than|greater than|at least|at most|exceed|context length|"
    r"constraint"
)
REFUSED = re.compile(
    r"unsupported|(not|n[’']t) (support|allow|permit|accept|available|recogni)|not (allowed|permitted)|unknown|"
    r"unrecogni[sz]ed|unexpected|extraneous|extra inputs|incompatible|only|both|deprecated|"
    r"cannot|invalid (parameter|arg)"
)
_TURNS = r"(system|developer)['\"’]? (field|message|prompt|role|instruction|content|turn)s?"
_NO_SYSTEM = re.compile(
    rf"{_TURNS}\b.{{0,60}}(not|n[’']t|un) ?(be |currently |yet )?"
    r"(support|allow|permit|enable|accept|available|recogni|used)|"
    rf"(unsupported|unknown|unexpected|invalid|no|not|n[’']t) .{{0,30}}{_TURNS}|"
    r"(not|n[’']t) (support|allow|accept|permit)\w* .{0,20}['\"‘](system|developer)['\"’]|"
    r"(unsupported|unknown|unexpected|invalid) (message )?role:? .{0,10}(system|developer)|"
    r"role.{0,40}must (be|alternate).{0,40}user.{0,20}(assistant|model)|"
    r"(only|should be|one of)\b.{0,40}\buser\b.{0,20}\b(assistant|model)\b.{0,40}role",
    re.DOTALL,
)
_TOO_MUCH = re.compile(r"too (long|large|many)|exceed|at most|context length")
_ROLE = re.compile(r"messages?\W{0,3}\d*\W{0,3}role")


def plain_parameter(name: str) -> str:
    """A name without case and separators."""
    return re.sub(r"[\W_]+", "", name).lower()


def plain_names(parameter: str) -> set[str]:
    """A parameter's name and those of what it is nested in: generation_config.topP has generationconfig and topp."""
    return {plain_parameter(name) for name in re.split(r"[.\[\]/]+", parameter) if name}


def refuses_system(status: int, message: str, parameters: Iterable[str] = ()) -> bool:
    """Whether a refusal is that of a system turn: some templates fail at it, so that the status may be 500."""
    if status not in (400, 403, 422, 500):
        return False
    said = message.lower()
    if _TOO_MUCH.search(said):
        return False
    if _NO_SYSTEM.search(said):
        return True
    return status in (400, 422) and "system" in said and any(_ROLE.search(name.lower()) for name in parameters)


class ParameterRefused(Retryable):
    """A parameter of the request was refused and is now left out: the request may be asked again at once."""


class RefusedParameters:
    """What one model refuses. `names` is replaced, never changed, so that it may be held while a request is out."""

    def __init__(self, model: str, warnings: Mapping[str, str]) -> None:
        """`warnings` says of each parameter, by name, what is refused and what is done about it."""
        self.names: frozenset[str] = frozenset()
        self._model = model
        self._warnings = warnings

    def add(self, parameter: str) -> None:
        """Leave the parameter out from now on, with one warning."""
        if parameter not in self.names:  # else another request in flight has found it too
            self.names |= {parameter}
            LOG.warning("%s refuses %s", self._model, self._warnings[parameter])
