"""Models: one provider a file, its wire format beside it."""

from selfinstruct.errors import UnknownName
from selfinstruct.records import Model
from selfinstruct.registry import load, names

SHIPPED = {
    "offline": "selfinstruct.models.offline:create",
    "openai": "selfinstruct.models.openai:create",
    "bedrock": "selfinstruct.models.bedrock:create",
}


def open_model(name: str, **options: object) -> Model:
    """The model called `provider/model` (or `module:attr` of a user's own).

    `options` are those of the command line (base_url, concurrency, region …); a provider takes what it knows.
    Raises UnknownName, listing the known providers.
    """
    provider, _, rest = name.partition("/")
    if provider not in names("models") and ":" not in name:
        known = ", ".join("offline" if item == "offline" else f"{item}/…" for item in names("models"))
        raise UnknownName(f"there is no model {name!r}; write provider/model with a known provider: {known}")
    own = provider not in names("models")
    model: Model = load("models", name if own else provider, code=True)("" if own else rest, **options)
    return model
