"""Every skill of the offline model."""

from selfinstruct.models.offline.skills import (
    code,
    dates,
    everyday,
    labels_numbers,
    labels_words,
    lists,
    numbers,
    numerals,
    tables,
    texts,
    words,
)
from selfinstruct.models.offline.skills.skill import Skill

SKILLS: tuple[Skill, ...] = (
    *numbers.SKILLS,
    *numerals.SKILLS,
    *dates.SKILLS,
    *everyday.SKILLS,
    *words.SKILLS,
    *lists.SKILLS,
    *tables.SKILLS,
    *code.SKILLS,
    *texts.SKILLS,
    *labels_numbers.SKILLS,
    *labels_words.SKILLS,
)
CLASSIFYING = tuple(skill for skill in SKILLS if skill.labels)
