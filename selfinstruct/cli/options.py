"""What several commands have: options, and exit codes by how a session ended."""

from pathlib import Path
from typing import Annotated, Any

import typer

from selfinstruct.errors import UsageError

EXIT = {"done": 0, "saturated": 3, "max_requests": 3, "max_cost": 3, "interrupted": 130}

BaseUrl = Annotated[
    str | None, typer.Option(help="Address of an OpenAI-compatible endpoint, for example http://localhost:8000/v1.")
]
EndpointUrl = Annotated[
    str | None, typer.Option(help="Address of Amazon Bedrock's runtime, where it is not Amazon's own.")
]
Region = Annotated[str | None, typer.Option(help="AWS region, in place of the one configured.")]
Profile = Annotated[str | None, typer.Option(help="AWS profile whose credentials are used.")]
Batch = Annotated[bool | None, typer.Option("--batch/--no-batch", help="Ask in batch jobs, at half the price.")]
BatchMinimum = Annotated[
    int | None, typer.Option(min=1, help="Requests that make a batch job; fewer are asked directly.")
]
BatchS3 = Annotated[
    str | None, typer.Option("--batch-s3", help="Where a Bedrock batch job's files go: s3://BUCKET/PREFIX.")
]
BatchRole = Annotated[str | None, typer.Option(help="ARN of the role with which Bedrock reads and writes those files.")]
Poll = Annotated[float | None, typer.Option(min=0.001, help="Seconds between two questions about a batch job.")]


def place(text: str) -> Path:
    """A path to write to; one without letters, as of a variable that is not set, would be the current directory."""
    if not text.strip():
        raise UsageError("--out: is empty; name where to write")
    return Path(text)


def _price(text: str | None) -> Any:
    from selfinstruct.prices import parse_price

    return None if text is None else parse_price(text)


PriceOption = Annotated[
    str | None,
    typer.Option(
        "--price", metavar="IN,OUT", callback=_price, help="US dollars per million prompt and completion tokens."
    ),
]
MaxCost = Annotated[
    float | None, typer.Option(min=0, help="Stop before this many US dollars are passed, over all sessions.")
]
MaxRequests = Annotated[int | None, typer.Option(min=0, help="Stop at this many requests, over all sessions.")]
Rpm = Annotated[int | None, typer.Option(min=1, help="Most requests a minute.")]
Tpm = Annotated[int | None, typer.Option(min=1, help="Most tokens a minute.")]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on stdout.")]


def _sets(example: str) -> Any:
    return typer.Option(
        "--set", metavar="KEY=VALUE", help=f"Change a recipe setting, for example {example}; may be repeated."
    )


Sets = Annotated[list[str] | None, _sets("bootstrap.temperature=0.9")]
FilterSets = Annotated[list[str] | None, _sets("filters.novelty.threshold=0.6")]
PreferSets = Annotated[list[str] | None, _sets("score.temperature=0.2")]
DistillSets = Annotated[list[str] | None, _sets("response.temperature=0.7")]
LabelSets = Annotated[list[str] | None, _sets("margin=3")]
Pii = Annotated[
    str | None,
    typer.Option(help="Personal data in seeds, pool: mask, drop or off; those of a log are masked if left out."),
]
Sse = Annotated[
    str | None, typer.Option(help="Server-side encryption of what is written to S3: AES256, aws:kms or aws:kms:dsse.")
]
SseKmsKeyId = Annotated[str | None, typer.Option(help="The KMS key of that encryption.")]
