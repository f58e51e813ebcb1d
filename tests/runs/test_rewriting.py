"""Files that were written anew take the place of the old ones, all of them or none that is missing unseen."""

from pathlib import Path

import pytest

from selfinstruct.runs.rewriting import rewriting, take_over
from selfinstruct.runs.run import ATTEMPTS, FILES


def written(folder: Path, text: str, names: tuple[str, ...]) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(text)


def test_every_file_is_replaced_and_the_folder_goes(tmp_path: Path) -> None:
    place = rewriting(tmp_path, True, lambda: 1)
    assert place is not None
    written(tmp_path, "old", (*FILES, ATTEMPTS, "run.json"))
    written(place, "new", (*FILES, ATTEMPTS))
    take_over(place, tmp_path)
    assert {name: (tmp_path / name).read_text() for name in (*FILES, ATTEMPTS)} == dict.fromkeys(
        (*FILES, ATTEMPTS), "new"
    )
    assert (tmp_path / "run.json").read_text() == "old"
    assert rewriting(tmp_path, False, lambda: 0) is None


def test_attempts_of_before_go_where_the_rewritten_run_has_none(tmp_path: Path) -> None:
    written(tmp_path, "old", (*FILES, ATTEMPTS))
    written(tmp_path / "anew", "new", tuple(FILES))
    take_over(tmp_path / "anew", tmp_path)
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("missing", FILES)
def test_a_rewritten_file_that_is_missing_is_no_file_kept(tmp_path: Path, missing: str) -> None:
    written(tmp_path, "old", tuple(FILES))
    written(tmp_path / "anew", "new", tuple(name for name in FILES if name != missing))
    with pytest.raises(FileNotFoundError, match=missing):
        take_over(tmp_path / "anew", tmp_path)
    assert (tmp_path / "anew").is_dir()  # the mark that the rewrite is to go on
