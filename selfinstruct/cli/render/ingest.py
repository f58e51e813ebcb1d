"""What a person sees of an ingestion."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.cli.render.text import many, plain, rules


def ingested(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what `ingest` read and what it could not."""
    return [
        f"{many(outcome['files'], 'file')} read",
        *rules(outcome["rejected"]),
        f"  {outcome['documents']:>7,} documents in {plain(outcome['out'])}",
    ]
