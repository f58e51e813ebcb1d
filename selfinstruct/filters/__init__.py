"""Filters: one family a file; each says why a record is to be rejected, or nothing."""

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
            raise RecipeError(f"filter {name}: {error}") from None
    return filters
