"""Notices that two names are one model: a server of one model answers to any name, and agrees with itself."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from selfinstruct.novelty.exact import hash64
from selfinstruct.records import Completion, Request
from selfinstruct.text.tokens import unicode_tokens

LOG = logging.getLogger("selfinstruct")
LEAST = 5  # different long answers that two models have in common
SHARE = 0.75  # of the prompts that both have answered at length; slots of one server do not always say the same
_FEWEST_WORDS = 8  # of such an answer: labels, numbers and fixed forms are the same for good reasons


@dataclass(slots=True)
class _Pair:
    """Two names at one address, and what it means for them to be one model."""

    models: tuple[str, str]
    meaning: str
    compared: int = 0
    equal: int = 0
    common: set[int] = field(default_factory=set)
    warned: bool = False


@dataclass(slots=True)
class OneModel:
    """Which names of a session answer as one model: by the name in their answers, or by equal answers.

    Only names at one address are compared, and what no pair has to do with is not looked at.
    """

    _addresses: dict[str, str] = field(default_factory=dict)
    _pairs: list[_Pair] = field(default_factory=list)
    _names: dict[str, Counter[str]] = field(default_factory=dict)
    _texts: dict[int, dict[str, tuple[int, bool]]] = field(default_factory=dict)

    def place(self, name: str, model: object) -> None:
        """Tell where a model is; one that says nothing of it is compared with none."""
        address = getattr(model, "address", "")
        if isinstance(address, str) and address:
            self._addresses[name] = address.rstrip("/").replace("://localhost", "://127.0.0.1")

    def watch(self, names: Sequence[str], meaning: str, *, apart: bool = False) -> None:
        """Warn where two of these are one model; `meaning` says what follows.

        Where they must be `apart`, one that is named twice is told too.
        """
        at = self._addresses
        for name, number in Counter(names).items() if apart else ():
            if number > 1 and not any(pair.models == (name, name) for pair in self._pairs):
                self._pairs.append(_Pair((name, name), meaning, warned=True))
                LOG.warning("%s is named %s: %s", name, "twice" if number == 2 else f"{number} times", meaning)
        for one, other in combinations(dict.fromkeys(names), 2):
            known = any(pair.models == (one, other) for pair in self._pairs)
            if one in at and at[one] == at.get(other) and not known:
                self._pairs.append(_Pair((one, other), meaning))
                self._names |= {name: self._names.get(name, Counter()) for name in (one, other)}

    def take(self, model: str, request: Request, answer: Completion) -> None:
        """An answer has come, now or in an earlier session."""
        if model not in self._names or answer.finish_reason is None:
            return
        self._names[model][answer.model or model.partition("/")[2]] += 1
        told = "\0".join(turn.content for turn in request.messages)
        answers = self._texts.setdefault(hash64(f"{request.purpose}\0{told}"), {})
        if model not in answers:
            answers[model] = hash64(answer.text), len(unicode_tokens(answer.text)) >= _FEWEST_WORDS
            for pair in self._pairs:
                if model in pair.models and all(name in answers for name in pair.models):
                    _compare(pair, *(answers[name] for name in pair.models))
        for pair in self._pairs:
            if not pair.warned and model in pair.models and (how := self._how(pair)):
                pair.warned = True
                LOG.warning("%s and %s answer as one model (%s): %s", *pair.models, how["told"], pair.meaning)

    def found(self) -> list[dict[str, Any]]:
        """The pairs that are one model, and how that is known, as files tell it."""
        return [
            {"models": list(pair.models), "meaning": pair.meaning} | how
            for pair in self._pairs
            if (how := self._how(pair))
        ]

    def as_dict(self) -> dict[str, Any]:
        """What stands in files: nothing where there is nothing to tell."""
        return {"one_model": found} if (found := self.found()) else {}

    def _how(self, pair: _Pair) -> dict[str, Any]:
        if pair.models[0] == pair.models[1]:
            return {"by": "name", "told": "it is named twice"}
        one, other = (_commonest(self._names[name]) for name in pair.models)
        if one and one == other:
            return {"by": "name", "told": f"both call themselves {one}"}
        if len(pair.common) >= LEAST and pair.equal >= SHARE * pair.compared:
            return {"by": "answers", "told": f"{pair.equal:,} of {pair.compared:,} long answers are the same"}
        return {}


def _compare(pair: _Pair, one: tuple[int, bool], other: tuple[int, bool]) -> None:
    if one[1] or other[1]:
        pair.compared += 1
        if one[0] == other[0]:
            pair.equal += 1
            pair.common.add(one[0])


def _commonest(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name), default="")
