"""What runs the programs of a run's method: the same from the first session to the last, and on every worker."""

from pathlib import Path

from selfinstruct.engine.programs import OpenedRunner
from selfinstruct.engine.session import Session
from selfinstruct.errors import RunMismatch
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method


async def needed_runner(session: Session, inputs: Inputs) -> OpenedRunner | None:
    """What runs programs, opened and tried, where the recipe's method runs any. Raises what `Session.runner` does."""
    method, _ = chosen_method(inputs.recipe)
    return await session.runner() if method.runs else None


async def agreed_runner(session: Session, inputs: Inputs) -> OpenedRunner | None:
    """`needed_runner` for a run that has begun; RunMismatch where another runner or Python ran its programs."""
    opened = await needed_runner(session, inputs)
    check_runner(session.path, inputs, opened)
    return opened


def check_runner(path: Path, inputs: Inputs, opened: OpenedRunner | None) -> None:
    """Raise RunMismatch where a run's programs were run by another runner, or by another version of the language."""
    if opened is not None and opened.who != inputs.sandbox:
        raise RunMismatch(
            f"{path}: its programs were run by {inputs.sandbox or 'nothing'}, and would now be run by {opened.who}, "
            "where they may end otherwise; give the --sandbox and the Python of before, or another --out"
        )
