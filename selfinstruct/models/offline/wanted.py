"""The skills by the kind of tasks that a prompt wants, where it wants a kind of its own."""

from selfinstruct.models.offline.exact.tasks import EXACT, HARD
from selfinstruct.models.offline.programs.solving import FUNCTIONS
from selfinstruct.models.offline.prose.tasks import PROSE
from selfinstruct.models.offline.records.tasks import RECORDS
from selfinstruct.models.offline.skills.skill import Skill

WANTED: dict[str, tuple[Skill, ...]] = {
    "exact": EXACT,
    "functions": FUNCTIONS,
    "prose": PROSE,
    "hard": (*HARD, *PROSE),
    "records": RECORDS,
}
