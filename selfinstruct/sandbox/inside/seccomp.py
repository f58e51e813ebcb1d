"""The filter of system calls: no sockets, no look into other processes, no new namespaces, no memory beside the limits.

Programs of the filter are those of seccomp(2): instructions of eight bytes over the number of the call, the machine and
the arguments. What is refused fails with EPERM, so that a program may go on without it.
"""

import errno
import struct

from selfinstruct.sandbox.inside.kernel import MACHINE

_ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _EQUAL, _ANY_BIT, _RETURN, _AT_LEAST = 0x20, 0x15, 0x45, 0x06, 0x35
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH, _FIRST, _SECOND = 0, 4, 16, 24  # where they lie in struct seccomp_data, the low half of arguments
_X32 = 0x40000000
_NAMESPACES = 0x7E020080  # every CLONE_NEW…, CLONE_NEWTIME too
_THREAD = 0x10000

# name: (x86_64, aarch64); None where the machine has no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "perf_event_open": (298, 241), "bpf": (321, 280),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "quotactl": (179, 60), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "fanotify_init": (300, 262), "personality": (135, 92),
    # Memory that no limit of a process counts.
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180),
}  # fmt: skip
_CLONE = (56, 220)
_CLONE3 = (435, 435)
# Where nothing else keeps processes apart: those that start others, and those that reach others by their number.
_STARTING = {"fork": (57, None), "vfork": (58, None)}
_SIGNALLING = {
    "kill": (62, 129), "tgkill": (234, 131), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "setpgid": (109, 154),
}  # fmt: skip
# Everywhere: limits and priorities of a keeper that is the same user. The second have the number as second argument.
_GOVERNING = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
_GOVERNING_SECOND = {"setpriority": (141, 140), "ioprio_set": (251, 30)}
_PIDFD = {"pidfd_send_signal": (424, 424), "pidfd_open": (434, 434)}


def known_machine() -> bool:
    """Whether the numbers of this machine's system calls are known here."""
    return MACHINE in _ARCHES


def call_filter(pid: int, alone: bool) -> bytes:
    """The filter for the process `pid` and what it starts; one that is to stay `alone` starts and reaches no other."""
    refused = [number for numbers in _REFUSED.values() if (number := _here(numbers)) is not None]
    if alone:
        others = [*_STARTING.values(), *_PIDFD.values()]
        refused += [number for numbers in others if (number := _here(numbers)) is not None]
    code = [_op(_LOAD, _ARCH), _op(_EQUAL, _ARCHES[MACHINE], 1, 0), _op(_RETURN, _KILL), _op(_LOAD, _NUMBER)]
    if MACHINE == "x86_64":
        code += [_op(_AT_LEAST, _X32, 0, 1), _op(_RETURN, _KILL)]
    for number in sorted(refused):
        code += [_op(_EQUAL, number, 0, 1), _op(_RETURN, _ERRNO | errno.EPERM)]
    # glibc asks again by clone(2), whose flags can be looked at, where there is no clone3(2).
    code += [_op(_EQUAL, _of(_CLONE3), 0, 1), _op(_RETURN, _ERRNO | errno.ENOSYS)]
    code += [_op(_EQUAL, _of(_CLONE), 0, 5 if alone else 4), _op(_LOAD, _FIRST)]
    code += [_op(_ANY_BIT, _NAMESPACES, 1 if alone else 0, 0 if alone else 1)]
    code += [_op(_ANY_BIT, _THREAD, 1, 0)] if alone else []
    code += [_op(_RETURN, _ERRNO | errno.EPERM), _op(_RETURN, _ALLOW)]
    first = _GOVERNING | _SIGNALLING if alone else _GOVERNING
    code += _own_only(first, _FIRST, pid) + _own_only(_GOVERNING_SECOND, _SECOND, pid)
    return b"".join([*code, _op(_RETURN, _ALLOW)])


def _own_only(calls: dict[str, tuple[int, int]], argument: int, pid: int) -> list[bytes]:
    """Each of these calls with 0 or the own pid for an argument, and with nothing else."""
    code = []
    for numbers in calls.values():
        code += [
            _op(_EQUAL, _of(numbers), 0, 5), _op(_LOAD, argument), _op(_EQUAL, 0, 1, 0), _op(_EQUAL, pid, 0, 1),
            _op(_RETURN, _ALLOW), _op(_RETURN, _ERRNO | errno.EPERM),
        ]  # fmt: skip
    return code


def _here(numbers: tuple[int | None, int | None]) -> int | None:
    return numbers[0 if MACHINE == "x86_64" else 1]


def _of(numbers: tuple[int, int]) -> int:
    return numbers[0 if MACHINE == "x86_64" else 1]


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
