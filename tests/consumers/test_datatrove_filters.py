"""DataTrove's filters, run here, still say what is recorded of them."""

import json
from pathlib import Path

import pytest

from tests.consumers import consume
from tests.support.verdicts import RECORDED, compacted, texts_file


@pytest.mark.consumer
def test_the_recorded_verdicts_are_datatroves(tmp_path: Path) -> None:
    out = tmp_path / "verdicts.json"
    assert consume("datatrove", "datatrove_verdicts", texts_file(tmp_path / "texts.json"), out, cwd=tmp_path) > 433
    found = compacted(json.loads(out.read_text(encoding="utf-8")))
    renewed = tmp_path / RECORDED.name
    renewed.write_text(found, encoding="utf-8")
    assert found == RECORDED.read_text(encoding="utf-8"), f"if the texts were changed, copy {renewed} there"
