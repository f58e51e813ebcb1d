"""Sentences that come again as a table, beside what comes again for good reasons."""

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.records import Reason
from tests.support.filters import GOOD, made, reasons, task

LONG = "The mill by the river stands still for a whole week."
SHORT = "The wheel turns."
START = "Plan the week on paper before it begins, and put the hard work into the morning hours of each day."
CIRCLES = {
    "three in a row": (f"{LONG} {LONG} {LONG}", LONG),
    "three in a row, at the end of much": (f"{START} {START[::-1]}. {START.upper()} {f'{LONG} ' * 3}", LONG),
    "apart": (f"{LONG} {SHORT} {LONG} A miller sleeps.\n{LONG}", LONG),
    "two together": (f"{SHORT} The miller sleeps under it. " * 3, f"{SHORT} The miller sleeps under it."),
    "items": ("\n".join(f"{n}. {LONG}" for n in range(1, 4)), LONG),
    "other case and stops": (f"{LONG} {LONG.upper()} {LONG[:-1]}!", LONG),
    "Chinese": ("河边的磨坊整整一个星期都停着不动了。" * 3, None),
    "Japanese": ("川のほとりの水車は一週間ずっと止まったままです。" * 3, None),
    "Hindi": ("नदी के किनारे की चक्की पूरे एक सप्ताह बंद रहती है। " * 3, None),
    "Arabic": ("هل تقف الطاحونة عند النهر أسبوعا كاملا بلا عمل؟ " * 3, None),
    "Russian": ("Мельница у реки стоит без дела уже целую долгую неделю. " * 3, None),
}
FINE = {
    "twice": (GOOD, "", f"{LONG} {LONG} {SHORT}"),
    "short": (GOOD, "", f"{SHORT} " * 4),
    "Chinese, short": (GOOD, "", "磨坊停着不动。" * 4),
    "a small part": (GOOD, "", f"{LONG} {START} {LONG} {START.upper()} Go! {START[::-1]} {START[::2]} {LONG} {SHORT}"),
    "a table": (GOOD, "", "| the mill by the river stands still for a week |\n" * 4),
    "code": (GOOD, "", "```\nprint the mill by the river stands still for a week\nx\n```" * 4),
    "data": (GOOD, "", '{"text": "the mill by the river stands still for a week"}\n' * 4),
    "a song": ("Write a song about a mill.", "", f"{LONG}\n" * 4),
    "a poem in Chinese": ("写一首关于磨坊的诗。", "", "河边的磨坊整整一个星期都停着不动了。" * 3),
    "asked for": ("Repeat the sentence four times.", "", f"{LONG} " * 4),
    "in the input too": ("Correct the text.", f"{LONG} {LONG}", f"{LONG} {LONG} {LONG}"),
}


@pytest.mark.parametrize(("text", "value"), CIRCLES.values(), ids=CIRCLES)
def test_circles(text: str, value: str | None) -> None:
    whole = task(GOOD, ("", text))
    found = made("circles")(whole, whole.instances[0])
    assert found is not None
    assert found == Reason("circles", value or found.value)


@pytest.mark.parametrize(("instruction", "given", "output"), FINE.values(), ids=FINE)
def test_no_circles(instruction: str, given: str, output: str) -> None:
    assert reasons(made("circles"), task(instruction, (given, output))) == [None]


def test_parameters() -> None:
    whole = task(GOOD, ("", f"{LONG} {LONG} {SHORT} {SHORT} {SHORT}"))
    assert reasons(made("circles"), whole) == [None]
    assert reasons(made("circles", times=2), whole) == ["circles"]
    assert reasons(made("circles", words=3), whole) == ["circles"]
    with pytest.raises(RecipeError, match="times must be at least 2"):
        made("circles", times=1)
