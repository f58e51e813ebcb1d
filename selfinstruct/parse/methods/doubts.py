"""Reads what a judge says of an instance that seems to say more than its text."""

from selfinstruct.parse.methods.marks import behind_mark


def read_supported(text: str) -> bool | None:
    """Yes or no behind `Supported:`; None where neither or both stand there."""
    return behind_mark(text, "supported")
