"""The skills by the kind of tasks that a prompt wants, where it wants a kind of its own."""

from selfinstruct.models.offline.exact.tasks import EXACT, HARD
from selfinstruct.models.offline.prose.tasks import PROSE
from selfinstruct.models.offline.skills.skill import Skill

WANTED: dict[str, tuple[Skill, ...]] = {
    "exact": EXACT,
    "prose": PROSE,
    "hard": (*HARD, *PROSE),
}
