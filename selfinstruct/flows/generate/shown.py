"""Whether a recipe's prompts show what is drawn from files: what they pass over would be given for nothing."""

from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.bootstrap import PURPOSE, Bootstrap
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.flows.generate.subjects.listed import PERSONA
from selfinstruct.recipes.templates import folded_line

_LOOKED_AT = 8  # requests, of which one at least asks for tasks of any kind


def check_shown(inputs: Inputs) -> None:
    """Raise RecipeError for an attribute out of a file that no prompt for tasks has in it."""
    missing = set(inputs.drawn_names)
    if not missing:
        return
    bootstrap = Bootstrap(inputs, templates_of(inputs.recipe))
    met: set[str] = set()
    for index in range(_LOOKED_AT):
        wish = bootstrap.shown(index).attributes[0]
        met |= missing & wish.keys()
        prompt = "\n".join(message.content for message in bootstrap.request(index).messages)
        missing -= {name for name in missing & wish.keys() if folded_line(wish[name]) in prompt}
    if odd := sorted(missing & met):
        given = "--personas" if odd[0] == PERSONA else "--attributes"
        raise RecipeError(
            f"{given}: the prompts of the recipe {inputs.recipe.name} do not show the attribute {odd[0]!r}; "
            f"write {{{{ attributes[0].{odd[0]} }}}} where it is to stand, in {PURPOSE}.jinja, or take another recipe"
        )
