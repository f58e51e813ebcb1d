"""Prints the lower bounds of the dependencies in pyproject.toml as constraints, for `make lowest`."""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bounds() -> list[str]:
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *extras["bedrock"], *extras["reference"], *extras["minhash"], *extras["stats"]]
    wanted += [*extras["parquet"], *extras["semantic"], *extras["zstd"]]
    return [re.sub(r"\[.*?\]", "", item).replace(">=", "==") for item in wanted]


if __name__ == "__main__":
    print("\n".join(bounds()))
