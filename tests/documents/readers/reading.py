"""What a reader makes of bytes, for tests."""

from typing import Any

import pytest

from selfinstruct.documents.document import Document, Reader, Reading, Refusal, Source, Unread


def read(reader: Reader, data: bytes, **options: Any) -> tuple[Document, list[Refusal]]:
    """The one document that a reader gives, and what it refuses beside it."""
    out = list(reader(Source("file", data=data), Reading(**options)))
    documents = [found for found in out if isinstance(found, Document)]
    assert len(documents) == 1
    return documents[0], [found for found in out if isinstance(found, Refusal)]


def refusal(reader: Reader, data: bytes, **options: Any) -> tuple[str, str]:
    """The rule and value with which a reader refuses these bytes."""
    with pytest.raises(Unread) as caught:
        list(reader(Source("file", data=data), Reading(**options)))
    return caught.value.refusal.rule, str(caught.value.refusal.value)
