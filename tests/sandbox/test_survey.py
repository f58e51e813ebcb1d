"""What a machine can give is tried, and said by name."""

import json
import os
import subprocess
import sys

import pytest

from selfinstruct.sandbox.inside import seccomp
from selfinstruct.sandbox.survey import examine_sandbox
from selfinstruct.sandbox.walls import PROTECTIONS, WALLS, missing
from tests.support.paths import ROOT

# A process that may not leave its namespaces, as in a container with its engine's usual filter; and no Landlock where
# that is refused too. What it is asked, it says.
WITHIN = """
import ctypes, errno, json, struct, sys
from selfinstruct.sandbox.inside import kernel, seccomp
refused = [int(number) for number in sys.argv[1].split(",")]
code = [seccomp._op(0x20, 0)]
for number in refused:
    code += [seccomp._op(0x15, number, 0, 1), seccomp._op(0x06, 0x50000 | errno.EPERM)]
kernel.no_new_privileges()
kernel.filter_calls(b"".join([*code, seccomp._op(0x06, 0x7FFF0000)]))
from selfinstruct.sandbox.survey import examine_sandbox
print(json.dumps(examine_sandbox().as_dict()))
"""


def test_this_machine_keeps_what_it_says() -> None:
    found = examine_sandbox()
    assert found.walls in WALLS
    assert found.problems == ()
    assert [wall.name for wall in found.protections] == list(PROTECTIONS)
    assert found.missing == missing(found.walls)
    assert json.loads(json.dumps(found.as_dict()))["walls"] == found.walls


@pytest.mark.parametrize(
    ("calls", "walls"),
    [(("unshare", "mount"), "landlock"), (("mount_setattr", "landlock"), "bare")],
)
def test_a_machine_with_less_says_so(calls: tuple[str, ...], walls: str) -> None:
    if not seccomp.known_machine():
        pytest.skip("no filters on this machine")
    numbers = [444 if call == "landlock" else seccomp._here(seccomp._REFUSED[call]) for call in calls]
    done = subprocess.run(
        [sys.executable, "-c", WITHIN, ",".join(map(str, numbers))],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["walls"], found["missing"], found["problems"]) == (walls, list(missing(walls)), [])
    assert all(": " in reason and "not permitted" in reason for reason in found["better"])
    assert len(found["better"]) == list(WALLS).index(walls)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user, as root can")
def test_a_user_without_rights_has_a_sandbox_too() -> None:
    python = next((path for path in ("/usr/bin/python3", "/usr/local/bin/python3") if os.path.exists(path)), None)
    if python is None:
        pytest.skip("no interpreter that every user can read")
    program = (
        "import sys, json\nassert sys.version_info >= (3, 11)\n"
        "from selfinstruct.sandbox.survey import examine_sandbox\n"
    )
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": "/tmp"}
    done = subprocess.run(
        [python, "-c", program + "print(json.dumps(examine_sandbox().as_dict()))"], capture_output=True, text=True,
        user=65534, group=65534, extra_groups=[], env=environment, cwd="/", timeout=120,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"that user cannot read the checkout, or has an older Python: {done.stderr[-200:]}")
    found = json.loads(done.stdout)
    assert found["problems"] == []
    assert found["walls"] in ("namespaces", "landlock")
