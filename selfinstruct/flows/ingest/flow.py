"""The flow of `selfinstruct ingest`: files in, documents out; what could not be read stands beside them."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.documents.document import Reading, Refusal
from selfinstruct.documents.sandbox.pool import Sandbox
from selfinstruct.errors import UsageError
from selfinstruct.files.destinations import destination
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.flows.ingest.walking import found_files


@dataclass(slots=True)
class IngestResult:
    """What `ingest` did: files, documents by format, refusals by rule, personal data by kind; and where they are."""

    out: str
    files: int = 0
    documents: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        told = {name: dict(sorted(getattr(self, name).items())) for name in ("formats", "rejected", "masked")}
        return {"out": self.out, "files": self.files, "documents": self.documents, **told}


def ingest(
    paths: Sequence[str | Path] | str | Path, out: str | Path, *, workers: int = 2, pii: str = "mask",
    overwrite: bool = False, access: Access = DEFAULT,
) -> IngestResult:  # fmt: skip
    """Read files and folders into a corpus."""
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    files = found_files([str(path) for path in named])
    result = IngestResult(str(out))
    seen: set[str] = set()
    with destination(out, access, overwrite=overwrite) as place:
        rejected = place.staging / f"{place.name.removesuffix('.jsonl')}.rejected.jsonl"
        items = Sandbox(Reading(), workers, pii=pii).read(files)
        with closing(items), (place.staging / place.name).open("wb") as corpus, rejected.open("w") as lines:
            for file, item in items:
                if item is None:
                    result.files += 1
                    continue
                if not isinstance(item, Refusal) and item.id in seen:
                    item = Refusal("duplicate", item.id, item.member)
                if isinstance(item, Refusal):
                    told = {"file": file.name, "member": item.member, "page": item.page}
                    lines.write(to_line(told | {"rule": item.rule, "value": item.value}) + "\n")
                    result.rejected[item.rule] += 1
                    continue
                seen.add(item.id)
                corpus.write(item.line)
                result.documents += 1
                result.formats[item.format] += 1
                result.masked.update(item.masked)
        if not result.documents:
            raise UsageError("no file gives a document")
        info = place.staging / f"{place.name.removesuffix('.jsonl')}.info.json"
        info.write_text(json.dumps(result.as_dict(), indent=1) + "\n")
        place.check()
        place.commit()
    return result
