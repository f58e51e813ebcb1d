"""Outputs that restate a text, and what stands in them that the text does not have."""

from typing import Any

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.records import Instance, Message, Task
from selfinstruct.text.grounding.restating import restating
from tests.support.filters import made, reasons, task

NEWS = (
    "The council of Ardwell voted on Monday, 3 May 2021, to hire a herd of 1,200 sheep at $15 each for nine months. "
    "Mayor Ines Calder said that half of the meadows had not been mown since 2019, and that mowing would cost 46.7 "
    "percent more. The herd comes from Brennock Farm, owned by the Lowland Trust of Peru, at 3 p.m. on Friday."
)
SUMMARY = "Summarise the news item in two sentences."
SOUND = {
    "nothing new": "Ardwell hires 1,200 sheep from Brennock Farm for nine months.",
    "without a comma": "Ardwell hires 1200 sheep.",
    "in words": "Ardwell hires twelve hundred sheep at fifteen dollars.",
    "with a full stop": "Ardwell hires 1.200 sheep.",
    "rounded": "Mowing would cost nearly 47% more, about 50 percent.",
    "a share": "They say that 50% of the meadows were not mown.",
    "a date in another form": "On 2021-05-03 the council of Ardwell voted for sheep.",
    "a time of twenty-four hours": "The herd arrives at 15:00 on Friday.",
    "a difference of years": "The meadows, unmown for two years, will be grazed.",
    "a product is not looked for, a sum is": "That is 1,215 in all.",
    "counted": "There are 2 points: sheep are hired, and the meadows are unmown.",
    "a list": "1. Ardwell hires sheep.\n2. They come from Brennock.\n3. They stay nine months.\n4. It costs $15 each.",
    "a decade": "In the 2010s, Ardwell stopped mowing.",
    "the other half": "The remaining 53.3 percent is not told of.",
    "an acronym": "The herd belongs to the LT and comes on Friday.",
    "an adjective": "The herd belongs to a Peruvian trust, the Lowlanders.",
    "part of a name": "For Mayor Calder it is a matter of cost.",
    "titles and days": "It was President Calder who spoke on a Tuesday in June to the European press, in English.",
    "a heading": "Sheep Replace Mowers In Quiet Town\n\nThe council hires sheep.",
    "title case": "Ardwell Hires Woolly Helpers For Its Meadows After Long Debate",
    "labels": "**Decision**: Hire sheep. **Reason**: Cost.\n- Outcome: Agreed\n- Next: The herd comes",
    "a letter": "Dear Ms Calder,\n\nthe council hires sheep.\n\nKind regards,\nThe Clerk",
    "emphasis": "They said it would cost MORE, much MORE, than before; more than anyone thought.",
    "nothing": "",
}
ADDED = {
    "a number": ("The council hires 1,300 sheep.", {"numbers": ["1,300"]}),
    "a price": ("The sheep cost $16 each.", {"numbers": ["16"]}),
    "a small price": ("The sheep cost $9.50 each.", {"numbers": ["9.50"]}),
    "a small share": ("Mowing would cost 7% more.", {"numbers": ["7"]}),
    "another day": ("The council voted on 4 May 2021.", {"numbers": ["4"]}),
    "another year": ("The meadows were last mown in 2016.", {"numbers": ["2016"]}),
    "another time": ("The herd comes at 16:30 on Friday.", {"numbers": ["16:30"]}),
    "in words": ("The council hires fourteen hundred sheep.", {"numbers": ["fourteen hundred"]}),
    "in words with a hyphen": ("It takes eighty-one weeks.", {"numbers": ["eighty-one"]}),
    "millions": ("That will cost 2.4 million dollars.", {"numbers": ["2.4"]}),
    "a name": ("The sheep come from the farm of Tobias Lindgren.", {"names": ["Tobias Lindgren"]}),
    "a name with a small word": ("They belong to the Guild of Shepherds in town.", {"names": ["Guild of Shepherds"]}),
    "an acronym": ("The vote was watched closely by the RSPCA and others.", {"names": ["RSPCA"]}),
    "another first letter": ("The council of Ardwell asked Marrow for help.", {"names": ["Marrow"]}),
    "both": ("It asked Delphine for 77 sheep.", {"numbers": ["77"], "names": ["Delphine"]}),
}


@pytest.mark.parametrize("output", SOUND.values(), ids=SOUND)
def test_what_the_text_has_or_leads_to_stays(output: str) -> None:
    assert reasons(made("faithful"), task(SUMMARY, (NEWS, output))) == [None]


@pytest.mark.parametrize(("output", "found"), ADDED.values(), ids=ADDED)
def test_what_was_added_is_told(output: str, found: dict[str, Any]) -> None:
    whole = task(SUMMARY, (NEWS, output))
    reason = made("faithful")(whole, whole.instances[0])
    assert reason is not None
    assert (reason.rule, reason.value) == ("faithful", {"task": "summary", **found})


LEDGER = (
    "rent: 1.8m, cut by a quarter in '07. doors open quarter to eight, shut just before ten (half past nine on suns). "
    "12 of 16 stalls let, takings up from $4.0m to $5.0m, costs $3.1m. mrs montclaire of lisle asks abt 8 out of 10"
)


@pytest.mark.parametrize(
    "output",
    [
        "Doors open at 7:45 and close shortly before 10:00, or at 21:30 on Sundays.",
        "In 2007 the rent was cut to 1.35 million.",
        "Of the stalls 75% were let, and takings rose by 25%.",
        "That left 1.9 million.",
        "Ms Montclair, from Lisle, asks about the 80 percent.",
        "The flight of an F-18 in base32 is not told of, nor that of Catch22.",
    ],
)
def test_what_notes_say_in_short_stays(output: str) -> None:
    assert reasons(made("faithful"), task("Turn the notes into prose.", (LEDGER, output))) == [None]


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ("Doors open at 7:40.", ["7:40"]),
        ("They close at 61:16.", ["61:16"]),
        ("In the mid-1950s stalls were let.", ["1950"]),
        ("The rent was cut in 2008.", ["2008"]),
        ("Takings rose to $6.4m.", ["6.4"]),
    ],
)
def test_what_notes_do_not_say_is_told(output: str, found: list[str]) -> None:
    whole = task("Turn the notes into prose.", (LEDGER, output))
    reason = made("faithful")(whole, whole.instances[0])
    assert reason is not None
    assert reason.value["numbers"] == found


KINDS = [
    ("Summarize the text below in one sentence.", "summary"),
    ("Please write a short, plain summary of this email.", "summary"),
    ("Give me a TL;DR of the report:", "summary"),
    ("Read the article and condense it to three bullet points.", "summary"),
    ("Translate into polite French.", "translation"),
    ("Could you translate the following sentence to German?", "translation"),
    ("Rephrase this message in a friendlier tone.", "rewriting"),
    ("Rewrite the paragraph in plain English.", "rewriting"),
    ("Correct the spelling and grammar of the note.", "correction"),
    ("Proofread the sentences.", "correction"),
    ("Simplify the passage for a learner.", "simplification"),
    ("Extract all names of people from the text.", "extraction"),
    ("List the rivers mentioned in this passage.", "extraction"),
    ("Suggest a headline of at most eight words for the news item.", "headline"),
    ("Write a subject line for this email.", "headline"),
    ("Turn the notes into minutes.", "conversion"),
    ("Change each sentence into the passive.", "conversion"),
    ("Fasse den Text in zwei Sätzen zusammen.", "summary"),
    ("Bitte übersetze den Satz ins Englische.", "translation"),
    ("Résume le texte en une phrase.", "summary"),
    ("Traduce la frase al inglés.", "translation"),
    ("请把下面的句子翻译成英文。", "translation"),
    ("次の文章を要約してください。", "summary"),
]
OTHERS = [
    "Summarise the text and add two examples of your own.",
    "Summarize the plot of the novel in the style of a pirate.",
    "Rewrite the story from the perspective of the sheep.",
    "Rewrite the recipe for four servings.",
    "Rewrite the email so that it is more persuasive.",
    "Translate the text and explain each idiom.",
    "Translate the description into a SQL query.",
    "Correct the factual errors in the article.",
    "Fix the bugs in the code.",
    "Extract the prices and compute their total.",
    "List three towns that are like the one in the text, with their countries of origin.",
    "Suggest a catchy headline for the news item.",
    "Convert the measurements in the list to metric units.",
    "Turn the notes into a vivid story.",
    "Reply to the email.",
    "Continue the text.",
    "What does the text say?",
    "Name a river.",
]


