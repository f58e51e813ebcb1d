"""Under which title a help page tells an option; those that are named nowhere are the command's own."""

from selfinstruct.cli.shape.help import LAST

_GROUPS: dict[str, str] = {
    "Content": "recipe set develop role reasoning constrain topic topics personas attributes "
    "language guidance pool pii seed",
    "Endpoint": "base-url timeout concurrency rpm tpm",
    "Limits": "price max-cost max-requests max-failures",
    "Amazon Bedrock": "region profile endpoint-url",
    "Batch jobs": "batch batch-minimum batch-s3 batch-role poll",
    "Amazon S3": "sse sse-kms-key-id",
    "Workers": "engine workers address shard-size journal durable journals join-from storage",
    LAST: "dry-run report json quiet verbose",
}
_METAVARS: dict[str, str] = {
    "FILE": "seeds pool topics personas attributes from against clusters examples calibrate corpus guidelines "
    "password-file",
    "MODEL": "model judge strong weak score",
    "NAME": "only rubric file-type format method",
    "NAME|DIR": "recipe",
    "URL": "base-url endpoint-url",
    "SECONDS": "timeout poll",
    "DOLLARS": "max-cost",
    "REGION": "region",
    "PROFILE": "profile",
    "LANGUAGE": "language",
    "ADDRESS": "address",
    "ARN": "batch-role",
    "s3://…": "batch-s3",
    "ID": "sse-kms-key-id",
    "ENGINE": "engine",
    "RUNNER": "sandbox",
    "mask|drop|off": "pii",
    "first|longest": "keep",
    "random|file": "order",
    "majority|all": "consolidation",
}
_PLACEHOLDERS = {f"--{name}": shown for shown, names in _METAVARS.items() for name in names.split()}
_BY_FLAG = {f"--{name}": title for title, names in _GROUPS.items() for name in names.split()}


def group_of(flag: str) -> str | None:
    """The title above an option, given as `--name`; None for those of the command's own."""
    return _BY_FLAG.get(flag)


def metavar_of(flag: str) -> str | None:
    """What stands for an option's value on the help page; None where its type says enough."""
    return _PLACEHOLDERS.get(flag)
