"""Filters: one family a file; each says why a record is to be rejected, or nothing."""

import inspect
from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import RecipeError
from selfinstruct.records import Filter
from selfinstruct.registry import load


def load_filters(settings: Mapping[str, Mapping[str, Any]], *, code: bool = False) -> list[Filter]:
    """The filters of a recipe, in its order: names with their parameters.

    With `code` a name may be `module:attr`, which imports the user's module; a recipe's may not. Raises
    UnknownName for a name, RecipeError for parameters a filter does not take.
    """
    filters: list[Filter] = []
    for name, parameters in settings.items():
        make = load("filters", name, code=code)
        try:
            filters.append(make(**parameters))
        except (TypeError, ValueError) as error:
            known = ", ".join(inspect.signature(make).parameters) or "none"
            wrong = sorted(set(parameters) - set(inspect.signature(make).parameters))
            what = f"no parameter {wrong[0]!r}" if wrong else str(error)
            raise RecipeError(f"filter {name}: {what}; its parameters: {known}") from None
    return filters
