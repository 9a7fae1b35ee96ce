"""Briefs, drafts and a model's answers for tests."""

import json
import re
from pathlib import Path
from typing import Any

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.models import User
from accounts.sites.models import Site
from ai.writing.briefs import ParsedBrief, SourceFile, parse
from ai.writing.models import Draft
from ai.writing.services import start_draft

GERMAN = """---
topic: Neuer Steg am See
audience: Leserinnen und Leser
tone: sachlich
length: 300 Wörter
language: de
instructions:
  - Beginne mit den Kosten.
---
- Der Steg zwischen Bootshaus und Strand ist 120 Meter lang und seit dem 3. Mai 2026 offen.
- Die Kosten lagen bei 1,4 Millionen Euro, davon 0,6 Millionen vom Land Brandenburg.
- Das Gericht wies im März 2025 die Klage von Anna Weber ab.
"""
SOURCE = """# The pier report

## Safety

The pier carries 300 people at once. Inspectors from the port visit it twice a year.

## Lights

Lamps along the pier switch on when somebody walks by, for example at night.
"""
FACTS = """- The pier opened on 3 May 2026 and is 120 metres long.
- It cost 1.4 million euros; the state paid 600,000.
- Anna Weber of the Harbour Trust lost her lawsuit in March 2025.
"""


def brief(**fields: Any) -> ParsedBrief:
    values: dict[str, Any] = {"topic": "The new pier", "facts": FACTS, "language": "en", **fields}
    return ParsedBrief(**values)


def sourced(**fields: Any) -> ParsedBrief:
    wish = {
        "instructions": ["Explain the lights with an example.", "Do not mention the weather."],
        "files": [SourceFile("The pier report", "report.md", SOURCE)],
    }
    return brief(**(wish | fields))


def german() -> ParsedBrief:
    return parse(GERMAN, folder=Path("."))


def started(site: Site, by: User | None, given: ParsedBrief | None = None, **more: Any) -> Draft:
    return start_draft(given or brief(), site=site, by=by, **more)


def worked(draft: Draft) -> Draft:
    """The draft after a worker has had its job."""
    execution.run(draft.job_id or 0)
    return Draft.objects.for_page().get(pk=draft.pk)


def job_of(draft: Draft) -> Job:
    return Job.objects.get(pk=draft.job_id or 0)


def good_model(body: dict[str, Any], purpose: str) -> str:
    """Answers as a model would that does what the prompts ask for."""
    prompt = "\n".join(str(message["content"]) for message in body["messages"] if message["role"] == "user")
    if "Plan the article" in prompt:
        numbers = [int(number) for number in re.findall(r"^(\d+): ", prompt, re.MULTILINE)]
        sections = [{"heading": "", "facts": numbers[:1]}, {"heading": "What it cost", "facts": numbers[1:]}]
        return json.dumps({"title": "A pier for everyone", "sections": sections})
    if "Write the section" in prompt:
        told = prompt.split("Facts of this section:")[-1].split("Your last text")[0]
        facts = re.findall(r"^- (.+)$", told, re.MULTILINE)
        cites = " Lamps switch on when somebody walks by. [^1]" if "Source 1" in prompt else ""
        return f"{' '.join(facts)}{cites}"
    if "headlines" in prompt:
        return json.dumps({"candidates": ["A pier for everyone", "The pier is open"]})
    if '"new_tags"' in prompt:
        return json.dumps({"tags": ["Harbour"], "new_tags": ["Pier"]})
    return "The pier opened in May and is open to all who want to walk along it by day and by night."
