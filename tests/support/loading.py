"""What a piece of code loads, in an interpreter of its own."""

import subprocess
import sys


def loaded(code: str) -> set[str]:
    """The modules that are loaded after this code, and the lines that it prints."""
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split("\n"))
