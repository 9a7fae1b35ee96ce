"""Plausible answers without a model: made of the facts that the prompt carries between its marks."""

import re
from typing import Any


def plausible(body: dict[str, Any], purpose: str) -> str:
    facts = _facts(body)
    if purpose.endswith("title"):
        return " ".join(facts[0].split()[:8]).rstrip(".,;:")
    return " ".join(facts[:3])


def _facts(body: dict[str, Any]) -> list[str]:
    """The lines of the longest text between marks of the last prompt, else of the prompt itself."""
    prompt = "\n".join(
        str(message.get("content", "")) for message in body.get("messages", []) if message["role"] == "user"
    )
    fenced = re.findall(r"<(\w+)>\n(.*?)\n</\1>", prompt, re.DOTALL)
    text = max((inner for _, inner in fenced), key=len, default=prompt)
    lines = [line.strip("-*# ") for line in text.splitlines() if line.strip("-*# ")]
    return lines or ["Nothing was given."]
