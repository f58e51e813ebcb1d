"""The page of the checks names every kind, with its arguments and an example, as the code has them.

python -m tests.checks.test_page    prints the table anew
"""

import json

from selfinstruct.checks import SHIPPED, checker_named, make_check
from selfinstruct.checks.bounds import BOUNDS
from tests.checks.kinds import EXAMPLES
from tests.support.paths import ROOT


def rows() -> list[str]:
    """The lines of the table."""
    found = []
    for name in SHIPPED:
        checker = checker_named(name)
        told = ["how many"] if BOUNDS.keys() <= checker.arguments.keys() else []
        for argument, value in checker.arguments.items():
            if argument not in BOUNDS:
                default = "" if value.required or value.default in (None, ()) else f"={json.dumps(value.default)}"
                told.append(f"`{argument}{default}`: {value.wanted}{'' if value.required else ', may be left out'}")
        given = next(example.given for example in EXAMPLES if example.kind == name)
        example = json.dumps({"check": name, **given}, ensure_ascii=False).replace("|", "\\|")
        if len(example) > 160:  # whole schemas and tables
            example = json.dumps({"check": name, **dict.fromkeys(given, "…")}, ensure_ascii=False)
        version = "" if checker.version == 1 else f" (version {checker.version})"
        told_of = (checker.__doc__ or "").split("\n")[0]
        found.append(f"| `{name}`{version} | {told_of} | {'; '.join(told) or 'none'} | `{example}` |")
    return found


def test_every_kind_is_told_of_with_its_arguments() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").split("\n")
    assert [line for line in page if line.startswith("| `") and '{"check"' in line] == rows()


def test_what_the_page_shows_of_checks_can_be_made() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    shown = [json.loads(line) for line in page.split("\n") if line.startswith('{"instruction"')]
    assert shown
    for row in shown:
        assert all(make_check(check)(row["output"]).passed for check in row["checks"])


if __name__ == "__main__":
    print("\n".join(rows()))
