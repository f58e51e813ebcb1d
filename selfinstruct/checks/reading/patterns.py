"""Regular expressions in a time that the text's length alone decides, whatever the pattern.

Python's own reader makes a tree of the pattern; the tree becomes the states of an automaton, which reads each
character once (Thompson 1968). What no automaton of this kind can do is refused: references to groups, look-around,
atomic groups, flags within the pattern. The pattern means what `re` says it means.
"""

import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

_MOST_STATES = 2_000
_MOST_SETS = 2_000  # sets of states that are remembered
_LONGEST_PATTERN = 1_000
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
}
Matches = Callable[[str], bool]
_Tree = Iterable[tuple[Any, Any]]


class Pattern:
    """A pattern for the whole text, or with `within` for some part of it; ValueError says what is wrong with it."""

    def __init__(self, pattern: Any, *, within: bool = False, case: bool = True) -> None:
        if not isinstance(pattern, str) or not pattern or len(pattern) > _LONGEST_PATTERN:
            raise ValueError(f"a pattern must be a text of 1 to {_LONGEST_PATTERN:,} characters")
        self._within, self._case = within, case
        self._steps: list[list[tuple[Matches | str | None, int]]] = [[]]
        self._last = self._add(_tree(pattern), 0)
        self._known: dict[tuple[frozenset[int], str, bool, bool], frozenset[int]] = {}

    def holds(self, text: str) -> bool:
        """Whether the pattern matches."""
        states: frozenset[int] = frozenset()
        for place in range(len(text) + 1):
            if place == 0 or self._within:
                states |= {0}
            states = self._reached(states, text, place)
            if self._within and self._last in states:
                return True
            if place == len(text):
                return self._last in states
            if not states:
                return False
            states = self._read(states, text[place])
        return False

    def _state(self) -> int:
        self._steps.append([])
        if len(self._steps) > _MOST_STATES:
            raise ValueError("the pattern asks for too many repetitions")
        return len(self._steps) - 1

    def _add(self, tree: _Tree, start: int) -> int:
        """Add the states for a tree behind a state; the state in which the tree has matched."""
        for kind, given in tree:
            start = self._add_one(str(kind), given, start)
        return start

    def _add_one(self, kind: str, given: Any, start: int) -> int:
        if kind == "SUBPATTERN":
            _, flags, less, tree = given
            if flags or less:
                raise ValueError("flags within a pattern are not read")
            return self._add(tree, start)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._add_repeat(given, start)
        end = self._state()
        if kind == "BRANCH":
            for tree in given[1]:
                branch = self._state()
                self._steps[start].append((None, branch))
                self._steps[self._add(tree, branch)].append((None, end))
        elif kind == "AT":
            if str(given) not in _PLACES:
                raise ValueError("a place in a pattern may be ^, $, \\A, \\Z, \\b or \\B")
            self._steps[start].append((str(given), end))
        else:
            self._steps[start].append((self._cased(_one(kind, given)), end))
        return end

    def _add_repeat(self, given: tuple[int, Any, _Tree], start: int) -> int:
        least, most, tree = given
        for _ in range(least):
            start = self._add(tree, start)
        end = self._state()
        self._steps[start].append((None, end))
        if str(most) == "MAXREPEAT":
            begin = self._state()
            self._steps[start].append((None, begin))
            last = self._add(tree, begin)
            self._steps[last] += [(None, begin), (None, end)]
        else:
            for _ in range(int(most) - least):
                start = self._add(tree, start)
                self._steps[start].append((None, end))
        return end

    def _cased(self, matches: Matches) -> Matches:
        if self._case:
            return matches
        return lambda char: any(len(way) == 1 and matches(way) for way in (char, char.lower(), char.upper()))

    def _reached(self, states: frozenset[int], text: str, place: int) -> frozenset[int]:
        """The states with all that is reached from them without a character."""
        left, right = text[place - 1 : place] if place else "", text[place : place + 1]
        kind = ("1" if _is_word(left) else "0") + ("1" if _is_word(right) else "0")
        end = place == len(text) or (right == "\n" and place == len(text) - 1)
        key = (states, kind + str(place == len(text)), place == 0, end)
        if (found := self._known.get(key)) is not None:
            return found
        met, todo = set(states), list(states)
        while todo:
            for step, following in self._steps[todo.pop()]:
                free = step is None or (isinstance(step, str) and _PLACES[step](left, right, place, len(text)))
                if free and following not in met:
                    met.add(following)
                    todo.append(following)
        return self._keep(key, frozenset(met))

    def _read(self, states: frozenset[int], char: str) -> frozenset[int]:
        key = (states, char, False, False)
        if (found := self._known.get(key)) is not None:
            return found
        reached = {to for state in states for step, to in self._steps[state] if callable(step) and step(char)}
        return self._keep(key, frozenset(reached))

    def _keep(self, key: tuple[frozenset[int], str, bool, bool], found: frozenset[int]) -> frozenset[int]:
        if len(self._known) > _MOST_SETS:
            self._known.clear()
        self._known[key] = found
        return found


def _tree(pattern: str) -> _Tree:
    from re import _parser  # type: ignore[attr-defined]  # the reader that re itself has

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Any = _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"the pattern cannot be read: {error}") from None
    if found.state.flags & ~re.UNICODE:
        raise ValueError("flags within a pattern are not read")
    return list(found)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


_PLACES: dict[str, Callable[[str, str, int, int], bool]] = {
    "AT_BEGINNING": lambda left, right, place, size: place == 0,
    "AT_BEGINNING_STRING": lambda left, right, place, size: place == 0,
    "AT_END": lambda left, right, place, size: place == size or (place == size - 1 and right == "\n"),
    "AT_END_STRING": lambda left, right, place, size: place == size,
    "AT_BOUNDARY": lambda left, right, place, size: _is_word(left) != _is_word(right),
    "AT_NON_BOUNDARY": lambda left, right, place, size: _is_word(left) == _is_word(right),
}


def _one(kind: str, given: Any) -> Matches:
    """Whether a character is that of a node of the tree."""
    if kind == "LITERAL":
        return lambda char: ord(char) == given
    if kind == "NOT_LITERAL":
        return lambda char: ord(char) != given
    if kind == "ANY":
        return lambda char: char != "\n"
    if kind == "RANGE":
        return lambda char: bool(given[0] <= ord(char) <= given[1])
    if kind == "CATEGORY":
        name = str(given)
        if name.replace("_NOT_", "_") != name:
            other = _CATEGORIES[name.replace("_NOT_", "_")]
            return lambda char: not other(char)
        return _CATEGORIES[name]
    if kind == "IN":
        negated = str(given[0][0]) == "NEGATE"
        parts = [_one(str(part), value) for part, value in given[negated:]]
        return lambda char: any(part(char) for part in parts) != negated
    raise ValueError(f"{kind.lower().replace('_', ' ')} is not read in a pattern")
