"""Gunicorn for limits that are no program of ours: as for pages, without what is loaded for those."""

import gc
import runpy
from pathlib import Path

_WEB = runpy.run_path(str(Path(__file__).parents[1] / "gunicorn" / "web.py"))
globals().update({name: value for name, value in _WEB.items() if not name.startswith("_") and name != "when_ready"})
gc.enable()
