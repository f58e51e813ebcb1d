"""The forms in which answers are wanted: what is read here, described so that models can be held to it.

Each names what its reader reads. A function gives None where an answer cannot be held to anything: labels that do not
fit on a line, a scale too fine to be listed.
"""

from functools import cache

from selfinstruct.forms.description import (
    Both,
    Bullets,
    Choice,
    Field,
    Form,
    Line,
    Listed,
    Number,
    Text,
    Value,
    Word,
    lines,
    options,
    scale,
)

GROUNDED = ("Type", "Question", "Answer", "Quote", "Labels")
_YES_OR_NO = Choice(("yes", "no"))
_CONFIDENCE = Number(0, 100)
_INSTRUCTION = Line(600, 8, words=True)
_SENTENCE = Line(200, 8, words=True)
_PROBABILITY = Number(0, 1, 0.01)
_REASONS = Line(300, 8, words=True)


@cache
def bootstrap_form(
    form: str, count: int, first: int = 1, *, labelled: bool = True, probable: bool = False
) -> Form | None:
    """New tasks (`read_instructions`); `first` is the number that a prompt to go on with ends with.

    Where they are not `labelled`, no more than their instructions is asked for; `probable` ones have a probability.
    """
    if form == "chat":
        told = (Field("Type", Word()), Field("Labels", Listed())) if labelled else ()
        told = (*told, Field("Probability", _PROBABILITY)) if probable else told
        if count == 1:
            return Form((Field("Instruction", _INSTRUCTION), *told), json_is_read=True)
        return Form((Field("Instruction", _INSTRUCTION), *told), "### {}", "tasks", count, json_is_read=True)
    if form == "paper":
        return Form((Field("", Line(300, 8, words=True)),), "", "tasks", count, first, numbered=True, continues=True)
    fields = (
        Field("{}. Instruction", _INSTRUCTION),
        Field("{}. Input", Text(), below=True),
        Field("{}. Output", Text(), below=True),
    )
    return Form(fields, "###", "tasks", count, first, continues=True)


@cache
def classify_form(form: str) -> Form | None:
    """Whether a task is a classification (`read_label`)."""
    if form == "paper":
        return Form((Field("", Choice(("Yes", "No"))),), continues=True)
    return lines(("Classification", _YES_OR_NO), ("Type", Word()), ("Labels", Listed()))


@cache
def instances_form(form: str, output_first: bool, count: int, labels: tuple[str, ...] = ()) -> Form:
    """The instances of a task (`read_instances`); `labels` are those of a classification, where they are known."""
    label: Value = options(labels) or Line(80)
    if form == "paper":
        if output_first:
            return Form((Field("Class label", label), Field("", Text())), key="examples", most=count)
        fields = (Field("Input", Text(), optional=True), Field("Output", Text()))
        return Form(fields, "Example {}", "examples", count)
    names = (("Label", label), ("Input", Text())) if output_first else (("Input", Text()), ("Output", Text()))
    return Form(
        tuple(Field(name, value) for name, value in names), "### Example {}", "examples", count, json_is_read=True
    )


@cache
def label_form(kind: str, labels: tuple[str, ...], low: float, high: float) -> Form | None:
    """A judge's answer to a question (`read_choice`, `read_score`, `read_text`)."""
    answer: Value | None
    if kind == "text":
        answer = Text()
    elif kind == "score":
        answer = scale(low, high)
    else:
        answer = options(labels)
    if answer is None:
        return None
    return lines(("Answer", answer), ("Confidence", _CONFIDENCE), ("Reason", _SENTENCE))


@cache
def agreement_form() -> Form:
    """Whether a judge agrees with another (`read_agreement`)."""
    return lines(("Agree", _YES_OR_NO), ("Confidence", _CONFIDENCE), ("Reason", _SENTENCE))


@cache
def ratings_form(low: float, high: float) -> Form | None:
    """What a third judge makes of two answers (`read_ratings`)."""
    number = scale(low, high)
    return None if number is None else lines(("First", number), ("Second", number), ("Reason", _SENTENCE))


@cache
def grading_form(criteria: tuple[str, ...], lowest: float, highest: float) -> Form:
    """Points for one response (`read_grading`)."""
    points = Number(lowest, highest, 0.5)
    return lines(("Reasons", _REASONS), *((name, points) for name in criteria))


@cache
def comparison_form(criteria: tuple[str, ...], lowest: float, highest: float) -> Form:
    """Points for two responses, and which is better (`read_comparison`)."""
    both = Both(Number(lowest, highest, 0.5))
    better = Choice(("A", "B", "tie"))
    return lines(("Reasons", _REASONS), *((name, both) for name in criteria), ("Better", better))


@cache
def faults_form() -> Form:
    """What a critic finds (`read_faults`)."""
    return lines(("Faults", Bullets()))


@cache
def marked_form(mark: str) -> Form:
    """A text below the line that names it (`read_marked`)."""
    return Form((Field(mark, Text(), below=True),))


@cache
def corruption_form(mark: str) -> Form:
    """A flaw and the response it stands in, or that there can be none (`read_corruption`)."""
    return Form((Field("Change", _REASONS), Field(mark, Text(), below=True)), instead="Change: none")


@cache
def grounded_form(types: tuple[str, ...], count: int, names: tuple[str, ...] = GROUNDED) -> Form:
    """Tasks out of a passage with the quotations that prove them (`read_grounded`), as far as they are asked for."""
    fields = (
        Field("Type", options(types) or Word()),
        Field("Question", Line(600, 4, words=True)),
        Field("Answer", Text()),
        Field("Quote", Line(), most=3),
        Field("Labels", Listed()),
    )
    asked = tuple(field for field in fields if field.name in names)
    return Form(asked, "### {}", "tasks", count, json_is_read=True)


@cache
def topics_form(count: int) -> Form:
    """The topics under another one (`read_topic_list`)."""
    return Form((Field("", Line(80, 2, words=True)),), key="topics", most=count, numbered=True)


@cache
def quotes_form() -> Form:
    """The sentences of a passage that matter most (`read_quotes`)."""
    return Form((Field("Quote", Line(), most=3),))


@cache
def verification_form(count: int) -> Form:
    """The questions of a passage answered again (`read_verification`)."""
    return Form((Field("", Line(300)),), key="answers", most=count, numbered=True)
