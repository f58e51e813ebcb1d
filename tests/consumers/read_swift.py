"""ms-swift's own loader: `read_swift.py FILE…` prints the rows of each as its templates get them."""

import json
import os
import sys
from typing import Any

sys.path.append(os.path.dirname(__file__))
from stand_ins import stand_in

stand_in("simplejson", "deepspeed")

from swift.dataset import load_dataset  # noqa: E402


def read(path: str) -> list[dict[str, Any]]:
    rows, _ = load_dataset(path, split_dataset_ratio=0, num_proc=1, strict=True, load_from_cache_file=False)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


shown, sys.stdout = sys.stdout, sys.stderr
found = [read(path) for path in sys.argv[1:]]
print(json.dumps(found), file=shown, flush=True)
