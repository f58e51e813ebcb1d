"""The parameters that a model refuses: each is found by a refusal, and left out from then on."""

import logging
from collections.abc import Mapping

from selfinstruct.errors import Retryable

LOG = logging.getLogger("selfinstruct")


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
