"""A strong model's response against a weak one's."""

from selfinstruct.engine.gather import together
from selfinstruct.flows.prefer.asking import Asking
from selfinstruct.flows.prefer.methods.sides import Sides


async def contrast(asking: Asking) -> Sides:
    strong, weak = asking.setting.models[0], asking.setting.models[-1]
    if asking.own is not None:
        return Sides(asking.own, await asking.response("weak", weak))
    better, worse = await together((asking.response("strong", strong), asking.response("weak", weak)))
    return Sides(better, worse)
