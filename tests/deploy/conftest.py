"""The scripts of deploy/ import each other by their bare names, as they do when they are run."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("nginx", "stack"):
    sys.path.insert(0, str(ROOT / "deploy" / folder))
