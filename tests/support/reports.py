"""What the tests of reports share, with and without a browser."""

import json
from pathlib import Path

import selfinstruct
from tests.support.hostile_texts import HOSTILE_TEXTS
from tests.support.runs import SEEDS, write


def hostile_run(folder: Path) -> Path:
    """A run whose every text is hostile: instructions, inputs, outputs, types, rejections, attributes, notes."""
    run = folder / "hostile"
    selfinstruct.generate(SEEDS, n=3, out=run)
    texts = [text[:1_200] for text in HOSTILE_TEXTS.values()]
    plain = {"is_classification": False, "labels": [], "demonstrations": []}
    rows, tasks, rejected = [], [], []
    for n, text in enumerate(texts):
        own = {"id": str(n), "instruction": f"{n} {text}", "type": text[:200], **plain}
        rows.append({**own, "task_id": str(n), "input": text, "output": text})
        instances = [{"input": text, "output": text}]
        tasks.append({**own, "request": n, "attributes": {"a": text, "b": text}, "instances": instances})
        said = {"rule": text[:60], "text": text, "neighbour": text, "score": 0.9}
        rejected.append({"request": n, "candidate": 0, "stage": "bootstrap", **said})
    write(run / "dataset.jsonl", rows)
    write(run / "tasks.jsonl", tasks)
    write(run / "rejected.jsonl", rejected)
    pairs = [
        {"prompt": text, "chosen": text, "rejected": "b", "models": {"chosen": text[:50], "rejected": text[:49]}}
        for text in texts[:6]
    ]
    write(run / "preferences.jsonl", [*pairs])
    info = json.loads((run / "run.json").read_text())
    info |= {"notice": texts[0], "recipe": texts[1]}
    (run / "run.json").write_text(json.dumps(info))
    return run
