"""Accepted texts as training data: JSON lines in the form of chat fine-tuning, of sites that have agreed alone.

A line is `{"messages": [system, user, assistant], "metadata": {…}}`: what the site's prompt asks today with the text's
context, and what people accepted. What the site lets leave with no request leaves with no line either.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from accounts.sites.models import Site
from ai.engine import prompting, samples
from ai.engine.prompting import Prompt, PromptError
from ai.evals import building
from ai.evals.exceptions import NotGiven
from ai.evals.models import GoldenItem
from ai.guards.outbound import Blocked, Screen
from ai.policies.privacy import gives_training_data, policy_of

MOST = building.MOST
REFUSED = (
    "This site does not give its texts as training data. An administrator can allow it under AI, What may leave "
    "(/admin/policies/privacy/)."
)


def lines(site: Site, purposes: Sequence[str] = (), *, limit: int = MOST) -> Iterator[str]:
    """Newest first, at most `limit` for each purpose. Raises NotGiven without consent, or for an unknown one."""
    if not gives_training_data(site):
        raise NotGiven(REFUSED)
    known = samples.measurable()
    unknown = [purpose for purpose in purposes if purpose not in known]
    if unknown:
        raise NotGiven(f"There is no purpose {unknown[0]} with accepted texts. Known: {', '.join(known)}.")
    return _lines(site, purposes or known, limit)


def _lines(site: Site, purposes: Sequence[str], limit: int) -> Iterator[str]:
    policy = policy_of(site)
    for purpose in purposes:
        prompt = prompting.prompt_for(purpose, site)
        if prompt is None:
            continue
        for item in building.items(site, purpose, limit=limit):
            line = _line(prompt, item, policy)
            if line:
                yield line


def _line(prompt: Prompt, item: GoldenItem, policy: dict[str, str]) -> str:
    """'' for a text that may not leave, or that the prompt cannot be asked about."""
    try:
        asked = prompt.messages(item.context)
        told = Screen(policy).messages(
            [*asked, {"role": "assistant", "content": _answer(prompt.schema, item.expected)}]
        )
    except (Blocked, PromptError):
        return ""
    metadata = {"purpose": prompt.purpose, "language": item.language, "accepted": item.source}
    return json.dumps({"messages": told, "metadata": metadata}, ensure_ascii=False)


def _answer(schema: dict[str, Any] | None, text: str) -> str:
    """The text as the prompt wants its answer: as it is, or as the one text of its JSON."""
    if not schema:
        return text
    found: dict[str, Any] = {}
    for name in schema.get("required", []):
        kind = schema["properties"][name]["type"]
        found[name] = {"array": [text], "string": text, "boolean": False}.get(kind)
    return json.dumps(found, ensure_ascii=False)
