"""Who plays the roles of a method: each model is opened once, and has its wrappers once, whatever it plays."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.engine.stack import OpenedModel
from selfinstruct.flows.generate.methods.gated import gated
from selfinstruct.flows.generate.roles import played
from selfinstruct.models import open_model
from tests.support.runs import SEEDS, files

MODULE = """
from selfinstruct.models.offline import create as offline
from dataclasses import dataclass

OPENED = []

@dataclass
class Named:
    name: str
    model: object

    async def complete(self, request):
        return await self.model.complete(request)

def strong(*given, **named):
    OPENED.append("strong")
    return Named("own_players:strong", offline("strong"))

def weak(*given, **named):
    OPENED.append("weak")
    return Named("own_players:weak", offline("weak"))
"""


def opened(name: str) -> OpenedModel:
    return OpenedModel(open_model(name), None)


def test_a_model_has_its_wrappers_once_whatever_it_plays() -> None:
    added: list[str] = []

    def add(model: OpenedModel) -> str:
        added.append(model.provider.name)
        return f"wrapped {model.provider.name}"

    players = {role: opened(name) for role, name in (("strong", "offline/strong"), ("judge", "offline/strong"))}
    models = played(gated, players, add, "the run's own")
    assert models == {
        "": "the run's own", "strong": "wrapped offline/strong", "weak": "the run's own",
        "judge": "wrapped offline/strong",
    }  # fmt: skip
    assert added == ["offline/strong"]


def test_a_model_is_opened_once_for_all_its_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_players.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    roles = {"strong": "own_players:strong", "judge": "own_players:strong", "weak": "own_players:weak"}
    made = selfinstruct.generate(SEEDS, n=2, out=tmp_path / "r", recipe="gated", roles=roles)
    import own_players  # type: ignore[import-not-found]

    assert sorted(own_players.OPENED) == ["strong", "weak"]
    assert made.info["roles"] == roles
    again = selfinstruct.generate(SEEDS, n=2, out=tmp_path / "r", recipe="gated", roles=roles)
    assert files(again.path) == files(made.path)
