"""Plausible answers without a model: made of what the prompt carries, in its language, by purpose."""

import json
import re
from typing import Any


def plausible(body: dict[str, Any], purpose: str) -> str:
    prompt = "\n".join(str(message["content"]) for message in body.get("messages", []) if message["role"] == "user")
    write = {
        "writing.title": _titles,
        "writing.choices": _titles,
        "writing.tags": _tags,
        "writing.outline": _outline,
        "writing.section": _section,
        "writing.summary": _summary,
        "writing.seo_description": _description,
    }.get(purpose, _summary)
    return write(prompt)


def _titles(prompt: str) -> str:
    lines = [_cut(line, 60) for line in _material(prompt)[:3]]
    return json.dumps({"candidates": lines}, ensure_ascii=False)


def _tags(prompt: str) -> str:
    named = re.search(r"publication's tags: (.*)", prompt)
    known = [tag.strip() for tag in named.group(1).split(",")] if named else []
    text = " ".join(_material(prompt)).lower()
    fitting = [tag for tag in known if len(tag) > 1 and tag.lower() in text][:3]
    return json.dumps({"tags": fitting, "new_tags": []}, ensure_ascii=False)


def _outline(prompt: str) -> str:
    """An opening and a section for every three facts, headed by the first words of the first of them."""
    facts = [(int(number), text) for number, text in re.findall(r"^(\d+): (.+)$", prompt, re.MULTILINE)]
    topic = _named(prompt, "Topic") or "Untitled"
    groups = [facts[start : start + 3] for start in range(0, len(facts), 3)] or [[]]
    sections = [
        {
            "heading": _cut(group[0][1], 40) if place else "",
            "points": [_cut(text, 80) for _, text in group],
            "facts": [number for number, _ in group],
        }
        for place, group in enumerate(groups)
    ]
    return json.dumps({"title": topic, "sections": sections}, ensure_ascii=False)


def _section(prompt: str) -> str:
    """The facts of the section as they are, then the first sentence of the first source with its number."""
    told = prompt.split("Facts of this section:")[-1] if "Facts of this section:" in prompt else ""
    facts = [line[2:].strip() for line in told.splitlines() if line.startswith("- ")]
    source = re.search(r"Source (\d+), .*?:\n<source>\n(.*?)\n</source>", prompt, re.DOTALL)
    if source:
        first = re.split(r"(?<=[.!?])\s", _plain(source.group(2)))[0]
        facts.append(f"“{first}” [^{source.group(1)}]")
    return " ".join(facts) or _named(prompt, "Article") + "."


def _summary(prompt: str) -> str:
    return " ".join(" ".join(_material(prompt)[:2]).split()[:45])


def _description(prompt: str) -> str:
    return _cut(" ".join(_material(prompt)), 150)


def _material(prompt: str) -> list[str]:
    """The lines of the longest text between marks, else of the prompt itself."""
    fenced = re.findall(r"<(\w+)>\n(.*?)\n</\1>", prompt, re.DOTALL)
    text = max((inner for _, inner in fenced), key=len, default=prompt)
    lines = [_plain(line) for line in text.splitlines() if len(_plain(line)) > 2]
    return lines or ["Nothing was given."]


def _plain(text: str) -> str:
    """Without the marks of Markdown and without addresses, which an answer may not invent."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1", text)
    return re.sub(r"https?://\S+|[`*#>_]", "", text).strip(" -\n")


def _named(prompt: str, name: str) -> str:
    found = re.search(rf"^{name}: (.+)$", prompt, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",;:.")
