"""How a model turns a task down, by language: what the tables of `west` and `east` hold.

`apology` and `polite` are whole clauses that say nothing by themselves. `sure` turns down in so many words; `weak` says
that one cannot do something, which after an apology turns down too. `reason` begins a reason, `rules` names the model's
own, which is none. Everything is lower case, with straight apostrophes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalForms:
    """Regular expressions of one language."""

    apology: str
    polite: str
    sure: str
    weak: str
    reason: str
    rules: str
    machine: str  # the model speaks of being one
