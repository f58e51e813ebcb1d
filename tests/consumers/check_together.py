"""Together's own check of a fine-tuning file: `check_together.py FILE…` prints its report on each."""

import json
import sys

from together.utils.files import check_file

print(json.dumps([check_file(path) for path in sys.argv[1:]]))
