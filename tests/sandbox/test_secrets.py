"""Programs that look for what is not theirs: files, variables, other processes, the network."""

import socket
from pathlib import Path

import pytest

from tests.support.sandboxes import Box

SECRET = "sk-planted-3f9c"

# Says what it finds of a secret whose file and folder are its arguments; nothing where there is nothing.
SEEK = f"""
import os, sys, glob
path, folder = sys.argv[1:3]
def tell(way, read):
    try:
        data = read()
    except Exception:
        return
    if {SECRET!r} in data:
        print(way)
def text(place):
    with open(place, errors="replace") as file:
        return file.read()
def linked():
    os.symlink(path, "link")
    return text("link")
def linked_folder():
    os.symlink(folder, "folder")
    return text("folder/" + os.path.basename(path))
def hard():
    os.link(path, "hard")
    return text("hard")
def climbing():
    return text("../" * 20 + path)
def all_environments():
    return "".join(text(place) for place in glob.glob("/proc/*/environ"))
def through_roots():
    return "".join(text(place + path) for place in glob.glob("/proc/[0-9]*/root"))
def by_mount():
    import ctypes
    os.mkdir("m")
    assert ctypes.CDLL(None).mount(folder.encode(), b"m", None, 0x1000, None) == 0
    return text("m/" + os.path.basename(path))
def by_chroot():
    os.mkdir("jail"); place = os.open("/", os.O_RDONLY)
    os.chroot("jail"); os.fchdir(place)
    for _ in range(20):
        os.chdir("..")
    os.chroot(".")
    return text(path)
def descriptors():
    found = ""
    for number in range(3, 64):
        try:
            os.lseek(number, 0, 0)
            found += os.read(number, 100000).decode(errors="replace")
        except OSError:
            pass
    return found
tell("file", lambda: text(path))
tell("home", lambda: text(os.path.expanduser("~/.aws/credentials")))
tell("listing", lambda: {SECRET!r} if os.path.basename(path) in os.listdir(folder) else "")
for way in (linked, linked_folder, hard, climbing, all_environments, through_roots, by_mount, by_chroot, descriptors):
    tell(way.__name__, way)
tell("environ", lambda: repr(os.environ))
tell("parent", lambda: text(f"/proc/{{os.getppid()}}/environ"))
tell("working folder", lambda: text(f"/proc/{{os.getppid()}}/cwd/{{os.path.basename(path)}}"))
"""


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A secret in a file of a run, in the home, and in the environment of this process."""
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text(SECRET)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "journal.db").write_text(SECRET)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / ".aws" / "credentials"))
    return tmp_path / "run" / "journal.db"


def test_no_secret_is_found(box: Box, planted: Path) -> None:
    outcome = box.run(SEEK, str(planted), str(planted.parent))
    assert (outcome.ended, outcome.code, outcome.stdout) == ("finished", 0, ""), outcome


def test_the_same_program_finds_secrets_where_nothing_hides_them(bare: Box, planted: Path) -> None:
    found = bare.run(SEEK, str(planted), str(planted.parent)).stdout.split("\n")
    assert {"file", "listing", "linked", "linked_folder", "climbing"} <= set(found)
    assert not {"environ", "home"} & set(found)  # the environment is made from nothing everywhere


CONNECT = """
import socket, sys
host, port, abstract = sys.argv[1], int(sys.argv[2]), "\\0" + sys.argv[3]
def tcp():
    socket.create_connection((host, port), timeout=5)
def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"secret", (host, port))
def unix():
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(abstract)
def raw():
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
def netlink():
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
def vsock():
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
def listening():
    socket.create_server(("127.0.0.1", 0))
for way in (tcp, udp, unix, raw, netlink, vsock, listening):
    try:
        way()
        print(way.__name__)
    except OSError:
        pass
"""


def _connect(box: Box) -> set[str]:
    """The ways by which a program reaches servers of this test."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        name = f"selfinstruct-test-{server.getsockname()[1]}"
        local.bind(f"\0{name}")
        local.listen()
        outcome = box.run(CONNECT, "127.0.0.1", str(server.getsockname()[1]), name)
        assert outcome.code == 0, outcome
        return set(outcome.stdout.split())


def test_no_socket_reaches_anybody(box: Box) -> None:
    assert _connect(box) == set()


def test_the_same_program_reaches_servers_where_nothing_keeps_it(bare: Box) -> None:
    assert {"tcp", "udp", "unix", "listening"} <= _connect(bare)


def test_programs_see_no_other_process(namespaces: Box) -> None:
    outcome = namespaces.run("import os; print(os.getpid(), os.getppid(), os.listdir('/proc'))")
    assert outcome.stdout == "2 1 []\n"


# Each call is refused: numbers of x86_64 and aarch64 for one that would look into the parent, or get rights.
CALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
arm = os.uname().machine == "aarch64"
parent = os.getppid()
tries = {
    "ptrace": (117 if arm else 101, 16, parent, 0, 0),
    "process_vm_readv": (270 if arm else 310, parent, 0, 0, 0, 0, 0),
    "unshare": (97 if arm else 272, 0x10000000),
    "clone": (220 if arm else 56, 0x10000011, 0, 0, 0, 0),
    "clone3": (435, 0, 0),
    "bpf": (280 if arm else 321, 0, 0, 0),
    "io_uring_setup": (425, 1, 0),
    "userfaultfd": (282 if arm else 323, 0),
    "keyctl": (219 if arm else 250, 0, -3, 0),
    "perf_event_open": (241 if arm else 298, 0, 0, -1, -1, 0),
    "memfd_create": (279 if arm else 319, b"x", 0),
    "shmget": (194 if arm else 29, 0, 4096, 0o1600),
    "mount": (40 if arm else 165, 0, 0, 0, 0, 0),
    "setns": (268 if arm else 308, 0, 0),
    "personality": (92 if arm else 135, 0),
}
for name, given in tries.items():
    ctypes.set_errno(0)
    if libc.syscall(*(ctypes.c_long(item) if isinstance(item, int) else item for item in given)) != -1:
        print(name, "was done")
    elif ctypes.get_errno() not in (1, 38):
        print(name, os.strerror(ctypes.get_errno()))
if libc.prctl(39, 0, 0, 0, 0) != 1:
    print("privileges could be gained")
"""


def test_calls_that_reach_beyond_are_refused(box: Box) -> None:
    outcome = box.run(CALLS)
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "")


def test_the_program_has_no_rights(namespaces: Box) -> None:
    source = """
import ctypes, os
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
ctypes.CDLL(None).capget(header, data)
print(list(data), os.getgroups() == [] or os.getuid() == 0)
for path in ("/", "/python", "/dev", "/lib", "/tmp/../etc"):
    try:
        open(f"{path}/new", "w")
        print("wrote to", path)
    except OSError:
        pass
"""
    assert namespaces.run(source).stdout == "[0, 0, 0, 0, 0, 0] True\n"
