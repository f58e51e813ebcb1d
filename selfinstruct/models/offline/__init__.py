"""The built-in model: it needs no network, and its answers are right by construction, not by learning."""

from typing import Any

from selfinstruct.records import Model


def create(name: str, **_options: Any) -> Model:
    """The built-in demonstration model; `offline/load` gives endless cheap word salad for load tests.

    Options meant for models behind a network are ignored. Raises UnknownName for any other name.
    """
    from selfinstruct.models.offline.model import named_model

    kind = name.removeprefix("offline").strip("/")
    return named_model(f"offline/{kind}" if kind else "offline")
