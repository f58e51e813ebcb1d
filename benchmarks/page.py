"""How soon the review page is ready on a large file, and what it costs: `python benchmarks/page.py [ROWS]`.

Makes a file of 100,000 rows (70 MB) with ids and one without, starts `selfinstruct review page` on each, decides 200
records, and prints the time to the address, the processor time until then, the median of a decision, and the private
memory afterwards (Linux).
"""

import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

DECISIONS = 200
WORDS = "account river table often green measure seven letter window garden across paper winter number early".split()


def make(path: Path, rows: int, *, ids: bool) -> None:
    rng = Random(0)
    with path.open("w", encoding="utf-8") as out:
        for number in range(rows):
            texts = [" ".join(rng.choices(WORDS, k=count)) for count in (20, 30, 50)]
            row: dict[str, Any] = {"id": f"{number:016x}", "type": "words"} if ids else {"type": "words"}
            row |= {"instruction": f"{number}: {texts[0]}", "input": texts[1], "output": texts[2]}
            out.write(json.dumps(row) + "\n")


def asked(connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body)
    connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})
    with connection.getresponse() as response:
        assert response.status == 200, response.status
        return json.loads(response.read())


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def private(pid: int) -> float:
    """MB that no other process has."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000


def measure(file: Path) -> str:
    words = ["review", "page", str(file), "--no-open", "--reviewer", "ann"]
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", *words], cwd=file.parent, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        address = re.search(r"http://\S+", process.stderr.readline())
        assert address is not None
        ready, used = time.perf_counter() - start, cpu(process.pid)
        parts = urlsplit(address[0])
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        item = asked(connection, "GET", f"{parts.path}state")["item"]
        first = time.perf_counter() - start
        times = []
        for _ in range(DECISIONS):
            before = time.perf_counter()
            sent = {"id": item["id"], "seen": item["version"], "answer": "accept"}
            item = asked(connection, "POST", f"{parts.path}decide", sent)["item"]
            times.append(1000 * (time.perf_counter() - before))
        memory = private(process.pid)
        before = time.perf_counter()
        asked(connection, "GET", f"{parts.path}find?q=seven%20seven%20seven%20seven")
        found = time.perf_counter() - before
        connection.close()
        process.send_signal(signal.SIGKILL)
    return (
        f"{file.name}: {file.stat().st_size / 1e6:.0f} MB, ready after {ready:.2f} s ({used:.2f} s of CPU), first "
        f"record after {first:.2f} s, a decision in {statistics.median(times):.1f} ms, {memory:.0f} MB private, search "
        f"{found:.2f} s"
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        for name, ids in (("ids.jsonl", True), ("no-ids.jsonl", False)):
            file = Path(folder) / name
            make(file, rows, ids=ids)
            print(measure(file))


if __name__ == "__main__":
    main()
