"""Over what the tasks of a run are spread: the recipe's list of domains, or the kinds of task that the seeds are of.

A list of domains is for seeds as wide as it is. Seeds of one field, or a few of them, are to give tasks of that field:
their own types take the list's place.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from selfinstruct.files.task_fields import STOP_WORDS, type_of
from selfinstruct.recipes.generate import Recipe
from selfinstruct.records import Task
from selfinstruct.text.tokens import unicode_tokens

DOMAIN, KIND = "domain", "kind"
# Fewer seeds do not show that they are of many fields. The shipped ones, 185, share 1.6 % of their words by twos; seeds
# of finance 2.5 %, of insurance 5 %, of programming 10 %.
LEAST, MOST_SHARED = 30, 0.02
_COMPARED = 200
_LEAST_KINDS = 5  # fewer say little that the seeds in the prompt do not


def own_kinds(seeds: Sequence[Task], recipe: Recipe) -> tuple[str, ...] | None:
    """The seeds' types, as words, where they take the place of the recipe's domains; None where those are used.

    Where the seeds have hardly any types there is nothing in that place.
    """
    if DOMAIN not in recipe.attributes or recipe.spread == "domains" or (recipe.spread == "auto" and are_wide(seeds)):
        return None
    # A type that is made of an instruction's first words says nothing that the seed does not.
    own = (task for task in seeds if task.type != type_of(task.instruction))
    kinds = dict.fromkeys(map(kind_of, own))
    kinds.pop("", None)
    return tuple(kinds) if len(kinds) >= _LEAST_KINDS else ()


def kind_of(task: Task) -> str:
    """The task's type as words."""
    return task.type.replace("_", " ").strip()


def spread_notes(lists: Mapping[str, Sequence[str]], kinds: tuple[str, ...] | None) -> tuple[str, ...]:
    """A sentence for people: over what prompts are spread, by the lists they sample, and how to have it otherwise.

    Nothing where that was asked for (topics), or where there are no domains to choose.
    """
    if kinds is not None:
        over = f"their own {len(kinds)} types" if kinds else "what they show"
        return (f"The seeds are few, or of one field: prompts keep to {over}; --set spread=domains widens them.",)
    if DOMAIN not in lists:
        return ()
    told = f"Prompts are spread over {len(lists[DOMAIN])} domains of the recipe"
    return (f"{told}; --set spread=seeds, or --topic, keeps to the field of the seeds.",)


def are_wide(seeds: Sequence[Task]) -> bool:
    """Whether the seeds are of many fields: enough of them, with hardly any word in common."""
    return len(seeds) >= LEAST and shared_words(seeds) <= MOST_SHARED


def shared_words(seeds: Sequence[Task]) -> float:
    """The mean, over pairs of seeds, of the share of the smaller one's words that the other has too; 0 to 1."""
    compared = seeds[:: max(1, -(-len(seeds) // _COMPARED))]
    words = [found for task in compared if (found := _words(task))]
    shares = [len(one & other) / min(len(one), len(other)) for one, other in combinations(words, 2)]
    return sum(shares) / len(shares) if shares else 0.0


def _words(task: Task) -> set[str]:
    given = task.instances[0].input if task.instances else ""
    tokens = unicode_tokens(f"{task.instruction} {task.type.replace('_', ' ')} {given}")
    found = {word for word in tokens if len(word) > 3 and word not in STOP_WORDS}
    # Where words are not set apart, two characters say as much as one word.
    alone = [word if len(word) == 1 and not word.isascii() else "" for word in tokens]
    return found | {one + other for one, other in pairwise(alone) if one and other}
