"""The commands that make a run, a merge or an export again, as far as run.json knows them.

They are for others to read: of a path that is not relative only its last part is told, addresses and account numbers
are not.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.runs.info import seeds_of
from selfinstruct.runs.schema import DISTILL

_ACCOUNT = re.compile(r"(arn:[\w-]+:[\w-]*:[\w-]*:)\d+(?=:)")
_SECRET = re.compile(r"(key|token|secret|password|passwd|authorization)$", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:[/\\]")  # s3://, which a Path writes s3:/, or a drive
_SHORT = ("topic", "language", "guidance")


def commands(info: Mapping[str, Any], run: str, export: str = "") -> list[str]:
    """One line for each step, in order: generate (and merge), prefer, export. `run` is the directory they are told."""
    if not info:
        return [_public(export)] if export else []
    if info.get("kind") == "judge":
        return [_judged(info, run)]
    if "subject" in info.get("given", {}):
        return [_grown(info, run)]
    if "judges" in info:
        return [_labelled(info, run)] if info.get("given") else []
    if "sources" in info:
        lines = [line for source in info["sources"] for line in _generated(source["run"], source["name"])]
        lines.append(_merged(info, run))
    else:
        lines = list(_generated(info, run))
    lines += [_preferred(entry, run) for entry in _entries(info)]
    return [*lines, *([_public(export)] if export else [])]


def public_name(path: str) -> str:
    """A path as others may see it."""
    absolute = path.startswith(("/", "~", "\\")) or _SCHEME.match(path)
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] if absolute else path


def public_model(name: str) -> str:
    """A model's name without the number of the account it belongs to."""
    return _ACCOUNT.sub(r"\1ACCOUNT", name)


def _generated(run: Mapping[str, Any], out: str) -> Iterator[str]:
    if "target" not in run:
        return
    if "corpus" in run.get("given", {}):
        yield _grounded(run, out)
        return
    if run.get("kind") == DISTILL:
        yield _distilled(run, out)
        return
    given, identity = run.get("given", {}), run.get("identity", {})
    parts = ["generate", *_seeds(given), "-n", str(run["target"])]
    parts += ["--model", public_model(str(run["model"]))]
    recipe = public_name(str(given.get("recipe") or run.get("recipe") or "chat"))
    parts += ["--recipe", recipe, "--seed", str(identity.get("seed", 0))]
    for name in _SHORT:
        parts += [f"--{name}", identity[name]] if identity.get(name) else []
    for name in ("topics", "personas", "pool"):
        parts += [f"--{name}", public_name(given[name])] if given.get(name) else []
    for told in given.get("attributes", ()):
        name, mark, path = str(told).rpartition("=")
        parts += ["--attributes", f"{name}{mark}{public_name(path)}"]
    parts += _sets(given)
    if run.get("session", {}).get("base_url"):
        parts += ["--base-url", "URL"]
    yield _line([*parts, "--out", out])


def seeds_named(given: Mapping[str, Any]) -> list[str]:
    """The files of seeds that a run names, as others may see them; none where they were given in Python."""
    return [public_name(file) for file in seeds_of(given)]


def _seeds(given: Mapping[str, Any]) -> list[str]:
    return [part for file in seeds_named(given) or ["SEEDS.jsonl"] for part in ("--seeds", file)]


def _sets(given: Mapping[str, Any]) -> list[str]:
    """The changes to a recipe, but for what may be a key."""
    pairs = (str(override).partition("=") for override in given.get("overrides", ()))
    return [part for key, _, value in pairs for part in ("--set", f"{key}={'…' if _SECRET.search(key) else value}")]


def _grounded(run: Mapping[str, Any], out: str) -> str:
    """The command of a ground run."""
    given, identity = run["given"], run.get("identity", {})
    parts = ["ground", public_name(str(given["corpus"])), "--model", public_model(str(run["model"]))]
    parts += ["-n", str(run["target"])] if run["target"] else []
    for name in ("form", "rate", "judge", "seed", *_SHORT):
        if value := str(identity.get(name) or ""):
            parts += [f"--{name}", public_model(value) if name == "judge" else value]
    parts += ["--types", str(given["types"])] if given.get("types") else []
    parts += _sets(given)
    parts += ["--drop-known"] if identity.get("drop_known") == "True" else []
    parts += ["--recipe", public_name(str(given.get("recipe") or "chat"))]
    return _line([*parts, "--out", out])


def _distilled(run: Mapping[str, Any], out: str) -> str:
    """The command of a distill run."""
    given, identity = run.get("given", {}), run.get("identity", {})
    parts = ["distill", public_name(str(given.get("prompts") or "PROMPTS.jsonl"))]
    parts += ["-n", str(run["target"]), "--model", public_model(str(run["model"]))]
    parts += ["--pii", str(identity.get("pii") or "mask")]
    parts += ["--own-output"] if identity.get("own_output") == "True" else []
    parts += ["--recipe", public_name(str(given.get("recipe") or run.get("recipe") or "chat"))]
    return _line([*parts, "--out", out])


