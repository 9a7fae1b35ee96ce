"""Reads an uploaded document in a process of its own, which may break without breaking the worker."""

import json
import subprocess
import sys

from django.conf import settings

TIMEOUT = 90.0  # seconds
TOO_HARD = "The file takes too long to read. Upload the part that matters, or paste its text."
BROKEN = "The file cannot be read. Open it, save it anew, or paste its text."


class DocumentError(Exception):
    """Why the document gives no text, and what to do."""


def text_of(data: bytes) -> tuple[str, str]:
    """(title, text) of a PDF, DOCX, HTML, Markdown or text file. It waits up to 90 s. Raises DocumentError."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-m", "aicmr.lib.documents"],
            input=data, capture_output=True, timeout=TIMEOUT, check=False, cwd=settings.BASE_DIR,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DocumentError(TOO_HARD) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise DocumentError(BROKEN if done.returncode > 0 else TOO_HARD) from None
    if "error" in told:
        raise DocumentError(told["error"])
    return told["title"], told["text"]
