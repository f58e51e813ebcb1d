"""Which parameters are kept to: the system role, seed, n, stop, logprobs, and the Completions API."""

from typing import Any

from selfinstruct.flows.doctor.asking import Asker
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown

_WORD = "heron"
_SYSTEM = (
    f"You answer every question with one word, always the same one: {_WORD}. You never write anything else, not even "
    f"when the question is about something quite different, and you never explain it. Your only word is {_WORD}."
)
_SYSTEM_TOKENS = 40  # fewer than any tokenizer makes of it
_ANIMAL = "Name an animal, a town and a number, whichever come to your mind."
_COUNT = "Count from 1 to 9, comma separated."


async def system_role(asker: Asker) -> Finding:
    """Whether a system turn is taken, and whether it reaches the model."""
    said = await asker.chat("What is the capital of France?", 12, system=_SYSTEM)
    if "system" in asker.refused:
        quirk = Quirk("system turns are refused", "their text opens the first turn of the user")
        return Finding("system role", "refused", False, (quirk,))
    if said.nothing:
        return unknown("system role", said.nothing)
    if _WORD in said.text.lower():
        return Finding("system role", "taken and followed", True)
    prompt = said.tokens("prompt_tokens")
    if prompt is not None and prompt < _SYSTEM_TOKENS:
        quirk = Quirk(
            "system turns are dropped in silence", "put what matters into --guidance, which is in every prompt"
        )
        return Finding("system role", f"dropped in silence ({prompt} prompt tokens came)", False, (quirk,))
    return Finding("system role", "taken; this model did not do as it says", True)


async def seeds(asker: Asker) -> Finding:
    """Whether the same seed gives the same answer, and another seed another."""
    answers = [await asker.chat(_ANIMAL, 24, seed=seed, temperature=1.0) for seed in (11, 11, 12)]
    if "seed" in asker.refused:
        return Finding(
            "seed", "refused", "refused", (Quirk("seed is refused", "it is left out: answers do not repeat"),)
        )
    bad = next((said.nothing for said in answers if said.nothing), "")
    if bad:
        return unknown("seed", bad)
    first, again, other = ((said.text, said.reasoning) for said in answers)
    if first != again:
        quirk = Quirk(
            "answers do not repeat with the same seed",
            "the journal keeps each answer: a resumed run repeats, a new one does not",
        )
        return Finding("seed", "taken, answers do not repeat", "ignored", (quirk,))
    if first == other:
        quirk = Quirk(
            "answers are the same whatever the seed", "nothing: check that the server samples, or few tasks will be new"
        )
        return Finding("seed", "answers repeat, whatever the seed", "constant", (quirk,))
    return Finding("seed", "answers repeat with the same seed (one at a time)", "kept")


async def several(asker: Asker) -> Finding:
    """Whether several answers can be had by one request."""
    said = await asker.chat(_ANIMAL, 12, n=2, temperature=1.0)
    if said.told is not None:
        return Finding(
            "n",
            f"refused ({said.why[:90]})",
            "refused",
            (Quirk("n is refused", "n is never sent: one answer a request"),),
        )
    if not said.good:
        return unknown("n", said.why)
    if len(said.choices) >= 2:
        return Finding("n", "taken", "kept")
    return Finding(
        "n", "ignored: one answer came", "ignored", (Quirk("n is ignored", "n is never sent: one answer a request"),)
    )


async def stop_sequences(asker: Asker) -> Finding:
    """Whether an answer ends at a stop sequence."""
    said = await asker.chat(_COUNT, 32, stop=["6"], temperature=0.0)
    if "stop" in asker.refused:
        return Finding(
            "stop", "refused", "refused", (Quirk("stop is refused", "answers are cut at the stop sequences here"),)
        )
    if said.nothing:
        return unknown("stop", said.nothing)
    if "6" in said.text:
        quirk = Quirk(
            "stop is ignored", "recipes read answers up to what does not belong to them; some tokens are wasted"
        )
        return Finding("stop", "ignored", "ignored", (quirk,))
    if "5" in said.text:
        return Finding("stop", "kept", "kept")
    return unknown("stop", "the model did not count as far as the stop sequence")


async def log_probabilities(asker: Asker) -> Finding:
    """Whether the probabilities of tokens are told."""
    said = await asker.chat("Is fire hot? Answer yes or no.", 2, logprobs=True, top_logprobs=2)
    if said.told is not None:
        return Finding("logprobs", "refused", "refused")
    if not said.good:
        return unknown("logprobs", said.why)
    found: Any = said.choices[0].get("logprobs")
    if isinstance(found, dict) and any(found.values()):
        return Finding("logprobs", "given", "kept")
    return Finding("logprobs", "ignored: none came", "ignored")


async def completions(asker: Asker) -> Finding:
    """Whether texts are continued: what the recipes for base models need."""
    said = await asker.continued("1, 2, 3, 4,", 12)
    if said.told is not None or (said.status >= 400 and not said.good):
        return Finding("completions", f"not offered ({said.why[:90]})", False)
    if not said.good:
        return unknown("completions", said.why)
    if not any(isinstance(item.get("text"), str) for item in said.choices):
        return Finding("completions", "not offered: the answer has no text", False)
    return Finding("completions", "texts are continued", True)
