"""Where the checkout is, and what may stand beside it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARITY = ROOT.parent / "shared" / "parity"
