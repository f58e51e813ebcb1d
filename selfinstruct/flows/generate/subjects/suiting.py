"""Which wishes go together: by what the recipe says of its domains, and by what the seeds of a kind are like.

Wishes drawn without regard to each other make tasks that nobody asks: a log with times on poetry, code on cows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from selfinstruct.flows.generate.subjects.spread import DOMAIN, KIND, kind_of
from selfinstruct.recipes.generate import Recipe
from selfinstruct.records import Task

SUBJECTS = ("topic", DOMAIN, KIND)
_FORM, _INPUT = "form", "input"
_NONE = "none"  # how a wish begins that says there is no input; the templates go by it too


@dataclass(frozen=True, slots=True)
class Suiting:
    """What goes with what. `partners` has the domains that an attribute's value goes with, where a recipe names them.

    `domains` are all that it names. `given` says of each kind of the seeds whether such tasks come with an input,
    without one, or both; `labelled` are the kinds with labels.
    """

    partners: Mapping[tuple[str, str], Set[str]]
    domains: Set[str]
    given: Mapping[str, Set[bool]]
    labelled: Set[str]

    def values(self, name: str, values: Sequence[str], wished: Mapping[str, str]) -> Sequence[str]:
        """Those of a list's values that go with what is wished already.

        A value that no domain is named for goes with everything, and so does any value with a topic, or a domain that
        is named nowhere. Of what goes with the seeds' own kinds only the seeds tell.
        """
        domain, kind = wished.get(DOMAIN, ""), wished.get(KIND)
        if not self.partners or (kind is None and domain not in self.domains):
            return values
        found = [value for value in values if domain in self.partners.get((name, value), {domain})]
        if kind is None:
            return found
        if name == _FORM:  # the kind is one
            return ()
        if name == _INPUT and (given := self.given.get(kind)):
            return [value for value in found if (not value.startswith(_NONE)) in given]
        return found

    def of_labels(self, name: str, values: Sequence[str]) -> Sequence[str]:
        """Those of a list's values that tasks with labels are of: where it has the seeds' kinds, those with labels."""
        return [value for value in values if value in self.labelled] or values if name == KIND else values


def read_suiting(recipe: Recipe, seeds: Sequence[Task]) -> Suiting:
    """What a recipe's `together` says, and what the seeds show; a recipe without it takes anything with anything."""
    partners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for group in recipe.together:
        for name in group.keys() - {DOMAIN}:
            for value in group[name]:
                partners[name, value].update(group[DOMAIN])
    domains = {domain for group in recipe.together for domain in group[DOMAIN]}
    given: defaultdict[str, set[bool]] = defaultdict(set)
    for task in seeds:
        given[kind_of(task)].update(bool(item.input) for item in task.instances)
    return Suiting(dict(partners), domains, dict(given), {kind_of(task) for task in seeds if task.is_classification})
