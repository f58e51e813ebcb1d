"""Which texts a corpus has already: their ids, in eight bytes each and some room, since there may be millions."""

from array import array

_SIZE = 1 << 12


class SeenTexts:
    """A set of ids of sixteen hex digits: a table with open addressing, never more than half full."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _SIZE))
        self._count = 0

    def add(self, id: str) -> bool:
        """Whether the id is new; from now on it is known."""
        key = int(id, 16) or 1  # 0 is an empty place
        if not self._put(self._table, key):
            return False
        self._count += 1
        if self._count * 2 > len(self._table):
            larger = array("Q", bytes(16 * len(self._table)))
            for known in self._table:
                if known:
                    self._put(larger, known)
            self._table = larger
        return True

    @staticmethod
    def _put(table: "array[int]", key: int) -> bool:
        mask = len(table) - 1
        place = key & mask
        while table[place]:
            if table[place] == key:
                return False
            place = (place + 1) & mask
        table[place] = key
        return True
