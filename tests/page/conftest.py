from collections.abc import Iterator

import pytest

from tests.support.desk_pages import Page, page, tasks


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of thirty tasks, for ann and bob, that the tests of a file share."""
    folder = tmp_path_factory.mktemp("served")
    with page(str(tasks(folder / "tasks.jsonl")), "--reviewer", "ann", "--reviewer", "bob", cwd=folder) as found:
        yield found
