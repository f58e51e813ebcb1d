"""An attempt that has passed all its checks against one that has not; nothing is asked."""

from dataclasses import replace

from selfinstruct.flows.prefer.asking import Asking, Attempt, NoPair, Response
from selfinstruct.flows.prefer.methods.settling import unfit
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.flows.prefer.pairs import length_gap
from selfinstruct.text.plural import many


async def verified(asking: Asking) -> Sides:
    """Of all pairs that may be one the closest in length, so that length tells nothing; of equals chance takes one."""
    prompted = asking.prompted
    passing = [attempt for attempt in prompted.attempts if attempt.passed]
    failing = [attempt for attempt in prompted.attempts if not attempt.passed]
    if not passing or not failing:
        rule = "all_passed" if passing else "none_passed"
        raise NoPair(asking.rejection(rule, many(len(prompted.attempts), "attempt")))
    rng, kept = asking.setting.rng("pair", prompted), asking.setting.recipe.keep_reasoning
    pairs = [(_response(better, kept), _response(worse, kept)) for better in passing for worse in failing]
    rng.shuffle(pairs)
    pairs.sort(key=_apart)
    better, worse = next((pair for pair in pairs if unfit(asking, *pair) is None), pairs[0])
    return Sides(better, worse, checks=prompted.checks)


def _apart(pair: tuple[Response, Response]) -> tuple[int, int]:
    """By how many tokens and characters two responses differ in length."""
    one, other = (response.text for response in pair)
    return length_gap(one, other), abs(len(one) - len(other))


def _response(attempt: Attempt, keep_reasoning: bool) -> Response:
    return attempt.response if keep_reasoning else replace(attempt.response, reasoning="")
