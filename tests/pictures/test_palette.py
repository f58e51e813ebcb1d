"""Colours are written in one place, and each page has all that its styles name."""

import re
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.pictures.svg import PALETTE, alone

_HOME = Path(selfinstruct.__file__).parent
_STYLES = sorted(path for path in _HOME.rglob("*.css") if path.name != "palette.css")


@pytest.mark.parametrize("path", _STYLES, ids=lambda path: path.name)
def test_no_other_style_has_a_colour_for_each_scheme(path: Path) -> None:
    style = path.read_text(encoding="utf-8")
    assert "light-dark(" not in style
    own = set(re.findall(r"(--[\w-]+):", PALETTE + style))
    assert set(re.findall(r"var\((--[\w-]+)", style)) <= own


def test_a_notebook_keeps_its_own_colours() -> None:
    assert ":root" not in alone()
    assert ".picture {\n  color-scheme: light dark;" in alone()