def _labelled(info: Mapping[str, Any], out: str) -> str:
    """The command of a label run."""
    given, identity = info["given"], info.get("identity", {})
    parts = ["label", public_name(str(given.get("source") or "RECORDS.jsonl"))]
    parts += [part for name in info["judges"] for part in ("--judge", public_model(str(name)))]
    parts += ["--kind", str(info["kind"]), "--question", str(info["question"])]
    if info["kind"] == "labels":
        parts += ["--labels", public_name(str(given.get("labels") or ",".join(info["labels"])))]
    if info.get("scale"):
        parts += ["--scale", "-".join(f"{end:g}" for end in info["scale"])]
    parts += ["--tolerance", f"{info['tolerance']:g}"] if info.get("tolerance") else []
    parts += ["--mode", str(info.get("mode") or "independent"), "--agree", str(info.get("agree") or "all")]
    for name in ("examples", "calibrate", "corpus"):
        parts += [f"--{name}", public_name(str(given[name]))] if given.get(name) else []
    for name in ("shots", "accept_at", "precision"):
        parts += [f"--{name.replace('_', '-')}", f"{given[name]:g}"] if given.get(name) is not None else []
    parts += ["--guidance", identity["guidance"]] if identity.get("guidance") else []
    parts += ["--recipe", public_name(str(given.get("recipe") or "chat")), *_sets(given)]
    parts += ["--base-url", "URL"] if info.get("session", {}).get("base_url") else []
    return _line([*parts, "--out", out])


def _judged(info: Mapping[str, Any], out: str) -> str:
    """The command of a judge of `filter`."""
    given, votes = info["given"], info.get("votes") or {}
    parts = ["filter", public_name(str(given.get("source") or "ROWS.jsonl")), "--judge", public_name(given["rubric"])]
    parts += ["--at", f"{info['at']:g}", "--model", public_model(str(info["model"]))]
    parts += ["--votes", str(votes["most"])] if votes else []
    parts += ["--planted", str(given["planted"])] if "planted" in given else []
    parts += ["--false-accepts", f"{info['false_accepts']:g}", *(["--anyway"] if info["anyway"] else [])]
    parts += ["--seed", str(info.get("identity", {}).get("seed", 0)), "--recipe", public_name(given["recipe"])]
    return _line([*parts, *_sets(given), "--judged", out, "-o", public_name(str(info["out"]))])


def _grown(info: Mapping[str, Any], out: str) -> str:
    """The command of a tree of topics."""
    given, identity = info["given"], info.get("identity", {})
    parts = ["topics", *([given["subject"]] if given["subject"] else [])]
    parts += [part for file in seeds_named(given) for part in ("--seeds", file)]
    parts += [part for file in given.get("tree", ()) for part in ("--from", public_name(file))]
    for name in ("depth", "width", "language", "guidance"):
        parts += [f"--{name}", identity[name]] if identity.get(name) else []
    parts += ["--model", public_model(str(info["model"])), "--seed", identity.get("seed", "0")]
    return _line([*parts, "--recipe", public_name(given["recipe"]), *_sets(given), "--out", out])


def _merged(info: Mapping[str, Any], out: str) -> str:
    names = [source["name"] for source in info["sources"]]
    return _line(["merge", *names, "--novelty", info["identity"].get("novelty", "0.7"), "-o", out])


def _preferred(entry: Mapping[str, Any], run: str) -> str:
    parts = ["prefer", run, "--method", str(entry["method"]), "--round", str(entry["round"])]
    models = [public_model(name) for name in entry.get("models", ())]
    if entry["method"] == "contrast" and len(models) == 2:
        parts += ["--strong", models[0], "--weak", models[1]]
    else:
        parts += [part for name in models for part in ("--model", name)]
    parts += [part for name in entry.get("judges", ()) for part in ("--judge", public_model(name))]
    parts += ["--rubric", str(entry["rubric"])] if entry.get("rubric") else []
    return _line([*parts, "--seed", str(entry.get("identity", {}).get("seed", 0))])


def _entries(info: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in info.get("preferences", {}).values():
        if isinstance(entry, dict) and "method" in entry and "round" in entry and is_something(entry):
            yield entry


def is_something(entry: Mapping[str, Any]) -> bool:
    """Whether a call of `prefer` came to anything: to a pair, or at least to an end of its own."""
    return bool(entry.get("pairs") or entry.get("answered") or entry.get("status") == "done")


def _public(command: str) -> str:
    try:
        parts = shlex.split(command)
    except ValueError:
        return command
    # The terms may be an address, which is there to be read.
    told = {index + 1 for index, part in enumerate(parts) if part == "--terms"}
    paths = {index for index, part in enumerate(parts) if "/" in part or "\\" in part} - told
    return shlex.join(public_name(part) if index in paths else part for index, part in enumerate(parts))


def _line(parts: list[str]) -> str:
    return shlex.join(["selfinstruct", *parts])
