"""Imports point down, and importing costs nothing."""

import ast
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.interpreter import THRESHOLDS, start
from tests.conftest import ROOT

# From the floor up; a module may import from its own layer and those before it.
LAYERS = [
    {"records", "errors", "data", "shapes"},
    {
        "registry", "run", "journal", "joblog", "recipe", "yaml_files", "prompts", "parse", "heuristics", "prices",
        "progress",
        "bounds", "novelty", "tokens", "shortlist", "signatures", "entries", "jaccard", "passages", "overlap",
        "minhash",
        "identifiers", "pii", "masking", "storage", "logs", "splits", "leaks",
        "seeds", "inputs", "languages", "measures", "representation", "verbnoun",
        "preference_recipe", "rubric", "distill_recipe",
        "agreement", "consolidation", "labelrecipe", "outcomes", "questions", "reviewforms",
        "containers", "destinations", "documents", "examples", "parquet", "sources", "tail",
    },
    {"models", "filters"},
    {"stages", "exporters"},
    {"lineage", "merging", "stats", "validation", "card", "remaking",
     "ledger", "growth", "estimate", "options", "record", "stack", "driving", "pipeline", "sieve", "splitting", "rows",
     "batch", "batchjobs", "bias", "preferences", "preference_estimate", "preference_files", "preference_plan",
     "preference_rows", "prompted", "scores", "distill_files", "distill_prompts", "distillation",
     "labelling", "labelfiles", "labelrun", "review", "reviewsource", "intake",
     "checking", "exporting", "following", "provenance", "writing"},
    {"display", "display_preferences", "cli", "cli_options", "cli_preferences", "display_labels",
     "cli_exports", "display_exports", "cli_distill", "display_distill",
     "cli_runs", "cli_jobs", "cli_labels", "cli_datasets", "display_datasets", "display_progress", "display_stats",
     "interpreter", "streams", "__main__"},
]  # fmt: skip
PACKAGE = Path(selfinstruct.__file__).parent


def layer(module: str) -> int:
    top = module.split(".")[0]
    return next(number for number, names in enumerate(LAYERS) if top in names)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("selfinstruct"):
            assert node.level == 0
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "selfinstruct"
                else [node.module]
            )
            found |= {name.removeprefix("selfinstruct.") for name in names}
    return found - {"__version__"}


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    own = layer(path.relative_to(PACKAGE).with_suffix("").parts[0])
    for name in imports(path):
        assert layer(name) <= own, f"{path.name} imports {name} from a layer above"


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split("\n"))


def test_importing_loads_nothing_else() -> None:
    heavy = {"numpy", "openai", "pydantic", "jinja2", "rapidfuzz", "yaml", "rich", "typer", "asyncio"}
    assert not heavy & loaded("import selfinstruct")


def test_help_loads_no_sdk() -> None:
    code = "import contextlib, io\nsys.argv = ['selfinstruct', '--help']\nfrom selfinstruct.cli import main\n"
    code += "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    main()"
    assert not {"numpy", "openai", "pydantic", "rapidfuzz", "boto3", "httptools", "sqlite3"} & loaded(code)


def test_public_names_are_there_and_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    for name in selfinstruct.__all__:
        assert getattr(selfinstruct, name) is not None
        assert f"`{name}" in text or name == "__version__", f"docs/api.md does not mention {name}"
    with pytest.raises(AttributeError):
        selfinstruct.nonsense  # noqa: B018


def test_the_command_line_starts_with_one_thread_for_numpy_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thresholds = gc.get_threshold()
    try:
        for given, kept in ((None, "1"), ("4", "4")):
            monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
            if given:
                monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
            start()
            assert os.environ["OPENBLAS_NUM_THREADS"] == kept
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.set_threshold(*thresholds)
    assert "numpy" not in loaded("import selfinstruct.__main__"), "it would be too late"
    code = (
        "import contextlib, gc, os\nfrom selfinstruct.__main__ import main\nsys.argv = ['selfinstruct', '--version']\n"
    )
    code += "with contextlib.suppress(SystemExit):\n    main()\n"
    code += "print(os.environ['OPENBLAS_NUM_THREADS'], gc.get_threshold())"
    assert f"4 {THRESHOLDS}" in loaded(code)
