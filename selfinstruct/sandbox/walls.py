"""What holds a program: the protections, and how each kind of walls gives them."""

import sys
from dataclasses import dataclass

# name: what it means.
PROTECTIONS = {
    "network": "no network, no sockets",
    "files": "nothing of yours can be read: Python and the system's libraries only",
    "disk": "writes into an empty box of its own, so much and no more",
    "memory": "so much memory and no more",
    "processor": "so much time of processors and no more",
    "processes": "so many processes and threads and no more",
    "others": "sees, ends and traces no process but its own",
    "leftovers": "nothing it started goes on after it",
    "privileges": "gains none, whatever it starts",
    "environment": "no variable of yours: an environment made from nothing",
    "output": "so much output and no more",
}
# The kinds of walls, the best first, and how each gives a protection; one that is not there is missing.
_EVERYWHERE = {
    "memory": "a limit of the kernel for each process",
    "processor": "a limit of the kernel for each process, and the clock for all",
    "environment": "made from nothing, variable by variable",
    "output": "read up to the limit, then ended",
}
WALLS = {
    "namespaces": {
        **_EVERYWHERE,
        "network": "a network of its own without any device, and a filter of system calls",
        "files": "a root of its own, read-only",
        "disk": "a file system in memory of that size",
        "memory": "a limit of the kernel for each process, and what all have together looked at 50 times a second",
        "processes": "a limit of the kernel",
        "others": "process numbers of its own, and a filter of system calls",
        "leftovers": "all end with the first process of its namespace",
        "privileges": "no capabilities, no new privileges, another user where this one is root",
    },
    "landlock": {
        **_EVERYWHERE,
        "network": "a filter of system calls",
        "files": "Landlock: nothing else can be opened, names can be seen",
        "disk": "a folder, looked at 50 times a second",
        "processes": "it starts none: a filter of system calls",
        "others": "a filter of system calls",
        "leftovers": "it starts none",
        "privileges": "no capabilities, no new privileges",
    },
    "bare": {name: how for name, how in _EVERYWHERE.items() if name != "memory" or sys.platform == "linux"},
}


@dataclass(frozen=True, slots=True)
class Wall:
    """A protection on this machine: how it is given, "" where it is missing."""

    name: str
    means: str
    how: str


def missing(walls: str) -> tuple[str, ...]:
    """The protections that a kind of walls does not give."""
    return tuple(name for name in PROTECTIONS if name not in WALLS[walls])


# How Landlock's walls hold processes where they may be started, since root gives each program a user of its own.
_USERS = {
    "memory": WALLS["namespaces"]["memory"],
    "processes": "a limit of the kernel",
    "others": "a user of its own, and a filter of system calls",
    "leftovers": "all processes of its user end",
    "privileges": "no capabilities, no new privileges, another user",
}


def walls_of(walls: str, counted: bool = True, apart: bool = False) -> tuple[Wall, ...]:
    """Each protection, and how it is given.

    `counted` says whether memory of all processes can be looked at, `apart` whether programs may start processes.
    """
    given = WALLS[walls] if counted or walls != "namespaces" else WALLS[walls] | {"memory": _EVERYWHERE["memory"]}
    given = given | _USERS if walls == "landlock" and apart else given
    return tuple(Wall(name, means, given.get(name, "")) for name, means in PROTECTIONS.items())
