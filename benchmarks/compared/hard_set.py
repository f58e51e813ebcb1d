"""How many of a folder of hard files are read right, by what its expect.json says of each."""

import json
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

READERS = Path(__file__).resolve().parent / "readers.py"
PEERS = ("synthetic-data-kit", "markitdown")
SECONDS, MEMORY = 60, 4 << 30  # that another may take for a file
NOT_TAKEN = ("Unsupported",)  # how the others say that they do not read such files


def compare_hard_set(folder: Path, peers: Path | None, environment: Mapping[str, str]) -> None:
    """Ours with OCR where it is installed; the others file by file, an error counting as the refusal due."""
    expected = json.loads((folder / "expect.json").read_text(encoding="utf-8"))
    print(f"\nthe hard set, {len(expected)} files")
    faults = _ours(folder, expected, environment)
    _print("selfinstruct ingest --ocr", len(expected), faults)
    for name in PEERS if peers else ():
        faults, refused = {}, []
        for file, wanted in expected.items():
            text, said = _theirs(name, folder / file, peers, environment)
            if text is None and any(mark in said for mark in NOT_TAKEN):
                refused.append(file)
            elif why := _fault(wanted, text, said):
                faults[file] = why
        _print(name, len(expected) - len(refused), faults)
        print(f"    not taken: {', '.join(refused)}")


def _print(name: str, files: int, faults: Mapping[str, str]) -> None:
    print(f"  {name:26} {files - len(faults)} right of {files}")
    for file, why in faults.items():
        print(f"    {file}: {why}", flush=True)


def _ours(folder: Path, expected: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "hard.jsonl"
        words = [sys.executable, "-m", "selfinstruct", "ingest", str(folder), "-o", str(out), "--ocr"]
        words += ["--exclude", "expect.json"]
        done = subprocess.run(words, env=dict(environment), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-1000:])
        documents, rejected = _lines(out), _lines(out.with_name("hard.rejected.jsonl"))
    found = {}
    for file, wanted in expected.items():
        texts = [row["text"] + json.dumps(row["metadata"], ensure_ascii=False) for row in documents[file]]
        rules = [row["rule"] for row in rejected[file]]
        if "refuse" in wanted:
            why = "" if not texts and wanted["refuse"] in rules else f"not refused as {wanted['refuse']}: {rules}"
        else:
            why = _fault(wanted, "\n".join(texts) if texts else None, str(rules))
        why = why or _counted(wanted, documents[file], rejected[file])
        if why:
            found[file] = why
    return found


def _lines(path: Path) -> defaultdict[str, list[Any]]:
    found = defaultdict(list)
    for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else ():
        if line:
            row = json.loads(line)
            found[row["metadata"]["file"] if "metadata" in row else row["file"]].append(row)
    return found


def _counted(wanted: Mapping[str, Any], documents: Sequence[Any], rejected: Sequence[Any]) -> str:
    """What only ours tells: pages, documents, rejected rows, addresses."""
    pages = len(documents[0]["metadata"].get("pages", ())) if documents else 0
    if wanted.get("pages", pages) != pages:
        return f"{pages} pages"
    if wanted.get("documents", len(documents)) != len(documents):
        return f"{len(documents)} documents"
    if wanted.get("rejected", len(rejected)) != len(rejected):
        return f"{len(rejected)} rejected"
    if "url" in wanted and wanted["url"] not in {row["metadata"].get("url") for row in documents}:
        return "another address"
    return ""


def _theirs(name: str, file: Path, peers: Path | None, environment: Mapping[str, str]) -> tuple[str | None, str]:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    words = [str(peers), str(READERS), "text", name, str(file)]
    try:
        done = subprocess.run(
            words, env=dict(environment) | {"PYTHONPATH": ""}, capture_output=True, timeout=SECONDS, check=False,
            preexec_fn=limited,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "", f"nothing after {SECONDS} s"
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return (None if done.returncode else done.stdout.decode("utf-8", "replace")), said


def _fault(wanted: Mapping[str, Any], text: str | None, said: str) -> str:
    """What is wrong with what was read, "" for nothing; `text` is None where it was refused."""
    if "refuse" in wanted:
        return "" if text is None else f"not refused; {said or f'{len(text):,} characters'}"
    if text is None:
        return f"refused: {said[:80]}"
    at = 0
    for probe in wanted.get("order", ()):
        if (at := text.find(probe, at)) < 0:
            return f"missing, or out of order: {probe}"
    missing = [probe for probe in wanted.get("has", ()) if probe not in text]
    extra = [probe for probe in wanted.get("not", ()) if probe in text]
    return "; ".join([f"missing: {probe}" for probe in missing[:2]] + [f"kept: {probe}" for probe in extra[:2]])
