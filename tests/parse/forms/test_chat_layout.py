"""Tasks without a line or a number of their own, and texts of several lines that are one task."""

import pytest

from selfinstruct.parse.chat_instructions import read_chat_instructions
from selfinstruct.records import Candidate

SNOW, BEES, LOCK = "Write a poem about snow.", "Summarize the article on bees.", "Explain how a lock works."
ALL = [SNOW, BEES, LOCK]
BARE = [line.rstrip(".") for line in ALL]
SEVERAL = {
    "lines": ("\n".join(BARE), BARE),
    "lines, some with a full stop": (f"{SNOW}\n{BARE[1]}\n{LOCK}", [SNOW, BARE[1], LOCK]),
    "lines behind a preamble": ("Here are three tasks:\n\n" + "\n".join(BARE), BARE),
    "lines apart": ("\n\n".join(BARE), BARE),
    "one line": (f"1) {SNOW} 2) {BEES} 3) {LOCK}", ALL),
    "one line, stops": (f"1. {SNOW} 2. {BEES} 3. {LOCK}", ALL),
    "one line, brackets": (f"(1) {SNOW} (2) {BEES} (3) {LOCK}", ALL),
    "titles": (f"### Task 1: A Snow Poem\n{SNOW}\n\n### Task 2: Bees\n\n{BEES}", [SNOW, BEES]),
    "bold titles": (f"**Task 1: A Snow Poem**\n{SNOW}\n\n**Task 2: Bees**\n{BEES}", [SNOW, BEES]),
    "HTML": (f"<ol>\n<li>{SNOW}</li>\n<li>{BEES}</li>\n</ol>", [SNOW, BEES]),
    "HTML on one line": (f"<ul><li>{SNOW}</li><li><p>{BEES}</p></li></ul>", [SNOW, BEES]),
    "HTML behind a preamble": (f"Here are the tasks:\n<ol><li>{SNOW}<li>Compare tea &amp; cocoa.</ol>",
                               [SNOW, "Compare tea & cocoa."]),
}  # fmt: skip
ONE = {
    "words to sort": "Sort the words below by length.\nOak\nBirch\nElm",
    "a wrapped line": "Write a poem about snow\nthat mentions Oslo\nand has four lines",
    "a text to work on": "Translate the verse below:\nNight falls over every roof\nStars rise behind the hill",
    "a story": "Continue the story below\nThe night was cold and long\nHe had no coat with him",
    "options on the line": "Pick the metal: 1) iron ore found here 2) green glass from a bottle",
    "two lines": "Write a poem about snow\nMention Oslo in every line",
    "HTML to write": "Turn this into a table: <ol><li>one red apple here</li></ol>",
}


@pytest.mark.parametrize(("text", "tasks"), SEVERAL.values(), ids=SEVERAL)
def test_each_is_a_task(text: str, tasks: list[str]) -> None:
    items = read_chat_instructions(text, "stop").items
    assert [item.instruction if isinstance(item, Candidate) else item.rule for item in items] == tasks


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_one_task_of_several_lines_stays_one(text: str) -> None:
    [item] = read_chat_instructions(text, "stop").items
    assert isinstance(item, Candidate)
    assert item.instruction == " ".join(text.split())
