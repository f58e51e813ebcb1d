"""What the server of `processes` does before it forks: imports all, and makes what is made once in a process."""

import contextlib
import gc
import importlib
import pkgutil
import tempfile
from pathlib import Path

import selfinstruct
from tests.support.paths import ROOT

SEEDS = ROOT / "seeds" / "general.jsonl"

for module in pkgutil.walk_packages(selfinstruct.__path__, "selfinstruct."):
    importlib.import_module(module.name)
for name in ("tests.support.torture", "tests.serve.__main__", "openai", "httpx2", "aiohttp", "httptools", "boto3"):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
# A test will say what is wrong where this fails.
with tempfile.TemporaryDirectory() as folder, contextlib.suppress(Exception):
    selfinstruct.generate(SEEDS, n=30, out=Path(folder) / "run")
gc.freeze()  # a fork that looks through all this for garbage copies it
