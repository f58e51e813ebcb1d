"""Our filters inside Spark, DataTrove and Ray Data: each in an environment of its own, which has this package too.

`<tool>.txt` holds its requirements, and `filter_<tool>.py` filters with it. Environments stand under build/corpora/.
"""

import os
import subprocess
from pathlib import Path

from tests.consumers import interpreter, settings
from tests.support.paths import ROOT

HERE = Path(__file__).parent
ENVIRONMENTS = ROOT / "build" / "corpora"
TOOLS = ("spark", "datatrove", "ray")
RUNNING = 900  # seconds, as a bound: Spark starts a virtual machine, and a process for each core


def python_of(tool: str) -> Path:
    """The Python of a tool's environment."""
    return interpreter(tool, HERE, ENVIRONMENTS)


def work(tool: str, script: Path, *arguments: str | Path, cwd: Path, **environment: str) -> str:
    """Run a script with a tool's interpreter in `cwd`: what it prints. Every socket is on loopback."""
    python = python_of(tool)
    quiet = {
        "PYSPARK_PYTHON": str(python), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": "/tmp",
    }  # fmt: skip
    java = {name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}
    done = subprocess.run(
        [str(python), str(script), *map(str, arguments)],
        cwd=cwd, env=settings(cwd) | quiet | java | environment, capture_output=True, text=True, timeout=RUNNING,
    )  # fmt: skip
    assert done.returncode == 0, f"{script.name}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout
