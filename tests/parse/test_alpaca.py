"""Alpaca's decisions, rule by rule."""

import pytest

from selfinstruct.parse import read_instances, read_instructions, read_label
from selfinstruct.records import Candidate, Instance, Rejection


def alpaca_item(number: int, instruction: str, given: str = "<noinput>", output: str = "done") -> str:
    return f"{number}. Instruction: {instruction}\n{number}. Input:\n{given}\n{number}. Output:\n{output}\n"


FIRST = " Name a bread and Cheese.\n4. Input:\n<noinput>\n4. Output:\nRye and Brie.\n"


def test_alpaca_puts_the_first_number_back() -> None:
    found = read_instructions(
        FIRST + "###\n" + alpaca_item(5, "Sum these  numbers up\nplease.", "1, 2", "3"), "stop", "alpaca"
    )
    assert found.items == (
        Candidate("Name a bread and Cheese.", instances=(Instance("", "Rye and Brie."),), number=4),
        Candidate("Sum these  numbers up\nplease.", instances=(Instance("1, 2", "3"),), number=5),
    )
    later = read_instructions(FIRST.replace("4.", "7."), "stop", "alpaca", first_number=7)
    assert [one.number for one in later.kept] == [7]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<noinput>", ""),
        ("<NoInput>", ""),
        (" <NOINPUT> ", ""),
        ("noinput", "noinput"),
        ("", ""),
        ("<noinput>.", "<noinput>."),
    ],
)
def test_alpaca_noinput(given: str, expected: str) -> None:
    found = read_instructions(FIRST + "###" + alpaca_item(5, "Do what is asked here.", given), "stop", "alpaca")
    assert found.kept[1].instances[0].input == expected


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        (alpaca_item(6, "Do what is asked here."), "unreadable"),
        (alpaca_item(15, "Do what is asked here."), "unreadable"),
        ("5. Instruction: Do what is asked here.\n5. Output: done", "unreadable"),
        ("5. Instruction: Do what is asked here.\n5. Output: done\n5. Input: x", "unreadable"),
        (alpaca_item(5, "Do what is asked here.") + "5. Input: again", "unreadable"),
        ("5. Instruction: Do what is asked here.\n6. Input: x\n5. Output: y", "unreadable"),
        ("5.Instruction: Do what is asked here.\n5. Input: x\n5. Output: y", "unreadable"),
        ("\n", "empty"),
        (alpaca_item(5, "Too few words"), "length"),
        (alpaca_item(5, ""), "length"),
        (alpaca_item(5, "word " * 151), "length"),
        (alpaca_item(5, "Suggest some music to hear."), "blacklist"),
        (alpaca_item(5, "Write a program that sorts."), "write_a_program"),
        (alpaca_item(5, "(Do) what is asked here."), "punctuation"),
        (alpaca_item(5, "Écris un poème très court."), "non_ascii"),
    ],
)
def test_alpaca_rejects(part: str, rule: str) -> None:
    found = read_instructions(
        FIRST + "###\n" + part + "###\n" + alpaca_item(6, "Do what is asked there."), "stop", "alpaca"
    )
    assert [(one.rule, one.candidate) for one in found.rejected] == [(rule, 1)]
    assert [one.number for one in found.kept] == [4, 6]


def test_alpaca_keeps_what_only_paper_changes() -> None:
    found = read_instructions(" write a program that SORTS.\n4. Input: a\n4. Output:", "stop", "alpaca")
    assert found.kept == (Candidate("write a program that SORTS.", instances=(Instance("a", ""),), number=4),)


def test_alpaca_length_drops_only_the_last() -> None:
    found = read_instructions(FIRST + "###\n" + alpaca_item(5, "Do what is asked here."), "length", "alpaca")
    assert [one.number for one in found.kept] == [4]
    assert [(one.rule, one.candidate) for one in found.rejected] == [("truncated", 1)]
    assert found.rejected[0].text.startswith("5. Instruction: Do what")


def test_alpaca_whole_completions() -> None:
    assert read_instructions("", None, "alpaca").items == (Rejection("bootstrap", "failed", ""),)
    assert read_instructions(" ", "stop", "alpaca").items == (Rejection("bootstrap", "unreadable", " "),)


def test_alpaca_has_no_later_stages() -> None:
    assert read_label("Yes", "alpaca").is_classification is None
    found = read_instances("Output: a", False, "stop", "alpaca")
    assert (found.kept, found.rejected) == ((), ())
