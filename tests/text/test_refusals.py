"""Bare refusals in 23 languages, and how well they are told from what looks like them."""

import re

import pytest

from selfinstruct.text.refusals.bare import FORMS, is_bare_refusal, machine_talk
from tests.support.paths import ROOT
from tests.support.refusals import LATER
from tests.support.refusals import LOOK_ALIKES as MANY_LOOK_ALIKES
from tests.support.refusals import REFUSALS as MANY_REFUSALS
from tests.support.refusals_further import FURTHER_LOOK_ALIKES, FURTHER_REFUSALS

REFUSALS, LOOK_ALIKES = MANY_REFUSALS | FURTHER_REFUSALS, MANY_LOOK_ALIKES | FURTHER_LOOK_ALIKES

TABLE = [(text, True) for lines in REFUSALS.values() for text in lines.split("\n")] + [
    (text, False) for lines in LOOK_ALIKES.values() for text in lines.split("\n")
]
TABLE += [(text, refuses) for refuses, lines in LATER.items() for text in lines.split("\n")]
# What it gets wrong: a name, a wish, and a message that only its task would tell from a refusal.
WRONG = (
    "I'm sorry Dave, I'm afraid I can't do that.",
    "I'd rather not answer that.",
    "I'm sorry, but I can't make it to dinner tonight.",
)


@pytest.mark.parametrize("language", FORMS)
def test_there_are_enough_cases_of_each_language(language: str) -> None:
    assert len(REFUSALS[language].split("\n")) >= 8
    assert len(LOOK_ALIKES[language].split("\n")) >= 8


def test_a_bare_refusal_is_told_from_an_answer() -> None:
    assert [text for text, refuses in TABLE if is_bare_refusal(text) is not (refuses ^ (text in WRONG))] == []


def test_precision_and_recall_on_the_table() -> None:
    """What docs/filters.md says of them."""
    found = [refuses for text, refuses in TABLE if is_bare_refusal(text)]
    precision, recall = sum(found) / len(found), sum(found) / sum(refuses for _, refuses in TABLE)
    docs = (ROOT / "docs" / "filters.md").read_text(encoding="utf-8")
    pattern = r"(\d+) texts in (\d+) languages .*?precision is (\d\.\d+) and recall (\d\.\d+)"
    said = re.search(pattern, " ".join(docs.split()))
    assert said is not None
    assert said.groups() == (str(len(TABLE)), str(len(FORMS)), f"{precision:.2f}", f"{recall:.2f}")


MACHINES = [
    "Als KI-Sprachmodell habe ich keine Lieblingsfarbe.", "En tant que modèle de langage, je n'ai pas d'avis.",
    "Como modelo de lenguaje, no tengo gustos.", "In quanto modello linguistico non ho preferenze.",
    "Como uma IA, não tenho gostos.", "Als taalmodel heb ik geen mening.", "Jako model językowy nie mam zdania.",
    "Как языковая модель, я не имею мнения.", "Як мовна модель, я не маю думки.", "Bir yapay zeka olarak zevkim yok.",
    "بصفتي نموذج لغة، ليس لدي رأي.", "作为一个人工智能语言模型，我没有喜好。", "AI言語モデルとして、好みはありません。",
    "저는 AI 언어 모델로서 취향이 없습니다.", "एक एआई भाषा मॉडल के रूप में मेरी कोई पसंद नहीं है।",
    "Jako jazykový model nemám názor.", "Ως γλωσσικό μοντέλο δεν έχω γνώμη.",
    "Sebagai model bahasa, saya tidak punya.",
    "Som språkmodell har jeg ingen mening.", "Kielimallina minulla ei ole makua.",
    "Nyelvi modellként nincs véleményem.",
    "Với tư cách là một mô hình ngôn ngữ, tôi không có ý kiến.",
]  # fmt: skip
NO_MACHINES = [
    "Sie arbeitet als KI-Ingenieurin in Wien.", "Un modèle de langage prédit des mots.", "Las lenguas son un modelo.",
    "人工智能正在改变医学。", "言語モデルは単語を予測する。", "Языковая модель предсказывает слова.",
    "As an artist I paint.", "Jako učitel modeluji.", "Kielimalli ennustaa sanoja.",
]  # fmt: skip


@pytest.mark.parametrize("text", MACHINES)
def test_talk_of_being_a_model(text: str) -> None:
    assert machine_talk(text)


@pytest.mark.parametrize("text", NO_MACHINES)
def test_talk_of_models(text: str) -> None:
    assert machine_talk(text) is None


@pytest.mark.parametrize(
    "text", ["sorry " * 90, "i can't " * 60, "não " * 120, "," * 500, "できません" * 99, "a" * 499]
)
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert is_bare_refusal(text) in (True, False)
