"""How many files and connections a process may have open: as many as the system grants, and what that is enough for."""

import logging

LOG = logging.getLogger("selfinstruct")
BESIDE = 64  # files of the run, the journal's, what is read, and the interpreter's own
_MOST = 1 << 20  # more than there are ports; some programs that are started look at every number up to the limit


def raise_limit() -> int | None:
    """Raise the soft limit of open files to the hard one; the limit that holds now, None where there is none."""
    try:
        import resource  # there is none on Windows
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    # Some systems have a lower bound of their own than the hard limit they tell.
    while soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
        except (ValueError, OSError):
            wanted //= 2
    return soft


def fitting(concurrency: int, models: int, limit: int | None) -> int:
    """How many requests to each of so many models may be in flight; tells where that is less than was asked for."""
    needed = concurrency * models + BESIDE
    if limit is None or not models or needed <= limit:
        return concurrency
    least = max((limit - BESIDE) // models, 1)
    LOG.warning(
        "--concurrency %d: needs %d open files%s, and the system allows this process %d: no more than %d requests%s "
        "are in flight at once; whoever runs the system can raise the hard limit (ulimit -Hn), after which `ulimit -n "
        "%d` is enough",
        concurrency, needed, f" with {models} models" if models > 1 else "", limit, least,
        " to each" if models > 1 else "", needed,
    )  # fmt: skip
    return least
