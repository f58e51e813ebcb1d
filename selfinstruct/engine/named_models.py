"""Models as they are named, and where they are: no text goes to a host that neither the user nor the run has named."""

import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunError, UsageError
from selfinstruct.models import check_name
from selfinstruct.models.local import LOCAL, address_of
from selfinstruct.prices import Price
from selfinstruct.records import Model
from selfinstruct.runs.run import Run
from selfinstruct.settings import Settings

LOG = logging.getLogger("selfinstruct")
# What says where a provider's models are: the address itself first.
_PLACES: dict[str, tuple[str, ...]] = {
    "bedrock": ("endpoint_url", "region", "profile"), **dict.fromkeys(("openai", *LOCAL), ("base_url",)),
}  # fmt: skip
# An address behind a name: a port, a host name or number with a path, a broken http://. Versions and ids are none.
_NO_SCHEME = re.compile(
    r"@(?!sha\d+:)(https?:.*|//.*|localhost(?:[:/].*)?|\[[0-9a-f:]+\].*|[\w.-]+:\d+(?:/.*)?|"
    r"(?:[\w-]+\.)+[a-z]{2,}/.*|\d+(?:\.\d+){3}(?:/.*)?)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model as it was named: its name without an address, the address it was given, or the object itself."""

    name: str
    address: str | None = None
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The run that texts come from: its model, and how that was asked; None where it does not say."""

    label: str
    model: str
    session: Mapping[str, Any] | None = field(default=None)

    @property
    def address(self) -> str:
        """The address of its own that the model was given, "" where there is none."""
        places = _PLACES.get(self.model.partition("/")[0], ())
        return str((self.session or {}).get(places[0]) or "") if places else ""


def named(item: str | Model) -> NamedModel:
    """`provider/model`, with `@http…` behind it for an endpoint of its own.

    Raises UsageError for a broken address, UnknownName for a provider that is none.
    """
    if not isinstance(item, str):
        return NamedModel(item.name, model=item)
    for mark in ("@http://", "@https://"):
        name, found, rest = item.partition(mark)
        if found and rest:
            if name == "offline" or name.startswith("offline/"):
                raise UsageError(f"{item}: the demonstration model is built in, and has no address; write {name}")
            check_name(name)
            return NamedModel(name, f"{mark[1:]}{rest}")
    if wrong := _NO_SCHEME.search(item):
        rest = re.sub(r"^(?:https?:)?/*", "", wrong[1])
        raise UsageError(
            f"{item}: {wrong[1]!r} looks like an address without http://; write {item[: wrong.start()]}@http://{rest}"
        )
    check_name(item)
    return NamedModel(item)


def of_session(settings: Settings, model: str | Model) -> tuple[str, Settings]:
    """The name of the one model that a session is about, and the settings with the address that was written behind it.

    Raises UsageError where an option gives another address.
    """
    who = named(model)
    if who.address is None:
        return who.name, settings
    place = _place(who.name)
    given = getattr(settings, place)
    if given is not None and _plain(given) != _plain(who.address):
        option = place.replace("_", "-")
        raise UsageError(f"{who.name}: has two addresses, {who.address} and --{option} {given}; give only one")
    there: dict[str, Any] = {place: who.address}
    return who.name, replace(settings, **there)


def at_one_address(
    models: Sequence[NamedModel], settings: Settings, origin: Origin | None = None
) -> tuple[NamedModel, ...]:
    """The models, each at the address that its name has elsewhere among them.

    Raises UsageError where a name has two addresses: the journal tells models by name, and another order of the same
    models on the next call would take the answers of one for those of the other.
    """
    found: dict[str, str] = {}
    for who in models:
        if who.address and _plain(found.setdefault(who.name, who.address)) != _plain(who.address):
            raise _two_addresses(who.name, found[who.name], who.address)
    for who in models:
        if who.name in found and who.address is None and who.model is None:
            elsewhere = getattr(placed(settings, who, origin), _place(who.name))
            if who.name.startswith("openai/"):
                elsewhere = elsewhere or os.environ.get("OPENAI_BASE_URL", "").strip()
            if elsewhere and _plain(elsewhere) != _plain(found[who.name]):
                raise _two_addresses(who.name, found[who.name], elsewhere)
    return tuple(who if who.model else replace(who, address=found.get(who.name)) for who in models)


def addresses(models: Sequence[NamedModel]) -> dict[str, Any]:
    """What a command's file keeps of the addresses that models were given, nothing where there were none."""
    found = {who.name: who.address for who in models if who.address}
    return {"addresses": found} if found else {}


def warn_of_moved(path: Path, before: Mapping[str, Any], models: Sequence[NamedModel]) -> None:
    """Another address may be another model of the same name: worth a word, no reason to stop."""
    known = before.get("addresses")
    for who in models:
        was = known.get(who.name) if isinstance(known, dict) else None
        if was and who.address and _plain(str(was)) != _plain(who.address):
            LOG.warning("%s: %s was asked at %s so far, and is now asked at %s", path, who.name, was, who.address)


def _two_addresses(name: str, one: str, other: str) -> UsageError:
    return UsageError(
        f"{name}: has two addresses, {one} and {other}, but the journal tells models by name; give only one, or each "
        "model a name of its own (llama.cpp answers to any, vLLM has --served-model-name, Ollama has ollama cp)"
    )


def _place(name: str) -> str:
    """The setting that says where a model is."""
    return _PLACES.get(name.partition("/")[0], ("base_url",))[0]


def _plain(address: str) -> str:
    return address.rstrip("/")


def from_environment(settings: Settings, model: object) -> Settings:
    """The settings with the address that the environment names for a model of that name; the run remembers it."""
    if not isinstance(model, str):
        return settings
    provider = model.partition("/")[0]
    _warn_of_unused(settings, provider)
    if provider in LOCAL:
        return replace(settings, base_url=settings.base_url or address_of(provider))
    if provider != "openai":
        return settings
    return replace(settings, base_url=settings.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or None)


def _warn_of_unused(settings: Settings, provider: str) -> None:
    """Say which options change nothing with a provider, by a slip of the user's mostly."""
    unused = {"offline": ("base_url", "endpoint_url"), "openai": ("endpoint_url",)}.get(provider, ())
    for name in (name for name in unused if getattr(settings, name) is not None):
        LOG.warning("%s/… does not use --%s", provider, name.replace("_", "-"))
    for name in ("batch_s3", "batch_role") if not settings.batch else ():
        if getattr(settings, name) is not None:
            LOG.warning("--%s is for --batch, and does nothing without it", name.replace("_", "-"))


def origin_of(source: Path) -> Origin | None:
    """The run that a directory is, or that a file lies in; None for any other file."""
    folder = source if source.is_dir() else source.parent
    if not (folder / "run.json").is_file():
        return None
    try:
        info = Run(folder).info
    except RunError:
        return None
    session = info.get("session")
    return Origin(str(folder), str(info.get("model") or ""), session if isinstance(session, dict) else None)


def placed(settings: Settings, who: NamedModel, origin: Origin | None) -> Settings:
    """How a model is reached: where the user says, or else the run's own model where the run asked it.

    Raises UsageError where neither says it.
    """
    if who.model is not None:
        return replace(settings, model=who.model)
    if who.address is not None:
        return replace(settings, base_url=who.address, endpoint_url=who.address)
    provider = who.name.partition("/")[0]
    places = _PLACES.get(provider, ())
    if origin is None or any(getattr(settings, name) is not None for name in places):
        return settings
    if who.name == origin.model:
        return _as_before(settings, who, origin, places)
    elsewhere = provider == origin.model.partition("/")[0] and origin.address
    if elsewhere and not (provider == "openai" and os.environ.get("OPENAI_BASE_URL", "").strip()):
        option = places[0].replace("_", "-")
        raise UsageError(
            f"{who.name}: is not the model of {origin.label}, which is at {origin.address}; say where it is: "
            f"{who.name}@URL or --{option} URL"
        )
    return settings


def _as_before(settings: Settings, who: NamedModel, origin: Origin, places: Sequence[str]) -> Settings:
    session = origin.session
    if session is None:
        if who.name.startswith("openai/") and not os.environ.get("OPENAI_BASE_URL", "").strip():
            raise UsageError(
                f"{origin.label}: does not say where {who.name} is; give --base-url URL (https://api.openai.com/v1 is "
                "OpenAI's own)"
            )
        return settings
    price = session.get("price")
    kept: dict[str, Any] = {name: session.get(name) for name in places}
    if settings.price is None and isinstance(price, dict):
        kept["price"] = Price(**price)
    if who.name.startswith("openai/") and kept["base_url"] is None:
        kept["base_url"] = "https://api.openai.com/v1"  # and not where another shell's environment points
    kept |= {name: session.get(name) for name in ("rpm", "tpm") if getattr(settings, name) is None}
    return replace(settings, **kept)
