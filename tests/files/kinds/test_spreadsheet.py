"""A cell that would be a formula is defused, and can be restored."""

from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.files.kinds.spreadsheet import defused, restored


@given(st.text(alphabet="=+-@a ;\n\t\r\"'|", max_size=12) | st.text(max_size=20))
def test_defusing_is_undone_exactly(text: str) -> None:
    safe = defused(text)
    assert restored(safe) == text
    for cell in (safe, *safe.split(";"), *safe.split("\n")):
        assert cell.strip(' \t\r\n"')[:1] not in tuple("=+-@|＝")
