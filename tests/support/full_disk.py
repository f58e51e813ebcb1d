"""A disk that is full, as far as this process goes."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """Files of this process may not grow beyond so many bytes; for a call or two, as pytest's own output is one too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
