"""The filter for words of a list that the user brings: harmful ones, mostly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.errors import UsageError
from selfinstruct.filters.documents.lists import listed_in
from selfinstruct.filters.documents.measured import MeasuredDocument, share, shown
from selfinstruct.records import Reason
from selfinstruct.text.tokens import unicode_tokens

_TOLD = 5


@dataclass(frozen=True)
class WordList:
    """Documents with more than `most` words or phrases of a list, or with a greater `share` of them among all words.

    They count as whole words, in any case; in scripts without spaces wherever they stand. `share` of 0 does not judge.
    """

    words: Sequence[str] = ()
    file: str = ""
    most: int = 0
    share: float = 0.0
    scope: ClassVar[str] = "document"
    _phrases: Mapping[str, Sequence[tuple[str, ...]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        phrases: dict[str, list[tuple[str, ...]]] = {}
        for entry in (*self.words, *(listed_in(self.file) if self.file else ())):
            if tokens := tuple(unicode_tokens(entry)):
                phrases.setdefault(tokens[0], []).append(tokens)
        if not phrases:
            raise UsageError("filter word_list: has no words; give words, or file: one with a word a line")
        longest_first = {name: sorted(set(known), key=len, reverse=True) for name, known in phrases.items()}
        object.__setattr__(self, "_phrases", longest_first)

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        tokens = unicode_tokens(document.text)
        found: Counter[str] = Counter()
        for at, token in enumerate(tokens):
            for phrase in self._phrases.get(token, ()):
                if tuple(tokens[at : at + len(phrase)]) == phrase:
                    found[" ".join(phrase)] += 1
                    break
        part = share(found.total(), len(tokens))
        if part > self.share if self.share else found.total() > self.most:
            told = sorted(found, key=lambda name: (-found[name], name))[:_TOLD]
            return Reason("word_list", {"count": found.total(), "share": shown(part), "words": told})
        return None
