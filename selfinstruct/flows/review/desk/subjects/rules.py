"""What the rules mean by which something was rejected, in a sentence each for those who look at it."""

from selfinstruct.filters import SHIPPED
from selfinstruct.registry import load

# Rules that are not filters, of every stage.
_MEANINGS = {
    "failed": "The request failed for good; the value is the service's error.",
    "content_filter": "The service withheld the answer.",
    "unreadable": "The answer, or this part of it, could not be read.",
    "truncated": "The answer ended at the token limit, and this was its end.",
    "only_reasoning": "The model thought, and did not come to an answer.",
    "empty": "There is no text where one is needed.",
    "too_many": "There are more candidates or instances than the recipe takes.",
    "probability": "By what the model says, the candidate is not as unlikely as was asked for.",
    "no_probability": "The candidate does not say how likely it is, which was asked for.",
    "no_instance": "The answer had no instance of the task.",
    "not_text": "The record has more than text, or cannot be asked as it stands.",
    "equal": "Both sides are the same but for white space, so neither is better.",
    "truncated_copy": "One side is the other one broken off; the value says which side that is.",
    "tie": "The judges see no difference between the sides.",
    "reversed": "The judges see the other side ahead.",
    "margin": "The judges see too small a difference between the sides.",
    "no_fault": "The critic found nothing to mend.",
    "no_flaw": "The flaw could not be written into the answer.",
    "length_gap": "Both sides differ too much in length.",
    "all_passed": "All attempts passed their checks, so that none is worse.",
    "none_passed": "No attempt passed its checks.",
    "no_output": "The dataset has no answer to this prompt.",
    "check_failed": "The dataset's answer fails a check that it carries.",
    "checks_passed": "The model's own answer passes all checks, and is as good.",
    "no_response": "Fewer than two answers came that could be compared.",
    "edited": "The edited text was no better than the chosen one, or there is no pair with it.",
    "quoted": "A quotation is not in the passage; the score says how near the nearest piece of it comes.",
    "unsupported_number": "A number of the answer is in neither the passage nor the question.",
    "answered": "The task is to have no answer in the passage, and has one.",
    "unanswerable": "The passage does not answer the question.",
    "json": "The answer is no JSON.",
    "type": "The task is of a type that was not asked for.",
    "surplus": "More tasks came than were asked for.",
    "known": "The model knows the answer without the passage.",
    "context_bound": "The question cannot stand without its passage.",
    "answer_in_question": "The question gives its answer away.",
    "no_question": "Nothing is asked.",
    "disagrees": "A second answer, from the passage alone, differs from this one.",
    "judged": "The judge gave it fewer points than the recipe wants.",
    "unused": "The model found nothing to ask about this passage.",
}
# What a rule says of tasks about passages, where a filter of another meaning has the same name.
_GROUNDED = {
    "language": "The question is in another language than its passage.",
    "label": "The answer is none of the labels.",
}


def meaning_of(rule: str, stage: str) -> str:
    """What a rule means: of a filter the first line that describes it; "" of one that nobody here knows."""
    if stage == "ask" and rule in _GROUNDED:
        return _GROUNDED[rule]
    if rule in SHIPPED:
        told = (load("filters", rule).__doc__ or "").strip().split("\n")[0]
        return f"The filter rejects {told[:1].lower()}{told[1:]}" if told else ""
    return _MEANINGS.get(rule, "")
