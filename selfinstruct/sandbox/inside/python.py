"""Where the interpreter lies, and where programs see it: /python on every machine, so that tracebacks are alike."""

import os
import sys
from dataclasses import dataclass

ROOT = "/python"
_SYSTEM = ("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/share/zoneinfo", "/nix/store")
# Flags of -I but for -E, which would leave PYTHONHASHSEED out; the environment holds nothing else of Python's.
FLAGS = ("-P", "-s", "-S", "-B", "-X", "utf8")


@dataclass(frozen=True)
class Interpreter:
    """The file to start, the folders and files to show as (source, target), and those of other packages to hide."""

    program: str
    shown: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]


def interpreter() -> Interpreter:
    """This interpreter, without the environment it may be in."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = os.path.dirname(os.path.realpath(os.__file__))
    name = f"{ROOT}/bin/python3"
    shown = [(os.path.realpath(sys.executable), name)]
    folder = os.path.dirname(library)
    if os.path.dirname(folder) == "/usr":  # all of the system is in there
        shown.append((library, f"{ROOT}/{sys.platlibdir}/{version}"))
    else:
        shown.append((folder, f"{ROOT}/{os.path.basename(folder)}"))
    if os.path.dirname(library) != "/usr/lib" and sys.platlibdir != os.path.basename(folder):
        other = os.path.join(os.path.dirname(folder), sys.platlibdir)
        shown += [(other, f"{ROOT}/{sys.platlibdir}")] if os.path.isdir(other) else []
    hidden = [f"{ROOT}/{os.path.basename(folder)}/{version}/site-packages"]
    shown += [(path, path) for path in _SYSTEM if os.path.exists(path) and not os.path.islink(path)]
    for parent in ("/usr/lib", "/usr/lib64"):
        if os.path.isdir(parent):
            hidden += [f"{parent}/{item}" for item in os.listdir(parent) if item.startswith("python")]
    return Interpreter(name, tuple(shown), tuple(hidden))


def links() -> list[tuple[str, str]]:
    """Those of the system's folders that are links on this machine, with where they lead."""
    return [(os.readlink(path), path) for path in _SYSTEM if os.path.islink(path)]


def readable() -> list[str]:
    """What has to be readable where the interpreter stays where it is."""
    library = os.path.dirname(os.path.realpath(os.__file__))
    folder = os.path.dirname(library)
    own = [library] if os.path.dirname(folder) == "/usr" else [library, folder]
    return [os.path.realpath(sys.executable), *own, *_SYSTEM, "/etc/ld.so.cache"]
