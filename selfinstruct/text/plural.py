"""Numbers with their nouns."""


def many(number: int, noun: str) -> str:
    """`1 row`, `1,200 rows`; for nouns that take an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
