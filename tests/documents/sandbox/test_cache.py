"""What took long to read is not read again until a corpus is complete."""

from pathlib import Path

import pytest

from selfinstruct.documents.sandbox import cache
from selfinstruct.documents.sandbox.cache import CachedReading, clear


def test_a_reading_is_kept_under_what_it_is_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_LONG", 0.0)
    first = CachedReading(tmp_path, ["a.pdf", "digest", {"ocr": "tesseract"}])
    assert first.known() is None
    first.add(b"one")
    first.add(b"two")
    first.keep()
    assert CachedReading(tmp_path, ["a.pdf", "digest", {"ocr": "tesseract"}]).known() == b"onetwo"
    assert CachedReading(tmp_path, ["a.pdf", "digest", {"ocr": "textract"}]).known() is None
    assert CachedReading(tmp_path, ["b.pdf", "digest", {"ocr": "tesseract"}]).known() is None
    clear(tmp_path)
    assert not tmp_path.exists()


def test_what_was_quick_is_not_kept_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    quick = CachedReading(tmp_path, "a")
    quick.add(b"one")
    quick.keep()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.txt").write_text("x")
    clear(tmp_path)
    assert (tmp_path / "mine.txt").exists()
