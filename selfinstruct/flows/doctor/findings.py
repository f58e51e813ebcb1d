"""What the probes find, as data: findings, quirks, advice, and the report of all of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from selfinstruct.models.servers.recognition import Server


@dataclass(frozen=True, slots=True)
class Quirk:
    """What a server does otherwise than one expects, and `done`: what this tool, or its user, does about it."""

    name: str
    done: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe found: `said` for people, `value` for programs, None where it is not known."""

    topic: str
    said: str
    value: Any = None
    quirks: tuple[Quirk, ...] = ()


def unknown(topic: str, why: str) -> Finding:
    """What could not be found out, and why."""
    return Finding(topic, f"not known: {why}")


@dataclass(frozen=True, slots=True)
class Advice:
    """The recipe and the options to use; `command` is a whole command, word by word, `reasons` say why it is so."""

    recipe: str
    command: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of an endpoint and a model.

    `model` is the name to give to other commands; `listed` are the models that the endpoint names, and `chosen` says
    why this one was asked. `requests` is how many were sent that a model answers.
    """

    address: str
    model: str
    listed: tuple[str, ...]
    chosen: str
    server: Server
    findings: tuple[Finding, ...]
    advice: Advice
    requests: int

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """Those of all findings, each once."""
        return tuple(dict.fromkeys(quirk for finding in self.findings for quirk in finding.quirks))

    def finding(self, topic: str) -> Finding:
        """The finding of a topic."""
        return next(item for item in self.findings if item.topic == topic)

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "address": self.address,
            "model": self.model,
            "models": list(self.listed),
            "chosen": self.chosen,
            "server": {"name": self.server.name, **asdict(self.server)},
            "findings": {item.topic: {"value": item.value, "said": item.said} for item in self.findings},
            "quirks": [asdict(quirk) for quirk in self.quirks],
            "advice": asdict(self.advice),
            "requests": self.requests,
        }


def joined(parts: Sequence[str]) -> str:
    return "; ".join(part for part in parts if part)
