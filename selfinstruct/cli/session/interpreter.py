"""Sets the interpreter for a process that is ours alone, the command line; a library's user has his own wishes."""

import gc
import os
import sys

# Answers come and go in reference counts; cycles are few. Looking for them at the usual pace costs 11 to 15 points of
# throughput at 256 requests in flight (benchmarks/throughput.py).
THRESHOLDS = (200_000, 20, 100)
# The journal's thread gives way to the event loop in half a millisecond, not in five. Where requests are made in
# threads (boto3) they would only take turns more often: a third more processor time at 128 (benchmarks/bedrock.py).
SWITCH_SECONDS = 0.0005


def start() -> None:
    """Call before anything is loaded: a fifth less processor time until the first request.

    Loading makes much that stays, so there is little to collect. NumPy's library for matrices, of which nothing is
    used here, starts a thread for each processor, which waits busily for work.
    """
    gc.set_threshold(*THRESHOLDS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def make_ready(*, threads: bool) -> None:
    """Call once all is loaded, before the first request; `threads` says that requests may be made in threads."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    if not threads:
        sys.setswitchinterval(SWITCH_SECONDS)
