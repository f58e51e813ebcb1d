"""Methods: how an accepted task becomes data, one a file."""

_ROOM = "selfinstruct.flows.generate.methods"

# By name: where each stands, not imported.
SHIPPED = {
    name: f"{_ROOM}.{name}:{name}"
    for name in (
        "code",
        "dialogue",
        "evolve",
        "gated",
        "instances",
        "schema",
        "verified",
        "vote",
    )
}
