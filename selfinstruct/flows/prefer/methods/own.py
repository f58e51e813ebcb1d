"""The dataset's answer against the model's own one."""

from selfinstruct.checks import carried_checks
from selfinstruct.flows.prefer.asking import Asking, NoPair
from selfinstruct.flows.prefer.methods.settling import personal, refused, unwanted
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.records import Reason


async def own(asking: Asking) -> Sides:
    """Nothing is asked where the dataset's answer cannot be the chosen one; the model's may be as good."""
    given, checks = asking.own, asking.prompted.checks
    if given is None:
        raise NoPair(asking.rejection("no_output"))
    reason = personal(asking, given) or _failing(asking, given.text) or unwanted(asking, given)
    if reason is not None:
        raise refused(asking, reason, chosen=given.text, models={"chosen": given.model})
    answer = await asking.response("response", asking.setting.models[0])
    if checks and _failing(asking, answer.text) is None:
        reason = personal(asking, answer) or Reason("checks_passed", len(checks))
        models = {"chosen": given.model, "rejected": answer.model}
        raise refused(asking, reason, chosen=given.text, rejected=answer.text, models=models)
    return Sides(given, answer, checks=checks)


def _failing(asking: Asking, text: str) -> Reason | None:
    """The first of the record's checks that a text fails; None where it passes all."""
    for said, check in carried_checks(list(asking.prompted.checks)):
        if not (verdict := check(text)).passed:
            return Reason("check_failed", f"{said['check']}: asked {verdict.asked}; found {verdict.found}")
    return None
