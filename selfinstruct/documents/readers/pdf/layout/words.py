"""Words and lines of a page, by where they stand."""

from dataclasses import dataclass

from selfinstruct.documents.readers.pdf.layout.boxes import Box, Turn


@dataclass(slots=True)
class Word:
    """A word's letters, where it begins and ends along the line, and whether its letters are all of one width."""

    text: str
    start: float
    end: float
    mono: bool = False
    bold: bool = False


@dataclass(slots=True)
class Line:
    """Words side by side. `hyphen`: the last one goes on in the line that follows; `note`: a small number is first."""

    words: list[Word]
    box: Box
    size: float
    hyphen: bool = False
    note: bool = False

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join([word.text for word in self.words])

    @property
    def mono(self) -> bool:
        """Whether every word is set in letters of one width."""
        return self.words[0].mono and all(word.mono for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return self.words[0].bold and all(word.bold for word in self.words)

    @property
    def letters(self) -> int:
        """How many characters the words have."""
        return sum([len(word.text) for word in self.words])

    def mirror(self, width: float) -> None:
        """Count from the right edge, so that what is written to the left goes on like what is written to the right."""
        for word in self.words:
            word.start, word.end = width - word.end, width - word.start
        self.box = Box(width - self.box.right, self.box.top, width - self.box.left, self.box.bottom)


@dataclass(slots=True)
class Text:
    """The lines of a page, its size once turned, and how many of its characters have no code of a letter.

    `askew` are lines that run in another direction; `mirrored`, places are counted from the right.
    """

    lines: list[Line]
    width: float
    height: float
    turn: Turn
    askew: list[Line]
    letters: int = 0
    unmapped: int = 0
    mirrored: bool = False