@pytest.mark.parametrize(("instruction", "kind"), KINDS)
def test_tasks_that_only_restate(instruction: str, kind: str) -> None:
    found = restating(instruction, NEWS)
    assert found is not None
    assert (found.kind, found.command) == (kind, instruction)


@pytest.mark.parametrize("instruction", OTHERS)
def test_tasks_that_may_add(instruction: str) -> None:
    assert restating(instruction, NEWS) is None


@pytest.mark.parametrize(
    ("instruction", "given", "command"),
    [
        (f"{SUMMARY}\n\n{NEWS}", "", SUMMARY),
        (f"Summarise this news item: {NEWS}", "", "Summarise this news item"),
        ("Translate “She bought nine red apples” into German.", "", "Translate into German."),
        ("Summarise “The Ardwell Gazette of today” briefly.", "", None),
        ("Summarise the text.", "The Ardwell Gazette", None),
        ("Summarise what is known of Ardwell.", "", None),
        (SUMMARY, "```python\nprint(1)\n``` " * 5, None),
    ],
)
def test_a_text_has_to_be_there(instruction: str, given: str, command: str | None) -> None:
    found = restating(instruction, given)
    assert (found.command if found else None) == command


def test_translations_are_held_to_their_numbers_alone() -> None:
    given = "She met Ivan at 3:30 pm and paid 1,500 roubles for 12 books."
    asked = "Translate the sentence into Spanish."
    fine = "Se encontró con Iván a las 15:30 y en la librería del Señor Gómez pagó 1.500 rublos por doce libros."
    found = made("faithful")
    assert reasons(found, task(asked, (given, fine))) == [None]
    whole = task(asked, (given, fine.replace("1.500", "1.800")))
    reason = found(whole, whole.instances[0])
    assert reason is not None
    assert reason.value == {"task": "translation", "numbers": ["1.800"]}


def test_parameters() -> None:
    whole = task(SUMMARY, (NEWS, ADDED["both"][0]))
    for given, left in (({"names": False}, {"numbers": ["77"]}), ({"numbers": False}, {"names": ["Delphine"]})):
        reason = made("faithful", **given)(whole, whole.instances[0])
        assert reason is not None
        assert reason.value == {"task": "summary", **left}
    with pytest.raises(RecipeError, match="numbers or names must be true"):
        made("faithful", numbers=False, names=False)


def test_turns_before_the_answer_are_sources_and_several_questions_are_left_alone() -> None:
    output = ADDED["a name"][0]
    asked = f"{SUMMARY}\n\n{NEWS}"
    told = Message("system", "The farm is that of Tobias Lindgren.")
    turns = (Message("user", asked), Message("assistant", output))
    found = made("faithful")

    def said(turns: tuple[Message, ...]) -> Any:
        instance = Instance("", output, turns=turns)
        return found(Task("t", asked, instances=(instance,)), instance)

    assert said(turns).rule == "faithful"
    assert said((told, *turns)) is None
    assert said((*turns, *turns)) is None


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "\"“' " * 5_000, "1 2 3. " * 5_000, "Aa Bb " * 5_000, "please " * 5_000]
)
def test_texts_that_only_look_like_something(text: str) -> None:
    asked = ((SUMMARY, NEWS, text), (SUMMARY, text, NEWS), (f"{SUMMARY} {text}", "", NEWS))
    for instruction, given, output in asked:
        assert reasons(made("faithful"), task(instruction, (given, output))) in ([None], ["faithful"])
