"""What DataTrove 0.10.1 says of the texts of `adversarial`, as it is recorded: for each the number of a reason."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.adversarial import adversarial_texts
from tests.support.paths import ROOT

RECORDED = ROOT / "tests" / "filters" / "documents" / "verdicts.json"


def texts_file(path: Path) -> Path:
    """The texts with their languages, as tests/consumers/datatrove_verdicts.py reads them."""
    path.write_text(json.dumps([[language, text] for _, language, text in adversarial_texts()]), encoding="utf-8")
    return path


def compacted(verdicts: Mapping[str, Sequence[str]]) -> str:
    """Verdicts as they are recorded, with a digest of the texts that they are of."""
    reasons = sorted({reason for said in verdicts.values() for reason in said})
    numbers = {name: [reasons.index(reason) for reason in said] for name, said in verdicts.items()}
    lines = [f'"{name}":{json.dumps(said, separators=(",", ":"))}' for name, said in numbers.items()]
    head = f'"texts":"{texts_digest()}",\n"reasons":{json.dumps(reasons)}'
    return "{" + ",\n".join([head, *lines]) + "}\n"


def texts_digest() -> str:
    return hashlib.sha256("\0".join(text for _, _, text in adversarial_texts()).encode()).hexdigest()


def recorded() -> dict[str, list[str]]:
    """By filter the reason for each text, "" for one that is kept."""
    found = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert found.pop("texts") == texts_digest(), "the texts have changed: record anew, by make test-consumer"
    reasons = found.pop("reasons")
    return {name: [reasons[number] for number in numbers] for name, numbers in found.items()}
